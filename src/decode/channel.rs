//! The channel of the synonym spinner: what it costs to write one phrase for another, and to leave one standing.

use crate::lexicon::{Family, Lexicon, Matcher};
use crate::model::WordId;

/// How often a spinner of each family replaces a word that its table lists.
const RATE: [f32; 2] = [0.97, 0.5];

/// The most that is believed of an original being in the table of the spinner that wrote this very text.
const MAX_LISTED: f32 = 0.99;

/// How many times an original is counted as standing in a paragraph: after that, it is not in the table.
pub(crate) const STANDS: usize = 3;

/// Log-probability that a phrase at the beginning of a sentence, with a capital, was written by a spinner that looks
/// for lower case.
const CAPITAL_COST: f32 = -4.0;

/// The rows of one family as log-probabilities.
#[derive(Debug, Clone)]
pub(crate) struct Channel {
    /// By row: the log-probability of writing the spun phrase, given the original. `None` for rows of other families.
    rows: Vec<Option<f32>>,
    /// By pattern: the log-probabilities of leaving it standing the first, second, … time in a paragraph.
    stands: Vec<[f32; STANDS]>,
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
                standing(replaced, RATE[family as usize])
            })
            .collect();
        Self { rows, stands, originals, pool }
    }

    /// The log-probability of a row, if it belongs to the family.
    #[inline]
    pub(crate) fn row(&self, row: u32) -> Option<f32> {
        self.rows[row as usize]
    }

    /// The log-probability of leaving a pattern standing, after it was left `before` times in the paragraph.
    #[inline]
    pub(crate) fn stands(&self, pattern: u32, before: usize) -> f32 {
        self.stands[pattern as usize].get(before).copied().unwrap_or(0.0)
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

/// The log-probabilities of leaving an original standing again and again.
///
/// A table lists an original or does not; one that does replaces it at the family's rate. So the first that stands
/// says the most, and the more have stood, the less likely it is that the table lists the word at all.
fn standing(replaced: f32, rate: f32) -> [f32; STANDS] {
    let listed = (replaced / rate).min(MAX_LISTED);
    let seen = |times: usize| listed * (1.0 - rate).powi(times as i32) + 1.0 - listed;
    std::array::from_fn(|times| (seen(times + 1) / seen(times)).ln())
}
