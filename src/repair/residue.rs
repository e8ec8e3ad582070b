//! Residue of scraping: lines that are no part of the article. Reported; removed only when asked for.

mod captions;
mod counters;

use std::ops::Range;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::edit::Edit;

/// A line longer than this, in bytes, is a paragraph and no residue.
const LONGEST: usize = 240;

/// What a line is that does not belong to the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Kind {
    /// A link to other articles: `BẠN CÓ THỂ QUAN TÂM`, `Xem thêm: …`.
    Related,
    /// A photo credit: `Ảnh: …`.
    Credit,
    /// Where the article was taken from: `Nguồn: …`.
    Source,
    /// Counts of shares, views or comments: `120 lượt xem`, `Thích 12 Chia sẻ 3`.
    Counter,
    /// A line that repeats the one before it, blank lines aside: a caption given twice, plain or the second time spun.
    Repeated,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Related, Self::Credit, Self::Source, Self::Counter, Self::Repeated];

    /// The name by which a user switches the kind, and the rule of its edits.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Related => "related",
            Self::Credit => "credit",
            Self::Source => "source",
            Self::Counter => "counter",
            Self::Repeated => "repeated",
        }
    }
}

/// A line found to be residue.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The bytes of the line in the text, without its end.
    pub span: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    Whole,
    Name,
    Unit,
}

static PATTERNS: LazyLock<Vec<(Kind, Place, &'static str)>> = LazyLock::new(|| {
    let rows = include_str!("../../dictionaries/residue.tsv").lines().filter(|row| !row.starts_with('#'));
    rows.filter_map(|row| {
        let mut columns = row.split('\t');
        let name = columns.next()?;
        let kind = Kind::ALL.into_iter().find(|kind| kind.name() == name)?;
        let place = match columns.next()? {
            "start" => Place::Start,
            "name" => Place::Name,
            "unit" => Place::Unit,
            _ => Place::Whole,
        };
        Some((kind, place, columns.next()?))
    })
    .collect()
});

/// The lines of a text that are residue, in their order.
///
/// ```
/// use nguyenban::repair::residue::{Kind, find};
/// let found = find("Cầu mới đã thông xe.\nXem thêm: Giá vé qua cầu\n");
/// assert_eq!((found.len(), found[0].kind), (1, Kind::Related));
/// ```
#[must_use]
pub fn find(text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut last = "";
    for (start, line) in crate::text::lines(text) {
        let plain = line.trim();
        if plain.is_empty() {
            continue;
        }
        let repeats = plain.contains(' ') && (plain == last || captions::resemble(last, plain));
        let kind = if repeats { Some(Kind::Repeated) } else { kind_of(plain) };
        found.extend(kind.map(|kind| Finding { span: start..start + line.len(), kind }));
        last = plain;
    }
    found
}

/// Appends the edits that empty the residue of the given kinds. The lines stay, so that line numbers do.
///
/// ```
/// use nguyenban::{edit::apply, repair::residue::{Kind, remove}};
/// let mut edits = Vec::new();
/// remove("Nguồn: Báo Sông\nHết.", &[Kind::Source], &mut edits);
/// assert_eq!(apply("Nguồn: Báo Sông\nHết.", &edits), "\nHết.");
/// ```
pub fn remove(text: &str, kinds: &[Kind], edits: &mut Vec<Edit>) {
    let chosen = find(text).into_iter().filter(|finding| kinds.contains(&finding.kind));
    edits.extend(chosen.map(|finding| Edit::repair(finding.span, "", finding.kind.name())));
}

fn kind_of(line: &str) -> Option<Kind> {
    if line.len() > LONGEST {
        return None;
    }
    let small: String = line.nfc().flat_map(char::to_lowercase).collect();
    let whole =
        small.trim_end_matches([':', '.', '…', ' ', '>', '»']).trim_start_matches(['>', '»', '-', '*', '•', ' ']);
    if counters::is_counter(whole, units()) {
        return Some(Kind::Counter);
    }
    PATTERNS.iter().find_map(|&(kind, place, words)| {
        let matches = match place {
            Place::Start => small.strip_prefix(words).is_some_and(|_| !is_sentence(line, words)),
            Place::Whole => whole == words,
            Place::Name => small.starts_with(words) && is_name(line, words),
            Place::Unit => false,
        };
        matches.then_some(kind)
    })
}

fn units() -> impl Iterator<Item = &'static str> + Clone {
    PATTERNS.iter().filter(|row| row.1 == Place::Unit).map(|row| row.2)
}

/// The line after the words that it begins with, which may have been capitals.
fn after<'t>(line: &'t str, words: &str) -> &'t str {
    let end = line.char_indices().nth(words.chars().count()).map_or(line.len(), |(at, _)| at);
    line.get(end..).unwrap_or_default().trim_start()
}

/// Whether a sentence goes on after the words: `Nguồn: từ suối chảy về.`
fn is_sentence(line: &str, words: &str) -> bool {
    after(line, words).starts_with(char::is_lowercase) && line.ends_with(['.', '!', '?'])
}

/// Whether nothing but a name of a few words follows: `Theo Báo Sông Nước`.
fn is_name(line: &str, words: &str) -> bool {
    let name = after(line, words).trim_end_matches(')');
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    let count = name.split(' ').count();
    count <= 5
        && name.split([' ', '/']).all(|word| word.is_empty() || capital(word) || word.starts_with("báo"))
        && !name.is_empty()
        && !name.contains([',', '.', ':', ';'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn residue_and_articles() {
        for row in include_str!("../../tests/data/repair/residue.tsv").lines().filter(|row| !row.starts_with('#')) {
            let Some((line, expected)) = row.split_once('\t') else { panic!("two columns: {row}") };
            let found = find(line).first().map_or("none", |finding| finding.kind.name());
            assert_eq!(found, expected, "{line}");
        }
        let twice = find("Chợ nổi lúc bình minh\n\nChợ nổi lúc bình minh\n");
        assert_eq!(twice.iter().map(|finding| finding.kind).collect::<Vec<_>>(), [Kind::Repeated]);
        let spun =
            find("Xe chở mía về nhà máy đường lúc rạng sáng\nXe chở mía về xí nghiệp sản xuất đường lúc rạng sáng .\n");
        assert_eq!(spun.iter().map(|finding| finding.kind).collect::<Vec<_>>(), [Kind::Repeated]);
    }
}
