//! Bytes of a known encoding to text.

use super::table::{self, Table};
use super::{Charset, capitals, unicode, viqr};

/// Text that was read from bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Decoded {
    /// The text. What could not be read is U+FFFD, once for each offset in `malformed`.
    pub text: String,
    /// Where the bytes began that could not be read: offsets in the input, in bytes, ascending.
    pub malformed: Vec<usize>,
    /// Whether TCVN3 bytes show that they were in a font of capitals (`.VnTimeH`): small marked letters among
    /// capitals. Those letters are capitals in `text`; words that the font explains as well as not are not.
    pub capitals_font: bool,
}

impl Decoded {
    pub(super) fn replace(&mut self, at: usize) {
        self.text.push(char::REPLACEMENT_CHARACTER);
        self.malformed.push(at);
    }
}

/// Reads bytes in the given encoding.
///
/// A byte order mark of the encoding at the start is dropped. Letters that the encoding spells with several
/// bytes come out as one character, as in NFC. Bytes without a meaning become U+FFFD and are reported in
/// [`Decoded::malformed`]; the function never fails.
///
/// ```
/// use nguyenban::charset::{Charset, decode};
/// assert_eq!(decode(b"N\xedng s\xedm", Charset::Tcvn3).malformed, []);
/// assert_eq!(decode(b"S\xd3ng c\xf9 lao", Charset::Windows1258).text, "SÓng cù lao");
/// assert_eq!(decode(b"Xin cha\xf8o", Charset::VniWindows).text, "Xin chào");
/// assert_eq!(decode(b"Tie^'ng Vie^.t", Charset::Viqr).text, "Tiếng Việt");
/// assert_eq!(decode(b"\xff", Charset::Utf8).malformed, [0]);
/// ```
#[must_use]
pub fn decode(bytes: &[u8], charset: Charset) -> Decoded {
    let mut out = Decoded { text: String::with_capacity(bytes.len() + bytes.len() / 4), ..Decoded::default() };
    let skipped = unicode::mark_length(bytes, charset);
    decode_into(bytes.get(skipped..).unwrap_or_default(), skipped, charset, &mut out);
    out
}

/// Appends what the bytes say; `offset` is where they begin in the whole input. Byte order marks are characters.
pub(super) fn decode_into(bytes: &[u8], offset: usize, charset: Charset, out: &mut Decoded) {
    match charset {
        Charset::Utf8 => unicode::decode_utf8(bytes, offset, out),
        Charset::Utf16Le => unicode::decode_utf16(bytes, offset, u16::from_le_bytes, out),
        Charset::Utf16Be => unicode::decode_utf16(bytes, offset, u16::from_be_bytes, out),
        Charset::Viqr => viqr::decode(bytes, offset, out),
        _ => {
            if let Some(table) = table::table(charset) {
                let start = out.text.len();
                decode_table(bytes, offset, table, out);
                if charset == Charset::Tcvn3 {
                    out.capitals_font |= capitals::raise(&mut out.text, start);
                }
            }
        }
    }
}

fn decode_table(bytes: &[u8], offset: usize, table: &Table, out: &mut Decoded) {
    let mut at = 0;
    // The character before, kept back because a tone mark may still change it.
    let mut held: Option<char> = None;
    while let Some(&byte) = bytes.get(at) {
        let pair = bytes.get(at + 1).filter(|_| !table.pairs.is_empty());
        let (c, taken) = match pair.and_then(|&mark| table.pairs.get(&[byte, mark])) {
            Some(&c) => (Some(c), 2),
            None => (table.single[usize::from(byte)], 1),
        };
        let composed = match (held, c) {
            (Some(letter), Some(mark)) if table::is_tone(mark) => table::compose(letter, mark),
            _ => None,
        };
        if composed.is_some() {
            held = composed;
        } else {
            out.text.extend(held);
            held = c;
            if c.is_none() {
                out.replace(offset + at);
            }
        }
        at += taken;
    }
    out.text.extend(held);
}
