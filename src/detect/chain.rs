//! The hidden Markov model over the paragraphs of a text: its states, and the steps between them.

use super::{FAMILIES, Prior};

/// Clean page; then, for each family, a clean and a spun paragraph of a worked page.
pub(super) const STATES: usize = 1 + 2 * FAMILIES;

/// How common each family is among spun pages.
const FAMILY_SHARE: [f64; FAMILIES] = [0.95, 0.05];

fn is_spun(state: usize) -> bool {
    state > 0 && state.is_multiple_of(2)
}

/// What the evidence of a paragraph says for a state, in nats.
pub(super) fn emission(evidence: &[f64; FAMILIES], state: usize) -> f64 {
    if is_spun(state) { evidence[state / 2 - 1] } else { 0.0 }
}

/// The logarithm of a sum of exponentials.
pub(super) fn log_sum<const N: usize>(terms: [f64; N]) -> f64 {
    let high = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if high == f64::NEG_INFINITY { high } else { high + terms.iter().map(|term| (term - high).exp()).sum::<f64>().ln() }
}

/// The hidden Markov model.
pub(super) struct Chain {
    /// Log-probabilities of the first state.
    pub(super) start: [f64; STATES],
    /// Probabilities of the next state, by state.
    step: [[f64; STATES]; STATES],
}

/// What stands for a probability that is too small to compute with; log-odds stay finite.
const LEAST: f64 = 1e-300;

/// Probabilities in proportion to these, and the logarithm of the greatest.
fn scaled(logs: &[f64; STATES]) -> ([f64; STATES], f64) {
    let high = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (logs.map(|log| (log - high).exp().max(LEAST)), high)
}

impl Chain {
    pub(super) fn new(prior: Prior) -> Self {
        let (worked, share) = prior.page();
        let start: [f64; STATES] = std::array::from_fn(|state| match state {
            0 => 1.0 - worked,
            _ => worked * FAMILY_SHARE[(state - 1) / 2] * if is_spun(state) { share } else { 1.0 - share },
        });
        let step = std::array::from_fn(|from: usize| {
            std::array::from_fn(|to: usize| {
                let same_page = from.div_ceil(2) == to.div_ceil(2);
                let stay = match to {
                    _ if !same_page => 0.0,
                    0 => 1.0,
                    _ => {
                        let drawn = if is_spun(to) { share } else { 1.0 - share };
                        (1.0 - prior.persistence) * drawn + if from == to { prior.persistence } else { 0.0 }
                    }
                };
                (1.0 - prior.new_page) * stay + prior.new_page * start[to]
            })
        });
        Self { start: start.map(f64::ln), step }
    }

    /// The log-probability of arriving at each state, from those of being at each before.
    pub(super) fn follow(&self, before: &[f64; STATES]) -> [f64; STATES] {
        let (before, scale) = scaled(before);
        std::array::from_fn(|to| (0..STATES).map(|from| before[from] * self.step[from][to]).sum::<f64>().ln() + scale)
    }

    /// The log-probability of what comes after each state, from those of what comes with and after the next.
    pub(super) fn precede(&self, after: &[f64; STATES]) -> [f64; STATES] {
        let (after, scale) = scaled(after);
        std::array::from_fn(|from| (0..STATES).map(|to| self.step[from][to] * after[to]).sum::<f64>().ln() + scale)
    }

    /// The log-probability that none of so many paragraphs is spun, before anything is known of them. `None` for no paragraph.
    pub(super) fn no_spun(&self, paragraphs: usize) -> Option<f64> {
        const CLEAN: [usize; 3] = [0, 1, 3];
        let mut now = CLEAN.map(|state| self.start[state].exp());
        let mut log = 0.0;
        for _ in 1..paragraphs {
            let next = CLEAN.map(|to| CLEAN.iter().zip(now).map(|(&from, now)| now * self.step[from][to]).sum::<f64>());
            // Scaled to 1 before it is too small to tell.
            let sum: f64 = next.iter().sum();
            let scale = if sum < 1e-100 { sum.max(LEAST) } else { 1.0 };
            log += if scale < 1.0 { scale.ln() } else { 0.0 };
            now = next.map(|state| state / scale);
        }
        (paragraphs > 0).then(|| log + now.iter().sum::<f64>().ln())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn that_nothing_is_spun_is_the_sum_of_its_paths() {
        let prior = Prior { spun: 0.69, share: 0.7, new_page: 0.5, ..Prior::default() };
        let chain = Chain::new(prior);
        // Step by step with logarithms, as the chain is read.
        let mut before: Option<[f64; STATES]> = None;
        assert_eq!(chain.no_spun(0), None);
        for paragraphs in 1..2_000 {
            let arrive = before.map_or(chain.start, |before| chain.follow(&before));
            let clean = std::array::from_fn(|state| if is_spun(state) { f64::NEG_INFINITY } else { arrive[state] });
            before = Some(clean);
            let slow = log_sum(clean);
            let log = chain.no_spun(paragraphs).unwrap();
            assert!((log - slow).abs() < 1e-9 * slow.abs().max(1.0), "{paragraphs}: {log} {slow}");
        }
        // Further than a number reaches.
        assert!(chain.no_spun(2_000).is_some_and(|log| log < -800.0));
    }
}
