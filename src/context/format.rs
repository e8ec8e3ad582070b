//! The file of the wide context, validated before use.
//!
//! ```text
//! magic "NGBANCX\n" | version u32 | checksum u64 | phrases u32 | buckets u32 | features u32
//! phrases u32, sorted | buckets of each phrase u16 | features of each bucket u8
//! lower bits of the features u8 | their weights i8
//! ```

use std::borrow::Cow;

use super::Context;
#[cfg(any(feature = "train", test))]
use super::bucket;
use crate::model::{FormatError, checksum};

const MAGIC: &[u8; 8] = b"NGBANCX\n";

/// The version of the format that this crate reads and writes.
const VERSION: u32 = 2;

/// What stands before the phrases.
const HEADER: usize = 32;

/// How many features a bucket has, more or less. One in 64 that are not there is taken for one that is.
#[cfg(any(feature = "train", test))]
pub(super) const BUCKET: usize = 4;

/// The arrays of a file.
struct Parts<'b> {
    phrases: &'b [[u8; 4]],
    buckets: &'b [[u8; 2]],
    sizes: &'b [u8],
    lows: &'b [u8],
    weights: &'b [u8],
}

impl Context {
    /// Reads a file and checks every part of it.
    ///
    /// # Errors
    ///
    /// [`FormatError`] says what is wrong with the bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FormatError> {
        let Parts { phrases, buckets, sizes, lows, weights } = Parts::read(bytes)?;
        let [sizes, lows, weights] = [sizes, lows, weights].map(|part| Cow::Owned(part.to_vec()));
        Ok(Self::indexed(Cow::Owned(phrases.to_vec()), Cow::Owned(buckets.to_vec()), sizes, lows, weights))
    }

    /// The same for bytes that stay where they are.
    ///
    /// # Errors
    ///
    /// As [`Context::from_bytes`].
    pub fn from_static(bytes: &'static [u8]) -> Result<Self, FormatError> {
        let Parts { phrases, buckets, sizes, lows, weights } = Parts::read(bytes)?;
        let [sizes, lows, weights] = [sizes, lows, weights].map(Cow::Borrowed);
        Ok(Self::indexed(Cow::Borrowed(phrases), Cow::Borrowed(buckets), sizes, lows, weights))
    }

    fn indexed(
        phrases: Cow<'static, [[u8; 4]]>,
        buckets: Cow<'static, [[u8; 2]]>,
        sizes: Cow<'static, [u8]>,
        lows: Cow<'static, [u8]>,
        weights: Cow<'static, [u8]>,
    ) -> Self {
        let firsts = starts(buckets.iter().map(|&buckets| u32::from(u16::from_le_bytes(buckets))));
        let starts = starts(sizes.iter().map(|&size| u32::from(size)));
        Self { phrases, buckets, sizes, lows, weights, firsts, starts }
    }

    /// Makes it of the hashes of phrases, sorted, and of features: phrase, [`super::hash`] and weight, sorted.
    #[cfg(any(feature = "train", test))]
    pub(crate) fn from_parts(phrases: &[u32], features: &[(u32, u32, i8)]) -> Self {
        let mut buckets = Vec::with_capacity(phrases.len());
        let mut sizes = Vec::new();
        let mut kept = Vec::with_capacity(features.len());
        let mut rest = features;
        for &phrase in phrases {
            let (own, others) = rest.split_at(rest.partition_point(|&(other, ..)| other <= phrase));
            rest = others;
            let own = &own[own.partition_point(|&(other, ..)| other < phrase)..];
            let count = own.len().div_ceil(BUCKET).min(usize::from(u16::MAX)) as u32;
            let first = sizes.len();
            sizes.resize(first + count as usize, 0u8);
            // Sorted by hash, they are sorted by bucket.
            for &(_, hash, weight) in own {
                let size = &mut sizes[first + bucket(hash, count) as usize];
                if *size < u8::MAX {
                    *size += 1;
                    kept.push((hash as u8, weight as u8));
                }
            }
            buckets.push((count as u16).to_le_bytes());
        }
        let (lows, weights): (Vec<u8>, Vec<u8>) = kept.into_iter().unzip();
        let phrases = phrases.iter().map(|phrase| phrase.to_le_bytes()).collect();
        let [sizes, lows, weights] = [sizes, lows, weights].map(Cow::Owned);
        Self::indexed(Cow::Owned(phrases), Cow::Owned(buckets), sizes, lows, weights)
    }

    /// Its file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::new();
        for count in [self.phrases.len(), self.sizes.len(), self.lows.len()] {
            body.extend((count as u32).to_le_bytes());
        }
        body.extend(self.phrases.as_flattened());
        body.extend(self.buckets.as_flattened());
        for part in [&self.sizes, &self.lows, &self.weights] {
            body.extend_from_slice(part);
        }
        let mut file = Vec::with_capacity(body.len() + HEADER);
        file.extend(MAGIC);
        file.extend(VERSION.to_le_bytes());
        file.extend(checksum(&body).to_le_bytes());
        file.append(&mut body);
        file
    }
}

/// Where each of some lists begins, by their lengths; one more at the end.
fn starts(lengths: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut end = 0;
    std::iter::once(0)
        .chain(lengths.map(|length| {
            end += length;
            end
        }))
        .collect()
}

impl<'b> Parts<'b> {
    fn read(bytes: &'b [u8]) -> Result<Self, FormatError> {
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
        let stated = bytes.get(12..20).ok_or(short.clone())?;
        let [phrases, buckets, features] = [20, 24, 28].map(|at| number(at).map(|count| count as usize));
        let (Some(phrases), Some(buckets), Some(features)) = (phrases, buckets, features) else { return Err(short) };
        let expected = HEADER as u64 + 6 * phrases as u64 + buckets as u64 + 2 * features as u64;
        if expected != found {
            return Err(FormatError::Length { expected, found });
        }
        if checksum(&bytes[20..]).to_le_bytes() != stated {
            return Err(FormatError::Checksum);
        }
        // The length was checked above, so that no cut can fail.
        let (phrases, rest) = bytes[HEADER..].split_at(4 * phrases);
        let (of_phrases, rest) = rest.split_at(phrases.len() / 2);
        let (sizes, rest) = rest.split_at(buckets);
        let (lows, weights) = rest.split_at(features);
        let (phrases, _) = phrases.as_chunks::<4>();
        let (of_phrases, _) = of_phrases.as_chunks::<2>();
        if !phrases.is_sorted_by(|a, b| u32::from_le_bytes(*a) < u32::from_le_bytes(*b)) {
            return Err(invalid("phrases of the wide context", HEADER));
        }
        let place = HEADER + 4 * phrases.len();
        if of_phrases.iter().map(|&count| usize::from(u16::from_le_bytes(count))).sum::<usize>() != buckets {
            return Err(invalid("phrases' buckets of the wide context", place));
        }
        if sizes.iter().map(|&size| usize::from(size)).sum::<usize>() != features {
            return Err(invalid("buckets of the wide context", place + 2 * phrases.len()));
        }
        Ok(Self { phrases, buckets: of_phrases, sizes, lows, weights })
    }
}
