//! Words to numbers: one look-up from the bytes of a word as it stands in the text.

use std::collections::HashMap;

use crate::text::fold::{fold_into, unfold};
use crate::text::token::{Case, Kind, Token, begins_sentence};
use crate::text::tone::Placement;

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

/// The most words that a vocabulary holds: the matcher writes a word as two bytes of seven bits.
pub const MAX_WORDS: usize = 1 << 14;

/// Begins the key of a word as it is written in a name: with a capital inside a sentence.
pub(crate) const NAME: char = '^';

/// Whether a word is written as names are: with a capital, not at the beginning of a sentence.
pub(crate) fn is_name(tokens: &[Token], at: usize) -> bool {
    tokens[at].case == Case::Capital && tokens[at].kind == Kind::Word && !begins_sentence(tokens, at)
}

/// A word as a number: its bytes, if it has at most sixteen.
fn pack(word: &[u8]) -> Option<u128> {
    let mut bytes = [0u8; 16];
    bytes.get_mut(..word.len())?.copy_from_slice(word);
    Some(u128::from_le_bytes(bytes))
}

/// The words of a model, and of a lexicon beside it.
///
/// `Mai` in a name and `mai` (tomorrow) are two words, where both are common enough; at the beginning of a sentence,
/// where case says nothing, the commoner of the two is read.
///
/// A look-up takes the word as it stands in the text. The usual ways of writing (lower case and capitalised, both
/// tone-mark placements, composed) are found at once; others are folded first. Nothing is allocated but in a buffer
/// that the caller lends.
#[derive(Clone)]
pub struct Vocabulary {
    keys: Vec<String>,
    /// By word: the same word in names, and the same word without case; itself where there is no other.
    names: Vec<WordId>,
    plain: Vec<WordId>,
    model_len: usize,
    /// Open addressing with linear probing, at most half full; 0 is an empty slot.
    slots: Vec<u128>,
    ids: Vec<WordId>,
    filled: usize,
    /// Words of more than sixteen bytes, by their keys.
    long: HashMap<String, WordId>,
}

impl std::fmt::Debug for Vocabulary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vocabulary").field("len", &self.len()).field("model_len", &self.model_len).finish()
    }
}

impl Vocabulary {
    /// Makes the vocabulary of a model from its folded keys, the nine special entries first.
    pub(crate) fn new(keys: Vec<String>) -> Self {
        let capacity = (keys.len() * 8).next_power_of_two().max(64);
        let mut vocabulary = Self {
            model_len: keys.len(),
            keys: Vec::with_capacity(keys.len()),
            names: Vec::with_capacity(keys.len()),
            plain: Vec::with_capacity(keys.len()),
            slots: vec![0; capacity],
            ids: vec![0; capacity],
            filled: 0,
            long: HashMap::new(),
        };
        for key in keys {
            vocabulary.push(key);
        }
        for id in SPECIALS.len()..vocabulary.keys.len() {
            let Some(plain) = vocabulary.keys[id].strip_prefix(NAME).map(str::to_owned) else { continue };
            match vocabulary.by_key(&plain) {
                Some(other) => {
                    vocabulary.names[usize::from(other)] = id as WordId;
                    vocabulary.plain[id] = other;
                }
                // Known in names only: the word without case is the same.
                None => vocabulary.enter(&plain, id as WordId),
            }
        }
        vocabulary
    }

    /// How many words it holds, the nine special entries among them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether it holds no word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// How many of the words the language model knows: those with the lowest numbers.
    #[must_use]
    pub fn model_len(&self) -> usize {
        self.model_len
    }

    /// The folded key of a word.
    #[must_use]
    pub fn key(&self, id: WordId) -> &str {
        self.keys.get(usize::from(id)).map_or("", String::as_str)
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
        pack(word.as_bytes()).and_then(|packed| self.probe(packed))
    }

    /// The word without regard to case.
    #[inline]
    pub(crate) fn without_case(&self, id: WordId) -> WordId {
        self.plain.get(usize::from(id)).copied().unwrap_or(id)
    }

    /// The number of a word of a phrase, with a capital as in names.
    pub(crate) fn with_case(&self, word: &str, buffer: &mut String) -> Option<WordId> {
        let id = self.get(word, buffer)?;
        let mut letters = word.chars();
        let capital = letters.next().is_some_and(char::is_uppercase) && letters.all(|c| !c.is_uppercase());
        Some(if capital { self.names[usize::from(id)] } else { id })
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
                let name = self.names[usize::from(id)];
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
        self.by_key(&key).or_else(|| self.push(key))
    }

    fn by_key(&self, key: &str) -> Option<WordId> {
        match pack(key.as_bytes()) {
            Some(packed) => self.probe(packed),
            None => self.long.get(key).copied(),
        }
    }

    fn push(&mut self, key: String) -> Option<WordId> {
        if self.keys.len() >= MAX_WORDS {
            return None;
        }
        let id = self.keys.len() as WordId;
        if !key.starts_with(NAME) {
            self.enter(&key, id);
        }
        self.keys.push(key);
        self.names.push(id);
        self.plain.push(id);
        Some(id)
    }

    /// Makes a word known by its key.
    fn enter(&mut self, key: &str, id: WordId) {
        match pack(key.as_bytes()) {
            Some(packed) if !key.is_empty() => {
                self.insert(packed, id);
                if usize::from(id) >= SPECIALS.len() {
                    self.insert_surfaces(key, id);
                }
            }
            _ => {
                self.long.insert(key.to_owned(), id);
            }
        }
    }

    /// Enters the usual ways of writing a word, so that finding them needs no folding.
    fn insert_surfaces(&mut self, key: &str, id: WordId) {
        let old = unfold(key, Placement::Old);
        let new = unfold(key, Placement::New);
        let same = old == new;
        for lower in [Some(old), (!same).then_some(new)].into_iter().flatten() {
            let mut rest = lower.chars();
            let capital: String = rest.next().into_iter().flat_map(char::to_uppercase).chain(rest).collect();
            for surface in [lower, capital] {
                if let Some(packed) = pack(surface.as_bytes()) {
                    self.insert(packed, id);
                }
            }
        }
    }

    fn insert(&mut self, packed: u128, id: WordId) {
        if (self.filled + 1) * 2 > self.slots.len() {
            let slots = std::mem::take(&mut self.slots);
            let ids = std::mem::take(&mut self.ids);
            self.slots = vec![0; slots.len() * 2];
            self.ids = vec![0; slots.len() * 2];
            self.filled = 0;
            for (packed, id) in slots.into_iter().zip(ids).filter(|&(packed, _)| packed != 0) {
                self.insert(packed, id);
            }
        }
        let mask = self.slots.len() - 1;
        let mut at = slot_hash(packed) & mask;
        while self.slots[at] != 0 {
            if self.slots[at] == packed {
                return;
            }
            at = (at + 1) & mask;
        }
        self.slots[at] = packed;
        self.ids[at] = id;
        self.filled += 1;
    }

    #[inline]
    fn probe(&self, packed: u128) -> Option<WordId> {
        let mask = self.slots.len() - 1;
        let mut at = slot_hash(packed) & mask;
        loop {
            let slot = self.slots[at];
            if slot == packed {
                return Some(self.ids[at]);
            }
            if slot == 0 {
                return None;
            }
            at = (at + 1) & mask;
        }
    }
}

#[inline]
fn slot_hash(packed: u128) -> usize {
    const K: u64 = 0x9e37_79b9_7f4a_7c15;
    let low = packed as u64;
    let high = (packed >> 64) as u64;
    let mixed = (low ^ high.rotate_left(29).wrapping_mul(K)).wrapping_mul(K);
    ((mixed ^ (mixed >> 32)).wrapping_mul(K) >> 40) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;
    use crate::text::token::tokenize;

    fn vocabulary(words: &[&str]) -> Vocabulary {
        let keys = SPECIALS.iter().map(|&s| s.to_owned()).chain(words.iter().map(|word| fold(word)));
        Vocabulary::new(keys.collect())
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
