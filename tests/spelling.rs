//! Spelling: examples (`data/spelling.tsv`, `data/diacritics.tsv`: input, output, why), laws for any text, and harm.

use std::borrow::Cow;
use std::path::Path;
use std::sync::LazyLock;

use nguyenban::edit::{Rule, apply};
use nguyenban::model::NgramModel;
use nguyenban::spelling::{Speller, SpellingOptions};
use proptest::prelude::*;

static MODEL: LazyLock<NgramModel> = LazyLock::new(|| nguyenban::built_in_model().unwrap());
static SLIPS: LazyLock<Speller<'static>> = LazyLock::new(|| Speller::new(&MODEL, SpellingOptions::default()));
static BOTH: LazyLock<Speller<'static>> = LazyLock::new(|| speller(true, true));
static DIACRITICS: LazyLock<Speller<'static>> = LazyLock::new(|| speller(false, true));

fn speller(slips: bool, diacritics: bool) -> Speller<'static> {
    let mut options = SpellingOptions::default();
    (options.slips, options.diacritics) = (slips, diacritics);
    Speller::new(&MODEL, options)
}

fn examples(table: &str, speller: &Speller<'_>, rule: Rule) {
    let mut failures = String::new();
    for row in table.lines().filter(|row| !row.starts_with('#')) {
        let columns: Vec<&str> = row.split('\t').collect();
        let [input, output, why] = columns[..] else { panic!("three columns: {row}") };
        let spelt = speller.correct(input);
        if spelt.text != output {
            failures.push_str(&format!("{why}: {}\n", spelt.text));
        }
        assert!(spelt.edits.iter().all(|edit| edit.rule == rule), "{why}");
        assert_eq!(matches!(spelt.text, Cow::Borrowed(_)), spelt.edits.is_empty(), "{why}");
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn slips_are_corrected() {
    examples(include_str!("data/spelling.tsv"), &SLIPS, Rule::Spelling);
}

#[test]
fn lost_letters_come_back() {
    examples(include_str!("data/lost_letters.tsv"), &SLIPS, Rule::LostLetter);
    let mut options = SpellingOptions::default();
    options.lost_letters = false;
    let text = "Người dân Vi\u{FFFD}t Nam đón năm mới.";
    assert!(matches!(Speller::new(&MODEL, options).correct(text).text, Cow::Borrowed(same) if same == text));
}

#[test]
fn diacritics_come_back() {
    examples(include_str!("data/diacritics.tsv"), &DIACRITICS, Rule::Diacritics);
}

#[test]
fn both_at_once() {
    let spelt = BOTH.correct("Hoi nghi truc tuyen\r\nXã đang xây dưng một trường học mới.\r\n");
    assert_eq!(spelt.text, "Hội nghị trực tuyến\r\nXã đang xây dựng một trường học mới.\r\n");
    let rules: Vec<Rule> = spelt.edits.iter().map(|edit| edit.rule).collect();
    assert_eq!(rules.last(), Some(&Rule::Spelling));
    assert_eq!(rules.first(), Some(&Rule::Diacritics));
    assert!(spelt.edits.iter().all(|edit| edit.log_odds > 0.0));
}

#[test]
fn a_margin_that_no_slip_reaches_changes_nothing() {
    let mut options = SpellingOptions::default();
    options.slip_log_odds = 1e9;
    let text = "Xã đang xây dưng một trường học mới.";
    assert!(matches!(Speller::new(&MODEL, options).correct(text).text, Cow::Borrowed(same) if same == text));
}

#[test]
fn long_paragraphs_pass_through_and_are_counted() {
    let text = "xây dưng ".repeat(nguyenban::MAX_PARAGRAPH_BYTES / 10 + 20_000);
    let spelt = SLIPS.correct(&text);
    assert_eq!(spelt.skipped, 1);
    assert!(matches!(spelt.text, Cow::Borrowed(_)));
}

/// Clean text of many registers comes back borrowed.
#[test]
fn clean_text_is_not_touched() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/harm");
    let mut failures = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for speller in [&*SLIPS, &*BOTH] {
            let spelt = speller.correct(&text);
            for edit in &spelt.edits {
                failures.push_str(&format!("{} -> {} ({:.1})\n", &text[edit.span()], edit.replacement, edit.log_odds));
            }
            assert!(!spelt.edits.is_empty() || matches!(spelt.text, Cow::Borrowed(_)));
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// Text made of words and slips, in every combination.
fn text() -> impl Strategy<Value = String> {
    let words = "xây|dựng|dưng|xaay|dwngj|xa6y|du7ng5|số|só|Hội|nghị|hoi|nghi|truc|tuyen|HOI|được|đượcc|đươcj|của|cua|\
                 nhữn|tthì|đọt|the|has|this|Nguyễn|Văn|A|sản|xuâst|ngời|người|một|mot|ứac|chỉ|hu|và|va|làm|việc|viêc";
    let marks = " | | | |, |. | “|” |...|-|/|(|) |2|208|\n|\r\n|'|\u{301}|\u{309}|đ|Ư|漢|👩|_|@|https://";
    let pieces = prop_oneof![
        6 => prop::sample::select(words.split('|').map(|word| format!("{word} ")).collect::<Vec<_>>()),
        2 => prop::sample::select(words.split('|').map(str::to_owned).collect::<Vec<_>>()),
        2 => prop::sample::select(marks.split('|').map(str::to_owned).collect::<Vec<_>>()),
    ];
    prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
}

fn check(text: &str, speller: &Speller<'_>) {
    let spelt = speller.correct(text);
    assert_eq!(apply(text, &spelt.edits), spelt.text);
    assert_eq!(matches!(spelt.text, Cow::Borrowed(_)), spelt.edits.is_empty());
    assert_eq!(spelt.text.matches('\n').count(), text.matches('\n').count());
    assert!(spelt.edits.windows(2).all(|pair| pair[0].end <= pair[1].start), "{:?}", spelt.edits);
    for edit in &spelt.edits {
        let old = text.get(edit.span());
        assert!(old.is_some_and(|old| !old.is_empty() && old != edit.replacement), "{edit:?}");
        assert!(edit.log_odds.is_finite() && edit.log_odds >= 0.0, "{edit:?}");
    }
    let again = speller.correct(&spelt.text);
    assert!(again.edits.is_empty(), "idempotent: {text:?}: {:?} then {:?}", spelt.edits, again.edits);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn laws_hold(text in text()) {
        check(&text, &SLIPS);
        check(&text, &BOTH);
    }

    #[test]
    fn laws_hold_for_any_text(text in any::<String>()) {
        check(&text, &BOTH);
    }
}
