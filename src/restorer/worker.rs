//! The work of one thread: judge the paragraphs of a text, decode those that are spun.

use super::edits::tidy;
use super::{Restoration, Restorer};
use crate::decode::channel::{Channel, Seen};
use crate::decode::lattice::{Lattice, View};
use crate::decode::viterbi::Search;
use crate::decode::{expansion, synonym};
use crate::detect::{self, DocumentJudgement, Evidence, Judgement};
use crate::edit;
use crate::lexicon::{Family, Found};
use crate::model::WordId;
use crate::repair::Repairer;
use crate::text::MAX_PARAGRAPH_BYTES;
use crate::text::token::{Kind, Token, tokenize};

/// From this log-likelihood ratio on, in nats, a paragraph is spun whatever its repeats say.
const CLEAR: f64 = 30.0;

/// The most that another place with the same edit says in the same paragraph, in nats.
const REPEAT: f64 = 1.0;

/// The buffers of one thread.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub(super) tokens: Vec<Token>,
    pub(super) words: Vec<WordId>,
    found: Vec<Found>,
    bytes: Vec<u8>,
    fold: String,
    pub(super) lattice: Lattice,
    pub(super) search: Search,
}

/// Restores texts one after another, with buffers that are used again.
#[derive(Debug)]
pub struct Worker<'r> {
    pub(super) restorer: &'r Restorer,
    pub(super) scratch: Scratch,
}

impl<'r> Worker<'r> {
    pub(super) fn new(restorer: &'r Restorer) -> Self {
        Self { restorer, scratch: Scratch::default() }
    }
}

impl Worker<'_> {
    /// Judges every paragraph (line) of a text and restores those that are spun.
    ///
    /// Time and memory are linear in the text. The text comes back borrowed when nothing is changed.
    #[must_use]
    pub fn restore<'t>(&mut self, text: &'t str) -> Restoration<'t> {
        let (paragraphs, document, skipped) = self.judge(text);
        let mut edits = Vec::new();
        for family in [Family::A, Family::B] {
            let spun = || paragraphs.iter().filter(|paragraph| paragraph.spun && paragraph.family == family);
            if spun().next().is_none() {
                continue;
            }
            let channel = &self.restorer.channels[family as usize];
            let mut seen = Seen::default();
            for paragraph in spun() {
                self.decode(text, paragraph, channel, false, None);
                self.note(channel, &mut seen);
            }
            let channel = channel.adapted(&seen);
            for paragraph in spun() {
                self.decode(text, paragraph, &channel, true, Some(&seen));
                self.edit(text, paragraph, &mut edits);
            }
        }
        edits.sort_by_key(|edit| edit.start);
        if let Some(rules) = self.restorer.options.tidy {
            let mut repairs = Vec::new();
            for paragraph in paragraphs.iter().filter(|paragraph| paragraph.spun) {
                tidy(text, paragraph, Repairer::new(rules), &edits, &mut repairs);
            }
            edits.append(&mut repairs);
            edits.sort_by_key(|edit| (edit.start, edit.end));
        }
        Restoration { text: edit::apply(text, &edits), edits, paragraphs, document, skipped }
    }

    /// Judges every paragraph of a text, without restoring. The number is that of paragraphs too long to judge.
    #[must_use]
    pub fn judge(&mut self, text: &str) -> (Vec<Judgement>, DocumentJudgement, usize) {
        let mut paragraphs = Vec::new();
        let mut evidence = Vec::new();
        let mut skipped = 0;
        for (number, (start, line)) in crate::text::lines(text).enumerate() {
            if line.len() > MAX_PARAGRAPH_BYTES {
                skipped += 1;
                continue;
            }
            self.read(line);
            let syllables = self.scratch.tokens.iter().filter(|token| token.kind == Kind::Word).count();
            if syllables == 0 {
                continue;
            }
            let words = [Family::A, Family::B].map(|family| self.ratio(line, family));
            evidence.push(Evidence { words, spacing: detect::spacing(line, &self.scratch.tokens) });
            paragraphs.push(Judgement {
                line: number + 1,
                start,
                end: start + line.len(),
                syllables,
                log_ratio: words[0],
                family: Family::A,
                log_odds: 0.0,
                probability: 0.0,
                spun: false,
            });
        }
        let options = &self.restorer.options;
        let document = detect::judge(&mut paragraphs, &evidence, options.prior, options.paragraph_log_odds);
        (paragraphs, document, skipped)
    }

    /// The log-likelihood ratio of the paragraph that was read last, for one family.
    fn ratio(&mut self, line: &str, family: Family) -> f64 {
        self.lay(line, family);
        let Restorer { model, .. } = self.restorer;
        let Scratch { search, lattice, words, .. } = &mut self.scratch;
        let view = View::new(lattice, words);
        let Some(ratio) = search.judge(model, view).map(f64::from) else { return detect::NO_EVIDENCE };
        if ratio <= 0.0 || ratio > CLEAR || !lattice.has_repeats() {
            return ratio;
        }
        search.decode(model, view);
        ratio - search.repeated(view, REPEAT)
    }

    /// The lattice of the paragraph that was read last.
    fn lay(&mut self, line: &str, family: Family) {
        let Restorer { matcher, channels, .. } = self.restorer;
        let Scratch { tokens, found, lattice, .. } = &mut self.scratch;
        lattice.build(line, tokens, found, matcher, &channels[family as usize]);
    }

    /// Tokens, words and matches of a paragraph.
    fn read(&mut self, line: &str) {
        let Restorer { matcher, .. } = self.restorer;
        let scratch = &mut self.scratch;
        scratch.tokens.clear();
        tokenize(line, &mut scratch.tokens);
        scratch.words.clear();
        matcher.vocabulary.read(&scratch.tokens, line, &mut scratch.fold, &mut scratch.words);
        scratch.found.clear();
        matcher.find(&scratch.words, &mut scratch.bytes, &mut scratch.found);
    }

    /// Decodes a paragraph that is judged spun, with or without expansions that no row lists. Unlisted synonyms are only
    /// thought of when it was seen what the text leaves standing.
    pub(super) fn decode(
        &mut self,
        text: &str,
        paragraph: &Judgement,
        channel: &Channel,
        unlisted: bool,
        seen: Option<&Seen>,
    ) {
        let Some(line) = text.get(paragraph.start..paragraph.end) else { return };
        self.read(line);
        let Restorer { matcher, model, .. } = self.restorer;
        let Scratch { search, lattice, words, tokens, found, fold, .. } = &mut self.scratch;
        lattice.build(line, tokens, found, matcher, channel);
        let listed = lattice.arcs.len();
        if let Some(cost) = self.restorer.options.expansion_cost.filter(|_| unlisted) {
            let and = matcher.vocabulary.get("và", fold);
            expansion::add_arcs(lattice, tokens, words, and, self.restorer.synonyms(), cost as f32);
        }
        if let (Some(cost), Some(seen), Family::A) = (self.restorer.options.synonym_cost, seen, paragraph.family) {
            synonym::add_arcs(lattice, tokens, words, self.restorer.pairs(), &seen.standing, cost as f32);
        }
        if lattice.arcs.len() > listed {
            lattice.sort_arcs();
        }
        search.decode(model, View::new(lattice, words));
    }
}
