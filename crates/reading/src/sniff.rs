//! What a file is, by its bytes. The name only decides between texts that look alike.

use std::io::{Cursor, Read};

use vietnamese::legacy::{detect, western};

use crate::Format;

/// Recognises the format. `name` is a hint for plain text against mail, and nothing else.
#[must_use]
pub fn sniff(bytes: &[u8], name: &str) -> Format {
    let head = bytes.get(..4096).unwrap_or(bytes);
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return packed(bytes);
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return ole(bytes);
    }
    if head.starts_with(b"{\\rtf") {
        return Format::Rtf;
    }
    if head.starts_with(b"Rar!\x1a\x07") {
        return Format::Rar;
    }
    if head.starts_with(b"7z\xBC\xAF\x27\x1C") {
        return Format::SevenZip;
    }
    if let Some(signed) = crate::container::sniff_signed(bytes) {
        return signed;
    }
    if is_image(head) {
        return Format::Image;
    }
    // Readers accept rubbish before the header, so does poppler: the first kilobyte counts.
    if find(head.get(..1024).unwrap_or(head), b"%PDF-").is_some() {
        return Format::Pdf;
    }
    let trimmed = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let lower = trimmed.get(..1024).unwrap_or(trimmed).to_ascii_lowercase();
    if is_html(head) {
        return Format::Html;
    }
    if lower.starts_with(b"<?xml") || lower.starts_with(b"<edxml") {
        return if find(&lower, b"edxml").is_some() || find(&lower, b"qcvn_102").is_some() {
            Format::Edxml
        } else if find(&lower, b"<html").is_some() {
            Format::Html
        } else {
            Format::Xml
        };
    }
    let extension = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    if is_mail(trimmed, &extension) {
        return Format::Eml;
    }
    if is_text(head, &extension) { Format::Txt } else { Format::Unknown }
}

/// A page begins with a tag or a comment, and has one that only pages have. Browsers also save UTF-16.
fn is_html(head: &[u8]) -> bool {
    let wide = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
    let plain: Vec<u8> = match wide {
        true => head.iter().skip(2).copied().filter(|b| *b != 0).collect(),
        false => head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).to_vec(),
    };
    let lower = plain.trim_ascii_start().to_ascii_lowercase();
    lower.starts_with(b"<!doctype html")
        || lower.starts_with(b"<")
            && !lower.starts_with(b"<?xml")
            && [&b"<html"[..], b"<head>", b"<body", b"<meta http-equiv"]
                .iter()
                .any(|tag| find(&lower, tag).is_some())
}

fn is_image(head: &[u8]) -> bool {
    head.starts_with(b"\x89PNG\r\n\x1a\n")
        || head.starts_with(b"\xFF\xD8\xFF")
        || head.starts_with(b"II*\0")
        || head.starts_with(b"MM\0*")
        || head.starts_with(b"GIF8")
        || head.starts_with(b"BM") && head.get(6..10) == Some(b"\0\0\0\0")
        || head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP")
        || crate::scan::heic::is_heic(head)
}

/// A ZIP: the names inside say which kind.
fn packed(bytes: &[u8]) -> Format {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        // Cut short: the first entries still tell.
        let head = bytes.get(..65536).unwrap_or(bytes);
        return if find(head, b"word/").is_some() { Format::Docx } else { Format::Zip };
    };
    let has = |prefix: &str| archive.file_names().flatten().any(|n| n.starts_with(prefix));
    let office = has("[Content_Types].xml");
    if has("word/document") {
        Format::Docx
    } else if has("xl/workbook") || office && has("xl/") {
        Format::Xlsx
    } else if has("ppt/presentation") || office && has("ppt/") {
        Format::Pptx
    } else if office {
        // Drawings and other documents made of parts: no archive of files.
        Format::Unknown
    } else {
        match mimetype(&mut archive).strip_prefix(b"application/vnd.oasis.opendocument.") {
            Some(kind) if kind.starts_with(b"spreadsheet") => Format::Ods,
            Some(kind) if kind.starts_with(b"presentation") => Format::Odp,
            Some(kind) if kind.starts_with(b"text") => Format::Odt,
            Some(_) => Format::Unknown,
            None => Format::Zip,
        }
    }
}

/// What an OpenDocument file says it is.
fn mimetype(archive: &mut zip::ZipArchive<Cursor<&[u8]>>) -> Vec<u8> {
    let mut said = Vec::new();
    if let Ok(entry) = archive.by_name("mimetype") {
        let _ = entry.take(100).read_to_end(&mut said);
    }
    said
}

/// An OLE file holds its stream names in UTF-16. An encrypted DOCX is one too.
fn ole(bytes: &[u8]) -> Format {
    let wide = |name: &str| name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    if find(bytes, &wide("EncryptedPackage")).is_some() {
        Format::Docx
    } else if find(bytes, &wide("WordDocument")).is_some() {
        Format::Doc
    } else if find(bytes, &wide("Workbook\0")).is_some() || find(bytes, &wide("Book\0")).is_some() {
        Format::Xls
    } else if find(bytes, &wide("__properties_version1.0")).is_some() {
        Format::Msg
    } else {
        Format::Ole
    }
}

/// Header lines from the first line on, with at least one that only mail has.
fn is_mail(head: &[u8], extension: &str) -> bool {
    let mut headers = 0;
    let mut known = 0;
    for (at, line) in head.split(|b| *b == b'\n').take(80).enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") || at == 0 && line.starts_with(b"From ") {
            continue;
        }
        let Some(colon) = line.iter().position(|b| *b == b':') else { break };
        let field = line.get(..colon).unwrap_or_default();
        if field.is_empty() || !field.iter().all(|b| b.is_ascii_graphic()) {
            break;
        }
        headers += 1;
        let field = field.to_ascii_lowercase();
        if matches!(
            field.as_slice(),
            b"from"
                | b"to"
                | b"subject"
                | b"date"
                | b"received"
                | b"message-id"
                | b"mime-version"
                | b"content-type"
                | b"return-path"
                | b"delivered-to"
                | b"x-mailer"
                | b"reply-to"
                | b"content-transfer-encoding"
                | b"sender"
                | b"cc"
        ) {
            known += 1;
        }
    }
    known >= 2 || extension == "eml" && (headers >= 1 || known >= 1) || extension == "eml" && head.is_ascii()
}

/// Text: UTF-16 with its mark, or no control characters and UTF-8 or an old encoding.
fn is_text(head: &[u8], extension: &str) -> bool {
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return true;
    }
    let controls = head.iter().filter(|b| **b < 9 || (14..32).contains(*b) && **b != 27).count();
    if controls == 0 {
        return match std::str::from_utf8(head) {
            Ok(_) => true,
            // Cut inside a character at the end of what is looked at.
            Err(fault) if fault.error_len().is_none() => true,
            Err(_) => extension == "txt" || detect(&western(head)).is_some(),
        };
    }
    extension == "txt" && controls * 50 < head.len()
}

/// Does the name end as another format does? Names that say nothing are no lie.
pub(crate) fn is_misnamed(name: &str, format: Format, bytes: &[u8]) -> bool {
    let Some((_, ending)) = name.rsplit_once('.') else { return false };
    let picture = |magic: &[&[u8]]| magic.iter().any(|magic| bytes.starts_with(magic));
    let told = match ending.to_ascii_lowercase().as_str() {
        "pdf" => format == Format::Pdf,
        "docx" | "docm" | "dotx" => format == Format::Docx,
        // Word opens all of these under its own name, and other programs save them so.
        "doc" => matches!(format, Format::Doc | Format::Docx | Format::Rtf | Format::Html),
        "rtf" => format == Format::Rtf,
        "xlsx" | "xlsm" => format == Format::Xlsx,
        "xls" => matches!(format, Format::Xls | Format::Xlsx | Format::Html),
        "pptx" => format == Format::Pptx,
        "odt" => format == Format::Odt,
        "ods" => format == Format::Ods,
        "zip" => format == Format::Zip,
        "rar" => format == Format::Rar,
        "msg" => format == Format::Msg,
        "png" => picture(&[b"\x89PNG"]),
        "jpg" | "jpeg" => picture(&[b"\xFF\xD8"]),
        "tif" | "tiff" => picture(&[b"II*\0", b"MM\0*"]),
        _ => true,
    };
    !told
}

pub(crate) fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_decide_and_not_the_name() {
        assert_eq!(sniff(b"%PDF-1.7\n...", "thu.docx"), Format::Pdf);
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n\0\0", "thu.pdf"), Format::Image);
        assert_eq!(sniff(b"{\\rtf1\\ansi}", "thu.doc"), Format::Rtf);
        assert_eq!(sniff("Kính gửi: Văn phòng".as_bytes(), "thu.pdf"), Format::Txt);
        assert_eq!(sniff(b"From: a@b.vn\r\nSubject: x\r\n\r\nhi", "thu.txt"), Format::Eml);
        assert_eq!(sniff(b"<?xml version='1.0'?><edXML:edXML/>", "a"), Format::Edxml);
        assert_eq!(sniff(b"\x01\x02\x03\x04\x05", "a.bin"), Format::Unknown);
        assert_eq!(sniff(b"", "a.pdf"), Format::Txt);
        for page in
            ["<!doctype HTML><p>x", "<html lang=vi>", "<!-- saved -->\n<HTML><BODY>", " <head><title>"]
        {
            assert_eq!(sniff(page.as_bytes(), "a.doc"), Format::Html, "{page}");
        }
        let wide: Vec<u8> = "\u{feff}<html><body>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(sniff(&wide, "a"), Format::Html);
        assert_eq!(sniff(b"a < b, and <b>so</b> on", "a.txt"), Format::Txt);
        // TCVN3: "Thực hiện Quyết định của Chủ tịch tỉnh".
        let old = b"Th\xF9c hi\xD6n Quy\xD5t \xAE\xDEnh c\xF1a Ch\xF1 t\xDEch t\xD8nh";
        assert_eq!(sniff(old, "khong-duoi"), Format::Txt);
        assert_eq!(sniff(b"L'\xE9t\xE9 \xE0 la plage", "sans-fin"), Format::Unknown);
    }
}
