//! Which originals a phrase may have had, and why each is thought of.

use std::collections::BTreeMap;

use super::groups::{Groups, Phrase};
use super::pages::Place;
use super::score::Contexts;
use crate::model::WordId;

/// How a pair was found. Several ways may lead to one pair.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Ways {
    /// How many synonym groups of spinner tables hold both.
    pub groups: u32,
    /// The lexicon has a row for the same original, and the phrase is written for it elsewhere or is one itself.
    pub rows: bool,
    /// The original is a part of the phrase, and what is left is its synonym.
    pub doubling: bool,
    /// The original is a part of the phrase, and nothing is known of the rest.
    pub part: bool,
    /// The phrase is two synonyms of the original side by side.
    pub halves: bool,
    /// The language model prefers the original where the phrase stands.
    pub context: bool,
    /// How often a plain copy of the same sentence has the original.
    pub copies: u32,
}

/// What is believed of a pair before its contexts are read, in nats, by the way it was found.
///
/// Tables list about one in twenty of the pairs of a group, and nearly no pair that no group holds.
mod prior {
    pub(super) const GROUP: f64 = -2.0;
    pub(super) const MORE_GROUPS: f64 = 0.4;
    pub(super) const ROWS: f64 = -4.0;
    pub(super) const DOUBLING: f64 = -1.5;
    pub(super) const HALVES: f64 = -3.0;
    pub(super) const PART: f64 = -6.0;
    pub(super) const CONTEXT: f64 = -9.0;
    pub(super) const COPY: f64 = 1.0;
    pub(super) const MORE_COPIES: f64 = 2.0;
    pub(super) const ANOTHER_WAY: f64 = 1.0;
}

impl Ways {
    /// The log-odds before any context is read, in nats.
    pub(super) fn prior(&self) -> f64 {
        let ways = [
            (self.groups > 0, prior::GROUP + prior::MORE_GROUPS * f64::from(self.groups.min(6).saturating_sub(1))),
            (self.rows, prior::ROWS),
            (self.doubling, prior::DOUBLING),
            (self.halves, prior::HALVES),
            (self.part, prior::PART),
            (self.context, prior::CONTEXT),
            (self.copies > 0, prior::COPY + prior::MORE_COPIES * f64::from(self.copies.min(4).saturating_sub(1))),
        ];
        let open = || ways.iter().filter(|(open, _)| *open);
        let best = open().map(|(_, prior)| *prior).fold(f64::NEG_INFINITY, f64::max);
        best + prior::ANOTHER_WAY * (open().count().saturating_sub(1)) as f64
    }

    /// Whether nothing is known of the pair but that leaving words out makes the text likelier, as it always does.
    pub(super) fn only_shorter(&self) -> bool {
        self.part && !(self.groups > 0 || self.rows || self.doubling || self.halves || self.copies > 0)
    }
}

impl std::fmt::Display for Ways {
    /// The ways, joined by commas: `groups:2,context`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut ways = Vec::new();
        if self.groups > 0 {
            ways.push(format!("groups:{}", self.groups));
        }
        let named = [
            (self.rows, "rows"),
            (self.doubling, "doubling"),
            (self.part, "part"),
            (self.halves, "halves"),
            (self.context, "context"),
        ];
        ways.extend(named.iter().filter(|(open, _)| *open).map(|(_, name)| (*name).to_owned()));
        if self.copies > 0 {
            ways.push(format!("copies:{}", self.copies));
        }
        f.write_str(&ways.join(","))
    }
}

/// The originals that the wording of a phrase and the groups suggest.
pub(super) fn suggest(phrase: &[WordId], and: Option<WordId>, groups: &Groups) -> BTreeMap<Phrase, Ways> {
    let mut found: BTreeMap<Phrase, Ways> = BTreeMap::new();
    for (partner, (tables, implied)) in groups.partners(phrase) {
        let ways = found.entry(partner.clone()).or_default();
        ways.groups = tables;
        // That rows write both for a third says little; that one is an original says they are about the same thing.
        ways.rows = implied && groups.originals.contains(partner);
    }
    for cut in 1..phrase.len() {
        let (first, mut second) = phrase.split_at(cut);
        if second.len() > 1 && Some(second[0]) == and {
            second = &second[1..];
        }
        let doubling = groups.are_partners(first, second) && first.len() + second.len() > 2;
        for kept in [first, second].into_iter().filter(|kept| groups.knows(kept)) {
            let ways = found.entry(kept.to_vec()).or_default();
            ways.doubling |= doubling;
            ways.part |= !doubling && kept.len() > 1;
        }
        if first.len() + second.len() > 2 {
            let others = groups.partners(second);
            for both in groups.partners(first).into_keys().filter(|partner| others.contains_key(partner)) {
                found.entry(both.clone()).or_default().halves = true;
            }
        }
    }
    found.retain(|original, ways| original != phrase && *ways != Ways::default());
    found
}

/// How many contexts are asked for the words that the model would rather see.
const ASKED: usize = 8;
/// How many of those words are kept.
const KEPT: usize = 3;
/// The longest of them, in words.
const LONGEST: usize = 2;

/// The known words that the model likes best in the places of a phrase, over all places together.
pub(super) fn preferred(places: &[Place], len: usize, groups: &Groups, contexts: &Contexts<'_>) -> Vec<Phrase> {
    let step = places.len().div_ceil(ASKED).max(1);
    let mut best: Vec<(f64, &Phrase)> = Vec::new();
    let least = contexts.repeated(places.len());
    // A word of one syllable fits anywhere.
    for original in groups.phrases(LONGEST).filter(|original| (2..=len).contains(&original.len())) {
        let mut total = 0.0;
        for &place in places.iter().step_by(step) {
            total += contexts.ratio(place, len, original, least);
            if total < -20.0 {
                break;
            }
        }
        if total > 0.0 {
            best.push((total, original));
        }
    }
    best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    best.into_iter().take(KEPT).map(|(_, original)| original.clone()).collect()
}
