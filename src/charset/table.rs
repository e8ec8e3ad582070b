//! The tables of `dictionaries/charsets/`, read once.
//!
//! A row is one or two bytes in hexadecimal, a tab, and the character they stand for.

use super::Charset;
use once_cell::sync::Lazy;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

/// What one single-byte encoding makes of bytes, and back.
pub(super) struct Table {
    /// The character of each byte that stands alone; `None` where the set leaves it open.
    pub(super) single: [Option<char>; 256],
    /// The character of two bytes, a base letter and its marks (VNI only).
    pub(super) pairs: HashMap<[u8; 2], char>,
    /// The bytes of each character.
    pub(super) bytes: HashMap<char, Vec<u8>>,
}

/// What the bytes mean that no row lists.
enum Rest {
    /// They mean nothing.
    Open,
    /// They are those of windows-1252, because the encoding is a font for software that knows only that:
    /// quotation marks and dashes are typed as everywhere else.
    Windows1252,
}

/// The bytes `80..=9F` of windows-1252; `\0` where it leaves them open.
const WINDOWS_1252: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•',
    '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// The character that windows-1252 has at a byte, if any.
pub(crate) fn windows_1252(byte: u8) -> Option<char> {
    match byte {
        0x80..=0x9F => WINDOWS_1252.get(usize::from(byte) - 0x80).copied().filter(|&c| c != '\0'),
        _ => Some(char::from(byte)),
    }
}

impl Table {
    fn read(rows: &str, rest: &Rest) -> Self {
        let mut table = Self { single: [None; 256], pairs: HashMap::new(), bytes: HashMap::new() };
        for row in rows.lines().filter(|row| !row.starts_with('#')) {
            let Some((bytes, character)) = row.split_once('\t') else { continue };
            let bytes: Vec<u8> = bytes.split(' ').filter_map(|byte| u8::from_str_radix(byte, 16).ok()).collect();
            let Some(character) = character.chars().next() else { continue };
            match *bytes.as_slice() {
                [byte] => table.single[usize::from(byte)] = Some(character),
                [base, mark] => {
                    table.pairs.insert([base, mark], character);
                    // A mark typed in the other case shows the same on paper.
                    table.pairs.entry([base, mark ^ 0x20]).or_insert(character);
                }
                _ => continue,
            }
            table.bytes.insert(character, bytes);
        }
        for byte in 0..=u8::MAX {
            let c = match rest {
                _ if byte < 0x80 => Some(char::from(byte)),
                Rest::Windows1252 if byte < 0xC0 => windows_1252(byte),
                _ => None,
            };
            if let (Some(c), None) = (c, table.single[usize::from(byte)]) {
                table.single[usize::from(byte)] = Some(c);
                table.bytes.entry(c).or_insert_with(|| vec![byte]);
            }
        }
        table
    }
}

/// The table of an encoding that has one.
pub(super) fn table(charset: Charset) -> Option<&'static Table> {
    static WINDOWS_1258: Lazy<Table> =
        Lazy::new(|| Table::read(include_str!("../../dictionaries/charsets/windows1258.tsv"), &Rest::Open));
    static TCVN3: Lazy<Table> =
        Lazy::new(|| Table::read(include_str!("../../dictionaries/charsets/tcvn3.tsv"), &Rest::Windows1252));
    static VNI: Lazy<Table> =
        Lazy::new(|| Table::read(include_str!("../../dictionaries/charsets/vni.tsv"), &Rest::Windows1252));
    static VISCII: Lazy<Table> =
        Lazy::new(|| Table::read(include_str!("../../dictionaries/charsets/viscii.tsv"), &Rest::Open));
    static VPS: Lazy<Table> =
        Lazy::new(|| Table::read(include_str!("../../dictionaries/charsets/vps.tsv"), &Rest::Open));
    match charset {
        Charset::Windows1258 => Some(&WINDOWS_1258),
        Charset::Tcvn3 => Some(&TCVN3),
        Charset::VniWindows => Some(&VNI),
        Charset::Viscii => Some(&VISCII),
        Charset::Vps => Some(&VPS),
        Charset::Utf8 | Charset::Utf16Le | Charset::Utf16Be | Charset::Viqr => None,
    }
}

/// Whether the character is one of the five combining tone marks of Vietnamese.
pub(super) const fn is_tone(c: char) -> bool {
    matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')
}

/// Parts of a letter: base letter, quality mark (breve, circumflex, horn) and tone mark, combining.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Parts {
    pub(super) base: char,
    pub(super) quality: Option<char>,
    pub(super) tone: Option<char>,
}

/// Takes a letter apart canonically; `đ` has no parts.
pub(super) fn parts(letter: char) -> Parts {
    let mut parts = Parts::default();
    for (at, c) in std::iter::once(letter).nfd().enumerate() {
        match c {
            _ if at == 0 => parts.base = c,
            _ if is_tone(c) => parts.tone = Some(c),
            _ => parts.quality = Some(c),
        }
    }
    parts
}

/// The one character that canonically is the letter with the mark, if there is one.
pub(super) fn compose(letter: char, mark: char) -> Option<char> {
    if !letter.is_alphabetic() {
        return None;
    }
    let mut composed = [letter, mark].into_iter().nfc();
    composed.next().filter(|_| composed.next().is_none())
}
