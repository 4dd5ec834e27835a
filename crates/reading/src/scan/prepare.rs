//! A picture made ready for recognition: gray, at the size that reads best, straight.
//!
//! Places found on the prepared picture are told as shares of the page as it was, so the way back
//! is kept.

use std::borrow::Cow;

use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, Luma};

use super::{pixels, whole};

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
    let gray = gray(picture);
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

/// By whole numbers where the dots have the usual three colours: the crate's own way is exact and slow.
fn gray(picture: &DynamicImage) -> GrayImage {
    let Some(rgb) = picture.as_rgb8() else { return picture.to_luma8() };
    let light = |dot: &[u8]| match dot {
        [r, g, b] => (u32::from(*r) * 54 + u32::from(*g) * 183 + u32::from(*b) * 19 + 128) >> 8,
        _ => 255,
    };
    let dots = rgb.as_raw().chunks_exact(3).map(|dot| u8::try_from(light(dot)).unwrap_or(255)).collect();
    GrayImage::from_raw(rgb.width(), rgb.height(), dots).unwrap_or_else(|| picture.to_luma8())
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

/// Specks and grain go, strokes stay: each dot becomes the middle of its nine.
fn smooth(gray: &GrayImage) -> GrayImage {
    let mut out = gray.clone();
    let raw = gray.as_raw();
    let wide = usize::try_from(gray.width()).unwrap_or(0).max(1);
    let rows = raw.chunks_exact(wide).zip(raw.chunks_exact(wide).skip(1)).zip(raw.chunks_exact(wide).skip(2));
    for (((above, here), below), line) in rows.zip(out.chunks_exact_mut(wide).skip(1)) {
        let threes = above.windows(3).zip(here.windows(3)).zip(below.windows(3));
        for (((a, b), c), dot) in threes.zip(line.iter_mut().skip(1)) {
            let ([a0, a1, a2], [b0, b1, b2], [c0, c1, c2]) = (a, b, c) else { continue };
            *dot = middle([*a0, *a1, *a2, *b0, *b1, *b2, *c0, *c1, *c2]);
        }
    }
    out
}

/// The median of nine by nineteen comparisons (Paeth, Graphics Gems I): no branch for the processor to guess.
fn middle([mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h, mut i]: [u8; 9]) -> u8 {
    let order = |x: &mut u8, y: &mut u8| (*x, *y) = ((*x).min(*y), (*x).max(*y));
    order(&mut b, &mut c);
    order(&mut e, &mut f);
    order(&mut h, &mut i);
    order(&mut a, &mut b);
    order(&mut d, &mut e);
    order(&mut g, &mut h);
    order(&mut b, &mut c);
    order(&mut e, &mut f);
    order(&mut h, &mut i);
    d = a.max(d);
    f = f.min(i);
    order(&mut e, &mut h);
    g = d.max(g);
    e = b.max(e);
    c = c.min(f);
    e = e.min(h);
    order(&mut e, &mut c);
    e = g.max(e);
    e.min(c)
}

/// Only what is printed in red on the upper half: stamps. None where there is no such ink.
pub(crate) fn red_ink(picture: &DynamicImage) -> Option<GrayImage> {
    if !picture.color().has_color() {
        return None;
    }
    let rgb = match picture.as_rgb8() {
        Some(rgb) => Cow::Borrowed(rgb),
        None => Cow::Owned(picture.to_rgb8()),
    };
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
    // A few red dots are noise; a red page is no stamp.
    let stamped = count * 8000 > all && count * 5 < all;
    stamped.then(|| {
        without_frames(&mut mask);
        mask
    })
}

/// Only what is written in blue, as pens write. None where there is no such ink.
pub(crate) fn blue_ink(picture: &DynamicImage) -> Option<GrayImage> {
    if !picture.color().has_color() {
        return None;
    }
    let rgb = match picture.as_rgb8() {
        Some(rgb) => Cow::Borrowed(rgb),
        None => Cow::Owned(picture.to_rgb8()),
    };
    let mut count = 0_u64;
    let mut mask = GrayImage::from_pixel(rgb.width(), rgb.height(), Luma([255]));
    for (pixel, out) in rgb.pixels().zip(mask.pixels_mut()) {
        let [r, g, b] = pixel.0;
        if b > 70 && b.saturating_sub(r) > 45 && b.saturating_sub(g) > 20 {
            *out = Luma([0]);
            count += 1;
        }
    }
    // A blue page is no writing.
    let all = u64::from(rgb.width()) * u64::from(rgb.height());
    (count > 200 && count * 5 < all).then_some(mask)
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

/// Turned about its middle so that lines leaning by `degrees` stand level; white where nothing was. Whole numbers with
/// sixteen binary places: a page has nine million dots, and each of them counts.
fn rotate(gray: &GrayImage, degrees: f64) -> GrayImage {
    const ONE: f64 = 65_536.0;
    let (width, height) = gray.dimensions();
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (mx, my) = (f64::from(width) / 2.0, f64::from(height) / 2.0);
    let (across, down) = (whole(cos * ONE), whole(sin * ONE));
    let mut out = GrayImage::from_pixel(width, height, Luma([255]));
    let Ok(wide) = usize::try_from(width) else { return out };
    let raw = gray.as_raw();
    for (y, row) in (0_u32..).zip(out.chunks_exact_mut(wide.max(1))) {
        let dy = f64::from(y) - my;
        let mut sx = whole((mx - mx * cos - dy * sin) * ONE);
        let mut sy = whole((my - mx * sin + dy * cos) * ONE);
        for pixel in row {
            let (wx, wy) = ((sx >> 8) & 0xFF, (sy >> 8) & 0xFF);
            if let (Ok(x), Ok(y)) = (usize::try_from(sx >> 16), usize::try_from(sy >> 16))
                && x + 1 < wide
                && let (Some([a, b]), Some([c, d])) = (two(raw, y * wide + x), two(raw, (y + 1) * wide + x))
            {
                let top = i64::from(*a) * (256 - wx) + i64::from(*b) * wx;
                let low = i64::from(*c) * (256 - wx) + i64::from(*d) * wx;
                *pixel = u8::try_from((top * (256 - wy) + low * wy + 32_768) >> 16).unwrap_or(255);
            }
            sx += across;
            sy += down;
        }
    }
    out
}

fn two(raw: &[u8], at: usize) -> Option<&[u8; 2]> {
    raw.get(at..at + 2)?.first_chunk()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_nine_is_their_median() {
        let mut seed: u32 = 7;
        for _ in 0..20_000 {
            let mut nine = [0_u8; 9];
            for one in &mut nine {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *one = (seed >> 24) as u8 % 16;
            }
            let mut sorted = nine;
            sorted.sort_unstable();
            assert_eq!(middle(nine), sorted[4], "{nine:?}");
        }
    }

    #[test]
    fn what_is_turned_and_turned_back_is_what_it_was() {
        let page =
            GrayImage::from_fn(400, 500, |x, y| Luma([if (x / 40 + y / 40) % 2 == 0 { 40 } else { 220 }]));
        let there = rotate(&rotate(&page, 2.0), -2.0);
        let inside = |x: u32, y: u32| {
            (40..360).contains(&x)
                && (40..460).contains(&y)
                && (4..36).contains(&(x % 40))
                && (4..36).contains(&(y % 40))
        };
        let off = page.enumerate_pixels().filter(|(x, y, _)| inside(*x, *y));
        let wrong = off.filter(|(x, y, dot)| dot.0[0].abs_diff(there.get_pixel(*x, *y).0[0]) > 30).count();
        assert_eq!(wrong, 0, "dots are elsewhere");
    }
}
