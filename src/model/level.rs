//! N-grams of one order as they lie in the file, and how one of them is found.
//!
//! The words that may follow a context stand side by side, in the order of their *places*: word numbers stirred so that
//! they are spread evenly over all places, common words and rare ones. Where a word stands among its siblings can then
//! be told from its place alone, give or take a few entries, so that a look-up in a list of thousands reads one or two
//! cache lines and nothing has to be built for it.

use std::borrow::Cow;
use std::ops::Range;

use super::ngram::{BACKOFF_MAX, BACKOFF_STEP, PROB_STEP};
use super::vocabulary::{MAX_WORDS, WordId};

/// Bits of a place.
const PLACE_BITS: u32 = MAX_WORDS.trailing_zeros();
const _: () = assert!(MAX_WORDS == 1 << PLACE_BITS && PLACE_BITS + FLAGS <= 24);

/// Bits of an entry below the place.
const FLAGS: u32 = 10;
/// Set where the n-gram is the context of longer ones.
const INNER: u32 = 1 << 8;
/// Is zero.
const SPARE: u32 = 1 << 9;

/// Odd, so that no two words share a place; of the golden ratio, so that any run of numbers is spread evenly.
const STIR: u32 = 10_125;
/// In lists longer than this, the second look is worth a multiplication more.
const LONG: usize = 24;

/// The place of a word.
#[inline]
pub(super) fn place(word: WordId) -> u32 {
    u32::from(word).wrapping_mul(STIR) & (MAX_WORDS as u32 - 1)
}

#[inline]
fn number([a, b, c]: [u8; 3]) -> u32 {
    u32::from_le_bytes([a, b, c, 0])
}

/// Four numbers at once: one by one, reading all of them is most of the work of loading.
#[inline]
fn four([[a, b, c], [d, e, f], [g, h, i], [j, k, l]]: [[u8; 3]; 4]) -> [u32; 4] {
    const MASK: u32 = 0xff_ffff;
    let low = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
    let high = u32::from_le_bytes([i, j, k, l]);
    [low as u32 & MASK, (low >> 24) as u32 & MASK, (low >> 48) as u32 | high << 16 & MASK, high >> 8]
}

/// N-grams of one order; siblings side by side, in the order of their places.
#[derive(Debug, Clone, Default)]
pub(crate) struct Level<'b> {
    /// Place of the last word (14 bits), a zero, whether it is a context (1 bit), quantized probability (8 bits).
    pub(super) entries: Cow<'b, [[u8; 3]]>,
    /// Of each context, where its continuations begin in the next order, counted from the `base` of its 64 (16 bits),
    /// and its quantized back-off weight (8 bits); one more at the end. Empty at the highest order.
    pub(super) contexts: Cow<'b, [[u8; 3]]>,
    pub(super) base: Cow<'b, [[u8; 4]]>,
    /// Of each 32 entries, how many contexts stand before them (high half) and which are contexts (low half). Not in
    /// the file.
    ranks: Vec<u64>,
}

impl<'b> Level<'b> {
    /// The n-grams of a file whose lists of siblings begin at `starts` (the last is the end). `None` where they cannot
    /// be right: then a look-up might find nothing or leave the arrays. Words beyond the vocabulary do no harm, as
    /// nobody asks for them.
    pub(super) fn checked(
        [entries, contexts]: [Cow<'b, [[u8; 3]]>; 2],
        base: Cow<'b, [[u8; 4]]>,
        mut starts: impl Iterator<Item = usize>,
        has_children: bool,
    ) -> Option<Self> {
        let mut level = Self { entries, contexts, base, ranks: Vec::new() };
        let (falls, nodes) = level.survey()?;
        // Places fall where a list begins, if they do, and nowhere else.
        if starts.next() != Some(0) {
            return None;
        }
        let (mut before, mut rises, mut at_starts) = (0, true, 0);
        starts.for_each(|start| {
            rises &= before <= start;
            if before < start {
                at_starts += usize::from(level.falls_at(start));
            }
            before = start;
        });
        if !rises || before != level.len() || falls != at_starts {
            return None;
        }
        let fits = if has_children {
            level.contexts.len() == nodes + 1 && level.base.len() == level.contexts.len().div_ceil(64)
        } else {
            nodes == 0 && level.contexts.is_empty() && level.base.is_empty()
        };
        fits.then_some(level)
    }

    /// Reads all entries, counting where places do not rise and how many contexts there are, and makes the ranks.
    fn survey(&mut self) -> Option<(usize, usize)> {
        self.ranks = Vec::with_capacity(self.entries.len().div_ceil(32));
        let (mut falls, mut nodes) = (0, 0u32);
        let (mut before, mut seen) = (0, 0);
        for block in self.entries.chunks(32) {
            let mut inner = 0;
            let mut read = |entry: u32, i: usize| {
                falls += usize::from(entry >> FLAGS < before);
                before = (entry >> FLAGS) + 1;
                inner |= u32::from(entry & INNER != 0) << i;
                seen |= entry;
            };
            let (fours, rest) = block.as_chunks();
            for (i, &entries) in fours.iter().enumerate() {
                for (j, entry) in four(entries).into_iter().enumerate() {
                    read(entry, i * 4 + j);
                }
            }
            for (j, &entry) in rest.iter().enumerate() {
                read(number(entry), fours.len() * 4 + j);
            }
            self.ranks.push(u64::from(nodes) << 32 | u64::from(inner));
            nodes += inner.count_ones();
        }
        (seen & SPARE == 0).then_some((falls, nodes as usize))
    }

    /// Whether the place of an entry, not the first, is no higher than that of the entry before it.
    fn falls_at(&self, at: usize) -> bool {
        let pair = self.entries.get(at - 1..).and_then(|rest| rest.first_chunk());
        pair.is_some_and(|&[before, here]| number(here) >> FLAGS <= number(before) >> FLAGS)
    }

    /// The same, with arrays of its own.
    pub(super) fn into_owned(self) -> Level<'static> {
        Level {
            entries: Cow::Owned(self.entries.into_owned()),
            contexts: Cow::Owned(self.contexts.into_owned()),
            base: Cow::Owned(self.base.into_owned()),
            ranks: self.ranks,
        }
    }

    /// How many n-grams there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Where the continuations of each context begin, and where the last ones end.
    pub(super) fn starts(&self) -> impl Iterator<Item = usize> {
        let blocks = self.base.iter().zip(self.contexts.chunks(64));
        blocks.flat_map(|(&base, contexts)| {
            let base = u32::from_le_bytes(base) as usize;
            contexts.iter().map(move |&[low, high, _]| base + usize::from(u16::from_le_bytes([low, high])))
        })
    }

    #[inline]
    fn start(&self, context: usize) -> usize {
        let [low, high, _] = self.contexts[context];
        u32::from_le_bytes(self.base[context / 64]) as usize + usize::from(u16::from_le_bytes([low, high]))
    }

    /// Where the continuations of a context lie in the next order.
    #[inline]
    pub(super) fn children(&self, context: usize) -> Range<usize> {
        self.start(context)..self.start(context + 1)
    }

    /// The back-off weight of a context, in nats.
    #[inline]
    pub(super) fn backoff(&self, context: usize) -> f32 {
        BACKOFF_MAX - BACKOFF_STEP * f32::from(self.contexts[context][2])
    }

    /// The log-probability of a word among siblings, and the number of its context plus one (0: it is none).
    #[inline]
    pub(super) fn find(&self, siblings: Range<usize>, word: WordId) -> Option<(f32, u32)> {
        let from = siblings.start;
        let (at, entry) = search(self.entries.get(siblings)?, place(word))?;
        let context = if entry & INNER == 0 { 0 } else { self.context(from + at) + 1 };
        Some((-PROB_STEP * ((entry & 0xff) as f32), context))
    }

    /// The number of the context that an entry is.
    #[inline]
    fn context(&self, at: usize) -> u32 {
        let rank = self.ranks[at / 32];
        let before = rank as u32 & !(u32::MAX << (at % 32));
        (rank >> 32) as u32 + before.count_ones()
    }
}

/// Finds a place among siblings: where it would stand if places were quite even, then, in a long list, where it would
/// stand if they were even from there on (interpolation search), then step by step.
#[inline]
fn search(siblings: &[[u8; 3]], place: u32) -> Option<(usize, u32)> {
    let last = siblings.len().checked_sub(1)?;
    let mut at = (place as usize * siblings.len()) >> PLACE_BITS;
    let mut entry = number(siblings[at]);
    if last >= LONG {
        let short = place as isize - (entry >> FLAGS) as isize;
        at = at.saturating_add_signed((short * siblings.len() as isize) >> PLACE_BITS).min(last);
        entry = number(siblings[at]);
    }
    let key = place << FLAGS;
    if entry < key {
        while entry < key {
            at += 1;
            entry = number(*siblings.get(at)?);
        }
    } else {
        while entry >> FLAGS > place {
            at = at.checked_sub(1)?;
            entry = number(siblings[at]);
        }
    }
    (entry >> FLAGS == place).then_some((at, entry))
}

/// Writes a level, n-gram by n-gram, in the order of its places.
#[cfg(any(test, feature = "train"))]
#[derive(Debug, Default)]
pub(super) struct LevelWriter {
    level: Level<'static>,
    /// Where the continuations of the next context begin.
    start: u32,
}

/// The continuations of 64 contexts are too many for the format.
#[cfg(any(test, feature = "train"))]
#[derive(Debug)]
pub(super) struct TooDense;

#[cfg(any(test, feature = "train"))]
impl LevelWriter {
    /// Adds an n-gram by its last word and its quantized probability; for a context, also its quantized back-off weight
    /// and how many continuations it has.
    pub(super) fn push(&mut self, word: WordId, prob: u8, context: Option<(u8, u32)>) -> Result<(), TooDense> {
        let inner = if context.is_some() { INNER } else { 0 };
        let [a, b, c, _] = (place(word) << FLAGS | inner | u32::from(prob)).to_le_bytes();
        self.level.entries.to_mut().push([a, b, c]);
        if let Some((backoff, children)) = context {
            self.begin(backoff)?;
            self.start += children;
        }
        Ok(())
    }

    fn begin(&mut self, backoff: u8) -> Result<(), TooDense> {
        if self.level.contexts.len().is_multiple_of(64) {
            self.level.base.to_mut().push(self.start.to_le_bytes());
        }
        let base = self.level.base.last().map_or(0, |&base| u32::from_le_bytes(base));
        let [low, high] = u16::try_from(self.start - base).map_err(|_| TooDense)?.to_le_bytes();
        self.level.contexts.to_mut().push([low, high, backoff]);
        Ok(())
    }

    /// The level. `has_children`: it is not of the highest order.
    pub(super) fn finish(mut self, has_children: bool) -> Result<Level<'static>, TooDense> {
        if has_children {
            self.begin(0)?;
        }
        // The ranks; what is written is right.
        let _ = self.level.survey();
        Ok(self.level)
    }
}

/// An n-gram as a number that sorts as a file has it: the first word by number, the others by place.
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
        places.sort_unstable();
        assert!(places.into_iter().eq(0..MAX_WORDS as u32));
    }

    #[test]
    fn searches_find_what_a_scan_finds() {
        for (step, len) in [(1, 1), (1, 3), (1, 5_000), (3, 100), (7, 2_000), (700, 23), (163, 100)] {
            let mut words: Vec<WordId> = (0..len).map(|i| i * step).collect();
            words.sort_by_key(|&word| place(word));
            let mut writer = LevelWriter::default();
            for (i, &word) in words.iter().enumerate() {
                writer.push(word, i as u8, (i % 3 == 0).then_some((1, 1))).unwrap();
            }
            let level = writer.finish(true).unwrap();
            for word in 0..MAX_WORDS as WordId {
                let expected = words.iter().position(|&other| other == word).map(|at| {
                    let context = if at % 3 == 0 { at as u32 / 3 + 1 } else { 0 };
                    (-PROB_STEP * f32::from(at as u8), context)
                });
                assert_eq!(level.find(0..words.len(), word), expected);
            }
        }
    }
}
