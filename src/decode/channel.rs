//! The channel of the synonym spinner: what it costs to write one phrase for another, and to leave one standing.

use std::sync::Arc;

use crate::lexicon::{FAMILY_B_RATE, Family, Lexicon, Matcher, Row};
use crate::mix::{MixMap, MixSet};
use crate::model::WordId;
use crate::text::parts;

/// How often a spinner of each family replaces a word that its table lists.
const RATE: [f32; 2] = [0.97, FAMILY_B_RATE];

/// The most that is believed of an original being in the table of the spinner that wrote this very text.
const MAX_LISTED: f32 = 0.99;

/// How many times an original is counted as standing in a paragraph: after that, it is not in the table.
pub(crate) const STANDS: usize = 3;

/// Log-probability that a phrase at the beginning of a sentence, with a capital, was written by a spinner that looks
/// for lower case.
const CAPITAL_COST: f32 = -4.0;

/// The rows of one family as log-probabilities.
#[derive(Debug, Clone)]
pub(crate) struct Channel {
    rate: f32,
    /// By pattern: the probability that the spinner's table lists it as an original.
    listed: Arc<Vec<f32>>,
    /// By row: the log-probability of writing the spun phrase, given the original. `None` for rows of other families.
    rows: Arc<Vec<Option<f32>>>,
    /// By pattern: the log-probabilities of leaving it standing the first, second, … time in a paragraph.
    stands: Arc<Vec<[f32; STANDS]>>,
    originals: Arc<Originals>,
    /// By pattern: what it is to the family.
    uses: Arc<Vec<Use>>,
    /// By row: whether people write its spun phrase too.
    natural: Arc<Vec<bool>>,
    /// What one text says otherwise.
    text: Differences,
}

/// What a pattern is to a family.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Use {
    /// Whether a row of the family has it as spun phrase.
    pub(crate) spun: bool,
    /// Whether leaving it standing costs anything.
    pub(crate) original: bool,
}

/// Where the channel of one text differs from that of its family.
#[derive(Debug, Clone, Default)]
struct Differences {
    /// By row: its log-probability.
    rows: MixMap<u32, f32>,
    /// By pattern: the log-probabilities of leaving it standing.
    stands: MixMap<u32, [f32; STANDS]>,
    /// What every other row costs more, in nats.
    luck: f32,
}

/// The originals of all rows, which channels share.
#[derive(Debug, Clone)]
struct Originals {
    /// By row: the pattern of its original.
    pattern: Vec<u32>,
    /// By row: where the words of its original begin in `pool`; one more at the end.
    first: Vec<u32>,
    pool: Vec<WordId>,
}

impl Originals {
    fn new(lexicon: &Lexicon, matcher: &Matcher) -> Self {
        let (mut first, mut pool) = (vec![0], Vec::new());
        let mut buffer = String::new();
        for row in lexicon.rows() {
            pool.extend(parts(&row.original, b' ').filter_map(|word| matcher.vocabulary.with_case(word, &mut buffer)));
            first.push(pool.len() as u32);
        }
        let mut pattern = vec![u32::MAX; lexicon.rows().len()];
        for number in 0..matcher.len() as u32 {
            for &row in matcher.pattern(number).original {
                pattern[row as usize] = number;
            }
        }
        Self { pattern, first, pool }
    }
}

impl Differences {
    fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.stands.is_empty() && self.luck == 0.0
    }
}

impl Channel {
    /// The channels of both families, in their order.
    pub(crate) fn of_families(lexicon: &Lexicon, matcher: &Matcher) -> [Self; 2] {
        let originals = Arc::new(Originals::new(lexicon, matcher));
        [Family::A, Family::B].map(|family| {
            let has = |row: &Row| row.family == family && !(family == Family::B && row.is_beside_groups());
            Self::new(lexicon, matcher, family, has, Arc::clone(&originals))
        })
    }

    /// The channel of one family.
    pub(crate) fn of_family(lexicon: &Lexicon, matcher: &Matcher, family: Family) -> Self {
        let has = |row: &Row| row.family == family;
        Self::new(lexicon, matcher, family, has, Arc::new(Originals::new(lexicon, matcher)))
    }

    fn new(
        lexicon: &Lexicon,
        matcher: &Matcher,
        family: Family,
        has: impl Fn(&Row) -> bool,
        originals: Arc<Originals>,
    ) -> Self {
        let rate = RATE[family as usize];
        let weight = |row: u32| lexicon.row(row).filter(|row| has(row)).map(|row| row.weight.max(1e-4));
        let rows: Vec<Option<f32>> = (0..lexicon.rows().len() as u32).map(|row| weight(row).map(f32::ln)).collect();
        let listed = |pattern: u32| {
            let replaced: f32 = matcher.pattern(pattern).original.iter().filter_map(|&row| weight(row)).sum();
            (replaced / rate).min(MAX_LISTED)
        };
        let listed: Vec<f32> = (0..matcher.len() as u32).map(listed).collect();
        let stands: Vec<[f32; STANDS]> = listed.iter().map(|&listed| standing(listed, rate)).collect();
        let spun = |pattern| matcher.pattern(pattern).written().any(|row| weight(row).is_some());
        let natural = lexicon.rows().iter().map(|row| has(row) && row.is_natural()).collect();
        let uses = (0..).zip(&stands).map(|(pattern, stands)| Use { spun: spun(pattern), original: stands[0] < 0.0 });
        Self {
            rate,
            uses: Arc::new(uses.collect()),
            natural: Arc::new(natural),
            listed: Arc::new(listed),
            rows: Arc::new(rows),
            stands: Arc::new(stands),
            originals,
            text: Differences::default(),
        }
    }

    /// The channel of the very spinner that wrote a text, given what was seen there.
    ///
    /// A table lists an original or does not: one that was seen replaced is listed, one that was seen standing is not.
    /// An edit is no evidence for itself, so that a replacement counts from the second on. For a channel of a family, not of a text.
    pub(crate) fn adapted(&self, seen: &Seen, matcher: &Matcher) -> Self {
        debug_assert!(self.text.is_empty());
        let mut text = Differences { luck: LUCK, ..Differences::default() };
        // By pattern: the logarithm of how much likelier it is now that the table lists it.
        let mut ratios: MixMap<u32, f32> = MixMap::default();
        for (&pattern, &Occurrences { stood, replaced }) in &seen.originals {
            let before = self.listed[pattern as usize];
            let odds = before.max(1e-4).ln() - (1.0 - before).max(1e-4).ln();
            let odds = odds
                + (replaced - 1.0).max(0.0) * (self.rate / MISTAKEN).ln()
                + stood * (1.0 - self.rate).ln().max(STOOD);
            let now = (1.0 / (1.0 + (-odds).exp())).clamp(1e-4, MAX_LISTED);
            text.stands.insert(pattern, standing(now, self.rate));
            ratios.insert(pattern, (now / before.max(1e-4)).max(1e-4).ln());
        }
        let of_originals = ratios.keys().flat_map(|&pattern| matcher.pattern(pattern).original);
        for &row in of_originals.chain(seen.rows.keys()).chain(seen.own.keys()) {
            let Some(&Some(mut log)) = self.rows.get(row as usize) else { continue };
            log += seen.rows.get(&row).map_or(0.0, |usage| usage.consistency());
            if let Some(ratio) = ratios.get(&self.original_pattern(row)) {
                log = (log + ratio).min(0.0);
            }
            log += seen.own.get(&row).copied().unwrap_or(0.0);
            text.rows.insert(row, log - LUCK);
        }
        Self { text, ..self.clone() }
    }

    /// This channel of a family, with what a text's own words say for rows, in nats.
    pub(crate) fn leaning(&self, own: &MixMap<u32, f32>) -> Self {
        debug_assert!(self.text.is_empty());
        let with_own = |(&row, nats): (&u32, &f32)| self.row(row).map(|log| (row, log + nats));
        let rows = own.iter().filter_map(with_own).collect();
        Self { text: Differences { rows, ..Differences::default() }, ..self.clone() }
    }

    /// What a pattern is to the family.
    #[inline]
    pub(crate) fn uses(&self, pattern: u32) -> Use {
        self.uses[pattern as usize]
    }

    /// Whether a row writes what people write too, so that it says little of a paragraph by itself.
    #[inline]
    pub(crate) fn is_natural(&self, row: u32) -> bool {
        self.natural[row as usize]
    }

    /// The pattern of a row's original.
    pub(crate) fn original_pattern(&self, row: u32) -> u32 {
        self.originals.pattern[row as usize]
    }

    /// The log-probability of a row, if it belongs to the family.
    #[inline]
    pub(crate) fn row(&self, row: u32) -> Option<f32> {
        let log = self.rows[row as usize]?;
        let Differences { rows, luck, .. } = &self.text;
        Some(if rows.is_empty() { log - luck } else { rows.get(&row).copied().unwrap_or(log - luck) })
    }

    /// The log-probability of leaving a pattern standing, after it was left `before` times in the paragraph.
    #[inline]
    pub(crate) fn stands(&self, pattern: u32, before: usize) -> f32 {
        let of_text = if self.text.stands.is_empty() { None } else { self.text.stands.get(&pattern) };
        of_text
            .or_else(|| self.stands.get(pattern as usize))
            .and_then(|stands| stands.get(before))
            .copied()
            .unwrap_or(0.0)
    }

    /// The words of a row's original.
    #[inline]
    pub(crate) fn original(&self, row: u32) -> &[WordId] {
        let Originals { first, pool, .. } = &*self.originals;
        &pool[first[row as usize] as usize..first[row as usize + 1] as usize]
    }

    pub(crate) fn capital_cost(&self) -> f32 {
        CAPITAL_COST
    }
}

/// What every row costs beside its own, in nats, when it is decided what to write: of many readings the best is partly the
/// luckiest (Smith and Winkler, *The optimizer's curse*, 2006). Balances precision and recall on simulated pages.
const LUCK: f32 = 0.15;

/// How often the decoder takes a phrase for a replacement that is none.
const MISTAKEN: f32 = 0.1;

/// What an original that stands says against its being listed, in nats. The rate of the family would say more, but
/// what stands may be a part of a name, or of a phrase that the decoder did not see replaced.
const STOOD: f32 = -1.2;

/// What the spun paragraphs of a text show of the table of their spinner.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) originals: MixMap<u32, Occurrences>,
    pub(crate) rows: MixMap<u32, Usage>,
    /// What the writer's own words say for rows, in nats.
    pub(crate) own: MixMap<u32, f32>,
    /// Originals of unlisted pairs that stand in lower case, by their numbers among the wordings.
    pub(crate) standing: MixSet<u32>,
}

/// How often the decoder read a phrase as the work of one row, and how often in another way.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Usage {
    pub(crate) edited: f32,
    pub(crate) otherwise: f32,
}

/// The most that the other places of a text say for a row, in nats.
const MOST_CONSISTENT: f32 = 2.0;

impl Usage {
    /// What the other places of a text say for the row, in nats: a phrase mostly means one thing in one text (Gale,
    /// Church and Yarowsky, *One sense per discourse*, 1992). No place is evidence for itself. Only for: that a phrase was
    /// left elsewhere says little, as many spun phrases are ordinary words (measured on simulated spinning).
    fn consistency(self) -> f32 {
        let others = |times: f32| (times - 1.0).max(0.0) + 1.0;
        (others(self.edited) / others(self.otherwise)).ln().clamp(0.0, MOST_CONSISTENT)
    }
}

/// How often an original was left, and replaced.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Occurrences {
    pub(crate) stood: f32,
    pub(crate) replaced: f32,
}

/// The log-probabilities of leaving an original standing again and again.
///
/// A table lists an original or does not; one that does replaces it at the family's rate. So the first that stands
/// says the most, and the more have stood, the less likely it is that the table lists the word at all.
fn standing(listed: f32, rate: f32) -> [f32; STANDS] {
    let seen = |times: usize| listed * (1.0 - rate).powi(times as i32) + 1.0 - listed;
    std::array::from_fn(|times| (seen(times + 1) / seen(times)).ln())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_beside_the_groups_count_with_them_only() {
        let rows = "spun\toriginal\tweight\tfamily\tsource\tnote\n\
                    ven sông\tbờ sông\t0.2\tB\tweb\t\n\
                    nhiều\tlắm\t0.2\tB\tcommon\t\n";
        let lexicon = Lexicon::from_tsv("rows.tsv", rows.as_bytes()).unwrap();
        let matcher = Matcher::new(&lexicon);
        let [a, first_look] = Channel::of_families(&lexicon, &matcher);
        let whole = Channel::of_family(&lexicon, &matcher, Family::B);
        let has = |channel: &Channel| [0, 1].map(|row| channel.row(row).is_some());
        assert_eq!([has(&a), has(&first_look), has(&whole)], [[false, false], [true, false], [true, true]]);
    }

    #[test]
    fn what_a_text_shows_changes_its_rows_and_no_others() {
        let rows = "spun\toriginal\tweight\tfamily\tsource\tnote\n\
                    chiến sỹ\tđồng chí\t0.4\tA\tseed\t\n\
                    công dụng\ttác dụng\t0.2\tA\tseed\t\n\
                    tiến hành\tthực hiện\t0.1\tA\tseed\t\n\
                    trách nhiệm\tnhiệm vụ\t0.5\tA\tseed\t\n\
                    triển khai\tthực hiện\t0.3\tA\tseed\t\n";
        let lexicon = Lexicon::from_tsv("rows.tsv", rows.as_bytes()).unwrap();
        let matcher = Matcher::new(&lexicon);
        let [a, _] = Channel::of_families(&lexicon, &matcher);
        let row = |spun: &str| lexicon.rows().iter().position(|row| row.spun == spun).unwrap() as u32;
        let [soldier, effect, carry_out, duty, deploy] =
            ["chiến sỹ", "công dụng", "tiến hành", "trách nhiệm", "triển khai"].map(row);
        let mut seen = Seen::default();
        // One original replaced three times, one that stands twice.
        seen.originals.insert(a.original_pattern(deploy), Occurrences { stood: 0.0, replaced: 3.0 });
        seen.originals.insert(a.original_pattern(duty), Occurrences { stood: 2.0, replaced: 0.0 });
        seen.rows.insert(deploy, Usage { edited: 3.0, otherwise: 0.0 });
        seen.own.insert(effect, 0.25);
        let adapted = a.adapted(&seen, &matcher);

        let odds = |listed: f32| (listed / (1.0 - listed)).ln();
        let probability = |odds: f32| 1.0 / (1.0 + (-odds).exp());
        let carried = [0.4 / 0.97, probability(odds(0.4 / 0.97) + 2.0 * 9.7f32.ln())];
        let owed = [0.5 / 0.97, probability(odds(0.5 / 0.97) - 2.4)];
        let expected = [
            (soldier, 0.4f32.ln()),
            (effect, 0.2f32.ln() + 0.25),
            (carry_out, 0.1f32.ln() + (carried[1] / carried[0]).ln()),
            (duty, 0.5f32.ln() + (owed[1] / owed[0]).ln()),
            // Three places say for each other, and no row is certain.
            (deploy, (0.3f32.ln() + 3f32.ln() + (carried[1] / carried[0]).ln()).min(0.0)),
        ];
        for (row, log) in expected {
            let found = adapted.row(row).unwrap();
            assert!((found - (log - LUCK)).abs() < 1e-4, "{row}: {found}, not {}", log - LUCK);
        }
        let stands = |row: u32, before: usize| adapted.stands(a.original_pattern(row), before);
        assert!((stands(duty, 0) - (1.0 - 0.97 * owed[1]).ln()).abs() < 1e-4);
        assert_eq!(stands(soldier, 0), a.stands(a.original_pattern(soldier), 0));
        let leaning = a.leaning(&[(effect, 0.5)].into_iter().collect());
        assert_eq!([effect, duty].map(|row| leaning.row(row)), [Some(0.2f32.ln() + 0.5), Some(0.5f32.ln())]);
    }
}
