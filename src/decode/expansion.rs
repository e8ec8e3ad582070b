//! The channel of unlisted expansions: a word and its synonym side by side, where a spinner doubled the word.
//!
//! Half of what family A writes is of this kind (`khó khăn` becomes `khó khăn vất vả`, `trách nhiệm` becomes
//! `nghĩa vụ và trách nhiệm`), and no list has them all. Any two synonyms next to each other, also with `và` between,
//! may be a doubling of either. Writers pair synonyms too, so that the price is high and the channel is only asked
//! about paragraphs that listed rows have shown to be spun, and not where all groups of family B count: what that lengthens stands
//! in its groups.

use crate::lexicon::{MAX_MEMBER_WORDS, Synonyms};
use crate::model::WordId;
use crate::text::token::{Case, Kind, Token};

use super::lattice::{Lattice, Wording};

/// The shortest phrase, in words. A single syllable beside its synonym is a word, or a phrase of its own, as often as a
/// doubling.
const SHORTEST: usize = 2;

/// How far the second phrase may begin behind the first (`và` may stand between), and one more; a power of two.
const WINDOW: usize = 8;

const _: () = assert!(WINDOW > MAX_MEMBER_WORDS + 1);

/// The log-probability that a spinner doubles a word by a synonym that no row lists with it.
pub(crate) const COST: f64 = -3.0;

/// What is added where the word stands before its synonym, and taken off where it stands behind: of the rows of this kind that
/// were seen on pages, 66 are of the former and 37 of the latter.
const FIRST: f32 = 0.3;

/// Adds an arc to either word wherever two synonyms stand side by side. The lattice must be sorted afterwards.
pub(crate) fn add_arcs(
    lattice: &mut Lattice,
    tokens: &[Token],
    words: &[WordId],
    and: Option<WordId>,
    synonyms: &Synonyms,
    cost: f32,
) {
    // By first word: a bit for each length of a synonym that may begin there. Two must stand side by side before either is looked
    // up.
    let mut members = [0; WINDOW];
    let mut plain = 0;
    for start in (0..tokens.len()).rev() {
        plain = if is_plain(&tokens[start]) { plain + 1 } else { 0 };
        let may_be = |len: usize| u8::from(len <= plain && synonyms.may_have(&words[start..start + len])) << len;
        let here = (SHORTEST..=MAX_MEMBER_WORDS).fold(0, |here, len| here | may_be(len));
        members[start % WINDOW] = here;
        for middle in ends(start, here) {
            let joined = and.is_some_and(|and| plain > middle - start && words[middle] == and);
            for second in [Some(middle), joined.then_some(middle + 1)].into_iter().flatten() {
                for end in ends(second, members[second % WINDOW]) {
                    let [one, other] = [&words[start..middle], &words[second..end]];
                    if one == other
                        || !synonyms.groups_of(one).share(synonyms.groups_of(other))
                        || synonyms.switched_off(&words[start..end])
                    {
                        continue;
                    }
                    for (kept, cost) in [(start..middle, cost + FIRST), (second..end, cost - FIRST)] {
                        let wording = Wording::Kept { from: kept.start as u32, to: kept.end as u32 };
                        lattice.add(start..end, wording, &words[kept], cost);
                    }
                }
            }
        }
    }
}

/// Where the synonyms end that may begin at a word.
fn ends(start: usize, members: u8) -> impl Iterator<Item = usize> {
    (SHORTEST..=MAX_MEMBER_WORDS).filter(move |len| members >> len & 1 == 1).map(move |len| start + len)
}

/// Whether a word is one that a spinner looks at.
fn is_plain(token: &Token) -> bool {
    token.kind == Kind::Word && token.case == Case::Lower && !token.protected
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{Lexicon, Matcher};
    use crate::text::token::tokenize;

    #[test]
    fn either_synonym_may_be_the_word_and_the_first_costs_less() {
        let lexicon = Lexicon::built_in().unwrap();
        let matcher = Matcher::with_vocabulary(&lexicon, crate::built_in_model().unwrap().vocabulary().clone());
        let synonyms = Synonyms::new(&lexicon, &matcher.vocabulary);
        let offered = |text: &str| -> Vec<(String, f32)> {
            let (mut tokens, mut words, mut buffer) = (Vec::new(), Vec::new(), String::new());
            tokenize(text, &mut tokens);
            matcher.vocabulary.read(&tokens, text, &mut buffer, &mut words);
            let and = matcher.vocabulary.get("và", &mut buffer);
            let mut lattice = Lattice::default();
            add_arcs(&mut lattice, &tokens, &words, and, &synonyms, COST as f32);
            let kept = |wording: Wording| match wording {
                Wording::Kept { from, to } => {
                    text[tokens[from as usize].start as usize..tokens[to as usize - 1].end as usize].to_owned()
                }
                _ => panic!("{wording:?}"),
            };
            lattice.arcs.iter().map(|arc| (kept(arc.wording), arc.cost)).collect()
        };
        let [first, second] = [COST as f32 + FIRST, COST as f32 - FIRST];
        let both = |one: &str, other: &str| vec![(one.to_owned(), first), (other.to_owned(), second)];
        assert_eq!(offered("đường rất khó khăn gian nan"), both("khó khăn", "gian nan"));
        assert_eq!(offered("một đời gian nan và khó khăn"), both("gian nan", "khó khăn"));
        // Not a word beside itself, nor across a comma, nor what has a capital.
        for text in ["gian nan gian nan", "khó khăn, gian nan", "khó khăn Gian nan"] {
            assert_eq!(offered(text), [], "{text}");
        }
    }
}
