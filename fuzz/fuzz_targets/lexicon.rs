#![no_main]
//! Any bytes as lexicon rows: an error with its place, or rows that can be matched and laid over others.

use libfuzzer_sys::fuzz_target;
use nguyenban::Lexicon;

fuzz_target!(|bytes: &[u8]| {
    match Lexicon::from_tsv("fuzz.tsv", bytes) {
        Ok(lexicon) => {
            let text = String::from_utf8_lossy(bytes);
            for found in lexicon.find_iter(&text) {
                assert!(text.get(found.span.clone()).is_some());
                assert!(found.rows().next().is_some());
            }
            let mut other = lexicon.clone();
            other.overlay(lexicon);
            assert!(other.rows().iter().all(|row| row.weight > 0.0));
        }
        Err(error) => {
            let lines = bytes.split(|&byte| byte == b'\n').count();
            assert!((1..=lines).contains(&error.line), "{error}");
        }
    }
});
