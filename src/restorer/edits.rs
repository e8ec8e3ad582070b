//! From the path that was decoded to edits, and the repairs that go with them.

use unicode_normalization::{UnicodeNormalization, is_nfd};

use super::Restorer;
use super::reading::Reading;
use super::table::Table;
use super::worker::{Scratch, Worker};
use crate::decode::lattice::Wording;
use crate::detect::Judgement;
use crate::edit::{Edit, Rule};
use crate::repair::Repairer;
use crate::text::token::{Case, begins_sentence};

impl Worker<'_> {
    /// Appends the edits of the paragraph that was decoded last.
    pub(super) fn edit(&self, text: &str, paragraph: &Judgement, table: Table<'_>, edits: &mut Vec<Edit>) {
        let Restorer { lexicon, options, .. } = self.restorer;
        let Some(line) = text.get(paragraph.start..paragraph.end) else { return };
        let Scratch { search, reading: Reading { tokens, .. }, .. } = &self.scratch;
        let least = |wording| options.edit_log_odds + table.margin(wording);
        let decomposed = is_decomposed(line);
        for choice in search.chosen().iter().filter(|choice| f64::from(choice.margin) >= least(choice.arc.wording)) {
            let phrase = &tokens[choice.arc.start as usize..choice.arc.end as usize];
            let (Some(first), Some(last)) = (phrase.first(), phrase.last()) else { continue };
            let span = paragraph.start + first.start as usize..paragraph.start + last.end as usize;
            let (wording, rule) = match choice.arc.wording {
                Wording::Row(row) => {
                    let rule = if lexicon.row(row).is_some() { Rule::Row(row) } else { Rule::Synonym };
                    (table.lexicon.row(row).map(|row| row.original.as_str()), rule)
                }
                Wording::Pair(pair) => (self.restorer.pairs().text(pair), Rule::Synonym),
                Wording::Kept { from, to } => {
                    let kept = tokens[from as usize].start as usize..tokens[to as usize - 1].end as usize;
                    (line.get(kept), Rule::Expansion)
                }
                // An arc of the spelling channels, which are not asked here.
                Wording::Word(_) => (None, Rule::Spelling),
            };
            let Some(wording) = wording else { continue };
            let capital = first.case != Case::Lower && begins_sentence(tokens, choice.arc.start as usize);
            let replacement = if capital { capitalized(wording) } else { wording.to_owned() };
            let replacement = if decomposed { replacement.nfd().collect() } else { replacement };
            edits.push(Edit::decoded(span, replacement, rule, f64::from(choice.margin)));
        }
    }
}

/// Whether letters and their marks stand apart throughout a paragraph, and would do so in what is written into it.
fn is_decomposed(line: &str) -> bool {
    // What U+0300 to U+036F begin with.
    line.bytes().any(|byte| matches!(byte, 0xcc | 0xcd)) && is_nfd(line)
}

/// Collects the repairs of a spun paragraph that stand beside the edits of its words, if there are any.
pub(super) fn tidy(text: &str, paragraph: &Judgement, repairer: Repairer, edits: &[Edit], repairs: &mut Vec<Edit>) {
    let Some(line) = text.get(paragraph.start..paragraph.end) else { return };
    let first = edits.partition_point(|edit| edit.end <= paragraph.start);
    if edits.get(first).is_none_or(|edit| edit.start >= paragraph.end) {
        return;
    }
    for mut repair in repairer.repair(line).edits.into_iter().filter(|repair| !parts_word(line, repair)) {
        repair.start += paragraph.start;
        repair.end += paragraph.start;
        // Words that are replaced bring their own spaces.
        let at = edits.partition_point(|edit| edit.end <= repair.start);
        if edits.get(at).is_none_or(|edit| edit.start >= repair.end) {
            repairs.push(repair);
        }
    }
}

/// Whether an edit puts a space into a word: `báoTin`. Spinners glue no words together, so this is not theirs to undo.
fn parts_word(line: &str, edit: &Edit) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let around = line.get(..edit.start).zip(line.get(edit.end..));
    edit.start == edit.end
        && around.is_some_and(|(before, after)| letter(before.chars().next_back()) && letter(after.chars().next()))
}

fn capitalized(phrase: &str) -> String {
    let mut rest = phrase.chars();
    rest.next().into_iter().flat_map(char::to_uppercase).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_written_in_the_form_of_their_paragraph() {
        let spun = "Nhà trường kiến thiết xây dựng mạng lưới hệ thống thư viện của xã , hoàn thành xong trách nhiệm .";
        let restored = "Nhà trường xây dựng hệ thống thư viện của xã, hoàn thành nhiệm vụ.";
        let restorer = Restorer::shared().unwrap();
        assert_eq!(restorer.restore(spun).text, restored);
        let decomposed: String = spun.nfd().collect();
        assert_eq!(restorer.restore(&decomposed).text, restored.nfd().collect::<String>());
        // A paragraph of both forms gets composed words.
        let mixed = decomposed.replacen(&"Nhà".nfd().collect::<String>(), "Nhà", 1);
        let text = restorer.restore(&mixed).text.into_owned();
        assert!(text.starts_with("Nhà") && text.contains("xây dựng") && text.nfc().eq(restored.chars()));
    }

    #[test]
    fn glued_words_are_left_and_the_spacing_of_the_spinner_is_not() {
        let spun =
            "Nhà trường kiến thiết xây dựng mạng lưới hệ thống thư viện , hoàn thành xong trách nhiệm năm học củaTổ .";
        let restored = Restorer::shared().unwrap().restore(spun);
        assert_eq!(restored.text, "Nhà trường xây dựng hệ thống thư viện, hoàn thành nhiệm vụ năm học củaTổ.");
        // They are what repairs part when asked for.
        assert!(Repairer::default().repair("năm học củaTổ").text.ends_with("của Tổ"));
    }
}
