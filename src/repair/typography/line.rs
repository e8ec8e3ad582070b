//! What the rules ask of a line: the word before a byte, the word after, the chunk around.

/// How far a rule looks back or ahead, in bytes: it bounds the time of a line of any length.
const WINDOW: usize = 1024;

/// The bytes that rules look for: what a mark, a number or a word with a capital begins with.
static SOUGHT: [bool; 256] = {
    let mut sought = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        sought[byte] = matches!(
            byte as u8,
            b'0'..=b'9' | b'A'..=b'Z' | b',' | b';' | b':' | b'.' | b'!' | b'?' | b')' | b'"' | ELLIPSIS
        );
        byte += 1;
    }
    sought
};

/// The first byte of `…`.
pub(super) const ELLIPSIS: u8 = 0xe2;

/// A line of text without its end.
pub(super) struct Line<'t> {
    pub(super) text: &'t str,
    /// Where the bytes stand that rules look for: a line is gone through once for all of them.
    sought: Vec<usize>,
}

impl<'t> Line<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        // In prose about one byte in twelve.
        let mut sought = Vec::with_capacity(text.len() / 8);
        for (at, byte) in text.bytes().enumerate() {
            if SOUGHT[usize::from(byte)] {
                sought.push(at);
            }
        }
        Self { text, sought }
    }

    /// The bytes of some kinds with their places, in order. The kinds must be among those that are sought.
    pub(super) fn bytes_that(&self, are: impl Fn(u8) -> bool) -> impl Iterator<Item = (usize, u8)> {
        debug_assert!((0..=255).all(|byte| !are(byte) || SOUGHT[usize::from(byte)]));
        let bytes = self.text.as_bytes();
        self.sought.iter().map(|&at| (at, bytes[at])).filter(move |&(_, byte)| are(byte))
    }

    /// The text before a byte; empty off a boundary.
    pub(super) fn before(&self, at: usize) -> &'t str {
        self.text.get(..at).unwrap_or_default()
    }

    /// The text from a byte on; empty off a boundary.
    pub(super) fn after(&self, at: usize) -> &'t str {
        self.text.get(at..).unwrap_or_default()
    }

    pub(super) fn char_before(&self, at: usize) -> Option<char> {
        self.before(at).chars().next_back()
    }

    pub(super) fn char_after(&self, at: usize) -> Option<char> {
        self.after(at).chars().next()
    }

    /// The run of letters that ends at a byte.
    pub(super) fn letters_before(&self, at: usize) -> &'t str {
        let before = self.before(at);
        &before[before.trim_end_matches(is_letter).len()..]
    }

    /// The run of letters that begins at a byte.
    pub(super) fn letters_after(&self, at: usize) -> &'t str {
        let after = self.after(at);
        &after[..after.len() - after.trim_start_matches(is_letter).len()]
    }

    /// The byte after the run of spaces before it: where a gap that ends at `at` begins.
    pub(super) fn gap_start(&self, at: usize) -> usize {
        self.before(at).trim_end_matches(' ').len()
    }

    /// The end of the run of spaces at `at`.
    pub(super) fn gap_end(&self, at: usize) -> usize {
        self.text.len() - self.after(at).trim_start_matches(' ').len()
    }

    /// The text before a byte, no more than [`WINDOW`] bytes of it.
    pub(super) fn recent(&self, at: usize) -> &'t str {
        let from = (at.saturating_sub(WINDOW)..=at).find(|&from| self.text.is_char_boundary(from)).unwrap_or(at);
        self.text.get(from..at).unwrap_or_default()
    }

    /// The run without white space around a byte, no more than [`WINDOW`] bytes to either side.
    pub(super) fn chunk(&self, at: usize) -> &'t str {
        let start = at - self.recent(at).bytes().rev().take_while(|byte| !byte.is_ascii_whitespace()).count();
        let limit = (at..=self.text.len().min(at + WINDOW)).rev().find(|&end| self.text.is_char_boundary(end));
        let rest = self.text.get(at..limit.unwrap_or(at)).unwrap_or_default();
        let end = at + rest.find(char::is_whitespace).unwrap_or(rest.len());
        self.text.get(start..end).unwrap_or_default()
    }
}

/// A letter, or a combining mark.
pub(super) fn is_letter(c: char) -> bool {
    crate::text::token::is_letter(c)
}

/// A letter, a combining mark or a digit.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_letter(c)
}

/// A small letter, or a combining mark.
pub(super) fn is_small(c: char) -> bool {
    c.is_lowercase() || is_combining(c)
}

/// Whether the last letter is a small one, whatever marks stand on it.
pub(super) fn ends_small(text: &str) -> bool {
    text.chars().rev().find(|&c| !is_combining(c)).is_some_and(char::is_lowercase)
}

fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// A letter of the Latin script, with or without marks.
pub(super) fn is_latin(c: char) -> bool {
    is_letter(c) && (c < '\u{250}' || is_combining(c) || ('\u{1e00}'..='\u{1eff}').contains(&c))
}

/// An address, a file name or code: its marks are not punctuation.
pub(super) fn is_protected(chunk: &str) -> bool {
    chunk.contains("://")
        || chunk.contains("www.")
        || chunk.contains(['@', '_', '\\', '=', '`', '#', '&', '<', '>', '{', '}', '|'])
}
