//! Characters as the bytes they were misread from.

use crate::charset::windows_1252;
use once_cell::sync::Lazy;
use std::collections::HashMap;

/// A character of the line, or one that several of them were.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    /// Bytes of the line.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) c: char,
    /// How many times it was misread: 0, 1 or 2.
    pub(super) depth: u8,
}

static BYTES: Lazy<HashMap<char, u8>> =
    Lazy::new(|| (0x80..=0x9F).filter_map(|byte| Some((windows_1252(byte)?, byte))).collect());

/// The byte that windows-1252 or Latin-1 shows as this character.
pub(super) fn byte(c: char) -> Option<u8> {
    match c {
        '\u{80}'..='\u{FF}' => u8::try_from(u32::from(c)).ok(),
        _ => BYTES.get(&c).copied(),
    }
}

/// Reads a line; misread characters that make none that is wanted stay as they are.
pub(super) fn read(line: &str) -> Vec<Unit> {
    let plain: Vec<Unit> =
        line.char_indices().map(|(start, c)| Unit { start, end: start + c.len_utf8(), c, depth: 0 }).collect();
    let once = join(&plain);
    let mut out = Vec::new();
    let mut inner = once.iter().peekable();
    for unit in join(&once) {
        // The units of the first reading that this one is made of.
        let mut parts = Vec::new();
        while let Some(part) = inner.next_if(|part| part.end <= unit.end) {
            parts.push(*part);
        }
        if unit.depth > 1 && is_wanted(unit.c) {
            out.push(unit);
        } else {
            out.extend(parts.into_iter().map(|part| if is_wanted(part.c) { part } else { Unit { depth: 0, ..part } }));
        }
    }
    out
}

/// Letters and marks of any script, and what is typed around them.
fn is_wanted(c: char) -> bool {
    c.is_alphabetic()
        || matches!(c, '\u{A0}'..='\u{FF}' | '\u{300}'..='\u{36F}' | '\u{2000}'..='\u{206F}' | '€' | '₫' | '™' | '\u{FEFF}')
        || matches!(c, '\u{2190}'..='\u{27BF}' | '\u{3000}'..='\u{30FF}' | '\u{1F000}'..='\u{1FAFF}')
}

/// Puts units together that are the bytes of one character.
fn join(units: &[Unit]) -> Vec<Unit> {
    let mut out = Vec::with_capacity(units.len());
    let mut at = 0;
    while let Some(unit) = units.get(at) {
        match character(units.get(at..).unwrap_or_default()) {
            Some((count, joined)) => {
                out.push(joined);
                at += count;
            }
            None => {
                out.push(*unit);
                at += 1;
            }
        }
    }
    out
}

/// Reads one character of UTF-8 from the bytes that the units show.
fn character(units: &[Unit]) -> Option<(usize, Unit)> {
    let first = units.first()?;
    let length = match byte(first.c)? {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let taken = units.get(..length)?;
    let mut bytes = [0; 4];
    for (slot, unit) in bytes.iter_mut().zip(taken) {
        *slot = byte(unit.c)?;
    }
    let c = std::str::from_utf8(bytes.get(..length)?).ok()?.chars().next()?;
    let depth = 1 + taken.iter().map(|unit| unit.depth).max()?;
    Some((length, Unit { start: first.start, end: taken.last()?.end, c, depth }))
}
