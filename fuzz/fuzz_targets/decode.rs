#![no_main]
//! Any bytes in every encoding: whole, in pieces, detected, line by line; and back.

use std::io::Read;

use libfuzzer_sys::fuzz_target;
use nguyenban::charset::{Charset, Decoded, Reader, decode, decode_mixed, detect, encode};

/// A reader that gives its bytes in pieces of odd sizes.
struct Pieces<'b>(&'b [u8], usize);

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.1 = self.1.wrapping_mul(31).wrapping_add(7);
        let count = (1 + self.1 % 211).min(buffer.len());
        self.0.read(&mut buffer[..count])
    }
}

fn check(bytes: &[u8], decoded: &Decoded) {
    assert!(decoded.malformed.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(decoded.malformed.iter().all(|&at| at < bytes.len()));
    let replaced = decoded.text.matches(char::REPLACEMENT_CHARACTER).count();
    assert!(replaced >= decoded.malformed.len());
}

fuzz_target!(|bytes: &[u8]| {
    for charset in Charset::ALL {
        let decoded = decode(bytes, charset);
        check(bytes, &decoded);
        let mut reader = Reader::new(Pieces(bytes, bytes.len()), charset);
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        // In TCVN3 the font is judged line by line where the bytes come in pieces.
        if charset == Charset::Tcvn3 {
            assert_eq!(text.to_lowercase(), decoded.text.to_lowercase());
        } else {
            assert_eq!(text, decoded.text, "{charset}");
        }
        assert_eq!(reader.malformed(), decoded.malformed.len() as u64, "{charset}");
        // What can be written reads the same again; a mark at the very beginning is a byte order mark.
        if !decoded.text.starts_with('\u{feff}')
            && let Some(written) = encode(&decoded.text, charset)
        {
            let again = decode(&written, charset);
            let written_again = encode(&again.text, charset);
            assert_eq!(written_again.as_deref(), Some(&written[..]), "{charset}");
        }
    }
    let found = detect(bytes);
    assert!((0.0..=1.0).contains(&found.confidence), "{found:?}");
    let mixed = decode_mixed(bytes);
    check(bytes, &mixed.decoded);
    let mut end = 0;
    for part in &mixed.parts {
        assert_eq!(part.start, end);
        assert!((0.0..=1.0).contains(&part.confidence), "{part:?}");
        end = part.end;
    }
    assert_eq!(end, bytes.len());
    assert!(mixed.parts.windows(2).all(|pair| pair[0].charset != pair[1].charset));
});
