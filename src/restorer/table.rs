//! What the decoder has of a family of spinners: rows, where they stand, what they cost, how they are weighed.

use once_cell::sync::OnceCell;

use super::Restorer;
use crate::decode::channel::Channel;
use crate::decode::context::ContextChannel;
use crate::decode::lattice::Wording;
use crate::decode::viterbi::Limits;
use crate::lexicon::{Family, Lexicon, Matcher, Row};

/// How much a difference of the language model counts where the whole table of family B is read: more than elsewhere, as
/// its rows say less. Chosen on excerpts of spun pages and on simulated pages of text that was left out of training, which want it
/// alike.
const WIDE_LM_SCALE: f32 = 0.70;

/// The margin that an edit of the whole table of family B needs more, in nats, where its pair was seen on a page: the table
/// is guessed for the most part, and so is what else the phrase may stand for.
const SEEN_MARGIN: f64 = 0.4;

/// The same where nobody saw the pair on a page: there are twenty such pairs for each that a table has.
const UNSEEN_MARGIN: f64 = 0.8;

/// The table of a family.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table<'r> {
    pub(super) lexicon: &'r Lexicon,
    pub(super) matcher: &'r Matcher,
    pub(super) channel: &'r Channel,
    /// How a paragraph is searched when it is restored.
    pub(super) limits: Limits,
    pub(super) wide: bool,
}

/// The whole table of family B: its rows, and every pair of the groups of synonyms. It finds what few rows list, at
/// several times the cost, so that only pages are read with it on which the rows have found a sign of the family.
#[derive(Debug)]
pub(super) struct Wide {
    lexicon: Lexicon,
    matcher: Matcher,
    channel: Channel,
    /// `None` where the file that ships is damaged, which a test rules out.
    context: OnceCell<Option<ContextChannel>>,
}

impl Restorer {
    /// The listed rows of a family.
    pub(super) fn table(&self, family: Family) -> Table<'_> {
        let Self { lexicon, matcher, channels, .. } = self;
        let channel = &channels[family as usize];
        Table { lexicon, matcher, channel, limits: Limits::default(), wide: false }
    }

    /// The whole table of family B. `None` where only rows count.
    pub(super) fn wide_table(&self) -> Option<Table<'_>> {
        self.options.synonym_cost?;
        let Wide { lexicon, matcher, channel, .. } = self.wide.get_or_init(|| {
            let lexicon = self.lexicon.with_groups();
            let matcher = Matcher::with_vocabulary(&lexicon, self.model.vocabulary().clone());
            let channel = Channel::of_family(&lexicon, &matcher, Family::B);
            Wide { lexicon, matcher, channel, context: OnceCell::new() }
        });
        let limits = Limits { lm_scale: WIDE_LM_SCALE, ..Limits::default() };
        Some(Table { lexicon, matcher, channel, limits, wide: true })
    }
}

impl Restorer {
    /// The wide context with the words of a table, made when it is first asked for.
    pub(super) fn context_of(&self, table: Table<'_>) -> Option<&ContextChannel> {
        match self.wide.get().filter(|_| table.wide) {
            None => self.context(),
            Some(Wide { lexicon, matcher, channel, context }) => {
                let make = || {
                    Some(ContextChannel::new(self.context()?.context().clone(), matcher, channel, lexicon.rows().len()))
                };
                context.get_or_init(make).as_ref()
            }
        }
    }
}

impl Table<'_> {
    /// What an edit must be surer by than others, in nats.
    pub(super) fn margin(&self, wording: Wording) -> f64 {
        let seen = |row: u32| self.lexicon.row(row).is_none_or(Row::is_seen);
        match wording {
            Wording::Row(row) if self.wide && !seen(row) => UNSEEN_MARGIN,
            Wording::Row(_) if self.wide => SEEN_MARGIN,
            _ => 0.0,
        }
    }
}
