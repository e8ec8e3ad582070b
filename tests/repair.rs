//! Examples of repairs: `tests/data/repair/*.tsv`, input, output and the reason.

use nguyenban::edit::apply;
use nguyenban::repair::{Group, IyStyle, Repairer, Rules, ToneMarks};

/// Reads `\u{…}`.
fn unescape(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, rest) = part.split_once('}').expect("closed escape");
        plain.extend(u32::from_str_radix(number, 16).ok().and_then(char::from_u32));
        plain.push_str(rest);
    }
    plain
}

fn check(table: &str, rules: Rules) {
    for row in table.lines().filter(|row| !row.starts_with('#')) {
        let columns: Vec<String> = row.split('\t').map(unescape).collect();
        let [input, output, why] = &columns[..] else { panic!("three columns: {row}") };
        let repaired = Repairer::new(rules).repair(input);
        assert_eq!(repaired.text, output.as_str(), "{why}");
        assert_eq!(apply(input, &repaired.edits), output.as_str(), "{why}");
    }
}

#[test]
fn typography_examples() {
    check(include_str!("data/repair/typography.tsv"), Rules::default());
}

#[test]
fn unicode_examples() {
    check(include_str!("data/repair/unicode.tsv"), Rules::default());
}

#[test]
fn orthography_examples() {
    let rules = Rules::default();
    check(include_str!("data/repair/orthography-keep.tsv"), rules);
    check(include_str!("data/repair/orthography-old-y.tsv"), rules.tone_marks(ToneMarks::Old).iy(IyStyle::Y));
    check(include_str!("data/repair/orthography-new-i.tsv"), rules.tone_marks(ToneMarks::New).iy(IyStyle::I));
}

#[test]
fn wrapped_lines_are_joined_on_request() {
    let wrapped = "\
Mùa nước nổi năm nay về muộn, ghe cá linh đến\n\
đầu tháng chín mới thấy đậu kín bến chợ. Ông\n\
Sáu đặt dớn ngay sau nhà, một đêm đổ được hai\n\
giỏ. Sách inter-\n\
national và thủ đô Mát-xcơ-\n\
va.\n\
\n\
1. Cá linh\n\
2. Cá chốt\n\
Kết luận:\n\
Hết mùa.\n";
    let joined = "Mùa nước nổi năm nay về muộn, ghe cá linh đến đầu tháng chín mới thấy đậu kín bến chợ. Ông Sáu đặt \
dớn ngay sau nhà, một đêm đổ được hai giỏ. Sách international và thủ đô Mát-xcơ-va.\n\n1. Cá linh\n2. Cá chốt\nKết \
luận:\nHết mùa.\n";
    let repaired = Repairer::new(Rules::default().with(Group::Lines)).repair(wrapped);
    assert_eq!(repaired.text, joined);
    assert_eq!(apply(wrapped, &repaired.edits), joined);
    assert_eq!(Repairer::default().repair(wrapped).text, wrapped);
    let dirty = "Lúa chín vàng , gặt\nxong phơi ngay .\n";
    let only = Repairer::new(Rules::none().with(Group::Lines)).repair(dirty);
    assert_eq!(only.text, "Lúa chín vàng , gặt xong phơi ngay .\n");
    let both = Repairer::new(Rules::default().with(Group::Lines)).repair(dirty);
    assert_eq!(both.text, "Lúa chín vàng, gặt xong phơi ngay.\n");
    assert_eq!(apply(dirty, &both.edits), both.text);
}
