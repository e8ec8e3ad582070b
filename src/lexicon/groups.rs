//! Rows for every pair of the synonym groups: the whole table that a spinner of family B may have.

use std::collections::HashMap;

use super::synonyms::GROUPS;
use super::{Family, Lexicon, Row};
use crate::text::parts;

/// The source of rows that come from groups and were not seen on a page.
pub(crate) const SOURCE: &str = "groups";

/// How many tables the groups were taken from.
const TABLES: f32 = 27.0;

/// How often a spinner of family B replaces a word that its table lists.
pub(crate) const RATE: f32 = 0.5;

impl Lexicon {
    /// These rows and, after them, one of family B for every other pair of the groups that is not switched off.
    ///
    /// Any member of a group may be written for any other. How likely a table has a group is how many of the tables that
    /// were seen had it; this is the weight of rows from groups that are here already, too, as a table that has a pair has
    /// it whether a reader liked it or not.
    pub(crate) fn with_groups(&self) -> Self {
        let mut rows = self.rows.clone();
        let mut weights = vec![0.0; rows.len()];
        let listed = self.rows.iter().enumerate().filter(|(_, row)| row.family == Family::B);
        let mut at: HashMap<(&str, &str), usize> =
            listed.map(|(i, row)| ((row.spun.as_str(), row.original.as_str()), i)).collect();
        for (members, tables) in groups() {
            let others = members.clone().count().saturating_sub(1).max(1) as f32;
            let weight = RATE * (tables / TABLES).min(1.0) / others;
            for spun in members.clone() {
                for original in members.clone().filter(|&original| original != spun) {
                    if self.switches_off(spun, original) {
                        continue;
                    }
                    let row = *at.entry((spun, original)).or_insert_with(|| {
                        rows.push(unseen(spun, original));
                        weights.push(0.0);
                        rows.len() - 1
                    });
                    weights[row] += weight;
                }
            }
        }
        for (row, &weight) in rows.iter_mut().zip(&weights).filter(|(row, _)| row.source == SOURCE) {
            // A pair that some family lists though no group has it keeps its weight.
            row.weight = if weight > 0.0 { weight } else { row.weight };
        }
        Self { rows, off: self.off.clone(), ..Self::default() }
    }

    fn switches_off(&self, spun: &str, original: &str) -> bool {
        let off = |original: &str| self.off.contains(&(spun.to_owned(), original.to_owned()));
        !self.off.is_empty() && (off(original) || off("*"))
    }
}

fn unseen(spun: &str, original: &str) -> Row {
    Row {
        spun: spun.to_owned(),
        original: original.to_owned(),
        weight: 0.0,
        family: Family::B,
        source: SOURCE.to_owned(),
        note: String::new(),
    }
}

/// The members of each group, and how many tables had it.
fn groups() -> impl Iterator<Item = (impl Iterator<Item = &'static str> + Clone, f32)> {
    parts(GROUPS, b'\n').skip(1).map(|line| {
        let mut fields = parts(line, b'\t');
        let members = fields.next().unwrap_or_default();
        let tables = fields.next().and_then(|tables| tables.parse().ok()).unwrap_or(1.0);
        (members.split('|').filter(|member| !member.is_empty()), tables)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_the_groups_is_a_row() {
        let lexicon = Lexicon::built_in().unwrap();
        let wide = lexicon.with_groups();
        assert_eq!(
            wide.rows().len(),
            wide.rows()
                .iter()
                .map(|row| (&row.spun, &row.original, row.family))
                .collect::<std::collections::HashSet<_>>()
                .len()
        );
        assert!(wide.rows().iter().all(|row| row.weight > 0.0 && row.weight <= 1.0));
        // Indices of rows mean the same in both.
        for (here, there) in lexicon.rows().iter().zip(wide.rows()) {
            assert_eq!((&here.spun, &here.original, here.family), (&there.spun, &there.original, there.family));
            assert!(here.source == SOURCE || here == there);
        }
        let has = |spun: &str, original: &str| {
            wide.rows().iter().any(|row| (row.spun.as_str(), row.original.as_str()) == (spun, original))
        };
        let (members, _) = groups().find(|(members, _)| members.clone().count() == 3).unwrap();
        for spun in members.clone() {
            for original in members.clone().filter(|&original| original != spun) {
                assert!(has(spun, original), "{spun} {original}");
            }
        }
    }

    #[test]
    fn what_is_switched_off_stays_off() {
        let (mut members, _) = groups().next().unwrap();
        let (one, two) = (members.next().unwrap(), members.next().unwrap());
        let mut lexicon = Lexicon::built_in().unwrap();
        let off = format!("spun\toriginal\tweight\n{one}\t{two}\t0\n{two}\t*\t0\n");
        lexicon.overlay(Lexicon::from_tsv("off.tsv", off.as_bytes()).unwrap());
        let wide = lexicon.with_groups();
        let mut pairs = wide.rows().iter().map(|row| (row.spun.as_str(), row.original.as_str()));
        assert!(!pairs.any(|pair| pair == (one, two) || pair.0 == two));
    }
}
