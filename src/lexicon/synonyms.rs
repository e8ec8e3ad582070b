//! Synonym groups: which words a spinner's table takes for one another.

use super::Lexicon;
use crate::model::{Vocabulary, WordId};

static GROUPS: &str = include_str!("../../dictionaries/synonyms.tsv");

/// The longest member, in words.
pub(crate) const MAX_MEMBER_WORDS: usize = 3;

/// The words of a member, padded.
type Member = [WordId; MAX_MEMBER_WORDS];

/// Group membership by phrase.
#[derive(Debug, Clone, Default)]
pub(crate) struct Synonyms {
    /// Members with their groups, sorted.
    groups: Vec<(Member, u32)>,
    /// By word: whether a member begins with it.
    begins: Vec<bool>,
}

fn member(words: impl Iterator<Item = WordId>) -> Option<Member> {
    let mut member = [0; MAX_MEMBER_WORDS];
    for (at, word) in words.enumerate() {
        *member.get_mut(at)? = word;
    }
    Some(member)
}

impl Synonyms {
    /// The groups that ship with the crate, and the pairs of a lexicon's rows, for the words of a vocabulary.
    pub(crate) fn new(lexicon: &Lexicon, vocabulary: &Vocabulary) -> Self {
        let mut synonyms = Self::default();
        // The files that ship are in lower case and NFC: their words need no folding. Words of more than sixteen bytes
        // are left out; there are none.
        let phrase = |text: &str| {
            let mut member = [0; MAX_MEMBER_WORDS];
            for (at, word) in text.split(' ').enumerate() {
                *member.get_mut(at)? = vocabulary.as_written(word)?;
            }
            Some(member)
        };
        let mut next = 0;
        let mut add = |members: &mut dyn Iterator<Item = Option<Member>>| {
            synonyms.groups.extend(members.flatten().map(|member| (member, next)));
            next += 1;
        };
        for line in GROUPS.lines().skip(1) {
            let members = line.split('\t').next().unwrap_or_default();
            add(&mut members.split('|').map(phrase));
        }
        for row in lexicon.rows() {
            // A row that lengthens its original (`khó khăn vất vả`) says nothing of two words.
            if !row.spun.contains(&row.original) && !row.original.contains(&row.spun) {
                add(&mut [&row.spun, &row.original].into_iter().map(|text| phrase(text)));
            }
        }
        synonyms.groups.sort_unstable();
        let words = synonyms.groups.iter().map(|(member, _)| usize::from(member[0]));
        synonyms.begins = vec![false; words.clone().max().unwrap_or(0) + 1];
        for word in words {
            synonyms.begins[word] = true;
        }
        synonyms
    }

    /// Whether two phrases are different members of one group.
    pub(crate) fn are_synonyms(&self, one: &[WordId], other: &[WordId]) -> bool {
        let (one_groups, other_groups) = (self.groups_of(one), self.groups_of(other));
        let (mut i, mut j) = (0, 0);
        while let (Some((_, a)), Some((_, b))) = (one_groups.get(i), other_groups.get(j)) {
            match a.cmp(b) {
                std::cmp::Ordering::Equal => return one != other,
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
            }
        }
        false
    }

    /// Whether a phrase is a member of any group.
    pub(crate) fn knows(&self, words: &[WordId]) -> bool {
        words.first().is_some_and(|&word| self.begins.get(usize::from(word)) == Some(&true))
            && !self.groups_of(words).is_empty()
    }

    /// The entries of a phrase.
    fn groups_of(&self, words: &[WordId]) -> &[(Member, u32)] {
        let Some(member) = member(words.iter().copied()) else { return &[] };
        let first = self.groups.partition_point(|(other, _)| *other < member);
        let len = self.groups[first..].iter().take_while(|(other, _)| *other == member).count();
        &self.groups[first..first + len]
    }
}
