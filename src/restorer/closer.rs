//! A closer look at paragraphs that may be of family B: with the whole table of that family.

use super::reading::Reading;
use super::suspicion::Look;
use super::table::Table;
use super::worker::{NATURAL, Scratch, Worker};
use crate::decode::lattice::{Arc, View};
use crate::decode::viterbi::{Chosen, Limits};
use crate::detect::{self, Evidence, Judgement};
use crate::lexicon::Family;
use crate::mix::MixMap;

/// The most that one place says for a paragraph, in nats: where the language model is surer than that, it has most often
/// not seen what the writer wrote.
const MOST: f64 = 10.0;

/// The most that a place says for a paragraph where others of the page say the same, in nats, for all but one of them.
const REPEATED: f64 = 1.5;

/// The power of the likelihood ratio that counts: the places of a text that the language model does not know are of one
/// kind, and say less than so many of many kinds, as do the words that a spinner left (a tempered likelihood: Grünwald and van Ommen,
/// *Inconsistency of Bayesian inference for misspecified linear models*, 2017).
const TEMPER: f64 = 0.75;

/// A paragraph that looks spun.
struct Suspect {
    paragraph: usize,
    /// What its best path rewrites, with the margin of each place and the most that it says, in nats: see [`Search::rewritings`].
    rewritings: Vec<(u64, f64, f64)>,
}

impl Worker<'_> {
    /// Reads paragraphs with the whole table of family B, for what their words say for it. Whether there is such a table.
    pub(super) fn look_closer(
        &mut self,
        text: &str,
        paragraphs: &[Judgement],
        look: &Look,
        evidence: &mut [Evidence],
    ) -> bool {
        let Some(listed) = self.restorer.wide_table() else { return false };
        match look {
            // Of a page that is hardly suspected its own words are not asked: they would have to be read with the whole table.
            Look::Single(numbers) => self.read_closely(text, paragraphs, numbers, listed, evidence),
            Look::Pages(numbers) => {
                let page = numbers.iter().map(|&number| &paragraphs[number]);
                let channel = listed.channel.leaning(&self.page_words(text, page, listed));
                self.read_closely(text, paragraphs, numbers, Table { channel: &channel, ..listed }, evidence);
            }
        }
        true
    }

    fn read_closely(
        &mut self,
        text: &str,
        paragraphs: &[Judgement],
        numbers: &[usize],
        table: Table<'_>,
        evidence: &mut [Evidence],
    ) {
        // Where much may stand for much, the same is asked again and again.
        self.scratch.search.remember(true);
        let mut suspects = Vec::new();
        let mut times: MixMap<u64, u32> = MixMap::default();
        for &number in numbers {
            let paragraph = &paragraphs[number];
            self.read(text, paragraph, table);
            let line = text.get(paragraph.start..paragraph.end).unwrap_or_default();
            let Scratch { search, lattice, reading: Reading { tokens, words, found }, .. } = &mut self.scratch;
            lattice.build(line, tokens, found, table.matcher, table.channel);
            let view = View::new(lattice, words);
            search.limit(Limits { sum: true, ..Limits::default() });
            let ratio = search.judge(view).map_or(detect::NO_EVIDENCE, |ratio| TEMPER * f64::from(ratio));
            evidence[number].words[Family::B as usize] = ratio;
            if ratio > 0.0 {
                search.limit(Limits::default());
                search.decode(view);
                let most = |arc: &Arc| if arc.is_natural(table.channel) { NATURAL } else { MOST };
                let rewriting = |(key, chosen): (u64, &Chosen)| (key, f64::from(chosen.margin), most(&chosen.arc));
                let rewritings: Vec<_> = search.rewritings(view).map(rewriting).collect();
                rewritings.iter().for_each(|(key, ..)| *times.entry(*key).or_default() += 1);
                suspects.push(Suspect { paragraph: number, rewritings });
            }
        }
        for Suspect { paragraph, rewritings } in suspects {
            let too_much = |&(key, margin, most): &(u64, f64, f64)| {
                let (most, times) = (margin.min(most), f64::from(times[&key].max(1)));
                margin - most + (most - REPEATED).max(0.0) * (1.0 - 1.0 / times)
            };
            let too_much: f64 = rewritings.iter().map(too_much).sum();
            evidence[paragraph].words[Family::B as usize] -= TEMPER * too_much;
        }
    }
}
