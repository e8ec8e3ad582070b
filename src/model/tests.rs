//! The compact model against a plain map of the same n-grams.

use super::ngram::NgramModel;
use super::quantize::{BACKOFF_STEP, PROB_STEP};
use super::toy::PlainModel;
use super::vocabulary::{BEGIN, WordId};
use crate::random::Random;

/// What two log-probabilities may differ by: one quantized probability and the quantized back-off weights of a
/// three-word and a two-word context; single words are quantized finely. The rest is rounding.
pub(super) const ERROR: f64 = (PROB_STEP as f64 + 2.0 * BACKOFF_STEP as f64) / 2.0 + 1e-4;

/// Scores the words from the beginning of a paragraph, and each word of the vocabulary after them.
pub(super) fn compare(compact: &NgramModel, plain: &PlainModel, words: &[WordId], vocabulary: usize) -> f64 {
    let mut read = vec![BEGIN];
    let mut state = compact.begin();
    let mut worst = 0.0f64;
    for &word in words {
        for next in 0..vocabulary as WordId {
            let (log, _) = compact.score(state, next);
            let expected = plain.log(&read, next);
            worst = worst.max((f64::from(log) - expected).abs());
            assert!(worst <= ERROR, "{next} after {read:?}: {log}, not {expected}");
        }
        state = compact.score(state, word).1;
        read.push(word);
    }
    worst
}

#[test]
fn look_up_gives_what_a_map_gives() {
    const WORDS: usize = 20;
    for seed in 0..12 {
        let mut random = Random(seed);
        // From nearly no longer n-grams to nearly all of them.
        let plain = PlainModel::random(WORDS, 0.05 + 0.07 * seed as f64, &mut random);
        let compact = plain.pack();
        let words: Vec<WordId> = (0..300).map(|_| random.below(WORDS) as WordId).collect();
        let worst = compare(&compact, &plain, &words, WORDS);
        assert!(worst > 0.0, "quantization leaves some trace");
        let total = compact.score_all(&words[..50]);
        assert!((total - plain.log_all(&words[..50])).abs() < 51.0 * ERROR);
    }
}

#[test]
fn equal_states_have_equal_futures() {
    let mut random = Random(1);
    let compact = PlainModel::random(14, 0.2, &mut random).pack();
    let mut seen = std::collections::HashMap::new();
    let mut state = compact.begin();
    for _ in 0..20_000 {
        let word = random.below(14) as WordId;
        let (log, next) = compact.score(state, word);
        let known = seen.entry((state, word)).or_insert((log, next));
        assert_eq!(*known, (log, next));
        state = next;
    }
}

#[test]
fn words_beyond_the_model_share_the_unknown() {
    let mut random = Random(2);
    let mut compact = PlainModel::random(14, 0.3, &mut random).pack();
    compact.ngrams.unknown_share = -4.0;
    let state = compact.score(compact.begin(), 9).1;
    let (unknown, after) = compact.score(state, super::vocabulary::UNKNOWN);
    for beyond in [14, 5_000, WordId::MAX] {
        assert_eq!(compact.score(state, beyond), (unknown - 4.0, after));
    }
}

#[test]
fn the_built_in_model_loads_and_prefers_vietnamese() {
    let model = crate::restorer::built_in_model().unwrap();
    let mut buffer = String::new();
    let mut log = |text: &str| {
        let words: Vec<WordId> =
            text.split(' ').map(|word| model.vocabulary().get(word, &mut buffer).unwrap()).collect();
        model.score_all(&words)
    };
    assert!(log("chúng ta cùng nhau xây dựng đất nước") > log("nước đất dựng xây nhau cùng ta chúng") + 10.0);
}

#[test]
fn the_built_in_model_is_whole() {
    let late = crate::restorer::built_in_model().unwrap();
    let words = late.vocabulary().model_len() as WordId;
    let mut counts = [0; 3];
    for word in 0..words {
        counts.iter_mut().zip(late.ngrams.tree(word).len()).for_each(|(count, more)| *count += more);
    }
    assert_eq!([words as usize, counts[0], counts[1], counts[2]], late.info().ngrams);
}

#[cfg(feature = "train")]
mod format {
    use super::*;
    use crate::model::{FormatError, checksum};

    const HEADER: usize = 28;

    fn small_file() -> Vec<u8> {
        PlainModel::random(14, 0.2, &mut Random(3)).pack().to_bytes()
    }

    #[test]
    fn a_file_reads_back() {
        let bytes = small_file();
        let model = NgramModel::from_bytes(&bytes).unwrap();
        assert_eq!(model.to_bytes(), bytes);
        assert_eq!(model.info().checksum, checksum(&bytes[HEADER..]));
        assert_eq!(model.info().bytes, bytes.len());
    }

    #[test]
    fn every_truncation_is_an_error() {
        let bytes = small_file();
        for len in 0..bytes.len() {
            let error = NgramModel::from_bytes(&bytes[..len]).unwrap_err();
            match len {
                0..8 => assert_eq!(error, FormatError::NotAModel),
                8..HEADER => assert_eq!(error, FormatError::Length { expected: HEADER as u64, found: len as u64 }),
                _ => assert_eq!(error, FormatError::Length { expected: bytes.len() as u64, found: len as u64 }),
            }
        }
        let longer = [bytes.as_slice(), b"\0"].concat();
        let error = FormatError::Length { expected: bytes.len() as u64, found: longer.len() as u64 };
        assert_eq!(NgramModel::from_bytes(&longer).unwrap_err(), error);
    }

    #[test]
    fn every_altered_byte_is_an_error() {
        let bytes = small_file();
        for at in 0..bytes.len() {
            for bits in [0x01, 0x80, 0xff] {
                let mut altered = bytes.clone();
                altered[at] ^= bits;
                let error = NgramModel::from_bytes(&altered).unwrap_err();
                let fits = match at {
                    0..8 => error == FormatError::NotAModel,
                    8..12 => matches!(error, FormatError::Version { .. }),
                    12..20 => matches!(error, FormatError::Length { .. }),
                    _ => error == FormatError::Checksum,
                };
                assert!(fits, "byte {at}: {error:?}");
            }
        }
    }

    /// A file made to deceive, with a checksum that fits: it is an error, or a model that any input can be scored
    /// with.
    #[test]
    fn no_file_makes_a_look_up_panic() {
        let bytes = small_file();
        let (mut read, mut refused) = (0, 0);
        for at in HEADER..bytes.len() {
            for bits in [0x01, 0x10, 0x80, 0xff] {
                let mut altered = bytes.clone();
                altered[at] ^= bits;
                let sum = checksum(&altered[HEADER..]);
                altered[20..HEADER].copy_from_slice(&sum.to_le_bytes());
                match NgramModel::from_bytes(&altered) {
                    Ok(model) => {
                        read += 1;
                        if at % 7 == 0 {
                            use_all(&model);
                        }
                    }
                    Err(FormatError::Invalid { .. }) => refused += 1,
                    Err(error) => panic!("byte {at}: {error:?}"),
                }
            }
        }
        assert!(read > 100 && refused > 100, "{read} read, {refused} refused");
    }

    fn use_all(model: &NgramModel) {
        let mut random = Random(4);
        let mut state = model.begin();
        for _ in 0..500 {
            let (log, next) = model.score(state, random.below(16) as WordId);
            assert!(log.is_finite());
            state = next;
        }
    }
}
