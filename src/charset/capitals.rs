//! TCVN3 text in a font of capitals: `HéI` (`HộI`) for `HỘI`.
//!
//! The encoding has no toned capitals. Such letters are typed as small ones and shown in a font that has only
//! capitals (`.VnTimeH`). The font is lost in plain text, but capitals around a small marked letter betray it.

use super::syllable::is_marked_letter;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    /// Two or more ASCII capitals and a small marked letter: no one writes so but in a font of capitals.
    Betraying,
    /// Capitals only, or too few letters to tell.
    Fitting,
    /// Has small ASCII letters.
    Small,
}

fn judge(word: &str) -> Word {
    let (mut capitals, mut marked) = (0, false);
    for c in word.chars() {
        match c {
            'a'..='z' => return Word::Small,
            'A'..='Z' => capitals += 1,
            _ => marked |= is_small_marked(c),
        }
    }
    if marked && capitals >= 2 { Word::Betraying } else { Word::Fitting }
}

fn is_small_marked(c: char) -> bool {
    c.is_lowercase() && is_marked_letter(c)
}

/// Puts marked letters into capitals from `start` on, in runs of words that the font of capitals explains.
/// Runs do not cross line ends. Tells whether there was one.
pub(super) fn raise(text: &mut String, start: usize) -> bool {
    let mut runs = Vec::new();
    let mut run: Option<(usize, usize, bool)> = None;
    let Some(tail) = text.get(start..) else { return false };
    let mut word_start = None;
    for (at, c) in tail.char_indices().chain(std::iter::once((tail.len(), '\n'))) {
        if c.is_alphabetic() {
            word_start.get_or_insert(at);
            continue;
        }
        if let Some(from) = word_start.take() {
            match (judge(tail.get(from..at).unwrap_or_default()), &mut run) {
                (Word::Small, _) => runs.extend(run.take()),
                (word, Some((_, end, betrayed))) => {
                    *end = at;
                    *betrayed |= word == Word::Betraying;
                }
                (word, None) => run = Some((from, at, word == Word::Betraying)),
            }
        }
        if c == '\n' {
            runs.extend(run.take());
        }
    }
    runs.retain(|&(_, _, betrayed)| betrayed);
    for &(from, to, _) in &runs {
        let range = start + from..start + to;
        let Some(small) = text.get(range.clone()) else { continue };
        // A small letter of the alphabet and its capital take the same number of bytes in UTF-8.
        let raised: String = small.chars().map(|c| if is_small_marked(c) { upper(c) } else { c }).collect();
        if raised.len() == range.len() {
            text.replace_range(range, &raised);
        }
    }
    !runs.is_empty()
}

fn upper(c: char) -> char {
    c.to_uppercase().next().unwrap_or(c)
}
