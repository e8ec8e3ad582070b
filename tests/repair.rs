//! Examples of repairs: `tests/data/repair/*.tsv`, input, output and the reason.

use nguyenban::edit::apply;
use nguyenban::repair::typography;

#[test]
fn typography_examples() {
    for row in include_str!("data/repair/typography.tsv").lines().filter(|row| !row.starts_with('#')) {
        let columns: Vec<&str> = row.split('\t').collect();
        let [input, output, why] = columns[..] else { panic!("three columns: {row}") };
        let mut edits = Vec::new();
        typography::repair(input, &mut edits);
        assert_eq!(apply(input, &edits), output, "{why}");
    }
}
