//! What training asks of the restorer: spun paragraphs as the decoder has them before it, and what was seen there.

use super::evidence::untouched;
use super::reading::{Keep, Reading};
use super::table::Table;
use super::worker::{Scratch, Worker};
use crate::decode::channel::Seen;
use crate::decode::draft::Draft;
use crate::decode::lattice::{Lattice, Wording};
use crate::detect::{self, Judgement};
use crate::fit::Usage;
use crate::lexicon::Family;
use crate::model::{Vocabulary, WordId};
use crate::text::token::Token;

/// What the decoder has before it of a paragraph.
pub(crate) struct Laid<'s> {
    pub(crate) tokens: &'s [Token],
    pub(crate) words: &'s [WordId],
    /// Of all words of the table.
    pub(crate) vocabulary: &'s Vocabulary,
    pub(crate) lattice: &'s Lattice,
    pub(crate) draft: &'s Draft,
    pub(crate) lm_scale: f32,
}

impl Worker<'_> {
    /// Shows every paragraph of a text that is known to be spun by a family as the decoder has it before it for the second
    /// time.
    pub(crate) fn places(
        &mut self,
        text: &str,
        paragraphs: &[Judgement],
        family: Family,
        mut visit: impl FnMut(usize, &Laid<'_>),
    ) {
        self.scratch.search.remember(true);
        let (listed, channel) = match family {
            Family::A => {
                let channel = self.adapt(text, paragraphs, &Keep::new(0), &mut Seen::default());
                (self.restorer.table(family), channel)
            }
            Family::B => self.page_table(text, paragraphs),
        };
        let table = Table { channel: &channel, ..listed };
        for (number, paragraph) in paragraphs.iter().enumerate().filter(|(_, paragraph)| paragraph.spun) {
            self.read(text, paragraph, listed);
            self.decode(text, paragraph, table, false);
            let draft = self.draft();
            let Scratch { reading: Reading { tokens, words, .. }, lattice, .. } = &self.scratch;
            let (vocabulary, lm_scale) = (&table.matcher.vocabulary, table.limits.lm_scale);
            visit(number, &Laid { tokens, words, vocabulary, lattice, draft: &draft, lm_scale });
        }
    }

    /// Adds up which rows the spun paragraphs of a text show used, and which originals standing.
    pub(crate) fn observe(&mut self, text: &str, usage: &mut Usage) {
        let (paragraphs, ..) = self.judge(text);
        let restorer = self.restorer;
        for paragraph in paragraphs.iter().filter(|paragraph| paragraph.spun) {
            let table = restorer.table(paragraph.family);
            self.read(text, paragraph, table);
            self.decode(text, paragraph, table, true);
            let Scratch { search, lattice, .. } = &self.scratch;
            for choice in search.chosen() {
                if let Wording::Row(row) = choice.arc.wording {
                    *usage.used.entry(row).or_default() += detect::probability(f64::from(choice.margin));
                }
            }
            for stand in untouched(lattice, search) {
                let pattern = restorer.matcher.pattern(stand.pattern);
                if let Some(row) = pattern.original.first().and_then(|&row| restorer.lexicon.row(row)) {
                    *usage.stood.entry(row.original.clone()).or_default() += 1.0;
                }
            }
        }
    }
}
