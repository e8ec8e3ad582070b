//! Files: what is read is whole and of its kind, and an error says where it is not.
//!
//! ```text
//! magic, 8 bytes | version u32 | bytes u64 | checksum u64 | body
//! ```
//!
//! Numbers are little-endian. `bytes` is the length of the body, `checksum` a 64-bit hash of it.

use super::{BitReader, Decoder};
#[cfg(any(test, feature = "train"))]
use super::{BitWriter, Encoder};

/// Why bytes are not a language model, or a wide context, that this crate can use.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormatError {
    /// The bytes do not begin as the file of a language model does.
    NotAModel,
    /// The file has another format version.
    Version {
        /// The version that the file states.
        found: u32,
        /// The version that this crate reads.
        expected: u32,
    },
    /// The file ends early, or goes on after its end.
    Length {
        /// The bytes that the file should have.
        expected: u64,
        /// The bytes that it has.
        found: u64,
    },
    /// The bytes were altered after they were written.
    Checksum,
    /// The bytes are whole but do not describe what they should.
    Invalid {
        /// Which part.
        part: &'static str,
        /// The byte of the file where that part ends or fails.
        offset: usize,
    },
}

impl std::fmt::Display for FormatError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotAModel => write!(f, "not a language model of nguyenban: make one with `nguyenban model train`"),
            Self::Version { found, expected } => write!(
                f,
                "the file has format version {found}, this program reads version {expected}: make it again, or use \
                 the program that wrote it"
            ),
            Self::Length { expected, found } => {
                write!(f, "the file should have {expected} bytes and has {found}: copy it again")
            }
            Self::Checksum => {
                write!(f, "the checksum does not fit: the file was altered after it was written, copy it again")
            }
            Self::Invalid { part, offset } => {
                write!(f, "the file is damaged: its {part} (near byte {offset}) cannot be right, make it again")
            }
        }
    }
}

impl std::error::Error for FormatError {}

/// A 64-bit hash of bytes, in four strands of eight bytes each, which do not wait for one another.
#[must_use]
pub fn checksum(bytes: &[u8]) -> u64 {
    const K: u64 = 0x9fb2_1c65_1e98_df25;
    let mix = |hash: u64, word: u64| {
        let hash = (hash ^ word).wrapping_mul(K);
        hash ^ hash >> 29
    };
    let (blocks, rest) = bytes.as_chunks::<32>();
    let mut strands = [1, 2, 3, 4];
    for block in blocks {
        let (words, _) = block.as_chunks::<8>();
        for (strand, &word) in strands.iter_mut().zip(words) {
            *strand = mix(*strand, u64::from_le_bytes(word));
        }
    }
    let rest = rest.iter().map(|&byte| u64::from(byte));
    strands.into_iter().chain(rest).fold(bytes.len() as u64, mix)
}

/// What a file begins with.
#[derive(Debug)]
pub(crate) struct FileKind {
    pub(crate) magic: &'static [u8; 8],
    /// The version of the format that this crate reads and writes.
    pub(crate) version: u32,
    /// The error of a file that begins in another way.
    pub(crate) other_kind: FormatError,
}

/// The length of what stands before the body.
const HEADER: usize = 28;

/// A file that begins as its kind does, and has the length that it states.
#[derive(Debug, Clone, Copy)]
pub(crate) struct File<'b> {
    pub(crate) body: &'b [u8],
    /// As the header states it.
    pub(crate) checksum: u64,
}

impl<'b> File<'b> {
    /// Reads the header.
    pub(crate) fn open(bytes: &'b [u8], kind: &FileKind) -> Result<Self, FormatError> {
        if !bytes.starts_with(kind.magic) {
            return Err(kind.other_kind.clone());
        }
        let found = bytes.len() as u64;
        let short = FormatError::Length { expected: HEADER as u64, found };
        let version = bytes.get(8..12).and_then(|version| version.first_chunk()).ok_or(short.clone())?;
        let version = u32::from_le_bytes(*version);
        if version != kind.version {
            return Err(FormatError::Version { found: version, expected: kind.version });
        }
        let (header, body) = bytes.split_at_checked(HEADER).ok_or(short)?;
        let number = |at: usize| header[at..].first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight));
        let (len, checksum) = (number(12), number(20));
        if body.len() as u64 != len {
            return Err(FormatError::Length { expected: len.saturating_add(HEADER as u64), found });
        }
        Ok(Self { body, checksum })
    }

    /// Whether the body is as it was written.
    pub(crate) fn check_sum(&self) -> Result<(), FormatError> {
        if checksum(self.body) == self.checksum { Ok(()) } else { Err(FormatError::Checksum) }
    }

    /// The file of a body.
    #[cfg(any(test, feature = "train"))]
    pub(crate) fn write(kind: &FileKind, body: &[u8]) -> Vec<u8> {
        let mut file = Vec::with_capacity(body.len() + HEADER);
        file.extend(kind.magic);
        file.extend(kind.version.to_le_bytes());
        file.extend((body.len() as u64).to_le_bytes());
        file.extend(checksum(body).to_le_bytes());
        file.extend(body);
        file
    }
}

/// Reads the body of a file part by part, and tells in which one it fails.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'b> {
    bytes: &'b [u8],
    at: usize,
    /// What is read next, for errors.
    pub(crate) part: &'static str,
}

impl<'b> Cursor<'b> {
    /// From a byte of the body of a file on.
    pub(crate) fn new(body: &'b [u8], at: usize, part: &'static str) -> Self {
        Self { bytes: body, at, part }
    }

    /// The byte of the body that comes next.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// What comes after it.
    pub(crate) fn rest(&self) -> &'b [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    pub(crate) fn fail<T>(&self) -> Result<T, FormatError> {
        Err(FormatError::Invalid { part: self.part, offset: HEADER + self.at })
    }

    pub(crate) fn ensure(&self, condition: bool) -> Result<(), FormatError> {
        if condition { Ok(()) } else { self.fail() }
    }

    pub(crate) fn take(&mut self, len: usize) -> Result<&'b [u8], FormatError> {
        let taken = self.at.checked_add(len).and_then(|end| self.bytes.get(self.at..end));
        match taken {
            Some(taken) => {
                self.at += len;
                Ok(taken)
            }
            None => self.fail(),
        }
    }

    pub(crate) fn u32(&mut self) -> Result<u32, FormatError> {
        Ok(u32::from_le_bytes(self.take(4)?.try_into().unwrap_or_default()))
    }

    /// Bytes with their length before them.
    pub(crate) fn block(&mut self) -> Result<&'b [u8], FormatError> {
        let len = self.u32()? as usize;
        self.take(len)
    }

    pub(crate) fn text(&mut self) -> Result<&'b str, FormatError> {
        let bytes = self.block()?;
        std::str::from_utf8(bytes).or_else(|_| self.fail())
    }
}

/// Bytes, with their length before them.
#[cfg(any(test, feature = "train"))]
pub(crate) fn put_block(body: &mut Vec<u8>, bytes: &[u8]) {
    body.extend((bytes.len() as u32).to_le_bytes());
    body.extend(bytes);
}

/// Cuts bytes into so many parts, of these lengths.
pub(crate) fn split<'b>(lengths: &[u8], count: usize, mut rest: &'b [u8]) -> Option<Vec<&'b [u8]>> {
    let mut bits = BitReader::new(lengths);
    let numbers = Decoder::of_numbers(&mut bits, 1)?;
    let mut parts = Vec::with_capacity(count.min(rest.len()));
    for _ in 0..count {
        bits.refill();
        let (part, others) = rest.split_at_checked(numbers.next(&mut bits, 0)? as usize - 1)?;
        parts.push(part);
        rest = others;
    }
    (bits.is_done() && rest.is_empty()).then_some(parts)
}

/// The lengths of parts, and the parts, as [`split`] reads them.
#[cfg(any(test, feature = "train"))]
pub(crate) fn put_parts(body: &mut Vec<u8>, parts: &[Vec<u8>]) {
    let mut bits = BitWriter::default();
    let mut lengths = Encoder::of_numbers(1);
    // Once to count them, once to write them.
    for pass in 0..2 {
        parts.iter().for_each(|part| lengths.number(&mut bits, 0, part.len() as u32 + 1));
        if pass == 0 {
            lengths.write_lengths(&mut bits);
        }
    }
    put_block(body, &bits.finish());
    parts.iter().for_each(|part| body.extend(part));
}
