//! Training of the language model: counts, smoothing, pruning, and the compact file.
//!
//! The way of the data: corpora → vocabulary → sorted 4-gram counts on disk (`counts`) → interpolated modified
//! Kneser-Ney probabilities (`smooth`) → entropy pruning to a size (`prune`) → the same once more, as what is pruned
//! changes what the lower orders must count → the bytes of a model file.
//!
//! Methods: S. Chen and J. Goodman, *An Empirical Study of Smoothing Techniques for Language Modeling*, 1998
//! (modified Kneser-Ney); A. Stolcke, *Entropy-based Pruning of Backoff Language Models*, 1998 (pruning), with history
//! probabilities from raw counts, since those of a Kneser-Ney model are not marginals (C. Chelba et al., *Study on
//! Interaction between Entropy Pruning and Kneser-Ney Smoothing*, 2010); V. Siivola, T. Hirsimäki and S. Virpioja, *On
//! Growing and Pruning Kneser-Ney Smoothed N-Gram Models*, 2007 (lower orders after pruning). A Kneser-Ney model that keeps
//! one n-gram in fifty counts for nearly all contexts what follows *rare* ones, and is a tenth more perplexed for it.

mod corpus;
mod counts;
mod prune;
mod smooth;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;

use super::vocabulary::{END, NAME, SPECIALS, Vocabulary, WordId, is_name};
use crate::text::token::{Kind, Token, tokenize};

pub use corpus::open_lines;
use counts::FourgramCounts;
use prune::Pruner;
use smooth::KeptKeys;

/// What the first reading of the corpora gives.
struct Chosen {
    /// The keys of the vocabulary.
    keys: Vec<String>,
    /// How many frequent words are left out.
    unknown: usize,
    /// By corpus.
    syllables: Vec<u64>,
    lost: Vec<Lost>,
}

/// How to train a model.
#[derive(Debug, Clone)]
pub struct Trainer {
    /// The most words in the vocabulary, besides the special ones.
    pub words: usize,
    /// A word must occur this often.
    pub min_count: u64,
    /// The size that the model file may have, in bytes.
    pub max_bytes: usize,
    /// Memory for sorting, in bytes; probabilities of trigrams take about 20 bytes each beside it.
    pub sort_memory: usize,
    /// Of so many blocks of 100 lines, the last is left out of training, for fitting what must not be fitted on text
    /// that the model knows; 0 leaves nothing out. See [`held_out`].
    pub hold_out: usize,
    /// Phrases that the model is wanted for. When it is pruned, trigrams and 4-grams that hold one of them, or two
    /// neighbouring words of one, weigh [`Trainer::focus_boost`] times as much: the decoder asks for no others.
    pub focus: Vec<String>,
    /// See [`Trainer::focus`].
    pub focus_boost: f32,
    /// How often the model is smoothed and pruned, at least once: what the lower orders count depends on what the time
    /// before has kept. A third time changes next to nothing.
    pub passes: u32,
    /// Where sorted runs are kept while training; they are removed afterwards.
    pub temporary: PathBuf,
}

impl Default for Trainer {
    fn default() -> Self {
        Self {
            words: 13_000,
            min_count: 20,
            max_bytes: 6_900_000,
            sort_memory: 512 << 20,
            hold_out: 0,
            focus: Vec::new(),
            focus_boost: 4.0,
            passes: 2,
            temporary: std::env::temp_dir(),
        }
    }
}

/// Why training stopped.
#[derive(Debug)]
#[non_exhaustive]
pub enum TrainError {
    /// A corpus or a temporary file could not be read or written.
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The corpora hold too little text to estimate discounts from.
    TooSmall,
    /// The counts do not fit the file format; a smaller size or vocabulary helps.
    TooDense,
}

impl std::fmt::Display for TrainError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io { path, source } => write!(f, "{}: {source}", path.display()),
            Self::TooSmall => write!(
                f,
                "the corpora hold too little text to train on, or too much of it twice: n-grams that occur once, twice and three times are counted on; give some megabytes of varied text"
            ),
            Self::TooDense => {
                write!(f, "the model is too dense for its format: train with fewer words, or for another size")
            }
        }
    }
}

impl std::error::Error for TrainError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

pub(crate) fn io_error(path: &Path) -> impl FnOnce(std::io::Error) -> TrainError {
    let path = path.to_owned();
    move |source| TrainError::Io { path, source }
}

/// A model that was trained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trained {
    /// The bytes of its file, which [`NgramModel::from_bytes`](super::NgramModel::from_bytes) reads.
    pub bytes: Vec<u8>,
    /// The corpora that held what is not UTF-8.
    pub lost: Vec<Lost>,
}

/// Where a corpus holds U+FFFD, as bytes that are not UTF-8 are read. Such words count as unknown ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The corpus.
    pub path: PathBuf,
    /// How many of its lines.
    pub lines: usize,
    /// The first of them, counted from 1.
    pub first: usize,
}

impl Lost {
    /// Of a corpus that was not read yet.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), lines: 0, first: 0 }
    }

    /// Takes in a line with its number, counted from 1.
    pub fn read(&mut self, number: usize, line: &str) {
        if line.contains(char::REPLACEMENT_CHARACTER) {
            self.lines += 1;
            self.first = if self.lines == 1 { number } else { self.first };
        }
    }
}

impl Trainer {
    /// Trains on corpora: text files with a paragraph a line, plain or `.xz`.
    ///
    /// Each corpus is a register. Probabilities are estimated from all of them together; what is pruned is decided
    /// with each register weighing the same, however long it is. The result depends on the corpora, their order and
    /// the settings only, bit for bit.
    ///
    /// # Errors
    ///
    /// [`TrainError`] names the file that could not be read, or says that the corpora are too small.
    pub fn train(&self, corpora: &[PathBuf], bar: &ProgressBar) -> Result<Trained, TrainError> {
        let total: u64 = corpora.iter().filter_map(|path| path.metadata().ok()).map(|meta| meta.len()).sum();
        bar.set_length(total * 2);
        bar.set_message("counting words");
        let Chosen { keys, unknown, syllables, lost } = self.choose_words(corpora, bar)?;
        let vocabulary = Vocabulary::new(keys.join("\n"));
        bar.set_message("counting 4-grams");
        let mut counts = FourgramCounts::new(self.sort_memory, &self.temporary)?;
        for (register, path) in corpora.iter().enumerate() {
            let weight = 1.0 / (corpora.len() as f64 * syllables[register].max(1) as f64);
            counts.begin_register(weight as f32)?;
            let mut ids = Vec::new();
            let mut reader = IdReader::new(&vocabulary);
            open_lines(path, bar)?.enumerate().try_for_each(|(number, line)| {
                let line = line?;
                if held_out(number, self.hold_out) {
                    return Ok(());
                }
                reader.read(&line, &mut ids);
                if !ids.is_empty() {
                    ids.push(END);
                    counts.add_paragraph(&ids)?;
                }
                Ok(())
            })?;
        }
        let passes = self.passes.max(1);
        bar.set_length(2 + 3 * u64::from(passes));
        bar.set_position(0);
        bar.set_message("sorting");
        let sorted = counts.finish()?;
        bar.inc(2);
        let names: Vec<_> = corpora.iter().filter_map(|path| path.file_name()?.to_str()).collect();
        let description = format!(
            "syllable 4-grams, modified Kneser-Ney with the counts of what is pruned, entropy pruning; {} syllables of {}",
            syllables.iter().sum::<u64>(),
            names.join(", ")
        );
        let focus = prune::Focus::new(&self.focus, &vocabulary, self.focus_boost);
        let smooth = |kept: &KeptKeys| {
            bar.set_message("smoothing");
            let smoothed = smooth::smooth(&sorted, kept, vocabulary.len(), &self.temporary, self.sort_memory);
            bar.inc(2);
            bar.set_message("pruning");
            smoothed
        };
        let unknown_share = -(unknown.max(1) as f32).ln();
        let head = prune::Head { vocabulary: &vocabulary, description: &description, unknown_share };
        let mut kept = KeptKeys::default();
        let mut file = Vec::new();
        for _ in 0..passes {
            let smoothed = smooth(&kept)?;
            let pruner = Pruner::new(&smoothed, &focus);
            let (stays, bytes) = pruner.prune(self.max_bytes, &head)?;
            kept = pruner.keys(&stays);
            file = bytes;
            bar.inc(1);
        }
        Ok(Trained { bytes: file, lost })
    }

    fn choose_words(&self, corpora: &[PathBuf], bar: &ProgressBar) -> Result<Chosen, TrainError> {
        let mut totals: HashMap<String, (u64, f64)> = HashMap::new();
        let (mut syllables, mut lost) = (Vec::new(), Vec::new());
        for path in corpora {
            let mut counts: HashMap<String, u64> = HashMap::new();
            let mut tokens: Vec<Token> = Vec::new();
            let mut key = String::new();
            let mut register = 0;
            let mut bad = Lost::new(path);
            for (number, line) in (1..).zip(open_lines(path, bar)?) {
                let line = line?;
                bad.read(number, &line);
                tokens.clear();
                tokenize(&line, &mut tokens);
                for (at, token) in tokens.iter().enumerate().filter(|(_, token)| !token.protected) {
                    let text = token.text(&line);
                    if token.kind == Kind::Word || (token.kind == Kind::Number && text.len() <= 2) {
                        key.clear();
                        if is_name(&tokens, at) {
                            key.push(NAME);
                        }
                        crate::text::fold::fold_into(text, &mut key);
                        register += 1;
                        match counts.get_mut(&key) {
                            Some(count) => *count += 1,
                            None => {
                                counts.insert(key.clone(), 1);
                            }
                        }
                    }
                }
            }
            for (key, count) in counts {
                let entry = totals.entry(key).or_default();
                entry.0 += count;
                entry.1 += count as f64 / register.max(1) as f64;
            }
            syllables.push(register);
            lost.extend((bad.lines > 0).then_some(bad));
        }
        let mut ranked: Vec<(String, f64)> = totals
            .into_iter()
            .filter(|(key, (count, _))| *count >= self.min_count && key.len() <= 16)
            .map(|(key, (_, share))| (key, share))
            .collect();
        ranked.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let left_out = ranked.len().saturating_sub(self.words);
        ranked.truncate(self.words);
        let keys = SPECIALS.iter().map(|&s| s.to_owned()).chain(ranked.into_iter().map(|(key, _)| key)).collect();
        Ok(Chosen { keys, unknown: left_out, syllables, lost })
    }
}

/// Whether a line (from 0) is left out of training when every `blocks`-th block of 100 lines is.
#[must_use]
pub fn held_out(line: usize, blocks: usize) -> bool {
    blocks > 0 && line / 100 % blocks == blocks - 1
}

/// Reads paragraphs as word numbers, with its own buffers.
pub struct IdReader<'v> {
    vocabulary: &'v Vocabulary,
    tokens: Vec<Token>,
    buffer: String,
}

impl<'v> IdReader<'v> {
    /// A reader with the words of a model.
    #[must_use]
    pub fn new(vocabulary: &'v Vocabulary) -> Self {
        Self { vocabulary, tokens: Vec::new(), buffer: String::new() }
    }

    /// Replaces `ids` by the numbers of the paragraph's tokens.
    pub fn read(&mut self, paragraph: &str, ids: &mut Vec<WordId>) {
        ids.clear();
        self.tokens.clear();
        tokenize(paragraph, &mut self.tokens);
        self.vocabulary.read(&self.tokens, paragraph, &mut self.buffer, ids);
    }
}
