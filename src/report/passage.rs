//! Paragraphs with their edits, each in its place in the file.

use super::{Origin, ParagraphReport, Reason, odds, share};
use crate::detect::probability;
use crate::edit::Edit;
use crate::lexicon::Lexicon;
use crate::restorer::Restoration;

/// An edit as a record: what, where, and why.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct EditReport<'a> {
    /// The file.
    pub path: &'a str,
    /// The line, from 1.
    pub line: usize,
    /// The column of the first character, from 1, in characters.
    pub column: usize,
    /// The first byte in the file.
    pub start: u64,
    /// One past the last byte in the file.
    pub end: u64,
    /// What stands there.
    pub text: &'a str,
    /// What stands there in the output.
    pub replacement: &'a str,
    /// How far the best reading with the edit beats the best one without it, in nats.
    pub log_odds: f64,
    /// The same as a probability.
    pub probability: f64,
    /// What made the edit.
    pub reason: Reason<'a>,
}

/// A paragraph of a text with its judgement and its edits, for whoever shows both.
#[derive(Debug, Clone)]
pub struct Passage<'a> {
    /// The line of the file, from 1.
    pub line: usize,
    /// The paragraph, without its line end.
    pub text: &'a str,
    /// The judgement, unless the paragraph has no word or is too long.
    pub judgement: Option<ParagraphReport<'a>>,
    /// Where each edit stands in the paragraph, in bytes, with its record.
    pub edits: Vec<(std::ops::Range<usize>, EditReport<'a>)>,
}

/// Every paragraph of a text that was restored, in order, those without a word too.
pub fn passages<'a>(
    origin: Origin<'a>,
    text: &'a str,
    restoration: &'a Restoration<'_>,
    lexicon: &'a Lexicon,
) -> impl Iterator<Item = Passage<'a>> {
    let mut judgements = restoration.paragraphs.iter().peekable();
    let mut edits = restoration.edits.iter().peekable();
    crate::text::lines(text).enumerate().map(move |(number, (start, line))| {
        let judgement = judgements.next_if(|judgement| judgement.line == number + 1);
        let mut passage = Passage {
            line: origin.lines + number + 1,
            text: line,
            judgement: judgement.map(|judgement| ParagraphReport::new(origin, judgement)),
            edits: Vec::new(),
        };
        let (mut column, mut counted) = (1, 0);
        while let Some(edit) = edits.next_if(|edit| edit.end <= start + line.len()) {
            let span = edit.start.saturating_sub(start)..edit.end.saturating_sub(start);
            let (Some(before), Some(old)) = (line.get(counted..span.start), line.get(span.clone())) else { continue };
            column += before.chars().count();
            counted = span.start;
            let report = edit_report(origin, passage.line, column, edit, old, lexicon);
            passage.edits.push((span, report));
        }
        passage
    })
}

fn edit_report<'a>(
    origin: Origin<'a>,
    line: usize,
    column: usize,
    edit: &'a Edit,
    text: &'a str,
    lexicon: &'a Lexicon,
) -> EditReport<'a> {
    EditReport {
        path: origin.path,
        line,
        column,
        start: origin.bytes + edit.start as u64,
        end: origin.bytes + edit.end as u64,
        text,
        replacement: &edit.replacement,
        log_odds: odds(edit.log_odds),
        probability: share(probability(edit.log_odds)),
        reason: Reason::new(edit.rule, lexicon),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Restorer;

    #[test]
    fn passages_place_their_edits() {
        let restorer = Restorer::builder().prior(crate::Prior::assume_spun()).build().unwrap();
        let text = "***\r\nNhà ở: kiến thiết xây dựng\r\n";
        let restored = restorer.restore(text);
        let origin = Origin { path: "a", lines: 10, bytes: 100 };
        let all: Vec<_> = passages(origin, text, &restored, restorer.lexicon()).collect();
        assert_eq!(all.len(), 2);
        assert!(all[0].judgement.is_none());
        let (span, edit) = &all[1].edits[0];
        assert_eq!(&all[1].text[span.clone()], "kiến thiết xây dựng");
        assert_eq!((edit.line, edit.column), (12, 8));
        assert_eq!(&text.as_bytes()[edit.start as usize - 100..edit.end as usize - 100], edit.text.as_bytes());
    }
}
