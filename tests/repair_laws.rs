//! Laws of the repair stages, for every set of groups and any text.

use std::borrow::Cow;

use nguyenban::edit::{Edit, apply, compose};
use nguyenban::repair::{Group, IyStyle, Repairer, Rules, ToneMarks};
use proptest::prelude::*;

/// Text made of what the rules look at, so that they meet in every combination.
fn text() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        8 => prop::sample::select(" |  |,|.|;|:|!|?|(|)|“|”|…|...|/|–|-|%|\"|+|\n|\r\n|[|]|=|@".split('|').collect::<Vec<_>>()),
        4 => prop::sample::select("hòa|Hệ|thủy|Thuỷ|QĐ|TW|2021|15|III|NĐ|CP|km|vn|a|Ông|quý|kỹ|lí|Ðông|TTg|Net|nha|giải".split('|').collect::<Vec<_>>()),
        3 => prop::sample::select("\u{301}|\u{323}|e\u{302}|n\u{301}|\u{430}|\u{43e}|ı|ｖ|Ａ|𝐚|\u{200b}|\u{200d}|\u{ad}|\u{feff}|\u{200f}|\u{a0}|\u{3000}|\u{e0041}|א|漢|👩|ế\u{301}|\u{1100}|\u{1161}".split('|').collect::<Vec<_>>()),
    ];
    prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
}

fn rules() -> impl Strategy<Value = Rules> {
    let styles = (
        prop::sample::select(vec![ToneMarks::Keep, ToneMarks::Old, ToneMarks::New]),
        prop::sample::select(vec![IyStyle::Keep, IyStyle::I, IyStyle::Y]),
    );
    (0u32..1 << Group::ALL.len(), styles).prop_map(|(set, (tones, iy))| {
        let chosen = Group::ALL.into_iter().enumerate().filter(|(i, _)| set & (1 << i) != 0);
        chosen.fold(Rules::none(), |rules, (_, group)| rules.with(group)).tone_marks(tones).iy(iy)
    })
}

fn check(text: &str, rules: Rules) {
    let repairer = Repairer::new(rules);
    let repaired = repairer.repair(text);
    let again = repairer.repair(&repaired.text);
    assert_eq!(again.text, repaired.text, "idempotent: {text:?} {rules:?}");
    assert!(again.edits.is_empty() && matches!(again.text, Cow::Borrowed(_)));
    assert_eq!(apply(text, &repaired.edits), repaired.text);
    assert_eq!(repaired.text.matches('\n').count(), text.matches('\n').count());
    assert!(repaired.edits.windows(2).all(|pair| pair[0].end <= pair[1].start), "{:?}", repaired.edits);
    assert!(repaired.edits.iter().all(|edit| text.get(edit.span()).is_some()));
}

/// Sorted, disjoint edits of a text, from random cuts.
fn edits(text: &str, cuts: &[(usize, usize, String)]) -> Vec<Edit> {
    let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut at = 0;
    let mut edits: Vec<Edit> = Vec::new();
    for (skip, take, replacement) in cuts {
        let (start, end) = (at + skip, at + skip + take);
        let Some((&from, &to)) = bounds.get(start).zip(bounds.get(end)) else { break };
        edits.push(Edit::repair(from..to, replacement.as_str(), "test"));
        at = end + usize::from(start == end);
    }
    edits
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn laws_hold(text in text(), rules in rules()) {
        check(&text, rules);
    }

    #[test]
    fn laws_hold_for_any_text(text in any::<String>(), rules in rules()) {
        check(&text, rules);
    }

    #[test]
    fn composed_edits_do_what_the_two_steps_do(
        text in "[aàệ漢]{0,12}",
        first in prop::collection::vec((0usize..4, 0usize..4, "[xý]{0,3}"), 0..5),
        second in prop::collection::vec((0usize..4, 0usize..4, "[pq]{0,3}"), 0..5),
    ) {
        let first = edits(&text, &first);
        let middle = apply(&text, &first);
        let second = edits(&middle, &second);
        let composed = compose(&first, &second);
        prop_assert_eq!(apply(&text, &composed), apply(&middle, &second));
        prop_assert!(composed.windows(2).all(|pair| pair[0].end <= pair[1].start));
    }
}
