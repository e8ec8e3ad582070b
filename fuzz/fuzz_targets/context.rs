#![no_main]
//! Any bytes as a file of the wide context: an error, or one that writes the same bytes and restores any text.
//!
//! Bytes as they come seldom get past the checksum, so that they are tried once more as the arrays of a file that fits.

use libfuzzer_sys::fuzz_target;
use nguyenban::Restorer;
use nguyenban::context::Context;
use nguyenban::model::checksum;

const MAGIC: &[u8] = b"NGBANCX\n\x02\0\0\0";

const SPUN: &str = "Hợp tác xã kiến thiết xây dựng mạng lưới hệ thống kênh mương , hoàn thành xong trách nhiệm đúng thời hạn .";

fn try_out(bytes: &[u8], restore: bool) {
    let Ok(context) = Context::from_bytes(bytes) else { return };
    assert_eq!(context.to_bytes(), bytes);
    if restore {
        let Ok(restorer) = Restorer::builder().context(context).build() else { return };
        assert!(!restorer.restore(SPUN).edits.is_empty());
    }
}

fuzz_target!(|bytes: &[u8]| {
    try_out(bytes, false);
    // The first byte says how many phrases; of each the next tell how many buckets, and of each bucket how many features. The
    // rest fills the arrays.
    let [count, rest @ ..] = bytes else { return };
    let mut next = rest.iter().copied().chain(std::iter::repeat(0));
    let mut byte = || next.next().unwrap_or(0);
    let mut phrases: Vec<u32> = (0..*count).map(|_| u32::from_le_bytes(std::array::from_fn(|_| byte()))).collect();
    phrases.sort_unstable();
    phrases.dedup();
    let buckets: Vec<u16> = phrases.iter().map(|_| u16::from(byte() % 5)).collect();
    let sizes: Vec<u8> = (0..buckets.iter().sum::<u16>()).map(|_| byte() % 9).collect();
    let features: usize = sizes.iter().map(|&size| usize::from(size)).sum();
    let mut body = Vec::new();
    for length in [phrases.len(), sizes.len(), features] {
        body.extend((length as u32).to_le_bytes());
    }
    phrases.iter().for_each(|phrase| body.extend(phrase.to_le_bytes()));
    buckets.iter().for_each(|count| body.extend(count.to_le_bytes()));
    body.extend(&sizes);
    body.extend((0..2 * features).map(|_| byte()));
    let mut whole = MAGIC.to_vec();
    whole.extend(checksum(&body).to_le_bytes());
    whole.extend(body);
    assert!(Context::from_bytes(&whole).is_ok());
    try_out(&whole, rest.len() % 16 == 0);
});
