//! Development tools of nguyenban: they simulate spinners and typists, print the figures of the README, and learn what is
//! learned from simulated pages.

mod accents;
mod compare;
mod context;
mod expansions;
mod gold;
mod holdout;
mod lost;
mod measure;
mod pages;
mod prior;
mod random;
mod slips;
mod speed;
mod spinner;
mod texts;
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
    /// Measures what is lost without the rows of a page, and what expansions, groups and mining win back.
    Holdout {
        /// Pages and their golds by turns: PAGE GOLD PAGE GOLD …
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Take it as known that the pages are spun, so that only restoring is measured.
        #[arg(long)]
        assume_spun: bool,
        /// Print what mined rows leave or put wrong: least log-odds, what happened, what stood there, output, original.
        #[arg(long)]
        show: bool,
    },
    /// Measures many pages with the rows that ship, and each without those that it alone bears out
    Pages {
        /// Pages and their golds by turns: PAGE GOLD PAGE GOLD …
        files: Vec<PathBuf>,
    },
    /// Measures the channel of unlisted expansions with half of the rows that lengthen their original held out.
    Expansions {
        /// Clean text that is in no training file, a paragraph a line.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The costs to try, in nats.
        #[arg(long, value_delimiter = ',', allow_hyphen_values = true, default_value = "-3,-4,-5,-6,-7")]
        costs: Vec<f64>,
        /// Chooses the rows that are held out, and the simulated pages.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Print this many wrong edits of the channel for each cost.
        #[arg(long, default_value_t = 0)]
        show: usize,
    },
    /// Fits the prior of rows to what pages show, and cross-validates it.
    Prior {
        /// Pages and their golds by turns: PAGE GOLD PAGE GOLD …
        #[arg(required = true)]
        pages: Vec<PathBuf>,
        /// Rows of which those count that were seen on pages of family A: `dictionaries/family-a.tsv`.
        #[arg(long)]
        rows: Option<PathBuf>,
        /// Where to write the groups with their likely pairs: `dictionaries/synonyms.tsv`.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Trains the wide context on simulated spinning of clean text.
    Context {
        /// Clean text, each file a register.
        corpora: Vec<PathBuf>,
        /// Where to write it: `dictionaries/context.bin`.
        #[arg(long)]
        out: Option<PathBuf>,
        /// How many features to keep; after a comma smaller numbers, to which it is cut without learning once more.
        #[arg(long, value_delimiter = ',', default_value = "1000000,800000")]
        features: Vec<usize>,
        /// Learn so many times more with the features that are kept.
        #[arg(long, default_value_t = 1)]
        refits: usize,
        /// Learn from one block of a hundred lines in so many, spun by family A, and spun by family B.
        #[arg(long, value_delimiter = ',', num_args = 1, default_value = "1,8")]
        one_in: Vec<usize>,
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
        /// What unlisted synonyms cost, in nats; a positive number switches them off.
        #[arg(long, allow_hyphen_values = true)]
        synonym_cost: Option<f64>,
        /// How much the wide context counts.
        #[arg(long)]
        context_weight: Option<f64>,
        /// A wide context to use in place of the built-in one.
        #[arg(long)]
        context: Option<PathBuf>,
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
        /// Make none in paragraphs that are corrected as they stand: most of them have slips of their own.
        #[arg(long)]
        clean: bool,
        /// Write every edit to a file: kind, whether right, margin, context.
        #[arg(long)]
        dump: Option<PathBuf>,
    },
    /// Restores a page again and again on one thread, and prints the throughput.
    Speed {
        /// A page.
        page: PathBuf,
        /// How often.
        #[arg(long, default_value_t = 500)]
        times: usize,
    },
    /// Restores every text of a corpus by itself, and counts those that are changed.
    Texts {
        /// Clean text, a paragraph a line, a blank line between texts.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Print this many of the commonest edits.
        #[arg(long, default_value_t = 0)]
        show: usize,
    },
    /// Loses one letter in 50 syllables of files, and measures how many come back.
    Lost {
        /// Text that is in no training file, a paragraph a line.
        files: Vec<PathBuf>,
        /// Print this many wrong letters.
        #[arg(long, default_value_t = 0)]
        show: usize,
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
        Command::Context { corpora, out, features, refits, one_in } => {
            let &[a, b] = one_in.as_slice() else { return Err("--one-in wants two numbers".into()) };
            context::train(&context::Plan { corpora, out, features, refits, one_in: [a, b] })
        }
        Command::Spin { files, family } => measure::spin(&files, measure::family(&family)?),
        Command::Holdout { files, assume_spun, show } => holdout::holdout(&files, assume_spun, show),
        Command::Pages { files } => pages::pages(&files),
        Command::Expansions { files, costs, seed, show } => expansions::expansions(&files, &costs, seed, show),
        Command::Prior { pages, rows, out } => prior::prior(&pages, rows.as_ref(), out.as_ref()),
        Command::Measure {
            files,
            show,
            prior,
            threshold,
            synonym_cost,
            context_weight,
            context,
            dump,
            lexicon,
            model,
        } => {
            let options = measure::options(prior, threshold, synonym_cost, context_weight);
            measure::measure(&files, show, options, dump, lexicon, model, context)
        }
        Command::Slips { files, model, odds, show, count, clean, dump } => {
            slips::slips(&files, &slips::Asked { model, odds, show, count, clean, dump })
        }
        Command::Speed { page, times } => speed::speed(&page, times),
        Command::Texts { files, show } => texts::texts(&files, show),
        Command::Lost { files, show } => lost::lost(&files, show),
        Command::Accents { files, model, show } => accents::accents(&files, model.as_ref(), show),
    }
}
