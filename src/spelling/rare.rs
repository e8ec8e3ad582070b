//! How strange a word is that the model does not know.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::keys::rows;
use super::letters::Spelt;
use crate::text::syllable::is_syllable;

static TIMES: LazyLock<HashMap<u128, f32>> = LazyLock::new(|| {
    let rows = rows(include_str!("../../dictionaries/rare-syllables.tsv"));
    rows.filter_map(|row| row.split_once('\t'))
        .filter_map(|(word, times)| Some((Spelt::read(word)?.key(), times.parse().ok()?)))
        .collect()
});

/// For a word that is no syllable, of plain letters: it may be foreign.
const FOREIGN: f32 = 10.0;
/// For a word that is no syllable and has Vietnamese letters.
const MARKED: f32 = 14.0;
/// For a possible syllable that the training text never had.
const NEVER_MET: f32 = 12.0;
/// How much less for each e-fold of times.
const PER_LOG: f32 = 2.2;

/// What it costs to take an unknown word as meant, in nats: the log-probability of these letters among all words that
/// the model does not know, with the sign turned.
pub(crate) fn strangeness(word: &str) -> f32 {
    if !is_syllable(word) {
        return if word.is_ascii() { FOREIGN } else { MARKED };
    }
    let times = Spelt::read(word).and_then(|spelt| TIMES.get(&spelt.key())).copied().unwrap_or(0.0);
    (NEVER_MET - PER_LOG * (1.0 + times).ln()).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oftener_met_the_less_strange() {
        let words = ["đọt", "phám", "strange", "tuẫng", "dựngg"];
        assert!(words.windows(2).all(|pair| strangeness(pair[0]) < strangeness(pair[1])), "{words:?}");
    }

    #[test]
    fn the_table_is_in_order() {
        let table: Vec<_> = rows(include_str!("../../dictionaries/rare-syllables.tsv"))
            .filter_map(|row| row.split_once('\t'))
            .collect();
        let times = |times: &str| times.parse::<u32>().unwrap();
        assert!(table.iter().all(|(word, count)| is_syllable(word) && (4..=300).contains(&times(count))));
        assert!(table.windows(2).all(|pair| times(pair[0].1) >= times(pair[1].1)));
        assert_eq!(TIMES.len(), table.len());
    }
}
