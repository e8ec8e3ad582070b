//! The lattice of a paragraph: its words, other wordings for stretches of them, and what leaving words costs.

use crate::lexicon::{Found, Matcher};
use crate::model::WordId;
use crate::text::token::{Case, Kind, Token, begins_sentence};

use super::channel::Channel;

/// The most arcs that begin at one word; the best by channel stay.
pub(crate) const MAX_ARCS_AT: usize = 32;

/// Among how many standing originals a repeat is looked for.
const REPEAT_WINDOW: usize = 64;

/// Another wording for the words `start..end`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Arc {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// What offers it.
    pub(crate) wording: Wording,
    /// The log-probability of the channel.
    pub(crate) cost: f32,
    /// The words of the wording, as a range of the lattice's pool.
    pub(crate) first: u32,
    pub(crate) last: u32,
}

impl Arc {
    /// Whether it reads what people write too as the work of a row.
    #[inline]
    pub(crate) fn is_natural(&self, channel: &Channel) -> bool {
        matches!(self.wording, Wording::Row(row) if channel.is_natural(row))
    }
}

/// Where the wording of an arc comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wording {
    /// The original of a lexicon row.
    Row(u32),
    /// Another word, written as this entry of the vocabulary.
    Word(WordId),
    /// The original of a pair of a synonym group that no row lists.
    Pair(u32),
    /// Some of the paragraph's own words, the others being left out.
    Kept {
        /// The first word that stays.
        from: u32,
        /// One past the last.
        to: u32,
    },
}

/// A phrase that the spinner lists and that stands untouched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stand {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) pattern: u32,
    /// The log-probability of leaving it.
    pub(crate) cost: f32,
}

/// The lattice of one paragraph under one channel. Reused from paragraph to paragraph.
#[derive(Debug)]
pub(crate) struct Lattice {
    /// Sorted by start.
    pub(crate) arcs: Vec<Arc>,
    /// Sorted by end; disjoint.
    pub(crate) stands: Vec<Stand>,
    /// The words of all arcs.
    pub(crate) pool: Vec<WordId>,
    originals: Vec<Found>,
    /// The most arcs that begin at one word.
    bound: usize,
}

impl Default for Lattice {
    fn default() -> Self {
        Self::bounded(MAX_ARCS_AT)
    }
}

/// How a spun phrase is cased where it stands, as far as a spinner is concerned.
fn case_cost(tokens: &[Token], start: usize, end: usize, channel: &Channel) -> Option<f32> {
    let phrase = &tokens[start..end];
    if is_mention(tokens, start, end) {
        return None;
    }
    if phrase.iter().any(|token| token.protected) || phrase[1..].iter().any(|token| token.case != Case::Lower) {
        return None;
    }
    match phrase[0].case {
        Case::Lower => Some(0.0),
        Case::Capital if begins_sentence(tokens, start) => Some(channel.capital_cost()),
        _ => None,
    }
}

/// Whether a phrase stands alone between quotation marks: it is spoken of, as in a text about spinners.
fn is_mention(tokens: &[Token], start: usize, end: usize) -> bool {
    let bracket = |at: Option<usize>| at.and_then(|at| tokens.get(at)).is_some_and(|token| token.kind == Kind::Bracket);
    // A whole paragraph in quotation marks is no mention.
    bracket(start.checked_sub(1)) && bracket(Some(end)) && tokens.len() > end - start + 2
}

impl Lattice {
    /// A lattice that keeps so many arcs at a word.
    pub(crate) fn bounded(bound: usize) -> Self {
        Self { arcs: Vec::new(), stands: Vec::new(), pool: Vec::new(), originals: Vec::new(), bound }
    }

    /// Builds the lattice from what the matcher found, in the order of its ends.
    pub(crate) fn build(
        &mut self,
        paragraph: &str,
        tokens: &[Token],
        found: &[Found],
        matcher: &Matcher,
        channel: &Channel,
    ) {
        self.clear();
        for hit in found {
            let uses = channel.uses(hit.pattern);
            if uses.original {
                self.originals.push(*hit);
            }
            if !uses.spun {
                continue;
            }
            let pattern = matcher.pattern(hit.pattern);
            let (start, end) = (hit.start as usize, hit.end as usize);
            if !pattern.spun.is_empty()
                && let Some(case) = case_cost(tokens, start, end, channel)
            {
                for &row in pattern.spun {
                    if let Some(cost) = channel.row(row) {
                        self.add(start..end, Wording::Row(row), channel.original(row), cost + case);
                    }
                }
            }
            let span = tokens[start].start as usize..tokens[end - 1].end as usize;
            for row in pattern.cased_as(paragraph.get(span)) {
                if let Some(cost) = channel.row(row) {
                    self.add(start..end, Wording::Row(row), channel.original(row), cost);
                }
            }
        }
        self.sort_arcs();
        self.find_stands(tokens, channel);
    }

    /// Adds an arc; [`Lattice::sort_arcs`] must follow before the lattice is searched.
    pub(crate) fn add(&mut self, span: std::ops::Range<usize>, wording: Wording, words: &[WordId], cost: f32) {
        let first = self.pool.len() as u32;
        self.pool.extend_from_slice(words);
        let last = self.pool.len() as u32;
        self.arcs.push(Arc { start: span.start as u32, end: span.end as u32, wording, cost, first, last });
    }

    /// Empties the lattice, for a channel that adds all arcs itself.
    pub(crate) fn clear(&mut self) {
        self.arcs.clear();
        self.pool.clear();
        self.stands.clear();
        self.originals.clear();
    }

    /// The same lattice with some of its arcs only, by their numbers.
    pub(crate) fn thinned(&self, keep: impl Fn(usize) -> bool) -> Self {
        let Self { arcs, stands, pool, bound, .. } = self;
        let mut thin = Self { stands: stands.clone(), ..Self::bounded(*bound) };
        for (_, arc) in arcs.iter().enumerate().filter(|&(number, _)| keep(number)) {
            let words = &pool[arc.first as usize..arc.last as usize];
            thin.add(arc.start as usize..arc.end as usize, arc.wording, words, arc.cost);
        }
        thin
    }

    /// Puts the costs of another channel in the place of those of the one that it was built with. The lattice must be sorted
    /// afterwards.
    pub(crate) fn reprice(&mut self, before: &Channel, after: &Channel) {
        for arc in &mut self.arcs {
            if let Wording::Row(row) = arc.wording
                && let (Some(old), Some(new)) = (before.row(row), after.row(row))
            {
                arc.cost += new - old;
            }
        }
        for at in 0..self.stands.len() {
            let repeats = self.repeats(at, self.stands[at].pattern);
            let stand = &mut self.stands[at];
            stand.cost = after.stands(stand.pattern, repeats);
        }
    }

    /// Whether one row is offered in two places.
    pub(crate) fn has_repeats(&self) -> bool {
        let mut rows: Vec<_> = self
            .arcs
            .iter()
            .filter_map(|arc| match arc.wording {
                Wording::Row(row) => Some((row, arc.start)),
                _ => None,
            })
            .collect();
        rows.sort_unstable();
        rows.windows(2).any(|pair| pair[0].0 == pair[1].0)
    }

    /// Brings the arcs into the order of the search, and bounds their number.
    pub(crate) fn sort_arcs(&mut self) {
        self.arcs.sort_by(|a, b| (a.start, a.end).cmp(&(b.start, b.end)).then(b.cost.total_cmp(&a.cost)));
        self.bound_arcs();
    }

    /// Keeps the likeliest arcs of a word that begins more than the bound.
    fn bound_arcs(&mut self) {
        let crowded = self.arcs.chunk_by(|a, b| a.start == b.start).any(|group| group.len() > self.bound);
        if crowded {
            let mut kept = Vec::with_capacity(self.arcs.len());
            for group in self.arcs.chunk_by(|a, b| a.start == b.start) {
                let mut group = group.to_vec();
                group.sort_by(|a, b| b.cost.total_cmp(&a.cost));
                group.truncate(self.bound);
                group.sort_by_key(|arc| arc.end);
                kept.extend(group);
            }
            self.arcs = kept;
        }
    }

    /// How many of the originals that stand before one are of a pattern. Repeats matter among the last few only, which keeps the
    /// scan short.
    fn repeats(&self, stand: usize, pattern: u32) -> usize {
        let recent = &self.stands[stand.saturating_sub(REPEAT_WINDOW)..stand];
        recent.iter().filter(|stand| stand.pattern == pattern).count()
    }

    /// Reads the listed originals as a spinner does: left to right, the longest first.
    fn find_stands(&mut self, tokens: &[Token], channel: &Channel) {
        self.originals.sort_by(|a, b| a.start.cmp(&b.start).then(b.end.cmp(&a.end)));
        let mut free = 0;
        for hit in &self.originals {
            let phrase = &tokens[hit.start as usize..hit.end as usize];
            if hit.start >= free && crate::lexicon::all_lower(phrase) {
                free = hit.end;
                let cost = channel.stands(hit.pattern, self.repeats(self.stands.len(), hit.pattern));
                self.stands.push(Stand { start: hit.start, end: hit.end, pattern: hit.pattern, cost });
            }
        }
    }
}

/// What the search reads: a lattice with the words of its paragraph and of its arcs.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) words: &'a [WordId],
    pub(crate) arcs: &'a [Arc],
    pub(crate) stands: &'a [Stand],
    /// The words of the arcs.
    pub(crate) pool: &'a [WordId],
}

impl<'a> View<'a> {
    pub(crate) fn new(lattice: &'a Lattice, words: &'a [WordId]) -> Self {
        Self { words, arcs: &lattice.arcs, stands: &lattice.stands, pool: &lattice.pool }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::channel::{Occurrences, Seen, Usage};
    use crate::lexicon::Lexicon;
    use crate::text::token::tokenize;

    const SPUN: &str = "Những trường đã kiến thiết xây dựng mạng lưới hệ thống thư viện , hoàn thành xong trách nhiệm ; \
                        các lớp, các tổ, các thầy cô tiến hành trách nhiệm , nhiệm vụ .";

    /// The lattice of a paragraph under a channel, with the costs in the order of arcs and of stands.
    fn lattice(matcher: &Matcher, channel: &Channel) -> Lattice {
        let (mut tokens, mut words, mut found) = (Vec::new(), Vec::new(), Vec::new());
        tokenize(SPUN, &mut tokens);
        matcher.vocabulary.read(&tokens, SPUN, &mut String::new(), &mut words);
        matcher.find(&words, &mut Vec::new(), &mut found);
        let mut lattice = Lattice::default();
        lattice.build(SPUN, &tokens, &found, matcher, channel);
        lattice
    }

    #[test]
    fn another_price_is_that_of_another_lattice() {
        let lexicon = Lexicon::built_in().unwrap();
        let matcher = Matcher::new(&lexicon);
        let [a, _] = Channel::of_families(&lexicon, &matcher);
        let before = lattice(&matcher, &a);
        let mut seen = Seen::default();
        for stand in &before.stands {
            seen.originals.insert(stand.pattern, Occurrences { stood: 1.0, replaced: 3.0 });
        }
        for arc in before.arcs.iter().step_by(2) {
            let Wording::Row(row) = arc.wording else { panic!("{arc:?}") };
            seen.rows.insert(row, Usage { edited: 3.0, otherwise: 0.0 });
            seen.own.insert(row, 0.25);
        }
        let adapted = a.adapted(&seen, &matcher);
        let mut repriced = before.thinned(|_| true);
        let words = |lattice: &Lattice| -> Vec<(u32, Vec<WordId>)> {
            let words = |arc: &Arc| lattice.pool[arc.first as usize..arc.last as usize].to_vec();
            lattice.arcs.iter().map(|arc| (arc.start, words(arc))).collect()
        };
        assert_eq!((words(&repriced), &repriced.stands), (words(&before), &before.stands));
        repriced.reprice(&a, &adapted);
        repriced.sort_arcs();
        let built = lattice(&matcher, &adapted);
        assert!(built.arcs.len() > 8 && built.stands.len() > 3, "{built:?}");
        assert_eq!(repriced.stands, built.stands);
        assert_ne!(repriced.stands, before.stands);
        let row = |arc: &Arc| (arc.start, arc.end, format!("{:?}", arc.wording));
        for built in &built.arcs {
            let same = repriced.arcs.iter().find(|arc| row(arc) == row(built)).unwrap();
            assert!((same.cost - built.cost).abs() < 1e-5, "{same:?} {built:?}");
        }
        // Again and again the same: the third that stands says less than the first.
        let patterns: Vec<u32> = built.stands.iter().map(|stand| stand.pattern).collect();
        assert!((1..patterns.len()).any(|at| built.repeats(at, patterns[at]) > 0));
        assert_eq!(before.thinned(|number| number % 2 == 0).arcs.len(), before.arcs.len().div_ceil(2));
    }
}
