//! Numbers that follow from a seed.

/// A small generator (splitmix64). Each paper has one of its own, so that papers can be written in any order.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    #[must_use]
    pub fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    /// Another generator for the `n`th thing of this sort.
    #[must_use]
    pub fn of(seed: u64, sort: u64, n: u64) -> Chance {
        let mut chance =
            Chance(seed ^ sort.wrapping_mul(0xA076_1D64_78BD_642F) ^ n.wrapping_mul(0xE703_7ED1_A0B4_28DB));
        chance.next();
        chance
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A place in a list of this length; 0 for an empty one.
    pub fn below(&mut self, length: usize) -> usize {
        let length = u64::try_from(length).unwrap_or(1).max(1);
        usize::try_from(self.next() % length).unwrap_or(0)
    }

    /// From one number to another, both included.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        let span = u64::try_from((to - from).max(0)).unwrap_or(0) + 1;
        from + i64::try_from(self.next() % span).unwrap_or(0)
    }

    /// True this often in a hundred.
    pub fn percent(&mut self, share: i64) -> bool {
        self.between(0, 99) < share
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    /// The list in another order.
    pub fn mixed<T: Clone>(&mut self, list: &[T]) -> Vec<T> {
        let mut mixed = list.to_vec();
        for at in (1..mixed.len()).rev() {
            let other = self.below(at + 1);
            mixed.swap(at, other);
        }
        mixed
    }
}
