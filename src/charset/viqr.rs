//! VIQR, the seven-bit mnemonics of RFC 1456: `a^` is `â`, `dd` is `đ`, `'` after a vowel is its acute tone.
//!
//! A backslash keeps the next character from being read as a mark.

use super::Decoded;
use super::table::{compose, parts};

/// The mark of quality that a character stands for after this letter.
fn quality(letter: char, sign: char) -> Option<char> {
    match (letter.to_ascii_lowercase(), sign) {
        ('a', '(') => Some('\u{306}'),
        ('a' | 'e' | 'o', '^') => Some('\u{302}'),
        ('o' | 'u', '+' | '*') => Some('\u{31B}'),
        _ => None,
    }
}

/// The tone that a character stands for after a vowel.
fn tone(sign: char) -> Option<char> {
    match sign {
        '`' => Some('\u{300}'),
        '\'' => Some('\u{301}'),
        '?' => Some('\u{309}'),
        '~' => Some('\u{303}'),
        '.' => Some('\u{323}'),
        _ => None,
    }
}

fn is_vowel(letter: char) -> bool {
    matches!(parts(letter).base.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// The letter that `sign` makes of the letter before it.
fn combine(letter: char, sign: char) -> Option<char> {
    match (letter, sign) {
        ('d', 'd') => return Some('đ'),
        ('D', 'd' | 'D') => return Some('Đ'),
        _ => {}
    }
    if let Some(mark) = quality(letter, sign) {
        return compose(letter, mark);
    }
    let mark = tone(sign)?;
    if !is_vowel(letter) || parts(letter).tone.is_some() {
        return None;
    }
    compose(letter, mark)
}

pub(super) fn decode(bytes: &[u8], offset: usize, out: &mut Decoded) {
    let mut held: Option<char> = None;
    let mut escaped = false;
    for (at, &byte) in bytes.iter().enumerate() {
        let c = char::from(byte);
        if escaped {
            out.text.extend(held.take());
            escaped = false;
        } else if let Some(joined) = held.and_then(|letter| combine(letter, c)) {
            held = Some(joined);
            continue;
        } else {
            out.text.extend(held.take());
            if c == '\\' {
                escaped = true;
                continue;
            }
        }
        if byte.is_ascii() {
            held = Some(c);
        } else {
            out.replace(offset + at);
        }
    }
    out.text.extend(held);
    if escaped {
        out.text.push('\\');
    }
}

/// The signs of a letter, or `None` if it is neither ASCII nor Vietnamese.
fn spell(c: char, out: &mut Vec<u8>) -> Option<()> {
    match c {
        'đ' => out.extend(b"dd"),
        'Đ' => out.extend(b"DD"),
        _ => {
            let parts = parts(c);
            out.push(u8::try_from(parts.base).ok().filter(u8::is_ascii)?);
            if let Some(mark) = parts.quality {
                out.push(match mark {
                    '\u{306}' => b'(',
                    '\u{302}' => b'^',
                    '\u{31B}' => b'+',
                    _ => return None,
                });
            }
            if let Some(mark) = parts.tone {
                out.push(match mark {
                    '\u{300}' => b'`',
                    '\u{301}' => b'\'',
                    '\u{309}' => b'?',
                    '\u{303}' => b'~',
                    _ => b'.',
                });
            }
        }
    }
    Some(())
}

/// Writes VIQR, with a backslash before what would else be read as a mark.
pub(super) fn encode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut before = None;
    for c in text.chars() {
        let first = match c {
            'đ' => 'd',
            'Đ' => 'D',
            _ => c,
        };
        if c == '\\' || before.is_some_and(|letter| combine(letter, first).is_some()) {
            out.push(b'\\');
        }
        spell(c, &mut out)?;
        before = Some(c);
    }
    Some(out)
}
