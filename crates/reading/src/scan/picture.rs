//! Pictures out of files: PNG, JPEG, BMP and the pages of a TIFF, decoded with limits.

use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};

use image::codecs::tiff::TiffDecoder;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader};

use crate::{Limits, Problem, ProblemCode};

/// The longest side and the most pixels that are unpacked: A3 at 600 dots per inch passes.
const SIDE: u32 = 20_000;
const PIXELS: u64 = 80_000_000;
/// Bytes that unpacking may take.
const ALLOC: u64 = 640 << 20;

/// How many pages a picture file has. Only a TIFF has several.
pub(crate) fn pages(bytes: &[u8], limits: &Limits) -> Result<u32, Problem> {
    format(bytes)?;
    if !is_tiff(bytes) {
        return Ok(1);
    }
    let most = usize::try_from(limits.pages).unwrap_or(usize::MAX);
    let found = directories(bytes, most.saturating_add(1));
    if found.len() > most {
        return Err(Problem::with(ProblemCode::TooManyPages, limits.pages.to_string()));
    }
    match u32::try_from(found.len()) {
        Ok(count) if count > 0 => Ok(count),
        _ => Err(Problem::new(ProblemCode::Broken)),
    }
}

/// One page, upright as its file says.
pub(crate) fn page(bytes: &[u8], page: u32) -> Result<DynamicImage, Problem> {
    if is_tiff(bytes) {
        let at = page.checked_sub(1).and_then(|at| usize::try_from(at).ok()).unwrap_or(usize::MAX);
        let found = directories(bytes, at.saturating_add(1));
        let start = found.get(at).ok_or_else(|| Problem::with(ProblemCode::NoSuchPage, page.to_string()))?;
        let decoder = TiffDecoder::new(BufReader::new(StartingAt::new(bytes, *start))).map_err(why)?;
        let picture = unpack(decoder)?;
        return Ok(squared(picture, resolution(bytes, *start)));
    }
    if page != 1 {
        return Err(Problem::with(ProblemCode::NoSuchPage, page.to_string()));
    }
    let reader = ImageReader::with_format(Cursor::new(bytes), format(bytes)?);
    unpack(reader.into_decoder().map_err(why)?)
}

/// A page for the screen: no wider than asked for, as JPEG.
pub(crate) fn shown(bytes: &[u8], number: u32, dpi: u32, limits: &Limits) -> Result<Vec<u8>, Problem> {
    if number == 0 || number > pages(bytes, limits)? {
        return Err(Problem::with(ProblemCode::NoSuchPage, number.to_string()));
    }
    let picture = page(bytes, number)?;
    // Files seldom say truly how large the paper was: A4 is assumed, the longer side upright.
    let most = dpi.clamp(20, 600).saturating_mul(12);
    let picture = match picture.width().max(picture.height()) > most {
        true => picture.thumbnail(most, most),
        false => picture,
    };
    let mut jpeg = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 80);
    let written = match picture.color().has_color() {
        true => {
            let rgb = picture.into_rgb8();
            encoder.write_image(&rgb, rgb.width(), rgb.height(), image::ExtendedColorType::Rgb8)
        }
        false => {
            let gray = picture.into_luma8();
            encoder.write_image(&gray, gray.width(), gray.height(), image::ExtendedColorType::L8)
        }
    };
    written.map_err(why)?;
    Ok(jpeg)
}

fn format(bytes: &[u8]) -> Result<ImageFormat, Problem> {
    match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::Bmp | ImageFormat::Tiff)) => {
            Ok(format)
        }
        Ok(other) => {
            let name = other.extensions_str().first().copied().unwrap_or("ảnh").to_uppercase();
            Err(Problem::with(ProblemCode::NotRead, name))
        }
        Err(_) => Err(Problem::with(ProblemCode::NotRead, "HEIC")),
    }
}

/// Decodes a JPEG that lies inside another file.
pub(crate) fn jpeg(bytes: &[u8]) -> Result<DynamicImage, Problem> {
    unpack(ImageReader::with_format(Cursor::new(bytes), ImageFormat::Jpeg).into_decoder().map_err(why)?)
}

/// Decodes what poppler rendered.
pub(crate) fn portable(bytes: &[u8]) -> Result<DynamicImage, Problem> {
    unpack(ImageReader::with_format(Cursor::new(bytes), ImageFormat::Pnm).into_decoder().map_err(why)?)
}

/// Are these sizes ones that are unpacked at all?
pub(crate) fn is_bearable(width: u64, height: u64) -> bool {
    let side = u64::from(SIDE);
    width > 0 && height > 0 && width <= side && height <= side && width.saturating_mul(height) <= PIXELS
}

fn unpack(mut decoder: impl ImageDecoder) -> Result<DynamicImage, Problem> {
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(Problem::new(ProblemCode::Broken));
    }
    if !is_bearable(width.into(), height.into()) || decoder.total_bytes() > ALLOC {
        return Err(Problem::with(ProblemCode::PictureTooLarge, format!("{width} × {height}")));
    }
    let mut allowed = image::Limits::default();
    allowed.max_alloc = Some(ALLOC);
    decoder.set_limits(allowed).map_err(why)?;
    let turn = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(why)?;
    picture.apply_orientation(turn);
    Ok(picture)
}

fn why(fault: image::ImageError) -> Problem {
    match fault {
        image::ImageError::Limits(_) => Problem::new(ProblemCode::TooDemanding),
        _ => Problem::new(ProblemCode::Broken),
    }
}

/// Faxes have half the lines: letters keep their shape only when both sides have the same scale.
fn squared(picture: DynamicImage, resolution: Option<(f64, f64)>) -> DynamicImage {
    let Some((x, y)) = resolution else { return picture };
    let (width, height) = (picture.width(), picture.height());
    let ratio = x / y;
    if (0.8..1.25).contains(&ratio) || !(0.25..4.0).contains(&ratio) {
        return picture;
    }
    let (wide, high) = match ratio > 1.0 {
        true => (width, super::pixels(f64::from(height) * ratio)),
        false => (super::pixels(f64::from(width) / ratio), height),
    };
    if !is_bearable(wide.into(), high.into()) {
        return picture;
    }
    picture.resize_exact(wide, high, image::imageops::FilterType::Triangle)
}

fn is_tiff(bytes: &[u8]) -> bool {
    bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*")
}

/// Numbers of a TIFF in its own order of bytes.
struct Tiff<'a> {
    bytes: &'a [u8],
    little: bool,
}

impl Tiff<'_> {
    fn short(&self, at: usize) -> Option<u16> {
        let two: [u8; 2] = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    }

    fn long(&self, at: usize) -> Option<u32> {
        let four: [u8; 4] = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
    }

    fn offset(&self, at: usize) -> Option<usize> {
        self.long(at).and_then(|v| usize::try_from(v).ok()).filter(|v| *v >= 8)
    }
}

/// Where the pages' directories stand, at most so many; a chain that bites its tail ends there.
fn directories(bytes: &[u8], most: usize) -> Vec<u32> {
    let tiff = Tiff { bytes, little: bytes.starts_with(b"II") };
    let mut found = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let mut next = tiff.offset(4);
    while let Some(at) = next.filter(|at| found.len() < most && seen.insert(*at)) {
        let Some(count) = tiff.short(at).filter(|count| *count > 0) else { break };
        found.extend(u32::try_from(at));
        next = at.checked_add(2 + 12 * usize::from(count)).and_then(|end| tiff.offset(end));
    }
    found
}

/// Dots per inch across and down, where the page says both.
fn resolution(bytes: &[u8], directory: u32) -> Option<(f64, f64)> {
    const ACROSS: u16 = 282;
    const DOWN: u16 = 283;
    let tiff = Tiff { bytes, little: bytes.starts_with(b"II") };
    let start = usize::try_from(directory).ok()?;
    let value = |tag: u16| {
        let entries = 0..usize::from(tiff.short(start)?);
        let at = entries.map(|n| start + 2 + 12 * n).find(|at| tiff.short(*at) == Some(tag))?;
        let place = tiff.offset(at + 8)?;
        let (above, below) = (tiff.long(place)?, tiff.long(place + 4)?);
        (above > 0 && below > 0).then(|| f64::from(above) / f64::from(below))
    };
    Some((value(ACROSS)?, value(DOWN)?))
}

/// The bytes of a TIFF, but its header says that the first page is another one.
struct StartingAt<'a> {
    head: [u8; 8],
    whole: Cursor<&'a [u8]>,
}

impl<'a> StartingAt<'a> {
    fn new(bytes: &'a [u8], directory: u32) -> StartingAt<'a> {
        let mut head = [0; 8];
        let mark = bytes.get(..4).unwrap_or_default();
        let start = match mark.starts_with(b"II") {
            true => directory.to_le_bytes(),
            false => directory.to_be_bytes(),
        };
        for (to, from) in head.iter_mut().zip(mark.iter().chain(&start)) {
            *to = *from;
        }
        StartingAt { head, whole: Cursor::new(bytes) }
    }
}

impl Read for StartingAt<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let at = usize::try_from(self.whole.position()).unwrap_or(usize::MAX);
        let count = self.whole.read(into)?;
        for (byte, from) in into.iter_mut().take(count).zip(self.head.iter().skip(at)) {
            *byte = *from;
        }
        Ok(count)
    }
}

impl Seek for StartingAt<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.whole.seek(to)
    }
}
