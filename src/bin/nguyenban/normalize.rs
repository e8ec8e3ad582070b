//! `nguyenban normalize`.

use std::borrow::Cow;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use nguyenban::built_in_model;
use nguyenban::edit::{Edit, Rule, apply, compose};
use nguyenban::repair::residue::{self, Kind};
use nguyenban::repair::{Group, IyStyle, Repairer, Rules, ToneMarks};
use nguyenban::spelling::Speller;
use nguyenban::text::lines;
use serde::Serialize;

use crate::Status;
use crate::detect::json;
use crate::encoding::Encoding;
use crate::failure::{Failure, note, tell};
use crate::input::{Block, Inputs};
use crate::options::Spelling;
use crate::output::Output;
use crate::pipeline::{Done, each};

/// How often residue is looked for: what is left when lines are gone may repeat what stood before them.
const PASSES: usize = 4;

/// Print the text repaired: encoding, Unicode, escapes, typography
///
/// Nothing is restored and nothing judged; words stay as they are unless spelling is asked for. Lines keep their order
/// and number, but with `--rules +lines`; text with nothing to repair comes out
/// byte for byte as it was. Long inputs are repaired in blocks of 8 MiB, so that memory stays bounded.
#[derive(Debug, Args)]
#[command(after_help = "\
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
    /// Text files, one paragraph a line; `-` or none: standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Exit with 1 if anything would change; prints which files
    #[arg(long)]
    check: bool,

    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// The encoding of the inputs: utf-8, utf-16, windows-1258, tcvn3, vni, viscii, vps, viqr; or auto, which finds it
    /// for each file, in mixed pages for each line, and tells it on standard error
    #[arg(long, value_name = "ENCODING", default_value = "utf-8")]
    from: Encoding,

    #[arg(long, value_name = "LIST", value_parser = rules, allow_hyphen_values = true, default_value = "all",
          help = rules_help(), help_heading = "Repairs")]
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

    #[arg(long, value_name = "LIST", value_parser = kinds, allow_hyphen_values = true, default_value = "all",
          help = kinds_help(), help_heading = "Repairs")]
    residue_kinds: Kinds,

    #[command(flatten)]
    spelling: Spelling,

    /// Threads; the output is the same whatever their number [default: one per core]
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZeroUsize>,
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

/// The kinds of residue that are looked for. A type of its own, lest the option be taken for one that repeats.
#[derive(Debug, Clone)]
struct Kinds(Vec<Kind>);

/// A piece of the input, as records name it.
#[derive(Debug, Serialize)]
struct Passage<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    start: u64,
    end: u64,
    text: &'a str,
}

/// An edit as a record.
#[derive(Debug, Serialize)]
struct EditRecord<'a> {
    #[serde(flatten)]
    passage: Passage<'a>,
    replacement: &'a str,
    rule: &'a str,
    /// Of an edit that was weighed, in nats.
    #[serde(skip_serializing_if = "Option::is_none")]
    log_odds: Option<f64>,
}

/// A line found to be residue, as a record.
#[derive(Debug, Serialize)]
struct ResidueRecord<'a> {
    #[serde(flatten)]
    passage: Passage<'a>,
    residue: &'a str,
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
        let inputs = Inputs::new(&self.files, self.from);
        let repairer = Repairer::new(self.rules());
        // The model is read only for spelling.
        let options = self.spelling.options();
        let told = |error: nguyenban::model::FormatError| Failure::Told(error.to_string());
        let model = options.map(|_| built_in_model().map_err(told)).transpose()?;
        let speller = model.as_ref().zip(options).map(|(model, options)| Speller::new(model, options));
        let mut output = Output::stdout();
        let (mut edits, mut converted, mut changed, mut failed) = (0, false, false, 0);
        let work = |(): &mut (), block: Block| self.piece(&repairer, speller.as_ref(), block, &inputs);
        each(
            &inputs,
            self.jobs,
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
                            let encoding = if converted { ", another encoding" } else { "" };
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

    fn piece(&self, repairer: &Repairer, speller: Option<&Speller<'_>>, block: Block, inputs: &Inputs) -> Piece {
        let repaired = repairer.repair(&block.text);
        let (mut text, mut edits) = (repaired.text, repaired.edits);
        if let Some(speller) = speller {
            let spelt = speller.correct(&text);
            if !spelt.edits.is_empty() {
                // New words are written in the styles that are asked for.
                let styled = repairer.repair(&spelt.text);
                edits = compose(&edits, &compose(&spelt.edits, &styled.edits));
                text = Cow::Owned(styled.text.into_owned());
            }
        }
        let mut found = Vec::new();
        match self.residue() {
            Residue::Off => {}
            // Where lines are joined, those of the input are not those of the text.
            Residue::Report if self.rules.has(Group::Lines) => found = self.findings(&block.text, &block.text),
            Residue::Report => found = self.findings(&text, &block.text),
            Residue::Remove => self.remove(&mut text, &mut edits),
        }
        let mut piece = Piece { edits: edits.len(), converted: block.converted, ..Piece::default() };
        if self.format == Format::Jsonl {
            piece.output = records(&block, &inputs.names[block.input], &edits, &found);
            return piece;
        }
        let name = inputs.told_name(block.input);
        for Found { line, span, kind } in found {
            let old: String = block.text.get(span).unwrap_or_default().chars().map(shown).collect();
            piece.notes.push(format!("{name}:{}: residue, {}: {old}", block.lines + line, kind.name()));
        }
        let owned = match text {
            Cow::Owned(text) => Some(text),
            Cow::Borrowed(_) => None,
        };
        piece.output = owned.unwrap_or(block.text);
        piece
    }

    /// The residue of a repaired text, with its lines in the input.
    fn findings(&self, repaired: &str, input: &str) -> Vec<Found> {
        let mut findings =
            residue::find(repaired).into_iter().filter(|found| self.kinds().contains(&found.kind)).peekable();
        let mut found = Vec::new();
        for (number, ((start, _), (from, line))) in lines(repaired).zip(lines(input)).enumerate() {
            let Some(finding) = findings.next_if(|finding| finding.span.start <= start) else { continue };
            found.push(Found { line: number + 1, span: from..from + line.len(), kind: finding.kind });
        }
        found
    }

    fn kinds(&self) -> &[Kind] {
        &self.residue_kinds.0
    }

    /// Empties the residue of a text that edits made.
    fn remove(&self, text: &mut Cow<'_, str>, edits: &mut Vec<Edit>) {
        for _ in 0..PASSES {
            let mut gone = Vec::new();
            residue::remove(text, self.kinds(), &mut gone);
            if gone.is_empty() {
                break;
            }
            *text = Cow::Owned(apply(text, &gone).into_owned());
            *edits = compose(edits, &gone);
        }
    }
}

/// A line of the input that is residue.
struct Found {
    /// Counted from 1 in the block.
    line: usize,
    span: Range<usize>,
    kind: Kind,
}

/// Edits and residue as JSON Lines, in the order of the input.
fn records(block: &Block, path: &str, edits: &[Edit], found: &[Found]) -> String {
    let mut output = String::new();
    let mut found = found.iter().peekable();
    let passage = |line, column, span: Range<usize>| Passage {
        path,
        line,
        column,
        start: block.bytes + span.start as u64,
        end: block.bytes + span.end as u64,
        text: block.text.get(span).unwrap_or_default(),
    };
    let residue = |output: &mut String, found: &Found| {
        let passage = passage(block.lines + found.line, 1, found.span.clone());
        json(output, &ResidueRecord { passage, residue: found.kind.name() });
    };
    let (mut line, mut column, mut counted) = (block.lines + 1, 1, 0);
    for edit in edits {
        while let Some(found) = found.next_if(|found| found.span.start <= edit.start) {
            residue(&mut output, found);
        }
        let Some(before) = block.text.get(counted..edit.start) else { continue };
        let ends = before.bytes().filter(|&byte| byte == b'\n').count();
        line += ends;
        column = match before.rfind('\n') {
            Some(end) => before.get(end + 1..).unwrap_or_default().chars().count() + 1,
            None => column + before.chars().count(),
        };
        counted = edit.start;
        let rule = match edit.rule {
            Rule::Repair(name) => name,
            Rule::Spelling => "spelling",
            Rule::Diacritics => "diacritics",
            _ => "restoration",
        };
        let log_odds = (!matches!(edit.rule, Rule::Repair(_))).then_some(edit.log_odds);
        let passage = passage(line, column, edit.span());
        json(&mut output, &EditRecord { passage, replacement: &edit.replacement, rule, log_odds });
    }
    found.for_each(|found| residue(&mut output, found));
    output
}

/// A character without what would steer a terminal.
fn shown(c: char) -> char {
    if c.is_control() { '\u{fffd}' } else { c }
}

/// Reads a list of names: plain names alone, or `-name` and `+name` as changes to all of them.
fn chosen<T: Copy + PartialEq>(
    list: &str,
    all: &[T],
    on_request: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<Vec<T>, String> {
    let mut set: Option<Vec<T>> = None;
    let mut signed = false;
    for item in list.split(',').map(str::trim) {
        let known = || {
            let names: Vec<_> = all.iter().chain(on_request).map(|&one| name(one)).collect();
            format!("no such name: `{item}`; known are all, none, {}", names.join(", "))
        };
        let find =
            |wanted: &str| all.iter().chain(on_request).copied().find(|&one| name(one) == wanted).ok_or_else(known);
        match (item, item.strip_prefix('-'), item.strip_prefix('+')) {
            ("all", ..) => set = Some(all.to_vec()),
            ("none", ..) => set = Some(Vec::new()),
            (_, Some(off), _) => {
                let off = find(off)?;
                signed |= set.is_none();
                set.get_or_insert_with(|| all.to_vec()).retain(|&one| one != off);
            }
            (_, _, Some(on)) => {
                let on = find(on)?;
                signed |= set.is_none();
                set.get_or_insert_with(|| all.to_vec()).push(on);
            }
            _ => {
                let on = find(item)?;
                if signed {
                    return Err(format!("`{item}` after a list of changes: write `+{item}`, or put plain names first"));
                }
                set.get_or_insert_default().push(on);
            }
        }
    }
    Ok(set.unwrap_or_default())
}

fn rules(list: &str) -> Result<Rules, String> {
    let groups = chosen(list, &Group::ALL, &Group::ON_REQUEST, Group::name)?;
    Ok(groups.into_iter().fold(Rules::none(), Rules::with))
}

fn kinds(list: &str) -> Result<Kinds, String> {
    chosen(list, &Kind::ALL, &[], Kind::name).map(Kinds)
}

fn rules_help() -> String {
    let names = Group::ALL.map(Group::name).join(", ");
    format!(
        "Groups of repairs, with commas: only these, or -NAME and +NAME to switch them off and on; of all, none, {names}; and \
         lines, which joins wrapped lines and is off unless named"
    )
}

fn kinds_help() -> String {
    let names = Kind::ALL.map(Kind::name).join(", ");
    format!("Kinds of residue, listed like --rules; of all, none, {names}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_switch_groups() {
        let set = |list| chosen(list, &["ba", "hai", "một"], &["mười"], |name| name);
        assert_eq!(set("all"), Ok(vec!["ba", "hai", "một"]));
        assert_eq!(set("none"), Ok(vec![]));
        assert_eq!(set("một, ba"), Ok(vec!["một", "ba"]));
        assert_eq!(set("-một,-ba"), Ok(vec!["hai"]));
        assert_eq!(set("none,+hai"), Ok(vec!["hai"]));
        assert_eq!(set("+mười"), Ok(vec!["ba", "hai", "một", "mười"]));
        assert_eq!(set("all,-hai,-ba,+ba"), Ok(vec!["một", "ba"]));
        for bad in ["", "bốn", "-hai,ba", "-", "all,,none"] {
            assert!(set(bad).is_err(), "{bad}");
        }
        assert_eq!(rules("all"), Ok(Rules::default()));
        assert!(rules("spacing").is_ok_and(|rules| rules.has(Group::Spacing) && !rules.has(Group::Unicode)));
    }
}
