//! Judgement: how likely each paragraph, and the document, was spun.
//!
//! The decoder gives a log-likelihood ratio per paragraph and family of spinners. A hidden Markov model over the
//! paragraphs joins them with the prior and with what stands around, so that a title or a caption leans on the rest
//! of its page. Its states say what kind of page a paragraph stands on (clean, or worked on by a spinner of some
//! family) and, on a worked page, whether this paragraph was spun; it is read with the forward-backward algorithm
//! (L. Rabiner, *A Tutorial on Hidden Markov Models*, 1989).

mod chain;
mod spacing;

pub(crate) use spacing::{Spacing, spacing};

use crate::lexicon::Family;
use chain::{Chain, STATES, emission, log_sum};

/// The number of families.
pub(crate) const FAMILIES: usize = 2;

/// What is known before reading: how common spun text is, and how it clusters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// The probability that a paragraph taken at random is spun, above 0 and below 1.
    pub spun: f64,
    /// The share of the paragraphs that is spun on a page that a spinner worked on, above 0 and below 1.
    pub share: f64,
    /// The probability, from 0 to 1, that a paragraph of a worked page is of the same kind as the one before it for no
    /// other reason than that it comes next.
    pub persistence: f64,
    /// The probability that a new page begins at a paragraph without being announced: texts are glued together.
    pub new_page: f64,
}

impl Default for Prior {
    /// One paragraph in a hundred is spun, as in news scraped from the web. On a page where one is, half of the others
    /// are too.
    fn default() -> Self {
        Self { spun: 0.01, share: 0.5, persistence: 0.3, new_page: 0.01 }
    }
}

impl Prior {
    /// For callers who know that a text is spun.
    #[must_use]
    pub fn assume_spun() -> Self {
        Self::with_probability(0.999)
    }

    /// A prior with this probability, brought into the open interval from 0 to 1.
    #[must_use]
    pub fn with_probability(spun: f64) -> Self {
        Self { spun: spun.clamp(1e-9, 1.0 - 1e-9), ..Self::default() }
    }

    /// The probability that a page is worked on, and the share of it that is spun.
    fn page(&self) -> (f64, f64) {
        let spun = self.spun.clamp(1e-9, 1.0 - 1e-9);
        let share = self.share.clamp(spun, 1.0 - 1e-9);
        // A prior above the share says more of the page than that it was worked on.
        ((spun / share).min(1.0 - 1e-9), share)
    }
}

/// The log-likelihood ratio of a paragraph in which no listed phrase stands: nothing there was spun. Finite, so that
/// what is computed with it is.
pub(crate) const NO_EVIDENCE: f64 = -20.0;

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
    /// The log-likelihood ratio of "spun" to "clean" of the paragraph alone, in nats, for the likelier family.
    pub log_ratio: f64,
    /// The family of spinners that is likelier to have written the paragraph, if any did.
    pub family: Family,
    /// The log-odds that it is spun, prior and neighbours included, in nats.
    pub log_odds: f64,
    /// The probability that it is spun.
    pub probability: f64,
    /// Whether it is judged spun: its log-odds reach the threshold.
    pub spun: bool,
}

impl Judgement {
    /// What is known of a paragraph without judging it.
    pub(crate) fn given(line: usize, span: std::ops::Range<usize>, family: Family, spun: bool) -> Self {
        Self {
            line,
            start: span.start,
            end: span.end,
            syllables: 0,
            log_ratio: 0.0,
            family,
            log_odds: 0.0,
            probability: 0.0,
            spun,
        }
    }
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

/// What a paragraph shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Evidence {
    /// The log-likelihood ratio for each family that its words give, in nats.
    pub(crate) words: [f64; FAMILIES],
    /// How its marks are set.
    pub(crate) spacing: Spacing,
}

/// How likely a paragraph is of family B.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Sign {
    /// The probability that it stands on a page that a spinner of the family worked on.
    pub(crate) page: f64,
    /// The probability that the spinner wrote it.
    pub(crate) spun: f64,
}

/// Log-odds below which no paragraph of a text needs a second reading: what spacing adds does not reach that far.
const HOPELESS: f64 = -10.0;

/// Fills in the log-odds of the paragraphs, and judges the document. `signs` become what is
/// believed of each paragraph and family B.
pub(crate) fn judge(
    paragraphs: &mut [Judgement],
    evidence: &[Evidence],
    prior: Prior,
    threshold: f64,
    signs: &mut Vec<Sign>,
) -> DocumentJudgement {
    let mut page = spacing::Page::default();
    let mut ratios: Vec<[f64; FAMILIES]> = evidence
        .iter()
        .map(|this| {
            let [a, b] = this.words;
            [a + page.evidence(this.spacing, None), b]
        })
        .collect();
    let document = read(paragraphs, &ratios, prior, threshold, signs);
    if paragraphs.len() < 2 || paragraphs.iter().all(|paragraph| paragraph.log_odds < HOPELESS) {
        return document;
    }
    for (paragraph, this) in paragraphs.iter().zip(evidence) {
        page.count(this.spacing, paragraph.probability);
    }
    for ((paragraph, this), ratios) in paragraphs.iter().zip(evidence).zip(&mut ratios) {
        ratios[0] = this.words[0] + page.evidence(this.spacing, Some(paragraph.probability));
    }
    read(paragraphs, &ratios, prior, threshold, signs)
}

/// Reads the chain with the log-likelihood ratios of the paragraphs.
fn read(
    paragraphs: &mut [Judgement],
    evidence: &[[f64; FAMILIES]],
    prior: Prior,
    threshold: f64,
    signs: &mut Vec<Sign>,
) -> DocumentJudgement {
    signs.clear();
    let chain = Chain::new(prior);
    let mut forward: Vec<[f64; STATES]> = Vec::with_capacity(evidence.len());
    for this in evidence {
        let arrive: [f64; STATES] = match forward.last() {
            None => chain.start,
            Some(before) => chain.follow(before),
        };
        forward.push(std::array::from_fn(|state| arrive[state] + emission(this, state)));
    }
    let total = forward.last().map_or(0.0, |last| log_sum(*last));
    let mut backward = [0.0; STATES];
    let mut after: Option<&[f64; FAMILIES]> = None;
    let (mut syllables, mut spun_syllables) = (0.0, 0.0);
    for ((paragraph, this), forward) in paragraphs.iter_mut().zip(evidence).zip(&forward).rev() {
        if let Some(after) = after {
            backward = chain.precede(&std::array::from_fn(|to| emission(after, to) + backward[to]));
        }
        let state: [f64; STATES] = std::array::from_fn(|state| forward[state] + backward[state]);
        // Each side has a scale of its own, as they may be hundreds of nats apart.
        let [spun, clean] = [log_sum([state[2], state[4]]), log_sum([state[0], state[1], state[3]])];
        let of_b = (state[4] - total).exp();
        signs.push(Sign { page: (state[3] - total).exp() + of_b, spun: of_b });
        let family = usize::from(state[4] > state[2]);
        paragraph.family = [Family::A, Family::B][family];
        paragraph.log_ratio = this[family];
        paragraph.log_odds = spun - clean;
        paragraph.probability = probability(paragraph.log_odds);
        paragraph.spun = paragraph.log_odds >= threshold;
        syllables += paragraph.syllables as f64;
        spun_syllables += paragraph.syllables as f64 * paragraph.probability;
        after = Some(this);
    }
    signs.reverse();
    let log_odds = match chain.no_spun(evidence.len()) {
        None => (prior.spun / (1.0 - prior.spun)).ln(),
        Some(clean) => {
            // log((1 - p) / p) without losing what is close to 0 or 1.
            let clean = (clean - total).min(-1e-12);
            (-clean.exp_m1()).ln() - clean
        }
    };
    DocumentJudgement {
        log_odds,
        probability: probability(log_odds),
        spun_share: if syllables > 0.0 { spun_syllables / syllables } else { 0.0 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(ratios: &[f64], prior: Prior) -> (Vec<Judgement>, DocumentJudgement) {
        let mut paragraphs: Vec<Judgement> = ratios
            .iter()
            .enumerate()
            .map(|(i, &log_ratio)| Judgement {
                line: i + 1,
                start: 0,
                end: 0,
                syllables: 50,
                log_ratio,
                family: Family::A,
                log_odds: 0.0,
                probability: 0.0,
                spun: false,
            })
            .collect();
        let evidence: Vec<Evidence> =
            ratios.iter().map(|&ratio| Evidence { words: [ratio, -50.0], spacing: Spacing::Unmarked }).collect();
        let document = judge(&mut paragraphs, &evidence, prior, 0.0, &mut Vec::new());
        (paragraphs, document)
    }

    #[test]
    fn one_paragraph_is_bayes_rule() {
        let prior = Prior::with_probability(0.01);
        let (paragraphs, document) = judged(&[3.0], prior);
        // Nineteen in twenty spun pages are of family A, and the other family is ruled out by its ratio.
        let spun = 0.01 * 0.95 * 3f64.exp();
        let expected = spun / (spun + 0.99);
        assert!((paragraphs[0].probability - expected).abs() < 1e-6);
        assert!((document.probability - expected).abs() < 1e-6);
    }

    #[test]
    fn neighbours_decide_what_a_caption_cannot() {
        let (alone, _) = judged(&[1.0], Prior::default());
        let (among, document) = judged(&[40.0, 1.0, 35.0], Prior::default());
        assert!(!alone[0].spun && among[1].spun);
        assert!(document.probability > 0.99 && document.spun_share > 0.8);
        let (clean, document) = judged(&[-20.0, 1.0, -30.0], Prior::default());
        assert!(!clean[1].spun && document.probability < 0.01);
    }

    #[test]
    fn a_spun_paragraph_is_found_in_any_amount_of_clean_text() {
        let mut ratios = vec![-15.0; 5_000];
        ratios[2_500] = 30.0;
        let (paragraphs, document) = judged(&ratios, Prior::default());
        assert!(paragraphs[2_500].spun && document.probability > 0.99);
        assert_eq!(paragraphs.iter().filter(|paragraph| paragraph.spun).count(), 1);
    }
}
