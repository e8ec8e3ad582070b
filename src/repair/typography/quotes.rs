//! Spaces inside of straight quotation marks, where the line shows which of them open: `nói " Xin chào " rồi`.

use super::line::Line;
use crate::edit::Edit;

/// The most marks of a line that are paired.
const MOST: usize = 64;

/// Takes the spaces out of every pair that has them on both sides, if all marks of the line make pairs.
pub(super) fn pairs(line: &Line, edits: &mut Vec<Edit>) {
    let marks: Vec<usize> = line.bytes_that(|byte| byte == b'"').map(|(at, _)| at).take(MOST + 1).collect();
    if marks.is_empty() || marks.len() % 2 == 1 || marks.len() > MOST {
        return;
    }
    let (pairs, _) = marks.as_chunks::<2>();
    let opens = |at: usize| line.char_before(at).is_none_or(|c| matches!(c, ' ' | '('));
    let closes = |at: usize| {
        line.char_after(at + 1).is_none_or(|c| matches!(c, ' ' | ',' | '.' | ';' | ':' | '!' | '?' | ')' | '…'))
    };
    if !pairs.iter().all(|&[open, close]| opens(open) && closes(close)) {
        return;
    }
    for &[open, close] in pairs {
        let (start, end) = (line.gap_end(open + 1), line.gap_start(close));
        if open + 1 < start && start < end && end < close {
            edits.push(Edit::repair(open + 1..start, "", "space-inside"));
            edits.push(Edit::repair(end..close, "", "space-inside"));
        }
    }
}
