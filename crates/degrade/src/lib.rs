//! Clean pages made to look as if they came out of a scanner: leaning, blurred, noisy, coarse, stamped over.
//!
//! For the demo province and for measuring recognition. The same page, wear and seed give the same
//! bytes on every machine: the numbers come from a small generator of our own, never from the system.

mod draw;
mod pdf;

use image::imageops::{self, FilterType};
use image::{Rgb, RgbImage};

pub use pdf::scanned_pdf;

/// What happened to a page on its way. All zero is a clean scan.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Wear {
    /// Degrees by which its lines lean; the sign is drawn from the seed.
    pub skew: f64,
    /// Standard deviation of the blur, in pixels of the scan.
    pub blur: f32,
    /// Standard deviation of the noise, of 255.
    pub noise: f64,
    /// Specks of dust for each hundred thousand pixels.
    pub dust: f64,
    /// Share of the resolution that is kept, 0 meaning all.
    pub coarse: f64,
    /// How much darker the paper is than white, of 255.
    pub gray: u8,
    /// A red seal over the lower right, where the signature stands.
    pub seal: bool,
}

impl Wear {
    /// A scanner in order: a slight lean, little noise.
    #[must_use]
    pub fn light() -> Wear {
        Wear { skew: 0.4, blur: 0.5, noise: 5.0, dust: 1.0, gray: 5, ..Wear::default() }
    }

    /// An office's old machine: 200 dots per inch, leaning, stamped.
    #[must_use]
    pub fn fair() -> Wear {
        Wear { skew: 1.5, blur: 0.9, noise: 12.0, dust: 4.0, coarse: 0.67, gray: 18, seal: true }
    }

    /// A copy of a fax: 150 dots per inch, dusty, blurred, far from straight.
    #[must_use]
    pub fn heavy() -> Wear {
        Wear { skew: 3.0, blur: 1.3, noise: 22.0, dust: 12.0, coarse: 0.5, gray: 30, seal: true }
    }
}

/// The page after all that.
#[must_use]
pub fn degrade(page: &RgbImage, wear: &Wear, seed: u64) -> RgbImage {
    let mut chance = Chance::new(seed);
    let mut page = page.clone();
    if wear.seal {
        draw::seal(&mut page, &mut chance);
    }
    if wear.skew > 0.0 {
        let side = if chance.share() < 0.5 { -1.0 } else { 1.0 };
        page = draw::rotated(&page, wear.skew * side * (0.8 + 0.4 * chance.share()));
    }
    if wear.coarse > 0.0 && wear.coarse < 1.0 {
        let side = |length: u32| draw::pixels(f64::from(length) * wear.coarse).max(1);
        page = imageops::resize(&page, side(page.width()), side(page.height()), FilterType::Triangle);
    }
    if wear.blur > 0.0 {
        page = imageops::fast_blur(&page, wear.blur);
    }
    draw::dust(&mut page, wear.dust, &mut chance);
    for pixel in page.pixels_mut() {
        // Scanners err in brightness more than in colour.
        let off = wear.noise * chance.bell() - f64::from(wear.gray);
        *pixel = Rgb(pixel.0.map(|part| draw::level(f64::from(part) + off)));
    }
    page
}

/// As JPEG, as scanners write it.
#[must_use]
pub fn jpeg(page: &RgbImage, quality: u8) -> Vec<u8> {
    use image::ImageEncoder;
    let mut bytes = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, quality.clamp(1, 100));
    // Writing into memory does not fail; an empty picture would be told by its reader.
    let _ = encoder.write_image(page, page.width(), page.height(), image::ExtendedColorType::Rgb8);
    bytes
}

/// Numbers that follow from a seed (splitmix64).
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    #[must_use]
    pub fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 up to 1.
    pub fn share(&mut self) -> f64 {
        let top = u32::try_from(self.next() >> 32).unwrap_or(u32::MAX);
        f64::from(top) / 4_294_967_296.0
    }

    /// Around 0 with a deviation of 1: the sum of four even numbers is near enough to a bell.
    fn bell(&mut self) -> f64 {
        let sum: f64 = (0..4).map(|_| self.share()).sum();
        (sum - 2.0) * 1.732
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> RgbImage {
        RgbImage::from_fn(240, 340, |x, y| if y % 20 < 3 && x % 9 < 6 { Rgb([0; 3]) } else { Rgb([255; 3]) })
    }

    #[test]
    fn the_same_seed_wears_a_page_the_same_way() {
        let worn = |seed| degrade(&page(), &Wear::fair(), seed);
        assert_eq!(worn(7), worn(7));
        assert_ne!(worn(7), worn(8));
        assert_eq!(degrade(&page(), &Wear::default(), 7), page());
    }

    #[test]
    fn a_seal_is_red_and_a_coarse_scan_is_smaller() {
        let sealed = degrade(&page(), &Wear { seal: true, ..Wear::default() }, 1);
        assert!(sealed.pixels().any(|p| p.0[0] > p.0[1].saturating_add(60)));
        let coarse = degrade(&page(), &Wear { coarse: 0.5, ..Wear::default() }, 1);
        assert_eq!(coarse.dimensions(), (120, 170));
    }

    #[test]
    fn pages_become_a_pdf_with_one_picture_each() {
        let bytes = scanned_pdf(&[page(), page()], 80);
        assert!(bytes.starts_with(b"%PDF-1.4"));
        let pictures = bytes.windows(14).filter(|w| w == b"/Subtype/Image").count();
        assert_eq!(pictures, 2);
    }
}
