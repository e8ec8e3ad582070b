//! Examples of repairs: `tests/data/repair/*.tsv`, input, output and the reason.

use nguyenban::edit::apply;
use nguyenban::repair::{IyStyle, Repairer, Rules, ToneMarks};

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
