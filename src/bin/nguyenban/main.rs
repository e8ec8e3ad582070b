//! The command `nguyenban`.

mod detect;
mod encoding;
mod explain;
mod failure;
mod html;
mod input;
mod lexicon;
mod mine;
mod model;
mod normalize;
mod options;
mod output;
mod pipeline;
mod prepare;
mod restore;
mod session;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand, ValueEnum};
use nguyenban::Restorer;
use nguyenban::report::Versions;

use failure::{Failure, tell};
use output::Output;

const EXAMPLES: &str = "\
Examples:
  nguyenban restore bai.txt > goc.txt          the original wording, line by line
  nguyenban restore --in-place kho/*.txt       the same, written back; clean files stay untouched
  nguyenban detect --format jsonl kho/*.txt    one object per paragraph and one per document
  nguyenban explain bai.txt                    every edit, with its reason and odds
  nguyenban explain --format html bai.txt > bai.html
  nguyenban normalize --from auto bai.txt      encoding, Unicode and typography put right
  echo 'kiến thiết xây dựng' | nguyenban restore

Exit status: 0 done; 1 something is spun or would be repaired (with --check); 2 error.";

/// Finds Vietnamese text rewritten by a synonym spinner, and puts the original wording back.
///
/// A paragraph is a line. Every paragraph is judged against its neighbours; one that is judged clean is returned byte
/// for byte as it was.
#[derive(Debug, Parser)]
#[command(name = "nguyenban", version, after_help = EXAMPLES, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// When to print in colour; NO_COLOR is respected
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    color: Color,
}

#[derive(Debug, Subcommand)]
enum Command {
    Restore(restore::Restore),
    Detect(detect::Detect),
    Explain(explain::Explain),
    Normalize(normalize::Normalize),
    #[command(subcommand)]
    Lexicon(lexicon::Lexicon),
    #[command(subcommand)]
    Model(model::Model),
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// How a command ended that ended as it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Done,
    /// Something is spun, and the caller asked to be told.
    Findings,
    /// Some inputs failed; each was told.
    Incomplete,
}

fn main() -> ExitCode {
    match run() {
        Ok(Status::Done) | Err(Failure::BrokenPipe) => ExitCode::SUCCESS,
        Ok(Status::Findings) => ExitCode::from(1),
        Ok(Status::Incomplete) => ExitCode::from(2),
        Err(Failure::Told(message)) => {
            tell(&message);
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<Status, Failure> {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if error.kind() == ErrorKind::DisplayVersion => return version(),
        Err(error) => error.exit(),
    };
    match cli.color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    }
    .write_global();
    match cli.command {
        Command::Restore(command) => command.run(),
        Command::Detect(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Normalize(command) => command.run(),
        Command::Lexicon(command) => command.run(),
        Command::Model(command) => command.run(),
    }
}

/// The versions of the program and of its data: together they fix the output.
fn version() -> Result<Status, Failure> {
    let restorer = Restorer::new().map_err(|error| Failure::Told(error.to_string()))?;
    let versions = Versions::of(&restorer);
    let mut output = Output::stdout();
    output.write(&format!(
        "nguyenban {}\nlexicon   {} ({} rows)\nmodel     {} ({} n-grams)\n",
        versions.nguyenban,
        versions.lexicon,
        restorer.lexicon().rows().len(),
        versions.model,
        restorer.model().info().ngrams.iter().sum::<usize>(),
    ))?;
    output.finish()?;
    Ok(Status::Done)
}
