//! Which words may be touched, and which of them look as if something were wrong.

use crate::model::{NgramModel, UNKNOWN, Vocabulary, WordId};
use crate::text::syllable::is_syllable;
use crate::text::token::{Case, Kind, Token, begins_sentence};

/// A word that the model expects less than this is looked at, in nats.
const UNEXPECTED: f32 = -5.0;
/// The same for the word with the two after it.
const UNEXPECTED_AHEAD: f32 = -10.0;
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
    logs: Vec<f32>,
    found: Vec<Suspect>,
}

impl Suspects {
    /// Finds the suspects of a paragraph, in order.
    pub(crate) fn find(&mut self, line: &str, tokens: &[Token], words: &[WordId], model: &NgramModel) -> &[Suspect] {
        self.logs.clear();
        self.found.clear();
        let mut state = model.begin();
        for &word in words {
            let (log, next) = model.score(state, word);
            self.logs.push(log);
            state = next;
        }
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
                    && is_vietnamese(line, tokens, words, at, model.vocabulary())
                    && !is_repeated(line, tokens, at)
                {
                    self.found.push(Suspect { start: at, end });
                }
            }
            at = end;
        }
        &self.found
    }

    fn unexpected(&self, at: usize, word: WordId) -> bool {
        let ahead = &self.logs[at..self.logs.len().min(at + 3)];
        word == UNKNOWN || ahead[0] < UNEXPECTED && ahead.iter().sum::<f32>() < UNEXPECTED_AHEAD
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
    let apostrophe = |token: Option<&Token>| token.is_some_and(|token| matches!(token.text(line), "'" | "’"));
    token.kind == Kind::Word && !token.protected && cased && apart && !cut && !apostrophe(before) && !apostrophe(after)
}

/// Whether the same word stands near by once more: then it is meant.
fn is_repeated(line: &str, tokens: &[Token], at: usize) -> bool {
    let word = tokens[at].text(line).as_bytes();
    let near = at.saturating_sub(NEAR)..tokens.len().min(at + NEAR);
    near.into_iter().any(|other| other != at && tokens[other].text(line).as_bytes().eq_ignore_ascii_case(word))
}

/// Whether a word and its neighbours may be Vietnamese: a word that the model knows and that is no syllable is
/// foreign, and one beside a word that the model does not know may be.
fn is_vietnamese(line: &str, tokens: &[Token], words: &[WordId], at: usize, vocabulary: &Vocabulary) -> bool {
    let foreign = |at: usize| tokens.get(at).is_some_and(|token| token.kind == Kind::Word && words[at] == UNKNOWN);
    if at.checked_sub(1).is_some_and(foreign) || foreign(at + 1) {
        return false;
    }
    words[at] == UNKNOWN || usize::from(words[at]) >= vocabulary.model_len() || is_syllable(tokens[at].text(line))
}
