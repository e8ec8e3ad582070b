#![no_main]
//! Any text through every channel of spelling: the output is the input with its edits applied, and has nothing left to do.

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use nguyenban::edit::apply;
use nguyenban::model::NgramModel;
use nguyenban::spelling::{Speller, SpellingOptions};

static MODEL: LazyLock<NgramModel> = LazyLock::new(|| nguyenban::built_in_model().unwrap());

static SPELLER: LazyLock<Speller<'static>> = LazyLock::new(|| {
    let mut options = SpellingOptions::default();
    options.diacritics = true;
    Speller::new(&MODEL, options)
});

fuzz_target!(|text: &str| {
    let spelt = SPELLER.correct(text);
    assert!(spelt.edits.windows(2).all(|pair| pair[0].end <= pair[1].start), "{:?}", spelt.edits);
    assert!(spelt.edits.iter().all(|edit| text.get(edit.span()).is_some()), "{:?}", spelt.edits);
    assert_eq!(apply(text, &spelt.edits), spelt.text);
    assert!(spelt.edits.iter().all(|edit| edit.log_odds.is_finite()));
    let again = SPELLER.correct(&spelt.text);
    assert!(again.edits.is_empty(), "{again:?}");
});
