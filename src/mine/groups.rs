//! Which phrases may stand for one another: the synonym groups of spinner tables, and the groups that rows imply.

use std::collections::{BTreeMap, BTreeSet};

use crate::lexicon::{self, Lexicon};
use crate::model::{Vocabulary, WordId};

/// A phrase as word numbers.
pub(super) type Phrase = Vec<WordId>;

/// Groups, to be asked for the other members.
#[derive(Debug, Default)]
pub(super) struct Groups {
    members: Vec<Vec<Phrase>>,
    of: BTreeMap<Phrase, Vec<u32>>,
    /// The groups from this one on are those of rows.
    implied: u32,
    /// How each phrase is written.
    texts: BTreeMap<Phrase, String>,
    /// Phrases that rows name as originals.
    pub(super) originals: BTreeSet<Phrase>,
}

/// The numbers of a phrase's words; `None` if a word is not in the vocabulary.
pub(super) fn read(text: &str, vocabulary: &Vocabulary, buffer: &mut String) -> Option<Phrase> {
    text.split(' ').map(|word| vocabulary.get(word, buffer)).collect()
}

impl Groups {
    /// The groups that ship, and for each original of the lexicon one with all that is written for it.
    pub(super) fn new(lexicon: &Lexicon, vocabulary: &Vocabulary) -> Self {
        let mut groups = Self::default();
        let mut buffer = String::new();
        for of_tables in lexicon::groups() {
            groups.add(of_tables.members(), vocabulary, &mut buffer);
        }
        groups.implied = groups.members.len() as u32;
        let mut by_original: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for row in lexicon.rows() {
            by_original.entry(&row.original).or_default().push(&row.spun);
        }
        for (original, spun) in by_original {
            groups.add(std::iter::once(original).chain(spun), vocabulary, &mut buffer);
            groups.originals.extend(read(original, vocabulary, &mut buffer));
        }
        groups
    }

    fn add<'t>(&mut self, texts: impl Iterator<Item = &'t str>, vocabulary: &Vocabulary, buffer: &mut String) {
        let number = self.members.len() as u32;
        let mut members = Vec::new();
        for text in texts.filter(|text| !text.chars().any(char::is_uppercase)) {
            let Some(phrase) = read(text, vocabulary, buffer) else { continue };
            if phrase.len() > super::pages::MAX_WORDS || members.contains(&phrase) {
                continue;
            }
            self.of.entry(phrase.clone()).or_default().push(number);
            self.texts.entry(phrase.clone()).or_insert_with(|| text.to_owned());
            members.push(phrase);
        }
        self.members.push(members);
    }

    /// Whether a group or an original of a row holds the phrase.
    pub(super) fn knows(&self, phrase: &[WordId]) -> bool {
        self.of.contains_key(phrase)
    }

    /// How a known phrase is written.
    pub(super) fn text(&self, phrase: &[WordId]) -> Option<&str> {
        self.texts.get(phrase).map(String::as_str)
    }

    /// The other members of the phrase's groups: how many groups of tables hold both, and whether rows imply it.
    pub(super) fn partners(&self, phrase: &[WordId]) -> BTreeMap<&Phrase, (u32, bool)> {
        let mut partners: BTreeMap<&Phrase, (u32, bool)> = BTreeMap::new();
        for &group in self.of.get(phrase).into_iter().flatten() {
            for member in self.members[group as usize].iter().filter(|member| *member != phrase) {
                let (tables, implied) = partners.entry(member).or_default();
                if group < self.implied { *tables += 1 } else { *implied = true }
            }
        }
        partners
    }

    /// Whether two phrases stand in one group.
    pub(super) fn are_partners(&self, one: &[WordId], other: &[WordId]) -> bool {
        let (Some(one), Some(other)) = (self.of.get(one), self.of.get(other)) else { return false };
        one.iter().any(|group| other.binary_search(group).is_ok())
    }

    /// All phrases of at most `words` words.
    pub(super) fn phrases(&self, words: usize) -> impl Iterator<Item = &Phrase> {
        self.of.keys().filter(move |phrase| phrase.len() <= words)
    }
}
