//! Scoring with the compact model.

use std::borrow::Cow;
use std::ops::Range;

use super::level::Level;
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
pub(crate) struct Unigrams<'b> {
    /// Natural logarithms of the probabilities, `f32`.
    pub(super) prob: Cow<'b, [[u8; 4]]>,
    /// Back-off weights, in nats, `f32`.
    pub(super) backoff: Cow<'b, [[u8; 4]]>,
    /// Where the bigrams of each word begin, `u32`; one more at the end.
    pub(super) first: Cow<'b, [[u8; 4]]>,
}

impl Unigrams<'_> {
    /// From the log-probability, the back-off weight and the number of bigrams of each word.
    #[cfg(any(test, feature = "train"))]
    pub(super) fn new(words: impl Iterator<Item = (f32, f32, u32)>) -> Unigrams<'static> {
        let mut unigrams = Unigrams::default();
        let mut start = 0u32;
        for (prob, backoff, children) in words {
            unigrams.prob.to_mut().push(prob.to_le_bytes());
            unigrams.backoff.to_mut().push(backoff.to_le_bytes());
            unigrams.first.to_mut().push(start.to_le_bytes());
            start += children;
        }
        unigrams.first.to_mut().push(start.to_le_bytes());
        unigrams
    }

    pub(super) fn starts(&self) -> impl Iterator<Item = usize> {
        self.first.iter().map(|&start| u32::from_le_bytes(start) as usize)
    }

    fn into_owned(self) -> Unigrams<'static> {
        Unigrams {
            prob: Cow::Owned(self.prob.into_owned()),
            backoff: Cow::Owned(self.backoff.into_owned()),
            first: Cow::Owned(self.first.into_owned()),
        }
    }

    #[inline]
    fn prob(&self, word: WordId) -> f32 {
        f32::from_le_bytes(self.prob[usize::from(word)])
    }

    #[inline]
    fn backoff(&self, word: WordId) -> f32 {
        f32::from_le_bytes(self.backoff[usize::from(word)])
    }

    /// Where the bigrams of a word lie.
    #[inline]
    fn children(&self, word: WordId) -> Range<usize> {
        let start = |word: usize| u32::from_le_bytes(self.first[word]) as usize;
        start(usize::from(word))..start(usize::from(word) + 1)
    }
}

/// The n-grams of a model, as they lie in its file.
#[derive(Debug, Clone)]
pub(crate) struct Ngrams<'b> {
    /// Log of one over the number of distinct words that training saw but the vocabulary does not hold.
    pub(super) unknown_share: f32,
    pub(super) unigrams: Unigrams<'b>,
    pub(super) bigrams: Level<'b>,
    pub(super) trigrams: Level<'b>,
    pub(super) fourgrams: Level<'b>,
}

impl Ngrams<'_> {
    /// The same, with arrays of its own.
    pub(super) fn into_owned(self) -> Ngrams<'static> {
        Ngrams {
            unknown_share: self.unknown_share,
            unigrams: self.unigrams.into_owned(),
            bigrams: self.bigrams.into_owned(),
            trigrams: self.trigrams.into_owned(),
            fourgrams: self.fourgrams.into_owned(),
        }
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
/// It is a trie, used as it lies in its file: the words that may follow a context stand together, and where a word
/// stands among them follows nearly from its number. Probabilities and back-off weights of n-grams are quantized to 8
/// bits (steps of 1/15 and 1/24 nats). The smoothing is done at training time: interpolated modified Kneser-Ney (Chen
/// and Goodman 1998), with lower orders that count what pruning leaves to them (Siivola, Hirsimäki and Virpioja 2007).
#[derive(Debug, Clone)]
pub struct NgramModel {
    pub(super) description: String,
    pub(super) vocabulary: Vocabulary,
    pub(super) ngrams: Ngrams<'static>,
    pub(super) checksum: u64,
    /// The length of the file.
    pub(super) bytes: usize,
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
    /// The length of its file, in bytes.
    pub bytes: usize,
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
        let Ngrams { unigrams, bigrams, trigrams, fourgrams, .. } = &self.ngrams;
        Info {
            description: self.description.clone(),
            checksum: self.checksum,
            bytes: self.bytes,
            ngrams: [unigrams.prob.len(), bigrams.len(), trigrams.len(), fourgrams.len()],
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
    /// training saw and left out. Cost: at most three searches among siblings; no allocation.
    #[inline]
    #[must_use]
    pub fn score(&self, state: State, word: WordId) -> (f32, State) {
        let Ngrams { unknown_share, unigrams, bigrams, trigrams, fourgrams } = &self.ngrams;
        let known = usize::from(word) < unigrams.prob.len();
        let (word, mut log) = if known { (word, 0.0) } else { (UNKNOWN, *unknown_share) };
        let bigram = bigrams.find(unigrams.children(state.word), word);
        let (mut trigram, mut fourgram) = (None, None);
        let mut backoff3 = 0.0;
        if state.trigram != 0 {
            let context = state.trigram as usize - 1;
            fourgram = fourgrams.find(trigrams.children(context), word);
            backoff3 = trigrams.backoff(context);
        }
        let mut backoff2 = 0.0;
        if state.bigram != 0 {
            let context = state.bigram as usize - 1;
            trigram = trigrams.find(bigrams.children(context), word);
            backoff2 = bigrams.backoff(context);
        }
        let next = State {
            word,
            bigram: bigram.map_or(0, |(_, context)| context),
            trigram: trigram.map_or(0, |(_, context)| context),
        };
        log += match (fourgram, trigram, bigram) {
            (Some((log, _)), _, _) => log,
            (_, Some((log, _)), _) => backoff3 + log,
            (_, _, Some((log, _))) => backoff3 + backoff2 + log,
            _ => {
                let unigram = unigrams.backoff(state.word) + unigrams.prob(word);
                backoff3 + backoff2 + unigram
            }
        };
        (log, next)
    }

    /// The log-probability of a word that the model knows, whatever stands before it.
    pub(crate) fn unigram(&self, word: WordId) -> f32 {
        let unigrams = &self.ngrams.unigrams;
        if usize::from(word) < unigrams.prob.len() { unigrams.prob(word) } else { f32::NEG_INFINITY }
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
