//! The syllables of a model's vocabulary, found by their letters.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::letters::{Bare, BareHasher, Spelt};
use crate::model::{NgramModel, WordId};
use crate::text::fold::unfold;
use crate::text::syllable::is_syllable;
use crate::text::tone::Placement;

/// One syllable that the model knows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) spelt: Spelt,
    bare: Bare,
    /// The word without regard to case.
    pub(crate) id: WordId,
    /// The log-probability of the word alone.
    pub(crate) log: f32,
    /// Seen in names only.
    pub(crate) name: bool,
}

/// The syllables by their letters: with marks, without, and with a letter missing.
#[derive(Debug)]
pub(crate) struct Index {
    /// Those with the same bare letters stand together.
    entries: Vec<Entry>,
    exact: HashMap<u128, u32>,
    bare: HashMap<Bare, (u32, u32), BuildHasherDefault<BareHasher>>,
    /// What a letter was taken away from: sorted by what is left.
    shorter: Vec<(Bare, Bare)>,
}

impl Index {
    /// Reads the vocabulary of a model: some milliseconds.
    pub(crate) fn new(model: &NgramModel) -> Self {
        let vocabulary = model.vocabulary();
        let mut entries: Vec<Entry> = (0..vocabulary.model_len() as WordId)
            .filter(|&id| vocabulary.without_case(id) == id)
            .filter_map(|id| {
                let key = vocabulary.key(id);
                let (key, name) = match key.strip_prefix(crate::model::NAME) {
                    Some(key) => (key, true),
                    None => (key, false),
                };
                let word = unfold(key, Placement::Old);
                let spelt = Spelt::read(&word).filter(|_| is_syllable(&word))?;
                Some(Entry { spelt, bare: spelt.bare(), id, log: model.unigram(id), name })
            })
            .collect();
        entries.sort_by_key(|entry| (entry.bare, entry.id));
        let exact = (0..).zip(&entries).map(|(at, entry)| (entry.spelt.key(), at)).collect();
        let mut bare = HashMap::default();
        let mut shorter = Vec::new();
        let mut at = 0;
        for group in entries.chunk_by(|a, b| a.bare == b.bare) {
            let first = group[0];
            bare.insert(first.bare, (at, at + group.len() as u32));
            at += group.len() as u32;
            shorter.extend(Bare::shorter(&first.spelt).map(|left| (left, first.bare)));
        }
        shorter.sort_unstable();
        shorter.dedup();
        Self { entries, exact, bare, shorter }
    }

    /// The syllable of these very letters, marks and tone.
    pub(crate) fn exact(&self, spelt: &Spelt) -> Option<&Entry> {
        self.exact.get(&spelt.key()).and_then(|&at| self.entries.get(at as usize))
    }

    /// The syllables that differ in marks only.
    pub(crate) fn by_bare(&self, bare: Bare) -> &[Entry] {
        self.bare.get(&bare).map_or(&[], |&(start, end)| &self.entries[start as usize..end as usize])
    }

    /// The bare letters that become these when one is taken away.
    pub(crate) fn longer(&self, bare: Bare) -> impl Iterator<Item = Bare> {
        let from = self.shorter.partition_point(|&(left, _)| left < bare);
        self.shorter[from..].iter().take_while(move |&&(left, _)| left == bare).map(|&(_, whole)| whole)
    }
}
