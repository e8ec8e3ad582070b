//! Scoring with the compact model.

use super::bits::Bits;
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

/// N-grams of one order, in the order of their words; children of one context lie together. As in the file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Level {
    pub(crate) words: Vec<u16>,
    pub(crate) prob: Vec<u8>,
    /// Which n-grams are the context of longer ones. Empty at the highest order.
    pub(crate) inner: Bits,
    /// Back-off weights of those.
    pub(crate) backoff: Vec<u8>,
    /// Where the children of inner n-gram `i` begin: `base[i / 64] + first[i]`; one more at the end.
    pub(crate) base: Vec<u32>,
    pub(crate) first: Vec<u16>,
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
/// a short list; the long lists, those after one word, are hashed when the model is loaded. Probabilities and back-off
/// weights of n-grams are quantized to 8 bits (steps of 1/15 and 1/24 nats). The smoothing is done at training time:
/// interpolated modified Kneser-Ney (Chen and Goodman 1998).
#[derive(Debug, Clone)]
pub struct NgramModel {
    pub(crate) description: String,
    pub(crate) vocabulary: Vocabulary,
    /// Log of one over the number of distinct words that training saw but the vocabulary does not hold.
    pub(crate) unknown_share: f32,
    unigrams: Vec<Unigram>,
    bigrams: BigramTable,
    trigrams: Siblings,
    fourgrams: Siblings,
    /// The inner bigrams and trigrams: contexts of longer n-grams.
    contexts: [Vec<Context>; 2],
    pub(crate) checksum: u64,
    /// The length of the file.
    bytes: usize,
}

/// The parts of a model as they stand in its file.
#[derive(Debug, Clone)]
pub(crate) struct Parts {
    pub(crate) description: String,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) unknown_share: f32,
    pub(crate) unigrams: Unigrams,
    pub(crate) bigrams: Level,
    pub(crate) trigrams: Level,
    pub(crate) fourgrams: Level,
}

#[derive(Debug, Clone, Copy)]
struct Unigram {
    prob: f32,
    backoff: f32,
}

/// A context of two or three words: its back-off weight, and where its continuations begin in the next order.
#[derive(Debug, Clone, Copy)]
struct Context {
    first: u32,
    backoff: f32,
}

/// N-grams with their siblings side by side: the word (16 bits), the quantized probability (8 bits) and whether the
/// n-gram is itself a context (1 bit), so that one cache line answers.
#[derive(Debug, Clone)]
struct Siblings {
    entries: Vec<u32>,
    /// Contexts before entry `16 * i`.
    contexts: Vec<u32>,
}

impl Siblings {
    fn new(level: &Level) -> Self {
        let mut contexts = Vec::with_capacity(level.words.len() / 16 + 1);
        let mut seen = 0;
        let mut entries = Vec::with_capacity(level.words.len());
        let blocks = level.words.chunks(16).zip(level.prob.chunks(16));
        for (block, (words, probs)) in blocks.enumerate() {
            let inner = level.inner.sixteen(block);
            contexts.push(seen);
            seen += inner.count_ones();
            entries.extend(
                words.iter().zip(probs).enumerate().map(|(i, (&word, &prob))| {
                    u32::from(word) << 16 | u32::from(prob) << 8 | u32::from(inner >> i & 1)
                }),
            );
        }
        Self { entries, contexts }
    }

    /// The log-probability of a word among siblings, and the number of its context plus one (0: it is none).
    #[inline]
    fn find(&self, range: std::ops::Range<usize>, word: WordId) -> Option<(f32, u32)> {
        // A word has at most as many siblings before it as its number.
        let siblings = self.entries.get(range.start..range.end.min(range.start + usize::from(word) + 1))?;
        let mut size = siblings.len();
        if size == 0 {
            return None;
        }
        let mut base = 0;
        let key = u32::from(word) << 16 | 0xffff;
        while size > 1 {
            let half = size / 2;
            base = if siblings[base + half] <= key { base + half } else { base };
            size -= half;
        }
        let entry = siblings[base];
        if entry >> 16 != u32::from(word) {
            return None;
        }
        let context = if entry & 1 == 0 {
            0
        } else {
            let at = range.start + base;
            let block = &self.entries[at - at % 16..at];
            self.contexts[at / 16] + block.iter().map(|entry| entry & 1).sum::<u32>() + 1
        };
        Some((-PROB_STEP * ((entry >> 8 & 0xff) as f32), context))
    }
}

/// Bigrams by hash: the two words (32 bits), the quantized probability (8 bits), the number of the context plus one
/// (24 bits). Open addressing with linear probing, at most two thirds full; 0 is an empty slot, which no bigram is (its
/// first word would be the unknown word and its second too, and that one is kept by its context).
#[derive(Debug, Clone)]
struct BigramTable {
    slots: Vec<u64>,
    len: usize,
}

impl BigramTable {
    fn new(unigrams: &Unigrams, level: &Level) -> Self {
        let capacity = level.words.len() + level.words.len() / 2 + 16;
        let mut slots = vec![0u64; capacity];
        let mut contexts = 0u64;
        for (first, range) in unigrams.first.windows(2).enumerate() {
            for i in range[0] as usize..range[1] as usize {
                let mut context = 0;
                if level.inner.get(i) {
                    contexts += 1;
                    context = contexts;
                }
                let key = (first as u64 + 1) << 16 | u64::from(level.words[i]);
                let mut at = bigram_slot(key, capacity);
                while slots[at] != 0 {
                    at = if at + 1 == capacity { 0 } else { at + 1 };
                }
                slots[at] = key << 32 | context << 8 | u64::from(level.prob[i]);
            }
        }
        Self { slots, len: level.words.len() }
    }

    #[inline]
    fn find(&self, first: WordId, word: WordId) -> Option<(f32, u32)> {
        let key = (u64::from(first) + 1) << 16 | u64::from(word);
        let mut at = bigram_slot(key, self.slots.len());
        loop {
            let slot = self.slots[at];
            if slot >> 32 == key {
                return Some((-PROB_STEP * ((slot & 0xff) as f32), (slot >> 8 & 0xff_ffff) as u32));
            }
            if slot == 0 {
                return None;
            }
            at = if at + 1 == self.slots.len() { 0 } else { at + 1 };
        }
    }
}

#[inline]
fn bigram_slot(key: u64, capacity: usize) -> usize {
    // The high half of the hash, scaled to the table (D. Lemire, *Fast random integer generation in an interval*, 2019):
    // no need to round its size up to a power of two, and with it the pages that are touched at start-up.
    let hash = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    ((hash * capacity as u64) >> 32) as usize
}

/// The contexts of a level, with one more that ends the last.
fn contexts(level: &Level) -> Vec<Context> {
    level
        .first
        .iter()
        .enumerate()
        .map(|(i, &first)| Context {
            first: level.base[i / 64] + u32::from(first),
            backoff: level.backoff.get(i).map_or(0.0, |&steps| BACKOFF_MAX - BACKOFF_STEP * f32::from(steps)),
        })
        .collect()
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

    /// Makes the model of parts that were checked.
    pub(crate) fn new(parts: Parts, checksum: u64, bytes: usize) -> Self {
        let Parts { description, vocabulary, unknown_share, unigrams, bigrams, trigrams, fourgrams } = parts;
        Self {
            description,
            vocabulary,
            unknown_share,
            bigrams: BigramTable::new(&unigrams, &bigrams),
            unigrams: unigrams
                .prob
                .iter()
                .zip(&unigrams.backoff)
                .map(|(&prob, &backoff)| Unigram { prob, backoff })
                .collect(),
            contexts: [contexts(&bigrams), contexts(&trigrams)],
            trigrams: Siblings::new(&trigrams),
            fourgrams: Siblings::new(&fourgrams),
            checksum,
            bytes,
        }
    }

    /// Its figures.
    #[must_use]
    pub fn info(&self) -> Info {
        Info {
            description: self.description.clone(),
            checksum: self.checksum,
            bytes: self.bytes,
            ngrams: [self.unigrams.len(), self.bigrams.len, self.trigrams.entries.len(), self.fourgrams.entries.len()],
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
    /// training saw and left out. Cost: one hash look-up and two binary searches in short lists; no allocation.
    #[inline]
    #[must_use]
    pub fn score(&self, state: State, word: WordId) -> (f32, State) {
        let known = usize::from(word) < self.unigrams.len();
        let (word, extra) = if known { (word, 0.0) } else { (UNKNOWN, self.unknown_share) };
        let [bigram_contexts, trigram_contexts] = &self.contexts;
        let bigram = self.bigrams.find(state.word, word);
        let (mut trigram, mut fourgram) = (None, None);
        let mut log = extra;
        let mut backoff3 = 0.0;
        if state.trigram != 0 {
            let context = state.trigram as usize - 1;
            fourgram = self.fourgrams.find(children(trigram_contexts, context), word);
            backoff3 = trigram_contexts[context].backoff;
        }
        let mut backoff2 = 0.0;
        if state.bigram != 0 {
            let context = state.bigram as usize - 1;
            trigram = self.trigrams.find(children(bigram_contexts, context), word);
            backoff2 = bigram_contexts[context].backoff;
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
                let unigram = self.unigrams[usize::from(state.word)].backoff + self.unigrams[usize::from(word)].prob;
                backoff3 + backoff2 + unigram
            }
        };
        (log, next)
    }

    /// The log-probability of a word that the model knows, whatever stands before it.
    pub(crate) fn unigram(&self, word: WordId) -> f32 {
        self.unigrams.get(usize::from(word)).map_or(f32::NEG_INFINITY, |unigram| unigram.prob)
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

/// Where the continuations of a context lie.
#[inline]
fn children(contexts: &[Context], context: usize) -> std::ops::Range<usize> {
    contexts[context].first as usize..contexts[context + 1].first as usize
}
