//! What a writer may have meant by a word.

use super::index::{Entry, Index};
use super::keys::{Method, neighbours, typed};
use super::letters::{Bare, Spelt};
use super::slips::{Slip, in_letters, in_marks};
use super::sounds;
use crate::model::WordId;

/// The most candidates of a word.
pub(crate) const MAX_CANDIDATES: usize = 24;

/// A word that may have been meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) id: WordId,
    pub(crate) slip: Slip,
    /// The log-probability of the slip, in nats.
    pub(crate) cost: f32,
    /// That and the log-probability of the word alone: by this the best are kept.
    log: f32,
}

/// Collects candidates; used again from word to word.
#[derive(Debug, Default)]
pub(crate) struct Candidates {
    found: Vec<Candidate>,
}

impl Candidates {
    /// What may have been meant by a word, the likeliest first.
    pub(crate) fn of(&mut self, word: &str, index: &Index) -> &[Candidate] {
        self.found.clear();
        if let Some(written) = Spelt::read(word) {
            self.marks(&written, index);
            if written.letters().len() > 1 {
                self.letters(&written, index);
                self.sounds(&written, index);
            }
        }
        self.keystrokes(word, Method::Telex, index);
        self.best()
    }

    /// What may have been meant by letters and digits.
    pub(crate) fn of_digits(&mut self, word: &str, index: &Index) -> &[Candidate] {
        self.found.clear();
        self.keystrokes(word, Method::Vni, index);
        self.best()
    }

    fn best(&mut self) -> &[Candidate] {
        self.found.sort_by(|a, b| a.id.cmp(&b.id).then(b.cost.total_cmp(&a.cost)));
        self.found.dedup_by_key(|candidate| candidate.id);
        self.found.sort_by(|a, b| b.log.total_cmp(&a.log).then(a.id.cmp(&b.id)));
        self.found.truncate(MAX_CANDIDATES);
        &self.found
    }

    fn add(&mut self, entry: &Entry, slip: Slip, cost: f32) {
        if !entry.name {
            self.found.push(Candidate { id: entry.id, slip, cost, log: cost + entry.log });
        }
    }

    fn marks(&mut self, written: &Spelt, index: &Index) {
        for entry in index.by_bare(written.bare()) {
            if let Some(slip) = in_marks(written, &entry.spelt) {
                self.add(entry, slip, slip.cost());
            }
        }
    }

    fn letters(&mut self, written: &Spelt, index: &Index) {
        let bare = written.bare();
        let group = |this: &mut Self, near| {
            for entry in index.by_bare(near) {
                if let Some((slip, cost)) = in_letters(written, &entry.spelt) {
                    this.add(entry, slip, cost);
                }
            }
        };
        index.longer(bare).for_each(|near| group(self, near));
        Bare::shorter(written).for_each(|near| group(self, near));
        let letters = written.letters();
        for (at, letter) in letters.iter().enumerate() {
            neighbours(letter.base()).for_each(|key| group(self, bare.with(at, letters.len(), key)));
            if let Some(next) = letters.get(at + 1) {
                group(self, bare.with(at, letters.len(), next.base()).with(at + 1, letters.len(), letter.base()));
            }
        }
    }

    fn sounds(&mut self, written: &Spelt, index: &Index) {
        sounds::alike(written, |alike| {
            if let Some(entry) = index.exact(alike) {
                self.add(entry, Slip::Sound, Slip::Sound.cost());
            }
        });
    }

    fn keystrokes(&mut self, word: &str, method: Method, index: &Index) {
        if let Some(spelt) = typed(word, method)
            && let Some(entry) = index.exact(&spelt)
        {
            self.add(entry, Slip::Keystrokes, Slip::Keystrokes.cost());
        }
    }
}
