//! Sounds that writers confuse: `dictionaries/confusions.tsv`.

use std::sync::LazyLock;

use super::keys::rows;
use super::letters::{Letter, Shape, Spelt};

/// Pairs of onsets, in both directions.
static ONSETS: LazyLock<Vec<(Vec<Letter>, Vec<Letter>)>> = LazyLock::new(|| {
    let mut pairs = Vec::new();
    for row in rows(include_str!("../../dictionaries/confusions.tsv")) {
        let mut columns = row.split('\t');
        let (Some("onset"), Some(one), Some(other)) = (columns.next(), columns.next(), columns.next()) else {
            continue;
        };
        pairs.push((letters(one), letters(other)));
        pairs.push((letters(other), letters(one)));
    }
    pairs
});

fn letters(onset: &str) -> Vec<Letter> {
    onset.bytes().map(|letter| Letter::new(letter.wrapping_sub(b'a') & 31, Shape::Plain)).collect()
}

/// Calls with every word that sounds the same to some.
pub(crate) fn alike(word: &Spelt, mut call: impl FnMut(&Spelt)) {
    for (onset, other) in ONSETS.iter() {
        let rest = word.letters().strip_prefix(onset.as_slice());
        if rest.and_then(<[_]>::first).is_some_and(|letter| letter.is_vowel())
            && let Some(alike) = word.with_onset(other, onset.len())
        {
            call(&alike);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn onsets_are_changed_whole() {
        let of = |word| {
            let mut found = Vec::new();
            alike(&Spelt::read(word).unwrap(), |other| found.push(other.key()));
            found
        };
        let keys = |words: &[&str]| words.iter().map(|word| Spelt::read(word).unwrap().key()).collect::<Vec<_>>();
        assert_eq!(of("chia"), keys(&["tria"]));
        assert_eq!(of("dành"), keys(&["giành", "rành"]));
        assert_eq!(of("nghe"), []);
        assert_eq!(of("thu"), []);
    }
}
