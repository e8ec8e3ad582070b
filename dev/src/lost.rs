//! `lost`: text in which letters became U+FFFD, and how many of them come back.

use std::path::PathBuf;

use nguyenban::spelling::{Speller, SpellingOptions};
use nguyenban::text::fold::fold;
use nguyenban::text::token::{Case, Kind, tokenize};

use crate::random::Random;
use crate::slips::{context, model};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Syllables to a lost letter, where a syllable has one to lose.
const EVERY: f64 = 50.0;

/// Loses a letter with a mark in some lower-case syllables, has them put back, and prints the figures.
pub fn lost(files: &[PathBuf], show: usize) -> Result<()> {
    let model = model(None)?;
    let mut options = SpellingOptions::default();
    options.slips = false;
    let speller = Speller::new(&model, options);
    let mut random = Random::new(1);
    let (mut made, mut right, mut wrong) = (0, 0, 0);
    for file in files {
        for line in std::fs::read_to_string(file)?.lines() {
            let (mut tokens, mut damaged, mut from) = (Vec::new(), String::new(), 0);
            let mut words = Vec::new();
            tokenize(line, &mut tokens);
            for token in tokens.iter().filter(|token| token.kind == Kind::Word && token.case == Case::Lower) {
                let word = token.text(line);
                let Some((at, letter)) = word.char_indices().find(|(_, c)| !c.is_ascii()) else { continue };
                if token.protected || word.len() == letter.len_utf8() || !random.chance(1.0 / EVERY) {
                    continue;
                }
                damaged.push_str(&line[from..token.start as usize + at]);
                words.push((damaged.len() - at, token.range()));
                damaged.push(char::REPLACEMENT_CHARACTER);
                from = token.start as usize + at + letter.len_utf8();
            }
            damaged.push_str(&line[from..]);
            made += words.len();
            for edit in speller.correct(&damaged).edits {
                let word = words.iter().find(|(start, _)| *start == edit.start).map(|(_, word)| &line[word.clone()]);
                if word.is_some_and(|word| fold(word) == fold(&edit.replacement)) {
                    right += 1;
                } else {
                    wrong += 1;
                    if wrong <= show {
                        println!(
                            "  {} not {} ({:.1})",
                            edit.replacement,
                            context(&damaged, edit.span()),
                            edit.log_odds
                        );
                    }
                }
            }
        }
    }
    println!(
        "{made} letters lost, {right} put back right and {wrong} wrong: precision {:.4}, recall {:.4}",
        right as f64 / (right + wrong).max(1) as f64,
        right as f64 / made.max(1) as f64
    );
    Ok(())
}
