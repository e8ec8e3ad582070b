//! The file of the wide context, validated before use.
//!
//! ```text
//! magic "NGBANCX\n" | version u32 | checksum u64 | phrases u32 | features u32
//! phrases u32, sorted | sizes of the buckets u8 | lower bits of the features u8 | their weights i8
//! ```

use std::borrow::Cow;

use super::{BUCKETS, Context};
use crate::model::{FormatError, checksum};

const MAGIC: &[u8; 8] = b"NGBANCX\n";

/// The version of the format that this crate reads and writes.
const VERSION: u32 = 1;

/// What stands before the phrases.
const HEADER: usize = 28;

/// The arrays of a file.
struct Parts<'b> {
    phrases: &'b [[u8; 4]],
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
        let Parts { phrases, sizes, lows, weights } = Parts::read(bytes)?;
        let [sizes, lows, weights] = [sizes, lows, weights].map(|part| Cow::Owned(part.to_vec()));
        Ok(Self { starts: starts(&sizes), phrases: Cow::Owned(phrases.to_vec()), sizes, lows, weights })
    }

    /// The same for bytes that stay where they are.
    ///
    /// # Errors
    ///
    /// As [`Context::from_bytes`].
    pub fn from_static(bytes: &'static [u8]) -> Result<Self, FormatError> {
        let Parts { phrases, sizes, lows, weights } = Parts::read(bytes)?;
        let [sizes, lows, weights] = [sizes, lows, weights].map(Cow::Borrowed);
        Ok(Self { starts: starts(&sizes), phrases: Cow::Borrowed(phrases), sizes, lows, weights })
    }

    /// Makes it of the hashes of phrases, sorted, and of features, sorted, with their weights.
    #[cfg(any(feature = "train", test))]
    pub(crate) fn from_parts(phrases: &[u32], features: &[(u32, i8)]) -> Self {
        let mut sizes = vec![0u8; BUCKETS];
        let mut kept = Vec::with_capacity(features.len());
        for &(slot, weight) in features {
            let size = &mut sizes[(slot >> 8) as usize];
            if *size < u8::MAX {
                *size += 1;
                kept.push(((slot & 0xff) as u8, weight as u8));
            }
        }
        let (lows, weights): (Vec<u8>, Vec<u8>) = kept.into_iter().unzip();
        Self {
            phrases: Cow::Owned(phrases.iter().map(|phrase| phrase.to_le_bytes()).collect()),
            starts: starts(&sizes),
            sizes: Cow::Owned(sizes),
            lows: Cow::Owned(lows),
            weights: Cow::Owned(weights),
        }
    }

    /// Its file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::new();
        body.extend((self.phrases.len() as u32).to_le_bytes());
        body.extend((self.lows.len() as u32).to_le_bytes());
        body.extend(self.phrases.as_flattened());
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

/// Where each bucket begins; one more at the end.
fn starts(sizes: &[u8]) -> Vec<u32> {
    let mut starts = Vec::with_capacity(sizes.len() + 1);
    let mut start = 0;
    starts.push(start);
    for &size in sizes {
        start += u32::from(size);
        starts.push(start);
    }
    starts
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
        let (phrases, features) = number(20).zip(number(24)).ok_or(short)?;
        let (phrases, features) = (phrases as usize, features as usize);
        let expected = HEADER as u64 + 4 * phrases as u64 + BUCKETS as u64 + 2 * features as u64;
        if expected != found {
            return Err(FormatError::Length { expected, found });
        }
        if checksum(&bytes[20..]).to_le_bytes() != stated {
            return Err(FormatError::Checksum);
        }
        // The length was checked above, so that no cut can fail.
        let (phrases, rest) = bytes[HEADER..].split_at(4 * phrases);
        let (sizes, rest) = rest.split_at(BUCKETS);
        let (lows, weights) = rest.split_at(features);
        if sizes.iter().map(|&size| usize::from(size)).sum::<usize>() != features {
            return Err(invalid("buckets of the wide context", HEADER + phrases.len()));
        }
        let (phrases, _) = phrases.as_chunks::<4>();
        if !phrases.is_sorted_by_key(|&phrase| u32::from_le_bytes(phrase)) {
            return Err(invalid("phrases of the wide context", HEADER));
        }
        Ok(Self { phrases, sizes, lows, weights })
    }
}
