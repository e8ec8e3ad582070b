//! The file of the wide context, validated before use.
//!
//! ```text
//! magic "NGBANCX\n" | version u32 | bytes u64 | checksum u64 | body
//! body: phrases u32 | features u32 | the hashes of the phrases u32, sorted | bytes of the first stream u32 | two streams
//! ```
//!
//! `bytes` is the length of the body, `checksum` a 64-bit hash of it, as in a model file. The first stream has of each phrase how many features it has and where each lies, from one to the next: its bucket, with
//! the lower eight bits of its hash below. The second has their weights. Both are coded as [`coding`](crate::coding) has it.

#[cfg(any(feature = "train", test))]
use super::bucket;
use super::{Context, PADDING};
use crate::coding::{BitReader, Decoder};
#[cfg(any(feature = "train", test))]
use crate::coding::{BitWriter, Encoder};
use crate::model::{FormatError, checksum};

const MAGIC: &[u8; 8] = b"NGBANCX\n";

/// The version of the format that this crate reads and writes.
const VERSION: u32 = 3;

/// What stands before the body.
const HEADER: usize = 28;

/// How many features a bucket has, more or less. One in 64 that are not there is taken for one that is.
const BUCKET: usize = 4;

/// The longest code of a weight.
const LONGEST: u32 = 9;

/// The most features of a phrase.
const MOST: usize = 1 << 16;

/// How many buckets so many features of a phrase have.
pub(super) fn buckets(features: usize) -> usize {
    features.div_ceil(BUCKET)
}

impl Context {
    /// Reads a file and checks every part of it.
    ///
    /// # Errors
    ///
    /// [`FormatError`] says what is wrong with the bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FormatError> {
        let invalid = |part, offset| FormatError::Invalid { part, offset };
        if !bytes.starts_with(MAGIC) {
            return Err(invalid("wide context", 0));
        }
        let found = bytes.len() as u64;
        let number = |at: usize| bytes.get(at..at + 4).map(|x| u32::from_le_bytes(x.try_into().unwrap_or_default()));
        let short = FormatError::Length { expected: HEADER as u64, found };
        let version = number(8).ok_or(short.clone())?;
        if version != VERSION {
            return Err(invalid("version of the wide context", MAGIC.len()));
        }
        let (Some(header), Some(body)) = (bytes.get(12..HEADER), bytes.get(HEADER..)) else { return Err(short) };
        let (len, sum) = header.split_at(8);
        if (body.len() as u64).to_le_bytes() != len {
            let stated = u64::from_le_bytes(len.try_into().unwrap_or_default());
            return Err(FormatError::Length { expected: stated.saturating_add(HEADER as u64), found });
        }
        if checksum(body).to_le_bytes() != sum {
            return Err(FormatError::Checksum);
        }
        let counts = (number(HEADER), number(HEADER + 4));
        let (Some(phrases), Some(features)) = counts else { return Err(invalid("counts of the wide context", HEADER)) };
        let first = HEADER + 8;
        let rest = (phrases as usize).saturating_mul(4).saturating_add(first);
        let hashes = bytes.get(first..rest).ok_or(invalid("phrases of the wide context", first))?;
        let phrases: Vec<u32> = hashes.as_chunks().0.iter().map(|&hash| u32::from_le_bytes(hash)).collect();
        if !phrases.is_sorted_by(|a, b| a < b) {
            return Err(invalid("phrases of the wide context", first));
        }
        let streams = number(rest).and_then(|places| bytes.get(rest + 4..)?.split_at_checked(places as usize));
        let context = streams.and_then(|streams| Self::read(phrases, features as usize, streams));
        context.ok_or(invalid("features of the wide context", rest))
    }

    /// Reads the features.
    fn read(phrases: Vec<u32>, features: usize, (places, weights): (&[u8], &[u8])) -> Option<Self> {
        // Each takes a bit at least.
        if features > 8 * weights.len() {
            return None;
        }
        let mut bits = BitReader::new(places);
        let numbers = Decoder::of_numbers(&mut bits, 2)?;
        let mut context = Self { phrases, ..Self::default() };
        context.lows.reserve(features + PADDING);
        context.starts.reserve(buckets(features) + context.phrases.len() + 1);
        for _ in 0..context.phrases.len() {
            bits.refill();
            let own = numbers.next(&mut bits, 0)? as usize;
            if own > MOST.min(features - context.lows.len()) {
                return None;
            }
            context.firsts.push(context.starts.len() as u32);
            let end = context.starts.len() + buckets(own);
            let first = context.starts.len();
            // Places are counted from 1, as are the distances between them.
            let mut place = 0;
            for _ in 0..own {
                bits.refill();
                place += numbers.next(&mut bits, 1)? as usize;
                let bucket = first + ((place - 1) >> 8);
                if bucket >= end {
                    return None;
                }
                while context.starts.len() <= bucket {
                    context.starts.push(context.lows.len() as u32);
                }
                context.lows.push((place - 1) as u8);
            }
            context.starts.resize(end, context.lows.len() as u32);
        }
        let whole = bits.is_done() && context.lows.len() == features;
        context.close();
        context.weights = Self::read_weights(weights, features)?;
        whole.then_some(context)
    }

    fn read_weights(weights: &[u8], features: usize) -> Option<Vec<i8>> {
        let mut bits = BitReader::new(weights);
        let coder = Decoder::read(&mut bits, 1, 256, LONGEST)?;
        let mut weights = Vec::with_capacity(features);
        for _ in 0..features {
            bits.refill();
            weights.push((coder.next(&mut bits, 0)? as i32 - 128) as i8);
        }
        bits.is_done().then_some(weights)
    }

    /// Tells where the last lists end, and pads them.
    fn close(&mut self) {
        self.firsts.push(self.starts.len() as u32);
        self.starts.push(self.lows.len() as u32);
        self.lows.extend([0; PADDING]);
    }

    /// Makes it of features: hash of the phrase, [`super::hash`] and weight, sorted. Of features that cannot be told apart,
    /// the first counts.
    #[cfg(any(feature = "train", test))]
    pub(crate) fn from_features(features: &[(u32, u32, i8)]) -> Self {
        let mut context = Self::default();
        for own in features.chunk_by(|a, b| a.0 == b.0) {
            let own = &own[..own.len().min(MOST)];
            let place = |hash: u32, buckets: usize| (bucket(hash, buckets as u32) << 8 | hash & 0xff, hash);
            // What cannot be told apart is so few that the number of buckets hardly changes: twice is enough, mostly.
            let mut kept: Vec<(u32, i8)> = own.iter().map(|&(_, hash, weight)| (hash, weight)).collect();
            loop {
                let buckets = buckets(kept.len());
                let before = kept.len();
                kept.sort_by_key(|&(hash, _)| place(hash, buckets));
                kept.dedup_by_key(|&mut (hash, _)| place(hash, buckets).0);
                if kept.len() == before {
                    break;
                }
            }
            context.phrases.push(own[0].0);
            context.firsts.push(context.starts.len() as u32);
            let first = context.starts.len();
            let buckets = buckets(kept.len());
            for (hash, weight) in kept {
                let bucket = first + bucket(hash, buckets as u32) as usize;
                let start = context.lows.len() as u32;
                context.starts.resize(context.starts.len().max(bucket + 1), start);
                context.lows.push(hash as u8);
                context.weights.push(weight);
            }
            context.starts.resize(first + buckets, context.lows.len() as u32);
        }
        context.close();
        context
    }

    /// Its file.
    #[cfg(any(feature = "train", test))]
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let [mut places, mut weights] = [BitWriter::default(), BitWriter::default()];
        let mut numbers = Encoder::of_numbers(2);
        let mut coder = Encoder::new(1, 256, LONGEST);
        // Once to count symbols, once to write them.
        for pass in 0..2 {
            for buckets in self.firsts.windows(2) {
                let [first, end] = [buckets[0] as usize, buckets[1] as usize];
                numbers.number(&mut places, 0, self.starts[end] - self.starts[first]);
                let mut before = 0;
                for bucket in first..end {
                    for &low in &self.lows[self.starts[bucket] as usize..self.starts[bucket + 1] as usize] {
                        let place = ((bucket - first) as u32) << 8 | u32::from(low);
                        numbers.number(&mut places, 1, place + 1 - before);
                        before = place + 1;
                    }
                }
            }
            self.weights.iter().for_each(|&weight| coder.symbol(&mut weights, 0, (i32::from(weight) + 128) as usize));
            if pass == 0 {
                numbers.write_lengths(&mut places);
                coder.write_lengths(&mut weights);
            }
        }
        let places = places.finish();
        let mut body = Vec::new();
        for count in [self.phrases.len(), self.len()] {
            body.extend((count as u32).to_le_bytes());
        }
        self.phrases.iter().for_each(|phrase| body.extend(phrase.to_le_bytes()));
        body.extend((places.len() as u32).to_le_bytes());
        body.extend(places);
        body.extend(weights.finish());
        let mut file = Vec::with_capacity(body.len() + HEADER);
        file.extend(MAGIC);
        file.extend(VERSION.to_le_bytes());
        file.extend((body.len() as u64).to_le_bytes());
        file.extend(checksum(&body).to_le_bytes());
        file.append(&mut body);
        file
    }
}
