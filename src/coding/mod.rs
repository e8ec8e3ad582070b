//! Files, and numbers in few bits: what the language model and the wide context are kept in. `file.rs` has what every file
//! begins with.
//!
//! A. Moffat and A. Turpin, *Compression and Coding Algorithms*, 2002, has what is behind it.

mod bits;
mod file;
mod huffman;
mod numbers;

#[cfg(any(test, feature = "train"))]
pub(crate) use bits::BitWriter;
pub(crate) use bits::{BitReader, REFILLED};
pub(crate) use file::{Cursor, File, FileKind, split};
pub use file::{FormatError, checksum};
#[cfg(any(test, feature = "train"))]
pub(crate) use file::{put_block, put_parts};
pub(crate) use huffman::Decoder;
#[cfg(any(test, feature = "train"))]
pub(crate) use huffman::Encoder;
pub(crate) use numbers::NUMBER_BITS;
