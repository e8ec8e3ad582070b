#![no_main]
//! Any bytes as a file of the wide context: an error, or one that restores any text.
//!
//! Bytes as they come seldom get past the checksum, so that they are tried once more with one that fits.

use libfuzzer_sys::fuzz_target;
use nguyenban::Restorer;
use nguyenban::context::{Context, VERSION};
use nguyenban::model::checksum;

const HEADER: usize = 28;

const SPUN: &str = "Hợp tác xã kiến thiết xây dựng mạng lưới hệ thống kênh mương , hoàn thành xong trách nhiệm đúng thời hạn .";

fn try_out(bytes: &[u8], restore: bool) {
    let Ok(context) = Context::from_bytes(bytes) else { return };
    if restore {
        let Ok(restorer) = Restorer::builder().context(context).build() else { return };
        assert!(!restorer.restore(SPUN).edits.is_empty());
    }
}

fuzz_target!(|bytes: &[u8]| {
    try_out(bytes, false);
    let body = bytes.get(HEADER..).filter(|_| bytes.starts_with(b"NGBANCX\n")).unwrap_or(bytes);
    let mut whole = b"NGBANCX\n".to_vec();
    whole.extend(VERSION.to_le_bytes());
    whole.extend((body.len() as u64).to_le_bytes());
    whole.extend(checksum(body).to_le_bytes());
    whole.extend(body);
    try_out(&whole, bytes.len() % 16 == 0);
});
