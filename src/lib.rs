//! nguyenban
pub mod charset;
pub mod edit;
mod decode;
pub mod detect;
pub mod lexicon;
pub mod model;
mod restorer;
pub mod text;
pub mod repair;
pub use detect::{DocumentJudgement, Judgement, Prior};
pub use edit::{Edit, Rule};
pub use lexicon::Lexicon;
pub use restorer::*;

/// Restore.
pub fn restore(text: &str) -> Restoration<'_> { Restorer::shared().unwrap().restore(text) }
