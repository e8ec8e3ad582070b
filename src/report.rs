//! What a person or a pipeline reads: one record per paragraph, per document and per edit.
//!
//! The records borrow from what they describe and, with the feature `serde`, become the JSON Lines of the command.
//! Their numbers are finite and rounded (log-odds to four places, probabilities to six), so that the same input gives
//! the same bytes everywhere.

use crate::detect::{DocumentJudgement, Judgement, probability};
use crate::edit::{Edit, Rule};
use crate::lexicon::{Family, Lexicon};
use crate::restorer::{Restoration, Restorer};

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

/// An edit as a record: what, where, and why.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct EditReport<'a> {
    /// The file.
    pub path: &'a str,
    /// The line, from 1.
    pub line: usize,
    /// The column of the first character, from 1, in characters.
    pub column: usize,
    /// The first byte in the file.
    pub start: u64,
    /// One past the last byte in the file.
    pub end: u64,
    /// What stands there.
    pub text: &'a str,
    /// What stands there in the output.
    pub replacement: &'a str,
    /// How far the best reading with the edit beats the best one without it, in nats.
    pub log_odds: f64,
    /// The same as a probability.
    pub probability: f64,
    /// What made the edit.
    pub reason: Reason<'a>,
}

/// What made an edit.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Reason<'a> {
    /// A row of the lexicon.
    Row {
        /// The phrase that the spinner writes.
        spun: &'a str,
        /// The wording that was there before.
        original: &'a str,
        /// How often the spinner writes it.
        weight: f32,
        /// The family of spinners.
        family: Family,
        /// Where the row is known from.
        source: &'a str,
        /// A remark.
        note: &'a str,
    },
    /// Two synonyms side by side, one of which the spinner added.
    Expansion,
    /// A synonym that spinners write for the original.
    Synonym,
    /// A named rule of a repair stage.
    Rule(&'a str),
}

impl<'a> Reason<'a> {
    fn new(rule: Rule, lexicon: &'a Lexicon) -> Self {
        match rule {
            Rule::Row(index) => match lexicon.row(index) {
                Some(row) => Self::Row {
                    spun: &row.spun,
                    original: &row.original,
                    weight: row.weight,
                    family: row.family,
                    source: &row.source,
                    note: &row.note,
                },
                None => Self::Rule("row of another lexicon"),
            },
            Rule::Expansion => Self::Expansion,
            Rule::Spelling => Self::Rule("spelling"),
            Rule::LostLetter => Self::Rule("lost-letter"),
            Rule::Diacritics => Self::Rule("diacritics"),
            Rule::Synonym => Self::Synonym,
            Rule::Repair(name) => Self::Rule(name),
        }
    }
}

impl std::fmt::Display for Reason<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Row { spun, original, family, source, note, .. } => {
                write!(f, "row {spun} → {original}, family {family:?}")?;
                if !source.is_empty() {
                    write!(f, ", source {source}")?;
                }
                if note.is_empty() { Ok(()) } else { write!(f, " ({note})") }
            }
            Self::Expansion => write!(f, "two synonyms side by side"),
            Self::Synonym => write!(f, "a synonym that spinners write"),
            Self::Rule(name) => write!(f, "rule {name}"),
        }
    }
}

/// A paragraph of a text with its judgement and its edits, for whoever shows both.
#[derive(Debug, Clone)]
pub struct Passage<'a> {
    /// The line of the file, from 1.
    pub line: usize,
    /// The paragraph, without its line end.
    pub text: &'a str,
    /// The judgement, unless the paragraph has no word or is too long.
    pub judgement: Option<ParagraphReport<'a>>,
    /// Where each edit stands in the paragraph, in bytes, with its record.
    pub edits: Vec<(std::ops::Range<usize>, EditReport<'a>)>,
}

/// Every paragraph of a text that was restored, in order, those without a word too.
pub fn passages<'a>(
    origin: Origin<'a>,
    text: &'a str,
    restoration: &'a Restoration<'_>,
    lexicon: &'a Lexicon,
) -> impl Iterator<Item = Passage<'a>> {
    let mut judgements = restoration.paragraphs.iter().peekable();
    let mut edits = restoration.edits.iter().peekable();
    crate::text::lines(text).enumerate().map(move |(number, (start, line))| {
        let judgement = judgements.next_if(|judgement| judgement.line == number + 1);
        let mut passage = Passage {
            line: origin.lines + number + 1,
            text: line,
            judgement: judgement.map(|judgement| ParagraphReport::new(origin, judgement)),
            edits: Vec::new(),
        };
        let (mut column, mut counted) = (1, 0);
        while let Some(edit) = edits.next_if(|edit| edit.end <= start + line.len()) {
            let span = edit.start.saturating_sub(start)..edit.end.saturating_sub(start);
            let (Some(before), Some(old)) = (line.get(counted..span.start), line.get(span.clone())) else { continue };
            column += before.chars().count();
            counted = span.start;
            let report = edit_report(origin, passage.line, column, edit, old, lexicon);
            passage.edits.push((span, report));
        }
        passage
    })
}

fn edit_report<'a>(
    origin: Origin<'a>,
    line: usize,
    column: usize,
    edit: &'a Edit,
    text: &'a str,
    lexicon: &'a Lexicon,
) -> EditReport<'a> {
    EditReport {
        path: origin.path,
        line,
        column,
        start: origin.bytes + edit.start as u64,
        end: origin.bytes + edit.end as u64,
        text,
        replacement: &edit.replacement,
        log_odds: odds(edit.log_odds),
        probability: share(probability(edit.log_odds)),
        reason: Reason::new(edit.rule, lexicon),
    }
}

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

    #[test]
    fn numbers_are_finite() {
        assert_eq!(odds(f64::INFINITY), MAX_LOG_ODDS);
        assert_eq!(odds(f64::NAN), 0.0);
        assert_eq!(odds(-0.00001).to_bits(), 0);
        assert_eq!(share(1.0 + 1e-12), 1.0);
    }

    #[test]
    fn passages_place_their_edits() {
        let restorer = Restorer::builder().prior(crate::Prior::assume_spun()).build().unwrap();
        let text = "***\r\nNhà ở: kiến thiết xây dựng\r\n";
        let restored = restorer.restore(text);
        let origin = Origin { path: "a", lines: 10, bytes: 100 };
        let all: Vec<_> = passages(origin, text, &restored, restorer.lexicon()).collect();
        assert_eq!(all.len(), 2);
        assert!(all[0].judgement.is_none());
        let (span, edit) = &all[1].edits[0];
        assert_eq!(&all[1].text[span.clone()], "kiến thiết xây dựng");
        assert_eq!((edit.line, edit.column), (12, 8));
        assert_eq!(&text.as_bytes()[edit.start as usize - 100..edit.end as usize - 100], edit.text.as_bytes());
    }
}
