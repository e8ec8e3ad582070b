//! Numbers of any width, one after another, lowest bit first.

/// Reads bits; past the end there are zeros, which [`BitReader::is_done`] tells.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BitReader<'b> {
    bytes: &'b [u8],
    at: usize,
    buffer: u64,
    /// How many bits the buffer holds.
    filled: u32,
}

/// After [`BitReader::refill`], so many bits can be taken.
pub(crate) const REFILLED: u32 = 56;

impl<'b> BitReader<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0, buffer: 0, filled: 0 }
    }

    /// Makes sure that [`REFILLED`] bits are there.
    #[inline]
    pub(crate) fn refill(&mut self) {
        match self.bytes.get(self.at..).and_then(<[u8]>::first_chunk) {
            Some(&eight) => {
                self.buffer |= u64::from_le_bytes(eight) << self.filled;
                self.at += (63 - self.filled as usize) / 8;
                self.filled |= REFILLED;
            }
            None => self.refill_at_the_end(),
        }
    }

    #[cold]
    fn refill_at_the_end(&mut self) {
        while self.filled < REFILLED {
            self.buffer |= u64::from(self.bytes.get(self.at).copied().unwrap_or(0)) << self.filled;
            self.at += 1;
            self.filled += 8;
        }
    }

    /// The next bits, at most 32, without taking them.
    #[inline]
    pub(crate) fn peek(&self, bits: u32) -> u32 {
        (self.buffer & ((1 << bits) - 1)) as u32
    }

    #[inline]
    pub(crate) fn skip(&mut self, bits: u32) {
        self.buffer >>= bits;
        self.filled -= bits;
    }

    /// Takes so many bits, at most 32, of those that are there.
    #[inline]
    pub(crate) fn take(&mut self, bits: u32) -> u32 {
        let taken = self.peek(bits);
        self.skip(bits);
        taken
    }

    /// How many bytes were read; one of which a bit was taken counts.
    fn read(&self) -> usize {
        self.at - (self.filled / 8) as usize
    }

    /// Whether all bytes were read, and nothing beyond them.
    pub(crate) fn is_done(&self) -> bool {
        self.read() == self.bytes.len()
    }

    /// Whether more was read than there is.
    pub(crate) fn is_over(&self) -> bool {
        self.read() > self.bytes.len()
    }
}

/// Writes bits.
#[cfg(any(test, feature = "train"))]
#[derive(Debug, Default)]
pub(crate) struct BitWriter {
    bytes: Vec<u8>,
    buffer: u64,
    filled: u32,
}

#[cfg(any(test, feature = "train"))]
impl BitWriter {
    /// Writes the lowest bits of a number, at most 32.
    pub(crate) fn put(&mut self, number: u32, bits: u32) {
        self.buffer |= u64::from(number) << self.filled;
        self.filled += bits;
        while self.filled >= 8 {
            self.bytes.push(self.buffer as u8);
            self.buffer >>= 8;
            self.filled -= 8;
        }
    }

    /// The bytes; the last is filled up with zeros.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        if self.filled > 0 {
            self.bytes.push(self.buffer as u8);
        }
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn what_is_written_is_read() {
        for seed in 0..50 {
            let mut random = Random(seed);
            let numbers: Vec<(u32, u32)> = (0..random.below(60))
                .map(|_| {
                    let bits = random.below(25) as u32;
                    (random.below(1 << bits) as u32, bits)
                })
                .collect();
            let mut writer = BitWriter::default();
            numbers.iter().for_each(|&(number, bits)| writer.put(number, bits));
            let bytes = writer.finish();
            let mut reader = BitReader::new(&bytes);
            for &(number, bits) in &numbers {
                reader.refill();
                assert_eq!(reader.take(bits), number);
            }
            assert!(reader.is_done() && !reader.is_over());
            // A byte more that nobody reads, and bits beyond the end, are told.
            let longer = [bytes.as_slice(), &[0]].concat();
            let mut reader = BitReader::new(&longer);
            for &(_, bits) in &numbers {
                reader.refill();
                reader.skip(bits);
            }
            assert!(!reader.is_done());
            for _ in 0..2 {
                reader.refill();
                reader.skip(8);
            }
            assert!(!reader.is_done() && reader.is_over());
        }
    }
}
