//! Spaces that do not belong: before a mark, after an opening bracket, around slashes, and doubled ones.

use super::line::{Line, is_letter, is_word};
use crate::edit::Edit;
use crate::text::syllable::is_marked_syllable;

/// Removes the spaces of the line that no writer puts there.
pub(super) fn spaces(line: &Line, edits: &mut Vec<Edit>) {
    let bytes = line.text.as_bytes();
    let loosened = is_loosened(line);
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|&b| b == b' ')) {
        let start = at + found;
        if between_words(bytes, start) {
            at = start + 1;
            continue;
        }
        let end = line.gap_end(start);
        if let Some((replacement, rule)) = gap(line, start, end, loosened) {
            edits.push(Edit::repair(start..end, replacement, rule));
        }
        at = end;
    }
    if loosened {
        ranges(line, edits);
    }
}

/// Whether letters or digits stand on both sides of the space at `at`, as far as the bytes tell: most spaces.
fn between_words(bytes: &[u8], at: usize) -> bool {
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte >= 0x80;
    let left = at.checked_sub(1).and_then(|at| bytes.get(at)).is_some_and(|byte| word(byte) && *byte != 0x9c);
    left && bytes.get(at + 1).is_some_and(|byte| word(byte) && *byte != 0xe2)
}

/// What a gap `start..end` of spaces becomes, where it changes.
fn gap(line: &Line, start: usize, end: usize, loosened: bool) -> Option<(&'static str, &'static str)> {
    let (left, right) = (line.char_before(start)?, line.char_after(end)?);
    let rule = if opens(left) && (is_word(right) || opens(right)) && is_opening(line, start, left) {
        "space-inside"
    } else if (is_word_end(line, start, left) || ends_sentence(left, right))
        && is_closed_by(line, start, end, left, right)
    {
        if matches!(right, ')' | '”' | ']') { "space-inside" } else { "space-before" }
    } else if left.is_ascii_digit() && right == '%' {
        "percent"
    } else if (right == '/' && slash(line, start, end, loosened))
        || (left == '/' && slash(line, line.gap_start(start - 1), start - 1, loosened))
    {
        "slash"
    } else if end - start > 1 {
        return Some((" ", "doubled-space"));
    } else {
        return None;
    };
    Some(("", rule))
}

fn opens(c: char) -> bool {
    matches!(c, '(' | '“' | '[')
}

/// Whether an opening mark that ends at `start` does open: `từ “x“ và` closes with it.
fn is_opening(line: &Line, start: usize, mark: char) -> bool {
    mark != '“' || line.char_before(start - mark.len_utf8()).is_none_or(|c| !is_word(c))
}

/// Whether the character that ends at `start` ends a word, a number or a bracket.
fn is_word_end(line: &Line, start: usize, left: char) -> bool {
    match left {
        ')' | '”' | ']' | '%' => true,
        // `C++ ,`; a plus that stands alone is a sign.
        '+' => line.char_before(start - 1).is_some_and(|c| is_word(c) || c == '+'),
        '"' => line.char_before(start - 1).is_some_and(|c| is_word(c) || matches!(c, '.' | '!' | '?')),
        _ => is_word(left),
    }
}

/// `“ Đi đâu ? ”`: after a mark, only what closes a bracket or a quotation closes up.
fn ends_sentence(left: char, right: char) -> bool {
    matches!(left, '.' | '!' | '?' | '…') && matches!(right, ')' | '”' | ']')
}

/// Whether the mark at `end` closes up to the word before the gap.
fn is_closed_by(line: &Line, start: usize, end: usize, left: char, right: char) -> bool {
    let next = line.char_after(end + right.len_utf8());
    let stands_alone = next.is_none_or(|c| c == ' ' || matches!(c, '"' | '”' | ')' | '»'));
    match right {
        ',' => {
            let address = || super::line::is_protected(line.chunk(start));
            stands_alone || (next.is_some_and(is_letter) && !address()) || is_decimal(line, left, end)
        }
        ';' if !stands_alone => is_glued_on(line, start, end),
        ';' | '!' | '?' => stands_alone && !(right == ';' && next == Some(')')),
        '.' => stands_alone || (next.is_some_and(char::is_uppercase) && super::glued::starts_sentence(line, end)),
        ':' if !stands_alone => is_glued_on(line, start, end),
        ':' => stands_alone && next != Some(')') && !is_ratio(line, start, end),
        ')' => balance(line.recent(start)) > 0,
        ']' => line.recent(start).contains('['),
        '”' => line.recent(start).contains('“'),
        '…' => ellipsis(line, end, right.len_utf8()),
        '+' => left.is_ascii_digit() && next.is_some_and(|c| matches!(c, ',' | '.' | ';' | ')')),
        _ => false,
    }
}

/// `sống ;làm việc`: a mark between two words that belongs to the first, and lost its space.
fn is_glued_on(line: &Line, start: usize, end: usize) -> bool {
    let (before, next) = (line.letters_before(start), line.letters_after(end + 1));
    is_marked_syllable(before) && is_marked_syllable(next) && next.chars().nth(1).is_some()
}

/// `67 ,85%`: the comma of a decimal.
fn is_decimal(line: &Line, left: char, end: usize) -> bool {
    let rest = line.after(end + 1).trim_start_matches(|c: char| c.is_ascii_digit());
    left.is_ascii_digit() && rest.len() < line.after(end + 1).len() && rest.trim_start_matches(' ').starts_with('%')
}

fn balance(text: &str) -> i32 {
    text.bytes().map(|b| i32::from(b == b'(') - i32::from(b == b')')).sum()
}

/// `2.100ml : 7`: a colon between quantities divides.
fn is_ratio(line: &Line, start: usize, end: usize) -> bool {
    let word = line.recent(start).rsplit(' ').next().unwrap_or_default();
    word.starts_with(|c: char| c.is_ascii_digit())
        && line.after(end + 1).trim_start().starts_with(|c: char| c.is_ascii_digit())
}

/// An ellipsis closes up at the end of a sentence; within one it is a pause, and several are a form to fill in.
fn ellipsis(line: &Line, at: usize, width: usize) -> bool {
    let rest = line.after(at + width).trim_start_matches(' ');
    let ends = rest.chars().next().is_none_or(|c| c.is_uppercase() || matches!(c, ')' | '”'));
    ends && line.text.matches('…').take(3).count() <= 2 && !line.text.contains("...")
}

/// Whether the slash after the gap `start..end` is to be closed up on both sides.
fn slash(line: &Line, start: usize, end: usize, loosened: bool) -> bool {
    let right = line.gap_end(end + 1);
    let (left_word, right_word) = (word_before(line, start), word_after(line, right));
    let spaced = start < end && right > end + 1;
    let number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    let roman = |word: &str| !word.is_empty() && word.bytes().all(|b| b"IVX".contains(&b));
    let year = right_word.len() == 4 && number(right_word) && right_word.starts_with(['1', '2']);
    year && (roman(left_word) || (number(left_word) && left_word.len() <= 2 && is_month(line, start)))
        || spaced && number(right_word) && (number(left_word) || roman(left_word))
        || spaced && loosened && !left_word.is_empty() && !right_word.is_empty()
}

/// Whether the number that ends at `end` follows `tháng`, as in `tháng 11/ 2021`.
fn is_month(line: &Line, end: usize) -> bool {
    let before = line.before(end).trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(' ');
    before.ends_with("tháng") || before.ends_with("Tháng")
}

fn word_before<'t>(line: &Line<'t>, at: usize) -> &'t str {
    let before = line.before(at);
    &before[before.trim_end_matches(is_word).len()..]
}

fn word_after<'t>(line: &Line<'t>, at: usize) -> &'t str {
    let after = line.after(at);
    &after[..after.len() - after.trim_start_matches(is_word).len()]
}

/// Whether the line bears the marks of a program that spaced out its punctuation: `( x )`, ` ; `, ` : `, a last ` .`
fn is_loosened(line: &Line) -> bool {
    let text = line.text.trim_end();
    let around = |at: usize| text.as_bytes().get(at.checked_sub(1)?..at + 2);
    let spaced = |(at, _)| matches!(around(at), Some([b' ', b';' | b':' | b')', b' '] | [b' ', b')', b'.']));
    text.ends_with(" .")
        || text.ends_with(" :")
        || line.bytes_that(|byte| matches!(byte, b';' | b':' | b')')).any(spaced)
}

/// `2021 – 2026` in a loosened line is `2021-2026`.
fn ranges(line: &Line, edits: &mut Vec<Edit>) {
    for (at, dash) in line.text.match_indices('–') {
        let (start, end) = (line.gap_start(at), line.gap_end(at + dash.len()));
        let (left, right) = (word_before(line, start), word_after(line, end));
        let year = |word: &str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
        if start < at && end > at + dash.len() && year(left) && year(right) {
            edits.push(Edit::repair(start..end, "-", "range"));
        }
    }
}
