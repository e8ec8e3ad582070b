//! A quick hash of small numbers, for tables whose keys come from the model and the lexicon, not from the text: nobody
//! can choose them so that they collide.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A map by small numbers.
pub(crate) type MixMap<K, V> = HashMap<K, V, BuildHasherDefault<Mix>>;

/// A set of small numbers.
pub(crate) type MixSet<K> = HashSet<K, BuildHasherDefault<Mix>>;

/// An odd number without pattern: 2^64 over the golden ratio (D. Knuth, *Sorting and Searching*, 6.4).
const ODD: u64 = 0x9e37_79b9_7f4a_7c15;

/// And another: the fractional part of the square root of 3.
const OTHER_ODD: u64 = 0xbb67_ae85_84ca_a73b;

/// A hash of two numbers in its lower half, by two multiplications that do not wait for one another.
#[inline]
pub(crate) fn pair(one: u64, other: u64) -> u64 {
    (one.wrapping_mul(ODD) ^ other.wrapping_mul(OTHER_ODD).rotate_left(7)) >> 32
}

/// A polynomial in the numbers, folded so that all its bits depend on all of theirs.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Mix(u64);

impl Hasher for Mix {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    #[inline]
    fn write_u16(&mut self, number: u16) {
        self.write_u64(u64::from(number));
    }

    #[inline]
    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    #[inline]
    fn write_u64(&mut self, number: u64) {
        self.0 = self.0.wrapping_mul(ODD).wrapping_add(number);
    }

    #[inline]
    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    #[inline]
    fn finish(&self) -> u64 {
        let product = self.0.wrapping_mul(ODD);
        (product ^ product >> 32).wrapping_mul(ODD)
    }
}
