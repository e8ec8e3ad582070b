//! Letters of other scripts, and odd Latin ones, that stand for a letter of Vietnamese: `Vіệt` with a Cyrillic `і`.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::edit::Edit;
use crate::text::syllable::is_syllable;
use crate::text::token::is_letter;

static LETTERS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let row = |row: &str| {
        let mut columns = row.split('\t');
        Some((columns.next()?.chars().next()?, columns.next()?.chars().next()?))
    };
    let mut rows: Vec<_> = include_str!("../../dictionaries/lookalikes.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(row)
        .collect();
    rows.sort_unstable();
    rows
});

/// Appends the edits that write Vietnamese words in Vietnamese letters. Words of other scripts stay.
///
/// ```
/// use nguyenban::{edit::apply, repair::lookalike};
/// let mut edits = Vec::new();
/// lookalike::repair("H\u{430}i bà Ðông", &mut edits);
/// assert_eq!(apply("H\u{430}i bà Ðông", &edits), "Hai bà Đông");
/// ```
pub fn repair(text: &str, edits: &mut Vec<Edit>) {
    if !text.chars().any(|c| letter_of(c).is_some() || is_styled(c)) {
        return;
    }
    let ideographs = text.chars().any(|c| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'));
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let word = &rest[..rest.len() - rest.trim_start_matches(|c| is_letter(c) || is_styled(c)).len()];
        if word.is_empty() {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        }
        if !word.is_ascii() {
            repair_word(word, at, ideographs, edits);
        }
        at += word.len();
    }
}

fn repair_word(word: &str, start: usize, ideographs: bool, edits: &mut Vec<Edit>) {
    let (mut latin, mut styled, mut foreign) = (0, 0, 0);
    let mut plain = String::with_capacity(word.len());
    for c in word.chars() {
        if is_styled(c) {
            styled += 1;
            plain.extend(std::iter::once(c).nfkc());
        } else if let Some(letter) = letter_of(c) {
            foreign += 1;
            plain.push(letter);
        } else {
            latin += usize::from(c < '\u{250}' || ('\u{1e00}'..='\u{1eff}').contains(&c));
            plain.push(c);
        }
    }
    let right = match (styled, foreign) {
        (0, 0) => false,
        (_, 0) => !ideographs,
        // The sound of `th`: `[ðe]`.
        _ if word.starts_with('ð') => false,
        _ => (latin >= 1 && is_syllable(&plain) && (latin >= 2 || !plain.is_ascii())) || is_initials(&plain),
    };
    if !right {
        return;
    }
    for (at, c) in word.char_indices() {
        let (letter, rule): (String, _) = match letter_of(c) {
            Some(letter) => (letter.into(), "look-alike"),
            None if is_styled(c) => (std::iter::once(c).nfkc().collect(), "styled-letter"),
            None => continue,
        };
        edits.push(Edit::repair(start + at..start + at + c.len_utf8(), letter, rule));
    }
}

/// `QĐ`, `ĐH` written with another letter that looks like `Đ`.
fn is_initials(word: &str) -> bool {
    word.contains('Đ')
        && word.chars().all(|c| c == 'Đ' || c.is_ascii_uppercase())
        && (2..=6).contains(&word.chars().count())
}

fn letter_of(c: char) -> Option<char> {
    if c < '\u{d0}' || ('\u{1e00}'..='\u{ff00}').contains(&c) {
        return None;
    }
    LETTERS.binary_search_by_key(&c, |row| row.0).ok().and_then(|at| LETTERS.get(at)).map(|row| row.1)
}

/// A full-width or mathematical form of a letter or digit of ASCII.
fn is_styled(c: char) -> bool {
    matches!(c, '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}')
        || (('\u{1d400}'..='\u{1d7ff}').contains(&c)
            && std::iter::once(c).nfkc().all(|plain| plain.is_ascii_alphanumeric()))
}
