//! What a person or a pipeline reads: one record per paragraph, per document and per edit.
//!
//! The records borrow from what they describe and, with the feature `serde`, become the JSON Lines of the command.
//! Their numbers are finite and rounded (log-odds to four places, probabilities to six), so that the same input gives
//! the same bytes everywhere.

mod passage;
mod reason;
mod summary;

pub use passage::{EditReport, Passage, passages};
pub use reason::Reason;
pub use summary::{Summary, Versions};

use crate::detect::Judgement;
use crate::lexicon::Family;

/// The greatest log-odds that a record states; certainty is written as this.
pub const MAX_LOG_ODDS: f64 = 1e6;

/// Where a text comes from, and how far into it a block of it begins.
///
/// A text that is read whole begins at line 0 and byte 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin<'a> {
    /// The file, as records name it.
    pub path: &'a str,
    /// The lines before the block.
    pub lines: usize,
    /// The bytes before the block.
    pub bytes: u64,
}

impl<'a> Origin<'a> {
    /// The beginning of a file.
    #[must_use]
    pub fn start(path: &'a str) -> Self {
        Self { path, lines: 0, bytes: 0 }
    }
}

/// A paragraph as a record.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ParagraphReport<'a> {
    /// The file.
    pub path: &'a str,
    /// The line, from 1.
    pub line: usize,
    /// The log-odds that it is spun, prior and neighbours included, in nats.
    pub log_odds: f64,
    /// The probability that it is spun.
    pub probability: f64,
    /// Whether it is judged spun.
    pub spun: bool,
    /// The family of spinners that wrote it, where it is judged spun.
    pub family: Option<Family>,
    /// The evidence of the paragraph alone, in nats.
    pub log_ratio: f64,
    /// How many words it has.
    pub syllables: usize,
}

impl<'a> ParagraphReport<'a> {
    /// The record of a judgement.
    #[must_use]
    pub fn new(origin: Origin<'a>, judgement: &Judgement) -> Self {
        Self {
            path: origin.path,
            line: origin.lines + judgement.line,
            log_odds: odds(judgement.log_odds),
            probability: share(judgement.probability),
            spun: judgement.spun,
            family: judgement.spun.then_some(judgement.family),
            log_ratio: odds(judgement.log_ratio),
            syllables: judgement.syllables,
        }
    }
}

/// A document as a record, with the versions that judged it.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct DocumentReport<'a> {
    /// The file.
    pub path: &'a str,
    /// Always true: tells this record from that of a paragraph.
    pub document: bool,
    /// The log-odds that any paragraph is spun, in nats.
    pub log_odds: f64,
    /// The probability that any paragraph is spun.
    pub probability: f64,
    /// The expected share of its syllables that stand in spun paragraphs.
    pub spun_share: f64,
    /// How many paragraphs were judged.
    pub paragraphs: usize,
    /// How many of them are judged spun.
    pub spun_paragraphs: usize,
    /// How many paragraphs were too long to judge.
    pub skipped: usize,
    /// The version of the lexicon.
    pub lexicon: &'a str,
    /// The version of the language model.
    pub model: &'a str,
}

impl<'a> DocumentReport<'a> {
    /// The record of a document that was read in one or more blocks.
    #[must_use]
    pub fn new(path: &'a str, summary: &Summary, versions: &'a Versions) -> Self {
        let document = summary.document();
        Self {
            path,
            document: true,
            log_odds: odds(document.log_odds),
            probability: share(document.probability),
            spun_share: share(document.spun_share),
            paragraphs: summary.paragraphs,
            spun_paragraphs: summary.spun_paragraphs,
            skipped: summary.skipped,
            lexicon: &versions.lexicon,
            model: &versions.model,
        }
    }
}

fn rounded(number: f64, places: f64) -> f64 {
    // Adding zero turns -0 into 0.
    (number * places).round() / places + 0.0
}

fn odds(nats: f64) -> f64 {
    if nats.is_nan() { 0.0 } else { rounded(nats.clamp(-MAX_LOG_ODDS, MAX_LOG_ODDS), 1e4) }
}

fn share(share: f64) -> f64 {
    if share.is_nan() { 0.0 } else { rounded(share.clamp(0.0, 1.0), 1e6) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_finite() {
        assert_eq!(odds(f64::INFINITY), MAX_LOG_ODDS);
        assert_eq!(odds(f64::NAN), 0.0);
        assert_eq!(odds(-0.00001).to_bits(), 0);
        assert_eq!(share(1.0 + 1e-12), 1.0);
    }
}
