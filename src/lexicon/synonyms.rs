//! Synonym groups: which words a spinner's table takes for one another.

use std::collections::HashSet;

use super::Lexicon;
use super::bits::Bits;
use super::lists::Lists;
use super::tables::groups;
use crate::model::{Vocabulary, WordId};
use crate::text::parts;

/// The longest member, in words.
pub(crate) const MAX_MEMBER_WORDS: usize = 3;

/// A phrase of at most three words: its first word, and the others as a number.
pub(super) type Member = (WordId, u32);

pub(super) fn member(words: impl IntoIterator<Item = WordId>) -> Option<Member> {
    let mut words = words.into_iter();
    let first = words.next()?;
    // Word numbers have fourteen bits; 0 is no word.
    let mut rest = || words.next().map_or(0, |word| u32::from(word) + 1);
    let rest = rest() << 15 | rest();
    words.next().is_none().then_some((first, rest))
}

/// A phrase as one number.
#[inline]
pub(super) fn key((first, rest): Member) -> u64 {
    u64::from(first) << 32 | u64::from(rest)
}

/// Bits that tell of a phrase that it is no member, by member and group: a phrase is in one or two groups.
const BITS: usize = 2;

/// About so many members are in groups and rows.
const ABOUT: usize = 60_000;

/// Group membership by phrase.
#[derive(Debug, Clone, Default)]
pub(crate) struct Synonyms {
    /// By first word: the other words of members (high half) with their groups (low half), sorted.
    entries: Lists<u64>,
    /// By member: few phrases are any.
    some: Bits,
    /// Phrases of which the lexicon switches a pair off: what its user has looked at is not guessed at.
    off: HashSet<Vec<WordId>>,
}

impl Synonyms {
    /// The groups that ship with the crate, and the pairs of a lexicon's rows, for the words of a vocabulary.
    pub(crate) fn new(lexicon: &Lexicon, vocabulary: &Vocabulary) -> Self {
        let mut entries: Vec<(u32, u64)> = Vec::with_capacity(ABOUT);
        let mut add = |phrase: &str, group: u32| {
            if let Some((first, rest)) = phrase_member(phrase, vocabulary) {
                entries.push((u32::from(first), u64::from(rest) << 32 | u64::from(group)));
            }
        };
        let mut group = 0;
        for of_tables in groups() {
            of_tables.members().for_each(|phrase| add(phrase, group));
            group += 1;
        }
        for row in lexicon.rows() {
            let (mut shorter, mut longer) = (&row.spun, &row.original);
            if shorter.len() > longer.len() {
                std::mem::swap(&mut shorter, &mut longer);
            }
            // A row that lengthens its original (`khó khăn vất vả`) says nothing of two words.
            if !longer.contains(shorter.as_str()) {
                add(&row.spun, group);
                add(&row.original, group);
            }
            group += 1;
        }
        let mut some = Bits::new(entries.len(), BITS);
        for &(first, entry) in &entries {
            some.add(key((first as WordId, (entry >> 32) as u32)));
        }
        let mut entries = Lists::new(vocabulary.len(), &entries);
        entries.each_mut().for_each(<[u64]>::sort_unstable);
        let mut buffer = String::new();
        let mut words = |phrase| parts(phrase, b' ').map(|word| vocabulary.get(word, &mut buffer)).collect();
        let off = lexicon.off.iter().filter_map(|(spun, _)| words(spun)).collect();
        Self { entries, some, off }
    }

    /// Whether the lexicon switches off what a phrase may have been written for.
    #[inline]
    pub(crate) fn switched_off(&self, phrase: &[WordId]) -> bool {
        !self.off.is_empty() && self.off.contains(phrase)
    }

    /// Whether a phrase may be in a group; where not, it is in none. It takes less time than asking for the groups.
    #[inline]
    pub(crate) fn may_have(&self, words: &[WordId]) -> bool {
        member(words.iter().copied()).is_some_and(|member| self.some.may_have(key(member)))
    }

    /// The groups of a phrase.
    #[inline]
    pub(crate) fn groups_of(&self, words: &[WordId]) -> Groups<'_> {
        let Some((first, rest)) = member(words.iter().copied()) else { return Groups::default() };
        let entries = self.entries.of(usize::from(first));
        let from = entries.partition_point(|&entry| entry >> 32 < u64::from(rest));
        let len = entries[from..].iter().take_while(|&&entry| entry >> 32 == u64::from(rest)).count();
        Groups(&entries[from..from + len])
    }
}

/// A phrase of a file that ships. Those are in lower case and NFC: their words need no folding. Words of more than
/// sixteen bytes are left out; there are none.
pub(super) fn phrase_member(phrase: &str, vocabulary: &Vocabulary) -> Option<Member> {
    let mut words = [0; MAX_MEMBER_WORDS];
    let mut len = 0;
    for word in parts(phrase, b' ') {
        *words.get_mut(len)? = vocabulary.as_written(word)?;
        len += 1;
    }
    member(words[..len].iter().copied())
}

/// The groups that a phrase is a member of.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Groups<'s>(&'s [u64]);

impl Groups<'_> {
    /// Whether two phrases are members of one group.
    pub(crate) fn share(self, other: Self) -> bool {
        let (mut i, mut j) = (0, 0);
        while let (Some(&a), Some(&b)) = (self.0.get(i), other.0.get(j)) {
            match (a as u32).cmp(&(b as u32)) {
                std::cmp::Ordering::Equal => return true,
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::tables::Group;
    use crate::lexicon::{Matcher, Pairs};

    fn words(phrase: &str, vocabulary: &Vocabulary) -> Option<Vec<WordId>> {
        parts(phrase, b' ').map(|word| vocabulary.as_written(word)).collect()
    }

    #[test]
    fn bits_hide_no_member_and_no_pair() {
        let lexicon = Lexicon::built_in().unwrap();
        let model = crate::built_in_model().unwrap();
        // The words of the lexicon that the model does not have are known too.
        let vocabulary = Matcher::with_vocabulary(&lexicon, model.vocabulary().clone()).vocabulary;
        let (synonyms, pairs) = (Synonyms::new(&lexicon, &vocabulary), Pairs::new(&lexicon, &vocabulary));
        let (mut members, mut offered) = (0, 0);
        for group in groups() {
            let phrases = group.members().filter_map(|phrase| words(phrase, &vocabulary));
            for phrase in phrases.filter(|phrase| phrase.len() <= MAX_MEMBER_WORDS) {
                assert!(synonyms.may_have(&phrase), "{group:?}");
                assert!(synonyms.groups_of(&phrase).share(synonyms.groups_of(&phrase)), "{group:?}");
                members += 1;
            }
        }
        for pair in groups().flat_map(Group::likely) {
            let phrases = [pair.spun, pair.original].map(|phrase| words(phrase, &vocabulary));
            let [Some(spun), Some(original)] = &phrases else { continue };
            let mut originals = pairs.of(spun).map(|(_, original)| original);
            if let Some(found) = originals.find(|found| pairs.words(found) == original) {
                let short = original.len() <= MAX_MEMBER_WORDS;
                assert_eq!(pairs.wording(original), short.then_some(found.wording), "{pair:?}");
                assert!(pairs.begin_with(spun[0]) && (pairs.want_first(original[0]) || !short), "{pair:?}");
                offered += 1;
            }
        }
        // All but what rows list or switch off.
        assert!(members > 30_000 && offered > 7_500, "{members} {offered}");
    }
}
