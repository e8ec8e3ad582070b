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

mod format;
#[cfg(test)]
mod tests;

use crate::model::{Vocabulary, WordId};

/// Words further away than this say nothing, on either side.
const REACH: usize = 10;

/// So many places on either side are told apart.
const PLACES: usize = 3;

/// The most features of one place.
const MAX_FEATURES: usize = 2 * REACH + 3;

/// Bytes that follow the features, so that the last ones can be read eight at a time.
const PADDING: usize = 8;

/// Nats between two neighbouring levels of a weight.
pub(crate) const STEP: f32 = 1.0 / 16.0;

/// The weights of the features that matter, phrase by phrase, in buckets of their hashes.
///
/// The features of one phrase lie together, so that asking for all that stands around a place touches a few lines of memory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Context {
    /// The hashes of the phrases that have features, sorted.
    phrases: Vec<u32>,
    /// By phrase: its first bucket; one more at the end.
    firsts: Vec<u32>,
    /// By bucket: its first feature; one more at the end.
    starts: Vec<u32>,
    /// The lower eight bits of the hashes of the features, which tell those of a bucket apart; and [`PADDING`].
    lows: Vec<u8>,
    /// Their weights, in steps of [`STEP`].
    weights: Vec<i8>,
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

/// Which of the buckets of a phrase has a hash: by its upper 24 bits.
#[inline]
fn bucket(hash: u32, buckets: u32) -> u32 {
    ((u64::from(hash >> 8) * u64::from(buckets)) >> 24) as u32
}

impl Context {
    /// The phrases that have features.
    pub(crate) fn phrases(&self) -> impl Iterator<Item = (Phrase, Known)> {
        self.phrases.iter().zip(0..).map(|(&hash, number)| (Phrase(hash), Known(number)))
    }

    /// How well a phrase fits in a place, in nats; only the difference of two phrases means anything.
    pub(crate) fn score(&self, Known(number): Known, around: &Surroundings) -> f32 {
        let number = number as usize;
        let (first, end) = (self.firsts[number], self.firsts[number + 1]);
        if first == end {
            return 0.0;
        }
        let phrase = Phrase(self.phrases[number]);
        let weight = |&feature: &u32| {
            let hash = hash(phrase, feature);
            let bucket = (first + bucket(hash, end - first)) as usize;
            let range = self.starts[bucket] as usize..self.starts[bucket + 1] as usize;
            find(&self.lows, range, hash as u8).map_or(0, |at| i32::from(self.weights[at]))
        };
        around.features().iter().map(weight).sum::<i32>() as f32 * STEP
    }

    /// How many features it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Whether it has no feature.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }
}

/// Where a byte stands first in a range, eight bytes at a time. [`PADDING`] bytes must follow the range.
#[inline]
fn find(bytes: &[u8], range: std::ops::Range<usize>, byte: u8) -> Option<usize> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    /// The highest bit of each of so many bytes.
    const HIGHEST: [u64; 9] = {
        let mut masks = [0; 9];
        let mut len = 1;
        while len <= 8 {
            masks[len] = ONES << 7 >> (64 - 8 * len);
            len += 1;
        }
        masks
    };
    let wanted = u64::from(byte) * ONES;
    let mut at = range.start;
    loop {
        // Nothing is found in most buckets, and most hold fewer than eight: what lies beyond the bucket is put out of the way
        // before anything is asked about, so that there is one branch, which goes the same way nearly always.
        let left = range.end - at;
        // The lowest byte that becomes 0 here is exact (S. Anderson, *Bit Twiddling Hacks*).
        let other = u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?) ^ wanted;
        let zeros = other.wrapping_sub(ONES) & !other & HIGHEST[left.min(8)];
        if zeros != 0 {
            return Some(at + zeros.trailing_zeros() as usize / 8);
        }
        if left <= 8 {
            return None;
        }
        at += 8;
    }
}
