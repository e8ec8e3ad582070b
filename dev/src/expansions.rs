//! The channel of unlisted expansions, measured: half of the rows that lengthen their original are held out.

use std::collections::BTreeSet;
use std::path::PathBuf;

use nguyenban::lexicon::{Family, Lexicon, Row};
use nguyenban::{Options, Restorer, Rule};

use crate::gold::folded;
use crate::measure::{self, Line};
use crate::random::Random;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Whether a row lengthens its original.
pub fn is_expansion(row: &Row) -> bool {
    let (spun, original): (Vec<&str>, Vec<&str>) = (row.spun.split(' ').collect(), row.original.split(' ').collect());
    row.family == Family::A && spun.windows(original.len()).any(|part| part == original)
}

#[derive(Default)]
struct Counts {
    /// Replacements by rows that were held out: all, and those put right.
    held_out: usize,
    recovered: usize,
    /// Edits of the channel: all, and right ones.
    made: usize,
    right: usize,
    /// All replacements, all edits, and right edits.
    edits: usize,
    all_made: usize,
    all_right: usize,
    wrong: Vec<String>,
}

impl Counts {
    fn add(&mut self, document: &[Line], restorer: &Restorer, held_out: &BTreeSet<(String, String)>) {
        let text: String = document.iter().flat_map(|line| [line.text.as_str(), "\n"]).collect();
        let mut start = 0;
        let mut truth = Vec::new();
        for line in document {
            let edits = line.edits.iter().flatten();
            truth.extend(edits.map(|(span, original)| (start + span.start, start + span.end, original)));
            start += line.text.len() + 1;
        }
        let edits = restorer.restore(&text).edits;
        let is_held_out = |&&(start, end, original): &&(usize, usize, &String)| {
            held_out.contains(&(folded(&text[start..end]), folded(original)))
        };
        self.edits += truth.len();
        self.held_out += truth.iter().filter(is_held_out).count();
        self.all_made += edits.len();
        for edit in &edits {
            let found = truth.binary_search_by_key(&edit.start, |(start, ..)| *start).ok().map(|at| truth[at]);
            let right =
                found.filter(|(_, end, original)| *end == edit.end && folded(original) == folded(&edit.replacement));
            self.all_right += usize::from(right.is_some());
            self.recovered += usize::from(right.as_ref().is_some_and(|edit| is_held_out(&edit)));
            if edit.rule == Rule::Expansion {
                self.made += 1;
                self.right += usize::from(right.is_some());
                if right.is_none() {
                    self.wrong.push(format!("{:.1}\t{}\t{}", edit.log_odds, &text[edit.span()], edit.replacement));
                }
            }
        }
    }
}

/// Prints precision and recall of the channel at each cost, on simulated pages.
pub fn expansions(files: &[PathBuf], costs: &[f64], seed: u64, show: usize) -> Result<()> {
    let lexicon = Lexicon::built_in()?;
    let mut random = Random::new(seed);
    let half: Vec<&Row> =
        lexicon.rows().iter().filter(|row| is_expansion(row)).filter(|_| random.chance(0.5)).collect();
    let held_out: BTreeSet<_> = half.iter().map(|row| (folded(&row.spun), folded(&row.original))).collect();
    let is_left = |row: &&Row| !held_out.contains(&(folded(&row.spun), folded(&row.original)));
    let rows: Vec<Row> = lexicon.rows().iter().filter(is_left).cloned().collect();
    println!("{} rows of {} held out", lexicon.rows().len() - rows.len(), lexicon.rows().len());
    for cost in std::iter::once(None).chain(costs.iter().copied().map(Some)) {
        let mut options = Options::default();
        options.tidy = None;
        options.expansion_cost = cost;
        options.synonym_cost = None;
        let restorer = Restorer::builder().lexicon(Lexicon::from_rows(rows.clone())).options(options).build()?;
        let (mut counts, mut harm) = (Counts::default(), 0);
        for (number, file) in (1..).zip(files) {
            let text = std::fs::read_to_string(file)?;
            harm += restorer.restore(&text).edits.len();
            for document in measure::simulate(
                &text.lines().collect::<Vec<_>>(),
                &lexicon,
                Family::A,
                &mut Random::new(seed + number),
            ) {
                counts.add(&document, &restorer, &held_out);
            }
        }
        let Counts { held_out, recovered, made, right, edits, all_made, all_right, wrong } = counts;
        let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        println!(
            "cost {}: of {held_out} held-out replacements {:.3} put right; {made} edits by the channel, {:.3} right; all \
             edits: precision {:.4}, recall {:.4}; {harm} edits of clean text",
            cost.map_or("none".to_owned(), |cost| cost.to_string()),
            share(recovered, held_out),
            share(right, made),
            share(all_right, all_made),
            share(all_right, edits),
        );
        wrong.iter().step_by((wrong.len() / show.max(1)).max(1)).take(show).for_each(|line| println!("  {line}"));
    }
    Ok(())
}
