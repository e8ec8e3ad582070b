//! The hypotheses before a word.

use super::limits::Limits;
use crate::model::State;

/// A hypothesis: the context that a path ends in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) state: State,
    /// Untouched words since the last arc, at most [`super::RUN_CAP`].
    pub(super) run: u8,
    pub(super) score: f32,
    /// The score of the best path here that has an arc.
    pub(super) edited: f32,
    /// Its number.
    pub(super) id: u32,
}

/// The hypotheses before a word.
#[derive(Debug, Default)]
pub(super) struct Front {
    pub(super) nodes: Vec<Node>,
    /// The best score of any of them, if there is one.
    pub(super) best: f32,
}

impl Front {
    #[inline]
    pub(super) fn clear(&mut self) {
        self.nodes.clear();
        self.best = f32::NEG_INFINITY;
    }

    #[inline]
    pub(super) fn push(&mut self, node: Node) {
        self.best = self.best.max(node.score);
        self.nodes.push(node);
    }

    /// Keeps the best hypotheses.
    #[inline]
    pub(super) fn prune(&mut self, limits: Limits) {
        let Self { nodes, best } = self;
        nodes.retain(|node| node.score >= *best - limits.width);
        if nodes.len() > limits.beam {
            nodes.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.id.cmp(&b.id)));
            nodes.truncate(limits.beam);
        }
    }
}
