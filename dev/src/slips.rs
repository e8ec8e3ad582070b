//! `slips`: text with slips of known kinds, and how many of them the speller puts right.
//!
//! The error model: a slip every 50 syllables on average, each at a lower-case Vietnamese syllable of two letters or
//! more drawn at random, its kind drawn by the weights of [`Kind::ALL`]. A kind that does not apply to a word (no mark
//! to lose, no sound to confuse) is drawn again. Letters are changed as they stand in the text, a letter with its
//! marks.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;

use nguyenban::model::NgramModel;
use nguyenban::spelling::{Speller, SpellingOptions};
use nguyenban::text::fold::fold;
use nguyenban::text::syllable::is_syllable;
use nguyenban::text::token::{Case, Kind as TokenKind, tokenize};

use crate::random::Random;
use crate::typist::{self, Kind};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Syllables to a slip.
const EVERY: usize = 50;

/// What was done to a word.
struct Slip {
    span: Range<usize>,
    kind: Kind,
    original: String,
}

/// A text with slips: the spans are those of the new text.
struct Slipped {
    text: String,
    slips: Vec<Slip>,
}

/// Makes slips in a text.
fn slip(text: &str, random: &mut Random, most: usize) -> Slipped {
    let mut slipped = Slipped { text: String::with_capacity(text.len() * 2), slips: Vec::new() };
    for line in text.lines() {
        let mut tokens = Vec::new();
        tokenize(line, &mut tokens);
        let mut from = 0;
        for token in &tokens {
            let word = token.text(line);
            let takes = token.kind == TokenKind::Word && !token.protected && token.case == Case::Lower;
            if !takes || word.chars().count() < 2 || !is_syllable(word) || slipped.slips.len() >= most {
                continue;
            }
            // Not every syllable takes a slip: 0.8 of them do, about.
            if !random.chance(1.25 / EVERY as f64) {
                continue;
            }
            let Some((kind, wrong)) = typist::mistype(word, random) else { continue };
            slipped.text.push_str(&line[from..token.start as usize]);
            let start = slipped.text.len();
            slipped.text.push_str(&wrong);
            slipped.slips.push(Slip { span: start..slipped.text.len(), kind, original: word.to_owned() });
            from = token.end as usize;
        }
        slipped.text.push_str(&line[from..]);
        slipped.text.push('\n');
    }
    slipped
}

/// Slips made, put right, changed to something else.
#[derive(Default, Clone, Copy)]
struct Counts {
    made: usize,
    right: usize,
    wrong: usize,
}

/// What `slips` is asked.
pub struct Asked {
    /// A model in place of the one that ships.
    pub model: Option<PathBuf>,
    /// The margin of an edit, in nats.
    pub odds: Option<f64>,
    /// How many wrong edits to print.
    pub show: usize,
    /// How many slips to make in all.
    pub count: usize,
    /// A file for every edit: margin, kind, whether right, context.
    pub dump: Option<PathBuf>,
}

/// The model of a file, or the one that ships.
pub fn model(path: Option<&PathBuf>) -> Result<NgramModel> {
    Ok(match path {
        Some(path) => NgramModel::from_bytes(&std::fs::read(path)?)?,
        None => nguyenban::built_in_model()?,
    })
}

/// Prints precision, recall and false edits.
pub fn slips(files: &[PathBuf], asked: &Asked) -> Result<()> {
    let model = model(asked.model.as_ref())?;
    let mut options = SpellingOptions::default();
    options.slip_log_odds = asked.odds.unwrap_or(options.slip_log_odds);
    let speller = Speller::new(&model, options);
    let mut kinds: BTreeMap<Kind, Counts> = BTreeMap::new();
    let (mut false_edits, mut left) = (0, asked.count);
    let mut dump = String::new();
    let mut missed = String::new();
    let mut note = |kind: &str, right: bool, text: &str, edit: &nguyenban::Edit, meant: &str| {
        dump.push_str(&format!("{kind}\t{}\t{}\t{meant}\n", u8::from(right), shown(text, edit)));
    };
    for (seed, file) in (1..).zip(files) {
        let text = std::fs::read_to_string(file)?;
        let syllables = crate::measure::syllables(&text);
        let start = std::time::Instant::now();
        let clean = speller.correct(&text);
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "{}: {syllables} syllables, {} edits of the untouched text: {:.1} per million; {:.2} MB/s",
            file.display(),
            clean.edits.len(),
            clean.edits.len() as f64 / syllables as f64 * 1e6,
            text.len() as f64 / 1e6 / seconds,
        );
        clean.edits.iter().for_each(|edit| note("clean", false, &text, edit, ""));
        for edit in clean.edits.iter().take(asked.show) {
            println!("  {}", shown(&text, edit));
        }
        let slipped = slip(&text, &mut Random::new(seed), left);
        left -= slipped.slips.len();
        let corrected = speller.correct(&slipped.text);
        let mut edits = corrected.edits.iter().peekable();
        let mut shown_here = 0;
        for slip in &slipped.slips {
            let counts = kinds.entry(slip.kind).or_default();
            counts.made += 1;
            let mut touched = false;
            while let Some(edit) = edits.next_if(|edit| edit.start < slip.span.end) {
                let right = edit.span() == slip.span && fold(&edit.replacement) == fold(&slip.original);
                touched |= edit.end > slip.span.start;
                counts.right += usize::from(right);
                let here = edit.end > slip.span.start;
                let kind = if here { format!("{:?}", slip.kind) } else { "elsewhere".to_owned() };
                note(&kind, right, &slipped.text, edit, &slip.original);
                if !right {
                    *(if edit.end > slip.span.start { &mut counts.wrong } else { &mut false_edits }) += 1;
                    if shown_here < asked.show {
                        println!("  wrong: {} ({:?}: {})", shown(&slipped.text, edit), slip.kind, slip.original);
                        shown_here += 1;
                    }
                }
            }
            if !touched && asked.dump.is_some() {
                let word = &slipped.text[slip.span.clone()];
                let class = if model.vocabulary().get(word, &mut String::new()).is_some() {
                    "known"
                } else if is_syllable(word) {
                    "syllable"
                } else if word.is_ascii() {
                    "ascii"
                } else {
                    "strange"
                };
                missed.push_str(&format!(
                    "missed\t0\t0\t{:?}\t{class}\t{}\t{}\n",
                    slip.kind,
                    context(&slipped.text, slip.span.clone()),
                    slip.original
                ));
            }
            if !touched && asked.show > 0 && counts.made % 40 == 0 {
                println!("  missed {:?}: {} ← {}", slip.kind, context(&slipped.text, slip.span.clone()), slip.original);
            }
        }
        false_edits += edits.count();
    }
    let mut all = Counts::default();
    for (kind, counts) in &kinds {
        print(&format!("{kind:?}"), *counts, 0);
        all.made += counts.made;
        all.right += counts.right;
        all.wrong += counts.wrong;
    }
    print("all", all, false_edits);
    if let Some(path) = &asked.dump {
        std::fs::write(path, dump + &missed)?;
    }
    Ok(())
}

fn print(name: &str, counts: Counts, elsewhere: usize) {
    let Counts { made, right, wrong } = counts;
    let edits = (right + wrong + elsewhere).max(1) as f64;
    println!(
        "{name:12} {made:6} slips, precision {:.4}, recall {:.4}{}",
        right as f64 / edits,
        right as f64 / made.max(1) as f64,
        if elsewhere > 0 { format!("; {elsewhere} edits where no slip was made") } else { String::new() }
    );
}

fn context(text: &str, span: Range<usize>) -> String {
    let before: String = text[..span.start].chars().rev().take(30).collect();
    let before: String = before.chars().rev().collect();
    let after: String = text[span.end..].chars().take(30).collect();
    format!("{before}[{}]{after}", &text[span]).replace('\n', "⏎")
}

fn shown(text: &str, edit: &nguyenban::Edit) -> String {
    format!("{:.1}\t{} → {}", edit.log_odds, context(text, edit.span()), edit.replacement)
}

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
            for (token, new) in tokens.iter().zip(&new).filter(|(token, _)| token.kind == TokenKind::Word) {
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
