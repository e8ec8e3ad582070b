//! New rows, proposed from spun pages that nobody has annotated.
//!
//! A phrase that no row lists is proposed where the language model would rather see another phrase in its place, over
//! all its occurrences together. Originals are thought of in four ways ([`Ways`]): a part of the phrase, the synonym
//! groups of spinner tables, words that the model prefers in the same contexts, and plain copies that a page carries
//! beside its spun sentences. Listed phrases are restored first, so that the contexts are those of the original text.
//!
//! Proposals are for a reader to review: [`to_tsv`] writes them as a file of rows with further columns, which
//! [`crate::Lexicon`] reads as it is.
//!
//! ```
//! use nguyenban::{Restorer, mine::Mine};
//! let page = "Xã tiến hành triển khai 1 số ít hoạt động giải trí chăm nom sức khỏe thể chất và góp phần nâng cao \
//!             hiệu suất cao kiến thiết xây dựng nông thôn mới, nhân viên cấp dưới hoàn toàn có thể làm tác vụ .";
//! let proposals = Mine::default().run(Restorer::shared()?, &[page.to_owned()], None)?;
//! assert!(proposals.iter().all(|proposal| proposal.log_odds >= 0.0));
//! # Ok::<(), nguyenban::mine::MineError>(())
//! ```

mod clean;
mod copies;
mod groups;
mod originals;
mod pages;
mod score;
mod select;
#[cfg(test)]
mod tests;
mod tsv;

use std::collections::{BTreeMap, BTreeSet};

pub use clean::CleanCounts;
pub use originals::Ways;
pub use tsv::{HEADER, to_tsv};

use crate::lexicon::{Family, Lexicon, Row};
use crate::restorer::{BuildError, Restorer};
use groups::{Groups, Phrase};
use pages::{Line, Place};
use score::Contexts;

/// What ends mining.
pub type MineError = BuildError;

/// Which known rows may be proposed again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Include {
    /// Only phrases that no row writes.
    #[default]
    New,
    /// Listed phrases too, with originals that no row has.
    Phrases,
    /// Everything, also pairs that are listed or were left out for a reason.
    Pairs,
}

/// How to mine.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Mine {
    /// Read every paragraph, not only those that are judged spun.
    pub all: bool,
    /// Which known rows may be proposed again.
    pub include: Include,
    /// The least log-odds of a proposal, in nats.
    pub log_odds: f64,
    /// The least number of occurrences.
    pub count: usize,
    /// How many originals are proposed for one phrase.
    pub alternatives: usize,
    /// How many sample contexts a proposal carries.
    pub samples: usize,
    /// How often the pages are read: from the second time on, with what was found likely taken for rows.
    pub rounds: usize,
}

impl Default for Mine {
    fn default() -> Self {
        Self { all: false, include: Include::New, log_odds: 0.0, count: 1, alternatives: 2, samples: 3, rounds: 2 }
    }
}

/// A row that might be added, with what speaks for it.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Proposal {
    /// The row, with a weight that follows from the counts.
    pub row: Row,
    /// The log-odds that the pair is in the table of the pages' spinner, in nats.
    pub log_odds: f64,
    /// How often the phrase stands on the pages, unexplained.
    pub count: usize,
    /// How often it was to be expected there: by the clean text if there is one, else by the language model.
    pub expected: f64,
    /// How much the count speaks against chance, in nats (Dunning's G², halved).
    pub excess: f64,
    /// How the original was found.
    pub ways: Ways,
    /// Where the phrase stands, with a few words around, the phrase in brackets.
    pub contexts: Vec<String>,
}

/// From which log-odds on a proposal is taken for a row when the pages are read again, in nats.
const LIKELY: f64 = 4.0;
/// The least excess, in nats, of a phrase whose original nothing but the model suggests.
const SURPRISING: f64 = 3.0;
/// How many such phrases are looked into.
const LOOKED_INTO: usize = 200;

/// A phrase with an original, before it is judged.
#[derive(Debug, Clone)]
struct Candidate {
    spun: Phrase,
    original: Phrase,
    spun_text: String,
    original_text: String,
    ways: Ways,
}

impl Mine {
    /// Reads pages, each a document with a paragraph a line, and proposes rows, the likeliest first.
    ///
    /// With counts of clean text, what is frequent there is no surprise on the pages. Time is linear in the pages for
    /// all but the phrases that nothing but the model can explain, whose number is bounded.
    ///
    /// # Errors
    ///
    /// Never with the model as shipped.
    pub fn run(
        &self,
        restorer: &Restorer,
        pages: &[String],
        clean: Option<&CleanCounts>,
    ) -> Result<Vec<Proposal>, MineError> {
        let mut proposals = self.round(restorer, pages, clean);
        for _ in 1..self.rounds {
            let mut taken = BTreeSet::new();
            proposals.retain(|proposal| proposal.log_odds >= LIKELY && taken.insert(proposal.row.spun.clone()));
            let mut lexicon = Lexicon::from_rows(restorer.lexicon().rows().to_vec());
            lexicon.overlay(Lexicon::from_rows(proposals.iter().map(|proposal| proposal.row.clone()).collect()));
            let model = restorer.model().clone();
            let better = Restorer::builder().model(model).lexicon(lexicon).options(*restorer.options()).build()?;
            let next = self.round(&better, pages, clean);
            proposals.extend(next.into_iter().filter(|proposal| !taken.contains(&proposal.row.spun)));
        }
        proposals.retain(|proposal| proposal.log_odds >= self.log_odds);
        proposals.sort_by(|a, b| {
            let key = |row: &Row| (row.spun.clone(), row.original.clone());
            b.log_odds.total_cmp(&a.log_odds).then_with(|| key(&a.row).cmp(&key(&b.row)))
        });
        Ok(proposals)
    }

    /// Reads the pages once.
    fn round(&self, restorer: &Restorer, pages: &[String], clean: Option<&CleanCounts>) -> Vec<Proposal> {
        let vocabulary = &restorer.matcher().vocabulary;
        let groups = Groups::new(restorer.lexicon(), vocabulary);
        let mut lines = Vec::new();
        let mut candidates: BTreeMap<(String, String), Candidate> = BTreeMap::new();
        let mut worker = restorer.worker();
        for page in pages {
            pages::read(page, restorer, self.all, &mut lines);
            self.read_copies(page, restorer, &groups, &mut worker, &mut lines, &mut candidates);
        }
        let phrases = pages::phrases(&lines);
        let contexts = Contexts::new(restorer.model(), &lines);
        let known = select::Known::new(restorer.lexicon(), self.include);
        let and = vocabulary.get("và", &mut String::new());
        let mut unexplained = Vec::new();
        for (phrase, places) in phrases.iter().filter(|(_, places)| places.len() >= self.count) {
            let text = pages::text_of(&lines, places[0], phrase.len());
            if known.has_phrase(&text) {
                continue;
            }
            for (original, ways) in originals::suggest(phrase, and, &groups) {
                add(&mut candidates, phrase, &text, &original, ways, &groups);
            }
            if places.len() >= 2 {
                let excess = score::surprise(phrase, places, &contexts, clean).1;
                if excess >= SURPRISING {
                    unexplained.push((excess, phrase, text));
                }
            }
        }
        unexplained.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        for (_, phrase, text) in unexplained.into_iter().take(LOOKED_INTO) {
            for original in originals::preferred(&phrases[phrase], phrase.len(), &groups, &contexts) {
                let ways = Ways { context: true, ..Ways::default() };
                add(&mut candidates, phrase, &text, &original, ways, &groups);
            }
        }
        let candidates = candidates.into_values().filter(|candidate| {
            !known.has_phrase(&candidate.spun_text) && !known.has_pair(&candidate.spun_text, &candidate.original_text)
        });
        let judged = candidates
            .map(|candidate| self.judge(candidate, &lines, &phrases, &contexts, clean))
            .filter(|judged| {
                judged.proposal.log_odds >= self.log_odds.min(LIKELY) && judged.proposal.count >= self.count
            })
            .collect();
        select::select(judged, self.alternatives, restorer.lexicon())
    }

    /// Adds the pairs that plain copies show, and the spun copies to the lines that are read.
    fn read_copies(
        &self,
        page: &str,
        restorer: &Restorer,
        groups: &Groups,
        worker: &mut crate::restorer::Worker<'_>,
        lines: &mut Vec<Line>,
        candidates: &mut BTreeMap<(String, String), Candidate>,
    ) {
        let mut sentences: Vec<Option<Line>> = Vec::new();
        let read = copies::sentences(page, &restorer.matcher().vocabulary);
        for copied in copies::find(&read, groups, worker) {
            sentences.resize_with(read.len(), || None);
            sentences[copied.sentence] = Some(Line::default());
            let key = (copied.spun_text.clone(), copied.original_text.clone());
            let candidate = candidates.entry(key).or_insert_with(|| Candidate {
                spun: copied.spun,
                original: copied.original,
                spun_text: copied.spun_text,
                original_text: copied.original_text,
                ways: Ways::default(),
            });
            candidate.ways.copies += 1;
        }
        let spun = read.into_iter().zip(sentences).filter_map(|(line, spun)| spun.map(|_| line));
        // A sentence that was read as a part of its paragraph is not read twice.
        let new: Vec<Line> = spun.filter(|line| !lines.iter().any(|other| other.text.contains(&line.text))).collect();
        lines.extend(new);
    }

    fn judge(
        &self,
        candidate: Candidate,
        lines: &[Line],
        phrases: &BTreeMap<Phrase, Vec<Place>>,
        contexts: &Contexts<'_>,
        clean: Option<&CleanCounts>,
    ) -> select::Judged {
        let Candidate { spun, original, spun_text, original_text, ways } = candidate;
        let none = Vec::new();
        let places = phrases.get(&spun).unwrap_or(&none);
        let stood = phrases.get(&original).map_or(0, Vec::len).saturating_sub(if contains(&spun, &original) {
            places.len()
        } else {
            0
        });
        let (expected, excess) = score::surprise(&spun, places, contexts, clean);
        let count = places.len().max(ways.copies as usize);
        let evidence = select::evidence(&spun, &original, ways, places, lines, contexts);
        let left = select::left_standing(stood, contexts.expected(&original));
        let log_odds = ways.prior() + evidence + left;
        let family = |family| places.iter().filter(|(line, _)| lines[*line as usize].family == Some(family)).count();
        let row = Row {
            weight: select::weight(log_odds, count, stood),
            family: if family(Family::B) > family(Family::A) { Family::B } else { Family::A },
            source: "mined".to_owned(),
            note: String::new(),
            spun: spun_text,
            original: original_text,
        };
        let contexts = places.iter().take(self.samples).map(|&place| pages::around(lines, place, spun.len())).collect();
        let proposal = Proposal { row, log_odds, count, expected, excess, ways, contexts };
        select::Judged { proposal, spun, original, places: places.clone() }
    }
}

fn contains(long: &[u16], short: &[u16]) -> bool {
    long.windows(short.len()).any(|part| part == short)
}

fn add(
    candidates: &mut BTreeMap<(String, String), Candidate>,
    phrase: &Phrase,
    text: &str,
    original: &Phrase,
    ways: Ways,
    groups: &Groups,
) {
    let Some(original_text) = groups.text(original) else { return };
    let candidate = candidates.entry((text.to_owned(), original_text.to_owned())).or_insert_with(|| Candidate {
        spun: phrase.clone(),
        original: original.clone(),
        spun_text: text.to_owned(),
        original_text: original_text.to_owned(),
        ways: Ways::default(),
    });
    candidate.ways = Ways {
        copies: candidate.ways.copies,
        context: candidate.ways.context || ways.context,
        ..if ways.context { candidate.ways } else { ways }
    };
}
