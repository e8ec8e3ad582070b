//! The channel of passages without diacritics: any marks may have been there.

use super::index::Index;
use super::letters::Spelt;
use crate::decode::lattice::{Lattice, Wording};
use crate::decode::viterbi::Chosen;
use crate::model::{NgramModel, UNKNOWN, Vocabulary, WordId, is_name};
use crate::text::token::{Kind, Token};

/// Of a passage without diacritics, at least so many words of ten must be bare Vietnamese syllables.
const SYLLABLES_OF_TEN: usize = 7;

/// What it costs to leave a word of such a passage that the model does not know, in nats.
const STRANGE: f32 = 15.0;

/// A restored passage that the model likes less than this, in nats for each word, was not Vietnamese.
pub(crate) const FLUENT: f32 = -7.0;

/// Whether no word of a paragraph has a mark.
pub(crate) fn is_bare(line: &str, tokens: &[Token]) -> bool {
    line.is_ascii() || tokens.iter().all(|token| token.kind != Kind::Word || token.text(line).is_ascii())
}

/// Lays an arc to every syllable that has the letters of a word, if the paragraph looks Vietnamese.
pub(crate) fn add_arcs(
    lattice: &mut Lattice,
    line: &str,
    tokens: &[Token],
    words: &[WordId],
    vocabulary: &Vocabulary,
    index: &Index,
) {
    lattice.clear();
    let (mut known, mut all) = (0, 0);
    for (at, token) in tokens.iter().enumerate() {
        if token.kind != Kind::Word || token.protected {
            continue;
        }
        let counts = usize::from(!is_name(tokens, at));
        all += counts;
        let Some(written) = Spelt::read(token.text(line)) else { continue };
        let entries = index.by_bare(written.bare());
        known += counts * usize::from(!entries.is_empty());
        // An unknown word is one only because its marks are gone.
        let cost = if words[at] == UNKNOWN { STRANGE } else { 0.0 };
        for entry in entries {
            let id = vocabulary.written_like(entry.id, tokens, at);
            if id != words[at] && !entry.spelt.is_bare() {
                lattice.add(at..at + 1, Wording::Word(entry.id), &[id], cost);
            }
        }
    }
    if known * 10 < all * SYLLABLES_OF_TEN {
        lattice.clear();
    }
}

/// The log-probability of a restored paragraph for each of the words that marks were looked for, in nats.
pub(crate) fn fluency(model: &NgramModel, words: &[WordId], chosen: &[Chosen], lattice: &Lattice) -> f32 {
    let (mut state, mut sum, mut count) = (model.begin(), 0.0, 0);
    let mut chosen = chosen.iter().peekable();
    let mut arcs = lattice.arcs.chunk_by(|a, b| a.start == b.start).peekable();
    for (at, &word) in words.iter().enumerate() {
        let new = chosen.next_if(|choice| choice.arc.start as usize == at);
        let word = new.and_then(|choice| lattice.pool.get(choice.arc.first as usize)).copied().unwrap_or(word);
        let (log, next) = model.score(state, word);
        if arcs.next_if(|here| here[0].start as usize == at).is_some() {
            sum += log;
            count += 1;
        }
        state = next;
    }
    sum / count.max(1) as f32
}

/// A word in lower case, with the case of the one that it stands for.
pub(crate) fn cased_like(old: &str, word: String) -> String {
    let upper = |c: char| c.is_uppercase();
    if !old.chars().any(upper) {
        return word;
    }
    let letters = old.chars().filter(|c| c.is_alphabetic());
    if letters.clone().count() == word.chars().count() {
        let mut cased = String::with_capacity(word.len());
        for (old, new) in letters.zip(word.chars()) {
            if upper(old) { cased.extend(new.to_uppercase()) } else { cased.push(new) }
        }
        return cased;
    }
    if letters.clone().count() > 1 && letters.clone().all(upper) {
        return word.to_uppercase();
    }
    let mut rest = word.chars();
    rest.next().into_iter().flat_map(char::to_uppercase).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::token::tokenize;

    #[test]
    fn case_is_kept() {
        for (old, word, cased) in [
            ("hoi", "hội", "hội"),
            ("Hoi", "hội", "Hội"),
            ("HOI", "hội", "HỘI"),
            ("DAng", "đảng", "ĐẢng"),
            ("Dduowcj", "được", "Được"),
            ("DDUOWCJ", "được", "ĐƯỢC"),
            ("VI\u{FFFD}T", "việt", "VIỆT"),
        ] {
            assert_eq!(cased_like(old, word.to_owned()), cased);
        }
    }

    #[test]
    fn one_mark_is_enough() {
        let bare = |line: &str| {
            let mut tokens = Vec::new();
            tokenize(line, &mut tokens);
            is_bare(line, &tokens)
        };
        assert!(bare("Hoi nghi – 2021") && bare("") && !bare("Hội nghi") && !bare("50 đ"));
    }
}
