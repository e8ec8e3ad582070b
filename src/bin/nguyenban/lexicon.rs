//! `nguyenban lexicon`.

use std::collections::HashSet;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use nguyenban::Lexicon as Rows;

use crate::Status;
use crate::failure::{Failure, tell, warn};
use crate::output::Output;

/// Work on files of lexicon rows
#[derive(Debug, Subcommand)]
pub enum Lexicon {
    Check(Check),
}

impl Lexicon {
    pub fn run(self) -> Result<Status, Failure> {
        match self {
            Self::Check(check) => check.run(),
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
    /// Files of rows
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
            let bytes = match std::fs::read(path) {
                Ok(bytes) => bytes,
                Err(error) => {
                    if let Failure::Told(message) = Failure::file(path, "read", &error) {
                        tell(&message);
                    }
                    status = Status::Incomplete;
                    continue;
                }
            };
            let check = Rows::check(&name, &bytes);
            check.errors.iter().for_each(|error| tell(&error.to_string()));
            check.warnings.iter().for_each(|warning| warn(&warning.to_string()));
            for row in check.rows.iter().filter(|row| row.weight == 0.0 && !known.contains(row.spun.as_str())) {
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
                check.warnings.len()
            ))?;
        }
        output.finish()?;
        Ok(status)
    }
}
