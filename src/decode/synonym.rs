//! The channel of unlisted synonyms: a phrase for which a spinner's groups have another, where no row says so.
//!
//! Groups allow twenty pairs for each that a table has, so that each pair comes with a probability of its own
//! (`dictionaries/pairs.tsv`), and the channel is only asked about paragraphs that listed rows have shown to be spun.

use crate::lexicon::{MAX_SPUN_WORDS, Pairs};
use crate::model::WordId;
use crate::text::token::{Case, Kind, Token};

use super::lattice::{Lattice, Wording};
use super::viterbi::Chosen;
use crate::mix::MixSet;

/// The log-probability that a spinner writes this synonym for a word that its table certainly has with it: a word has
/// several, and the rows have the likeliest pairs.
pub(crate) const COST: f64 = -5.3;

/// Whether a word is one that a spinner looks at.
fn is_plain(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token.kind == Kind::Word && token.case == Case::Lower && !token.protected)
}

/// Notes which originals of pairs the decoded paragraph leaves standing in lower case: a spinner that had them in its
/// table would have replaced them.
pub(crate) fn note_standing(
    tokens: &[Token],
    words: &[WordId],
    chosen: &[Chosen],
    pairs: &Pairs,
    standing: &mut MixSet<u32>,
) {
    let mut arcs = chosen.iter().peekable();
    for start in 0..tokens.len() {
        if !pairs.want_first(words[start]) {
            continue;
        }
        while arcs.next_if(|choice| choice.arc.end as usize <= start).is_some() {}
        let free = arcs.peek().map_or(tokens.len(), |choice| choice.arc.start as usize);
        for end in start + 1..=(start + MAX_SPUN_WORDS).min(free) {
            if !is_plain(tokens, end - 1) {
                break;
            }
            standing.extend(pairs.wording(&words[start..end]));
        }
    }
}

/// Adds an arc for each pair whose spun phrase stands in lower case and whose original does not. The lattice must be
/// sorted afterwards.
pub(crate) fn add_arcs(
    lattice: &mut Lattice,
    tokens: &[Token],
    words: &[WordId],
    pairs: &Pairs,
    standing: &MixSet<u32>,
    cost: f32,
) {
    for start in 0..tokens.len() {
        if !pairs.begin_with(words[start]) {
            continue;
        }
        for end in start + 1..=start + MAX_SPUN_WORDS {
            if !is_plain(tokens, end - 1) {
                break;
            }
            for (number, original) in pairs.of(&words[start..end]) {
                if !standing.contains(&original.wording) {
                    lattice.add(start..end, Wording::Pair(number), pairs.words(original), cost + original.log);
                }
            }
        }
    }
}
