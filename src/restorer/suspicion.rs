//! Which paragraphs are worth a closer look, because they may be of family B.
//!
//! A closer look takes a hundred times as long as the first one, so that it goes where it may find something: of a
//! page that is suspected at all, to the paragraph that is suspected most, then to the next; to all of them when one
//! of those looks spun still.

use super::{CLEAR, PAGE};
use crate::detect::{Evidence, Sign};
use crate::lexicon::Family;

/// How many spun paragraphs a page must be expected to have, as a share of the prior of a spun paragraph, before any of it
/// is looked at. On simulated pages of text that was left out of training, a third of it finds 0.1 points more of the spun
/// paragraphs and reads twice as much of clean text; ten times as much, with one single look, finds 0.8 points less.
const EXPECTED: f64 = 3e-3;

/// How many paragraphs of a page are looked at one by one, at most.
const SINGLE_LOOKS: usize = 3;

/// What makes all of a page worth a closer look, as a share of the prior: that one of its paragraphs was spun is as likely
/// as this.
const LIKELY: f64 = 3e-2;

/// And which paragraphs are on that page: those that stand on a page of the family as likely as this.
const ON_PAGE: f64 = 5e-4;

/// Decides where to look next, as what is believed of the paragraphs changes.
#[derive(Debug)]
pub(super) struct Suspicion {
    /// The prior of a spun paragraph.
    prior: f64,
    looks: usize,
    /// By paragraph, whether it was looked at by itself.
    seen: Vec<bool>,
}

/// The paragraphs to look at, in order.
#[derive(Debug, PartialEq)]
pub(super) enum Look {
    /// At single ones.
    Single(Vec<usize>),
    /// At all of their pages.
    Pages(Vec<usize>),
}

impl Suspicion {
    pub(super) fn new(prior: f64) -> Self {
        Self { prior, looks: 0, seen: Vec::new() }
    }

    /// Where to look next; `None` when nothing is left.
    pub(super) fn next(&mut self, signs: &[Sign], evidence: &[Evidence]) -> Option<Look> {
        let expected: f64 = signs.iter().map(|sign| sign.spun).sum();
        if self.looks > SINGLE_LOOKS || expected < EXPECTED * self.prior {
            return None;
        }
        self.seen.resize(signs.len(), false);
        let around = |at: usize| at.saturating_sub(PAGE)..signs.len().min(at + PAGE + 1);
        let sums = signs.iter().scan(0.0, |sum, sign| {
            *sum += sign.spun;
            Some(*sum)
        });
        let before: Vec<f64> = std::iter::once(0.0).chain(sums).collect();
        let suspicious = |at: usize| before[around(at).end] - before[around(at).start] >= EXPECTED * self.prior;
        // What is clearly of the other family needs no look.
        let open = |at: usize| evidence[at].words[Family::A as usize] <= CLEAR;
        let candidates: Vec<usize> = (0..signs.len()).filter(|&at| open(at) && suspicious(at)).collect();
        let page: Vec<usize> =
            candidates.iter().copied().filter(|&at| signs[at].page >= ON_PAGE * self.prior).collect();
        if self.looks < SINGLE_LOOKS {
            self.looks += 1;
            let new = |at: usize| open(at) && !self.seen[at];
            let most = |&at: &usize| {
                let beats = |other: usize| (signs[at].spun, other) > (signs[other].spun, at);
                new(at) && around(at).all(|other| other == at || !new(other) || beats(other))
            };
            let single: Vec<usize> = candidates.iter().copied().filter(most).collect();
            // Where that would be all of the page, it is looked at as a page.
            if !single.is_empty() && (self.looks > 1 || single.len() < page.len()) {
                single.iter().for_each(|&at| self.seen[at] = true);
                return Some(Look::Single(single));
            }
        }
        self.looks = SINGLE_LOOKS + 1;
        let likely = |at: &usize| signs[around(*at)].iter().any(|sign| sign.spun >= LIKELY * self.prior);
        let page: Vec<usize> = page.into_iter().filter(likely).collect();
        (!page.is_empty()).then_some(Look::Pages(page))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::Spacing;

    const PRIOR: f64 = 0.01;

    fn signs(spun: &[f64]) -> Vec<Sign> {
        spun.iter().map(|&spun| Sign { page: spun.max(ON_PAGE) * PRIOR, spun: spun * PRIOR }).collect()
    }

    fn evidence(paragraphs: usize) -> Vec<Evidence> {
        vec![Evidence { words: [-5.0, -5.0], spacing: Spacing::Unmarked }; paragraphs]
    }

    #[test]
    fn clean_text_is_not_looked_at() {
        let mut suspicion = Suspicion::new(PRIOR);
        assert_eq!(suspicion.next(&signs(&[EXPECTED / 100.0; 50]), &evidence(50)), None);
        assert_eq!(suspicion.next(&[], &[]), None);
    }

    #[test]
    fn the_most_suspicious_goes_first_and_clears_its_page() {
        let mut suspicion = Suspicion::new(PRIOR);
        let mut spun = vec![1e-4; 100];
        (spun[30], spun[34], spun[90]) = (0.5, 0.4, 0.01);
        let evidence = evidence(100);
        assert_eq!(suspicion.next(&signs(&spun), &evidence), Some(Look::Single(vec![30, 90])));
        spun.fill(1e-6);
        assert_eq!(suspicion.next(&signs(&spun), &evidence), None);
    }

    #[test]
    fn suspicion_that_stands_takes_the_page_and_no_other() {
        let mut suspicion = Suspicion::new(PRIOR);
        let mut spun = vec![1e-5; 100];
        spun[30] = 0.5;
        let evidence = evidence(100);
        for expected in [[30], [31], [32]] {
            assert_eq!(suspicion.next(&signs(&spun), &evidence), Some(Look::Single(expected.to_vec())));
            spun[expected[0] + 1] = 0.4;
        }
        assert_eq!(suspicion.next(&signs(&spun), &evidence), Some(Look::Pages((10..=53).collect())));
        assert_eq!(suspicion.next(&signs(&spun), &evidence), None);
    }

    #[test]
    fn a_single_paragraph_is_a_page() {
        let mut suspicion = Suspicion::new(PRIOR);
        assert_eq!(suspicion.next(&signs(&[0.5]), &evidence(1)), Some(Look::Pages(vec![0])));
        let mut suspicion = Suspicion::new(PRIOR);
        assert_eq!(suspicion.next(&signs(&[LIKELY / 2.0]), &evidence(1)), None);
        let mut clear = evidence(1);
        clear[0].words[Family::A as usize] = CLEAR + 1.0;
        assert_eq!(Suspicion::new(PRIOR).next(&signs(&[0.5]), &clear), None);
    }
}
