//! The stage: [`Speller`], its options, and the worker that holds its buffers.

use std::borrow::Cow;

use once_cell::sync::OnceCell;

use super::accents;
use super::candidates::{Candidates, MAX_CANDIDATES};
use super::index::Index;
use super::keys::{Method, typed};
use super::letters::Spelt;
use super::lost::{self, Syllables};
use super::rare::strangeness;
use super::slips::{Slip, in_marks, surer};
use super::suspects::Suspects;
use crate::decode::lattice::{Lattice, View, Wording};
use crate::decode::viterbi::{Limits, Search};
use crate::edit::{Edit, Rule, apply, compose};
use crate::model::{NgramModel, UNKNOWN, WordId};
use crate::text::MAX_PARAGRAPH_BYTES;
use crate::text::fold::unfold;
use crate::text::lines;
use crate::text::token::{Token, tokenize};
use crate::text::tone::Placement;

/// How often a paragraph is read again after it was changed: a word put right lets its neighbours be seen. Each time
/// the paragraph becomes likelier, so that nothing goes in circles.
const ROUNDS: usize = 8;

/// Spelling: a wide beam, for the margins that are asked for.
const SPELLING: Limits = Limits { beam: 24, width: 40.0, lm_scale: 0.8, sum: false };

/// A candidate that loses more than this when the words around it stay as they are is not searched, in nats.
const ALONE: f32 = -4.0;

/// A passage of no more tokens may well have no mark.
const SHORT: usize = 5;

/// The share of words beyond which a paragraph is not corrected: so many slips are no slips. Two are always allowed.
const DENSE: f32 = 0.1;

/// Diacritics: an arc at nearly every word, and no channel to weigh against.
const DIACRITICS: Limits = Limits { beam: 16, width: 12.0, lm_scale: 1.0, sum: false };

/// What is done, and from which odds on.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct SpellingOptions {
    /// Whether slips are corrected. Default: true.
    pub slips: bool,
    /// A slip is corrected from this margin on, in nats, 0 or more; a wrong tone from 2.5 nats more on. Default: 3.
    pub slip_log_odds: f64,
    /// Whether letters that decoding lost (`Vi\u{FFFD}t Nam`, `má»\u{FFFD} than`) are put back where the words around leave no
    /// doubt. Default: true.
    pub lost_letters: bool,
    /// Whether passages without diacritics get them back. Default: false.
    pub diacritics: bool,
    /// A syllable of such a passage gets its marks from this margin on, in nats, 0 or more. Default: 0.
    pub diacritic_log_odds: f64,
}

impl Default for SpellingOptions {
    fn default() -> Self {
        Self { slips: true, slip_log_odds: 3.0, lost_letters: true, diacritics: false, diacritic_log_odds: 0.0 }
    }
}

/// A text with its spelling corrected, and how.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Spelling<'t> {
    /// The corrected text: the input with the edits applied. Borrowed where there are none.
    pub text: Cow<'t, str>,
    /// What was changed: bytes of the input, sorted and disjoint, on character boundaries.
    pub edits: Vec<Edit>,
    /// Paragraphs longer than [`MAX_PARAGRAPH_BYTES`], which passed through unread.
    pub skipped: usize,
}

/// Corrects spelling by a language model.
///
/// Immutable and shared; each thread takes a [`SpellerWorker`].
#[derive(Debug)]
pub struct Speller<'m> {
    model: &'m NgramModel,
    /// Made when the first word looks wrong.
    index: OnceCell<Index>,
    /// Made when the first letter looks lost.
    syllables: OnceCell<Syllables>,
    options: SpellingOptions,
}

impl<'m> Speller<'m> {
    /// A speller with a model and options. Cheap: what it needs of the vocabulary is read at the first suspicious word.
    #[must_use]
    pub fn new(model: &'m NgramModel, options: SpellingOptions) -> Self {
        Self { model, index: OnceCell::new(), syllables: OnceCell::new(), options }
    }

    /// A worker: the buffers that one thread needs.
    #[must_use]
    pub fn worker(&self) -> SpellerWorker<'_> {
        SpellerWorker { speller: self, scratch: Scratch::new(self.model) }
    }

    /// Corrects one text. See [`SpellerWorker::correct`].
    #[must_use]
    pub fn correct<'t>(&self, text: &'t str) -> Spelling<'t> {
        self.worker().correct(text)
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(self.model))
    }
}

#[derive(Debug)]
struct Scratch<'s> {
    spelling: Search<'s>,
    diacritics: Search<'s>,
    lattice: Lattice,
    tokens: Vec<Token>,
    words: Vec<WordId>,
    suspects: Suspects,
    candidates: Candidates,
    fold: String,
}

impl<'s> Scratch<'s> {
    fn new(model: &'s NgramModel) -> Self {
        Self {
            spelling: Search::new(model, SPELLING),
            diacritics: Search::new(model, DIACRITICS),
            lattice: Lattice::bounded(MAX_CANDIDATES),
            tokens: Vec::new(),
            words: Vec::new(),
            suspects: Suspects::default(),
            candidates: Candidates::default(),
            fold: String::new(),
        }
    }
}

/// Corrects text after text on one thread, with the buffers used again.
#[derive(Debug)]
pub struct SpellerWorker<'s> {
    speller: &'s Speller<'s>,
    scratch: Scratch<'s>,
}

impl SpellerWorker<'_> {
    /// Corrects a text, each paragraph (a line) by itself. Correcting the result again changes nothing.
    ///
    /// ```
    /// use nguyenban::{built_in_model, spelling::{Speller, SpellingOptions}};
    /// let model = built_in_model()?;
    /// let mut options = SpellingOptions::default();
    /// options.diacritics = true;
    /// let speller = Speller::new(&model, options);
    /// assert_eq!(speller.worker().correct("Hoi nghi truc tuyen").text, "Hội nghị trực tuyến");
    /// # Ok::<(), nguyenban::model::FormatError>(())
    /// ```
    #[must_use]
    pub fn correct<'t>(&mut self, text: &'t str) -> Spelling<'t> {
        let mut edits = Vec::new();
        let mut skipped = 0;
        for (start, line) in lines(text) {
            if line.len() > MAX_PARAGRAPH_BYTES {
                skipped += 1;
                continue;
            }
            let first = edits.len();
            self.line(line, &mut edits);
            for edit in &mut edits[first..] {
                edit.start += start;
                edit.end += start;
            }
        }
        Spelling { text: apply(text, &edits), edits, skipped }
    }

    /// Appends the edits of a paragraph, once nothing more changes.
    fn line(&mut self, line: &str, edits: &mut Vec<Edit>) {
        let mut all = self.round(line);
        if all.is_empty() {
            return;
        }
        for _ in 1..ROUNDS {
            let current = apply(line, &all);
            let more = self.round(&current);
            if more.is_empty() {
                edits.extend(all.into_iter().filter(|edit| line.get(edit.span()) != Some(&edit.replacement)));
                return;
            }
            all = compose(&all, &more);
        }
    }

    /// The edits of a paragraph as it stands.
    fn round(&mut self, line: &str) -> Vec<Edit> {
        let Self { speller, scratch } = self;
        let SpellingOptions { slips, slip_log_odds, lost_letters, diacritics, diacritic_log_odds } = speller.options;
        scratch.tokens.clear();
        tokenize(line, &mut scratch.tokens);
        scratch.words.clear();
        speller.model.vocabulary().read(&scratch.tokens, line, &mut scratch.fold, &mut scratch.words);
        if lost_letters && lost::is_suspect(line) {
            let Scratch { lattice, tokens, words, .. } = scratch;
            let syllables = speller.syllables.get_or_init(|| Syllables::new(speller.model));
            lost::add_arcs(lattice, line, tokens, speller.model.vocabulary(), syllables);
            if !lattice.arcs.is_empty() {
                scratch.spelling.decode(View::new(lattice, words));
                let edits = collect(line, scratch, &scratch.spelling, speller.model, Rule::LostLetter, lost::ODDS);
                if !edits.is_empty() {
                    return edits;
                }
            }
        }
        if diacritics && accents::is_bare(line, &scratch.tokens) {
            let Scratch { lattice, tokens, words, .. } = scratch;
            accents::add_arcs(lattice, line, tokens, words, speller.model.vocabulary(), speller.index());
            if !lattice.arcs.is_empty() {
                scratch.diacritics.decode(View::new(lattice, words));
                let edits =
                    collect(line, scratch, &scratch.diacritics, speller.model, Rule::Diacritics, diacritic_log_odds);
                let log =
                    accents::fluency(speller.model, &scratch.words, scratch.diacritics.chosen(), &scratch.lattice);
                if log < accents::FLUENT {
                    return Vec::new();
                }
                if !edits.is_empty() {
                    return edits;
                }
            }
        }
        if !slips {
            return Vec::new();
        }
        let Scratch { lattice, tokens, words, suspects, candidates, .. } = scratch;
        let in_keys =
            |word: &str| typed(word, Method::Telex).is_some_and(|spelt| speller.index().exact(&spelt).is_some());
        suspects.find(line, tokens, words, speller.model, in_keys);
        lattice.clear();
        let vocabulary = speller.model.vocabulary();
        // A passage without any mark wants all of them or none: only keystrokes are slips there.
        let bare = tokens.len() > SHORT && accents::is_bare(line, tokens);
        for &suspect in suspects.found() {
            let (first, last) = (&tokens[suspect.start], &tokens[suspect.end - 1]);
            let word = line.get(first.start as usize..last.end as usize).unwrap_or_default();
            let strange = if words[suspect.start] == UNKNOWN { strangeness(word) } else { 0.0 };
            let found = if suspect.end - suspect.start == 1 {
                candidates.of(word, speller.index())
            } else {
                candidates.of_digits(word, speller.index())
            };
            for candidate in found.iter().filter(|candidate| !bare || candidate.slip == Slip::Keystrokes) {
                let id = vocabulary.written_like(candidate.id, tokens, suspect.start);
                let cost = candidate.cost + strange;
                // What gains nothing by itself may gain together with a neighbour, but little; unless a whole row of
                // words is in keystrokes.
                let alone = if candidate.slip == Slip::Keystrokes { f32::NEG_INFINITY } else { ALONE };
                let least = (alone - cost) / SPELLING.lm_scale;
                if suspects.gain(suspect, id, words, speller.model, least).is_some() {
                    lattice.add(suspect.start..suspect.end, Wording::Word(candidate.id), &[id], cost);
                }
            }
        }
        if lattice.arcs.is_empty() {
            return Vec::new();
        }
        lattice.sort_arcs();
        scratch.spelling.decode(View::new(lattice, words));
        let edits = collect(line, scratch, &scratch.spelling, speller.model, Rule::Spelling, slip_log_odds);
        // Where so much looks wrong, the text is not what the model takes it for. Keystrokes come in rows, though.
        let keystrokes = |word: &str| in_keys(word) || word.bytes().any(|byte| byte.is_ascii_digit());
        let slips = edits.iter().filter(|edit| !line.get(edit.span()).is_some_and(keystrokes)).count();
        if slips as f32 > 2.0 + DENSE * scratch.tokens.len() as f32 { Vec::new() } else { edits }
    }
}

/// The chosen arcs of a search as edits, those of a margin that is enough.
fn collect(
    line: &str,
    scratch: &Scratch<'_>,
    search: &Search<'_>,
    model: &NgramModel,
    rule: Rule,
    least: f64,
) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut style = None;
    for choice in search.chosen().iter().filter(|choice| f64::from(choice.margin) >= least) {
        let phrase = &scratch.tokens[choice.arc.start as usize..choice.arc.end as usize];
        let (Some(first), Some(last), Wording::Word(id)) = (phrase.first(), phrase.last(), choice.arc.wording) else {
            continue;
        };
        let span = first.start as usize..last.end as usize;
        let Some(old) = line.get(span.clone()) else { continue };
        let key = model.vocabulary().key(id);
        let placement = *style.get_or_insert_with(|| placement(line, &scratch.tokens));
        let word = unfold(key.strip_prefix(crate::model::NAME).unwrap_or(key), placement);
        let slip = || Spelt::read(old).zip(Spelt::read(&word)).and_then(|(written, meant)| in_marks(&written, &meant));
        if rule == Rule::Spelling && f64::from(choice.margin) < least + surer(slip()) {
            continue;
        }
        let replacement = accents::cased_like(old, word);
        if old != replacement {
            edits.push(Edit::decoded(span, replacement, rule, f64::from(choice.margin)));
        }
    }
    edits
}

/// Where a paragraph puts its tone marks: `hoà`, `thuỷ` if it writes any such word so.
fn placement(line: &str, tokens: &[Token]) -> Placement {
    let new = |token: &Token| {
        let mut letters = token.text(line).chars().rev();
        match (letters.next(), letters.next()) {
            (Some('à' | 'á' | 'ả' | 'ã' | 'ạ' | 'è' | 'é' | 'ẻ' | 'ẽ' | 'ẹ'), Some('o')) => true,
            (Some('ỳ' | 'ý' | 'ỷ' | 'ỹ' | 'ỵ'), Some('u')) => !matches!(letters.next(), Some('q' | 'Q')),
            _ => false,
        }
    };
    if tokens.iter().any(new) { Placement::New } else { Placement::Old }
}
