//! Orthography: a tone mark on the wrong letter, and two styles that a house may choose.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::rules::{IyStyle, ToneMarks};
use crate::edit::Edit;
use crate::text::syllable::is_syllable;
use crate::text::token::is_letter;
use crate::text::tone::{Placement, Tone, tone_position};

/// A row of `dictionaries/iy.tsv`.
struct Pair {
    with_i: &'static str,
    with_y: &'static str,
    not_before: &'static str,
}

static PAIRS: LazyLock<Vec<Pair>> = LazyLock::new(|| {
    let rows = include_str!("../../dictionaries/iy.tsv").lines().filter(|row| !row.starts_with('#'));
    rows.filter_map(|row| {
        let mut columns = row.split('\t');
        let (with_i, with_y) = (columns.next()?, columns.next()?);
        Some(Pair { with_i, with_y, not_before: columns.next().unwrap_or_default() })
    })
    .collect()
});

/// Appends the edits that put a stray tone mark on its vowel: `toa\u{144}` (the mark typed after the word) is `toán`.
///
/// ```
/// use nguyenban::{edit::apply, repair::orthography};
/// let mut edits = Vec::new();
/// orthography::stray_marks("môn toan\u{301} lớp một", &mut edits);
/// assert_eq!(apply("môn toan\u{301} lớp một", &edits), "môn toán lớp một");
/// ```
pub fn stray_marks(text: &str, edits: &mut Vec<Edit>) {
    if !text.chars().any(is_stray) || !text.chars().any(is_vietnamese) {
        return;
    }
    for (at, word) in words(text) {
        if word.chars().any(is_stray) {
            replace(at, word, placed(word, Placement::Old), "stray-mark", edits);
        }
    }
}

/// Appends the edits that write small words in one style of tone marks. Words with capitals, which may be names, stay.
///
/// ```
/// use nguyenban::{edit::apply, repair::{ToneMarks, orthography}};
/// let mut edits = Vec::new();
/// orthography::tone_marks("văn hoá quý của chị Thuý", ToneMarks::Old, &mut edits);
/// assert_eq!(apply("văn hoá quý của chị Thuý", &edits), "văn hóa quý của chị Thuý");
/// ```
pub fn tone_marks(text: &str, style: ToneMarks, edits: &mut Vec<Edit>) {
    let placement = match style {
        ToneMarks::Keep => return,
        ToneMarks::Old => Placement::Old,
        ToneMarks::New => Placement::New,
    };
    for (at, word) in words(text) {
        if !word.is_ascii() && ends_in_glide(word) && !word.chars().any(char::is_uppercase) {
            replace(at, word, placed(word, placement), "tone-mark", edits);
        }
    }
}

/// Appends the edits that write `kỹ`/`kĩ`, `lý`/`lí` and their like in one style, by `dictionaries/iy.tsv`.
///
/// ```
/// use nguyenban::{edit::apply, repair::{IyStyle, orthography}};
/// let mut edits = Vec::new();
/// orthography::iy("bác sĩ tỉ mỉ, quý ông Lí", IyStyle::Y, &mut edits);
/// assert_eq!(apply("bác sĩ tỉ mỉ, quý ông Lí", &edits), "bác sỹ tỉ mỉ, quý ông Lí");
/// ```
pub fn iy(text: &str, style: IyStyle, edits: &mut Vec<Edit>) {
    let mut words = words(text).peekable();
    while let Some((at, word)) = words.next() {
        if word.len() > 5 {
            continue;
        }
        let next = words.peek().map_or("", |&(_, next)| next);
        for pair in PAIRS.iter() {
            let changed = match style {
                IyStyle::Keep => None,
                IyStyle::I => (word == pair.with_y).then_some(pair.with_i),
                IyStyle::Y => {
                    let fixed = pair.not_before.split(' ').any(|word| word == next && !next.is_empty());
                    (word == pair.with_i && !fixed).then_some(pair.with_y)
                }
            };
            replace(at, word, changed.map(str::to_owned), "i-y", edits);
        }
    }
}

fn replace(at: usize, word: &str, with: Option<String>, rule: &'static str, edits: &mut Vec<Edit>) {
    if let Some(with) = with.filter(|with| with != word) {
        edits.push(Edit::repair(at..at + word.len(), with, rule));
    }
}

/// The runs of letters and combining marks, with their first byte.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find(is_letter)?;
        let word = &text[start..];
        let end = start + word.find(|c| !is_letter(c)).unwrap_or(word.len());
        at = end;
        Some((start, &text[start..end]))
    })
}

/// The syllable with its one tone where it belongs, cased as it was; `None` for what is no syllable.
fn placed(word: &str, placement: Placement) -> Option<String> {
    if word.len() > 24 {
        return None;
    }
    let mut tone = None;
    for found in word.nfd().filter_map(Tone::from_mark) {
        if *tone.get_or_insert(found) != found {
            return None;
        }
    }
    let base: Vec<char> = word.nfd().filter(|&c| Tone::from_mark(c).is_none()).nfc().collect();
    let lower: Vec<char> = base.iter().flat_map(|c| c.to_lowercase()).collect();
    let at = tone_position(&lower, placement).filter(|_| lower.len() == base.len())?;
    let mut marked = String::with_capacity(word.len() + 2);
    for (i, &c) in base.iter().enumerate() {
        marked.push(c);
        if i == at {
            marked.push(tone?.mark());
        }
    }
    let marked: String = marked.nfc().collect();
    is_syllable(&marked).then_some(marked)
}

/// Whether a word ends in `oa`, `oe` or `uy`, with any tone: where the styles part.
fn ends_in_glide(word: &str) -> bool {
    let mut letters = word.nfd().filter(|&c| Tone::from_mark(c).is_none()).collect::<Vec<_>>().into_iter().rev();
    matches!((letters.next(), letters.next()), (Some('a' | 'e'), Some('o')) | (Some('y'), Some('u')))
}

/// A tone mark that joined no vowel: by itself, or on a consonant that no language of the web writes so but Polish.
fn is_stray(c: char) -> bool {
    matches!(
        c,
        'ń' | 'ǹ' | 'ḿ' | 'ṇ' | 'ṃ' | 'ć' | 'ṭ' | 'ṕ' | '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}'
    )
}

/// A letter that only Vietnamese writes.
fn is_vietnamese(c: char) -> bool {
    matches!(c, '\u{1ea0}'..='\u{1ef9}' | 'ơ' | 'ư' | 'Ơ' | 'Ư' | 'đ' | 'Đ')
}
