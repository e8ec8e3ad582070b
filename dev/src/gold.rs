//! Gold files: pages with their originals, and the count of what a restorer got right.
//!
//! A line of a gold file is `line-number TAB text`, with edits written `[spun>accepted|accepted]`; an accepted form
//! that equals the spun one makes the edit optional. Lines of the page that have no gold were never spun.

use std::ops::Range;
use std::path::PathBuf;

use nguyenban::text::fold::fold;
use nguyenban::{Edit, Rule};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// A replacement that the page shows.
#[derive(Debug, Clone)]
pub struct GoldEdit {
    /// Where the spun phrase stands, in bytes of the page.
    pub span: Range<usize>,
    /// What may stand there instead.
    pub accepted: Vec<String>,
    /// Whether the spun form is accepted too.
    pub optional: bool,
}

/// A page with its edits, in the order of the text.
#[derive(Debug, Clone)]
pub struct Page {
    pub text: String,
    pub edits: Vec<GoldEdit>,
}

/// Words and numbers of a text, with their spans. Marks part numbers too, so that `2,5 %` and `2,5%`, `24 - QĐ` and
/// `24-QĐ` have the same words.
fn words(text: &str) -> Vec<(String, Range<usize>)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push((fold(&text[from..at]), from..at));
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// A text as folded words joined by spaces.
pub fn folded(text: &str) -> String {
    words(text).into_iter().map(|(word, _)| word).collect::<Vec<_>>().join(" ")
}

/// Reads pages and their golds, given by turns, with the names of the pages.
pub fn read_all(files: &[PathBuf]) -> Result<Vec<(&PathBuf, Page)>> {
    let pair = |pair| {
        let [page, marked]: &[PathBuf] = pair else { return Err("give pages and golds by turns".into()) };
        Ok((page, read(std::fs::read_to_string(page)?, &std::fs::read_to_string(marked)?)?))
    };
    files.chunks(2).map(pair).collect()
}

/// Reads a page and its gold.
pub fn read(text: String, gold: &str) -> Result<Page> {
    let lines: Vec<(usize, &str)> = text
        .split_inclusive('\n')
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some((start, line))
        })
        .collect();
    let mut edits = Vec::new();
    for line in gold.lines().filter(|line| !line.trim().is_empty()) {
        let (number, marked) = line.split_once('\t').ok_or("a gold line has no tab")?;
        let number: usize = number.parse()?;
        let (start, raw) = *lines.get(number.wrapping_sub(1)).ok_or("gold for a line that the page does not have")?;
        let raw_words = words(raw);
        let mut at = 0;
        for part in marked.split('[') {
            let (edit, rest) = match part.split_once(']') {
                Some((edit, rest)) if edit.contains('>') => (Some(edit), rest),
                _ => (None, part),
            };
            if let Some((spun, accepted)) = edit.and_then(|edit| edit.split_once('>')) {
                let spun = folded(spun);
                let end = at + spun.split(' ').count();
                let here = raw_words
                    .get(at..end)
                    .filter(|here| here.iter().map(|(word, _)| word.as_str()).eq(spun.split(' ')));
                let here = here.ok_or_else(|| format!("line {number}: no “{spun}” where the gold has it"))?;
                let accepted: Vec<String> = accepted.split('|').map(str::to_owned).collect();
                let span = start + here[0].1.start..start + here[here.len() - 1].1.end;
                edits.push(GoldEdit { span, optional: accepted.iter().any(|form| folded(form) == spun), accepted });
                at = end;
            }
            at += words(rest).len();
        }
    }
    Ok(Page { text, edits })
}

/// What a restorer did with pages.
#[derive(Debug, Clone, Copy, Default)]
pub struct Score {
    /// Edits that must be made, and those made right, made wrong; and edits of words outside all of them.
    pub edits: usize,
    pub restored: usize,
    pub wrong: usize,
    pub spoiled: usize,
}

impl Score {
    pub fn precision(&self) -> f64 {
        self.restored as f64 / (self.restored + self.wrong + self.spoiled).max(1) as f64
    }

    pub fn recall(&self) -> f64 {
        self.restored as f64 / self.edits.max(1) as f64
    }

    /// The harmonic mean of both, precision counting four times.
    fn f05(&self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        1.25 * precision * recall / (0.25 * precision + recall).max(f64::MIN_POSITIVE)
    }

    /// All three, as they are printed.
    pub fn figures(&self) -> String {
        format!("precision {:.3}, recall {:.3}, F0.5 {:.3}", self.precision(), self.recall(), self.f05())
    }

    pub fn add(&mut self, other: Self) {
        self.edits += other.edits;
        self.restored += other.restored;
        self.wrong += other.wrong;
        self.spoiled += other.spoiled;
    }
}

/// Compares edits with the gold. Those that overlap are compared together, by what they make of the text they cover:
/// `hệ [quản lý]` for `[hệ quản lý]` is no mistake.
pub fn score(page: &Page, edits: &[Edit]) -> Score {
    compare(page, edits, &mut |_| {}, &mut |_, _| {})
}

/// The same, and tells what is not right, and of all edits that were made whether they are.
pub fn compare(
    page: &Page,
    edits: &[Edit],
    tell: &mut dyn FnMut(String),
    judged: &mut dyn FnMut(&Edit, bool),
) -> Score {
    let mut score = Score::default();
    let made: Vec<&Edit> =
        edits.iter().filter(|edit| matches!(edit.rule, Rule::Row(_) | Rule::Expansion | Rule::Synonym)).collect();
    let (mut g, mut m) = (0, 0);
    while g < page.edits.len() || m < made.len() {
        // A cluster: everything that hangs together by overlapping.
        let begin = [page.edits.get(g).map(|edit| edit.span.start), made.get(m).map(|edit| edit.start)];
        let start = begin.into_iter().flatten().min().unwrap_or_default();
        let (first_gold, first_made, mut end) = (g, m, start + 1);
        loop {
            if let Some(edit) = page.edits.get(g).filter(|edit| edit.span.start < end) {
                end = end.max(edit.span.end);
                g += 1;
            } else if let Some(edit) = made.get(m).filter(|edit| edit.start < end) {
                end = end.max(edit.end);
                m += 1;
            } else {
                break;
            }
        }
        let (gold, made) = (&page.edits[first_gold..g], &made[first_made..m]);
        let must = gold.iter().filter(|edit| !edit.optional).count();
        score.edits += must;
        let wanted = || gold.iter().map(|edit| edit.accepted.join("|")).collect::<Vec<_>>().join(" … ");
        if made.is_empty() {
            if must > 0 {
                tell(format!("left\t{}\t\t{}", &page.text[start..end], wanted()));
            }
            continue;
        }
        let output =
            rewritten(&page.text, start..end, made.iter().map(|edit| (edit.span(), edit.replacement.as_str())));
        let right = readings(&page.text, start..end, gold).contains(&folded(&output));
        made.iter().for_each(|edit| judged(edit, right));
        if !right {
            tell(format!("wrong\t{}\t{output}\t{}", &page.text[start..end], wanted()));
        }
        match (right, gold.is_empty()) {
            (true, _) => score.restored += must,
            (false, true) => score.spoiled += made.len(),
            (false, false) if must == 0 => score.spoiled += 1,
            (false, false) => score.wrong += must,
        }
    }
    score
}

/// A stretch of a text with replacements, in order.
fn rewritten<'e>(text: &str, span: Range<usize>, edits: impl Iterator<Item = (Range<usize>, &'e str)>) -> String {
    let (mut out, mut at) = (String::new(), span.start);
    for (edit, replacement) in edits {
        out.push_str(&text[at..edit.start]);
        out.push_str(replacement);
        at = edit.end;
    }
    out + &text[at..span.end]
}

/// Every way in which a stretch may read in the original, folded.
fn readings(text: &str, span: Range<usize>, gold: &[GoldEdit]) -> Vec<String> {
    let mut readings = vec![Vec::new()];
    for edit in gold {
        readings = readings
            .into_iter()
            .flat_map(|before: Vec<(Range<usize>, &str)>| {
                edit.accepted.iter().map(move |form| {
                    let mut longer = before.clone();
                    longer.push((edit.span.clone(), form.as_str()));
                    longer
                })
            })
            .take(256)
            .collect();
    }
    readings.into_iter().map(|edits| folded(&rewritten(text, span.clone(), edits.into_iter()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_edits_are_compared_by_what_they_make() {
        let text = "Bà con dọn dẹp vệ sinh sân đình rồi nghỉ ngơi thư giãn .\n".to_owned();
        let gold = "1\tBà con [dọn dẹp vệ sinh>dọn dẹp|quét dọn] sân đình rồi [nghỉ ngơi thư giãn>nghỉ ngơi] .";
        let page = read(text, gold).unwrap();
        assert_eq!(&page.text[page.edits[0].span.clone()], "dọn dẹp vệ sinh");
        let none = score(&page, &[]);
        assert_eq!((none.edits, none.restored, none.wrong, none.spoiled), (2, 0, 0, 0));
        let restored = nguyenban::Restorer::builder()
            .overlay(
                nguyenban::Lexicon::from_tsv(
                    "x",
                    "dẹp vệ sinh\tdẹp\t0.9\nnghỉ ngơi thư giãn\tthư giãn\t0.9\n".as_bytes(),
                )
                .unwrap(),
            )
            .prior(nguyenban::Prior::assume_spun())
            .build()
            .unwrap();
        let edits = restored.restore(&page.text).edits;
        let got = score(&page, &edits);
        assert_eq!((got.edits, got.restored, got.wrong, got.spoiled), (2, 1, 1, 0), "{edits:?}");
    }
}
