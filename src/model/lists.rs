//! The n-grams that begin with one word as bits.
//!
//! The words that may follow a context are written by number, from common to rare: a list of `k` words takes little more
//! than it must, as most of them are common. After each its probability, coded by how frequent the word is; after the list the
//! back-off weights of those that are contexts. All with prefix codes of their own for each order, which all words share.

use crate::coding::{BitReader, Decoder, NUMBER_BITS, REFILLED};
#[cfg(any(test, feature = "train"))]
use crate::coding::{BitWriter, Encoder};

use super::quantize::{BACKOFFS, PROBS};
use super::tree::{Item, List, Tree};
use super::vocabulary::{MAX_WORDS, WordId};

/// So many kinds of places before a word: how far the list has come, and how many words are left.
const PLACES: usize = 15 * 8;
/// So many kinds of words, by their frequency.
pub(super) const FREQUENCIES: usize = 16;

/// The longest code of a value.
const LONGEST: u32 = 9;

const _: () = assert!(NUMBER_BITS + LONGEST <= REFILLED && MAX_WORDS < 1 << 16);

/// Where in a list a word stands, for the code of its distance from the word before it.
#[inline]
fn place(end: u32, left: u32) -> usize {
    (((32 - end.leading_zeros()) as usize) << 3) + (31 - left.min(255).leading_zeros()) as usize
}

/// The codes of one order.
#[derive(Debug, Clone)]
struct Codes<C> {
    lengths: C,
    gaps: C,
    probs: C,
    backoffs: C,
}

/// Reads what [`Writer`] writes.
#[derive(Debug, Clone)]
pub(super) struct Reader {
    orders: [Codes<Decoder>; 3],
    /// How frequent each word is.
    frequency: Vec<u8>,
}

impl Reader {
    /// Reads the codes. `frequency` has a class below [`FREQUENCIES`] for each word.
    pub(super) fn new(codes: &[u8], frequency: Vec<u8>) -> Option<Self> {
        let mut bits = BitReader::new(codes);
        let mut order = || {
            Some(Codes {
                lengths: Decoder::of_numbers(&mut bits, 1)?,
                gaps: Decoder::of_numbers(&mut bits, PLACES)?,
                probs: Decoder::read(&mut bits, FREQUENCIES, 2 * PROBS, LONGEST)?,
                backoffs: Decoder::read(&mut bits, 1, BACKOFFS, LONGEST)?,
            })
        };
        let orders = [order()?, order()?, order()?];
        bits.is_done().then_some(Self { orders, frequency })
    }

    /// Reads the n-grams that begin with a word. `None` where the bytes are not what [`Writer::tree`] writes.
    pub(super) fn tree(&self, bytes: &[u8]) -> Option<Tree> {
        let mut bits = BitReader::new(bytes);
        let tree = Tree::build(|order, list| self.list(&self.orders[order], &mut bits, bytes.len(), list))?;
        bits.is_done().then_some(tree)
    }

    fn list(&self, codes: &Codes<Decoder>, reader: &mut BitReader<'_>, bytes: usize, list: &mut List) -> Option<()> {
        // A copy of its own stays in registers.
        let mut bits = *reader;
        bits.refill();
        let len = codes.lengths.next(&mut bits, 0)? - 1;
        // Each item takes two bits at least, so that no number in a file makes this long or large.
        if len as usize > 4 * bytes || bits.is_over() {
            return None;
        }
        list.items.reserve(len as usize);
        let (mut end, mut contexts) = (0, 0);
        for left in (1..=len).rev() {
            bits.refill();
            end += codes.gaps.next(&mut bits, place(end, left))?;
            let class = *self.frequency.get(end as usize - 1)?;
            let symbol = codes.probs.next(&mut bits, usize::from(class))?;
            contexts += symbol & 1;
            list.items.push(Item::new((end - 1) as WordId, (symbol >> 1) as u8, symbol & 1 != 0));
        }
        for _ in 0..contexts {
            bits.refill();
            list.backoffs.push(codes.backoffs.next(&mut bits, 0)? as u8);
        }
        *reader = bits;
        Some(())
    }
}

/// Writes n-grams: first counts what all words have, then writes it.
#[cfg(any(test, feature = "train"))]
#[derive(Debug)]
pub(super) struct Writer<'f> {
    orders: [Codes<Encoder>; 3],
    frequency: &'f [u8],
}

#[cfg(any(test, feature = "train"))]
impl<'f> Writer<'f> {
    pub(super) fn new(frequency: &'f [u8]) -> Self {
        let codes = || Codes {
            lengths: Encoder::of_numbers(1),
            gaps: Encoder::of_numbers(PLACES),
            probs: Encoder::new(FREQUENCIES, 2 * PROBS, LONGEST),
            backoffs: Encoder::new(1, BACKOFFS, LONGEST),
        };
        Self { orders: [codes(), codes(), codes()], frequency }
    }

    /// Makes the codes of what was counted, and writes them.
    pub(super) fn codes(&mut self) -> Vec<u8> {
        let mut bits = BitWriter::default();
        for Codes { lengths, gaps, probs, backoffs } in &mut self.orders {
            for coder in [lengths, gaps, probs, backoffs] {
                coder.write_lengths(&mut bits);
            }
        }
        bits.finish()
    }

    /// Counts the n-grams that begin with a word, or writes them after [`Writer::codes`].
    pub(super) fn tree(&mut self, tree: &Tree) -> Vec<u8> {
        let mut bits = BitWriter::default();
        for (order, List { items, backoffs }) in tree.lists() {
            let codes = &mut self.orders[order];
            codes.lengths.number(&mut bits, 0, items.len() as u32 + 1);
            let mut end = 0;
            for (item, left) in items.iter().zip((1..=items.len() as u32).rev()) {
                codes.gaps.number(&mut bits, place(end, left), u32::from(item.word()) + 1 - end);
                end = u32::from(item.word()) + 1;
                let class = usize::from(self.frequency[usize::from(item.word())]);
                codes.probs.symbol(&mut bits, class, usize::from(item.prob()) * 2 + usize::from(item.inner()));
            }
            for &weight in &backoffs {
                codes.backoffs.symbol(&mut bits, 0, usize::from(weight));
            }
        }
        bits.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn places_are_told_apart() {
        assert!(place(MAX_WORDS as u32 - 1, u32::MAX) < PLACES);
        assert_ne!(place(0, 1), place(1, 1));
        assert_ne!(place(5, 1), place(5, 2));
    }

    /// A tree of random n-grams, and its lists in order.
    fn tree(words: usize, random: &mut Random) -> (Tree, Vec<(usize, List)>) {
        let mut lists = Vec::new();
        let tree = Tree::build(|order, list| {
            let len = random.below([60, 8, 3][order].min(words)) + usize::from(order > 0);
            let mut own: Vec<WordId> = (0..len).map(|_| random.below(words) as WordId).collect();
            own.sort_unstable();
            own.dedup();
            let mut item = |word| Item::new(word, random.below(PROBS) as u8, order < 2 && random.below(3) == 0);
            list.items = own.into_iter().map(&mut item).collect();
            let inner = list.items.iter().filter(|item| item.inner()).count();
            list.backoffs = (0..inner).map(|_| random.below(BACKOFFS) as u8).collect();
            lists.push((order, list.clone()));
            Some(())
        });
        (tree.unwrap(), lists)
    }

    #[test]
    fn trees_read_back() {
        for seed in 0..30 {
            let mut random = Random(seed);
            let words = 1 + random.below(MAX_WORDS);
            let frequency: Vec<u8> = (0..words).map(|_| random.below(FREQUENCIES) as u8).collect();
            let trees: Vec<_> = (0..20).map(|_| tree(words, &mut random)).collect();
            let mut writer = Writer::new(&frequency);
            trees.iter().for_each(|(tree, _)| drop(writer.tree(tree)));
            let reader = Reader::new(&writer.codes(), frequency.clone()).unwrap();
            for (tree, lists) in &trees {
                let bytes = writer.tree(tree);
                let back = reader.tree(&bytes).unwrap();
                assert_eq!(&back.lists().collect::<Vec<_>>(), lists);
                // Neither less nor more will do.
                assert!(reader.tree(&bytes[..bytes.len() - 1]).is_none());
                assert!(reader.tree(&[&bytes, [0].as_slice()].concat()).is_none());
            }
        }
    }
}
