//! A letter as a document of Word, for whoever goes on writing it: real styles, so that headings, tables and the page
//! number stay what they are. Sizes, margins and words are those of the same [`Letter`] that is set as PDF.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use quick_xml::escape::escape;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::{Align, Letter, MOST_ROWS, Paragraph, Part, PressError, Signer, Table};

/// What a browser is told it is given.
pub const MEDIA: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A4 in twentieths of a point.
const PAGE: (u32, u32) = (11_906, 16_838);
const FONT: &str = "Times New Roman";

/// The letter as a file. The same letter gives the same bytes.
pub fn letter(letter: &Letter) -> Result<Vec<u8>, PressError> {
    let rows = letter.length();
    if rows > MOST_ROWS {
        return Err(PressError::TooLong { rows, most: MOST_ROWS });
    }
    let files = [
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("docProps/core.xml", core(letter)),
        ("word/_rels/document.xml.rels", DOCUMENT_RELATIONS.to_owned()),
        ("word/document.xml", document(letter)),
        ("word/styles.xml", styles(letter)),
        ("word/header.xml", header()),
    ];
    pack(&files).map_err(|fault| PressError::Template(fault.to_string()))
}

fn pack(files: &[(&str, String)]) -> Result<Vec<u8>, std::io::Error> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(*name, SimpleFileOptions::default())?;
        writer.write_all(text.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
const WORD: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
     xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

const CONTENT_TYPES: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">",
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>",
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>",
    "<Override PartName=\"/word/document.xml\" ",
    "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>",
    "<Override PartName=\"/word/styles.xml\" ",
    "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>",
    "<Override PartName=\"/word/header.xml\" ",
    "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml\"/>",
    "<Override PartName=\"/docProps/core.xml\" ",
    "ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>",
    "</Types>"
);

const RELATIONS: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
    "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" ",
    "Target=\"word/document.xml\"/>",
    "<Relationship Id=\"rId2\" ",
    "Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" ",
    "Target=\"docProps/core.xml\"/>",
    "</Relationships>"
);

const DOCUMENT_RELATIONS: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
    "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" ",
    "Target=\"styles.xml\"/>",
    "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/header\" ",
    "Target=\"header.xml\"/>",
    "</Relationships>"
);

/// What can be seen of a text, with what means something in XML written otherwise.
fn said(text: &str) -> String {
    let seen: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    escape(seen).into_owned()
}

fn core(letter: &Letter) -> String {
    format!(
        "{DECLARATION}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:language>{}</dc:language>\
         </cp:coreProperties>",
        said(&format!("{} {}", letter.kind, letter.subject)),
        said(&letter.lang)
    )
}

/// The page number in the middle of the upper margin, from the second page on.
fn header() -> String {
    let field = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    format!(
        "{DECLARATION}<w:hdr {WORD}><w:p><w:pPr><w:pStyle w:val=\"Header\"/></w:pPr>{}<w:r><w:instrText xml:space=\"preserve\"> \
         PAGE </w:instrText></w:r>{}{}</w:p></w:hdr>",
        field("begin"),
        field("separate"),
        field("end")
    )
}

/// Millimetres and points in twentieths of a point.
fn of_mm(length: f32) -> i64 {
    whole(length * 1440.0 / 25.4)
}

fn of_pt(length: f32) -> i64 {
    whole(length * 20.0)
}

#[allow(clippy::cast_possible_truncation, reason = "lengths on a page")]
fn whole(length: f32) -> i64 {
    length.round() as i64
}

fn styles(letter: &Letter) -> String {
    let body = letter.layout.part("body");
    let heading = letter.layout.part("heading");
    let line = body.line.map_or_else(
        || "w:line=\"312\" w:lineRule=\"auto\"".to_owned(),
        |line| format!("w:line=\"{}\" w:lineRule=\"exact\"", of_pt(line)),
    );
    let apart = of_pt(body.apart.unwrap_or(6.0));
    let indent = of_mm(body.indent.unwrap_or(10.0));
    let (size, large) = (half(body.size), half(heading.size));
    let mut styles = format!(
        "{DECLARATION}<w:styles {WORD}><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"{FONT}\" w:hAnsi=\"{FONT}\" w:cs=\"{FONT}\" w:eastAsia=\"{FONT}\"/>\
         <w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/><w:lang w:val=\"{}\"/></w:rPr></w:rPrDefault>\
         <w:pPrDefault/></w:docDefaults>",
        if letter.lang == "vi" { "vi-VN" } else { "en-GB" }
    );
    let mut put = |kind: &str, id: &str, name: &str, rest: &str| {
        let default = if id == "Normal" || id == "TableNormal" { " w:default=\"1\"" } else { "" };
        let _ = write!(
            styles,
            "<w:style w:type=\"{kind}\" w:styleId=\"{id}\"{default}><w:name w:val=\"{name}\"/>{rest}</w:style>"
        );
    };
    put(
        "paragraph",
        "Normal",
        "Normal",
        &format!(
            "<w:qFormat/><w:pPr><w:spacing w:after=\"{apart}\" {line}/><w:ind w:firstLine=\"{indent}\"/>\
             <w:jc w:val=\"both\"/></w:pPr>"
        ),
    );
    let based = "<w:basedOn w:val=\"Normal\"/><w:next w:val=\"Normal\"/><w:qFormat/>";
    put(
        "paragraph",
        "Title",
        "Title",
        &format!(
            "{based}<w:pPr><w:spacing w:before=\"240\" w:after=\"60\" w:line=\"240\" w:lineRule=\"auto\"/>\
             <w:ind w:firstLine=\"0\"/><w:jc w:val=\"center\"/></w:pPr><w:rPr><w:b/></w:rPr>"
        ),
    );
    put(
        "paragraph",
        "Subtitle",
        "Subtitle",
        &format!(
            "{based}<w:pPr><w:spacing w:after=\"60\" w:line=\"240\" w:lineRule=\"auto\"/><w:ind w:firstLine=\"0\"/>\
             <w:jc w:val=\"center\"/></w:pPr><w:rPr><w:b/></w:rPr>"
        ),
    );
    for (level, look) in [(1, "<w:b/>"), (2, "<w:b/><w:i/>")] {
        put(
            "paragraph",
            &format!("Heading{level}"),
            &format!("heading {level}"),
            &format!(
                "{based}<w:pPr><w:keepNext/><w:spacing w:before=\"{apart}\" w:after=\"{apart}\" {line}/>\
                 <w:outlineLvl w:val=\"{}\"/></w:pPr><w:rPr>{look}<w:sz w:val=\"{large}\"/></w:rPr>",
                level - 1
            ),
        );
    }
    put(
        "paragraph",
        "TableText",
        "Table Text",
        "<w:basedOn w:val=\"Normal\"/><w:qFormat/><w:pPr><w:spacing w:before=\"40\" w:after=\"40\" w:line=\"240\" \
         w:lineRule=\"auto\"/><w:ind w:firstLine=\"0\"/><w:jc w:val=\"left\"/></w:pPr><w:rPr><w:sz w:val=\"24\"/></w:rPr>",
    );
    put(
        "paragraph",
        "Header",
        "header",
        "<w:basedOn w:val=\"Normal\"/><w:pPr><w:ind w:firstLine=\"0\"/><w:jc w:val=\"center\"/></w:pPr>",
    );
    let cells = "<w:tblCellMar><w:left w:w=\"80\" w:type=\"dxa\"/><w:right w:w=\"80\" w:type=\"dxa\"/></w:tblCellMar>";
    put("table", "TableNormal", "Normal Table", &format!("<w:tblPr>{cells}</w:tblPr>"));
    let edges: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
        .iter()
        .map(|edge| format!("<w:{edge} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>"))
        .collect();
    put(
        "table",
        "TableGrid",
        "Table Grid",
        &format!("<w:basedOn w:val=\"TableNormal\"/><w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr>"),
    );
    styles.push_str("</w:styles>");
    styles
}

/// Sizes of type are said in half points.
fn half(size: f32) -> i64 {
    whole(size * 2.0)
}

/// Text as its part of the layout says.
fn run(part: &Part, text: &str) -> String {
    let text = if part.upper { text.to_uppercase() } else { text.to_owned() };
    let mark = |set: bool, tag: &str| if set { format!("<w:{tag}/>") } else { String::new() };
    let under = if part.underlined || part.rule.is_some() { "<w:u w:val=\"single\"/>" } else { "" };
    format!(
        "<w:r><w:rPr>{}{}{under}<w:sz w:val=\"{}\"/></w:rPr>{}</w:r>",
        mark(part.bold, "b"),
        mark(part.italic, "i"),
        half(part.size),
        broken(&text)
    )
}

/// Lines of a text, one below the other.
fn broken(text: &str) -> String {
    let lines = text.split('\n').map(|line| format!("<w:t xml:space=\"preserve\">{}</w:t>", said(line)));
    lines.collect::<Vec<_>>().join("<w:br/>")
}

fn plain(text: &str) -> String {
    format!("<w:r>{}</w:r>", broken(text))
}

fn paragraph(style: &str, more: &str, inside: &str) -> String {
    let style = if style.is_empty() { String::new() } else { format!("<w:pStyle w:val=\"{style}\"/>") };
    format!("<w:p><w:pPr>{style}{more}</w:pPr>{inside}</w:p>")
}

/// A line of the head or the foot: in the middle, without indent.
fn middle(inside: &str) -> String {
    let more = "<w:spacing w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/><w:ind w:firstLine=\"0\"/><w:jc w:val=\"center\"/>";
    paragraph("", more, inside)
}

fn cell(width: i64, more: &str, inside: &str) -> String {
    format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{more}</w:tcPr>{inside}</w:tc>")
}

/// Columns side by side, without edges.
fn side_by_side(widths: &[i64], cells: &[String]) -> String {
    let grid: String = widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
    let cells: String = widths.iter().zip(cells).map(|(width, inside)| cell(*width, "", inside)).collect();
    format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr>\
         <w:tblGrid>{grid}</w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr></w:tbl>",
        widths.iter().sum::<i64>()
    )
}

/// What lies between the margins.
fn room(letter: &Letter) -> i64 {
    let [_, _, left, right, _] = letter.layout.margins;
    i64::from(PAGE.0) - of_mm(left) - of_mm(right)
}

fn document(letter: &Letter) -> String {
    let mut body = String::new();
    // What a demonstration shows is no paper of an office.
    if let Some(mark) = &letter.mark {
        body +=
            &middle(&format!("<w:r><w:rPr><w:b/><w:color w:val=\"808080\"/></w:rPr>{}</w:r>", broken(mark)));
    }
    body += &head(letter);
    body += &title(letter);
    if !letter.to.is_empty() {
        let part = letter.layout.part(if letter.submitted { "to_submission" } else { "to" });
        body += &middle(&(run(&part, &format!("{} ", part.text)) + &run(&part, &letter.to.join("; "))));
    }
    let base = letter.layout.part("base");
    for one in &letter.bases {
        body += &paragraph("", "", &run(&base, &format!("{}{one}", base.text)));
    }
    body += &paragraphs(&letter.body, room(letter));
    body += &foot(letter);
    for appendix in &letter.appendices {
        let of = |name: &str, text: &str| run(&letter.layout.part(name), text);
        body += &paragraph("Title", "<w:pageBreakBefore/>", &of("appendix", &appendix.label));
        body += &paragraph("Subtitle", "", &of("appendix", &appendix.title));
        body += &middle(&of("appendix_with", &appendix.with));
        body += &paragraphs(&appendix.body, room(letter));
    }
    let [top, bottom, left, right, number] = letter.layout.margins.map(of_mm);
    format!(
        "{DECLARATION}<w:document {WORD}><w:body>{body}<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId2\"/>\
         <w:pgSz w:w=\"{}\" w:h=\"{}\"/><w:pgMar w:top=\"{top}\" w:right=\"{right}\" w:bottom=\"{bottom}\" \
         w:left=\"{left}\" w:header=\"{number}\" w:footer=\"{number}\" w:gutter=\"0\"/><w:titlePg/></w:sectPr></w:body>\
         </w:document>",
        PAGE.0, PAGE.1
    )
}

/// Who issues it at the left with the number, the name of the Party or the country at the right with the date.
fn head(letter: &Letter) -> String {
    let layout = &letter.layout;
    let party = layout.side == rules::Side::Party;
    let line = |name: &str, text: &str| {
        if text.is_empty() { String::new() } else { middle(&run(&layout.part(name), text)) }
    };
    let mut left = line("superior", &letter.superior);
    let joint = layout.part("joint").text;
    left += &line("issuer", &letter.issuers.join(&format!("{}\n", joint.trim_end())));
    if party {
        left += &line("star", &layout.part("star").text);
    }
    let number = layout.part("number");
    let gap = if letter.code.starts_with(['-', '/']) { "          " } else { " " };
    left += &middle(&run(&number, &format!("{}{gap}{}", number.text, letter.code)));
    if letter.kind.is_empty() && !letter.subject.is_empty() {
        let about = layout.part("about");
        left += &middle(&run(&about, &format!("{} {}", about.text, letter.subject)));
    }
    if !letter.circulation.is_empty() {
        left += &line("circulation", &letter.circulation);
    }
    let mut right = String::new();
    if !party {
        right += &line("country", &layout.part("country").text);
    }
    right += &line("motto", &layout.part("motto").text);
    right += &line("date", &letter.place_and_date);
    let room = room(letter);
    side_by_side(&[room / 2, room - room / 2], &[left, right])
}

fn title(letter: &Letter) -> String {
    if letter.kind.is_empty() {
        return paragraph("Title", "", "");
    }
    let layout = &letter.layout;
    let mut made = paragraph("Title", "", &run(&layout.part("kind"), &letter.kind));
    if !letter.subject.is_empty() {
        let mut part = layout.part("subject");
        part.rule = None;
        made += &paragraph("Subtitle", "", &run(&part, &letter.subject));
        if layout.side == rules::Side::Party && !part.text.is_empty() {
            made += &paragraph("Subtitle", "", &run(&part, &part.text));
        }
    }
    if !letter.authority.is_empty() {
        made += &paragraph("Subtitle", "", &run(&layout.part("authority"), &letter.authority));
    }
    made
}

fn paragraphs(all: &[Paragraph], room: i64) -> String {
    let bold = |text: &str| format!("<w:r><w:rPr><w:b/></w:rPr>{}</w:r>", broken(text));
    all.iter()
        .map(|one| match one {
            Paragraph::Text { text } => paragraph("", "", &plain(text)),
            Paragraph::Heading { text } => paragraph("Heading1", "", &plain(text)),
            Paragraph::Subheading { text } => paragraph("Heading2", "", &plain(text)),
            Paragraph::Chapter { label, title } => {
                let centred = "<w:ind w:firstLine=\"0\"/><w:jc w:val=\"center\"/>";
                let lines = [label.clone(), title.to_uppercase()].join("\n");
                paragraph("Heading1", centred, &plain(lines.trim_end()))
            }
            Paragraph::Article { label, text } => {
                paragraph("", "", &(bold(&format!("{label} ")) + &plain(text)))
            }
            Paragraph::Table(one) => table(one, room),
        })
        .collect()
}

/// A table with its head repeated on every page.
fn table(table: &Table, room: i64) -> String {
    let all: f32 = table.columns.iter().map(|column| column.share).sum();
    let width = |share: f32| {
        #[allow(clippy::cast_precision_loss, reason = "twentieths of a point on a page")]
        let room = room as f32;
        whole(room * share / all.max(1.0))
    };
    let grid: String =
        table.columns.iter().map(|column| format!("<w:gridCol w:w=\"{}\"/>", width(column.share))).collect();
    let aligned = |align: Align| match align {
        Align::Left => "left",
        Align::Centre => "center",
        Align::Right => "right",
    };
    let text =
        |align: &str, inside: &str| paragraph("TableText", &format!("<w:jc w:val=\"{align}\"/>"), inside);
    let head: String = table
        .columns
        .iter()
        .map(|column| {
            let inside = format!("<w:r><w:rPr><w:b/></w:rPr>{}</w:r>", broken(&column.heading));
            cell(width(column.share), "<w:vAlign w:val=\"center\"/>", &text("center", &inside))
        })
        .collect();
    let mut rows = format!("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>");
    for row in &table.rows {
        rows += "<w:tr><w:trPr><w:cantSplit/></w:trPr>";
        for (column, inside) in table.columns.iter().zip(&row.cells) {
            let struck = if row.struck { "<w:rPr><w:strike/></w:rPr>" } else { "" };
            let inside = format!("<w:r>{struck}{}</w:r>", broken(inside));
            rows += &cell(width(column.share), "", &text(aligned(column.align), &inside));
        }
        rows += "</w:tr>";
    }
    format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"{room}\" w:type=\"dxa\"/>\
         <w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>{}",
        // Word wants a paragraph between two tables, and after the last.
        paragraph("TableText", "", "")
    )
}

/// Who gets it at the left, who signs at the right.
fn foot(letter: &Letter) -> String {
    if letter.signers.is_empty() && letter.recipients.is_empty() {
        return String::new();
    }
    let layout = &letter.layout;
    let flush = "<w:spacing w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/><w:ind w:firstLine=\"0\"/><w:jc w:val=\"left\"/>";
    let mut left = String::new();
    if !letter.recipients.is_empty() {
        let title = layout.part("recipients");
        left += &paragraph("", flush, &run(&title, &title.text));
        let part = layout.part("recipient");
        for (at, one) in letter.recipients.iter().enumerate() {
            let end = if at + 1 == letter.recipients.len() { &part.ending } else { &part.between };
            left += &paragraph("", flush, &run(&part, &format!("{}{one}{end}", part.text)));
        }
    }
    if !letter.drafter.is_empty() {
        left += &paragraph("", flush, &run(&layout.part("drafter"), &letter.drafter));
    }
    if left.is_empty() {
        left = middle("");
    }
    let signed = |one: &Signer| {
        let mut made: String =
            one.capacity.iter().map(|line| middle(&run(&layout.part("capacity"), line))).collect();
        made += &middle(&run(&layout.part("position"), &one.position));
        made += &middle(&run(&layout.part("name"), "\n\n\n"));
        made + &middle(&run(&layout.part("name"), &one.name))
    };
    let mut right: String = letter.signers.iter().rev().map(signed).collect();
    if right.is_empty() {
        right = middle("");
    }
    let room = room(letter);
    side_by_side(&[room * 2 / 5, room - room * 2 / 5], &[left, right]) + &paragraph("TableText", "", "")
}
