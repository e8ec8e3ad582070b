//! Typography: spaces around punctuation marks, document numbers, doubled spaces.
//!
//! Each rule looks at one gap between two marks or words of a line; lines stay lines.

mod document;
mod doubled;
mod glued;
mod line;
mod loose;
mod numbers;
mod quotes;

use crate::edit::Edit;
use line::Line;

/// Appends the edits that put the spacing of a text right, sorted and disjoint, in bytes of `text`.
///
/// ```
/// use nguyenban::{edit::apply, repair::typography};
/// let text = "Kết quả ( đạt 67,85 % ) như sau : Quy định 24 – QĐ / TW .Hội nghị quý III / 2021 đã xong .";
/// let mut edits = Vec::new();
/// typography::repair(text, &mut edits);
/// assert_eq!(
///     apply(text, &edits),
///     "Kết quả (đạt 67,85%) như sau: Quy định 24-QĐ/TW. Hội nghị quý III/2021 đã xong."
/// );
/// ```
pub fn repair(text: &str, edits: &mut Vec<Edit>) {
    for (start, line) in crate::text::lines(text) {
        let from = edits.len();
        repair_groups(line, true, true, edits);
        for edit in &mut edits[from..] {
            edit.start += start;
            edit.end += start;
        }
    }
}

/// The rules of the groups asked for, on one line.
pub(super) fn repair_groups(line: &str, spacing: bool, documents: bool, edits: &mut Vec<Edit>) {
    let line = Line::new(line);
    let mut found = Vec::new();
    if documents {
        document::numbers(&line, &mut found);
    }
    if spacing {
        numbers::dates(&line, &mut found);
        doubled::marks(&line, &mut found);
        quotes::pairs(&line, &mut found);
        loose::spaces(&line, &mut found);
        glued::missing_spaces(&line, &mut found);
        glued::words(&line, &mut found);
    }
    // What is looked at as a whole comes first, so the stable sort lets it win over the rules for single marks.
    found.sort_by_key(|edit| edit.start);
    let mut free = 0;
    for edit in found {
        if edit.start >= free {
            free = edit.end;
            edits.push(edit);
        }
    }
}
