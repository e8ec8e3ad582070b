//! UTF-8 that was read as windows-1252 or Latin-1 (`Viá»‡t Nam`), once or twice, and where it lost bytes.

mod legacy;
mod lost;
mod units;

use super::escapes::fixpoint;
use crate::charset::is_marked_letter;
use crate::edit::Edit;
pub(crate) use lost::lost_letters;
use units::Unit;

/// The longest piece of a line that is judged as one, in bytes.
const LONGEST: usize = 1 << 18;

/// Appends the edits that turn misread UTF-8 into the letters it was.
///
/// - `mojibake`: whole characters, misread once or twice. Where clean text may look the same (`XÃ”` closes a
///   quotation after a capital), other misread characters in the line must bear it out.
/// - `mojibake-lost`: characters that lost a byte to U+FFFD or to nothing, or whose no-break space became a
///   space, where one reading alone gives a possible syllable.
/// - `mojibake-legacy`: a line of TCVN3, VNI, VISCII or VPS read as windows-1252, where that alone explains it.
///
/// Edits are sorted and disjoint; to repair what comes out changes nothing.
///
/// ```
/// use nguyenban::{edit::apply, repair::mojibake::repair};
/// let text = "Chá»£ phiÃªn vÃ¹ng cao há»\u{FFFD}p sÃ¡ng chá»§ nháº­t";
/// let mut edits = Vec::new();
/// repair(text, &mut edits);
/// assert_eq!(apply(text, &edits), "Chợ phiên vùng cao họp sáng chủ nhật");
/// ```
pub fn repair(text: &str, edits: &mut Vec<Edit>) {
    if is_suspect(text) || legacy::is_suspect(text) {
        fixpoint(text, edits, pass);
    }
}

fn pass(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n').flat_map(pieces) {
        let before = edits.len();
        if is_suspect(line) {
            repair_line(line, start, &mut edits);
        }
        if edits.len() == before {
            legacy::repair_line(line, start, &mut edits);
        }
        start += line.len();
    }
    edits
}

/// A line in pieces that bound the memory for it, cut at spaces where there are any.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let limit = (0..=LONGEST.min(rest.len())).rev().find(|&at| rest.is_char_boundary(at))?;
        let space = || rest.get(..limit)?.rfind(' ').map(|at| at + 1);
        let end = if limit == rest.len() { limit } else { space().unwrap_or(limit) };
        let (piece, later) = rest.split_at_checked(end)?;
        rest = later;
        (!piece.is_empty()).then_some(piece)
    })
}

/// Whether the text may hold something misread: a quick look at its bytes, which clean text seldom fails.
///
/// A character from `Â` to `ô` shows the first byte of a longer one. After it comes one from U+0080 to U+00BF,
/// or one that windows-1252 has in their place, or what a lost byte has left.
fn is_suspect(text: &str) -> bool {
    text.as_bytes().windows(3).any(|bytes| match *bytes {
        [0xC3, 0x84, _] | [0xC3, 0x83 | 0x86, b' '] => true,
        [0xC3, 0x82..=0xB4, next] => matches!(next, 0xC2 | 0xC5 | 0xC6 | 0xCB | 0xE2 | 0xEF),
        _ => false,
    })
}

/// One line, which begins at `start`.
fn repair_line(line: &str, start: usize, edits: &mut Vec<Edit>) {
    let read = units::read(line);
    let certain = |unit: &&Unit| unit.depth > 0 && is_certain(line, unit);
    let borne_out = read.iter().any(|unit| certain(&unit));
    let before = edits.len();
    for unit in read.iter().filter(|unit| unit.depth > 0 && (borne_out || certain(unit))) {
        edits.push(Edit::repair(start + unit.start..start + unit.end, unit.c, "mojibake"));
    }
    // What is lost is judged with its neighbours already right, in the next pass.
    let among = edits.len() > before;
    lost::repair_line(line, start, among, edits);
    if let Some(new) = edits.get_mut(before..) {
        new.sort_by_key(|edit| edit.start);
    }
}

/// Whether no clean Vietnamese text has these characters side by side.
fn is_certain(line: &str, unit: &Unit) -> bool {
    let source = line.get(unit.start..unit.end).unwrap_or_default();
    if unit.depth > 1 {
        return true;
    }
    let mut chars = source.chars();
    let (lead, second) = (chars.next().unwrap_or_default(), chars.next().unwrap_or_default());
    let prior = line.get(..unit.start).and_then(|prior| prior.chars().next_back());
    let next = line.get(unit.end..).and_then(|next| next.chars().next());
    match lead {
        // `Ã` is a Vietnamese letter, but stands before or after no small one unless it begins a word.
        'Ã' => {
            let inside = prior.is_some_and(char::is_lowercase);
            let begins = !prior.is_some_and(char::is_alphabetic) && next.is_some_and(char::is_lowercase);
            let mark =
                matches!(second, '\u{A0}' | '\u{AD}' | '²' | '³' | '¹' | '»' | '’' | '”' | '“' | '‘' | '…' | '–' | '—');
            inside || (begins && !mark) || (is_marked_letter(unit.c) && !mark)
        }
        // `á` is one too: `«má»” may be a quotation.
        'á' => is_marked_letter(unit.c) && !in_quotation(line, unit.start),
        'Â' => prior.is_some_and(char::is_lowercase) && !matches!(second, '»' | '’' | '”'),
        'â' => second == '€',
        'Ê' | 'Í' | 'È' | 'É' | 'Ì' => false,
        // Letters that Vietnamese has not: `Ä‘`, `Æ°`, `Å„`.
        'Ä'..='Æ' => is_marked_letter(unit.c) || prior.is_some_and(char::is_lowercase),
        _ => is_marked_letter(unit.c) || source.chars().count() == 4,
    }
}

/// Whether `«` was opened shortly before and not closed.
fn in_quotation(line: &str, at: usize) -> bool {
    let mut prior = line.get(..at).unwrap_or_default().chars().rev().take(200);
    prior.find(|&c| matches!(c, '«' | '»')) == Some('«')
}
