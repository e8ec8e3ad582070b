//! Reading rows, and saying where one is bad.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::{Family, MAX_PHRASE_WORDS, Row};
use crate::text::parts;
use crate::text::token::{Kind, tokenize};

/// A row that cannot be used, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LexiconError {
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1; 0 when the whole file cannot be read.
    pub line: usize,
    /// The column, from 1; 0 when the whole row is meant.
    pub column: usize,
    /// What is wrong.
    pub problem: Problem,
}

/// What can be wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// The file cannot be read.
    Unreadable(String),
    /// The line is not UTF-8.
    NotUtf8,
    /// The row has no such column.
    MissingColumn(&'static str),
    /// The field is empty.
    Empty(&'static str),
    /// A phrase has no word, a mark inside it, or too many words.
    NotAPhrase,
    /// A phrase is not in Normalization Form C.
    NotNfc,
    /// The weight is not a number from 0 to 1.
    BadWeight,
    /// The family is neither `A` nor `B`.
    BadFamily,
    /// Both phrases are the same.
    SamePhrase,
    /// The pair stands here already.
    Duplicate {
        /// The line of the first.
        first: usize,
    },
}

impl LexiconError {
    pub(super) fn io(file: &str, error: &std::io::Error) -> Self {
        Self { file: file.to_owned(), line: 0, column: 0, problem: Problem::Unreadable(error.to_string()) }
    }
}

impl std::fmt::Display for LexiconError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if self.column > 0 {
            write!(f, ":{}", self.column)?;
        }
        write!(f, ": ")?;
        match &self.problem {
            Problem::Unreadable(why) => write!(f, "cannot be read: {why}"),
            Problem::NotUtf8 => write!(f, "the line is not UTF-8: save the file as UTF-8"),
            Problem::MissingColumn(name) => write!(
                f,
                "the row has no column `{name}`: separate columns with tabs (spun, original, weight, family, source, note)"
            ),
            Problem::Empty(name) => write!(f, "the column `{name}` is empty: fill it in or remove the row"),
            Problem::NotAPhrase => {
                write!(f, "a phrase is one to {MAX_PHRASE_WORDS} words separated by single spaces, without punctuation")
            }
            Problem::NotNfc => write!(f, "the phrase is not in Unicode form NFC: normalize the file"),
            Problem::BadWeight => write!(f, "the weight must be a number from 0 (switched off) to 1"),
            Problem::BadFamily => write!(f, "the family must be `A` or `B`"),
            Problem::SamePhrase => write!(f, "the spun phrase and its original are the same: remove the row"),
            Problem::Duplicate { first } => write!(f, "the pair stands in line {first} already: remove one of them"),
        }
    }
}

impl std::error::Error for LexiconError {}

const COLUMNS: [&str; 6] = ["spun", "original", "weight", "family", "source", "note"];

/// What a row without a weight gets: a spinner that lists the pair and has an alternative or two.
const DEFAULT_WEIGHT: f32 = 0.5;

pub(super) fn rows(file: &str, bytes: &[u8]) -> Result<Vec<Row>, LexiconError> {
    scan(file, bytes).map(|row| Ok(row?.1)).collect()
}

/// Reads the rows of a file that a test has checked: the same rows as [`rows`], without asking of each whether its
/// phrases are phrases, which is most of the work at start-up.
pub(super) fn trusted(file: &str, text: &str) -> Result<Vec<Row>, LexiconError> {
    let mut read = Vec::with_capacity(text.len() / 40);
    for line in text.lines().skip(1) {
        let mut fields = parts(line, b'\t');
        let mut field = || fields.next().unwrap_or_default();
        let (spun, original, weight, family) = (field(), field(), field(), field());
        let (source, note) = (field(), field());
        let family = match family {
            "A" => Family::A,
            "B" => Family::B,
            // Not as expected: the errors of the careful reader tell what.
            _ => return rows(file, text.as_bytes()),
        };
        let Ok(weight) = weight.parse() else { return rows(file, text.as_bytes()) };
        read.push(Row {
            spun: spun.into(),
            original: original.into(),
            weight,
            family,
            source: source.into(),
            note: note.into(),
        });
    }
    Ok(read)
}

/// Reads the rows one after another, each with its line; a bad one does not keep the others from being read.
fn scan(file: &str, bytes: &[u8]) -> impl Iterator<Item = Result<(usize, Row), LexiconError>> {
    let mut seen = std::collections::HashMap::new();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.split(|&byte| byte == b'\n').enumerate().filter_map(move |(number, line)| {
        let at = |column, problem| LexiconError { file: file.to_owned(), line: number + 1, column, problem };
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = match std::str::from_utf8(line) {
            Ok(line) => line,
            Err(error) => {
                let valid = String::from_utf8_lossy(&line[..error.valid_up_to()]).chars().count();
                return Some(Err(at(valid + 1, Problem::NotUtf8)));
            }
        };
        if line.trim().is_empty() || line.starts_with('#') || line.starts_with("spun\toriginal") {
            return None;
        }
        let row = match row(line) {
            Ok(row) => row,
            Err((column, problem)) => return Some(Err(at(column, problem))),
        };
        let first = *seen.entry((row.spun.clone(), row.original.clone(), row.family)).or_insert(number + 1);
        Some(if first == number + 1 { Ok((first, row)) } else { Err(at(0, Problem::Duplicate { first })) })
    })
}

/// What [`Lexicon::check`](super::Lexicon::check) found in a file of rows.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Check {
    /// The rows that can be used.
    pub rows: Vec<Row>,
    /// The rows that cannot, in the order of the file.
    pub errors: Vec<LexiconError>,
    /// What can be used but is hardly meant, in the order of the file.
    pub warnings: Vec<Warning>,
}

/// A row that can be used but is hardly meant as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Warning {
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is odd about it.
    pub oddity: Oddity,
}

/// What can be odd about a row.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Oddity {
    /// With this row, the weights of an original come to more than 1.
    WeightsAboveOne {
        /// The original.
        original: String,
        /// What its weights come to.
        sum: f32,
    },
    /// The pair stands the other way round in the same family, both with half of the weight or more.
    Reversed {
        /// The line of the other row.
        first: usize,
    },
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        match &self.oddity {
            Oddity::WeightsAboveOne { original, sum } => write!(
                f,
                "the weights of the original \u{201c}{original}\u{201d} come to {sum:.3}, more than 1: lower some of them"
            ),
            Oddity::Reversed { first } => {
                write!(f, "the pair stands the other way round in line {first}: keep the one that the spinner writes")
            }
        }
    }
}

/// From this weight on, a row and its reverse are hardly both meant.
const HEAVY: f32 = 0.5;

pub(super) fn check(file: &str, bytes: &[u8]) -> Check {
    let mut check = Check::default();
    let mut sums: std::collections::HashMap<(String, Family), f32> = std::collections::HashMap::new();
    let mut pairs = std::collections::HashMap::new();
    for row in scan(file, bytes) {
        let (line, row) = match row {
            Ok(row) => row,
            Err(error) => {
                check.errors.push(error);
                continue;
            }
        };
        let mut warn = |oddity| check.warnings.push(Warning { file: file.to_owned(), line, oddity });
        if row.weight > 0.0 {
            let sum = sums.entry((row.original.clone(), row.family)).or_default();
            let before = *sum;
            *sum += row.weight;
            // Weights are written with three places.
            if *sum > 1.005 && before <= 1.005 {
                warn(Oddity::WeightsAboveOne { original: row.original.clone(), sum: *sum });
            }
            // A table may hold both; hardly is either what it nearly always does.
            if row.weight >= HEAVY {
                if let Some(&first) = pairs.get(&(row.original.clone(), row.spun.clone(), row.family)) {
                    warn(Oddity::Reversed { first });
                }
                pairs.insert((row.spun.clone(), row.original.clone(), row.family), line);
            }
        }
        check.rows.push(row);
    }
    check
}

/// Reads one row; an error comes with its column, in characters from 1.
fn row(line: &str) -> Result<Row, (usize, Problem)> {
    let mut fields = [""; COLUMNS.len()];
    let mut columns = [0; COLUMNS.len()];
    let mut column = 1;
    for (i, field) in line.split('\t').enumerate().take(COLUMNS.len()) {
        fields[i] = field.trim();
        columns[i] = column;
        column += field.chars().count() + 1;
    }
    for required in 0..2 {
        if columns[required] == 0 {
            // Where the tab should stand.
            return Err((column - 1, Problem::MissingColumn(COLUMNS[required])));
        }
        if fields[required].is_empty() {
            return Err((columns[required], Problem::Empty(COLUMNS[required])));
        }
    }
    let [spun, original, weight, family, source, note] = fields;
    let switches_off = original == "*";
    for (i, phrase) in [spun, original].into_iter().enumerate() {
        if !(i == 1 && switches_off) {
            check_phrase(phrase).map_err(|problem| (columns[i], problem))?;
        }
    }
    if spun == original {
        return Err((columns[1], Problem::SamePhrase));
    }
    let weight = match weight {
        _ if switches_off => 0.0,
        "" => DEFAULT_WEIGHT,
        text => text.parse().ok().filter(|w| (0.0..=1.0).contains(w)).ok_or((columns[2], Problem::BadWeight))?,
    };
    let family = match family {
        "" | "A" => Family::A,
        "B" => Family::B,
        _ => return Err((columns[3], Problem::BadFamily)),
    };
    Ok(Row { spun: spun.into(), original: original.into(), weight, family, source: source.into(), note: note.into() })
}

fn check_phrase(phrase: &str) -> Result<(), Problem> {
    let nfc = match is_nfc_quick(phrase.chars()) {
        IsNormalized::Yes => true,
        IsNormalized::No => false,
        IsNormalized::Maybe => phrase.nfc().eq(phrase.chars()),
    };
    if !nfc {
        return Err(Problem::NotNfc);
    }
    let mut tokens = Vec::new();
    tokenize(phrase, &mut tokens);
    let words = tokens.iter().all(|token| matches!(token.kind, Kind::Word | Kind::Number) && !token.protected);
    let spaced = tokens.windows(2).all(|pair| &phrase[pair[0].end as usize..pair[1].start as usize] == " ");
    if words && spaced && (1..=MAX_PHRASE_WORDS).contains(&tokens.len()) { Ok(()) } else { Err(Problem::NotAPhrase) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_ship_read_alike_with_and_without_checks() {
        for (name, text) in crate::lexicon::BUILT_IN {
            assert_eq!(trusted(name, text), rows(name, text.as_bytes()), "{name}");
        }
        let bad = "spun\toriginal\tweight\tfamily\tsource\tnote\nmột hai\tba\tnhiều\tA\t\t\n";
        assert_eq!(trusted("x", bad), rows("x", bad.as_bytes()));
        assert!(trusted("x", bad).is_err());
    }

    #[test]
    fn errors_name_the_place_and_the_remedy() {
        for (text, line, column, needle) in [
            ("một\n", 1, 4, "no column `original`"),
            ("# ghi chú\nmột\thai\t2\n", 2, 9, "weight"),
            ("một\t\n", 1, 5, "`original` is empty"),
            ("một\tmột\n", 1, 5, "the same"),
            ("một\thai\t1\tC\n", 1, 11, "family"),
            ("một, hai\tba\n", 1, 1, "without punctuation"),
            ("một  hai\tba\n", 1, 1, "single spaces"),
            ("mo\u{302}t\tba\n", 1, 1, "NFC"),
            ("một\thai\nmột\thai\n", 2, 0, "line 1"),
        ] {
            let error = rows("từ.tsv", text.as_bytes()).unwrap_err();
            assert_eq!((error.line, error.column), (line, column), "{error}");
            assert!(error.to_string().contains(needle), "{error}");
            assert!(error.to_string().starts_with("từ.tsv:"), "{error}");
        }
        assert_eq!(rows("x", b"a\tb\n\xff\tc\n").unwrap_err().problem, Problem::NotUtf8);
    }

    #[test]
    fn a_check_finds_every_bad_row() {
        let text = "một\thai\t0.7\n\nba\n\tbốn\nnăm\thai\t0.6\nhai\tmột\t0.6\nmột\thai\n";
        let found = check("từ.tsv", text.as_bytes());
        let lines: Vec<_> = found.errors.iter().map(|error| error.line).collect();
        assert_eq!((found.rows.len(), lines), (3, vec![3, 4, 7]));
        let warnings: Vec<_> = found.warnings.iter().map(|warning| warning.line).collect();
        assert_eq!(warnings, [5, 6]);
        assert!(found.warnings[1].to_string().starts_with("từ.tsv:6: "), "{}", found.warnings[1]);
    }

    #[test]
    fn rows_have_defaults() {
        let rows =
            rows("x", "\u{feff}spun\toriginal\nmột\thai\r\n\nba\tbốn\t0.25\tB\tmine\tnote\n".as_bytes()).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].weight, rows[0].family), (DEFAULT_WEIGHT, Family::A));
        assert_eq!((rows[1].weight, rows[1].family, rows[1].note.as_str()), (0.25, Family::B, "note"));
    }
}
