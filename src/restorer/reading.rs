//! Paragraphs as they were read, and those that are kept until the whole text has been judged.

use super::evidence::{First, Shown};
use crate::lexicon::{Found, Matcher};
use crate::model::WordId;
use crate::text::token::{Token, tokenize};

/// The most tokens of paragraphs that are kept, with their arcs: memory stays bounded whatever the text. What is beyond is read again.
pub(super) const MOST_KEPT: usize = 1 << 18;

/// Tokens, words and matches of a paragraph.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    pub(super) tokens: Vec<Token>,
    pub(super) words: Vec<WordId>,
    pub(super) found: Vec<Found>,
}

/// What a reader needs and does not keep.
#[derive(Debug, Default)]
pub(super) struct Reader {
    plain: Vec<WordId>,
    pub(super) fold: String,
}

impl Reader {
    /// Reads a paragraph in the place of another.
    pub(super) fn read(&mut self, matcher: &Matcher, line: &str, reading: &mut Reading) {
        let Reading { tokens, words, found } = reading;
        tokens.clear();
        tokenize(line, tokens);
        words.clear();
        matcher.vocabulary.read(tokens, line, &mut self.fold, words);
        found.clear();
        matcher.find(words, &mut self.plain, found);
    }
}

/// A paragraph that looks spun, with what its best path under the channel of family A shows.
#[derive(Debug)]
struct Kept {
    paragraph: usize,
    reading: Reading,
    shown: Shown,
    first: First,
}

/// The paragraphs of a text that are kept, in its order.
#[derive(Debug)]
pub(super) struct Keep {
    kept: Vec<Kept>,
    /// How many more tokens may be kept.
    room: usize,
}

impl Keep {
    /// Room for so many tokens.
    pub(super) fn new(room: usize) -> Self {
        Self { kept: Vec::new(), room }
    }

    /// Keeps a paragraph, if there is room for it.
    pub(super) fn add(&mut self, paragraph: usize, reading: &Reading, decoded: impl FnOnce() -> (Shown, First)) {
        if let Some(room) = self.room.checked_sub(reading.tokens.len()) {
            self.room = room;
            let (shown, first) = decoded();
            self.kept.push(Kept { paragraph, reading: reading.clone(), shown, first });
        }
    }

    fn find(&self, paragraph: usize) -> Option<usize> {
        self.kept.binary_search_by_key(&paragraph, |kept| kept.paragraph).ok()
    }

    /// What the best path of a paragraph shows, with its reading.
    pub(super) fn shown(&self, paragraph: usize) -> Option<(&Reading, &Shown)> {
        self.find(paragraph).map(|at| (&self.kept[at].reading, &self.kept[at].shown))
    }

    /// The reading of a paragraph and what its first decoding left, which are then no longer kept.
    pub(super) fn take(&mut self, paragraph: usize) -> Option<(Reading, First)> {
        let kept = self.find(paragraph).map(|at| &mut self.kept[at])?;
        Some((std::mem::take(&mut kept.reading), std::mem::take(&mut kept.first)))
    }
}
