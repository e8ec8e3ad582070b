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
    let none = Groups::default();
    let groups: Vec<[Groups; MAX_MEMBER_WORDS]> = (0..tokens.len())
        .map(|start| {
            std::array::from_fn(|len| {
                let end = start + len + 1;
                if (start..end).all(plain) { synonyms.groups_of(&words[start..end]) } else { none }
            })
        })
        .collect();
    for (start, ones) in groups.iter().enumerate() {
        for (len, one) in (1..).zip(ones).filter(|(_, one)| !one.is_empty()) {
            let middle = start + len;
            let joined = plain(middle) && and.is_some_and(|and| words[middle] == and);
            for second in [Some(middle), joined.then_some(middle + 1)].into_iter().flatten() {
                for (other_len, other) in (1..).zip(groups.get(second).into_iter().flatten()) {
                    let end = second + other_len;
                    // A single syllable beside its synonym is a word, or a phrase of its own, as often as a doubling.
                    if len.min(other_len) > 1 && one.share(*other) && words[start..middle] != words[second..end] {
                        for kept in [start..middle, second..end] {
                            lattice.add(
                                start..end,
                                Wording::Kept { from: kept.start as u32, to: kept.end as u32 },
                                &words[kept],
                                cost,
                            );
                        }
                    }
                }
            }
        }
    }
}
