//! What the paragraphs that were decoded show of the spinner that wrote the text.

use super::worker::{Scratch, Worker};
use crate::decode::channel::{Channel, Seen};
use crate::decode::lattice::{Lattice, Stand, Wording};
use crate::decode::synonym;
use crate::decode::viterbi::Search;
use crate::detect;

impl Worker<'_> {
    /// Adds up which rows the spun paragraphs of a text show used, and which originals standing.
    #[cfg(feature = "train")]
    pub(crate) fn observe(&mut self, text: &str, usage: &mut crate::fit::Usage) {
        let (paragraphs, ..) = self.judge(text);
        let restorer = self.restorer;
        for paragraph in paragraphs.iter().filter(|paragraph| paragraph.spun) {
            self.decode(text, paragraph, &restorer.channels[paragraph.family as usize], true, None);
            let Scratch { search, lattice, .. } = &self.scratch;
            for choice in search.chosen() {
                if let Wording::Row(row) = choice.arc.wording {
                    *usage.used.entry(row).or_default() += detect::probability(f64::from(choice.margin));
                }
            }
            for stand in untouched(lattice, search) {
                let pattern = &restorer.matcher.patterns()[stand.pattern as usize];
                if let Some(row) = pattern.original.first().and_then(|&row| restorer.lexicon.row(row)) {
                    *usage.stood.entry(row.original.clone()).or_default() += 1.0;
                }
            }
        }
    }

    /// Notes which originals the decoded paragraph shows replaced, and which standing.
    pub(super) fn note(&self, channel: &Channel, seen: &mut Seen) {
        let Scratch { search, lattice, .. } = &self.scratch;
        for choice in search.chosen() {
            let Wording::Row(row) = choice.arc.wording else { continue };
            let certainty = detect::probability(f64::from(choice.margin)) * 2.0 - 1.0;
            let original = seen.originals.entry(channel.original_pattern(row)).or_default();
            original.replaced += certainty as f32;
        }
        for stand in untouched(lattice, search) {
            seen.originals.entry(stand.pattern).or_default().stood += 1.0;
        }
        let chosen = search.chosen();
        for arc in &lattice.arcs {
            let Wording::Row(row) = arc.wording else { continue };
            let after = chosen.partition_point(|choice| choice.arc.end <= arc.start);
            let usage = seen.rows.entry(row).or_default();
            match chosen.get(after).filter(|choice| choice.arc.start < arc.end) {
                Some(choice) if choice.arc.wording == arc.wording => {
                    usage.edited += detect::probability(f64::from(choice.margin)) as f32;
                }
                // Part of something longer: it says nothing.
                Some(choice) if (choice.arc.start, choice.arc.end) != (arc.start, arc.end) => {}
                _ => usage.otherwise += 1.0,
            }
        }
        if self.restorer.options.synonym_cost.is_some() {
            synonym::note_standing(
                &self.scratch.tokens,
                &self.scratch.words,
                search.chosen(),
                self.restorer.pairs(),
                &mut seen.standing,
            );
        }
    }
}

/// The originals that the best path leaves standing.
fn untouched<'s>(lattice: &'s Lattice, search: &'s Search) -> impl Iterator<Item = &'s Stand> {
    let chosen = search.chosen();
    lattice.stands.iter().filter(move |stand| {
        let after = chosen.partition_point(|choice| choice.arc.end <= stand.start);
        chosen.get(after).is_none_or(|choice| choice.arc.start >= stand.end)
    })
}
