//! The language model: a syllable n-gram model of order 4, read-only and compact.

mod bits;
mod format;
mod ngram;
#[cfg(feature = "train")]
pub mod train;
mod vocabulary;

pub use format::{FormatError, VERSION};
pub use ngram::{Info, NgramModel, ORDER, State};
pub use vocabulary::{Vocabulary, WordId};
