//! What slips cost: the log-probability that a writer who meant one word wrote another.

use super::keys::{are_neighbours, neighbours};
use super::letters::{Letter, Spelt};

/// The kinds of slips, with the log-probability of making one in a word, in nats.
///
/// They are odds among slips as much as odds of slipping: what counts is how they compare with one another, and with
/// the margin that a caller asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Slip {
    /// The tone or one vowel mark is missing.
    MarkMissing,
    /// One vowel mark is another, or one too many.
    MarkWrong,
    /// The tone is another, or one too many.
    ToneWrong,
    /// Hỏi for ngã, or the other way round.
    HookTilde,
    /// All marks are missing, two or more.
    Bare,
    /// Two marks are wrong.
    TwoMarks,
    /// The key beside the right one.
    NextKey,
    /// A letter twice.
    Doubled,
    /// The key beside the right one as well.
    ExtraKey,
    /// A letter is missing.
    Lost,
    /// Two letters changed places.
    Swapped,
    /// A sound that the writer does not tell from another.
    Sound,
    /// Keystrokes of an input method that made no mark.
    Keystrokes,
}

impl Slip {
    /// The log-probability, in nats.
    pub(crate) fn cost(self) -> f32 {
        match self {
            Self::MarkMissing => -5.0,
            Self::MarkWrong | Self::ToneWrong => -7.5,
            Self::HookTilde => -5.5,
            Self::Bare => -6.0,
            Self::TwoMarks => -11.0,
            Self::NextKey | Self::ExtraKey => -7.0,
            Self::Doubled => -6.0,
            Self::Lost => -7.5,
            Self::Swapped => -6.5,
            Self::Sound => -6.5,
            Self::Keystrokes => -6.0,
        }
    }
}

/// What an edit of this slip needs beyond the margin that is asked for, in nats.
///
/// For a wrong tone the writer pressed a key, and what is written is most often a word too.
pub(crate) fn surer(slip: Option<Slip>) -> f64 {
    if slip == Some(Slip::ToneWrong) { 2.5 } else { 0.0 }
}

/// The slip in the marks that made one word of another with the same letters.
pub(crate) fn in_marks(written: &Spelt, meant: &Spelt) -> Option<Slip> {
    const HOOK: u8 = 3;
    const TILDE: u8 = 4;
    let (mut missing, mut wrong) = (0, 0);
    let mut before = false;
    for (one, other) in written.letters().iter().zip(meant.letters()) {
        let differs = one != other;
        // Both letters of `ươ` are made by one key.
        let together = before && differs && other.is_horned();
        before = differs && other.is_horned() && one.is_plain();
        if differs && !together {
            *(if one.is_plain() { &mut missing } else { &mut wrong }) += 1;
        }
    }
    match (written.tone, meant.tone) {
        (one, other) if one == other => {}
        (0, _) => missing += 1,
        (HOOK, TILDE) | (TILDE, HOOK) if missing + wrong == 0 => return Some(Slip::HookTilde),
        _ if missing + wrong == 0 => return Some(Slip::ToneWrong),
        _ => wrong += 1,
    }
    match (missing, wrong) {
        (1, 0) => Some(Slip::MarkMissing),
        (0, 1) => Some(Slip::MarkWrong),
        (0, 0) => None,
        _ if written.is_bare() => Some(Slip::Bare),
        (missing, wrong) if missing + wrong == 2 => Some(Slip::TwoMarks),
        _ => None,
    }
}

/// The slip of one key that made one word of another, with its log-probability.
///
/// A letter that is lost or replaced takes its own marks with it, and the tone if it bore that.
pub(crate) fn in_letters(written: &Spelt, meant: &Spelt) -> Option<(Slip, f32)> {
    let (one, other) = (written.letters(), meant.letters());
    let same = |a: &Letter, b: &Letter| a == b;
    let start = one.iter().zip(other).take_while(|(a, b)| same(a, b)).count();
    let end = one[start..].iter().rev().zip(other[start..].iter().rev()).take_while(|(a, b)| same(a, b)).count();
    let tone_stays = written.tone == meant.tone;
    let bore = |at: usize| written.tone == 0 && usize::from(meant.tone_at) == at;
    let length = (other.len() as f32).ln();
    let slip = match (&one[start..one.len() - end], &other[start..other.len() - end]) {
        (&[wrong], &[right]) if are_neighbours(wrong.base(), right.base()) => {
            let shaped = wrong.is_plain() && (tone_stays || bore(start));
            shaped.then(|| (Slip::NextKey, (neighbours(right.base()).count() as f32).ln()))
        }
        (&[extra], &[]) => {
            let beside = |at: Option<usize>, test: &dyn Fn(Letter) -> bool| {
                at.and_then(|at| one.get(at)).is_some_and(|&letter| test(letter))
            };
            let twice = |letter: Letter| letter.base() == extra.base();
            let near = |letter: Letter| are_neighbours(letter.base(), extra.base());
            let around = [start.checked_sub(1), Some(start + 1)];
            if !tone_stays || !extra.is_plain() && !around.iter().any(|&at| beside(at, &|letter| letter == extra)) {
                None
            } else if around.iter().any(|&at| beside(at, &twice)) {
                Some((Slip::Doubled, 0.0))
            } else if around.iter().any(|&at| beside(at, &near)) {
                Some((Slip::ExtraKey, 8f32.ln()))
            } else {
                None
            }
        }
        (&[], &[_]) => (tone_stays || bore(start)).then_some((Slip::Lost, 0.0)),
        (&[first, second], &[one, other]) if first == other && second == one => {
            tone_stays.then_some((Slip::Swapped, 0.0))
        }
        _ => None,
    };
    slip.map(|(slip, among)| (slip, slip.cost() - length - among))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told() {
        let spelt = |word| Spelt::read(word).unwrap();
        let marks = |written, meant| in_marks(&spelt(written), &spelt(meant));
        for (written, meant, slip) in [
            ("dưng", "dựng", Some(Slip::MarkMissing)),
            ("duơng", "dương", Some(Slip::MarkMissing)),
            ("duong", "dương", Some(Slip::MarkMissing)),
            ("só", "số", Some(Slip::MarkMissing)),
            ("dừng", "dựng", Some(Slip::ToneWrong)),
            ("dơng", "dông", Some(Slip::MarkWrong)),
            ("sữa", "sửa", Some(Slip::HookTilde)),
            ("duong", "đường", Some(Slip::Bare)),
            ("dựng", "dựng", None),
            ("dừng", "đụng", None),
        ] {
            assert_eq!(marks(written, meant), slip, "{written} {meant}");
        }
        let letters = |written, meant| in_letters(&spelt(written), &spelt(meant)).map(|(slip, _)| slip);
        for (written, meant, slip) in [
            ("xâu", "xây", Some(Slip::NextKey)),
            ("dựngg", "dựng", Some(Slip::Doubled)),
            ("dựbng", "dựng", Some(Slip::ExtraKey)),
            ("dựg", "dựng", Some(Slip::Lost)),
            ("thnh", "thành", Some(Slip::Lost)),
            ("dựgn", "dựng", Some(Slip::Swapped)),
            ("dưgn", "dựng", None),
            ("dựmp", "dựng", None),
        ] {
            assert_eq!(letters(written, meant), slip, "{written} {meant}");
        }
    }
}
