//! Lines that are no part of an article: where they stand in the input, and how they are emptied.

use std::borrow::Cow;
use std::ops::Range;

use nguyenban::edit::{Edit, apply, compose};
use nguyenban::repair::residue::{self, Kind};
use nguyenban::text::lines;

use crate::prepare::Prepared;

/// How often residue is looked for: what is left when lines are gone may repeat what stood before them.
const PASSES: usize = 4;

/// A line of the input that is residue.
pub struct Found {
    /// Counted from 1 in the block.
    pub line: usize,
    pub span: Range<usize>,
    pub kind: Kind,
}

/// The residue of a repaired text, with its lines in the input.
pub fn find(repaired: &str, input: &str, kinds: &[Kind]) -> Vec<Found> {
    let mut findings = residue::find(repaired).into_iter().filter(|found| kinds.contains(&found.kind)).peekable();
    let mut found = Vec::new();
    for (number, ((start, _), (from, line))) in lines(repaired).zip(lines(input)).enumerate() {
        let Some(finding) = findings.next_if(|finding| finding.span.start <= start) else { continue };
        found.push(Found { line: number + 1, span: from..from + line.len(), kind: finding.kind });
    }
    found
}

/// Empties the residue of a text.
pub fn remove(prepared: &mut Prepared<'_>, kinds: &[Kind]) {
    for _ in 0..PASSES {
        let mut gone: Vec<Edit> = Vec::new();
        residue::remove(&prepared.text, kinds, &mut gone);
        if gone.is_empty() {
            break;
        }
        prepared.text = Cow::Owned(apply(&prepared.text, &gone).into_owned());
        prepared.edits = compose(&prepared.edits, &gone);
    }
}
