//! What made an edit, in words.

use crate::edit::Rule;
use crate::lexicon::{Family, Lexicon};

/// What made an edit.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Reason<'a> {
    /// A row of the lexicon.
    Row {
        /// The phrase that the spinner writes.
        spun: &'a str,
        /// The wording that was there before.
        original: &'a str,
        /// How often the spinner writes it.
        weight: f32,
        /// The family of spinners.
        family: Family,
        /// Where the row is known from.
        source: &'a str,
        /// A remark.
        note: &'a str,
    },
    /// Two synonyms side by side, one of which the spinner added.
    Expansion,
    /// A synonym that spinners write for the original.
    Synonym,
    /// A named rule of a repair stage.
    Rule(&'a str),
}

impl<'a> Reason<'a> {
    pub(super) fn new(rule: Rule, lexicon: &'a Lexicon) -> Self {
        match rule {
            Rule::Row(index) => match lexicon.row(index) {
                Some(row) => Self::Row {
                    spun: &row.spun,
                    original: &row.original,
                    weight: row.weight,
                    family: row.family,
                    source: &row.source,
                    note: &row.note,
                },
                None => Self::Rule("row of another lexicon"),
            },
            Rule::Expansion => Self::Expansion,
            Rule::Spelling => Self::Rule("spelling"),
            Rule::LostLetter => Self::Rule("lost-letter"),
            Rule::Diacritics => Self::Rule("diacritics"),
            Rule::Synonym => Self::Synonym,
            Rule::Repair(name) => Self::Rule(name),
        }
    }
}

impl std::fmt::Display for Reason<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Row { spun, original, family, source, note, .. } => {
                write!(f, "row {spun} → {original}, family {family:?}")?;
                if !source.is_empty() {
                    write!(f, ", source {source}")?;
                }
                if note.is_empty() { Ok(()) } else { write!(f, " ({note})") }
            }
            Self::Expansion => write!(f, "two synonyms side by side"),
            Self::Synonym => write!(f, "a synonym that spinners write"),
            Self::Rule(name) => write!(f, "rule {name}"),
        }
    }
}
