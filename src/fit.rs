//! Weights of rows, estimated from spun pages that nobody has annotated.
//!
//! Expectation-maximisation (A. Dempster, N. Laird and D. Rubin 1977), in its Viterbi form: the decoder reads the
//! pages with the present weights and says which rows were used and which originals stand; the weights become the
//! shares in which each original was replaced. The rows' first weights are their prior, worth a few occurrences each,
//! so that a row seldom met keeps what was believed of it.

use std::collections::HashMap;

use crate::lexicon::{Lexicon, Row};
use crate::restorer::{BuildError, Options, Restorer};

/// How to fit.
#[derive(Debug, Clone, Copy)]
pub struct Fit {
    /// Rounds of reading and estimating.
    pub rounds: usize,
    /// How many occurrences of its original a row's first weight is worth.
    pub prior_strength: f64,
    /// How pages are judged while fitting.
    pub options: Options,
}

impl Default for Fit {
    fn default() -> Self {
        Self { rounds: 5, prior_strength: 4.0, options: Options::default() }
    }
}

/// What the pages showed: by row, how often it was used; by original, how often it stood.
#[derive(Debug, Default)]
pub struct Usage {
    /// By the row's index.
    pub used: HashMap<u32, f64>,
    /// By the original's text, in spun paragraphs, in lower case.
    pub stood: HashMap<String, f64>,
}

/// The least weight that a row is given: it is believed to exist.
const LEAST: f64 = 0.002;

impl Fit {
    /// Fits the weights of a lexicon to pages, each a document with a paragraph a line.
    ///
    /// # Errors
    ///
    /// Never with the model as shipped.
    pub fn run(&self, lexicon: &Lexicon, pages: &[String]) -> Result<Lexicon, BuildError> {
        let first = lexicon.rows().to_vec();
        let mut rows = first.clone();
        for _ in 0..self.rounds {
            let restorer =
                Restorer::builder().lexicon(Lexicon::from_rows(rows.clone())).options(self.options).build()?;
            let mut usage = Usage::default();
            let mut worker = restorer.worker();
            for page in pages {
                worker.observe(page, &mut usage);
            }
            rows = self.estimate(&first, &usage);
        }
        Ok(Lexicon::from_rows(rows))
    }

    fn estimate(&self, first: &[Row], usage: &Usage) -> Vec<Row> {
        let used = |row: usize| usage.used.get(&(row as u32)).copied().unwrap_or(0.0);
        let mut occurrences: HashMap<(&str, u8), f64> = HashMap::new();
        for (i, row) in first.iter().enumerate() {
            *occurrences.entry((&row.original, row.family as u8)).or_default() += used(i);
        }
        for ((original, _), count) in &mut occurrences {
            *count += usage.stood.get(*original).copied().unwrap_or(0.0);
        }
        let estimate = |(i, row): (usize, &Row)| {
            let count = occurrences[&(row.original.as_str(), row.family as u8)];
            let weight = if count > 0.0 {
                (self.prior_strength * f64::from(row.weight) + used(i)) / (self.prior_strength + count)
            } else {
                f64::from(row.weight)
            };
            Row { weight: (weight.max(LEAST) * 1000.0).round() as f32 / 1000.0, ..row.clone() }
        };
        first.iter().enumerate().map(estimate).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(spun: &str, original: &str, weight: f32) -> Row {
        Row {
            spun: spun.into(),
            original: original.into(),
            weight,
            family: crate::lexicon::Family::A,
            source: String::new(),
            note: String::new(),
        }
    }

    #[test]
    fn shares_follow_what_was_seen() {
        let rows =
            [row("đổi khác", "thay đổi", 0.5), row("biến hóa", "thay đổi", 0.5), row("một số ít", "một số", 0.9)];
        let usage = Usage { used: [(0, 9.0), (1, 1.0)].into(), stood: [("thay đổi".to_owned(), 2.0)].into() };
        let fitted = Fit::default().estimate(&rows, &usage);
        // (4 · 0.5 + 9) / (4 + 12), (4 · 0.5 + 1) / (4 + 12)
        assert_eq!((fitted[0].weight, fitted[1].weight), (0.688, 0.188));
        assert_eq!(fitted[2].weight, 0.9);
    }
}
