//! How much of what a page needs is won back when its rows are taken out of the lexicon.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use nguyenban::lexicon::{Lexicon, Row};
use nguyenban::mine::{Include, Mine};
use nguyenban::prior::Pairs;
use nguyenban::{Edit, Options, Prior, Restorer, Rule};

use crate::expansions;
use crate::gold::{self, Page, Score};
use crate::prior;
use crate::random::Random;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

static GROUPS: &str = include_str!("../../dictionaries/synonyms.tsv");

/// The sources of rows that were seen on pages.
const SEEN: [&str; 5] = ["seed", "page", "wild", "web", "common"];
/// What all rows of a generic synonym group together weigh, for one original.
const GENERIC: f64 = 0.05;
/// From which log-odds on mined rows are used unseen, the most careful first.
const MINED: [f64; 4] = [4.0, 2.0, 0.0, -2.0];
/// From which fitted probability on pairs of groups are taken for rows, and what a certain one weighs.
const FITTED: [(f64, f64); 5] = [(0.02, 0.1), (0.02, 0.3), (0.1, 0.1), (0.1, 0.3), (0.3, 0.3)];
/// Random halves that are measured.
const HALVES: u64 = 5;

/// Which rows are taken out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Removal {
    /// None.
    Nothing,
    /// Rows seen on pages whose phrase stands on this page and on no other that is given.
    Own,
    /// Half of the phrases that stand on this page, wherever their rows are known from.
    Half(u64),
    /// All of them.
    All,
}

/// The phrases of the lexicon that stand in a text.
pub fn phrases(lexicon: &Lexicon, text: &str) -> BTreeSet<String> {
    lexicon.find_iter(text).flat_map(|found| found.rows().map(|row| row.spun.clone()).collect::<Vec<_>>()).collect()
}

/// The rows that a removal leaves.
pub fn left(lexicon: &Lexicon, own: &BTreeSet<String>, others: &BTreeSet<String>, removal: Removal) -> Vec<Row> {
    let mut random = Random::new(match removal {
        Removal::Half(seed) => seed,
        _ => 0,
    });
    let half: BTreeSet<&String> = own.iter().filter(|_| random.chance(0.5)).collect();
    let keep = |row: &&Row| match removal {
        Removal::Nothing => true,
        Removal::Own => {
            !(own.contains(&row.spun) && !others.contains(&row.spun) && SEEN.contains(&row.source.as_str()))
        }
        Removal::Half(_) => !half.contains(&row.spun),
        Removal::All => !own.contains(&row.spun),
    };
    lexicon.rows().iter().filter(keep).cloned().collect()
}

/// Light rows from the synonym groups for what stands in a text and no row lists.
fn generic(lexicon: &Lexicon, text: &str) -> Lexicon {
    let text = gold::folded(text);
    let listed: BTreeSet<&str> = lexicon.rows().iter().map(|row| row.spun.as_str()).collect();
    let mut rows = String::new();
    let mut seen = BTreeSet::new();
    for line in GROUPS.lines().skip(1) {
        let members: Vec<&str> = line.split('\t').next().unwrap_or_default().split('|').collect();
        for spun in members.iter().filter(|member| !listed.contains(*member) && text.contains(&gold::folded(member))) {
            for original in members.iter().filter(|original| original != &spun) {
                if seen.insert((spun.to_owned(), original.to_owned())) {
                    rows.push_str(&format!("{spun}\t{original}\t{}\n", GENERIC / (members.len() - 1) as f64));
                }
            }
        }
    }
    Lexicon::from_rows(Lexicon::check("groups", rows.as_bytes()).rows)
}

/// The pairs of groups whose spun side stands on a page, with the probabilities that a fit to other pages gives them.
fn fitted(others: &[&Page], page: &Page) -> Result<Vec<(f64, String, String)>> {
    let model = nguyenban::built_in_model()?;
    let pairs = Pairs::new(&model);
    let (mut seen, mut text) = (prior::Seen::new(), String::new());
    others.iter().for_each(|other| prior::add_page(other, &mut seen, &mut text));
    let fit = prior::fit(&prior::examples(&pairs, &seen, &text));
    let words = format!(" {} ", gold::folded(&page.text));
    let mut fitted = Vec::new();
    for spun in pairs.phrases().into_iter().filter(|spun| words.contains(&format!(" {} ", gold::folded(spun)))) {
        for original in pairs.partners(spun) {
            if let Some(features) = pairs.features(spun, original) {
                fitted.push((fit.probability(&features), spun.to_owned(), original.to_owned()));
            }
        }
    }
    Ok(fitted)
}

/// Scores of a page with the rows that are left, by remedy.
fn remedies(
    page: &Page,
    rows: &[Row],
    fitted: &[(f64, String, String)],
    assume_spun: bool,
    tell: &mut dyn FnMut(String),
) -> Result<Vec<(String, Score)>> {
    let mut options = Options::default();
    if assume_spun {
        options.prior = Prior::assume_spun();
    }
    let left = Lexicon::from_rows(rows.to_vec());
    let build = |overlay: Lexicon, options: Options| {
        let mut lexicon = Lexicon::from_rows(rows.to_vec());
        lexicon.overlay(overlay);
        Restorer::builder().lexicon(lexicon).options(options).build()
    };
    let score = |restorer: &Restorer| gold::score(page, &restorer.restore(&page.text).edits);
    let mut listed_only = options;
    listed_only.expansion_cost = None;
    listed_only.synonym_cost = None;
    let mut no_pairs = options;
    no_pairs.synonym_cost = None;
    let expansions = build(Lexicon::default(), options)?;
    let mut scores = vec![
        ("rows only".to_owned(), score(&build(Lexicon::default(), listed_only)?)),
        ("expansions".to_owned(), score(&build(Lexicon::default(), no_pairs)?)),
        ("expansions and pairs".to_owned(), score(&expansions)),
        ("generic groups".to_owned(), score(&build(generic(&left, &page.text), no_pairs)?)),
    ];
    for (least, scale) in FITTED {
        let mut lines = String::new();
        for (probability, spun, original) in fitted.iter().filter(|(probability, ..)| *probability >= least) {
            if !left.rows().iter().any(|row| row.spun == *spun && row.original == *original) {
                lines.push_str(&format!("{spun}\t{original}\t{:.4}\n", scale * probability));
            }
        }
        let rows = Lexicon::from_rows(Lexicon::check("fitted", lines.as_bytes()).rows);
        scores.push((format!("fitted groups from {least}, weighing {scale}"), score(&build(rows, no_pairs)?)));
    }
    let mut mine = Mine::default();
    mine.include = Include::Phrases;
    mine.log_odds = *MINED.last().unwrap_or(&0.0);
    let proposals = mine.run(&expansions, std::slice::from_ref(&page.text), None)?;
    for least in MINED {
        let likely = proposals.iter().filter(|proposal| proposal.log_odds >= least);
        let rows = likely.map(|proposal| proposal.row.clone()).collect();
        let mined = build(Lexicon::from_rows(rows), options)?;
        let edits = mined.restore(&page.text).edits;
        scores.push((
            format!("mined from {least} nats"),
            gold::compare(page, &edits, &mut |line| tell(format!("{least}\t{line}")), &mut |_, _| {}),
        ));
    }
    Ok(scores)
}

/// Prints precision and recall with all rows, without those of the page, and with each remedy.
pub fn holdout(files: &[PathBuf], assume_spun: bool, show: bool) -> Result<()> {
    let pages = gold::read_all(files)?;
    let lexicon = Lexicon::built_in()?;
    let (mut classes, mut together) = (BTreeMap::new(), BTreeMap::<(&str, String), Score>::new());
    for (number, (name, page)) in pages.iter().enumerate() {
        let others_only: Vec<&Page> =
            pages.iter().map(|(_, page)| page).filter(|other| other.text != page.text).collect();
        let fitted = fitted(&others_only, page)?;
        let own = phrases(&lexicon, &page.text);
        let mut others = BTreeSet::new();
        for (other, (_, page)) in pages.iter().enumerate() {
            if other != number {
                others.append(&mut phrases(&lexicon, &page.text));
            }
        }
        by_class(page, &mut classes)?;
        println!("{}: {} edits, {} listed phrases", name.display(), page.edits.len(), own.len());
        let halves: Vec<Removal> = (1..=HALVES).map(Removal::Half).collect();
        for (what, removals) in [
            ("nothing removed", &[Removal::Nothing][..]),
            ("rows that only this page bears out", &[Removal::Own]),
            ("half of the phrases that stand on it", &halves),
            ("all of them", &[Removal::All]),
        ] {
            let mut removed = 0;
            let mut tell = |line: String| {
                if show {
                    println!("      {line}");
                }
            };
            let mut scores: Vec<(String, Score)> = Vec::new();
            for &removal in removals {
                let rows = left(&lexicon, &own, &others, removal);
                removed += lexicon.rows().len() - rows.len();
                let more = remedies(page, &rows, &fitted, assume_spun, &mut tell)?;
                if scores.is_empty() {
                    scores = more;
                } else {
                    scores.iter_mut().zip(more).for_each(|(sum, (_, score))| sum.1.add(score));
                }
            }
            println!("  {what} ({} rows)", removed / removals.len());
            for (remedy, score) in scores {
                println!("    {remedy}: precision {:.3}, recall {:.3}", score.precision(), score.recall());
                together.entry((what, remedy)).or_default().add(score);
            }
        }
    }
    println!("all pages together");
    for ((what, remedy), score) in together {
        println!("  {what}, {remedy}: {}", score.figures());
    }
    println!("all rows, by class of the row: right edits of all");
    for (class, (right, all)) in classes {
        println!("  {class}: {right} of {all}");
    }
    Ok(())
}

/// Counts right edits and all edits, by the source of their row and by what it makes of its original.
fn by_class(page: &Page, classes: &mut BTreeMap<String, (usize, usize)>) -> Result<()> {
    let restorer = Restorer::new()?;
    let mut judged = |edit: &Edit, right: bool| {
        let names = match edit.rule {
            Rule::Row(row) => match restorer.lexicon().row(row) {
                Some(row) => vec![format!("source {}", row.source), format!("shape {}", shape(row))],
                None => vec![],
            },
            Rule::Expansion => vec!["channel of expansions".to_owned()],
            _ => vec!["channel of synonyms".to_owned()],
        };
        for name in names {
            let (good, all) = classes.entry(name).or_default();
            *good += usize::from(right);
            *all += 1;
        }
    };
    gold::compare(page, &restorer.restore(&page.text).edits, &mut |_| {}, &mut judged);
    Ok(())
}

fn shape(row: &Row) -> &'static str {
    let (spun, original): (Vec<&str>, Vec<&str>) = (row.spun.split(' ').collect(), row.original.split(' ').collect());
    if row.spun.chars().any(|c| c.is_uppercase() || c.is_ascii_digit()) {
        "abbreviation, capital or numeral"
    } else if expansions::is_expansion(row) {
        "expansion"
    } else if spun.iter().any(|word| original.contains(word)) {
        "a syllable shared"
    } else {
        "another word"
    }
}
