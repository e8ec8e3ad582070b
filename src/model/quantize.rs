//! Log-probabilities and back-off weights of n-grams in seven bits each.

/// Nats between two neighbouring levels of a quantized log-probability.
pub(crate) const PROB_STEP: f32 = 1.0 / 4.0;
/// Nats between two neighbouring levels of a quantized back-off weight.
pub(crate) const BACKOFF_STEP: f32 = 1.0 / 8.0;
/// The greatest back-off weight that can be written, in nats; the least is 127 steps lower.
pub(crate) const BACKOFF_MAX: f32 = 2.0;
/// Quantized probabilities are lower than this.
pub(crate) const PROBS: usize = 128;
/// Quantized back-off weights are lower than this.
pub(crate) const BACKOFFS: usize = 128;

/// The log-probability of a quantized form, in nats.
#[inline]
pub(super) fn prob(quantized: u32) -> f32 {
    -PROB_STEP * quantized as f32
}

/// The back-off weight of a quantized form, in nats.
#[inline]
pub(super) fn backoff(quantized: u32) -> f32 {
    BACKOFF_MAX - BACKOFF_STEP * quantized as f32
}

/// The quantized form of a log-probability.
#[cfg(any(test, feature = "train"))]
pub(crate) fn quantized_prob(log: f64) -> u8 {
    (-log / f64::from(PROB_STEP)).round().clamp(0.0, PROBS as f64 - 1.0) as u8
}

/// The quantized form of a back-off weight.
#[cfg(any(test, feature = "train"))]
pub(crate) fn quantized_backoff(weight: f64) -> u8 {
    let steps = (f64::from(BACKOFF_MAX) - weight) / f64::from(BACKOFF_STEP);
    steps.round().clamp(0.0, BACKOFFS as f64 - 1.0) as u8
}
