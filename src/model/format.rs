//! The model file: little-endian, one safe path for embedded and loaded bytes, everything validated before use.
//!
//! ```text
//! magic "NGBANLM\n" | version u32 | bytes u64 | checksum u64 | body
//! body: description | vocabulary keys | unknown share f32 | unigrams | bigrams | trigrams | fourgrams
//! ```
//!
//! `bytes` is the length of the body, `checksum` a 64-bit hash of it. Arrays carry their lengths before them.

use super::bits::Bits;
use super::ngram::{Level, NgramModel, Parts, Unigrams};
use super::vocabulary::{MAX_WORDS, SPECIALS, Vocabulary};

const MAGIC: &[u8; 8] = b"NGBANLM\n";

/// The version of the format that this crate reads and writes.
pub const VERSION: u32 = 1;

/// Why bytes are not a model that this crate can use.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormatError {
    /// The bytes do not begin as a model file does.
    NotAModel,
    /// The file has another format version.
    Version {
        /// The version that the file states.
        found: u32,
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
    /// The bytes are whole but do not describe a model.
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
            Self::Version { found } => write!(
                f,
                "the model has format version {found}, this program reads version {VERSION}: train it again, or use \
                 the program that wrote it"
            ),
            Self::Length { expected, found } => {
                write!(f, "the model should have {expected} bytes and has {found}: copy the file again")
            }
            Self::Checksum => {
                write!(f, "the checksum does not fit: the model was altered after it was written, copy it again")
            }
            Self::Invalid { part, offset } => {
                write!(f, "the model is damaged: its {part} (near byte {offset}) cannot be right, train it again")
            }
        }
    }
}

impl std::error::Error for FormatError {}

/// A 64-bit hash of bytes, eight at a time.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    const K: u64 = 0x9fb2_1c65_1e98_df25;
    let mut hash = bytes.len() as u64;
    let mut words = bytes.chunks_exact(8);
    for word in &mut words {
        let word = u64::from_le_bytes(word.try_into().unwrap_or_default());
        hash = (hash ^ word).wrapping_mul(K);
        hash ^= hash >> 29;
    }
    for &byte in words.remainder() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(K);
        hash ^= hash >> 29;
    }
    hash
}

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
    part: &'static str,
}

impl<'b> Reader<'b> {
    fn fail<T>(&self) -> Result<T, FormatError> {
        Err(FormatError::Invalid { part: self.part, offset: self.at })
    }

    fn ensure(&self, condition: bool) -> Result<(), FormatError> {
        if condition { Ok(()) } else { self.fail() }
    }

    fn take(&mut self, len: usize) -> Result<&'b [u8], FormatError> {
        let taken = self.at.checked_add(len).and_then(|end| self.bytes.get(self.at..end));
        match taken {
            Some(taken) => {
                self.at += len;
                Ok(taken)
            }
            None => self.fail(),
        }
    }

    fn u32(&mut self) -> Result<u32, FormatError> {
        Ok(u32::from_le_bytes(self.take(4)?.try_into().unwrap_or_default()))
    }

    fn array<T, const N: usize>(&mut self, read: fn([u8; N]) -> T) -> Result<Vec<T>, FormatError> {
        let len = self.u32()? as usize;
        let Some(bytes) = len.checked_mul(N) else { return self.fail() };
        let (items, _) = self.take(bytes)?.as_chunks::<N>();
        Ok(items.iter().map(|&item| read(item)).collect())
    }

    fn text(&mut self) -> Result<&'b str, FormatError> {
        let len = self.u32()? as usize;
        let bytes = self.take(len)?;
        std::str::from_utf8(bytes).or_else(|_| self.fail())
    }
}

impl NgramModel {
    /// Reads a model and checks every part of it.
    ///
    /// # Errors
    ///
    /// [`FormatError`] says what is wrong with the bytes. A model that is read can be used with any input: no
    /// look-up leaves its arrays.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FormatError> {
        Ok(Checked::from_bytes(bytes)?.into_model())
    }
}

/// A model file that is read and found good: its vocabulary can be used while the rest is made ready for look-ups.
pub(crate) struct Checked {
    parts: Parts,
    checksum: u64,
    bytes: usize,
}

impl Checked {
    /// Reads and checks a file: see [`NgramModel::from_bytes`].
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, FormatError> {
        const HEADER: usize = 28;
        if !bytes.starts_with(MAGIC) {
            return Err(FormatError::NotAModel);
        }
        let found = bytes.len() as u64;
        let mut header = Reader { bytes, at: MAGIC.len(), part: "header" };
        let short = |_| FormatError::Length { expected: HEADER as u64, found };
        let version = header.u32().map_err(short)?;
        if version != VERSION {
            return Err(FormatError::Version { found: version });
        }
        let numbers = header.take(16).map_err(short)?;
        let number = |i: usize| u64::from_le_bytes(numbers[i..i + 8].try_into().unwrap_or_default());
        let (len, stated) = (number(0), number(8));
        let body = &bytes[HEADER..];
        if body.len() as u64 != len {
            return Err(FormatError::Length { expected: len.saturating_add(HEADER as u64), found });
        }
        if checksum(body) != stated {
            return Err(FormatError::Checksum);
        }
        let parts = Parts::read(&mut Reader { bytes: body, at: 0, part: "description" })?;
        Ok(Self { parts, checksum: stated, bytes: bytes.len() })
    }

    pub(crate) fn vocabulary(&self) -> &Vocabulary {
        &self.parts.vocabulary
    }

    /// Makes the tables of look-up.
    pub(crate) fn into_model(self) -> NgramModel {
        NgramModel::new(self.parts, self.checksum, self.bytes)
    }
}

impl Parts {
    /// The parts of a file that is known to be good.
    #[cfg(test)]
    pub(super) fn from_bytes(bytes: &[u8]) -> Self {
        Self::read(&mut Reader { bytes: &bytes[28..], at: 0, part: "description" }).unwrap()
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, FormatError> {
        let description = r.text()?.to_owned();
        r.part = "vocabulary";
        let keys: Vec<String> = r.text()?.split('\n').map(str::to_owned).collect();
        r.ensure(keys.len() <= MAX_WORDS && keys.len() >= SPECIALS.len())?;
        r.ensure(keys.iter().zip(SPECIALS).all(|(key, special)| key == special))?;
        r.ensure(keys[SPECIALS.len()..].iter().all(|key| !key.is_empty()))?;
        let words = keys.len();
        let unknown_share = f32::from_bits(r.u32()?);
        r.ensure(unknown_share.is_finite() && unknown_share <= 0.0)?;
        r.part = "unigrams";
        let unigrams = Unigrams {
            prob: r.array(f32::from_le_bytes)?,
            backoff: r.array(f32::from_le_bytes)?,
            first: r.array(u32::from_le_bytes)?,
        };
        r.ensure(unigrams.prob.len() == words && unigrams.backoff.len() == words)?;
        r.ensure(unigrams.first.len() == words + 1)?;
        r.ensure(unigrams.prob.iter().chain(&unigrams.backoff).all(|x| x.is_finite() && x.abs() < 100.0))?;
        let starts = unigrams.first.iter().map(|&start| start as usize);
        r.part = "bigrams";
        let bigrams = level(r, words, starts, true)?;
        r.part = "trigrams";
        let trigrams = level(r, words, inner_starts(&bigrams), true)?;
        r.part = "fourgrams";
        let fourgrams = level(r, words, inner_starts(&trigrams), false)?;
        r.part = "end";
        r.ensure(r.at == r.bytes.len())?;
        let vocabulary = Vocabulary::new(keys);
        r.part = "vocabulary";
        r.ensure(vocabulary.len() == words)?;
        Ok(Self { description, vocabulary, unknown_share, unigrams, bigrams, trigrams, fourgrams })
    }

    /// Writes the model file.
    #[cfg(feature = "train")]
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::new();
        put_text(&mut body, &self.description);
        let keys: Vec<&str> = (0..self.vocabulary.len()).map(|id| self.vocabulary.key(id as u16)).collect();
        put_text(&mut body, &keys.join("\n"));
        body.extend(self.unknown_share.to_bits().to_le_bytes());
        put(&mut body, &self.unigrams.prob, |x| x.to_le_bytes());
        put(&mut body, &self.unigrams.backoff, |x| x.to_le_bytes());
        put(&mut body, &self.unigrams.first, |x| x.to_le_bytes());
        for level in [&self.bigrams, &self.trigrams, &self.fourgrams] {
            put(&mut body, &level.words, |x| x.to_le_bytes());
            put(&mut body, &level.prob, |x| [x]);
            put(&mut body, level.inner.words(), |x| x.to_le_bytes());
            put(&mut body, &level.backoff, |x| [x]);
            put(&mut body, &level.base, |x| x.to_le_bytes());
            put(&mut body, &level.first, |x| x.to_le_bytes());
        }
        let mut file = Vec::with_capacity(body.len() + 28);
        file.extend(MAGIC);
        file.extend(VERSION.to_le_bytes());
        file.extend((body.len() as u64).to_le_bytes());
        file.extend(checksum(&body).to_le_bytes());
        file.append(&mut body);
        file
    }
}

#[cfg(feature = "train")]
fn put<T: Copy, const N: usize>(body: &mut Vec<u8>, items: &[T], write: fn(T) -> [u8; N]) {
    body.extend((items.len() as u32).to_le_bytes());
    body.extend(items.iter().flat_map(|&item| write(item)));
}

#[cfg(feature = "train")]
fn put_text(body: &mut Vec<u8>, text: &str) {
    body.extend((text.len() as u32).to_le_bytes());
    body.extend(text.as_bytes());
}

/// Where the children of each inner n-gram begin, and where the last ones end.
fn inner_starts(level: &Level) -> impl Iterator<Item = usize> {
    level.first.iter().enumerate().map(|(i, &first)| level.base[i / 64] as usize + usize::from(first))
}

/// Reads a level whose lists of siblings begin at `starts` (the last is the end of the level).
fn level(
    r: &mut Reader<'_>,
    vocabulary: usize,
    starts: impl Iterator<Item = usize>,
    has_children: bool,
) -> Result<Level, FormatError> {
    let words: Vec<u16> = r.array(u16::from_le_bytes)?;
    let prob: Vec<u8> = r.array(|[x]| x)?;
    r.ensure(prob.len() == words.len())?;
    let mut from = None;
    for start in starts {
        let Some(siblings) = words.get(from.unwrap_or(0)..start) else { return r.fail() };
        r.ensure(from.is_some() || start == 0)?;
        r.ensure(siblings.is_sorted_by(|a, b| a < b))?;
        r.ensure(siblings.last().is_none_or(|&last| usize::from(last) < vocabulary))?;
        from = Some(start);
    }
    r.ensure(from.unwrap_or(0) == words.len())?;
    let inner = Bits::new(r.array(u64::from_le_bytes)?);
    let backoff: Vec<u8> = r.array(|[x]| x)?;
    let base: Vec<u32> = r.array(u32::from_le_bytes)?;
    let first: Vec<u16> = r.array(u16::from_le_bytes)?;
    let nodes = inner.count_ones() as usize;
    if has_children {
        r.ensure(inner.len_bits() == words.len().div_ceil(64) * 64)?;
        r.ensure(inner.last_bit().is_none_or(|last| last < words.len()))?;
        r.ensure(backoff.len() == nodes && first.len() == nodes + 1 && base.len() == first.len().div_ceil(64))?;
    } else {
        r.ensure(nodes == 0 && backoff.is_empty() && base.is_empty() && first.is_empty())?;
    }
    Ok(Level { words, prob, inner, backoff, base, first })
}
