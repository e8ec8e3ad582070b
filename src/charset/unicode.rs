//! UTF-8 and UTF-16, with their byte order marks (RFC 3629, RFC 2781).

use super::{Charset, Decoded};

/// How many bytes the byte order mark at the start takes, if there is one of this encoding.
pub(super) fn mark_length(bytes: &[u8], charset: Charset) -> usize {
    let mark: &[u8] = match charset {
        Charset::Utf8 => b"\xEF\xBB\xBF",
        Charset::Utf16Le => b"\xFF\xFE",
        Charset::Utf16Be => b"\xFE\xFF",
        _ => return 0,
    };
    if bytes.starts_with(mark) { mark.len() } else { 0 }
}

pub(super) fn decode_utf8(bytes: &[u8], offset: usize, out: &mut Decoded) {
    let mut at = offset;
    for chunk in bytes.utf8_chunks() {
        out.text.push_str(chunk.valid());
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            out.replace(at);
            at += chunk.invalid().len();
        }
    }
}

pub(super) fn decode_utf16(bytes: &[u8], offset: usize, unit: fn([u8; 2]) -> u16, out: &mut Decoded) {
    let (units, rest) = bytes.as_chunks::<2>();
    let mut at = offset;
    for read in char::decode_utf16(units.iter().map(|&pair| unit(pair))) {
        match read {
            Ok(c) => {
                out.text.push(c);
                at += 2 * c.len_utf16();
            }
            Err(_) => {
                out.replace(at);
                at += 2;
            }
        }
    }
    if !rest.is_empty() {
        out.replace(at);
    }
}
