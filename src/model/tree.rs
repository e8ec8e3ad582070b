//! The n-grams that begin with one word, in memory, and how one of them is found.
//!
//! The words that may follow a context stand side by side, in the order of their *places*: word numbers stirred so that
//! they are spread evenly over all places, common words and rare ones. Where a word stands among its siblings can then
//! be told from its place alone, give or take a few entries, so that a look-up in a list of thousands reads one or two
//! cache lines and nothing has to be built for it.

use std::ops::Range;

use super::quantize::{BACKOFFS, PROBS, backoff, prob};
use super::vocabulary::{MAX_WORDS, WordId};

/// Bits of a place.
const PLACE_BITS: u32 = MAX_WORDS.trailing_zeros();
/// Bits of a quantized probability.
const PROB_BITS: u32 = PROBS.trailing_zeros();
/// Bits of an entry below the place.
const BELOW: u32 = u32::BITS - PLACE_BITS;
/// The number of a context in an entry, in place.
const NUMBER: u32 = (1 << BELOW) - (1 << PROB_BITS);
/// The number of the first context of a block, in place.
#[cfg(any(test, feature = "train"))]
const INNER: u32 = 1 << PROB_BITS;
const _: () = assert!(MAX_WORDS == 1 << PLACE_BITS && PROBS == 1 << PROB_BITS);

/// Contexts are counted from the beginning of so many entries, so that an entry has room for the count.
const BLOCK: usize = 1 << 10;
const _: () = assert!(BLOCK < 1 << (BELOW - PROB_BITS));

/// Bits of a quantized back-off weight.
const BACKOFF_BITS: u32 = BACKOFFS.trailing_zeros();
/// There are fewer numbers in a tree than this.
const MOST: usize = 1 << (u32::BITS - BACKOFF_BITS);

/// Odd, so that no two words share a place; of the golden ratio, so that any run of numbers is spread evenly.
const STIR: u32 = 10_125;
/// In lists longer than this, the second look is worth a multiplication more.
const LONG: usize = 24;

/// The place of a word.
#[inline]
pub(super) fn place(word: WordId) -> u32 {
    u32::from(word).wrapping_mul(STIR) & (MAX_WORDS as u32 - 1)
}

/// An n-gram among its siblings: the place of its last word, whether it is the context of longer ones, and its quantized
/// probability, as in an entry of a [`Tree`] that is the first context of its block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Item(u32);

impl Item {
    #[inline]
    pub(super) fn new(word: WordId, prob: u8, inner: bool) -> Self {
        Self(place(word) << BELOW | u32::from(inner) << PROB_BITS | u32::from(prob))
    }
}

#[cfg(any(test, feature = "train"))]
impl Item {
    pub(super) fn word(self) -> WordId {
        word_at(self.0 >> BELOW)
    }

    /// Its quantized probability.
    pub(super) fn prob(self) -> u8 {
        (self.0 & (PROBS as u32 - 1)) as u8
    }

    /// Whether it is the context of longer ones.
    pub(super) fn inner(self) -> bool {
        self.0 & INNER != 0
    }
}

/// What may follow a context, by word; and the quantized back-off weights of those that are contexts themselves, in the order
/// of their places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct List {
    pub(super) items: Vec<Item>,
    pub(super) backoffs: Vec<u8>,
}

/// The n-grams of two to four words that begin with one word.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    /// Entries of bigrams, trigrams and 4-grams: place of the last word (14 bits); for a context, its number among those of
    /// its block, from 1 on (11 bits); quantized probability (7 bits).
    ///
    /// Then, of each bigram that is a context and one more, and the same of trigrams: where its continuations begin (25 bits)
    /// and its quantized back-off weight (7 bits).
    ///
    /// Then how many contexts stand before each block of bigrams, and of trigrams.
    numbers: Box<[u32]>,
    /// Where trigrams and 4-grams begin among the entries.
    trigrams: u32,
    fourgrams: u32,
    /// Where the contexts of two words begin, those of three, and the counts of both.
    contexts: [u32; 2],
    before: [u32; 2],
}

/// Where a word should stand among the siblings of a context, if it does: what lies there was read, but not looked at yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Aim<'t> {
    tree: &'t Tree,
    order: usize,
    siblings: &'t [u32],
    /// Where the siblings begin in the tree.
    from: usize,
    place: u32,
    at: usize,
    entry: u32,
    /// The back-off weight of the context, in nats.
    pub(super) backoff: f32,
}

impl Tree {
    /// Aims at a word after the one that this tree is of. `None` where nothing follows it.
    #[inline]
    pub(super) fn bigram(&self, word: WordId) -> Option<Aim<'_>> {
        self.aim(0..self.trigrams as usize, 0, word, 0.0)
    }

    /// Aims at a word after a context of two words.
    #[inline]
    pub(super) fn trigram(&self, context: u32, word: WordId) -> Option<Aim<'_>> {
        let (siblings, backoff) = self.context(0, context);
        self.aim(siblings, 1, word, backoff)
    }

    /// Aims at a word after a context of three words.
    #[inline]
    pub(super) fn fourgram(&self, context: u32, word: WordId) -> Option<Aim<'_>> {
        let (siblings, backoff) = self.context(1, context);
        self.aim(siblings, 2, word, backoff)
    }

    /// Where the continuations of a context lie, and its back-off weight in nats.
    #[inline]
    fn context(&self, order: usize, context: u32) -> (Range<usize>, f32) {
        let at = (self.contexts[order] + context) as usize;
        let [this, next] = [self.numbers[at], self.numbers[at + 1]];
        let siblings = (this >> BACKOFF_BITS) as usize..(next >> BACKOFF_BITS) as usize;
        (siblings, backoff(this & (BACKOFFS as u32 - 1)))
    }

    /// Reads where the word would stand if places were quite even (interpolation search).
    #[inline]
    fn aim(&self, range: Range<usize>, order: usize, word: WordId, backoff: f32) -> Option<Aim<'_>> {
        let from = range.start;
        let siblings = self.numbers.get(range)?;
        let place = place(word);
        let at = (place as usize * siblings.len()) >> PLACE_BITS;
        let entry = *siblings.get(at)?;
        Some(Aim { tree: self, order, siblings, from, place, at, entry, backoff })
    }
}

impl Aim<'_> {
    /// The log-probability of the word, and the number of the context that it makes plus one (0: it makes none).
    #[inline]
    pub(super) fn found(self) -> Option<(f32, u32)> {
        let Self { tree, order, from, .. } = self;
        let (at, entry) = self.search()?;
        let number = (entry & NUMBER) >> PROB_BITS;
        let first = if order == 0 { 0 } else { tree.trigrams as usize };
        let block = (from + at - first) / BLOCK;
        // Most trees are small: nothing stands before their only block, and asking would touch one more line of memory.
        let before = if number == 0 || block == 0 { 0 } else { tree.numbers[tree.before[order] as usize + block] };
        Some((prob(entry & (PROBS as u32 - 1)), before + number))
    }

    /// Goes on from where it aimed: in a long list, to where the word would stand if places were even from there on, then step
    /// by step.
    #[inline]
    fn search(self) -> Option<(usize, u32)> {
        let Self { siblings, place, mut at, mut entry, .. } = self;
        let last = siblings.len() - 1;
        if last >= LONG {
            let short = place as isize - (entry >> BELOW) as isize;
            at = at.saturating_add_signed((short * siblings.len() as isize) >> PLACE_BITS).min(last);
            entry = siblings[at];
        }
        let key = place << BELOW;
        if entry < key {
            while entry < key {
                at += 1;
                entry = *siblings.get(at)?;
            }
        } else {
            while entry >> BELOW > place {
                at = at.checked_sub(1)?;
                entry = siblings[at];
            }
        }
        (entry >> BELOW == place).then_some((at, entry))
    }
}

/// The n-grams of one order while a tree is made.
#[derive(Default)]
struct Order {
    entries: Vec<u32>,
    before: Vec<u32>,
    inner: u32,
    /// Where each list begins.
    starts: Vec<u32>,
    backoffs: Vec<u8>,
}

impl Order {
    fn add(&mut self, list: &List) -> Option<()> {
        let mut at = self.entries.len();
        self.starts.push(at as u32);
        self.entries.extend(list.items.iter().map(|item| item.0));
        self.entries[at..].sort_unstable();
        let end = self.entries.len();
        while at < end {
            if at.is_multiple_of(BLOCK) {
                self.before.push(self.inner);
            }
            let before = self.before.last()?;
            let until = end.min(at - at % BLOCK + BLOCK);
            for entry in &mut self.entries[at..until] {
                let inner = *entry >> PROB_BITS & 1;
                self.inner += inner;
                // A context has 1 until now.
                *entry += (inner * (self.inner - before - inner)) << PROB_BITS;
            }
            at = until;
        }
        self.backoffs.extend(&list.backoffs);
        (self.backoffs.len() == self.inner as usize).then_some(())
    }

    /// The contexts of this order, whose continuations are the lists of the next, which begin at `first`.
    fn contexts(&self, next: &Self, first: usize) -> impl Iterator<Item = u32> {
        let starts = next.starts.iter().copied().chain([next.entries.len() as u32]);
        let backoffs = self.backoffs.iter().copied().chain([0]);
        starts.zip(backoffs).map(move |(start, backoff)| (start + first as u32) << BACKOFF_BITS | u32::from(backoff))
    }
}

impl Tree {
    /// Makes a tree of its lists: first that of bigrams, then a list for each bigram that is a context, then one for each
    /// trigram that is one. `next` fills in the next list of an order (0 for bigrams). `None` where there is none, where it
    /// has not a back-off weight for each context, or where a tree has no room for it.
    pub(super) fn build(mut next: impl FnMut(usize, &mut List) -> Option<()>) -> Option<Self> {
        let mut orders: [Order; 3] = Default::default();
        let mut list = List::default();
        let mut lists = 1;
        for (number, order) in orders.iter_mut().enumerate() {
            for _ in 0..lists {
                list.items.clear();
                list.backoffs.clear();
                next(number, &mut list)?;
                order.add(&list)?;
            }
            lists = order.inner;
        }
        let [two, three, four] = &orders;
        let trigrams = two.entries.len();
        let fourgrams = trigrams + three.entries.len();
        let mut numbers = Vec::with_capacity(2 * (fourgrams + four.entries.len()));
        for order in &orders {
            numbers.extend(&order.entries);
        }
        let mut tree = Self { trigrams: trigrams as u32, fourgrams: fourgrams as u32, ..Self::default() };
        tree.contexts[0] = numbers.len() as u32;
        numbers.extend(two.contexts(three, trigrams));
        tree.contexts[1] = numbers.len() as u32;
        numbers.extend(three.contexts(four, fourgrams));
        for (order, before) in orders.iter().zip(&mut tree.before) {
            *before = numbers.len() as u32;
            numbers.extend(&order.before);
        }
        tree.numbers = numbers.into_boxed_slice();
        (four.inner == 0 && tree.numbers.len() < MOST).then_some(tree)
    }

    /// How many bigrams, trigrams and 4-grams there are.
    pub(super) fn len(&self) -> [usize; 3] {
        let [two, three] = [self.trigrams, self.fourgrams];
        [two, three - two, self.contexts[0] - three].map(|count| count as usize)
    }
}

#[cfg(any(test, feature = "train"))]
impl Tree {
    /// Its lists, as [`Tree::build`] asks for them, with their orders.
    pub(super) fn lists(&self) -> impl Iterator<Item = (usize, List)> {
        // How many contexts of two and of three words have come: they are numbered as they come.
        let mut come = [0, 0];
        let mut list = move |order: usize, siblings: Range<usize>| {
            let mut list = List::default();
            for &entry in &self.numbers[siblings] {
                let inner = entry & NUMBER != 0;
                list.items.push(Item(entry & !NUMBER | if inner { INNER } else { 0 }));
                if inner {
                    let context = self.numbers[(self.contexts[order] + come[order]) as usize];
                    list.backoffs.push((context & (BACKOFFS as u32 - 1)) as u8);
                    come[order] += 1;
                }
            }
            list.items.sort_unstable_by_key(|item| item.word());
            (order, list)
        };
        // One number more is there than contexts.
        let [twos, threes] =
            [self.contexts[1] - self.contexts[0], self.before[0] - self.contexts[1]].map(|many| many.max(1) - 1);
        let of = |order: usize, many: u32| (0..many).map(move |context| (order + 1, self.context(order, context).0));
        std::iter::once((0, 0..self.trigrams as usize))
            .chain(of(0, twos))
            .chain(of(1, threes))
            .map(move |(order, siblings)| list(order, siblings))
    }
}

/// The word that has a place.
#[cfg(any(test, feature = "train"))]
fn word_at(place: u32) -> WordId {
    // The inverse of an odd number, by Newton's method: each step doubles the bits that are right.
    const BACK: u32 = {
        let mut inverse = STIR;
        let mut step = 0;
        while step < 4 {
            inverse = inverse.wrapping_mul(2u32.wrapping_sub(STIR.wrapping_mul(inverse)));
            step += 1;
        }
        inverse
    };
    (place.wrapping_mul(BACK) & (MAX_WORDS as u32 - 1)) as WordId
}

/// An n-gram as a number that sorts as lists and contexts come: the first word by number, the others by place.
#[cfg(any(test, feature = "train"))]
pub(super) fn sort_key(words: impl Iterator<Item = WordId>) -> u64 {
    words.enumerate().fold(0, |key, (i, word)| {
        let part = if i == 0 { u32::from(word) } else { place(word) };
        key << 16 | u64::from(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_a_place_of_its_own() {
        let mut places: Vec<u32> = (0..MAX_WORDS as WordId).map(place).collect();
        assert!((0..MAX_WORDS as WordId).all(|word| word_at(place(word)) == word));
        places.sort_unstable();
        assert!(places.into_iter().eq(0..MAX_WORDS as u32));
    }

    #[test]
    fn searches_find_what_a_scan_finds() {
        for (step, len) in [(1, 1), (1, 3), (1, 5_000), (3, 100), (7, 2_000), (700, 23), (163, 100)] {
            let item = |i: WordId| Item::new(i * step, (i % 100) as u8, i.is_multiple_of(3));
            let items: Vec<Item> = (0..len).map(item).collect();
            let mut given = Vec::new();
            let tree = Tree::build(|order, list| {
                list.items =
                    if order == 0 { items.clone() } else { vec![Item::new(items[0].word(), items[0].prob(), false)] };
                list.backoffs = list.items.iter().filter(|item| item.inner()).map(|item| item.prob()).collect();
                given.push((order, list.clone()));
                Some(())
            });
            let tree = tree.unwrap();
            assert_eq!(tree.lists().collect::<Vec<_>>(), given);
            let inner = given[0].1.backoffs.len();
            assert_eq!(tree.len(), [items.len(), inner, 0]);
            let mut sorted = items.clone();
            sorted.sort_by_key(|item| place(item.word()));
            for word in 0..MAX_WORDS as WordId {
                let expected = sorted.iter().position(|item| item.word() == word).map(|at| {
                    let number = 1 + sorted[..at].iter().filter(|item| item.inner()).count() as u32;
                    let item = sorted[at];
                    (prob(u32::from(item.prob())), if item.inner() { number } else { 0 })
                });
                assert_eq!(tree.bigram(word).and_then(Aim::found), expected);
                if let Some((_, number @ 1..)) = expected {
                    let after = tree.trigram(number - 1, items[0].word()).unwrap();
                    assert_eq!(after.found(), Some((prob(u32::from(items[0].prob())), 0)));
                    let backoff = backoff(u32::from(given[0].1.backoffs[number as usize - 1]));
                    assert_eq!(after.backoff, backoff);
                }
            }
        }
    }

    #[test]
    fn lists_that_do_not_fit_make_no_tree() {
        let item = |inner| Item::new(3, 1, inner);
        let tree = |backoffs: &[u8], deepest: usize| {
            Tree::build(|order, list| {
                list.items.push(item(order < deepest));
                list.backoffs.extend(backoffs.iter().filter(|_| order < deepest));
                Some(())
            })
        };
        assert!(tree(&[5], 2).is_some());
        assert!(tree(&[], 2).is_none() && tree(&[5, 5], 2).is_none() && tree(&[5], 3).is_none());
    }
}
