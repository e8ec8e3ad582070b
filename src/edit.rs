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
    /// [`f64::INFINITY`].
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
    /// A named rule of a repair stage.
    Repair(&'static str),
}

impl Edit {
    /// Makes an edit of a repair rule, which is certain by construction.
    #[must_use]
    pub fn repair(span: Range<usize>, replacement: impl Into<String>, rule: &'static str) -> Self {
        Self {
            start: span.start,
            end: span.end,
            replacement: replacement.into(),
            rule: Rule::Repair(rule),
            log_odds: f64::INFINITY,
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
