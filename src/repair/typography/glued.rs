//! Missing spaces: after a mark (`Nga,Ấn Độ`, `hóa.Hệ`, `hóa .Hệ`), and between words.

use std::sync::LazyLock;

use super::line::{ELLIPSIS, Line, ends_small, is_latin, is_protected, is_small, is_word};
use crate::edit::Edit;
use crate::text::syllable::{is_marked_syllable, is_syllable};

/// Adds the space after every mark that plainly ends a word and lost it.
pub(super) fn missing_spaces(line: &Line, edits: &mut Vec<Edit>) {
    let marks = |byte| matches!(byte, b',' | b';' | b':' | b'.' | b'!' | b'?' | b')' | ELLIPSIS);
    for (at, byte) in line.bytes_that(marks) {
        let width = match byte {
            ELLIPSIS if line.after(at).starts_with('…') => '…'.len_utf8(),
            ELLIPSIS => continue,
            _ => 1,
        };
        let after = at + width;
        let Some(mark) = line.text.get(at..after) else { continue };
        if !line.char_after(after).is_some_and(is_latin) {
            continue;
        }
        let next = line.letters_after(after);
        if parts_words(line, at, mark, next) && !is_protected(line.chunk(at)) {
            edits.push(Edit::repair(after..after, " ", "space-after"));
        }
    }
}

/// Parts two words that a lost line end has glued: `thành phốHà Nội`.
pub(super) fn words(line: &Line, edits: &mut Vec<Edit>) {
    let bytes = line.text.as_bytes();
    for (at, _) in line.bytes_that(|byte| byte.is_ascii_uppercase()).filter(|&(at, _)| at > 0) {
        let small = bytes.get(at - 1).is_some_and(|byte| byte.is_ascii_lowercase() || *byte >= 0x80);
        if !small || !ends_small(line.before(at)) {
            continue;
        }
        // Syllables with marks: brands that are written so have none.
        let (left, right) = (line.letters_before(at), line.letters_after(at));
        let small = |word: &str| word.chars().skip(1).all(is_small);
        let words =
            [left, right].iter().all(|word| small(word) && word.chars().count() > 1) && is_marked_syllable(left);
        // After a word in small letters a name without marks may follow: `tỉnhThanh Hóa`.
        let name = || left.starts_with(char::is_lowercase) && is_syllable(right) && right.len() > 2;
        if words && (is_marked_syllable(right) || name()) && !is_protected(line.chunk(at)) {
            edits.push(Edit::repair(at..at, " ", "glued-words"));
        }
    }
}

/// Whether the mark at `at`, directly before the word `next`, ends what stands before it.
fn parts_words(line: &Line, at: usize, mark: &str, next: &str) -> bool {
    let before = line.letters_before(at);
    let two_letters = |word: &str| word.chars().nth(1).is_some();
    let follows_digit = line.char_before(at).is_some_and(|c| c.is_ascii_digit());
    match mark {
        "," | ";" => {
            let left = if follows_digit { is_syllable(next) } else { two_letters(before) };
            left && two_letters(next) && (is_syllable(next) || is_syllable(before))
        }
        "." if line.char_before(at) == Some(' ') => is_sentence_start(next) && after_word(line, at),
        "." if follows_digit => is_marked_syllable(next) && is_sentence_start(next) && numbers_alone(line, at),
        "." => {
            let whole = || {
                listed("before").all(|name| before != name) && is_syllable(before)
                    || (has_vowel(before) && before.chars().count() > 3)
            };
            let lower = ends_small(before);
            lower && two_letters(before) && is_sentence_start(next) && !dotted(line, at, next) && whole()
        }
        // `Bản mẫu:Tháng`, `Tập tin:…` and the like are names of wiki pages.
        ":" if listed("colon").any(|name| line.before(at).ends_with(name)) => false,
        ":" => is_marked_syllable(before) && two_letters(before) && is_syllable(next) && two_letters(next),
        "!" | "?" => is_marked_syllable(before) && is_sentence_start(next),
        ")" => is_marked_syllable(next) && two_letters(next) && is_aside(line.recent(at)),
        "…" => is_marked_syllable(before) && is_sentence_start(next),
        _ => false,
    }
}

static LISTED: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    include_str!("../../../dictionaries/abbreviations.tsv").lines().filter_map(|row| row.split_once('\t')).collect()
});

/// The words of `dictionaries/abbreviations.tsv` that stand where `place` says.
fn listed(place: &str) -> impl Iterator<Item = &'static str> {
    LISTED.iter().filter(move |&&(_, at)| at == place).map(|&(word, _)| word)
}

/// A Vietnamese syllable with a capital first letter and small ones after it: `Giới`, not `HCM`, `net` or `Net`.
fn is_sentence_start(word: &str) -> bool {
    let mut letters = word.chars();
    let capital = letters.next().is_some_and(char::is_uppercase);
    let small = letters.clone().next().is_none_or(is_small) && letters.all(|c| !c.is_uppercase());
    capital
        && small
        && is_syllable(word)
        && listed("after").all(|name| word != name)
        && (!word.is_ascii() || word.len() > 1)
}

/// Whether the gap before the mark at `at` follows a word.
fn after_word(line: &Line, at: usize) -> bool {
    line.char_before(line.gap_start(at)).is_some_and(|c| is_word(c) || matches!(c, ')' | '”' | '%'))
}

/// Whether the mark follows a bare number: `1.Mở đầu`, `năm 2005.Ông`, not `v1.Ổn`.
fn numbers_alone(line: &Line, at: usize) -> bool {
    let number = line.before(at).trim_end_matches(|c: char| c.is_ascii_digit());
    number.is_empty() || number.ends_with([' ', '('])
}

/// Whether a bracket that opened before holds more than a letter or two: not `(s)`.
fn is_aside(before: &str) -> bool {
    before.rsplit_once('(').is_some_and(|(_, inside)| inside.len() > 2)
}

fn has_vowel(word: &str) -> bool {
    word.chars().any(|c| !c.is_ascii() || "aeiouyAEIOUY".contains(c))
}

/// One of several points of one chunk between short parts: an abbreviation.
fn dotted(line: &Line, at: usize, next: &str) -> bool {
    line.char_after(at + 1 + next.len()) == Some('.') && next.chars().count() < 3
}

/// Whether the point at `at`, after a space, ends a sentence and is glued to the next one: `hóa .Hệ`.
pub(super) fn starts_sentence(line: &Line, at: usize) -> bool {
    is_sentence_start(line.letters_after(at + 1))
}
