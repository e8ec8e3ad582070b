//! Plain copies: pages carry captions, titles and leads twice, once as they were and once spun.
//!
//! Two sentences of a page that share most of their words in order are taken for such a pair. What differs between
//! words that they share are pairs of a phrase and its original.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::groups::{Groups, Phrase};
use super::pages::{Line, MAX_WORDS};
use crate::model::WordId;
use crate::restorer::Worker;
use crate::text::token::{Case, Kind, Token, begins_sentence};

/// A phrase in a sentence whose plain copy has something else there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Copied {
    pub(super) spun: Phrase,
    pub(super) original: Phrase,
    pub(super) spun_text: String,
    pub(super) original_text: String,
    /// The spun sentence, by its number among all.
    pub(super) sentence: usize,
}

/// The words that a sentence must have, and may have at most, to be compared.
const LENGTHS: std::ops::RangeInclusive<usize> = 6..=60;
/// The share of the longer sentence's words that must be found in the other, in order.
const SHARED: f64 = 0.5;
/// A pair of words in more sentences than this is no sign of a copy.
const COMMON: usize = 50;

/// The sentences of a page. A line end ends one, and so does a full stop before a capital.
pub(super) fn sentences(page: &str, vocabulary: &crate::model::Vocabulary) -> Vec<Line> {
    let mut sentences = Vec::new();
    for (_, text) in crate::text::lines(page) {
        let line = Line::new(text.to_owned(), &[], vocabulary);
        let mut from = 0;
        for at in 1..=line.tokens.len() {
            let ends = at == line.tokens.len()
                || (line.tokens[at - 1].kind == Kind::Stop && line.tokens[at].case != Case::Lower);
            if ends && LENGTHS.contains(&(at - from)) {
                sentences.push(Line::new(line.phrase(from..at).to_owned(), &[], vocabulary));
            }
            if ends {
                from = at;
            }
        }
    }
    sentences
}

/// The pairs that the sentences of one page show, and which sentences are spun.
pub(super) fn find(sentences: &[Line], groups: &Groups, worker: &mut Worker<'_>) -> Vec<Copied> {
    let mut with: BTreeMap<(WordId, WordId), Vec<usize>> = BTreeMap::new();
    for (number, sentence) in sentences.iter().enumerate() {
        let pairs: BTreeSet<_> = sentence.words.windows(2).map(|pair| (pair[0], pair[1])).collect();
        pairs.into_iter().for_each(|pair| with.entry(pair).or_default().push(number));
    }
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for numbers in with.values().filter(|numbers| numbers.len() <= COMMON) {
        for (i, &one) in numbers.iter().enumerate() {
            numbers[i + 1..].iter().for_each(|&other| *shared.entry((one, other)).or_default() += 1);
        }
    }
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for ((one, other), pairs) in shared {
        let (a, b) = (&sentences[one], &sentences[other]);
        // Every changed phrase breaks two pairs of words; a third of them must be whole.
        if a.words == b.words || pairs * 3 < a.words.len().min(b.words.len()) || !seen.insert((&a.words, &b.words)) {
            continue;
        }
        let steps = align(&a.words, &b.words);
        if (steps.len() as f64) < SHARED * a.words.len().max(b.words.len()) as f64 {
            continue;
        }
        let mut odds =
            |line: &Line| worker.judge(&line.text).0.first().map_or(f64::NEG_INFINITY, |found| found.log_odds);
        let (odds_a, odds_b) = (odds(a), odds(b));
        // Spinners of family A lengthen: where the odds are even, the longer one is spun.
        let first_is_spun = if (odds_a - odds_b).abs() > 0.5 { odds_a > odds_b } else { a.words.len() > b.words.len() };
        let (number, spun, plain) = if first_is_spun { (one, a, b) } else { (other, b, a) };
        let steps: Vec<_> = if first_is_spun { steps } else { steps.into_iter().map(|(i, j)| (j, i)).collect() };
        for (from, to) in gaps(&steps) {
            pairs_of(spun, from, plain, to, groups, number, &mut found);
        }
    }
    found
}

/// The longest common subsequence, as the positions of its words on both sides.
fn align(a: &[WordId], b: &[WordId]) -> Vec<(usize, usize)> {
    let width = b.len() + 1;
    let mut best = vec![0u16; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            best[i * width + j] = if a[i] == b[j] {
                best[(i + 1) * width + j + 1] + 1
            } else {
                best[(i + 1) * width + j].max(best[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut steps) = (0, 0, Vec::new());
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            steps.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if best[(i + 1) * width + j] >= best[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    steps
}

/// The stretches between shared words that differ. What comes before the first and after the last of them may be
/// another sentence's, and says nothing.
fn gaps(steps: &[(usize, usize)]) -> Vec<(Range<usize>, Range<usize>)> {
    let between = |pair: &[(usize, usize)]| (pair[0].0 + 1..pair[1].0, pair[0].1 + 1..pair[1].1);
    steps.windows(2).map(between).filter(|(a, b)| !a.is_empty() || !b.is_empty()).collect()
}

/// How many shared words on either side may belong to a changed phrase: `truy vấn` for `truy cập`.
const WIDEN: usize = 2;

/// How good a pair of stretches is: what is known of it, the least widened, to the left rather.
type Rank = (usize, std::cmp::Reverse<usize>, usize);

/// The pairs that one gap shows.
fn pairs_of(
    spun: &Line,
    from: Range<usize>,
    plain: &Line,
    to: Range<usize>,
    groups: &Groups,
    sentence: usize,
    found: &mut Vec<Copied>,
) {
    // Two changed phrases side by side are told apart where a group holds either.
    for i in from.start + 1..from.end {
        for j in to.start + 1..to.end {
            let firsts = groups.are_partners(&spun.words[from.start..i], &plain.words[to.start..j]);
            if firsts || groups.are_partners(&spun.words[i..from.end], &plain.words[j..to.end]) {
                pairs_of(spun, from.start..i, plain, to.start..j, groups, sentence, found);
                pairs_of(spun, i..from.end, plain, j..to.end, groups, sentence, found);
                return;
            }
        }
    }
    let mut best: Option<(Rank, Range<usize>, Range<usize>)> = None;
    for left in 0..=WIDEN.min(from.start).min(to.start) {
        for right in 0..=WIDEN.min(spun.words.len() - from.end).min(plain.words.len() - to.end) {
            let (from, to) = (from.start - left..from.end + right, to.start - left..to.end + right);
            let (s, o) = (&spun.words[from.clone()], &plain.words[to.clone()]);
            let same = s[..left.min(s.len())] == o[..left.min(o.len())] && s[s.len() - right..] == o[o.len() - right..];
            if s.is_empty() || o.is_empty() || !same || s.len() > MAX_WORDS || o.len() > MAX_WORDS {
                continue;
            }
            let known = 4 * usize::from(groups.are_partners(s, o)) + 2 * usize::from(groups.knows(o));
            let rank = (known + usize::from(groups.knows(s)), std::cmp::Reverse(left + right), left);
            if best.as_ref().is_none_or(|(before, ..)| rank > *before) {
                best = Some((rank, from, to));
            }
        }
    }
    let Some(((known, ..), from, to)) = best else { return };
    // Without a word that is known, where the phrase begins and ends is a guess.
    let (Some(spun_text), Some(original_text)) = (wording(spun, &from), wording(plain, &to)) else { return };
    let lower = !original_text.chars().any(char::is_uppercase);
    if (known > 0 || from.len() > 1 && to.len() > 1) && lower && spun_text != original_text {
        found.push(Copied {
            spun: spun.words[from].to_vec(),
            original: plain.words[to].to_vec(),
            spun_text,
            original_text,
            sentence,
        });
    }
}

/// The text of words without marks between them; in lower case where a capital only begins the sentence.
fn wording(line: &Line, words: &Range<usize>) -> Option<String> {
    let tokens = &line.tokens[words.clone()];
    let word = |token: &Token| token.kind == Kind::Word && !token.protected;
    if !tokens.iter().all(word) {
        return None;
    }
    let text: Vec<&str> = tokens.iter().map(|token| token.text(&line.text)).collect();
    let text = text.join(" ");
    let first = tokens.first()?.case == Case::Capital && begins_sentence(&line.tokens, words.start);
    Some(if first { text.to_lowercase() } else { text })
}
