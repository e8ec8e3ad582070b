//! Reading in pieces, pages of several encodings, fonts of capitals, and laws over arbitrary bytes.

use nguyenban::charset::{Charset, Reader, decode, decode_mixed, detect, encode};
use proptest::prelude::*;
use std::io::Read;

/// Hands out at most `0` bytes at a time.
struct Drip<'b>(usize, &'b [u8]);

impl Read for Drip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.0.min(buffer.len()).min(self.1.len());
        let (now, later) = self.1.split_at(count);
        buffer[..count].copy_from_slice(now);
        self.1 = later;
        Ok(count)
    }
}

fn stream(bytes: &[u8], charset: Charset, step: usize) -> (String, u64) {
    let mut text = String::new();
    let mut reader = Reader::new(Drip(step, bytes), charset);
    reader.read_to_string(&mut text).unwrap();
    (text, reader.malformed())
}

#[test]
fn long_text_streams() {
    let text = "Bến đò vắng khách, ông lái ngồi vá lưới đợi nước lên. 🚣\n".repeat(4000).replace('🚣', "");
    for charset in Charset::ALL {
        assert_eq!(stream(&encode(&text, charset).unwrap(), charset, 1021), (text.clone(), 0), "{charset}");
    }
}

#[test]
fn mixed_page() {
    let lines = [
        (Charset::Utf8, "Thư viện huyện mở cửa đến chín giờ tối."),
        (Charset::Tcvn3, "Bạn đọc được mượn mỗi lần ba cuốn, trong hai tuần."),
        (Charset::Tcvn3, "Phí: không."),
        (Charset::Viqr, "Mượn quá hạn phải đóng tiền phạt ạ."),
        (Charset::Utf8, "Xin cảm ơn!"),
    ];
    let mut page = Vec::new();
    for (charset, line) in lines {
        page.extend(encode(line, charset).unwrap());
        page.push(b'\n');
    }
    let mixed = decode_mixed(&page);
    let wanted: String = lines.iter().map(|(_, line)| format!("{line}\n")).collect();
    assert_eq!(mixed.decoded.text, wanted);
    let found: Vec<_> = mixed.parts.iter().map(|part| part.charset).collect();
    assert_eq!(found, [Charset::Utf8, Charset::Tcvn3, Charset::Viqr, Charset::Utf8]);
}

#[test]
fn font_of_capitals() {
    // What typing with the capitals lock on gave in `.VnTimeH`.
    let bytes = b"UBND X\xb7 B\xd7NH \xa7\xd5N\nKinh g\xf6i: H\xe9i n\xabng d\xa9n";
    let decoded = decode(bytes, Charset::Tcvn3);
    assert_eq!(decoded.text, "UBND XÃ BÌNH ĐẾN\nKinh gửi: Hội nông dân");
    assert!(decoded.capitals_font);
    assert_eq!(detect(bytes).charset, Charset::Tcvn3);
    assert!(!decode(b"H\xe9i n\xabng d\xa9n x\xb7 A", Charset::Tcvn3).capitals_font);
}

fn charset() -> impl Strategy<Value = Charset> {
    prop::sample::select(Charset::ALL.to_vec())
}

proptest! {
    #[test]
    fn any_bytes_decode(bytes in prop::collection::vec(any::<u8>(), 0..300), charset in charset(), step in 1usize..40) {
        let decoded = decode(&bytes, charset);
        prop_assert!(decoded.malformed.is_sorted());
        prop_assert!(decoded.malformed.iter().all(|&at| at < bytes.len()));
        prop_assert_eq!(stream(&bytes, charset, step), (decoded.text, decoded.malformed.len() as u64));
    }

    #[test]
    fn any_bytes_are_detected_and_read(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let found = detect(&bytes);
        prop_assert!((0.0..=1.0).contains(&found.confidence));
        let mixed = decode_mixed(&bytes);
        let mut at = 0;
        for part in &mixed.parts {
            prop_assert_eq!(part.start, at);
            prop_assert!(part.end > at);
            at = part.end;
        }
        prop_assert_eq!(at, bytes.len());
    }

    #[test]
    fn what_encodes_decodes(text in "[a-zA-Zàảãạđươêđ ĐƯƠÊỂỄ.,?'()^+*~`\\\\0-9\n]{0,60}", charset in charset()) {
        if let Some(bytes) = encode(&text, charset) {
            let decoded = decode(&bytes, charset);
            if !decoded.capitals_font {
                prop_assert_eq!(decoded.text, text);
            }
            prop_assert_eq!(decoded.malformed, []);
        }
    }
}
