//! Repair of what scraping, old software and spinners did to a text, before and without restoration.
//!
//! Every stage is usable alone: it takes a text and appends edits of it. [`Repairer`] runs the stages of a set of
//! [`Rules`] one after another until nothing changes, and reports edits of the original input.

pub mod escapes;
pub mod lookalike;
pub mod mojibake;
pub mod orthography;
pub mod residue;
mod rules;
mod scan;
pub mod typography;
pub mod unicode;
pub mod wrapped;

use std::borrow::Cow;

use crate::edit::{Edit, apply, compose};
pub use rules::{Group, IyStyle, Rules, ToneMarks};
use scan::Reasons;

/// How often the stages are run over one line. Each run takes away what the next would look at, so that a few
/// suffice; the bound makes the time linear.
const ROUNDS: usize = 12;

/// Runs the repair stages of a set of rules.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Repairer {
    rules: Rules,
}

/// A repaired text and how it was made.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Repaired<'t> {
    /// The text, borrowed where nothing changed. It has as many lines as the input, unless [`Group::Lines`] is on.
    pub text: Cow<'t, str>,
    /// What was changed: bytes of the input, sorted and disjoint.
    pub edits: Vec<Edit>,
}

impl Repairer {
    /// A repairer with the given rules.
    #[must_use]
    pub fn new(rules: Rules) -> Self {
        Self { rules }
    }

    /// Repairs a text. Repairing the result again changes nothing, unless [`Group::Lines`] is on.
    ///
    /// ```
    /// use nguyenban::repair::{Repairer, Rules};
    /// let repairer = Repairer::new(Rules::default());
    /// assert_eq!(repairer.repair("Vie\u{323}\u{302}t Nam , 24 – QĐ / TW").text, "Việt Nam, 24-QĐ/TW");
    /// assert!(repairer.repair("Việt Nam, 24-QĐ/TW").edits.is_empty());
    /// ```
    #[must_use]
    pub fn repair<'t>(&self, text: &'t str) -> Repaired<'t> {
        let mut edits = self.repair_lines(text);
        if self.rules.has(Group::Lines) {
            // Before, so that marks are where they tell whether a sentence ends; after, for what now meets.
            for step in [|_: &Self, text: &str| joined(text), Self::repair_lines] {
                let more = step(self, &apply(text, &edits));
                edits = compose(&edits, &more);
            }
        }
        Repaired { text: apply(text, &edits), edits }
    }

    fn repair_lines(&self, text: &str) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut from = 0;
        while let Some(at) = self.next_suspect(text, from) {
            let before = text.as_bytes().get(..at).unwrap_or_default();
            let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
            let Some((_, line)) = text.get(start..).and_then(|rest| crate::text::lines(rest).next()) else { break };
            for mut edit in self.repair_line(line) {
                edit.start += start;
                edit.end += start;
                edits.push(edit);
            }
            let after = text.get(start..).unwrap_or_default();
            from = after.find('\n').map_or(text.len(), |end| start + end + 1);
        }
        edits
    }

    fn keeps_style(&self) -> bool {
        self.rules.tone_marks == ToneMarks::Keep && self.rules.iy == IyStyle::Keep
    }

    /// Where, from a byte on, something may have to be repaired.
    fn next_suspect(&self, text: &str, from: usize) -> Option<usize> {
        if self.keeps_style() { scan::suspect(text.as_bytes(), from) } else { (from < text.len()).then_some(from) }
    }

    fn repair_line(&self, line: &str) -> Vec<Edit> {
        let mut all = Vec::new();
        let mut current = Cow::Borrowed(line);
        let mut reasons = scan::reasons(line.as_bytes());
        for _ in 0..ROUNDS {
            let mut changed = false;
            for stage in Stage::ALL {
                if !stage.is_called_for(reasons) {
                    continue;
                }
                let mut edits = Vec::new();
                stage.run(&current, &self.rules, reasons, &mut edits);
                if !edits.is_empty() {
                    changed = true;
                    current = Cow::Owned(apply(&current, &edits).into_owned());
                    reasons = scan::reasons(current.as_bytes());
                    all = if all.is_empty() { edits } else { compose(&all, &edits) };
                }
            }
            if !changed {
                break;
            }
        }
        all.retain(|edit| line.get(edit.span()) != Some(&edit.replacement));
        all
    }
}

fn joined(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    wrapped::join(text, &mut edits);
    edits
}

/// The stages in their order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Escapes,
    Mojibake,
    Invisible,
    Unicode,
    Lookalikes,
    StrayMarks,
    ToneMarks,
    Iy,
    Typography,
}

impl Stage {
    const ALL: [Self; 9] = [
        Self::Escapes,
        Self::Mojibake,
        Self::Invisible,
        Self::Unicode,
        Self::Lookalikes,
        Self::StrayMarks,
        Self::ToneMarks,
        Self::Iy,
        Self::Typography,
    ];

    /// Whether the stage may change a line that there are these reasons to look at.
    fn is_called_for(self, reasons: Reasons) -> bool {
        match self {
            Self::Typography => reasons.meets(Reasons::MARKS),
            // Styles that are asked for concern words that nothing is wrong with.
            Self::ToneMarks | Self::Iy => true,
            _ => reasons.meets(Reasons::LETTERS),
        }
    }

    fn run(self, line: &str, rules: &Rules, reasons: Reasons, edits: &mut Vec<Edit>) {
        match self {
            Self::Escapes if rules.has(Group::Escapes) => escapes::repair(line, edits),
            Self::Mojibake if rules.has(Group::Mojibake) => mojibake::repair(line, edits),
            Self::Invisible if rules.has(Group::Invisible) => unicode::invisible(line, edits),
            Self::Unicode if rules.has(Group::Unicode) => unicode::compose(line, edits),
            Self::Lookalikes if rules.has(Group::Lookalikes) => lookalike::repair(line, edits),
            Self::StrayMarks if rules.has(Group::Unicode) => orthography::stray_marks(line, edits),
            Self::ToneMarks => orthography::tone_marks(line, rules.tone_marks, edits),
            Self::Iy if rules.iy != IyStyle::Keep => orthography::iy(line, rules.iy, edits),
            Self::Typography => {
                let (spacing, documents) = (rules.has(Group::Spacing), rules.has(Group::DocumentNumbers));
                typography::repair_groups(line, spacing, documents, reasons, edits);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn the_scan_passes_over_nothing_that_a_rule_changes(
            line in "([ ,.;:!?)(\\[\\]/%“”…+–\"-]|[ aAgĐ1\u{e0}ẹ]|QĐ|TTg|&(amp|#7879|eth)?;|\\\\(u1ec7)?|%C3%A0|Giới|phố|[/-] 2021|20 |5|ngày |‑|„|[\u{80}-\u{24f}]|[\u{300}-\u{330}\u{1e00}-\u{30ff}]|[\u{a000}-\u{d7ff}\u{ff00}-\u{ff5a}]){0,12}"
        ) {
            let reasons = scan::reasons(line.as_bytes());
            prop_assert_eq!(scan::suspect(line.as_bytes(), 0).is_some(), reasons != Reasons::NONE);
            for stage in Stage::ALL {
                let (mut edits, mut called) = (Vec::new(), Vec::new());
                stage.run(&line, &Rules::default(), Reasons::MARKS | Reasons::LETTERS, &mut edits);
                if stage.is_called_for(reasons) {
                    stage.run(&line, &Rules::default(), reasons, &mut called);
                }
                prop_assert_eq!(edits, called, "{:?}", line);
            }
        }
    }
}
