//! Lines of a legacy encoding that were read as windows-1252: `TiÕng ViÖt` was TCVN3, `Tieáng Vieät` VNI.

use super::units::byte;
use crate::charset::{Charset, Evidence, decode};
use crate::edit::Edit;

/// How many words must be no syllables as they stand, and become such.
const LEAST: u32 = 3;

const CHARSETS: [Charset; 4] = [Charset::Tcvn3, Charset::VniWindows, Charset::Viscii, Charset::Vps];

/// Whether every character shows a byte, and some are not ASCII: no line with `ạ`, `đ` or `ư` does.
fn may_be(line: &str) -> bool {
    !line.is_ascii() && !line.bytes().any(|byte| matches!(byte, 0xC4 | 0xC8 | 0xC9 | 0xCC..=0xE1))
}

/// Appends the edit of one line, which begins at `start`, if in one encoding alone all its words with marks are
/// possible syllables, while at least three are not as they stand.
pub(super) fn repair_line(line: &str, start: usize, edits: &mut Vec<Edit>) {
    if !may_be(line) {
        return;
    }
    let plain = Evidence::of(line);
    if plain.bad < LEAST {
        return;
    }
    let show = |c: char| if c.is_ascii() { u8::try_from(c).ok() } else { byte(c) };
    let Some(bytes) = line.chars().map(show).collect::<Option<Vec<u8>>>() else { return };
    let mut found = CHARSETS.into_iter().filter_map(|charset| {
        let text = decode(&bytes, charset).text;
        let evidence = Evidence::of(&text);
        (evidence.bad == 0 && evidence.odd == 0 && evidence.good >= LEAST).then_some(text)
    });
    let (Some(text), None) = (found.next(), found.next()) else { return };
    let same = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
        pairs.take_while(|(old, new)| old == new).map(|(old, _)| old.len_utf8()).sum()
    };
    let head = same(&mut line.chars().zip(text.chars()));
    let (Some(old), Some(new)) = (line.get(head..), text.get(head..)) else { return };
    let tail = same(&mut old.chars().rev().zip(new.chars().rev()));
    if let Some(new) = new.get(..new.len() - tail) {
        edits.push(Edit::repair(start + head..start + line.len() - tail, new, "mojibake-legacy"));
    }
}

/// Whether a line of the text may need this: a quick look at its bytes.
pub(super) fn is_suspect(text: &str) -> bool {
    text.split_inclusive('\n').any(may_be)
}
