//! The facade: [`Restorer`] and its builder, [`Worker`], [`Restoration`].

mod builder;
mod closer;
mod edits;
mod evidence;
mod habits;
mod own;
mod reading;
mod suspicion;
mod table;
#[cfg(feature = "train")]
mod training;
mod worker;

use std::borrow::Cow;

use once_cell::sync::OnceCell;

#[cfg(test)]
pub(crate) use builder::CONTEXT_BYTES;
pub use builder::{BuildError, RestorerBuilder, built_in_context, built_in_model};
use table::Wide;
#[cfg(feature = "train")]
pub(crate) use training::Laid;
pub use worker::Worker;

use crate::decode::channel::Channel;
use crate::decode::context::ContextChannel;
use crate::decode::{expansion, synonym};
use crate::detect::{self, DocumentJudgement, Judgement, Prior};
use crate::edit::Edit;
use crate::lexicon::{Family, Lexicon, Matcher, Pairs, Synonyms};
use crate::model::NgramModel;
use crate::repair::{Group, Rules};
#[cfg(doc)]
use crate::text::MAX_PARAGRAPH_BYTES;

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

/// From this log-likelihood ratio on, in nats, a paragraph is spun whatever its repeats say.
const CLEAR: f64 = 30.0;

/// How many paragraphs on either side of one are taken for its page.
const PAGE: usize = 20;

/// Chosen on simulated pages of text that was left out of training; from 0.8 to 1.2 the figures hardly differ.
const CONTEXT_WEIGHT: f64 = 1.0;

/// As good as even odds say nothing; and a false edit is worse than a missed one. Chosen on real and simulated pages.
const EDIT_LOG_ODDS: f64 = 0.05;

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
    /// at most 0, that a spinner doubles a word so. `None`: only rows count. On pages of family B that are read with every pair
    /// of the groups of synonyms, those stand for it.
    pub expansion_cost: Option<f64>,
    /// What it costs to take a word for a synonym that spinners write and no row lists, in nats, beside what is believed
    /// of the pair: the log-probability, at most 0, that a spinner that has the pair writes it. `None`: only rows count,
    /// also for family B, whose pages are otherwise read with every pair of the groups of synonyms.
    pub synonym_cost: Option<f64>,
    /// How much the wide context of a phrase counts beside the language model, from 0 (not at all) to 1 (as it was
    /// learned).
    pub context_weight: f64,
    /// Repairs made in paragraphs whose words are restored: by default of the spacing that spinners leave. `None`: words
    /// only.
    pub tidy: Option<Rules>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            prior: Prior::default(),
            paragraph_log_odds: 0.0,
            edit_log_odds: EDIT_LOG_ODDS,
            expansion_cost: Some(expansion::COST),
            synonym_cost: Some(synonym::COST),
            context_weight: CONTEXT_WEIGHT,
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
    context: OnceCell<Option<ContextChannel>>,
    /// Made when the first text shows a sign of family B.
    wide: OnceCell<Wide>,
    options: Options,
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

    /// The wide context, read when the first paragraph is judged spun. `None` when the file that ships is damaged, which a
    /// test rules out.
    fn context(&self) -> Option<&ContextChannel> {
        let make = || {
            let channel = &self.channels[Family::A as usize];
            Some(ContextChannel::new(built_in_context().ok()?, &self.matcher, channel, self.lexicon.rows().len()))
        };
        self.context.get_or_init(make).as_ref()
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
        Worker::new(self)
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
