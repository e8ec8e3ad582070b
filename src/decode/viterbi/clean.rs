//! The reading of a paragraph that leaves all as it stands.

use super::RUN_CAP;
use crate::decode::scores::Scores;
use crate::model::{State, WordId};

/// The clean reading: contexts and log-probabilities word by word, computed where they are asked for.
#[derive(Debug, Default)]
pub(super) struct Clean {
    states: Vec<State>,
    logs: Vec<f32>,
    /// The words `from..` up to the lengths above are known.
    from: usize,
}

impl Clean {
    #[inline]
    pub(super) fn reset(&mut self) {
        self.states.clear();
        self.logs.clear();
        self.from = 0;
    }

    /// Makes the state before word `at` known, by reading on or by starting anew as many words before as the model
    /// remembers.
    #[inline]
    pub(super) fn reach(&mut self, scores: &mut Scores<'_>, words: &[WordId], at: usize) {
        let known = self.from + self.logs.len();
        if self.states.is_empty() || at > known + RUN_CAP as usize {
            let from = at.saturating_sub(RUN_CAP as usize);
            self.reset();
            self.from = from;
            // Any context does for a start in the middle: after three words it is forgotten. The first three
            // log-probabilities are wrong, and not asked for.
            self.states.push(scores.begin());
        }
        while self.from + self.logs.len() < at {
            self.step(scores, words);
        }
    }

    #[inline]
    fn step(&mut self, scores: &mut Scores<'_>, words: &[WordId]) {
        let at = self.from + self.logs.len();
        let state = self.states[at - self.from];
        let (log, next) = scores.score(state, word_at(words, at));
        self.logs.push(log);
        self.states.push(next);
    }

    #[inline]
    pub(super) fn state(&self, at: usize) -> State {
        self.states[at - self.from]
    }

    #[inline]
    pub(super) fn log(&mut self, scores: &mut Scores<'_>, words: &[WordId], at: usize) -> f32 {
        while self.from + self.logs.len() <= at {
            self.step(scores, words);
        }
        self.logs[at - self.from]
    }
}

/// A word of the paragraph, or its end.
#[inline]
pub(super) fn word_at(words: &[WordId], at: usize) -> WordId {
    words.get(at).copied().unwrap_or(crate::model::END)
}
