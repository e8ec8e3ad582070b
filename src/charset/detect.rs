//! Which encoding bytes are in, by how Vietnamese they read.

use super::syllable::{consistent_case, is_marked_letter, is_syllable, lower, split_tone};
use super::{Charset, decode};

/// What [`detect`] found.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Detection {
    /// The encoding that reads best. Pure ASCII that is not VIQR is UTF-8.
    pub charset: Charset,
    /// Its share, from 0 to 1, among the encodings tried, each weighed by the evidence for it.
    pub confidence: f64,
}

/// How much one more syllable that reads well, or one less that does not, speaks for an encoding, in nats.
const WEIGHT: f64 = 1.5;

/// How much more than none must speak for VIQR before plain ASCII is taken for it, in syllables.
const VIQR_HURDLE: f64 = 1.5;

/// How many bytes are looked at, from just before the first that is not ASCII.
const WINDOW: usize = 32 << 10;

/// Finds the encoding of bytes.
///
/// A byte order mark decides; so does valid UTF-8 that has anything but ASCII (a character cut at either end
/// does no harm). Else each encoding is tried, and its text judged by the words with marks: how many are
/// possible syllables in one case, how many are not, how many characters no Vietnamese text has.
///
/// ```
/// use nguyenban::charset::{Charset, detect, encode};
/// let text = "Mưa tạnh, bà cụ hàng xóm lại dọn gánh xôi ra đầu ngõ.";
/// for charset in [Charset::Utf8, Charset::Viscii, Charset::Viqr, Charset::Utf16Le] {
///     let bytes = encode(text, charset).unwrap();
///     let found = detect(&bytes);
///     assert_eq!(found.charset, charset);
///     assert!(found.confidence > 0.99);
/// }
/// assert_eq!(detect(b"Plain words.").charset, Charset::Utf8);
/// ```
#[must_use]
pub fn detect(bytes: &[u8]) -> Detection {
    for (mark, charset) in [
        (&b"\xEF\xBB\xBF"[..], Charset::Utf8),
        (&b"\xFF\xFE"[..], Charset::Utf16Le),
        (&b"\xFE\xFF"[..], Charset::Utf16Be),
    ] {
        // Two bytes may be letters of a legacy encoding; a text that then reads as UTF-16 has zeros or `1E`s.
        if bytes.starts_with(mark) && (charset == Charset::Utf8 || wide(bytes)) {
            return Detection { charset, confidence: 1.0 };
        }
    }
    let ascii = bytes.is_ascii();
    if !ascii && is_utf8(bytes) && !bytes.contains(&0) {
        return Detection { charset: Charset::Utf8, confidence: 1.0 };
    }
    let window = window(bytes);
    let mut scores: Vec<(Charset, f64)> = Vec::new();
    for charset in Charset::ALL {
        let score = match charset {
            Charset::Utf8 if ascii => 0.0,
            Charset::Viqr if ascii => viqr_score(window) - VIQR_HURDLE,
            Charset::Viqr => continue,
            Charset::Utf16Le | Charset::Utf16Be if !wide(window) => continue,
            Charset::Utf8 | Charset::Utf16Le | Charset::Utf16Be => Evidence::of(&decode(window, charset).text).score(),
            _ if ascii => continue,
            _ => Evidence::of(&decode(window, charset).text).score(),
        };
        scores.push((charset, score));
    }
    let (charset, best) =
        scores.iter().fold((Charset::Utf8, f64::NEG_INFINITY), |best, &one| if one.1 > best.1 { one } else { best });
    let sum: f64 = scores.iter().map(|&(_, score)| ((score - best) * WEIGHT).exp()).sum();
    Detection { charset, confidence: if sum > 0.0 { 1.0 / sum } else { 0.0 } }
}

/// The part of the bytes that is judged. It begins at an even offset, for UTF-16.
fn window(bytes: &[u8]) -> &[u8] {
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let start = first.saturating_sub(64) & !1;
    let rest = bytes.get(start..).unwrap_or_default();
    rest.get(..WINDOW).unwrap_or(rest)
}

/// Whether the bytes are valid UTF-8 but for a character cut at either end.
fn is_utf8(bytes: &[u8]) -> bool {
    let cut = bytes.iter().take(3).take_while(|&&byte| byte & 0xC0 == 0x80).count();
    let rest = bytes.get(cut..).unwrap_or_default();
    match std::str::from_utf8(rest) {
        Ok(_) => !rest.is_ascii(),
        Err(error) => error.error_len().is_none() && !rest.get(..error.valid_up_to()).unwrap_or_default().is_ascii(),
    }
}

/// Whether the bytes may be UTF-16: a fifth of them are zero or `1E`, the high byte of Vietnamese letters.
fn wide(bytes: &[u8]) -> bool {
    5 * bytes.iter().filter(|&&byte| matches!(byte, 0 | 0x1E)).count() >= bytes.len()
}

/// What speaks for and against text being Vietnamese.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Evidence {
    /// Words with marked letters that are possible syllables in one case.
    pub(crate) good: u32,
    /// Words with other letters than ASCII that are none.
    pub(crate) bad: u32,
    /// Characters that Vietnamese text has not; those that could not be read count twice.
    pub(crate) odd: u32,
}

impl Evidence {
    pub(crate) fn of(text: &str) -> Self {
        let mut evidence = Self::default();
        for word in text.split(|c: char| !is_word(c)) {
            if !word.is_ascii() {
                let good = consistent_case(word) && is_syllable(word);
                *(if good { &mut evidence.good } else { &mut evidence.bad }) += 1;
            }
        }
        evidence.odd = text.chars().map(oddness).sum();
        evidence
    }

    pub(crate) fn score(self) -> f64 {
        f64::from(self.good) - f64::from(self.bad) - f64::from(self.odd)
    }
}

/// Letters, and the marks that belong to them.
fn is_word(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '\u{300}'..='\u{36F}')
}

fn oddness(c: char) -> u32 {
    match c {
        '\t' | '\n' | '\r' | '\u{C}' | ' '..='~' => 0,
        '\u{A0}' | '°' | '²' | '³' | '½' | '×' | '«' | '»' | '·' => 0,
        '–' | '—' | '‘'..='„' | '•' | '…' | '€' | '₫' | '\u{FEFF}' => 0,
        char::REPLACEMENT_CHARACTER => 2,
        _ if c.is_control() => 2,
        _ if c.is_alphabetic() => 0,
        _ => 1,
    }
}

/// What speaks for ASCII text being VIQR: only words whose signs are not such as end a sentence.
fn viqr_score(bytes: &[u8]) -> f64 {
    let text = decode(bytes, Charset::Viqr).text;
    let mut score = 0.0;
    for word in text.split(|c: char| !is_word(c)).filter(|word| !word.is_ascii()) {
        let last = word.chars().next_back().unwrap_or_default();
        let plain = word.strip_suffix(last).unwrap_or_default().is_ascii();
        let sentence_end =
            matches!(split_tone(lower(last)), (base, Some('\u{301}' | '\u{309}' | '\u{323}')) if base.is_ascii());
        let good = consistent_case(word) && is_syllable(word);
        if !good {
            score -= 1.0;
        } else if !(plain && sentence_end) && word.chars().any(is_marked_letter) {
            score += 1.0;
        }
    }
    score
}
