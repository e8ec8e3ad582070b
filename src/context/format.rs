//! The body of a file of the wide context, validated before use.
//!
//! ```text
//! phrases u32 | features u32 | the hashes of the phrases u32, sorted | codes | lengths of the phrases | phrases
//! ```
//!
//! Codes and lengths carry their lengths before them. A phrase is bits: how many features it has and one more, and of each how far it lies
//! from the one before (its bucket, with the lower eight bits of its hash below) and its weight. Each ends with a whole byte.
//! Their lengths, and one more each, are coded as numbers. What stands before the body is in `coding/file.rs`.

use once_cell::sync::OnceCell;

use super::Context;
#[cfg(any(feature = "train", test))]
use super::features::Feature;
use super::features::{Features, Room};
use crate::coding::{BitReader, Cursor, Decoder, File, FileKind, FormatError, NUMBER_BITS, REFILLED, split};
#[cfg(any(feature = "train", test))]
use crate::coding::{BitWriter, Encoder, put_block, put_parts};

/// The version of the format that this crate reads and writes.
pub const VERSION: u32 = 4;

const KIND: FileKind = FileKind {
    magic: b"NGBANCX\n",
    version: VERSION,
    other_kind: FormatError::Invalid { part: "wide context", offset: 0 },
};

/// The longest code of a weight.
const LONGEST: u32 = 9;

/// The most features of a phrase: the places of so many are numbers that can be coded.
const MOST_FEATURES: usize = 1 << 15;

const _: () = assert!(NUMBER_BITS + LONGEST <= REFILLED);

/// The codes of what a phrase has.
#[derive(Debug, Clone)]
struct Codes<C> {
    /// How many features there are, and how far apart they lie.
    numbers: C,
    weights: C,
}

/// The bytes of phrases that are not read yet.
#[derive(Debug, Clone)]
pub(super) struct Source<'b> {
    codes: Codes<Decoder>,
    /// By phrase.
    bytes: Vec<&'b [u8]>,
}

impl Source<'_> {
    /// Reads the features of a phrase. `None` where the bytes are not what [`Context::to_bytes`] writes.
    pub(super) fn features(&self, phrase: usize) -> Option<Features> {
        let Codes { numbers, weights } = &self.codes;
        let mut bits = BitReader::new(self.bytes.get(phrase)?);
        bits.refill();
        let len = numbers.next(&mut bits, 0)? as usize - 1;
        if len > MOST_FEATURES {
            return None;
        }
        let mut features = Room::for_features(len);
        // Places are counted from 1, as are the distances between them.
        let mut place = 0;
        for _ in 0..len {
            bits.refill();
            place += numbers.next(&mut bits, 1)?;
            features.add(place - 1, (weights.next(&mut bits, 0)? as i32 - 128) as i8)?;
        }
        bits.is_done().then_some(features.close())
    }
}

impl Context {
    /// Reads a file and checks every part of it.
    ///
    /// # Errors
    ///
    /// [`FormatError`] says what is wrong with the bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FormatError> {
        let (phrases, len, source, end) = read(bytes)?;
        let features: Option<Vec<Features>> = (0..phrases.len()).map(|phrase| source.features(phrase)).collect();
        let Some(features) = features else { return end.fail() };
        end.ensure(features.iter().map(|features| features.len()).sum::<usize>() == len)?;
        Ok(Self { phrases, features: features.into_iter().map(OnceCell::with_value).collect(), source: None, len })
    }

    /// Reads what stands before the features, which are read when their phrase is first asked about.
    pub(crate) fn when_asked(bytes: &'static [u8]) -> Result<Self, FormatError> {
        let (phrases, len, source, _) = read(bytes)?;
        Ok(Self { features: vec![OnceCell::new(); phrases.len()], phrases, source: Some(source), len })
    }
}

/// Phrases, how many features there are, where those are, and where they begin.
fn read(bytes: &[u8]) -> Result<(Vec<u32>, usize, Source<'_>, Cursor<'_>), FormatError> {
    let file = File::open(bytes, &KIND)?;
    file.check_sum()?;
    let mut r = Cursor::new(file.body, 0, "counts of the wide context");
    let [phrases, features] = [r.u32()? as usize, r.u32()? as usize];
    r.part = "phrases of the wide context";
    let hashes = r.take(phrases.saturating_mul(4))?;
    let phrases: Vec<u32> = hashes.as_chunks().0.iter().map(|&hash| u32::from_le_bytes(hash)).collect();
    r.ensure(phrases.is_sorted_by(|a, b| a < b))?;
    r.part = "codes of the wide context";
    let mut bits = BitReader::new(r.block()?);
    let numbers = Decoder::of_numbers(&mut bits, 2);
    let weights = Decoder::read(&mut bits, 1, 256, LONGEST);
    let (Some(numbers), Some(weights), true) = (numbers, weights, bits.is_done()) else { return r.fail() };
    r.part = "features of the wide context";
    let Some(bytes) = split(r.block()?, phrases.len(), r.rest()) else { return r.fail() };
    Ok((phrases, features, Source { codes: Codes { numbers, weights }, bytes }, r))
}

#[cfg(any(feature = "train", test))]
impl Context {
    /// Makes it of features: hash of the phrase, [`super::hash`] and weight, sorted. See [`Features::new`] for those that
    /// cannot be told apart.
    pub(crate) fn from_features(features: &[(u32, u32, i8)]) -> Self {
        let mut context = Self::default();
        for own in features.chunk_by(|a, b| a.0 == b.0) {
            let all = own.iter().take(MOST_FEATURES).map(|&(_, hash, weight)| Feature { hash, weight });
            let own_features = Features::new(all.collect());
            context.phrases.push(own[0].0);
            context.len += own_features.len();
            context.features.push(OnceCell::with_value(own_features));
        }
        context
    }

    /// Its file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut codes = Codes { numbers: Encoder::of_numbers(2), weights: Encoder::new(1, 256, LONGEST) };
        let all = || (0..self.phrases.len()).map(|phrase| self.features_of(phrase));
        all().for_each(|features| drop(codes.phrase(features)));
        let mut bits = BitWriter::default();
        codes.numbers.write_lengths(&mut bits);
        codes.weights.write_lengths(&mut bits);
        let phrases: Vec<Vec<u8>> = all().map(|features| codes.phrase(features)).collect();
        let mut body = Vec::new();
        for count in [self.phrases.len(), self.len] {
            body.extend((count as u32).to_le_bytes());
        }
        self.phrases.iter().for_each(|phrase| body.extend(phrase.to_le_bytes()));
        put_block(&mut body, &bits.finish());
        put_parts(&mut body, &phrases);
        File::write(&KIND, &body)
    }
}

#[cfg(any(feature = "train", test))]
impl Codes<Encoder> {
    /// Counts the features of a phrase, or writes them once codes are made.
    fn phrase(&mut self, features: &Features) -> Vec<u8> {
        let mut bits = BitWriter::default();
        self.numbers.number(&mut bits, 0, features.len() as u32 + 1);
        let mut before = 0;
        for (place, weight) in features.iter() {
            self.numbers.number(&mut bits, 1, place + 1 - before);
            before = place + 1;
            self.weights.symbol(&mut bits, 0, (i32::from(weight) + 128) as usize);
        }
        bits.finish()
    }
}
