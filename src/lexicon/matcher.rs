//! The phrases of a lexicon, and what its rows say of each.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::lists::Lists;
use super::phrases::Phrases;
use super::{Lexicon, Row};
use crate::model::{Vocabulary, WordId};
use crate::text::parts;
use crate::text::token::{Case, Token, tokenize};

/// A phrase of the lexicon, as the spun side of rows, as the original side, or both.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pattern<'m> {
    /// The rows that write it in any case.
    pub(crate) spun: &'m [u32],
    /// Rows that write it in a case of their own.
    cased: &'m [u32],
    forms: &'m [(u32, String)],
    /// The rows whose original it is.
    pub(crate) original: &'m [u32],
}

impl<'m> Pattern<'m> {
    /// The rows that write it, in any case or in one of their own.
    pub(crate) fn written(self) -> impl Iterator<Item = u32> {
        let cased = self.cased.iter().filter_map(|&at| self.forms.get(at as usize));
        self.spun.iter().copied().chain(cased.map(|&(row, _)| row))
    }

    /// The rows that write the phrase in a case of their own, in the case of this form of it.
    pub(crate) fn cased_as(self, form: Option<&str>) -> impl Iterator<Item = u32> {
        let rows = self.cased.iter().filter_map(|&at| self.forms.get(at as usize));
        rows.filter(move |(_, own)| form.is_some_and(|form| same_case(form, own))).map(|&(row, _)| row)
    }
}

/// Of each letter, whether it is in upper case.
fn cases(text: &str) -> impl Iterator<Item = bool> + '_ {
    text.nfc().filter(|c| c.is_alphabetic()).map(char::is_uppercase)
}

/// Whether two forms of a phrase have the same letters in upper case. They may differ in their Unicode form and in where tone
/// marks stand: what the words are has been compared.
fn same_case(form: &str, own: &str) -> bool {
    form == own || cases(form).eq(cases(own))
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
/// It works on word numbers: compared with the text there is a third to read, and case, Unicode form and tone-mark
/// placement are out of the way.
#[derive(Debug, Clone)]
pub struct Matcher {
    pub(crate) vocabulary: Vocabulary,
    phrases: Phrases,
    /// By pattern, as in [`Pattern`]; `cased` are indices of `forms`.
    spun: Lists<u32>,
    cased: Lists<u32>,
    original: Lists<u32>,
    /// The rows that match in their own case only, with that writing.
    forms: Vec<(u32, String)>,
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

impl Matcher {
    /// A matcher with the words of the lexicon only.
    #[must_use]
    pub fn new(lexicon: &Lexicon) -> Self {
        let specials = crate::model::special_keys();
        Self::with_vocabulary(lexicon, Vocabulary::new(specials))
    }

    /// A matcher whose word numbers are those of a model, with the lexicon's further words after them.
    ///
    /// Rows with words beyond [`crate::model::MAX_WORDS`] are left out, and those for which there is no room among phrases of some
    /// sixteen million words.
    pub(crate) fn with_vocabulary(lexicon: &Lexicon, mut vocabulary: Vocabulary) -> Self {
        let mut phrases = Phrases::with_capacity(lexicon.rows().len() * 2);
        let mut words: Vec<WordId> = Vec::new();
        let mut pattern_of = |phrase: &str| {
            words.clear();
            for word in parts(phrase, b' ') {
                words.push(vocabulary.add(word)?);
            }
            phrases.add(&words)
        };
        let (mut spun, mut cased, mut original) = (Vec::new(), Vec::new(), Vec::new());
        let mut forms = Vec::new();
        for (index, row) in (0..).zip(lexicon.rows()) {
            let (Some(written), Some(meant)) = (pattern_of(&row.spun), pattern_of(&row.original)) else { continue };
            if row.spun.chars().any(char::is_uppercase) {
                cased.push((written, forms.len() as u32));
                forms.push((index, row.spun.clone()));
            } else {
                spun.push((written, index));
            }
            original.push((meant, index));
        }
        let [spun, cased, original] = [spun, cased, original].map(|items| Lists::new(phrases.len(), &items));
        Self { vocabulary, phrases, spun, cased, original, forms }
    }

    /// How many patterns there are.
    pub(crate) fn len(&self) -> usize {
        self.phrases.len()
    }

    /// A pattern by its number.
    #[inline]
    pub(crate) fn pattern(&self, number: u32) -> Pattern<'_> {
        let number = number as usize;
        Pattern {
            spun: self.spun.of(number),
            cased: self.cased.of(number),
            forms: &self.forms,
            original: self.original.of(number),
        }
    }

    /// Finds every pattern among the words, overlapping ones too, in the order of their ends. `plain` is a buffer.
    pub(crate) fn find(&self, words: &[WordId], plain: &mut Vec<WordId>, found: &mut Vec<Found>) {
        plain.clear();
        plain.extend(words.iter().map(|&word| self.vocabulary.without_case(word)));
        self.phrases.find(plain, found);
    }

    /// Every spun phrase of a text, for callers who want no judgement.
    pub(super) fn find_all<'l>(&self, lexicon: &'l Lexicon, text: &str) -> Vec<Match<'l>> {
        let (mut tokens, mut plain, mut buffer) = (Vec::new(), Vec::new(), String::new());
        let mut matches = Vec::new();
        for (offset, line) in crate::text::lines(text) {
            tokens.clear();
            tokenize(line, &mut tokens);
            let mut words = Vec::with_capacity(tokens.len());
            self.vocabulary.read(&tokens, line, &mut buffer, &mut words);
            let mut found = Vec::new();
            self.find(&words, &mut plain, &mut found);
            for hit in found {
                let pattern = self.pattern(hit.pattern);
                let span = tokens[hit.start as usize].start as usize..tokens[hit.end as usize - 1].end as usize;
                let mut rows = pattern.spun.to_vec();
                rows.extend(pattern.cased_as(line.get(span.clone())));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_of_its_own_is_one_whatever_the_unicode_form_and_the_tone_marks() {
        let lexicon = Lexicon::from_tsv("rows.tsv", "spun\toriginal\nTòa Án Tối Cao\ttòa án\n".as_bytes()).unwrap();
        let decomposed: String = "Tòa Án Tối Cao".nfd().collect();
        for (text, found) in [
            ("ra Tòa Án Tối Cao", 1),
            (decomposed.as_str(), 1),
            ("ra Toà Án Tối Cao", 1),
            ("ra tòa án tối cao", 0),
            ("ra Tòa án Tối Cao", 0),
            ("RA TÒA ÁN TỐI CAO", 0),
        ] {
            assert_eq!(lexicon.find_iter(text).count(), found, "{text}");
        }
    }
}
