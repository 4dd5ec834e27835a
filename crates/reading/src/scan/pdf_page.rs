//! What a page of a PDF shows: nothing, one scanned picture, or a mixture that has to be rendered.
//!
//! A scanner lays one picture over the whole page. Taken out as it is it costs nothing and loses
//! nothing; rendering would scale it. Whatever is not surely that simple is left to poppler.

use image::{DynamicImage, GrayImage};
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};

use super::picture;

/// A page's drawing instructions and its unpacked streams may not be longer.
const DRAWING: usize = 4 << 20;
const UNPACKED: usize = 320 << 20;

pub(crate) struct Pages {
    pub document: Document,
    pub pages: Vec<ObjectId>,
}

/// What stands on a page.
pub(crate) enum Shown {
    Nothing,
    Scan(Scan),
    Mixed,
}

/// One picture over the page.
pub(crate) struct Scan {
    pub picture: DynamicImage,
    /// Its place as shares of the page: left, top, width, height.
    pub place: [f64; 4],
}

impl Pages {
    /// None when this reader does not understand the file; poppler may.
    pub(crate) fn open(bytes: &[u8]) -> Option<Pages> {
        let options = LoadOptions { max_decompressed_size: Some(UNPACKED), ..LoadOptions::default() };
        let load = || Document::load_mem_with_options(bytes, options).ok();
        let document = std::panic::catch_unwind(std::panic::AssertUnwindSafe(load)).ok().flatten()?;
        if document.is_encrypted() || document.was_encrypted() {
            return None;
        }
        let pages = document.page_iter().take(100_000).collect();
        Some(Pages { document, pages })
    }

    /// Does a picture cover most of this page? Cheap: nothing is unpacked but the drawing.
    pub(crate) fn is_covered(&self, page: u32) -> bool {
        self.drawing(page).is_some_and(|drawing| drawing.covered)
    }

    pub(crate) fn look(&self, page: u32) -> Shown {
        let Some(drawing) = self.drawing(page) else { return Shown::Mixed };
        if drawing.pictures.is_empty() && !drawing.more {
            return Shown::Nothing;
        }
        let ([(stream, place)], false) = (drawing.pictures.as_slice(), drawing.more) else {
            return Shown::Mixed;
        };
        let whole = place[2] > 0.8 && place[3] > 0.8;
        let decode = || self.decode(stream);
        match std::panic::catch_unwind(std::panic::AssertUnwindSafe(decode)) {
            Ok(Some(picture)) if whole => Shown::Scan(Scan { picture, place: *place }),
            _ => Shown::Mixed,
        }
    }

    fn drawing(&self, page: u32) -> Option<Drawing<'_>> {
        let at = usize::try_from(page.checked_sub(1)?).ok()?;
        let id = *self.pages.get(at)?;
        let told = self.inherited(id, b"Rotate").and_then(|v| v.as_float().ok()).unwrap_or(0.0);
        if told % 360.0 != 0.0 {
            return None;
        }
        let sheet: Vec<f64> =
            self.inherited(id, b"MediaBox")?.as_array().ok()?.iter().filter_map(|v| self.number(v)).collect();
        let [x0, y0, x1, y1] = sheet.as_slice() else { return None };
        let sheet = [x0.min(*x1), y0.min(*y1), (x1 - x0).abs(), (y1 - y0).abs()];
        if sheet[2] < 1.0 || sheet[3] < 1.0 {
            return None;
        }
        let content = self.document.get_page_content_with_limit(id, DRAWING).ok()?;
        let operations = Content::decode(&content).ok()?.operations;
        let resources = self.inherited(id, b"Resources").and_then(|r| r.as_dict().ok());
        Some(self.follow(&operations, resources, sheet))
    }

    /// An entry of the page or of the nodes above it.
    pub(crate) fn inherited(&self, id: ObjectId, key: &[u8]) -> Option<&Object> {
        let mut node = self.document.get_dictionary(id).ok()?;
        for _ in 0..32 {
            if let Ok(value) = node.get_deref(key, &self.document) {
                return Some(value);
            }
            node = node.get_deref(b"Parent", &self.document).ok()?.as_dict().ok()?;
        }
        None
    }

    fn number(&self, value: &Object) -> Option<f64> {
        let (_, value) = self.document.dereference(value).ok()?;
        value.as_float().ok().map(f64::from).filter(|v| v.is_finite())
    }

    fn follow<'a>(
        &'a self,
        operations: &[Operation],
        resources: Option<&'a Dictionary>,
        sheet: [f64; 4],
    ) -> Drawing<'a> {
        let mut drawing = Drawing { pictures: Vec::new(), covered: false, more: false };
        let mut now = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
        let mut kept = Vec::new();
        // Text of a scanner's own recognition is drawn without ink, or under the picture.
        let (mut inkless, mut text) = (false, false);
        for operation in operations {
            match operation.operator.as_str() {
                "q" if kept.len() < 256 => kept.push((now, inkless)),
                "Q" => (now, inkless) = kept.pop().unwrap_or((now, inkless)),
                "Tr" => inkless = operation.operands.first().and_then(|v| self.number(v)) == Some(3.0),
                "Tj" | "TJ" | "'" | "\"" => text |= !inkless,
                "cm" => {
                    let by: Vec<f64> = operation.operands.iter().filter_map(|v| self.number(v)).collect();
                    match <[f64; 6]>::try_from(by) {
                        Ok(by) => now = times(by, now),
                        Err(_) => drawing.more = true,
                    }
                }
                "Do" => {
                    let named = operation.operands.first().and_then(|v| v.as_name().ok());
                    let stream = named.zip(resources).and_then(|(name, from)| {
                        let forms = from.get_deref(b"XObject", &self.document).ok()?.as_dict().ok()?;
                        forms.get_deref(name, &self.document).ok()?.as_stream().ok()
                    });
                    let is_image = |s: &&Stream| {
                        s.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|n| n == b"Image")
                    };
                    match (stream.filter(is_image), place(now, sheet)) {
                        (Some(stream), Some(place)) => {
                            drawing.covered |= place[2] * place[3] > 0.6;
                            text &= !(place[2] > 0.95 && place[3] > 0.95);
                            drawing.pictures.push((stream, place));
                        }
                        _ => drawing.more = true,
                    }
                }
                "BI" | "EI" | "ID" | "sh" | "f" | "F" | "f*" | "S" | "s" | "B" | "B*" | "b" | "b*" => {
                    drawing.more = true;
                }
                _ => {}
            }
        }
        drawing.more |= text;
        drawing
    }

    fn decode(&self, stream: &Stream) -> Option<DynamicImage> {
        let entry = |key: &[u8]| stream.dict.get_deref(key, &self.document).ok();
        let size = |key: &[u8]| entry(key).and_then(|v| v.as_i64().ok()).and_then(|v| u32::try_from(v).ok());
        let (width, height) = (size(b"Width")?, size(b"Height")?);
        let masked = ["SMask", "Mask", "Decode"].iter().any(|key| entry(key.as_bytes()).is_some());
        let stencil = entry(b"ImageMask").is_some_and(|v| v.as_bool().unwrap_or(true));
        if masked || stencil || !picture::is_bearable(width.into(), height.into()) {
            return None;
        }
        let filters = stream.filters().unwrap_or_default();
        let space = self.colours(entry(b"ColorSpace"));
        match (filters.as_slice(), space) {
            ([b"DCTDecode"], Some(_)) => picture::jpeg(&stream.content).ok(),
            ([b"CCITTFaxDecode"], _) => {
                let parameters = entry(b"DecodeParms").and_then(|v| match v {
                    Object::Array(of) => of.first().and_then(|v| v.as_dict().ok()),
                    other => other.as_dict().ok(),
                });
                fax(&stream.content, parameters, (width, height))
            }
            ([] | [b"FlateDecode"] | [b"LZWDecode"], Some(colours)) => {
                let bits = size(b"BitsPerComponent")?;
                let pixels = match filters.is_empty() {
                    true => stream.content.clone(),
                    false => stream.decompressed_content_with_limit(UNPACKED).ok()?,
                };
                raw(pixels, (width, height), (bits, colours))
            }
            _ => None,
        }
    }

    /// One or three colours; none for what is rarer than that.
    fn colours(&self, space: Option<&Object>) -> Option<u8> {
        match space? {
            Object::Name(name) => match name.as_slice() {
                b"DeviceGray" | b"CalGray" | b"G" => Some(1),
                b"DeviceRGB" | b"CalRGB" | b"RGB" => Some(3),
                _ => None,
            },
            Object::Array(of) => match of.first().and_then(|v| v.as_name().ok())? {
                b"ICCBased" => {
                    let (_, profile) = self.document.dereference(of.get(1)?).ok()?;
                    let count = profile.as_stream().ok()?.dict.get(b"N").ok()?.as_i64().ok()?;
                    u8::try_from(count).ok().filter(|n| matches!(n, 1 | 3))
                }
                b"CalGray" => Some(1),
                b"CalRGB" => Some(3),
                _ => None,
            },
            _ => None,
        }
    }
}

struct Drawing<'a> {
    pictures: Vec<(&'a Stream, [f64; 4])>,
    /// One of them covers most of the page.
    covered: bool,
    /// There is something else: text, lines, forms, what could not be followed.
    more: bool,
}

type Matrix = [f64; 6];

fn times(by: Matrix, then: Matrix) -> Matrix {
    let [a, b, c, d, e, f] = by;
    let [g, h, i, j, k, l] = then;
    [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}

/// Where the unit square comes to lie, upright and unmirrored; none when it is turned.
fn place(now: Matrix, [left, bottom, width, height]: [f64; 4]) -> Option<[f64; 4]> {
    let [a, b, c, d, e, f] = now;
    let level = b.abs() < 0.01 * a && c.abs() < 0.01 * d;
    let share = |v: f64, of: f64| v / of;
    let at = [share(e - left, width), 1.0 - share(f - bottom + d, height), share(a, width), share(d, height)];
    (level && a > 0.0 && d > 0.0 && at.iter().all(|v| v.is_finite() && v.abs() < 4.0)).then_some(at)
}

/// Rows of samples as they stand in the file.
fn raw(samples: Vec<u8>, (width, height): (u32, u32), (bits, colours): (u32, u8)) -> Option<DynamicImage> {
    match (bits, colours) {
        (8, 1) => GrayImage::from_raw(width, height, cut(samples, (width, height), 1)?).map(Into::into),
        (8, 3) => image::RgbImage::from_raw(width, height, cut(samples, (width, height), 3)?).map(Into::into),
        (1, 1) => {
            let row = usize::try_from(width.div_ceil(8)).ok()?;
            let wide = usize::try_from(width).ok()?;
            let mut gray = Vec::with_capacity(wide * usize::try_from(height).ok()?);
            for line in samples.chunks_exact(row).take(usize::try_from(height).ok()?) {
                let dots = line.iter().flat_map(|byte| (0..8).map(move |n| byte >> (7 - n) & 1));
                gray.extend(dots.take(wide).map(|dot| dot * 255));
            }
            GrayImage::from_raw(width, height, gray).map(Into::into)
        }
        _ => None,
    }
}

fn cut(mut samples: Vec<u8>, (width, height): (u32, u32), each: u64) -> Option<Vec<u8>> {
    let wanted = usize::try_from(u64::from(width) * u64::from(height) * each).ok()?;
    (samples.len() >= wanted).then(|| {
        samples.truncate(wanted);
        samples
    })
}

/// Fax data has no head of its own: a TIFF is put around it.
fn fax(data: &[u8], parameters: Option<&Dictionary>, (width, height): (u32, u32)) -> Option<DynamicImage> {
    let number = |key: &[u8]| parameters.and_then(|p| p.get(key).ok()).and_then(|v| v.as_i64().ok());
    let truth =
        |key: &[u8]| parameters.and_then(|p| p.get(key).ok()).is_some_and(|v| v.as_bool().unwrap_or(false));
    let columns = number(b"Columns").unwrap_or(1728);
    if truth(b"EncodedByteAlign") || number(b"K").unwrap_or(0) >= 0 || columns != i64::from(width) {
        return None;
    }
    const GROUP_4: u32 = 4;
    // In a PDF a set bit is white unless it says otherwise; in a TIFF zero says which one it is.
    let white_is_zero = u32::from(truth(b"BlackIs1"));
    let length = u32::try_from(data.len()).ok()?;
    let entries: [(u16, u32); 8] = [
        (256, width),
        (257, height),
        (258, 1),
        (259, GROUP_4),
        (262, white_is_zero),
        (273, 8),
        (278, height),
        (279, length),
    ];
    let start = 8_u32.checked_add(length)?.next_multiple_of(2);
    let mut tiff = b"II*\0".to_vec();
    tiff.extend(start.to_le_bytes());
    tiff.extend_from_slice(data);
    tiff.resize(usize::try_from(start).ok()?, 0);
    tiff.extend(8_u16.to_le_bytes());
    for (tag, value) in entries {
        tiff.extend(tag.to_le_bytes());
        tiff.extend(4_u16.to_le_bytes());
        tiff.extend(1_u32.to_le_bytes());
        tiff.extend(value.to_le_bytes());
    }
    tiff.extend(0_u32.to_le_bytes());
    picture::unpacked_tiff(&tiff, start).ok()
}
