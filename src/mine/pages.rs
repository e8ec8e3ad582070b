//! Pages as the miner reads them: restored as far as the lexicon goes, with what it left marked as fit for mining.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::edit::{Edit, Rule};
use crate::lexicon::Family;
use crate::model::{NUMBER, UNKNOWN, Vocabulary, WordId};
use crate::restorer::Restorer;
use crate::text::token::{Case, Kind, Token, tokenize};

/// The longest phrase that is mined, in words.
pub(super) const MAX_WORDS: usize = 6;

/// A paragraph, with listed phrases already restored, so that an unlisted one is read in its original company.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) tokens: Vec<Token>,
    pub(super) words: Vec<WordId>,
    /// By token: a word in lower case that no row has explained.
    pub(super) plain: Vec<bool>,
    pub(super) family: Option<Family>,
}

impl Line {
    /// Reads a text of which some bytes were put there by rows.
    pub(super) fn new(text: String, explained: &[std::ops::Range<usize>], vocabulary: &Vocabulary) -> Self {
        let mut line = Self { text, ..Self::default() };
        tokenize(&line.text, &mut line.tokens);
        vocabulary.read(&line.tokens, &line.text, &mut String::new(), &mut line.words);
        let free = |token: &Token| {
            !explained.iter().any(|span| span.start < token.range().end && token.range().start < span.end)
        };
        let plain = |(token, &word): (&Token, &WordId)| is_plain(token, word, &line.text) && free(token);
        line.plain = line.tokens.iter().zip(&line.words).map(plain).collect();
        line
    }

    /// The text of some words.
    pub(super) fn phrase(&self, words: std::ops::Range<usize>) -> &str {
        match self.tokens.get(words.start).zip(self.tokens.get(words.end.wrapping_sub(1))) {
            Some((first, last)) => self.text.get(first.range().start..last.range().end).unwrap_or_default(),
            None => "",
        }
    }
}

/// Whether a token is a word that a spinner looks at, and that the model can judge.
pub(super) fn is_plain(token: &Token, word: WordId, text: &str) -> bool {
    let readable = match token.kind {
        Kind::Word => token.case == Case::Lower && word != UNKNOWN,
        // `1` is written for `một`; a number that the model does not know by itself says nothing.
        Kind::Number => word != NUMBER && token.text(text).len() == 1,
        _ => false,
    };
    readable && !token.protected
}

/// Where a phrase stands: line, first word.
pub(super) type Place = (u32, u32);

/// Whether an edit is better left to mining: no row has it, or it makes a word stand twice, as a row does that has but a
/// part of an unlisted phrase.
fn is_doubtful(page: &str, edit: &Edit) -> bool {
    let before = page.get(..edit.start).unwrap_or_default().trim_end();
    let after = page.get(edit.end..).unwrap_or_default().trim_start();
    let twice = before.ends_with(&edit.replacement) || after.starts_with(&edit.replacement);
    matches!(edit.rule, Rule::Expansion | Rule::Synonym) || matches!(edit.rule, Rule::Row(_)) && twice
}

/// The paragraphs of a page that are judged spun, or all of them.
pub(super) fn read(page: &str, restorer: &Restorer, all: bool, lines: &mut Vec<Line>) {
    let restored = restorer.restore(page);
    for paragraph in restored.paragraphs.iter().filter(|paragraph| all || paragraph.spun) {
        let (mut text, mut explained) = (String::new(), Vec::new());
        let mut at = paragraph.start;
        let within = |edit: &&Edit| edit.start >= paragraph.start && edit.end <= paragraph.end;
        for edit in restored.edits.iter().filter(within).filter(|edit| !is_doubtful(page, edit)) {
            text.push_str(page.get(at..edit.start).unwrap_or_default());
            let start = text.len();
            text.push_str(&edit.replacement);
            if matches!(edit.rule, Rule::Row(_)) {
                explained.push(start..text.len());
            }
            at = edit.end;
        }
        text.push_str(page.get(at..paragraph.end).unwrap_or_default());
        let mut line = Line::new(text, &explained, &restorer.matcher().vocabulary);
        line.family = paragraph.spun.then_some(paragraph.family);
        lines.push(line);
    }
}

/// Every phrase that is fit for mining, with its places. Sorted, so that whatever is made of it is the same every time.
pub(super) fn phrases(lines: &[Line]) -> BTreeMap<Vec<WordId>, Vec<Place>> {
    let mut phrases: BTreeMap<Vec<WordId>, Vec<Place>> = BTreeMap::new();
    for (number, line) in (0..).zip(lines) {
        for start in 0..line.words.len() {
            for len in 1..=MAX_WORDS.min(line.words.len() - start) {
                if !line.plain[start + len - 1] {
                    break;
                }
                phrases.entry(line.words[start..start + len].to_vec()).or_default().push((number, start as u32));
            }
        }
    }
    phrases
}

/// A phrase as it stands, in lower case and NFC.
pub(super) fn text_of(lines: &[Line], (line, start): Place, len: usize) -> String {
    let line = &lines[line as usize];
    let words = line.tokens[start as usize..start as usize + len].iter().map(|token| token.text(&line.text));
    words.collect::<Vec<_>>().join(" ").to_lowercase().nfc().collect()
}

/// Words shown on either side of a phrase.
const AROUND: usize = 6;

/// A phrase with the words around it, the phrase in brackets.
pub(super) fn around(lines: &[Line], (line, start): Place, len: usize) -> String {
    let line = &lines[line as usize];
    let (start, end) = (start as usize, start as usize + len);
    let before = line.phrase(start.saturating_sub(AROUND)..start);
    let after = line.phrase(end..(end + AROUND).min(line.tokens.len()));
    format!("{before} [{}] {after}", line.phrase(start..end)).trim().replace(['\t', '\n'], " ")
}
