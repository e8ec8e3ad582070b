//! Building a [`Restorer`]: the model and the lexicon that ship, what is laid over them, and what may go wrong.

use once_cell::sync::OnceCell;

use super::{Options, Restorer};
use crate::context::Context;
use crate::decode::channel::Channel;
use crate::decode::context::ContextChannel;
use crate::detect::Prior;
use crate::lexicon::{Family, Lexicon, LexiconError, Matcher};
use crate::model::{FormatError, ModelFile, NgramModel, Vocabulary};
use crate::repair::Rules;

static MODEL_BYTES: &[u8] = include_bytes!("../../dictionaries/model.bin");

/// The model that ships with the crate.
///
/// # Errors
///
/// Never with the file as shipped, which a test reads.
pub fn built_in_model() -> Result<NgramModel, FormatError> {
    let file = ModelFile::open(MODEL_BYTES)?;
    Ok(file.model(Vocabulary::new(file.keys()), file.ngrams_when_asked()?))
}

pub(crate) static CONTEXT_BYTES: &[u8] = include_bytes!("../../dictionaries/context.bin");

/// The wide context that ships with the crate.
///
/// # Errors
///
/// Never with the file as shipped, which a test reads.
pub fn built_in_context() -> Result<Context, FormatError> {
    Context::when_asked(CONTEXT_BYTES)
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

/// Builds a [`Restorer`] with choices.
#[derive(Debug, Default)]
pub struct RestorerBuilder {
    model: Option<NgramModel>,
    lexicon: Option<Lexicon>,
    overlays: Vec<Lexicon>,
    context: Option<Context>,
    options: Options,
}

impl RestorerBuilder {
    /// Uses another language model than the one that ships.
    #[must_use]
    pub fn model(mut self, model: NgramModel) -> Self {
        self.model = Some(model);
        self
    }

    /// Uses another wide context than the one that ships.
    #[must_use]
    pub fn context(mut self, context: Context) -> Self {
        self.context = Some(context);
        self
    }

    /// Uses another lexicon in place of the one that ships. Expansions and synonyms that no row lists are still thought of,
    /// unless [`Options::expansion_cost`] and [`Options::synonym_cost`] are `None`.
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
            None => {
                let model = built_in_model()?;
                let matcher = Matcher::with_vocabulary(&lexicon, model.vocabulary().clone());
                (model, matcher)
            }
        };
        let channels = Channel::of_families(&lexicon, &matcher);
        let context = match self.context {
            Some(context) => OnceCell::with_value(Some(ContextChannel::new(
                context,
                &matcher,
                &channels[Family::A as usize],
                lexicon.rows().len(),
            ))),
            None => OnceCell::new(),
        };
        Ok(Restorer {
            model,
            lexicon,
            matcher,
            channels,
            synonyms: OnceCell::new(),
            pairs: OnceCell::new(),
            context,
            wide: OnceCell::new(),
            options: self.options,
        })
    }
}
