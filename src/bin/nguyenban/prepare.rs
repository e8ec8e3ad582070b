//! What comes before a text is judged: repairs, and spelling where it is asked for. `normalize` stops after it.

use std::borrow::Cow;

use nguyenban::edit::{Edit, compose};
use nguyenban::repair::Repairer;
use nguyenban::spelling::Speller;

/// A text made ready, and how.
pub struct Prepared<'t> {
    /// The text, borrowed where nothing was changed.
    pub text: Cow<'t, str>,
    /// Edits of the input.
    pub edits: Vec<Edit>,
}

impl<'t> Prepared<'t> {
    /// A text that nothing is done to.
    pub fn untouched(text: &'t str) -> Self {
        Self { text: Cow::Borrowed(text), edits: Vec::new() }
    }
}

/// Repairs, and corrects spelling if there is a speller.
#[derive(Debug)]
pub struct Preparer<'m> {
    pub repairer: Repairer,
    pub speller: Option<Speller<'m>>,
}

impl Preparer<'_> {
    /// Makes a text ready.
    pub fn prepare<'t>(&self, text: &'t str) -> Prepared<'t> {
        let repaired = self.repairer.repair(text);
        let mut prepared = Prepared { text: repaired.text, edits: repaired.edits };
        if let Some(speller) = &self.speller {
            let spelt = speller.correct(&prepared.text);
            if !spelt.edits.is_empty() {
                // New words are written in the styles that are asked for.
                let styled = self.repairer.repair(&spelt.text);
                prepared.edits = compose(&prepared.edits, &compose(&spelt.edits, &styled.edits));
                prepared.text = Cow::Owned(styled.text.into_owned());
            }
        }
        prepared
    }
}
