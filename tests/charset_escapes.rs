//! Escapes left in text.

#[path = "common/stage.rs"]
mod stage;

use nguyenban::repair::escapes;
use proptest::prelude::*;
use stage::{apply_checked, idempotent};

fn repaired(text: &str) -> String {
    apply_checked(escapes::repair, text)
}

#[test]
fn html() {
    assert_eq!(repaired("M&ugrave;a g&#7863;t &#x2013; m&ugrave;a c&#x1B0;&#x1EDB;i"), "Mùa gặt – mùa cưới");
    assert_eq!(repaired("c&amp;aacute; kho, c&amp;amp;aacute; chi&ecirc;n"), "cá kho, cá chiên");
    assert_eq!(repaired("G&amp;G; 5 &lt; 7; &#150;"), "G&G; 5 < 7; –");
    assert_eq!(repaired("&amp;&#108;t;"), "<");
}

#[test]
fn json() {
    assert_eq!(repaired(r"Ch\u1ee3 n\u1ed5i \ud83d\udea3 \\u00e0"), "Chợ nổi 🚣 à");
    assert_eq!(repaired(r"C:\ubnd \ud83d lẻ \u00"), r"C:\ubnd \ud83d lẻ \u00");
}

#[test]
fn percent() {
    assert_eq!(repaired("h%E1%BB%8Dp%20t%E1%BB%95 d%C3%A2n"), "họp tổ dân");
    for kept in ["https://vd.vn/h%E1%BB%8Dp", "giảm 50%", "tăng 3%20", "100%E1%BB", "?q=%C3%A2"] {
        assert_eq!(repaired(kept), kept);
    }
}

#[test]
fn clean_text_is_left_alone() {
    for text in ["Tỷ lệ 5%; A&B; R&D, M&T; C:\\users\\an", "&; &#; &#x; &nosuch; \\u12 \\", "Lãi 7,5%/năm & phí 1%."]
    {
        assert_eq!(repaired(text), text);
    }
}

proptest! {
    #[test]
    fn laws(text in "([a-z ;&#%\\\\0-9ệàA-F]|&amp;|&#[0-9]{1,4};|&l|t;|#38;|%25|%C3|%A0|\\\\u00|u0026|\\\\u005c|ud83d){0,30}") {
        idempotent(escapes::repair, &text);
    }

    #[test]
    fn any_text(text in any::<String>()) {
        idempotent(escapes::repair, &text);
    }
}
