//! The decoder: which original a paragraph was most likely made from.
//!
//! A paragraph is a row of words. Each [`lattice::Arc`] offers another wording for some of them, at the price of its
//! channel; the path through the lattice that the language model and the channels together like best is the reading
//! of the paragraph as spun ([`viterbi`]). Channels only add arcs and costs; the search knows none of them.

pub(crate) mod channel;
pub(crate) mod context;
pub(crate) mod draft;
pub(crate) mod expansion;
pub(crate) mod lattice;
pub(crate) mod scores;
pub(crate) mod synonym;
pub(crate) mod viterbi;

#[cfg(test)]
mod tests;
