//! What the language model says of a phrase, and of another in its place.

use crate::decode::viterbi::LM_SCALE;
use crate::model::{END, NgramModel, ORDER, State, WordId};

use super::clean::CleanCounts;
use super::pages::{Line, Place};

/// At how many contexts the probability of a phrase is taken at most; the rest is like them.
const SAMPLE: usize = 2000;

/// The share of a repeated phrase's own frequency on the pages at which it is expected again, anywhere.
const REPEATED: f32 = 0.3;

/// Pages of fewer words are taken to have so many: in them, three times is no subject yet.
const FEW_WORDS: usize = 1000;

/// The state of the model before each word of each line, and what it says of the lines as they stand.
pub(super) struct Contexts<'p> {
    model: &'p NgramModel,
    lines: &'p [Line],
    states: Vec<Vec<State>>,
    sample: Vec<State>,
    /// How many words the lines have, marks left out.
    pub(super) positions: usize,
}

impl<'p> Contexts<'p> {
    pub(super) fn new(model: &'p NgramModel, lines: &'p [Line]) -> Self {
        let read = |line: &Line| {
            let mut states = vec![model.begin()];
            for &word in &line.words {
                let state = *states.last().unwrap_or(&model.begin());
                states.push(model.score(state, word).1);
            }
            states
        };
        let states: Vec<_> = lines.iter().map(read).collect();
        let plain = lines.iter().zip(&states).flat_map(|(line, states)| {
            line.plain.iter().zip(states).filter(|(plain, _)| **plain).map(|(_, state)| *state)
        });
        let mut sample: Vec<State> = plain.collect();
        let positions = sample.len();
        let step = positions.div_ceil(SAMPLE).max(1);
        sample = sample.into_iter().step_by(step).collect();
        Self { model, lines, states, sample, positions }
    }

    /// The log-probability of a phrase that a page is about, in nats: whoever writes it once writes it again, which the
    /// model knows nothing of. `count` is how often the pages have it.
    pub(super) fn repeated(&self, count: usize) -> f32 {
        if count < 2 {
            return f32::NEG_INFINITY;
        }
        LM_SCALE * (REPEATED * count as f32 / self.positions.max(FEW_WORDS) as f32).ln()
    }

    /// The log-ratio of the model for `original` in place of the `len` words at a place, in nats. The words as they
    /// stand are given `least` at least.
    pub(super) fn ratio(&self, (line, start): Place, len: usize, original: &[WordId], least: f32) -> f64 {
        let (states, words) = (&self.states[line as usize], &self.lines[line as usize].words);
        let (start, end) = (start as usize, start as usize + len);
        let after = || words[end..].iter().chain([&END]).take(ORDER - 1);
        let sum = |phrase: &[WordId]| {
            let (mut state, mut own, mut rest) = (states[start], 0.0, 0.0);
            for &word in phrase {
                let (log, next) = self.model.score(state, word);
                own += log;
                state = next;
            }
            for &word in after() {
                let (log, next) = self.model.score(state, word);
                rest += log;
                state = next;
            }
            (LM_SCALE * own, LM_SCALE * rest)
        };
        let ((own, rest), (stands, follows)) = (sum(original), sum(&words[start..end]));
        f64::from(own + rest - stands.max(least) - follows)
    }

    /// How often the model expects a phrase in these lines: its probability, summed over the contexts that they have.
    pub(super) fn expected(&self, phrase: &[WordId]) -> f64 {
        let probability = |&state: &State| {
            let (mut state, mut total) = (state, 0.0);
            for &word in phrase {
                let (log, next) = self.model.score(state, word);
                total += log;
                state = next;
            }
            f64::from(total).exp()
        };
        let sum: f64 = self.sample.iter().map(probability).sum();
        sum * self.positions as f64 / self.sample.len().max(1) as f64
    }
}

/// Dunning's log-likelihood ratio (T. Dunning, *Accurate Methods for the Statistics of Surprise and Coincidence*, 1993)
/// of a count that is above what is expected, in nats; 0 for one that is not.
pub(super) fn excess(count: f64, expected: f64) -> f64 {
    if count <= expected { 0.0 } else { count * (count / expected.max(1e-9)).ln() - (count - expected) }
}

/// The same for two samples: `count` of `size` words against `clean` of `clean_size`.
pub(super) fn excess_over(count: f64, size: f64, clean: f64, clean_size: f64) -> f64 {
    let together = (count + clean) / (size + clean_size).max(1.0);
    if count / size.max(1.0) <= clean / clean_size.max(1.0) {
        return 0.0;
    }
    let term = |k: f64, n: f64| if k > 0.0 { k * (k / (n * together)).ln() } else { 0.0 };
    (term(count, size) + term(clean, clean_size)).max(0.0)
}

/// What is expected of a phrase, and how much its count is above that, in nats.
pub(super) fn surprise(
    phrase: &[WordId],
    places: &[Place],
    contexts: &Contexts<'_>,
    clean: Option<&CleanCounts>,
) -> (f64, f64) {
    let count = places.len() as f64;
    match clean.and_then(|clean| Some((clean.count(phrase)? as f64, clean.words() as f64))) {
        Some((of, words)) => {
            let size = contexts.positions as f64;
            (of / words.max(1.0) * size, excess_over(count, size, of, words))
        }
        None => {
            let expected = contexts.expected(phrase);
            (expected, excess(count, expected))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_more_than_expected_is_a_surprise() {
        assert_eq!(excess(3.0, 3.0), 0.0);
        assert_eq!(excess(1.0, 3.0), 0.0);
        // 8 ln 8 - 7
        assert!((excess(8.0, 1.0) - 9.6355).abs() < 1e-3);
        assert_eq!(excess_over(2.0, 100.0, 200.0, 10_000.0), 0.0);
        // A phrase that the clean text has not at all: 5 ln (5 / (100 · 5 / 10100)).
        assert!((excess_over(5.0, 100.0, 0.0, 10_000.0) - 5.0 * 101f64.ln()).abs() < 1e-9);
    }
}
