//! Which edits of a restoration are right: by the words that come out, not by where the edits begin and end.
//!
//! A spinner that wrote `tổng thể những` for *tất cả các* is undone by one edit or by two. So edits that touch one
//! another, the spinner's and the restorer's, are judged together: right when the same words come out.

use std::ops::Range;

use nguyenban::text::fold::fold;

/// A replacement of a span of the spun text.
pub struct Change<'a> {
    pub span: Range<usize>,
    pub words: &'a str,
}

/// Edits of both sides that touch one another.
pub struct Group {
    /// The span of the spun text that they cover.
    pub span: Range<usize>,
    /// The spinner's edits, by their numbers.
    pub truth: Range<usize>,
    /// The restorer's edits, by their numbers.
    pub made: Range<usize>,
    /// Whether both sides make the same words of it.
    pub right: bool,
}

/// Groups the spinner's edits and the restorer's, each in order and disjoint.
pub fn groups(text: &str, truth: &[Change<'_>], made: &[Change<'_>]) -> Vec<Group> {
    let mut groups = Vec::new();
    let (mut t, mut m) = (0, 0);
    while t < truth.len() || m < made.len() {
        let (first_t, first_m) = (t, m);
        let begin = |changes: &[Change<'_>], at: usize| changes.get(at).map_or(usize::MAX, |change| change.span.start);
        let start = begin(truth, t).min(begin(made, m));
        let mut end = start;
        loop {
            let inside = |changes: &[Change<'_>], at: usize| {
                changes.get(at).is_some_and(|change| change.span.start < end || change.span.start == start)
            };
            if inside(truth, t) {
                end = end.max(truth[t].span.end);
                t += 1;
            } else if inside(made, m) {
                end = end.max(made[m].span.end);
                m += 1;
            } else {
                break;
            }
        }
        let right = t > first_t
            && m > first_m
            && words(text, start..end, &truth[first_t..t]) == words(text, start..end, &made[first_m..m]);
        groups.push(Group { span: start..end, truth: first_t..t, made: first_m..m, right });
    }
    groups
}

/// The words of a span after the changes.
fn words(text: &str, span: Range<usize>, changes: &[Change<'_>]) -> Vec<String> {
    let mut out = String::new();
    let mut from = span.start;
    for change in changes {
        out.push_str(&text[from..change.span.start]);
        out.push_str(change.words);
        from = change.span.end;
    }
    out.push_str(&text[from..span.end]);
    out.split_whitespace().map(fold).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_come_out_count() {
        let text = "Tăng trưởng tổng thể những vùng quê";
        let at = |phrase: &str| {
            let start = text.find(phrase).unwrap();
            start..start + phrase.len()
        };
        let truth = [Change { span: at("tổng thể những"), words: "tất cả các" }];
        let two = [Change { span: at("tổng thể"), words: "tất cả" }, Change { span: at("những"), words: "các" }];
        let found = groups(text, &truth, &two);
        assert_eq!(found.len(), 1);
        assert!(found[0].right && found[0].made == (0..2));
        let found = groups(text, &truth, &two[..1]);
        assert!(!found[0].right);
        let elsewhere = [Change { span: at("vùng quê"), words: "làng" }];
        let found = groups(text, &truth, &elsewhere);
        assert!(found.len() == 2 && !found[0].right && !found[1].right);
    }
}
