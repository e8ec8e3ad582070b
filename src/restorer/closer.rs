//! A closer look at pages that may be of family B: with the whole table of that family.

use super::reading::Reading;
use super::table::Table;
use super::worker::{CLEAR, Scratch, Worker};
use crate::decode::lattice::View;
use crate::decode::viterbi::Limits;
use crate::detect::{self, Evidence, Judgement, Sign};
use crate::lexicon::Family;
use crate::mix::MixMap;

/// What makes a text worth a closer look, as a share of the prior of a spun paragraph: that some paragraph was spun by
/// family B is as likely as this. At a third of it half a point more is found, with none 1.5 points, and clean text takes
/// longer.
const TEXT_SIGN: f64 = 3e-2;

/// And, of its paragraphs, those that stand on a page of the family as likely as this.
const PAGE_SIGN: f64 = 5e-4;

/// The most that one place says for a paragraph, in nats: where the language model is surer than that, it has most often
/// not seen what the writer wrote.
const MOST: f64 = 10.0;

/// The most that a place says for a paragraph where others of the page say the same, in nats, for all but one of them.
const REPEATED: f64 = 1.5;

/// The power of the likelihood ratio that counts for a paragraph being spun: the places of a text that the language model
/// does not know are of one kind, and say less than so many of many kinds (a tempered likelihood: Grünwald and van Ommen,
/// *Inconsistency of Bayesian inference for misspecified linear models*, 2017).
const TEMPER: f64 = 0.75;

/// A paragraph that looks spun.
struct Suspect {
    paragraph: usize,
    /// What its best path rewrites, with the margin of each place in nats: see [`Search::rewritings`].
    rewritings: Vec<(u64, f32)>,
}

impl Worker<'_> {
    /// Reads the paragraphs that may stand on a page of family B with its whole table. Whether there were any.
    pub(super) fn look_closer(
        &mut self,
        text: &str,
        paragraphs: &[Judgement],
        signs: &[Sign],
        evidence: &mut [Evidence],
    ) -> bool {
        let spun = self.restorer.options.prior.spun;
        if signs.iter().all(|sign| sign.spun < TEXT_SIGN * spun) {
            return false;
        }
        let Some(listed) = self.restorer.wide_table() else { return false };
        let on_page = |number: usize| signs[number].page >= PAGE_SIGN * spun;
        let page = (paragraphs.iter().enumerate()).filter_map(|(number, this)| on_page(number).then_some(this));
        let channel = listed.channel.leaning(&self.page_words(text, page, listed));
        let table = Table { channel: &channel, ..listed };
        // Where much may stand for much, the same is asked again and again.
        self.scratch.search.remember(true);
        let mut suspects = Vec::new();
        let mut times: MixMap<u64, u32> = MixMap::default();
        let mut any = false;
        for (number, (paragraph, evidence)) in paragraphs.iter().zip(&mut *evidence).enumerate() {
            if !on_page(number) || evidence.words[Family::A as usize] > CLEAR {
                continue;
            }
            any = true;
            self.read(text, paragraph, table);
            let line = text.get(paragraph.start..paragraph.end).unwrap_or_default();
            let Scratch { search, lattice, reading: Reading { tokens, words, found }, .. } = &mut self.scratch;
            lattice.build(line, tokens, found, table.matcher, table.channel);
            let view = View::new(lattice, words);
            search.limit(Limits { sum: true, ..Limits::default() });
            let ratio = search.judge(view).map_or(detect::NO_EVIDENCE, f64::from);
            evidence.words[Family::B as usize] = ratio;
            if ratio > 0.0 {
                search.limit(Limits::default());
                search.decode(view);
                let rewritings: Vec<(u64, f32)> = search.rewritings(view).collect();
                rewritings.iter().for_each(|(key, _)| *times.entry(*key).or_default() += 1);
                suspects.push(Suspect { paragraph: number, rewritings });
            }
        }
        for Suspect { paragraph, rewritings } in suspects {
            let too_much = |&(key, margin): &(u64, f32)| {
                let (margin, times) = (f64::from(margin), f64::from(times[&key].max(1)));
                let most = margin.min(MOST);
                margin - most + (most - REPEATED).max(0.0) * (1.0 - 1.0 / times)
            };
            let ratio = &mut evidence[paragraph].words[Family::B as usize];
            *ratio -= rewritings.iter().map(too_much).sum::<f64>();
            if *ratio > 0.0 {
                *ratio *= TEMPER;
            }
        }
        any
    }
}
