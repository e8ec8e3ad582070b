//! `\uXXXX` of JSON (RFC 8259, section 7), with surrogate pairs; the backslash may itself be escaped.

use super::{Escape, is_plausible};

/// How often a backslash can be escaped again.
const MOST_SLASHES: usize = 8;

/// Reads the escape at the start.
pub(super) fn read(text: &str) -> Option<Escape> {
    let (length, first) = unit(text)?;
    let (length, c) = match char::from_u32(first) {
        Some(c) => (length, c),
        None => {
            let (more, second) = unit(text.get(length..)?)?;
            let pair = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
            (length + more, char::decode_utf16(pair).next()?.ok()?)
        }
    };
    is_plausible(c).then(|| Escape { length, text: c.to_string() })
}

/// Reads backslashes, `u` and four hexadecimal digits.
fn unit(text: &str) -> Option<(usize, u32)> {
    let slashes = text.bytes().take(MOST_SLASHES).take_while(|&byte| byte == b'\\').count();
    let digits = text.get(slashes..)?.strip_prefix('u')?.get(..4)?;
    if slashes == 0 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    Some((slashes + 5, u32::from_str_radix(digits, 16).ok()?))
}
