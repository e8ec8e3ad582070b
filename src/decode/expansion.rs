//! The channel of unlisted expansions: a word and its synonym side by side, where a spinner doubled the word.
//!
//! Half of what family A writes is of this kind (`khó khăn` becomes `khó khăn vất vả`, `trách nhiệm` becomes
//! `nghĩa vụ và trách nhiệm`), and no list has them all. Any two synonyms next to each other, also with `và` between,
//! may be a doubling of either. Writers pair synonyms too, so that the price is high and the channel is only asked
//! about paragraphs that listed rows have shown to be spun.

use crate::lexicon::{MAX_MEMBER_WORDS, Synonyms};
use crate::model::WordId;
use crate::text::token::{Case, Kind, Token};

use super::lattice::{Lattice, Wording};

/// The log-probability that a spinner doubles a word by a synonym that no row lists with it.
const COST: f32 = -5.0;

/// Adds an arc to either word wherever two synonyms stand side by side.
pub(crate) fn add_arcs(
    lattice: &mut Lattice,
    tokens: &[Token],
    words: &[WordId],
    and: Option<WordId>,
    synonyms: &Synonyms,
) {
    let plain = |at: usize| {
        tokens.get(at).is_some_and(|token| token.kind == Kind::Word && token.case == Case::Lower && !token.protected)
    };
    for start in 0..tokens.len() {
        for len in 1..=MAX_MEMBER_WORDS {
            let middle = start + len;
            if !plain(middle - 1) {
                break;
            }
            if !synonyms.knows(&words[start..middle]) {
                continue;
            }
            let joined = plain(middle) && and.is_some_and(|and| words[middle] == and);
            for second in [Some(middle), joined.then_some(middle + 1)].into_iter().flatten() {
                for end in second + 1..=second + MAX_MEMBER_WORDS {
                    if !plain(end - 1) {
                        break;
                    }
                    // Two single syllables side by side are a word as often as a doubling.
                    if len + (end - second) > 2 && synonyms.are_synonyms(&words[start..middle], &words[second..end]) {
                        for kept in [start..middle, second..end] {
                            lattice.add(
                                start..end,
                                Wording::Kept { from: kept.start as u32, to: kept.end as u32 },
                                &words[kept],
                                COST,
                            );
                        }
                    }
                }
            }
        }
    }
    lattice.sort_arcs();
}
