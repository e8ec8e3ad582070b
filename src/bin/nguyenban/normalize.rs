//! `nguyenban normalize`.

mod found;
mod lists;
mod records;

use std::borrow::Cow;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use nguyenban::built_in_model;
use nguyenban::repair::{Group, IyStyle, Repairer, Rules, ToneMarks};
use nguyenban::spelling::Speller;

use crate::Status;
use crate::failure::{Failure, note, tell};
use crate::input::{Block, Inputs};
use crate::options::{Reading, Spelling, read_model};
use crate::output::Output;
use crate::pipeline::{Done, each};
use crate::prepare::Preparer;
use found::{Found, What};
use lists::Kinds;

/// Print the text repaired: encoding, Unicode, escapes, typography
///
/// Nothing is restored and nothing judged; words stay as they are unless spelling is asked for. Lines keep their order and
/// number, but with `--rules +lines`; text with nothing to repair comes out byte for byte as it was. Long inputs are
/// repaired in blocks of 8 MiB, so that memory stays bounded.
#[derive(Debug, Args)]
#[command(after_help = "\
JSON Lines: an object per edit (path, line and column from 1, start and end in bytes of the text
as UTF-8, text, replacement, rule, log_odds in nats where words were weighed), and per line of
residue or private-use character.

Examples:
  nguyenban normalize bai.txt > sach.txt
  nguyenban normalize --from auto cu/*.txt > moi.txt     tells which encoding each file was in
  nguyenban normalize --rules unicode,invisible < bai.txt
  nguyenban normalize --rules -spacing --tone-marks new bai.txt
  nguyenban normalize --rules +lines pdf.txt             joins lines that were wrapped
  nguyenban normalize --residue remove bai.txt           empties photo credits and the like
  nguyenban normalize --spelling bai.txt                 corrects slips of the keyboard too
  nguyenban normalize --rules none --diacritics tin.txt  Hoi nghi truc tuyen: Hội nghị trực tuyến
  nguyenban normalize --format jsonl kho/*.txt | jq -r .rule | sort | uniq -c
  nguyenban normalize --check kho/*.txt                  names the files that would change")]
pub struct Normalize {
    #[command(flatten)]
    reading: Reading,

    /// Exit with 1 if anything would change; prints which files
    #[arg(long)]
    check: bool,

    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    #[arg(long, value_name = "LIST", value_parser = lists::rules, allow_hyphen_values = true, default_value = "all",
          help = lists::rules_help(), help_heading = "Repairs")]
    rules: Rules,

    /// Where tone marks go: as written, hòa (old), or hoà (new)
    #[arg(long, value_enum, value_name = "STYLE", default_value_t = Marks::Keep, help_heading = "Repairs")]
    tone_marks: Marks,

    /// How kỹ and kĩ end: as written, kĩ (i), or kỹ (y)
    #[arg(long, value_enum, value_name = "STYLE", default_value_t = Ending::Keep, help_heading = "Repairs")]
    iy: Ending,

    /// Lines that are no part of an article: report them, empty them, or leave them be [default: off; with jsonl: report]
    #[arg(long, value_enum, value_name = "WHAT", help_heading = "Repairs")]
    residue: Option<Residue>,

    #[arg(long, value_name = "LIST", value_parser = lists::kinds, allow_hyphen_values = true, default_value = "all",
          help = lists::kinds_help(), help_heading = "Repairs")]
    residue_kinds: Kinds,

    #[command(flatten)]
    spelling: Spelling,

    /// A language model in place of the built-in one
    #[arg(long, value_name = "FILE", requires = "Spelling", help_heading = "Spelling")]
    model: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The repaired text
    Text,
    /// JSON Lines: an object per edit, with its place in the input as UTF-8
    Jsonl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Marks {
    Keep,
    Old,
    New,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Ending {
    Keep,
    I,
    Y,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Residue {
    /// Tell each line on standard error; with jsonl an object each
    Report,
    /// Empty the lines; they stay as blank lines
    Remove,
    /// Do not look for them
    Off,
}

/// What came of a block.
#[derive(Debug, Default)]
struct Piece {
    output: String,
    notes: Vec<String>,
    edits: usize,
    converted: bool,
}

impl Normalize {
    pub fn run(self) -> Result<Status, Failure> {
        let inputs = self.reading.inputs();
        // The model is read only for spelling.
        let options = self.spelling.options();
        let told = |error: nguyenban::model::FormatError| Failure::Told(error.to_string());
        let read = || self.model.as_ref().map_or_else(|| built_in_model().map_err(told), |path| read_model(path));
        let model = options.map(|_| read()).transpose()?;
        let speller = model.as_ref().zip(options).map(|(model, options)| Speller::new(model, options));
        let preparer = Preparer { repairer: Repairer::new(self.rules()), speller };
        let mut output = Output::stdout();
        let (mut edits, mut converted, mut changed, mut failed) = (0, false, false, 0);
        let work = |(): &mut (), block: Block| self.piece(&preparer, block, &inputs);
        each(
            &inputs,
            self.reading.jobs,
            || (),
            work,
            |done| {
                match done {
                    Done::Piece(_, piece) => {
                        piece.notes.iter().for_each(|message| note(message));
                        edits += piece.edits;
                        converted |= piece.converted;
                        if !self.check || self.format == Format::Jsonl {
                            output.write(&piece.output)?;
                        }
                    }
                    Done::End(input) => {
                        let (edits, converted) = (std::mem::take(&mut edits), std::mem::take(&mut converted));
                        changed |= edits > 0 || converted;
                        if self.check && self.format == Format::Text && (edits > 0 || converted) {
                            let encoding = if converted { ", not in UTF-8" } else { "" };
                            output.write(&format!("{}: {edits} edits{encoding}\n", inputs.names[input]))?;
                        }
                    }
                    Done::Failed(_) => {
                        (edits, converted) = (0, false);
                        failed += 1;
                    }
                }
                Ok(())
            },
        )?;
        output.finish()?;
        if failed > 0 {
            tell(&format!("{failed} of {} inputs could not be processed", inputs.paths.len()));
            return Ok(Status::Incomplete);
        }
        Ok(if self.check && changed { Status::Findings } else { Status::Done })
    }

    fn rules(&self) -> Rules {
        let marks = match self.tone_marks {
            Marks::Keep => ToneMarks::Keep,
            Marks::Old => ToneMarks::Old,
            Marks::New => ToneMarks::New,
        };
        let iy = match self.iy {
            Ending::Keep => IyStyle::Keep,
            Ending::I => IyStyle::I,
            Ending::Y => IyStyle::Y,
        };
        self.rules.tone_marks(marks).iy(iy)
    }

    fn residue(&self) -> Residue {
        self.residue.unwrap_or(match self.format {
            Format::Text => Residue::Off,
            Format::Jsonl => Residue::Report,
        })
    }

    fn piece(&self, preparer: &Preparer<'_>, block: Block, inputs: &Inputs) -> Piece {
        let kinds = &self.residue_kinds.0;
        let prepared = match self.residue() {
            Residue::Remove => found::prepare_without(&block.text, preparer, kinds),
            Residue::Report | Residue::Off => preparer.prepare(&block.text),
        };
        let mut found = match self.residue() {
            Residue::Off | Residue::Remove => Vec::new(),
            // Where lines are joined, those of the input are not those of the text.
            Residue::Report if self.rules.has(Group::Lines) => found::residue(&block.text, &block.text, kinds),
            Residue::Report => found::residue(&prepared.text, &block.text, kinds),
        };
        if self.rules.has(Group::Unicode) {
            found.append(&mut found::private_use(&block.text));
            found.sort_by_key(|found| found.span.start);
        }
        let mut piece = Piece { edits: prepared.edits.len(), converted: block.converted, ..Piece::default() };
        if self.format == Format::Jsonl {
            piece.output = records::records(&block, &inputs.names[block.input], &prepared.edits, &found);
            return piece;
        }
        piece.notes = notes(&block, inputs.told_name(block.input), found);
        let owned = match prepared.text {
            Cow::Owned(text) => Some(text),
            Cow::Borrowed(_) => None,
        };
        piece.output = owned.unwrap_or(block.text);
        piece
    }
}

/// What is told of a block: each line of residue, and the first private-use character with the number of the others.
fn notes(block: &Block, name: &str, found: Vec<Found>) -> Vec<String> {
    let mut notes = Vec::new();
    let mut private = Vec::new();
    for Found { line, column, span, what } in found {
        let line = block.lines + line;
        match what {
            What::Residue(kind) => {
                let old: String = block.text.get(span).unwrap_or_default().chars().map(shown).collect();
                notes.push(format!("{name}:{line}: residue, {}: {old}", kind.name()));
            }
            What::PrivateUse(c) => private.push((line, column, c)),
        }
    }
    if let Some(&(line, column, c)) = private.first() {
        let more = if private.len() > 1 { format!(" and {} more", private.len() - 1) } else { String::new() };
        notes.push(format!(
            "{name}:{line}:{column}: private-use character {}{more}: only the font that it was written in can show it",
            records::code(c)
        ));
    }
    notes
}

/// A character without what would steer a terminal.
fn shown(c: char) -> char {
    if c.is_control() { '\u{fffd}' } else { c }
}
