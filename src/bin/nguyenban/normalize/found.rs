//! What is reported and not edited: lines that are no part of an article, which may be emptied on request, and
//! characters that only a font of their own can show.

use std::borrow::Cow;
use std::ops::Range;

use nguyenban::edit::{Edit, apply, compose};
use nguyenban::repair::residue::{self, Kind};
use nguyenban::repair::unicode;
use nguyenban::text::lines;

use crate::prepare::{Prepared, Preparer};

/// How often residue is looked for: what is left when lines are gone may repeat what stood before them.
const PASSES: usize = 4;

/// A place of the input that is reported.
pub struct Found {
    /// Counted from 1 in the block.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    pub span: Range<usize>,
    pub what: What,
}

/// What is reported of a place.
#[derive(Clone, Copy)]
pub enum What {
    Residue(Kind),
    PrivateUse(char),
}

/// The private-use characters of the input.
pub fn private_use(input: &str) -> Vec<Found> {
    let (mut line, mut column, mut counted) = (1, 1, 0);
    let place = |(start, c): (usize, char)| {
        let before = input.get(counted..start).unwrap_or_default();
        line += before.matches('\n').count();
        column = match before.rsplit_once('\n') {
            Some((_, begun)) => begun.chars().count() + 1,
            None => column + before.chars().count(),
        };
        counted = start;
        Found { line, column, span: start..start + c.len_utf8(), what: What::PrivateUse(c) }
    };
    unicode::private_use(input).map(place).collect()
}

/// The residue of a text, with its lines in the input: as it was, for a repair takes marks of the spinner away that tell
/// a line, and as it is repaired.
pub fn residue(repaired: &str, input: &str, kinds: &[Kind]) -> Vec<Found> {
    let findings = |text| residue::find(text).into_iter().filter(|finding| kinds.contains(&finding.kind)).peekable();
    let (mut before, mut after) = (findings(input), findings(repaired));
    let mut found = Vec::new();
    for (number, ((start, _), (from, line))) in lines(repaired).zip(lines(input)).enumerate() {
        let (before, after) = (
            before.next_if(|finding| finding.span.start <= from),
            after.next_if(|finding| finding.span.start <= start),
        );
        let Some(finding) = after.or(before) else { continue };
        let what = What::Residue(finding.kind);
        found.push(Found { line: number + 1, column: 1, span: from..from + line.len(), what });
    }
    found
}

/// Empties the residue of a text.
fn remove(prepared: &mut Prepared<'_>, kinds: &[Kind]) {
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

/// Empties the residue of a text, makes the rest ready, and empties what shows as residue then.
pub fn prepare_without<'t>(text: &'t str, preparer: &Preparer<'_>, kinds: &[Kind]) -> Prepared<'t> {
    let mut prepared = Prepared::untouched(text);
    remove(&mut prepared, kinds);
    if prepared.edits.is_empty() {
        prepared = preparer.prepare(text);
    } else {
        let next = preparer.prepare(&prepared.text);
        if !next.edits.is_empty() {
            prepared.edits = compose(&prepared.edits, &next.edits);
            prepared.text = Cow::Owned(next.text.into_owned());
        }
    }
    remove(&mut prepared, kinds);
    prepared
}
