//! The wide context of a phrase: which words stand around it, further away than the language model looks.
//!
//! Four syllables tell `những` from *các*, or `nhu yếu` for *yêu cầu* from `nhu yếu` for *nhu cầu*, badly; the words of the
//! whole sentence tell more. A log-linear model of the words around a phrase (features: a word at a place, two words at
//! places, a word anywhere near) says how much better the phrase fits there than its rivals. It is a confusion-set
//! classifier (Golding and Roth, *A Winnow-based approach to context-sensitive spelling correction*, 1999) over hashed
//! features (Weinberger et al., *Feature hashing for large scale multitask learning*, 2009). Training starts from what
//! the language model and the channel say, so that it learns only what those two do not know; the features that matter
//! most are kept.
//!
//! Words are named by hashes of their keys, not by their numbers, so that it goes with any language model.

mod features;
mod format;
#[cfg(test)]
mod tests;

use once_cell::sync::OnceCell;

use crate::model::{Vocabulary, WordId};
use features::Features;
use format::Source;
pub use format::VERSION;

/// Words further away than this say nothing, on either side.
const REACH: usize = 10;

/// So many places on either side are told apart.
const PLACES: usize = 3;

/// The most features of one place.
const MAX_FEATURES: usize = 2 * REACH + 3;

/// Nats between two neighbouring levels of a weight.
pub(crate) const STEP: f32 = 1.0 / 16.0;

/// The weights of the features that matter, phrase by phrase.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// The hashes of the phrases that have features, sorted.
    phrases: Vec<u32>,
    /// By phrase.
    features: Vec<OnceCell<Features>>,
    /// Where features are read when their phrase is first asked about.
    source: Option<Source<'static>>,
    /// How many features there are.
    len: usize,
}

/// A phrase that has features, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known(u32);

/// A phrase as features name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Phrase(pub(crate) u32);

/// What stands around a place: the hashes of its features.
#[derive(Debug, Clone)]
pub(crate) struct Surroundings {
    features: [u32; MAX_FEATURES],
    len: usize,
}

/// The hashes of the words of a vocabulary, by their numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct WordHashes(Vec<u32>);

fn mix(a: u32, b: u32) -> u32 {
    let product = u64::from(a ^ 0x9e37_79b9).wrapping_mul(0x9fb2_1c65_1e98_df25 ^ u64::from(b) << 20);
    (product >> 32) as u32 ^ product as u32
}

impl WordHashes {
    pub(crate) fn new(vocabulary: &Vocabulary) -> Self {
        // FNV-1a (Fowler, Noll and Vo).
        let hash = |key: &str| key.bytes().fold(0x811c_9dc5, |h: u32, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193));
        Self((0..vocabulary.len()).map(|id| hash(vocabulary.key(id as WordId))).collect())
    }

    fn of(&self, word: WordId) -> u32 {
        self.0.get(usize::from(word)).copied().unwrap_or_default()
    }

    pub(crate) fn phrase(&self, words: &[WordId]) -> Phrase {
        Phrase(words.iter().fold(1, |hash, &word| mix(hash, self.of(word))))
    }

    /// What stands around the words `start..end`.
    pub(crate) fn around(&self, words: &[WordId], start: usize, end: usize) -> Surroundings {
        let mut around = Surroundings { features: [0; MAX_FEATURES], len: 0 };
        let left = |d: usize| start.checked_sub(d).map_or(2, |at| self.of(words[at]));
        let right = |d: usize| words.get(end + d - 1).map_or(3, |&word| self.of(word));
        for d in 1..=PLACES {
            around.push(d as u32, left(d));
            around.push(16 + d as u32, right(d));
        }
        around.push(32, mix(left(1), right(1)));
        around.push(33, mix(right(1), right(2)));
        around.push(34, mix(left(2), left(1)));
        for d in PLACES + 1..=REACH {
            if d <= start {
                around.push(35, left(d));
            }
            if end + d <= words.len() {
                around.push(36, right(d));
            }
        }
        around
    }
}

impl Surroundings {
    fn push(&mut self, kind: u32, what: u32) {
        self.features[self.len] = mix(kind, what);
        self.len += 1;
    }

    pub(crate) fn features(&self) -> &[u32] {
        &self.features[..self.len]
    }
}

/// The hash of a feature of a phrase.
pub(crate) fn hash(phrase: Phrase, feature: u32) -> u32 {
    mix(phrase.0, feature)
}

impl PartialEq for Context {
    fn eq(&self, other: &Self) -> bool {
        let same = |phrase| self.features_of(phrase) == other.features_of(phrase);
        self.phrases == other.phrases && (0..self.phrases.len()).all(same)
    }
}

impl Context {
    /// The phrases that have features.
    pub(crate) fn phrases(&self) -> impl Iterator<Item = (Phrase, Known)> {
        self.phrases.iter().zip(0..).map(|(&hash, number)| (Phrase(hash), Known(number)))
    }

    /// How well a phrase fits in a place, in nats; only the difference of two phrases means anything.
    pub(crate) fn score(&self, Known(number): Known, around: &Surroundings) -> f32 {
        let own = self.features_of(number as usize);
        let phrase = Phrase(self.phrases[number as usize]);
        let weight = |&feature: &u32| i32::from(own.weight(hash(phrase, feature)));
        around.features().iter().map(weight).sum::<i32>() as f32 * STEP
    }

    #[inline]
    fn features_of(&self, phrase: usize) -> &Features {
        let own = &self.features[phrase];
        match own.get() {
            Some(own) => own,
            None => own.get_or_init(|| self.read(phrase)),
        }
    }

    #[cold]
    fn read(&self, phrase: usize) -> Features {
        // Only what ships is read late, and a test reads all of it.
        self.source.as_ref().and_then(|source| source.features(phrase)).unwrap_or_default()
    }

    /// How many features it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it has no feature.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}
