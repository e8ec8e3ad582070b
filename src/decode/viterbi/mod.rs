//! Viterbi search over the lattice, with a bounded beam.
//!
//! Scores are relative to the clean reading: the score of a path is `log P(path, channel) - log P(words)` so far, in
//! nats. A stretch that a path leaves as it stands scores nothing but the costs of what it leaves standing, so that
//! the search works only where arcs are, and for three words after each, until the model has forgotten the
//! difference. This makes the fast way exact: no bound has to be guessed to skip a clean stretch.

mod clean;
mod front;
mod limits;
mod trace;

#[cfg(any(test, feature = "train"))]
pub(crate) use limits::LM_SCALE;
pub(crate) use limits::Limits;
#[cfg(test)]
pub(crate) use limits::{BEAM, BEAM_WIDTH};
pub(crate) use trace::Chosen;

use clean::{Clean, word_at};
use front::{Front, Node};

use super::lattice::View;
use super::scores::Scores;
use crate::model::{NgramModel, ORDER, State};

/// After so many untouched words a hypothesis counts as untouched; the same as the memory of the model.
const RUN_CAP: u8 = ORDER as u8 - 1;

const NO_ARC: u32 = u32::MAX;

/// A step from one hypothesis to another.
#[derive(Debug, Clone, Copy)]
struct Step {
    from: u32,
    to: u32,
    /// The arc, or [`NO_ARC`] for a word left as it stands.
    arc: u32,
    /// The word at which it begins.
    at: u32,
    gain: f32,
    /// The score of the best path that ends with it.
    reached: f32,
}

impl Step {
    /// A step over a word that is left as it stands.
    fn left(from: u32, to: u32, at: usize, gain: f32, reached: f32) -> Self {
        Self { from, to, arc: NO_ARC, at: at as u32, gain, reached }
    }
}

/// Buffers of the search, reused from paragraph to paragraph.
#[derive(Debug)]
pub(crate) struct Search<'m> {
    limits: Limits,
    scores: Scores<'m>,
    clean: Clean,
    /// Hypotheses before word `p`, at `p` modulo the length.
    fronts: Vec<Front>,
    steps: Vec<Step>,
    /// By hypothesis: the score of the best path to it, and of the best from it to the end.
    alpha: Vec<f32>,
    beta: Vec<f32>,
    path: Vec<u32>,
    rivals: Vec<f32>,
    /// By arc: how much worse than the best path the best one is that has it.
    worse: Vec<f32>,
    chosen: Vec<Chosen>,
}

/// How far ahead an arc can reach.
const REACH: usize = crate::lexicon::MAX_PHRASE_WORDS + 1;

impl<'m> Search<'m> {
    /// A search with a model.
    pub(crate) fn new(model: &'m NgramModel, limits: Limits) -> Self {
        Self {
            limits,
            scores: Scores::new(model),
            clean: Clean::default(),
            fronts: (0..=REACH).map(|_| Front::default()).collect(),
            steps: Vec::new(),
            alpha: Vec::new(),
            beta: Vec::new(),
            path: Vec::new(),
            rivals: Vec::new(),
            worse: Vec::new(),
            chosen: Vec::new(),
        }
    }

    /// Bounds and weighs the next searches in another way.
    pub(crate) fn limit(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Whether to remember what the model says: see [`Scores::remember`].
    pub(crate) fn remember(&mut self, remember: bool) {
        self.scores.remember(remember);
    }

    /// The log-likelihood ratio of the best path that has an arc (or of all of them: [`Limits::sum`]) to the clean
    /// reading, in nats; `None` where there is no arc. A paragraph in which a spinner changed nothing is not spun, whatever page it stands on.
    pub(crate) fn judge(&mut self, view: View<'_>) -> Option<f32> {
        if view.arcs.is_empty() { None } else { Some(self.forward(view)) }
    }

    /// Finds the best path, for [`Search::chosen`].
    pub(crate) fn decode(&mut self, view: View<'_>) {
        self.forward(view);
        self.trace(view);
    }

    fn forward(&mut self, view: View<'_>) -> f32 {
        let words = view.words;
        self.clean.reset();
        self.steps.clear();
        self.alpha.clear();
        self.alpha.push(0.0);
        self.fronts.iter_mut().for_each(Front::clear);
        let begin = Node { state: self.scores.begin(), run: RUN_CAP, score: 0.0, edited: f32::NEG_INFINITY, id: 0 };
        let (mut next_arc, mut next_stand) = (0, 0);
        // One hypothesis that is the clean reading: nothing to compute but what is left standing.
        let mut quiet = Some(begin);
        let mut pending = 0usize;
        let end = words.len() + 1;
        let mut at = 0;
        while at < end {
            if let Some(mut node) = quiet {
                let until = view.arcs.get(next_arc).map_or(end, |arc| arc.start as usize);
                while let Some(stand) = view.stands.get(next_stand).filter(|stand| stand.end as usize <= until) {
                    let (from, at) = (node.id, stand.end as usize - 1);
                    node.score += stand.cost;
                    node.edited += stand.cost;
                    node.id = self.number(node.score);
                    self.steps.push(Step::left(from, node.id, at, stand.cost, node.score));
                    next_stand += 1;
                }
                quiet = Some(node);
                at = until;
                if at == end {
                    break;
                }
                self.clean.reach(&mut self.scores, words, at);
                node.state = self.clean.state(at);
                self.front(at).push(node);
                pending = 1;
                quiet = None;
            }
            let stand = view.stands.get(next_stand).filter(|stand| stand.end as usize == at + 1);
            next_stand += usize::from(stand.is_some());
            let mut front = std::mem::take(self.front(at));
            front.prune(self.limits);
            let clean_log = self.clean.log(&mut self.scores, words, at);
            let (clean_state, clean_next) = (self.clean.state(at), self.clean.state(at + 1));
            for node in &front.nodes {
                let (log, state) = if node.state == clean_state {
                    (clean_log, clean_next)
                } else {
                    self.scores.score(node.state, word_at(words, at))
                };
                let run = (node.run + 1).min(RUN_CAP);
                let left =
                    stand.filter(|stand| run as usize >= ((stand.end - stand.start) as usize).min(RUN_CAP as usize));
                let gain = self.limits.lm_scale * (log - clean_log) + left.map_or(0.0, |stand| stand.cost);
                self.reach_node(node, at + 1, state, run, gain, NO_ARC, at);
            }
            pending = pending.max(2);
            while let Some(arc) = view.arcs.get(next_arc).filter(|arc| arc.start as usize == at) {
                let (mut clean, arc_end) = (0.0, arc.end as usize);
                for i in at..arc_end {
                    clean += self.clean.log(&mut self.scores, words, i);
                }
                for node in &front.nodes {
                    let (mut log, mut state) = (0.0, node.state);
                    for &word in &view.pool[arc.first as usize..arc.last as usize] {
                        let (step, next) = self.scores.score(state, word);
                        log += step;
                        state = next;
                    }
                    let gain = self.limits.lm_scale * (log - clean) + arc.cost;
                    self.reach_node(node, arc_end, state, 0, gain, next_arc as u32, at);
                }
                pending = pending.max(arc_end - at + 1);
                next_arc += 1;
            }
            front.clear();
            *self.front(at) = front;
            at += 1;
            pending = pending.saturating_sub(1);
            let clean_now = self.clean.state(at);
            if let [node] = self.front(at).nodes.as_slice()
                && pending <= 1
                && node.state == clean_now
                && node.run == RUN_CAP
            {
                quiet = Some(*node);
                self.front(at).clear();
            }
        }
        let best = match quiet {
            Some(node) => Some(node),
            None => self.front(end).nodes.iter().copied().max_by(|a, b| a.score.total_cmp(&b.score)),
        };
        if let Some(best) = best {
            // One last hypothesis that all paths lead to.
            let last = self.front(end).nodes.clone();
            let target = self.number(best.score);
            self.steps.push(Step::left(best.id, target, end, 0.0, best.score));
            for node in last.iter().filter(|node| node.id != best.id) {
                self.steps.push(Step::left(node.id, target, end, 0.0, node.score));
            }
        }
        let edited = match quiet {
            Some(node) => node.edited,
            None => {
                let limits = self.limits;
                let edited = self.front(end).nodes.iter().map(|node| node.edited);
                edited.fold(f32::NEG_INFINITY, |a, b| limits.join(a, b))
            }
        };
        // Where the beam dropped every path with an arc, the best of them is taken to stand at its edge.
        best.map_or(edited, |best| edited.max(best.score - self.limits.width))
    }

    fn front(&mut self, at: usize) -> &mut Front {
        let len = self.fronts.len();
        &mut self.fronts[at % len]
    }

    /// Gives a hypothesis its number.
    fn number(&mut self, score: f32) -> u32 {
        self.alpha.push(score);
        self.alpha.len() as u32 - 1
    }

    /// Extends a hypothesis; it joins one with the same future if there is one.
    #[allow(clippy::too_many_arguments)]
    fn reach_node(&mut self, node: &Node, at: usize, state: State, run: u8, gain: f32, arc: u32, from: usize) {
        let score = node.score + gain;
        let edited = if arc == NO_ARC { node.edited + gain } else { score };
        let id = self.alpha.len() as u32;
        let limits = self.limits;
        let len = self.fronts.len();
        let front = &mut self.fronts[at % len];
        // What comes there can only be better yet.
        if score < front.best - limits.width {
            return;
        }
        let to = match front.nodes.iter_mut().find(|other| other.state == state && other.run == run) {
            Some(other) => {
                other.score = limits.join(other.score, score);
                other.edited = limits.join(other.edited, edited);
                front.best = front.best.max(other.score);
                self.alpha[other.id as usize] = other.score;
                other.id
            }
            None => {
                front.push(Node { state, run, score, edited, id });
                self.alpha.push(score);
                id
            }
        };
        self.steps.push(Step { from: node.id, to, arc, at: from as u32, gain, reached: score });
    }
}
