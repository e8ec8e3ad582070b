//! Entropy pruning to a size, and the compact form of what is left.

use std::collections::HashSet;

use super::TrainError;
use super::smooth::{KeptKeys, Smoothed, Table};
use crate::model::NgramModel;
use crate::model::level::{Level, LevelWriter, sort_key};
use crate::model::ngram::{BACKOFF_MAX, BACKOFF_STEP, Ngrams, PROB_STEP, Unigrams};
use crate::model::vocabulary::{Vocabulary, WordId};

/// What pruning needs to know of one table.
struct Losses {
    /// The n-gram of the order below that is the context.
    parent: Vec<u32>,
    /// How much the cross-entropy of the model rises when the n-gram goes, in nats a syllable.
    loss: Vec<f32>,
}

/// Groups of a table that share their context.
fn contexts(table: &Table) -> impl Iterator<Item = std::ops::Range<usize>> {
    let mut start = 0;
    table.keys.chunk_by(|a, b| a >> 16 == b >> 16).map(move |group| {
        let range = start..start + group.len();
        start = range.end;
        range
    })
}

/// Words and pairs of words that the model is wanted for: those of given phrases.
#[derive(Debug, Default)]
pub(super) struct Focus {
    words: HashSet<u64>,
    pairs: HashSet<u64>,
    boost: f32,
}

impl Focus {
    pub(super) fn new(phrases: &[String], vocabulary: &Vocabulary, boost: f32) -> Self {
        let mut focus = Self { boost, ..Self::default() };
        let mut buffer = String::new();
        for phrase in phrases {
            let words: Option<Vec<u64>> =
                phrase.split(' ').map(|word| vocabulary.with_case(word, &mut buffer).map(u64::from)).collect();
            match words.as_deref() {
                Some([word]) => {
                    focus.words.insert(*word);
                }
                Some(words) => focus.pairs.extend(words.windows(2).map(|pair| pair[0] << 16 | pair[1])),
                None => {}
            }
        }
        focus
    }

    /// How much more the loss of an n-gram of `order` words counts.
    fn of(&self, key: u64, order: u32) -> f32 {
        let word = |i: u32| key >> (16 * i) & 0xffff;
        let inside = (0..order).any(|i| self.words.contains(&word(i)))
            || (1..order).any(|i| self.pairs.contains(&(word(i) << 16 | word(i - 1))));
        if inside { self.boost } else { 1.0 }
    }
}

/// Stolcke's relative entropy between the model with and without each n-gram.
fn losses(table: &Table, weight_of: &dyn Fn(u64) -> f32, parents: &dyn Fn(u64) -> (usize, f32)) -> Losses {
    let mut result =
        Losses { parent: Vec::with_capacity(table.keys.len()), loss: Vec::with_capacity(table.keys.len()) };
    for range in contexts(table) {
        let (parent, weight) = parents(table.keys[range.start] >> 16);
        let sum = |values: &[f32]| values[range.clone()].iter().map(|&p| f64::from(p)).sum::<f64>();
        let (kept, lower) = (1.0 - sum(&table.prob), 1.0 - sum(&table.lower));
        let (kept, lower) = (kept.max(1e-9), lower.max(1e-9));
        for i in range {
            let (p, q) = (f64::from(table.prob[i]), f64::from(table.lower[i]));
            let before = (kept / lower).ln();
            let after = ((kept + p) / (lower + q)).ln();
            let change = p * (q.ln() + after - p.ln()) + (after - before) * kept;
            result.parent.push(parent as u32);
            result.loss.push((-f64::from(weight) * change) as f32 * weight_of(table.keys[i]));
        }
    }
    result
}

/// Which n-grams stay at a threshold: those whose loss is above it, and the contexts of those that stay.
fn keep(losses: &Losses, threshold: f32, needed: Option<(&Losses, &[bool])>) -> Vec<bool> {
    let mut kept: Vec<bool> = losses.loss.iter().map(|&loss| loss > threshold).collect();
    if let Some((children, stay)) = needed {
        for (&parent, _) in children.parent.iter().zip(stay).filter(|&(_, &stay)| stay) {
            kept[parent as usize] = true;
        }
    }
    kept
}

struct Kept {
    bigrams: Vec<bool>,
    trigrams: Vec<bool>,
    fourgrams: Vec<bool>,
}

impl Kept {
    fn at(threshold: f32, [bigrams, trigrams, fourgrams]: [&Losses; 3]) -> Self {
        let four = keep(fourgrams, threshold, None);
        let three = keep(trigrams, threshold, Some((fourgrams, &four)));
        let two = keep(bigrams, threshold, Some((trigrams, &three)));
        Self { bigrams: two, trigrams: three, fourgrams: four }
    }

    /// Bytes of the three levels in the file.
    fn bytes(&self, [_, trigrams, fourgrams]: [&Losses; 3]) -> usize {
        let count = |kept: &[bool]| kept.iter().filter(|&&kept| kept).count();
        // An inner n-gram has a back-off weight and the place of its children.
        let inner = |children: &Losses, kept: &[bool]| {
            let mut parents: Vec<u32> =
                children.parent.iter().zip(kept).filter(|&(_, &kept)| kept).map(|(&parent, _)| parent).collect();
            parents.dedup();
            parents.len() * 49 / 16
        };
        let all = count(&self.bigrams) + count(&self.trigrams) + count(&self.fourgrams);
        all * 3 + inner(trigrams, &self.trigrams) + inner(fourgrams, &self.fourgrams)
    }
}

/// A model with what pruning it needs to know.
pub(super) struct Pruner<'m> {
    full: &'m Smoothed,
    bigrams: Losses,
    trigrams: Losses,
    fourgrams: Losses,
}

impl<'m> Pruner<'m> {
    pub(super) fn new(full: &'m Smoothed, focus: &Focus) -> Self {
        let bigrams = losses(&full.bigrams, &|_| 1.0, &|key| (key as usize, full.unigram_weight[key as usize]));
        let of = |table: &Table, key: u64| table.find(key).map_or((0, 0.0), |i| (i, table.weight[i]));
        let trigrams = losses(&full.trigrams, &|key| focus.of(key, 3), &|key| of(&full.bigrams, key));
        let fourgrams = losses(&full.fourgrams, &|key| focus.of(key, 4), &|key| of(&full.trigrams, key));
        Self { full, bigrams, trigrams, fourgrams }
    }

    /// What is kept where the levels may have so many bytes.
    fn kept(&self, budget: usize) -> Kept {
        let all = [&self.bigrams, &self.trigrams, &self.fourgrams];
        // Bisect the logarithm of the threshold; forty halvings leave less than one n-gram of doubt.
        let (mut low, mut high) = (-60.0f64, 0.0);
        for _ in 0..40 {
            let middle = (low + high) / 2.0;
            if Kept::at(middle.exp() as f32, all).bytes(all) > budget { low = middle } else { high = middle }
        }
        Kept::at(high.exp() as f32, all)
    }

    /// The keys of what is kept where the levels may have so many bytes.
    pub(super) fn kept_keys(&self, budget: usize) -> KeptKeys {
        let Kept { bigrams, trigrams, fourgrams } = self.kept(budget);
        let keys = |table: &Table, kept: &[bool]| {
            table.keys.iter().zip(kept).filter(|&(_, &kept)| kept).map(|(&key, _)| key).collect()
        };
        let Smoothed { bigrams: two, trigrams: three, fourgrams: four, .. } = self.full;
        KeptKeys([keys(two, &bigrams), keys(three, &trigrams), keys(four, &fourgrams)])
    }

    /// Prunes until the levels have so many bytes, and packs.
    pub(super) fn pack(
        &self,
        budget: usize,
        vocabulary: Vocabulary,
        description: String,
        unknown_share: f32,
    ) -> Result<Vec<u8>, TrainError> {
        let kept = self.kept(budget);
        let all = [&self.bigrams, &self.trigrams, &self.fourgrams];
        pack(self.full, &kept, all, vocabulary, description, unknown_share)
    }
}

/// What a file of so many bytes has for n-grams of two words and more.
pub(super) fn budget(vocabulary: &Vocabulary, description: &str, max_bytes: usize) -> usize {
    let words = vocabulary.len();
    let keys: usize = (0..words).map(|id| vocabulary.key(id as u16).len() + 1).sum();
    max_bytes.saturating_sub(keys + description.len() + 12 * words + 200)
}

/// The pruned model's own probabilities, while its back-off weights come in from below.
struct Pruned<'m> {
    full: &'m Smoothed,
    kept: &'m Kept,
    backoff1: Vec<f64>,
    /// By the index of the bigram in the full table; zero where there is none.
    backoff2: Vec<f64>,
}

impl Pruned<'_> {
    fn bigram(&self, key: u64) -> f64 {
        match self.full.bigrams.find(key).filter(|&i| self.kept.bigrams[i]) {
            Some(i) => f64::from(self.full.bigrams.prob[i]),
            None => {
                let backoff = self.backoff1[(key >> 16) as usize];
                f64::from(self.full.unigrams[(key & 0xffff) as usize]) * backoff.exp()
            }
        }
    }

    fn trigram(&self, key: u64) -> f64 {
        match self.full.trigrams.find(key).filter(|&i| self.kept.trigrams[i]) {
            Some(i) => f64::from(self.full.trigrams.prob[i]),
            None => {
                let context = self.full.bigrams.find(key >> 16);
                let backoff = context.map_or(0.0, |i| self.backoff2[i]);
                self.bigram(key & 0xffff_ffff) * backoff.exp()
            }
        }
    }
}

/// The least probability that a context is taken to leave to others: single precision tells no less from none.
pub(super) const LEAST_LEFT: f64 = 1e-6;

/// The back-off weight (a logarithm) that makes each context of a table sum to one.
fn backoffs(table: &Table, losses: &Losses, kept: &[bool], parents: usize, lower: impl Fn(u64) -> f64) -> Vec<f64> {
    let mut result = vec![0.0; parents];
    for range in contexts(table) {
        let (mut this, mut below) = (0.0, 0.0);
        for i in range.clone().filter(|&i| kept[i]) {
            this += f64::from(table.prob[i]);
            below += lower(table.keys[i]);
        }
        if this > 0.0 {
            let left = (1.0 - this).max(LEAST_LEFT) / (1.0 - below).max(LEAST_LEFT);
            result[losses.parent[range.start] as usize] = left.ln();
        }
    }
    result
}

fn pack(
    full: &Smoothed,
    kept: &Kept,
    [bigrams, trigrams, fourgrams]: [&Losses; 3],
    vocabulary: Vocabulary,
    description: String,
    unknown_share: f32,
) -> Result<Vec<u8>, TrainError> {
    let mut pruned = Pruned { full, kept, backoff1: Vec::new(), backoff2: Vec::new() };
    let unigram = |key: u64| f64::from(full.unigrams[(key & 0xffff) as usize]);
    pruned.backoff1 = backoffs(&full.bigrams, bigrams, &kept.bigrams, vocabulary.len(), unigram);
    pruned.backoff2 = backoffs(&full.trigrams, trigrams, &kept.trigrams, full.bigrams.keys.len(), |key| {
        pruned.bigram(key & 0xffff_ffff)
    });
    let backoff3 = backoffs(&full.fourgrams, fourgrams, &kept.fourgrams, full.trigrams.keys.len(), |key| {
        pruned.trigram(key & 0xffff_ffff_ffff)
    });

    let mut children = vec![0u32; vocabulary.len()];
    for (&parent, _) in bigrams.parent.iter().zip(&kept.bigrams).filter(|&(_, &kept)| kept) {
        children[parent as usize] += 1;
    }
    let unigrams = full.unigrams.iter().zip(&pruned.backoff1).zip(children);
    let ngrams = Ngrams {
        unknown_share,
        unigrams: Unigrams::new(unigrams.map(|((&p, &backoff), children)| (p.ln(), backoff as f32, children))),
        bigrams: level(2, &full.bigrams, &kept.bigrams, Some((trigrams, &kept.trigrams, &pruned.backoff2)))?,
        trigrams: level(3, &full.trigrams, &kept.trigrams, Some((fourgrams, &kept.fourgrams, &backoff3)))?,
        fourgrams: level(4, &full.fourgrams, &kept.fourgrams, None)?,
    };
    Ok(NgramModel { description, vocabulary, ngrams, checksum: 0, bytes: 0 }.to_bytes())
}

/// Packs the kept n-grams of a table. `above`: the table above it, what is kept of that, and the back-off weights.
fn level(
    order: u32,
    table: &Table,
    kept: &[bool],
    above: Option<(&Losses, &[bool], &[f64])>,
) -> Result<Level<'static>, TrainError> {
    let mut children = vec![0u32; if above.is_some() { table.keys.len() } else { 0 }];
    if let Some((losses, stay, _)) = above {
        for (&parent, _) in losses.parent.iter().zip(stay).filter(|&(_, &stay)| stay) {
            children[parent as usize] += 1;
        }
    }
    let mut order_in_file: Vec<usize> = (0..table.keys.len()).filter(|&i| kept[i]).collect();
    order_in_file.sort_by_key(|&i| sort_key((0..order).rev().map(|word| (table.keys[i] >> (16 * word)) as WordId)));
    let mut level = LevelWriter::default();
    for i in order_in_file {
        let prob = (-table.prob[i].ln() / PROB_STEP).round().clamp(0.0, 255.0) as u8;
        let context = above.filter(|_| children[i] > 0).map(|(_, _, backoff)| {
            let steps = (f64::from(BACKOFF_MAX) - backoff[i]) / f64::from(BACKOFF_STEP);
            (steps.round().clamp(0.0, 255.0) as u8, children[i])
        });
        level.push((table.keys[i] & 0xffff) as WordId, prob, context).map_err(|_| TrainError::TooDense)?;
    }
    level.finish(above.is_some()).map_err(|_| TrainError::TooDense)
}
