//! Development tools of nguyenban: `spin` simulates a spinner, `measure` prints the figures of the README.

mod compare;
mod measure;
mod random;
mod spinner;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Prints clean files with about 40 % of their paragraphs spun.
    Spin {
        /// Clean text, a paragraph a line.
        files: Vec<PathBuf>,
        /// The family: A or B.
        #[arg(long, default_value = "A")]
        family: String,
    },
    /// Measures harm, detection, restoration and calibration on clean files.
    Measure {
        /// Clean text that is in no training file, a paragraph a line, each file a register.
        files: Vec<PathBuf>,
        /// Print this many false edits of clean text and wrong edits of spun text.
        #[arg(long, default_value_t = 0)]
        show: usize,
        /// The prior of a spun paragraph.
        #[arg(long)]
        prior: Option<f64>,
        /// The log-odds from which on a paragraph is judged spun.
        #[arg(long, allow_hyphen_values = true)]
        threshold: Option<f64>,
        /// Print ratio, length and truth of every paragraph, for fitting the calibration.
        #[arg(long)]
        dump: Option<PathBuf>,
        /// Rows to lay over the built-in ones.
        #[arg(long)]
        lexicon: Option<PathBuf>,
        /// A language model to use in place of the built-in one.
        #[arg(long)]
        model: Option<PathBuf>,
    },
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    match Arguments::parse().command {
        Command::Spin { files, family } => measure::spin(&files, measure::family(&family)?),
        Command::Measure { files, show, prior, threshold, dump, lexicon, model } => {
            measure::measure(&files, show, prior, threshold, dump, lexicon, model)
        }
    }
}
