//! nguyenban (*nguyên bản*: the original text) finds Vietnamese text that a synonym spinner has rewritten and puts the
//! original wording back, edit by edit, with odds and reasons. Text that a person wrote comes back as it is, borrowed.
//!
//! # Overview
//!
//! - [`restore`] is the whole thing in one line, with the model and the lexicon that ship inside the crate.
//! - [`Restorer`] holds a model, a lexicon and options; [`Restorer::builder`] makes one with choices. It is immutable:
//!   share it among threads and give each a [`Worker`].
//! - [`Restoration`] is the answer: the text, its [`Edit`]s, a [`Judgement`] of each paragraph (a line), and a
//!   [`DocumentJudgement`].
//! - [`Lexicon`] is the table of spun phrases; [`Lexicon::find_iter`] is the plain matcher without any judgement.
//! - [`spelling::Speller`] corrects slips and puts diacritics back, by the same decoder; nothing does so unasked.
//! - [`repair::Repairer`] repairs Unicode, escapes and typography without touching words; [`charset`] finds and reads legacy
//!   encodings.
//! - [`report`] makes records of all that for people and pipelines.
//! - [`model::NgramModel`] is the language model, usable for itself.
//!
//! # Examples
//!
//! Restore a text:
//!
//! ```
//! let restored = nguyenban::restore("Nhà trường kiến thiết xây dựng mạng lưới hệ thống thư viện , góp phần hoàn thành xong trách nhiệm năm học .");
//! assert!(restored.paragraphs[0].spun);
//! assert!(restored.text.starts_with("Nhà trường xây dựng hệ thống thư viện"));
//! assert_eq!(nguyenban::edit::apply("một câu", &[]), "một câu");
//! ```
//!
//! Leave alone what a person wrote:
//!
//! ```
//! use std::borrow::Cow;
//! let text = "Các chiến sỹ biên phòng hoàn toàn có thể tự hào về trách nhiệm của mình.";
//! assert!(matches!(nguyenban::restore(text).text, Cow::Borrowed(same) if same == text));
//! ```
//!
//! Choose: a prior, thresholds, rows of your own:
//!
//! ```
//! use nguyenban::{Lexicon, Prior, Restorer};
//! let rows = Lexicon::from_tsv("rieng.tsv", "quả địa cầu xanh\ttrái đất\t0.9\n".as_bytes())?;
//! let restorer = Restorer::builder().overlay(rows).prior(Prior::assume_spun()).build()?;
//! assert_eq!(restorer.restore("cứu lấy quả địa cầu xanh").text, "cứu lấy trái đất");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Many texts on one thread, with the buffers used again:
//!
//! ```
//! let restorer = nguyenban::Restorer::shared()?;
//! let mut worker = restorer.worker();
//! for text in ["Trời hôm nay đẹp.", "kiến thiết xây dựng"] {
//!     let restored = worker.restore(text);
//!     println!("{} edits: {}", restored.edits.len(), restored.text);
//! }
//! # Ok::<(), nguyenban::BuildError>(())
//! ```
//!
//! # How it works
//!
//! For each paragraph two stories compete: that a person wrote these words, and that a spinner made them from others.
//! The first is weighed by the language model; the second by the language model over the best original, and by the
//! channel: how often a spinner writes one phrase for another, and how often it leaves what it lists standing. The
//! difference is a log-likelihood ratio in nats (1 nat is a factor of e). A hidden Markov model over the paragraphs of
//! the text turns ratios into odds; see [`detect`]. Only paragraphs judged spun are touched.
//!
//! A text is decoded with the channel of its own spinner: what the spun paragraphs show replaced or standing, and which
//! words the writer uses where nothing was spun. The words of the sentence around a phrase have their say too, further
//! away than the language model looks; see [`context`].
//!
//! # Guarantees
//!
//! - The output is the input with the edits applied, and nothing else; spans are bytes of the input, sorted, disjoint,
//!   on character boundaries.
//! - Equal input, options, model and lexicon give equal output on any machine and any number of threads.
//! - No input panics. Time and memory are linear in the input: at most 32 arcs begin at a word, the search keeps at
//!   most 24 hypotheses, a phrase has at most 8 words. A paragraph of more than 1 MiB passes through unchanged and is
//!   counted in [`Restoration::skipped`].
//! - URLs, e-mail addresses, file names, code and hashtags are never edited, nor names: a phrase matches in lower case,
//!   or with a capital at the beginning of a sentence, unless its row says otherwise.
//!
//! # Crate features
//!
//! None is on by default. `serde`: `Serialize` for reports. `rayon`: [`Restorer::restore_all`] over slices. `train`:
//! training of models, fitting of weights, mining of rows. `cli`: the command `nguyenban`, with all of these.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::todo, clippy::unimplemented)
)]

pub mod charset;
mod coding;
pub mod context;
mod decode;
pub mod detect;
pub mod edit;
#[cfg(feature = "train")]
pub mod fit;
#[cfg(feature = "train")]
pub mod learn;
pub mod lexicon;
#[cfg(feature = "train")]
pub mod mine;
mod mix;
pub mod model;
#[cfg(feature = "train")]
pub mod prior;
#[cfg(test)]
mod random;
pub mod repair;
pub mod report;
mod restorer;
pub mod spelling;
pub mod text;

pub use detect::{DocumentJudgement, Judgement, Prior};
pub use edit::{Edit, Rule};
pub use lexicon::Lexicon;
pub use restorer::{
    BuildError, Options, Restoration, Restorer, RestorerBuilder, Worker, built_in_context, built_in_model,
};
pub use text::MAX_PARAGRAPH_BYTES;

/// Judges and restores a text with the built-in model and lexicon and the default options.
///
/// They are loaded at the first call, once for the program. The README's examples hold here too.
///
/// ```
/// assert_eq!(nguyenban::restore("kiến thiết xây dựng").text, "xây dựng");
/// ```
#[must_use]
pub fn restore(text: &str) -> Restoration<'_> {
    match Restorer::shared() {
        Ok(restorer) => restorer.restore(text),
        // Cannot happen with the files as shipped; a text is never lost for it.
        Err(_) => Restoration::untouched(text),
    }
}

#[doc = include_str!("../README.md")]
#[cfg(doctest)]
struct ReadmeExamples;
