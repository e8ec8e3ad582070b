//! `nguyenban lexicon`.

use std::collections::HashSet;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use nguyenban::Lexicon as Rows;
use nguyenban::fit::Fit as Fitting;
use nguyenban::lexicon::Row;

use crate::Status;
use crate::failure::{Failure, tell, warn};
use crate::input::{bytes, whole};
use crate::mine::{Merge, Mine};
use crate::output::Output;

/// Work on files of lexicon rows
#[derive(Debug, Subcommand)]
pub enum Lexicon {
    Check(Check),
    Fit(Fit),
    Mine(Mine),
    Merge(Merge),
}

impl Lexicon {
    pub fn run(self) -> Result<Status, Failure> {
        match self {
            Self::Check(check) => check.run(),
            Self::Fit(fit) => fit.run(),
            Self::Mine(mine) => mine.run(),
            Self::Merge(merge) => merge.run(),
        }
    }
}

/// Check files of rows: every bad row with its line, column and what to do
///
/// A row is: spun phrase, original, weight (0 to 1; 0 switches the pair off), family (A or B), source, note; separated
/// by tabs, all but the first two optional. Exit status: 0 when every row can be used (there may be warnings), 2
/// otherwise.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  printf 'kiến thiết xây dựng\\txây dựng\\t0.5\\n' > rieng.tsv
  nguyenban lexicon check rieng.tsv && nguyenban restore --lexicon rieng.tsv bai.txt")]
pub struct Check {
    /// Files of rows; `-`: standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

impl Check {
    fn run(self) -> Result<Status, Failure> {
        let built_in = Rows::built_in().map_err(|error| Failure::Told(error.to_string()))?;
        let known: HashSet<&str> = built_in.rows().iter().map(|row| row.spun.as_str()).collect();
        let mut output = Output::stdout();
        let mut status = Status::Done;
        for path in &self.files {
            let name = path.display().to_string();
            let bytes = match bytes(path) {
                Ok(bytes) => bytes,
                Err(error) => {
                    if let Failure::Told(message) = error {
                        tell(&message);
                    }
                    status = Status::Incomplete;
                    continue;
                }
            };
            let check = Rows::check(&name, &bytes);
            check.errors.iter().for_each(|error| tell(&error.to_string()));
            check.warnings.iter().for_each(|warning| warn(&warning.to_string()));
            let idle = |row: &&Row| row.weight == 0.0 && !known.contains(row.spun.as_str());
            for row in check.rows.iter().filter(idle) {
                warn(&format!("{name}: nothing to switch off: no row of the lexicon writes “{}”", row.spun));
            }
            if !check.errors.is_empty() {
                status = Status::Incomplete;
            }
            let off = check.rows.iter().filter(|row| row.weight == 0.0).count();
            output.write(&format!(
                "{name}: {} rows, {off} of them switched off; {} errors, {} warnings\n",
                check.rows.len(),
                check.errors.len(),
                check.warnings.len() + check.rows.iter().filter(idle).count()
            ))?;
        }
        output.finish()?;
        Ok(status)
    }
}

/// Estimate the weights of rows from spun pages, which need no annotation
///
/// The decoder reads the pages and says which rows were used and which originals stand; the weights become the shares
/// in which each original was replaced, and the reading is repeated with them. A row's first weight counts like a few
/// occurrences.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  nguyenban lexicon fit trang-1.txt trang-2.txt --out rieng.tsv
  nguyenban restore --lexicon rieng.tsv trang-3.txt")]
pub struct Fit {
    /// Pages in UTF-8, each a document with a paragraph a line; `-`: standard input. One that cannot be read ends the command
    #[arg(value_name = "PAGES", required = true)]
    pages: Vec<PathBuf>,

    /// The rows to fit; repeatable [default: the built-in lexicon]
    #[arg(long, value_name = "FILE")]
    rows: Vec<PathBuf>,

    /// Where the rows go, with their new weights
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    /// Rounds of reading and estimating [default: 5]
    #[arg(long, value_name = "N")]
    rounds: Option<usize>,

    /// How many occurrences of its original a row's first weight is worth [default: 4]
    #[arg(long, value_name = "N")]
    prior_strength: Option<f64>,

    /// Take it as known that the pages are spun throughout
    #[arg(long)]
    assume_spun: bool,
}

impl Fit {
    fn run(self) -> Result<Status, Failure> {
        let told = |error: &dyn std::fmt::Display| Failure::Told(error.to_string());
        let mut lexicon = Rows::default();
        if self.rows.is_empty() {
            lexicon = Rows::built_in().map_err(|error| told(&error))?;
        }
        for path in &self.rows {
            lexicon.overlay(Rows::from_path(path).map_err(|error| told(&error))?);
        }
        let mut pages = Vec::new();
        for path in &self.pages {
            pages.push(whole(path)?);
        }
        let mut fitting = Fitting::default();
        fitting.rounds = self.rounds.unwrap_or(fitting.rounds);
        fitting.prior_strength = self.prior_strength.unwrap_or(fitting.prior_strength);
        if self.assume_spun {
            fitting.options.prior = nguyenban::Prior::assume_spun();
        }
        let fitted = fitting.run(&lexicon, &pages).map_err(|error| told(&error))?;
        std::fs::write(&self.out, fitted.to_tsv()).map_err(|error| Failure::file(&self.out, "written", &error))?;
        let changed = lexicon.rows().iter().zip(fitted.rows()).filter(|(old, new)| old.weight != new.weight).count();
        let mut output = Output::stdout();
        output.write(&format!(
            "{}: {} rows, {changed} of them with a new weight\n",
            self.out.display(),
            fitted.rows().len()
        ))?;
        output.finish()?;
        Ok(Status::Done)
    }
}
