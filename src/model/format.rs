//! The model file: little-endian, one safe path for embedded and loaded bytes, everything validated before use.
//!
//! ```text
//! magic "NGBANLM\n" | version u32 | bytes u64 | checksum u64 | body
//! body: description | vocabulary keys | unknown share f32 | unigrams | bigrams | trigrams | fourgrams
//! unigrams: probabilities f32 | back-off weights f32 | where their bigrams begin u32, one more at the end
//! bigrams, trigrams, fourgrams: entries u24 | contexts u24 | bases u32, as in `level`
//! ```
//!
//! `bytes` is the length of the body, `checksum` a 64-bit hash of it. Arrays carry their lengths before them. They are
//! used where they lie: when a model is read, only the table of words is made, and a bit for each n-gram, with counts.

use std::borrow::Cow;

use super::level::Level;
use super::ngram::{NgramModel, Ngrams, Unigrams};
use super::vocabulary::{MAX_WORDS, SPECIALS, Vocabulary};

const MAGIC: &[u8; 8] = b"NGBANLM\n";

/// The version of the format that this crate reads and writes.
pub const VERSION: u32 = 2;

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

    fn u64(&mut self) -> Result<u64, FormatError> {
        Ok(u64::from_le_bytes(self.take(8)?.try_into().unwrap_or_default()))
    }

    fn array<const N: usize>(&mut self) -> Result<Cow<'b, [[u8; N]]>, FormatError> {
        let len = self.u32()? as usize;
        let Some(bytes) = len.checked_mul(N) else { return self.fail() };
        let (items, _) = self.take(bytes)?.as_chunks::<N>();
        Ok(Cow::Borrowed(items))
    }

    fn text(&mut self) -> Result<&'b str, FormatError> {
        let len = self.u32()? as usize;
        let bytes = self.take(len)?;
        std::str::from_utf8(bytes).or_else(|_| self.fail())
    }

    /// A level whose lists of siblings begin at `starts` (the last is the end of the level).
    fn level(&mut self, starts: impl Iterator<Item = usize>, has_children: bool) -> Result<Level<'b>, FormatError> {
        let arrays = [self.array()?, self.array()?];
        Level::checked(arrays, self.array()?, starts, has_children).map_or_else(|| self.fail(), Ok)
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
        let file = ModelFile::open(bytes)?;
        let ngrams = file.ngrams()?.into_owned();
        let vocabulary = Vocabulary::new(file.keys.to_owned());
        Ok(file.model(vocabulary, ngrams))
    }
}

/// A model file that looks like one: its words can be used while the rest is checked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ModelFile<'b> {
    bytes: &'b [u8],
    /// As the header states it.
    checksum: u64,
    description: &'b str,
    /// The keys of the vocabulary, a line each.
    keys: &'b str,
    /// Where the rest of the body begins.
    rest: usize,
}

/// The length of the header.
const HEADER: usize = 28;

impl<'b> ModelFile<'b> {
    /// Reads the header, the description and the keys.
    pub(crate) fn open(bytes: &'b [u8]) -> Result<Self, FormatError> {
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
        let len = header.u64().map_err(short)?;
        let checksum = header.u64().map_err(short)?;
        let mut file = Self { bytes, checksum, description: "", keys: "", rest: 0 };
        if file.body().len() as u64 != len {
            return Err(FormatError::Length { expected: len.saturating_add(HEADER as u64), found });
        }
        // A file that was altered is told as such, wherever it shows.
        file.read_keys().map_err(|error| file.check_sum().err().unwrap_or(error))?;
        Ok(file)
    }

    fn body(&self) -> &'b [u8] {
        &self.bytes[HEADER..]
    }

    fn read_keys(&mut self) -> Result<(), FormatError> {
        let mut r = Reader { bytes: self.body(), at: 0, part: "description" };
        self.description = r.text()?;
        r.part = "vocabulary";
        self.keys = r.text()?;
        let words = self.words();
        r.ensure(words <= MAX_WORDS && words >= SPECIALS.len())?;
        r.ensure(self.keys.split('\n').zip(SPECIALS).all(|(key, special)| key == special))?;
        r.ensure(!self.keys.contains("\n\n") && !self.keys.ends_with('\n'))?;
        self.rest = r.at;
        Ok(())
    }

    fn words(&self) -> usize {
        1 + self.keys.bytes().filter(|&byte| byte == b'\n').count()
    }

    fn check_sum(&self) -> Result<(), FormatError> {
        if checksum(self.body()) == self.checksum { Ok(()) } else { Err(FormatError::Checksum) }
    }

    /// The keys of the vocabulary, a line each.
    pub(crate) fn keys(&self) -> &'b str {
        self.keys
    }

    /// Checks the whole file and gives its n-grams.
    pub(crate) fn ngrams(&self) -> Result<Ngrams<'b>, FormatError> {
        self.check_sum()?;
        let words = self.words();
        let mut r = Reader { bytes: self.body(), at: self.rest, part: "vocabulary" };
        let unknown_share = f32::from_bits(r.u32()?);
        r.ensure(unknown_share.is_finite() && unknown_share <= 0.0)?;
        r.part = "unigrams";
        let unigrams = Unigrams { prob: r.array()?, backoff: r.array()?, first: r.array()? };
        r.ensure(unigrams.prob.len() == words && unigrams.backoff.len() == words)?;
        r.ensure(unigrams.first.len() == words + 1)?;
        let weights = unigrams.prob.iter().chain(unigrams.backoff.iter());
        r.ensure(weights.map(|&x| f32::from_le_bytes(x)).all(|x| x.is_finite() && x.abs() < 100.0))?;
        r.part = "bigrams";
        let bigrams = r.level(unigrams.starts(), true)?;
        r.part = "trigrams";
        let trigrams = r.level(bigrams.starts(), true)?;
        r.part = "fourgrams";
        let fourgrams = r.level(trigrams.starts(), false)?;
        r.part = "end";
        r.ensure(r.at == r.bytes.len())?;
        Ok(Ngrams { unknown_share, unigrams, bigrams, trigrams, fourgrams })
    }

    /// The model, of the parts of this file.
    pub(crate) fn model(&self, vocabulary: Vocabulary, ngrams: Ngrams<'static>) -> NgramModel {
        let description = self.description.to_owned();
        NgramModel { description, vocabulary, ngrams, checksum: self.checksum, bytes: self.bytes.len() }
    }
}

#[cfg(feature = "train")]
impl NgramModel {
    /// Writes the model file.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::new();
        put_text(&mut body, &self.description);
        let keys: Vec<&str> = (0..self.vocabulary.len()).map(|id| self.vocabulary.key(id as u16)).collect();
        put_text(&mut body, &keys.join("\n"));
        let Ngrams { unknown_share, unigrams, bigrams, trigrams, fourgrams } = &self.ngrams;
        body.extend(unknown_share.to_bits().to_le_bytes());
        put(&mut body, &unigrams.prob);
        put(&mut body, &unigrams.backoff);
        put(&mut body, &unigrams.first);
        for level in [bigrams, trigrams, fourgrams] {
            put(&mut body, &level.entries);
            put(&mut body, &level.contexts);
            put(&mut body, &level.base);
        }
        let mut file = Vec::with_capacity(body.len() + HEADER);
        file.extend(MAGIC);
        file.extend(VERSION.to_le_bytes());
        file.extend((body.len() as u64).to_le_bytes());
        file.extend(checksum(&body).to_le_bytes());
        file.append(&mut body);
        file
    }
}

#[cfg(feature = "train")]
fn put<const N: usize>(body: &mut Vec<u8>, items: &[[u8; N]]) {
    body.extend((items.len() as u32).to_le_bytes());
    body.extend(items.as_flattened());
}

#[cfg(feature = "train")]
fn put_text(body: &mut Vec<u8>, text: &str) {
    body.extend((text.len() as u32).to_le_bytes());
    body.extend(text.as_bytes());
}
