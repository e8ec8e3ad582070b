//! Scoring with the compact model.

use super::bits::RankBits;
use super::vocabulary::{BEGIN, END, UNKNOWN, Vocabulary, WordId};

/// The longest n-gram of a model, in syllables.
pub const ORDER: usize = 4;

/// Nats between two neighbouring levels of a quantized log-probability, and its least value.
pub(crate) const PROB_STEP: f32 = 1.0 / 15.0;
/// Nats between two neighbouring levels of a quantized back-off weight.
pub(crate) const BACKOFF_STEP: f32 = 1.0 / 24.0;
/// The greatest back-off weight that can be written, in nats; the least is 255 steps lower.
pub(crate) const BACKOFF_MAX: f32 = 2.0;

/// One-word contexts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Unigrams {
    /// Natural logarithm of the probability.
    pub(crate) prob: Vec<f32>,
    /// Back-off weight, in nats.
    pub(crate) backoff: Vec<f32>,
    /// Where the bigrams of each word begin; one more at the end.
    pub(crate) first: Vec<u32>,
}

/// N-grams of one order, in the order of their words; children of one context lie together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Level {
    pub(crate) words: Vec<u16>,
    pub(crate) prob: Vec<u8>,
    /// Which n-grams are the context of longer ones. Empty at the highest order.
    pub(crate) inner: RankBits,
    /// Back-off weights of those.
    pub(crate) backoff: Vec<u8>,
    /// Where the children of inner n-gram `i` begin: `base[i / 64] + first[i]`; one more at the end.
    pub(crate) base: Vec<u32>,
    pub(crate) first: Vec<u16>,
}

impl Level {
    /// Where the children of an inner n-gram lie in the next level.
    #[inline]
    pub(crate) fn children(&self, inner: u32) -> std::ops::Range<usize> {
        let start = |i: usize| (self.base[i / 64] + u32::from(self.first[i])) as usize;
        start(inner as usize)..start(inner as usize + 1)
    }

    #[inline]
    fn prob(&self, i: usize) -> f32 {
        -PROB_STEP * f32::from(self.prob[i])
    }

    #[inline]
    fn backoff(&self, inner: u32) -> f32 {
        BACKOFF_MAX - BACKOFF_STEP * f32::from(self.backoff[inner as usize])
    }
}

/// The context of the next word: the contexts of one, two and three words that have continuations.
///
/// Two histories with equal states are followed by the same probabilities, whatever comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct State {
    word: WordId,
    /// The inner bigram that ends here, plus one; 0 for none.
    bigram: u32,
    /// The inner trigram that ends here, plus one; 0 for none.
    trigram: u32,
}

/// A syllable n-gram language model of order 4 with back-off, in a compact read-only form.
///
/// It is a trie: the words that may follow a context stand together, sorted, so that a look-up is a binary search in
/// a short list. Probabilities and back-off weights of n-grams are quantized to 8 bits (steps of 1/15 and 1/24 nats).
/// The smoothing is done at training time: interpolated modified Kneser-Ney (Chen and Goodman 1998).
#[derive(Debug, Clone)]
pub struct NgramModel {
    pub(crate) description: String,
    pub(crate) vocabulary: Vocabulary,
    /// Log of one over the number of distinct words that training saw but the vocabulary does not hold.
    pub(crate) unknown_share: f32,
    pub(crate) unigrams: Unigrams,
    pub(crate) bigrams: Level,
    pub(crate) trigrams: Level,
    pub(crate) fourgrams: Level,
    pub(crate) checksum: u64,
}

/// The figures of a model.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Info {
    /// What it was trained on and how.
    pub description: String,
    /// The checksum of its bytes, which serves as its version.
    pub checksum: u64,
    /// N-grams of order 1, 2, 3 and 4.
    pub ngrams: [usize; ORDER],
    /// The greatest difference between a log-probability of an n-gram and the one it was trained to, in nats.
    pub max_prob_error: f32,
    /// The same for back-off weights.
    pub max_backoff_error: f32,
}

impl NgramModel {
    /// The words that it knows.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Its figures.
    #[must_use]
    pub fn info(&self) -> Info {
        Info {
            description: self.description.clone(),
            checksum: self.checksum,
            ngrams: [
                self.unigrams.prob.len(),
                self.bigrams.words.len(),
                self.trigrams.words.len(),
                self.fourgrams.words.len(),
            ],
            max_prob_error: PROB_STEP / 2.0,
            max_backoff_error: BACKOFF_STEP / 2.0,
        }
    }

    /// The state at the beginning of a paragraph.
    #[must_use]
    pub fn begin(&self) -> State {
        State { word: BEGIN, bigram: 0, trigram: 0 }
    }

    /// The log-probability of a word after a context, in nats (at most 0), and the context after it.
    ///
    /// A word beyond the model's own vocabulary shares the probability of the unknown word evenly with the words that
    /// training saw and left out. Cost: three binary searches in lists that shrink with the order; no allocation.
    #[inline]
    #[must_use]
    pub fn score(&self, state: State, word: WordId) -> (f32, State) {
        let known = usize::from(word) < self.unigrams.prob.len();
        let (word, extra) = if known { (word, 0.0) } else { (UNKNOWN, self.unknown_share) };
        let context = usize::from(state.word);
        let range = self.unigrams.first[context] as usize..self.unigrams.first[context + 1] as usize;
        let bigram = find(&self.bigrams.words, range, word);
        let trigram = match state.bigram {
            0 => None,
            inner => find(&self.trigrams.words, self.bigrams.children(inner - 1), word),
        };
        let fourgram = match state.trigram {
            0 => None,
            inner => find(&self.fourgrams.words, self.trigrams.children(inner - 1), word),
        };
        let next = State {
            word,
            bigram: bigram.and_then(|i| self.bigrams.inner.rank_if_set(i as u32)).map_or(0, |inner| inner + 1),
            trigram: trigram.and_then(|i| self.trigrams.inner.rank_if_set(i as u32)).map_or(0, |inner| inner + 1),
        };
        if let Some(i) = fourgram {
            return (self.fourgrams.prob(i) + extra, next);
        }
        let mut log = extra;
        if state.trigram != 0 {
            log += self.trigrams.backoff(state.trigram - 1);
        }
        if let Some(i) = trigram {
            return (log + self.trigrams.prob(i), next);
        }
        if state.bigram != 0 {
            log += self.bigrams.backoff(state.bigram - 1);
        }
        if let Some(i) = bigram {
            return (log + self.bigrams.prob(i), next);
        }
        (log + self.unigrams.backoff[context] + self.unigrams.prob[usize::from(word)], next)
    }

    /// The log-probability of the end of a paragraph.
    #[must_use]
    pub fn score_end(&self, state: State) -> f32 {
        self.score(state, END).0
    }

    /// The log-probability of a whole paragraph, in nats, its end included.
    #[must_use]
    pub fn score_all(&self, words: &[WordId]) -> f64 {
        let mut state = self.begin();
        let mut total = 0.0;
        for &word in words.iter().chain([&END]) {
            let (log, next) = self.score(state, word);
            total += f64::from(log);
            state = next;
        }
        total
    }
}

/// Binary search for a word among sorted siblings. A word has at most as many siblings before it as its number.
#[inline]
fn find(words: &[u16], range: std::ops::Range<usize>, word: u16) -> Option<usize> {
    let siblings = words.get(range.start..range.end.min(range.start + usize::from(word) + 1))?;
    let mut size = siblings.len();
    if size == 0 {
        return None;
    }
    let mut base = 0;
    while size > 1 {
        let half = size / 2;
        base = if siblings[base + half] <= word { base + half } else { base };
        size -= half;
    }
    (siblings[base] == word).then_some(range.start + base)
}
