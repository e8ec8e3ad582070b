//! Proposals as a file of rows.

use std::fmt::Write as _;

use super::Proposal;
use crate::lexicon::Row;

/// The columns: those of a lexicon file, which readers of rows stop at, then what speaks for each row.
pub const HEADER: &str =
    "spun\toriginal\tweight\tfamily\tsource\tnote\tlog_odds\tcount\texpected\texcess\tfound\tcontexts";

/// Writes proposals as a file of lexicon rows with further columns, in the order given.
///
/// Whoever reviews it deletes the rows that are wrong and lays the rest over a lexicon: `nguyenban lexicon merge`.
#[must_use]
pub fn to_tsv(proposals: &[Proposal]) -> String {
    let mut text = format!("{HEADER}\n");
    for Proposal { row, log_odds, count, expected, excess, ways, contexts } in proposals {
        let Row { spun, original, weight, family, source, note } = row;
        let contexts = contexts.join(" | ");
        let _ = writeln!(
            text,
            "{spun}\t{original}\t{weight:.3}\t{family:?}\t{source}\t{note}\t{log_odds:.1}\t{count}\t{expected:.2}\t{excess:.1}\t{ways}\t{contexts}"
        );
    }
    text
}
