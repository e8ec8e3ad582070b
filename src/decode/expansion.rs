//! The channel of unlisted expansions: a word and its synonym side by side, where a spinner doubled the word.
//!
//! Half of what family A writes is of this kind (`khó khăn` becomes `khó khăn vất vả`, `trách nhiệm` becomes
//! `nghĩa vụ và trách nhiệm`), and no list has them all. Any two synonyms next to each other, also with `và` between,
//! may be a doubling of either. Writers pair synonyms too, so that the price is high and the channel is only asked
//! about paragraphs that listed rows have shown to be spun.

use crate::lexicon::{Groups, MAX_MEMBER_WORDS, Synonyms};
use crate::model::WordId;
use crate::text::token::{Case, Kind, Token};

use super::lattice::{Lattice, Wording};

/// The log-probability that a spinner doubles a word by a synonym that no row lists with it.
pub(crate) const COST: f64 = -3.0;

/// Adds an arc to either word wherever two synonyms stand side by side. The lattice must be sorted afterwards.
pub(crate) fn add_arcs(
    lattice: &mut Lattice,
    tokens: &[Token],
    words: &[WordId],
    and: Option<WordId>,
    synonyms: &Synonyms,
    cost: f32,
) {
    let plain = |at: usize| {
        tokens.get(at).is_some_and(|token| token.kind == Kind::Word && token.case == Case::Lower && !token.protected)
    };
    let groups = |start: usize, end: usize| -> Groups<'_> { synonyms.groups_of(&words[start..end]) };
    for start in 0..tokens.len() {
        // Two phrases of two words.
        if !plain(start + 3) {
            continue;
        }
        for middle in phrase_ends(start, &plain) {
            let one = groups(start, middle);
            if one.is_empty() {
                continue;
            }
            let joined = plain(middle) && and.is_some_and(|and| words[middle] == and);
            for second in [Some(middle), joined.then_some(middle + 1)].into_iter().flatten() {
                for end in phrase_ends(second, &plain) {
                    if !one.share(groups(second, end)) || words[start..middle] == words[second..end] {
                        continue;
                    }
                    for kept in [start..middle, second..end] {
                        let wording = Wording::Kept { from: kept.start as u32, to: kept.end as u32 };
                        lattice.add(start..end, wording, &words[kept], cost);
                    }
                }
            }
        }
    }
}

/// Where a phrase that begins here may end. A single syllable beside its synonym is a word, or a phrase of its own, as
/// often as a doubling, so that a phrase has two words at least.
fn phrase_ends(start: usize, plain: &impl Fn(usize) -> bool) -> impl Iterator<Item = usize> {
    let longest = (start..start + MAX_MEMBER_WORDS).take_while(|&at| plain(at)).count();
    start + 2..=start + longest
}
