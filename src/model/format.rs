//! The model file: little-endian, one safe path for embedded and loaded bytes, everything validated before use.
//!
//! ```text
//! magic "NGBANLM\n" | version u32 | bytes u64 | checksum u64 | body
//! body: description | vocabulary keys | unknown share f32 | unigrams | n-grams u32, of two, three and four words
//!     | codes | lengths of the trees | trees
//! unigrams: log-probability u16 and back-off weight i16 of each word, in steps of 1/512 nats
//! ```
//!
//! `bytes` is the length of the body, `checksum` a 64-bit hash of it. Texts, codes and lengths carry their lengths before
//! them. The trees, one a word in the order of the keys, are bits as [`lists`](super::lists) has them; each ends with a whole
//! byte. Their lengths, and one more each, are coded as numbers.

use once_cell::sync::OnceCell;

use crate::coding::{BitReader, Decoder};
#[cfg(feature = "train")]
use crate::coding::{BitWriter, Encoder};

use super::lists;
use super::ngram::{NgramModel, Ngrams, Source, Unigram};
use super::vocabulary::{MAX_WORDS, SPECIALS, Vocabulary};

const MAGIC: &[u8; 8] = b"NGBANLM\n";

/// The version of the format that this crate reads and writes.
pub const VERSION: u32 = 3;

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

    /// Bytes with their length before them.
    fn block(&mut self) -> Result<&'b [u8], FormatError> {
        let len = self.u32()? as usize;
        self.take(len)
    }

    fn text(&mut self) -> Result<&'b str, FormatError> {
        let bytes = self.block()?;
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
        let file = ModelFile::open(bytes)?;
        let ngrams = file.ngrams()?;
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
    pub(crate) fn ngrams(&self) -> Result<Ngrams, FormatError> {
        let Parts { unknown_share, unigrams, counts, reader, trees, at } = self.parts()?;
        let trees: Option<Vec<_>> = trees.into_iter().map(|bytes| reader.tree(bytes)).collect();
        let invalid = FormatError::Invalid { part: "n-grams", offset: HEADER + at };
        let ngrams = Ngrams::new(unknown_share, unigrams, trees.ok_or_else(|| invalid.clone())?);
        if ngrams.counts == counts { Ok(ngrams) } else { Err(invalid) }
    }

    fn parts(&self) -> Result<Parts<'b>, FormatError> {
        self.check_sum()?;
        let words = self.words();
        let mut r = Reader { bytes: self.body(), at: self.rest, part: "vocabulary" };
        let unknown_share = f32::from_bits(r.u32()?);
        r.ensure((-100.0..=0.0).contains(&unknown_share))?;
        r.part = "unigrams";
        let (pairs, _) = r.take(4 * words)?.as_chunks::<4>();
        let unigrams: Vec<Unigram> = pairs
            .iter()
            .map(|&[a, b, c, d]| Unigram::new(u16::from_le_bytes([a, b]), i16::from_le_bytes([c, d])))
            .collect();
        r.part = "codes";
        let counts = [r.u32()? as usize, r.u32()? as usize, r.u32()? as usize];
        let frequency = unigrams.iter().map(|unigram| unigram.frequency()).collect();
        let Some(reader) = lists::Reader::new(r.block()?, frequency) else { return r.fail() };
        r.part = "lengths of n-grams";
        let lengths = r.block()?;
        let at = r.at;
        let trees = split(lengths, words, &self.body()[at..]);
        let Some(trees) = trees else { return r.fail() };
        Ok(Parts { unknown_share, unigrams, counts, reader, trees, at })
    }

    /// The model, of the parts of this file.
    pub(crate) fn model(&self, vocabulary: Vocabulary, ngrams: Ngrams) -> NgramModel {
        let description = self.description.to_owned();
        NgramModel { description, vocabulary, ngrams, checksum: self.checksum, bytes: self.bytes.len() }
    }
}

impl ModelFile<'static> {
    /// Checks what stands before the trees, which are read when they are first asked for.
    pub(crate) fn ngrams_when_asked(&self) -> Result<Ngrams, FormatError> {
        let Parts { unknown_share, unigrams, counts, reader, trees, .. } = self.parts()?;
        let unread = vec![OnceCell::new(); trees.len()];
        Ok(Ngrams { unknown_share, unigrams, trees: unread, source: Some(Source { reader, bytes: trees }), counts })
    }
}

/// What stands in a file after the keys.
struct Parts<'b> {
    unknown_share: f32,
    unigrams: Vec<Unigram>,
    counts: [usize; 3],
    reader: lists::Reader,
    /// The bytes of the trees, and where they begin in the body.
    trees: Vec<&'b [u8]>,
    at: usize,
}

/// Cuts bytes into as many parts as there are words.
fn split<'b>(lengths: &[u8], words: usize, mut rest: &'b [u8]) -> Option<Vec<&'b [u8]>> {
    let mut bits = BitReader::new(lengths);
    let numbers = Decoder::of_numbers(&mut bits, 1)?;
    let mut parts = Vec::with_capacity(words);
    for _ in 0..words {
        bits.refill();
        let (part, others) = rest.split_at_checked(numbers.next(&mut bits, 0)? as usize - 1)?;
        parts.push(part);
        rest = others;
    }
    (bits.is_done() && rest.is_empty()).then_some(parts)
}

#[cfg(feature = "train")]
impl NgramModel {
    /// Writes the model file.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::new();
        put_block(&mut body, self.description.as_bytes());
        let keys: Vec<&str> = (0..self.vocabulary.len()).map(|id| self.vocabulary.key(id as u16)).collect();
        put_block(&mut body, keys.join("\n").as_bytes());
        let Ngrams { unknown_share, unigrams, counts, .. } = &self.ngrams;
        body.extend(unknown_share.to_bits().to_le_bytes());
        for (prob, backoff) in unigrams.iter().map(|unigram| unigram.steps()) {
            body.extend(prob.to_le_bytes());
            body.extend(backoff.to_le_bytes());
        }
        counts.iter().for_each(|&count| body.extend((count as u32).to_le_bytes()));
        let frequency: Vec<u8> = unigrams.iter().map(|unigram| unigram.frequency()).collect();
        let mut writer = lists::Writer::new(&frequency);
        let words = 0..unigrams.len() as u16;
        words.clone().for_each(|word| drop(writer.tree(self.ngrams.tree(word))));
        put_block(&mut body, &writer.codes());
        let trees: Vec<Vec<u8>> = words.map(|word| writer.tree(self.ngrams.tree(word))).collect();
        let mut bits = BitWriter::default();
        let mut lengths = Encoder::of_numbers(1);
        trees.iter().for_each(|tree| lengths.number(&mut bits, 0, tree.len() as u32 + 1));
        lengths.write_lengths(&mut bits);
        trees.iter().for_each(|tree| lengths.number(&mut bits, 0, tree.len() as u32 + 1));
        put_block(&mut body, &bits.finish());
        trees.iter().for_each(|tree| body.extend(tree));
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
fn put_block(body: &mut Vec<u8>, bytes: &[u8]) {
    body.extend((bytes.len() as u32).to_le_bytes());
    body.extend(bytes);
}
