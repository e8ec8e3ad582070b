//! The lexicon: which phrase a spinner writes for which, and where such phrases stand in a text.

mod bits;
mod groups;
mod lists;
mod matcher;
mod pairs;
mod phrases;
mod read;
mod synonyms;
mod tables;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use once_cell::sync::OnceCell;

pub(crate) use groups::RATE as FAMILY_B_RATE;
pub(crate) use matcher::{Found, all_lower};
pub use matcher::{Match, Matcher};
pub(crate) use pairs::{MAX_SPUN_WORDS, Pairs};
pub use read::{Check, LexiconError, Oddity, Problem, Warning};
pub(crate) use synonyms::{MAX_MEMBER_WORDS, Synonyms};
#[cfg(feature = "train")]
pub(crate) use tables::{groups, with_likely};

/// The rows that ship with the crate.
/// Spun phrases that people write too.
static NATURAL: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("../../dictionaries/natural.tsv").lines().skip(1).collect());

static BUILT_IN: &[(&str, &str)] = &[
    ("dictionaries/family-a.tsv", include_str!("../../dictionaries/family-a.tsv")),
    ("dictionaries/family-b.tsv", include_str!("../../dictionaries/family-b.tsv")),
];

/// The most words that a phrase of a row may have; it bounds the lattice.
pub const MAX_PHRASE_WORDS: usize = 8;

/// One fact: this spinner writes `spun` where the text had `original`.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Row {
    /// The phrase that the spinner writes. A row whose phrase has an upper-case letter matches in that case only.
    pub spun: String,
    /// The wording that was there before.
    pub original: String,
    /// The probability, above 0 and at most 1, that a spinner of the family writes `spun` when it meets `original` in
    /// lower case. What is left over of 1 is the probability that it leaves `original` standing.
    pub weight: f32,
    /// The family of spinners.
    pub family: Family,
    /// Where the row is known from: see `dictionaries/README.md`.
    pub source: String,
    /// A remark for whoever edits the row.
    pub note: String,
}

impl Row {
    /// Whether the row was seen on a spun page, and not only thought of.
    pub(crate) fn is_seen(&self) -> bool {
        self.is_beside_groups() || ["seed", "page", "wild", "web"].contains(&self.source.as_str())
    }

    /// Whether people write its spun phrase too, oftener than the language model of news, law and encyclopedia thinks.
    pub(crate) fn is_natural(&self) -> bool {
        NATURAL.contains(self.spun.as_str())
    }

    /// Whether the row counts only where the whole table of its family is read: it writes common words, which would make
    /// every page a suspect.
    pub(crate) fn is_beside_groups(&self) -> bool {
        self.source == "common"
    }
}

/// A family of spinners: programs that share a table and a manner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum Family {
    /// Replaces nearly every listed word that is in lower case, mostly by a longer phrase: `có thể` becomes
    /// `hoàn toàn có thể`.
    A,
    /// Replaces some words by any other member of their synonym group: `sản phẩm` becomes `cống phẩm`.
    B,
}

/// Spun phrases with their originals, and a plain matcher over them.
///
/// ```
/// use nguyenban::Lexicon;
/// let lexicon = Lexicon::built_in()?;
/// let text = "Kiến thiết xây dựng nông thôn mới";
/// let longest = lexicon.find_iter(text).max_by_key(|found| found.span.len()).unwrap();
/// assert_eq!(&text[longest.span.clone()], "Kiến thiết xây dựng");
/// assert!(longest.rows().any(|row| row.original == "xây dựng"));
/// # Ok::<(), nguyenban::lexicon::LexiconError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    rows: Vec<Row>,
    /// Pairs that were switched off, which no other source may bring back; an original of `*` means all.
    off: BTreeSet<(String, String)>,
    matcher: OnceCell<Box<Matcher>>,
}

impl Lexicon {
    /// The rows that ship with the crate.
    ///
    /// # Errors
    ///
    /// Never with the files as shipped, which a test reads; an error instead of a panic for whoever edits them.
    pub fn built_in() -> Result<Self, LexiconError> {
        let mut rows = Vec::with_capacity(BUILT_IN.iter().map(|(_, text)| text.lines().count()).sum());
        for (name, text) in BUILT_IN {
            rows.append(&mut read::trusted(name, text)?);
        }
        Ok(Self::from_rows(rows))
    }

    /// Reads rows: see `dictionaries/README.md` for the columns. `name` is what errors call the file.
    ///
    /// Blank lines and lines that begin with `#` are skipped. A row with weight 0 switches its pair off where it is
    /// laid over another lexicon, and so does an original of `*` for every original of its phrase. Nothing is guessed any more
    /// of such a phrase, by expansions and synonyms that no row lists.
    ///
    /// # Errors
    ///
    /// The first bad row, with its line and column and what to do.
    pub fn from_tsv(name: &str, bytes: &[u8]) -> Result<Self, LexiconError> {
        Ok(Self::from_rows(read::rows(name, bytes)?))
    }

    /// Reads rows from a file: see [`Lexicon::from_tsv`].
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or holds a bad row.
    pub fn from_path(path: impl AsRef<std::path::Path>) -> Result<Self, LexiconError> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|error| LexiconError::io(&name, &error))?;
        Self::from_tsv(&name, &bytes)
    }

    /// Reads rows and reports every bad one, and what is odd about the good ones, for whoever edits the file.
    #[must_use]
    pub fn check(name: &str, bytes: &[u8]) -> Check {
        read::check(name, bytes)
    }

    /// A lexicon of rows made by a program.
    #[must_use]
    pub fn from_rows(rows: Vec<Row>) -> Self {
        Self { rows, ..Self::default() }
    }

    /// Lays other rows over these: a row for the same pair and family replaces the one here, a row with weight 0
    /// removes the pair from both families, an original of `*` with weight 0 removes every row of its phrase, and new
    /// rows are added.
    pub fn overlay(&mut self, other: Self) {
        self.matcher = OnceCell::new();
        self.off.extend(other.off);
        let mut at: HashMap<(String, String, Family), usize> = HashMap::new();
        for (i, row) in self.rows.iter().enumerate() {
            at.insert((row.spun.clone(), row.original.clone(), row.family), i);
        }
        for row in other.rows {
            let pair = (row.spun.clone(), row.original.clone());
            if row.weight > 0.0 {
                self.off.remove(&pair);
            } else {
                self.off.insert(pair);
            }
            if row.original == "*" {
                for old in self.rows.iter_mut().filter(|old| old.spun == row.spun) {
                    old.weight = 0.0;
                }
                continue;
            }
            let key = |family| (row.spun.clone(), row.original.clone(), family);
            if row.weight <= 0.0 {
                for old in [Family::A, Family::B].into_iter().filter_map(|family| at.get(&key(family))) {
                    self.rows[*old].weight = 0.0;
                }
                continue;
            }
            match at.get(&key(row.family)) {
                Some(&i) => self.rows[i] = row,
                None => {
                    at.insert(key(row.family), self.rows.len());
                    self.rows.push(row);
                }
            }
        }
        self.rows.retain(|row| row.weight > 0.0);
    }

    /// All rows.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// A row by its index, as [`crate::edit::Rule::Row`] names it.
    #[must_use]
    pub fn row(&self, index: u32) -> Option<&Row> {
        self.rows.get(index as usize)
    }

    /// The rows as a file: with its header, sorted by spun phrase, original and family.
    #[must_use]
    pub fn to_tsv(&self) -> String {
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        rows.sort_by_key(|row| (&row.spun, &row.original, row.family));
        let mut text = String::from("spun\toriginal\tweight\tfamily\tsource\tnote\n");
        for Row { spun, original, weight, family, source, note } in rows {
            text.push_str(&format!("{spun}\t{original}\t{weight:.3}\t{family:?}\t{source}\t{note}\n"));
        }
        text
    }

    /// Every place of the text where a spun phrase stands, overlapping ones included, with no judgement.
    ///
    /// Phrases match on syllable boundaries whatever the case, Unicode form and tone-mark placement of the text; rows
    /// with capitals match in their own case only. In order of their ends.
    pub fn find_iter<'l, 't: 'l>(&'l self, text: &'t str) -> impl Iterator<Item = Match<'l>> + 'l {
        let matcher = self.matcher.get_or_init(|| Box::new(Matcher::new(self)));
        matcher.find_all(self, text).into_iter()
    }

    /// A hash of all rows, which serves as the version of the lexicon.
    #[must_use]
    pub fn checksum(&self) -> u64 {
        let mut hash = 0xcbf2_9ce4_8422_2325u64;
        let mut add = |bytes: &[u8]| {
            for &byte in bytes {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        };
        for row in &self.rows {
            add(row.spun.as_bytes());
            add(b"\t");
            add(row.original.as_bytes());
            add(&row.weight.to_le_bytes());
            add(&[row.family as u8, b'\n']);
        }
        for (spun, original) in &self.off {
            add(spun.as_bytes());
            add(b"\t");
            add(original.as_bytes());
        }
        hash
    }
}
