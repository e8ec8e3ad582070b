//! Numbers that are small, mostly: a symbol for the highest two bits, which has a code, and the other bits as they are.

use super::bits::BitReader;
#[cfg(any(test, feature = "train"))]
use super::bits::BitWriter;
use super::huffman::Decoder;
#[cfg(any(test, feature = "train"))]
use super::huffman::Encoder;

/// Numbers have so many bits at most.
const WIDEST: u32 = 22;

/// How many symbols tell the highest two bits.
const MAGNITUDES: usize = 2 * WIDEST as usize - 1;

/// The code of a number and its other bits are no more than this.
pub(crate) const NUMBER_BITS: u32 = LONGEST + WIDEST - 2;

/// The longest code: there are few symbols, and often many alphabets.
const LONGEST: u32 = 7;

/// A number from 1 on: the symbol of its highest two bits, and how many other bits there are.
#[cfg(any(test, feature = "train"))]
fn magnitude(number: u32) -> (u32, u32) {
    let high = number.ilog2();
    if high == 0 { (0, 0) } else { (2 * high - 1 + (number >> (high - 1) & 1), high - 1) }
}

/// The least number of a symbol, and how many bits tell which it is.
fn least(magnitude: u32) -> (u32, u32) {
    if magnitude == 0 {
        return (1, 0);
    }
    let bits = (magnitude - 1) / 2;
    ((2 + (magnitude - 1) % 2) << bits, bits)
}

impl Decoder {
    /// Reads the lengths of the codes of numbers. A number takes [`NUMBER_BITS`] bits at most.
    pub(crate) fn of_numbers(bits: &mut BitReader<'_>, alphabets: usize) -> Option<Self> {
        Self::with(bits, alphabets, MAGNITUDES, LONGEST, least)
    }
}

#[cfg(any(test, feature = "train"))]
impl Encoder {
    /// An encoder of numbers.
    pub(crate) fn of_numbers(alphabets: usize) -> Self {
        Self::new(alphabets, MAGNITUDES, LONGEST)
    }

    /// Counts a number from 1 to 4,194,303, or writes it after [`Encoder::write_lengths`].
    pub(crate) fn number(&mut self, bits: &mut BitWriter, alphabet: usize, number: u32) {
        let (symbol, rest) = magnitude(number);
        self.symbol(bits, alphabet, symbol as usize);
        if self.writes() {
            bits.put(number & ((1 << rest) - 1), rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_a_magnitude_and_a_rest() {
        for number in (1..5_000).chain((5_000..1 << WIDEST).step_by(97)).chain([(1 << WIDEST) - 1]) {
            let (size, rest) = magnitude(number);
            assert!((size as usize) < MAGNITUDES && LONGEST + rest <= NUMBER_BITS);
            let (least, bits) = least(size);
            assert_eq!((bits, least + (number & ((1 << rest) - 1))), (rest, number));
        }
    }

    #[test]
    fn numbers_read_back() {
        let numbers: Vec<u32> = (1..400).chain([5_000, 16_384, 65_535, (1 << WIDEST) - 1]).collect();
        let mut encoder = Encoder::of_numbers(2);
        let mut bits = BitWriter::default();
        for _ in 0..2 {
            numbers.iter().for_each(|&number| encoder.number(&mut bits, number as usize % 2, number));
            if !encoder.writes() {
                encoder.write_lengths(&mut bits);
            }
        }
        let bytes = bits.finish();
        let mut bits = BitReader::new(&bytes);
        let decoder = Decoder::of_numbers(&mut bits, 2).unwrap();
        for &number in &numbers {
            bits.refill();
            assert_eq!(decoder.next(&mut bits, number as usize % 2), Some(number));
        }
        assert!(bits.is_done());
    }
}
