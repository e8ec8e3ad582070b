//! What the tests of single repair stages share.

use nguyenban::edit::{Edit, apply};

type Stage = fn(&str, &mut Vec<Edit>);

/// What a stage makes of a text, its edits being sorted, disjoint and on character boundaries.
pub fn apply_checked(stage: Stage, text: &str) -> String {
    let mut edits = Vec::new();
    stage(text, &mut edits);
    assert!(edits.windows(2).all(|pair| pair[0].end <= pair[1].start));
    assert!(edits.iter().all(|edit| edit.start <= edit.end && text.get(edit.span()).is_some()));
    apply(text, &edits).into_owned()
}

/// Whether the stage leaves nothing for itself to do.
pub fn idempotent(stage: Stage, text: &str) {
    let once = apply_checked(stage, text);
    assert_eq!(apply_checked(stage, &once), once);
}
