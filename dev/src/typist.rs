//! A simulated typist: the error model of `slips`.

use nguyenban::text::fold::{fold, unfold};
use nguyenban::text::syllable::is_syllable;
use nguyenban::text::tone::{Placement, Tone};
use unicode_normalization::UnicodeNormalization;

use crate::random::Random;

/// The kinds of slips.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The tone is missing.
    NoTone,
    /// Another tone.
    OtherTone,
    /// Hỏi for ngã or the other way round.
    HookTilde,
    /// A vowel mark (or the stroke of đ) is missing.
    NoShape,
    /// Another vowel mark.
    OtherShape,
    /// All marks are missing.
    Bare,
    /// The key beside.
    NextKey,
    /// A letter twice.
    Doubled,
    /// A letter left out.
    Lost,
    /// Two letters swapped.
    Swapped,
    /// ch/tr, s/x, d/gi/r, l/n.
    Sound,
    /// Telex keystrokes.
    Telex,
    /// VNI keystrokes.
    Vni,
}

impl Kind {
    /// All, with their weights.
    pub const ALL: [(Self, f64); 13] = [
        (Self::NoTone, 16.0),
        (Self::OtherTone, 8.0),
        (Self::HookTilde, 6.0),
        (Self::NoShape, 12.0),
        (Self::OtherShape, 4.0),
        (Self::Bare, 6.0),
        (Self::NextKey, 10.0),
        (Self::Doubled, 8.0),
        (Self::Lost, 6.0),
        (Self::Swapped, 6.0),
        (Self::Sound, 6.0),
        (Self::Telex, 8.0),
        (Self::Vni, 4.0),
    ];
}

const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// A letter without its marks.
pub fn bare(c: char) -> char {
    match c {
        'đ' => 'd',
        'Đ' => 'D',
        _ if c.is_alphabetic() => c.nfd().next().unwrap_or(c),
        _ => c,
    }
}

/// A slip of a random kind in a lower-case word.
pub fn mistype(word: &str, random: &mut Random) -> Option<(Kind, String)> {
    for _ in 0..8 {
        let &kind = random.pick(&Kind::ALL)?;
        if let Some(wrong) = make(kind, word, random).filter(|wrong| fold(wrong) != fold(word) && !wrong.is_empty()) {
            return Some((kind, wrong));
        }
    }
    None
}

fn make(kind: Kind, word: &str, random: &mut Random) -> Option<String> {
    let key = fold(word);
    let base = key.trim_end_matches(|c: char| c <= '\u{5}');
    let tone = key[base.len()..].chars().next().and_then(|code| Tone::ALL.get(code as usize - 1).copied());
    let with = |tone: Option<Tone>| nguyenban::text::tone::compose(base, tone, Placement::Old);
    let letters: Vec<char> = word.chars().collect();
    let rebuilt = |letters: Vec<char>| letters.into_iter().collect::<String>();
    match kind {
        Kind::NoTone => tone.map(|_| with(None)),
        Kind::OtherTone => {
            let stopped = base.ends_with(['c', 'p', 't']) || base.ends_with("ch");
            let others: Vec<_> = Tone::ALL
                .into_iter()
                .filter(|&other| Some(other) != tone && (!stopped || matches!(other, Tone::Acute | Tone::Dot)))
                .map(|other| (other, 1.0))
                .collect();
            random.pick(&others).map(|&tone| with(Some(tone)))
        }
        Kind::HookTilde => match tone? {
            Tone::Hook => Some(with(Some(Tone::Tilde))),
            Tone::Tilde => Some(with(Some(Tone::Hook))),
            _ => None,
        },
        Kind::NoShape => {
            let plain = |c: char| match c {
                'ă' | 'â' => 'a',
                'ê' => 'e',
                'ô' | 'ơ' => 'o',
                'ư' => 'u',
                'đ' => 'd',
                c => c,
            };
            let shaped: Vec<_> =
                base.chars().enumerate().filter(|&(_, c)| plain(c) != c).map(|(i, _)| (i, 1.0)).collect();
            let &at = random.pick(&shaped)?;
            // One key makes both marks of `ươ`.
            let both = base.contains("ươ") && base.chars().nth(at) != Some('đ') && random.chance(0.7);
            let changed: String = base
                .chars()
                .enumerate()
                .map(|(i, c)| if i == at || both && matches!(c, 'ư' | 'ơ') { plain(c) } else { c })
                .collect();
            Some(unfold(&format!("{changed}{}", &key[base.len()..]), Placement::Old))
        }
        Kind::OtherShape => {
            let families = ["aăâ", "eê", "oôơ", "uư"];
            let vowels: Vec<_> = base
                .chars()
                .enumerate()
                .filter_map(|(i, c)| {
                    families.into_iter().find(|family| family.contains(c)).map(|family| ((i, family), 1.0))
                })
                .collect();
            let &(at, family) = random.pick(&vowels)?;
            let others: Vec<_> = family
                .chars()
                .filter(|&c| Some(c) != base.chars().nth(at) && !c.is_ascii())
                .map(|c| (c, 1.0))
                .collect();
            let &other = random.pick(&others)?;
            let changed: String = base.chars().enumerate().map(|(i, c)| if i == at { other } else { c }).collect();
            Some(unfold(&format!("{changed}{}", &key[base.len()..]), Placement::Old))
        }
        Kind::Bare => Some(word.chars().map(bare).collect()),
        Kind::NextKey => {
            let at = (random.unit() * letters.len() as f64) as usize;
            let key = bare(letters[at]);
            let row = ROWS.iter().position(|row| row.contains(key))?;
            let place = ROWS[row].find(key)?;
            let near = |row: &str, at: usize| row.chars().nth(at);
            let mut keys = vec![place.checked_sub(1).and_then(|at| near(ROWS[row], at)), near(ROWS[row], place + 1)];
            if row > 0 {
                keys.extend([near(ROWS[row - 1], place), near(ROWS[row - 1], place + 1)]);
            }
            let keys: Vec<_> = keys.into_iter().flatten().map(|key| (key, 1.0)).collect();
            let mut changed = letters.clone();
            changed[at] = *random.pick(&keys)?;
            Some(rebuilt(changed))
        }
        Kind::Doubled => {
            let at = (random.unit() * letters.len() as f64) as usize;
            let mut changed = letters.clone();
            changed.insert(at, letters[at]);
            Some(rebuilt(changed))
        }
        Kind::Lost => {
            let at = (random.unit() * letters.len() as f64) as usize;
            let mut changed = letters.clone();
            changed.remove(at);
            (changed.len() > 1).then(|| rebuilt(changed))
        }
        Kind::Swapped => {
            let at = (random.unit() * (letters.len() - 1) as f64) as usize;
            let mut changed = letters.clone();
            changed.swap(at, at + 1);
            Some(rebuilt(changed))
        }
        Kind::Sound => {
            let pairs = [("ch", "tr"), ("s", "x"), ("d", "gi"), ("d", "r"), ("gi", "r"), ("l", "n")];
            let fits: Vec<_> = pairs
                .into_iter()
                .flat_map(|(a, b)| [(a, b), (b, a)])
                .filter_map(|(from, to)| {
                    let rest = base.strip_prefix(from)?;
                    let changed = unfold(&format!("{to}{rest}{}", &key[base.len()..]), Placement::Old);
                    let vowel = rest.chars().next().is_some_and(|c| "aeiouy".contains(bare(c)));
                    (vowel && is_syllable(&changed)).then_some((changed, 1.0))
                })
                .collect();
            random.pick(&fits).cloned()
        }
        Kind::Telex => keys(base, tone, ["aa", "ee", "oo", "aw", "ow", "uw", "dd"], ["f", "s", "r", "x", "j"], random),
        Kind::Vni => keys(base, tone, ["a6", "e6", "o6", "a8", "o7", "u7", "d9"], ["2", "1", "3", "4", "5"], random),
    }
}

/// The keystrokes of a word: the tone after its vowel or at the end of the word.
fn keys(base: &str, tone: Option<Tone>, shapes: [&str; 7], tones: [&str; 5], random: &mut Random) -> Option<String> {
    let mut typed = String::new();
    for c in base.chars() {
        match "âêôăơưđ".chars().position(|shaped| shaped == c) {
            Some(at) => typed.push_str(shapes[at]),
            None => typed.push(c),
        }
    }
    if let Some(tone) = tone {
        let key = tones[Tone::ALL.iter().position(|&other| other == tone)?];
        let vowels = typed.rfind(|c: char| "aeiouyw678".contains(c)).map_or(typed.len(), |at| at + 1);
        if random.chance(0.3) { typed.insert_str(vowels, key) } else { typed.push_str(key) }
    }
    (typed != base).then_some(typed)
}
