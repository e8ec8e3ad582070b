//! What bounds a search, and how it weighs the language model.

/// The most hypotheses at one word.
pub(crate) const BEAM: usize = 24;

/// Hypotheses this much worse than the best at their word are dropped, in nats.
pub(crate) const BEAM_WIDTH: f32 = 10.0;

/// How much a difference of the language model counts.
///
/// The model is sharper than it should be: where one word surprises it, the next ones do too, and the best of many
/// arcs is more often the luckiest than the truest. Scaled down, the ratio means what it says; fitted on simulated
/// pages made from text that the model was not trained on.
pub(crate) const LM_SCALE: f32 = 0.68;

/// What bounds a search and how it weighs the language model: a matter of the channel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Limits {
    /// The most hypotheses at one word.
    pub(crate) beam: usize,
    /// Hypotheses this much worse than the best at their word are dropped, in nats. Margins are known up to here.
    pub(crate) width: f32,
    /// How much a difference of the language model counts.
    pub(crate) lm_scale: f32,
    /// Whether the readings that end alike are added up, in place of the best one: what a paragraph says where each of
    /// many readings says little. There is then no best path to trace.
    pub(crate) sum: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self { beam: BEAM, width: BEAM_WIDTH, lm_scale: LM_SCALE, sum: false }
    }
}

impl Limits {
    /// The score of two paths together.
    #[inline]
    pub(super) fn join(self, a: f32, b: f32) -> f32 {
        let (high, low) = if a > b { (a, b) } else { (b, a) };
        if self.sum && low > f32::NEG_INFINITY { high + (low - high).exp().ln_1p() } else { high }
    }
}
