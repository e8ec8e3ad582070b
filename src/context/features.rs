//! The features of one phrase, in buckets of their hashes.

/// How many features a bucket has, more or less. One in 64 that are not there is taken for one that is.
const BUCKET: usize = 4;

/// The most features of a bucket.
pub(super) const ROOM: u32 = 8;

/// The weights of the features of one phrase.
///
/// The lowest eight bits of a hash tell the features of a bucket apart. Eight of them are one number, and their weights are
/// another beside it, so that asking for a feature reads one line of memory.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Features {
    buckets: Box<[Bucket]>,
    len: u32,
}

/// The lowest bits of the hashes of a few features, one byte each, in ascending order from the lowest byte on; and in the same
/// places their weights. Where no feature is, both have 0.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[repr(align(16))]
struct Bucket {
    lows: u64,
    weights: u64,
}

/// A feature of a phrase: its hash, and its weight in steps.
#[cfg(any(feature = "train", test))]
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Feature {
    pub(super) hash: u32,
    pub(super) weight: i8,
}

/// How many buckets so many features have.
pub(super) fn buckets(features: usize) -> usize {
    features.div_ceil(BUCKET)
}

/// Where a feature stands among those of its phrase: its bucket, and below it the lowest bits of its hash.
#[inline]
pub(super) fn place(hash: u32, buckets: usize) -> u32 {
    // The bucket goes by the upper 24 bits, as the others are told apart in it.
    let bucket = (u64::from(hash >> 8) * buckets as u64) >> 24;
    (bucket as u32) << 8 | hash & 0xff
}

impl Features {
    /// The weight of a feature; 0 where it has none.
    #[inline]
    pub(super) fn weight(&self, hash: u32) -> i8 {
        const ONES: u64 = u64::from_ne_bytes([1; 8]);
        let place = place(hash, self.buckets.len());
        let Some(&Bucket { lows, weights }) = self.buckets.get((place >> 8) as usize) else { return 0 };
        // The lowest byte that becomes 0 here is exact (S. Anderson, *Bit Twiddling Hacks*). Where no feature is, the weight is 0.
        let other = lows ^ (u64::from(place & 0xff) * ONES);
        let zeros = other.wrapping_sub(ONES) & !other & ONES << 7;
        // No branch: whether it is there cannot be foretold.
        let weight = (weights >> (zeros.trailing_zeros() & 56)) as i8;
        weight * i8::from(zeros != 0)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.len as usize
    }

    /// Places and weights, in order.
    #[cfg(any(feature = "train", test))]
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, i8)> {
        let bytes = |(bucket, Bucket { lows, weights }): (u32, &Bucket)| {
            let features = lows.to_le_bytes().into_iter().zip(weights.to_le_bytes());
            features.map(move |(low, weight)| (bucket << 8 | u32::from(low), weight as i8))
        };
        (0..).zip(&self.buckets).flat_map(bytes).filter(|&(_, weight)| weight != 0)
    }

    /// Of features that have a weight. Of those that cannot be told apart, the first stays; of those that have no room in
    /// their bucket, the heaviest.
    #[cfg(any(feature = "train", test))]
    pub(super) fn new(mut features: Vec<Feature>) -> Self {
        features.retain(|feature| feature.weight != 0);
        loop {
            let many = features.len();
            let buckets = buckets(many);
            let place = |feature: &Feature| place(feature.hash, buckets);
            features.sort_by_key(place);
            features.dedup_by_key(|feature| place(feature));
            let mut kept = Vec::with_capacity(many);
            for bucket in features.chunk_by_mut(|a, b| place(a) >> 8 == place(b) >> 8) {
                bucket.sort_by_key(|feature| std::cmp::Reverse(feature.weight.unsigned_abs()));
                let many = bucket.len().min(ROOM as usize);
                let heaviest = &mut bucket[..many];
                heaviest.sort_by_key(place);
                kept.extend_from_slice(heaviest);
            }
            features = kept;
            // Fewer features may have fewer buckets.
            if features.len() == many {
                let mut room = Room::for_features(many);
                for feature in &features {
                    // There is room: it was made.
                    let _ = room.add(place(feature), feature.weight);
                }
                return room.close();
            }
        }
    }
}

/// Features while they are put in their places.
pub(super) struct Room {
    features: Features,
    /// The bucket that the last feature came to, and how many it has.
    bucket: u32,
    taken: u32,
}

impl Room {
    /// Room for so many.
    pub(super) fn for_features(many: usize) -> Self {
        let features = Features { buckets: vec![Bucket::default(); buckets(many)].into(), len: many as u32 };
        Self { features, bucket: 0, taken: 0 }
    }

    /// Puts a feature in its place, which is higher than the ones before. `None` where there is no such bucket, no room in it, or
    /// no weight.
    #[inline]
    pub(super) fn add(&mut self, place: u32, weight: i8) -> Option<()> {
        let bucket = place >> 8;
        if bucket != self.bucket {
            (self.bucket, self.taken) = (bucket, 0);
        }
        let Bucket { lows, weights } = self.features.buckets.get_mut(bucket as usize)?;
        if self.taken == ROOM || weight == 0 {
            return None;
        }
        let shift = 8 * self.taken;
        *lows |= u64::from(place & 0xff) << shift;
        *weights |= u64::from(weight as u8) << shift;
        self.taken += 1;
        Some(())
    }

    /// The features, all of which have come.
    pub(super) fn close(self) -> Features {
        self.features
    }
}
