//! Choices that follow from a seed.

use degrade::Chance;
use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::HELD_OUT;

pub(crate) struct Dice {
    chance: Chance,
    half: usize,
}

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice {
            chance: Chance::new(seed.wrapping_mul(7919).wrapping_add(17)),
            half: usize::from(seed >= HELD_OUT),
        }
    }

    /// From 0 to `most` - 1.
    pub fn below(&mut self, most: usize) -> usize {
        let most = most.max(1);
        let count = f64::from(u32::try_from(most).unwrap_or(u32::MAX));
        let thrown = self.chance.share() * count;
        (1..most).take_while(|n| f64::from(u32::try_from(*n).unwrap_or(0)) <= thrown).count()
    }

    pub fn odds(&mut self, share: f64) -> bool {
        self.chance.share() < share
    }

    /// One of all of them.
    pub fn any<T: Copy + Default>(&mut self, list: &[T]) -> T {
        let at = self.below(list.len());
        list.get(at).copied().unwrap_or_default()
    }

    /// One of the half that this seed draws from.
    pub fn pick<T: Copy + Default>(&mut self, list: &[T]) -> T {
        let own: Vec<T> = list.iter().skip(self.half).step_by(2).copied().collect();
        self.any(&own)
    }

    pub fn number(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most - least + 1)
    }

    /// A day between the first of `from` and the last of `to`.
    pub fn day(&mut self, from: i16, to: i16) -> Date {
        let years = usize::try_from(to - from + 1).unwrap_or(1);
        let days = i64::try_from(self.below(years * 365)).unwrap_or(0);
        date(from, 1, 1).checked_add(days.days()).unwrap_or(date(from, 1, 1))
    }
}
