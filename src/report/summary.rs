//! A document that was read in blocks: its figures, and the versions of what judged it.

use crate::detect::{DocumentJudgement, Judgement, probability};
use crate::restorer::Restorer;

/// The figures of a document, gathered block by block.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Summary {
    /// How many paragraphs were judged.
    pub paragraphs: usize,
    /// How many of them are judged spun.
    pub spun_paragraphs: usize,
    /// How many words they have.
    pub syllables: usize,
    /// How many edits were made.
    pub edits: usize,
    /// How many paragraphs were too long to judge.
    pub skipped: usize,
    document: Option<DocumentJudgement>,
}

impl Summary {
    /// The figures of one block.
    #[must_use]
    pub fn new(paragraphs: &[Judgement], document: DocumentJudgement, edits: usize, skipped: usize) -> Self {
        Self {
            paragraphs: paragraphs.len(),
            spun_paragraphs: paragraphs.iter().filter(|paragraph| paragraph.spun).count(),
            syllables: paragraphs.iter().map(|paragraph| paragraph.syllables).sum(),
            edits,
            skipped,
            document: Some(document),
        }
    }

    /// Takes in the block that follows. Blocks are judged for themselves, so that the document is clean when all are.
    pub fn add(&mut self, next: &Self) {
        self.document = match (self.document, next.document) {
            (Some(first), Some(second)) => Some(joined((first, self.syllables), (second, next.syllables))),
            (first, second) => first.or(second),
        };
        self.paragraphs += next.paragraphs;
        self.spun_paragraphs += next.spun_paragraphs;
        self.syllables += next.syllables;
        self.edits += next.edits;
        self.skipped += next.skipped;
    }

    /// The judgement of the whole. A document without a block has even odds, for want of any knowledge.
    #[must_use]
    pub fn document(&self) -> DocumentJudgement {
        self.document.unwrap_or(DocumentJudgement { log_odds: 0.0, probability: 0.5, spun_share: 0.0 })
    }
}

/// The judgement of two blocks together, each with its number of words. A block without a word says nothing.
fn joined(first: (DocumentJudgement, usize), second: (DocumentJudgement, usize)) -> DocumentJudgement {
    let (blocks, words) = ([first.0, second.0], [first.1, second.1]);
    match words {
        [_, 0] => return blocks[0],
        [0, _] => return blocks[1],
        _ => {}
    }
    // The log-probability that a block is clean: -ln(1 + e^odds), without overflow.
    let clean: f64 =
        blocks.iter().map(|block| -(block.log_odds.max(0.0) + (-block.log_odds.abs()).exp().ln_1p())).sum();
    let log_odds = (-clean.min(-1e-300).exp_m1()).ln() - clean;
    let [a, b] = words.map(|words| words as f64);
    DocumentJudgement {
        log_odds,
        probability: probability(log_odds),
        spun_share: (blocks[0].spun_share * a + blocks[1].spun_share * b) / (a + b),
    }
}

/// The versions of what judged: with the same input and options they give the same output.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Versions {
    /// The version of this crate.
    pub nguyenban: &'static str,
    /// The checksum of the lexicon's rows, as sixteen hexadecimal digits.
    pub lexicon: String,
    /// The checksum of the language model, as sixteen hexadecimal digits.
    pub model: String,
}

impl Versions {
    /// The versions of a restorer.
    #[must_use]
    pub fn of(restorer: &Restorer) -> Self {
        Self {
            nguyenban: env!("CARGO_PKG_VERSION"),
            lexicon: format!("{:016x}", restorer.lexicon().checksum()),
            model: format!("{:016x}", restorer.model().info().checksum),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(log_odds: f64, spun_share: f64, syllables: usize) -> Summary {
        let document = DocumentJudgement { log_odds, probability: probability(log_odds), spun_share };
        Summary { paragraphs: 1, syllables, ..Summary::new(&[], document, 0, 0) }
    }

    #[test]
    fn blocks_join_to_a_document() {
        let mut summary = Summary::default();
        summary.add(&block(-3.0, 0.1, 30));
        assert!((summary.document().log_odds + 3.0).abs() < 1e-9);
        summary.add(&block(0.0, 0.5, 10));
        let p = 1.0 - (1.0 - probability(-3.0)) * 0.5;
        assert!((summary.document().probability - p).abs() < 1e-9);
        assert!((summary.document().spun_share - 0.2).abs() < 1e-9);
        summary.add(&block(900.0, 1.0, 40));
        assert!((summary.document().log_odds - 900.0).abs() < 1.0, "{:?}", summary.document());
        assert_eq!(summary.paragraphs, 3);
    }
}
