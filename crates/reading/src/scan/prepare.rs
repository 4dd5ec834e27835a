//! A picture made ready for recognition: gray, at the size that reads best, straight.
//!
//! Places found on the prepared picture are told as shares of the page as it was, so the way back
//! is kept.

use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage};

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
///
/// Here and below each dot of nine million is touched: plain loops over slices, which even a development build keeps
/// free of calls.
fn gray(picture: &DynamicImage) -> GrayImage {
    let Some(rgb) = picture.as_rgb8() else { return picture.to_luma8() };
    let (dots, _) = rgb.as_raw().as_chunks::<3>();
    let mut filled = vec![255; dots.len()];
    let light: &mut [u8] = &mut filled;
    let mut at = 0;
    while at < dots.len() {
        let [r, g, b] = dots[at];
        let sum = u16::from(r) * 54 + u16::from(g) * 183 + u16::from(b) * 19 + 128;
        light[at] = sum.to_be_bytes()[0];
        at += 1;
    }
    GrayImage::from_raw(rgb.width(), rgb.height(), filled).unwrap_or_else(|| picture.to_luma8())
}

/// Rows of dots.
fn rows(gray: &GrayImage) -> std::slice::ChunksExact<'_, u8> {
    gray.as_raw().chunks_exact(usize::try_from(gray.width()).unwrap_or(0).max(1))
}

/// Do neighbours on bare paper differ more than a clean scanner lets them?
fn is_noisy(gray: &GrayImage) -> bool {
    let step = usize::try_from(gray.width() / 500).unwrap_or(1).max(1) * 2 + 1;
    let (mut sum, mut count) = (0_u64, 0_u64);
    for row in rows(gray).step_by(7) {
        let mut at = 0;
        while at + 2 < row.len() {
            let (a, b, c) = (row[at], row[at + 1], row[at + 2]);
            if a > 150 && b > 150 && c > 150 {
                sum += u64::from((u16::from(a) + u16::from(c)).abs_diff(2 * u16::from(b)));
                count += 1;
            }
            at += step;
        }
    }
    // Twice the step between neighbours, on the mean: 8 is a deviation of about 4 of 255.
    sum > NOISE * count
}

const NOISE: u64 = 12;

macro_rules! least {
    ($a:expr, $b:expr) => {
        if $a < $b { $a } else { $b }
    };
}
macro_rules! most {
    ($a:expr, $b:expr) => {
        if $a > $b { $a } else { $b }
    };
}
macro_rules! middle {
    ($a:expr, $b:expr, $c:expr) => {{
        let (low, high) = (least!($a, $b), most!($a, $b));
        let low = most!(low, $c);
        least!(low, high)
    }};
}

/// Specks and grain go, strokes stay: each dot becomes the middle of its nine. Each column of three is sorted once for
/// the three dots it serves: the middle of nine is the middle of the highest low, the middle of the middles and the
/// lowest high.
fn smooth(gray: &GrayImage) -> GrayImage {
    let mut out = gray.clone();
    let wide = usize::try_from(gray.width()).unwrap_or(0).max(1);
    let mut sorted = vec![0_u8; wide * 3];
    let (low, rest) = sorted.split_at_mut(wide);
    let (mid, high) = rest.split_at_mut(wide);
    let three = rows(gray).zip(rows(gray).skip(1)).zip(rows(gray).skip(2));
    for (((above, here), below), line) in three.zip(out.chunks_exact_mut(wide).skip(1)) {
        let mut at = 0;
        while at < wide {
            let (a, b, c) = (above[at], here[at], below[at]);
            let (less, more) = (least!(a, b), most!(a, b));
            low[at] = least!(less, c);
            mid[at] = middle!(a, b, c);
            high[at] = most!(more, c);
            at += 1;
        }
        let mut at = 1;
        while at + 1 < wide {
            let lows = most!(most!(low[at - 1], low[at]), low[at + 1]);
            let mids = middle!(mid[at - 1], mid[at], mid[at + 1]);
            let highs = least!(least!(high[at - 1], high[at]), high[at + 1]);
            line[at] = middle!(lows, mids, highs);
            at += 1;
        }
    }
    out
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
    let size = |length: u32| usize::try_from(length).unwrap_or(0);
    let (wide, high) = (size(gray.width()), size(gray.height()));
    let step = (wide.max(high) / 1000).max(1);
    let half = step / 2;
    let (left, top) = (wide / 25, high / 25);
    let raw: &[u8] = gray.as_raw();
    let mut dots = Vec::new();
    let mut y = top;
    while y + step < high.saturating_sub(top) {
        let (row, low) = (&raw[y * wide..(y + 1) * wide], &raw[(y + half) * wide..(y + half + 1) * wide]);
        let mut x = left;
        while x + step < wide.saturating_sub(left) {
            let sum =
                u16::from(row[x]) + u16::from(row[x + half]) + u16::from(low[x]) + u16::from(low[x + half]);
            if sum < 4 * 128 {
                dots.push((x, y));
            }
            x += step;
        }
        y += step;
    }
    // More dots say no more about the angle.
    let every = dots.len() / 30_000 + 1;
    let place = |length: usize| f64::from(u32::try_from(length).unwrap_or(0));
    dots.into_iter().step_by(every).map(|(x, y)| (place(x), place(y))).collect()
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

/// A page with nothing on it.
pub(super) fn white(width: u32, height: u32) -> GrayImage {
    let dots = usize::try_from(u64::from(width) * u64::from(height)).unwrap_or(0);
    // One fill of memory: the crate's own way goes from dot to dot.
    GrayImage::from_raw(width, height, vec![255; dots]).unwrap_or_default()
}

/// Turned about its middle so that lines leaning by `degrees` stand level; white where nothing was. Whole numbers with
/// sixteen binary places.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "places inside, parts below 256")]
fn rotate(gray: &GrayImage, degrees: f64) -> GrayImage {
    const ONE: f64 = 65_536.0;
    let (width, height) = gray.dimensions();
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (mx, my) = (f64::from(width) / 2.0, f64::from(height) / 2.0);
    let (across, down) = (whole(cos * ONE), whole(sin * ONE));
    let wide = usize::try_from(width).unwrap_or(0).max(1);
    let mut out = white(width, height);
    // Each dot is made of four: the last row and column have no next.
    let (right, bottom) = (i64::from(width) - 1, i64::from(height) - 1);
    let raw: &[u8] = gray.as_raw();
    for (y, row) in (0_u32..).zip(out.chunks_exact_mut(wide)) {
        let dy = f64::from(y) - my;
        let mut sx = whole((mx - mx * cos - dy * sin) * ONE);
        let mut sy = whole((my - mx * sin + dy * cos) * ONE);
        for pixel in row {
            let (x, y) = (sx >> 16, sy >> 16);
            if x >= 0 && y >= 0 && x < right && y < bottom {
                let (wx, wy) = (((sx >> 8) & 0xFF) as u32, ((sy >> 8) & 0xFF) as u32);
                let at = y as usize * wide + x as usize;
                let top = raw[at] as u32 * (256 - wx) + raw[at + 1] as u32 * wx;
                let low = raw[at + wide] as u32 * (256 - wx) + raw[at + wide + 1] as u32 * wx;
                *pixel = ((top * (256 - wy) + low * wy + 32_768) >> 16) as u8;
            }
            sx += across;
            sy += down;
        }
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

/// Where a place of the page before it was turned stands on the straightened one.
pub(crate) fn onto(ready: &Ready, (x, y): (f64, f64)) -> (f64, f64) {
    if ready.turned == 0.0 {
        return (x, y);
    }
    let (sin, cos) = ready.turned.to_radians().sin_cos();
    let (mx, my) = (f64::from(ready.gray.width()) / 2.0, f64::from(ready.gray.height()) / 2.0);
    let (dx, dy) = (x - mx, y - my);
    (mx + dx * cos + dy * sin, my - dx * sin + dy * cos)
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
    use image::Luma;

    use super::*;

    #[test]
    fn each_dot_becomes_the_middle_of_its_nine() {
        let mut seed: u32 = 7;
        let noise = GrayImage::from_fn(61, 47, |_, _| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Luma([(seed >> 24) as u8 % 16])
        });
        let smoothed = smooth(&noise);
        for (x, y, dot) in smoothed.enumerate_pixels() {
            let edge = x == 0 || y == 0 || x == 60 || y == 46;
            let near = |n: u32| noise.get_pixel(x + n % 3 - 1, y + n / 3 - 1).0[0];
            let mut nine: Vec<u8> =
                if edge { vec![noise.get_pixel(x, y).0[0]] } else { (0..9).map(near).collect() };
            nine.sort_unstable();
            assert_eq!(dot.0[0], nine[nine.len() / 2], "{x} {y}");
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
