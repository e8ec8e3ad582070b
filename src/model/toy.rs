//! Small models for tests: the same n-grams as a plain map, and packed as a model file has them.

use std::collections::BTreeMap;

use super::bits::Bits;
use super::ngram::{BACKOFF_MAX, BACKOFF_STEP, Level, NgramModel, PROB_STEP, Parts, Unigrams};
use super::vocabulary::{SPECIALS, Vocabulary, WordId};

/// A back-off model as a textbook has it: every n-gram with its log-probability and its back-off weight, in nats.
#[derive(Debug, Clone, Default)]
pub(crate) struct PlainModel {
    pub(crate) ngrams: BTreeMap<Vec<WordId>, (f64, f64)>,
}

impl PlainModel {
    /// The log-probability of a word after all words before it.
    pub(crate) fn log(&self, before: &[WordId], word: WordId) -> f64 {
        let context = &before[before.len().saturating_sub(super::ORDER - 1)..];
        let mut ngram = context.to_vec();
        ngram.push(word);
        match self.ngrams.get(&ngram) {
            Some(&(log, _)) => log,
            None => {
                let backoff = self.ngrams.get(context).map_or(0.0, |&(_, backoff)| backoff);
                backoff + self.log(&context[1..], word)
            }
        }
    }

    /// The log-probability of a whole paragraph, its beginning and end included.
    pub(crate) fn log_all(&self, words: &[WordId]) -> f64 {
        let mut read = vec![super::vocabulary::BEGIN];
        let mut total = 0.0;
        for &word in words.iter().chain([&super::END]) {
            total += self.log(&read, word);
            read.push(word);
        }
        total
    }

    /// A model with random numbers over `words` words, the special ones among them. It is no probability
    /// distribution, which neither search nor look-up asks for.
    pub(crate) fn random(words: usize, density: f64, random: &mut Random) -> Self {
        let mut model = Self::default();
        let mut contexts = vec![Vec::new()];
        for order in 1..=super::ORDER {
            let mut next = Vec::new();
            for context in &contexts {
                for word in 0..words as WordId {
                    if order == 1 || random.unit() < density {
                        let ngram: Vec<WordId> = [context.as_slice(), &[word]].concat();
                        model.ngrams.insert(ngram.clone(), (-5.0 * random.unit(), 0.0));
                        next.push(ngram);
                    }
                }
            }
            contexts = next;
        }
        let parents: Vec<Vec<WordId>> = model
            .ngrams
            .keys()
            .filter(|ngram| ngram.len() > 1)
            .map(|ngram| ngram[..ngram.len() - 1].to_vec())
            .collect();
        for parent in parents {
            if let Some(entry) = model.ngrams.get_mut(&parent) {
                entry.1 = 1.0 - 3.0 * random.unit();
            }
        }
        model
    }

    /// The same in the compact form. The one-word n-grams must be those of a whole vocabulary, and the context of
    /// every n-gram must be there.
    pub(crate) fn pack(&self) -> NgramModel {
        NgramModel::new(self.parts(), 0, 0)
    }

    /// The same as it stands in a file.
    pub(crate) fn parts(&self) -> Parts {
        let of = |order: usize| self.ngrams.iter().filter(move |(ngram, _)| ngram.len() == order);
        let words = of(1).count();
        let keys =
            SPECIALS.iter().map(|&special| special.to_owned()).chain((SPECIALS.len()..words).map(|i| format!("từ{i}")));
        let mut first = vec![0u32; words + 1];
        for (ngram, _) in of(2) {
            first[usize::from(ngram[0]) + 1] += 1;
        }
        for i in 0..words {
            first[i + 1] += first[i];
        }
        Parts {
            description: "toy".to_owned(),
            vocabulary: Vocabulary::new(keys.take(words).collect()),
            unknown_share: 0.0,
            unigrams: Unigrams {
                prob: of(1).map(|(_, &(log, _))| log as f32).collect(),
                backoff: of(1).map(|(_, &(_, backoff))| backoff as f32).collect(),
                first,
            },
            bigrams: self.level(2),
            trigrams: self.level(3),
            fourgrams: self.level(4),
        }
    }

    fn level(&self, order: usize) -> Level {
        let mut level = Level::default();
        let mut bits = Vec::new();
        let mut start = 0u32;
        let mut children = BTreeMap::new();
        for ngram in self.ngrams.keys().filter(|ngram| ngram.len() == order + 1) {
            *children.entry(&ngram[..order]).or_insert(0u32) += 1;
        }
        for (ngram, &(log, backoff)) in self.ngrams.iter().filter(|(ngram, _)| ngram.len() == order) {
            level.words.push(ngram[order - 1]);
            level.prob.push((-log / f64::from(PROB_STEP)).round() as u8);
            let children = children.get(ngram.as_slice()).copied().unwrap_or(0);
            bits.push(children > 0);
            if children > 0 {
                level.backoff.push(((f64::from(BACKOFF_MAX) - backoff) / f64::from(BACKOFF_STEP)).round() as u8);
                level.begin(start);
                start += children;
            }
        }
        if order < super::ORDER {
            level.begin(start);
            let mut words = vec![0u64; bits.len().div_ceil(64)];
            for (i, _) in bits.iter().enumerate().filter(|&(_, &bit)| bit) {
                words[i / 64] |= 1 << (i % 64);
            }
            level.inner = Bits::new(words);
        }
        level
    }
}

impl Level {
    fn begin(&mut self, start: u32) {
        if self.first.len().is_multiple_of(64) {
            self.base.push(start);
        }
        let base = *self.base.last().unwrap();
        self.first.push((start - base) as u16);
    }
}

/// Numbers that are the same in every run (SplitMix64).
#[derive(Debug, Clone)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    /// From 0 to 1, 1 not included.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// From 0 to `below`, `below` not included.
    pub(crate) fn below(&mut self, below: usize) -> usize {
        (self.next() % below as u64) as usize
    }
}
