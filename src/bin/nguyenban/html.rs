//! The page of `nguyenban explain --format html`: one file that stands alone.
//!
//! Everything that comes from the input or the lexicon passes through [`Escaped`]. Without scripts the page still
//! shows all text, edits and odds; the script adds the reasons on hover and the link between the two sides.

use std::fmt::{self, Display, Write};

use nguyenban::Edit;
use nguyenban::report::{DocumentReport, EditReport, ParagraphReport, Passage, Reason, Summary, Versions};

const STYLE: &str = include_str!("page/style.css");
const SCRIPT: &str = include_str!("page/script.js");

/// From this size on, in bytes, paragraphs of a document are drawn only when they come into view.
const LONG: usize = 1 << 20;

/// The log-odds, in nats, at which the bar of the margin is full. It grows with their logarithm, so that both a doubt
/// and a certainty can be seen.
const FULL_BAR: f64 = 300.0;

/// A page that grows document by document.
#[derive(Debug, Default)]
pub struct Page {
    /// The documents that are done.
    done: Vec<Section>,
    /// The paragraphs of the one that is being read.
    rows: String,
}

#[derive(Debug)]
struct Section {
    name: String,
    /// Its figures, if it was read to its end.
    figures: String,
    rows: String,
}

impl Page {
    /// Takes paragraphs made by [`passage`].
    pub fn add(&mut self, rows: String) {
        if self.rows.is_empty() {
            self.rows = rows;
        } else {
            self.rows.push_str(&rows);
        }
    }

    /// The document of the paragraphs so far is at its end.
    pub fn end_document(&mut self, report: &DocumentReport<'_>, summary: &Summary) {
        let figures = format!(
            "<b>{}</b> of {} paragraphs spun · <b>{}</b> · <b>{:.1} %</b> of the words · probability that any is spun \
             <b>{:.1} %</b>",
            report.spun_paragraphs,
            report.paragraphs,
            edits(summary.edits),
            report.spun_share * 100.0,
            report.probability * 100.0
        );
        self.push(report.path, figures);
    }

    /// The document cannot be read further.
    pub fn cut_off(&mut self, name: &str) {
        if !self.rows.is_empty() {
            self.push(name, "could not be read to its end".to_owned());
        }
    }

    fn push(&mut self, name: &str, figures: String) {
        self.done.push(Section { name: name.to_owned(), figures, rows: std::mem::take(&mut self.rows) });
    }

    /// The whole page.
    pub fn finish(&self, summary: &Summary, versions: &Versions) -> String {
        let size: usize = self.done.iter().map(|section| section.rows.len() + 1024).sum();
        let mut page = String::with_capacity(size + STYLE.len() + SCRIPT.len() + 4096);
        // Writing to a string cannot fail.
        let _ = self.write(&mut page, summary, versions);
        page
    }

    fn write(&self, page: &mut String, summary: &Summary, versions: &Versions) -> fmt::Result {
        let title = match self.done.as_slice() {
            [only] => only.name.clone(),
            all => format!("{} documents", all.len()),
        };
        let Summary { paragraphs, spun_paragraphs, edits, .. } = summary;
        let share = summary.document().spun_share * 100.0;
        write!(
            page,
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta name=\"generator\" content=\"nguyenban {version}\">\n\
             <title>{title} · nguyenban</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
             <header class=\"top\">\n<div class=\"brand\">nguyên bản<small>the original text</small></div>\n\
             <dl class=\"figures\">\
             <div class=\"spun\"><dt>paragraphs spun</dt><dd>{spun_paragraphs}<small> / {paragraphs}</small></dd></div>\
             <div><dt>edits</dt><dd>{edits}</dd></div>\
             <div><dt>of the words in them</dt><dd>{share:.1}<small> %</small></dd></div></dl>\n</header>\n\
             <div class=\"bar\">\n<ul class=\"legend\">\
             <li><i class=\"key clean\"></i>clean</li><li><i class=\"key spun\"></i>spun</li>\
             <li><del>spun phrase</del></li><li><ins>original</ins></li></ul>\n\
             <label><input type=\"checkbox\" id=\"only\"> only spun paragraphs</label>\n</div>\n<main>\n",
            version = versions.nguyenban,
            title = Escaped(&title),
        )?;
        if self.done.len() > 1 {
            page.push_str("<nav><ol>\n");
            for (number, section) in self.done.iter().enumerate() {
                let name = Escaped(&section.name);
                writeln!(page, "<li><a href=\"#d{number}\">{name}</a> <span>{}</span></li>", section.figures)?;
            }
            page.push_str("</ol></nav>\n");
        }
        for (number, section) in self.done.iter().enumerate() {
            let long = if section.rows.len() > LONG { " class=\"long\"" } else { "" };
            write!(
                page,
                "<section id=\"d{number}\"{long}>\n<h1>{}</h1>\n<p class=\"about\">{}</p>\n\
                 <div class=\"row head\" aria-hidden=\"true\"><div>line, log-odds</div><div>as found</div><div>restored</div></div>\n",
                Escaped(&section.name),
                section.figures
            )?;
            page.push_str(&section.rows);
            page.push_str("</section>\n");
        }
        write!(
            page,
            "</main>\n<footer>nguyenban {} · lexicon {} · model {} · the same input, options and versions give the same \
             page</footer>\n<div id=\"tip\" role=\"tooltip\" hidden></div>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n",
            versions.nguyenban, versions.lexicon, versions.model
        )
    }
}

fn edits(count: usize) -> String {
    format!("{count} {}", if count == 1 { "edit" } else { "edits" })
}

/// Appends a paragraph: its odds, the text as it was, and the text restored. A line without text is left out.
pub fn passage(page: &mut String, input: usize, passage: &Passage<'_>) {
    if !passage.text.trim().is_empty() {
        // Writing to a string cannot fail.
        let _ = write_passage(page, input, passage);
    }
}

fn write_passage(page: &mut String, input: usize, passage: &Passage<'_>) -> fmt::Result {
    let kind = match passage.judgement {
        Some(ParagraphReport { spun: true, .. }) => "spun",
        Some(_) => "clean",
        None => "none",
    };
    writeln!(page, "<article class=\"row {kind}\">")?;
    margin(page, passage)?;
    side(page, passage, "was", |page, edit| {
        let odds = match edit.log_odds {
            Edit::CERTAIN.. => "sure".to_owned(),
            nats => format!("odds {} nats", signed(nats)),
        };
        write!(page, "<del tabindex=\"0\" id=\"e{input}-{}\" data-odds=\"{odds}\"", edit.start)?;
        reason(page, edit)?;
        write!(page, ">{}</del>", Escaped(edit.text))
    })?;
    side(page, passage, "now", |page, edit| {
        write!(page, "<ins tabindex=\"0\" data-for=\"e{input}-{}\">{}</ins>", edit.start, Escaped(edit.replacement))
    })?;
    page.push_str("</article>\n");
    Ok(())
}

/// The margin: the line, the odds in figures, and the odds as a bar that grows to the right for "spun".
fn margin(page: &mut String, passage: &Passage<'_>) -> fmt::Result {
    write!(page, "<div class=\"odds\"")?;
    let Some(judgement) = &passage.judgement else {
        return writeln!(page, "><span class=\"line\">{}</span></div>", passage.line);
    };
    let width = (judgement.log_odds.abs().ln_1p() / FULL_BAR.ln_1p()).min(1.0);
    writeln!(
        page,
        " title=\"probability that it is spun: {:.2} %\"><span class=\"line\">{}</span><span class=\"nats\">{}</span>\
         <i style=\"--width:{width:.3}\"></i></div>",
        judgement.probability * 100.0,
        passage.line,
        signed(judgement.log_odds)
    )
}

/// A number with its sign, the minus as it is printed.
fn signed(number: f64) -> String {
    format!("{number:+.1}").replace('-', "\u{2212}")
}

/// One side of a paragraph, with its edits written by `edit`.
fn side(
    page: &mut String,
    passage: &Passage<'_>,
    class: &str,
    edit: impl Fn(&mut String, &EditReport<'_>) -> fmt::Result,
) -> fmt::Result {
    write!(page, "<p class=\"{class}\" lang=\"vi\">")?;
    let mut from = 0;
    for (span, report) in &passage.edits {
        write!(page, "{}", Escaped(passage.text.get(from..span.start).unwrap_or_default()))?;
        edit(page, report)?;
        from = span.end;
    }
    writeln!(page, "{}</p>", Escaped(passage.text.get(from..).unwrap_or_default()))
}

fn reason(page: &mut String, edit: &EditReport<'_>) -> fmt::Result {
    let (spun, original, from, note) = match edit.reason {
        Reason::Row { spun, original, family, source, note, .. } => {
            (spun, original, format!("family {family:?} · {source}"), note)
        }
        other => (edit.text, edit.replacement, other.to_string(), ""),
    };
    let [spun, original, from, note] = [spun, original, &from, note].map(Escaped);
    write!(page, " data-row=\"{spun} → {original}\" data-from=\"{from}\" data-note=\"{note}\"")
}

/// Text that is safe between tags and in quoted attributes. Control characters, which HTML does not have, become
/// U+FFFD; so do the marks that turn the direction of what follows, which could make an edit look like another.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;"),
                '<' => f.write_str("&lt;"),
                '>' => f.write_str("&gt;"),
                '"' => f.write_str("&quot;"),
                '\'' => f.write_str("&#39;"),
                '\t' => f.write_char(c),
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => f.write_char('\u{fffd}'),
                c if c.is_control() => f.write_char('\u{fffd}'),
                c => f.write_char(c),
            }?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_input_is_markup() {
        let text = Escaped("<script>\"a\" & 'b'\0\u{202e}</script>").to_string();
        assert_eq!(text, "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;\u{fffd}\u{fffd}&lt;/script&gt;");
    }
}
