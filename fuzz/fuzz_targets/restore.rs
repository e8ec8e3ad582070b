#![no_main]
//! Any text, under the defaults and as "assume that this is spun": the output is the input with its edits applied.

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use nguyenban::{Prior, Restorer};

static RESTORERS: LazyLock<[Restorer; 2]> = LazyLock::new(|| {
    [
        Restorer::new().unwrap(),
        Restorer::builder().prior(Prior::assume_spun()).paragraph_log_odds(-1e9).build().unwrap(),
    ]
});

fuzz_target!(|text: &str| {
    for restorer in RESTORERS.iter() {
        let restored = restorer.restore(text);
        let mut expected = text.to_owned();
        for edit in restored.edits.iter().rev() {
            expected.replace_range(edit.span(), &edit.replacement);
        }
        assert_eq!(restored.text, expected);
        assert!(restored.edits.windows(2).all(|pair| pair[0].end <= pair[1].start));
        assert!(restored.edits.iter().all(|edit| edit.log_odds.is_finite()));
        assert!(restored.paragraphs.iter().all(|paragraph| paragraph.log_odds.is_finite()));
    }
});
