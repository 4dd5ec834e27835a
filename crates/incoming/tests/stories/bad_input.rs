//! What comes broken, locked, wrongly named, too much: each is counted, keeps a next step, and strands nothing.

use incoming::Receipt;
use incoming::door::{Given, Outcome, Together, Told, Under, check_all, take};
use incoming::spool::Spool;
use kernel::testing::{TestOffice, both};
use kernel::{Actor, Id};
use words::Lang;

use crate::door::{LETTER, equation, given, mail, reader, sound};
use crate::{form, open};

fn tell(o: &TestOffice, spool: &Spool, files: Vec<Given>, ways: (Together, Together)) -> Vec<Told> {
    let checked = check_all(&reader(), "upload", files, ways, false);
    let under = || Under { actor: Actor::system(), id: o.office.new_id(), stop: None };
    checked.into_iter().map(|one| take(&o.office, Some(spool), under(), one).unwrap()).collect()
}

const EACH: (Together, Together) = (Together::Each, Together::One);

/// A PDF whose trailer says that it is encrypted, by a password that nobody told.
fn locked() -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [] /Count 0 >>".to_owned(),
        format!("<< /Filter /Standard /V 1 /R 2 /P -4 /O <{}> /U <{}> >>", "ab".repeat(32), "cd".repeat(32)),
    ];
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut table = "xref\n0 4\n0000000000 65535 f \n".to_owned();
    for (at, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", pdf.len());
        pdf += &format!("{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    let start = pdf.len();
    let id = "<00112233445566778899aabbccddeeff>";
    pdf += &table;
    pdf += &format!(
        "trailer\n<< /Size 4 /Root 1 0 R /Encrypt 3 0 R /ID [{id} {id}] >>\nstartxref\n{start}\n%%EOF\n"
    );
    pdf.into_bytes()
}

#[test]
fn what_cannot_be_read_becomes_a_question_that_says_what_to_do() {
    for on in both() {
        let (o, spool) = (open(on), Spool::default());
        let cases = [
            ("khoa.pdf", locked(), "mật khẩu", "password"),
            ("hong.pdf", b"%PDF-1.7 dut giua chung".to_vec(), "hỏng", "damaged"),
            ("la.docx", vec![0, 1, 2, 3, 250, 9], "Không nhận ra", "not recognised"),
        ];
        let all = cases.len();
        for (name, bytes, vi, en) in cases {
            let told = tell(&o, &spool, vec![given(name, bytes)], EACH);
            let Outcome::Question(stop) = told[0].outcome else { panic!("{on:?} {name}: {told:?}") };
            let (_, why) = spool.get(stop).unwrap();
            assert!(why.say(Lang::Vi).contains(vi), "{on:?}: {}", why.say(Lang::Vi));
            assert!(why.say(Lang::En).contains(en), "{on:?}: {}", why.say(Lang::En));
        }
        let e = equation(&o);
        assert_eq!((e.received, e.waiting), (all as u64, all as u64), "{on:?}");
        sound(&o);
    }
}

#[test]
fn bytes_decide_what_a_file_is_and_never_its_name() {
    for on in both() {
        let (o, spool) = (open(on), Spool::default());
        let told = tell(&o, &spool, vec![given("thuc-ra-la-chu.pdf", LETTER)], EACH);
        assert!(matches!(told[0].outcome, Outcome::Waiting(_)), "{on:?}: text called .pdf is read: {told:?}");
        let mut program = b"MZ\x90\0\x03".to_vec();
        program.resize(2000, 0);
        let told = tell(&o, &spool, vec![given("giay-moi.pdf", program)], EACH);
        assert_eq!(told[0].outcome, Outcome::Returned, "{on:?}");
        assert!(told[0].said.say(Lang::Vi).contains("chương trình"), "{on:?}");
        assert!(told[0].said.say(Lang::En).contains("program"), "{on:?}");
        let e = equation(&o);
        assert_eq!((e.received, e.waiting, e.returned), (2, 1, 1), "{on:?}");
        sound(&o);
    }
}

#[test]
fn a_mail_in_a_mail_and_a_mail_without_text_are_taken() {
    for on in both() {
        let (o, spool) = (open(on), Spool::default());
        let inner = mail(1, "Kinh gui").replace("boundary=X", "boundary=Y").replace("--X", "--Y");
        let nested = format!(
            "From: a@b.example\r\nSubject: Chuyen tiep\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=Z\r\n\r\n--Z\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--Z--\r\n"
        );
        let told = tell(&o, &spool, vec![given("chuyen-tiep.eml", nested)], EACH);
        let [Told { outcome: Outcome::Waiting(receipt), .. }] = told[..] else { panic!("{on:?}: {told:?}") };
        let annexes = o.office.read_blocking(|tx| incoming::annexes(tx, receipt)).unwrap();
        let names: Vec<&str> = annexes.iter().map(|annex| annex.name.as_str()).collect();
        assert_eq!(
            names,
            ["1.eml", "chuyen-tiep.eml"],
            "{on:?}: the mail inside, and the mail that carried it"
        );
        let bare = "From: a@b.example\r\nTo: c@d.example\r\nSubject: Chi co tieu de\r\n\r\n";
        let told = tell(&o, &spool, vec![given("khong-chu.eml", bare)], EACH);
        assert!(matches!(told[0].outcome, Outcome::Waiting(_)), "{on:?}: {told:?}");
        assert_eq!(equation(&o).received, 2, "{on:?}");
        sound(&o);
    }
}

/// A grey PNG of one point, without a library: its row is stored, not packed.
fn picture(grey: u8) -> Vec<u8> {
    let chunk = |name: &[u8], body: &[u8]| {
        let mut bytes = u32::try_from(body.len()).unwrap().to_be_bytes().to_vec();
        let named: Vec<u8> = name.iter().chain(body).copied().collect();
        let mut crc = u32::MAX;
        for byte in &named {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
            }
        }
        bytes.extend(named);
        bytes.extend((!crc).to_be_bytes());
        bytes
    };
    // zlib: one stored block of two bytes (filter, point), then Adler-32.
    let row = [0x78, 1, 1, 2, 0, 0xFD, 0xFF, 0, grey, 0, 2 + grey, 0, 1 + grey];
    let mut png = b"\x89PNG\r\n\x1A\n".to_vec();
    png.extend(chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]));
    png.extend(chunk(b"IDAT", &row));
    png.extend(chunk(b"IEND", &[]));
    png
}

#[test]
fn photographs_of_one_paper_are_its_pages_and_stay_as_they_were_taken() {
    for on in both() {
        let (o, spool) = (open(on), Spool::default());
        let photos =
            || vec![given("1.png", picture(9)), given("2.png", picture(80)), given("3.png", picture(20))];
        let told = tell(&o, &spool, photos(), (Together::One, Together::One));
        let [Told { outcome: Outcome::Question(stop), .. }] = told[..] else { panic!("{on:?}: {told:?}") };
        let (parcel, _) = spool.get(stop).unwrap();
        assert_eq!(parcel.pieces[0].name, "anh-chup-3-trang.pdf", "{on:?}");
        assert_eq!(parcel.pieces[0].reading.pages, 3, "{on:?}: a page for each photograph");
        let input = incoming::door::keep(&o.office, &parcel, Some(stop)).unwrap();
        let receipt: Id<Receipt> =
            o.office.act_blocking(Actor::system(), o.office.new_id(), input, incoming::receive).unwrap();
        let annexes = o.office.read_blocking(|tx| incoming::annexes(tx, receipt)).unwrap();
        for (annex, photo) in annexes.iter().zip(photos()) {
            assert_eq!(annex.name, photo.name, "{on:?}: in the order given");
            assert_eq!(
                o.office.blobs().get(annex.blob).unwrap(),
                photo.bytes,
                "{on:?}: the original, untouched"
            );
        }
        assert_eq!((annexes.len(), equation(&o).received), (3, 1), "{on:?}");
        sound(&o);
    }
}

#[test]
fn an_issuer_printed_in_capitals_gets_the_name_that_was_accepted_before() {
    for on in both() {
        let o = open(on);
        let spelled = |printed: &str| {
            let printed = printed.to_owned();
            o.office.read_blocking(move |tx| incoming::issuer_spelling(tx, &printed)).unwrap()
        };
        assert_eq!(spelled("UỶ BAN NHÂN DÂN XÃ TÂN AN"), None, "{on:?}");
        for (at, issuer) in ["Uỷ ban nhân dân xã Tân An", "UỶ BAN NHÂN DÂN XÃ TÂN AN"].into_iter().enumerate()
        {
            let receipt = crate::at_the_door(&o, format!("van ban {at}").as_bytes());
            let input = incoming::Register { issuer: issuer.to_owned(), ..form(receipt) };
            o.office.act_blocking(Actor::system(), o.office.new_id(), input, incoming::register).unwrap();
        }
        let name = Some("Uỷ ban nhân dân xã Tân An".to_owned());
        assert_eq!(spelled("UỶ BAN NHÂN DÂN\nXÃ TÂN AN"), name, "{on:?}: capitals taught nothing");
        let known = o.office.read_blocking(|tx| incoming::issuers(tx, 10)).unwrap();
        assert_eq!(known, ["Uỷ ban nhân dân xã Tân An"], "{on:?}");
    }
}
