//! Document numbers: `24 – QĐ / TW` is `24-QĐ/TW`, `15 / 2020 / NĐ – CP` is `15/2020/NĐ-CP`.

use super::line::Line;
use super::separator::Separator;
use crate::edit::Edit;

/// Closes up the spaced separators of every document number of the line.
pub(super) fn numbers(line: &Line, edits: &mut Vec<Edit>) {
    let bytes = line.text.as_bytes();
    let mut at = 0;
    for (start, _) in line.bytes_that(|byte| byte.is_ascii_digit()) {
        if start >= at && (start == 0 || matches!(bytes[start - 1], b' ' | b'(' | b':')) {
            at = number(line, start, edits);
        }
    }
}

/// Reads one number that starts at `at`; returns where to go on.
fn number(line: &Line, at: usize, edits: &mut Vec<Edit>) -> usize {
    let Some(mut end) = part(line, at) else { return at + 1 };
    let after_first = end;
    let mut found = Vec::new();
    let (mut slash, mut code, mut tight_dash, mut dashes) = (false, false, false, 0);
    while let Some(separator) = separator(line, end) {
        let Some(next) = part(line, separator.end) else { break };
        let spaced = separator.spaces() > 0;
        let dash = separator.mark != '/';
        // `24-QĐ/TW – …`: after a tight dash, a spaced one is a dash of the sentence.
        if dash && spaced && (tight_dash || (dashes > 0 && slash && !code)) {
            break;
        }
        let is_code = !line.text.as_bytes()[separator.end].is_ascii_digit();
        // A dash joins codes to a number or to a code; between two numbers it is a range.
        if dash && !is_code {
            break;
        }
        slash |= !dash;
        code |= is_code;
        tight_dash |= dash && !spaced;
        dashes += usize::from(dash);
        let joined = if dash { '-' } else { '/' };
        if spaced {
            found.push(Edit::repair(separator.start..separator.end, joined, "document-number"));
        }
        end = next;
    }
    if slash && code {
        edits.append(&mut found);
        end
    } else {
        after_first
    }
}

/// A slash or a dash at `at`: spaced on both sides, on the left only (a lost space), or on neither.
fn separator(line: &Line, at: usize) -> Option<Separator> {
    let separator = Separator::read(line, at, &['/', '-', '–', '‑'])?;
    (separator.mark == '/' || separator.spaced != (false, true)).then_some(separator)
}

/// The end of a part: one to five digits, or a code of two to eight letters, two of them capitals, with digits after.
fn part(line: &Line, at: usize) -> Option<usize> {
    let rest = line.after(at);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let end = if digits > 0 {
        (digits <= 5).then_some(at + digits)?
    } else {
        let letters = line.letters_after(at);
        let capitals = letters.chars().filter(|c| c.is_uppercase()).count();
        let count = letters.chars().count();
        let capital_first = letters.chars().next().is_some_and(char::is_uppercase);
        let plain = letters.chars().all(|c| c.is_ascii() || c == 'Đ');
        (plain && capital_first && capitals >= 2 && count <= 8 && count <= capitals + 1).then_some(())?;
        let number = line.after(at + letters.len()).bytes().take_while(u8::is_ascii_digit).count();
        at + letters.len() + number
    };
    let ends = line.char_after(end).is_none_or(|c| !c.is_alphanumeric());
    ends.then_some(end)
}
