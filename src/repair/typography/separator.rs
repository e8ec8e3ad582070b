//! The mark between two numbers or codes: what dates and document numbers are joined by.

use super::line::Line;

/// A mark with the spaces around it.
pub(super) struct Separator {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) mark: char,
    /// Whether there are spaces before the mark, and after it.
    pub(super) spaced: (bool, bool),
}

impl Separator {
    /// The separator that begins at a byte, if its mark is one of these.
    pub(super) fn read(line: &Line, start: usize, marks: &[char]) -> Option<Self> {
        let at = line.gap_end(start);
        let mark = line.char_after(at).filter(|c| marks.contains(c))?;
        let after = at + mark.len_utf8();
        let end = line.gap_end(after);
        Some(Self { start, end, mark, spaced: (start < at, after < end) })
    }

    /// On how many sides there are spaces.
    pub(super) fn spaces(&self) -> u8 {
        u8::from(self.spaced.0) + u8::from(self.spaced.1)
    }
}
