//! `slips`: text with slips of known kinds, and how many of them the speller puts right.
//!
//! The error model: a slip every 50 syllables on average, each at a lower-case Vietnamese syllable of two letters or
//! more drawn at random, its kind drawn by the weights of [`Kind::ALL`]. A kind that does not apply to a word (no mark
//! to lose, no sound to confuse) is drawn again. Letters are changed as they stand in the text, a letter with its
//! marks.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::ops::Range;
use std::path::PathBuf;
use std::time::Instant;

use nguyenban::Edit;
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
    /// How many edits to print of each sort.
    pub show: usize,
    /// How many slips to make in all.
    pub count: usize,
    /// Whether paragraphs that are corrected as they stand get no slips: most of them have slips of their own.
    pub clean: bool,
    /// A file for every edit: kind, whether right, margin, context; and for every slip that was missed.
    pub dump: Option<PathBuf>,
}

/// The model of a file, or the one that ships.
pub fn model(path: Option<&PathBuf>) -> Result<NgramModel> {
    Ok(match path {
        Some(path) => NgramModel::from_bytes(&std::fs::read(path)?)?,
        None => nguyenban::built_in_model()?,
    })
}

/// What was found so far.
struct Measure<'m> {
    speller: Speller<'m>,
    show: usize,
    kinds: BTreeMap<Kind, Counts>,
    /// Edits where no slip was made, and those of them that the untouched text gets too: most often it has slips of
    /// its own there.
    elsewhere: usize,
    own: usize,
    /// The edits of the untouched texts: text, line, what was written and what was put there.
    untouched: HashSet<(usize, usize, String, String)>,
    dump: String,
}

/// Prints precision, recall and false edits.
pub fn slips(files: &[PathBuf], asked: &Asked) -> Result<()> {
    let model = model(asked.model.as_ref())?;
    let mut options = SpellingOptions::default();
    options.slip_log_odds = asked.odds.unwrap_or(options.slip_log_odds);
    let speller = Speller::new(&model, options);
    let mut measure = Measure {
        speller,
        show: asked.show,
        kinds: BTreeMap::new(),
        elsewhere: 0,
        own: 0,
        untouched: HashSet::new(),
        dump: String::new(),
    };
    let texts = files.iter().map(std::fs::read_to_string).collect::<std::io::Result<Vec<_>>>()?;
    for (number, (file, text)) in files.iter().zip(&texts).enumerate() {
        measure.untouched(number, &file.display().to_string(), text);
    }
    let texts: Vec<String> = if asked.clean { texts.iter().map(|text| measure.clean(text)).collect() } else { texts };
    // Through the files, and again with other slips, until there are enough.
    let (mut left, mut seed) = (asked.count, 0);
    while left > 0 {
        let before = left;
        for (number, text) in texts.iter().enumerate() {
            seed += 1;
            let slipped = slip(text, &mut Random::new(seed), left);
            left -= slipped.slips.len();
            measure.slipped(number, &slipped);
        }
        if left == before {
            return Err("no syllable to make a slip in".into());
        }
    }
    measure.print();
    if let Some(path) = &asked.dump {
        std::fs::write(path, measure.dump)?;
    }
    Ok(())
}

impl Measure<'_> {
    /// The paragraphs of a text that the speller leaves as they stand.
    fn clean(&self, text: &str) -> String {
        let mut worker = self.speller.worker();
        let mut clean = String::with_capacity(text.len());
        for line in text.lines().filter(|line| worker.correct(line).edits.is_empty()) {
            clean.push_str(line);
            clean.push('\n');
        }
        clean
    }

    fn note(&mut self, kind: &str, right: bool, text: &str, edit: &Edit, meant: &str) {
        let _ = writeln!(self.dump, "{kind}\t{}\t{}\t{meant}", u8::from(right), shown(text, edit));
    }

    /// The edits of a text as it is.
    fn untouched(&mut self, file: usize, name: &str, text: &str) {
        let syllables = crate::measure::syllables(text);
        let start = Instant::now();
        let edits = self.speller.correct(text).edits;
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "{name}: {syllables} syllables, {} edits of the untouched text, {:.1} per million; {:.2} MB/s",
            edits.len(),
            edits.len() as f64 / syllables as f64 * 1e6,
            text.len() as f64 / 1e6 / seconds,
        );
        for (number, edit) in edits.iter().enumerate() {
            self.note("untouched", false, text, edit, "");
            self.untouched.insert(key(file, text, edit));
            if number < self.show {
                println!("  {}", shown(text, edit));
            }
        }
    }

    /// The edits of a text with slips.
    fn slipped(&mut self, file: usize, slipped: &Slipped) {
        let text = &slipped.text;
        let corrected = self.speller.correct(text).edits;
        let mut edits = corrected.iter().peekable();
        for slip in &slipped.slips {
            let mut counts = Counts { made: 1, ..Counts::default() };
            while let Some(edit) = edits.next_if(|edit| edit.start < slip.span.end) {
                if edit.end <= slip.span.start {
                    self.elsewhere(file, text, edit);
                    continue;
                }
                let right = edit.span() == slip.span && fold(&edit.replacement) == fold(&slip.original);
                *(if right { &mut counts.right } else { &mut counts.wrong }) += 1;
                self.note(&format!("{:?}", slip.kind), right, text, edit, &slip.original);
                if !right && self.show > 0 {
                    println!("  wrong: {} ({:?}: {})", shown(text, edit), slip.kind, slip.original);
                }
            }
            if counts.right + counts.wrong == 0 {
                let (kind, context) = (slip.kind, context(text, slip.span.clone()));
                let _ = writeln!(self.dump, "missed\t0\t0\t{kind:?}\t{context}\t{}", slip.original);
            }
            let all = self.kinds.entry(slip.kind).or_default();
            *all = Counts { made: all.made + 1, right: all.right + counts.right, wrong: all.wrong + counts.wrong };
        }
        for edit in edits {
            self.elsewhere(file, text, edit);
        }
    }

    fn elsewhere(&mut self, file: usize, text: &str, edit: &Edit) {
        let own = self.untouched.contains(&key(file, text, edit));
        self.elsewhere += 1;
        self.own += usize::from(own);
        self.note(if own { "own" } else { "elsewhere" }, false, text, edit, "");
    }

    fn print(&self) {
        let mut all = Counts::default();
        for (kind, counts) in &self.kinds {
            print(&format!("{kind:?}"), *counts, [0, 0]);
            all.made += counts.made;
            all.right += counts.right;
            all.wrong += counts.wrong;
        }
        print("all", all, [self.elsewhere, self.own]);
    }
}

fn print(name: &str, counts: Counts, [elsewhere, own]: [usize; 2]) {
    let Counts { made, right, wrong } = counts;
    let edits = (right + wrong + elsewhere).max(1) as f64;
    let without = (right + wrong + elsewhere - own).max(1) as f64;
    println!(
        "{name:12} {made:6} slips, precision {:.4}, recall {:.4}{}",
        right as f64 / edits,
        right as f64 / made.max(1) as f64,
        if elsewhere > 0 {
            format!(
                "; {elsewhere} edits where no slip was made, {own} of them made in the untouched text too: precision \
                 without those {:.4}",
                right as f64 / without
            )
        } else {
            String::new()
        }
    );
}

/// A stretch of a text in brackets, with what stands around it.
pub fn context(text: &str, span: Range<usize>) -> String {
    let before: String = text[..span.start].chars().rev().take(30).collect();
    let before: String = before.chars().rev().collect();
    let after: String = text[span.end..].chars().take(30).collect();
    format!("{before}[{}]{after}", &text[span]).replace('\n', "⏎")
}

fn shown(text: &str, edit: &Edit) -> String {
    format!("{:.1}\t{} → {}", edit.log_odds, context(text, edit.span()), edit.replacement)
}

fn key(file: usize, text: &str, edit: &Edit) -> (usize, usize, String, String) {
    let line = text[..edit.start].bytes().filter(|&byte| byte == b'\n').count();
    (file, line, text[edit.span()].to_owned(), edit.replacement.clone())
}
