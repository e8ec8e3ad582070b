//! How likely two members of a synonym group are a row of a spinner's table, from what is seen without any page: a
//! log-linear model (logistic regression) of the pair's shape, its frequencies and its groups.
//!
//! Tables list about one in thirty of the pairs that their groups allow. Which ones is no accident: originals are
//! frequent words, what is written for them is rarer, most have as many syllables, and many share one.

use std::collections::HashMap;

use crate::lexicon::{self, groups};
use crate::model::{NgramModel, State, WordId};

/// How many features a pair has, the constant among them.
pub const FEATURES: usize = 14;

/// What each feature is, in the order of [`Pairs::features`].
pub const NAMES: [&str; FEATURES] = [
    "constant",
    "frequency of the original (nats, at 10 per million)",
    "frequency of the spun phrase (nats, at 10 per million)",
    "groups that hold both (log of 1 + n)",
    "tables that have the largest such group (log)",
    "members of the smallest such group (log)",
    "partners of the spun phrase (log)",
    "expansion: the spun phrase has the original in it",
    "contraction: the original has the spun phrase in it",
    "inversion: the same syllables in another order",
    "a syllable shared otherwise",
    "syllables more than the original",
    "abbreviation or numeral",
    "one syllable for one syllable",
];

/// The features of a pair.
pub type Features = [f64; FEATURES];

/// What a group says of a pair of its members.
#[derive(Debug, Clone, Copy)]
struct Shared {
    groups: u32,
    tables: u32,
    smallest: u32,
}

/// The pairs of the synonym groups, ready to be described.
#[derive(Debug)]
pub struct Pairs<'m> {
    model: &'m NgramModel,
    contexts: Vec<State>,
    partners: HashMap<String, HashMap<String, Shared>>,
}

/// Words after which a phrase's frequency is taken; nearly every phrase may follow one of them.
const AFTER: [&str; 6] = ["và", "của", "được", "các", "trong", "là"];

impl<'m> Pairs<'m> {
    /// The pairs of the groups that ship with the crate.
    #[must_use]
    pub fn new(model: &'m NgramModel) -> Self {
        let mut buffer = String::new();
        let words = AFTER.iter().filter_map(|word| model.vocabulary().get(word, &mut buffer));
        let contexts = words.map(|word| model.score(model.begin(), word).1).collect();
        let mut partners: HashMap<String, HashMap<String, Shared>> = HashMap::new();
        for group in groups() {
            let members: Vec<&str> = group.members().collect();
            let tables = group.tables as u32;
            for &spun in &members {
                for &original in members.iter().filter(|original| **original != spun) {
                    let partners = partners.entry(spun.to_owned()).or_default();
                    let none = Shared { groups: 0, tables: 0, smallest: u32::MAX };
                    let shared = partners.entry(original.to_owned()).or_insert(none);
                    shared.groups += 1;
                    shared.tables = shared.tables.max(tables);
                    shared.smallest = shared.smallest.min(members.len() as u32);
                }
            }
        }
        Self { model, contexts, partners }
    }

    /// All phrases that are in a group, sorted.
    #[must_use]
    pub fn phrases(&self) -> Vec<&str> {
        let mut phrases: Vec<&str> = self.partners.keys().map(String::as_str).collect();
        phrases.sort_unstable();
        phrases
    }

    /// The other members of a phrase's groups, sorted.
    #[must_use]
    pub fn partners(&self, phrase: &str) -> Vec<&str> {
        let mut partners: Vec<&str> =
            self.partners.get(phrase).into_iter().flatten().map(|(other, _)| other.as_str()).collect();
        partners.sort_unstable();
        partners
    }

    /// The features of a pair; `None` if no group holds both, or the model does not know a word of them.
    #[must_use]
    pub fn features(&self, spun: &str, original: &str) -> Option<Features> {
        let partners = self.partners.get(spun)?;
        let shared = partners.get(original)?;
        let (s, o): (Vec<&str>, Vec<&str>) = (spun.split(' ').collect(), original.split(' ').collect());
        let within = |long: &[&str], short: &[&str]| {
            long.len() > short.len() && long.windows(short.len()).any(|part| part == short)
        };
        let (expansion, contraction) = (within(&s, &o), within(&o, &s));
        let sorted = |words: &[&str]| {
            let mut words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            words.sort_unstable();
            words
        };
        let inversion = sorted(&s) == sorted(&o);
        let shares = !expansion && !contraction && !inversion && s.iter().any(|word| o.contains(word));
        let short = |phrase: &str| phrase.chars().any(|c| c.is_ascii_digit() || c.is_uppercase());
        let flag = f64::from;
        Some([
            1.0,
            self.frequency(original)?,
            self.frequency(spun)?,
            f64::from(1 + shared.groups).ln(),
            f64::from(shared.tables.max(1)).ln(),
            f64::from(shared.smallest).ln(),
            (partners.len() as f64).ln(),
            flag(u8::from(expansion)),
            flag(u8::from(contraction)),
            flag(u8::from(inversion)),
            flag(u8::from(shares)),
            s.len() as f64 - o.len() as f64,
            flag(u8::from(short(spun) || short(original))),
            flag(u8::from(s.len() == 1 && o.len() == 1)),
        ])
    }

    /// The logarithm of a phrase's frequency under the model, in nats above ten in a million.
    fn frequency(&self, phrase: &str) -> Option<f64> {
        let mut buffer = String::new();
        let words: Option<Vec<WordId>> =
            phrase.split(' ').map(|word| self.model.vocabulary().get(word, &mut buffer)).collect();
        let words = words?;
        let after = |&context: &State| {
            let (mut state, mut total) = (context, 0.0);
            for &word in &words {
                let (log, next) = self.model.score(state, word);
                total += f64::from(log);
                state = next;
            }
            total.exp()
        };
        let mean = self.contexts.iter().map(after).sum::<f64>() / self.contexts.len().max(1) as f64;
        Some((mean / 1e-5).max(1e-9).ln())
    }
}

/// The text of `dictionaries/synonyms.tsv` with other probabilities of pairs than it has: of a spun phrase and its original,
/// as far as they are likely (above a tenth or so).
#[must_use]
pub fn with_likely(probability: impl FnMut(&str, &str) -> Option<f64>) -> String {
    lexicon::with_likely(probability)
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct Prior {
    /// By feature, in nats for each unit of it.
    pub coefficients: Features,
}

/// Steps of Newton's method; it converges in six or seven.
const STEPS: usize = 25;

impl Prior {
    /// Fits the coefficients to pairs of which it is known whether a spinner has them, by Newton's method. `ridge` is
    /// what the square of a coefficient costs (1 is a good start); the constant is free.
    #[must_use]
    pub fn fit(examples: &[(Features, bool)], ridge: f64) -> Self {
        let mut prior = Self { coefficients: [0.0; FEATURES] };
        for _ in 0..STEPS {
            let mut gradient = [0.0; FEATURES];
            let mut hessian = [[0.0; FEATURES]; FEATURES];
            for (features, truth) in examples {
                let p = prior.probability(features);
                for i in 0..FEATURES {
                    gradient[i] += (f64::from(u8::from(*truth)) - p) * features[i];
                    for j in 0..FEATURES {
                        hessian[i][j] += p * (1.0 - p) * features[i] * features[j];
                    }
                }
            }
            for i in 0..FEATURES {
                let cost = if i == 0 { 1e-6 } else { ridge };
                gradient[i] -= cost * prior.coefficients[i];
                hessian[i][i] += cost;
            }
            let step = solve(hessian, gradient);
            prior.coefficients.iter_mut().zip(step).for_each(|(coefficient, step)| *coefficient += step);
            if step.iter().all(|step| step.abs() < 1e-9) {
                break;
            }
        }
        prior
    }

    /// The log-odds that a pair is in a table, in nats.
    #[must_use]
    pub fn log_odds(&self, features: &Features) -> f64 {
        self.coefficients.iter().zip(features).map(|(coefficient, feature)| coefficient * feature).sum()
    }

    /// The probability that a pair is in a table.
    #[must_use]
    pub fn probability(&self, features: &Features) -> f64 {
        1.0 / (1.0 + (-self.log_odds(features)).exp())
    }
}

/// Solves a symmetric positive definite system by Gaussian elimination.
fn solve(mut matrix: [[f64; FEATURES]; FEATURES], mut right: Features) -> Features {
    for pivot in 0..FEATURES {
        let row = matrix[pivot];
        for below in pivot + 1..FEATURES {
            let factor = matrix[below][pivot] / row[pivot];
            for (value, above) in matrix[below].iter_mut().zip(row).skip(pivot) {
                *value -= factor * above;
            }
            right[below] -= factor * right[pivot];
        }
    }
    for pivot in (0..FEATURES).rev() {
        let known: f64 = (pivot + 1..FEATURES).map(|other| matrix[pivot][other] * right[other]).sum();
        right[pivot] = (right[pivot] - known) / matrix[pivot][pivot];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fit_finds_what_made_the_examples() {
        // Truth depends on feature 7 alone: 80 % with it, 20 % without.
        let mut examples = Vec::new();
        for i in 0..1000 {
            let mut features = [0.0; FEATURES];
            features[0] = 1.0;
            features[7] = f64::from(i % 2);
            features[1] = f64::from(i % 7);
            let often = (i / 14) % 5 != 0;
            examples.push((features, if i % 2 == 1 { often } else { !often }));
        }
        let prior = Prior::fit(&examples, 0.01);
        let mut features = [0.0; FEATURES];
        features[0] = 1.0;
        features[1] = 3.0;
        assert!((prior.probability(&features) - 0.2).abs() < 0.03);
        features[7] = 1.0;
        assert!((prior.probability(&features) - 0.8).abs() < 0.03);
    }

    #[test]
    fn pairs_are_described_by_their_shape() {
        let model = crate::built_in_model().unwrap();
        let pairs = Pairs::new(&model);
        let phrase = pairs.phrases().into_iter().find(|phrase| *phrase == "bảo vệ").unwrap();
        let partner = pairs.partners(phrase)[0];
        let features = pairs.features(phrase, partner).unwrap();
        assert_eq!(features[0], 1.0);
        assert!(features.iter().all(|feature| feature.is_finite()));
        assert_eq!(pairs.features(phrase, phrase), None);
    }
}
