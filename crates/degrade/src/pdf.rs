//! A PDF as scanners write it: one JPEG over each page.

use image::RgbImage;

/// Each page on A4.
#[must_use]
pub fn scanned_pdf(pages: &[RgbImage], quality: u8) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let mut object = |out: &mut Vec<u8>, body: &[&[u8]]| {
        places.push(out.len());
        out.extend_from_slice(format!("{} 0 obj\n", places.len()).as_bytes());
        for part in body {
            out.extend_from_slice(part);
        }
        out.extend_from_slice(b"\nendobj\n");
    };
    // 1 catalogue, 2 pages, then three objects a page: page, drawing, picture.
    let kids: Vec<String> = (0..pages.len()).map(|n| format!("{} 0 R", 3 + 3 * n)).collect();
    object(&mut out, &[b"<</Type/Catalog/Pages 2 0 R>>"]);
    let list = format!("<</Type/Pages/Count {}/Kids[{}]>>", pages.len(), kids.join(" "));
    object(&mut out, &[list.as_bytes()]);
    for (n, page) in pages.iter().enumerate() {
        let (drawing, picture) = (4 + 3 * n, 5 + 3 * n);
        let sheet = format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {drawing} 0 R\
             /Resources<</XObject<</Scan {picture} 0 R>>>>>>"
        );
        object(&mut out, &[sheet.as_bytes()]);
        let draw = "q 595 0 0 842 0 0 cm /Scan Do Q";
        object(&mut out, &[format!("<</Length {}>>stream\n{draw}\nendstream", draw.len()).as_bytes()]);
        let jpeg = crate::jpeg(page, quality);
        let head = format!(
            "<</Type/XObject/Subtype/Image/Width {}/Height {}/ColorSpace/DeviceRGB/BitsPerComponent 8\
             /Filter/DCTDecode/Length {}>>stream\n",
            page.width(),
            page.height(),
            jpeg.len()
        );
        object(&mut out, &[head.as_bytes(), &jpeg, b"\nendstream"]);
    }
    let start = out.len();
    out.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).as_bytes());
    for place in &places {
        out.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
    }
    let end = format!("trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", places.len() + 1);
    out.extend_from_slice(end.as_bytes());
    out
}
