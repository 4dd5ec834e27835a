//! The letters of one line.

use reading::engine::Unfit;
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use crate::decode::Letter;
use crate::gray::{Gray, PAPER, index, number};
use crate::lines::Place;
use crate::net::Net;

/// A line is so many dots high with its margins, and the network sees as much above and below it.
const HIGH: usize = 32;
const WINDOW: f32 = 3.0;
/// Margin at both ends, in heights of the line.
const SIDE: f32 = 0.3;
/// A longer line is pressed to this width.
const WIDEST: usize = 768;
/// Widths are multiples of this, with as much paper behind.
const UNIT: usize = 8;
/// Dots for each step of the answer.
const STEP: f32 = 4.0;

/// A line cut out of the page with this margin above and below (in heights of the line), and the way back.
pub(crate) struct Strip {
    ink: Vec<f32>,
    wide: usize,
    /// The same with the paper behind.
    padded: usize,
    high: usize,
    /// Where the strip begins on the page, and dots of the page for a dot of the strip.
    left: f32,
    scale: f32,
}

impl Strip {
    pub fn of(page: &Gray, place: &Place, margin: f32) -> Strip {
        let ceil = |side: f32| index(side.ceil());
        let (x0, x1) = (index(place.x0), ceil(place.x1).min(page.wide));
        let (y0, y1) = (index(place.y0), ceil(place.y1).min(page.high));
        let line = page.cut([x0, y0, x1, y1], (0, 0), PAPER);
        // Light letters on a dark ground: the ground lies nearer to the dark end.
        let [low, ground, high] = line.darkest([0.02, 0.5, 0.98]);
        let dark = high - ground > 2.0 * (ground - low) + 8.0;
        let tall = number(line.high);
        let across = ceil(SIDE * tall);
        let down = ceil((WINDOW * (1.0 + 2.0 * margin) - 1.0) / 2.0 * tall);
        let cut = line.cut([0, 0, line.wide, line.high], (across, down), if dark { 0.0 } else { PAPER });
        let high = HIGH * 3;
        let wide = index((number(cut.wide * high) / number(cut.high)).round()).clamp(UNIT, WIDEST);
        let scale = number(cut.wide) / number(wide);
        let padded = wide.next_multiple_of(UNIT) + UNIT;
        let ink = cut.scaled(wide, high).ink((padded, high), dark);
        Strip { ink, wide, padded, high, left: number(x0) - number(across), scale }
    }

    /// Reads it, from left to right; spaces are letters too.
    pub fn read(self, net: &Net, charset: &[char]) -> Result<Vec<Letter>, Unfit> {
        let input = NdTensor::from_data([1, 1, self.high, self.padded], self.ink);
        let widths = NdTensor::from_data([1], vec![i32::try_from(self.wide).unwrap_or(0)]);
        let [ids, sure, lengths] = net.run(
            vec![("x", input.view().into()), ("widths", widths.view().into())],
            ["ids", "conf", "lengths"],
        )?;
        let unfit = |_| net.unfit();
        let ids: NdTensor<i32, 2> = ids.try_into().map_err(unfit)?;
        let sure: NdTensor<f32, 2> = sure.try_into().map_err(unfit)?;
        let lengths: NdTensor<i32, 1> = lengths.try_into().map_err(unfit)?;
        let length = lengths.to_vec().first().and_then(|n| usize::try_from(*n).ok()).unwrap_or(0);
        let steps = ids.to_vec().into_iter().zip(sure.to_vec()).take(length);
        Ok(crate::decode::letters(steps, charset, |step| {
            self.left + (number(step) + 0.5) * STEP * self.scale
        }))
    }
}
