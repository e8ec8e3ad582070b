//! Edits and residue as JSON Lines.

use std::ops::Range;

use nguyenban::edit::{Edit, Rule};
use serde::Serialize;

use super::found::{Found, What};
use crate::detect::json;
use crate::input::Block;

/// A piece of the input, as records name it.
#[derive(Debug, Serialize)]
struct Passage<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    start: u64,
    end: u64,
    text: &'a str,
}

/// An edit as a record.
#[derive(Debug, Serialize)]
struct EditRecord<'a> {
    #[serde(flatten)]
    passage: Passage<'a>,
    replacement: &'a str,
    rule: &'a str,
    /// Of an edit that was weighed, in nats.
    #[serde(skip_serializing_if = "Option::is_none")]
    log_odds: Option<f64>,
}

/// A line found to be residue, or a private-use character (`U+E0C5`), as a record.
#[derive(Debug, Serialize)]
struct FoundRecord<'a> {
    #[serde(flatten)]
    passage: Passage<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    residue: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    private_use: Option<String>,
}

/// Edits and residue as JSON Lines, in the order of the input.
pub fn records(block: &Block, path: &str, edits: &[Edit], found: &[Found]) -> String {
    let mut output = String::new();
    let mut found = found.iter().peekable();
    let passage = |line, column, span: Range<usize>| Passage {
        path,
        line,
        column,
        start: block.bytes + span.start as u64,
        end: block.bytes + span.end as u64,
        text: block.text.get(span).unwrap_or_default(),
    };
    let report = |output: &mut String, found: &Found| {
        let passage = passage(block.lines + found.line, found.column, found.span.clone());
        let (residue, private_use) = match found.what {
            What::Residue(kind) => (Some(kind.name()), None),
            What::PrivateUse(c) => (None, Some(code(c))),
        };
        json(output, &FoundRecord { passage, residue, private_use });
    };
    let (mut line, mut column, mut counted) = (block.lines + 1, 1, 0);
    for edit in edits {
        while let Some(found) = found.next_if(|found| found.span.start <= edit.start) {
            report(&mut output, found);
        }
        let Some(before) = block.text.get(counted..edit.start) else { continue };
        let ends = before.bytes().filter(|&byte| byte == b'\n').count();
        line += ends;
        column = match before.rfind('\n') {
            Some(end) => before.get(end + 1..).unwrap_or_default().chars().count() + 1,
            None => column + before.chars().count(),
        };
        counted = edit.start;
        let rule = match edit.rule {
            Rule::Repair(name) => name,
            Rule::Spelling => "spelling",
            Rule::LostLetter => "lost-letter",
            Rule::Diacritics => "diacritics",
            _ => "restoration",
        };
        let log_odds = (!matches!(edit.rule, Rule::Repair(_))).then_some((edit.log_odds * 1e4).round() / 1e4);
        let passage = passage(line, column, edit.span());
        json(&mut output, &EditRecord { passage, replacement: &edit.replacement, rule, log_odds });
    }
    found.for_each(|found| report(&mut output, found));
    output
}

/// A character as it is spoken of.
pub fn code(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}
