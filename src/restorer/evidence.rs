//! What the paragraphs that were decoded show of the spinner that wrote the text.

use super::reading::Reading;
use super::worker::{Scratch, Worker};
use crate::decode::channel::{Channel, Seen};
use crate::decode::draft::Draft;
use crate::decode::lattice::{Lattice, Stand, Wording};
use crate::decode::synonym;
use crate::decode::viterbi::{Chosen, Search};
use crate::detect;

/// When a paragraph is decoded for the second time, arcs are left out of which the best path was so much worse than the best of
/// all the first time, in nats. What the text shows of its spinner and the wide context may say more than that, but hardly ever
/// do: on some fifty spun pages no edit is another than with all arcs, and a second decoding takes a quarter less.
pub(super) const FAR_BEHIND: f32 = 8.0;

/// What the first decoding of a paragraph leaves for the second.
#[derive(Debug, Default)]
pub(super) struct First {
    pub(super) draft: Draft,
    /// The arcs that may still win.
    pub(super) lattice: Lattice,
}

impl Worker<'_> {
    /// What the decoding of the paragraph that was decoded last leaves for another.
    pub(super) fn first(&self) -> First {
        let Scratch { search, lattice, .. } = &self.scratch;
        First { draft: self.draft(), lattice: lattice.thinned(|arc| search.worse(arc) <= self.far_behind) }
    }

    /// The paragraph as its best path restores it.
    pub(super) fn draft(&self) -> Draft {
        let Scratch { search, lattice, reading, .. } = &self.scratch;
        Draft::new(&reading.words, search.chosen(), &lattice.pool)
    }

    /// What the best path of the paragraph that was decoded last shows.
    pub(super) fn shown(&self) -> Shown {
        let Scratch { search, lattice, .. } = &self.scratch;
        let chosen = search.chosen();
        let rows = lattice.arcs.iter().filter_map(|arc| {
            let Wording::Row(row) = arc.wording else { return None };
            let after = chosen.partition_point(|choice| choice.arc.end <= arc.start);
            match chosen.get(after).filter(|choice| choice.arc.start < arc.end) {
                Some(choice) if choice.arc.wording == arc.wording => {
                    Some((row, Some(detect::probability(f64::from(choice.margin)) as f32)))
                }
                // Part of something longer: it says nothing.
                Some(choice) if (choice.arc.start, choice.arc.end) != (arc.start, arc.end) => None,
                _ => Some((row, None)),
            }
        });
        Shown {
            chosen: chosen.to_vec(),
            stood: untouched(lattice, search).map(|stand| stand.pattern).collect(),
            rows: rows.collect(),
        }
    }

    /// Adds what a paragraph shows to what its text does: which originals were replaced, and which stand.
    pub(super) fn note(&self, channel: &Channel, reading: &Reading, shown: &Shown, seen: &mut Seen) {
        let Shown { chosen, stood, rows, .. } = shown;
        for choice in chosen {
            let Wording::Row(row) = choice.arc.wording else { continue };
            let certainty = detect::probability(f64::from(choice.margin)) * 2.0 - 1.0;
            let original = seen.originals.entry(channel.original_pattern(row)).or_default();
            original.replaced += certainty as f32;
        }
        for &pattern in stood {
            seen.originals.entry(pattern).or_default().stood += 1.0;
        }
        for &(row, edited) in rows {
            let usage = seen.rows.entry(row).or_default();
            match edited {
                Some(edited) => usage.edited += edited,
                None => usage.otherwise += 1.0,
            }
        }
        if self.restorer.options.synonym_cost.is_some() {
            let Reading { tokens, words, .. } = reading;
            synonym::note_standing(tokens, words, chosen, self.restorer.pairs(), &mut seen.standing);
        }
    }
}

/// What the best path of a paragraph shows of the spinner that wrote it.
#[derive(Debug)]
pub(super) struct Shown {
    chosen: Vec<Chosen>,
    /// The patterns of the originals that it leaves standing.
    stood: Vec<u32>,
    /// The rows that are offered, with the probability of those that it takes; rows in the place of which it takes
    /// something longer are left out.
    rows: Vec<(u32, Option<f32>)>,
}

/// The originals that the best path leaves standing.
pub(super) fn untouched<'s>(lattice: &'s Lattice, search: &'s Search<'_>) -> impl Iterator<Item = &'s Stand> {
    let chosen = search.chosen();
    lattice.stands.iter().filter(move |stand| {
        let after = chosen.partition_point(|choice| choice.arc.end <= stand.start);
        chosen.get(after).is_none_or(|choice| choice.arc.start >= stand.end)
    })
}
