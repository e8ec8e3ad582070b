//! The channel of unlisted synonyms: a phrase for which a spinner's groups have another, where no row says so.
//!
//! Groups allow twenty pairs for each that a table has, so that each pair comes with a probability of its own
//! (`dictionaries/synonyms.tsv`), and the channel is only asked about paragraphs that listed rows have shown to be spun.

use crate::lexicon::{MAX_SPUN_WORDS, Pairs};
use crate::model::WordId;
use crate::text::token::{Case, Kind, Token};

use super::lattice::{Lattice, Wording};
use super::viterbi::Chosen;
use crate::mix::MixSet;

/// The log-probability that a spinner writes this synonym for a word that its table certainly has with it: a word has
/// several, and the rows have the likeliest pairs.
pub(crate) const COST: f64 = -3.5;

/// What it costs beside where the text leaves the word standing elsewhere: its spinner's table seems not to have it.
const STANDING: f32 = -1.3;

/// Pairs of which less is believed, in nats, are not worth a search: they win hardly ever.
const LEAST: f32 = -2.1;

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

/// Adds an arc for each pair whose spun phrase stands in lower case. The lattice must be sorted afterwards.
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
                let stands = if standing.contains(&original.wording) { STANDING } else { 0.0 };
                let believed = original.log + stands;
                if believed > LEAST {
                    lattice.add(start..end, Wording::Pair(number), pairs.words(original), cost + believed);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{Lexicon, Matcher};
    use crate::text::token::tokenize;

    /// The originals of the pairs that are offered for a text, with what each costs; `standing` are words of which the text
    /// is known to leave some standing.
    fn offered(text: &str, standing: &str) -> Vec<(&'static str, f32)> {
        let lexicon = Lexicon::default();
        let matcher = Matcher::with_vocabulary(&lexicon, crate::built_in_model().unwrap().vocabulary().clone());
        let pairs = Pairs::new(&lexicon, &matcher.vocabulary);
        let read = |text: &str| {
            let (mut tokens, mut words) = (Vec::new(), Vec::new());
            tokenize(text, &mut tokens);
            matcher.vocabulary.read(&tokens, text, &mut String::new(), &mut words);
            (tokens, words)
        };
        let mut stands = MixSet::default();
        let (tokens, words) = read(standing);
        note_standing(&tokens, &words, &[], &pairs, &mut stands);
        let (tokens, words) = read(text);
        let mut lattice = Lattice::default();
        add_arcs(&mut lattice, &tokens, &words, &pairs, &stands, COST as f32);
        let wording = |arc: &super::super::lattice::Arc| match arc.wording {
            Wording::Pair(number) => pairs.text(number).unwrap(),
            _ => panic!("{arc:?}"),
        };
        lattice.arcs.iter().map(|arc| (wording(arc), arc.cost)).collect()
    }

    #[test]
    fn an_original_that_stands_elsewhere_costs_more_or_is_not_offered() {
        // Without rows every likely pair is offered.
        let cost = |text: &str, standing: &str, original| {
            let offered = offered(text, standing);
            assert!(offered.iter().all(|&(_, cost)| cost > COST as f32 + LEAST && cost <= COST as f32), "{offered:?}");
            offered.iter().find(|(wording, _)| *wording == original).map(|&(_, cost)| cost)
        };
        let likely = cost("lời bị tiết lậu", "", "tiết lộ").unwrap();
        assert_eq!(cost("lời bị tiết lậu", "không ai tiết lộ", "tiết lộ"), Some(likely + STANDING));
        assert_eq!(cost("lời bị tiết lậu", "không ai Tiết Lộ", "tiết lộ"), Some(likely));
        let doubtful = cost("sống an tâm", "", "yên tâm").unwrap();
        assert!(doubtful - COST as f32 + STANDING < LEAST);
        assert_eq!(cost("sống an tâm", "cứ yên tâm", "yên tâm"), None);
        // What has a capital is not of the table.
        assert_eq!(cost("chợ An Tâm", "", "yên tâm"), None);
    }
}
