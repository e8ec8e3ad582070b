//! The language model: a syllable n-gram model of order 4, read-only and compact.

mod format;
mod lists;
mod ngram;
mod quantize;
mod surfaces;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod toy;
#[cfg(feature = "train")]
pub mod train;
mod tree;
mod vocabulary;

pub use crate::coding::{FormatError, checksum};
pub(crate) use format::ModelFile;
pub use format::VERSION;
pub use ngram::{Info, NgramModel, ORDER, State};
#[cfg(feature = "train")]
pub(crate) use vocabulary::NUMBER;
pub(crate) use vocabulary::{END, NAME, UNKNOWN, is_name};
pub use vocabulary::{MAX_WORDS, Vocabulary, WordId};

/// The special entries that begin every vocabulary, a line each.
pub(crate) fn special_keys() -> String {
    vocabulary::SPECIALS.join("\n")
}
