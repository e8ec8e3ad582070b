//! `texts`: harm on a corpus of texts, each restored by itself.

use std::collections::BTreeMap;
use std::path::PathBuf;

use nguyenban::{Restorer, Rule};

use crate::measure::syllables;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Restores the texts of each file, which blank lines part, and prints how many of them are changed, with the commonest edits.
pub fn texts(files: &[PathBuf], show: usize) -> Result<()> {
    let restorer = Restorer::new()?;
    let mut worker = restorer.worker();
    for file in files {
        let corpus = std::fs::read_to_string(file)?;
        let (mut texts, mut changed, mut edits, mut words) = (0, 0, 0, 0);
        let mut times: BTreeMap<String, usize> = BTreeMap::new();
        for text in corpus.split("\n\n") {
            texts += 1;
            words += syllables(text);
            let restored = worker.restore(text);
            let before = edits;
            for edit in restored.edits.iter().filter(|edit| !matches!(edit.rule, Rule::Repair(_))) {
                edits += 1;
                *times.entry(format!("{} → {}", &text[edit.span()], edit.replacement)).or_default() += 1;
            }
            changed += usize::from(edits > before);
        }
        println!(
            "{}: {texts} texts, {:.1} million syllables, {changed} texts changed, {edits} word edits ({:.2} per million)",
            file.display(),
            words as f64 / 1e6,
            edits as f64 * 1e6 / words.max(1) as f64
        );
        let mut times: Vec<_> = times.into_iter().collect();
        times.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        times.iter().take(show).for_each(|(edit, times)| println!("  {times} {edit}"));
    }
    Ok(())
}
