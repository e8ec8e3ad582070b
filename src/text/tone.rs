//! Tones: splitting the mark off a letter and putting it on the right letter of a syllable.

/// The five marked tones (*ngang*, the level tone, has no mark).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tone {
    /// *huyền*, U+0300.
    Grave,
    /// *sắc*, U+0301.
    Acute,
    /// *hỏi*, U+0309.
    Hook,
    /// *ngã*, U+0303.
    Tilde,
    /// *nặng*, U+0323.
    Dot,
}

impl Tone {
    /// All five, in the order of their codes.
    pub const ALL: [Self; 5] = [Self::Grave, Self::Acute, Self::Hook, Self::Tilde, Self::Dot];

    /// The tone of a combining mark.
    #[must_use]
    pub fn from_mark(mark: char) -> Option<Self> {
        Self::ALL.into_iter().find(|tone| tone.mark() == mark)
    }

    /// The combining mark.
    #[must_use]
    pub fn mark(self) -> char {
        match self {
            Self::Grave => '\u{300}',
            Self::Acute => '\u{301}',
            Self::Hook => '\u{309}',
            Self::Tilde => '\u{303}',
            Self::Dot => '\u{323}',
        }
    }

    /// The control character that stands for the tone at the end of a folded word.
    #[must_use]
    pub(crate) fn code(self) -> char {
        match self {
            Self::Grave => '\u{1}',
            Self::Acute => '\u{2}',
            Self::Hook => '\u{3}',
            Self::Tilde => '\u{4}',
            Self::Dot => '\u{5}',
        }
    }

    pub(crate) fn from_code(code: char) -> Option<Self> {
        Self::ALL.into_iter().find(|tone| tone.code() == code)
    }
}

/// Where the tone mark goes in `oa`, `oe` and `uy` without a final consonant; elsewhere the styles agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Placement {
    /// On the first letter: `hòa`, `khỏe`, `thủy`. What most of the press writes.
    #[default]
    Old,
    /// On the main vowel: `hoà`, `khoẻ`, `thuỷ`. What the schoolbooks write.
    New,
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'ă' | 'â' | 'e' | 'ê' | 'i' | 'o' | 'ô' | 'ơ' | 'u' | 'ư' | 'y')
}

/// The character (not byte) index at which a lower-case syllable without tone carries its mark.
///
/// The vowel letters that follow the onset (`qu` and `gi` count as onsets before a vowel) decide: a letter with
/// its own mark (`ê`, `ơ`, …) takes the tone, the last of them where there are two; then the second of three or
/// of two before a final consonant; else the first, but for [`Placement::New`].
#[must_use]
pub fn tone_position(base: &[char], placement: Placement) -> Option<usize> {
    let mut start = base.iter().position(|&c| is_vowel(c))?;
    let next_is_vowel = base.get(start + 1).is_some_and(|&c| is_vowel(c));
    if start > 0 && next_is_vowel {
        let onset_glide = (base[start - 1], base[start]);
        if onset_glide == ('q', 'u') || (onset_glide == ('g', 'i') && start == 1) {
            start += 1;
        }
    }
    let end = base[start..].iter().position(|&c| !is_vowel(c)).map_or(base.len(), |n| start + n);
    let vowels = &base[start..end];
    if let Some(marked) = vowels.iter().rposition(|c| matches!(c, 'ă' | 'â' | 'ê' | 'ô' | 'ơ' | 'ư')) {
        return Some(start + marked);
    }
    let has_coda = end < base.len();
    let offset = match vowels {
        [_] => 0,
        [_, _] if has_coda => 1,
        ['o', 'a' | 'e'] | ['u', 'y'] if placement == Placement::New => 1,
        [_, _] => 0,
        _ => 1,
    };
    Some(start + offset)
}

/// Writes a lower-case base with its tone as precomposed text.
///
/// ```
/// use nguyenban::text::tone::{compose, Placement, Tone};
/// assert_eq!(compose("hoa", Some(Tone::Grave), Placement::Old), "hòa");
/// assert_eq!(compose("hoa", Some(Tone::Grave), Placement::New), "hoà");
/// assert_eq!(compose("quyên", Some(Tone::Grave), Placement::Old), "quyền");
/// ```
#[must_use]
pub fn compose(base: &str, tone: Option<Tone>, placement: Placement) -> String {
    let mut word = String::with_capacity(base.len() + 2);
    compose_into(base, tone, placement, &mut word);
    word
}

/// Appends what [`compose`] writes.
pub(crate) fn compose_into(base: &str, tone: Option<Tone>, placement: Placement, word: &mut String) {
    use unicode_normalization::UnicodeNormalization;
    let Some(tone) = tone else { return word.push_str(base) };
    let mut room = [' '; 16];
    if let Some(letters) = vietnamese(base, &mut room)
        && let Some(at) = tone_position(letters, placement)
        && let Some(marked) = precomposed(letters[at], tone)
    {
        letters[at] = marked;
        return word.extend(letters.iter());
    }
    let letters: Vec<char> = base.chars().collect();
    let at = tone_position(&letters, placement).unwrap_or(letters.len().saturating_sub(1));
    let mut marked = String::with_capacity(base.len() + 2);
    for (i, &c) in letters.iter().enumerate() {
        marked.push(c);
        if i == at {
            marked.push(tone.mark());
        }
    }
    word.extend(marked.nfc());
}

/// The letters of a short word all of whose letters are lower-case Vietnamese or ASCII, for which [`precomposed`] does
/// what normalization does.
fn vietnamese<'r>(base: &str, room: &'r mut [char; 16]) -> Option<&'r mut [char]> {
    let mut len = 0;
    for c in base.chars() {
        if !(c.is_ascii() || c == 'đ' || is_vowel(c)) {
            return None;
        }
        *room.get_mut(len)? = c;
        len += 1;
    }
    Some(&mut room[..len])
}

/// A lower-case vowel with its tone, as one character.
fn precomposed(vowel: char, tone: Tone) -> Option<char> {
    let tones = match vowel {
        'a' => ['à', 'á', 'ả', 'ã', 'ạ'],
        'ă' => ['ằ', 'ắ', 'ẳ', 'ẵ', 'ặ'],
        'â' => ['ầ', 'ấ', 'ẩ', 'ẫ', 'ậ'],
        'e' => ['è', 'é', 'ẻ', 'ẽ', 'ẹ'],
        'ê' => ['ề', 'ế', 'ể', 'ễ', 'ệ'],
        'i' => ['ì', 'í', 'ỉ', 'ĩ', 'ị'],
        'o' => ['ò', 'ó', 'ỏ', 'õ', 'ọ'],
        'ô' => ['ồ', 'ố', 'ổ', 'ỗ', 'ộ'],
        'ơ' => ['ờ', 'ớ', 'ở', 'ỡ', 'ợ'],
        'u' => ['ù', 'ú', 'ủ', 'ũ', 'ụ'],
        'ư' => ['ừ', 'ứ', 'ử', 'ữ', 'ự'],
        'y' => ['ỳ', 'ý', 'ỷ', 'ỹ', 'ỵ'],
        _ => return None,
    };
    Some(tones[tone as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_with_tones_are_those_of_unicode() {
        use unicode_normalization::UnicodeNormalization;
        for vowel in "aăâeêioôơuưy".chars() {
            for tone in Tone::ALL {
                assert_eq!(precomposed(vowel, tone), [vowel, tone.mark()].into_iter().nfc().next(), "{vowel}");
            }
        }
        assert_eq!(precomposed('b', Tone::Dot), None);
    }

    #[test]
    fn tones_sit_where_writers_put_them() {
        for (base, tone, old, new) in [
            ("hoa", Tone::Grave, "hòa", "hoà"),
            ("thuy", Tone::Hook, "thủy", "thuỷ"),
            ("khoe", Tone::Hook, "khỏe", "khoẻ"),
            ("quy", Tone::Acute, "quý", "quý"),
            ("gi", Tone::Grave, "gì", "gì"),
            ("gia", Tone::Hook, "giả", "giả"),
            ("giêng", Tone::Acute, "giếng", "giếng"),
            ("toan", Tone::Acute, "toán", "toán"),
            ("ngoai", Tone::Dot, "ngoại", "ngoại"),
            ("khuyu", Tone::Hook, "khuỷu", "khuỷu"),
            ("cua", Tone::Hook, "của", "của"),
            ("ngươi", Tone::Grave, "người", "người"),
            ("đương", Tone::Grave, "đường", "đường"),
            ("nưa", Tone::Tilde, "nữa", "nữa"),
            ("mia", Tone::Acute, "mía", "mía"),
            ("quôc", Tone::Acute, "quốc", "quốc"),
            ("uông", Tone::Acute, "uống", "uống"),
            ("y", Tone::Acute, "ý", "ý"),
        ] {
            assert_eq!(compose(base, Some(tone), Placement::Old), old);
            assert_eq!(compose(base, Some(tone), Placement::New), new);
        }
    }
}
