//! Character references of HTML 4.01, section 5.3, with the names of `dictionaries/entities.tsv`.

use super::Escape;
use crate::charset::windows_1252;
use once_cell::sync::Lazy;
use std::collections::HashMap;

static NAMES: Lazy<HashMap<&'static str, char>> = Lazy::new(|| {
    include_str!("../../../dictionaries/entities.tsv")
        .lines()
        .filter(|row| !row.starts_with('#'))
        .filter_map(|row| {
            let (name, code) = row.split_once('\t')?;
            Some((name, char::from_u32(u32::from_str_radix(code, 16).ok()?)?))
        })
        .collect()
});

/// The longest reference without its ampersand and semicolon: `thetasym`, `#x10FFFF`, with some leading zeros.
const LONGEST: usize = 12;

/// Reads the reference at the start; an escaped ampersand that begins another one belongs to it.
pub(super) fn read(text: &str) -> Option<Escape> {
    let mut found = None;
    let mut at = 1;
    while let Some((length, c)) = text.get(at..).and_then(body) {
        at += length;
        found = Some(Escape { length: at, text: c.to_string() });
        if c != '&' {
            break;
        }
    }
    found
}

/// Reads a reference after its ampersand, and how many bytes it takes with its semicolon.
fn body(text: &str) -> Option<(usize, char)> {
    let end = text.bytes().take(LONGEST + 1).position(|byte| byte == b';')?;
    let name = text.get(..end)?;
    let c = match name.strip_prefix('#') {
        None => NAMES.get(name).copied()?,
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16).ok()?,
                None if number.bytes().all(|byte| byte.is_ascii_digit()) => number.parse().ok()?,
                _ => return None,
            };
            // Browsers read the numbers of the control characters 80 to 9F as bytes of windows-1252.
            let c = match u8::try_from(code) {
                Ok(byte @ 0x80..=0x9F) => windows_1252(byte)?,
                _ => char::from_u32(code)?,
            };
            if c.is_control() && !matches!(c, '\t' | '\n' | '\r') {
                return None;
            }
            c
        }
    };
    Some((end + 1, c))
}
