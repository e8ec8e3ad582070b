#![no_main]
//! Any bytes as a file of the wide context: an error, or one that writes the same bytes and restores any text.
//!
//! Bytes as they come seldom get past the checksum, so that they are tried once more as the arrays of a file that fits.

use libfuzzer_sys::fuzz_target;
use nguyenban::Restorer;
use nguyenban::context::Context;
use nguyenban::model::checksum;

const MAGIC: &[u8] = b"NGBANCX\n\x01\0\0\0";

/// The sizes of all buckets.
const BUCKETS: usize = 1 << 16;

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
    // The first two bytes say how many phrases and how many features in the first bucket; the rest fills the arrays.
    let [phrases, features, rest @ ..] = bytes else { return };
    let (phrases, features) = (usize::from(*phrases), usize::from(*features));
    let mut next = rest.iter().copied().chain(std::iter::repeat(0));
    let mut body = Vec::new();
    body.extend((phrases as u32).to_le_bytes());
    body.extend((features as u32).to_le_bytes());
    let mut known: Vec<u32> = (0..phrases).map(|_| u32::from_le_bytes(std::array::from_fn(|_| next.next().unwrap_or(0)))).collect();
    known.sort_unstable();
    known.iter().for_each(|phrase| body.extend(phrase.to_le_bytes()));
    let bucket = usize::from(next.next().unwrap_or(0)) << 8;
    body.extend((0..BUCKETS).map(|at| if at == bucket { features as u8 } else { 0 }));
    body.extend(next.by_ref().take(2 * features));
    let mut whole = MAGIC.to_vec();
    whole.extend(checksum(&body).to_le_bytes());
    whole.extend(body);
    assert!(Context::from_bytes(&whole).is_ok());
    try_out(&whole, rest.len() % 16 == 0);
});
