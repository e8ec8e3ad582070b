//! Misread characters that lost a byte: the five that windows-1252 leaves open (81, 8D, 8F, 90, 9D) went to
//! U+FFFD or nowhere, and the no-break space (A0) became a space.

use crate::charset::{consistent_case, is_syllable, lower};
use crate::edit::Edit;

/// What is left of a character, and which characters it can have been.
struct Trace {
    left: &'static str,
    candidates: &'static str,
    /// Whether the lost byte left nothing behind, so that the next character must not be a byte of it.
    vanished: bool,
}

const TRACES: [Trace; 10] = [
    Trace { left: "á»\u{FFFD}", candidates: "ềọỏỐờ", vanished: false },
    Trace { left: "Ä\u{FFFD}", candidates: "Đ", vanished: false },
    Trace { left: "Ã\u{FFFD}", candidates: "ÁÍÝ", vanished: false },
    Trace { left: "áº ", candidates: "Ạ", vanished: false },
    Trace { left: "Ã ", candidates: "à", vanished: false },
    Trace { left: "Æ ", candidates: "Ơ", vanished: false },
    Trace { left: "â€\u{FFFD}", candidates: "”", vanished: false },
    Trace { left: "â€", candidates: "”", vanished: true },
    Trace { left: "á»", candidates: "ềọỏỐờ", vanished: true },
    Trace { left: "Ä", candidates: "Đ", vanished: true },
];

/// Appends edits of one line, which begins at `start`.
///
/// Where other characters of the line are certain to be misread, `among`, only `Ã` before a space is judged, less
/// strictly: the others come when their neighbours are right.
pub(super) fn repair_line(line: &str, start: usize, among: bool, edits: &mut Vec<Edit>) {
    let mut at = 0;
    while let Some(ahead) = line.get(at..).and_then(|rest| rest.find(['á', 'Ä', 'Ã', 'Æ', 'â'])) {
        at += ahead;
        let found =
            TRACES.iter().filter(|trace| !among || trace.left == "Ã ").find_map(|trace| read(line, at, trace, among));
        let Some((length, c)) = found else {
            at += 2;
            continue;
        };
        edits.push(Edit::repair(start + at..start + at + length, c, "mojibake-lost"));
        at += length;
    }
}

/// What is left of a letter at the beginning of a text, in bytes, and which letters it may have been.
pub(crate) fn lost_letters(text: &str) -> Option<(usize, &'static str)> {
    let trace = TRACES.iter().find(|trace| text.starts_with(trace.left))?;
    let letters = trace.candidates.starts_with(char::is_alphabetic) && !trace.left.ends_with(' ');
    letters.then_some((trace.left.len(), trace.candidates))
}

/// The bytes to replace and the only character that makes a syllable of the word around `at`.
fn read(line: &str, at: usize, trace: &Trace, among: bool) -> Option<(usize, char)> {
    let rest = line.get(at..)?.strip_prefix(trace.left)?;
    let prefix = tail(line.get(..at)?);
    let suffix = head(rest);
    if trace.vanished && rest.starts_with(|c: char| !c.is_ascii() && !is_letter(c)) {
        return None;
    }
    if trace.left.ends_with(' ') {
        return space(line, at, trace, prefix, suffix, among);
    }
    // Of the characters from U+2040 that lost their last byte, running text has one.
    if trace.candidates == "”" {
        return (!rest.starts_with(char::is_alphanumeric)).then_some((trace.left.len(), '”'));
    }
    // A mark of quotation after a clean letter, or a foreign name, is no trace.
    if trace.vanished && prefix.is_empty() && suffix.is_empty() {
        return None;
    }
    let mut possible = trace.candidates.chars().filter(|&c| fits(prefix, c, suffix));
    let c = possible.next()?;
    possible.next().is_none().then_some((trace.left.len(), c))
}

/// A letter whose second half became a space: within a syllable, or at its end with the space after it lost.
fn space(line: &str, at: usize, trace: &Trace, prefix: &str, suffix: &str, among: bool) -> Option<(usize, char)> {
    let c = trace.candidates.chars().next()?;
    if trace.left == "Ã " && !prefix.ends_with(char::is_lowercase) && (!among || in_capitals(line, at, trace, prefix))
    {
        return None;
    }
    let length = trace.left.len();
    let alone = suffix.len() > 1 && is_syllable(suffix);
    if !suffix.is_empty() && !alone && fits(prefix, c, suffix) {
        return Some((length, c));
    }
    if !fits(prefix, c, "") {
        return None;
    }
    let doubled = line.get(at + length..).is_some_and(|rest| rest.starts_with(' '));
    Some((if doubled { length } else { length - 1 }, c))
}

/// Whether `Ã` and the space may be clean: it is a letter of its own in capitals, as in `XÃ HỘI`.
///
/// It is not between words that are not in capitals.
fn in_capitals(line: &str, at: usize, trace: &Trace, prefix: &str) -> bool {
    let before = line.get(..at - prefix.len()).unwrap_or_default().trim_end_matches(' ');
    let after = line.get(at + trace.left.len()..).unwrap_or_default().trim_start_matches(' ');
    let (before, after) = (tail(before), head(after));
    let small = |word: &str| word.chars().next_back().is_some_and(char::is_lowercase);
    prefix.chars().count() > 1 || !small(after) || !(before.is_empty() || small(before))
}

fn fits(prefix: &str, c: char, suffix: &str) -> bool {
    let word = format!("{prefix}{c}{suffix}");
    consistent_case(&word) && is_syllable(&word)
}

/// A letter that may belong to the word; capitals of the misreading do not.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() && lower(c) != 'æ' && lower(c) != 'ä'
}

/// No syllable is longer, in bytes.
const LONGEST: usize = 24;

fn tail(text: &str) -> &str {
    let from = text.char_indices().rev().take(LONGEST).take_while(|&(_, c)| is_letter(c)).last();
    from.and_then(|(at, _)| text.get(at..)).unwrap_or_default()
}

fn head(text: &str) -> &str {
    let to = text.char_indices().take(LONGEST).take_while(|&(_, c)| is_letter(c)).last();
    to.and_then(|(at, c)| text.get(..at + c.len_utf8())).unwrap_or_default()
}
