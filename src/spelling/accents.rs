//! The channel of passages without diacritics: any marks may have been there.

use super::index::Index;
use super::letters::Spelt;
use crate::decode::lattice::{Lattice, Wording};
use crate::model::{Vocabulary, WordId};
use crate::text::token::{Kind, Token};

/// Of a passage without diacritics, at least so many words of ten must be bare Vietnamese syllables.
const SYLLABLES_OF_TEN: usize = 8;

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
        all += 1;
        let Some(written) = Spelt::read(token.text(line)) else { continue };
        let entries = index.by_bare(written.bare());
        known += usize::from(!entries.is_empty());
        for entry in entries {
            let id = vocabulary.written_like(entry.id, tokens, at);
            if id != words[at] && !entry.spelt.is_bare() {
                lattice.add(at..at + 1, Wording::Word(entry.id), &[id], 0.0);
            }
        }
    }
    if known * 10 < all * SYLLABLES_OF_TEN {
        lattice.clear();
    }
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
    let mut rest = word.chars();
    rest.next().into_iter().flat_map(char::to_uppercase).chain(rest).collect()
}
