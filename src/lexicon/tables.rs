//! The synonym groups of spinner tables, as they ship.
//!
//! A line of the file is a group: its members, how many tables have it, and its likely pairs. Such a pair is written in three
//! characters: the letter of the member that a spinner writes, the letter of the one that it writes it for, and a digit, what
//! the pair is believed to be in a table (`dictionaries/README.md`). A pair of several groups is told of in the first.

use crate::text::parts;

static FILE: &str = include_str!("../../dictionaries/synonyms.tsv");

/// The letters of members, in their order.
const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// What one step of a digit takes from the log-probability of a pair, in nats.
const STEP: f32 = 0.25;

/// A group of phrases that spinners write for one another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Group {
    members: &'static str,
    /// How many tables have it.
    pub(crate) tables: f32,
    likely: &'static str,
}

/// A pair of members that a spinner's table is likely to have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Likely {
    pub(crate) spun: &'static str,
    pub(crate) original: &'static str,
    /// The logarithm of the probability that a table has it, in nats.
    pub(crate) log: f32,
}

/// All groups, in the order of the file.
pub(crate) fn groups() -> impl Iterator<Item = Group> {
    parts(FILE, b'\n').skip(1).filter(|line| !line.is_empty()).map(|line| {
        let mut fields = parts(line, b'\t');
        let members = fields.next().unwrap_or_default();
        let tables = fields.next().and_then(|tables| tables.parse().ok()).unwrap_or(1.0);
        Group { members, tables, likely: fields.next().unwrap_or_default() }
    })
}

impl Group {
    /// Its phrases, sorted.
    pub(crate) fn members(self) -> impl Iterator<Item = &'static str> + Clone {
        self.members.split('|').filter(|member| !member.is_empty())
    }

    /// Its likely pairs, but for those that a group before it has.
    pub(crate) fn likely(self) -> impl Iterator<Item = Likely> {
        let member = move |letter| {
            let at = LETTERS.iter().position(|&other| other == letter)?;
            parts(self.members, b'|').nth(at)
        };
        self.likely.as_bytes().as_chunks().0.iter().filter_map(move |&[spun, original, level]| {
            let level = char::from(level).to_digit(10)?;
            Some(Likely { spun: member(spun)?, original: member(original)?, log: -STEP * level as f32 })
        })
    }
}

/// Pairs that are less likely than this are of no use to the decoder.
#[cfg(feature = "train")]
const LAST_LEVEL: f64 = 8.0;

/// The file anew, with the probabilities of pairs that are given. Those that no digit is for are left out, as are pairs of
/// members that have no letter.
#[cfg(feature = "train")]
pub(crate) fn with_likely(mut probability: impl FnMut(&str, &str) -> Option<f64>) -> String {
    let mut told = std::collections::HashSet::new();
    let mut file = String::from("members\ttables\tlikely\n");
    for group in groups() {
        file.push_str(&format!("{}\t{}\t", group.members, group.tables));
        let members = || group.members().zip(LETTERS);
        for (spun, letter) in members() {
            for (original, of) in members().filter(|(original, _)| *original != spun) {
                let level = probability(spun, original).map(|p| (-p.ln() / f64::from(STEP)).round());
                let Some(level @ 0.0..=LAST_LEVEL) = level else { continue };
                if told.insert((spun, original)) {
                    file.extend([char::from(*letter), char::from(*of)]);
                    file.push(char::from(b'0' + level as u8));
                }
            }
        }
        file.push('\n');
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_two_letters_and_a_digit() {
        let group = Group { members: "buồng ngủ|chỗ ngủ|phòng ngủ", tables: 3.0, likely: "ac2cb9" };
        let pair = |spun, original, log| Likely { spun, original, log };
        let [room, place, bedroom] = ["buồng ngủ", "chỗ ngủ", "phòng ngủ"];
        assert!(group.likely().eq([pair(room, bedroom, -0.5), pair(bedroom, place, -2.25)]));
        // What is none is left out: an unknown member, no digit, a rest.
        let odd = Group { likely: "az1ab?ab0a", ..group };
        assert!(odd.likely().eq([pair(room, place, 0.0)]));
    }

    #[cfg(feature = "train")]
    #[test]
    fn what_is_written_is_what_is_read() {
        let mut likely = std::collections::HashMap::new();
        for pair in groups().flat_map(Group::likely) {
            assert_eq!(likely.insert((pair.spun, pair.original), f64::from(pair.log).exp()), None, "{pair:?}");
        }
        assert!(likely.len() > 5_000);
        assert!(with_likely(|spun, original| likely.get(&(spun, original)).copied()) == FILE);
        assert!(with_likely(|_, _| Some(0.11)).lines().skip(1).all(|line| line.ends_with('\t')));
    }
}
