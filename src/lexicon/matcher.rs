//! Finding phrases: Aho-Corasick over word numbers.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::{Lexicon, Row};
use crate::model::{Vocabulary, WordId};
use crate::text::token::{Case, Token, tokenize};

/// A phrase of the lexicon, as the spun side of rows, as the original side, or both.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pattern {
    /// The rows that write it.
    pub(crate) spun: Vec<u32>,
    /// Rows that write it in a case of their own, with that writing.
    pub(crate) cased: Vec<(String, u32)>,
    /// The rows whose original it is.
    pub(crate) original: Vec<u32>,
}

/// A pattern in a sequence of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) pattern: u32,
    /// The first token.
    pub(crate) start: u32,
    /// One past the last token.
    pub(crate) end: u32,
}

/// The phrases of a lexicon, ready to be found.
///
/// The automaton runs over word numbers, written as two bytes of which only the first has its high bit set, so that
/// no match begins inside a word. Compared with running over text it has a third of the bytes to read, and case,
/// Unicode form and tone-mark placement are out of the way.
#[derive(Debug, Clone)]
pub struct Matcher {
    pub(crate) vocabulary: Vocabulary,
    automaton: Option<AhoCorasick>,
    patterns: Vec<Pattern>,
}

/// A spun phrase in a text.
#[derive(Debug, Clone)]
pub struct Match<'l> {
    /// Where it stands, in bytes of the text.
    pub span: Range<usize>,
    lexicon: &'l Lexicon,
    rows: Vec<u32>,
}

impl<'l> Match<'l> {
    /// The rows that write this phrase.
    pub fn rows(&self) -> impl Iterator<Item = &'l Row> {
        let lexicon = self.lexicon;
        self.rows.iter().filter_map(move |&row| lexicon.row(row))
    }
}

fn put(word: WordId, bytes: &mut Vec<u8>) {
    bytes.extend([0x80 | (word >> 7) as u8, (word & 0x7f) as u8]);
}

impl Matcher {
    /// A matcher with the words of the lexicon only.
    #[must_use]
    pub fn new(lexicon: &Lexicon) -> Self {
        let specials = crate::model::special_keys();
        Self::with_vocabulary(lexicon, Vocabulary::new(specials))
    }

    /// A matcher whose word numbers are those of a model, with the lexicon's further words after them.
    ///
    /// Rows with words beyond [`crate::model::MAX_WORDS`] are left out.
    pub(crate) fn with_vocabulary(lexicon: &Lexicon, mut vocabulary: Vocabulary) -> Self {
        let mut patterns: Vec<Pattern> = Vec::new();
        let mut by_words = std::collections::HashMap::new();
        let mut needles: Vec<Vec<u8>> = Vec::new();
        let mut pattern_of = |phrase: &str, vocabulary: &mut Vocabulary| -> Option<usize> {
            let words: Vec<WordId> = phrase.split(' ').map(|word| vocabulary.add(word)).collect::<Option<_>>()?;
            Some(*by_words.entry(words.clone()).or_insert_with(|| {
                let mut needle = Vec::with_capacity(words.len() * 2);
                words.iter().for_each(|&word| put(word, &mut needle));
                needles.push(needle);
                patterns.push(Pattern::default());
                patterns.len() - 1
            }))
        };
        let mut sides = Vec::new();
        for row in lexicon.rows() {
            sides.push((pattern_of(&row.spun, &mut vocabulary), pattern_of(&row.original, &mut vocabulary)));
        }
        for ((index, row), (spun, original)) in (0..).zip(lexicon.rows()).zip(sides) {
            let (Some(spun), Some(original)) = (spun, original) else { continue };
            if row.spun.chars().any(char::is_uppercase) {
                patterns[spun].cased.push((row.spun.clone(), index));
            } else {
                patterns[spun].spun.push(index);
            }
            patterns[original].original.push(index);
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&needles)
            .ok();
        Self { vocabulary, automaton, patterns }
    }

    pub(crate) fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// Finds every pattern among the words, overlapping ones too, in the order of their ends.
    pub(crate) fn find(&self, words: &[WordId], bytes: &mut Vec<u8>, found: &mut Vec<Found>) {
        bytes.clear();
        bytes.reserve(words.len() * 2);
        words.iter().for_each(|&word| put(self.vocabulary.without_case(word), bytes));
        let Some(automaton) = &self.automaton else { return };
        found.extend(automaton.find_overlapping_iter(bytes.as_slice()).map(|hit| Found {
            pattern: hit.pattern().as_u32(),
            start: (hit.start() / 2) as u32,
            end: (hit.end() / 2) as u32,
        }));
    }

    /// Every spun phrase of a text, for callers who want no judgement.
    pub(super) fn find_all<'l>(&self, lexicon: &'l Lexicon, text: &str) -> Vec<Match<'l>> {
        let (mut tokens, mut bytes, mut buffer) = (Vec::new(), Vec::new(), String::new());
        let mut matches = Vec::new();
        for (offset, line) in crate::text::lines(text) {
            tokens.clear();
            tokenize(line, &mut tokens);
            let mut words = Vec::with_capacity(tokens.len());
            self.vocabulary.read(&tokens, line, &mut buffer, &mut words);
            let mut found = Vec::new();
            self.find(&words, &mut bytes, &mut found);
            for hit in found {
                let pattern = &self.patterns[hit.pattern as usize];
                let span = tokens[hit.start as usize].start as usize..tokens[hit.end as usize - 1].end as usize;
                let mut rows = pattern.spun.clone();
                rows.extend(pattern.cased.iter().filter(|(form, _)| *form == line[span.clone()]).map(|&(_, row)| row));
                if !rows.is_empty() {
                    matches.push(Match { span: offset + span.start..offset + span.end, lexicon, rows });
                }
            }
        }
        matches
    }
}

/// Whether tokens that a spinner looks at as they stand are all in lower case.
pub(crate) fn all_lower(tokens: &[Token]) -> bool {
    tokens.iter().all(|token| token.case == Case::Lower && !token.protected)
}
