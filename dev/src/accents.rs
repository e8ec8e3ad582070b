//! `accents`: text without its diacritics, and how many of them come back.

use std::path::PathBuf;

use nguyenban::spelling::{Speller, SpellingOptions};
use nguyenban::text::fold::fold;
use nguyenban::text::token::{Case, Kind, tokenize};

use crate::slips::{context, model};
use crate::typist;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Strips the diacritics of texts, restores them, and prints the share of syllables that are right.
pub fn accents(files: &[PathBuf], path: Option<&PathBuf>, show: usize) -> Result<()> {
    let model = model(path)?;
    let mut options = SpellingOptions::default();
    (options.slips, options.diacritics) = (false, true);
    let speller = Speller::new(&model, options);
    for file in files {
        let text = std::fs::read_to_string(file)?;
        let stripped: String = text.chars().map(typist::bare).collect();
        let start = std::time::Instant::now();
        let restored = speller.correct(&stripped).text;
        let seconds = start.elapsed().as_secs_f64();
        let (mut all, mut right, mut small, mut small_right, mut shown) = (0, 0, 0, 0, 0);
        for (line, restored) in text.lines().zip(restored.lines()) {
            let (mut tokens, mut new) = (Vec::new(), Vec::new());
            tokenize(line, &mut tokens);
            tokenize(restored, &mut new);
            if tokens.len() != new.len() {
                continue;
            }
            for (token, new) in tokens.iter().zip(&new).filter(|(token, _)| token.kind == Kind::Word) {
                let same = fold(token.text(line)) == fold(new.text(restored));
                all += 1;
                right += usize::from(same);
                if token.case == Case::Lower {
                    small += 1;
                    small_right += usize::from(same);
                }
                if !same && shown < show && all % 7 == 0 {
                    shown += 1;
                    println!("  {} not {}", context(restored, new.range()), token.text(line));
                }
            }
        }
        println!(
            "{}: {right} of {all} syllables right: {:.4}; in lower case {:.4}; {:.2} MB/s",
            file.display(),
            right as f64 / all as f64,
            small_right as f64 / small as f64,
            stripped.len() as f64 / 1e6 / seconds
        );
    }
    Ok(())
}
