//! Which of the judged pairs are proposed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::groups::Phrase;
use super::originals::Ways;
use super::pages::{Line, Place};
use super::score::Contexts;
use super::{Include, Proposal};
use crate::lexicon::{Family, Lexicon};
use crate::model::WordId;
use crate::text::fold::fold;

static EXCLUDED: &str = include_str!("../../dictionaries/excluded.tsv");

/// What rows and the list of excluded pairs say already.
pub(super) struct Known {
    phrases: BTreeSet<String>,
    pairs: BTreeSet<(String, String)>,
}

fn folded(phrase: &str) -> String {
    phrase.split(' ').map(fold).collect::<Vec<_>>().join(" ")
}

impl Known {
    pub(super) fn new(lexicon: &Lexicon, include: Include) -> Self {
        let mut known = Self { phrases: BTreeSet::new(), pairs: BTreeSet::new() };
        if include == Include::New {
            known.phrases.extend(lexicon.rows().iter().map(|row| folded(&row.spun)));
        }
        if include != Include::Pairs {
            known.pairs.extend(lexicon.rows().iter().map(|row| (folded(&row.spun), folded(&row.original))));
            let excluded = EXCLUDED.lines().skip(1).filter_map(|line| line.split_once('\t'));
            known
                .pairs
                .extend(excluded.filter_map(|(spun, rest)| Some((folded(spun), folded(rest.split('\t').next()?)))));
        }
        known
    }

    pub(super) fn has_phrase(&self, phrase: &str) -> bool {
        self.phrases.contains(&folded(phrase))
    }

    pub(super) fn has_pair(&self, spun: &str, original: &str) -> bool {
        self.pairs.contains(&(folded(spun), folded(original)))
    }
}

/// A proposal with its places.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub(super) proposal: Proposal,
    pub(super) spun: Phrase,
    pub(super) original: Phrase,
    pub(super) places: Vec<Place>,
}

/// What an original that stands in lower case says against its being in the table, in nats, as in the channel.
const STOOD: f64 = 1.2;
/// How many that stand are counted.
const MOST_STOOD: usize = 2;
/// What each expected original that does not stand says for its being in the table, and all of them at most.
const MISSING: f64 = 0.5;
const MOST_MISSING: f64 = 3.0;

/// What it says, in nats, that an original was left standing so often where it was expected so often.
pub(super) fn left_standing(stood: usize, expected: f64) -> f64 {
    match stood {
        0 => (MISSING * expected).min(MOST_MISSING),
        _ => -STOOD * stood.min(MOST_STOOD) as f64,
    }
}

/// The probability that an occurrence of a spun phrase is the spinner's; the others were there before.
const SPUN: f64 = 0.5;
/// What leaving out a word gains on average, in nats, whatever the word.
const PER_WORD: f64 = 4.0;

/// What all occurrences say for a pair, in nats.
///
/// An occurrence is the spinner's or was there before, so that a bad one costs little and a good one brings what the
/// model says. Occurrences between the same two words are one observation made again: they count by the square root of
/// their number.
pub(super) fn evidence(
    spun: &[WordId],
    original: &[WordId],
    ways: Ways,
    places: &[Place],
    lines: &[Line],
    contexts: &Contexts<'_>,
) -> f64 {
    let fewer = if ways.only_shorter() { spun.len().saturating_sub(original.len()) as f64 } else { 0.0 };
    let mut alike: BTreeMap<(Option<WordId>, Option<WordId>), (f64, f64)> = BTreeMap::new();
    // No page is about a word and its synonym side by side.
    let least = contexts.repeated(if ways.doubling { 1 } else { places.len() });
    for &place in places {
        let (words, start) = (&lines[place.0 as usize].words, place.1 as usize);
        let around = (start.checked_sub(1).map(|at| words[at]), words.get(start + spun.len()).copied());
        let ratio = contexts.ratio(place, spun.len(), original, least) - fewer * PER_WORD;
        let (sum, number) = alike.entry(around).or_default();
        *sum += (1.0 - SPUN + SPUN * ratio.exp()).ln();
        *number += 1.0;
    }
    alike.values().map(|(sum, number)| sum / number * number.sqrt()).sum()
}

/// The heaviest that a row is before a reader has seen it.
const HEAVIEST: f64 = 0.5;
/// The lightest row that the dictionaries keep.
const LIGHTEST: f64 = 0.02;

/// The weight of a proposed row: the share of its original's occurrences, with one more that was left, times the
/// probability that the row is right at all.
pub(super) fn weight(log_odds: f64, count: usize, stood: usize) -> f32 {
    let share = count as f64 / (count + stood + 1) as f64;
    let right = 1.0 / (1.0 + (-log_odds).exp());
    ((share * right).clamp(LIGHTEST, HEAVIEST) * 1000.0).round() as f32 / 1000.0
}

/// Takes the likeliest proposals; each explains its places, and what is left of a further one must carry it.
pub(super) fn select(mut judged: Vec<Judged>, alternatives: usize, lexicon: &Lexicon) -> Vec<Proposal> {
    let odds: BTreeMap<(Phrase, Phrase), f64> = judged
        .iter()
        .map(|judged| ((judged.spun.clone(), judged.original.clone()), judged.proposal.log_odds))
        .collect();
    // The same change with a word more on one side says the same with less.
    judged.retain(|judged| {
        let (s, o) = (&judged.spun, &judged.original);
        let shorter = [
            (s.first() == o.first()).then(|| (s[1..].to_vec(), o[1..].to_vec())),
            (s.last() == o.last()).then(|| (s[..s.len() - 1].to_vec(), o[..o.len() - 1].to_vec())),
        ];
        !shorter
            .into_iter()
            .flatten()
            .any(|key| odds.get(&key).is_some_and(|&odds| odds >= judged.proposal.log_odds - 1.0))
    });
    judged.sort_by(|a, b| {
        let key = |judged: &Judged| (judged.proposal.row.spun.clone(), judged.proposal.row.original.clone());
        b.proposal.log_odds.total_cmp(&a.proposal.log_odds).then_with(|| key(a).cmp(&key(b)))
    });
    let mut taken: HashMap<(u32, u32), usize> = HashMap::new();
    let mut phrases: BTreeMap<Phrase, (usize, usize)> = BTreeMap::new();
    let mut room: HashMap<(String, Family), f32> = HashMap::new();
    for row in lexicon.rows() {
        *room.entry((row.original.clone(), row.family)).or_insert(1.0) -= row.weight;
    }
    let mut proposals = Vec::new();
    for Judged { mut proposal, spun, places, .. } in judged {
        let next = phrases.len();
        let (number, times) = phrases.entry(spun.clone()).or_insert((next, 0));
        let words = |&(line, start): &Place| (start..start + spun.len() as u32).map(move |at| (line, at));
        let free = |place: &&Place| words(place).all(|at| taken.get(&at).is_none_or(|other| other == number));
        let free = places.iter().filter(free).count();
        if *times >= alternatives || !places.is_empty() && 2 * free < places.len() {
            continue;
        }
        *times += 1;
        let number = *number;
        places.iter().flat_map(words).for_each(|at| {
            taken.entry(at).or_insert(number);
        });
        let left = room.entry((proposal.row.original.clone(), proposal.row.family)).or_insert(1.0);
        // Weights of an original come to 1 at most; what is listed already was reviewed.
        proposal.row.weight = proposal.row.weight.min((left.max(LIGHTEST as f32) * 1000.0).floor() / 1000.0);
        *left -= proposal.row.weight;
        proposals.push(proposal);
    }
    proposals
}
