//! Packed files made by hand.

// Each test takes what it needs.
#![allow(dead_code, clippy::unwrap_used)]

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

pub fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub fn docx(body: &str) -> Vec<u8> {
    let xml =
        format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"urn:w\"><w:body>{body}</w:body></w:document>");
    zipped(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", xml.as_bytes())])
}

/// A record of an old workbook.
pub fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    let size = u16::try_from(body.len()).unwrap();
    [&kind.to_le_bytes()[..], &size.to_le_bytes(), body].concat()
}

/// An OLE file with one stream.
pub fn ole(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in streams {
        file.create_stream(format!("/{name}")).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// A Word file of one piece, one byte a letter: runs of (text, font), the fonts' names, and the font of the one style.
/// Cells of a table end with U+0007, its rows with a paragraph of that sign alone.
pub fn doc(runs: &[(Vec<u8>, Option<u16>)], fonts: &[&str], style: u16) -> Vec<u8> {
    let (main, table) = doc_streams(runs, fonts, style);
    ole(&[("WordDocument", &main), ("1Table", &table)])
}

pub fn doc_streams(runs: &[(Vec<u8>, Option<u16>)], fonts: &[&str], style: u16) -> (Vec<u8>, Vec<u8>) {
    const TEXT: usize = 0x800;
    let text: Vec<u8> = runs.iter().flat_map(|(text, _)| text.clone()).collect();
    let of = |n: usize| u32::try_from(n).unwrap().to_le_bytes();
    let mut main = vec![0; TEXT];
    main.extend(&text);
    main.resize(main.len().div_ceil(512) * 512, 0);

    // Runs: where they begin, and a property each.
    let characters = main.len() / 512;
    let mut page = vec![0_u8; 512];
    let mut at = TEXT;
    let mut free = 510;
    for (n, (text, font)) in runs.iter().enumerate() {
        page[4 * n..4 * n + 4].copy_from_slice(&of(at));
        at += text.len();
        if let Some(font) = font {
            free -= 6;
            page[free..free + 5].copy_from_slice(&[
                4,
                0x51,
                0x4A,
                font.to_le_bytes()[0],
                font.to_le_bytes()[1],
            ]);
            page[4 * (runs.len() + 1) + n] = u8::try_from(free / 2).unwrap();
        }
    }
    page[4 * runs.len()..4 * runs.len() + 4].copy_from_slice(&of(at));
    page[511] = u8::try_from(runs.len()).unwrap();
    main.extend(&page);

    // Paragraphs: those of row ends say so.
    let paragraphs = main.len() / 512;
    let mut page = vec![0_u8; 512];
    let mut starts = vec![TEXT];
    starts.extend(text.iter().enumerate().filter(|(_, b)| matches!(**b, 13 | 7)).map(|(n, _)| TEXT + n + 1));
    let count = starts.len() - 1;
    page[504..510].copy_from_slice(&[3, 0, 0, 0x17, 0x24, 1]);
    for (n, start) in starts.iter().enumerate() {
        page[4 * n..4 * n + 4].copy_from_slice(&of(*start));
        let only_mark = text.get(start - TEXT) == Some(&7);
        if n < count && only_mark {
            page[4 * (count + 1) + 13 * n] = 252;
        }
    }
    page[511] = u8::try_from(count).unwrap();
    main.extend(&page);

    let mut table = Vec::new();
    let mut put = |main: &mut Vec<u8>, place: usize, part: Vec<u8>| {
        main[place..place + 4].copy_from_slice(&of(table.len()));
        main[place + 4..place + 8].copy_from_slice(&of(part.len()));
        table.extend(part);
    };
    let style_said = [&[3, 0, 0x51, 0x4A][..], &style.to_le_bytes()].concat();
    let mut one = [&[0, 0, 1, 0xFF, 2, 0, 0, 0, 0, 0][..], &[1, 0, b'N', 0, 0, 0], &[2, 0, 0, 0]].concat();
    one[3] = 0x0F;
    one[2] = 0xF1;
    one.extend([&[4, 0][..], &style_said[2..]].concat());
    let mut sheet = [&18_u16.to_le_bytes()[..], &[1, 0, 10, 0], &[0; 14]].concat();
    sheet.extend(u16::try_from(one.len()).unwrap().to_le_bytes());
    sheet.extend(one);
    put(&mut main, 0xA2, sheet);
    put(&mut main, 0xFA, [of(TEXT), of(TEXT + text.len()), of(characters)].concat());
    put(&mut main, 0x102, [of(TEXT), of(TEXT + text.len()), of(paragraphs)].concat());
    let mut names = vec![0; 4];
    for name in fonts {
        let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        names.push(u8::try_from(39 + wide.len()).unwrap());
        names.extend([0; 39]);
        names.extend(wide);
    }
    put(&mut main, 0x112, names);
    let narrow = u32::try_from(TEXT * 2).unwrap() | 0x4000_0000;
    let pieces =
        [&[1, 2, 0, 9, 9, 2][..], &of(16), &of(0), &of(text.len()), &[0, 0], &narrow.to_le_bytes(), &[0, 0]]
            .concat();
    put(&mut main, 0x1A2, pieces);
    main[0..4].copy_from_slice(&[0xEC, 0xA5, 0xC1, 0]);
    main[0x0B] = 2;
    let count = of(text.len());
    main[0x4C..0x50].copy_from_slice(&count);
    (main, table)
}
