//! The language model with a short memory: what was asked a moment ago is not looked up again.
//!
//! A search asks for the same word after the same context many times: hypotheses differ in more than their contexts,
//! the clean reading is read under each channel, and a paragraph that was spun is decoded a second time when the text
//! has shown the spinner's table. A look-up in the model touches five cache lines or more of its many megabytes; the
//! memory is one line of a table that stays near the processor.

use crate::mix;
use crate::model::{END, NgramModel, State, WordId};

/// How many answers are remembered, a power of two.
const SLOTS: usize = 1 << 14;

/// What the model said of a word after a context: half a line of the cache, and never parts of two.
#[derive(Debug, Clone, Copy)]
#[repr(align(32))]
struct Answer {
    state: State,
    word: WordId,
    log: f32,
    /// What the context after it ends in: see [`State::then`].
    last: WordId,
    bigram: u32,
    trigram: u32,
}

const _: () = assert!(size_of::<Answer>() == 32);

impl Answer {
    fn of(model: &NgramModel, state: State, word: WordId) -> Self {
        let (log, next) = model.score(state, word);
        let (last, bigram, trigram) = next.end();
        Self { state, word, log, last, bigram, trigram }
    }
}

/// A model that remembers its last answers, where it is asked to.
#[derive(Debug)]
pub(crate) struct Scores<'m> {
    model: &'m NgramModel,
    remember: bool,
    /// At each place the last answer that belongs there. Empty until something is to be remembered.
    memory: Vec<Answer>,
}

impl<'m> Scores<'m> {
    pub(crate) fn new(model: &'m NgramModel) -> Self {
        Self { model, remember: false, memory: Vec::new() }
    }

    /// Whether to remember: answers are the same either way. It pays where the same is asked again and again, as in
    /// paragraphs that are spun; in clean text, which is read once, it only fills the cache of the processor.
    pub(crate) fn remember(&mut self, remember: bool) {
        self.remember = remember;
        if remember && self.memory.is_empty() {
            // Any true answer does for a place where none was remembered yet.
            self.memory = vec![Answer::of(self.model, self.model.begin(), END); SLOTS];
        }
    }

    pub(crate) fn begin(&self) -> State {
        self.model.begin()
    }

    /// See [`NgramModel::score`].
    #[inline]
    pub(crate) fn score(&mut self, state: State, word: WordId) -> (f32, State) {
        if !self.remember {
            return self.model.score(state, word);
        }
        let (ends, begins) = state.packed();
        let place = mix::pair(ends, begins | u64::from(word) << 16) as usize % SLOTS;
        let Some(answer) = self.memory.get_mut(place) else {
            return self.model.score(state, word);
        };
        if answer.word != word || answer.state != state {
            *answer = Answer::of(self.model, state, word);
        }
        (answer.log, state.then(answer.last, answer.bigram, answer.trigram))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::toy::PlainModel;
    use crate::random::Random;

    #[test]
    fn what_is_remembered_is_what_the_model_says() {
        const WORDS: usize = 60;
        let model = PlainModel::random(WORDS, 0.3, &mut Random(7)).pack();
        let mut scores = Scores::new(&model);
        let mut random = Random(8);
        let mut states = vec![model.begin()];
        for asked in 0..200_000 {
            scores.remember(asked % 1_000 >= 100);
            let state = states[random.below(states.len())];
            let word = random.below(WORDS) as WordId;
            let (log, next) = scores.score(state, word);
            assert_eq!((log, next), model.score(state, word), "{state:?} {word}");
            if states.len() < 2_000 {
                states.push(next);
            }
        }
    }
}
