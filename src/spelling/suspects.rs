//! Which words may be touched, and which of them look as if something were wrong.

use crate::model::{END, NgramModel, ORDER, State, UNKNOWN, WordId};
use crate::text::syllable::is_syllable;
use crate::text::token::{Case, Kind, Token, begins_sentence};

/// A word that the model expects less than this is looked at, in nats.
const UNEXPECTED: f32 = -6.0;
/// The same for the word with the two after it.
const UNEXPECTED_AHEAD: f32 = -10.5;
/// The longest stretch between quotation marks that is taken for a title or a phrase that is spoken of, in tokens.
const QUOTATION: usize = 14;
/// How far on either side a word is looked for once more, in tokens.
const NEAR: usize = 100;
/// The most tokens of a word typed with digits.
const GLUED: usize = 8;

/// What to look at in a paragraph: tokens `start..end`, of which only the first is a word unless digits are left in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Suspect {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Buffers, used again from paragraph to paragraph.
#[derive(Debug, Default)]
pub(crate) struct Suspects {
    /// Of each word as it stands: its log-probability, and the context before it.
    logs: Vec<f32>,
    states: Vec<State>,
    found: Vec<Suspect>,
}

impl Suspects {
    /// Finds the suspects of a paragraph, in order. `typed` tells whether a word is one in keystrokes.
    pub(crate) fn find(
        &mut self,
        line: &str,
        tokens: &[Token],
        words: &[WordId],
        model: &NgramModel,
        typed: impl Fn(&str) -> bool,
    ) {
        self.read(words, model);
        self.found.clear();
        let mut keystrokes = None;
        let mut quoted = 0;
        let mut at = 0;
        while at < tokens.len() {
            let mut end = at + 1;
            if let Some(close) = quotation(line, tokens, at) {
                quoted = close;
            }
            if at >= quoted {
                if let Some(glued) = glued(tokens, at) {
                    end = glued;
                    self.found.push(Suspect { start: at, end });
                } else if self.unexpected(at, words[at])
                    && is_editable(line, tokens, at)
                    && (words[at] == UNKNOWN || is_syllable(tokens[at].text(line)))
                    && (!beside_unknown(tokens, words, at)
                        || *keystrokes.get_or_insert_with(|| in_keystrokes(line, tokens, words, &typed)))
                    && !is_repeated(line, tokens, at)
                {
                    self.found.push(Suspect { start: at, end });
                }
            }
            at = end;
        }
    }

    /// What was found last.
    pub(crate) fn found(&self) -> &[Suspect] {
        &self.found
    }

    fn read(&mut self, words: &[WordId], model: &NgramModel) {
        self.logs.clear();
        self.states.clear();
        let mut state = model.begin();
        for &word in words.iter().chain([&END]) {
            let (log, next) = model.score(state, word);
            self.logs.push(log);
            self.states.push(state);
            state = next;
        }
    }

    fn unexpected(&self, at: usize, word: WordId) -> bool {
        let ahead = &self.logs[at..self.logs.len().min(at + 3)];
        word == UNKNOWN || ahead[0] < UNEXPECTED && ahead.iter().sum::<f32>() < UNEXPECTED_AHEAD
    }

    /// How much likelier a paragraph gets when a word stands in place of a suspect, in nats, the other words being as
    /// they are. `None` where it is sure to gain less than `least`, which is most often seen at the first word.
    pub(crate) fn gain(
        &self,
        suspect: Suspect,
        word: WordId,
        words: &[WordId],
        model: &NgramModel,
        least: f32,
    ) -> Option<f32> {
        // After as many words the model has forgotten.
        let end = (suspect.end + ORDER - 1).min(words.len() + 1);
        let before: f32 = self.logs[suspect.start..end].iter().sum();
        let (mut after, mut state) = model.score(self.states[suspect.start], word);
        for at in suspect.end..end {
            if after - before < least {
                return None;
            }
            let (log, next) = model.score(state, words.get(at).copied().unwrap_or(END));
            after += log;
            state = next;
        }
        (after - before >= least).then_some(after - before)
    }
}

/// Where the short quotation ends that begins at a token.
fn quotation(line: &str, tokens: &[Token], at: usize) -> Option<usize> {
    let close = match tokens[at].kind {
        Kind::Bracket => match tokens[at].text(line) {
            "“" => "”",
            "\"" => "\"",
            "‘" => "’",
            "«" => "»",
            "'" => "'",
            _ => return None,
        },
        _ => return None,
    };
    let ahead = tokens.iter().enumerate().skip(at + 1).take(QUOTATION);
    ahead.into_iter().find(|(_, token)| token.kind == Kind::Bracket && token.text(line) == close).map(|(at, _)| at)
}

/// The end of a word that begins at a token and has digits glued into it.
fn glued(tokens: &[Token], at: usize) -> Option<usize> {
    let joined = |at: usize| tokens.get(at + 1).is_some_and(|next| next.start == tokens[at].end);
    let first = &tokens[at];
    if first.kind != Kind::Word || first.protected || !joined(at) || tokens[at + 1].kind != Kind::Number {
        return None;
    }
    if at > 0 && joined(at - 1) && matches!(tokens[at - 1].kind, Kind::Word | Kind::Number | Kind::Dash) {
        return None;
    }
    if first.case != Case::Lower && !(first.case == Case::Capital && begins_sentence(tokens, at)) {
        return None;
    }
    let mut end = at + 1;
    while end - at < GLUED && joined(end - 1) {
        match tokens[end].kind {
            Kind::Number => {}
            Kind::Word if tokens[end].case == Case::Lower => {}
            Kind::Dash => return None,
            _ => break,
        }
        end += 1;
    }
    Some(end)
}

/// Whether a token is a word of its own that may be edited: no name, no part of a compound sign.
fn is_editable(line: &str, tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    let cased = match token.case {
        Case::Lower => true,
        Case::Capital => begins_sentence(tokens, at),
        _ => false,
    };
    let loose = |kind| !matches!(kind, Kind::Dash | Kind::Number | Kind::Word);
    let before = at.checked_sub(1).and_then(|at| tokens.get(at));
    let after = tokens.get(at + 1);
    let apart = before.is_none_or(|before| before.end != token.start || loose(before.kind))
        && after.is_none_or(|after| after.start != token.end || loose(after.kind));
    // A word that a text was cut off in.
    let cut = after.is_some_and(|after| after.kind == Kind::Stop && (after.end - after.start > 1));
    // An initial, as in `ông T.U.V.`.
    let mark = after.filter(|after| after.kind == Kind::Stop && after.start == token.end);
    let initial = token.case == Case::Capital && mark.is_some() && token.text(line).chars().count() == 1;
    let apostrophe = |token: Option<&Token>| token.is_some_and(|token| matches!(token.text(line), "'" | "’"));
    let whole = apart && !cut && !initial && !apostrophe(before) && !apostrophe(after);
    token.kind == Kind::Word && !token.protected && cased && whole
}

/// Whether the same word stands near by once more: then it is meant.
fn is_repeated(line: &str, tokens: &[Token], at: usize) -> bool {
    let word = tokens[at].text(line).as_bytes();
    let near = at.saturating_sub(NEAR)..tokens.len().min(at + NEAR);
    near.into_iter().any(|other| {
        let token = &tokens[other];
        let alike = (token.end - token.start) as usize == word.len() && other != at;
        alike && token.text(line).as_bytes().eq_ignore_ascii_case(word)
    })
}

/// Whether a neighbour of a word is unknown, so that both may be foreign.
fn beside_unknown(tokens: &[Token], words: &[WordId], at: usize) -> bool {
    let unknown = |at: usize| tokens.get(at).is_some_and(|token| token.kind == Kind::Word && words[at] == UNKNOWN);
    at.checked_sub(1).is_some_and(unknown) || unknown(at + 1)
}

/// Whether the unknown words of a paragraph are keystrokes of an input method that was off, not foreign.
fn in_keystrokes(line: &str, tokens: &[Token], words: &[WordId], typed: impl Fn(&str) -> bool) -> bool {
    let (mut keystrokes, mut foreign) = (0, 0);
    for (token, &word) in tokens.iter().zip(words) {
        let text = token.text(line);
        if token.kind != Kind::Word || token.case != Case::Lower || word != UNKNOWN && is_syllable(text) {
            continue;
        }
        *(if word == UNKNOWN && typed(text) { &mut keystrokes } else { &mut foreign }) += 1;
    }
    keystrokes >= 2 && foreign * 4 <= keystrokes
}
