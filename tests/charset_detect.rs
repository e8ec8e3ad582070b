//! Detection: small cases, and the measurement over a folder of texts.

use nguyenban::charset::{Charset, Detection, detect, encode};

#[test]
fn sentences() {
    let text = "Chiều xuống, đàn trâu lững thững về làng, bụi đường bay mù mịt sau lưng chú bé chăn trâu.";
    for charset in Charset::ALL {
        let found = detect(&encode(text, charset).unwrap());
        assert_eq!(found.charset, charset);
        assert!(found.confidence > 0.99, "{found:?}");
    }
}

#[test]
fn plain_ascii() {
    for text in ["", "You said so. Go to me? I'm odd, add it (a+b) to [0]~.", "fn main() { let a = b'x'; }\n"] {
        assert_eq!(detect(text.as_bytes()).charset, Charset::Utf8, "{text}");
    }
}

/// A small generator of pseudo-random numbers (xorshift64*).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % end
    }
}

/// Encodes what the encoding has; toned capitals of TCVN3 become small letters, other characters `?`.
fn encode_all(text: &str, charset: Charset) -> Vec<u8> {
    let mut out = Vec::new();
    for line in text.split_inclusive('\n') {
        if let Some(bytes) = encode(line, charset) {
            out.extend(bytes);
            continue;
        }
        for c in line.chars() {
            let bytes = encode(&c.to_string(), charset).or_else(|| encode(&c.to_lowercase().to_string(), charset));
            out.extend(bytes.unwrap_or_else(|| encode("?", charset).unwrap_or_default()));
        }
    }
    out
}

/// Shares of 2,000 snippets of 200 bytes per encoding that are detected right, over the `.txt` files in the
/// folder that `NGUYENBAN_CORPUS` names.
///
/// A snippet begins and ends anywhere (in UTF-16, begins at a whole unit); one that would be ASCII only, in
/// the source text for VIQR and else in bytes, is drawn again.
#[test]
#[ignore = "needs a folder of texts"]
#[allow(clippy::print_stdout)]
fn measure() {
    let folder = std::env::var_os("NGUYENBAN_CORPUS").expect("NGUYENBAN_CORPUS names a folder");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    let text: String = files.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let mut failed = Vec::new();
    for charset in Charset::ALL {
        let bytes = encode_all(&text, charset);
        let mut random = Random(0x5EED);
        let (mut right, mut tried) = (0, 0);
        while tried < 2000 {
            let mut start = random.below(bytes.len() - 200);
            if matches!(charset, Charset::Utf16Le | Charset::Utf16Be) {
                start &= !1;
            }
            let snippet = &bytes[start..start + 200];
            let source = nguyenban::charset::decode(snippet, charset).text;
            if source.is_ascii() || (charset != Charset::Viqr && snippet.is_ascii()) {
                continue;
            }
            tried += 1;
            let Detection { charset: found, confidence } = detect(snippet);
            if found == charset {
                right += 1;
            } else if std::env::var_os("NGUYENBAN_SHOW").is_some() {
                println!("{charset} as {found} ({confidence:.3}): {source:?}");
            }
        }
        println!("{charset}: {:.4}", f64::from(right) / 2000.0);
        if right < 1980 {
            failed.push(charset);
        }
    }
    assert_eq!(failed, []);
}
