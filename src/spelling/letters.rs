//! Words as keys were pressed for them: letters with their marks apart, so that slips can be told by comparing.

use unicode_normalization::char::decompose_canonical;

use crate::text::tone::Tone;

/// The most letters of a word that is looked at. The longest syllable has seven (`nghiêng`); left-over keystrokes add
/// to them.
pub(crate) const MAX_LETTERS: usize = 12;

/// The mark of a letter, apart from its tone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Shape {
    Plain = 0,
    Breve = 1,
    Circumflex = 2,
    Horn = 3,
    Stroke = 4,
}

impl Shape {
    fn from_mark(mark: char) -> Option<Self> {
        match mark {
            '\u{306}' => Some(Self::Breve),
            '\u{302}' => Some(Self::Circumflex),
            '\u{31b}' => Some(Self::Horn),
            _ => None,
        }
    }

    /// The shape of a name in the dictionaries.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "breve" => Some(Self::Breve),
            "circumflex" => Some(Self::Circumflex),
            "horn" => Some(Self::Horn),
            "stroke" => Some(Self::Stroke),
            _ => None,
        }
    }
}

/// The tone of a name in the dictionaries, as [`Spelt::tone`] counts.
pub(crate) fn tone_from_name(name: &str) -> Option<u8> {
    let names = ["grave", "acute", "hook", "tilde", "dot"];
    names.iter().position(|&known| known == name).map(|at| at as u8 + 1)
}

/// A letter of the Latin alphabet (0 is `a`) with a shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Letter(u8);

impl Letter {
    pub(crate) fn new(base: u8, shape: Shape) -> Self {
        Self(base | (shape as u8) << 5)
    }

    /// The key of the letter: 0 is `a`.
    pub(crate) fn base(self) -> u8 {
        self.0 & 31
    }

    pub(crate) fn is_plain(self) -> bool {
        self.0 < 32
    }

    pub(crate) fn is_horned(self) -> bool {
        self.0 >> 5 == Shape::Horn as u8
    }

    pub(crate) fn is_vowel(self) -> bool {
        matches!(b'a' + self.base(), b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
    }
}

/// A word of Latin letters: each with its shape, and the tone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Spelt {
    letters: [Letter; MAX_LETTERS],
    len: u8,
    /// 0 for none, else the position in [`Tone::ALL`] plus one.
    pub(crate) tone: u8,
    /// The letter that bears the tone.
    pub(crate) tone_at: u8,
}

impl Spelt {
    /// Reads a word. `None` if it has other letters, other marks, two different tones, or too many letters.
    pub(crate) fn read(word: &str) -> Option<Self> {
        let mut spelt = Self::default();
        for c in word.chars() {
            spelt.take(c)?;
        }
        (spelt.len > 0).then_some(spelt)
    }

    /// Appends a character, which may be a letter with marks or a combining mark.
    pub(crate) fn take(&mut self, c: char) -> Option<()> {
        if c.is_ascii_alphabetic() {
            return self.push(Letter::new(c.to_ascii_lowercase() as u8 - b'a', Shape::Plain));
        }
        if matches!(c, 'đ' | 'Đ') {
            return self.push(Letter::new(b'd' - b'a', Shape::Stroke));
        }
        let mut known = Some(());
        decompose_canonical(c, |part| known = known.and_then(|()| self.part(part)));
        known
    }

    fn part(&mut self, part: char) -> Option<()> {
        if part.is_ascii_alphabetic() {
            self.push(Letter::new(part.to_ascii_lowercase() as u8 - b'a', Shape::Plain))
        } else if let Some(shape) = Shape::from_mark(part) {
            let last = self.letters.get_mut(usize::from(self.len).checked_sub(1)?)?;
            let takes = match shape {
                Shape::Breve => last.0 == 0,
                Shape::Circumflex => matches!(b'a' + last.0, b'a' | b'e' | b'o'),
                _ => matches!(b'a' + last.0, b'o' | b'u'),
            };
            takes.then(|| *last = Letter::new(last.base(), shape))
        } else {
            let tone = Tone::ALL.iter().position(|tone| tone.mark() == part)? as u8 + 1;
            self.letters().last().filter(|last| last.is_vowel())?;
            self.set_tone(tone, self.len - 1)
        }
    }

    /// Gives the word its tone, unless it has another.
    pub(crate) fn set_tone(&mut self, tone: u8, at: u8) -> Option<()> {
        if self.tone != 0 && self.tone != tone {
            return None;
        }
        (self.tone, self.tone_at) = (tone, at);
        Some(())
    }

    pub(crate) fn push(&mut self, letter: Letter) -> Option<()> {
        *self.letters.get_mut(usize::from(self.len))? = letter;
        self.len += 1;
        Some(())
    }

    pub(crate) fn letters(&self) -> &[Letter] {
        &self.letters[..usize::from(self.len)]
    }

    pub(crate) fn letters_mut(&mut self) -> &mut [Letter] {
        &mut self.letters[..usize::from(self.len)]
    }

    /// Whether it has neither tone nor shape.
    pub(crate) fn is_bare(&self) -> bool {
        self.tone == 0 && self.letters().iter().all(|letter| letter.is_plain())
    }

    /// The word as a number, the same for all ways of placing its tone.
    pub(crate) fn key(&self) -> u128 {
        self.letters().iter().fold(u128::from(self.tone) + 8, |key, letter| key << 8 | u128::from(letter.0))
    }

    /// The word without marks as a number.
    pub(crate) fn bare(&self) -> Bare {
        Bare::of(self.letters().iter().copied())
    }

    /// The word with other letters at its beginning in place of the first `skip`.
    pub(crate) fn with_onset(&self, onset: &[Letter], skip: usize) -> Option<Self> {
        let mut other = Self { tone: self.tone, ..Self::default() };
        for &letter in onset.iter().chain(self.letters().get(skip..)?) {
            other.push(letter)?;
        }
        Some(other)
    }
}

/// A word without any mark, as a number: five bits a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Bare(u64);

/// Hashes [`Bare`], which is a number already.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct BareHasher(u64);

impl std::hash::Hasher for BareHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(u64::from(byte)));
    }

    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0.rotate_left(5) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ mixed >> 32;
    }
}

impl Bare {
    fn of(letters: impl Iterator<Item = Letter>) -> Self {
        Self(letters.fold(1, |key, letter| key << 5 | u64::from(letter.base())))
    }

    /// The word of so many letters with another key at a place.
    pub(crate) fn with(self, at: usize, len: usize, key: u8) -> Self {
        let shift = 5 * (len - 1 - at);
        Self(self.0 & !(31 << shift) | u64::from(key) << shift)
    }

    /// Every word that is left when one letter is taken away, with repeats.
    pub(crate) fn shorter(word: &Spelt) -> impl Iterator<Item = Self> {
        let letters = word.letters();
        let count = if letters.len() > 1 { letters.len() } else { 0 };
        (0..count).map(|gone| Self::of(letters[..gone].iter().chain(&letters[gone + 1..]).copied()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read() {
        let read = |word| Spelt::read(word).unwrap();
        assert_eq!(read("hoà").key(), read("hòa").key());
        assert_ne!(read("hoà").key(), read("hóa").key());
        assert_eq!(read("ĐƯỜNG").key(), read("đươ\u{300}ng").key());
        assert_eq!(read("đường").bare(), read("duong").bare());
        assert!(read("duong").is_bare() && !read("dương").is_bare());
        assert_eq!(read("đườờng").letters().len(), 6);
        for word in ["", "a1", "señor", "toan\u{301}", "ba\u{300}\u{301}", "nghiêngnghiêng", "漢"] {
            assert_eq!(Spelt::read(word), None, "{word}");
        }
    }

    #[test]
    fn letters_are_replaced() {
        let bare = |word| Spelt::read(word).unwrap().bare();
        assert_eq!(bare("dựng").with(0, 4, 0).with(3, 4, 25), bare("aunz"));
    }

    #[test]
    fn letters_are_taken_away() {
        let shorter: Vec<_> = Bare::shorter(&Spelt::read("dựng").unwrap()).collect();
        assert_eq!(shorter, ["ung", "dng", "dug", "dun"].map(|word| Spelt::read(word).unwrap().bare()));
        assert_eq!(Bare::shorter(&Spelt::read("ở").unwrap()).count(), 0);
    }
}
