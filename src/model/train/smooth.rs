//! Interpolated modified Kneser-Ney probabilities from sorted 4-gram counts.

use std::path::Path;

use super::TrainError;
use super::counts::{Counted, PAD, SortedFile, Sorter};

/// 4-grams that occur less often than this back off to trigrams: pruning would drop nearly all of them.
const MIN_FOURGRAM_COUNT: u32 = 2;

/// N-grams of one order, sorted by key.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// 16 bits a word, the last word lowest.
    pub(super) keys: Vec<u64>,
    /// The probability of the last word after the others.
    pub(super) prob: Vec<f32>,
    /// The same after the others without the first.
    pub(super) lower: Vec<f32>,
    /// How often the n-gram is a context, each register weighing the same in all.
    pub(super) weight: Vec<f32>,
}

impl Table {
    pub(super) fn find(&self, key: u64) -> Option<usize> {
        self.keys.binary_search(&key).ok()
    }

    fn push(&mut self, key: u64, prob: f32, lower: f32) {
        self.keys.push(key);
        self.prob.push(prob);
        self.lower.push(lower);
    }
}

/// The full model, before pruning.
#[derive(Debug, Default)]
pub(super) struct Smoothed {
    pub(super) unigrams: Vec<f32>,
    pub(super) unigram_weight: Vec<f32>,
    pub(super) bigrams: Table,
    pub(super) trigrams: Table,
    pub(super) fourgrams: Table,
}

/// What modified Kneser-Ney takes off a count of one, two, and three or more.
#[derive(Debug, Clone, Copy)]
struct Discounts([f64; 3]);

impl Discounts {
    fn estimate(counts: impl Iterator<Item = u32>) -> Result<Self, TrainError> {
        let mut n = [0u64; 5];
        for count in counts {
            if let Some(slot) = n.get_mut(count as usize) {
                *slot += 1;
            }
        }
        if n[1] == 0 || n[2] == 0 {
            return Err(TrainError::TooSmall);
        }
        let [_, n1, n2, n3, n4] = n.map(|count| count as f64);
        let y = n1 / (n1 + 2.0 * n2);
        let discount = |k: f64, this: f64, next: f64| (k - (k + 1.0) * y * next / this.max(1.0)).clamp(0.1, k);
        Ok(Self([discount(1.0, n1, n2), discount(2.0, n2, n3), discount(3.0, n3, n4)]))
    }

    fn of(&self, count: u32) -> f64 {
        match count {
            0 => 0.0,
            n => self.0[(n as usize).min(3) - 1],
        }
    }
}

/// Calls `each` with every group of records that share their context (all words but the last).
fn by_context(
    records: impl Iterator<Item = Result<Counted, TrainError>>,
    mut each: impl FnMut(&[Counted]) -> Result<(), TrainError>,
) -> Result<(), TrainError> {
    let mut group: Vec<Counted> = Vec::new();
    for record in records {
        let record = record?;
        if group.last().is_some_and(|last| last.key >> 16 != record.key >> 16) {
            each(&group)?;
            group.clear();
        }
        group.push(record);
    }
    if group.is_empty() { Ok(()) } else { each(&group) }
}

/// Interpolates one group with the order below: gives (record, probability, lower probability).
fn interpolate<'g>(
    group: &'g [Counted],
    discounts: Discounts,
    lower: impl Fn(u64) -> f32 + 'g,
) -> impl Iterator<Item = (&'g Counted, f32, f32)> + 'g {
    let total: f64 = group.iter().map(|record| f64::from(record.count)).sum();
    let freed: f64 = group.iter().map(|record| discounts.of(record.count)).sum();
    group.iter().map(move |record| {
        let lower = lower(record.key);
        let count = f64::from(record.count);
        let prob = (count - discounts.of(record.count) + freed * f64::from(lower)) / total;
        (record, prob as f32, lower)
    })
}

const LOW_32: u64 = 0xffff_ffff;
const LOW_48: u64 = 0xffff_ffff_ffff;

/// The n-grams of two, three and four words that a pruned model keeps, by their keys, sorted.
#[derive(Debug, Default)]
pub(super) struct KeptKeys(pub(super) [Vec<u64>; 3]);

/// Walks beside sorted records: whether each key is among some sorted keys.
struct Among<'k> {
    keys: &'k [u64],
    at: usize,
}

impl Among<'_> {
    fn has(&mut self, key: u64) -> bool {
        advance(self.keys, &mut self.at, key);
        self.keys.get(self.at) == Some(&key)
    }
}

/// Smooths the model.
///
/// What an order counts is what backs off to it: each n-gram of the order above that is kept counts once there, as with
/// Kneser and Ney, and each that is pruned as often as it occurs (V. Siivola, T. Hirsimäki and S. Virpioja, *On Growing and
/// Pruning Kneser-Ney Smoothed N-Gram Models*, 2007).
pub(super) fn smooth(
    counts: &SortedFile,
    kept: &KeptKeys,
    words: usize,
    folder: &Path,
    memory: usize,
) -> Result<Smoothed, TrainError> {
    let [mut kept_2, mut kept_3, mut kept_4] = kept.0.each_ref().map(|keys| Among { keys, at: 0 });
    let mut trigram_sorter = Sorter::new(memory, folder);
    let mut bigram_sorter = Sorter::new(memory / 2, folder);
    for record in counts.read()? {
        let Counted { key, count, .. } = record?;
        if key >> 48 == PAD && (key >> 32) & 0xffff == PAD {
            bigram_sorter.add_counted(key & LOW_32, count)?;
        } else {
            trigram_sorter.add_counted(key & LOW_48, if kept_4.has(key) { 1 } else { count })?;
        }
    }
    let trigram_counts = trigram_sorter.finish()?;
    for record in trigram_counts.read()? {
        let Counted { key, count, .. } = record?;
        bigram_sorter.add_counted(key & LOW_32, if kept_3.has(key) { 1 } else { count })?;
    }
    let bigram_counts: Vec<Counted> = bigram_sorter.finish()?.read()?.collect::<Result<_, _>>()?;
    let mut backed_off = |record: &Counted| if kept_2.has(record.key) { 1 } else { record.count };
    let unigrams = unigrams(bigram_counts.iter().map(|record| (record.key & 0xffff, backed_off(record))), words)?;

    let mut model = Smoothed { unigrams, ..Smoothed::default() };
    let discounts = Discounts::estimate(bigram_counts.iter().map(|record| record.count))?;
    by_context(bigram_counts.into_iter().map(Ok), |group| {
        for (record, prob, lower) in interpolate(group, discounts, |key| model.unigrams[(key & 0xffff) as usize]) {
            model.bigrams.push(record.key, prob, lower);
        }
        Ok(())
    })?;
    let discounts = estimate_from(&trigram_counts)?;
    let Smoothed { bigrams, trigrams, fourgrams, .. } = &mut model;
    let found = |table: &Table, key: u64| table.find(key).map_or(1e-9, |i| table.prob[i]);
    by_context(trigram_counts.read()?, |group| {
        for (record, prob, lower) in interpolate(group, discounts, |key| found(bigrams, key & LOW_32)) {
            trigrams.push(record.key, prob, lower);
        }
        Ok(())
    })?;
    let whole = |record: &Result<Counted, TrainError>| !matches!(record, Ok(Counted { key, .. }) if key >> 48 == PAD);
    let discounts =
        Discounts::estimate(counts.read()?.filter(whole).map_while(|record| record.ok()).map(|record| record.count))?;
    by_context(counts.read()?.filter(whole), |group| {
        if group.iter().all(|record| record.count < MIN_FOURGRAM_COUNT) {
            return Ok(());
        }
        for (record, prob, lower) in interpolate(group, discounts, |key| found(trigrams, key & LOW_48)) {
            if record.count >= MIN_FOURGRAM_COUNT {
                fourgrams.push(record.key, prob, lower);
            }
        }
        Ok(())
    })?;
    weigh_contexts(&mut model, counts, words)?;
    Ok(model)
}

fn estimate_from(counts: &SortedFile) -> Result<Discounts, TrainError> {
    Discounts::estimate(counts.read()?.map_while(|record| record.ok()).map(|record| record.count))
}

fn unigrams(counts: impl Iterator<Item = (u64, u32)>, words: usize) -> Result<Vec<f32>, TrainError> {
    let mut sums = vec![0u64; words];
    counts.for_each(|(word, count)| sums[word as usize] += u64::from(count));
    let total = sums.iter().sum::<u64>() as f64;
    if total == 0.0 {
        return Err(TrainError::TooSmall);
    }
    // One count spread over all words, so that none is impossible.
    let floor = 1.0 / words as f64;
    Ok(sums.iter().map(|&count| ((count as f64 + floor) / (total + 1.0)) as f32).collect())
}

/// Adds up how often each n-gram is a context.
fn weigh_contexts(model: &mut Smoothed, counts: &SortedFile, words: usize) -> Result<(), TrainError> {
    model.unigram_weight = vec![0.0; words];
    model.bigrams.weight = vec![0.0; model.bigrams.keys.len()];
    model.trigrams.weight = vec![0.0; model.trigrams.keys.len()];
    let (mut bigram, mut trigram) = (0, 0);
    for record in counts.read()? {
        let Counted { key, weight, .. } = record?;
        let (first, second) = (key >> 48, (key >> 32) & 0xffff);
        if first == PAD && second == PAD {
            model.unigram_weight[((key >> 16) & 0xffff) as usize] += weight;
        } else if first == PAD {
            if let Some(i) = model.bigrams.find((key >> 16) & LOW_32) {
                model.bigrams.weight[i] += weight;
            }
        } else {
            model.unigram_weight[first as usize] += weight;
            // Contexts come in the order of the tables, so that walking beside them finds each.
            advance(&model.bigrams.keys, &mut bigram, key >> 32);
            advance(&model.trigrams.keys, &mut trigram, key >> 16);
            if model.bigrams.keys.get(bigram) == Some(&(key >> 32)) {
                model.bigrams.weight[bigram] += weight;
            }
            if model.trigrams.keys.get(trigram) == Some(&(key >> 16)) {
                model.trigrams.weight[trigram] += weight;
            }
        }
    }
    Ok(())
}

fn advance(keys: &[u64], at: &mut usize, key: u64) {
    while keys.get(*at).is_some_and(|&this| this < key) {
        *at += 1;
    }
}
