//! Synonym groups: which words a spinner's table takes for one another.

use super::Lexicon;
use crate::model::{Vocabulary, WordId};

pub(crate) static GROUPS: &str = include_str!("../../dictionaries/synonyms.tsv");

/// The longest member, in words.
pub(crate) const MAX_MEMBER_WORDS: usize = 3;

/// The words of a member, padded.
pub(super) type Member = [WordId; MAX_MEMBER_WORDS];

/// Group membership by phrase.
#[derive(Debug, Clone, Default)]
pub(crate) struct Synonyms {
    /// Members with their groups, sorted.
    entries: Vec<(Member, u32)>,
    /// By word: where the members that begin with it begin; one more at the end.
    first: Vec<u32>,
}

pub(super) fn member(words: impl Iterator<Item = WordId>) -> Option<Member> {
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
            synonyms.entries.extend(members.flatten().map(|member| (member, next)));
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
        synonyms.entries.sort_unstable();
        let words = synonyms.entries.last().map_or(0, |(member, _)| usize::from(member[0]) + 1);
        synonyms.first = vec![0; words + 1];
        for (member, _) in &synonyms.entries {
            synonyms.first[usize::from(member[0]) + 1] += 1;
        }
        for word in 0..words {
            synonyms.first[word + 1] += synonyms.first[word];
        }
        synonyms
    }

    /// The groups of a phrase.
    #[inline]
    pub(crate) fn groups_of(&self, words: &[WordId]) -> Groups<'_> {
        let entries = words.first().and_then(|&word| {
            let &[from, to] = self.first.get(usize::from(word)..)?.first_chunk()?;
            self.entries.get(from as usize..to as usize).filter(|alike| !alike.is_empty())
        });
        let (Some(entries), Some(member)) = (entries, member(words.iter().copied())) else { return Groups::default() };
        let first = entries.partition_point(|(other, _)| *other < member);
        let len = entries[first..].iter().take_while(|(other, _)| *other == member).count();
        Groups(&entries[first..first + len])
    }
}

/// The groups that a phrase is a member of.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Groups<'s>(&'s [(Member, u32)]);

impl Groups<'_> {
    pub(crate) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// Whether two phrases are members of one group.
    pub(crate) fn share(self, other: Self) -> bool {
        let (mut i, mut j) = (0, 0);
        while let (Some((_, a)), Some((_, b))) = (self.0.get(i), other.0.get(j)) {
            match a.cmp(b) {
                std::cmp::Ordering::Equal => return true,
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
            }
        }
        false
    }
}
