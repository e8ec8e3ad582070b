//! What the wide context says of arcs, laid over their costs.

use crate::context::{Context, WordHashes};
use crate::lexicon::Matcher;
use crate::model::WordId;

use super::lattice::{Lattice, Wording};

/// The wide context with the words of a matcher.
#[derive(Debug)]
pub(crate) struct ContextChannel {
    context: Context,
    hashes: WordHashes,
}

impl ContextChannel {
    pub(crate) fn new(context: Context, matcher: &Matcher) -> Self {
        Self { hashes: WordHashes::new(&matcher.vocabulary), context }
    }

    /// Adds to the cost of each arc of a row what the wide context says for its original and against the phrase that
    /// stands, where training saw both. The lattice must be sorted, and be sorted again afterwards.
    pub(crate) fn weigh(&self, lattice: &mut Lattice, words: &[WordId], weight: f32) {
        let Lattice { arcs, pool, .. } = lattice;
        for arcs in arcs.chunk_by_mut(|a, b| (a.start, a.end) == (b.start, b.end)) {
            let (start, end) = (arcs[0].start as usize, arcs[0].end as usize);
            let standing = self.hashes.phrase(&words[start..end]);
            if !self.context.knows(standing) {
                continue;
            }
            let around = self.hashes.around(words, start, end);
            let stands = self.context.score(standing, &around);
            for arc in arcs.iter_mut().filter(|arc| matches!(arc.wording, Wording::Row(_))) {
                let original = self.hashes.phrase(&pool[arc.first as usize..arc.last as usize]);
                if self.context.knows(original) {
                    arc.cost += weight * (self.context.score(original, &around) - stands);
                }
            }
        }
    }
}
