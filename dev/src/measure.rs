//! Figures on clean text, and on the same text with about 40 % of its paragraphs spun.

use std::fmt::Write as _;
use std::path::PathBuf;

use nguyenban::lexicon::{Family, Lexicon};
use nguyenban::text::token::{Kind, tokenize};
use nguyenban::{Options, Restorer};

use crate::compare::{self, Change};
use crate::random::Random;
use crate::spinner::Spinner;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The share of paragraphs that is spun.
const SHARE: f64 = 0.4;
/// Paragraphs of a simulated document, where the file has no blank lines between documents.
const DOCUMENT: usize = 20;

/// The family of a letter.
pub fn family(name: &str) -> Result<Family> {
    match name {
        "A" => Ok(Family::A),
        "B" => Ok(Family::B),
        _ => Err("the family is A or B".into()),
    }
}

/// One line of a simulated document.
pub struct Line {
    pub text: String,
    /// The spans that were replaced, with their originals; `None` for a paragraph that was left.
    pub edits: Option<Vec<(std::ops::Range<usize>, String)>>,
}

/// Cuts lines into documents and spins about 40 % of the paragraphs.
pub fn simulate(lines: &[&str], lexicon: &Lexicon, family: Family, random: &mut Random) -> Vec<Vec<Line>> {
    let lines: Vec<&str> = lines.iter().copied().filter(|line| !line.trim().is_empty()).collect();
    lines
        .chunks(DOCUMENT)
        .map(|document| {
            let spinner = Spinner::new(lexicon, family, random);
            let mut spinning = random.chance(SHARE);
            document
                .iter()
                .map(|line| {
                    // Spun paragraphs come in runs: the state is drawn anew with probability one half.
                    if random.chance(0.5) {
                        spinning = random.chance(SHARE);
                    }
                    let spun = spinning.then(|| spinner.spin(line, random)).filter(|spun| !spun.edits.is_empty());
                    match spun {
                        Some(spun) => Line { text: spun.text, edits: Some(spun.edits) },
                        None => Line { text: (*line).to_owned(), edits: None },
                    }
                })
                .collect()
        })
        .collect()
}

/// Prints the simulated pages.
pub fn spin(files: &[PathBuf], family: Family) -> Result<()> {
    let lexicon = Lexicon::built_in()?;
    for file in files {
        for document in
            simulate(&std::fs::read_to_string(file)?.lines().collect::<Vec<_>>(), &lexicon, family, &mut Random::new(1))
        {
            for line in document {
                println!("{}", line.text);
            }
            println!();
        }
    }
    Ok(())
}

/// How many words a text has.
pub fn syllables(text: &str) -> usize {
    let mut tokens = Vec::new();
    tokenize(text, &mut tokens);
    tokens.iter().filter(|token| token.kind == Kind::Word).count()
}

/// What was counted on the simulated pages of one family.
#[derive(Default)]
struct Counts {
    edits: usize,
    /// Of those, undone.
    restored: usize,
    made: usize,
    /// Of those, right.
    right: usize,
    /// Edits in paragraphs that were not judged spun, and others that nothing touched.
    undetected: usize,
    left: usize,
    missed: Vec<String>,
    /// Log-odds of clean and of spun paragraphs of 40 syllables or more.
    clean: Vec<f64>,
    spun: Vec<f64>,
    /// Probability and truth of every paragraph.
    calibration: Vec<(f64, bool)>,
    shown: Vec<String>,
}

impl Counts {
    fn add(&mut self, document: &[Line], restorer: &Restorer, dump: &mut String) {
        let mut text = String::new();
        let mut starts = Vec::new();
        for line in document {
            starts.push(text.len());
            text.push_str(&line.text);
            text.push('\n');
        }
        let restored = restorer.restore(&text);
        for judgement in &restored.paragraphs {
            let truth = document[judgement.line - 1].edits.is_some();
            let edits = document[judgement.line - 1].edits.as_ref().map_or(0, Vec::len);
            let _ = writeln!(
                dump,
                "{}\t{}\t{}\t{edits}\t{}\t{}",
                judgement.log_ratio,
                judgement.syllables,
                u8::from(truth),
                judgement.log_odds,
                document[judgement.line - 1].text
            );
            self.calibration.push((judgement.probability, truth));
            if judgement.syllables >= 40 {
                if truth { &mut self.spun } else { &mut self.clean }.push(judgement.log_odds);
            }
        }
        let truth: Vec<Change<'_>> = document
            .iter()
            .zip(&starts)
            .flat_map(|(line, &start)| {
                line.edits
                    .iter()
                    .flatten()
                    .map(move |(span, words)| Change { span: start + span.start..start + span.end, words })
            })
            .collect();
        let made: Vec<Change<'_>> =
            restored.edits.iter().map(|edit| Change { span: edit.span(), words: &edit.replacement }).collect();
        self.edits += truth.len();
        self.made += made.len();
        for group in compare::groups(&text, &truth, &made) {
            let was: Vec<&str> = truth[group.truth.clone()].iter().map(|change| change.words).collect();
            let phrase = &text[group.span.clone()];
            if group.right {
                self.restored += group.truth.len();
                self.right += group.made.len();
            } else if group.made.is_empty() {
                let paragraph = restored.paragraphs.iter().find(|paragraph| paragraph.end > group.span.start);
                if paragraph.is_some_and(|paragraph| paragraph.spun) {
                    self.left += group.truth.len();
                    self.missed.push(format!("{phrase} ← {}", was.join(" … ")));
                } else {
                    self.undetected += group.truth.len();
                }
            } else {
                let edits = &restored.edits[group.made.clone()];
                let odds = edits.iter().map(|edit| edit.log_odds).fold(f64::INFINITY, f64::min);
                let wordings: Vec<&str> = edits.iter().map(|edit| edit.replacement.as_str()).collect();
                self.shown.push(format!("{odds:.1}\t{phrase}\t{}\t{}", wordings.join(" … "), was.join(" … ")));
            }
        }
    }

    fn print(&mut self, name: &str) {
        let precision = self.right as f64 / self.made.max(1) as f64;
        let recall = self.restored as f64 / self.edits.max(1) as f64;
        self.clean.sort_by(|a, b| b.total_cmp(a));
        let allowed = self.clean.len() / 10_000;
        let threshold = self.clean.get(allowed).copied().unwrap_or(f64::NEG_INFINITY);
        let detected =
            self.spun.iter().filter(|&&odds| odds > threshold).count() as f64 / self.spun.len().max(1) as f64;
        println!(
            "{name}: {} edits ({} in paragraphs judged clean, {} others left), precision {precision:.4}, recall {recall:.4}; detection of {} paragraphs of 40+ \
             syllables at {allowed} false alarms in {}: {detected:.4} (threshold {threshold:.1}); calibration error {:.4}",
            self.edits,
            self.undetected,
            self.left,
            self.spun.len(),
            self.clean.len(),
            calibration_error(&self.calibration)
        );
    }
}

/// Expected calibration error with ten bins.
fn calibration_error(judged: &[(f64, bool)]) -> f64 {
    let mut bins = [(0usize, 0.0, 0usize); 10];
    for &(probability, truth) in judged {
        let bin = &mut bins[((probability * 10.0) as usize).min(9)];
        bin.0 += 1;
        bin.1 += probability;
        bin.2 += usize::from(truth);
    }
    bins.iter().map(|&(_, sum, spun)| (sum - spun as f64).abs()).sum::<f64>() / judged.len().max(1) as f64
}

/// The options to measure with: those that ship, but for what is given. A positive cost switches synonyms off.
pub fn options(
    prior: Option<f64>,
    threshold: Option<f64>,
    synonym_cost: Option<f64>,
    context_weight: Option<f64>,
) -> Options {
    let mut options = Options::default();
    options.prior.spun = prior.unwrap_or(options.prior.spun);
    options.paragraph_log_odds = threshold.unwrap_or(options.paragraph_log_odds);
    options.tidy = None;
    if let Some(weight) = context_weight {
        options.context_weight = weight;
    }
    if let Some(cost) = synonym_cost {
        options.synonym_cost = (cost <= 0.0).then_some(cost);
    }
    options
}

/// Prints all figures.
pub fn measure(
    files: &[PathBuf],
    show: usize,
    options: Options,
    dump: Option<PathBuf>,
    lexicon: Option<PathBuf>,
    model: Option<PathBuf>,
    context: Option<PathBuf>,
) -> Result<()> {
    let mut builder = Restorer::builder().options(options);
    if let Some(path) = lexicon {
        builder = builder.overlay(Lexicon::from_path(path)?);
    }
    if let Some(path) = model {
        builder = builder.model(nguyenban::model::NgramModel::from_bytes(&std::fs::read(path)?)?);
    }
    if let Some(path) = context {
        builder = builder.context(nguyenban::context::Context::from_bytes(&std::fs::read(path)?)?);
    }
    let restorer = builder.build()?;
    let mut dumped = String::new();
    let mut totals = [Counts::default(), Counts::default()];
    for (seed, file) in (1..).zip(files) {
        let text = std::fs::read_to_string(file)?;
        let clean = restorer.restore(&text);
        let million = syllables(&text) as f64 / 1e6;
        let long: Vec<_> = clean.paragraphs.iter().filter(|paragraph| paragraph.syllables >= 40).collect();
        println!(
            "{}: {:.3} million syllables, {} false word edits ({:.1} per million), {} of {} paragraphs of 40+ judged spun, {} of {} others",
            file.display(),
            million,
            clean.edits.len(),
            clean.edits.len() as f64 / million,
            long.iter().filter(|paragraph| paragraph.spun).count(),
            long.len(),
            clean.paragraphs.iter().filter(|paragraph| paragraph.spun && paragraph.syllables < 40).count(),
            clean.paragraphs.len() - long.len(),
        );
        let mut worker = restorer.worker();
        let alone = |line: &str| (worker.restore(line).edits.len(), line.len());
        let (edits, changed) =
            text.lines().map(alone).fold((0, 0), |sum, (n, _)| (sum.0 + n, sum.1 + usize::from(n > 0)));
        println!(
            "  each paragraph as a text of its own: {:.1} per million, {changed} paragraphs changed",
            edits as f64 / million
        );
        for edit in clean.edits.iter().take(show) {
            println!("  {:.1}\t{}\t{}", edit.log_odds, &text[edit.span()], edit.replacement);
        }
        for (counts, family) in totals.iter_mut().zip([Family::A, Family::B]) {
            for document in
                simulate(&text.lines().collect::<Vec<_>>(), restorer.lexicon(), family, &mut Random::new(seed))
            {
                counts.add(&document, &restorer, &mut dumped);
            }
        }
    }
    for (counts, name) in totals.iter_mut().zip(["family A", "family B"]) {
        counts.print(name);
        for line in counts.shown.iter().step_by((counts.shown.len() / show.max(1)).max(1)).take(show) {
            println!("  {line}");
        }
        for line in counts.missed.iter().step_by((counts.missed.len() / show.max(1)).max(1)).take(show) {
            println!("  missed {line}");
        }
    }
    let judged: Vec<_> = totals.iter().flat_map(|counts| counts.calibration.iter().copied()).collect();
    println!("both families: calibration error {:.4}", calibration_error(&judged));
    if let Some(path) = dump {
        std::fs::write(path, dumped)?;
    }
    Ok(())
}
