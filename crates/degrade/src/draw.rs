//! Strokes on a page.

use image::{Rgb, RgbImage};

use super::Chance;

/// A length as whole pixels.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "kept within a million")]
pub(crate) fn pixels(length: f64) -> u32 {
    length.round().clamp(0.0, 1_000_000.0) as u32
}

/// A brightness as a byte.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "kept within a byte")]
pub(crate) fn level(value: f64) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

/// Turned about its middle; white where nothing was.
pub(crate) fn rotated(page: &RgbImage, degrees: f64) -> RgbImage {
    let (width, height) = page.dimensions();
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (mx, my) = (f64::from(width) / 2.0, f64::from(height) / 2.0);
    RgbImage::from_fn(width, height, |x, y| {
        let (dx, dy) = (f64::from(x) - mx, f64::from(y) - my);
        sample(page, mx + dx * cos + dy * sin, my - dx * sin + dy * cos)
    })
}

fn sample(page: &RgbImage, x: f64, y: f64) -> Rgb<u8> {
    let at = |x: f64, y: f64| match x >= 0.0 && y >= 0.0 {
        true => page.get_pixel_checked(pixels(x), pixels(y)).map_or([255.0; 3], |p| p.0.map(f64::from)),
        false => [255.0; 3],
    };
    let (left, top) = (x.floor(), y.floor());
    let (wx, wy) = (x - left, y - top);
    let [a, b, c, d] = [at(left, top), at(left + 1.0, top), at(left, top + 1.0), at(left + 1.0, top + 1.0)];
    let mut out = [0; 3];
    for (n, part) in out.iter_mut().enumerate() {
        let of = |p: &[f64; 3]| p.get(n).copied().unwrap_or(255.0);
        let (above, below) = (of(&a) * (1.0 - wx) + of(&b) * wx, of(&c) * (1.0 - wx) + of(&d) * wx);
        *part = level(above * (1.0 - wy) + below * wy);
    }
    Rgb(out)
}

/// Dark specks, each a few pixels wide.
pub(crate) fn dust(page: &mut RgbImage, per_hundred_thousand: f64, chance: &mut Chance) {
    let all = f64::from(page.width()) * f64::from(page.height());
    for _ in 0..pixels(all / 100_000.0 * per_hundred_thousand) {
        let x = pixels(chance.share() * f64::from(page.width()));
        let y = pixels(chance.share() * f64::from(page.height()));
        let size = 1 + pixels(chance.share() * 1.4);
        let dark = level(40.0 + 120.0 * chance.share());
        for (dx, dy) in (0..size).flat_map(|dx| (0..size).map(move |dy| (dx, dy))) {
            if let Some(pixel) = page.get_pixel_mut_checked(x + dx, y + dy) {
                *pixel = Rgb([dark; 3]);
            }
        }
    }
}

/// A round seal with a star, over the signature: two rings, strokes between them for its letters.
pub(crate) fn seal(page: &mut RgbImage, chance: &mut Chance) {
    let (width, height) = (f64::from(page.width()), f64::from(page.height()));
    let mid = (width * (0.55 + 0.06 * chance.share()), height * (0.70 + 0.06 * chance.share()));
    // 36 mm across on paper 210 mm wide.
    let radius = width * 18.0 / 210.0;
    let letters = 44.0;
    for (x, y, pixel) in page.enumerate_pixels_mut() {
        let (dx, dy) = (f64::from(x) - mid.0, f64::from(y) - mid.1);
        let far = dx.hypot(dy) / radius;
        if far > 1.0 {
            continue;
        }
        let turn = dy.atan2(dx);
        let ring = far > 0.96 || (0.60..0.625).contains(&far);
        let stroke =
            (0.70..0.88).contains(&far) && (turn * letters / std::f64::consts::TAU).rem_euclid(1.0) < 0.45;
        // Five points: the edge of the star swings between two circles.
        let swing = ((turn + std::f64::consts::FRAC_PI_2) * 5.0 / std::f64::consts::TAU).rem_euclid(1.0);
        let star = far < 0.34 - 0.4 * (0.5 - (swing - 0.5).abs());
        if ring || stroke || star {
            let worn = 0.55 + 0.25 * chance.share();
            let [r, g, b] = pixel.0.map(f64::from);
            *pixel = Rgb([
                level(r * (1.0 - worn) + r.min(205.0) * worn),
                level(g * (1.0 - worn) + g.min(35.0) * worn),
                level(b * (1.0 - worn) + b.min(50.0) * worn),
            ]);
        }
    }
}
