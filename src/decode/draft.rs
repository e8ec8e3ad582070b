//! A paragraph as its first reading restores it: what stands around a phrase, with the writer's words in place of the
//! spinner's.

use super::viterbi::Chosen;
use crate::context::{Surroundings, WordHashes};
use crate::model::WordId;

/// The words of the first reading, and where the words of the paragraph are among them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    words: Vec<WordId>,
    /// By boundary of the paragraph's words: where what stands before it ends, and where what stands after it begins. They
    /// differ where the reading rewrites a phrase around the boundary.
    boundaries: Vec<(u32, u32)>,
}

impl Draft {
    /// The draft that a path makes of words; `pool` has the words of its arcs.
    pub(crate) fn new(words: &[WordId], chosen: &[Chosen], pool: &[WordId]) -> Self {
        let mut draft =
            Self { words: Vec::with_capacity(words.len()), boundaries: Vec::with_capacity(words.len() + 1) };
        let mut at = 0;
        for Chosen { arc, .. } in chosen {
            draft.copy(&words[at..arc.start as usize]);
            let before = draft.words.len() as u32;
            draft.boundaries.push((before, before));
            draft.words.extend_from_slice(&pool[arc.first as usize..arc.last as usize]);
            let after = draft.words.len() as u32;
            draft.boundaries.extend((arc.start + 1..arc.end).map(|_| (before, after)));
            at = arc.end as usize;
        }
        draft.copy(&words[at..]);
        let end = draft.words.len() as u32;
        draft.boundaries.push((end, end));
        draft
    }

    fn copy(&mut self, words: &[WordId]) {
        let start = self.words.len() as u32;
        self.words.extend_from_slice(words);
        self.boundaries.extend((start..).take(words.len()).map(|at| (at, at)));
    }

    /// What stands around the words `start..end` of the paragraph.
    pub(crate) fn around(&self, hashes: &WordHashes, start: usize, end: usize) -> Surroundings {
        let (before, after) = (self.boundaries[start].0, self.boundaries[end].1);
        hashes.around(&self.words, before as usize, after as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::lattice::{Arc, Wording};

    #[test]
    fn rewritten_phrases_are_the_surroundings_of_others() {
        // 1 [2 3 → 20] 4 [5 6 7 → 50 60]
        let words = [1, 2, 3, 4, 5, 6, 7];
        let pool = [20, 50, 60];
        let arc = |start, end, first, last| Chosen {
            arc: Arc { start, end, wording: Wording::Row(0), cost: 0.0, first, last },
            margin: 1.0,
        };
        let draft = Draft::new(&words, &[arc(1, 3, 0, 1), arc(4, 7, 1, 3)], &pool);
        assert_eq!(draft.words, [1, 20, 4, 50, 60]);
        assert_eq!(draft.boundaries, [(0, 0), (1, 1), (1, 2), (2, 2), (3, 3), (3, 5), (3, 5), (5, 5)]);
        assert_eq!(Draft::new(&words, &[], &pool).words, words);
        assert_eq!(Draft::new(&[], &[], &pool).boundaries, [(0, 0)]);
    }
}
