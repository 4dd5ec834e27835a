//! Papers from before Unicode, in the formats that offices kept them in: the same letter is read from each.

// A helper of a test may stop it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod packing;

use packing::{doc, docx, ole, zipped};
use reading::{Format, Limits, ProblemCode, Reading, read_bytes};
use vietnamese::legacy::{Encoding, encode, western};

fn read(bytes: &[u8], name: &str) -> Reading {
    read_bytes(bytes, name, &Limits::default())
}

fn code(reading: &Reading) -> Option<ProblemCode> {
    reading.problem.as_ref().map(|p| p.code)
}

/// Text as an old program kept it.
fn old(text: &str, encoding: Encoding) -> Vec<u8> {
    encode(text, encoding).unwrap()
}

/// The same as the Western letters that Word makes of it.
fn shown(text: &str, encoding: Encoding) -> String {
    western(&old(text, encoding))
}

fn assert_letter(reading: &Reading) {
    assert_eq!(code(reading), None);
    let facts = &reading.facts;
    assert_eq!(facts.code.as_deref(), Some("25/CV-UB"), "{}", reading.text);
    assert_eq!(facts.issuer.as_deref(), Some("UỶ BAN NHÂN DÂN TỈNH HẢI SƠN"), "{}", reading.text);
    assert_eq!(facts.date.as_deref(), Some("1999-03-05"));
    assert_eq!(facts.place.as_deref(), Some("Hải Sơn"));
    assert_eq!(facts.addressee.as_deref(), Some("Sở Giáo dục và Đào tạo"));
    assert!(reading.text.contains("thực hiện đúng những điều đã được quy định"), "{}", reading.text);
}

const ISSUER: &str = "uỷ ban nhân dân tỉnh hải sơn";
const STATE: &str = "cộng hoà xã hội chủ nghĩa việt nam";
const NUMBER: &str = "Số: 25/CV-UB";
const PLACE: &str = "Hải Sơn, ngày 05 tháng 3 năm 1999";
const TO: &str = "Kính gửi: Sở Giáo dục và Đào tạo";
const BODY: &str = "Đề nghị thực hiện đúng những điều đã được quy định về kế hoạch ngân sách nhà nước.";

/// Bytes as RTF writes them.
fn rtf_text(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|b| match b {
            0x20..=0x7E => char::from(*b).to_string(),
            b => format!("\\'{b:02x}"),
        })
        .collect()
}

/// The letter with its head in a table; heads in a font of capitals where the encoding has one.
fn rtf_letter(encoding: Encoding, font: &str, capitals: Option<&str>) -> Vec<u8> {
    let head = |text: &str| match capitals {
        Some(_) => format!("\\f2 {}", rtf_text(&old(text, encoding))),
        None => format!("\\f1 {}", rtf_text(&old(&text.to_uppercase(), encoding))),
    };
    let plain = |text: &str| format!("\\f1 {}", rtf_text(&old(text, encoding)));
    format!(
        "{{\\rtf1\\ansi\\ansicpg1252\\deff0{{\\fonttbl{{\\f0\\froman\\fcharset0{{\\*\\panose 02020603}}Times New Roman;}}\
         {{\\f1\\fswiss {font};}}{{\\f2\\fswiss {};}}}}{{\\stylesheet{{\\f1 Normal;}}}}{{\\info{{\\title Bi mat}}{{\\nofpages3}}}}\
         {{\\header \\pard\\plain {} trang \\par}}\
         \\trowd\\cellx4000\\cellx9000\\pard\\intbl {}\\par {}\\cell {}\\par {}\\cell\\row\r\n\
         \\pard\\plain {}\\par\r\n\\pard\\plain {}\\par}}",
        capitals.unwrap_or(font),
        plain("dau trang"),
        head(ISSUER),
        plain(NUMBER),
        head(STATE),
        plain(PLACE),
        plain(TO),
        plain(BODY),
    )
    .into_bytes()
}

#[test]
fn a_letter_in_rtf_is_read_by_its_fonts() {
    for (encoding, font, capitals) in [
        (Encoding::Tcvn3, ".VnTime", Some(".VnTimeH")),
        (Encoding::Vni, "VNI-Times", None),
        (Encoding::Vps, "VPS Times", None),
        (Encoding::Viscii, "VI Times", None),
    ] {
        let reading = read(&rtf_letter(encoding, font, capitals), "cv.doc");
        assert_eq!(reading.format, Format::Rtf);
        assert_letter(&reading);
        assert!(reading.text.contains("CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"), "{}", reading.text);
        assert_eq!(reading.pages, 3);
        for not_the_paper in ["Bi mat", "dau trang", "Normal", "02020603"] {
            assert!(!reading.text.contains(not_the_paper), "{}", reading.text);
        }
    }
}

#[test]
fn rtf_without_a_telling_font_is_read_by_its_syllables_or_its_code_page() {
    let body = rtf_text(&old(BODY, Encoding::Tcvn3));
    let mute = format!("{{\\rtf1\\ansi{{\\fonttbl{{\\f0 Arial;}}}}\\f0 {body}\\par}}");
    assert_eq!(read(mute.as_bytes(), "a.rtf").text, BODY);
    let windows = rtf_text(&old(BODY, Encoding::Cp1258));
    let paged = format!("{{\\rtf1\\ansi\\ansicpg1258 {windows}\\par}}");
    assert_eq!(read(paged.as_bytes(), "a.rtf").text, BODY);
    let charset =
        format!("{{\\rtf1\\ansi{{\\fonttbl{{\\f3\\fcharset163 Arial (Vietnamese);}}}}\\f3 {windows}}}");
    assert_eq!(read(charset.as_bytes(), "a.rtf").text, BODY);
    let russian = b"{\\rtf1\\ansi\\ansicpg1251 \\'cc\\'ee\\'f1\\'ea\\'e2\\'e0}";
    assert_eq!(read(russian, "a.rtf").text, "Москва");
}

#[test]
fn signs_of_rtf_become_letters() {
    let text = r#"{\rtf1\ansi\uc1 U\u7927?y ban \{nh\u226 an\} d\'e2n{\uc2\u55357 ab\u56832 cd}{\v an}{\*\unknown xa}\~\ldblquote x\rdblquote\par
{\field{\*\fldinst HYPERLINK ""}{\fldrslt n\'ea9}}{\pict 010203}{\bin5 {{{{{}x{\shp{\*\shpinst{\sp{\sn a}}{\shptxt khung}}}}{\footnote chu}}"#;
    let reading = read(text.as_bytes(), "a.rtf");
    assert_eq!(reading.text, "Uỷy ban {nhân} dân😀 “x”\nnê9xkhung");
}

#[test]
fn rtf_that_nests_without_end_or_is_cut_is_told() {
    let deep = [b"{\\rtf1".as_slice(), &b"{\\b ".repeat(200_000)].concat();
    assert_eq!(code(&read(&deep, "a.rtf")), Some(ProblemCode::TooDemanding));
    let whole = rtf_letter(Encoding::Tcvn3, ".VnTime", Some(".VnTimeH"));
    let cut = read(&whole[..whole.len() - 40], "a.rtf");
    assert_eq!(code(&cut), Some(ProblemCode::Broken));
    assert_eq!(cut.facts.code.as_deref(), Some("25/CV-UB"), "what is there is read");
    let limits = Limits { text: 1000, ..Limits::default() };
    let long = [b"{\\rtf1 ".as_slice(), &b"word ".repeat(1000), b"}"].concat();
    assert_eq!(code(&read_bytes(&long, "a.rtf", &limits)), Some(ProblemCode::TooMuchText));
}

fn html_letter(style: &str, head: &str, body: &str, encoding: Encoding) -> Vec<u8> {
    let capitals = encoding == Encoding::Tcvn3;
    let upper = |text: &str| if capitals { text.to_owned() } else { text.to_uppercase() };
    let mut page = format!(
        "<html><head><title>Tieu de</title>{style}<script>var x = '<p>khong</p>';</script></head><body>"
    )
    .into_bytes();
    let mut add = |open: &str, text: &str, close: &str| {
        page.extend_from_slice(open.as_bytes());
        page.extend_from_slice(&old(text, encoding));
        page.extend_from_slice(close.as_bytes());
    };
    add(&format!("<table><tr><td><p {head}>"), &upper(ISSUER), "</p>");
    add(&format!("<p {body}>"), NUMBER, "</td>\n");
    add(&format!("<td><p {head}>"), &upper(STATE), "</p>");
    add(&format!("<p {body}>"), PLACE, "</td></tr></table>");
    add(&format!("<p {body}><b>"), TO, "</b></p>");
    add(&format!("<p {body}>"), BODY, "</p><style>p{color:red}</style></body></html>");
    page
}

#[test]
fn a_letter_in_html_is_read_by_its_fonts() {
    let inline = html_letter(
        "",
        "style='font-family:\".VnTimeH\",serif; color:red'",
        "style=\"font-family:'.VnTime'\"",
        Encoding::Tcvn3,
    );
    let sheet = html_letter(
        "<style><!-- p.MsoNormal, li.MsoNormal {margin:0; font-family:\".VnTime\";}\n p.hoa {font-family:.VnTimeH} --></style>",
        "class=hoa",
        "class=MsoNormal",
        Encoding::Tcvn3,
    );
    let vni = html_letter("<style>body {font-family: VNI-Times}</style>", "", "", Encoding::Vni);
    for page in [inline, sheet, vni] {
        let reading = read(&page, "cv.txt");
        assert_eq!(reading.format, Format::Html);
        assert_letter(&reading);
        for not_shown in ["khong", "Tieu de", "color"] {
            assert!(!reading.text.contains(not_shown), "{}", reading.text);
        }
    }
}

#[test]
fn html_is_read_whatever_its_bytes_are_said_to_be() {
    let page = |charset: &str, body: &[u8]| {
        let head = format!(
            "<!DOCTYPE html><meta http-equiv=Content-Type content='text/html; charset={charset}'><p>"
        );
        [head.as_bytes(), body, b"</p>"].concat()
    };
    for (charset, body) in [
        ("windows-1252", BODY.as_bytes().to_vec()),
        ("utf-8", BODY.as_bytes().to_vec()),
        ("windows-1258", old(BODY, Encoding::Cp1258)),
        ("viscii", old(BODY, Encoding::Viscii)),
        ("x-viet-vps", old(BODY, Encoding::Vps)),
        ("x-user-defined", old(BODY, Encoding::Tcvn3)),
        ("utf-8", old(BODY, Encoding::Vni)),
    ] {
        assert_eq!(read(&page(charset, &body), "a.html").text, BODY, "{charset}");
    }
    let entities = "<html><body>&#272;&#7843;ng u&#x1ef7; &amp; &lt;x&gt; n&#xE9;&nbsp;&eacute;<br>m<b>ộ</b>t   dòng\n</body>";
    assert_eq!(read(entities.as_bytes(), "a").text, "Đảng uỷ & <x> né é\nmột dòng");
}

#[test]
fn html_without_end_tags_is_read_in_time() {
    let page = format!("<html><body>{}", "<div><table><tr><td><font face=.VnTime>x".repeat(60_000));
    let start = std::time::Instant::now();
    let reading = read(page.as_bytes(), "a.html");
    assert_eq!(code(&reading), None);
    assert_eq!(reading.text.matches('x').count(), 60_000);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn a_letter_in_docx_is_read_by_the_fonts_of_runs_and_styles() {
    let run = |text: &str, font: &str| {
        let text = shown(text, Encoding::Tcvn3).replace('&', "&amp;");
        let fonts = if font.is_empty() {
            String::new()
        } else {
            format!("<w:rPr><w:rFonts w:ascii=\"{font}\" w:hAnsi=\"{font}\"/></w:rPr>")
        };
        format!("<w:r>{fonts}<w:t>{text}</w:t></w:r>")
    };
    let p =
        |style: &str, runs: String| format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{runs}</w:p>");
    let body = format!(
        "<w:tbl><w:tr><w:tc>{}{}</w:tc><w:tc>{}{}</w:tc></w:tr></w:tbl>{}{}",
        p("Hoa", run(ISSUER, "")),
        p("", run("Số: ", "Arial") + &run("25/CV-UB", "")),
        p("", run(STATE, ".VnTimeH")),
        p("Con", run(PLACE, "")),
        p("", run("Kính gửi: Sở Giáo dục", ".VnTime") + &run(" và Đào tạo", ".VnArial")),
        p("Tron", run(BODY, "")),
    );
    let styles = "<w:styles xmlns:w=\"urn:w\"><w:docDefaults><w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\"/></w:docDefaults>\
        <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:rPr><w:rFonts w:ascii=\".VnTime\" w:hAnsi=\".VnTime\"/></w:rPr></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"Hoa\"><w:rPr><w:rFonts w:hAnsi=\".VnTimeH\"/></w:rPr></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"Con\"><w:basedOn w:val=\"Normal\"/></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"Tron\"><w:basedOn w:val=\"Vong\"/></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"Vong\"><w:basedOn w:val=\"Tron\"/></w:style></w:styles>";
    let document =
        format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"urn:w\"><w:body>{body}</w:body></w:document>");
    let bytes = zipped(&[("word/document.xml", document.as_bytes()), ("word/styles.xml", styles.as_bytes())]);
    assert_letter(&read(&bytes, "a.docx"));
    // No font tells, the syllables do: pasted from an old file.
    let pasted = docx(&format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", shown(BODY, Encoding::Vni)));
    assert_eq!(read(&pasted, "a.docx").text, BODY);
}

#[test]
fn a_letter_in_doc_is_read_by_the_fonts_of_runs_and_styles() {
    let tcvn3 = |text: &str, end: &[u8]| [old(text, Encoding::Tcvn3), end.to_vec()].concat();
    let (plain, capitals, arial) = (None, Some(1), Some(2));
    let runs = [
        (tcvn3(ISSUER, b"\r"), capitals),
        (tcvn3(NUMBER, b"\x07"), plain),
        (tcvn3(STATE, b"\r"), capitals),
        (tcvn3(PLACE, b"\x07\x07"), plain),
        (tcvn3("Kính gửi: ", b""), plain),
        (b"\x13 MERGEFIELD x \x14".to_vec(), arial),
        (tcvn3("Sở Giáo dục ", b"\x15"), plain),
        (b"v\xB5 \xA7\xB5o t\xB9o\x01\r".to_vec(), plain),
        (tcvn3(BODY, b"\r"), plain),
        (b"Hello\x1e\x0bworld\r".to_vec(), arial),
    ];
    let reading = read(&doc(&runs, &[".VnTime", ".VnTimeH", "Arial"], 0), "cv.txt");
    assert_eq!(reading.format, Format::Doc);
    assert_letter(&reading);
    assert!(reading.text.ends_with("Hello-\nworld"), "{}", reading.text);
    assert!(!reading.text.contains("MERGEFIELD"));
    // The same in fonts that do not tell.
    let reading = read(&doc(&runs[4..9], &["Arial", "Arial", "Arial"], 0), "cv.doc");
    assert!(reading.text.contains(BODY), "{}", reading.text);
}

#[test]
fn a_doc_that_is_locked_old_or_broken_is_told() {
    let runs = [(b"Van ban\r".to_vec(), None)];
    let (main, table) = packing::doc_streams(&runs, &["Arial"], 0);
    let changed = |at: usize, value: u8| {
        let mut main = main.clone();
        main[at] = value;
        read(&ole(&[("WordDocument", &main), ("1Table", &table)]), "a.doc")
    };
    assert_eq!(changed(0, 0xEC).text, "Van ban");
    assert_eq!(code(&changed(0x0B, 3)), Some(ProblemCode::Encrypted));
    let word_95 = changed(2, 0x68);
    assert!(code(&word_95) == Some(ProblemCode::NotRead) || word_95.text.is_empty());
    assert_eq!(code(&read(&ole(&[("WordDocument", &main)]), "a.doc")), Some(ProblemCode::Broken));
    assert_eq!(code(&read(&ole(&[("WordDocument", b"")]), "a.doc")), Some(ProblemCode::Broken));
    // A piece that claims more text than there is.
    let mut long = table.clone();
    let at = long.len() - 12;
    long[at..at + 4].copy_from_slice(&[0xFF; 4]);
    let reading = read(&ole(&[("WordDocument", &main), ("1Table", &long)]), "a.doc");
    assert_eq!(reading.text, "Van ban");
}

#[test]
fn a_mail_with_an_old_letter_inside_gives_the_letters_facts() {
    let letter = rtf_letter(Encoding::Tcvn3, ".VnTime", Some(".VnTimeH"));
    let body = shown(BODY, Encoding::Vni);
    let mut mail = format!(
        "From: a@b.example\r\nSubject: cv\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
         --x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n\
         --x\r\nContent-Type: application/msword\r\nContent-Disposition: attachment; filename=cv.doc\r\n\r\n"
    )
    .into_bytes();
    mail.extend(letter);
    mail.extend(b"\r\n--x--\r\n");
    let reading = read(&mail, "a.eml");
    assert_eq!(reading.facts.code.as_deref(), Some("25/CV-UB"));
    assert_eq!(reading.text.matches(BODY).count(), 2, "{}", reading.text);
}

#[test]
fn plain_text_in_an_old_encoding_is_read_and_other_bytes_are_refused() {
    let letter = [ISSUER.to_uppercase(), NUMBER.to_owned(), PLACE.to_owned(), TO.to_owned(), BODY.to_owned()]
        .join("\r\n");
    for encoding in [Encoding::Tcvn3, Encoding::Vni, Encoding::Vps, Encoding::Viscii, Encoding::Cp1258] {
        let reading = read(&old(&letter, encoding), "cv.txt");
        assert_eq!(reading.format, Format::Txt, "{}", encoding.name());
        assert_eq!(code(&reading), None, "{}", encoding.name());
        assert!(reading.text.contains(BODY), "{}: {}", encoding.name(), reading.text);
        assert_eq!(reading.facts.code.as_deref(), Some("25/CV-UB"));
    }
    let french = b"L'\xE9t\xE9 dernier, d\xE9j\xE0 tr\xE8s fatigu\xE9s, o\xF9 \xE9tiez-vous ?";
    assert_eq!(code(&read(french, "a.txt")), Some(ProblemCode::NotUnicode));
}

/// A PDF of one page whose fonts are not embedded: (font, x, y, text).
fn pdf(fonts: [&str; 2], lines: &[(usize, u32, u32, Vec<u8>)]) -> Vec<u8> {
    let mut stream = Vec::new();
    for (font, x, y, text) in lines {
        stream.extend(format!("BT /F{font} 11 Tf {x} {y} Td <{}> Tj ET\n", hex(text)).bytes());
    }
    let font = |name: &str| {
        format!("<</Type/Font/Subtype/TrueType/BaseFont/{name}/Encoding/WinAnsiEncoding>>").into_bytes()
    };
    let objects = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F0 5 0 R/F1 6 0 R>>>>>>".to_vec(),
        [format!("<</Length {}>>stream\n", stream.len()).as_bytes(), &stream, b"endstream"].concat(),
        font(fonts[0]),
        font(fonts[1]),
    ];
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = String::new();
    for (number, object) in (1..).zip(&objects) {
        places.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.extend([format!("{number} 0 obj\n").as_bytes(), object, b"\nendobj\n"].concat());
    }
    let start = out.len();
    out.extend(
        format!(
            "xref\n0 7\n0000000000 65535 f \n{places}trailer<</Size 7/Root 1 0 R>>\nstartxref\n{start}\n%%EOF"
        )
        .bytes(),
    );
    out
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[test]
fn a_letter_in_pdf_is_read_by_its_fonts_in_the_child() {
    let reader = reading::Reader::new(env!("CARGO_BIN_EXE_reading-child"), Limits::default());
    let letter = |encoding: Encoding, fonts: [&str; 2], raised: bool| {
        let head = |text: &str| old(&if raised { text.to_uppercase() } else { text.to_owned() }, encoding);
        let lines = [
            (1, 60, 780, head(ISSUER)),
            (0, 60, 750, old(NUMBER, encoding)),
            (1, 320, 780, head(STATE)),
            (0, 330, 750, old(PLACE, encoding)),
            (0, 100, 700, old(TO, encoding)),
            (0, 60, 660, old(BODY, encoding)),
            (0, 60, 630, old("và có bưu tá", encoding)),
        ];
        reader.read_bytes(&pdf(fonts, &lines), "cv.pdf")
    };
    for reading in [
        letter(Encoding::Tcvn3, ["ABCDEF+.VnTime", "ABCDEG+.VnTimeH"], false),
        letter(Encoding::Vni, ["VNI-Times", "VNI-Times,Bold"], true),
    ] {
        assert_letter(&reading);
        assert!(reading.text.contains("và có bưu tá"), "{}", reading.text);
        assert!(reading.boxes.contains_key("issuer"));
    }
    // Fonts that do not tell: the syllables do, but for capitals that only the font had.
    let reading = letter(Encoding::Tcvn3, ["Arial", "Times"], false);
    assert_eq!(reading.facts.code.as_deref(), Some("25/CV-UB"), "{}", reading.text);
    assert!(reading.text.contains(BODY), "{}", reading.text);
}
