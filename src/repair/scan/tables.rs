//! Which pairs of bytes the scan looks at: a bit in both tables for each reason to.

const SPACE: u16 = 1 << 0;
const MARK: u16 = 1 << 1;
const OPEN: u16 = 1 << 2;
const ESCAPE: u16 = 1 << 3;
const LATIN_1: u16 = 1 << 4;
const LATIN_A: u16 = 1 << 5;
const TONED: u16 = 1 << 6;
const GLUE: u16 = 1 << 7;
/// A first byte that is looked at whatever follows.
const ALWAYS: u16 = 1 << 8;

pub(super) const FIRST: [u16; 256] = {
    let mut bits = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        bits[byte] = match byte as u8 {
            b' ' => SPACE,
            b',' | b'.' | b';' | b':' | b'!' | b'?' | b')' => MARK,
            b'(' | b'[' | b'/' | b'-' | b'"' => OPEN,
            b'&' | b'\\' | b'%' => ESCAPE,
            b'a'..=b'z' | 0x80..=0xbf => GLUE,
            0xc3 => LATIN_1,
            0xc4..=0xc6 => LATIN_A,
            0xe1 => TONED,
            0xe4..=0xed => 0,
            0xc2.. => ALWAYS,
            _ => 0,
        };
        byte += 1;
    }
    bits
};

pub(super) const SECOND: [u16; 256] = {
    let mut bits = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let next = byte as u8;
        let mut set = ALWAYS;
        if matches!(
            next,
            b' ' | b',' | b'.' | b';' | b':' | b'!' | b'?' | b')' | b']' | b'%' | b'/' | b'+' | b'-' | 0xe2
        ) {
            set |= SPACE;
        }
        if next.is_ascii_alphabetic() || (next >= 0x80 && next != 0xe2) || matches!(next, b',' | b'.' | b';' | b':') {
            set |= MARK;
        }
        if next == b' ' {
            set |= OPEN;
        }
        if next.is_ascii_alphanumeric() || next == b'#' {
            set |= ESCAPE;
        }
        if next == 0x83 || is_foreign_latin_1(next) {
            set |= LATIN_1;
        }
        if matches!(next, 0x84 | 0x87 | 0x89 | 0xb1) {
            set |= LATIN_A;
        }
        if !matches!(next, 0xba | 0xbb) {
            set |= TONED;
        }
        if next.is_ascii_uppercase() {
            set |= GLUE;
        }
        bits[byte] = set;
        byte += 1;
    }
    bits
};

/// Whether a second byte after C3 makes a letter that Vietnamese does not have.
pub(super) const fn is_foreign_latin_1(second: u8) -> bool {
    matches!(
        second,
        0x84..=0x87 | 0x8b | 0x8e..=0x91 | 0x96..=0x98 | 0x9b | 0x9c | 0x9e | 0x9f | 0xa4..=0xa7 | 0xab
            | 0xae..=0xb1 | 0xb6..=0xb8 | 0xbb | 0xbc | 0xbe | 0xbf
    )
}
