//! The words of the writer: which listed phrases a text has where nothing was spun, or in all of it.

use super::reading::{Keep, Reading};
use super::table::Table;
use super::worker::Worker;
use crate::detect::Judgement;
use crate::lexicon::{Family, Found};
use crate::mix::MixMap;
use crate::model::{UNKNOWN, WordId};
use crate::text::token::{Case, Token, begins_sentence};

/// The share of a text's words that are drawn from those it had before: the weight of the cache in a mixture with the
/// language model.
const CACHE: f32 = 0.03;

/// The same for what stands anywhere on a page of family B.
const CACHE_OF_PAGE: f32 = 0.02;

/// The most that the text says for a phrase, in nats: what was not spun on a page is often not of the writer of the rest.
const MOST: f32 = 0.6;

/// The most that a page of family B says for a phrase, in nats.
const MOST_OF_PAGE: f32 = 1.0;

/// The share that another place with a spun phrase of family B says for its being the writer's: as often as not, it was
/// spun there too.
const UNSPUN: f32 = 0.5;

/// Syllables of an ordinary page that each page is believed to have beside its own, so that one phrase of a short one
/// does not say much.
const OTHER_SYLLABLES: f32 = 200.0;

/// A phrase that the writer may have written.
struct Own {
    times: f32,
    /// Its log-probability in any text.
    usual: f32,
}

impl Worker<'_> {
    /// By row, what the writer's own words say for it, in nats: a word that was used once is likely to be used again (a
    /// cache model: Kuhn and De Mori, *A cache-based natural language model for speech recognition*, 1990), so that an
    /// original that stands where nothing was spun is likelier to have stood elsewhere, and a spun phrase to be the
    /// writer's. Phrases at the beginning of a spun sentence count too, as spinners pass them over.
    pub(super) fn own_words(&mut self, text: &str, paragraphs: &[Judgement], keep: &Keep) -> MixMap<u32, f32> {
        let mut phrases: MixMap<u32, Own> = MixMap::default();
        let mut syllables = OTHER_SYLLABLES;
        for (number, paragraph) in paragraphs.iter().enumerate() {
            let kept = keep.shown(number).map(|(reading, _)| reading);
            if kept.is_none() {
                self.read(text, paragraph, self.restorer.table(Family::A));
            }
            let Reading { tokens, words, found } = kept.unwrap_or(&self.scratch.reading);
            if !paragraph.spun {
                syllables += paragraph.syllables as f32;
            }
            for hit in found {
                let (start, end) = (hit.start as usize, hit.end as usize);
                if !paragraph.spun || is_passed_over(tokens, start, end) {
                    let new = || Own { times: 0.0, usual: self.usual(&words[start..end]) };
                    phrases.entry(hit.pattern).or_insert_with(new).times += 1.0;
                }
            }
        }
        let mut rows = MixMap::default();
        for (pattern, Own { times, usual }) in phrases {
            let nats = cached(CACHE * times / syllables, usual).min(MOST);
            let pattern = self.restorer.matcher.pattern(pattern);
            for &row in pattern.original.iter() {
                *rows.entry(row).or_default() += nats;
            }
            for &row in pattern.spun.iter() {
                *rows.entry(row).or_default() -= nats;
            }
        }
        rows
    }

    /// By row of the whole table of family B, what a page says for it, in nats. A spinner of the family leaves four words
    /// in five as they were, so that the words of the writer stand on the page beside what was written for them; what
    /// stands inside a longer listed phrase is no word of its own.
    pub(super) fn page_words<'p>(
        &mut self,
        text: &str,
        page: impl Iterator<Item = &'p Judgement>,
        table: Table<'_>,
    ) -> MixMap<u32, f32> {
        let mut phrases: MixMap<u32, Own> = MixMap::default();
        let mut syllables = OTHER_SYLLABLES;
        for paragraph in page {
            self.read(text, paragraph, table);
            let Reading { words, found, .. } = &self.scratch.reading;
            syllables += paragraph.syllables as f32;
            for hit in longest(found) {
                let new = || Own { times: 0.0, usual: self.usual(&words[hit.start as usize..hit.end as usize]) };
                phrases.entry(hit.pattern).or_insert_with(new).times += 1.0;
            }
        }
        let mut rows = MixMap::default();
        for (pattern, Own { times, usual }) in phrases {
            let nats = |times: f32| cached(CACHE_OF_PAGE * times / syllables, usual).min(MOST_OF_PAGE);
            let pattern = table.matcher.pattern(pattern);
            for &row in pattern.original.iter() {
                *rows.entry(row).or_default() += nats(times);
            }
            for &row in pattern.spun.iter() {
                // No place is evidence for itself.
                *rows.entry(row).or_default() -= UNSPUN * nats(times - 1.0);
            }
        }
        rows
    }

    /// The log-probability of a phrase, whatever stands before it.
    fn usual(&self, words: &[WordId]) -> f32 {
        let model = &self.restorer.model;
        let mut state = model.score(model.begin(), UNKNOWN).1;
        let mut log = 0.0;
        for &word in words {
            let (step, next) = model.score(state, word);
            log += step;
            state = next;
        }
        log
    }
}

/// What a phrase gains in log-probability from being drawn from a cache that gives it this share, beside its usual
/// log-probability.
fn cached(share: f32, usual: f32) -> f32 {
    (share / usual.exp()).ln_1p()
}

/// The matches that are no part of longer ones. They come by start, the shorter ones first.
fn longest(found: &[Found]) -> impl Iterator<Item = &Found> {
    let mut reach = 0;
    found.chunk_by(|a, b| a.start == b.start).filter_map(move |hits| {
        let last = hits.last().filter(|last| last.end > reach)?;
        reach = last.end;
        Some(last)
    })
}

/// Whether a phrase begins a sentence with a capital, which spinners of family A do not look for.
fn is_passed_over(tokens: &[Token], start: usize, end: usize) -> bool {
    let phrase = &tokens[start..end];
    phrase[0].case == Case::Capital && crate::lexicon::all_lower(&phrase[1..]) && begins_sentence(tokens, start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Restorer;

    #[test]
    fn words_that_nobody_spun_speak_for_their_rows() {
        let lines = [
            "Xã đã thực hiện xong phần việc, con kênh giữ đúng công dụng.",
            "Bà con đang tiến hành những việc mới . Đảm bảo đủ nước cho cả cánh đồng .",
        ];
        let text = lines.join("\n");
        let restorer = Restorer::new().unwrap();
        let mut start = 0;
        let paragraphs: Vec<Judgement> = (1..)
            .zip(lines)
            .map(|(number, line)| {
                let mut judgement = Judgement::given(number, start..start + line.len(), Family::A, number == 2);
                judgement.syllables = line.split(' ').count();
                start += line.len() + 1;
                judgement
            })
            .collect();
        let own = restorer.worker().own_words(&text, &paragraphs, &Keep::new(0));
        let says = |spun: &str, original: &str| {
            let rows = restorer.lexicon().rows();
            let row = rows.iter().position(|row| (row.spun.as_str(), row.original.as_str()) == (spun, original));
            own.get(&(row.unwrap() as u32)).copied().unwrap_or(0.0)
        };
        // It stands where nothing was spun: an original there, or a spun phrase that was the writer's.
        assert!(says("tiến hành", "thực hiện") > 0.0);
        assert!(says("công dụng", "tác dụng") < 0.0);
        // It begins a sentence with a capital.
        assert!(says("bảo vệ", "đảm bảo") > 0.0);
        // It stands in lower case where all was spun.
        assert!(says("những", "các") == 0.0);
    }

    #[test]
    fn the_words_of_a_page_speak_for_and_against_pairs() {
        let text = "Quán có sản phẩm mới, giá sản phẩm rẻ, nhiều cống phẩm nữa.";
        let restorer = Restorer::new().unwrap();
        let table = restorer.wide_table().unwrap();
        let mut judgement = Judgement::given(1, 0..text.len(), Family::B, true);
        judgement.syllables = text.split(' ').count();
        let says = |text: &str, spun: &str, original: &str| {
            let page = restorer.worker().page_words(text, [&judgement].into_iter(), table);
            let mut rows = table.lexicon.rows().iter();
            let pair = |row: &crate::lexicon::Row| {
                row.family == Family::B && (row.spun.as_str(), row.original.as_str()) == (spun, original)
            };
            let row = rows.position(pair).unwrap();
            page.get(&(row as u32)).copied().unwrap_or(0.0)
        };
        // The page has the original twice, and the spun phrase once, which says nothing against itself.
        assert!(says(text, "cống phẩm", "sản phẩm") > 0.0);
        assert!(says(text, "cống phẩm", "sản phẩm") <= MOST_OF_PAGE);
        // Twice, it does.
        let twice = &text.replace("sản phẩm mới", "cống phẩm mới");
        assert!(says(twice, "cống phẩm", "sản phẩm") < says(text, "cống phẩm", "sản phẩm"));
    }
}
