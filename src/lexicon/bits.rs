//! Which keys are not in a table, told by one bit each, so that the table itself is seldom asked.

/// A bit for each key, at a place of its hash (B. Bloom, *Space/time trade-offs in hash coding with allowable errors*, 1970).
/// Most of what a text is asked for is in no table, and the bits stay in the cache where the table does not.
#[derive(Debug, Clone)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// At least so many bits for each of so many keys.
    pub(super) fn new(keys: usize, each: usize) -> Self {
        Self(vec![0; (keys * each).next_power_of_two().max(1 << 10) / u64::BITS as usize])
    }

    pub(super) fn add(&mut self, key: u64) {
        let (number, bit) = self.place(key);
        self.0[number] |= bit;
    }

    /// Whether the key may have been added; where not, it was not.
    #[inline]
    pub(super) fn may_have(&self, key: u64) -> bool {
        let (number, bit) = self.place(key);
        self.0[number] & bit != 0
    }

    /// The bit of a key: its number, and where it is in that.
    #[inline]
    fn place(&self, key: u64) -> (usize, u64) {
        let hash = hash(key);
        ((hash >> 38) as usize & (self.0.len() - 1), 1 << (hash >> 32 & 63))
    }
}

impl Default for Bits {
    fn default() -> Self {
        Self::new(0, 0)
    }
}

/// Spreads a key over all bits (D. Knuth, *Sorting and Searching*, 6.4); the upper half is the better one.
#[inline]
pub(super) fn hash(key: u64) -> u64 {
    key.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn what_was_added_is_there_and_most_else_is_not() {
        let mut random = Random(5);
        let mut key = || random.below(1 << 30) as u64;
        let keys: Vec<u64> = (0..10_000).map(|_| key()).collect();
        let mut bits = Bits::new(keys.len(), 8);
        keys.iter().for_each(|&key| bits.add(key));
        assert!(keys.iter().all(|&key| bits.may_have(key)));
        // 131,072 bits, of which one in fourteen is set.
        let others = (0..10_000).filter(|_| bits.may_have(key())).count();
        assert!((500..1_000).contains(&others), "{others}");
        assert!(!Bits::default().may_have(keys[0]));
    }
}
