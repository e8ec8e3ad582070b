//! The keyboard: which keys are neighbours, and what left-over keystrokes of Telex and VNI stand for.

use std::sync::LazyLock;

use super::letters::{Letter, Shape, Spelt, tone_from_name};

/// By key (0 is `a`): the set of its neighbours, a bit each.
static NEIGHBOURS: LazyLock<[u32; 26]> = LazyLock::new(|| {
    let mut sets = [0; 26];
    for row in rows(include_str!("../../dictionaries/keyboard.tsv")) {
        let mut columns = row.split('\t');
        let (Some([key]), Some(neighbours)) = (columns.next().map(str::as_bytes), columns.next()) else { continue };
        if let Some(set) = sets.get_mut(usize::from(key.wrapping_sub(b'a'))) {
            *set = neighbours.bytes().fold(0, |set, key| set | bit(key.wrapping_sub(b'a')));
        }
    }
    sets
});

fn bit(key: u8) -> u32 {
    1u32.checked_shl(u32::from(key)).unwrap_or(0)
}

/// The rows of a dictionary file.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|row| !row.starts_with('#') && !row.is_empty())
}

/// Whether two keys (0 is `a`) lie side by side.
pub(crate) fn are_neighbours(one: u8, other: u8) -> bool {
    NEIGHBOURS.get(usize::from(one)).is_some_and(|set| set & bit(other) != 0)
}

/// The keys beside one.
pub(crate) fn neighbours(key: u8) -> impl Iterator<Item = u8> {
    let set = NEIGHBOURS.get(usize::from(key)).copied().unwrap_or(0);
    (0..26).filter(move |&other| set & bit(other) != 0)
}

/// A way of typing Vietnamese.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Telex,
    Vni,
}

/// What a key does after letters.
#[derive(Debug, Clone, Copy)]
enum Mark {
    Tone(u8),
    /// Gives a shape to one of the letters, a bit each.
    Shape(Shape, u32),
}

static MARKS: LazyLock<Vec<(Method, char, Mark)>> = LazyLock::new(|| {
    let marks = rows(include_str!("../../dictionaries/keystrokes.tsv")).filter_map(|row| {
        let mut columns = row.split('\t');
        let (method, key, mark, letters) = (columns.next()?, columns.next()?, columns.next()?, columns.next()?);
        let method = if method == "vni" { Method::Vni } else { Method::Telex };
        let letters = letters.bytes().fold(0, |set, letter| set | bit(letter.wrapping_sub(b'a')));
        let mark = match tone_from_name(mark) {
            Some(tone) => Mark::Tone(tone),
            None => Mark::Shape(Shape::from_name(mark)?, letters),
        };
        Some((method, key.chars().next()?, mark))
    });
    marks.collect()
});

/// Reads a word as the keystrokes of a method.
///
/// Letters that have their marks keep them: `đươcj` is `được`. `None` where there is no keystroke to read, or the
/// result is no word.
pub(crate) fn typed(word: &str, method: Method) -> Option<Spelt> {
    let mut spelt = Spelt::default();
    let mut pressed = false;
    for c in word.chars() {
        let c = if c.is_ascii_uppercase() { c.to_ascii_lowercase() } else { c };
        if press(&mut spelt, method, c).is_some() {
            pressed = true;
        } else if method == Method::Telex && c == 'w' {
            // Where there is no letter to take the horn, the key writes the commonest one that has it.
            spelt.push(Letter::new(b'u' - b'a', Shape::Horn))?;
            pressed = true;
        } else {
            spelt.take(c)?;
        }
    }
    settle(&mut spelt);
    pressed.then_some(spelt)
}

/// Puts the mark of a key on a word that is being typed; of two shapes, the one whose letter was typed last.
fn press(spelt: &mut Spelt, method: Method, key: char) -> Option<()> {
    let mut shaped: Option<(usize, Shape)> = None;
    for &(_, _, mark) in MARKS.iter().filter(|&&(of, known, _)| of == method && known == key) {
        match mark {
            Mark::Tone(tone) => {
                let vowel = spelt.letters().iter().rposition(|letter| letter.is_vowel())?;
                return if spelt.tone == 0 { spelt.set_tone(tone, vowel as u8) } else { None };
            }
            Mark::Shape(shape, set) => {
                let takes = |letter: &Letter| letter.is_plain() && set & bit(letter.base()) != 0;
                let at = spelt.letters().iter().rposition(takes);
                shaped = at.map(|at| (at, shape)).into_iter().chain(shaped).max_by_key(|&(at, _)| at);
            }
        }
    }
    let (at, shape) = shaped?;
    let letter = spelt.letters_mut().get_mut(at)?;
    *letter = Letter::new(letter.base(), shape);
    Some(())
}

/// One key makes two horns, and one key is a horn or a breve: `uow` before a letter is `ươ`, `uaw` at the end `ưa`.
fn settle(spelt: &mut Spelt) {
    let (a, o, u) = (0, b'o' - b'a', b'u' - b'a');
    let letters = spelt.letters_mut();
    for at in 0..letters.len().saturating_sub(1) {
        let after_q = at > 0 && letters[at - 1].base() == b'q' - b'a';
        if letters[at] != Letter::new(u, Shape::Plain) || after_q {
            continue;
        }
        let last = at + 2 == letters.len();
        if letters[at + 1] == Letter::new(o, Shape::Horn) && !last {
            letters[at] = Letter::new(u, Shape::Horn);
        } else if letters[at + 1] == Letter::new(a, Shape::Breve) && last {
            letters[at] = Letter::new(u, Shape::Horn);
            letters[at + 1] = Letter::new(a, Shape::Plain);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keystrokes_are_read() {
        for (keys, word) in [
            ("xaay", "xây"),
            ("dwngj", "dựng"),
            ("dduwowcj", "được"),
            ("dduowcj", "được"),
            ("duocwjd", "được"),
            ("nguwowif", "người"),
            ("đươcj", "được"),
            ("soos", "số"),
            ("hoawcj", "hoặc"),
            ("chuwa", "chưa"),
            ("chuaw", "chưa"),
            ("sangs", "sáng"),
            ("tuwr", "tử"),
            ("thuowr", "thuở"),
        ] {
            let Some(spelt) = typed(keys, Method::Telex) else { panic!("{keys}") };
            assert_eq!(spelt.key(), Spelt::read(word).unwrap().key(), "{keys}");
        }
        for (keys, word) in [("xa6y", "xây"), ("du7ng5", "dựng"), ("d9u7o7c5", "được"), ("so61", "số")] {
            assert_eq!(typed(keys, Method::Vni).unwrap().key(), Spelt::read(word).unwrap().key(), "{keys}");
        }
        assert!(typed("nhanh", Method::Telex).is_none());
        assert!(typed("m2", Method::Vni).is_none());
    }

    #[test]
    fn keys_have_neighbours() {
        let key = |c: u8| c - b'a';
        assert!(are_neighbours(key(b'y'), key(b'u')) && !are_neighbours(key(b'y'), key(b'a')));
        for one in 0..26 {
            assert!((2..=6).contains(&neighbours(one).count()));
            for other in 0..26 {
                assert_eq!(are_neighbours(one, other), are_neighbours(other, one));
            }
        }
    }
}
