//! Fax pages of a TIFF that our own decoder does not read: Group 3 in all its forms, and dots written from the right.
//!
//! Poppler reads them; so they are put into a PDF as they are, each strip a picture of its own.

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use super::picture::is_bearable;
use super::pixels;
use super::tiff::Tiff;

const HUFFMAN: u32 = 2;
const GROUP_3: u32 = 3;
const GROUP_4: u32 = 4;

/// Faxes that do not say it have this many dots per inch.
const USUAL: (f64, f64) = (204.0, 196.0);

/// A PDF of this one page, or none where the page is no such fax.
pub(crate) fn as_pdf(tiff: &Tiff<'_>, page: u32) -> Option<Vec<u8>> {
    let number = |tag: u16| tiff.number(page, tag);
    let packed = number(259)?;
    let mirrored = number(266) == Some(2);
    let ours = matches!(packed, HUFFMAN | GROUP_3) || packed == GROUP_4 && mirrored;
    if !ours {
        return None;
    }
    let (width, height) = (number(256)?, number(257)?);
    if !is_bearable(width.into(), height.into()) {
        return None;
    }
    let (across, down) = tiff.resolution(page).filter(|(x, y)| *x > 10.0 && *y > 10.0).unwrap_or(USUAL);
    // Whole points: the last dot of a row does not matter.
    let points = |dots: u32, dpi: f64| f64::from(pixels(f64::from(dots) * 72.0 / dpi));
    let (wide, high) = (points(width, across), points(height, down));
    let rows = number(278).unwrap_or(height).clamp(1, height);
    let (starts, lengths) = (tiff.numbers(page, 273)?, tiff.numbers(page, 279)?);
    let options = number(292).unwrap_or(0);
    let black_is_one = number(262).unwrap_or(0) != 0;
    let mut document = Document::with_version("1.4");
    let (mut names, mut drawing) = (Dictionary::new(), String::new());
    let mut above = 0_u32;
    for (start, length) in starts.iter().zip(&lengths) {
        let start = usize::try_from(*start).ok()?;
        let data = tiff.bytes.get(start..start.checked_add(usize::try_from(*length).ok()?)?)?;
        let data: Vec<u8> = match mirrored {
            true => data.iter().map(|byte| byte.reverse_bits()).collect(),
            false => data.to_vec(),
        };
        let lines = rows.min(height.checked_sub(above).filter(|left| *left > 0)?);
        let mut how = match packed {
            HUFFMAN => dictionary! { "K" => 0, "EncodedByteAlign" => true },
            GROUP_3 => dictionary! { "K" => i64::from(options & 1) },
            _ => dictionary! { "K" => -1 },
        };
        how.set("Columns", i64::from(width));
        how.set("Rows", i64::from(lines));
        how.set("EndOfBlock", false);
        how.set("BlackIs1", black_is_one);
        let picture = dictionary! {
            "Type" => "XObject", "Subtype" => "Image",
            "Width" => i64::from(width), "Height" => i64::from(lines),
            "ColorSpace" => "DeviceGray", "BitsPerComponent" => 1,
            "Filter" => "CCITTFaxDecode", "DecodeParms" => how,
        };
        let name = format!("S{above}");
        names.set(name.clone(), document.add_object(Stream::new(picture, data)));
        let part = high * f64::from(lines) / f64::from(height);
        let low = high * f64::from(height - above - lines) / f64::from(height);
        drawing += &format!("q {wide:.3} 0 0 {part:.3} 0 {low:.3} cm /{name} Do Q\n");
        above += lines;
        if above == height {
            break;
        }
    }
    if above == 0 {
        return None;
    }
    let content = document.add_object(Stream::new(Dictionary::new(), drawing.into_bytes()));
    let pages = document.new_object_id();
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), pixels(wide).into(), pixels(high).into()],
        "Resources" => dictionary! { "XObject" => names },
    });
    let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(pages, Object::Dictionary(tree));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).ok()?;
    Some(bytes)
}
