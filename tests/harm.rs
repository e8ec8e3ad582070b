//! Do no harm: clean text of many registers, `data/harm/*.txt`, comes back untouched; so do short lines of people who chat, of
//! people who have a favourite phrase, and of firms that speak to their customers, `data/harm-short/*.txt`; and forty texts of a
//! writer who knew nothing of what the lexicon has, `data/harm-blind/*.txt`.
//!
//! A paragraph a line. The texts were written for this test; none is taken from anywhere. A paragraph that fails is
//! not to be weakened: it shows what the judgement gets wrong.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::Path;

use nguyenban::Restorer;

fn texts(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(folder);
    let mut texts: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    texts.sort();
    texts
}

#[test]
fn there_is_enough_to_harm() {
    let texts = texts("harm");
    assert!(texts.len() >= 10);
    let lines: Vec<&str> = texts.iter().flat_map(|(_, text)| text.lines()).collect();
    assert!(lines.len() >= 100, "{}", lines.len());
    for (name, text) in &texts {
        for (number, line) in text.lines().enumerate() {
            let words = line.split_whitespace().count();
            assert!(words >= 40, "{name}:{}: {words} words", number + 1);
        }
    }
}

/// Alone and as a whole text, under the defaults.
#[test]
fn clean_text_is_not_touched() {
    let restorer = Restorer::new().unwrap();
    let mut failures = String::new();
    for (name, text) in ["harm", "harm-short", "harm-blind"].into_iter().flat_map(texts) {
        let whole = restorer.restore(&text);
        for paragraph in whole.paragraphs.iter().filter(|paragraph| paragraph.spun) {
            writeln!(failures, "{name}:{} in its text: log-odds {:.1}", paragraph.line, paragraph.log_odds).unwrap();
        }
        if whole.edits.is_empty() {
            assert!(matches!(whole.text, Cow::Borrowed(_)));
        }
        for (number, line) in text.lines().enumerate() {
            let alone = restorer.restore(line);
            if alone.paragraphs[0].spun || !alone.edits.is_empty() {
                let changed: Vec<String> =
                    alone.edits.iter().map(|edit| format!("{} -> {}", &line[edit.span()], edit.replacement)).collect();
                let odds = alone.paragraphs[0].log_odds;
                writeln!(failures, "{name}:{}: log-odds {odds:.1}, {changed:?}", number + 1).unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// What a spinner makes of words, people write too (`dictionaries/natural.tsv`): a sentence with nothing else to judge by is a
/// person's.
#[test]
fn sentences_of_a_shop_are_left() {
    let restorer = Restorer::new().unwrap();
    let shop = include_str!("data/harm/shop.txt").replace(". ", ".\n");
    let whole = restorer.restore(&shop);
    assert!(whole.edits.is_empty(), "{:?}", whole.edits);
    for sentence in shop.lines() {
        assert!(restorer.restore(sentence).edits.is_empty(), "{sentence}");
    }
}
