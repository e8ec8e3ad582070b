//! Tokens: the words, numbers and punctuation marks of a paragraph, in one pass over its bytes.

/// One token, with its place in the paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte in the paragraph.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What it is.
    pub kind: Kind,
    /// How its letters are cased; [`Case::Lower`] for what has no case.
    pub case: Case,
    /// Part of a URL, an e-mail address, a file name, code or a hashtag: never edited.
    pub protected: bool,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A run of letters and combining marks: in Vietnamese, a syllable.
    Word,
    /// A run of digits, with the points and commas inside it: `30.000`, `67,85`.
    Number,
    /// `,`
    Comma,
    /// What ends a sentence: `.`, `!`, `?`, `…`, and runs of them.
    Stop,
    /// `:` and `;`
    Colon,
    /// Brackets and quotation marks.
    Bracket,
    /// Dashes, slashes and every other mark, sign or symbol.
    Dash,
}

/// How the letters of a word are cased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// No upper-case letter.
    Lower,
    /// Only the first letter is upper case.
    Capital,
    /// Two letters or more, all upper case.
    Upper,
    /// Anything else: `iPhone`.
    Mixed,
}

impl Token {
    /// The token's bytes in its paragraph.
    #[must_use]
    pub fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The token's text.
    #[must_use]
    pub fn text<'t>(&self, paragraph: &'t str) -> &'t str {
        paragraph.get(self.range()).unwrap_or_default()
    }
}

/// Appends the tokens of a paragraph.
///
/// Time is linear in the bytes. A paragraph of 4 GiB or more has offsets that a token cannot hold: the part
/// beyond is not tokenized (callers bound their paragraphs far below).
pub fn tokenize(paragraph: &str, tokens: &mut Vec<Token>) {
    let bytes = paragraph.as_bytes();
    let limit = bytes.len().min(u32::MAX as usize);
    let mut chunk = Chunk { first_token: tokens.len(), protected: false };
    let mut at = 0;
    while at < limit {
        let byte = bytes[at];
        let start = at;
        if byte == b' ' {
            chunk.close(tokens);
            at += 1;
            continue;
        }
        let letter = letter_at(bytes, at).is_some();
        let (c, width) = if letter { ('a', 1) } else { char_at(paragraph, at) };
        let (kind, case) = if letter || is_letter(c) {
            let (end, case) = word_end(paragraph, at);
            at = end;
            (Kind::Word, case)
        } else if c.is_ascii_digit() {
            at = number_end(bytes, at);
            (Kind::Number, Case::Lower)
        } else if c.is_whitespace() || is_invisible(c) {
            if c.is_whitespace() {
                chunk.close(tokens);
            }
            at += width;
            continue;
        } else {
            let kind = punctuation(c);
            at += width;
            chunk.protected |= opens_protected(c, bytes, at);
            if kind == Kind::Stop {
                while let Some(next) = paragraph[at..].chars().next().filter(|&c| punctuation(c) == Kind::Stop) {
                    at += next.len_utf8();
                }
            }
            (kind, Case::Lower)
        };
        tokens.push(Token { start: start as u32, end: at as u32, kind, case, protected: false });
    }
    chunk.close(tokens);
}

/// The run of tokens since the last white space.
struct Chunk {
    first_token: usize,
    protected: bool,
}

impl Chunk {
    fn close(&mut self, tokens: &mut [Token]) {
        if self.protected {
            for token in &mut tokens[self.first_token..] {
                token.protected = true;
            }
            self.protected = false;
        }
        self.first_token = tokens.len();
    }
}

/// Whether a mark shows that its chunk is an address, a file name or code. `after` is the byte after the mark.
fn opens_protected(c: char, bytes: &[u8], after: usize) -> bool {
    let next = bytes.get(after).copied().unwrap_or(b' ');
    match c {
        '@' | '_' | '\\' | '`' | '#' | '=' => next != b' ' || c == '`',
        ':' => next == b'/' && bytes.get(after + 1) == Some(&b'/'),
        '.' => {
            let before = after.checked_sub(2).and_then(|i| bytes.get(i)).copied().unwrap_or(b' ');
            before.is_ascii_alphanumeric() && next.is_ascii_lowercase()
        }
        _ => false,
    }
}

fn char_at(text: &str, at: usize) -> (char, usize) {
    let byte = text.as_bytes()[at];
    if byte < 0x80 {
        return (char::from(byte), 1);
    }
    text.get(at..).and_then(|rest| rest.chars().next()).map_or(('\u{fffd}', 1), |c| (c, c.len_utf8()))
}

/// Whether a letter of Vietnamese or of ASCII that begins at a byte is upper case, and how many bytes it has; `None` for every
/// other character. It reads bytes, as nearly all of a text is such letters.
#[inline(always)]
fn letter_at(bytes: &[u8], at: usize) -> Option<(bool, usize)> {
    let byte = |more: usize| bytes.get(at + more).copied().unwrap_or(0);
    match byte(0) {
        b'a'..=b'z' => Some((false, 1)),
        b'A'..=b'Z' => Some((true, 1)),
        0xc3 => match byte(1) {
            0x97 | 0xb7 => None,
            0x80..=0x9d => Some((true, 2)),
            0xa0..=0xbd => Some((false, 2)),
            _ => None,
        },
        // Ă Đ Ĩ, Ũ, Ơ Ư and their lower case.
        0xc4 => matches!(byte(1), 0x82 | 0x83 | 0x90 | 0x91 | 0xa8 | 0xa9).then(|| (byte(1) & 1 == 0, 2)),
        0xc5 => matches!(byte(1), 0xa8 | 0xa9).then(|| (byte(1) & 1 == 0, 2)),
        0xc6 => match byte(1) {
            0xa0 | 0xaf => Some((true, 2)),
            0xa1 | 0xb0 => Some((false, 2)),
            _ => None,
        },
        0xe1 => match (byte(1), byte(2)) {
            (0xba, last @ 0xa0..=0xbf) | (0xbb, last @ 0x80..=0xb9) => Some((last & 1 == 0, 3)),
            _ => None,
        },
        _ => None,
    }
}

/// A letter or a combining mark.
pub(crate) fn is_letter(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' => true,
        '\0'..='\u{bf}' | '×' | '÷' => false,
        '\u{c0}'..='\u{24f}' | '\u{300}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}' => true,
        _ => c.is_alphabetic(),
    }
}

fn word_end(text: &str, start: usize) -> (usize, Case) {
    let mut at = start;
    let (mut letters, mut uppers, mut first_upper) = (0u32, 0u32, false);
    let bytes = text.as_bytes();
    loop {
        // Most letters are these.
        let lower = bytes[at..].iter().take_while(|byte| byte.is_ascii_lowercase()).count();
        letters += lower as u32;
        at += lower;
        if at == bytes.len() {
            break;
        }
        let (upper, width) = match letter_at(bytes, at) {
            Some(letter) => letter,
            None => {
                let (c, width) = char_at(text, at);
                if !is_letter(c) {
                    break;
                }
                if ('\u{300}'..='\u{36f}').contains(&c) {
                    at += width;
                    continue;
                }
                (c.is_uppercase(), width)
            }
        };
        first_upper |= upper && letters == 0;
        uppers += u32::from(upper);
        letters += 1;
        at += width;
    }
    let case = match uppers {
        0 => Case::Lower,
        1 if first_upper => Case::Capital,
        n if n == letters => Case::Upper,
        _ => Case::Mixed,
    };
    (at, case)
}

fn number_end(bytes: &[u8], start: usize) -> usize {
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let mut at = start;
    while digit(at) || (matches!(bytes.get(at), Some(b'.' | b',')) && digit(at + 1)) {
        at += 1;
    }
    at
}

/// Whether a token is the first of a sentence: first of all, or after a mark that ends one, opens a quotation or
/// begins a list item.
pub(crate) fn begins_sentence(tokens: &[Token], at: usize) -> bool {
    match at.checked_sub(1).map(|before| tokens[before].kind) {
        None | Some(Kind::Stop | Kind::Colon | Kind::Dash | Kind::Bracket) => true,
        Some(Kind::Number) => at == 1,
        Some(Kind::Word | Kind::Comma) => false,
    }
}

/// Characters that a reader does not see and that part no words.
fn is_invisible(c: char) -> bool {
    matches!(c, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn punctuation(c: char) -> Kind {
    match c {
        ',' => Kind::Comma,
        '.' | '!' | '?' | '…' => Kind::Stop,
        ':' | ';' => Kind::Colon,
        '(' | ')' | '[' | ']' | '{' | '}' | '"' | '\'' | '“' | '”' | '‘' | '’' | '«' | '»' => Kind::Bracket,
        _ => Kind::Dash,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        tokenize(text, &mut tokens);
        tokens
    }

    fn shown(text: &str) -> Vec<&str> {
        tokens(text).iter().map(|token| token.text(text)).collect()
    }

    #[test]
    fn words_numbers_and_marks() {
        assert_eq!(shown("Quý III/2021, đạt 67,85 %…"), ["Quý", "III", "/", "2021", ",", "đạt", "67,85", "%", "…"]);
        assert_eq!(shown("v.v."), ["v", ".", "v", "."]);
        assert_eq!(shown("Ho\u{300}a bi\u{300}nh"), ["Ho\u{300}a", "bi\u{300}nh"]);
        assert_eq!(shown(" \t\u{a0}\u{200b}"), [""; 0]);
    }

    #[test]
    fn cases() {
        let cases: Vec<_> = tokens("đảng Đảng ĐẢNG Ủy TT iPhone Ư ưỨ").iter().map(|t| t.case).collect();
        use Case::*;
        assert_eq!(cases, [Lower, Capital, Upper, Capital, Upper, Mixed, Capital, Mixed]);
    }

    #[test]
    fn letters_by_their_bytes_are_letters() {
        let mut found = 0;
        for c in '\0'..=char::MAX {
            let mut bytes = [0; 4];
            let bytes = c.encode_utf8(&mut bytes).as_bytes();
            if let Some((upper, width)) = letter_at(bytes, 0) {
                assert!(is_letter(c) && c.is_alphabetic(), "{c}");
                assert_eq!((upper, width), (c.is_uppercase(), c.len_utf8()), "{c}");
                found += 1;
            }
        }
        assert!("aăâeêioôơuưyđáạảãàốờữợỷỵỸẮ".chars().all(|c| letter_at(c.to_string().as_bytes(), 0).is_some()));
        // ASCII, Latin-1 without six of its letters, the twelve of two bytes above that, and U+1EA0 to U+1EF9.
        assert_eq!(found, 52 + 58 + 12 + 90);
    }

    #[test]
    fn addresses_and_code_are_protected() {
        for text in ["https://vi.example/cac-bai", "ban@thu.vn", "bao_cao", "vnexpress.net", "#covid", "`x`"] {
            assert!(tokens(text).iter().all(|token| token.protected), "{text}");
        }
        for text in ["và/hoặc", "khóa XIII.", "hóa .Hệ", "quý III / 2021", "Tôi: đi"] {
            assert!(tokens(text).iter().all(|token| !token.protected), "{text}");
        }
        let mixed: Vec<_> = tokens("xem a@b.vn nhé").iter().map(|t| t.protected).collect();
        assert_eq!(mixed, [false, true, true, true, true, true, false]);
    }
}
