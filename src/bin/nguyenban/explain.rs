//! `nguyenban explain`.

use std::borrow::Cow;
use std::fmt::Write;

use clap::{Args, ValueEnum};
use nguyenban::edit::compose;
use nguyenban::report::{DocumentReport, EditReport, Passage, Summary, Versions, passages};
use nguyenban::{Edit, Worker};

use crate::Status;
use crate::detect::{document, json};
use crate::failure::Failure;
use crate::html;
use crate::input::{Block, Inputs};
use crate::options::Judging;
use crate::output::{Output, Styles};
use crate::pipeline::{Piece, Sink};
use crate::session::Session;

/// Show every edit with its reason and odds
///
/// The reason of an edit is the row of the lexicon or the rule that made it. Its odds are the margin, in nats, by which
/// the best reading with the edit beats the best one without it; a repair is certain.
#[derive(Debug, Args)]
#[command(after_help = "\
JSON Lines: an object per edit. start and end are bytes of the file, as UTF-8 where --from reads
another encoding; line and column count from 1, columns in characters; log_odds is how far the
best reading with the edit beats the best without it, in nats (1000: a rule that weighs
nothing); reason is a row, expansion, synonym or the name of a rule.

Examples:
  nguyenban explain bai.txt
  nguyenban explain --spelling bai.txt          repairs and slips too
  nguyenban explain --format jsonl kho/*.txt | jq -r '[.text, .replacement] | @tsv' | sort | uniq -c
  nguyenban explain --format html bai.txt > bai.html")]
pub struct Explain {
    #[command(flatten)]
    judging: Judging,

    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The paragraphs that are spun or edited as an inline diff, coloured on a terminal, with a line per edit
    Text,
    /// JSON Lines: an object per edit
    Jsonl,
    /// One page that stands alone: original and restored text side by side, odds down the margin
    Html,
}

impl Explain {
    pub fn run(self) -> Result<Status, Failure> {
        let session = Session::new(&self.judging)?;
        let styles = Styles::stdout();
        let work = |worker: &mut Worker<'_>, block: Block| self.explain(worker, &block, &session, styles);
        let mut sink = Pieces {
            output: Output::stdout(),
            page: html::Page::default(),
            inputs: &session.inputs,
            format: self.format,
            styles,
            versions: Versions::of(session.restorer),
        };
        let outcome = session.run(work, &mut sink)?;
        if self.format == Format::Html {
            let page = sink.page.finish(&outcome.summary, &sink.versions);
            sink.output.write(&page)?;
        }
        sink.output.finish()?;
        Ok(outcome.status(self.judging.check))
    }

    fn explain(&self, worker: &mut Worker<'_>, block: &Block, session: &Session, styles: Styles) -> Piece {
        let prepared = session.prepare(&block.text);
        let mut restored = worker.restore(&prepared.text);
        restored.edits = compose(&prepared.edits, &restored.edits);
        let mut output = String::new();
        let origin = block.origin(&session.inputs);
        for passage in passages(origin, &block.text, &restored, session.restorer.lexicon()) {
            match self.format {
                Format::Text => text(&mut output, &passage, styles),
                Format::Jsonl => passage.edits.iter().for_each(|(_, edit)| json(&mut output, edit)),
                Format::Html => html::passage(&mut output, block.input, &passage),
            }
        }
        let summary = Summary::new(&restored.paragraphs, restored.document, restored.edits.len(), restored.skipped);
        Piece { output, summary, skipped_line: block.skipped_line(restored.skipped) }
    }
}

/// Appends a paragraph as an inline diff, with its edits below.
fn text(output: &mut String, passage: &Passage<'_>, styles: Styles) {
    let judgement = passage.judgement.filter(|judgement| judgement.spun);
    let Styles { color, old, new, spun, dim, bold, .. } = styles;
    // Writing to a string cannot fail. A paragraph that is not spun may have been repaired.
    let _ = match (judgement, passage.edits.first()) {
        (Some(judgement), _) => writeln!(
            output,
            "{bold}{}:{}:{bold:#} {spun}spun{spun:#} {:+.1} nats, {:.1} %",
            judgement.path,
            judgement.line,
            judgement.log_odds,
            judgement.probability * 100.0
        ),
        (None, Some((_, edit))) => writeln!(output, "{bold}{}:{}:{bold:#} repaired", edit.path, edit.line),
        (None, None) => return,
    };
    let mut from = 0;
    for (span, edit) in &passage.edits {
        put(output, passage.text.get(from..span.start).unwrap_or_default());
        from = span.end;
        let [(open, close), (open_new, close_new)] = if color { [("", ""); 2] } else { [("[-", "-]"), ("{+", "+}")] };
        if !edit.text.is_empty() {
            let _ = write!(output, "{open}{old}");
            put(output, edit.text);
            let _ = write!(output, "{old:#}{close}");
        }
        if !edit.text.is_empty() && !edit.replacement.is_empty() {
            output.push(' ');
        }
        if !edit.replacement.is_empty() {
            let _ = write!(output, "{open_new}{new}");
            put(output, edit.replacement);
            let _ = write!(output, "{new:#}{close_new}");
        }
    }
    put(output, passage.text.get(from..).unwrap_or_default());
    output.push('\n');
    for (_, edit) in &passage.edits {
        let odds = match edit.log_odds {
            Edit::CERTAIN.. => "sure".to_owned(),
            nats => format!("{nats:+.1}"),
        };
        let _ = write!(output, "  {dim}{:>4}:{:<5}{dim:#} {odds:>6}  {old}", edit.line, edit.column);
        put(output, visible(edit.text).as_ref());
        let _ = write!(output, "{old:#} → {new}");
        put(output, visible(edit.replacement).as_ref());
        let _ = writeln!(output, "{new:#}  {dim}{}{dim:#}", reason(edit));
    }
    output.push('\n');
}

/// What nobody would see by itself, as signs: blanks, and nothing at all.
fn visible(text: &str) -> Cow<'_, str> {
    match text {
        "" => "∅".into(),
        text if text.trim().is_empty() => text.chars().map(|_| '␣').collect::<String>().into(),
        text => text.into(),
    }
}

/// The reason of an edit, without the phrases of its row where they are those of the edit.
fn reason(edit: &EditReport<'_>) -> String {
    let text = edit.reason.to_string();
    match text.strip_prefix(&format!("row {} → {}, ", edit.text, edit.replacement)) {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// Appends text, without what would steer a terminal.
fn put(output: &mut String, text: &str) {
    output.extend(text.chars().map(|c| if c.is_control() && c != '\t' { '\u{fffd}' } else { c }));
}

struct Pieces<'i> {
    output: Output,
    page: html::Page,
    inputs: &'i Inputs,
    format: Format,
    styles: Styles,
    versions: Versions,
}

impl Sink for Pieces<'_> {
    fn piece(&mut self, _input: usize, output: String) -> Result<(), Failure> {
        match self.format {
            Format::Html => self.page.add(output),
            Format::Text | Format::Jsonl => self.output.write(&output)?,
        }
        Ok(())
    }

    fn end(&mut self, input: usize, summary: &Summary) -> Result<(), Failure> {
        let report = DocumentReport::new(&self.inputs.names[input], summary, &self.versions);
        match self.format {
            Format::Html => self.page.end_document(&report, summary),
            Format::Text => {
                let mut output = String::new();
                document(&mut output, &report, self.styles);
                self.output.write(&output)?;
            }
            Format::Jsonl => {}
        }
        Ok(())
    }

    fn failed(&mut self, input: usize) {
        self.page.cut_off(&self.inputs.names[input]);
    }
}
