//! Runs a repair until there is nothing left to do, and reports all of it as edits of the first text.

use crate::edit::{Edit, apply};

/// How many times a pass is repeated.
const MOST: usize = 32;

/// Appends the edits of `pass`, repeated on its own result until it finds nothing.
///
/// The pass must give sorted, disjoint edits. Text that needs more than [`MOST`] passes is left alone: it was
/// made to take long.
pub(in crate::repair) fn fixpoint(text: &str, edits: &mut Vec<Edit>, pass: impl Fn(&str) -> Vec<Edit>) {
    let mut all = pass(text);
    if all.is_empty() {
        return;
    }
    for _ in 0..MOST {
        let middle = apply(text, &all);
        let more = pass(&middle);
        if more.is_empty() {
            edits.append(&mut all);
            return;
        }
        all = compose(&middle, all, more);
    }
}

/// The edits that do at once what `first` does, giving `middle`, and then `second`.
fn compose(middle: &str, first: Vec<Edit>, second: Vec<Edit>) -> Vec<Edit> {
    let mut composed = Vec::with_capacity(first.len() + second.len());
    let mut first = first.into_iter().peekable();
    let mut second = second.into_iter().peekable();
    // An offset of `middle` less `taken` plus `given` is one of the first text, outside of edits.
    let (mut taken, mut given) = (0, 0);
    loop {
        let next_first = first.peek().map(|edit| edit.start + taken - given);
        let next_second = second.peek().map(|edit| edit.start);
        let Some(start) = next_first.into_iter().chain(next_second).min() else { return composed };
        let origin = start + given - taken;
        let mut end = start;
        let mut replacement = String::new();
        let mut copied = start;
        let mut rule = None;
        loop {
            let joins = |at: usize| at < end || (rule.is_none() && at == start);
            if let Some(edit) = first.next_if(|edit| joins(edit.start + taken - given)) {
                let at = edit.start + taken - given;
                end = end.max(at + edit.replacement.len());
                taken += edit.replacement.len();
                given += edit.end - edit.start;
                rule.get_or_insert(edit.rule);
            } else if let Some(edit) = second.next_if(|edit| joins(edit.start)) {
                replacement.push_str(middle.get(copied..edit.start).unwrap_or_default());
                replacement.push_str(&edit.replacement);
                copied = edit.end;
                end = end.max(edit.end);
                rule.get_or_insert(edit.rule);
            } else {
                break;
            }
        }
        replacement.push_str(middle.get(copied..end).unwrap_or_default());
        let mut edit = Edit::repair(origin..end + given - taken, replacement, "");
        edit.rule = rule.unwrap_or(edit.rule);
        composed.push(edit);
    }
}
