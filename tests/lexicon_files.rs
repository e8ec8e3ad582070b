//! The dictionaries: canonical, documented, and free of rows that fight one another.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use nguyenban::lexicon::{Family, Lexicon, Problem, Row};
use unicode_normalization::is_nfc;

const HEADER: &str = "spun\toriginal\tweight\tfamily\tsource\tnote";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("dictionaries")
}

/// The files of lexicon rows, with the family that each is for.
fn files() -> Vec<(String, String, Family)> {
    [("family-a.tsv", Family::A), ("family-b.tsv", Family::B)]
        .map(|(name, family)| (name.to_owned(), std::fs::read_to_string(folder().join(name)).unwrap(), family))
        .into()
}

fn rows(name: &str, text: &str) -> Vec<Row> {
    Lexicon::from_tsv(name, text.as_bytes()).unwrap_or_else(|error| panic!("{error}")).rows().to_vec()
}

#[test]
fn rows_are_in_canonical_order_without_duplicates() {
    for (name, text, family) in files() {
        assert_eq!(text.lines().next(), Some(HEADER), "{name}");
        assert!(text.ends_with('\n') && !text.contains('\r') && is_nfc(&text), "{name}");
        let rows = rows(&name, &text);
        assert!(rows.iter().all(|row| row.family == family), "{name}");
        for pair in rows.windows(2) {
            let key = |row: &Row| (row.spun.clone(), row.original.clone());
            assert!(key(&pair[0]) < key(&pair[1]), "{name}: {:?} before {:?}", key(&pair[0]), key(&pair[1]));
        }
    }
}

#[test]
fn rows_have_all_their_columns() {
    for (name, text, _) in files() {
        for (number, line) in text.lines().enumerate().skip(1) {
            let place = format!("{name}:{}: {line}", number + 1);
            let fields: Vec<&str> = line.split('\t').collect();
            let [spun, original, weight, _, source, _] = fields[..] else { panic!("{place}") };
            assert!(fields.iter().all(|field| *field == field.trim()), "{place}");
            assert!(!spun.is_empty() && !original.is_empty() && !source.is_empty(), "{place}");
            let weight: f32 = weight.parse().unwrap_or_else(|_| panic!("{place}"));
            assert!(weight > 0.0 && weight <= 1.0, "{place}: a row that does nothing");
        }
    }
}

/// What a spinner writes for one original cannot be more than what it meets.
#[test]
fn weights_of_an_original_leave_room() {
    for (name, text, _) in files() {
        let mut sums: HashMap<String, f32> = HashMap::new();
        for row in rows(&name, &text) {
            *sums.entry(row.original).or_default() += row.weight;
        }
        let over: Vec<_> = sums.iter().filter(|(_, sum)| **sum > 1.005).collect();
        assert!(over.is_empty(), "{name}: {over:?}");
    }
}

/// Two rows that undo one another are right where a table holds both, but not where both are nearly certain.
#[test]
fn no_two_heavy_rows_undo_one_another() {
    const HEAVY: f32 = 0.5;
    let mut heavy: HashMap<(Family, String, String), f32> = HashMap::new();
    for (name, text, family) in files() {
        for row in rows(&name, &text).into_iter().filter(|row| row.weight >= HEAVY) {
            heavy.insert((family, row.spun, row.original), row.weight);
        }
    }
    let mut cycles = String::new();
    for ((family, spun, original), weight) in &heavy {
        let back = heavy.get(&(*family, original.clone(), spun.clone()));
        if let Some(back) = back.filter(|_| spun < original) {
            writeln!(cycles, "{family:?}: {spun} <-> {original} ({weight}, {back})").unwrap();
        }
    }
    assert!(cycles.is_empty(), "\n{cycles}");
}

#[test]
fn synonym_groups_are_canonical() {
    let text = std::fs::read_to_string(folder().join("synonyms.tsv")).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("members\ttables\tlikely"));
    assert!(text.ends_with('\n') && is_nfc(&text));
    let excluded = std::fs::read_to_string(folder().join("excluded.tsv")).unwrap();
    let excluded: HashSet<(&str, &str)> = excluded
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .map(|fields| (fields[0], fields[1]))
        .collect();
    let letters: Vec<u8> = (b'a'..=b'z').chain(b'A'..=b'Z').collect();
    let (mut before, mut pairs) = ("", HashSet::new());
    for (number, line) in lines.enumerate() {
        let place = format!("synonyms.tsv:{}: {line}", number + 2);
        let [members, tables, likely] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{place}") };
        assert!(before < members, "{place}: order");
        before = members;
        let members: Vec<&str> = members.split('|').collect();
        assert!(members.len() >= 2 && members.is_sorted_by(|a, b| a < b), "{place}: members");
        assert!(members.iter().all(|member| !member.is_empty() && *member == member.trim()), "{place}");
        assert!(tables.parse::<u32>().is_ok_and(|tables| tables > 0), "{place}");
        let (likely, rest) = likely.as_bytes().as_chunks::<3>();
        assert!(rest.is_empty(), "{place}: a rest of a pair");
        for [spun, original, level] in likely {
            let member = |letter: &u8| members[letters.iter().position(|other| other == letter).unwrap()];
            let [spun, original] = [spun, original].map(member);
            assert!(level.is_ascii_digit() && spun != original, "{place}");
            assert!(!excluded.contains(&(spun, original)), "{place}: {spun}, {original} is excluded");
            assert!(pairs.insert((spun.to_owned(), original.to_owned())), "{place}: {spun}, {original} again");
        }
    }
}

#[test]
fn what_ships_is_what_the_files_say() {
    let built_in = Lexicon::built_in().unwrap();
    let all: usize = files().iter().map(|(name, text, _)| rows(name, text).len()).sum();
    assert_eq!(built_in.rows().len(), all);
}

#[test]
fn a_bad_row_is_named_by_file_line_and_column() {
    let good = "bà con\tnhân dân\t0.5\tA\tmine\t\n";
    for (bad, column, problem) in [
        ("bà con", 7, Problem::MissingColumn("original")),
        ("bà con\t\t0.5", 8, Problem::Empty("original")),
        ("\tnhân dân\t0.5", 1, Problem::Empty("spun")),
        ("bà con\tnhân dân\tnhiều", 17, Problem::BadWeight),
        ("bà con\tnhân dân\t1.5", 17, Problem::BadWeight),
        ("bà con\tnhân dân\tNaN", 17, Problem::BadWeight),
        ("bà con\tnhân dân\t-0.1", 17, Problem::BadWeight),
        ("bà con\tnhân dân\t0.5\tD", 21, Problem::BadFamily),
        ("bà con\tbà con", 8, Problem::SamePhrase),
        ("bà, con\tnhân dân", 1, Problem::NotAPhrase),
        ("bà con\tmột hai ba bốn năm sáu bảy tám chín", 8, Problem::NotAPhrase),
        ("bà con\tnha\u{302}n dân", 8, Problem::NotNfc),
    ] {
        let text = format!("# ghi chú\n{HEADER}\nchợ búa\tchợ\n{bad}\n");
        let error = Lexicon::from_tsv("làng.tsv", text.as_bytes()).unwrap_err();
        assert_eq!((error.line, error.column, &error.problem), (4, column, &problem), "{bad:?}");
        assert!(error.to_string().starts_with(&format!("làng.tsv:4:{column}: ")), "{error}");
    }
    let error = Lexicon::from_tsv("làng.tsv", format!("{good}{good}").as_bytes()).unwrap_err();
    assert_eq!((error.line, error.problem), (2, Problem::Duplicate { first: 1 }));
    let error = Lexicon::from_tsv("làng.tsv", b"b\xc3\xa0 con\tnh\xe2n d\xe2n\n").unwrap_err();
    assert_eq!((error.line, error.problem), (1, Problem::NotUtf8));
    let error = Lexicon::from_path("không/có.tsv").unwrap_err();
    assert_eq!((error.file.as_str(), error.line), ("không/có.tsv", 0));
    assert!(matches!(error.problem, Problem::Unreadable(_)));
}

#[test]
fn natural_phrases_are_sorted_and_written_by_rows_or_groups() {
    let text = std::fs::read_to_string(folder().join("natural.tsv")).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("phrase"));
    let phrases: Vec<&str> = lines.collect();
    assert!(phrases.len() > 50 && phrases.is_sorted_by(|a, b| a < b), "{phrases:?}");
    let lexicon = Lexicon::built_in().unwrap();
    let groups = std::fs::read_to_string(folder().join("synonyms.tsv")).unwrap();
    let members = groups.lines().skip(1).flat_map(|line| line.split('\t').next().unwrap_or_default().split('|'));
    let written: HashSet<&str> = lexicon.rows().iter().map(|row| row.spun.as_str()).chain(members).collect();
    for phrase in phrases {
        assert!(written.contains(phrase), "nothing writes {phrase}");
    }
}
