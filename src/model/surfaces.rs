//! Words as they stand in texts, to numbers: one hash look-up.

use std::collections::HashMap;

use super::vocabulary::WordId;
use crate::text::fold::{placement_matters, unfold_into};
use crate::text::tone::Placement;

/// A word as a number: its bytes, if it has at most sixteen.
#[inline]
pub(super) fn pack(word: &str) -> Option<u128> {
    let bytes = word.as_bytes();
    let len = bytes.len();
    // In two reads that may overlap, where both say the same.
    let low = |at: usize| bytes.get(at..at + 8)?.try_into().ok().map(u64::from_le_bytes);
    let short = |at: usize| bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes);
    match len {
        0 => Some(0),
        1..4 => Some(
            u128::from(bytes[0])
                | u128::from(bytes[len / 2]) << (len / 2 * 8)
                | u128::from(bytes[len - 1]) << ((len - 1) * 8),
        ),
        4..8 => Some(u128::from(u64::from(short(0)?) | u64::from(short(len - 4)?) << ((len - 4) * 8))),
        8..=16 => Some(u128::from(low(0)?) | u128::from(low(len - 8)?) << ((len - 8) * 8)),
        _ => None,
    }
}

/// Words by their bytes: keys, and the usual ways of writing each.
#[derive(Clone, Default)]
pub(super) struct Surfaces {
    /// Open addressing with linear probing, at most two thirds full; 0 is an empty slot.
    slots: Vec<u128>,
    ids: Vec<WordId>,
    filled: usize,
    /// Words of more than sixteen bytes, by their keys.
    long: HashMap<String, WordId>,
    /// For writing forms.
    buffers: [String; 2],
}

impl Surfaces {
    /// Room for so many surfaces.
    pub(super) fn with_capacity(surfaces: usize) -> Self {
        let capacity = surfaces + surfaces / 2 + 2;
        Self { slots: vec![0; capacity], ids: vec![0; capacity], ..Self::default() }
    }

    /// The number of a surface of any length.
    pub(super) fn get(&self, surface: &str) -> Option<WordId> {
        match pack(surface) {
            Some(packed) => self.probe(packed),
            None => self.long.get(surface).copied(),
        }
    }

    /// The number of a packed surface.
    #[inline]
    pub(super) fn probe(&self, packed: u128) -> Option<WordId> {
        if self.slots.is_empty() {
            return None;
        }
        let mut at = self.slot(packed);
        loop {
            let slot = self.slots[at];
            if slot == packed {
                return Some(self.ids[at]);
            }
            if slot == 0 {
                return None;
            }
            at = self.after(at);
        }
    }

    /// Enters a word by its key and by the usual ways of writing it, so that finding those needs no folding: lower case
    /// and capitalised, in both placements of the tone mark.
    pub(super) fn insert_forms(&mut self, key: &str, id: WordId) {
        self.insert(key, id);
        if key.len() > size_of::<u128>() {
            return;
        }
        let [mut lower, mut capital] = std::mem::take(&mut self.buffers);
        let other = placement_matters(key).then_some(Placement::New);
        for placement in [Some(Placement::Old), other].into_iter().flatten() {
            lower.clear();
            unfold_into(key, placement, &mut lower);
            let mut rest = lower.chars();
            capital.clear();
            capital.extend(rest.next().into_iter().flat_map(char::to_uppercase));
            capital.push_str(rest.as_str());
            for surface in [&lower, &capital] {
                if let Some(packed) = pack(surface) {
                    self.put(packed, id);
                }
            }
        }
        self.buffers = [lower, capital];
    }

    /// Enters a word under its key alone. A key that is there stays what it is.
    pub(super) fn insert(&mut self, key: &str, id: WordId) {
        match pack(key) {
            Some(packed) if packed != 0 => self.put(packed, id),
            _ => {
                self.long.insert(key.to_owned(), id);
            }
        }
    }

    fn put(&mut self, packed: u128, id: WordId) {
        if (self.filled + 1) * 3 > self.slots.len() * 2 {
            self.grow();
        }
        let mut at = self.slot(packed);
        while self.slots[at] != 0 {
            if self.slots[at] == packed {
                return;
            }
            at = self.after(at);
        }
        self.slots[at] = packed;
        self.ids[at] = id;
        self.filled += 1;
    }

    fn grow(&mut self) {
        let larger = self.slots.len().max(32) * 2;
        let slots = std::mem::replace(&mut self.slots, vec![0; larger]);
        let ids = std::mem::replace(&mut self.ids, vec![0; larger]);
        self.filled = 0;
        for (packed, id) in slots.into_iter().zip(ids).filter(|&(packed, _)| packed != 0) {
            self.put(packed, id);
        }
    }

    #[inline]
    fn slot(&self, packed: u128) -> usize {
        const K: u64 = 0x9e37_79b9_7f4a_7c15;
        let low = packed as u64;
        let high = (packed >> 64) as u64;
        let mixed = (low ^ high.rotate_left(29).wrapping_mul(K)).wrapping_mul(K);
        let hash = (mixed ^ (mixed >> 32)).wrapping_mul(K) >> 32;
        // Scaled to the table (D. Lemire, *Fast random integer generation in an interval*, 2019): its size need not be a
        // power of two, and no page more is touched at start-up than is needed.
        ((hash * self.slots.len() as u64) >> 32) as usize
    }

    #[inline]
    fn after(&self, at: usize) -> usize {
        if at + 1 == self.slots.len() { 0 } else { at + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_words_are_their_bytes() {
        let word = "0123456789abcdef";
        for len in 0..=16 {
            let mut bytes = [0; 16];
            bytes[..len].copy_from_slice(&word.as_bytes()[..len]);
            assert_eq!(pack(&word[..len]), Some(u128::from_le_bytes(bytes)));
        }
        assert_eq!(pack("0123456789abcdefg"), None);
    }
}
