//! Percent-escapes (RFC 3986, section 2.1) of UTF-8 in words that are no part of a URL.

use super::{Escape, is_plausible};

/// The longest word that is looked at, on either side, in bytes.
const LONGEST: usize = 600;

/// Reads the run of escapes at `at`. It is one only if it holds more than ASCII, or stands in a word that does.
pub(super) fn read(text: &str, at: usize) -> Option<Escape> {
    let (before, after) = (text.get(..at)?, text.get(at..)?);
    let back = before.as_bytes().iter().rev().take(LONGEST).position(u8::is_ascii_whitespace);
    let ahead = after.as_bytes().iter().take(LONGEST).position(u8::is_ascii_whitespace);
    // A word without end is no running text.
    let start = at - back.or((at < LONGEST).then_some(at))?;
    let end = at + ahead.or((after.len() < LONGEST).then_some(after.len()))?;
    let word = text.get(start..end)?;
    if word.contains(['/', '=', '&', '?', '@', '#']) || word.starts_with("www.") {
        return None;
    }
    let run = decode(after)?;
    let marked = |text: &str| !text.is_ascii();
    let elsewhere =
        || word.match_indices('%').any(|(at, _)| word.get(at..).and_then(decode).is_some_and(|run| marked(&run.text)));
    (marked(&run.text) || elsewhere()).then_some(run)
}

/// The longest run of `%XX` at the start, if it is UTF-8 of plausible characters.
fn decode(text: &str) -> Option<Escape> {
    let bytes: Vec<u8> = text
        .as_bytes()
        .chunks_exact(3)
        .map_while(|escape| match escape {
            [b'%', digits @ ..] if digits.iter().all(u8::is_ascii_hexdigit) => {
                u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
            }
            _ => None,
        })
        .collect();
    let decoded = std::str::from_utf8(&bytes).ok()?;
    let plausible = !decoded.is_empty() && decoded.chars().all(is_plausible);
    plausible.then(|| Escape { length: 3 * bytes.len(), text: decoded.to_owned() })
}
