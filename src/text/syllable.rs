//! Which words are Vietnamese syllables: onset, rime and tone, checked against the rimes of the language.

use super::fold::fold_into;
use super::tone::Tone;

const ONSETS: [&str; 28] = [
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "qu",
    "r", "s", "t", "th", "tr", "v", "x",
];

/// Every rime without its tone, sorted.
const RIMES: &str = "a ac ach ai am an ang anh ao ap at au ay e ec em en eng eo ep et i ia ich im in inh ip it iu iê iêc \
    iêm iên iêng iêp iêt iêu o oa oac oach oai oam oan oang oanh oao oap oat oau oay oc oe oem oen oeo oet oi om on ong \
    ooc oong op ot oă oăc oăm oăn oăng oăt u ua uc ui um un ung uo uy uya uych uyn uynh uyp uyt uyu uyê uyên uyêt uê \
    uêch uênh uêu uâ uân uâng uât uây uô uôc uôi uôm uôn uông uôt uơ up ut y yêm yên yêng yêt yêu yt ynh ym â âc âm ân âng \
    âp ât âu ây ê êch êm ên ênh êp êt êu ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt ưa ưc ưi ưm ưn ưng ưt ưu ươ ươc ươi \
    ươm ươn ương ươp ươt ươu ư ă ăc ăm ăn ăng ăp ăt";

/// Whether a word, in any case and Unicode form, can be one Vietnamese syllable.
///
/// The onset and the rime must exist, and a rime that ends in `c`, `ch`, `p` or `t` takes only *sắc* and *nặng*
/// (or no mark, as in names and where marks were lost). Loan words that look like syllables pass (`net`).
///
/// ```
/// use nguyenban::text::syllable::is_syllable;
/// assert!(is_syllable("Nghiêng") && is_syllable("quyết") && is_syllable("GIẾNG"));
/// assert!(!is_syllable("Global") && !is_syllable("bạc̀") && !is_syllable("TP"));
/// ```
#[must_use]
pub fn is_syllable(word: &str) -> bool {
    if word.len() > 24 {
        return false;
    }
    let mut key = String::with_capacity(word.len() + 2);
    fold_into(word, &mut key);
    let base = key.trim_end_matches(|c| Tone::from_code(c).is_some());
    let mut tones = key[base.len()..].chars().filter_map(Tone::from_code);
    let (tone, second) = (tones.next(), tones.next());
    if second.is_some() {
        return false;
    }
    let stopped = base.ends_with(['c', 'p', 't']) || base.ends_with("ch");
    if stopped && !matches!(tone, None | Some(Tone::Acute | Tone::Dot)) {
        return false;
    }
    // The longest onset first: `ngh` before `ng` before `n`; `gi` alone carries the vowel as well.
    (0..=3).rev().any(|letters| {
        let Some((onset, rime)) = base.char_indices().nth(letters).map(|(at, _)| base.split_at(at)) else {
            return false;
        };
        ONSETS.contains(&onset)
            && spelt_before(onset, rime)
            && RIMES.split_ascii_whitespace().any(|known| known == rime)
    })
}

/// `k`, `gh` and `ngh` stand before `e`, `ê`, `i` and `y`; `c`, `g` and `ng` before the other vowels.
fn spelt_before(onset: &str, rime: &str) -> bool {
    let front = rime.starts_with(['e', 'ê', 'i', 'y']);
    match onset {
        "k" | "gh" | "ngh" => front,
        "c" | "ng" => !front,
        "g" => !front || rime.starts_with('i'),
        _ => true,
    }
}

/// Whether a word is a Vietnamese syllable that no other language writes: it has a letter outside ASCII.
///
/// ```
/// use nguyenban::text::syllable::is_marked_syllable;
/// assert!(is_marked_syllable("Giới") && !is_marked_syllable("Net") && !is_marked_syllable("café"));
/// ```
#[must_use]
pub fn is_marked_syllable(word: &str) -> bool {
    !word.is_ascii() && is_syllable(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_and_others() {
        for word in
            "Ủy ban nhân dân huyện khuya quốc gì giếng giặt oải khuỷu nghiệp đường ưu ướt yếu Ý thuở xoong".split(' ')
        {
            assert!(is_syllable(word), "{word}");
        }
        for word in "Global TP HCM Ths London smartphone được1 hắnh bàc".split(' ') {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
