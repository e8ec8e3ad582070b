//! The channel of lost letters: what stands where U+FFFD, or what is left of a misread letter, is now.
//!
//! Whoever decoded a text with the wrong encoding may have lost the letters that Vietnamese needs most. Where a word keeps
//! enough of itself, and its neighbours tell the rest, the language model knows which letter it was.

use std::ops::Range;

use crate::charset::is_marked_letter;
use crate::decode::lattice::{Lattice, Wording};
use crate::model::{NgramModel, Vocabulary, WordId};
use crate::repair::mojibake::lost_letters;
use crate::text::fold::unfold;
use crate::text::syllable::is_syllable;
use crate::text::token::Token;
use crate::text::tone::Placement;

use super::candidates::MAX_CANDIDATES;

/// The margin from which on a letter is put back, in nats: one in a hundred may be wrong.
pub(crate) const ODDS: f64 = 4.6;

/// The most characters of U+FFFD in a row that may stand for letters of one word: three bytes each.
const MOST: usize = 6;

/// The longest word that is looked at, in bytes.
const LONGEST: usize = 40;

/// A piece of a word that lost letters.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Piece<'l> {
    Letter(char),
    /// From one to so many lost letters, out of these if it is known.
    Hole(usize, Option<&'l str>),
}

/// Whether letters may be lost in a line.
pub(crate) fn is_suspect(line: &str) -> bool {
    line.contains(char::REPLACEMENT_CHARACTER) || (line.contains("á»") && !has_quotation(line))
}

/// Whether `á»` may close a quotation.
fn has_quotation(line: &str) -> bool {
    line.contains('«')
}

/// The syllables of a model, in both ways of placing the tone mark, with the likeliest first.
#[derive(Debug)]
pub(crate) struct Syllables(Vec<(String, WordId)>);

impl Syllables {
    pub(crate) fn new(model: &NgramModel) -> Self {
        let vocabulary = model.vocabulary();
        let mut all = Vec::new();
        for id in (0..vocabulary.model_len() as WordId).filter(|&id| vocabulary.without_case(id) == id) {
            let key = vocabulary.key(id);
            let key = key.strip_prefix(crate::model::NAME).unwrap_or(key);
            let [old, new] = [Placement::Old, Placement::New].map(|placement| unfold(key, placement));
            if !is_syllable(&old) {
                continue;
            }
            if new != old {
                all.push((new, id));
            }
            all.push((old, id));
        }
        all.sort_by(|a, b| model.unigram(b.1).total_cmp(&model.unigram(a.1)).then_with(|| a.cmp(b)));
        Self(all)
    }

    fn matching(&self, pieces: &[Piece<'_>]) -> impl Iterator<Item = WordId> {
        let words = self.0.iter().filter(move |(word, _)| matches(word, pieces));
        words.map(|&(_, id)| id)
    }
}

/// Lays an arc to every syllable that a damaged word may have been.
pub(crate) fn add_arcs(
    lattice: &mut Lattice,
    line: &str,
    tokens: &[Token],
    vocabulary: &Vocabulary,
    syllables: &Syllables,
) {
    lattice.clear();
    let mut at = 0;
    while let Some(found) = line.get(at..).and_then(|rest| rest.find([char::REPLACEMENT_CHARACTER, 'á'])) {
        let hole = at + found;
        at = hole + line[hole..].chars().next().map_or(1, char::len_utf8);
        let mut pieces = Vec::new();
        let Some(span) = word(line, hole, &mut pieces) else { continue };
        at = span.end.max(at);
        let first = tokens.partition_point(|token| (token.start as usize) < span.start);
        let last = tokens.partition_point(|token| (token.end as usize) <= span.end);
        let whole = tokens.get(first).is_some_and(|token| token.start as usize == span.start)
            && last > first
            && tokens[last - 1].end as usize == span.end
            && tokens[first..last].iter().all(|token| !token.protected);
        if !whole {
            continue;
        }
        for id in syllables.matching(&pieces).take(MAX_CANDIDATES) {
            let written = vocabulary.written_like(id, tokens, first);
            lattice.add(first..last, Wording::Word(id), &[written], 0.0);
        }
    }
    lattice.sort_arcs();
}

/// The damaged word around a hole, in pieces. `None` if nothing else is left of it, or too much is lost.
fn word<'l>(line: &'l str, hole: usize, pieces: &mut Vec<Piece<'l>>) -> Option<Range<usize>> {
    let head = line.get(..hole)?.char_indices().rev().take_while(|&(_, c)| c.is_alphabetic()).last();
    let start = head.map_or(hole, |(at, _)| at);
    let (mut at, quotation) = (start, has_quotation(line));
    while let Some(c) = line.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = line.get(at..)?;
        let trace = lost_letters(rest)
            .filter(|&(length, _)| at >= hole && (!quotation || rest[..length].ends_with(char::REPLACEMENT_CHARACTER)));
        if let Some((length, letters)) = trace {
            pieces.push(Piece::Hole(1, Some(letters)));
            at += length;
        } else if c == char::REPLACEMENT_CHARACTER {
            let run = rest.chars().take_while(|&c| c == char::REPLACEMENT_CHARACTER).count();
            pieces.push(Piece::Hole(run, None));
            at += run * c.len_utf8();
        } else if c.is_alphabetic() {
            pieces.extend(c.to_lowercase().map(Piece::Letter));
            at += c.len_utf8();
        } else {
            break;
        }
        if at - start > LONGEST {
            return None;
        }
    }
    let lost: usize = pieces.iter().map(|piece| if let Piece::Hole(most, _) = piece { *most } else { 0 }).sum();
    let left = pieces.iter().any(|piece| matches!(piece, Piece::Letter(_)));
    (left && (1..=MOST).contains(&lost)).then_some(start..at)
}

/// Whether a word is what the pieces may have been.
fn matches(word: &str, pieces: &[Piece<'_>]) -> bool {
    let mut letters = word.chars();
    let Some((&piece, rest)) = pieces.split_first() else { return word.is_empty() };
    let Some(letter) = letters.next() else { return false };
    match piece {
        Piece::Letter(same) => letter == same && matches(letters.as_str(), rest),
        Piece::Hole(most, of) => {
            let fits = match of {
                Some(of) => of.chars().any(|c| c.to_lowercase().eq([letter])),
                None => is_marked_letter(letter),
            };
            let more = || matches(letters.as_str(), rest);
            let longer = || {
                let mut pieces = rest.to_vec();
                pieces.insert(0, Piece::Hole(most - 1, of));
                most > 1 && matches(letters.as_str(), &pieces)
            };
            fits && (more() || longer())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(line: &str) -> Option<(Range<usize>, Vec<Piece<'_>>)> {
        let hole = line.find([char::REPLACEMENT_CHARACTER, 'á']).unwrap();
        let mut pieces = Vec::new();
        word(line, hole, &mut pieces).map(|span| (span, pieces))
    }

    #[test]
    fn a_damaged_word_is_told_by_what_is_left() {
        let could_be = |line: &str, words: &[&str], others: &[&str]| {
            let (_, pieces) = pieces(line).unwrap();
            for word in words {
                assert!(matches(word, &pieces), "{line} {word}");
            }
            for word in others {
                assert!(!matches(word, &pieces), "{line} {word}");
            }
        };
        could_be("Vi\u{FFFD}t", &["việt", "viết", "viễt"], &["vit", "viêt nam", "việ", "vệt"]);
        could_be("ng\u{FFFD}\u{FFFD}i", &["người", "ngùi"], &["ngi", "ngươi nào", "ngoài"]);
        could_be("\u{FFFD}\u{FFFD}i\u{FFFD}u", &["điều", "điếu"], &["diều", "điu"]);
        could_be("má»\u{FFFD} than", &["mỏ", "mờ", "mề"], &["mổ", "mo"]);
        assert_eq!(pieces("a má»\u{FFFD} than").unwrap().0, 2..10);
    }

    #[test]
    fn what_lost_too_much_is_left() {
        assert_eq!(pieces(" \u{FFFD} "), None);
        assert_eq!(pieces(&format!("a{}", "\u{FFFD}".repeat(7))), None);
        assert_eq!(pieces(&format!("{}\u{FFFD}", "a".repeat(50))), None);
    }
}
