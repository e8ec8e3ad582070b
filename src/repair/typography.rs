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
mod separator;

use super::scan::{self, Reasons};
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
        repair_groups(line, true, true, scan::reasons(line.as_bytes()), edits);
        for edit in &mut edits[from..] {
            edit.start += start;
            edit.end += start;
        }
    }
}

/// Appends the edits of one kind.
type Rule = fn(&Line, &mut Vec<Edit>);

/// The rules of the groups asked for, on one line; of them those that there are reasons for.
pub(super) fn repair_groups(line: &str, spacing: bool, documents: bool, reasons: Reasons, edits: &mut Vec<Edit>) {
    let line = Line::new(line);
    let mut found = Vec::new();
    if documents && reasons.meets(Reasons::JOINS) {
        document::numbers(&line, &mut found);
    }
    if spacing {
        let rules: [(Reasons, Rule); 6] = [
            (Reasons::JOINS, numbers::dates),
            (Reasons::DOUBLED, doubled::marks),
            (Reasons::QUOTES, quotes::pairs),
            (Reasons::LOOSE, loose::spaces),
            (Reasons::GLUED, glued::missing_spaces),
            (Reasons::GLUED, glued::words),
        ];
        for (_, rule) in rules.into_iter().filter(|&(reason, _)| reasons.meets(reason)) {
            rule(&line, &mut found);
        }
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

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use crate::edit::apply;

    fn repaired(text: &str) -> String {
        let mut edits = Vec::new();
        super::repair(text, &mut edits);
        apply(text, &edits).into_owned()
    }

    /// The rules ask what kind of letter stands beside a gap, and in decomposed text a mark stands there.
    #[test]
    fn decomposed_text_is_spaced_as_composed_text_is() {
        for (text, expected) in [
            ("Kết quả của xã : tốt , nhiều sở ( lẻ ) đã có .", "Kết quả của xã: tốt, nhiều sở (lẻ) đã có."),
            ("Bà “ hỏi lý ” rồi về xã,, chợ,họ đi..", "Bà “hỏi lý” rồi về xã, chợ, họ đi."),
            (
                "Họp ở thành phốHà Nội,sở đã mở hội chợ.Ông Ổn đến !",
                "Họp ở thành phố Hà Nội, sở đã mở hội chợ. Ông Ổn đến!",
            ),
            ("Ngày 20 / 11 / 2021 tại số 24 – QĐ / TW", "Ngày 20/11/2021 tại số 24-QĐ/TW"),
        ] {
            assert_eq!(repaired(text), expected);
            let decomposed: String = text.nfd().collect();
            assert_eq!(repaired(&decomposed), expected.nfd().collect::<String>(), "{text}");
        }
    }
}
