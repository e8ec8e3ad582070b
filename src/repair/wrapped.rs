//! Lines that were wrapped: text of a PDF or a mail whose paragraphs are cut at a width.
//!
//! Changes the number of lines, so that it is done only when asked for.

use crate::edit::Edit;
use crate::text::syllable::is_syllable;
use crate::text::token::is_letter;

/// A longer line, in characters, is a paragraph of its own.
const WIDEST: usize = 200;
/// No text is wrapped to fewer characters.
const NARROWEST: usize = 30;

/// One line of a block.
struct Line<'t> {
    start: usize,
    text: &'t str,
    width: usize,
}

/// Appends the edits that join the lines of a paragraph. A blank line ends one; so does a line that stops short of the
/// width of its block, unless the next goes on in small letters; items of a list begin lines.
///
/// ```
/// use nguyenban::{edit::apply, repair::wrapped};
/// let text = "Chợ phiên họp sáng chủ nhật, người từ các\nbản xa xuống núi từ lúc gà chưa gáy. Ông\nLý bán hai con lợn.\nTan chợ.\n";
/// let mut edits = Vec::new();
/// wrapped::join(text, &mut edits);
/// assert_eq!(apply(text, &edits), "Chợ phiên họp sáng chủ nhật, người từ các bản xa xuống núi từ lúc gà chưa gáy. Ông Lý bán hai con lợn.\nTan chợ.\n");
/// ```
pub fn join(text: &str, edits: &mut Vec<Edit>) {
    let mut block: Vec<Line> = Vec::new();
    for (start, line) in crate::text::lines(text) {
        if line.trim().is_empty() {
            join_block(text, &block, edits);
            block.clear();
        } else {
            block.push(Line { start, text: line, width: line.trim_end().chars().count() });
        }
    }
    join_block(text, &block, edits);
}

fn join_block(text: &str, block: &[Line], edits: &mut Vec<Edit>) {
    let width = block.iter().map(|line| line.width).filter(|&width| width <= WIDEST).max().unwrap_or_default();
    for (line, next) in block.iter().zip(block.iter().skip(1)) {
        if line.width > WIDEST || next.width > WIDEST || !goes_on(line, next, width) {
            continue;
        }
        let head = line.text.trim_end();
        let end = next.start + next.text.len() - next.text.trim_start().len();
        let start = line.start + head.len();
        let edit = match head.strip_suffix('-').filter(|head| head.ends_with(is_letter)) {
            Some(word) if is_divided(word, next.text) => Edit::repair(start - 1..end, "", "line-hyphen"),
            Some(_) => Edit::repair(start..end, "", "line-hyphen"),
            None => Edit::repair(start..end, " ", "wrapped-line"),
        };
        if text.get(edit.span()).is_some() {
            edits.push(edit);
        }
    }
}

/// Whether the next line belongs to the paragraph of a line.
fn goes_on(line: &Line, next: &Line, width: usize) -> bool {
    let (text, after) = (line.text.trim_end(), next.text.trim_start());
    if begins_item(after) || text.contains('\t') || after.contains('\t') {
        return false;
    }
    let ends = text.trim_end_matches(['”', '"', ')', '»']).ends_with(['.', '!', '?', ':', '…', ';']);
    let first = after.split_whitespace().next().unwrap_or_default().chars().count();
    // The next word would not have fitted.
    let full = width >= NARROWEST && line.width + 1 + first > width;
    let small = after.trim_start_matches(['“', '"', '(']).starts_with(char::is_lowercase);
    if ends { full && line.width * 10 >= width * 9 && next.width * 2 > width } else { small || full }
}

/// Whether a line begins with the mark or number of an item, or as a heading does.
fn begins_item(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    let number = first.trim_end_matches(['.', ')', ':']);
    let numbered = number.len() < first.len()
        && number.len() <= 8
        && number.split('.').all(|part| {
            let roman = !part.is_empty() && part.bytes().all(|byte| b"IVX".contains(&byte));
            let letter = part.chars().count() == 1 && part.chars().all(is_letter);
            roman || letter || (!part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
        });
    numbered
        || matches!(first, "-" | "–" | "—" | "•" | "*" | "+" | "Điều" | "Chương" | "Mục" | "Phần" | "CHƯƠNG" | "PHẦN")
        || first.starts_with(['•', '‣', '▪', '#', '|', '>'])
}

/// Whether a hyphen at the end of a line divides a word, as foreign ones are; between syllables it belongs there.
fn is_divided(head: &str, next: &str) -> bool {
    let left = head.rsplit(|c| !is_letter(c)).next().unwrap_or_default();
    let right = next.trim_start().split(|c| !is_letter(c)).next().unwrap_or_default();
    let part_of_chain = head.strip_suffix(left).is_some_and(|before| before.ends_with('-'));
    right.starts_with(char::is_lowercase) && !part_of_chain && !(is_syllable(left) && is_syllable(right))
}
