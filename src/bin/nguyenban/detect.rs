//! `nguyenban detect`.

use std::fmt::Write;

use clap::{Args, ValueEnum};
use nguyenban::report::{DocumentReport, ParagraphReport, Summary, Versions};
use nguyenban::{Judgement, Worker};

use crate::Status;
use crate::failure::Failure;
use crate::input::{Block, Inputs};
use crate::options::Judging;
use crate::output::{Output, Styles};
use crate::pipeline::{Piece, Sink};
use crate::session::Session;

/// Judge paragraphs and documents, without restoring
///
/// Prints a line per paragraph that has a word, and one per document. Log-odds are in nats: above 0, "spun" is the
/// likelier story. A document is judged by whether any of its paragraphs is spun, and by the share of its words that
/// stand in spun ones.
#[derive(Debug, Args)]
#[command(after_help = "\
JSON Lines: an object per paragraph (path, line, log_odds, probability, spun, family where it is
spun, log_ratio: what the paragraph says by itself, syllables) and one per document (document:
true, log_odds and probability that any paragraph is spun, spun_share: the expected share of its
words in spun paragraphs, skipped: paragraphs too long to judge, versions).

Examples:
  nguyenban detect bai.txt
  nguyenban detect --format jsonl kho/*.txt | jq -r 'select(.document and .spun_share > 0.1).path'
  nguyenban detect --check bai.txt && echo clean")]
pub struct Detect {
    #[command(flatten)]
    judging: Judging,

    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Columns for a person: place, judgement, log-odds, probability, how the paragraph begins
    Text,
    /// JSON Lines: an object per paragraph and one per document
    Jsonl,
}

impl Detect {
    pub fn run(self) -> Result<Status, Failure> {
        let session = Session::new(&self.judging)?;
        let styles = Styles::stdout();
        let work = |worker: &mut Worker<'_>, block: Block| {
            let prepared = session.prepare(&block.text);
            let (paragraphs, document, skipped) = worker.judge(&prepared.text);
            let mut output = String::new();
            for judgement in &paragraphs {
                let report = ParagraphReport::new(block.origin(&session.inputs), judgement);
                match self.format {
                    Format::Text => line(&mut output, &report, judgement, &prepared.text, styles),
                    Format::Jsonl => json(&mut output, &report),
                }
            }
            // What is judged is told, not what would be edited.
            let summary = Summary::new(&paragraphs, document, 0, skipped);
            Piece { output, summary, skipped_line: block.skipped_line(skipped) }
        };
        let versions = Versions::of(session.restorer);
        let inputs = &session.inputs;
        let mut sink = Lines { output: Output::stdout(), inputs, format: self.format, styles, versions };
        let outcome = session.run(work, &mut sink)?;
        sink.output.finish()?;
        Ok(outcome.status(self.judging.check))
    }
}

/// Appends a record as a line of JSON.
pub fn json(output: &mut String, record: &impl serde::Serialize) {
    // Records hold strings and finite numbers only, which always serialize.
    if let Ok(text) = serde_json::to_string(record) {
        output.push_str(&text);
        output.push('\n');
    }
}

fn line(output: &mut String, report: &ParagraphReport<'_>, judgement: &Judgement, text: &str, styles: Styles) {
    let ParagraphReport { path, line, log_odds, .. } = report;
    let (style, word) = if report.spun { (styles.spun, "spun ") } else { (styles.clean, "clean") };
    let percent = report.probability * 100.0;
    let dim = styles.dim;
    let start = excerpt(text.get(judgement.start..judgement.end).unwrap_or_default());
    // Writing to a string cannot fail.
    let _ = writeln!(
        output,
        "{dim}{path}:{line}:{dim:#}\t{style}{word}{style:#}\t{log_odds:+9.1}\t{percent:5.1} %\t{dim}{start}{dim:#}"
    );
}

/// How a paragraph begins, with nothing in it that moves the cursor.
fn excerpt(paragraph: &str) -> String {
    const CHARS: usize = 48;
    let mut rest = paragraph.trim().chars();
    let mut text: String = rest.by_ref().take(CHARS).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if rest.next().is_some() {
        text.push('…');
    }
    text
}

struct Lines<'i> {
    output: Output,
    inputs: &'i Inputs,
    format: Format,
    styles: Styles,
    versions: Versions,
}

impl Sink for Lines<'_> {
    fn piece(&mut self, _input: usize, output: String) -> Result<(), Failure> {
        self.output.write(&output)
    }

    fn end(&mut self, input: usize, summary: &Summary) -> Result<(), Failure> {
        let report = DocumentReport::new(&self.inputs.names[input], summary, &self.versions);
        let mut output = String::new();
        match self.format {
            Format::Text => document(&mut output, &report, self.styles),
            Format::Jsonl => json(&mut output, &report),
        }
        self.output.write(&output)
    }
}

/// Appends the line of a document for a person.
pub fn document(output: &mut String, report: &DocumentReport<'_>, styles: Styles) {
    let DocumentReport { path, spun_paragraphs, paragraphs, log_odds, .. } = report;
    let (bold, share) = (styles.bold, report.spun_share * 100.0);
    let skipped = if report.skipped > 0 { format!(", {} not judged", report.skipped) } else { String::new() };
    let _ = writeln!(
        output,
        "{bold}{path}:{bold:#}\t{spun_paragraphs} of {paragraphs} paragraphs spun{skipped}, {share:.1} % of the words\t\
         {log_odds:+.1}\t{:.1} %",
        report.probability * 100.0
    );
}
