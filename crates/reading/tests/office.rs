//! Spreadsheets, slides and OpenDocument, as they are and in fonts from before Unicode.

// A helper of a test may stop it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod packing;

use packing::{ole, record, zipped};
use reading::{Format, Limits, ProblemCode, Reading, read_bytes};
use vietnamese::legacy::{Encoding, encode, western};

fn read(bytes: &[u8], name: &str) -> Reading {
    read_bytes(bytes, name, &Limits::default())
}

fn code(reading: &Reading) -> Option<ProblemCode> {
    reading.problem.as_ref().map(|p| p.code)
}

fn tcvn3(text: &str) -> String {
    western(&encode(text, Encoding::Tcvn3).unwrap())
}

/// A workbook; `sheet` is the inside of `sheetData`.
fn xlsx(sheet: &str, shared: &str) -> Vec<u8> {
    let styles = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/></numFmts>\
        <fonts><font><name val=\"Arial\"/></font><font><name val=\".VnTime\"/></font><font><name val=\".VnTimeH\"/></font></fonts>\
        <cellStyleXfs><xf fontId=\"2\"/></cellStyleXfs>\
        <cellXfs><xf fontId=\"0\"/><xf fontId=\"1\"/><xf fontId=\"2\"/><xf fontId=\"0\" numFmtId=\"164\"/></cellXfs></styleSheet>";
    let sheet = format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>");
    let shared = format!("<sst>{shared}</sst>");
    zipped(&[
        ("xl/workbook.xml", b"<workbook xmlns:r=\"r\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"rId7\"/></sheets></workbook>"),
        (
            "xl/_rels/workbook.xml.rels",
            b"<Relationships><Relationship Id=\"rId7\" Target=\"worksheets/bang.xml\"/></Relationships>",
        ),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/sharedStrings.xml", shared.as_bytes()),
        ("xl/worksheets/bang.xml", sheet.as_bytes()),
    ])
}

#[test]
fn an_xlsx_gives_its_rows_in_the_fonts_of_cells_and_runs() {
    let shared = format!(
        "<si><t>{}</t></si><si><r><t>Số: 25/CV-UB</t></r><r><rPr><rFont val=\".VnTime\"/></rPr><t xml:space=\"preserve\"> {}</t></r>\
         <rPh><t>spoken</t></rPh></si><si><t>A &amp; B</t></si>",
        tcvn3("uỷ ban nhân dân tỉnh hải sơn"),
        tcvn3("nơi nhận")
    );
    let sheet = format!(
        "<row r=\"1\"><c r=\"A1\" s=\"2\" t=\"s\"><v>0</v></c><c r=\"D1\" t=\"inlineStr\"><is><t>ô</t></is></c></row>\
         <row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c></row>\
         <row r=\"3\"><c r=\"A3\"><v>0.30000000000000004</v></c><c r=\"B3\" s=\"3\"><v>36224</v></c><c r=\"C3\" t=\"s\"><v>2</v></c>\
         <c r=\"D3\" t=\"s\"><v>99</v></c><c r=\"E3\" t=\"e\"><v>#REF!</v></c><c r=\"F3\" s=\"1\" t=\"str\"><f>x</f><v>{}</v></c></row>\
         <row r=\"1048576\"><c r=\"XFD1048576\" t=\"inlineStr\"><is><t>xa</t></is></c></row>",
        tcvn3("tổng cộng")
    );
    let reading = read(&xlsx(&sheet, &shared), "bang.bin");
    assert_eq!((reading.format, code(&reading), reading.pages), (Format::Xlsx, None, 1));
    assert_eq!(
        reading.text,
        "UỶ BAN NHÂN DÂN TỈNH HẢI SƠN\t\t\tô\nSố: 25/CV-UB nơi nhận\n0.3\t05/03/1999\tA & B\t\t\ttổng cộng\nxa"
    );
    assert_eq!(reading.facts.code.as_deref(), Some("25/CV-UB"));
}

#[test]
fn one_text_shown_in_many_cells_does_not_grow_without_end() {
    let shared = format!("<si><t>{}</t></si>", "dài ".repeat(20_000));
    let cells = "<c t=\"s\"><v>0</v></c>".repeat(20_000);
    let reading = read(&xlsx(&format!("<row>{cells}</row>"), &shared), "a.xlsx");
    assert_eq!(code(&reading), Some(ProblemCode::TooMuchText));
}

#[test]
fn packed_files_that_are_bombs_cut_or_not_what_they_say_are_told() {
    let blank = vec![b' '; 8 << 20];
    let whole = xlsx("<row><c><v>1</v></c></row>", "");
    let cases: Vec<(&str, Vec<u8>, ProblemCode)> = vec![
        (
            "bomb.xlsx",
            zipped(&[("xl/workbook.xml", b"<x/>"), ("xl/sharedStrings.xml", &blank)]),
            ProblemCode::Bomb,
        ),
        (
            "bomb.pptx",
            zipped(&[("ppt/presentation.xml", b"<x/>"), ("ppt/slides/slide1.xml", &blank)]),
            ProblemCode::Bomb,
        ),
        (
            "bomb.odt",
            zipped(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", &blank)]),
            ProblemCode::Bomb,
        ),
        ("empty.pptx", zipped(&[("ppt/presentation.xml", b"<x/>")]), ProblemCode::Broken),
        ("no.odt", zipped(&[("mimetype", b"application/vnd.oasis.opendocument.text")]), ProblemCode::Broken),
        ("bad.xlsx", zipped(&[("xl/workbook.xml", b"<x></y>")]), ProblemCode::Broken),
        ("binary.xlsx", zipped(&[("xl/workbook.bin", b"\x01")]), ProblemCode::NotRead),
        ("cut.xlsx", whole[..whole.len() - 30].to_vec(), ProblemCode::Broken),
        (
            "locked.odt",
            zipped(&[
                ("mimetype", b"application/vnd.oasis.opendocument.text"),
                (
                    "META-INF/manifest.xml",
                    b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>",
                ),
                ("content.xml", b"\x01\x02"),
            ]),
            ProblemCode::Encrypted,
        ),
    ];
    for (name, bytes, wanted) in cases {
        let reading = read(&bytes, name);
        assert_eq!(code(&reading), Some(wanted), "{name}");
    }
}

#[test]
fn slides_are_read_in_their_order() {
    let slide =
        |body: &str| format!("<p:sld xmlns:p=\"p\" xmlns:a=\"a\"><p:txBody>{body}</p:txBody></p:sld>");
    let first = slide(&format!(
        "<a:p><a:r><a:rPr b=\"1\"><a:latin typeface=\".VnTimeH\"/></a:rPr><a:t>{}</a:t></a:r></a:p>\
         <a:p><a:r><a:t>một</a:t></a:r><a:br/><a:r><a:t>hai &amp; ba</a:t></a:r></a:p>",
        tcvn3("báo cáo")
    ));
    let second = slide(
        "<a:tbl><a:tr><a:tc><a:p><a:r><a:t>trái</a:t></a:r></a:p></a:tc><a:tc><a:p><a:r><a:t>phải</a:t></a:r></a:p></a:tc></a:tr></a:tbl>",
    );
    let bytes = zipped(&[
        (
            "ppt/presentation.xml",
            b"<p:presentation xmlns:p=\"p\" xmlns:r=\"r\"><p:sldIdLst><p:sldId id=\"256\" r:id=\"b\"/><p:sldId id=\"257\" r:id=\"a\"/></p:sldIdLst></p:presentation>",
        ),
        (
            "ppt/_rels/presentation.xml.rels",
            b"<Relationships><Relationship Id=\"a\" Target=\"slides/slide1.xml\"/><Relationship Id=\"b\" Target=\"/ppt/slides/slide2.xml\"/></Relationships>",
        ),
        ("ppt/slides/slide1.xml", second.as_bytes()),
        ("ppt/slides/slide2.xml", first.as_bytes()),
    ]);
    let reading = read(&bytes, "a.zip");
    assert_eq!((reading.format, code(&reading), reading.pages), (Format::Pptx, None, 2));
    assert_eq!(reading.text, "BÁO CÁO\nmột\nhai & ba\ntrái\nphải");
    let few = read_bytes(&bytes, "a.pptx", &Limits { pages: 1, ..Limits::default() });
    assert_eq!(code(&few), Some(ProblemCode::TooManyPages));
}

#[test]
fn an_odt_is_read_by_its_styles() {
    let p = |style: &str, text: &str| format!("<text:p text:style-name=\"{style}\">{text}</text:p>");
    let content = format!(
        "<office:document-content><office:font-face-decls><style:font-face style:name=\"F1\" svg:font-family=\"&apos;.VnTime&apos;\"/>\
         <style:font-face style:name=\"F2\" svg:font-family=\".VnTimeH\"/></office:font-face-decls>\
         <office:automatic-styles><style:style style:name=\"P1\" style:family=\"paragraph\" style:parent-style-name=\"Cu\"/>\
         <style:style style:name=\"T1\" style:family=\"text\"><style:text-properties style:font-name=\"F2\" fo:font-weight=\"bold\"/></style:style>\
         </office:automatic-styles><office:text><text:tracked-changes><text:p>bo di</text:p></text:tracked-changes>\
         <table:table><table:table-row><table:table-cell>{}{}</table:table-cell><table:table-cell>{}</table:table-cell></table:table-row></table:table>{}{}\
         </office:text></office:document-content>",
        p(
            "P1",
            &format!(
                "<text:span text:style-name=\"T1\">{}</text:span>",
                tcvn3("uỷ ban nhân dân tỉnh hải sơn")
            )
        ),
        p("P1", &tcvn3("Số: 25/CV-UB")),
        p("P1", &tcvn3("Hải Sơn, ngày 05 tháng 3 năm 1999")),
        p(
            "P1",
            &format!(
                "{}<office:annotation><text:p>ghi chu</text:p></office:annotation>",
                tcvn3("Kính gửi: Sở Giáo dục")
            )
        ),
        p(
            "Standard",
            "Đề<text:s text:c=\"2\"/>nghị\n  báo &amp; cáo<text:tab/>gấp<text:line-break/>nhé<text:s text:c=\"4000000000\"/>"
        ),
    );
    let styles = "<office:document-styles><office:styles><style:style style:name=\"Cu\" style:family=\"paragraph\">\
        <style:text-properties style:font-name=\"F1\"/></style:style></office:styles></office:document-styles>";
    let bytes = zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_bytes()),
        ("styles.xml", styles.as_bytes()),
        ("meta.xml", b"<meta:document-statistic meta:page-count=\"4\"/>"),
    ]);
    let reading = read(&bytes, "a.doc");
    assert_eq!((reading.format, code(&reading), reading.pages), (Format::Odt, None, 4));
    assert_eq!(
        reading.text,
        "UỶ BAN NHÂN DÂN TỈNH HẢI SƠN\nSố: 25/CV-UB\nHải Sơn, ngày 05 tháng 3 năm 1999\nKính gửi: Sở Giáo dục\nĐề  nghị báo & cáo\tgấp\nnhé"
    );
    let facts = &reading.facts;
    assert_eq!(facts.issuer.as_deref(), Some("UỶ BAN NHÂN DÂN TỈNH HẢI SƠN"));
    assert_eq!((facts.code.as_deref(), facts.date.as_deref()), (Some("25/CV-UB"), Some("1999-03-05")));
}

/// A text of an old workbook; `wide` in two bytes a letter, with runs of fonts.
fn xls_text(text: &str, wide: bool, runs: &[(u16, u16)]) -> Vec<u8> {
    let mut out = u16::try_from(text.chars().count()).unwrap().to_le_bytes().to_vec();
    out.push(u8::from(wide) | if runs.is_empty() { 0 } else { 8 });
    if !runs.is_empty() {
        out.extend(u16::try_from(runs.len()).unwrap().to_le_bytes());
    }
    match wide {
        true => out.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
        false => out.extend(text.chars().map(|c| u8::try_from(c).unwrap())),
    }
    out.extend(runs.iter().flat_map(|(at, font)| [at.to_le_bytes(), font.to_le_bytes()].concat()));
    out
}

fn xls(sheet: &[Vec<u8>], shared: &[Vec<u8>], before: &[Vec<u8>]) -> Vec<u8> {
    let font = |name: &str| {
        let mut body = vec![0; 14];
        body.push(u8::try_from(name.len()).unwrap());
        body.push(0);
        body.extend(name.bytes());
        record(0x0031, &body)
    };
    let xf = |font: u16, format: u16| {
        record(0x00E0, &[&font.to_le_bytes()[..], &format.to_le_bytes(), &[0; 16]].concat())
    };
    let bof =
        |kind: u16| record(0x0809, &[&0x0600_u16.to_le_bytes()[..], &kind.to_le_bytes(), &[0; 12]].concat());
    let mut globals = bof(5);
    globals.extend(before.concat());
    // Number 4 is left out: the fifth font is number 5.
    for name in ["Arial", "Arial", "Arial", ".VnTime", ".VnTimeH"] {
        globals.extend(font(name));
    }
    globals.extend(xf(0, 0));
    globals.extend(xf(3, 0));
    globals.extend(xf(5, 0));
    globals.extend(xf(0, 14));
    globals.extend(shared.concat());
    let start = globals.len() + 4 + 10 + 4;
    let body = [&u32::try_from(start).unwrap().to_le_bytes()[..], &[0, 0, 2, 0, b'A', b'B']].concat();
    globals.extend(record(0x0085, &body));
    globals.extend(record(0x000A, &[]));
    globals.extend(bof(0x10));
    globals.extend(sheet.concat());
    globals.extend(record(0x000A, &[]));
    ole(&[("Workbook", &globals)])
}

fn at(row: u16, column: u16, style: u16, rest: &[u8]) -> Vec<u8> {
    [&row.to_le_bytes()[..], &column.to_le_bytes(), &style.to_le_bytes(), rest].concat()
}

#[test]
fn an_xls_gives_its_rows_in_the_fonts_of_cells_and_runs() {
    let issuer = xls_text(&tcvn3("uỷ ban nhân dân tỉnh hải sơn"), false, &[]);
    let mixed = format!("Số: {}", tcvn3("tỉnh uỷ"));
    let runs = xls_text(&mixed, true, &[(4, 3)]);
    // The third text breaks off in the middle and goes on with wide letters.
    let long = xls_text("abcdef", false, &[]);
    let (head, _) = long.split_at(6);
    let table = [&[0; 8][..], &issuer, &runs, head].concat();
    let rest = [&[1][..], &"dẹf".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()].concat();
    let shared = [record(0x00FC, &table), record(0x003C, &rest)];
    let of = |n: u32| n.to_le_bytes();
    let many = [
        &[4, 0, 0, 0][..],
        &[0, 0],
        &((7_u32 << 2) | 2).to_le_bytes(),
        &[3, 0],
        &((36_224_u32 << 2) | 2).to_le_bytes(),
        &[1, 0],
    ]
    .concat();
    let formula = at(3, 0, 1, &[&[0, 0, 0, 0, 0, 0, 0xFF, 0xFF][..], &[0; 8]].concat());
    let sheet = [
        record(0x00FD, &at(1, 0, 0, &of(1))),
        record(0x00FD, &at(0, 0, 2, &of(0))),
        record(0x00FD, &at(0, 2, 0, &of(2))),
        record(0x00FD, &at(2, 0, 0, &of(99))),
        record(0x00BD, &many),
        record(0x0203, &at(4, 2, 0, &1.5_f64.to_le_bytes())),
        record(0x0006, &formula),
        record(0x0207, &xls_text(&tcvn3("tổng cộng"), false, &[])),
    ];
    let reading = read(&xls(&sheet, &shared, &[]), "bang.doc");
    assert_eq!((reading.format, code(&reading), reading.pages), (Format::Xls, None, 1));
    assert_eq!(
        reading.text,
        "UỶ BAN NHÂN DÂN TỈNH HẢI SƠN\t\tabcdẹf\nSố: tỉnh uỷ\ntổng cộng\n7\t05/03/1999\t1.5"
    );
}

#[test]
fn a_locked_or_broken_xls_is_told() {
    let locked = xls(&[], &[], &[record(0x002F, &[1, 0])]);
    assert_eq!(code(&read(&locked, "a.xls")), Some(ProblemCode::Encrypted));
    let whole = xls(&[record(0x0203, &at(0, 0, 0, &1.5_f64.to_le_bytes()))], &[], &[]);
    assert_eq!(code(&read(&whole, "a.xls")), None);
    for length in [600, 1024, 1500, whole.len() / 2, whole.len() - 1] {
        let cut = read(&whole[..length.min(whole.len())], "a.xls");
        assert!(code(&cut).is_some() || !cut.text.is_empty(), "{length}");
    }
    let empty = ole(&[("Workbook", b"")]);
    assert_eq!(code(&read(&empty, "a.xls")), Some(ProblemCode::Broken));
}
