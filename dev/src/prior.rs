//! The prior of rows, fitted to what pages show and cross-validated.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use nguyenban::built_in_model;
use nguyenban::lexicon::{Family, Lexicon};
use nguyenban::prior::{FEATURES, Features, NAMES, Pairs, Prior, with_likely};

use crate::gold;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Parts of the cross-validation. All pairs of a spun phrase are in one.
const FOLDS: usize = 10;
/// What the square of a coefficient costs.
const RIDGE: f64 = 1.0;

/// A pair with what the pages say of it.
#[derive(Debug, Clone)]
pub struct Example {
    pub spun: String,
    pub features: Features,
    pub seen: bool,
}

/// What pages show: spun phrases with the originals that they had.
pub type Seen = BTreeMap<String, BTreeSet<String>>;

/// Adds the edits of a page to what was seen, and its text to what was read.
pub fn add_page(page: &gold::Page, seen: &mut Seen, text: &mut String) {
    for edit in &page.edits {
        let accepted = edit.accepted.iter().map(|form| form.to_lowercase());
        seen.entry(page.text[edit.span.clone()].to_lowercase()).or_default().extend(accepted);
    }
    text.push_str(&page.text.to_lowercase());
    text.push('\n');
}

/// Every pair of the groups whose spun side the pages have: seen there with this original, or never.
pub fn examples(pairs: &Pairs<'_>, seen: &Seen, text: &str) -> Vec<Example> {
    let words = format!(" {} ", gold::folded(text));
    let mut examples = Vec::new();
    for spun in pairs.phrases() {
        let originals = seen.get(spun);
        if originals.is_none() && !words.contains(&format!(" {} ", gold::folded(spun))) {
            continue;
        }
        for original in pairs.partners(spun) {
            let Some(features) = pairs.features(spun, original) else { continue };
            let seen = originals.is_some_and(|originals| originals.contains(original));
            examples.push(Example { spun: spun.to_owned(), features, seen });
        }
    }
    examples
}

pub fn fit(examples: &[Example]) -> Prior {
    let examples: Vec<_> = examples.iter().map(|example| (example.features, example.seen)).collect();
    Prior::fit(&examples, RIDGE)
}

/// The sources of rows that were seen on pages of family A.
const SEEN: [&str; 4] = ["seed", "page", "wild", "web"];

/// Reads what the pages and rows of family A that were seen on pages show.
pub fn read(pages: &[PathBuf], rows: Option<&PathBuf>) -> Result<(Seen, String)> {
    let (mut seen, mut text) = (Seen::new(), String::new());
    for pair in pages.chunks(2) {
        let [page, marked] = pair else { return Err("give pages and golds by turns".into()) };
        let page = gold::read(std::fs::read_to_string(page)?, &std::fs::read_to_string(marked)?)?;
        add_page(&page, &mut seen, &mut text);
    }
    let rows = rows.map(Lexicon::from_path).transpose()?.unwrap_or_default();
    for row in rows.rows().iter().filter(|row| row.family == Family::A && SEEN.contains(&row.source.as_str())) {
        seen.entry(row.spun.to_lowercase()).or_default().insert(row.original.to_lowercase());
    }
    Ok((seen, text))
}

/// Log-loss in nats for each pair, and the probability that a seen pair is ranked above one that is not (AUC).
fn quality(judged: &[(f64, bool)]) -> (f64, f64) {
    let loss = |&(p, truth): &(f64, bool)| -(if truth { p } else { 1.0 - p }).max(1e-12).ln();
    let log_loss = judged.iter().map(loss).sum::<f64>() / judged.len().max(1) as f64;
    let mut sorted = judged.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut sum, mut seen) = (0.0, 0.0, 0.0);
    for group in sorted.chunk_by(|a, b| a.0 == b.0) {
        let truths = group.iter().filter(|(_, truth)| *truth).count() as f64;
        let others = group.len() as f64 - truths;
        sum += truths * (below + others / 2.0);
        seen += truths;
        below += others;
    }
    (log_loss, sum / (seen * below).max(1.0))
}

/// Fits, prints the coefficients and how well they foretell pairs of phrases that were left out, and writes the
/// groups anew with their likely pairs, as `dictionaries/synonyms.tsv`.
pub fn prior(pages: &[PathBuf], rows: Option<&PathBuf>, out: Option<&PathBuf>) -> Result<()> {
    let model = built_in_model()?;
    let pairs = Pairs::new(&model);
    let (seen, text) = read(pages, rows)?;
    let examples = examples(&pairs, &seen, &text);
    let truths = examples.iter().filter(|example| example.seen).count();
    let share = truths as f64 / examples.len().max(1) as f64;
    let phrases: Vec<&str> = examples.chunk_by(|a, b| a.spun == b.spun).map(|group| group[0].spun.as_str()).collect();
    println!("{} pairs of {} phrases, {truths} of them seen", examples.len(), phrases.len());
    let fold = |spun: &str| phrases.binary_search(&spun).unwrap_or_default() % FOLDS;
    let (mut judged, mut uniform, mut shared) = (Vec::new(), Vec::new(), Vec::new());
    for part in 0..FOLDS {
        let (test, train): (Vec<_>, Vec<_>) = examples.iter().cloned().partition(|example| fold(&example.spun) == part);
        let prior = fit(&train);
        judged.extend(test.iter().map(|example| (prior.probability(&example.features), example.seen)));
        uniform.extend(test.iter().map(|example| (share, example.seen)));
        let constant = (share * examples.len() as f64 / phrases.len() as f64).min(0.9);
        shared.extend(test.iter().map(|example| {
            let partners = pairs.partners(&example.spun).len() as f64;
            ((constant / partners).min(0.9), example.seen)
        }));
    }
    for (name, judged) in [("the same for all pairs", uniform), ("shared among partners", shared), ("fitted", judged)] {
        let (log_loss, auc) = quality(&judged);
        println!("  {name}: log-loss {log_loss:.4}, AUC {auc:.3}");
    }
    let fitted = fit(&examples);
    for (name, coefficient) in NAMES.iter().zip(fitted.coefficients) {
        println!("  {coefficient:+.3}  {name}");
    }
    debug_assert_eq!(NAMES.len(), FEATURES);
    let Some(out) = out else { return Ok(()) };
    let excluded: BTreeSet<(&str, &str)> = EXCLUDED
        .lines()
        .skip(1)
        .filter_map(|line| {
            line.split_once('\t').map(|(spun, rest)| (spun, rest.split('\t').next().unwrap_or_default()))
        })
        .collect();
    let plain = |phrase: &str| phrase.chars().all(|c| c == ' ' || c.is_alphabetic() && c.is_lowercase());
    let short = |phrase: &str| phrase.split(' ').count() <= LONGEST;
    let likely = with_likely(|spun, original| {
        let wanted = plain(spun) && plain(original) && short(spun) && !excluded.contains(&(spun, original));
        wanted.then(|| pairs.features(spun, original)).flatten().map(|features| fitted.probability(&features))
    });
    std::fs::write(out, likely)?;
    Ok(())
}

/// The longest spun phrase that the channel of synonyms looks up, in words.
const LONGEST: usize = 3;

static EXCLUDED: &str = include_str!("../../dictionaries/excluded.tsv");
