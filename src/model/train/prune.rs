//! Entropy pruning to a size, and the compact form of what is left.

use std::collections::HashSet;

use super::TrainError;
use super::smooth::{KeptKeys, Smoothed, Table};
use crate::model::NgramModel;
use crate::model::ngram::{Ngrams, Unigram};
use crate::model::quantize::{quantized_backoff, quantized_prob};
use crate::model::tree::{Item, Tree, sort_key};
use crate::model::vocabulary::{Vocabulary, WordId};

/// Bits of an n-gram in the file, as a first guess.
const BITS: usize = 14;

/// How often it is tried to prune to a size, at most.
const TRIES: usize = 6;

/// So much of what would fit is aimed at, as what is pruned last takes more room than what stays.
const CAUTION: f64 = 0.999;

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

/// Which n-grams of the tables stay.
pub(super) struct Kept {
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

    fn len(&self) -> usize {
        [&self.bigrams, &self.trigrams, &self.fourgrams].into_iter().flatten().filter(|&&kept| kept).count()
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

    /// What is kept where there may be so many n-grams of two words and more.
    fn kept(&self, most: usize) -> Kept {
        let all = [&self.bigrams, &self.trigrams, &self.fourgrams];
        // Bisect the logarithm of the threshold; forty halvings leave less than one n-gram of doubt.
        let (mut low, mut high) = (-60.0f64, 0.0);
        for _ in 0..40 {
            let middle = (low + high) / 2.0;
            if Kept::at(middle.exp() as f32, all).len() > most { low = middle } else { high = middle }
        }
        Kept::at(high.exp() as f32, all)
    }

    /// The keys of n-grams that are kept.
    pub(super) fn keys(&self, kept: &Kept) -> KeptKeys {
        let keys = |table: &Table, kept: &[bool]| {
            table.keys.iter().zip(kept).filter(|&(_, &kept)| kept).map(|(&key, _)| key).collect()
        };
        let Smoothed { bigrams, trigrams, fourgrams, .. } = self.full;
        KeptKeys([keys(bigrams, &kept.bigrams), keys(trigrams, &kept.trigrams), keys(fourgrams, &kept.fourgrams)])
    }

    /// Prunes until the file has so many bytes: tries, and corrects by how much it was wrong. Gives what is kept and the file.
    pub(super) fn prune(&self, max_bytes: usize, head: &Head<'_>) -> Result<(Kept, Vec<u8>), TrainError> {
        let file = |kept: &Kept| pack(self.full, kept, [&self.bigrams, &self.trigrams, &self.fourgrams], head);
        let empty = file(&self.kept(0))?.len();
        let room = max_bytes.saturating_sub(empty);
        let mut most = room * 8 / BITS;
        let mut best: Option<(Kept, Vec<u8>)> = None;
        for _ in 0..TRIES {
            let kept = self.kept(most);
            let bytes = file(&kept)?;
            let len = kept.len();
            let share = room as f64 / (bytes.len() - empty).max(1) as f64;
            most = (len as f64 * share * CAUTION) as usize;
            if bytes.len() <= max_bytes && best.as_ref().is_none_or(|(_, best)| best.len() < bytes.len()) {
                best = Some((kept, bytes));
            }
            // Nothing is left to prune, or it is near enough.
            if share >= 1.0 && (share < 2.0 - CAUTION.powi(3) || len == self.len()) {
                break;
            }
        }
        best.ok_or(TrainError::TooDense)
    }

    /// How many n-grams of two words and more there are.
    fn len(&self) -> usize {
        self.bigrams.loss.len() + self.trigrams.loss.len() + self.fourgrams.loss.len()
    }
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

/// What stands in a file before the n-grams.
#[derive(Debug)]
pub(super) struct Head<'h> {
    pub(super) vocabulary: &'h Vocabulary,
    pub(super) description: &'h str,
    pub(super) unknown_share: f32,
}

fn pack(
    full: &Smoothed,
    kept: &Kept,
    [bigrams, trigrams, fourgrams]: [&Losses; 3],
    head: &Head<'_>,
) -> Result<Vec<u8>, TrainError> {
    let &Head { vocabulary, description, unknown_share } = head;
    let mut pruned = Pruned { full, kept, backoff1: Vec::new(), backoff2: Vec::new() };
    let unigram = |key: u64| f64::from(full.unigrams[(key & 0xffff) as usize]);
    pruned.backoff1 = backoffs(&full.bigrams, bigrams, &kept.bigrams, vocabulary.len(), unigram);
    pruned.backoff2 = backoffs(&full.trigrams, trigrams, &kept.trigrams, full.bigrams.keys.len(), |key| {
        pruned.bigram(key & 0xffff_ffff)
    });
    let backoff3 = backoffs(&full.fourgrams, fourgrams, &kept.fourgrams, full.trigrams.keys.len(), |key| {
        pruned.trigram(key & 0xffff_ffff_ffff)
    });

    let unigrams = full.unigrams.iter().zip(&pruned.backoff1);
    let unigrams: Vec<_> = unigrams.map(|(&p, &backoff)| Unigram::rounded(p.ln(), backoff as f32)).collect();
    let two = numbered(2, &full.bigrams, &kept.bigrams, Some((trigrams, &kept.trigrams, &pruned.backoff2)));
    let three = numbered(3, &full.trigrams, &kept.trigrams, Some((fourgrams, &kept.fourgrams, &backoff3)));
    let four = numbered(4, &full.fourgrams, &kept.fourgrams, None);
    let mut orders = [two, three, four].map(|ngrams| ngrams.into_iter().peekable());
    let mut trees = Vec::with_capacity(unigrams.len());
    for word in 0..unigrams.len() as u64 {
        let tree = Tree::build(|order, list| {
            let ngrams = &mut orders[order];
            // Every word has a list, even if nothing is known of what follows it.
            let context = if order == 0 { word } else { ngrams.peek()?.context };
            while let Some(ngram) = ngrams.next_if(|ngram| ngram.context == context) {
                list.items.push(ngram.item);
                list.backoffs.extend(ngram.backoff);
            }
            Some(())
        });
        trees.push(tree.ok_or(TrainError::TooDense)?);
    }
    let ngrams = Ngrams::new(unknown_share, unigrams, trees);
    let (description, vocabulary) = (description.to_owned(), vocabulary.clone());
    Ok(NgramModel { description, vocabulary, ngrams, checksum: 0, bytes: 0 }.to_bytes())
}

/// An n-gram that is kept.
struct Numbered {
    /// All its words but the last.
    context: u64,
    item: Item,
    /// If it is a context itself.
    backoff: Option<u8>,
}

/// The kept n-grams of a table, in the order in which contexts are numbered. `above`: the table above it, what is kept of
/// that, and the back-off weights.
fn numbered(order: u32, table: &Table, kept: &[bool], above: Option<(&Losses, &[bool], &[f64])>) -> Vec<Numbered> {
    let mut backoffs: Vec<Option<u8>> = vec![None; table.keys.len()];
    if let Some((losses, stay, weights)) = above {
        for (&parent, _) in losses.parent.iter().zip(stay).filter(|&(_, &stay)| stay) {
            backoffs[parent as usize] = Some(quantized_backoff(weights[parent as usize]));
        }
    }
    let mut numbered: Vec<usize> = (0..table.keys.len()).filter(|&i| kept[i]).collect();
    numbered.sort_by_key(|&i| sort_key((0..order).rev().map(|word| (table.keys[i] >> (16 * word)) as WordId)));
    let ngram = |i: usize| {
        let word = (table.keys[i] & 0xffff) as WordId;
        let prob = quantized_prob(f64::from(table.prob[i].ln()));
        let item = Item::new(word, prob, backoffs[i].is_some());
        Numbered { context: table.keys[i] >> 16, item, backoff: backoffs[i] }
    };
    numbered.into_iter().map(ngram).collect()
}
