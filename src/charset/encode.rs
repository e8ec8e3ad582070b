//! Text to bytes of an encoding.

use super::table::{self, Table, parts};
use super::{Charset, viqr};
use unicode_normalization::UnicodeNormalization;

/// Writes text in the given encoding, or `None` if it has a character that the encoding lacks.
///
/// No byte order mark is written. The text is put into NFC first, so that
/// `decode(&encode(text, charset)?, charset).text` is the text in NFC. TCVN3 has no toned capitals.
///
/// ```
/// use nguyenban::charset::{Charset, encode};
/// assert_eq!(encode("Huế", Charset::VniWindows).as_deref(), Some(&b"Hue\xe1"[..]));
/// assert_eq!(encode("Huế", Charset::Viqr).as_deref(), Some(&b"Hue^'"[..]));
/// assert_eq!(encode("HUẾ", Charset::Tcvn3), None);
/// ```
#[must_use]
pub fn encode(text: &str, charset: Charset) -> Option<Vec<u8>> {
    let text: String = text.nfc().collect();
    match charset {
        Charset::Utf8 => Some(text.into_bytes()),
        Charset::Utf16Le => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        Charset::Utf16Be => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        Charset::Viqr => viqr::encode(&text),
        _ => encode_table(&text, table::table(charset)?),
    }
}

fn encode_table(text: &str, table: &Table) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    for c in text.chars() {
        if let Some(bytes) = table.bytes.get(&c) {
            out.extend(bytes);
            continue;
        }
        let parts = parts(c);
        let letter = parts.quality.map_or(Some(parts.base), |mark| table::compose(parts.base, mark))?;
        out.extend(table.bytes.get(&letter)?);
        out.extend(table.bytes.get(&parts.tone?)?);
    }
    Some(out)
}
