//! Marks that stand twice: `,,` and `..`; not `...`, `?!`, `!!`, nor the `,,` that opens a quotation.

use super::line::{Line, is_letter, is_small};
use crate::edit::Edit;
use crate::text::syllable::is_syllable;

/// Takes the second of two equal marks away where one is meant, and the space out of `! !`.
pub(super) fn marks(line: &Line, edits: &mut Vec<Edit>) {
    let bytes = line.text.as_bytes();
    for (at, mark) in line.bytes_that(|byte| matches!(byte, b',' | b';' | b':' | b'.' | b'!' | b'?')) {
        let after = at + 2;
        let Some(&second) = bytes.get(at + 1) else { break };
        let doubled = match [mark, second] {
            [b',', b','] | [b';', b';'] | [b':', b':'] => {
                let word = line.char_before(at).is_some_and(|c| is_letter(c) || matches!(c, ')' | '”' | '"' | '%'));
                word && alone(bytes, at, after) && breaks(line, after)
            }
            [b'.', b'.'] => alone(bytes, at, after) && after_sentence(line, at) && before_sentence(line, after),
            [b'!' | b'?', b' '] => matches!(bytes.get(after), Some(b'!' | b'?')) && breaks(line, after + 1),
            _ => false,
        };
        if doubled {
            edits.push(Edit::repair(at + 1..after, "", "doubled-mark"));
        }
    }
}

/// Whether no third mark stands on either side.
fn alone(bytes: &[u8], at: usize, after: usize) -> bool {
    let mark = |byte: Option<&u8>| byte.is_some_and(|byte| b",;:.".contains(byte));
    !mark(at.checked_sub(1).and_then(|at| bytes.get(at))) && !mark(bytes.get(after))
}

fn breaks(line: &Line, after: usize) -> bool {
    line.char_after(after).is_none_or(|c| matches!(c, ' ' | '!' | '?' | '”' | '"' | ')'))
}

/// Whether a small word stands before: no abbreviation, no number.
fn after_sentence(line: &Line, at: usize) -> bool {
    let word = line.letters_before(at);
    word.chars().count() > 1 && word.chars().all(is_small) && is_syllable(word)
}

/// Whether the line ends, or a sentence begins.
fn before_sentence(line: &Line, after: usize) -> bool {
    let rest = line.after(after);
    rest.trim_end().is_empty() || rest.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_uppercase))
}
