//! A picture made ready for recognition: gray, at the size that reads best, straight.
//!
//! Places found on the prepared picture are told as shares of the page as it was, so the way back
//! is kept.

use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, Luma};

use super::{from_pixels, pixels, whole};

/// What recognition reads best; more costs time, less costs letters.
const BEST_DPI: f64 = 300.0;
const A4_LONG: f64 = 11.69;
/// Tesseract follows lines that lean less than this by itself.
const STRAIGHT: f64 = 0.35;
const STEEPEST: f64 = 7.0;

/// A page ready to be read.
pub(crate) struct Ready {
    pub gray: GrayImage,
    pub dpi: u32,
    /// By how many degrees it was turned to stand straight.
    pub turned: f64,
}

/// Prepares a page.
pub(crate) fn ready(picture: &DynamicImage) -> Ready {
    let gray = picture.to_luma8();
    let gray = if is_noisy(&gray) { smooth(&gray) } else { gray };
    let gray = sized(gray);
    let lean = lean(&gray);
    let gray = match lean.abs() >= STRAIGHT {
        true => rotate(&gray, lean),
        false => gray,
    };
    let dpi = pixels((longer(&gray) / A4_LONG).clamp(70.0, 600.0));
    Ready { gray, dpi, turned: if lean.abs() >= STRAIGHT { lean } else { 0.0 } }
}

/// Do neighbours on bare paper differ more than a clean scanner lets them?
fn is_noisy(gray: &GrayImage) -> bool {
    let step = usize::try_from(gray.width() / 500).unwrap_or(1).max(1) * 2 + 1;
    let (mut sum, mut count) = (0_u64, 0_u64);
    for (row, _) in gray.rows().zip(0..).step_by(7) {
        let row: Vec<u8> = row.map(|p| p.0[0]).collect();
        for three in row.windows(3).step_by(step) {
            if let [a, b, c] = three
                && *a > 150
                && *b > 150
                && *c > 150
            {
                sum += u64::from((u16::from(*a) + u16::from(*c)).abs_diff(2 * u16::from(*b)));
                count += 1;
            }
        }
    }
    // Twice the step between neighbours, on the mean: 8 is a deviation of about 4 of 255.
    sum > NOISE * count
}

const NOISE: u64 = 12;

/// Specks and grain go, strokes stay.
fn smooth(gray: &GrayImage) -> GrayImage {
    let (width, height) = gray.dimensions();
    let mut out = gray.clone();
    let raw = gray.as_raw();
    let wide = usize::try_from(width).unwrap_or(0);
    for y in 1..height.saturating_sub(1) {
        let at = usize::try_from(y).unwrap_or(0) * wide;
        let rows = (raw.get(at - wide..at), raw.get(at..at + wide), raw.get(at + wide..at + 2 * wide));
        let (Some(above), Some(here), Some(below)) = rows else { continue };
        let threes = above.windows(3).zip(here.windows(3)).zip(below.windows(3));
        for (x, ((a, b), c)) in (1..).zip(threes) {
            let ([a0, a1, a2], [b0, b1, b2], [c0, c1, c2]) = (a, b, c) else { continue };
            let mut nine = [*a0, *a1, *a2, *b0, *b1, *b2, *c0, *c1, *c2];
            nine.sort_unstable();
            out.put_pixel(x, y, Luma([nine[4]]));
        }
    }
    out
}

/// Only what is printed in red on the upper half: stamps. None where there is no such ink.
pub(crate) fn red_ink(picture: &DynamicImage) -> Option<GrayImage> {
    if !picture.color().has_color() {
        return None;
    }
    let rgb = picture.to_rgb8();
    let mut count = 0_u64;
    let mut mask = GrayImage::from_pixel(rgb.width(), rgb.height(), Luma([255]));
    let half = usize::try_from(u64::from(rgb.width()) * u64::from(rgb.height() / 2)).unwrap_or(0);
    for (pixel, out) in rgb.pixels().zip(mask.pixels_mut()).take(half) {
        let [r, g, b] = pixel.0;
        if r > 90 && r.saturating_sub(g) > 45 && r.saturating_sub(b) > 35 {
            *out = Luma([0]);
            count += 1;
        }
    }
    let all = u64::from(rgb.width()) * u64::from(rgb.height());
    without_frames(&mut mask);
    // A few red dots are noise; a red page is no stamp.
    (count * 8000 > all && count * 5 < all).then_some(mask)
}

/// The frame around a stamp, and rules in red, would be taken for a table: strokes far longer than
/// those of letters go.
fn without_frames(mask: &mut GrayImage) {
    let (width, height) = mask.dimensions();
    let longest = (width.max(height) / 40).max(8);
    for level in [true, false] {
        let (lines, along) = if level { (height, width) } else { (width, height) };
        let spot = |line: u32, at: u32| if level { (at, line) } else { (line, at) };
        for line in 0..lines {
            let mut begun = 0;
            for at in 0..=along {
                let (x, y) = spot(line, at);
                if at < along && mask.get_pixel(x, y).0[0] == 0 {
                    continue;
                }
                if at - begun > longest {
                    for gone in begun..at {
                        let (x, y) = spot(line, gone);
                        mask.put_pixel(x, y, Luma([255]));
                    }
                }
                begun = at + 1;
            }
        }
    }
}

/// The same for another layer of the same page.
pub(crate) fn alike(layer: GrayImage, turned: f64) -> GrayImage {
    let layer = sized(layer);
    if turned == 0.0 { layer } else { rotate(&layer, turned) }
}

fn longer(gray: &GrayImage) -> f64 {
    f64::from(gray.width().max(gray.height()))
}

/// Scaled to about 300 dots per inch, taking the longer side for an A4 page's.
fn sized(gray: GrayImage) -> GrayImage {
    let dpi = longer(&gray) / A4_LONG;
    let scale = match () {
        () if dpi > 400.0 => BEST_DPI / dpi,
        // A sliver or a stamp is not blown up to a page.
        () if (70.0..210.0).contains(&dpi) => BEST_DPI / dpi,
        () => return gray,
    };
    let side = |length: u32| pixels(f64::from(length) * scale);
    let filter = if scale < 1.0 { FilterType::Triangle } else { FilterType::CatmullRom };
    imageops::resize(&gray, side(gray.width()), side(gray.height()), filter)
}

/// By how many degrees the lines of the page lean, by the sharpness of the rows' profile.
fn lean(gray: &GrayImage) -> f64 {
    let dots = dark_dots(gray);
    if dots.len() < 400 {
        return 0.0;
    }
    let height = usize::try_from(gray.height()).unwrap_or(0) * 2;
    let level = sharpness(&dots, 0.0, height);
    let mut best = (level, 0.0);
    let mut probe = |degrees: f64| {
        let sharp = sharpness(&dots, degrees, height);
        if sharp > best.0 {
            best = (sharp, degrees);
        }
        best.1
    };
    let steps = |from: f64, step: f64, count: u32| (0..=count).map(move |n| from + step * f64::from(n));
    let mut coarse = 0.0;
    for degrees in steps(-STEEPEST, 0.5, 28) {
        coarse = probe(degrees);
    }
    let mut fine = coarse;
    for degrees in steps(coarse - 0.4, 0.1, 8) {
        fine = probe(degrees);
    }
    // A picture without lines leans nowhere; a page that seems to lean the most is no page of lines.
    let clear = best.0 > level * 1.1 && fine.abs() < STEEPEST;
    if clear { fine } else { 0.0 }
}

/// Dark places on a page seen from far, away from its edges (shadows of the scanner stand there).
fn dark_dots(gray: &GrayImage) -> Vec<(f64, f64)> {
    let step = (gray.width().max(gray.height()) / 1000).max(1);
    let (width, height) = gray.dimensions();
    let (left, top) = (width / 25, height / 25);
    let mut dots = Vec::new();
    let mut y = top;
    while y + step < height.saturating_sub(top) {
        let mut x = left;
        while x + step < width.saturating_sub(left) {
            let corner = |dx, dy| u32::from(gray.get_pixel(x + dx, y + dy).0[0]);
            let half = step / 2;
            let mean = (corner(0, 0) + corner(half, 0) + corner(0, half) + corner(half, half)) / 4;
            if mean < 128 {
                dots.push((f64::from(x), f64::from(y)));
            }
            x += step;
        }
        y += step;
    }
    // More dots say no more about the angle.
    let every = dots.len() / 30_000 + 1;
    dots.into_iter().step_by(every).collect()
}

fn sharpness(dots: &[(f64, f64)], degrees: f64, height: usize) -> f64 {
    let slope = degrees.to_radians().tan();
    let mut rows = vec![0_u32; height / 3 + 2];
    for (x, y) in dots {
        let row = whole((y - x * slope + f64::from(u32::try_from(height).unwrap_or(0)) / 4.0) / 3.0);
        if let Some(count) = usize::try_from(row).ok().and_then(|row| rows.get_mut(row)) {
            *count += 1;
        }
    }
    rows.windows(2)
        .map(|pair| match pair {
            [a, b] => f64::from(a.abs_diff(*b)).powi(2),
            _ => 0.0,
        })
        .sum()
}

/// Turned about its middle so that lines leaning by `degrees` stand level; white where nothing was.
fn rotate(gray: &GrayImage, degrees: f64) -> GrayImage {
    let (width, height) = gray.dimensions();
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (mx, my) = (f64::from(width) / 2.0, f64::from(height) / 2.0);
    let mut out = GrayImage::from_pixel(width, height, Luma([255]));
    let at = |x: i64, y: i64| -> f64 {
        match (u32::try_from(x), u32::try_from(y)) {
            (Ok(x), Ok(y)) if x < width && y < height => f64::from(gray.get_pixel(x, y).0[0]),
            _ => 255.0,
        }
    };
    for (x, y, pixel) in out.enumerate_pixels_mut() {
        let (dx, dy) = (f64::from(x) - mx, f64::from(y) - my);
        let (sx, sy) = (mx + dx * cos - dy * sin, my + dx * sin + dy * cos);
        let (fx, fy) = (sx.floor(), sy.floor());
        let (ix, iy) = (whole(fx), whole(fy));
        let (wx, wy) = (sx - fx, sy - fy);
        let top = at(ix, iy) * (1.0 - wx) + at(ix + 1, iy) * wx;
        let low = at(ix, iy + 1) * (1.0 - wx) + at(ix + 1, iy + 1) * wx;
        *pixel = Luma([from_pixels(top * (1.0 - wy) + low * wy)]);
    }
    out
}

/// Where a place of the straightened page stood before it was turned.
pub(crate) fn back(ready: &Ready, (x, y): (f64, f64)) -> (f64, f64) {
    if ready.turned == 0.0 {
        return (x, y);
    }
    let (sin, cos) = ready.turned.to_radians().sin_cos();
    let (mx, my) = (f64::from(ready.gray.width()) / 2.0, f64::from(ready.gray.height()) / 2.0);
    let (dx, dy) = (x - mx, y - my);
    (mx + dx * cos - dy * sin, my + dx * sin + dy * cos)
}

/// Is there ink that could be writing? Specks of dust and the shadow of the edge are none.
pub(crate) fn has_ink(gray: &GrayImage) -> bool {
    let (width, height) = gray.dimensions();
    let (left, top) = (width / 20, height / 20);
    let (mut dark, mut all) = (0_u64, 0_u64);
    for (x, y, pixel) in gray.enumerate_pixels() {
        if x > left && y > top && x < width - left && y < height - top {
            all += 1;
            dark += u64::from(pixel.0[0] < 110);
        }
    }
    dark * 400 > all
}
