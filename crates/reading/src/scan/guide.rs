//! Looks whether a page is a separator sheet or a cover slip.
//!
//! Nearly no page is one, so the look costs next to nothing: the page is seen from far, where letters vanish and only
//! the squares of a large code stay black. What has as many of them as a code goes on to the code's reader. Its work
//! grows with the cube of the corners it finds, so a page with more of them than sheets have is none.

use image::DynamicImage;

use crate::guide::Says;

/// Dots of the page's shorter side as it is looked at: some 55 an inch.
const SIDE: u32 = 450;
/// A place of so many dots each way that is black all over: 2.3 mm.
const PLACE: usize = 5;
/// Black places of a code as it is printed: its corners alone have more than the lower, all of it fewer than the upper.
const PLACES: std::ops::RangeInclusive<usize> = 20..=4000;
/// Lines that run through a code's corners and what looks like them.
const CORNER_LINES: usize = 400;
/// A code's side is at least this part of the page's shorter side: a small picture of one is no sheet.
const SHARE: f64 = 0.3;

/// What the page says to the reader of stacks; nothing for a page like all others.
pub(super) fn says(picture: &DynamicImage) -> Option<Says> {
    let far = Far::of(picture)?;
    if !PLACES.contains(&far.black_places()) || far.corner_lines() > CORNER_LINES {
        return None;
    }
    let read = || {
        let mut prepared =
            rqrr::PreparedImage::prepare_from_bitmap(far.wide, far.high, |x, y| far.is_dark(x, y));
        let grids = prepared.detect_grids();
        let large = grids.iter().filter(|grid| far.is_large(&grid.bounds));
        large.filter_map(|grid| grid.decode().ok()).find_map(|(_, code)| Says::of(&code))
    };
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).ok().flatten()
}

/// The page seen from far: how light each place is.
struct Far {
    wide: usize,
    high: usize,
    dots: Vec<u8>,
    /// What is darker is ink.
    dark: u8,
}

impl Far {
    fn of(picture: &DynamicImage) -> Option<Far> {
        let (width, height) = (picture.width(), picture.height());
        let step = width.min(height) / SIDE;
        // Coarser than a fax, or a strip: no page.
        if step == 0 || width.max(height) > 4 * width.min(height) {
            return None;
        }
        let (wide, high) = (width / step, height / step);
        let dots = match picture {
            DynamicImage::ImageLuma8(gray) => shrunk(gray.as_raw(), (width, 1), (wide, high, step)),
            DynamicImage::ImageRgb8(rgb) => shrunk(rgb.as_raw(), (width, 3), (wide, high, step)),
            other => shrunk(other.to_luma8().as_raw(), (width, 1), (wide, high, step)),
        }?;
        // Most of a sheet is bare paper.
        let mut counts = [0_usize; 256];
        dots.iter().for_each(|dot| counts[usize::from(*dot)] += 1);
        let mut lighter = dots.len() / 2;
        let paper = (0..=255_u8).find(|light| {
            lighter = lighter.saturating_sub(counts[usize::from(*light)]);
            lighter == 0
        })?;
        let dark = paper / 2;
        let (wide, high) = (usize::try_from(wide).ok()?, usize::try_from(high).ok()?);
        Some(Far { wide, high, dots, dark })
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        self.dots.get(y * self.wide + x).is_some_and(|dot| *dot < self.dark)
    }

    fn black_places(&self) -> usize {
        let black = |x: usize, y: usize| {
            // The corners first: where one is light, nothing more is looked at.
            let all = |mut at: std::ops::Range<usize>| at.all(|n| self.is_dark(x + n % PLACE, y + n / PLACE));
            self.is_dark(x, y) && self.is_dark(x + PLACE - 1, y + PLACE - 1) && all(0..PLACE * PLACE)
        };
        let places = |length: usize| (0..length.saturating_sub(PLACE)).step_by(PLACE);
        places(self.high).map(|y| places(self.wide).filter(|x| black(*x, y)).count()).sum()
    }

    /// Places of lines where dark and light follow each other as through the corner of a code, 1 to 1 to 3 to 1 to 1, as
    /// widely as the code's reader takes them.
    fn corner_lines(&self) -> usize {
        let mut found = 0;
        for y in 0..self.high {
            let mut runs = [0_usize; 5];
            let (mut length, mut before) = (0, false);
            for x in 0..=self.wide {
                let dark = x < self.wide && self.is_dark(x, y);
                if dark == before {
                    length += 1;
                    continue;
                }
                runs.rotate_left(1);
                runs[4] = length;
                (length, before) = (1, dark);
                found += usize::from(!dark && is_corner(runs));
            }
        }
        found
    }

    fn is_large(&self, bounds: &[rqrr::Point; 4]) -> bool {
        let side = |a: rqrr::Point, b: rqrr::Point| f64::from(a.x - b.x).hypot(f64::from(a.y - b.y));
        let shorter = u32::try_from(self.wide.min(self.high)).map_or(f64::MAX, f64::from);
        side(bounds[0], bounds[1]).min(side(bounds[1], bounds[2])) >= SHARE * shorter
    }
}

fn is_corner(runs: [usize; 5]) -> bool {
    let one = (runs[0] + runs[1] + runs[3] + runs[4]) / 4;
    let off = one * 3 / 4;
    runs.iter().zip([1, 1, 3, 1, 1]).all(|(run, times)| run.abs_diff(times * one) <= off)
}

/// Each dot is the mean of a few of its place: grain goes, and not every dot need be read.
fn shrunk(
    raw: &[u8],
    (width, colours): (u32, usize),
    (wide, high, step): (u32, u32, u32),
) -> Option<Vec<u8>> {
    let size = |n: u32| usize::try_from(n).ok();
    let (width, wide, high, step) = (size(width)?, size(wide)?, size(high)?, size(step)?);
    let stride = width * colours;
    // Nine of each place, spread over it. Green tells how light a coloured dot is.
    let spread = [step / 6, step / 2, step - 1 - step / 6];
    let mut dots = Vec::with_capacity(wide * high);
    for y in 0..high {
        let rows = spread.map(|dy| raw.get((y * step + dy) * stride..).unwrap_or_default());
        for x in 0..wide {
            let columns = spread.map(|dx| (x * step + dx) * colours + colours / 2);
            let all = rows.iter().flat_map(|row| columns.iter().filter_map(|at| row.get(*at)));
            let (sum, count) =
                all.fold((0_u32, 0_u32), |(sum, count), dot| (sum + u32::from(*dot), count + 1));
            dots.push(u8::try_from(sum / count.max(1)).unwrap_or(255));
        }
    }
    Some(dots)
}
