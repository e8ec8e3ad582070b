#![no_main]
//! Any bytes as a model file: an error, or a model that scores whatever it is asked.
//!
//! Bytes as they come seldom get past the checksum, so that they are tried once more with one that fits.

use libfuzzer_sys::fuzz_target;
use nguyenban::model::{NgramModel, VERSION, checksum};

const HEADER: usize = 28;

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
    let mut whole = b"NGBANLM\n".to_vec();
    whole.extend(VERSION.to_le_bytes());
    let body = bytes.get(HEADER..).filter(|_| bytes.starts_with(b"NGBANLM\n")).unwrap_or(bytes);
    whole.extend((body.len() as u64).to_le_bytes());
    whole.extend(checksum(body).to_le_bytes());
    whole.extend(body);
    try_out(&whole);
});
