//! Scoring with the compact model.

use once_cell::sync::OnceCell;

use super::lists::{FREQUENCIES, Reader};
use super::quantize::{BACKOFF_STEP, PROB_STEP};
use super::tree::{Aim, Tree};
use super::vocabulary::{BEGIN, END, UNKNOWN, Vocabulary, WordId};

/// The longest n-gram of a model, in syllables.
pub const ORDER: usize = 4;

/// Nats between two neighbouring levels of the log-probability and the back-off weight of a single word.
pub(crate) const UNIGRAM_STEP: f32 = 1.0 / 512.0;

/// A single word.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unigram {
    /// The natural logarithm of its probability.
    pub(super) prob: f32,
    /// Its back-off weight, in nats.
    pub(super) backoff: f32,
}

impl Unigram {
    /// From a log-probability and a back-off weight in steps.
    pub(super) fn new(prob: u16, backoff: i16) -> Self {
        Self { prob: -UNIGRAM_STEP * f32::from(prob), backoff: UNIGRAM_STEP * f32::from(backoff) }
    }

    /// From a log-probability and a back-off weight in nats.
    #[cfg(any(test, feature = "train"))]
    pub(super) fn rounded(prob: f32, backoff: f32) -> Self {
        let (prob, backoff) = Self { prob, backoff }.steps();
        Self::new(prob, backoff)
    }

    /// Its log-probability and back-off weight in steps.
    #[cfg(any(test, feature = "train"))]
    pub(super) fn steps(self) -> (u16, i16) {
        ((-self.prob / UNIGRAM_STEP).round() as u16, (self.backoff / UNIGRAM_STEP).round() as i16)
    }

    /// How frequent it is, as [`lists`](super::lists) tell words apart.
    pub(super) fn frequency(self) -> u8 {
        (-self.prob).min(FREQUENCIES as f32 - 1.0) as u8
    }
}

/// The n-grams of a model.
#[derive(Debug, Clone)]
pub(crate) struct Ngrams {
    /// Log of one over the number of distinct words that training saw but the vocabulary does not hold.
    pub(super) unknown_share: f32,
    pub(super) unigrams: Vec<Unigram>,
    /// By word: the n-grams that begin with it.
    pub(super) trees: Vec<OnceCell<Tree>>,
    /// Where trees are read when they are first asked for.
    pub(super) source: Option<Source>,
    /// How many bigrams, trigrams and 4-grams there are.
    pub(super) counts: [usize; 3],
}

/// The bytes of trees that are not read yet.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) reader: Reader,
    /// By word.
    pub(super) bytes: Vec<&'static [u8]>,
}

impl Ngrams {
    /// From trees that are there.
    pub(super) fn new(unknown_share: f32, unigrams: Vec<Unigram>, trees: Vec<Tree>) -> Self {
        let mut counts = [0; 3];
        for tree in &trees {
            counts.iter_mut().zip(tree.len()).for_each(|(count, more)| *count += more);
        }
        let trees = trees.into_iter().map(OnceCell::with_value).collect();
        Self { unknown_share, unigrams, trees, source: None, counts }
    }

    /// The n-grams that begin with a word.
    #[inline]
    pub(super) fn tree(&self, word: WordId) -> &Tree {
        let tree = &self.trees[usize::from(word)];
        match tree.get() {
            Some(tree) => tree,
            None => tree.get_or_init(|| self.read(word)),
        }
    }

    #[cold]
    fn read(&self, word: WordId) -> Tree {
        // Only what ships is read late, and a test reads all of it.
        let tree = self.source.as_ref().and_then(|source| source.reader.tree(source.bytes[usize::from(word)]));
        tree.unwrap_or_default()
    }
}

/// The context of the next word: the contexts of one, two and three words that have continuations.
///
/// Two histories with equal states are followed by the same probabilities, whatever comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    word: WordId,
    /// The first word of the inner bigram that ends here; 0 where there is none.
    second: WordId,
    /// The first word of the inner trigram that ends here; 0 where there is none.
    third: WordId,
    /// The number of that bigram in the tree of its first word, plus one; 0 for none.
    bigram: u32,
    /// The number of that trigram, plus one; 0 for none.
    trigram: u32,
}

impl State {
    /// The context after one more word, which ends contexts of two and three words of these numbers (0: none).
    #[inline]
    pub(crate) fn then(self, word: WordId, bigram: u32, trigram: u32) -> Self {
        let second = if bigram == 0 { 0 } else { self.word };
        let third = if trigram == 0 { 0 } else { self.second };
        Self { word, second, third, bigram, trigram }
    }

    /// The context as two numbers; the sixteen bits from 16 on of the second are left free.
    #[inline]
    pub(crate) fn packed(self) -> (u64, u64) {
        let Self { word, second, third, bigram, trigram } = self;
        let pack =
            |low: WordId, middle: WordId, high: u32| u64::from(low) | u64::from(middle) << 16 | u64::from(high) << 32;
        (pack(word, second, bigram), pack(third, 0, trigram))
    }

    /// The word and the numbers of which [`State::then`] makes this context.
    #[inline]
    pub(crate) fn end(self) -> (WordId, u32, u32) {
        (self.word, self.bigram, self.trigram)
    }
}

impl std::hash::Hash for State {
    #[inline]
    fn hash<H: std::hash::Hasher>(&self, hasher: &mut H) {
        // Two numbers in place of five: states are hashed wherever a word is scored.
        hasher.write_u64(u64::from(self.bigram) << 32 | u64::from(self.second) << 16 | u64::from(self.word));
        hasher.write_u64(u64::from(self.trigram) << 32 | u64::from(self.third));
    }
}

/// A syllable n-gram language model of order 4 with back-off, in a compact read-only form.
///
/// It is a forest, a tree for each first word: the words that may follow a context stand together, and where a word stands
/// among them follows nearly from its number. Probabilities and back-off weights of n-grams are quantized to steps of 1/4 and
/// 1/8 nats; in a file an n-gram takes 14 bits in all. Trees of the built-in model are read when they are first needed. The smoothing is done at training time: interpolated modified Kneser-Ney (Chen
/// and Goodman 1998), with lower orders that count what pruning leaves to them (Siivola, Hirsimäki and Virpioja 2007).
#[derive(Debug, Clone)]
pub struct NgramModel {
    pub(super) description: String,
    pub(super) vocabulary: Vocabulary,
    pub(super) ngrams: Ngrams,
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
        let [bigrams, trigrams, fourgrams] = self.ngrams.counts;
        Info {
            description: self.description.clone(),
            checksum: self.checksum,
            bytes: self.bytes,
            ngrams: [self.ngrams.unigrams.len(), bigrams, trigrams, fourgrams],
            max_prob_error: PROB_STEP / 2.0,
            max_backoff_error: BACKOFF_STEP / 2.0,
        }
    }

    /// The state at the beginning of a paragraph.
    #[must_use]
    pub fn begin(&self) -> State {
        State { word: BEGIN, second: 0, third: 0, bigram: 0, trigram: 0 }
    }

    /// The log-probability of a word after a context, in nats (at most 0), and the context after it.
    ///
    /// A word beyond the model's own vocabulary shares the probability of the unknown word evenly with the words that
    /// training saw and left out. Cost: at most three searches among siblings; no allocation.
    #[inline]
    #[must_use]
    pub fn score(&self, state: State, word: WordId) -> (f32, State) {
        let ngrams = &self.ngrams;
        let Ngrams { unknown_share, unigrams, .. } = ngrams;
        let known = usize::from(word) < unigrams.len();
        let (word, mut log) = if known { (word, 0.0) } else { (UNKNOWN, *unknown_share) };
        // All is read before anything is looked at, so that memory is waited for once, not three times.
        let aim3 = if state.trigram == 0 { None } else { ngrams.tree(state.third).fourgram(state.trigram - 1, word) };
        let aim2 = if state.bigram == 0 { None } else { ngrams.tree(state.second).trigram(state.bigram - 1, word) };
        let aim1 = ngrams.tree(state.word).bigram(word);
        let backoff = |aim: Option<Aim<'_>>| aim.map_or(0.0, |aim| aim.backoff);
        let (backoff3, backoff2) = (backoff(aim3), backoff(aim2));
        let found = |aim: Option<Aim<'_>>| aim.and_then(Aim::found);
        let (bigram, trigram, fourgram) = (found(aim1), found(aim2), found(aim3));
        let number = |found: Option<(f32, u32)>| found.map_or(0, |(_, number)| number);
        let next = state.then(word, number(bigram), number(trigram));
        log += match (fourgram, trigram, bigram) {
            (Some((log, _)), _, _) => log,
            (_, Some((log, _)), _) => backoff3 + log,
            (_, _, Some((log, _))) => backoff3 + backoff2 + log,
            _ => {
                let unigram = unigrams[usize::from(state.word)].backoff + unigrams[usize::from(word)].prob;
                backoff3 + backoff2 + unigram
            }
        };
        (log, next)
    }

    /// The log-probability of a word that the model knows, whatever stands before it.
    pub(crate) fn unigram(&self, word: WordId) -> f32 {
        self.ngrams.unigrams.get(usize::from(word)).map_or(f32::NEG_INFINITY, |unigram| unigram.prob)
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
