//! Learning the wide context from spun pages whose originals are known: see [`crate::context`].
//!
//! It stands beside the restorer, not with the context, as the decoder's own arcs and costs are what it learns on.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use once_cell::unsync::OnceCell;

use crate::context::{Context, Known, Phrase, STEP, Surroundings, WordHashes, hash};
use crate::decode::lattice::{Arc, Wording};
use crate::detect::Judgement;
use crate::lexicon::Family;
use crate::model::{ORDER, State, UNKNOWN, WordId};
use crate::restorer::{Laid, Restorer};

/// While they are learned, weights lie in a table of so many bits.
const TABLE_BITS: u32 = 26;

/// Weights lie between this and its opposite, in nats.
const HEAVIEST: f32 = 4.0;

/// How readily a weight moves at first (AdaGrad: Duchi, Hazan and Singer 2011).
const RATE: f32 = 0.1;

/// What was measured on pages that were not learned from.
#[derive(Debug, Default, Clone, Copy)]
pub struct Figures {
    /// Places with a choice.
    pub places: usize,
    /// Nats a place without the context, and with it.
    pub loss: [f64; 2],
    /// Places where the likeliest phrase is the right one, without and with.
    pub right: [usize; 2],
}

/// A paragraph as a spinner left it, with what it replaced: spans of the text, in order, and their originals. `None` for a
/// paragraph that was left.
pub type Paragraph = (String, Option<Vec<(Range<usize>, String)>>);

/// What may have stood in a place: a phrase, and the score of the channel and the language model, in nats.
struct Candidate {
    phrase: Phrase,
    score: f32,
}

/// A feature of a phrase.
type Feature = (Phrase, u32);

/// Where a feature lies while weights are learned; others may lie there too.
fn slot((phrase, feature): Feature) -> usize {
    (hash(phrase, feature) >> (32 - TABLE_BITS)) as usize
}

/// A paragraph before it was spun, word by word.
#[derive(Default)]
struct Truth {
    words: Vec<WordId>,
    /// The contexts before each word, and after the last.
    states: Vec<State>,
    /// By word of the spun text: where it stands among `words`.
    place: Vec<usize>,
    /// By word of the spun text: the edit that wrote it.
    edit: Vec<Option<usize>>,
}

/// Learns the weights, document by document.
pub struct Trainer<'m> {
    restorer: &'m Restorer,
    /// By family: those of the words of its table.
    hashes: [OnceCell<Rc<WordHashes>>; 2],
    weights: Vec<f32>,
    squares: Vec<f32>,
    /// How much the loss bends along each weight (the diagonal of the Fisher information).
    curvature: Vec<f32>,
    /// After pruning: which weights are kept, and the feature that each is learned for most (Boyer and Moore, *MJRTY*,
    /// 1991), with its lead.
    kept: Option<HashMap<usize, Option<(Feature, u32)>>>,
    compact: Option<(Context, HashMap<Phrase, Known>)>,
    /// What the training finds of each phrase wherever it stands: learned beside the features, so that they need not tell
    /// it, and then forgotten, as it is a matter of the simulated tables.
    biases: HashMap<u32, (f32, f32)>,
}

impl<'m> Trainer<'m> {
    /// A trainer that knows nothing yet, for a restorer that has no wide context.
    #[must_use]
    pub fn new(restorer: &'m Restorer) -> Self {
        let size = 1 << TABLE_BITS;
        Self {
            restorer,
            hashes: Default::default(),
            weights: vec![0.0; size],
            squares: vec![1.0; size],
            curvature: vec![0.0; size],
            kept: None,
            compact: None,
            biases: HashMap::new(),
        }
    }

    /// Learns from a document, given what the spinner replaced; or only measures.
    pub fn document(&mut self, paragraphs: &[Paragraph], family: Family, learn: bool, figures: &mut Figures) {
        let mut text = String::new();
        let mut judged = Vec::new();
        for (line, (paragraph, edits)) in (1..).zip(paragraphs) {
            let span = text.len()..text.len() + paragraph.len();
            let mut judgement = Judgement::given(line, span, family, edits.is_some());
            judgement.syllables = paragraph.split(' ').count();
            judged.push(judgement);
            text.push_str(paragraph);
            text.push('\n');
        }
        let restorer = self.restorer;
        restorer.worker().places(&text, &judged, family, |number, laid| {
            if let Some(edits) = &paragraphs[number].1 {
                let make = || Rc::new(WordHashes::new(laid.vocabulary));
                let hashes = self.hashes[family as usize].get_or_init(make).clone();
                self.paragraph(edits, laid, &hashes, learn, figures);
            }
        });
    }

    fn paragraph(
        &mut self,
        edits: &[(Range<usize>, String)],
        laid: &Laid<'_>,
        hashes: &WordHashes,
        learn: bool,
        figures: &mut Figures,
    ) {
        let truth = self.truth(edits, laid);
        for arcs in laid.lattice.arcs.chunk_by(|a, b| (a.start, a.end) == (b.start, b.end)) {
            let (start, end) = (arcs[0].start as usize, arcs[0].end as usize);
            let Some(label) = label(edits, laid, &truth, arcs) else { continue };
            let before = truth.states[truth.place[start]];
            let after = &truth.words[truth.place[end]..truth.words.len().min(truth.place[end] + ORDER - 1)];
            let mut stands = laid.lattice.stands.iter();
            let stand = stands.find(|stand| (stand.start, stand.end) == (arcs[0].start, arcs[0].end));
            let candidate = |words: &[WordId], cost: f32| Candidate {
                phrase: hashes.phrase(words),
                score: cost + laid.lm_scale * self.likelihood(before, words, after),
            };
            let standing = candidate(&laid.words[start..end], stand.map_or(0.0, |stand| stand.cost));
            let rows = rows(arcs).map(|arc| candidate(words_of(laid, arc), arc.cost));
            let candidates: Vec<Candidate> = std::iter::once(standing).chain(rows).collect();
            self.place(&candidates, label, &laid.draft.around(hashes, start, end), learn, figures);
        }
    }

    /// The language model's answer to a wording.
    fn likelihood(&self, mut state: State, words: &[WordId], after: &[WordId]) -> f32 {
        let mut log = 0.0;
        for &word in words.iter().chain(after) {
            let (step, next) = self.restorer.model().score(state, word);
            log += step;
            state = next;
        }
        log
    }

    fn truth(&self, edits: &[(Range<usize>, String)], laid: &Laid<'_>) -> Truth {
        let vocabulary = laid.vocabulary;
        let mut buffer = String::new();
        let mut truth = Truth::default();
        let (mut edit, mut written) = (0, None);
        for (token, &word) in laid.tokens.iter().zip(laid.words) {
            while edits.get(edit).is_some_and(|(span, _)| span.end <= token.start as usize) {
                edit += 1;
            }
            truth.place.push(truth.words.len());
            let inside = edits.get(edit).is_some_and(|(span, _)| span.start <= token.start as usize);
            truth.edit.push(inside.then_some(edit));
            if !inside {
                truth.words.push(word);
            } else if written != Some(edit) {
                written = Some(edit);
                let original = edits[edit].1.split(' ');
                truth.words.extend(original.map(|word| vocabulary.with_case(word, &mut buffer).unwrap_or(UNKNOWN)));
            }
        }
        truth.place.push(truth.words.len());
        truth.states.push(self.restorer.model().begin());
        for &word in &truth.words {
            let state = truth.states[truth.states.len() - 1];
            truth.states.push(self.restorer.model().score(state, word).1);
        }
        truth
    }

    fn place(
        &mut self,
        candidates: &[Candidate],
        label: usize,
        around: &Surroundings,
        learn: bool,
        figures: &mut Figures,
    ) {
        let fixed: Vec<f32> = candidates.iter().map(|candidate| candidate.score).collect();
        let context = |candidate: &Candidate| match &self.compact {
            Some((compact, known)) => known.get(&candidate.phrase).map_or(0.0, |&known| compact.score(known, around)),
            None => {
                let features = around.features().iter();
                features.map(|&feature| self.weights[slot((candidate.phrase, feature))]).sum::<f32>()
            }
        };
        let logits: Vec<f32> = candidates.iter().map(|candidate| candidate.score + context(candidate)).collect();
        figures.places += 1;
        for (i, scores) in [&fixed, &logits].into_iter().enumerate() {
            let (_, loss, best) = softmax(scores, label);
            figures.loss[i] += f64::from(loss);
            figures.right[i] += usize::from(best == label);
        }
        if !learn || self.compact.is_some() {
            return;
        }
        let bias = |candidate: &Candidate| self.biases.get(&candidate.phrase.0).map_or(0.0, |bias| bias.0);
        let logits: Vec<f32> =
            candidates.iter().zip(logits).map(|(candidate, logit)| logit + bias(candidate)).collect();
        let (shares, ..) = softmax(&logits, label);
        for (i, (candidate, share)) in candidates.iter().zip(shares).enumerate() {
            let gradient = share - f32::from(i == label);
            if gradient.abs() < 1e-3 {
                continue;
            }
            for &feature in around.features() {
                let feature = (candidate.phrase, feature);
                let at = slot(feature);
                if let Some(kept) = &mut self.kept {
                    let Some(owner) = kept.get_mut(&at) else { continue };
                    match owner {
                        Some((other, lead)) if *other == feature => *lead += 1,
                        Some((_, lead)) if *lead > 1 => *lead -= 1,
                        _ => *owner = Some((feature, 1)),
                    }
                }
                self.curvature[at] += share * (1.0 - share);
                let weight = &mut self.weights[at];
                self.squares[at] += gradient * gradient;
                *weight = (*weight - RATE * gradient / self.squares[at].sqrt()).clamp(-HEAVIEST, HEAVIEST);
            }
            let bias = self.biases.entry(candidate.phrase.0).or_insert((0.0, 1.0));
            bias.1 += gradient * gradient;
            bias.0 -= RATE * gradient / bias.1.sqrt();
        }
    }

    /// Keeps the features whose loss would cost most, to second order, and forgets the others. After the first time, what
    /// is kept must be learned once more, which tells which feature each weight is of.
    pub fn prune(&mut self, features: usize) {
        let worth = |at: usize| self.weights[at] * self.weights[at] * self.curvature[at];
        let mut order: Vec<usize> = (0..self.weights.len()).filter(|&at| worth(at) > 0.0).collect();
        if features < order.len() {
            order.select_nth_unstable_by(features, |&a, &b| worth(b).total_cmp(&worth(a)));
            order.truncate(features);
        }
        let owners = self.kept.take().unwrap_or_default();
        let kept: HashMap<_, _> = order.into_iter().map(|at| (at, owners.get(&at).copied().flatten())).collect();
        for (_, weight) in self.weights.iter_mut().enumerate().filter(|(at, _)| !kept.contains_key(at)) {
            *weight = 0.0;
        }
        self.kept = Some(kept);
    }

    /// Quantizes the weights that are kept; from now on pages are only measured.
    pub fn finish(&mut self) -> Context {
        let owned = self.kept.iter().flatten().filter_map(|(&at, owner)| Some((at, owner.as_ref()?.0)));
        let mut features: Vec<(u32, u32, i8)> = owned
            .map(|(at, (phrase, feature))| {
                let weight = (self.weights[at] / STEP).round() as i8;
                (phrase.0, hash(phrase, feature), weight)
            })
            .filter(|&(.., weight)| weight != 0)
            .collect();
        features.sort_unstable();
        let context = Context::from_features(&features);
        self.compact = Some((context.clone(), context.phrases().collect()));
        context
    }
}

/// The arcs of rows.
fn rows(arcs: &[Arc]) -> impl Iterator<Item = &Arc> {
    arcs.iter().filter(|arc| matches!(arc.wording, Wording::Row(_)))
}

fn words_of<'s>(laid: &Laid<'s>, arc: &Arc) -> &'s [WordId] {
    &laid.lattice.pool[arc.first as usize..arc.last as usize]
}

/// Which candidate is right: 0 for the words as they stand, else one more than the place of the arc among those of rows.
/// `None` where there is no row, or the text was replaced otherwise.
fn label(edits: &[(Range<usize>, String)], laid: &Laid<'_>, truth: &Truth, arcs: &[Arc]) -> Option<usize> {
    rows(arcs).next()?;
    let span = arcs[0].start as usize..arcs[0].end as usize;
    let made = &truth.edit[span.clone()];
    if made.iter().all(Option::is_none) {
        return Some(0);
    }
    let (range, _) = &edits[made[0]?];
    let tokens = &laid.tokens[span.clone()];
    if (tokens[0].start as usize, tokens[tokens.len() - 1].end as usize) != (range.start, range.end) {
        return None;
    }
    let original = &truth.words[truth.place[span.start]..truth.place[span.end]];
    rows(arcs).position(|arc| words_of(laid, arc) == original).map(|at| at + 1)
}

/// The shares of the scores, the loss of the right one in nats, and the best.
fn softmax(scores: &[f32], label: usize) -> (Vec<f32>, f32, usize) {
    let max = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let shares: Vec<f32> = scores.iter().map(|score| (score - max).exp()).collect();
    let total: f32 = shares.iter().sum();
    let best = scores.iter().position(|&score| score == max).unwrap_or(0);
    let loss = total.ln() + max - scores[label];
    (shares.into_iter().map(|share| share / total).collect(), loss, best)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;

    /// A paragraph in which a word seven words away tells whether the phrase was the writer's.
    fn paragraph(far: &str, spun: &str, original: Option<&str>) -> Paragraph {
        let text = format!("ngoài {far} bà con nhiều xã miền dưới đang {spun} thêm việc mới trước mùa lũ");
        let start = text.find(spun).unwrap();
        let edits = original.map(|original| (start..start + spun.len(), original.to_owned()));
        (text, Some(edits.into_iter().collect()))
    }

    #[test]
    fn a_word_far_away_is_learned() {
        let options = Options { context_weight: 0.0, ..Options::default() };
        let restorer = Restorer::builder().options(options).build().unwrap();
        for (family, spun, original) in [(Family::A, "tiến hành", "thực hiện"), (Family::B, "cai quản", "quản lý")]
        {
            let mut trainer = Trainer::new(&restorer);
            let document = [paragraph("ruộng", spun, Some(original)), paragraph("biển", spun, None)];
            let mut before = Figures::default();
            trainer.document(&document, family, false, &mut before);
            assert!(before.places >= 2 && before.loss[0] == before.loss[1], "{before:?}");
            for _ in 0..200 {
                trainer.document(&document, family, true, &mut Figures::default());
            }
            trainer.prune(200);
            for _ in 0..20 {
                trainer.document(&document, family, true, &mut Figures::default());
            }
            // Pruned again, what is left needs no learning.
            trainer.prune(100);
            let context = trainer.finish();
            assert!(!context.is_empty() && context.len() <= 100, "{}", context.len());
            let mut after = Figures::default();
            trainer.document(&document, family, false, &mut after);
            assert_eq!(after.right[1], after.places, "{after:?}");
            assert!(after.loss[1] < after.loss[0], "{after:?}");
        }
    }

    #[test]
    fn a_word_that_only_the_groups_have_keeps_its_name() {
        let options = Options { context_weight: 0.0, ..Options::default() };
        let restorer = Restorer::builder().options(options).build().unwrap();
        let (spun, original) = ("bủn xỉn", "keo kiệt");
        let mut buffer = String::new();
        let listed = &restorer.matcher().vocabulary;
        assert!(listed.get("bủn", &mut buffer).is_none());
        let mut trainer = Trainer::new(&restorer);
        let document = [paragraph("ruộng", spun, Some(original)), paragraph("biển", spun, None)];
        for _ in 0..50 {
            trainer.document(&document, Family::B, true, &mut Figures::default());
        }
        trainer.prune(200);
        trainer.document(&document, Family::B, true, &mut Figures::default());
        let learned: Vec<Phrase> = trainer.finish().phrases().map(|(phrase, _)| phrase).collect();
        // The decoder asks by the words of the table that it reads with.
        let hashes = trainer.hashes[Family::B as usize].get().unwrap();
        let mut judged = Judgement::given(1, 0..document[0].0.len(), Family::B, true);
        judged.syllables = 16;
        let mut named = Vec::new();
        restorer.worker().places(&document[0].0, &[judged], Family::B, |_, laid| {
            let name = |phrase: &str| -> Vec<WordId> {
                let mut buffer = String::new();
                phrase.split(' ').map(|word| laid.vocabulary.get(word, &mut buffer).unwrap()).collect()
            };
            let fresh = WordHashes::new(laid.vocabulary);
            named = [spun, original].map(|phrase| fresh.phrase(&name(phrase))).to_vec();
            assert_eq!(hashes.phrase(&name(spun)), named[0]);
        });
        assert!(named.len() == 2 && named.iter().all(|phrase| learned.contains(phrase)), "{named:?}");
    }
}
