//! One pass over the bytes that decides where there may be anything to repair: the fast way through clean text.
//!
//! The scan may stop for nothing; it never passes over a place that a rule would change (a property test holds it
//! to that), as long as no style of orthography is chosen.

/// What a byte asks of the scan.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Nothing: letters, digits, the later bytes of a character.
    Plain,
    Space,
    /// A mark that a space follows.
    Mark,
    /// An opening bracket or a slash, that no space follows.
    Open,
    /// What escapes begin with.
    Escape,
    /// The first byte of a character that may not be one of clean Vietnamese.
    Lead,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Plain; 256];
    let mut byte = 0xc2;
    while byte < 256 {
        classes[byte] = Class::Lead;
        byte += 1;
    }
    classes[b' ' as usize] = Class::Space;
    classes[b'&' as usize] = Class::Escape;
    classes[b'\\' as usize] = Class::Escape;
    classes[b'%' as usize] = Class::Escape;
    let (marks, opens) = (b",.;:!?)", b"([/");
    let mut i = 0;
    while i < marks.len() {
        classes[marks[i] as usize] = Class::Mark;
        i += 1;
    }
    let mut i = 0;
    while i < opens.len() {
        classes[opens[i] as usize] = Class::Open;
        i += 1;
    }
    classes
};

/// The first byte, from `from` on, at which a rule might apply.
pub(super) fn suspect(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.iter().enumerate().find_map(|(i, &byte)| {
        let at = from + i;
        let found = match CLASSES[usize::from(byte)] {
            Class::Plain => false,
            Class::Space => after_space(bytes, at),
            Class::Escape => next(bytes, at + 1).is_ascii_alphanumeric() || next(bytes, at + 1) == b'#',
            Class::Mark => begins_word(next(bytes, at + 1)),
            Class::Open => next(bytes, at + 1) == b' ',
            Class::Lead => lead(bytes, at),
        };
        found.then_some(at)
    })
}

fn next(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(b'\n')
}

/// A letter of the Latin script, or what may be one.
fn begins_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || (byte >= 0x80 && byte != 0xe2)
}

fn after_space(bytes: &[u8], at: usize) -> bool {
    match next(bytes, at + 1) {
        b' ' | b',' | b'.' | b';' | b':' | b'!' | b'?' | b')' | b']' | b'%' | b'/' | b'+' => true,
        b'-' => joins_codes(bytes, at, at + 2),
        0xe2 if next(bytes, at + 2) == 0x80 => match next(bytes, at + 3) {
            0x9d | 0xa6 => true,
            0x91 | 0x93 => joins_codes(bytes, at, at + 4),
            _ => false,
        },
        _ => false,
    }
}

/// Whether a number or the code of an office may end before the space at `at`, and a code begin at `after`.
fn joins_codes(bytes: &[u8], at: usize, after: usize) -> bool {
    let begins = bytes.get(after..).and_then(|rest| rest.iter().find(|&&byte| byte != b' '));
    if !begins.is_some_and(|&byte| byte.is_ascii_uppercase() || byte == 0xc4) {
        return false;
    }
    let back = |n: usize| at.checked_sub(n).map_or(b'\n', |at| next(bytes, at));
    let capital = |byte: u8| byte.is_ascii_uppercase() || byte == 0x90;
    back(1).is_ascii_digit() || capital(back(1)) || (back(1).is_ascii_lowercase() && capital(back(2)))
}

fn after_letter(bytes: &[u8], at: usize) -> bool {
    let back = |n: usize| at.checked_sub(n).map_or(b'\n', |at| next(bytes, at));
    back(1).is_ascii_alphabetic() || matches!(back(2), 0xc2 | 0xc3) || (0x80..0xc0).contains(&back(1))
}

/// Whether the character at `at` is none of those that stand in clean text whatever their neighbours.
fn lead(bytes: &[u8], at: usize) -> bool {
    let second = next(bytes, at + 1);
    match next(bytes, at) {
        // A sign after a letter: a degree or a square, or a byte of another encoding.
        0xc2 => matches!(second, 0xa0 | 0xad) || after_letter(bytes, at),
        // Letters of Latin-1 that Vietnamese does not have, and Ã where no word goes on.
        0xc3 => match second {
            0x83 => !next(bytes, at + 2).is_ascii_alphabetic(),
            _ => matches!(
                second,
                0x84..=0x87 | 0x8b | 0x8e..=0x91 | 0x96..=0x98 | 0x9b | 0x9c | 0x9e | 0x9f | 0xa4..=0xa7 | 0xab | 0xae..=0xb1 | 0xb6..=0xb8 | 0xbb | 0xbc | 0xbe | 0xbf
            ),
        },
        0xc4 => matches!(second, 0x87 | 0xb1),
        0xc5 => second == 0x84,
        0xc6 => second == 0x89,
        0xe1 => !matches!(second, 0xba | 0xbb),
        0xe2 => match (second, next(bytes, at + 2)) {
            (0x80, 0x93 | 0x94 | 0x98 | 0x99 | 0x9d | 0xa2) => false,
            (0x80, 0x9c) => next(bytes, at + 3) == b' ',
            (0x80, 0xa6) => begins_word(next(bytes, at + 3)),
            (0x82 | 0x86 | 0x94 | 0x96 | 0x97, _) => false,
            _ => true,
        },
        _ => true,
    }
}
