//! Finding phrases: a trie over word numbers, read backwards from every word.

use super::bits::{Bits, hash};
use super::matcher::Found;
use crate::model::WordId;

/// Phrases by their words, from the last to the first.
///
/// A phrase has few words, and most words end none, so that walking from each word is faster than an automaton over the
/// text, and the trie is made in a fraction of the time: one hash table holds all its edges.
#[derive(Debug, Clone)]
pub(super) struct Phrases {
    /// By word: the node of the phrases that end with it; 0 is none.
    last: Vec<u32>,
    /// Open addressing with linear probing, at most half full; 0 is an empty slot.
    edges: Vec<Edge>,
    /// By edge: most words do not go before those after them in any phrase.
    some: Bits,
    /// By node: the phrase that begins here, plus one; 0 is none. Node 0 is the root.
    phrase: Vec<u32>,
    phrases: u32,
}

/// The node that it comes from, and its word; and the node that it goes to, of 24 bits.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Edge(u64);

/// Bits that tell of an edge that it is none, by slot of the table.
const BITS: usize = 4;

/// Bits of the number of a node.
const NODE_BITS: u32 = 24;

impl Edge {
    /// What it is found by.
    #[inline]
    fn key(from: u32, word: WordId) -> u64 {
        u64::from(from) << WordId::BITS | u64::from(word)
    }

    fn new(key: u64, to: u32) -> Self {
        Self(key << NODE_BITS | u64::from(to))
    }

    #[inline]
    fn to(self) -> u32 {
        (self.0 & ((1 << NODE_BITS) - 1)) as u32
    }

    #[inline]
    fn is_of(self, key: u64) -> bool {
        self.0 >> NODE_BITS == key
    }
}

impl Phrases {
    /// Room for so many phrases of a few words each.
    pub(super) fn with_capacity(phrases: usize) -> Self {
        let edges = vec![Edge::default(); (phrases * 2).next_power_of_two().max(64)];
        let some = Bits::new(edges.len(), BITS);
        Self { last: Vec::new(), edges, some, phrase: vec![0], phrases: 0 }
    }

    /// The number of a phrase: a new one in turn, if it is new. `None` for no words, and where there is no room for more.
    pub(super) fn add(&mut self, words: &[WordId]) -> Option<u32> {
        if self.phrase.len() + words.len() >= 1 << NODE_BITS {
            return None;
        }
        let (&last, before) = words.split_last()?;
        let place = usize::from(last);
        if place >= self.last.len() {
            self.last.resize(place + 1, 0);
        }
        if self.last[place] == 0 {
            self.last[place] = self.phrase.len() as u32;
            self.phrase.push(0);
        }
        let mut node = self.last[place];
        for &word in before.iter().rev() {
            node = self.enter(node, word);
        }
        let phrase = &mut self.phrase[node as usize];
        if *phrase == 0 {
            self.phrases += 1;
            *phrase = self.phrases;
        }
        Some(*phrase - 1)
    }

    /// How many phrases there are.
    pub(super) fn len(&self) -> usize {
        self.phrases as usize
    }

    /// Finds every phrase among the words, overlapping ones too, in the order of their ends, the longer before the
    /// shorter.
    pub(super) fn find(&self, words: &[WordId], found: &mut Vec<Found>) {
        for (at, &last) in words.iter().enumerate() {
            let mut node = self.last.get(usize::from(last)).copied().unwrap_or(0);
            let first = found.len();
            let mut start = at;
            while node != 0 {
                if let Some(pattern) = self.phrase[node as usize].checked_sub(1) {
                    found.push(Found { pattern, start: start as u32, end: at as u32 + 1 });
                }
                if start == 0 {
                    break;
                }
                start -= 1;
                node = self.follow(node, words[start]);
            }
            found[first..].reverse();
        }
    }

    /// The node behind an edge; 0 for none.
    #[inline]
    fn follow(&self, from: u32, word: WordId) -> u32 {
        let key = Edge::key(from, word);
        if self.some.may_have(key) { self.edges[self.slot(key)].to() } else { 0 }
    }

    /// The node behind an edge, which is made if there is none.
    fn enter(&mut self, from: u32, word: WordId) -> u32 {
        let key = Edge::key(from, word);
        let at = self.slot(key);
        if self.edges[at] != Edge::default() {
            return self.edges[at].to();
        }
        let to = self.phrase.len() as u32;
        self.phrase.push(0);
        self.put(at, key, to);
        // Nodes are edges and the words that end phrases.
        if self.phrase.len() * 2 > self.edges.len() {
            let larger = vec![Edge::default(); self.edges.len() * 2];
            self.some = Bits::new(larger.len(), BITS);
            for edge in std::mem::replace(&mut self.edges, larger).into_iter().filter(|&edge| edge != Edge::default()) {
                let key = edge.0 >> NODE_BITS;
                self.put(self.slot(key), key, edge.to());
            }
        }
        to
    }

    fn put(&mut self, at: usize, key: u64, to: u32) {
        self.edges[at] = Edge::new(key, to);
        self.some.add(key);
    }

    /// Where an edge stands, or would stand.
    #[inline]
    fn slot(&self, key: u64) -> usize {
        let mask = self.edges.len() - 1;
        let mut at = (hash(key) >> 32) as usize & mask;
        loop {
            let edge = self.edges[at];
            if edge == Edge::default() || edge.is_of(key) {
                return at;
            }
            at = (at + 1) & mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use aho_corasick::AhoCorasick;
    use proptest::prelude::*;

    use super::*;

    /// Words of a small vocabulary, so that phrases share words and repeat them.
    fn words(most: usize) -> impl Strategy<Value = Vec<WordId>> {
        prop::collection::vec(9..14u16, 1..=most)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

        /// A byte for a word: what an automaton finds in bytes, the trie finds in words.
        #[test]
        fn an_automaton_finds_the_same(phrases in prop::collection::vec(words(5), 1..200), text in words(60)) {
            let mut trie = Phrases::with_capacity(8);
            let mut numbered: Vec<Vec<WordId>> = Vec::new();
            for phrase in phrases {
                let number = trie.add(&phrase).unwrap() as usize;
                if number == numbered.len() {
                    numbered.push(phrase);
                } else {
                    prop_assert_eq!(&numbered[number], &phrase);
                }
            }
            prop_assert_eq!(trie.len(), numbered.len());
            let bytes = |words: &[WordId]| words.iter().map(|&word| word as u8).collect::<Vec<u8>>();
            let automaton = AhoCorasick::new(numbered.iter().map(|phrase| bytes(phrase))).unwrap();
            let hits = automaton.find_overlapping_iter(&bytes(&text)[..]).map(|hit| (hit.end(), hit.start(), hit.pattern().as_usize())).collect::<Vec<_>>();
            let mut expected = hits;
            expected.sort_unstable();
            let mut found = Vec::new();
            trie.find(&text, &mut found);
            let found: Vec<_> =
                found.iter().map(|hit| (hit.end as usize, hit.start as usize, hit.pattern as usize)).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
