//! The body of a model file, everything validated before use.
//!
//! ```text
//! description | vocabulary keys | unknown share f32 | unigrams | n-grams u32, of two, three and four words | codes
//!     | lengths of the trees | trees
//! unigrams: log-probability u16 and back-off weight i16 of each word, in steps of 1/512 nats
//! ```
//!
//! Texts, codes and lengths carry their lengths before them. The trees, one a word in the order of the keys, are bits as
//! [`lists`](super::lists) has them; each ends with a whole byte. Their lengths, and one more each, are coded as
//! numbers. What stands before the body is in `coding/file.rs`.

use once_cell::sync::OnceCell;

use crate::coding::{Cursor, File, FileKind, FormatError, split};
#[cfg(feature = "train")]
use crate::coding::{put_block, put_parts};

use super::lists;
use super::ngram::{NgramModel, Ngrams, Source, Unigram};
use super::vocabulary::{MAX_WORDS, SPECIALS, Vocabulary};

/// The version of the format that this crate reads and writes.
pub const VERSION: u32 = 3;

const KIND: FileKind = FileKind { magic: b"NGBANLM\n", version: VERSION, other_kind: FormatError::NotAModel };

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
    file: File<'b>,
    /// The length of the file.
    bytes: usize,
    description: &'b str,
    /// The keys of the vocabulary, a line each.
    keys: &'b str,
    /// Where the rest of the body begins.
    rest: usize,
}

impl<'b> ModelFile<'b> {
    /// Reads the header, the description and the keys.
    pub(crate) fn open(bytes: &'b [u8]) -> Result<Self, FormatError> {
        let file = File::open(bytes, &KIND)?;
        let mut this = Self { file, bytes: bytes.len(), description: "", keys: "", rest: 0 };
        // A file that was altered is told as such, wherever it shows.
        this.read_keys().map_err(|error| file.check_sum().err().unwrap_or(error))?;
        Ok(this)
    }

    fn read_keys(&mut self) -> Result<(), FormatError> {
        let mut r = Cursor::new(self.file.body, 0, "description");
        self.description = r.text()?;
        r.part = "vocabulary";
        self.keys = r.text()?;
        let words = self.words();
        r.ensure(words <= MAX_WORDS && words >= SPECIALS.len())?;
        r.ensure(self.keys.split('\n').zip(SPECIALS).all(|(key, special)| key == special))?;
        r.ensure(!self.keys.contains("\n\n") && !self.keys.ends_with('\n'))?;
        self.rest = r.at();
        Ok(())
    }

    fn words(&self) -> usize {
        1 + self.keys.bytes().filter(|&byte| byte == b'\n').count()
    }

    /// The keys of the vocabulary, a line each.
    pub(crate) fn keys(&self) -> &'b str {
        self.keys
    }

    /// Checks the whole file and gives its n-grams.
    pub(crate) fn ngrams(&self) -> Result<Ngrams, FormatError> {
        let Parts { unknown_share, unigrams, counts, reader, trees, end } = self.parts()?;
        let trees: Option<Vec<_>> = trees.into_iter().map(|bytes| reader.tree(bytes)).collect();
        let Some(trees) = trees else { return end.fail() };
        let ngrams = Ngrams::new(unknown_share, unigrams, trees);
        end.ensure(ngrams.counts == counts)?;
        Ok(ngrams)
    }

    fn parts(&self) -> Result<Parts<'b>, FormatError> {
        self.file.check_sum()?;
        let words = self.words();
        let mut r = Cursor::new(self.file.body, self.rest, "vocabulary");
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
        let trees = split(r.block()?, words, r.rest());
        let Some(trees) = trees else { return r.fail() };
        r.part = "n-grams";
        Ok(Parts { unknown_share, unigrams, counts, reader, trees, end: r })
    }

    /// The model, of the parts of this file.
    pub(crate) fn model(&self, vocabulary: Vocabulary, ngrams: Ngrams) -> NgramModel {
        let description = self.description.to_owned();
        NgramModel { description, vocabulary, ngrams, checksum: self.file.checksum, bytes: self.bytes }
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
    /// The bytes of the trees, and where they begin.
    trees: Vec<&'b [u8]>,
    end: Cursor<'b>,
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
        put_parts(&mut body, &trees);
        File::write(&KIND, &body)
    }
}
