use std::collections::HashMap;

use super::features::{Feature, Features, ROOM, buckets, place};
use super::{Context, Phrase, STEP, Surroundings, WordHashes, hash};
use crate::model::{FormatError, Vocabulary, WordId, checksum};

const HEADER: usize = 28;

fn words(vocabulary: &mut Vocabulary, text: &str) -> Vec<WordId> {
    text.split(' ').map(|word| vocabulary.add(word).unwrap()).collect()
}

/// A context that knows two phrases, with a weight for each feature of one place.
struct Sample {
    hashes: WordHashes,
    words: Vec<WordId>,
    weights: HashMap<(Phrase, u32), i8>,
    context: Context,
}

fn sample() -> Sample {
    let mut vocabulary = Vocabulary::new(crate::model::special_keys());
    let words = words(&mut vocabulary, "bà con gặt xong những thửa ruộng trũng mà nước lũ chưa kịp tràn vào");
    let hashes = WordHashes::new(&vocabulary);
    let mut weights = HashMap::new();
    for (start, end, sign) in [(4, 5, 1), (0, 2, -1)] {
        let phrase = hashes.phrase(&words[start..end]);
        for (i, &feature) in hashes.around(&words, start, end).features().iter().enumerate() {
            weights.insert((phrase, feature), sign * (3 + i as i8));
        }
    }
    let feature = |(&(phrase, feature), &weight): (&(Phrase, u32), &i8)| (phrase.0, hash(phrase, feature), weight);
    let mut features: Vec<(u32, u32, i8)> = weights.iter().map(feature).collect();
    features.sort_unstable();
    Sample { hashes, words, weights, context: Context::from_features(&features) }
}

/// The slow obvious way: every feature in one map, those that cannot be told apart as one.
fn slow_score(sample: &Sample, phrase: Phrase, around: &Surroundings) -> f32 {
    let own = sample.weights.iter().filter(|((other, _), _)| *other == phrase);
    let mut own: Vec<(u32, i8)> = own.map(|(&(_, feature), &weight)| (hash(phrase, feature), weight)).collect();
    own.sort_unstable();
    let buckets = buckets(own.len());
    let mut weights = HashMap::new();
    for (hash, weight) in own {
        weights.entry(place(hash, buckets)).or_insert(weight);
    }
    let weight = |&feature: &u32| weights.get(&place(hash(phrase, feature), buckets)).copied().unwrap_or(0);
    around.features().iter().map(|feature| f32::from(weight(feature))).sum::<f32>() * STEP
}

#[test]
fn scores_are_those_of_a_map() {
    let sample = sample();
    let Sample { hashes, words, context, .. } = &sample;
    let mut told_apart = 0;
    for start in 0..words.len() {
        for end in start + 1..=words.len() {
            let around = hashes.around(words, start, end);
            for phrase in [hashes.phrase(&words[4..5]), hashes.phrase(&words[0..2]), hashes.phrase(&words[1..4])] {
                let known = context.phrases().find(|&(other, _)| other == phrase);
                let score = known.map_or(0.0, |(_, known)| context.score(known, &around));
                assert_eq!(score, slow_score(&sample, phrase, &around));
                told_apart += usize::from(score != 0.0);
            }
        }
    }
    assert!(told_apart > words.len(), "{told_apart}");
    let knows = |words| context.phrases().any(|(phrase, _)| phrase == hashes.phrase(words));
    assert!(knows(&words[4..5]) && !knows(&words[1..4]));
}

#[test]
fn the_words_around_are_features_and_the_phrase_is_not() {
    let Sample { hashes, words, .. } = sample();
    let around = hashes.around(&words, 4, 5);
    let mut other = words.clone();
    other[4] = words[0];
    assert_eq!(around.features(), hashes.around(&other, 4, 5).features());
    other[8] = words[0];
    assert_ne!(around.features(), hashes.around(&other, 4, 5).features());
}

#[test]
fn a_file_reads_as_it_was_written() {
    let Sample { context, .. } = sample();
    let bytes = context.to_bytes();
    assert_eq!(Context::from_bytes(&bytes), Ok(context));
}

#[test]
fn damaged_files_are_told() {
    let bytes = sample().context.to_bytes();
    for len in 0..bytes.len().min(2 * HEADER) {
        assert!(Context::from_bytes(&bytes[..len]).is_err(), "{len}");
    }
    let found = bytes.len() as u64;
    let short = Context::from_bytes(&bytes[..bytes.len() - 1]);
    assert_eq!(short, Err(FormatError::Length { expected: found, found: found - 1 }));
    let altered = |at: usize, value: &[u8], whole: bool| {
        let mut bytes = bytes.clone();
        bytes[at..at + value.len()].copy_from_slice(value);
        if whole {
            let sum = checksum(&bytes[HEADER..]).to_le_bytes();
            bytes[20..HEADER].copy_from_slice(&sum);
        }
        Context::from_bytes(&bytes)
    };
    assert_eq!(altered(HEADER + 9, &[bytes[HEADER + 9] ^ 1], false), Err(FormatError::Checksum));
    assert!(matches!(altered(0, b"X", false), Err(FormatError::Invalid { offset: 0, .. })));
    assert_eq!(altered(8, &[1], false), Err(FormatError::Version { found: 1, expected: super::VERSION }));
    let part = |at: usize, value: &[u8]| match altered(at, value, true) {
        Err(FormatError::Invalid { part, offset }) => (part, offset),
        other => panic!("{other:?}"),
    };
    // More phrases than there is room for; the first of two above the second; a feature more than there are.
    let first = HEADER + 8;
    assert_eq!(part(HEADER, &[0xff; 4]), ("phrases of the wide context", first));
    assert_eq!(part(first, &[0xff; 4]), ("phrases of the wide context", first + 8));
    assert_eq!(part(HEADER + 4, &[bytes[HEADER + 4] + 1]).0, "features of the wide context");
    // Whatever is altered, it is an error or a context that can be asked.
    let Sample { hashes, words, .. } = sample();
    let around = hashes.around(&words, 4, 5);
    let (mut read, mut refused) = (0, 0);
    for (at, &byte) in bytes.iter().enumerate().skip(HEADER) {
        for bits in [0x01, 0x10, 0x80, 0xff] {
            match altered(at, &[byte ^ bits], true) {
                Ok(context) => {
                    read += 1;
                    assert!(context.phrases().all(|(_, known)| context.score(known, &around).is_finite()));
                    assert_eq!(Context::from_bytes(&context.to_bytes()), Ok(context));
                }
                Err(FormatError::Invalid { .. }) => refused += 1,
                Err(error) => panic!("byte {at}: {error:?}"),
            }
        }
    }
    assert!(read > 10 && refused > 10, "{read} read, {refused} refused");
}

#[test]
fn the_context_that_ships_reads() {
    let context = crate::built_in_context().unwrap();
    assert!(context.len() > 100_000 && !context.is_empty());
    // What is read when it is asked for is what is read at once.
    let whole = Context::from_bytes(crate::restorer::CONTEXT_BYTES).unwrap();
    let features: usize = (0..context.phrases.len()).map(|phrase| context.features_of(phrase).len()).sum();
    assert_eq!(features, context.len());
    assert!(context == whole);
}

#[test]
fn a_bucket_keeps_its_heaviest_features() {
    // All in the first bucket of three, or of two when three have no room there.
    let feature = |i: u32| Feature { hash: i, weight: i as i8 - 6 };
    let features = Features::new((0..11).map(feature).collect());
    let weights: Vec<i8> = (0..11).map(|i| features.weight(i)).collect();
    assert_eq!(weights, [-6, -5, -4, -3, -2, 0, 0, 0, 2, 3, 4]);
    assert_eq!(features.len(), ROOM as usize);
}
