//! What every stage produces: an [`Edit`] of the original input, and the one function that applies edits.

use std::borrow::Cow;
use std::ops::Range;

/// One change of the input: the bytes `start..end` are replaced by `replacement`.
///
/// Offsets are bytes of the *original input* and lie on character boundaries. The edits of one result
/// are sorted and disjoint, so that [`apply`] gives the output byte for byte.
///
/// ```
/// let text = "kiến thiết xây dựng";
/// let restored = nguyenban::restore(text);
/// let edit = &restored.edits[0];
/// assert_eq!((edit.span(), edit.replacement.as_str()), (0..text.len(), "xây dựng"));
/// assert_eq!(nguyenban::edit::apply(text, &restored.edits), restored.text);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Edit {
    /// First byte of the replaced span in the input.
    pub start: usize,
    /// One past the last byte of the replaced span in the input.
    pub end: usize,
    /// What stands there in the output. Empty for a deletion.
    pub replacement: String,
    /// What made the edit.
    pub rule: Rule,
    /// How far the best reading with this edit beats the best one without it, in nats.
    ///
    /// For an edit of the decoder this is the margin of the path; for a deterministic repair rule it is
    /// [`Edit::CERTAIN`].
    pub log_odds: f64,
}

/// What made an [`Edit`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Rule {
    /// A row of the lexicon, by its index: see [`crate::lexicon::Lexicon::row`].
    Row(u32),
    /// Two synonyms side by side, one of which no row lists as the doubling of the other.
    Expansion,
    /// A slip of the keyboard or the ear: see [`crate::spelling`].
    Spelling,
    /// A letter that decoding lost, put back by the words around: see [`crate::spelling`].
    LostLetter,
    /// Marks put back where a passage had none: see [`crate::spelling`].
    Diacritics,
    /// A synonym that spinners write for the original, which no row lists.
    Synonym,
    /// A named rule of a repair stage.
    Repair(&'static str),
}

impl Edit {
    /// The log-odds of a repair, which is certain by construction; finite, so that every report can write it.
    pub const CERTAIN: f64 = 1000.0;

    /// Makes an edit of a repair rule, which is certain by construction.
    #[must_use]
    pub fn repair(span: Range<usize>, replacement: impl Into<String>, rule: &'static str) -> Self {
        Self {
            start: span.start,
            end: span.end,
            replacement: replacement.into(),
            rule: Rule::Repair(rule),
            log_odds: Self::CERTAIN,
        }
    }

    /// Makes an edit of the decoder with its log-odds in nats.
    #[must_use]
    pub(crate) fn decoded(span: Range<usize>, replacement: String, rule: Rule, log_odds: f64) -> Self {
        Self { start: span.start, end: span.end, replacement, rule, log_odds }
    }

    /// The replaced span, in bytes of the input.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// Applies sorted, disjoint edits to the text that they were made for.
///
/// Borrows the input when there is nothing to do. An edit that is out of order, out of bounds or off a
/// character boundary is skipped, so that the function never panics; edits made by this crate never are.
#[must_use]
pub fn apply<'t>(text: &'t str, edits: &[Edit]) -> Cow<'t, str> {
    if edits.is_empty() {
        return Cow::Borrowed(text);
    }
    let grown: usize = edits.iter().map(|edit| edit.replacement.len()).sum();
    let mut out = String::with_capacity(text.len() + grown);
    let mut from = 0;
    for edit in edits {
        let (Some(kept), Some(_)) = (text.get(from..edit.start), text.get(edit.start..edit.end)) else { continue };
        out.push_str(kept);
        out.push_str(&edit.replacement);
        from = edit.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

/// Composes two steps: edits of the input, and edits of what those made of it, into edits of the input.
///
/// An edit of the second step that overlaps or touches one of the first becomes one edit with it, under the rule of
/// the second and the lower log-odds of the two. Both lists are sorted and disjoint, and so is the result.
///
/// ```
/// use nguyenban::edit::{Edit, apply, compose};
/// let first = [Edit::repair(0..1, "An", "name")];
/// let second = [Edit::repair(2..3, "", "space"), Edit::repair(9..9, ".", "stop")];
/// let once = compose(&first, &second);
/// assert_eq!(apply("A  đã về", &once), apply(&apply("A  đã về", &first), &second));
/// ```
#[must_use]
pub fn compose(first: &[Edit], second: &[Edit]) -> Vec<Edit> {
    let mut composed = Vec::with_capacity(first.len() + second.len());
    // How much longer the intermediate text is than the input, before `first[i]`.
    let mut grown = 0isize;
    let (mut i, mut j) = (0, 0);
    while i < first.len() || j < second.len() {
        let (from_first, from_second, grown_before) = (i, j, grown);
        let (mut first_end, mut second_end) = (None, None);
        loop {
            let start = first.get(i).map(|edit| edit.start.saturating_add_signed(grown));
            let next_is_first = match (start, second.get(j)) {
                (Some(start), Some(other)) => start <= other.start,
                (start, _) => start.is_some(),
            };
            let opens = i == from_first && j == from_second;
            if let (true, Some(start), Some(edit)) = (next_is_first, start, first.get(i)) {
                if !opens && second_end.is_none_or(|end| start > end) {
                    break;
                }
                first_end = Some(start + edit.replacement.len());
                grown += edit.replacement.len() as isize - (edit.end - edit.start) as isize;
                i += 1;
            } else if let Some(edit) = second.get(j) {
                if !opens && first_end.is_none_or(|end| edit.start > end) {
                    break;
                }
                second_end = Some(edit.end);
                j += 1;
            } else {
                break;
            }
        }
        composed.extend(merge(&first[from_first..i], &second[from_second..j], grown_before, grown));
    }
    composed
}

/// One edit of the input from edits of both steps that touch one another.
fn merge(first: &[Edit], second: &[Edit], grown_before: isize, grown: isize) -> Option<Edit> {
    let Some(last) = second.last() else { return first.first().cloned() };
    let shifted = |at: usize, by: isize| at.saturating_add_signed(by);
    let Some(open) = first.first() else {
        let mut edit = last.clone();
        (edit.start, edit.end) = (shifted(edit.start, -grown_before), shifted(edit.end, -grown_before));
        return Some(edit);
    };
    let mut replacement = String::new();
    let mut grown_here = grown_before;
    let mut rest = second.iter().peekable();
    // Everything between the first step's replacements lies inside edits of the second step.
    let mut covered = 0;
    for edit in first {
        let start = shifted(edit.start, grown_here);
        let mut kept = 0;
        while let Some(next) = rest.next_if(|next| next.start <= start + edit.replacement.len()) {
            let until = next.start.saturating_sub(start).max(covered.max(start) - start);
            let from = kept.max(covered.saturating_sub(start));
            replacement.push_str(edit.replacement.get(from..until).unwrap_or_default());
            replacement.push_str(&next.replacement);
            covered = covered.max(next.end);
            kept = until;
        }
        let from = kept.max(covered.saturating_sub(start));
        replacement.push_str(edit.replacement.get(from..).unwrap_or_default());
        grown_here += edit.replacement.len() as isize - (edit.end - edit.start) as isize;
    }
    let close = first.last()?;
    let start = second.first().map_or(open.start, |edit| open.start.min(shifted(edit.start, -grown_before)));
    let end = close.end.max(shifted(last.end, -grown));
    let log_odds = first.iter().chain(second).map(|edit| edit.log_odds).fold(f64::INFINITY, f64::min);
    Some(Edit { start, end, replacement, rule: last.rule, log_odds })
}
