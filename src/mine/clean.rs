//! Counts of the pages' phrases in clean text.

use std::collections::HashMap;

use super::pages::{self, MAX_WORDS};
use crate::model::WordId;
use crate::restorer::Restorer;
use crate::text::token::{Token, tokenize};

/// How often the phrases of some pages stand in clean text.
///
/// The phrases are fixed before the text is read, which is then read line by line: memory follows from the pages and
/// not from the text.
#[derive(Debug)]
pub struct CleanCounts<'r> {
    restorer: &'r Restorer,
    counts: HashMap<u128, u64>,
    words: u64,
    tokens: Vec<Token>,
    ids: Vec<WordId>,
    buffer: String,
}

/// A phrase of at most [`MAX_WORDS`] words as a number.
fn key(phrase: &[WordId]) -> u128 {
    phrase.iter().fold(1, |key, &word| key << 16 | u128::from(word))
}

impl<'r> CleanCounts<'r> {
    /// Counts for all phrases of the pages.
    #[must_use]
    pub fn new(restorer: &'r Restorer, pages: &[String]) -> Self {
        let mut lines = Vec::new();
        pages.iter().for_each(|page| pages::read(page, restorer, true, &mut lines));
        let counts = pages::phrases(&lines).keys().map(|phrase| (key(phrase), 0)).collect();
        Self { restorer, counts, words: 0, tokens: Vec::new(), ids: Vec::new(), buffer: String::new() }
    }

    /// Reads a paragraph of clean text.
    pub fn read(&mut self, paragraph: &str) {
        self.tokens.clear();
        self.ids.clear();
        tokenize(paragraph, &mut self.tokens);
        self.restorer.matcher().vocabulary.read(&self.tokens, paragraph, &mut self.buffer, &mut self.ids);
        let plain = |at: usize| pages::is_plain(&self.tokens[at], self.ids[at], paragraph);
        for start in 0..self.ids.len() {
            let mut phrase = 1;
            for at in start..self.ids.len().min(start + MAX_WORDS) {
                if !plain(at) {
                    break;
                }
                self.words += u64::from(at == start);
                phrase = phrase << 16 | u128::from(self.ids[at]);
                // Whatever begins a phrase of a page is a phrase of the page.
                let Some(count) = self.counts.get_mut(&phrase) else { break };
                *count += 1;
            }
        }
    }

    /// How many words in lower case were read.
    #[must_use]
    pub fn words(&self) -> u64 {
        self.words
    }

    pub(super) fn count(&self, phrase: &[WordId]) -> Option<u64> {
        self.counts.get(&key(phrase)).copied()
    }
}
