#![no_main]
//! Any bytes as a model file: an error, or a model that scores whatever it is asked.
//!
//! Bytes as they come seldom get past the checksum, so that they are tried once more with one that fits.

use libfuzzer_sys::fuzz_target;
use nguyenban::model::NgramModel;

const HEADER: usize = 28;

/// The checksum of the format, as `src/model/format.rs` has it.
fn checksum(bytes: &[u8]) -> u64 {
    const K: u64 = 0x9fb2_1c65_1e98_df25;
    let mut hash = bytes.len() as u64;
    let mut words = bytes.chunks_exact(8);
    let mut add = |word: u64| {
        hash = (hash ^ word).wrapping_mul(K);
        hash ^= hash >> 29;
    };
    for word in &mut words {
        add(u64::from_le_bytes(word.try_into().unwrap()));
    }
    words.remainder().iter().for_each(|&byte| add(u64::from(byte)));
    hash
}

fn try_out(bytes: &[u8]) {
    let Ok(model) = NgramModel::from_bytes(bytes) else { return };
    let mut state = model.begin();
    let words = model.vocabulary().len() as u32;
    for step in 0..200u32 {
        let word = step.wrapping_mul(2_654_435_761) % (words + 3);
        let (log, next) = model.score(state, word as u16);
        assert!(log.is_finite());
        state = next;
    }
}

fuzz_target!(|bytes: &[u8]| {
    try_out(bytes);
    let mut whole = b"NGBANLM\n\x01\0\0\0".to_vec();
    let body = bytes.get(HEADER..).filter(|_| bytes.starts_with(b"NGBANLM\n")).unwrap_or(bytes);
    whole.extend((body.len() as u64).to_le_bytes());
    whole.extend(checksum(body).to_le_bytes());
    whole.extend(body);
    try_out(&whole);
});
