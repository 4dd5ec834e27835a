//! Photographs of one paper, as a telephone makes them, shown as one PDF with a page for each. The photographs are the
//! originals and stay as they are; the PDF is a rendition beside them, and the same photographs always give the same
//! bytes. JPEG data and simple PNG data stand in it as they came: nothing is decoded here.

/// The shorter side of an A4 page in points; a photograph fills the page's width or height.
const A4: (f64, f64) = (595.0, 842.0);

/// The rendition's name; it is in ASCII, so that every machine that gets the file can store it.
#[must_use]
pub fn name(pages: usize) -> String {
    format!("anh-chup-{pages}-trang.pdf")
}

/// What a PDF has to know of a picture.
struct Picture<'a> {
    width: u32,
    height: u32,
    /// How the camera was held (Exif), 1 to 8.
    turn: u16,
    /// The entries of the image's dictionary that depend on its kind.
    kind: String,
    data: Vec<&'a [u8]>,
}

/// One PDF of all the pictures in their order; `None` when one of them is of a kind that cannot stand in it as it is.
#[must_use]
pub fn as_pdf(pictures: &[&[u8]]) -> Option<Vec<u8>> {
    let pictures: Vec<Picture<'_>> =
        pictures.iter().map(|bytes| jpeg(bytes).or_else(|| png(bytes))).collect::<Option<_>>()?;
    if pictures.is_empty() {
        return None;
    }
    let mut pdf = Pdf { bytes: b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec(), places: Vec::new() };
    pdf.object("<< /Type /Catalog /Pages 2 0 R >>");
    let kids: String = (0..pictures.len()).map(|at| format!("{} 0 R ", 3 + at * 3)).collect();
    pdf.object(&format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", pictures.len()));
    for (at, picture) in pictures.iter().enumerate() {
        let first = 3 + at * 3;
        let (page, matrix) = laid_out(picture);
        pdf.object(&format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {:.2} {:.2}] /Contents {} 0 R /Resources << /XObject << /P {} 0 R >> >> >>",
            page.0, page.1, first + 1, first + 2
        ));
        let [a, b, c, d, e, f] = matrix;
        let drawn = format!("q {a:.2} {b:.2} {c:.2} {d:.2} {e:.2} {f:.2} cm /P Do Q");
        pdf.stream("", &[drawn.as_bytes()]);
        let image = format!(
            "/Type /XObject /Subtype /Image /Width {} /Height {} {} ",
            picture.width, picture.height, picture.kind
        );
        pdf.stream(&image, &picture.data);
    }
    Some(pdf.ended())
}

/// The page's size in points, and the matrix that puts the unit square of the picture upright on it.
fn laid_out(picture: &Picture<'_>) -> ((f64, f64), [f64; 6]) {
    let (mut w, mut h) = (f64::from(picture.width), f64::from(picture.height));
    if picture.turn >= 5 {
        (w, h) = (h, w);
    }
    let limit = if w > h { (A4.1, A4.0) } else { A4 };
    let scale = (limit.0 / w).min(limit.1 / h);
    let (w, h) = (w * scale, h * scale);
    let matrix = match picture.turn {
        2 => [-w, 0.0, 0.0, h, w, 0.0],
        3 => [-w, 0.0, 0.0, -h, w, h],
        4 => [w, 0.0, 0.0, -h, 0.0, h],
        5 => [0.0, -h, -w, 0.0, w, h],
        6 => [0.0, -h, w, 0.0, 0.0, h],
        7 => [0.0, h, w, 0.0, 0.0, 0.0],
        8 => [0.0, h, -w, 0.0, w, 0.0],
        _ => [w, 0.0, 0.0, h, 0.0, 0.0],
    };
    ((w, h), matrix)
}

struct Pdf {
    bytes: Vec<u8>,
    places: Vec<usize>,
}

impl Pdf {
    fn begin(&mut self) {
        self.places.push(self.bytes.len());
        self.bytes.extend_from_slice(format!("{} 0 obj\n", self.places.len()).as_bytes());
    }

    fn object(&mut self, body: &str) {
        self.begin();
        self.bytes.extend_from_slice(format!("{body}\nendobj\n").as_bytes());
    }

    fn stream(&mut self, entries: &str, data: &[&[u8]]) {
        self.begin();
        let length: usize = data.iter().map(|part| part.len()).sum();
        self.bytes.extend_from_slice(format!("<< {entries}/Length {length} >>\nstream\n").as_bytes());
        for part in data {
            self.bytes.extend_from_slice(part);
        }
        self.bytes.extend_from_slice(b"\nendstream\nendobj\n");
    }

    fn ended(mut self) -> Vec<u8> {
        let (start, count) = (self.bytes.len(), self.places.len() + 1);
        let mut table = format!("xref\n0 {count}\n0000000000 65535 f \n");
        for place in &self.places {
            table += &format!("{place:010} 00000 n \n");
        }
        table += &format!("trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
        self.bytes.extend_from_slice(table.as_bytes());
        self.bytes
    }
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Walks the segments of a JPEG up to the one that says its size.
fn jpeg(bytes: &[u8]) -> Option<Picture<'_>> {
    if !bytes.starts_with(&[0xFF, 0xD8]) {
        return None;
    }
    let (mut at, mut turn) = (2, 1);
    loop {
        if *bytes.get(at)? != 0xFF {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        match marker {
            // Fill bytes, and markers that stand alone.
            0xFF => at += 1,
            0x01 | 0xD0..=0xD8 => at += 2,
            _ => {
                let length = usize::from(be16(bytes, at + 2)?).max(2);
                let body = bytes.get(at + 4..at + 2 + length)?;
                // Start of frame, without the tables that share its row.
                if matches!(marker, 0xC0..=0xC2) {
                    let (height, width) = (u32::from(be16(body, 1)?), u32::from(be16(body, 3)?));
                    let space = match body.get(5)? {
                        1 => "/DeviceGray",
                        3 => "/DeviceRGB",
                        // Four inks come inverted or not: nobody's telephone makes them.
                        _ => return None,
                    };
                    if body.first() != Some(&8) || width == 0 || height == 0 {
                        return None;
                    }
                    let kind = format!("/ColorSpace {space} /BitsPerComponent 8 /Filter /DCTDecode");
                    return Some(Picture { width, height, turn, kind, data: vec![bytes] });
                }
                if matches!(marker, 0xC3..=0xCF if marker != 0xC4 && marker != 0xCC) || marker == 0xDA {
                    return None;
                }
                if marker == 0xE1
                    && let Some(said) = body.strip_prefix(b"Exif\0\0").and_then(exif_turn)
                {
                    turn = said;
                }
                at += 2 + length;
            }
        }
    }
}

/// The orientation (tag 0x0112) in the first directory of an Exif block.
fn exif_turn(tiff: &[u8]) -> Option<u16> {
    let little = match tiff.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let short = |at: usize| be16(tiff, at).map(|n| if little { n.swap_bytes() } else { n });
    let long = |at: usize| be32(tiff, at).map(|n| if little { n.swap_bytes() } else { n });
    let directory = usize::try_from(long(4)?).ok()?;
    let entries = usize::from(short(directory)?);
    (0..entries)
        .map_while(|entry| directory.checked_add(2 + entry * 12))
        .find(|at| short(*at) == Some(0x0112))
        .and_then(|at| short(at + 8))
        .filter(|turn| (1..=8).contains(turn))
}

/// A PNG whose rows a PDF reads as they are: not interlaced, no transparency.
fn png(bytes: &[u8]) -> Option<Picture<'_>> {
    let mut rest = bytes.strip_prefix(b"\x89PNG\r\n\x1A\n")?;
    let (mut head, mut palette, mut data) = (None, None, Vec::new());
    while let Some(length) = be32(rest, 0) {
        let length = usize::try_from(length).ok()?;
        let body = rest.get(8..length.checked_add(8)?)?;
        match rest.get(4..8)? {
            b"IHDR" => head = Some(body),
            b"PLTE" => palette = Some(body),
            b"IDAT" => data.push(body),
            b"tRNS" => return None,
            b"IEND" => break,
            _ => {}
        }
        rest = rest.get(length.checked_add(12)?..)?;
    }
    let head = head?;
    let (width, height) = (be32(head, 0)?, be32(head, 4)?);
    let (depth, colour, interlaced) = (*head.get(8)?, *head.get(9)?, *head.get(12)?);
    if width == 0 || height == 0 || interlaced != 0 || data.is_empty() {
        return None;
    }
    let (space, colours) = match (colour, palette) {
        (0, _) => ("/DeviceGray".to_owned(), 1),
        (2, _) => ("/DeviceRGB".to_owned(), 3),
        (3, Some(palette)) => {
            let hex: String = palette.iter().map(|byte| format!("{byte:02x}")).collect();
            (format!("[/Indexed /DeviceRGB {} <{hex}>]", (palette.len() / 3).checked_sub(1)?), 1)
        }
        _ => return None,
    };
    let kind = format!(
        "/ColorSpace {space} /BitsPerComponent {depth} /Filter /FlateDecode /DecodeParms << /Predictor 15 \
         /Colors {colours} /BitsPerComponent {depth} /Columns {width} >>"
    );
    Some(Picture { width, height, turn: 1, kind, data })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The head of a JPEG up to its frame; a PDF needs no more to be laid out.
    fn photo(width: u16, height: u16, turn: u8) -> Vec<u8> {
        let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xE1, 0, 34];
        bytes.extend(b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
        bytes.extend([turn, 0, 0, 0, 0, 0, 0]);
        bytes.extend([0xFF, 0xC0, 0, 17, 8]);
        bytes.extend(height.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes.extend([3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
        bytes
    }

    #[test]
    fn a_photograph_is_turned_as_the_camera_was_held() {
        let (upright, turned) = (photo(3000, 4000, 1), photo(4000, 3000, 6));
        let one = jpeg(&upright).unwrap();
        let two = jpeg(&turned).unwrap();
        assert_eq!((one.turn, two.turn), (1, 6));
        let (page, matrix) = laid_out(&two);
        assert_eq!(page, laid_out(&one).0, "both lie upright on the page");
        // The picture's upper left corner (0, 1) comes to the page's upper right one.
        let [a, b, c, d, e, f] = matrix;
        let corner = (a * 0.0 + c * 1.0 + e, b * 0.0 + d * 1.0 + f);
        assert!(
            (corner.0 - page.0).abs() < 0.01 && (corner.1 - page.1).abs() < 0.01,
            "{corner:?} of {page:?}"
        );
    }

    #[test]
    fn the_originals_stand_in_the_pdf_byte_by_byte_and_the_same_make_the_same() {
        let (one, two) = (photo(30, 40, 1), photo(40, 30, 1));
        let pdf = as_pdf(&[&one, &two]).unwrap();
        for original in [&one, &two] {
            assert!(pdf.windows(original.len()).any(|window| window == &original[..]));
        }
        assert_eq!(pdf, as_pdf(&[&one, &two]).unwrap());
    }

    #[test]
    fn what_is_no_whole_picture_makes_no_pdf_and_no_fault() {
        let whole = photo(30, 40, 1);
        for end in 0..whole.len() - 11 {
            assert!(as_pdf(&[&whole[..end]]).is_none(), "{end}");
        }
        assert!(as_pdf(&[]).is_none());
        assert!(as_pdf(&[&whole, b"\x89PNG\r\n\x1A\n\xFF\xFF\xFF\xFF"]).is_none());
    }
}
