//! Pictures out of files: PNG, JPEG, BMP, WebP, HEIC and the pages of a TIFF, decoded with limits.

use std::io::{BufReader, Cursor};

use image::codecs::tiff::TiffDecoder;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader};

use super::tiff::{StartingAt, Tiff, is_tiff};
use super::{fax, heic};
use crate::{Limits, Problem, ProblemCode};

/// The longest side and the most pixels that are unpacked: A3 at 600 dots per inch passes.
const SIDE: u32 = 20_000;
const PIXELS: u64 = 80_000_000;
/// Bytes that unpacking may take.
const ALLOC: u64 = 640 << 20;

/// How many pages a picture file has. Only a TIFF has several.
pub(crate) fn pages(bytes: &[u8], limits: &Limits) -> Result<u32, Problem> {
    if heic::is_heic(bytes) {
        return Ok(1);
    }
    format(bytes)?;
    if !is_tiff(bytes) {
        return Ok(1);
    }
    let most = usize::try_from(limits.pages).unwrap_or(usize::MAX);
    let found = Tiff::new(bytes).directories(most.saturating_add(1));
    if found.len() > most {
        return Err(Problem::with(ProblemCode::TooManyPages, limits.pages.to_string()));
    }
    match u32::try_from(found.len()) {
        Ok(count) if count > 0 => Ok(count),
        _ => Err(Problem::new(ProblemCode::Broken)),
    }
}

/// One page, upright as its file says.
pub(crate) fn page(bytes: &[u8], page: u32, limits: &Limits) -> Result<DynamicImage, Problem> {
    if is_tiff(bytes) {
        let tiff = Tiff::new(bytes);
        let at = page.checked_sub(1).and_then(|at| usize::try_from(at).ok()).unwrap_or(usize::MAX);
        let found = tiff.directories(at.saturating_add(1));
        let start = *found.get(at).ok_or_else(|| Problem::with(ProblemCode::NoSuchPage, page.to_string()))?;
        if let Some(pdf) = fax::as_pdf(&tiff, start) {
            return portable(&crate::pdf::render(&pdf, 1, false, limits)?);
        }
        return Ok(squared(unpacked_tiff(bytes, start)?, tiff.resolution(start)));
    }
    if page != 1 {
        return Err(Problem::with(ProblemCode::NoSuchPage, page.to_string()));
    }
    if heic::is_heic(bytes) {
        let png = heic::as_png(bytes, limits)?;
        let reader = ImageReader::with_format(Cursor::new(png.as_slice()), ImageFormat::Png);
        return unpack(reader.into_decoder().map_err(why)?);
    }
    let reader = ImageReader::with_format(Cursor::new(bytes), format(bytes)?);
    unpack(reader.into_decoder().map_err(why)?)
}

/// The page of a TIFF whose directory stands there.
pub(crate) fn unpacked_tiff(bytes: &[u8], directory: u32) -> Result<DynamicImage, Problem> {
    unpack(TiffDecoder::new(BufReader::new(StartingAt::new(bytes, directory))).map_err(why)?)
}

/// A page for the screen: no wider than asked for, as JPEG.
pub(crate) fn shown(bytes: &[u8], number: u32, dpi: u32, limits: &Limits) -> Result<Vec<u8>, Problem> {
    if number == 0 || number > pages(bytes, limits)? {
        return Err(Problem::with(ProblemCode::NoSuchPage, number.to_string()));
    }
    let picture = page(bytes, number, limits)?;
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
        Ok(
            format @ (ImageFormat::Png
            | ImageFormat::Jpeg
            | ImageFormat::Bmp
            | ImageFormat::Tiff
            | ImageFormat::WebP),
        ) => Ok(format),
        Ok(other) => {
            let name = other.extensions_str().first().copied().unwrap_or("ảnh").to_uppercase();
            Err(Problem::with(ProblemCode::NotRead, name))
        }
        Err(_) => Err(Problem::new(ProblemCode::Broken)),
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
