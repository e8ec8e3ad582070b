//! `nguyenban lexicon mine` and `nguyenban lexicon merge`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use indicatif::ProgressBar;
use nguyenban::mine::{CleanCounts, Include, Mine as Mining, to_tsv};
use nguyenban::model::train::open_lines;
use nguyenban::{Lexicon, Prior, Restorer};

use crate::Status;
use crate::failure::{Failure, note, tell, warn};
use crate::input::whole;
use crate::output::Output;

/// Propose new rows from spun pages, which need no annotation
///
/// A phrase that no row lists is proposed where the language model would rather see another phrase in its place, over
/// all occurrences together. Originals come from parts of the phrase, from synonym groups of spinner tables, from words
/// that the model prefers in the same contexts, and from plain copies that pages carry beside their spun sentences.
///
/// The proposals are a file of rows with further columns (log-odds in nats, counts, how found, contexts), the likeliest
/// first. Delete the rows that are wrong, then merge the rest.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  nguyenban lexicon mine trang-1.txt trang-2.txt --out de-xuat.tsv
  nguyenban lexicon mine --assume-spun --clean tin.txt.xz --log-odds 2 trang-*.txt --out de-xuat.tsv
  nguyenban lexicon merge rieng.tsv de-xuat.tsv --out rieng.tsv")]
pub struct Mine {
    /// Pages in UTF-8, each a document with a paragraph a line; `-`: standard input. One that cannot be read ends the command
    #[arg(value_name = "PAGES", required = true)]
    pages: Vec<PathBuf>,

    /// Clean text to compare counts with, plain or compressed with xz; repeatable [default: what the model expects]
    #[arg(long, value_name = "CORPUS")]
    clean: Vec<PathBuf>,

    /// Where the proposals go [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Rows of your own, laid over the built-in ones; repeatable
    #[arg(long, value_name = "FILE")]
    lexicon: Vec<PathBuf>,

    /// The least log-odds of a proposal, in nats
    #[arg(long, value_name = "NATS", allow_negative_numbers = true, default_value_t = 0.0)]
    log_odds: f64,

    /// The least number of occurrences
    #[arg(long, value_name = "N", default_value_t = 1)]
    count: usize,

    /// How many originals to propose for one phrase
    #[arg(long, value_name = "N", default_value_t = 2)]
    alternatives: usize,

    /// How many sample contexts to write
    #[arg(long, value_name = "N", default_value_t = 3)]
    samples: usize,

    /// Take it as known that the pages are spun throughout
    #[arg(long)]
    assume_spun: bool,

    /// Read every paragraph, also those that are judged clean
    #[arg(long)]
    all: bool,

    /// Propose again what is known: phrases that rows write, or pairs that rows have or were left out
    #[arg(long, value_name = "WHAT")]
    include: Option<Again>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Again {
    Phrases,
    Pairs,
}

impl Mine {
    pub fn run(self) -> Result<Status, Failure> {
        let told = |error: &dyn std::fmt::Display| Failure::Told(error.to_string());
        let mut builder = Restorer::builder();
        for path in &self.lexicon {
            builder = builder.overlay(Lexicon::from_path(path).map_err(|error| told(&error))?);
        }
        if self.assume_spun {
            builder = builder.prior(Prior::assume_spun());
        }
        let restorer = builder.build().map_err(|error| told(&error))?;
        let mut pages = Vec::new();
        for path in &self.pages {
            pages.push(whole(path)?);
        }
        let mut clean = (!self.clean.is_empty()).then(|| CleanCounts::new(&restorer, &pages));
        for path in &self.clean {
            let lines = open_lines(path, &ProgressBar::hidden()).map_err(|error| told(&error))?;
            for line in lines {
                if let Some(clean) = &mut clean {
                    clean.read(&line.map_err(|error| told(&error))?);
                }
            }
        }
        let mut mining = Mining::default();
        mining.all = self.all;
        mining.include = match self.include {
            None => Include::New,
            Some(Again::Phrases) => Include::Phrases,
            Some(Again::Pairs) => Include::Pairs,
        };
        mining.log_odds = self.log_odds;
        mining.count = self.count;
        mining.alternatives = self.alternatives;
        mining.samples = self.samples;
        let proposals = mining.run(&restorer, &pages, clean.as_ref()).map_err(|error| told(&error))?;
        write(self.out.as_deref(), &to_tsv(&proposals))?;
        note(&format!("{} proposals: review them, then `nguyenban lexicon merge`", proposals.len()));
        Ok(Status::Done)
    }
}

/// Lay reviewed rows over a file of rows, and write them all in the order of lexicon files
///
/// A row for the same pair and family replaces the one of the base; one with weight 0 removes it. Columns after the
/// sixth, as `mine` writes them, are left out, and so are comments. The result is checked as `check` does.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  nguyenban lexicon merge rieng.tsv de-xuat.tsv --out rieng.tsv && nguyenban lexicon check rieng.tsv")]
pub struct Merge {
    /// The rows to begin with
    #[arg(value_name = "BASE")]
    base: PathBuf,

    /// Rows to lay over them, in this order
    #[arg(value_name = "REVIEWED", required = true)]
    reviewed: Vec<PathBuf>,

    /// Where all rows go; it may be the base [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Merge {
    pub fn run(self) -> Result<Status, Failure> {
        let told = |error: &dyn std::fmt::Display| Failure::Told(error.to_string());
        let mut rows = Lexicon::from_path(&self.base).map_err(|error| told(&error))?;
        let before = rows.rows().len();
        for path in &self.reviewed {
            rows.overlay(Lexicon::from_path(path).map_err(|error| told(&error))?);
        }
        let text = rows.to_tsv();
        let name = self.out.as_ref().map_or("standard output".to_owned(), |path| path.display().to_string());
        let check = Lexicon::check(&name, text.as_bytes());
        check.errors.iter().for_each(|error| tell(&error.to_string()));
        check.warnings.iter().for_each(|warning| warn(&warning.to_string()));
        write(self.out.as_deref(), &text)?;
        note(&format!("{name}: {} rows, {before} before", rows.rows().len()));
        Ok(Status::Done)
    }
}

/// Writes a file as a whole or not at all, or to standard output.
fn write(path: Option<&Path>, text: &str) -> Result<(), Failure> {
    let Some(path) = path else {
        let mut output = Output::stdout();
        output.write(text)?;
        return output.finish();
    };
    let failed = |error: std::io::Error| Failure::file(path, "written", &error);
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = crate::output::beside(directory).map_err(failed)?;
    std::io::Write::write_all(&mut file, text.as_bytes()).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}
