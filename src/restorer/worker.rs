//! The work of one thread: judge the paragraphs of a text, decode those that are spun.

use super::edits::tidy;
use super::evidence::{FAR_BEHIND, First};
use super::habits::{HABIT, Habits};
use super::reading::{Keep, MOST_KEPT, Reader, Reading};
use super::suspicion::Suspicion;
use super::table::Table;
use super::{CLEAR, Options, PAGE, Restoration, Restorer};
use crate::decode::channel::{Channel, Seen};
use crate::decode::lattice::{Arc, Lattice, View};
use crate::decode::viterbi::{Limits, Search};
use crate::decode::{expansion, synonym};
use crate::detect::{self, DocumentJudgement, Evidence, Judgement};
use crate::edit::{self, Edit};
use crate::lexicon::Family;
use crate::repair::Repairer;
use crate::text::MAX_PARAGRAPH_BYTES;
use crate::text::token::Kind;

/// The most that another place with the same edit says in the same paragraph, in nats: who uses a word uses it again.
const REPEAT: f64 = 1.0;

/// The most that a phrase says for a paragraph which people write too (`dictionaries/natural.tsv`), in nats.
pub(super) const NATURAL: f64 = 1.0;

/// The buffers of one thread.
#[derive(Debug)]
pub(super) struct Scratch<'r> {
    reader: Reader,
    /// The paragraph that was read last.
    pub(super) reading: Reading,
    pub(super) lattice: Lattice,
    pub(super) search: Search<'r>,
}

/// Restores texts one after another, with buffers that are used again.
#[derive(Debug)]
pub struct Worker<'r> {
    pub(super) restorer: &'r Restorer,
    pub(super) scratch: Scratch<'r>,
    habits: Habits,
    /// How many tokens of paragraphs are kept, at most.
    most_kept: usize,
    /// See [`FAR_BEHIND`].
    pub(super) far_behind: f32,
}

impl<'r> Worker<'r> {
    pub(super) fn new(restorer: &'r Restorer) -> Self {
        let scratch = Scratch {
            reader: Reader::default(),
            reading: Reading::default(),
            lattice: Lattice::default(),
            search: Search::new(&restorer.model, Limits::default()),
        };
        Self { restorer, scratch, habits: Habits::default(), most_kept: MOST_KEPT, far_behind: FAR_BEHIND }
    }
}

/// How the paragraphs of a text are judged, without restoring.
type Judged = (Vec<Judgement>, DocumentJudgement, usize);

impl<'r> Worker<'r> {
    /// Judges every paragraph (line) of a text and restores those that are spun.
    ///
    /// Time and memory are linear in the text. The text comes back borrowed when nothing is changed.
    #[must_use]
    pub fn restore<'t>(&mut self, text: &'t str) -> Restoration<'t> {
        let mut keep = Keep::new(self.most_kept);
        let (paragraphs, document, skipped) = self.survey(text, Some(&mut keep));
        let mut edits = Vec::new();
        let by = |family| paragraphs.iter().any(|paragraph| paragraph.spun && paragraph.family == family);
        if by(Family::A) {
            self.restore_a(text, &paragraphs, &mut keep, &mut edits);
        }
        if by(Family::B) {
            self.restore_b(text, &paragraphs, &mut edits);
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

    /// Restores the paragraphs that a spinner of family A wrote: learns from all of them what its table has, then
    /// decodes each.
    fn restore_a(&mut self, text: &str, paragraphs: &[Judgement], keep: &mut Keep, edits: &mut Vec<Edit>) {
        self.scratch.search.remember(true);
        let mut seen = Seen::default();
        let channel = self.adapt(text, paragraphs, keep, &mut seen);
        let listed = self.restorer.table(Family::A);
        let table = Table { channel: &channel, ..listed };
        for (number, paragraph) in spun_by(Family::A, paragraphs) {
            let first = match keep.take(number) {
                Some((reading, first)) => {
                    self.scratch.reading = reading;
                    first
                }
                None => {
                    self.read(text, paragraph, listed);
                    self.decode(text, paragraph, listed, false);
                    self.first()
                }
            };
            self.decode_again(table, first, Some((listed.channel, &seen)));
            self.edit(text, paragraph, table, edits);
        }
    }

    /// Restores the paragraphs that a spinner of family B wrote. It replaces a word here and there by one of many, so
    /// that a text shows little of its table (what was learned from it gained nothing on simulated pages), but much of
    /// the writer's own words. The second time with the wide context, if the whole table is read.
    fn restore_b(&mut self, text: &str, paragraphs: &[Judgement], edits: &mut Vec<Edit>) {
        let (listed, channel) = self.page_table(text, paragraphs);
        let table = Table { channel: &channel, ..listed };
        self.scratch.search.remember(true);
        for (_, paragraph) in spun_by(Family::B, paragraphs) {
            self.read(text, paragraph, table);
            // Its groups have the expansions that it makes: those that no row lists were right in 2 places of 14.
            self.decode(text, paragraph, table, !table.wide);
            if table.wide {
                self.decode_again(table, self.first(), None);
            }
            self.edit(text, paragraph, table, edits);
        }
    }

    /// The table of family B, and its channel with what the words of its pages say.
    pub(super) fn page_table(&mut self, text: &str, paragraphs: &[Judgement]) -> (Table<'r>, Channel) {
        let listed = self.restorer.wide_table().unwrap_or_else(|| self.restorer.table(Family::B));
        let of_b = |this: &Judgement| this.spun && this.family == Family::B;
        let around = (0..paragraphs.len())
            .filter(|&at| paragraphs[at.saturating_sub(PAGE)..paragraphs.len().min(at + PAGE + 1)].iter().any(of_b));
        let page = around.map(|at| &paragraphs[at]);
        (listed, listed.channel.leaning(&self.page_words(text, page, listed)))
    }

    /// The channel of the spinner of family A that wrote a text, by what its spun paragraphs show.
    pub(super) fn adapt(&mut self, text: &str, paragraphs: &[Judgement], keep: &Keep, seen: &mut Seen) -> Channel {
        let table = self.restorer.table(Family::A);
        for (number, paragraph) in spun_by(Family::A, paragraphs) {
            if let Some((reading, shown)) = keep.shown(number) {
                self.note(table.channel, reading, shown, seen);
                continue;
            }
            self.read(text, paragraph, table);
            self.decode(text, paragraph, table, false);
            let shown = self.shown();
            self.note(table.channel, &self.scratch.reading, &shown, seen);
        }
        seen.own = self.own_words(text, paragraphs, keep);
        table.channel.adapted(seen, table.matcher)
    }

    /// Judges every paragraph of a text, without restoring. The number is that of paragraphs too long to judge.
    #[must_use]
    pub fn judge(&mut self, text: &str) -> Judged {
        self.survey(text, None)
    }

    /// Judges every paragraph of a text, and keeps those that look spun, if there is something to keep them in.
    fn survey(&mut self, text: &str, mut keep: Option<&mut Keep>) -> Judged {
        let [table_a, table_b] = [Family::A, Family::B].map(|family| self.restorer.table(family));
        let mut paragraphs = Vec::new();
        let mut evidence = Vec::new();
        let mut skipped = 0;
        self.habits.forget();
        for (number, (start, line)) in crate::text::lines(text).enumerate() {
            if line.len() > MAX_PARAGRAPH_BYTES {
                skipped += 1;
                continue;
            }
            let Scratch { reader, reading, .. } = &mut self.scratch;
            reader.read(table_a.matcher, line, reading);
            let syllables = reading.tokens.iter().filter(|token| token.kind == Kind::Word).count();
            if syllables == 0 {
                continue;
            }
            self.habits.turn_to(number);
            let a = self.ratio(line, table_a, true);
            if a.traced {
                self.habits.note(self.scratch.search.chosen(), a.ratio);
            }
            if let Some(keep) = keep.as_deref_mut().filter(|_| a.traced) {
                keep.add(paragraphs.len(), &self.scratch.reading, || (self.shown(), self.first()));
            }
            // What is clearly of one family needs no opinion of the other.
            let b = if a.ratio > CLEAR { detect::NO_EVIDENCE } else { self.ratio(line, table_b, false).ratio };
            // What stands beside what looks spun does so too, mostly.
            self.scratch.search.remember(a.ratio > 0.0);
            let spacing = detect::spacing(line, &self.scratch.reading.tokens);
            evidence.push(Evidence { words: [a.ratio, b], spacing });
            let mut judgement = Judgement::given(number + 1, start..start + line.len(), Family::A, false);
            judgement.syllables = syllables;
            judgement.log_ratio = a.ratio;
            paragraphs.push(judgement);
        }
        let Options { prior, paragraph_log_odds, .. } = self.restorer.options;
        let mut signs = Vec::new();
        let mut document = detect::judge(&mut paragraphs, &evidence, prior, paragraph_log_odds, &mut signs);
        let mut suspicion = Suspicion::new(prior.spun);
        while let Some(look) = suspicion.next(&signs, &evidence) {
            if !self.look_closer(text, &paragraphs, &look, &mut evidence) {
                break;
            }
            document = detect::judge(&mut paragraphs, &evidence, prior, paragraph_log_odds, &mut signs);
        }
        (paragraphs, document, skipped)
    }

    /// The log-likelihood ratio of the paragraph that was read last, for one family. Where it looks spun, its best path
    /// is traced: always, or where what some of its edits say must be bounded.
    fn ratio(&mut self, line: &str, table: Table<'_>, trace: bool) -> Ratio {
        let Scratch { search, lattice, reading: Reading { tokens, words, found }, .. } = &mut self.scratch;
        lattice.build(line, tokens, found, table.matcher, table.channel);
        search.limit(Limits::default());
        let view = View::new(lattice, words);
        let Some(mut ratio) = search.judge(view).map(f64::from) else {
            return Ratio { ratio: detect::NO_EVIDENCE, traced: false };
        };
        let natural = |arc: &Arc| arc.is_natural(table.channel);
        let habit = |arc: &Arc| self.habits.have(arc);
        let says_less = |arc: &Arc| natural(arc) || habit(arc);
        let bounded = ratio > 0.0 && ratio <= CLEAR && (lattice.has_repeats() || lattice.arcs.iter().any(says_less));
        let traced = ratio > 0.0 && (trace || bounded);
        if traced {
            search.trace(view);
        }
        if bounded {
            ratio -= search.beyond(view, |arc, again| match again {
                true => REPEAT,
                false if natural(arc) => NATURAL,
                false if habit(arc) => HABIT,
                false => f64::INFINITY,
            });
        }
        Ratio { ratio, traced }
    }

    /// Reads a paragraph again.
    pub(super) fn read(&mut self, text: &str, paragraph: &Judgement, table: Table<'_>) {
        let line = text.get(paragraph.start..paragraph.end).unwrap_or_default();
        self.scratch.reader.read(table.matcher, line, &mut self.scratch.reading);
    }

    /// Decodes the paragraph that was read last and is judged spun, with or without expansions that no row lists.
    pub(super) fn decode(&mut self, text: &str, paragraph: &Judgement, table: Table<'_>, unlisted: bool) {
        let Some(line) = text.get(paragraph.start..paragraph.end) else { return };
        let Scratch { lattice, reading: Reading { tokens, found, .. }, .. } = &mut self.scratch;
        lattice.build(line, tokens, found, table.matcher, table.channel);
        if unlisted {
            self.add_expansions(table);
            self.scratch.lattice.sort_arcs();
        }
        self.search(table);
    }

    /// Decodes it once more, with the wide context. With a channel that was adapted: from which one, and what was seen; it is then
    /// that unlisted synonyms are thought of.
    fn decode_again(&mut self, table: Table<'_>, First { draft, lattice }: First, adapted: Option<(&Channel, &Seen)>) {
        self.scratch.lattice = lattice;
        let mut pairs = None;
        if let Some((before, seen)) = adapted {
            self.scratch.lattice.reprice(before, table.channel);
            self.add_expansions(table);
            let Scratch { lattice, reading: Reading { tokens, words, .. }, .. } = &mut self.scratch;
            if let Some(cost) = self.restorer.options.synonym_cost {
                pairs = Some(self.restorer.pairs());
                synonym::add_arcs(lattice, tokens, words, self.restorer.pairs(), &seen.standing, cost as f32);
            }
            lattice.sort_arcs();
        }
        let weight = self.restorer.options.context_weight as f32;
        if let Some(context) = self.restorer.context_of(table).filter(|_| weight > 0.0) {
            let Scratch { lattice, reading, .. } = &mut self.scratch;
            context.weigh(lattice, &reading.words, &draft, pairs, weight);
        }
        self.search(table);
    }

    /// Adds what no row lists: a word beside its synonym.
    fn add_expansions(&mut self, table: Table<'_>) {
        let Scratch { lattice, reading: Reading { tokens, words, .. }, reader, .. } = &mut self.scratch;
        if let Some(cost) = self.restorer.options.expansion_cost {
            let and = table.matcher.vocabulary.get("và", &mut reader.fold);
            expansion::add_arcs(lattice, tokens, words, and, self.restorer.synonyms(), cost as f32);
        }
    }

    fn search(&mut self, table: Table<'_>) {
        let Scratch { search, lattice, reading, .. } = &mut self.scratch;
        search.limit(table.limits);
        search.decode(View::new(lattice, &reading.words));
    }
}

/// The paragraphs that a family spun, with their numbers.
fn spun_by(family: Family, paragraphs: &[Judgement]) -> impl Iterator<Item = (usize, &Judgement)> {
    paragraphs.iter().enumerate().filter(move |(_, paragraph)| paragraph.spun && paragraph.family == family)
}

/// What a channel says of a paragraph.
struct Ratio {
    ratio: f64,
    /// Whether the best path was traced.
    traced: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of paragraphs that are spun, clean, short and mixed, so that some are kept and some are read again.
    fn page() -> String {
        let clean = include_str!("../../README.md");
        let spun = include_str!("../../benches/spun.txt");
        let example = include_str!("../../examples/trang-tron.txt");
        let mixed = spun.lines().zip(clean.lines()).flat_map(|(spun, clean)| [spun, clean]);
        mixed.flat_map(|line| [line, "\n"]).chain([example]).collect()
    }

    #[test]
    fn arcs_that_are_far_behind_do_not_win() {
        let page = page();
        let restorer = Restorer::new().unwrap();
        let edits = |far_behind: f32| -> Vec<_> {
            let mut worker = restorer.worker();
            worker.far_behind = far_behind;
            worker.restore(&page).edits.into_iter().map(|edit| (edit.span(), edit.replacement)).collect()
        };
        let all = edits(f32::INFINITY);
        assert!(all.len() > 50);
        assert_eq!(edits(FAR_BEHIND), all);
        // It is that which leaves them out.
        assert_ne!(edits(-1.0), all);
    }

    #[test]
    fn what_is_kept_is_what_is_read_again() {
        let page = page();
        for prior in [detect::Prior::default(), detect::Prior::assume_spun()] {
            let restorer = Restorer::builder().prior(prior).build().unwrap();
            let mut worker = restorer.worker();
            let kept = worker.restore(&page);
            assert!(kept.edits.len() > 50);
            for most_kept in [0, 200, 1_000] {
                worker.most_kept = most_kept;
                assert_eq!(worker.restore(&page), kept, "{most_kept}");
            }
            assert_eq!(worker.judge(&page).0, kept.paragraphs);
        }
    }
}
