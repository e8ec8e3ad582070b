//! Unicode: NFC, invisible characters, odd spaces.

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::edit::Edit;

/// Appends the edits that bring a text to NFC, one for each run of characters that is not.
///
/// ```
/// use nguyenban::{edit::apply, repair::unicode};
/// let mut edits = Vec::new();
/// unicode::compose("Vie\u{323}\u{302}t Nam", &mut edits);
/// assert_eq!(apply("Vie\u{323}\u{302}t Nam", &edits), "Việt Nam");
/// ```
pub fn compose(text: &str, edits: &mut Vec<Edit>) {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return;
    }
    let mut start = 0;
    for (at, _) in text.char_indices().filter(|&(_, c)| starts_run(c)) {
        normalize_run(text, start, at, edits);
        start = at;
    }
    normalize_run(text, start, text.len(), edits);
}

/// Whether a character never joins with what stands before it.
fn starts_run(c: char) -> bool {
    c < '\u{300}' || (canonical_combining_class(c) == 0 && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes)
}

fn normalize_run(text: &str, start: usize, end: usize, edits: &mut Vec<Edit>) {
    let run = &text[start..end];
    if run.len() > 1 && !run.is_ascii() && run.nfc().ne(run.chars()) {
        edits.push(Edit::repair(start..end, run.nfc().collect::<String>(), "nfc"));
    }
}

/// Appends the edits that take out invisible characters and make odd spaces plain ones.
///
/// Joiners stay in emoji and in scripts that need them, direction marks in lines with right-to-left letters, tag
/// characters in flags, the ideographic space beside ideographs.
///
/// ```
/// use nguyenban::{edit::apply, repair::unicode};
/// let mut edits = Vec::new();
/// unicode::invisible("Vi\u{200b}ệt\u{a0}Nam", &mut edits);
/// assert_eq!(apply("Vi\u{200b}ệt\u{a0}Nam", &edits), "Việt Nam");
/// ```
pub fn invisible(text: &str, edits: &mut Vec<Edit>) {
    let hidden = |c| is_odd_space(c) || is_removable(c);
    if !text.chars().any(hidden) {
        return;
    }
    let right_to_left = text.chars().any(is_right_to_left);
    let mut before = '\n';
    for (at, c) in text.char_indices() {
        let span = at..at + c.len_utf8();
        let after = || text[span.end..].chars().take(8).find(|&c| !is_joiner(c)).unwrap_or('\n');
        match c {
            '\u{3000}' if is_foreign(before) || is_foreign(after()) => {}
            _ if is_odd_space(c) => edits.push(Edit::repair(span, " ", "odd-space")),
            '\u{ad}' | '\u{feff}' | '\u{2060}' | '\u{180e}' => edits.push(Edit::repair(span, "", "invisible")),
            '\u{200b}'..='\u{200d}' => {
                let joins = (is_emoji(before) && is_emoji(after()) && c == '\u{200d}')
                    || is_foreign(before)
                    || is_foreign(after());
                if !joins {
                    edits.push(Edit::repair(span, "", "invisible"));
                }
                continue;
            }
            '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                if !right_to_left {
                    edits.push(Edit::repair(span, "", "direction-mark"));
                }
                continue;
            }
            '\u{e0000}'..='\u{e007f}'
                if !matches!(before, '\u{1f3f4}' | '\u{e0020}'..='\u{e007e}') || !is_flag_end(&text[at..]) =>
            {
                edits.push(Edit::repair(span, "", "tag-character"));
                continue;
            }
            _ => {}
        }
        before = c;
    }
}

/// A character that is taken out where its neighbours have no use for it.
fn is_removable(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
    )
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200d}')
}

fn is_odd_space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{61b}' | '\u{61d}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// A letter or mark of a script that may need joiners: none of Latin, Greek and Cyrillic.
fn is_foreign(c: char) -> bool {
    c >= '\u{530}'
        && !('\u{1c80}'..='\u{1fff}').contains(&c)
        && (c.is_alphanumeric() || ('\u{900}'..='\u{1bff}').contains(&c))
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
}

/// Whether a run of tag characters is closed, as in the flag of Wales.
fn is_flag_end(rest: &str) -> bool {
    rest.chars().take(32).find(|c| !('\u{e0020}'..='\u{e007e}').contains(c)) == Some('\u{e007f}')
}

/// The private-use characters of a text, with their places. What they look like only their font knows, so that they are
/// reported and stay.
///
/// ```
/// use nguyenban::repair::unicode::private_use;
/// assert_eq!(private_use("cá \u{e0c5} kho").collect::<Vec<_>>(), [(4, '\u{e0c5}')]);
/// ```
pub fn private_use(text: &str) -> impl Iterator<Item = (usize, char)> {
    let lead = |byte: u8| matches!(byte, 0xee | 0xef | 0xf3 | 0xf4);
    // Blocks without a branch, for most text has none.
    let any = text.as_bytes().chunks(64).any(|block| block.iter().fold(false, |any, &byte| any | lead(byte)));
    let text = if any { text } else { "" };
    text.char_indices()
        .filter(|(_, c)| matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}'))
}
