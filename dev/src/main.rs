//! Development tools of nguyenban: `spin` simulates a spinner, `measure`, `slips` and `accents` print the figures of the
//! README.

mod accents;
mod compare;
mod measure;
mod random;
mod slips;
mod spinner;
mod typist;

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
    /// Makes slips in clean files, and measures how the speller puts them right and what it does to the files as they are.
    Slips {
        /// Clean text that is in no training file, a paragraph a line.
        files: Vec<PathBuf>,
        /// A language model in place of the built-in one.
        #[arg(long)]
        model: Option<PathBuf>,
        /// The margin from which on a slip is corrected, in nats.
        #[arg(long)]
        odds: Option<f64>,
        /// Print this many edits of the untouched text and wrong ones, and some slips that were missed.
        #[arg(long, default_value_t = 0)]
        show: usize,
        /// Slips in all.
        #[arg(long, default_value_t = 20_000)]
        count: usize,
        /// Write every edit to a file: kind, whether right, margin, context.
        #[arg(long)]
        dump: Option<PathBuf>,
    },
    /// Takes the diacritics off files, has them restored, and measures the share of syllables that are right.
    Accents {
        /// Text that is in no training file, a paragraph a line.
        files: Vec<PathBuf>,
        /// A language model in place of the built-in one.
        #[arg(long)]
        model: Option<PathBuf>,
        /// Print this many wrong syllables.
        #[arg(long, default_value_t = 0)]
        show: usize,
    },
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    match Arguments::parse().command {
        Command::Spin { files, family } => measure::spin(&files, measure::family(&family)?),
        Command::Measure { files, show, prior, threshold, dump, lexicon, model } => {
            measure::measure(&files, show, prior, threshold, dump, lexicon, model)
        }
        Command::Slips { files, model, odds, show, count, dump } => {
            slips::slips(&files, &slips::Asked { model, odds, show, count, dump })
        }
        Command::Accents { files, model, show } => accents::accents(&files, model.as_ref(), show),
    }
}
