//! Small models for tests: the same n-grams as a plain map, and packed as a model file has them.

use std::collections::BTreeMap;

use super::ngram::{NgramModel, Ngrams, Unigram};
use super::quantize::{quantized_backoff, quantized_prob};
use super::tree::{Item, Tree, sort_key};
use super::vocabulary::{SPECIALS, Vocabulary, WordId};
use crate::random::Random;

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
        let of = |order: usize| self.ngrams.iter().filter(move |(ngram, _)| ngram.len() == order);
        let words = of(1).count();
        let keys =
            SPECIALS.iter().map(|&special| special.to_owned()).chain((SPECIALS.len()..words).map(|i| format!("từ{i}")));
        let unigrams = of(1).map(|(_, &(log, backoff))| Unigram::rounded(log as f32, backoff as f32)).collect();
        let trees = (0..words as WordId).map(|word| self.tree(word)).collect();
        NgramModel {
            description: "toy".to_owned(),
            vocabulary: Vocabulary::new(keys.take(words).collect::<Vec<_>>().join("\n")),
            ngrams: Ngrams::new(0.0, unigrams, trees),
            checksum: 0,
            bytes: 0,
        }
    }

    fn tree(&self, word: WordId) -> Tree {
        // The contexts whose lists are asked for next, in the order in which they are numbered.
        let mut contexts = std::collections::VecDeque::from([vec![word]]);
        let tree = Tree::build(|_, list| {
            let context = contexts.pop_front()?;
            let mut inner = Vec::new();
            let after = self.ngrams.range(context.clone()..).take_while(|(ngram, _)| ngram.starts_with(&context));
            for (ngram, &(log, backoff)) in after.filter(|(ngram, _)| ngram.len() == context.len() + 1) {
                let next = self.ngrams.range(ngram.clone()..).nth(1);
                let has_children = next.is_some_and(|(next, _)| next.starts_with(ngram));
                let word = ngram[context.len()];
                list.items.push(Item::new(word, quantized_prob(log), has_children));
                if has_children {
                    inner.push((ngram.clone(), quantized_backoff(backoff)));
                }
            }
            inner.sort_by_key(|(ngram, _)| sort_key(ngram.iter().copied()));
            for (ngram, backoff) in inner {
                contexts.push_back(ngram);
                list.backoffs.push(backoff);
            }
            Some(())
        });
        tree.unwrap()
    }
}
