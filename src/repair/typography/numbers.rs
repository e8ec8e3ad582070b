//! Dates and ranges of years that were spaced out: `20 / 11 / 2021`, `20 - 11- 2021`, `ngày 5/ 7`, `2021 -2026`.

use super::line::{Line, is_word};
use super::separator::Separator;
use crate::edit::Edit;

/// Words that a day and a month follow.
const BEFORE_DAY: [&str; 8] = ["ngày", "Ngày", "sáng", "trưa", "chiều", "tối", "đêm", "hôm"];

/// Closes up the spaced separators of every date of the line.
pub(super) fn dates(line: &Line, edits: &mut Vec<Edit>) {
    let mut at = 0;
    for (start, _) in line.bytes_that(|byte| byte.is_ascii_digit()) {
        if start < at {
            continue;
        }
        let end = digits(line, start);
        at = end;
        let begins = line.char_before(start).is_none_or(|c| !is_word(c) && !is_separator(c))
            && !line.before(start).trim_end_matches(' ').ends_with(is_separator);
        if begins {
            at = date(line, start, end, edits).or_else(|| years(line, start, end, edits)).unwrap_or(end);
        }
    }
}

fn is_separator(c: char) -> bool {
    matches!(c, '/' | '-' | '–' | '.' | ',' | ':')
}

/// The end of the digits at a byte.
fn digits(line: &Line, at: usize) -> usize {
    at + line.after(at).bytes().take_while(u8::is_ascii_digit).count()
}

/// Reads day, month and perhaps year, the first at `start..end`; gives where to go on after a date.
fn date(line: &Line, start: usize, end: usize, edits: &mut Vec<Edit>) -> Option<usize> {
    number(line, start, end, 1..=31)?;
    let first = separator(line, end)?;
    let month = digits(line, first.end);
    number(line, first.end, month, 1..=12)?;
    let second = separator(line, month).filter(|second| second.mark == first.mark);
    let year = second.as_ref().map(|second| (second, digits(line, second.end)));
    if let Some((second, last)) = year.filter(|&(second, last)| is_year(line, second.end, last) && ends(line, last)) {
        // Points may end the items of a list, so that both must stand free.
        if first.mark != '.' || (first.spaces() == 2 && second.spaces() == 2) {
            close(&first, edits);
            close(second, edits);
            return Some(last);
        }
    } else if second.is_none() && first.mark == '/' && ends(line, month) {
        let word = line.letters_before(line.gap_start(start));
        if BEFORE_DAY.contains(&word) {
            close(&first, edits);
            return Some(month);
        }
    }
    None
}

/// A range of years with a space on one side of its dash: a slip, for writers put two or none.
fn years(line: &Line, start: usize, end: usize, edits: &mut Vec<Edit>) -> Option<usize> {
    let dash = separator(line, end).filter(|dash| matches!(dash.mark, '-' | '–'))?;
    let last = digits(line, dash.end);
    let both = is_year(line, start, end) && is_year(line, dash.end, last) && ends(line, last);
    let rises = line.text.get(start..end) < line.text.get(dash.end..last);
    if both && rises && dash.spaces() == 1 {
        edits.push(Edit::repair(dash.start..dash.end, dash.mark, "range"));
        return Some(last);
    }
    None
}

fn separator(line: &Line, start: usize) -> Option<Separator> {
    Separator::read(line, start, &['/', '-', '–', '.'])
}

fn close(separator: &Separator, edits: &mut Vec<Edit>) {
    if separator.spaces() > 0 {
        let mark = if separator.mark == '–' { '-' } else { separator.mark };
        edits.push(Edit::repair(separator.start..separator.end, mark, "date"));
    }
}

fn number(line: &Line, start: usize, end: usize, range: std::ops::RangeInclusive<u32>) -> Option<()> {
    let number = line.text.get(start..end).filter(|digits| digits.len() <= 2)?.parse().ok()?;
    range.contains(&number).then_some(())
}

fn is_year(line: &Line, start: usize, end: usize) -> bool {
    line.text.get(start..end).is_some_and(|year| year.len() == 4 && ("1000".."2101").contains(&year))
}

/// Whether nothing goes on after a number that would make it another one.
fn ends(line: &Line, at: usize) -> bool {
    let mut rest = line.after(at).chars();
    match rest.next() {
        None => true,
        Some(c) if is_separator(c) => rest.next().is_none_or(|c| !c.is_alphanumeric()) && !matches!(c, '/' | '-' | '–'),
        Some('%') => false,
        Some(' ') => !line.after(line.gap_end(at)).starts_with(['/', '-', '–', '%']),
        Some(c) => !c.is_alphanumeric(),
    }
}
