//! Replays the inputs in `fuzz/regressions` that once failed, and some that might, without the fuzzer.

use std::io::Read;
use std::path::Path;

use nguyenban::charset::{self, Charset, Reader};
use nguyenban::context::Context;
use nguyenban::edit::apply;
use nguyenban::model::{FormatError, NgramModel};
use nguyenban::repair::Repairer;
use nguyenban::{Lexicon, Prior, Restorer};

fn inputs(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/regressions").join(target);
    let mut inputs: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), std::fs::read(entry.path()).unwrap()))
        .collect();
    inputs.sort();
    assert!(!inputs.is_empty());
    inputs
}

#[test]
fn restore() {
    let restorer = Restorer::builder().prior(Prior::assume_spun()).paragraph_log_odds(-1e9).build().unwrap();
    for (name, bytes) in inputs("restore") {
        let text = String::from_utf8_lossy(&bytes);
        let restored = restorer.restore(&text);
        let mut expected = text.clone().into_owned();
        for edit in restored.edits.iter().rev() {
            expected.replace_range(edit.span(), &edit.replacement);
        }
        assert_eq!(restored.text, expected, "{name}");
        assert!(restored.edits.iter().all(|edit| edit.log_odds.is_finite()), "{name}");
        assert!(restored.paragraphs.iter().all(|paragraph| paragraph.log_odds.is_finite()), "{name}");
    }
}

#[test]
fn normalize() {
    let repairer = Repairer::default();
    for (name, bytes) in inputs("normalize") {
        let text = String::from_utf8_lossy(&bytes);
        let repaired = repairer.repair(&text);
        assert_eq!(apply(&text, &repaired.edits), repaired.text, "{name}");
        assert_eq!(repaired.text.matches('\n').count(), text.matches('\n').count(), "{name}");
        assert!(repairer.repair(&repaired.text).edits.is_empty(), "{name}");
    }
}

#[test]
fn decode() {
    for (name, bytes) in inputs("decode") {
        for charset in Charset::ALL {
            let decoded = charset::decode(&bytes, charset);
            let mut reader = Reader::new(&bytes[..], charset);
            let mut text = String::new();
            reader.read_to_string(&mut text).unwrap();
            assert_eq!((text, reader.malformed()), (decoded.text, decoded.malformed.len() as u64), "{name} {charset}");
        }
        let end = charset::decode_mixed(&bytes).parts.last().map_or(0, |part| part.end);
        assert_eq!(end, bytes.len(), "{name}");
    }
}

#[test]
fn lexicon() {
    for (name, bytes) in inputs("lexicon") {
        match Lexicon::from_tsv(&name, &bytes) {
            Ok(lexicon) => {
                let text = String::from_utf8_lossy(&bytes);
                assert!(lexicon.find_iter(&text).all(|found| text.get(found.span).is_some()), "{name}");
            }
            Err(error) => assert!(error.line > 0, "{name}"),
        }
    }
}

#[test]
fn model() {
    for (name, bytes) in inputs("model") {
        assert!(NgramModel::from_bytes(&bytes).is_err(), "{name}");
    }
}

#[test]
fn context() {
    for (name, bytes) in inputs("context") {
        let error = Context::from_bytes(&bytes).unwrap_err();
        // What a file says of itself is looked at, not only its version.
        assert!(!matches!(error, FormatError::Version { .. }), "{name}: {error}");
    }
}
