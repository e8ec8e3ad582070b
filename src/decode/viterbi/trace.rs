//! The best path, read back from the steps of a search, with the margin of each of its arcs.

use std::hash::{Hash, Hasher};

use super::{NO_ARC, Search};
use crate::decode::lattice::{Arc, View};
use crate::mix::Mix;

/// One arc of the best path, with the margin to the best path without it, in nats.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Chosen {
    pub(crate) arc: Arc,
    pub(crate) margin: f32,
}

impl Search<'_> {
    /// The arcs of the path that was decoded last, in order.
    pub(crate) fn chosen(&self) -> &[Chosen] {
        &self.chosen
    }

    /// How much worse than the path that was decoded last the best one is that has an arc, in nats, by the number of the arc;
    /// infinite where the beam dropped all of them.
    pub(crate) fn worse(&self, arc: usize) -> f32 {
        self.worse.get(arc).copied().unwrap_or(f32::INFINITY)
    }

    /// What the path that was decoded last rewrites: hashes of words and wordings, with their arcs and margins.
    pub(crate) fn rewritings<'s>(&'s self, view: View<'s>) -> impl Iterator<Item = (u64, &'s Chosen)> + 's {
        self.chosen.iter().map(move |chosen| {
            let arc = chosen.arc;
            let mut mix = Mix::default();
            view.words[arc.start as usize..arc.end as usize].hash(&mut mix);
            view.pool[arc.first as usize..arc.last as usize].hash(&mut mix);
            (mix.finish(), chosen)
        })
    }

    /// What the arcs of the path that was decoded last say for themselves beyond what each may say, in nats. `most` is given an
    /// arc, and whether the same words were read in the same way before.
    pub(crate) fn beyond(&self, view: View<'_>, most: impl Fn(&Arc, bool) -> f64) -> f64 {
        let key = |chosen: &Chosen| {
            let Chosen { arc, .. } = chosen;
            (&view.words[arc.start as usize..arc.end as usize], &view.pool[arc.first as usize..arc.last as usize])
        };
        let again = |i: usize| self.chosen[..i].iter().any(|before| key(before) == key(&self.chosen[i]));
        let beyond = |(i, chosen): (usize, &Chosen)| (f64::from(chosen.margin) - most(&chosen.arc, again(i))).max(0.0);
        self.chosen.iter().enumerate().map(beyond).sum()
    }

    /// Reads the best path of the lattice that was judged last off the recorded steps, for [`Search::chosen`], with the
    /// margin of each arc: the best of all paths less the best of those that have another step over the arc's first word
    /// (max-marginals).
    pub(crate) fn trace(&mut self, view: View<'_>) {
        self.chosen.clear();
        self.worse.clear();
        self.worse.resize(view.arcs.len(), f32::INFINITY);
        let Some(last) = self.steps.last().map(|step| step.to) else { return };
        let Self { steps, alpha, beta, path, rivals, worse, .. } = self;
        beta.clear();
        beta.resize(alpha.len(), f32::NEG_INFINITY);
        beta[last as usize] = 0.0;
        path.clear();
        let mut node = last;
        for step in steps.iter().rev() {
            let reached = beta[step.to as usize] + step.gain;
            let from = &mut beta[step.from as usize];
            *from = from.max(reached);
            if step.to == node && step.reached >= alpha[node as usize] {
                if step.arc != NO_ARC {
                    path.push(step.arc);
                }
                node = step.from;
            }
        }
        path.reverse();
        let total = alpha[last as usize];
        // A rival that the beam dropped is taken to stand at its edge.
        rivals.clear();
        rivals.resize(path.len(), total - self.limits.width);
        // The arcs of the path are disjoint and in order, and so are the steps: `next` is the first arc that does not
        // begin before the step.
        let start = |at: usize| path.get(at).map_or(u32::MAX, |&arc| view.arcs[arc as usize].start);
        let (mut next, mut next_start) = (0, start(0));
        for step in &*steps {
            while next_start < step.at {
                next += 1;
                next_start = start(next);
            }
            let through = step.reached + beta[step.to as usize];
            let end = match view.arcs.get(step.arc as usize) {
                Some(arc) => {
                    let worse = &mut worse[step.arc as usize];
                    *worse = worse.min(total - through);
                    arc.end
                }
                None => step.at + 1,
            };
            let mut covered = next;
            let mut covered_start = next_start;
            // Each arc whose first word the step covers has a rival in it.
            while covered_start < end {
                if path[covered] != step.arc {
                    let rival = &mut rivals[covered];
                    *rival = rival.max(through);
                }
                covered += 1;
                covered_start = start(covered);
            }
        }
        self.chosen.extend(
            path.iter()
                .zip(&*rivals)
                .map(|(&arc, rival)| Chosen { arc: view.arcs[arc as usize], margin: (total - rival).max(0.0) }),
        );
    }
}
