//! UTF-8 misread as windows-1252 or Latin-1.

#[path = "common/stage.rs"]
mod stage;

use nguyenban::repair::mojibake;
use proptest::prelude::*;
use stage::{apply_checked, idempotent};

fn repaired(text: &str) -> String {
    apply_checked(mojibake::repair, text)
}

const OPEN: [u8; 5] = [0x81, 0x8D, 0x8F, 0x90, 0x9D];

/// Reads UTF-8 as windows-1252 (its bytes without a character as in Latin-1), or as Latin-1.
fn misread(text: &str, windows: bool) -> String {
    let show = |byte: u8| if windows { misread_byte(byte) } else { byte.into() };
    text.bytes().map(show).collect()
}

/// Reads bytes as windows-1252.
fn misread_bytes(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| misread_byte(byte)).collect()
}

fn misread_byte(byte: u8) -> char {
    let high: Vec<char> = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".chars().collect();
    if (0x80..=0x9F).contains(&byte) { high[usize::from(byte) - 0x80] } else { byte.into() }
}

/// Puts `mark` in the place of the bytes that windows-1252 leaves open.
fn lose(text: &str, mark: &str) -> String {
    text.chars()
        .map(|c| if OPEN.contains(&u8::try_from(c).unwrap_or(0)) { mark.to_owned() } else { c.to_string() })
        .collect()
}

const SENTENCES: [&str; 5] = [
    "Ông lão câu cá bên hồ kể rằng: “Đời tôi, mưa nắng đã quen…” – rồi cười khà khà.",
    "Đường về bản dốc đứng, ngựa thồ gùi ngô chậm rãi từng bước.",
    "Quán cơm niêu của chị Xuân đông khách từ mờ sáng đến tận khuya.",
    "Ủy ban xã vừa sửa lại nhà văn hóa, ai nấy phấn khởi hẳn lên.",
    "Bà đi chợ về, mua cho cháu hai cái bánh đa vừng giòn rụm.",
];

#[test]
fn once_and_twice() {
    for sentence in SENTENCES {
        for windows in [true, false] {
            let once = misread(sentence, windows);
            assert_eq!(repaired(&once), sentence);
            assert_eq!(repaired(&misread(&once, windows)), sentence);
        }
    }
}

#[test]
fn lost_bytes() {
    assert_eq!(repaired("há»\u{FFFD}c trÃ² nghÃ¨o"), "học trò nghèo");
    assert_eq!(repaired("Ä\u{FFFD}iá»‡n máº¡nh"), "Điện mạnh");
    assert_eq!(repaired("Äiá»‡n máº¡nh"), "Điện mạnh");
    assert_eq!(repaired("ra HÃ  Ná»™i, Bá»™ TÃ i chÃ\u{AD}nh, XÃ  Má»›i"), "ra Hà Nội, Bộ Tài chính, Xà Mới");
    assert_eq!(repaired("â€œchu Ä‘Ã¡oâ€\u{FFFD} Gdaå, GdaÅ„sk è¶\u{A0}"), "“chu đáo” Gdaå, Gdańsk 趠");
    // Two spaces where a no-break space stood before a space, one within a word.
    assert_eq!(repaired("lÃ  má»™t lÃ ng nhá»\u{FFFD}"), "là một làng nh\u{E1}»\u{FFFD}");
    for mark in ["\u{FFFD}", ""] {
        for sentence in &SENTENCES[3..4] {
            assert_eq!(repaired(&lose(&misread(sentence, true), mark)), *sentence);
        }
    }
}

#[test]
fn legacy_lines() {
    use nguyenban::charset::{Charset, encode};
    for charset in [Charset::Tcvn3, Charset::VniWindows, Charset::Viscii, Charset::Vps] {
        for sentence in &SENTENCES[1..] {
            let sentence = format!("{} (1)", sentence.to_lowercase());
            let bytes = encode(&sentence, charset).unwrap();
            let broken: String = misread_bytes(&bytes);
            assert_eq!(
                repaired(&format!("Tin đúng.\n{broken}\nĐúng nữa.")),
                format!("Tin đúng.\n{sentence}\nĐúng nữa.")
            );
        }
    }
}

#[test]
fn clean_text_is_left_alone() {
    for text in SENTENCES.into_iter().chain([
        "ĐÃ  XONG VIỆC XÃ HỘI xÃ",
        "Vở “XÃ hội” VÀ ĐÃ Thấy",
        "TRỤ SỞ XÃ” và “QUÊ TÔI XÃ” – “BÃ’",
        "XÃ\u{A0}HỘI, THÔN XÃ… ĐÃ– rồi. Café «cá»… CAFÉ” LÊ”",
        "Élève à l’école française, où le théâtre brûlé était fermé; garçon naïf, Noël, cœur, château.",
        "Größe, Übermut, Bäume, Häuser und Äpfel; não há coração português além do pão e da avó.",
        "Über Ärzte, Ångström, São Paulo, façade; Âu Â« 20 °C",
    ]) {
        assert_eq!(repaired(text), text);
    }
}

/// Counts edits over the clean `.txt` files in the folder that `NGUYENBAN_CORPUS` names: of the text itself,
/// and the share of lines put right after misreading.
#[test]
#[ignore = "needs a folder of texts"]
#[allow(clippy::print_stdout)]
fn measure() {
    let folder = std::env::var_os("NGUYENBAN_CORPUS").expect("NGUYENBAN_CORPUS names a folder");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let (mut touched, mut lines, mut right) = (0, 0, [0; 4]);
        for line in text.lines().filter(|line| !line.is_ascii()) {
            lines += 1;
            if repaired(line) != line {
                touched += 1;
                println!("touched: {line}");
            }
            let once = misread(line, true);
            for (count, broken) in right.iter_mut().zip([
                once.clone(),
                misread(&once, true),
                lose(&once, "\u{FFFD}"),
                once.replace('\u{A0}', " "),
            ]) {
                let right = repaired(&broken) == line;
                *count += usize::from(right);
                if !right && std::env::var_os("NGUYENBAN_SHOW").is_some() {
                    println!("wrong: {}", repaired(&broken));
                }
            }
        }
        println!(
            "{:?}: {lines} lines, {touched} touched; right once, twice, lost, spaces: {right:?}",
            path.file_name()
        );
    }
}

proptest! {
    #[test]
    fn laws(text in "([ÃÄÆÂáâºñ»€™‡‘…†\u{A0}\u{AD}\u{FFFD}¡£©ª«¬a-z XN]|á»|áº|Ä‘|Ã¡Â»|â€|Æ°){0,30}") {
        idempotent(mojibake::repair, &text);
    }

    #[test]
    fn any_text(text in any::<String>()) {
        idempotent(mojibake::repair, &text);
    }
}
