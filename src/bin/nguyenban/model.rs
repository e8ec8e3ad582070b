//! `nguyenban model`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use nguyenban::Lexicon;
use nguyenban::model::train::{IdReader, Lost, Trained, Trainer, open_lines};
use nguyenban::model::{NgramModel, ORDER};

use crate::Status;
use crate::failure::{Failure, tell, warn};
use crate::options::read_model;
use crate::output::Output;

/// Train and inspect language models
#[derive(Debug, Subcommand)]
pub enum Model {
    Train(Train),
    Inspect(Inspect),
}

impl Model {
    pub fn run(self) -> Result<Status, Failure> {
        match self {
            Self::Train(train) => train.run(),
            Self::Inspect(inspect) => inspect.run(),
        }
    }
}

/// Train a language model on clean text
///
/// A corpus is a text file with a paragraph a line, plain or compressed with xz, and counts as one register: what is
/// pruned is decided with each register weighing the same. The same corpora, in the same order, with the same settings
/// give the same file, bit for bit.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  nguyenban model train tin.txt.xz luat.txt.xz --out rieng.bin
  nguyenban restore --model rieng.bin bai.txt")]
pub struct Train {
    /// Corpora of clean text; bytes that are not UTF-8 count as unknown words
    #[arg(value_name = "CORPUS", required = true)]
    corpora: Vec<PathBuf>,

    /// Where the model goes; written through a temporary file beside it
    #[arg(long, short, value_name = "FILE")]
    out: PathBuf,

    /// The size that the model file may have, for example 5400000 or 5.4M [default: 6.9M]
    #[arg(long, value_name = "BYTES", value_parser = bytes)]
    max_bytes: Option<usize>,

    /// The most words in its vocabulary, up to 16,000 [default: 13000]
    #[arg(long, value_name = "N", value_parser = words)]
    words: Option<usize>,

    /// A word must occur this often [default: 20]
    #[arg(long, value_name = "N")]
    min_count: Option<u64>,

    /// Leave the last of every N blocks of 100 lines out, for tests on text that the model has not seen
    #[arg(long, value_name = "N")]
    hold_out: Option<usize>,

    /// Rows whose phrases the model is wanted for: n-grams around them are pruned last; repeatable
    #[arg(long, value_name = "FILE")]
    focus: Vec<PathBuf>,

    /// How many times as much those n-grams weigh
    #[arg(long, value_name = "N")]
    focus_boost: Option<f32>,

    /// Where sorted runs are kept while training [default: the system's]
    #[arg(long, value_name = "DIR")]
    temp_dir: Option<PathBuf>,

    /// Memory for sorting, for example 512M
    #[arg(long, value_name = "BYTES", value_parser = bytes)]
    sort_memory: Option<usize>,
}

impl Train {
    fn run(self) -> Result<Status, Failure> {
        let defaults = Trainer::default();
        let mut focus = Vec::new();
        for path in &self.focus {
            let rows = Lexicon::from_path(path).map_err(|error| Failure::Told(error.to_string()))?;
            focus.extend(rows.rows().iter().flat_map(|row| [row.spun.clone(), row.original.clone()]));
        }
        let trainer = Trainer {
            words: self.words.unwrap_or(defaults.words),
            min_count: self.min_count.unwrap_or(defaults.min_count),
            max_bytes: self.max_bytes.unwrap_or(defaults.max_bytes),
            sort_memory: self.sort_memory.unwrap_or(defaults.sort_memory),
            hold_out: self.hold_out.unwrap_or(defaults.hold_out),
            focus,
            focus_boost: self.focus_boost.unwrap_or(defaults.focus_boost),
            passes: defaults.passes,
            temporary: self.temp_dir.unwrap_or(defaults.temporary),
        };
        // Opened first: hours of work are not lost to a directory that is not there.
        let failed = |error: std::io::Error| Failure::file(&self.out, "written", &error);
        let directory = self.out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = crate::output::beside(directory).map_err(failed)?;
        // Draws nothing where standard error is no terminal.
        let bar = ProgressBar::no_length();
        if let Ok(style) = ProgressStyle::with_template("{elapsed_precise} {wide_bar} {percent:>3} %  {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        let Trained { bytes, lost } =
            trainer.train(&self.corpora, &bar).map_err(|error| Failure::Told(error.to_string()))?;
        bar.finish_and_clear();
        for lost in lost {
            warn_of(&lost, "such words count as unknown ones; convert the file with nguyenban normalize --from");
        }
        let model = NgramModel::from_bytes(&bytes).map_err(|error| Failure::Told(error.to_string()))?;
        file.write_all(&bytes).map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist(&self.out).map_err(|error| failed(error.error))?;
        let mut output = Output::stdout();
        output.write(&figures(&self.out.display().to_string(), &model))?;
        output.finish()?;
        Ok(Status::Done)
    }
}

/// Print the figures of a model, and its perplexity on given texts
///
/// Perplexity is per token: words, numbers, marks and the ends of paragraphs. Per syllable: the same log-probability
/// shared among the words alone.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  nguyenban model inspect
  nguyenban model inspect rieng.bin --perplexity tin.txt luat.txt.xz")]
pub struct Inspect {
    /// A model file; none: the built-in model
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,

    /// Texts with a paragraph a line, plain or compressed with xz
    #[arg(long, value_name = "TEXT", num_args = 1..)]
    perplexity: Vec<PathBuf>,
}

impl Inspect {
    fn run(self) -> Result<Status, Failure> {
        let (name, model) = match &self.file {
            Some(path) => (path.display().to_string(), read_model(path)?),
            None => {
                let model = nguyenban::built_in_model().map_err(|error| Failure::Told(error.to_string()))?;
                ("built-in model".to_owned(), model)
            }
        };
        let mut output = Output::stdout();
        output.write(&figures(&name, &model))?;
        let mut status = Status::Done;
        for path in &self.perplexity {
            match Perplexity::measure(&model, path) {
                Ok(perplexity) => {
                    if perplexity.lost.lines > 0 {
                        warn_of(&perplexity.lost, "the figures are of what is left");
                    }
                    output.write(&perplexity.line(&path.display().to_string()))?;
                }
                Err(message) => {
                    tell(&message);
                    status = Status::Incomplete;
                }
            }
        }
        output.finish()?;
        Ok(status)
    }
}

fn warn_of(lost: &Lost, what: &str) {
    let Lost { path, lines, first } = lost;
    let place = path.display();
    warn(&format!(
        "{place}:{first}: bytes that are not UTF-8, or U+FFFD, here and in {} more lines: {what}",
        lines - 1
    ));
}

/// The figures of a model, a line each.
fn figures(name: &str, model: &NgramModel) -> String {
    let info = model.info();
    let mut text = format!(
        "{name}\n  description  {}\n  version      {:016x}, format {}\n  bytes        {}\n  words        {}\n",
        info.description,
        info.checksum,
        nguyenban::model::VERSION,
        info.bytes,
        model.vocabulary().model_len(),
    );
    for (order, count) in (1..=ORDER).zip(info.ngrams) {
        text.push_str(&format!("  {order}-grams      {count}\n"));
    }
    text.push_str(&format!(
        "  rounding     at most {:.4} nats of a probability, {:.4} of a back-off weight\n",
        info.max_prob_error, info.max_backoff_error
    ));
    text
}

#[derive(Debug)]
struct Perplexity {
    lost: Lost,
    log: f64,
    tokens: usize,
    syllables: usize,
    unknown: usize,
}

impl Perplexity {
    fn measure(model: &NgramModel, path: &Path) -> Result<Self, String> {
        let mut sum = Self { lost: Lost::new(path), log: 0.0, tokens: 0, syllables: 0, unknown: 0 };
        let mut reader = IdReader::new(model.vocabulary());
        let mut ids = Vec::new();
        let lines = open_lines(path, &ProgressBar::hidden()).map_err(|error| error.to_string())?;
        for (number, line) in (1..).zip(lines) {
            let line = line.map_err(|error| error.to_string())?;
            sum.lost.read(number, &line);
            reader.read(&line, &mut ids);
            if ids.is_empty() {
                continue;
            }
            sum.log += model.score_all(&ids);
            sum.tokens += ids.len() + 1;
            let is_word = |&&id: &&u16| model.vocabulary().key(id).chars().any(char::is_alphanumeric);
            sum.syllables += ids.iter().filter(is_word).count();
            sum.unknown +=
                ids.iter().filter(|&&id| id == 0 || usize::from(id) >= model.vocabulary().model_len()).count();
        }
        if sum.syllables == 0 {
            return Err(format!("{}: holds no words: give a text with a paragraph a line", path.display()));
        }
        Ok(sum)
    }

    fn line(&self, name: &str) -> String {
        let [tokens, syllables] = [self.tokens, self.syllables].map(|count| count as f64);
        format!(
            "{name}: perplexity {:.2} per token, {:.2} per syllable; {} tokens, {} syllables, {:.2} % unknown\n",
            (-self.log / tokens).exp(),
            (-self.log / syllables).exp(),
            self.tokens,
            self.syllables,
            100.0 * self.unknown as f64 / syllables,
        )
    }
}

fn words(text: &str) -> Result<usize, String> {
    let most = 16_000;
    text.parse()
        .ok()
        .filter(|words| (100..=most).contains(words))
        .ok_or_else(|| format!("give a number from 100 to {most}"))
}

/// A number of bytes, with K, M or G for thousands, millions, billions.
fn bytes(text: &str) -> Result<usize, String> {
    let units = [('K', 1e3), ('M', 1e6), ('G', 1e9)];
    let (number, scale) = units
        .into_iter()
        .find_map(|(unit, scale)| Some((text.strip_suffix([unit, unit.to_ascii_lowercase()])?, scale)))
        .unwrap_or((text, 1.0));
    let number: Option<f64> = number.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0);
    match number {
        Some(number) => Ok((number * scale) as usize),
        None => Err("give a number of bytes, such as 6900000 or 6.9M".to_owned()),
    }
}
