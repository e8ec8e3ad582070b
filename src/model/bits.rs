//! A bit vector that knows how many of its bits are one.

/// Bits in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bits {
    words: Vec<u64>,
    ones: u32,
}

impl Bits {
    pub(crate) fn new(words: Vec<u64>) -> Self {
        let ones = words.iter().map(|word| word.count_ones()).sum();
        Self { words, ones }
    }

    #[cfg(feature = "train")]
    pub(crate) fn from_bits(bits: impl ExactSizeIterator<Item = bool>) -> Self {
        let mut words = vec![0u64; bits.len().div_ceil(64)];
        for (i, bit) in bits.enumerate() {
            words[i / 64] |= u64::from(bit) << (i % 64);
        }
        Self::new(words)
    }

    #[cfg(feature = "train")]
    pub(crate) fn words(&self) -> &[u64] {
        &self.words
    }

    pub(crate) fn count_ones(&self) -> u32 {
        self.ones
    }

    /// How many bits there are.
    pub(crate) fn len_bits(&self) -> usize {
        self.words.len() * 64
    }

    /// The last bit that is one.
    pub(crate) fn last_bit(&self) -> Option<usize> {
        let at = self.words.iter().rposition(|&word| word != 0)?;
        Some(at * 64 + 63 - self.words[at].leading_zeros() as usize)
    }

    /// The bits `16 * block..16 * block + 16`, the first the lowest; bits beyond the end are zero.
    pub(crate) fn sixteen(&self, block: usize) -> u16 {
        self.words.get(block / 4).map_or(0, |word| (word >> (block % 4 * 16)) as u16)
    }

    /// Whether a bit is one; bits beyond the end are zero.
    pub(crate) fn get(&self, i: usize) -> bool {
        self.words.get(i / 64).is_some_and(|word| word >> (i % 64) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_where_they_were_put() {
        let words = vec![0b1010, 0, 1 << 63];
        let bits = Bits::new(words);
        let ones: Vec<usize> = (0..300).filter(|&i| bits.get(i)).collect();
        assert_eq!(ones, [1, 3, 191]);
        assert_eq!((bits.count_ones(), bits.len_bits(), bits.last_bit()), (3, 192, Some(191)));
        assert_eq!(Bits::new(vec![0]).last_bit(), None);
    }
}
