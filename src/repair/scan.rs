//! One pass over the bytes that decides where there may be anything to repair: the fast way through clean text.
//!
//! The scan may stop for nothing; it never passes over a place that a rule would change (a property test holds it
//! to that), as long as no style of orthography is chosen.
//!
//! Most bytes are passed by a look at each pair of neighbours in two tables, which needs no branch. What the tables
//! let through is looked at more closely.

mod reasons;
mod tables;

pub(super) use reasons::Reasons;
use tables::{FIRST, SECOND};

/// How many pairs are looked at before the first branch.
const STRIDE: usize = 8;

/// How far from a byte its line is searched, in either direction: it bounds the time of a line of any length.
const WINDOW: usize = 512;

/// The first byte, from `from` on, at which a rule might apply.
pub(super) fn suspect(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    find(bytes, &mut at).map(|_| at)
}

/// Which rules might apply to a line.
pub(super) fn reasons(line: &[u8]) -> Reasons {
    let (mut all, mut at) = (Reasons::NONE, 0);
    while let Some(found) = find(line, &mut at) {
        all = all | found;
        at += 1;
    }
    all
}

/// Goes on to the next byte at which a rule might apply; tells which.
fn find(bytes: &[u8], at: &mut usize) -> Option<Reasons> {
    while *at < bytes.len() {
        let ahead: Option<&[u8; STRIDE + 1]> = bytes.get(*at..).and_then(|rest| rest.first_chunk());
        let count = match ahead {
            Some(&[a, b, c, d, e, f, g, h, i]) => {
                // Written out: this is where the time goes.
                let hit = pair(a, b) | pair(b, c) | pair(c, d) | pair(d, e);
                let hit = hit | pair(e, f) | pair(f, g) | pair(g, h) | pair(h, i);
                if hit == 0 {
                    *at += STRIDE;
                    continue;
                }
                STRIDE
            }
            None => bytes.len() - *at,
        };
        let end = *at + count;
        while *at < end {
            if pair(next(bytes, *at), next(bytes, *at + 1)) != 0 {
                let found = look(bytes, *at);
                if found != Reasons::NONE {
                    return Some(found);
                }
            }
            *at += 1;
        }
    }
    None
}

fn pair(first: u8, second: u8) -> u16 {
    FIRST[usize::from(first)] & SECOND[usize::from(second)]
}

/// Looks at a byte that is one of a suspicious pair.
fn look(bytes: &[u8], at: usize) -> Reasons {
    let after = next(bytes, at + 1);
    match next(bytes, at) {
        b' ' => after_space(bytes, at),
        b'&' | b'\\' | b'%' => Reasons::LETTERS.when(begins_escape(bytes, at)),
        mark @ (b',' | b';' | b':') => Reasons::GLUED.when(begins_word(after)) | Reasons::DOUBLED.when(after == mark),
        b')' => Reasons::GLUED.when(begins_word(after)),
        mark @ (b'.' | b'!' | b'?') => {
            Reasons::GLUED.when(begins_sentence(bytes, at + 1))
                | Reasons::DOUBLED.when(mark == b'.' && two_points(bytes, at))
        }
        b'(' | b'[' => Reasons::LOOSE.when(after == b' '),
        b'/' => (Reasons::LOOSE | Reasons::JOINS).when(after == b' '),
        b'-' => Reasons::JOINS
            .when(after == b' ' && before(bytes, at, 1).is_ascii_digit() && next(bytes, at + 2).is_ascii_digit()),
        b'"' => Reasons::QUOTES.when(after == b' ' && matches!(before(bytes, at, 1), b' ' | b'(' | b'\n')),
        0xe2 => punctuation(bytes, at),
        // A capital may also follow the last byte of a small letter, which is below C2.
        0xc2.. => Reasons::LETTERS.when(lead(bytes, at)),
        _ => Reasons::GLUED.when(glues_words(bytes, at)),
    }
}

fn next(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(b'\n')
}

fn before(bytes: &[u8], at: usize, count: usize) -> u8 {
    at.checked_sub(count).map_or(b'\n', |at| next(bytes, at))
}

/// Whether an escape may begin: `&M;`, `\u`, `%C3`; not `M&A`, `C:\d`, `%d`.
fn begins_escape(bytes: &[u8], at: usize) -> bool {
    let after = next(bytes, at + 1);
    match next(bytes, at) {
        b'&' => bytes.get(at + 1..).is_some_and(|rest| rest.iter().take(16).any(|&byte| byte == b';')),
        b'%' => after.is_ascii_hexdigit() && next(bytes, at + 2).is_ascii_hexdigit(),
        _ => after == b'u',
    }
}

/// A letter of the Latin script, or what may be one.
fn begins_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || (byte >= 0x80 && byte != 0xe2)
}

/// A capital with small letters after it, or what may be one; not `HCM`, `net`.
fn begins_sentence(bytes: &[u8], at: usize) -> bool {
    let (first, second) = (next(bytes, at), next(bytes, at + 1));
    if first >= 0x80 { first != 0xe2 } else { first.is_ascii_uppercase() && !second.is_ascii_uppercase() }
}

/// Two points and no more.
fn two_points(bytes: &[u8], at: usize) -> bool {
    next(bytes, at + 1) == b'.' && next(bytes, at + 2) != b'.' && before(bytes, at, 1) != b'.'
}

/// A small letter with a capital after it that begins a word: `phốHà`, not `QĐND` or `ỀU`, nor `“Hà`.
fn glues_words(bytes: &[u8], at: usize) -> bool {
    let small = next(bytes, at + 2);
    next(bytes, at + 1).is_ascii_uppercase()
        && (small.is_ascii_lowercase() || small >= 0xc2)
        && before(bytes, at, 2) != 0xe2
}

fn after_space(bytes: &[u8], at: usize) -> Reasons {
    let dash = |after| Reasons::JOINS.when(joins_codes(bytes, at, after) || joins_numbers(bytes, at, after));
    match next(bytes, at + 1) {
        // Whatever is looked for on the other side of a gap may follow.
        b' ' => Reasons::MARKS,
        b',' | b';' | b':' | b')' | b']' | b'%' | b'+' => Reasons::LOOSE,
        b'!' | b'?' => Reasons::LOOSE | Reasons::DOUBLED,
        b'/' => Reasons::LOOSE | Reasons::JOINS,
        // An ellipsis after a space is a form or a pause.
        b'.' => (Reasons::LOOSE | Reasons::JOINS).when(next(bytes, at + 2) != b'.'),
        b'-' => dash(at + 2),
        0xe2 if next(bytes, at + 2) == 0x80 => match next(bytes, at + 3) {
            0x9d | 0xa6 => Reasons::LOOSE,
            0x91 | 0x93 => dash(at + 4),
            _ => Reasons::NONE,
        },
        _ => Reasons::NONE,
    }
}

/// Whether a number or the code of an office may end before the space at `at`, a code begin at `after`, and the whole
/// be the number of a document, which has a slash.
fn joins_codes(bytes: &[u8], at: usize, after: usize) -> bool {
    let begins = bytes.get(after..).and_then(|rest| rest.iter().find(|&&byte| byte != b' '));
    if !begins.is_some_and(|&byte| byte.is_ascii_uppercase() || byte == 0xc4) {
        return false;
    }
    let capital = |byte: u8| byte.is_ascii_uppercase() || byte == 0x90;
    let last = before(bytes, at, 1);
    (last.is_ascii_digit() || capital(last) || (last.is_ascii_lowercase() && capital(before(bytes, at, 2))))
        && line_may_have(bytes, at, |byte| byte == b'/')
}

/// Whether digits stand on both sides of a dash that are not years with a space on either side.
fn joins_numbers(bytes: &[u8], at: usize, after: usize) -> bool {
    let begins = bytes.get(after..).and_then(|rest| rest.iter().find(|&&byte| byte != b' '));
    let year = before(bytes, at, 4).is_ascii_digit() && before(bytes, at, 3).is_ascii_digit();
    before(bytes, at, 1).is_ascii_digit()
        && begins.is_some_and(u8::is_ascii_digit)
        && !(year && next(bytes, after) == b' ')
}

/// Whether a byte of the line of `at` is wanted; true where the line is too long to tell.
fn line_may_have(bytes: &[u8], at: usize, wanted: impl Fn(u8) -> bool) -> bool {
    let (head, tail) = bytes.split_at(at.min(bytes.len()));
    let search = |line: &mut dyn Iterator<Item = &u8>| {
        let mut seen = 0;
        for &byte in line.take(WINDOW) {
            if byte == b'\n' {
                return false;
            }
            if wanted(byte) {
                return true;
            }
            seen += 1;
        }
        seen == WINDOW
    };
    search(&mut head.iter().rev()) || search(&mut tail.iter())
}

fn after_letter(bytes: &[u8], at: usize) -> bool {
    let back = |count| before(bytes, at, count);
    matches!(back(2), 0xc2 | 0xc3) || (0x80..0xc0).contains(&back(1))
}

/// Whether the character at `at` is none of those that stand in clean text whatever their neighbours.
fn lead(bytes: &[u8], at: usize) -> bool {
    let (second, third) = (next(bytes, at + 1), next(bytes, at + 2));
    match next(bytes, at) {
        // A sign after a letter: a degree or a square, or a byte of another encoding.
        0xc2 => {
            let ascii = before(bytes, at, 1).is_ascii_alphabetic();
            matches!(second, 0xa0 | 0xad) || if ascii { !has_later_letters(bytes, at) } else { after_letter(bytes, at) }
        }
        // Letters of Latin-1 that Vietnamese does not have, and Ã where no word goes on.
        0xc3 => match second {
            0x83 => !third.is_ascii_alphabetic(),
            _ => tables::is_foreign_latin_1(second) && may_be_misread(bytes, at),
        },
        0xc4 => matches!(second, 0x87 | 0xb1),
        0xc5 => second == 0x84,
        0xc6 => second == 0x89,
        0xe1 => !matches!(second, 0xba | 0xbb),
        // Of kana, the ideographic space and the sound marks; ideographs and Hangul syllables never.
        0xe3 => second == 0x80 || (second == 0x82 && matches!(third, 0x99 | 0x9a)),
        0xe4..=0xed => false,
        _ => true,
    }
}

/// Whether a foreign letter of Latin-1 looks like `Đ`, or may be a byte of another encoding: before what shows the next byte, or in a
/// line without any letter of Vietnamese that Latin-1 lacks.
fn may_be_misread(bytes: &[u8], at: usize) -> bool {
    let (second, third) = (next(bytes, at + 1), next(bytes, at + 2));
    matches!(second, 0x84 | 0x86 | 0x90 | 0xb0)
        || matches!(third, 0xc2 | 0xc5 | 0xc6 | 0xcb | 0xe2 | 0xef)
        || !has_later_letters(bytes, at)
}

/// Whether the line of `at` has one of the bytes that rule out a legacy encoding.
fn has_later_letters(bytes: &[u8], at: usize) -> bool {
    let later = |byte: &u8| matches!(byte, 0xc4 | 0xc8 | 0xc9 | 0xcc..=0xe1);
    let (head, tail) = bytes.split_at(at.min(bytes.len()));
    let inside = |byte: &&u8| **byte != b'\n';
    head.iter().rev().take(WINDOW).take_while(inside).any(later)
        || tail.iter().take(WINDOW).take_while(inside).any(later)
}

/// A character from U+2000 to U+2FFF.
fn punctuation(bytes: &[u8], at: usize) -> Reasons {
    let (second, third, fourth) = (next(bytes, at + 1), next(bytes, at + 2), next(bytes, at + 3));
    let dash = || fourth == b' ' && before(bytes, at, 1).is_ascii_digit() && next(bytes, at + 4).is_ascii_digit();
    match (second, third) {
        (0x80, 0x93) => Reasons::JOINS.when(dash()),
        (0x80, 0x94 | 0x98 | 0x99 | 0x9d | 0xa2) | (0x82 | 0x86 | 0x94 | 0x96 | 0x97, _) => Reasons::NONE,
        (0x80, 0x9c) => Reasons::LOOSE.when(fourth == b' '),
        (0x80, 0xa6) => Reasons::GLUED.when(begins_sentence(bytes, at + 3)),
        _ => Reasons::LETTERS,
    }
}
