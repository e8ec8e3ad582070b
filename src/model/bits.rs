//! A bit vector with constant-time rank.

/// Bits in order, with the number of ones before each block of 512.
#[derive(Debug, Clone, Default)]
pub(crate) struct RankBits {
    words: Vec<u64>,
    /// Ones before block `i` of eight words.
    blocks: Vec<u32>,
    ones: u32,
}

impl RankBits {
    pub(crate) fn new(words: Vec<u64>) -> Self {
        let mut blocks = Vec::with_capacity(words.len().div_ceil(8));
        let mut ones = 0;
        for block in words.chunks(8) {
            blocks.push(ones);
            ones += block.iter().map(|word| word.count_ones()).sum::<u32>();
        }
        Self { words, blocks, ones }
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

    /// Ones before bit `i`, if bit `i` is one.
    #[inline]
    pub(crate) fn rank_if_set(&self, i: u32) -> Option<u32> {
        let at = i as usize / 64;
        let word = *self.words.get(at)?;
        let bit = 1u64 << (i % 64);
        if word & bit == 0 {
            return None;
        }
        let block = at / 8;
        let mut rank = *self.blocks.get(block)?;
        for word in &self.words[block * 8..at] {
            rank += word.count_ones();
        }
        Some(rank + (word & (bit - 1)).count_ones())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rank_counts_what_a_scan_counts() {
        let mut x = 7u64;
        let words: Vec<u64> = (0..40)
            .map(|_| {
                x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                x
            })
            .collect();
        let bits = RankBits::new(words.clone());
        let mut ones = 0;
        for i in 0..40 * 64u32 {
            let set = words[i as usize / 64] >> (i % 64) & 1 == 1;
            assert_eq!(bits.rank_if_set(i), set.then_some(ones));
            ones += u32::from(set);
        }
        assert_eq!(bits.count_ones(), ones);
        assert_eq!(bits.rank_if_set(40 * 64), None);
    }
}
