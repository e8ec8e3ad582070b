//! The NFC step against the conformance test of Unicode 17 (`data/unicode`), and what the rules make of its rows.
//!
//! The group `unicode` does more than NFC: it puts a stray tone mark on its vowel. So the laws are asked of the step
//! itself, `unicode::compose`; of the group, that what it leaves is in NFC.

use std::collections::HashSet;
use std::io::Read;

use nguyenban::edit::apply;
use nguyenban::repair::{Group, Repairer, Rules, unicode};
use unicode_normalization::is_nfc;

fn nfc(text: &str) -> String {
    let mut edits = Vec::new();
    unicode::compose(text, &mut edits);
    assert!(edits.windows(2).all(|pair| pair[0].end <= pair[1].start));
    assert!(edits.iter().all(|edit| text.get(edit.span()).is_some_and(|old| old != edit.replacement)));
    apply(text, &edits).into_owned()
}

/// The rows of the test, each of five columns.
fn rows() -> Vec<[String; 5]> {
    let mut plain = String::new();
    let packed = &include_bytes!("data/unicode/normalization-17.txt.xz")[..];
    lzma_rust2::XzReader::new(packed, false).read_to_string(&mut plain).unwrap();
    let rows = plain.lines().filter(|row| !row.starts_with(['#', '@']));
    let sequence = |column: &str| -> String {
        let numbers = column.split(' ').map(|hex| u32::from_str_radix(hex, 16).unwrap());
        numbers.map(|number| char::from_u32(number).unwrap()).collect()
    };
    rows.map(|row| {
        let mut last = String::new();
        let columns = row.split(';').map(|column| {
            if !column.is_empty() {
                last = sequence(column);
            }
            last.clone()
        });
        columns.collect::<Vec<_>>().try_into().unwrap()
    })
    .collect()
}

#[test]
fn every_row() {
    let rows = rows();
    assert_eq!(rows.len(), 19_965 - 11_172);
    for [source, composed, decomposed, compatible, compatible_decomposed] in &rows {
        for text in [source, composed, decomposed] {
            assert_eq!(nfc(text), *composed, "{text:?}");
        }
        for text in [compatible, compatible_decomposed] {
            assert_eq!(nfc(text), *compatible, "{text:?}");
        }
        // Among words, too, which end and begin the run.
        assert_eq!(nfc(&format!("từ {source} và {decomposed}.")), format!("từ {composed} và {composed}."));
    }
}

#[test]
fn hangul_syllables() {
    for syllable in '\u{ac00}'..='\u{d7a3}' {
        let index = u32::from(syllable) - 0xac00;
        let parts = [0x1100 + index / 588, 0x1161 + index % 588 / 28, 0x11a7 + index % 28];
        let tail = if index.is_multiple_of(28) { &parts[..2] } else { &parts[..] };
        let jamo: String = tail.iter().filter_map(|&part| char::from_u32(part)).collect();
        assert_eq!(nfc(&jamo), syllable.to_string());
        assert_eq!(nfc(&syllable.to_string()), syllable.to_string());
    }
}

/// Part 2 of the test: a character that Part 1 does not list stays.
#[test]
fn other_characters_stay() {
    let listed: HashSet<String> = rows().into_iter().map(|[source, ..]| source).collect();
    let mut tried = 0;
    for c in '\0'..=char::MAX {
        let text = c.to_string();
        if !listed.contains(&text) && !('\u{ac00}'..='\u{d7a3}').contains(&c) {
            assert_eq!(nfc(&text), text, "U+{:04X}", u32::from(c));
            tried += 1;
        }
    }
    assert!(tried > 1_000_000);
}

#[test]
fn the_group_leaves_nfc() {
    let only = Repairer::new(Rules::none().with(Group::Unicode));
    let all = Repairer::default();
    for row in rows() {
        for text in row {
            assert!(is_nfc(&only.repair(&text).text), "{text:?}");
            assert!(is_nfc(&all.repair(&text).text), "{text:?}");
        }
    }
}
