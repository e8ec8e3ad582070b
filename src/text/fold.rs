//! Folding: one key for a word whatever its case, Unicode form and tone-mark placement.

use unicode_normalization::UnicodeNormalization;

use super::tone::{Placement, Tone, compose_into};

/// Appends the key of a word: lower case, NFC, tone marks taken off their letters and put at the end.
///
/// `Hoà`, `hòa` and `HOÀ` (composed or not) all give the key of `hòa`. Keys are for comparing, not for reading:
/// see [`unfold`].
pub fn fold_into(word: &str, key: &mut String) {
    if word.is_ascii() {
        key.extend(word.bytes().map(|b| char::from(b.to_ascii_lowercase())));
        return;
    }
    let mut tones: [Option<Tone>; 2] = [None; 2];
    let toneless = word.nfd().filter(|&c| match Tone::from_mark(c) {
        Some(tone) => {
            // A third mark on one word is noise: it is dropped from the key.
            if let Some(free) = tones.iter_mut().find(|slot| slot.is_none()) {
                *free = Some(tone);
            }
            false
        }
        None => true,
    });
    key.extend(toneless.flat_map(char::to_lowercase).nfc());
    key.extend(tones.iter().flatten().map(|tone| tone.code()));
}

/// The key of a word: see [`fold_into`].
#[must_use]
pub fn fold(word: &str) -> String {
    let mut key = String::with_capacity(word.len());
    fold_into(word, &mut key);
    key
}

/// The readable word of a key, in the given tone-mark placement.
///
/// ```
/// use nguyenban::text::{fold::{fold, unfold}, tone::Placement};
/// assert_eq!(fold("HOÀ"), fold("hòa"));
/// assert_eq!(unfold(&fold("HOÀ"), Placement::Old), "hòa");
/// ```
#[must_use]
pub fn unfold(key: &str, placement: Placement) -> String {
    let mut word = String::with_capacity(key.len() + 2);
    unfold_into(key, placement, &mut word);
    word
}

/// Whether a word may be written in two ways: with its tone on either vowel of an open `oa`, `oe` or `uy`.
pub(crate) fn placement_matters(key: &str) -> bool {
    let base = key.trim_end_matches(|c| Tone::from_code(c).is_some());
    base.len() < key.len() && ["oa", "oe", "uy"].iter().any(|vowels| base.ends_with(vowels))
}

/// Appends what [`unfold`] writes.
pub(crate) fn unfold_into(key: &str, placement: Placement, word: &mut String) {
    let base = key.trim_end_matches(|c| Tone::from_code(c).is_some());
    let mut tones = key[base.len()..].chars().filter_map(Tone::from_code);
    compose_into(base, tones.next(), placement, word);
    word.extend(tones.map(Tone::mark));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_for_every_way_of_writing() {
        for forms in [
            ["hòa", "hoà", "HOÀ", "ho\u{300}a"],
            ["Thủy", "thuỷ", "THU\u{309}Y", "thuy\u{309}"],
            ["Việt", "VIỆT", "Vie\u{323}\u{302}t", "Vie\u{302}\u{323}t"],
        ] {
            for form in forms {
                assert_eq!(fold(form), fold(forms[0]), "{form}");
            }
        }
        assert_ne!(fold("hòa"), fold("hóa"));
        assert_ne!(fold("ma"), fold("mạ"));
        assert_eq!(unfold(&fold("đường"), Placement::Old), "đường");
        assert_eq!(unfold(&fold("ship"), Placement::Old), "ship");
        for word in ["hòa", "khỏe", "thủy", "quý", "toán", "của", "hoa", "ngoại"] {
            let key = fold(word);
            let differ = unfold(&key, Placement::Old) != unfold(&key, Placement::New);
            assert!(!differ || placement_matters(&key), "{word}");
        }
    }
}
