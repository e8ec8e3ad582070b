//! VIQR, the seven-bit mnemonics of RFC 1456: `a^` is `â`, `dd` is `đ`, `'` after a vowel is its acute tone.
//!
//! A backslash keeps the next character from being read as a mark. A tone at the end of a word that has one already is a
//! mark of punctuation: ``Xin cha`o.`` ends with a full stop.

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

/// Whether one of the letters of the word so far has a tone.
#[derive(Clone, Copy, Default)]
struct Word {
    toned: bool,
}

impl Word {
    /// Takes in the next character.
    fn add(&mut self, c: char) {
        self.toned = c.is_alphabetic() && (self.toned || parts(c).tone.is_some());
    }

    /// Whether the sign of a tone before what comes next ends a sentence or a quotation: a word has one tone.
    fn ends(self, next: Option<char>) -> bool {
        self.toned && !next.is_some_and(char::is_alphabetic)
    }
}

pub(super) fn decode(bytes: &[u8], offset: usize, out: &mut Decoded) {
    let mut held: Option<char> = None;
    let mut word = Word::default();
    let release = |held: &mut Option<char>, word: &mut Word, out: &mut Decoded| {
        if let Some(c) = held.take() {
            word.add(c);
            out.text.push(c);
        }
    };
    let mut escaped = false;
    for (at, &byte) in bytes.iter().enumerate() {
        let c = char::from(byte);
        let next = || bytes.get(at + 1).copied().map(char::from);
        if escaped {
            release(&mut held, &mut word, out);
            escaped = false;
        } else if let Some(joined) =
            held.filter(|_| tone(c).is_none() || !word.ends(next())).and_then(|letter| combine(letter, c))
        {
            held = Some(joined);
            continue;
        } else {
            release(&mut held, &mut word, out);
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

/// Writes VIQR, with a backslash before what would else be read as a mark. `None` where a character has no signs, or where a
/// tone would not be read as one.
pub(super) fn encode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut word = Word::default();
    let mut before = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let first = match c {
            'đ' => 'd',
            'Đ' => 'D',
            _ => c,
        };
        let next = rest.peek().copied();
        let joins = before.is_some_and(|letter| combine(letter, first).is_some());
        if c == '\\' || (joins && !(tone(c).is_some() && word.ends(next))) {
            out.push(b'\\');
        }
        before.into_iter().for_each(|letter| word.add(letter));
        if parts(c).tone.is_some() && word.ends(next) {
            return None;
        }
        spell(c, &mut out)?;
        before = Some(c);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::super::{Charset, decode, encode};

    #[test]
    fn a_word_has_one_tone_and_what_ends_a_sentence_is_none() {
        for (bytes, text) in [
            ("Xin cha`o.", "Xin chào."),
            ("Anh va`o? Ta`i, la`o. me. dda~ gia`.", "Anh vào? Tài, lào. mẹ đã già."),
            ("(no'i 'kho^ng bie^'t')", "(nói 'không biết')"),
            ("Vie^.t Nam, kho^ng la\\.", "Việt Nam, không la."),
            // Glued words, of which the second has its tone inside.
            ("ho.cba`i.", "họcbài."),
        ] {
            assert_eq!(decode(bytes.as_bytes(), Charset::Viqr).text, text);
            let written = encode(text, Charset::Viqr).unwrap();
            assert_eq!(decode(&written, Charset::Viqr).text, text);
        }
        // No signs say this.
        assert_eq!(encode("chàọ", Charset::Viqr), None);
    }
}
