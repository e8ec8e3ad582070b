//! Prefix codes for small alphabets: Huffman (*A Method for the Construction of Minimum-Redundancy Codes*, 1952) in
//! canonical form, so that the lengths of the codes tell the codes.

use super::bits::BitReader;
#[cfg(any(test, feature = "train"))]
use super::bits::BitWriter;

/// A length in a file takes so many bits.
const LENGTH_BITS: u32 = 4;
/// How many lengths there are takes so many bits.
const COUNT_BITS: u32 = 9;

/// The longest code that can be asked for, in bits.
pub(crate) const LONGEST: u32 = 12;

/// The code of each symbol by its length, up to `longest`: the lowest bits of a number, as they are written. `None`: such
/// lengths cannot be.
fn codes(lengths: &[u8], longest: u32) -> Option<Vec<u32>> {
    let mut next = [0u32; LONGEST as usize + 2];
    for &length in lengths.iter().filter(|&&length| length > 0) {
        *next.get_mut(usize::from(length) + 1).filter(|_| u32::from(length) <= longest)? += 1;
    }
    // How many codes of a length there are becomes the first code of that length.
    let mut first = 0;
    for count in next.iter_mut().skip(1) {
        first = (first + *count) << 1;
        *count = first;
    }
    // The codes of the last length end where no more bits are free, or before.
    let spent: u32 =
        lengths.iter().filter(|&&length| length > 0).map(|&length| 1 << (longest - u32::from(length))).sum();
    if spent > 1 << longest {
        return None;
    }
    let code = |&length: &u8| {
        if length == 0 {
            return 0;
        }
        let code = next[usize::from(length)];
        next[usize::from(length)] += 1;
        // Bits are read lowest first, and the first bit of a code decides first.
        code.reverse_bits() >> (32 - u32::from(length))
    };
    Some(lengths.iter().map(code).collect())
}

/// Reads symbols of several alphabets of one size.
#[derive(Debug, Clone)]
pub(crate) struct Decoder {
    /// By alphabet and the next bits: the lowest four bits have the length of the code, 0 where there is none; the next five
    /// how many bits after it belong to a number; the others the symbol, or the least number.
    table: Vec<u32>,
    longest: u32,
}

impl Decoder {
    /// Reads the lengths of the codes, which are no longer than `longest`: shorter codes take less of the cache, but may take
    /// more room.
    pub(crate) fn read(bits: &mut BitReader<'_>, alphabets: usize, symbols: usize, longest: u32) -> Option<Self> {
        Self::with(bits, alphabets, symbols, longest, |symbol| (symbol, 0))
    }

    /// The same, with what each symbol means: a number, and how many bits after its code are added to it.
    pub(super) fn with(
        bits: &mut BitReader<'_>,
        alphabets: usize,
        symbols: usize,
        longest: u32,
        meaning: impl Fn(u32) -> (u32, u32),
    ) -> Option<Self> {
        let mut table = vec![0; alphabets << longest];
        let mut lengths = vec![0; symbols];
        for table in table.chunks_exact_mut(1 << longest) {
            bits.refill();
            let used = bits.take(COUNT_BITS) as usize;
            lengths.fill(0);
            for length in lengths.get_mut(..used)? {
                bits.refill();
                *length = bits.take(LENGTH_BITS) as u8;
            }
            let codes = codes(&lengths, longest)?;
            for ((symbol, &length), code) in (0..).zip(&lengths).zip(codes).filter(|((_, length), _)| **length > 0) {
                let (number, rest) = meaning(symbol);
                let entry = number << 9 | rest << 4 | u32::from(length);
                table[code as usize..].iter_mut().step_by(1 << length).for_each(|slot| *slot = entry);
            }
        }
        Some(Self { table, longest })
    }

    /// The next symbol or number. The bits of a code must be there, and those that belong to a number.
    #[inline]
    pub(crate) fn next(&self, bits: &mut BitReader<'_>, alphabet: usize) -> Option<u32> {
        let entry = *self.table.get(alphabet << self.longest | bits.peek(self.longest) as usize)?;
        bits.skip(entry & 15);
        let number = (entry >> 9) + bits.take(entry >> 4 & 31);
        (entry != 0).then_some(number)
    }
}

/// Counts symbols of several alphabets of one size, then writes them.
#[cfg(any(test, feature = "train"))]
#[derive(Debug)]
pub(crate) struct Encoder {
    symbols: usize,
    longest: u32,
    counts: Vec<u64>,
    /// By alphabet and symbol, once all are counted: code and length.
    codes: Vec<(u32, u8)>,
}

#[cfg(any(test, feature = "train"))]
impl Encoder {
    /// An encoder with codes no longer than `longest`.
    pub(crate) fn new(alphabets: usize, symbols: usize, longest: u32) -> Self {
        Self { symbols, longest, counts: vec![0; alphabets * symbols], codes: Vec::new() }
    }

    /// Counts a symbol, or writes it after [`Encoder::write_lengths`].
    pub(crate) fn symbol(&mut self, bits: &mut BitWriter, alphabet: usize, symbol: usize) {
        let at = alphabet * self.symbols + symbol;
        match self.codes.get(at) {
            Some(&(code, length)) => bits.put(code, u32::from(length)),
            None => self.counts[at] += 1,
        }
    }

    /// Whether symbols are written, not counted.
    pub(crate) fn writes(&self) -> bool {
        !self.codes.is_empty()
    }

    /// Makes the codes of what was counted and writes their lengths.
    pub(crate) fn write_lengths(&mut self, bits: &mut BitWriter) {
        for counts in self.counts.chunks(self.symbols) {
            let lengths = lengths(counts, self.longest);
            let used = lengths.iter().rposition(|&length| length > 0).map_or(0, |last| last + 1);
            bits.put(used as u32, COUNT_BITS);
            lengths[..used].iter().for_each(|&length| bits.put(u32::from(length), LENGTH_BITS));
            let codes = codes(&lengths, self.longest).unwrap_or_default();
            self.codes.extend(codes.into_iter().zip(lengths));
        }
    }
}

/// The lengths of the codes of symbols that occur so often: 0 for those that do not.
#[cfg(any(test, feature = "train"))]
fn lengths(counts: &[u64], longest: u32) -> Vec<u8> {
    use std::cmp::Reverse;
    use std::collections::BinaryHeap;
    let mut counts = counts.to_vec();
    loop {
        // Nodes by weight; leaves first, then what is made of two nodes. Equal weights by number, so that it is the same
        // everywhere.
        let mut heap: BinaryHeap<_> =
            (0..).zip(&counts).filter(|&(_, &count)| count > 0).map(|(leaf, &count)| Reverse((count, leaf))).collect();
        let mut parents = vec![0; counts.len()];
        if heap.len() == 1 {
            // Even the only symbol takes a bit.
            heap.push(Reverse((0, parents.len())));
            parents.push(0);
        }
        let made = parents.len();
        while let (Some(Reverse((a, first))), Some(Reverse((b, second)))) = (heap.pop(), heap.pop()) {
            let node = parents.len();
            parents.push(0);
            parents[first] = node;
            parents[second] = node;
            heap.push(Reverse((a + b, node)));
            if heap.len() == 1 {
                break;
            }
        }
        let mut depth = vec![0u32; parents.len()];
        for node in (made..parents.len().saturating_sub(1)).rev() {
            depth[node] = depth[parents[node]] + 1;
        }
        let of = |leaf: usize| if counts[leaf] > 0 { depth[parents[leaf]] + 1 } else { 0 };
        let lengths: Vec<u32> = (0..counts.len()).map(of).collect();
        if lengths.iter().all(|&length| length <= longest) {
            return lengths.into_iter().map(|length| length as u8).collect();
        }
        // Too long for the table: rare symbols are taken for less rare.
        for count in counts.iter_mut().filter(|count| **count > 0) {
            *count = *count / 2 + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn symbols_read_back() {
        for seed in 0..40 {
            let mut random = Random(seed);
            let (alphabets, symbols) = (1 + random.below(3), 1 + random.below(200));
            // Skewed, so that some codes would be longer than the table has room for.
            let mut some = |most: usize| (random.unit().powi(9) * most as f64) as usize;
            let text: Vec<(usize, usize)> = (0..3_000).map(|_| (some(alphabets), some(symbols))).collect();
            let mut encoder = Encoder::new(alphabets, symbols, 9);
            let mut bits = BitWriter::default();
            text.iter().for_each(|&(alphabet, symbol)| encoder.symbol(&mut bits, alphabet, symbol));
            encoder.write_lengths(&mut bits);
            text.iter().for_each(|&(alphabet, symbol)| encoder.symbol(&mut bits, alphabet, symbol));
            let bytes = bits.finish();
            let mut bits = BitReader::new(&bytes);
            let decoder = Decoder::read(&mut bits, alphabets, symbols, 9).unwrap();
            for &(alphabet, symbol) in &text {
                bits.refill();
                assert_eq!(decoder.next(&mut bits, alphabet), Some(symbol as u32));
            }
            assert!(bits.is_done());
        }
    }

    #[test]
    fn common_symbols_have_short_codes() {
        assert_eq!(lengths(&[8, 4, 2, 1, 1, 0], 9), [1, 2, 3, 4, 4, 0]);
        assert_eq!(lengths(&[0, 5], 9), [0, 1]);
        assert_eq!(lengths(&[0, 0], 9), [0, 0]);
        let steep: Vec<u64> = (0..40).map(|i| 1 << i).collect();
        assert!(lengths(&steep, 7).iter().all(|&length| (1..=7).contains(&length)));
    }

    #[test]
    fn codes_that_cannot_be_are_refused() {
        assert!(codes(&[1, 1, 1], 7).is_none());
        assert!(codes(&[8], 7).is_none());
        assert!(codes(&[15, 15], LONGEST).is_none());
        assert_eq!(codes(&[1, 2, 2], 7), Some(vec![0b0, 0b01, 0b11]));
        // Bits that no code begins with have no symbol.
        let bytes = [0x02, 0x02, 0xfe, 0xff, 0xff];
        let mut bits = BitReader::new(&bytes);
        let decoder = Decoder::read(&mut bits, 1, 2, 9).unwrap();
        bits.refill();
        assert_eq!(decoder.next(&mut bits, 0), None);
    }
}
