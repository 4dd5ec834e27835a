//! Where lines of text stand on a page.

use reading::engine::Unfit;
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use crate::gray::{Gray, index, number};
use crate::net::Net;

/// The network looks at the page with a longer side of so many dots.
const SIDE: usize = 1024;
/// Lines lower than this (on the small page) are looked at again on a larger one, where they are about so high.
const LOW: f32 = 9.0;
const BETTER: f32 = 12.0;
const LARGEST: usize = 2048;
/// Both sides must be multiples of this.
const UNIT: usize = 32;
/// A dot of the answer stands for so many of the page that was looked at.
const STEP: f32 = 2.0;
/// The network marks the core of a line; at both ends so much of its height is missing.
const ENDS: f32 = 0.15;
/// A page has some fifty lines; a page of noise must not take for ever.
pub(crate) const MOST: usize = 1_000;

/// A line's place, in dots of the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Place {
    pub x0: f32,
    pub y0: f32,
    pub x1: f32,
    pub y1: f32,
}

impl Place {
    pub fn high(&self) -> f32 {
        self.y1 - self.y0
    }

    pub fn middle(&self) -> f32 {
        (self.y0 + self.y1) / 2.0
    }
}

/// The lines of a page, in no order.
pub(crate) fn find(net: &Net, page: &Gray) -> Result<Vec<Place>, Unfit> {
    let (mut places, mut scale) = look(net, page, SIDE)?;
    let mut heights: Vec<f32> = places.iter().map(Place::high).collect();
    heights.sort_by(f32::total_cmp);
    let usual = heights.get(heights.len() / 2).copied().unwrap_or(LOW);
    if places.len() >= 8 && usual < LOW {
        let side = index(number(SIDE) * BETTER / usual.max(1.0)).min(LARGEST) / UNIT * UNIT;
        if side > SIDE {
            (places, scale) = look(net, page, side)?;
        }
    }
    let (right, bottom) = (number(page.wide), number(page.high));
    for place in &mut places {
        place.x0 = (place.x0 / scale).clamp(0.0, right);
        place.x1 = (place.x1 / scale).clamp(0.0, right);
        place.y0 = (place.y0 / scale).clamp(0.0, bottom);
        place.y1 = (place.y1 / scale).clamp(0.0, bottom);
    }
    places.retain(|place| place.x1 - place.x0 >= 2.0 && place.high() >= 2.0);
    Ok(places)
}

/// The page scaled to this longer side, and by how much that was.
fn look(net: &Net, page: &Gray, side: usize) -> Result<(Vec<Place>, f32), Unfit> {
    let scale = number(side) / number(page.wide.max(page.high));
    let scaled = |length: usize| index(number(length) * scale + 0.5).max(1);
    let small = page.scaled(scaled(page.wide), scaled(page.high));
    let (wide, high) = (small.wide.next_multiple_of(UNIT), small.high.next_multiple_of(UNIT));
    let ink = small.ink((wide, high), false);
    let input = NdTensor::from_data([1, 1, high, wide], ink);
    let [out] = net.run(vec![("x", input.view().into())], ["out"])?;
    let out: NdTensor<f32, 4> = out.try_into().map_err(|_| net.unfit())?;
    let [_, layers, down, across] = out.shape();
    let data = out.to_vec();
    let mut layer = data.chunks_exact((down * across).max(1));
    match (layer.next(), layer.next(), layer.next()) {
        (Some(core), Some(above), Some(below)) if layers >= 3 => {
            Ok((cores(core, above, below, across), scale))
        }
        _ => Err(net.unfit()),
    }
}

/// Dots of a core that touch each other are one line. Each dot also says how far above and below it the line goes.
fn cores(core: &[f32], above: &[f32], below: &[f32], across: usize) -> Vec<Place> {
    // The answer is a logit: more than 0 is more likely than not.
    let mut open: Vec<bool> = core.iter().map(|logit| *logit > 0.0).collect();
    let mut places = Vec::new();
    let mut todo = Vec::new();
    for start in 0..open.len() {
        if open.get(start) != Some(&true) {
            continue;
        }
        let (mut count, mut left, mut right) = (0.0_f32, usize::MAX, 0);
        let (mut top, mut bottom) = (0.0_f32, 0.0_f32);
        todo.push(start);
        while let Some(at) = todo.pop() {
            let Some(dot) = open.get_mut(at).filter(|dot| **dot) else { continue };
            *dot = false;
            let (x, y) = (at % across, at / across);
            let level = (number(y) + 0.5) * STEP;
            count += 1.0;
            (left, right) = (left.min(x), right.max(x));
            top += level - above.get(at).copied().unwrap_or_default();
            bottom += level + below.get(at).copied().unwrap_or_default();
            todo.extend((x > 0).then(|| at - 1));
            todo.extend((x + 1 < across).then_some(at + 1));
            todo.extend(at.checked_sub(across));
            todo.push(at + across);
        }
        if count >= 2.0 && places.len() < MOST {
            let (y0, y1) = (top / count, bottom / count);
            let high = (y1 - y0).max(1.0);
            // A full stop at the end lies outside of the core.
            let (before, behind) = (ENDS * high, 2.5 * ENDS * high);
            let (x0, x1) = (number(left) * STEP - before, number(right + 1) * STEP + behind);
            places.push(Place { x0, y0, x1, y1 });
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two cores side by side, a third below them, and a speck.
    #[test]
    fn dots_that_touch_are_one_line() {
        let picture = ["##.##...", "##.##..#", "........", ".######."];
        let core: Vec<f32> =
            picture.iter().flat_map(|row| row.chars().map(|c| if c == '#' { 3.0 } else { -3.0 })).collect();
        let (above, below) = (vec![4.0; core.len()], vec![6.0; core.len()]);
        let places = cores(&core, &above, &below, 8);
        assert_eq!(places.len(), 3);
        assert_eq!(places[0], Place { x0: -1.5, y0: -2.0, x1: 7.75, y1: 8.0 });
        assert_eq!(places[1], Place { x0: 4.5, y0: -2.0, x1: 13.75, y1: 8.0 });
        assert_eq!(places[2], Place { x0: 0.5, y0: 3.0, x1: 17.75, y1: 13.0 });
    }
}
