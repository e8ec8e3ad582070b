//! Pairs of synonym groups that no row lists, with how likely a spinner's table has each.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::synonyms::{MAX_MEMBER_WORDS, Member, member};
use super::{Family, Lexicon};
use crate::model::{Vocabulary, WordId};

/// Spun phrase, original, probability; sorted.
pub(crate) static PAIRS: &str = include_str!("../../dictionaries/pairs.tsv");

/// A wording that a phrase may have had.
#[derive(Debug, Clone)]
pub(crate) struct Original {
    /// The logarithm of the probability that a table has the pair, in nats.
    pub(crate) log: f32,
    words: Range<u32>,
    /// Its text, in bytes of the file.
    text: Range<u32>,
}

/// The pairs, by their spun phrases.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pairs {
    of: HashMap<Member, Range<u32>>,
    originals: Vec<Original>,
    pool: Vec<WordId>,
    /// The words of all originals.
    wanted: HashSet<Vec<WordId>>,
    /// By word: whether a spun phrase begins with it.
    begins: Vec<bool>,
}

impl Pairs {
    /// The pairs that ship with the crate, without those that a lexicon lists or switches off.
    pub(crate) fn new(lexicon: &Lexicon, vocabulary: &Vocabulary) -> Self {
        let rows = lexicon.rows().iter().filter(|row| row.family == Family::A);
        let mut known: HashSet<(&str, &str)> = rows.map(|row| (row.spun.as_str(), row.original.as_str())).collect();
        known.extend(lexicon.off.iter().map(|(spun, original)| (spun.as_str(), original.as_str())));
        let mut pairs = Self { begins: vec![false; vocabulary.len()], ..Self::default() };
        let mut at = 0;
        for line in PAIRS.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let mut fields = line.trim_end().split('\t');
            let (Some(spun), Some(original), Some(probability)) = (fields.next(), fields.next(), fields.next()) else {
                continue;
            };
            let Ok(probability) = probability.parse::<f32>() else { continue };
            if known.contains(&(spun, original)) || known.contains(&(spun, "*")) {
                continue;
            }
            let spun_words: Option<Vec<WordId>> = spun.split(' ').map(|word| vocabulary.as_written(word)).collect();
            let first = pairs.pool.len() as u32;
            for word in original.split(' ') {
                pairs.pool.extend(vocabulary.as_written(word));
            }
            let Some(key) = spun_words.and_then(|words| member(words.into_iter())) else { continue };
            pairs.begins[usize::from(key[0])] = true;
            let number = pairs.originals.len() as u32;
            pairs.of.entry(key).or_insert(number..number).end = number + 1;
            let text = start + spun.len() + 1;
            pairs.wanted.insert(pairs.pool[first as usize..].to_vec());
            pairs.originals.push(Original {
                log: probability.clamp(1e-6, 1.0).ln(),
                words: first..pairs.pool.len() as u32,
                text: text as u32..(text + original.len()) as u32,
            });
        }
        pairs
    }

    /// Whether a spun phrase begins with the word.
    #[inline]
    pub(crate) fn begin_with(&self, word: WordId) -> bool {
        self.begins.get(usize::from(word)) == Some(&true)
    }

    /// Whether a phrase is an original of any pair.
    pub(crate) fn have_original(&self, words: &[WordId]) -> bool {
        self.wanted.contains(words)
    }

    /// The originals of a phrase, with their numbers.
    pub(crate) fn of(&self, words: &[WordId]) -> impl Iterator<Item = (u32, &Original)> {
        let range = member(words.iter().copied()).and_then(|key| self.of.get(&key)).cloned().unwrap_or(0..0);
        range.clone().zip(&self.originals[range.start as usize..range.end as usize])
    }

    /// The words of an original.
    pub(crate) fn words(&self, original: &Original) -> &[WordId] {
        &self.pool[original.words.start as usize..original.words.end as usize]
    }

    /// The text of an original, by its number.
    pub(crate) fn text(&self, number: u32) -> Option<&'static str> {
        let original = self.originals.get(number as usize)?;
        PAIRS.get(original.text.start as usize..original.text.end as usize)
    }
}

/// The longest spun phrase, in words.
pub(crate) const MAX_SPUN_WORDS: usize = MAX_MEMBER_WORDS;
