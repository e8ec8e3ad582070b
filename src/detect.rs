//! Judgement: how likely each paragraph, and the document, was spun.
//!
//! The decoder gives a log-likelihood ratio per paragraph. A two-state chain (a hidden Markov model over the
//! paragraphs, read with the forward-backward algorithm: L. Rabiner, *A Tutorial on Hidden Markov Models*, 1989)
//! joins it with the prior and with what stands around, so that a title or a caption leans on its neighbours.

/// What is known before reading: how common spun text is, and how long it goes on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// The probability that a paragraph taken at random is spun, above 0 and below 1.
    pub spun: f64,
    /// The probability, from 0 to 1, that a paragraph is of the same kind as the one before it for no other reason
    /// than that it comes next.
    pub persistence: f64,
}

impl Default for Prior {
    /// One paragraph in a thousand is spun: what precision asks for where most text is clean.
    fn default() -> Self {
        Self { spun: 0.001, persistence: 0.9 }
    }
}

impl Prior {
    /// For callers who know that a text is spun.
    #[must_use]
    pub fn assume_spun() -> Self {
        Self { spun: 0.999, persistence: 0.9 }
    }

    /// A prior with this probability, brought into the open interval from 0 to 1.
    #[must_use]
    pub fn with_probability(spun: f64) -> Self {
        Self { spun: spun.clamp(1e-9, 1.0 - 1e-9), ..Self::default() }
    }
}

/// The judgement of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Judgement {
    /// The line of the text, from 1.
    pub line: usize,
    /// The first byte of the paragraph in the text.
    pub start: usize,
    /// One past its last byte, the line end left out.
    pub end: usize,
    /// How many words it has.
    pub syllables: usize,
    /// The log-likelihood ratio of "spun" to "clean" of the paragraph alone, in nats, calibrated.
    pub log_ratio: f64,
    /// The log-odds that it is spun, prior and neighbours included, in nats.
    pub log_odds: f64,
    /// The probability that it is spun.
    pub probability: f64,
    /// Whether it is judged spun: its log-odds reach the threshold.
    pub spun: bool,
}

/// The judgement of a document.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct DocumentJudgement {
    /// The log-odds that any paragraph is spun, in nats.
    pub log_odds: f64,
    /// The probability that any paragraph is spun.
    pub probability: f64,
    /// The expected share of its syllables that stand in spun paragraphs, from 0 to 1.
    pub spun_share: f64,
}

/// The probability of log-odds.
#[must_use]
pub fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

fn log_add(a: f64, b: f64) -> f64 {
    let (high, low) = if a >= b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY { high } else { high + (low - high).exp().ln_1p() }
}

/// Turns the search's ratio into calibrated evidence.
///
/// The models are sharper than the truth (a word that one story finds odd, the next words find odd too), so that the
/// ratio is scaled down; figures fitted by logistic regression on simulated pages, see `dictionaries/README.md`.
pub(crate) fn calibrate(ratio: f32, _syllables: usize) -> f64 {
    SCALE * f64::from(ratio) + OFFSET
}

const SCALE: f64 = 1.0;
const OFFSET: f64 = 0.0;

/// Fills in the log-odds of the paragraphs, and judges the document.
pub(crate) fn judge(paragraphs: &mut [Judgement], prior: Prior, threshold: f64) -> DocumentJudgement {
    let start = [(1.0 - prior.spun).ln(), prior.spun.ln()];
    let to = |from: usize, to: usize| {
        let stays = if from == to { prior.persistence } else { 0.0 };
        (stays + (1.0 - prior.persistence) * if to == 1 { prior.spun } else { 1.0 - prior.spun }).ln()
    };
    let emission = |paragraph: &Judgement, state: usize| if state == 1 { paragraph.log_ratio } else { 0.0 };
    let mut forward: Vec<[f64; 2]> = Vec::with_capacity(paragraphs.len());
    for paragraph in paragraphs.iter() {
        let before = forward.last().copied();
        let reach = |state: usize| {
            let arrive = match before {
                None => start[state],
                Some(before) => log_add(before[0] + to(0, state), before[1] + to(1, state)),
            };
            arrive + emission(paragraph, state)
        };
        forward.push([reach(0), reach(1)]);
    }
    let total = forward.last().map_or(0.0, |last| log_add(last[0], last[1]));
    let mut backward = [0.0, 0.0];
    let mut next: Option<&Judgement> = None;
    let (mut syllables, mut spun_syllables) = (0.0, 0.0);
    for (paragraph, forward) in paragraphs.iter_mut().zip(&forward).rev() {
        if let Some(next) = next {
            let leave = |state: usize| {
                log_add(to(state, 0) + emission(next, 0) + backward[0], to(state, 1) + emission(next, 1) + backward[1])
            };
            backward = [leave(0), leave(1)];
        }
        paragraph.log_odds = forward[1] + backward[1] - forward[0] - backward[0];
        paragraph.probability = probability(paragraph.log_odds);
        paragraph.spun = paragraph.log_odds >= threshold;
        syllables += paragraph.syllables as f64;
        spun_syllables += paragraph.syllables as f64 * paragraph.probability;
        next = Some(paragraph);
    }
    let all_clean = start[0] + to(0, 0) * (paragraphs.len().max(1) - 1) as f64;
    // log(1 - p) of the path that is clean throughout, without losing small differences.
    let clean = (all_clean - total).min(-1e-12);
    let spun = (-clean.exp_m1()).ln();
    let log_odds = if paragraphs.is_empty() { prior.spun.ln() - (1.0 - prior.spun).ln() } else { spun - clean };
    DocumentJudgement {
        log_odds,
        probability: probability(log_odds),
        spun_share: if syllables > 0.0 { spun_syllables / syllables } else { 0.0 },
    }
}
