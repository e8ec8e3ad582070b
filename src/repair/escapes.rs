//! Escapes that were left in text: HTML entities, JSON `\uXXXX`, and percent-escapes of UTF-8 outside of URLs.

mod fixpoint;
mod html;
mod json;
mod percent;

pub(in crate::repair) use fixpoint::fixpoint;

use crate::edit::Edit;

/// An escape that was read: how many bytes it takes, and what it stands for.
struct Escape {
    length: usize,
    text: String,
}

/// Appends the edits that put characters in the place of their escapes.
///
/// - `html-entity`: `&ocirc;`, `&#7879;`, `&#x1EC7;` (HTML 4.01), escaped any number of times (`&amp;nbsp;`).
/// - `json-escape`: `\u1ec7` and surrogate pairs (RFC 8259), for Latin letters, punctuation, symbols.
/// - `percent-escape`: `Vi%E1%BB%87t%20Nam` (RFC 3986), in words that hold UTF-8 and are no URL.
///
/// Edits are sorted and disjoint; to repair what comes out changes nothing. What is no whole escape stays.
///
/// ```
/// use nguyenban::{edit::apply, repair::escapes::repair};
/// let text = "Ch&egrave; b&#432;&#7903;i, b\\u00e1nh \\u00fat &amp;amp; x%C3%B4i";
/// let mut edits = Vec::new();
/// repair(text, &mut edits);
/// assert_eq!(apply(text, &edits), "Chè bưởi, bánh út & xôi");
/// ```
pub fn repair(text: &str, edits: &mut Vec<Edit>) {
    if text.bytes().any(|byte| matches!(byte, b'&' | b'\\' | b'%')) {
        fixpoint(text, edits, pass);
    }
}

fn pass(text: &str) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut at = 0;
    while let Some(ahead) = text.get(at..).and_then(|rest| rest.find(['&', '\\', '%'])) {
        at += ahead;
        let rest = text.get(at..).unwrap_or_default();
        let (rule, escape) = match rest.as_bytes().first() {
            Some(b'&') => ("html-entity", html::read(rest)),
            Some(b'\\') => ("json-escape", json::read(rest)),
            _ => ("percent-escape", percent::read(text, at)),
        };
        match escape {
            Some(Escape { length, text }) if length > 0 => {
                // Lines stay lines, whatever was escaped.
                edits.push(Edit::repair(at..at + length, text.replace(['\n', '\r'], " "), rule));
                at += length;
            }
            _ => at += 1,
        }
    }
    edits
}

/// Whether an escape of this character is taken for one outside of HTML: Latin letters and their marks,
/// punctuation, signs of money, symbols and emoji. Others may be paths or code.
fn is_plausible(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{A0}'..='\u{24F}' | '\u{300}'..='\u{36F}' | '\u{1E00}'..='\u{1EFF}')
        || matches!(c, '\u{2000}'..='\u{27BF}' | '\u{FE0F}' | '\u{FEFF}' | '\u{1F000}'..='\u{1FAFF}')
}
