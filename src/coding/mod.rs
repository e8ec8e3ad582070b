//! Numbers in few bits: what the files of the language model and of the wide context are made of.
//!
//! A. Moffat and A. Turpin, *Compression and Coding Algorithms*, 2002, has what is behind it.

mod bits;
mod huffman;
mod numbers;

#[cfg(any(test, feature = "train"))]
pub(crate) use bits::BitWriter;
pub(crate) use bits::{BitReader, REFILLED};
pub(crate) use huffman::Decoder;
#[cfg(any(test, feature = "train"))]
pub(crate) use huffman::Encoder;
pub(crate) use numbers::NUMBER_BITS;
