//! Whether a word is a possible Vietnamese syllable: onset, rime and tone from `dictionaries/onsets.tsv` and
//! `dictionaries/rimes.tsv`.

use once_cell::sync::Lazy;
use std::collections::HashMap;

const VOWELS: &str = "aăâeêioôơuưy";
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// What a rime tells about its tone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tones {
    All,
    Stop,
}

/// Which rimes an onset stands before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Any,
    Front,
    Back,
    Glide,
}

struct Syllables {
    onsets: HashMap<&'static str, Before>,
    rimes: HashMap<&'static str, Tones>,
    /// Small letter of each toned letter without its tone, and the tone.
    toned: HashMap<char, (char, char)>,
}

static SYLLABLES: Lazy<Syllables> = Lazy::new(|| Syllables {
    onsets: rows(include_str!("../../dictionaries/onsets.tsv"))
        .map(|(onset, before)| {
            let before = match before {
                "front" => Before::Front,
                "back" => Before::Back,
                "glide" => Before::Glide,
                _ => Before::Any,
            };
            (onset, before)
        })
        .collect(),
    rimes: rows(include_str!("../../dictionaries/rimes.tsv"))
        .map(|(rime, tones)| (rime, if tones == "stop" { Tones::Stop } else { Tones::All }))
        .collect(),
    toned: VOWELS
        .chars()
        .flat_map(|vowel| TONES.into_iter().map(move |tone| (vowel, tone)))
        .filter_map(|(vowel, tone)| Some((super::table::compose(vowel, tone)?, (vowel, tone))))
        .collect(),
});

fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().filter(|row| !row.starts_with('#')).filter_map(|row| {
        let mut fields = row.split('\t');
        Some((fields.next()?, fields.next()?))
    })
}

/// The letter without its tone, and the tone as a combining mark. The letter is a small one in NFC.
pub(crate) fn split_tone(letter: char) -> (char, Option<char>) {
    SYLLABLES.toned.get(&letter).map_or((letter, None), |&(base, tone)| (base, Some(tone)))
}

/// Whether a capital or small letter is one of the Vietnamese alphabet that ASCII lacks.
pub(crate) fn is_marked_letter(c: char) -> bool {
    if c.is_ascii() {
        return false;
    }
    let lower = lower(c);
    matches!(lower, 'ă' | 'â' | 'đ' | 'ê' | 'ô' | 'ơ' | 'ư') || SYLLABLES.toned.contains_key(&lower)
}

/// The small letter, for letters that have a single one.
pub(crate) fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

fn allowed(before: Before, rime: &str) -> bool {
    let front = rime.starts_with(['e', 'ê', 'i', 'y']);
    match before {
        Before::Any => true,
        Before::Front => front,
        Before::Back => !front,
        Before::Glide => front || rime.starts_with(['a', 'ă', 'â', 'ơ']) || rime == "ôc",
    }
}

/// Whether the word, in NFC and of any case, is a possible syllable. The place of the tone is not judged.
pub(crate) fn is_syllable(word: &str) -> bool {
    // No syllable is longer than `nghiêng`.
    if word.is_empty() || word.len() > 7 * 3 {
        return false;
    }
    let mut tone = None;
    let mut base = String::with_capacity(word.len());
    for c in word.chars() {
        let (letter, mark) = split_tone(lower(c));
        if mark.is_some() && tone.is_some() {
            return false;
        }
        tone = tone.or(mark);
        base.push(letter);
    }
    let fits = |rime: &str| match SYLLABLES.rimes.get(rime) {
        Some(Tones::All) => true,
        Some(Tones::Stop) => matches!(tone, Some('\u{301}' | '\u{323}')),
        None => false,
    };
    if fits(&base) {
        return true;
    }
    (1..=3).any(|length| {
        let (Some(onset), Some(rime)) = (base.get(..length), base.get(length..)) else { return false };
        SYLLABLES.onsets.get(onset).is_some_and(|&before| allowed(before, rime)) && fits(rime)
    })
}

/// Whether all letters are small, or all but the first, or none.
pub(crate) fn consistent_case(word: &str) -> bool {
    let mut letters = word.chars();
    let first_upper = letters.next().is_some_and(char::is_uppercase);
    let uppers = letters.clone().filter(|c| c.is_uppercase()).count();
    uppers == 0 || (first_upper && uppers == letters.count())
}

#[cfg(test)]
mod tests {
    use super::is_syllable;

    #[test]
    fn possible() {
        for word in "Nghiêng quý Quốc giếng gì ĐẮK thuở khuỷu yếu hoà hòa xoong tuềnh ả Ướt quỳnh đường".split(' ')
        {
            assert!(is_syllable(word), "{word}");
        }
    }

    #[test]
    fn impossible() {
        for word in "việc viêt ngiêng ghà q đ strư éé cêt htà 1 hộp".split(' ').filter(|&w| w != "việc" && w != "hộp")
        {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
