//! Rows for every pair of the synonym groups: the whole table that a spinner of family B may have.
//!
//! How readily a pair is written was counted on pages found on the web (`dictionaries/README.md`).

use std::collections::HashMap;

use super::tables::groups;
use super::{Family, Lexicon, Row};
use crate::mix::MixMap;
use crate::text::parts;

/// The source of rows that come from groups and were not seen on a page.
const SOURCE: &str = "groups";

/// How readily such a spinner writes what family A writes, as a share of how readily family A does. Both descend from
/// the same tables.
const SHARE_OF_A: f32 = 0.3;

/// How often a spinner of family B replaces a word that its table lists.
pub(crate) const RATE: f32 = 0.5;

/// About so many pairs are in the groups.
const PAIRS: usize = 100_000;

/// What is known of a pair: how many tables have it, and how many other members its smallest group has.
#[derive(Debug, Clone, Copy)]
struct Pair {
    tables: f32,
    others: f32,
}

impl Pair {
    const NEVER: Self = Self { tables: 0.0, others: f32::INFINITY };

    /// The probability that a spinner of family B writes `spun` where `original` stood, which has so many partners in
    /// all groups: a Poisson regression (McCullagh and Nelder, *Generalized Linear Models*, 1989) over the 3,309 places
    /// of 25 pages where a member of a group had stood, 629 of them replaced.
    fn weight(self, spun: Phrase, original: Phrase) -> f32 {
        let log = -3.53 + 0.62 * self.tables.min(12.0).ln() - 0.42 * self.others.ln() - 0.29 * original.partners.ln()
            + match original.words {
                1 => 0.82,
                2 => 0.0,
                _ => -1.08,
            }
            + match spun.words {
                1 => -0.46,
                2 => 0.0,
                _ => 0.39,
            };
        log.exp().min(RATE)
    }
}

/// What is known of a phrase of rows and groups.
#[derive(Debug, Clone, Copy)]
struct Phrase {
    words: usize,
    /// How many other phrases stand beside it in all groups.
    partners: f32,
}

/// Phrases with their numbers.
#[derive(Default)]
struct Phrases<'p> {
    numbers: HashMap<&'p str, u32>,
    phrases: Vec<Phrase>,
}

impl<'p> Phrases<'p> {
    fn number(&mut self, phrase: &'p str) -> u32 {
        *self.numbers.entry(phrase).or_insert_with(|| {
            self.phrases.push(Phrase { words: parts(phrase, b' ').count(), partners: 0.0 });
            self.phrases.len() as u32 - 1
        })
    }
}

impl Lexicon {
    /// The rows as a spinner of family B has them, those of family A too, and after them one for every other pair of the
    /// groups that is not switched off.
    ///
    /// Any member of a group may be written for any other; rows from groups that are here already weigh what the groups
    /// say, too, as a table that has a pair has it whether a reader liked it or not.
    pub(crate) fn with_groups(&self) -> Self {
        let mut rows = Vec::with_capacity(self.rows.len() + PAIRS);
        rows.extend_from_slice(&self.rows);
        let mut phrases = Phrases::default();
        let of_rows: Vec<(u32, u32)> =
            self.rows.iter().map(|row| (phrases.number(&row.spun), phrases.number(&row.original))).collect();
        let mut known = Vec::with_capacity(rows.capacity());
        known.resize(rows.len(), Pair::NEVER);
        let mut at: MixMap<(u32, u32), usize> = MixMap::default();
        at.reserve(rows.len() + PAIRS);
        for family in [Family::B, Family::A] {
            for (i, _) in self.rows.iter().enumerate().filter(|(_, row)| row.family == family) {
                at.entry(of_rows[i]).or_insert(i);
            }
        }
        let mut group: Vec<(u32, &str)> = Vec::new();
        for of_tables in groups() {
            group.clear();
            group.extend(of_tables.members().map(|member| (phrases.number(member), member)));
            let others = group.len().saturating_sub(1).max(1) as f32;
            for &(spun, written) in &group {
                for &(original, meant) in group.iter().filter(|(original, _)| *original != spun) {
                    if self.switches_off(written, meant) {
                        continue;
                    }
                    let row = *at.entry((spun, original)).or_insert_with(|| {
                        rows.push(unseen(written, meant));
                        known.push(Pair::NEVER);
                        rows.len() - 1
                    });
                    let pair = &mut known[row];
                    if pair.tables == 0.0 {
                        phrases.phrases[original as usize].partners += 1.0;
                    }
                    *pair = Pair { tables: pair.tables + of_tables.tables, others: pair.others.min(others) };
                }
            }
        }
        for ((spun, original), i) in at {
            let (row, pair) = (&mut rows[i], known[i]);
            let by_groups = || pair.weight(phrases.phrases[spun as usize], phrases.phrases[original as usize]);
            // A pair that some family lists though no group has it keeps its weight. Where both list it, the row of family
            // A is not here, and has no say.
            match row.family {
                Family::B if pair.tables > 0.0 && row.source == SOURCE => row.weight = by_groups(),
                Family::B => {}
                Family::A => row.weight *= SHARE_OF_A,
            }
            row.family = Family::B;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::tables::Group;

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
            assert_eq!((&here.spun, &here.original), (&there.spun, &there.original));
            assert!(here.source == SOURCE || here.family == Family::A || here == there);
        }
        let has = |spun: &str, original: &str| {
            wide.rows().iter().any(|row| (row.spun.as_str(), row.original.as_str()) == (spun, original))
        };
        let members = groups().map(Group::members).find(|members| members.clone().count() == 3).unwrap();
        for spun in members.clone() {
            for original in members.clone().filter(|&original| original != spun) {
                assert!(has(spun, original), "{spun} {original}");
            }
        }
    }

    #[test]
    fn what_is_switched_off_stays_off() {
        let mut members = groups().next().unwrap().members();
        let (one, two) = (members.next().unwrap(), members.next().unwrap());
        let mut lexicon = Lexicon::built_in().unwrap();
        let off = format!("spun\toriginal\tweight\n{one}\t{two}\t0\n{two}\t*\t0\n");
        lexicon.overlay(Lexicon::from_tsv("off.tsv", off.as_bytes()).unwrap());
        let wide = lexicon.with_groups();
        let mut pairs = wide.rows().iter().map(|row| (row.spun.as_str(), row.original.as_str()));
        assert!(!pairs.any(|pair| pair == (one, two) || pair.0 == two));
    }
}
