//! Files that hold files: archives, mail in mail, Outlook's mail, signed content, messages of the exchange.

// A helper of a test may stop it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod packing;

use std::io::{Cursor, Write};

use packing::{docx, zipped};
use reading::{Bundle, Format, Limits, NoteCode, ProblemCode, Sort, open_bundle, read_bytes, sniff};
use vietnamese::legacy::{Encoding, encode};

const LETTER: &str = "ĐẢNG BỘ TỈNH HẢI SƠN\nĐẢNG UỶ XÃ TÂN AN\n*\nSố 118-BC/ĐU          Tân An, ngày 23 tháng 11 năm 2026\n\nBÁO CÁO\ntình hình sạt lở\n-----\n\nTừ đêm ngày 20 có mưa rất to.\n";

fn open(bytes: &[u8], name: &str) -> Bundle {
    open_bundle(bytes, name, &Limits::default()).unwrap()
}

fn names(bundle: &Bundle) -> Vec<&str> {
    bundle.parts.iter().map(|part| part.name.as_str()).collect()
}

fn code(bytes: &[u8], name: &str) -> Option<ProblemCode> {
    open_bundle(bytes, name, &Limits::default()).err().map(|problem| problem.code)
}

fn mail(head: &str, body: &str) -> Vec<u8> {
    format!("From: Văn thư <vt@tanan.example>\r\nSubject: Gui van ban\r\nDate: Thu, 5 Feb 2026 08:30:00 +0700\r\nMIME-Version: 1.0\r\n{head}\r\n\r\n{body}").into_bytes()
}

/// A file's name replaced by bytes of the same length, as an old program writes them.
fn named_in(name: &str, encoding: Encoding) -> Vec<u8> {
    let raw = encode(name, encoding).unwrap();
    let plain = "x".repeat(raw.len());
    let mut bytes = zipped(&[(&plain, b"noi dung")]);
    let places: Vec<usize> =
        (0..bytes.len() - raw.len()).filter(|at| bytes[*at..].starts_with(plain.as_bytes())).collect();
    for at in places {
        bytes[at..at + raw.len()].copy_from_slice(&raw);
    }
    bytes
}

#[test]
fn an_archive_gives_its_files_under_readable_names_and_the_letter_is_the_paper() {
    let inner = zipped(&[("Biểu 1.txt", "Biểu 1 số liệu".as_bytes()), ("Biểu 2.txt", b"x y z")]);
    let bytes = zipped(&[
        ("Hồ sơ/Phụ lục 1.txt", "PHỤ LỤC 1".as_bytes()),
        ("Hồ sơ/Báo cáo.txt", LETTER.as_bytes()),
        ("Hồ sơ/bieu.zip", &inner),
        ("__MACOSX/._Báo cáo.txt", b"x"),
        ("Hồ sơ/Thumbs.db", b"x"),
    ]);
    assert_eq!(sniff(&bytes, "ho-so.pdf"), Format::Zip);
    let bundle = open(&bytes, "ho-so.zip");
    assert_eq!(
        names(&bundle),
        [
            "Hồ sơ › Phụ lục 1.txt",
            "Hồ sơ › Báo cáo.txt",
            "Hồ sơ › bieu.zip › Biểu 1.txt",
            "Hồ sơ › bieu.zip › Biểu 2.txt"
        ]
    );
    assert!(bundle.own.text.contains("Báo cáo.txt") && bundle.own.problem.is_none());
    // As one paper.
    let reading = read_bytes(&bytes, "ho-so.zip", &Limits::default());
    assert_eq!((reading.format, &reading.problem), (Format::Zip, &None));
    assert_eq!(reading.facts.code.as_deref(), Some("118-BC/ĐU"));
    assert!(reading.text.contains("Biểu 1 số liệu"));
}

#[test]
fn names_of_old_programs_are_read() {
    for encoding in [Encoding::Cp1258, Encoding::Tcvn3, Encoding::Vni] {
        let bytes = named_in("Công văn số 12.txt", encoding);
        assert_eq!(names(&open(&bytes, "a.zip")), ["Công văn số 12.txt"], "{}", encoding.name());
    }
}

#[test]
fn a_mail_in_a_mail_is_opened_and_each_keeps_its_own_words() {
    let inner = mail(
        "Content-Type: multipart/mixed; boundary=y",
        &format!(
            "--y\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nthư trong\r\n--y\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment; filename=\"bao-cao.txt\"\r\n\r\n{LETTER}\r\n--y--\r\n"
        ),
    );
    let inner = String::from_utf8(inner).unwrap();
    let outer = mail(
        "Content-Type: multipart/mixed; boundary=z",
        &format!(
            "--z\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nthư ngoài\r\n--z\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment; filename=\"fwd.eml\"\r\n\r\n{inner}\r\n--z--\r\n"
        ),
    );
    let bundle = open(&outer, "thu.eml");
    assert_eq!(names(&bundle), ["fwd.eml", "fwd.eml › bao-cao.txt"]);
    assert!(bundle.own.text.contains("thư ngoài") && !bundle.own.text.contains("thư trong"));
    let own = bundle.parts[0].reading.as_ref().unwrap();
    assert!(own.text.contains("thư trong") && !own.text.contains("sạt lở"));
    let reading = read_bytes(&outer, "thu.eml", &Limits::default());
    assert_eq!(reading.facts.code.as_deref(), Some("118-BC/ĐU"));
    assert!(reading.text.contains("thư trong") && reading.text.contains("sạt lở"));
}

/// DER of one element.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x84][..], &size, content].concat()
}

const SIGNED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
const DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
const ENVELOPED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03";

/// Signed content; `None`: the signature alone.
fn cms(content: Option<&[u8]>) -> Vec<u8> {
    let inside = content.map_or(Vec::new(), |content| der(0xA0, &der(0x04, content)));
    let data =
        [der(0x02, &[1]), der(0x31, &[]), der(0x30, &[der(0x06, DATA), inside].concat()), der(0x31, &[])];
    der(0x30, &[der(0x06, SIGNED), der(0xA0, &der(0x30, &data.concat()))].concat())
}

/// The same as mail programs stream it: ends marked, octets in pieces.
fn streamed(content: &[u8]) -> Vec<u8> {
    let open = |tag: u8, inside: Vec<u8>| [&[tag, 0x80][..], &inside, &[0, 0]].concat();
    let pieces: Vec<u8> = content.chunks(7).flat_map(|piece| der(0x04, piece)).collect();
    let encapsulated = open(0x30, [der(0x06, DATA), open(0xA0, open(0x24, pieces))].concat());
    let data = [der(0x02, &[1]), der(0x31, &[]), encapsulated, der(0x31, &[])].concat();
    open(0x30, [der(0x06, SIGNED), open(0xA0, open(0x30, data))].concat())
}

#[test]
fn signed_content_is_taken_out_and_the_signature_is_named_and_not_believed() {
    for bytes in [cms(Some(LETTER.as_bytes())), streamed(LETTER.as_bytes())] {
        assert_eq!(sniff(&bytes, "bao-cao.pdf.p7m"), Format::Signed);
        let bundle = open(&bytes, "bao-cao.txt.p7m");
        assert_eq!((bundle.parts.len(), bundle.parts[0].format), (1, Format::Txt));
        assert_eq!(bundle.parts[0].bytes, LETTER.as_bytes());
        let reading = read_bytes(&bytes, "a.p7m", &Limits::default());
        assert_eq!(reading.facts.code.as_deref(), Some("118-BC/ĐU"));
        assert!(reading.notes.iter().any(|note| note.code == NoteCode::SignatureNotVerified));
    }
    let alone = cms(None);
    assert_eq!(sniff(&alone, "smime.p7s"), Format::Signature);
    let reading = read_bytes(&alone, "smime.p7s", &Limits::default());
    assert!(reading.problem.is_none() && reading.text.contains("chưa kiểm tra"));
    let sealed = der(0x30, &[der(0x06, ENVELOPED), der(0xA0, &[])].concat());
    assert_eq!(code(&sealed, "smime.p7m"), Some(ProblemCode::Encrypted));
}

#[test]
fn a_signed_mail_keeps_its_signature_beside_the_paper_and_an_opaque_one_is_opened() {
    let base64 = |bytes: &[u8]| {
        let out = std::process::Command::new("base64")
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn();
        let mut out = out.unwrap();
        out.stdin.take().unwrap().write_all(bytes).unwrap();
        String::from_utf8(out.wait_with_output().unwrap().stdout).unwrap().replace('\n', "\r\n")
    };
    let signature = base64(&cms(None));
    let clear = mail(
        "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=s",
        &format!(
            "--s\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nkính gửi\r\n--m\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment; filename=\"bc.txt\"\r\n\r\n{LETTER}\r\n--m--\r\n--s\r\nContent-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n{signature}--s--\r\n"
        ),
    );
    let bundle = open(&clear, "a.eml");
    assert_eq!(names(&bundle), ["bc.txt", "smime.p7s"]);
    assert_eq!(bundle.parts[1].format, Format::Signature);
    let reading = read_bytes(&clear, "a.eml", &Limits::default());
    assert_eq!(reading.facts.code.as_deref(), Some("118-BC/ĐU"));
    assert!(reading.notes.iter().any(|note| note.code == NoteCode::SignatureNotVerified));

    let inside = format!(
        "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nlời thư\r\n--m\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment; filename=\"bc.txt\"\r\n\r\n{LETTER}\r\n--m--\r\n"
    );
    let sealed = base64(&cms(Some(inside.as_bytes())));
    let opaque = mail(
        "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=\"smime.p7m\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"smime.p7m\"",
        &sealed,
    );
    let bundle = open(&opaque, "a.eml");
    assert_eq!(names(&bundle), ["smime.p7m", "smime.p7m › 1.eml", "smime.p7m › 1.eml › bc.txt"]);
    assert!(bundle.parts[1].reading.as_ref().unwrap().text.contains("lời thư"));
}

/// Properties of a mail or an attachment, put where Outlook has them.
fn props(
    file: &mut cfb::CompoundFile<Cursor<Vec<u8>>>,
    at: &str,
    head: usize,
    texts: &[(u16, &str)],
    fixed: &[(u32, u64)],
) {
    let mut bytes = vec![0; head];
    for (tag, value) in fixed {
        bytes.extend(tag.to_le_bytes());
        bytes.extend([6, 0, 0, 0]);
        bytes.extend(value.to_le_bytes());
    }
    file.create_stream(format!("{at}/__properties_version1.0")).unwrap().write_all(&bytes).unwrap();
    for (tag, text) in texts {
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        file.create_stream(format!("{at}/__substg1.0_{tag:04X}001F")).unwrap().write_all(&wide).unwrap();
    }
}

fn outlook() -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let sent = (0x0039_0040, 134_147_790_000_000_000);
    props(
        &mut file,
        "",
        32,
        &[
            (0x37, "Gửi báo cáo"),
            (0x1000, "Kính gửi văn phòng."),
            (0x0C1A, "Văn thư"),
            (0x5D01, "vt@tanan.example"),
        ],
        &[sent],
    );
    file.create_storage("/__nameid_version1.0").unwrap();
    file.create_storage("/__attach_version1.0_#00000000").unwrap();
    let at = "/__attach_version1.0_#00000000";
    props(&mut file, at, 8, &[(0x3707, "Báo cáo.txt")], &[]);
    file.create_stream(format!("{at}/__substg1.0_37010102")).unwrap().write_all(LETTER.as_bytes()).unwrap();
    file.create_storage("/__attach_version1.0_#00000001").unwrap();
    let at = "/__attach_version1.0_#00000001";
    props(&mut file, at, 8, &[(0x3001, "FW: thư cũ")], &[]);
    file.create_storage(format!("{at}/__substg1.0_3701000D")).unwrap();
    let inner = format!("{at}/__substg1.0_3701000D");
    props(&mut file, &inner, 24, &[(0x37, "thư cũ"), (0x1000, "lời thư cũ")], &[sent]);
    let storage = format!("{inner}/__attach_version1.0_#00000000");
    file.create_storage(&storage).unwrap();
    props(&mut file, &storage, 8, &[(0x3707, "phu-luc.docx")], &[]);
    let annex = docx("<w:p><w:r><w:t>PHỤ LỤC kèm theo</w:t></w:r></w:p>");
    file.create_stream(format!("{storage}/__substg1.0_37010102")).unwrap().write_all(&annex).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

#[test]
fn outlook_mail_with_a_mail_in_it() {
    let bytes = outlook();
    assert_eq!(sniff(&bytes, "thu.doc"), Format::Msg);
    let bundle = open(&bytes, "thu.msg");
    assert_eq!(names(&bundle), ["Báo cáo.txt", "FW  thư cũ.msg", "FW  thư cũ.msg › phu-luc.docx"]);
    assert_eq!(bundle.from.as_deref(), Some("Văn thư <vt@tanan.example>"));
    assert_eq!(bundle.subject.as_deref(), Some("Gửi báo cáo"));
    assert_eq!(bundle.date.as_deref(), Some("2026-02-05T15:30:00Z"));
    assert!(bundle.own.text.contains("Kính gửi văn phòng."));
    // The mail inside is a whole file of its own.
    let inner = open(&bundle.parts[1].bytes, "x.msg");
    assert_eq!((inner.subject.as_deref(), names(&inner)), (Some("thư cũ"), vec!["phu-luc.docx"]));
    assert!(bundle.parts[1].reading.as_ref().unwrap().text.contains("lời thư cũ"));
    let reading = read_bytes(&bytes, "thu.msg", &Limits::default());
    assert_eq!(reading.facts.code.as_deref(), Some("118-BC/ĐU"));
    assert!(reading.text.contains("PHỤ LỤC kèm theo"));
}

fn edxml(body: &str) -> Vec<u8> {
    let letter = "U+G7kSAxMTgtQkMvxJBVIG5vaSBkdW5n";
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<edXML xmlns=\"http://www.mic.gov.vn/TBT/QCVN_102_2016\">\n<edXML:edXMLEnvelope xmlns:edXML=\"http://www.mic.gov.vn/TBT/QCVN_102_2016\">\n<edXML:edXMLHeader>\n<edXML:MessageHeader>\n\
         <edXML:From><edXML:OrganId>000.00.00.H49</edXML:OrganId><edXML:OrganizationInCharge>UBND tỉnh Hải Sơn</edXML:OrganizationInCharge><edXML:OrganName>Sở Nội vụ</edXML:OrganName></edXML:From>\n\
         <edXML:To><edXML:OrganName>Văn phòng Tỉnh uỷ</edXML:OrganName></edXML:To>\n<edXML:To><edXML:OrganName>Ban Tổ chức</edXML:OrganName></edXML:To>\n\
         <edXML:DocumentId>000.00.00.H49,2026/11/20,812/SNV-TCBC</edXML:DocumentId>\n<edXML:Code><edXML:CodeNumber>812</edXML:CodeNumber><edXML:CodeNotation>SNV-TCBC</edXML:CodeNotation></edXML:Code>\n\
         <edXML:PromulgationInfo><edXML:Place>Hải Sơn</edXML:Place><edXML:PromulgationDate>2026/11/20</edXML:PromulgationDate></edXML:PromulgationInfo>\n\
         <edXML:DocumentType><edXML:Type>1</edXML:Type><edXML:TypeName>Công văn</edXML:TypeName></edXML:DocumentType>\n<edXML:Subject>V/v báo cáo biên chế &amp; tiền lương</edXML:Subject>\n\
         <edXML:SignerInfo><edXML:Position>Giám đốc</edXML:Position><edXML:FullName>Trần Văn Bình</edXML:FullName></edXML:SignerInfo>\n<edXML:DueDate>2026/12/05</edXML:DueDate>\n\
         <edXML:ToPlaces><edXML:Place>Lưu: VT</edXML:Place></edXML:ToPlaces>\n<edXML:OtherInfo><edXML:Priority>2</edXML:Priority></edXML:OtherInfo>\n\
         <edXML:ResponseFor><edXML:OrganId>A</edXML:OrganId><edXML:Code>25-CV/TU</edXML:Code><edXML:PromulgationDate>2026/11/02</edXML:PromulgationDate><edXML:DocumentId>A,2026/11/02,25-CV/TU</edXML:DocumentId></edXML:ResponseFor>\n\
         {body}</edXML:MessageHeader>\n</edXML:edXMLHeader>\n<edXML:edXMLBody><edXML:edXMLManifest><edXML:Reference/><edXML:Reference/></edXML:edXMLManifest></edXML:edXMLBody>\n</edXML:edXMLEnvelope>\n\
         <AttachmentEncoded><Attachment><ContentType>text/plain</ContentType><ContentId>1</ContentId><ContentTransferEncoded>{letter}</ContentTransferEncoded><AttachmentName>cong-van.txt</AttachmentName></Attachment></AttachmentEncoded>\n</edXML>\n"
    )
    .into_bytes()
}

#[test]
fn a_message_of_the_exchange_gives_its_header_as_facts_and_its_files() {
    let bytes = edxml("");
    assert_eq!(sniff(&bytes, "a.xml"), Format::Edxml);
    let bundle = open(&bytes, "a.edxml");
    assert_eq!(names(&bundle), ["cong-van.txt"]);
    let own = &bundle.own;
    let facts = &own.facts;
    let said =
        [&facts.code, &facts.number, &facts.symbol, &facts.date, &facts.kind, &facts.issuer, &facts.superior];
    let said: Vec<&str> = said.iter().map(|fact| fact.as_deref().unwrap_or("")).collect();
    assert_eq!(
        said,
        ["812/SNV-TCBC", "812", "SNV-TCBC", "2026-11-20", "Công văn", "Sở Nội vụ", "UBND tỉnh Hải Sơn"]
    );
    assert_eq!(facts.subject.as_deref(), Some("báo cáo biên chế & tiền lương"));
    assert_eq!(facts.addressee.as_deref(), Some("Văn phòng Tỉnh uỷ; Ban Tổ chức"));
    assert_eq!(
        (facts.deadline.as_deref(), facts.urgency.as_deref()),
        (Some("2026-12-05"), Some("thượng khẩn"))
    );
    assert_eq!(facts.cites[0].code, "25-CV/TU");
    assert_eq!(facts.cites[0].date.as_deref(), Some("2026-11-02"));
    assert!(own.confidence.values().all(|sure| (*sure - 1.0).abs() < f64::EPSILON));
    assert_eq!(own.message.as_ref().unwrap().sort, Sort::New);
    assert!(
        own.notes
            .iter()
            .any(|note| note.code == NoteCode::PartsMissing && note.detail.as_deref() == Some("1"))
    );
}

#[test]
fn what_the_paper_says_otherwise_is_doubtful() {
    let own = open(&edxml(""), "a.edxml").own;
    let paper = |code: &str| {
        let text = format!(
            "SỞ NỘI VỤ\nSố: {code}          Hải Sơn, ngày 20 tháng 11 năm 2026\nV/v báo cáo\nKính gửi: Văn phòng Tỉnh uỷ"
        );
        let mut paper = read_bytes(text.as_bytes(), "a.txt", &Limits::default());
        reading::said_by_message(&mut paper, &own);
        paper
    };
    let same = paper("812/SNV-TCBC");
    assert!((same.confidence["code"] - 1.0).abs() < f64::EPSILON, "{:?}", same.confidence);
    let other = paper("813/SNV-TCBC");
    assert_eq!(other.facts.code.as_deref(), Some("812/SNV-TCBC"));
    assert!(other.doubtful().contains(&"code"));
}

#[test]
fn a_malformed_message_says_the_line() {
    let text = String::from_utf8(edxml("<edXML:Content>\n")).unwrap();
    let line = text.lines().position(|line| line.contains("</edXML:MessageHeader>")).unwrap() + 1;
    for (bytes, line) in [
        (text.clone(), line),
        (text.replace("</edXML>\n", "").replace("<edXML:Content>\n", ""), text.lines().count() - 1),
    ] {
        let problem = open_bundle(bytes.as_bytes(), "a.edxml", &Limits::default()).unwrap_err();
        assert_eq!(problem.code, ProblemCode::MessageBroken);
        let told: usize = problem.detail.clone().unwrap().parse().unwrap();
        assert!(told.abs_diff(line) <= 1, "{told} {line}");
        assert!(problem.message.contains(&told.to_string()));
    }
}
