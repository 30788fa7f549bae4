//! Chance that is the same every time: the demonstration varies, but never from one start to the next.

/// A stream of numbers that follow from a seed.
pub struct Dice(u64);

impl Dice {
    /// The stream of this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from 0 up to, not including, `end`, which is at least 1.
    pub fn below(&mut self, end: i64) -> i64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        // The upper bits of this kind of stream are the good ones.
        i64::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }

    /// One of these, or nothing where there are none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let end = i64::try_from(items.len()).unwrap_or(0);
        items.get(usize::try_from(self.below(end)).unwrap_or(0))
    }

    /// True in so many of a hundred cases.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.below(100) < percent
    }
}
