//! Every accented letter and whole sentences, to each encoding and back.

use nguyenban::charset::{Charset, decode, encode};

const LOWER: &str = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ";

fn upper() -> String {
    LOWER.to_uppercase()
}

fn round_trip(text: &str, charset: Charset) {
    let bytes = encode(text, charset).unwrap_or_else(|| panic!("{charset}: {text}"));
    let decoded = decode(&bytes, charset);
    assert_eq!(decoded.text, text, "{charset}: {bytes:02X?}");
    assert_eq!(decoded.malformed, [], "{charset}: {text}");
}

#[test]
fn every_letter() {
    assert_eq!(LOWER.chars().count(), 67);
    assert_eq!(upper().chars().count(), 67);
    for charset in Charset::ALL {
        for c in LOWER.chars().chain(upper().chars()) {
            // TCVN 5712 has, in its third set, no code points for toned capitals.
            if charset == Charset::Tcvn3 && c.is_uppercase() && !"ĂÂÊÔƠƯĐ".contains(c) {
                assert_eq!(encode(&c.to_string(), charset), None, "{c}");
                continue;
            }
            round_trip(&c.to_string(), charset);
        }
    }
}

#[test]
fn every_letter_has_bytes_of_its_own() {
    for charset in Charset::ALL {
        let mut seen: Vec<_> =
            LOWER.chars().chain(upper().chars()).filter_map(|c| encode(&c.to_string(), charset)).collect();
        let count = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), count, "{charset}");
        assert_eq!(count, if charset == Charset::Tcvn3 { 74 } else { 134 });
    }
}

#[test]
fn sentences() {
    let sentences = [
        "Sáng nay bà Tư chở hai sọt chôm chôm ra chợ nổi, bán được giá nên cười suốt dọc đường về.",
        "Đêm rằm, lũ trẻ xóm Bãi rước đèn quanh giếng đình; tiếng trống ếch vang tới tận ngã ba.",
        "Giá vé tàu khứ hồi (giường nằm) là 1.250.000 đồng/người. Quý khách hỏi gì? Xin gọi 0987-000-111!",
        "Kỹ sư thuỷ lợi đo mực nước: 3,5 m \\ 4 m; \"vượt báo động\" hay chưa? Ừ, vẫn ổn.",
        "Ông ấy bảo: thêm a(b)c, o+o, u*u, dd và add.",
    ];
    for charset in Charset::ALL {
        for sentence in sentences {
            if charset == Charset::Tcvn3 {
                round_trip(&sentence.to_lowercase(), charset);
            } else {
                round_trip(sentence, charset);
                round_trip(&sentence.to_uppercase(), charset);
            }
        }
    }
}

#[test]
fn tones_of_windows_1258_compose_in_every_spelling() {
    for c in LOWER.chars().chain(upper().chars()) {
        let precomposed = encode(&c.to_string(), Charset::Windows1258).unwrap();
        assert_eq!(decode(&precomposed, Charset::Windows1258).text, c.to_string());
    }
    // á both as one byte and as a letter with its tone.
    assert_eq!(decode(b"\xe1 a\xec", Charset::Windows1258).text, "á á");
    // A tone without a vowel stays what it is.
    assert_eq!(decode(b"1\xec", Charset::Windows1258).text, "1\u{301}");
}

#[test]
fn typed_marks_of_vni_in_the_other_case() {
    assert_eq!(decode(b"VIE\xe4T", Charset::VniWindows).text, "VIỆT");
}

#[test]
fn byte_order_marks() {
    assert_eq!(decode(b"\xEF\xBB\xBFS\xc3\xb4ng", Charset::Utf8).text, "Sông");
    assert_eq!(decode(b"\xFF\xFES\0\xf4\0", Charset::Utf16Le).text, "Sô");
    assert_eq!(decode(b"\xFE\xFF\0S\0\xf4", Charset::Utf16Be).text, "Sô");
}

#[test]
fn malformed_bytes_are_reported_where_they_are() {
    assert_eq!(decode(b"\xEF\xBB\xBFa\xffb", Charset::Utf8).malformed, [4]);
    let odd = decode(b"a\0\x00\xd8b\0c", Charset::Utf16Le);
    assert_eq!((odd.text.as_str(), odd.malformed.as_slice()), ("a\u{FFFD}b\u{FFFD}", &[2, 6][..]));
    assert_eq!(decode(b"la\xdf", Charset::Vps).malformed, [2]);
    assert_eq!(decode(b"1\xf9", Charset::VniWindows).malformed, [1]);
}
