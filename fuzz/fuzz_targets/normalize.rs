#![no_main]
//! Any text under any set of rules: edits are in order and on boundaries, make the output, and leave nothing to do.
//!
//! The first two bytes choose the rules, so that a text typed into a corpus should begin with two that are no matter.

use std::borrow::Cow;

use libfuzzer_sys::fuzz_target;
use nguyenban::edit::{Edit, apply};
use nguyenban::repair::residue::{self, Kind};
use nguyenban::repair::{Group, IyStyle, Repairer, Rules, ToneMarks};
use nguyenban::repair::{escapes, lookalike, mojibake, typography, unicode, wrapped};

fn rules(set: u8, styles: u8) -> Rules {
    let chosen = Group::ALL.into_iter().enumerate().filter(|(i, _)| set & (1 << (i % 8)) != 0);
    let tones = [ToneMarks::Keep, ToneMarks::Old, ToneMarks::New][usize::from(styles % 3)];
    let iy = [IyStyle::Keep, IyStyle::I, IyStyle::Y][usize::from(styles / 3 % 3)];
    chosen.fold(Rules::none(), |rules, (_, group)| rules.with(group)).tone_marks(tones).iy(iy)
}

fn check(text: &str, edits: &[Edit]) -> String {
    assert!(edits.windows(2).all(|pair| pair[0].end <= pair[1].start), "{edits:?}");
    assert!(edits.iter().all(|edit| text.get(edit.span()).is_some()), "{edits:?}");
    apply(text, edits).into_owned()
}

fuzz_target!(|input: (u8, u8, &str)| {
    let (set, styles, text) = input;
    for rules in [rules(set, styles), Rules::default()] {
        let repairer = Repairer::new(rules);
        let repaired = repairer.repair(text);
        assert_eq!(check(text, &repaired.edits), repaired.text);
        assert_eq!(repaired.text.matches('\n').count(), text.matches('\n').count());
        let again = repairer.repair(&repaired.text);
        assert!(again.edits.is_empty() && matches!(again.text, Cow::Borrowed(_)), "{rules:?} {again:?}");
    }
    let joined = Repairer::new(rules(set, styles).with(Group::Lines)).repair(text);
    assert_eq!(check(text, &joined.edits), joined.text);
    let stages: [fn(&str, &mut Vec<Edit>); 7] = [
        escapes::repair,
        mojibake::repair,
        lookalike::repair,
        typography::repair,
        unicode::compose,
        unicode::invisible,
        wrapped::join,
    ];
    for stage in stages {
        let mut edits = Vec::new();
        stage(text, &mut edits);
        check(text, &edits);
    }
    let mut edits = Vec::new();
    residue::remove(text, &Kind::ALL, &mut edits);
    let removed = check(text, &edits);
    assert_eq!(removed.matches('\n').count(), text.matches('\n').count());
});
