//! Spelling: slips of the keyboard and the ear, letters that were lost, and passages without diacritics.
//!
//! The same decoder that restores spun text, with other channels: each adds arcs to the lattice of a paragraph, the
//! language model chooses, and every change is an [`Edit`](crate::Edit) with its margin. What a writer may have meant by a word
//! comes from an index over the model's own vocabulary, so that another model brings another vocabulary.
//!
//! A [`Speller`] is usable alone:
//!
//! ```
//! use nguyenban::{built_in_model, spelling::{Speller, SpellingOptions}};
//! let model = built_in_model()?;
//! let speller = Speller::new(&model, SpellingOptions::default());
//! assert_eq!(speller.correct("Xã đang xây dưng trường học mới.").text, "Xã đang xây dựng trường học mới.");
//! # Ok::<(), nguyenban::model::FormatError>(())
//! ```
//!
//! Names, numbers, addresses, code, foreign words and short quotations stay as they are.

mod accents;
mod candidates;
mod index;
mod keys;
mod letters;
mod lost;
mod rare;
mod slips;
mod sounds;
mod speller;
mod suspects;

pub use speller::{Speller, SpellerWorker, Spelling, SpellingOptions};
