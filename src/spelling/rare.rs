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

/// What it costs to take an unknown word as meant, in nats: the log-probability of these letters among all words that
/// the model does not know, with the sign turned.
pub(crate) fn strangeness(word: &str) -> f32 {
    use super::slips::tune;
    if !is_syllable(word) {
        return if word.is_ascii() { tune("UNKA", 12.0) } else { tune("UNK", 14.0) };
    }
    let times = Spelt::read(word).and_then(|spelt| TIMES.get(&spelt.key())).copied().unwrap_or(0.0);
    (tune("UNKS", 10.0) - tune("SLOPE", 2.2) * (1.0 + times).ln()).max(0.0)
}
