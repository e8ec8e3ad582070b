//! The facade: [`Restorer`] and its builder, [`Worker`], [`Restoration`].

use std::borrow::Cow;

use once_cell::sync::OnceCell;

use crate::decode::channel::{Channel, Seen};
use crate::decode::lattice::{Lattice, Stand, View, Wording};
use crate::decode::viterbi::Search;
use crate::decode::{expansion, synonym};
use crate::detect::{self, DocumentJudgement, Evidence, Judgement, Prior};
use crate::edit::{self, Edit, Rule};
use crate::lexicon::{Family, Found, Lexicon, LexiconError, Matcher, Pairs, Synonyms};
use crate::model::{Checked, FormatError, NgramModel, WordId};
use crate::repair::{Group, Repairer, Rules};
use crate::text::token::{Case, Kind, Token, begins_sentence, tokenize};

/// The longest paragraph that is judged, in bytes. Longer ones pass through unchanged and are counted.
pub const MAX_PARAGRAPH_BYTES: usize = 1 << 20;

static MODEL_BYTES: &[u8] = include_bytes!("../dictionaries/model.bin");

/// The model that ships with the crate.
///
/// # Errors
///
/// Never with the file as shipped, which a test reads.
pub fn built_in_model() -> Result<NgramModel, FormatError> {
    NgramModel::from_bytes(MODEL_BYTES)
}

/// Why a restorer could not be built.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// The language model cannot be used.
    Model(FormatError),
    /// A lexicon row cannot be used.
    Lexicon(LexiconError),
}

impl std::fmt::Display for BuildError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Model(error) => error.fmt(f),
            Self::Lexicon(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Model(error) => Some(error),
            Self::Lexicon(error) => Some(error),
        }
    }
}

impl From<FormatError> for BuildError {
    fn from(error: FormatError) -> Self {
        Self::Model(error)
    }
}

impl From<LexiconError> for BuildError {
    fn from(error: LexiconError) -> Self {
        Self::Lexicon(error)
    }
}

/// What a text was restored to.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Restoration<'t> {
    /// The restored text: the input with the edits applied. Borrowed when there are none.
    pub text: Cow<'t, str>,
    /// What was changed, in the order of the text.
    pub edits: Vec<Edit>,
    /// The judgement of each paragraph that has a word; a paragraph is a line.
    pub paragraphs: Vec<Judgement>,
    /// The judgement of the whole text.
    pub document: DocumentJudgement,
    /// Paragraphs longer than [`MAX_PARAGRAPH_BYTES`], which passed through unjudged.
    pub skipped: usize,
}

impl<'t> Restoration<'t> {
    /// The text as it is, unjudged.
    pub(crate) fn untouched(text: &'t str) -> Self {
        let document = DocumentJudgement { log_odds: 0.0, probability: 0.5, spun_share: 0.0 };
        Self { text: Cow::Borrowed(text), edits: Vec::new(), paragraphs: Vec::new(), document, skipped: 0 }
    }
}

/// The thresholds and the prior: what a caller may choose.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Options {
    /// What is known before reading.
    pub prior: Prior,
    /// A paragraph is judged spun, and touched, from these log-odds on, in nats.
    pub paragraph_log_odds: f64,
    /// An edit is made from this margin on, in nats.
    pub edit_log_odds: f64,
    /// What it costs to take two synonyms side by side for a doubling that no row lists, in nats: the log-probability,
    /// at most 0, that a spinner doubles a word so. `None`: only rows count.
    pub expansion_cost: Option<f64>,
    /// What it costs to take a word for a synonym that spinners write and no row lists, in nats, beside what is believed
    /// of the pair: the log-probability, at most 0, that a spinner that has the pair writes it. `None`: only rows count.
    pub synonym_cost: Option<f64>,
    /// Repairs made in paragraphs whose words are restored: by default of the spacing that spinners leave. `None`: words
    /// only.
    pub tidy: Option<Rules>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            prior: Prior::default(),
            paragraph_log_odds: 0.5,
            edit_log_odds: 0.0,
            expansion_cost: Some(expansion::COST),
            synonym_cost: Some(synonym::COST),
            tidy: Some(Rules::none().with(Group::Spacing).with(Group::DocumentNumbers)),
        }
    }
}

/// Finds spun paragraphs and puts the original wording back.
///
/// Immutable and shared; each thread takes a [`Worker`].
///
/// ```
/// let restorer = nguyenban::Restorer::new()?;
/// let restored = restorer.restore("kiến thiết xây dựng");
/// assert_eq!(restored.text, "xây dựng");
/// # Ok::<(), nguyenban::BuildError>(())
/// ```
#[derive(Debug)]
pub struct Restorer {
    model: NgramModel,
    lexicon: Lexicon,
    matcher: Matcher,
    channels: [Channel; detect::FAMILIES],
    /// Made when the first paragraph is judged spun.
    synonyms: OnceCell<Synonyms>,
    pairs: OnceCell<Pairs>,
    options: Options,
}

/// Builds a [`Restorer`] with choices.
#[derive(Debug, Default)]
pub struct RestorerBuilder {
    model: Option<NgramModel>,
    lexicon: Option<Lexicon>,
    overlays: Vec<Lexicon>,
    options: Options,
}

impl RestorerBuilder {
    /// Uses another language model than the one that ships.
    #[must_use]
    pub fn model(mut self, model: NgramModel) -> Self {
        self.model = Some(model);
        self
    }

    /// Uses another lexicon in place of the one that ships.
    #[must_use]
    pub fn lexicon(mut self, lexicon: Lexicon) -> Self {
        self.lexicon = Some(lexicon);
        self
    }

    /// Lays rows over the lexicon: adds, overrides, switches off. See [`Lexicon::overlay`].
    #[must_use]
    pub fn overlay(mut self, rows: Lexicon) -> Self {
        self.overlays.push(rows);
        self
    }

    /// Sets all options at once.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Sets the prior.
    #[must_use]
    pub fn prior(mut self, prior: Prior) -> Self {
        self.options.prior = prior;
        self
    }

    /// Sets the log-odds from which on a paragraph is judged spun, in nats.
    #[must_use]
    pub fn paragraph_log_odds(mut self, nats: f64) -> Self {
        self.options.paragraph_log_odds = nats;
        self
    }

    /// Sets the margin from which on an edit is made, in nats.
    #[must_use]
    pub fn edit_log_odds(mut self, nats: f64) -> Self {
        self.options.edit_log_odds = nats;
        self
    }

    /// Sets what is repaired in paragraphs that are judged spun.
    #[must_use]
    pub fn tidy(mut self, rules: Option<Rules>) -> Self {
        self.options.tidy = rules;
        self
    }

    /// Builds the restorer.
    ///
    /// # Errors
    ///
    /// When the built-in model or lexicon is asked for and damaged.
    pub fn build(self) -> Result<Restorer, BuildError> {
        let mut lexicon = match self.lexicon {
            Some(lexicon) => lexicon,
            None => Lexicon::built_in()?,
        };
        for rows in self.overlays {
            lexicon.overlay(rows);
        }
        let (model, matcher) = match self.model {
            Some(model) => {
                let matcher = Matcher::with_vocabulary(&lexicon, model.vocabulary().clone());
                (model, matcher)
            }
            None => side_by_side(Checked::from_bytes(MODEL_BYTES)?, &lexicon),
        };
        let channels = [Family::A, Family::B].map(|family| Channel::new(&lexicon, &matcher, family));
        Ok(Restorer {
            model,
            lexicon,
            matcher,
            channels,
            synonyms: OnceCell::new(),
            pairs: OnceCell::new(),
            options: self.options,
        })
    }
}

/// Makes the tables of the model on a thread of its own while the matcher is made, which takes as long; one after the
/// other where there are no threads.
fn side_by_side(file: Checked, lexicon: &Lexicon) -> (NgramModel, Matcher) {
    let vocabulary = file.vocabulary().clone();
    let mut matcher = None;
    let model = std::thread::scope(|scope| {
        let make = || matcher = Some(Matcher::with_vocabulary(lexicon, vocabulary.clone()));
        let thread = std::thread::Builder::new().spawn_scoped(scope, make);
        let model = file.into_model();
        drop(thread.map(std::thread::ScopedJoinHandle::join));
        model
    });
    (model, matcher.unwrap_or_else(|| Matcher::with_vocabulary(lexicon, vocabulary)))
}

impl Restorer {
    /// A restorer with the built-in model and lexicon and the default options.
    ///
    /// # Errors
    ///
    /// Never with the files as shipped.
    pub fn new() -> Result<Self, BuildError> {
        Self::builder().build()
    }

    /// A restorer with choices.
    #[must_use]
    pub fn builder() -> RestorerBuilder {
        RestorerBuilder::default()
    }

    /// The restorer with the defaults, built once for the whole program.
    ///
    /// # Errors
    ///
    /// Never with the files as shipped.
    pub fn shared() -> Result<&'static Self, BuildError> {
        static SHARED: OnceCell<Restorer> = OnceCell::new();
        SHARED.get_or_try_init(Self::new)
    }

    /// The language model.
    #[must_use]
    pub fn model(&self) -> &NgramModel {
        &self.model
    }

    /// The lexicon, with what was laid over it.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The matcher, whose word numbers are the model's.
    #[cfg(feature = "train")]
    pub(crate) fn matcher(&self) -> &Matcher {
        &self.matcher
    }

    fn synonyms(&self) -> &Synonyms {
        self.synonyms.get_or_init(|| Synonyms::new(&self.lexicon, &self.matcher.vocabulary))
    }

    fn pairs(&self) -> &Pairs {
        self.pairs.get_or_init(|| Pairs::new(&self.lexicon, &self.matcher.vocabulary))
    }

    /// The options.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// A worker: the buffers that one thread needs. Making one is cheap, using one again is cheaper.
    #[must_use]
    pub fn worker(&self) -> Worker<'_> {
        Worker { restorer: self, scratch: Scratch::default() }
    }

    /// Judges and restores texts on all threads of the present pool; the results are those of [`Restorer::restore`],
    /// in the order of the texts.
    #[cfg(feature = "rayon")]
    #[must_use]
    pub fn restore_all<'t, T: AsRef<str> + Sync>(&self, texts: &'t [T]) -> Vec<Restoration<'t>> {
        use rayon::prelude::*;
        texts.par_iter().map_init(|| self.worker(), |worker, text| worker.restore(text.as_ref())).collect()
    }

    /// Judges and restores one text. See [`Worker::restore`].
    #[must_use]
    pub fn restore<'t>(&self, text: &'t str) -> Restoration<'t> {
        self.worker().restore(text)
    }
}

/// From this log-likelihood ratio on, in nats, a paragraph is spun whatever its repeats say.
const CLEAR: f64 = 30.0;

/// The most that another place with the same edit says in the same paragraph, in nats.
const REPEAT: f64 = 1.0;

/// The buffers of one thread.
#[derive(Debug, Default)]
struct Scratch {
    tokens: Vec<Token>,
    words: Vec<WordId>,
    found: Vec<Found>,
    bytes: Vec<u8>,
    fold: String,
    lattice: Lattice,
    search: Search,
}

/// Restores texts one after another, with buffers that are used again.
#[derive(Debug)]
pub struct Worker<'r> {
    restorer: &'r Restorer,
    scratch: Scratch,
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
        if ratio <= 0.0 || ratio > CLEAR {
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
    fn decode(&mut self, text: &str, paragraph: &Judgement, channel: &Channel, unlisted: bool, seen: Option<&Seen>) {
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

    /// Adds up which rows the spun paragraphs of a text show used, and which originals standing.
    #[cfg(feature = "train")]
    pub(crate) fn observe(&mut self, text: &str, usage: &mut crate::fit::Usage) {
        let (paragraphs, ..) = self.judge(text);
        let restorer = self.restorer;
        for paragraph in paragraphs.iter().filter(|paragraph| paragraph.spun) {
            self.decode(text, paragraph, &restorer.channels[paragraph.family as usize], true, None);
            let Scratch { search, lattice, .. } = &self.scratch;
            for choice in search.chosen() {
                if let Wording::Row(row) = choice.arc.wording {
                    *usage.used.entry(row).or_default() += detect::probability(f64::from(choice.margin));
                }
            }
            for stand in untouched(lattice, search) {
                let pattern = &restorer.matcher.patterns()[stand.pattern as usize];
                if let Some(row) = pattern.original.first().and_then(|&row| restorer.lexicon.row(row)) {
                    *usage.stood.entry(row.original.clone()).or_default() += 1.0;
                }
            }
        }
    }

    /// Notes which originals the decoded paragraph shows replaced, and which standing.
    fn note(&self, channel: &Channel, seen: &mut Seen) {
        let Scratch { search, lattice, .. } = &self.scratch;
        for choice in search.chosen() {
            let Wording::Row(row) = choice.arc.wording else { continue };
            let certainty = detect::probability(f64::from(choice.margin)) * 2.0 - 1.0;
            let original = seen.originals.entry(channel.original_pattern(row)).or_default();
            original.replaced += certainty as f32;
        }
        for stand in untouched(lattice, search) {
            seen.originals.entry(stand.pattern).or_default().stood += 1.0;
        }
        let chosen = search.chosen();
        for arc in &lattice.arcs {
            let Wording::Row(row) = arc.wording else { continue };
            let after = chosen.partition_point(|choice| choice.arc.end <= arc.start);
            let usage = seen.rows.entry(row).or_default();
            match chosen.get(after).filter(|choice| choice.arc.start < arc.end) {
                Some(choice) if choice.arc.wording == arc.wording => {
                    usage.edited += detect::probability(f64::from(choice.margin)) as f32;
                }
                // Part of something longer: it says nothing.
                Some(choice) if (choice.arc.start, choice.arc.end) != (arc.start, arc.end) => {}
                _ => usage.otherwise += 1.0,
            }
        }
        if self.restorer.options.synonym_cost.is_some() {
            synonym::note_standing(
                &self.scratch.tokens,
                &self.scratch.words,
                search.chosen(),
                self.restorer.pairs(),
                &mut seen.standing,
            );
        }
    }

    /// Appends the edits of the paragraph that was decoded last.
    fn edit(&self, text: &str, paragraph: &Judgement, edits: &mut Vec<Edit>) {
        let Restorer { lexicon, options, .. } = self.restorer;
        let Some(line) = text.get(paragraph.start..paragraph.end) else { return };
        let Scratch { search, tokens, .. } = &self.scratch;
        for choice in search.chosen().iter().filter(|choice| f64::from(choice.margin) >= options.edit_log_odds) {
            let phrase = &tokens[choice.arc.start as usize..choice.arc.end as usize];
            let (Some(first), Some(last)) = (phrase.first(), phrase.last()) else { continue };
            let span = paragraph.start + first.start as usize..paragraph.start + last.end as usize;
            let (wording, rule) = match choice.arc.wording {
                Wording::Row(row) => (lexicon.row(row).map(|row| row.original.as_str()), Rule::Row(row)),
                Wording::Pair(pair) => (self.restorer.pairs().text(pair), Rule::Synonym),
                Wording::Kept { from, to } => {
                    let kept = tokens[from as usize].start as usize..tokens[to as usize - 1].end as usize;
                    (line.get(kept), Rule::Expansion)
                }
                // An arc of the spelling channels, which are not asked here.
                Wording::Word(_) => (None, Rule::Spelling),
            };
            let Some(wording) = wording else { continue };
            let capital = first.case != Case::Lower && begins_sentence(tokens, choice.arc.start as usize);
            let replacement = if capital { capitalized(wording) } else { wording.to_owned() };
            edits.push(Edit::decoded(span, replacement, rule, f64::from(choice.margin)));
        }
    }
}

/// Collects the repairs of a spun paragraph that stand beside the edits of its words, if there are any.
fn tidy(text: &str, paragraph: &Judgement, repairer: Repairer, edits: &[Edit], repairs: &mut Vec<Edit>) {
    let Some(line) = text.get(paragraph.start..paragraph.end) else { return };
    let first = edits.partition_point(|edit| edit.end <= paragraph.start);
    if edits.get(first).is_none_or(|edit| edit.start >= paragraph.end) {
        return;
    }
    for mut repair in repairer.repair(line).edits {
        repair.start += paragraph.start;
        repair.end += paragraph.start;
        // Words that are replaced bring their own spaces.
        let at = edits.partition_point(|edit| edit.end <= repair.start);
        if edits.get(at).is_none_or(|edit| edit.start >= repair.end) {
            repairs.push(repair);
        }
    }
}

/// The originals that the best path leaves standing.
fn untouched<'s>(lattice: &'s Lattice, search: &'s Search) -> impl Iterator<Item = &'s Stand> {
    let chosen = search.chosen();
    lattice.stands.iter().filter(move |stand| {
        let after = chosen.partition_point(|choice| choice.arc.end <= stand.start);
        chosen.get(after).is_none_or(|choice| choice.arc.start >= stand.end)
    })
}

fn capitalized(phrase: &str) -> String {
    let mut rest = phrase.chars();
    rest.next().into_iter().flat_map(char::to_uppercase).chain(rest).collect()
}
