//! A simulated spinner, for measuring what the restorer finds.
//!
//! Each document gets a table of its own. Family A: an original is listed with the probability that its rows replace it
//! at all, and a listed one is replaced nearly every time; punctuation is spaced out. Family B: the synonym groups of
//! spinner tables, each listed as often as it was in the tables that were seen; any member is replaced by any other,
//! half of the time. So the table of family B is not that of the lexicon, whose rows are a choice among the pairs.
//! Words with capitals are passed over; the longest listed phrase goes first.

use std::collections::HashMap;

use nguyenban::lexicon::{Family, Lexicon};
use nguyenban::text::fold::fold;
use nguyenban::text::token::{Case, Kind, Token, tokenize};

use crate::random::Random;

/// How often a listed word is replaced: DESIGN's family A replaces nearly every one, family B some.
const RATE: [f64; 2] = [0.97, 0.5];

/// Rows that the lexicon believes less are not in the simulated table; the restorer has them all the same.
const LEAST_WEIGHT: f32 = 0.1;

/// The synonym groups of spinner tables: members, and how many tables hold the group.
const GROUPS: &str = include_str!("../../dictionaries/synonyms.tsv");

/// How likely a spinner's table lists a group that many tables have, and how that grows with their number: counted on
/// 25 pages found on the web (`src/lexicon/groups.rs`), whose paragraphs have 12 replacements in 100 words.
const LISTED: f64 = 0.62;
const LISTED_POWER: f64 = 0.62;
/// From this number of tables on, a group is as likely as it gets.
const MANY_TABLES: f64 = 12.0;

/// Originals, word by word, with what may be written for each and how readily.
type Table = HashMap<Vec<String>, Vec<(String, f64)>>;

/// A spinner with the table of one document.
pub struct Spinner {
    family: Family,
    table: Table,
    longest: usize,
}

/// A paragraph as the spinner left it.
pub struct Spun {
    /// The new text.
    pub text: String,
    /// What was replaced: the span in the new text, and the original.
    pub edits: Vec<(std::ops::Range<usize>, String)>,
}

fn words(phrase: &str) -> Vec<String> {
    phrase.split(' ').map(fold).collect()
}

impl Spinner {
    /// The table of one document.
    pub fn new(lexicon: &Lexicon, family: Family, random: &mut Random) -> Self {
        let table = match family {
            Family::A => Self::rows(lexicon, family, random),
            Family::B => Self::groups(random),
        };
        let longest = table.keys().map(Vec::len).max().unwrap_or(0);
        Self { family, table, longest }
    }

    /// Rows of the lexicon, drawn by their weights.
    fn rows(lexicon: &Lexicon, family: Family, random: &mut Random) -> Table {
        let mut all = Table::new();
        for row in lexicon.rows().iter().filter(|row| row.family == family && row.weight >= LEAST_WEIGHT) {
            all.entry(words(&row.original)).or_default().push((row.spun.clone(), f64::from(row.weight)));
        }
        let mut sorted: Vec<_> = all.into_iter().collect();
        sorted.sort_by(|a, b| a.0.cmp(&b.0));
        let rate = RATE[family as usize];
        sorted
            .into_iter()
            .filter(|(_, forms)| random.chance(forms.iter().map(|(_, weight)| weight).sum::<f64>() / rate))
            .collect()
    }

    /// Synonym groups, drawn by how many tables hold them.
    fn groups(random: &mut Random) -> Table {
        let mut table = Table::new();
        for line in GROUPS.lines().skip(1) {
            let mut fields = line.split('\t');
            let members = fields.next().unwrap_or_default();
            let tables: f64 = fields.next().and_then(|tables| tables.parse().ok()).unwrap_or(1.0);
            if !random.chance(LISTED * (tables.min(MANY_TABLES) / MANY_TABLES).powf(LISTED_POWER)) {
                continue;
            }
            for member in members.split('|') {
                let others = members.split('|').filter(|&other| other != member);
                table.entry(words(member)).or_default().extend(others.map(|other| (other.to_owned(), 1.0)));
            }
        }
        table
    }

    /// Spins a paragraph.
    pub fn spin(&self, paragraph: &str, random: &mut Random) -> Spun {
        let mut tokens = Vec::new();
        tokenize(paragraph, &mut tokens);
        let keys: Vec<String> = tokens.iter().map(|token| fold(token.text(paragraph))).collect();
        let mut spun = Spun { text: String::new(), edits: Vec::new() };
        let mut from = 0;
        let mut at = 0;
        while at < tokens.len() {
            let listed = (1..=self.longest.min(tokens.len() - at)).rev().find_map(|len| {
                let span = &tokens[at..at + len];
                let plain = span.iter().all(|t| t.case == Case::Lower && !t.protected && t.kind != Kind::Stop);
                let forms = self.table.get(&keys[at..at + len])?;
                plain.then_some((len, forms))
            });
            match listed {
                Some((len, forms)) if random.chance(RATE[self.family as usize]) => {
                    let (start, end) = (tokens[at].start as usize, tokens[at + len - 1].end as usize);
                    self.copy(paragraph, &tokens, from..start, &mut spun.text);
                    if let Some(form) = random.pick(forms) {
                        let place = spun.text.len();
                        spun.text.push_str(form);
                        spun.edits.push((place..spun.text.len(), paragraph[start..end].to_owned()));
                    }
                    from = end;
                    at += len;
                }
                Some((len, _)) => at += len,
                None => at += 1,
            }
        }
        self.copy(paragraph, &tokens, from..paragraph.len(), &mut spun.text);
        if self.family == Family::A && spun.text.ends_with('.') {
            spun.text.insert(spun.text.len() - 1, ' ');
        }
        spun
    }

    /// Copies a stretch, spacing out its marks as family A does.
    fn copy(&self, paragraph: &str, tokens: &[Token], span: std::ops::Range<usize>, out: &mut String) {
        if self.family != Family::A {
            out.push_str(&paragraph[span]);
            return;
        }
        let first = tokens.partition_point(|token| (token.start as usize) < span.start);
        let mut at = span.start;
        for token in tokens[first..].iter().take_while(|token| (token.end as usize) <= span.end) {
            let text = token.text(paragraph);
            if token.protected || !matches!(text, ":" | ";" | "/" | "(" | ")" | "“" | "”" | "%") {
                continue;
            }
            out.push_str(&paragraph[at..token.start as usize]);
            if !out.ends_with(' ') {
                out.push(' ');
            }
            out.push_str(text);
            at = token.end as usize;
            if !paragraph[at..].starts_with([' ', ',', '.', ';']) {
                out.push(' ');
            }
        }
        out.push_str(&paragraph[at..span.end]);
    }
}
