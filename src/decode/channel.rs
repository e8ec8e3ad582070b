//! The channel of the synonym spinner: what it costs to write one phrase for another, and to leave one standing.

use crate::lexicon::{Family, Lexicon, Matcher};
use crate::model::WordId;

/// The most that a spinner's rows may say of an original: some are always left standing.
const MAX_REPLACED: f32 = 0.97;

/// Log-probability that a phrase at the beginning of a sentence, with a capital, was written by a spinner that looks
/// for lower case.
const CAPITAL_COST: f32 = -4.0;

/// The rows of one family as log-probabilities.
#[derive(Debug, Clone)]
pub(crate) struct Channel {
    /// By row: the log-probability of writing the spun phrase, given the original. `None` for rows of other families.
    rows: Vec<Option<f32>>,
    /// By pattern: the log-probability of leaving it standing (0 where no row replaces it).
    stands: Vec<f32>,
    /// By row: the words of its original, as a range of `pool`.
    originals: Vec<std::ops::Range<u32>>,
    pool: Vec<WordId>,
}

impl Channel {
    /// The channel of a family.
    pub(crate) fn new(lexicon: &Lexicon, matcher: &Matcher, family: Family) -> Self {
        let mut pool = Vec::new();
        let mut originals = Vec::with_capacity(lexicon.rows().len());
        let mut buffer = String::new();
        for row in lexicon.rows() {
            let start = pool.len() as u32;
            pool.extend(row.original.split(' ').filter_map(|word| matcher.vocabulary.get(word, &mut buffer)));
            originals.push(start..pool.len() as u32);
        }
        let weight = |row: u32| {
            lexicon.row(row).filter(|row| row.family == family).map(|row| row.weight.max(1e-4))
        };
        let rows = (0..lexicon.rows().len() as u32).map(|row| weight(row).map(f32::ln)).collect();
        let stands = matcher
            .patterns()
            .iter()
            .map(|pattern| {
                let replaced: f32 = pattern.original.iter().filter_map(|&row| weight(row)).sum();
                (1.0 - replaced.min(MAX_REPLACED)).ln()
            })
            .collect();
        Self { rows, stands, originals, pool }
    }

    /// The log-probability of a row, if it belongs to the family.
    #[inline]
    pub(crate) fn row(&self, row: u32) -> Option<f32> {
        self.rows[row as usize]
    }

    /// The log-probability of leaving a pattern standing.
    #[inline]
    pub(crate) fn stands(&self, pattern: u32) -> f32 {
        self.stands[pattern as usize]
    }

    /// The words of a row's original, as a range of [`Channel::pool`].
    #[inline]
    pub(crate) fn original(&self, row: u32) -> std::ops::Range<u32> {
        self.originals[row as usize].clone()
    }

    /// The words of all originals.
    pub(crate) fn pool(&self) -> &[WordId] {
        &self.pool
    }

    pub(crate) fn capital_cost(&self) -> f32 {
        CAPITAL_COST
    }
}
