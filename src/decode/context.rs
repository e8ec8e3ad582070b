//! What the wide context says of arcs, laid over their costs.

use once_cell::sync::OnceCell;

use crate::context::{Context, Known, Phrase, WordHashes};
use crate::lexicon::{Matcher, Pairs};
use crate::model::WordId;

use super::channel::Channel;
use super::draft::Draft;
use super::lattice::{Arc, Lattice, Wording};
use crate::mix::MixMap;

/// The wide context with the words of a matcher.
#[derive(Debug)]
pub(crate) struct ContextChannel {
    context: Context,
    hashes: WordHashes,
    /// The phrases that have features.
    known: MixMap<Phrase, Known>,
    /// By row: its original, where that has features.
    originals: Vec<Option<Known>>,
    /// By pair: the same.
    pairs: OnceCell<Vec<Option<Known>>>,
}

impl ContextChannel {
    pub(crate) fn new(context: Context, matcher: &Matcher, channel: &Channel, rows: usize) -> Self {
        let hashes = WordHashes::new(&matcher.vocabulary);
        let known: MixMap<Phrase, Known> = context.phrases().collect();
        let original = |row| {
            channel.row(row)?;
            known.get(&hashes.phrase(channel.original(row))).copied()
        };
        Self { originals: (0..rows as u32).map(original).collect(), hashes, known, context, pairs: OnceCell::new() }
    }

    /// By pair: its original, where that has features.
    fn known(&self, pairs: &Pairs) -> Vec<Option<Known>> {
        pairs.originals().map(|words| self.known.get(&self.hashes.phrase(words)).copied()).collect()
    }

    /// The wide context itself.
    pub(crate) fn context(&self) -> &Context {
        &self.context
    }

    /// Adds to the cost of each arc of a row or a pair what the wide context says for its original and against the phrase
    /// that stands; a phrase of which it knows nothing fits everywhere alike. The lattice must be sorted, and stays so but
    /// for arcs of the same words. `pairs` are those whose arcs it has.
    pub(crate) fn weigh(
        &self,
        lattice: &mut Lattice,
        words: &[WordId],
        draft: &Draft,
        pairs: Option<&Pairs>,
        weight: f32,
    ) {
        let of_pairs = pairs.map(|pairs| self.pairs.get_or_init(|| self.known(pairs)).as_slice()).unwrap_or_default();
        for arcs in lattice.arcs.chunk_by_mut(|a, b| (a.start, a.end) == (b.start, b.end)) {
            let (start, end) = (arcs[0].start as usize, arcs[0].end as usize);
            let standing = self.known.get(&self.hashes.phrase(&words[start..end])).copied();
            let original = |arc: &Arc| match arc.wording {
                Wording::Row(row) => self.originals.get(row as usize).copied().flatten(),
                Wording::Pair(pair) => of_pairs.get(pair as usize).copied().flatten(),
                Wording::Word(_) | Wording::Kept { .. } => None,
            };
            if standing.is_none() && arcs.iter().all(|arc| original(arc).is_none()) {
                continue;
            }
            let around = draft.around(&self.hashes, start, end);
            let fits = |phrase: Option<Known>| phrase.map_or(0.0, |phrase| self.context.score(phrase, &around));
            let stands = fits(standing);
            for arc in arcs.iter_mut().filter(|arc| matches!(arc.wording, Wording::Row(_) | Wording::Pair(_))) {
                arc.cost += weight * (fits(original(arc)) - stands);
            }
        }
    }
}
