//! Words to numbers: one look-up from the bytes of a word as it stands in the text.

use std::borrow::Cow;
use std::sync::Arc;

use super::surfaces::{Surfaces, pack};
use crate::text::fold::fold_into;
use crate::text::parts;
use crate::text::token::{Case, Kind, Token, begins_sentence};

/// The number of a word. Below [`Vocabulary::model_len`] the language model knows it.
pub type WordId = u16;

/// Every word that the model does not know.
pub const UNKNOWN: WordId = 0;
/// The beginning of a paragraph.
pub const BEGIN: WordId = 1;
/// The end of a paragraph.
pub const END: WordId = 2;
/// A number that has no entry of its own.
pub const NUMBER: WordId = 3;
const COMMA: WordId = 4;
const STOP: WordId = 5;
const COLON: WordId = 6;
const BRACKET: WordId = 7;
const DASH: WordId = 8;

/// How the first entries of every vocabulary are written in a model file, in the order of their numbers.
pub(crate) const SPECIALS: [&str; 9] = ["<unk>", "<s>", "</s>", "<num>", ",", ".", ":", "(", "-"];

/// The number of the first entry that is a word.
const FIRST_WORD: WordId = SPECIALS.len() as WordId;

/// The most words that a vocabulary holds: a model file writes a word in fourteen bits.
pub const MAX_WORDS: usize = 1 << 14;

/// Begins the key of a word as it is written in a name: with a capital inside a sentence.
pub(crate) const NAME: char = '^';

/// Whether a word is written as names are: with a capital, not at the beginning of a sentence.
pub(crate) fn is_name(tokens: &[Token], at: usize) -> bool {
    tokens[at].case == Case::Capital && tokens[at].kind == Kind::Word && !begins_sentence(tokens, at)
}

/// The words of a model, and of a lexicon beside it.
///
/// `Mai` in a name and `mai` (tomorrow) are two words, where both are common enough; at the beginning of a sentence,
/// where case says nothing, the commoner of the two is read.
///
/// A look-up takes the word as it stands in the text. The usual ways of writing (lower case and capitalised, both
/// tone-mark placements, composed) are found at once; others are folded first. Nothing is allocated but in a buffer
/// that the caller lends.
///
/// The words of a model are shared among copies.
#[derive(Clone)]
pub struct Vocabulary {
    model: Arc<Words>,
    /// Words beside those of the model, numbered after them.
    more: Words,
}

impl std::fmt::Debug for Vocabulary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vocabulary").field("len", &self.len()).field("model_len", &self.model_len()).finish()
    }
}

/// Words with their keys.
#[derive(Clone, Default)]
struct Words {
    /// The keys, a line each, and where each ends.
    keys: Cow<'static, str>,
    ends: Vec<u32>,
    /// By word: the same word in names, and the same word without case; itself where there is no other.
    names: Vec<WordId>,
    plain: Vec<WordId>,
    surfaces: Surfaces,
}

impl Words {
    /// Words of these keys, a line each.
    fn new(keys: Cow<'static, str>) -> Self {
        let mut ends: Vec<u32> = keys.bytes().zip(0..).filter(|&(byte, _)| byte == b'\n').map(|(_, at)| at).collect();
        ends.push(keys.len() as u32);
        let numbers: Vec<WordId> = (0..ends.len()).map(|id| id as WordId).collect();
        let mut surfaces = Surfaces::with_capacity(ends.len() * 2);
        for (id, key) in (0..).zip(parts(&keys, b'\n')) {
            match id {
                _ if key.starts_with(NAME) => {}
                0..FIRST_WORD => surfaces.insert(key, id),
                _ => surfaces.insert_forms(key, id),
            }
        }
        let mut words = Self { keys, ends, names: numbers.clone(), plain: numbers, surfaces };
        for id in 0..words.len() {
            let key = words.key(id);
            let Some(plain) = key.strip_prefix(NAME) else { continue };
            match words.surfaces.get(plain) {
                Some(other) => {
                    words.names[usize::from(other)] = id as WordId;
                    words.plain[id] = other;
                }
                // Known in names only: the word without case is the same.
                None => {
                    let plain = plain.to_owned();
                    words.surfaces.insert_forms(&plain, id as WordId);
                }
            }
        }
        words
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    fn key(&self, at: usize) -> &str {
        let start = if at == 0 { 0 } else { self.ends.get(at - 1).map_or(0, |&end| end as usize + 1) };
        self.ends.get(at).and_then(|&end| self.keys.get(start..end as usize)).unwrap_or_default()
    }

    /// Adds a word under a number.
    fn push(&mut self, key: &str, id: WordId) {
        let keys = self.keys.to_mut();
        if !self.ends.is_empty() {
            keys.push('\n');
        }
        keys.push_str(key);
        self.ends.push(keys.len() as u32);
        self.surfaces.insert_forms(key, id);
    }
}

impl Vocabulary {
    /// Makes the vocabulary of a model from its folded keys, a line each, the nine special entries first.
    pub(crate) fn new(keys: impl Into<Cow<'static, str>>) -> Self {
        Self { model: Arc::new(Words::new(keys.into())), more: Words::default() }
    }

    /// How many words it holds, the nine special entries among them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.model.len() + self.more.len()
    }

    /// Whether it holds no word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many of the words the language model knows: those with the lowest numbers.
    #[must_use]
    pub fn model_len(&self) -> usize {
        self.model.len()
    }

    /// The folded key of a word.
    #[must_use]
    pub fn key(&self, id: WordId) -> &str {
        let id = usize::from(id);
        match id.checked_sub(self.model.len()) {
            None => self.model.key(id),
            Some(more) => self.more.key(more),
        }
    }

    /// The number of a word, given a buffer for folding. `None` for a word that is not in the vocabulary.
    #[inline]
    pub fn get(&self, word: &str, buffer: &mut String) -> Option<WordId> {
        if let Some(id) = self.as_written(word) {
            return Some(id);
        }
        buffer.clear();
        fold_into(word, buffer);
        self.by_key(buffer)
    }

    /// The number of a word of at most sixteen bytes that is written in the usual way.
    pub(crate) fn as_written(&self, word: &str) -> Option<WordId> {
        let packed = pack(word)?;
        self.model.surfaces.probe(packed).or_else(|| self.more.surfaces.probe(packed))
    }

    /// The number of a word by its folded key.
    fn by_key(&self, key: &str) -> Option<WordId> {
        self.model.surfaces.get(key).or_else(|| self.more.surfaces.get(key))
    }

    /// The same word with a capital, as in names.
    #[inline]
    fn in_names(&self, id: WordId) -> WordId {
        self.model.names.get(usize::from(id)).copied().unwrap_or(id)
    }

    /// The word without regard to case.
    #[inline]
    pub(crate) fn without_case(&self, id: WordId) -> WordId {
        self.model.plain.get(usize::from(id)).copied().unwrap_or(id)
    }

    /// The number of a word of a phrase, with a capital as in names.
    pub(crate) fn with_case(&self, word: &str, buffer: &mut String) -> Option<WordId> {
        let id = self.get(word, buffer)?;
        let mut letters = word.chars();
        let capital = letters.next().is_some_and(char::is_uppercase) && letters.all(|c| !c.is_uppercase());
        Some(if capital { self.in_names(id) } else { id })
    }

    /// Appends the numbers of a paragraph's tokens: of their words, of their numbers, or of their classes of marks.
    pub(crate) fn read(&self, tokens: &[Token], paragraph: &str, buffer: &mut String, words: &mut Vec<WordId>) {
        words.reserve(tokens.len());
        for (at, token) in tokens.iter().enumerate() {
            let id = match token.kind {
                _ if token.protected => UNKNOWN,
                Kind::Word => {
                    let id = self.get(token.text(paragraph), buffer).unwrap_or(UNKNOWN);
                    self.written_like(id, tokens, at)
                }
                Kind::Number => self.as_written(token.text(paragraph)).unwrap_or(NUMBER),
                Kind::Comma => COMMA,
                Kind::Stop => STOP,
                Kind::Colon => COLON,
                Kind::Bracket => BRACKET,
                Kind::Dash => DASH,
            };
            words.push(id);
        }
    }

    /// The word that would be read if this one, without regard to case, stood for a token and were written as it is.
    pub(crate) fn written_like(&self, id: WordId, tokens: &[Token], at: usize) -> WordId {
        match tokens[at].case {
            Case::Capital => {
                let name = self.in_names(id);
                // Words are numbered by frequency.
                if begins_sentence(tokens, at) { id.min(name) } else { name }
            }
            _ => id,
        }
    }

    /// The number of a word, added if it is new. `None` when the vocabulary is full.
    pub fn add(&mut self, word: &str) -> Option<WordId> {
        if let Some(id) = self.as_written(word) {
            return Some(id);
        }
        let mut key = String::new();
        fold_into(word, &mut key);
        if let Some(id) = self.by_key(&key) {
            return Some(id);
        }
        let id = self.len();
        (id < MAX_WORDS).then(|| {
            self.more.push(&key, id as WordId);
            id as WordId
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;
    use crate::text::token::tokenize;

    fn vocabulary(words: &[&str]) -> Vocabulary {
        let keys = SPECIALS.iter().map(|&s| s.to_owned()).chain(words.iter().map(|word| fold(word)));
        Vocabulary::new(keys.collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn every_way_of_writing_is_one_word() {
        let v = vocabulary(&["hòa", "nghiêng", "1"]);
        let mut buffer = String::new();
        for word in ["hòa", "hoà", "Hòa", "HOÀ", "ho\u{300}a", "Hoa\u{300}"] {
            assert_eq!(v.get(word, &mut buffer), Some(9), "{word}");
        }
        assert_eq!(v.get("hoa", &mut buffer), None);
        assert_eq!(v.get("nghiêngnghiêngnghiêng", &mut buffer), None);
    }

    #[test]
    fn tokens_have_classes() {
        let v = vocabulary(&["hòa", "1"]);
        let text = "Hòa 1 23, x@y";
        let mut tokens = Vec::new();
        tokenize(text, &mut tokens);
        let mut buffer = String::new();
        let mut ids = Vec::new();
        v.read(&tokens, text, &mut buffer, &mut ids);
        assert_eq!(ids, [9, 10, NUMBER, COMMA, UNKNOWN, UNKNOWN, UNKNOWN]);
    }

    #[test]
    fn names_are_words_of_their_own() {
        // By frequency: `mai` is rarer than `Mai`, `của` commoner than `Của`; `Lan` is known in names only.
        let v = vocabulary(&["của", "^Mai", "mai", "^Của", "^Lan"]);
        let read = |text: &str| {
            let (mut tokens, mut ids) = (Vec::new(), Vec::new());
            tokenize(text, &mut tokens);
            v.read(&tokens, text, &mut String::new(), &mut ids);
            ids
        };
        assert_eq!(read("của Mai mai"), [9, 10, 11]);
        assert_eq!(read("Mai. Của. Mai"), [10, STOP, 9, STOP, 10]);
        assert_eq!(read("lan Lan LAN"), [13, 13, 13]);
        assert_eq!((v.without_case(10), v.without_case(12), v.without_case(13)), (11, 9, 13));
        assert_eq!(v.with_case("Mai", &mut String::new()), Some(10));
    }

    #[test]
    fn words_are_added_until_it_is_full() {
        let mut v = vocabulary(&["hòa"]);
        assert_eq!(v.add("HOÀ"), Some(9));
        assert_eq!(v.add("quyền"), Some(10));
        assert_eq!(v.add("nghiêngnghiêngnghiêng"), Some(11));
        assert_eq!(v.get("Nghiêngnghiêngnghiêng", &mut String::new()), Some(11));
        assert_eq!(v.model_len(), 10);
        for i in 0.. {
            if v.add(&format!("từ{i}")).is_none() {
                break;
            }
        }
        assert_eq!(v.len(), MAX_WORDS);
        assert_eq!(v.add("quyền"), Some(10));
    }
}
