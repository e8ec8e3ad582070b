//! Repairs of text.
pub mod escapes;
pub mod mojibake;
