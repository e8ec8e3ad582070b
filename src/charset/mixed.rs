//! Pages of which one paragraph is in a legacy encoding and the next in Unicode.

use super::decode::{Decoded, decode_into};
use super::{Charset, decode, detect};

/// A line that is less certain than this takes the encoding of the lines around it.
const CERTAIN: f64 = 0.9;

/// Text read line by line: see [`decode_mixed`].
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Mixed {
    /// The text and what of the bytes could not be read.
    pub decoded: Decoded,
    /// Which bytes were read in which encoding: sorted, without gaps, neighbours different.
    pub parts: Vec<Part>,
}

/// Whole lines of one encoding.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Part {
    /// First byte in the input.
    pub start: usize,
    /// One past the last byte in the input.
    pub end: usize,
    /// What the bytes were read as.
    pub charset: Charset,
    /// That of the least certain line: see [`Detection::confidence`](super::Detection::confidence).
    pub confidence: f64,
}

/// Reads a page whose lines may be in different encodings, each detected for itself.
///
/// Lines that are valid UTF-8 are UTF-8, or VIQR where they read as that; a line too short to tell takes the
/// encoding of the nearest certain legacy line before it, else after it, else of the whole page. UTF-16 is
/// detected for the page as a whole.
///
/// ```
/// use nguyenban::charset::{Charset, decode_mixed};
/// let page = [&"Tin mới: lũ rút, trường mở cửa lại.\n".as_bytes()[..], b"Hue\xe1 va\xf8 Vinh m\xf6a to"].concat();
/// let mixed = decode_mixed(&page);
/// assert_eq!(mixed.decoded.text, "Tin mới: lũ rút, trường mở cửa lại.\nHuế và Vinh mưa to");
/// assert_eq!(mixed.parts[1].charset, Charset::VniWindows);
/// ```
#[must_use]
pub fn decode_mixed(bytes: &[u8]) -> Mixed {
    let page = detect(bytes);
    if matches!(page.charset, Charset::Utf16Le | Charset::Utf16Be) {
        let part = Part { start: 0, end: bytes.len(), charset: page.charset, confidence: page.confidence };
        return Mixed { decoded: decode(bytes, page.charset), parts: vec![part] };
    }
    let mut lines: Vec<Part> = Vec::new();
    let mut start = 0;
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        let found = detect(line);
        // No line for itself is UTF-16.
        let charset = match found.charset {
            Charset::Utf16Le | Charset::Utf16Be => page.charset,
            charset => charset,
        };
        let utf8 = std::str::from_utf8(line).is_ok();
        let charset = if utf8 && charset != Charset::Viqr { Charset::Utf8 } else { charset };
        let confidence = if charset == found.charset { found.confidence } else { 0.0 };
        let confidence = if utf8 && charset == Charset::Utf8 { 1.0 } else { confidence };
        lines.push(Part { start, end: start + line.len(), charset, confidence });
        start += line.len();
    }
    settle(&mut lines, page.charset);
    let mut mixed = Mixed::default();
    for line in lines {
        let bom = if line.start == 0 && bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        let text = bytes.get(line.start + bom..line.end).unwrap_or_default();
        decode_into(text, line.start + bom, line.charset, &mut mixed.decoded);
        match mixed.parts.last_mut() {
            Some(part) if part.charset == line.charset => {
                part.end = line.end;
                part.confidence = part.confidence.min(line.confidence);
            }
            _ => mixed.parts.push(line),
        }
    }
    mixed
}

/// Gives uncertain lines the encoding of a certain one.
fn settle(lines: &mut [Part], page: Charset) {
    let legacy = |line: &Part| line.charset != Charset::Utf8 && line.charset != Charset::Viqr;
    let certain: Vec<(usize, Charset)> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| legacy(line) && line.confidence >= CERTAIN)
        .map(|(at, line)| (at, line.charset))
        .collect();
    for (at, line) in lines.iter_mut().enumerate() {
        if line.confidence >= CERTAIN || line.charset == Charset::Viqr {
            continue;
        }
        let next = certain.partition_point(|&(other, _)| other < at);
        let near = next.checked_sub(1).and_then(|before| certain.get(before)).or_else(|| certain.get(next));
        line.charset = near.map_or(page, |&(_, charset)| charset);
    }
}
