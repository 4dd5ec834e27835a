//! Coloured ink on a scanned page: what is stamped in red, what pens write in blue. One look over the picture finds both.

use std::borrow::Cow;

use image::{DynamicImage, GrayImage, Luma, RgbImage};

use super::prepare::white;

/// Pictures longer than this are looked at in every other dot of every other row: strokes are wider.
const FINE: u32 = 2000;

/// What was seen of colours.
pub(super) struct Inks<'a> {
    rgb: Cow<'a, RgbImage>,
    /// Dots that are as blue as pens write.
    blue: Vec<(u32, u32)>,
    /// The box of what is red in the upper half: left, top, right, bottom. None where nobody stamped.
    red: Option<[u32; 4]>,
}

/// Looks for ink. None where the picture has no colours.
pub(super) fn look(picture: &DynamicImage) -> Option<Inks<'_>> {
    if !picture.color().has_color() {
        return None;
    }
    let rgb = match picture.as_rgb8() {
        Some(rgb) => Cow::Borrowed(rgb),
        None => Cow::Owned(picture.to_rgb8()),
    };
    let (width, height) = rgb.dimensions();
    let step = if width.max(height) > FINE { 2 } else { 1 };
    let few = usize::try_from(step).unwrap_or(1);
    let line = usize::try_from(width).unwrap_or(0).max(1) * 3;
    let looked_at = u64::from(width / step) * u64::from(height / step);
    let (mut blue, mut red, mut stamped) = (Vec::new(), [u32::MAX, u32::MAX, 0, 0], 0_u64);
    for (y, row) in (0..height).zip(rgb.as_raw().chunks_exact(line)).step_by(few) {
        let upper = y < height / 2;
        let mut see = |x: u32, r: u8, g: u8, b: u8| {
            if is_red(r, g, b) && upper {
                stamped += 1;
                let [x0, y0, x1, y1] = red;
                red = [x0.min(x), y0.min(y), x1.max(x + step), y1.max(y + step)];
            } else if is_blue(r, g, b) && count(&blue) * 5 < looked_at {
                blue.push((x, y));
            }
        };
        // Nearly all dots are gray, and nothing is called for them.
        let (dots, _) = row.as_chunks::<3>();
        let mut at = 0;
        let mut x = 0;
        while at < dots.len() {
            let [r, g, b] = dots[at];
            if r > b && r - b > 35 || b > r && b - r > 45 {
                see(x, r, g, b);
            }
            at += few;
            x += step;
        }
    }
    // A blue page is no writing, and neither are a few dots.
    let few = 200 / u64::from(step * step);
    if count(&blue) <= few || count(&blue) * 5 >= looked_at {
        blue.clear();
    }
    // A few red dots are noise; a red page is no stamp.
    let stamped = stamped * 8000 > looked_at && stamped * 5 < looked_at;
    Some(Inks { rgb, blue, red: stamped.then_some(red) })
}

fn count(of: &[(u32, u32)]) -> u64 {
    u64::try_from(of.len()).unwrap_or(u64::MAX)
}

fn is_red(r: u8, g: u8, b: u8) -> bool {
    r > 90 && r.saturating_sub(g) > 45 && r.saturating_sub(b) > 35
}

fn is_blue(r: u8, g: u8, b: u8) -> bool {
    b > 70 && b.saturating_sub(r) > 45 && b.saturating_sub(g) > 20
}

impl Inks<'_> {
    /// Dots of the picture that a pen wrote in blue; none where too few or too many are blue.
    pub fn blue(&self) -> &[(u32, u32)] {
        &self.blue
    }

    /// Only what is printed in red on the upper half: stamps. None where there is no such ink.
    pub fn red(&self) -> Option<GrayImage> {
        let [left, top, right, bottom] = self.red?;
        let (width, height) = self.rgb.dimensions();
        let (left, top) = (left.saturating_sub(2), top.saturating_sub(2));
        let (right, bottom) = ((right + 2).min(width), (bottom + 2).min(height / 2));
        let mut mask = white(width, height);
        for y in top..bottom {
            for x in left..right {
                let [r, g, b] = self.rgb.get_pixel(x, y).0;
                if is_red(r, g, b) {
                    mask.put_pixel(x, y, Luma([0]));
                }
            }
        }
        without_frames(&mut mask, [left, top, right, bottom]);
        Some(mask)
    }
}

/// The frame around a stamp, and rules in red, would be taken for a table: strokes far longer than
/// those of letters go.
fn without_frames(mask: &mut GrayImage, [left, top, right, bottom]: [u32; 4]) {
    let longest = (mask.width().max(mask.height()) / 40).max(8);
    for level in [true, false] {
        let (lines, along) = if level { (top..bottom, left..right) } else { (left..right, top..bottom) };
        let spot = |line: u32, at: u32| if level { (at, line) } else { (line, at) };
        for line in lines {
            let mut begun = along.start;
            for at in along.start..=along.end {
                let (x, y) = spot(line, at);
                if at < along.end && mask.get_pixel(x, y).0[0] == 0 {
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
