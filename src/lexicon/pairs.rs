//! Pairs of synonym groups that no row lists, with how likely a spinner's table has each.

use std::collections::HashSet;
use std::ops::Range;

use super::bits::Bits;
use super::lists::Lists;
use super::synonyms::{MAX_MEMBER_WORDS, key, member, phrase_member};
use super::tables::{Group, Likely, groups};
use super::{Family, Lexicon, Row};
use crate::mix::MixMap;
use crate::model::{Vocabulary, WordId};
use crate::text::parts;

/// Bits that tell of a phrase that it is in no pair, by pair.
const BITS: usize = 8;

/// A wording that a phrase may have had.
#[derive(Debug, Clone)]
pub(crate) struct Original {
    /// The logarithm of the probability that a table has the pair, in nats.
    pub(crate) log: f32,
    /// Its number among the wordings, the same in all of its pairs.
    pub(crate) wording: u32,
    words: Range<u32>,
    text: &'static str,
}

/// The pairs, by their spun phrases.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pairs {
    /// By first word of the spun phrase: its other words, and the number of the original.
    spun: Lists<(u32, u32)>,
    originals: Vec<Original>,
    pool: Vec<WordId>,
    /// By first word of the original: the other words of originals of at most three words, sorted, with their numbers.
    wanted: Lists<(u32, u32)>,
    /// By spun phrase, and by such an original.
    some: [Bits; 2],
}

impl Pairs {
    /// The pairs that ship with the crate, without those that a lexicon lists or switches off.
    pub(crate) fn new(lexicon: &Lexicon, vocabulary: &Vocabulary) -> Self {
        let known = Known::new(lexicon);
        let mut pairs = Self::default();
        let (mut by_spun, mut wanted) = (Vec::new(), Vec::new());
        let mut wordings = MixMap::default();
        for Likely { spun, original, log } in groups().flat_map(Group::likely) {
            if known.has(spun, original) {
                continue;
            }
            let Some((begin, rest)) = phrase_member(spun, vocabulary) else { continue };
            let first = pairs.pool.len();
            for word in parts(original, b' ') {
                pairs.pool.extend(vocabulary.as_written(word));
            }
            by_spun.push((u32::from(begin), (rest, pairs.originals.len() as u32)));
            let new = pairs.originals.len() as u32;
            let wording = match member(pairs.pool[first..].iter().copied()) {
                Some((begin, rest)) => *wordings.entry(key((begin, rest))).or_insert_with(|| {
                    wanted.push((u32::from(begin), (rest, new)));
                    new
                }),
                None => new,
            };
            let words = first as u32..pairs.pool.len() as u32;
            pairs.originals.push(Original { log, wording, words, text: original });
        }
        pairs.some = [Bits::new(by_spun.len(), BITS), Bits::new(wanted.len(), BITS)];
        for &(first, (rest, _)) in &by_spun {
            pairs.some[0].add(key((first as WordId, rest)));
        }
        for &(first, (rest, _)) in &wanted {
            pairs.some[1].add(key((first as WordId, rest)));
        }
        pairs.spun = Lists::new(vocabulary.len(), &by_spun);
        pairs.wanted = Lists::new(vocabulary.len(), &wanted);
        pairs.wanted.each_mut().for_each(<[(u32, u32)]>::sort_unstable);
        pairs
    }

    /// Whether a spun phrase begins with the word.
    #[inline]
    pub(crate) fn begin_with(&self, word: WordId) -> bool {
        !self.spun.of(usize::from(word)).is_empty()
    }

    /// Whether an original of any pair begins with the word.
    #[inline]
    pub(crate) fn want_first(&self, word: WordId) -> bool {
        !self.wanted.of(usize::from(word)).is_empty()
    }

    /// The number of a wording of at most three words, if it is an original of any pair.
    #[inline]
    pub(crate) fn wording(&self, words: &[WordId]) -> Option<u32> {
        let (first, rest) = member(words.iter().copied()).filter(|&member| self.some[1].may_have(key(member)))?;
        let wanted = self.wanted.of(usize::from(first));
        let found = wanted.binary_search_by_key(&rest, |&(rest, _)| rest).ok()?;
        wanted.get(found).map(|&(_, number)| number)
    }

    /// The originals of a phrase, with their numbers.
    pub(crate) fn of(&self, words: &[WordId]) -> impl Iterator<Item = (u32, &Original)> {
        let member = member(words.iter().copied()).filter(|&member| self.some[0].may_have(key(member)));
        let same_first = member.map_or(&[][..], |(first, _)| self.spun.of(usize::from(first)));
        let same = same_first.iter().filter(move |(rest, _)| member.is_some_and(|(_, wanted)| *rest == wanted));
        same.map(|&(_, number)| (number, &self.originals[number as usize]))
    }

    /// The words of an original.
    pub(crate) fn words(&self, original: &Original) -> &[WordId] {
        &self.pool[original.words.start as usize..original.words.end as usize]
    }

    /// The words of all originals, by number.
    pub(crate) fn originals(&self) -> impl Iterator<Item = &[WordId]> {
        self.originals.iter().map(|original| self.words(original))
    }

    /// The text of an original, by its number.
    pub(crate) fn text(&self, number: u32) -> Option<&'static str> {
        self.originals.get(number as usize).map(|original| original.text)
    }
}

/// The longest spun phrase, in words.
pub(crate) const MAX_SPUN_WORDS: usize = MAX_MEMBER_WORDS;

/// The pairs of a lexicon that need no guessing.
struct Known<'l> {
    /// Pairs that rows of family A list, by a hash of both phrases, sorted.
    pairs: Vec<(u64, &'l str, &'l str)>,
    /// Phrases of which a pair is switched off: what its user has looked at is not guessed at.
    off: HashSet<&'l str>,
}

impl<'l> Known<'l> {
    fn new(lexicon: &'l Lexicon) -> Self {
        let rows = lexicon.rows().iter().filter(|row| row.family == Family::A);
        let mut pairs: Vec<_> =
            rows.map(|Row { spun, original, .. }| (hash(spun, original), spun.as_str(), original.as_str())).collect();
        pairs.sort_unstable_by_key(|&(hash, ..)| hash);
        Self { pairs, off: lexicon.off.iter().map(|(spun, _)| spun.as_str()).collect() }
    }

    fn has(&self, spun: &str, original: &str) -> bool {
        let wanted = hash(spun, original);
        let from = self.pairs.partition_point(|&(hash, ..)| hash < wanted);
        let mut alike = self.pairs[from..].iter().take_while(|&&(hash, ..)| hash == wanted);
        alike.any(|&(_, other_spun, other_original)| (other_spun, other_original) == (spun, original))
            || (!self.off.is_empty() && self.off.contains(spun))
    }
}

/// A quick hash of two phrases: there is nothing to gain by making two alike.
fn hash(spun: &str, original: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    spun.bytes().chain([b'\t']).chain(original.bytes()).fold(0xcbf2_9ce4_8422_2325, step)
}
