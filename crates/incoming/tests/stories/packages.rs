//! Files that hold files, at the door: one arrival with its annexes, the paper first, the container kept as it came.

use std::io::{Cursor, Write};

use incoming::door::{Checked, Outcome, Together, Under, check_all, take};
use incoming::spool::Spool;
use incoming::{AnnexRow, ReceiptRow};
use kernel::testing::{TestOffice, both};
use kernel::{Actor, Id};
use reading::{Format, NoteCode, Reading};

use crate::door::{LETTER, equation, given, marked, reader, sound};
use crate::{form, open};

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn send(
    o: &TestOffice,
    spool: Option<&Spool>,
    files: Vec<incoming::door::Given>,
    ways: (Together, Together),
) -> Vec<Outcome> {
    let checked = check_all(&reader(), "upload", files, ways, false);
    let under = || Under { actor: Actor::system(), id: o.office.new_id(), stop: None };
    checked.into_iter().map(|one| take(&o.office, spool, under(), one).unwrap().outcome).collect()
}

const USUAL: (Together, Together) = (Together::Each, Together::One);

fn waiting(o: &TestOffice, receipt: Id<incoming::Receipt>) -> (ReceiptRow, Vec<AnnexRow>) {
    o.office
        .read_blocking(|tx| {
            let row = incoming::receipt(tx, receipt)?.expect("it waits");
            Ok::<_, kernel::StoreError>((row, incoming::annexes(tx, receipt)?))
        })
        .unwrap()
}

fn names(annexes: &[AnnexRow]) -> Vec<&str> {
    annexes.iter().map(|annex| annex.name.as_str()).collect()
}

#[test]
fn an_archive_is_one_arrival_with_the_letter_first_and_itself_last() {
    for on in both() {
        let (o, spool) = (open(on), Spool::default());
        let inner = zipped(&[("Biểu 1.txt", "Biểu 1".as_bytes())]);
        let bytes = zipped(&[
            ("Phụ lục 1.txt", "PHỤ LỤC 1\nsố liệu".as_bytes()),
            ("bieu.zip", &inner),
            ("Báo cáo.txt", LETTER.as_bytes()),
        ]);
        let out = send(&o, Some(&spool), vec![given("ho-so.zip", bytes.clone())], USUAL);
        let [Outcome::Waiting(id)] = out[..] else { panic!("{on:?}: {out:?}") };
        let (receipt, annexes) = waiting(&o, id);
        assert_eq!(receipt.name, "Báo cáo.txt", "{on:?}");
        assert_eq!(names(&annexes), ["Phụ lục 1.txt", "bieu.zip › Biểu 1.txt", "ho-so.zip"], "{on:?}");
        let kept = annexes.last().map(|annex| o.office.blobs().get(annex.blob).unwrap());
        assert_eq!(kept, Some(bytes), "{on:?}: as it was received");
        assert!(annexes.iter().all(|annex| annex.reading().is_some_and(|reading| reading.problem.is_none())));
        assert_eq!(equation(&o).received, 1, "{on:?}");
        let done =
            o.office.act_blocking(Actor::system(), o.office.new_id(), form(id), incoming::register).unwrap();
        let files = o.office.read_blocking(|tx| documents::files(tx, done.paper)).unwrap();
        assert_eq!(files.len(), 4, "{on:?}");
        sound(&o);
    }
}

#[test]
fn an_archive_beside_the_letter_is_its_annexes_or_each_file_in_it_is_a_paper() {
    let on = kernel::testing::On::Sqlite;
    let (o, spool) = (open(on), Spool::default());
    let annexes = || given("phu-luc.zip", zipped(&[("1.txt", b"mot"), ("2.txt", LETTER.as_bytes())]));
    let both = vec![given("thu.txt", "Thu gui kem phu luc"), annexes()];
    let out = send(&o, Some(&spool), both, (Together::One, Together::One));
    let [Outcome::Waiting(id)] = out[..] else { panic!("{out:?}") };
    let (receipt, rest) = waiting(&o, id);
    assert_eq!(receipt.name, "thu.txt", "what the clerk put first stays first");
    assert_eq!(names(&rest), ["phu-luc.zip › 1.txt", "phu-luc.zip › 2.txt", "phu-luc.zip"]);
    let out = send(&o, Some(&spool), vec![annexes()], (Together::Each, Together::Each));
    assert!(matches!(out[..], [Outcome::Waiting(_), Outcome::Waiting(_)]), "{out:?}");
    assert_eq!(equation(&o).received, 3);
    sound(&o);
}

#[test]
fn a_mark_deep_inside_stops_all_of_it_and_leaves_nothing() {
    for on in both() {
        let (o, spool) = (open(on), Spool::default());
        let inner = zipped(&[("bc.txt", marked().as_bytes())]);
        let bytes = zipped(&[("thu.txt", b"Thu gui kem"), ("kem.zip", &inner)]);
        for ways in [USUAL, (Together::Each, Together::Each)] {
            let out = send(&o, Some(&spool), vec![given("ho-so.zip", bytes.clone())], ways);
            assert!(out.iter().any(|one| matches!(one, Outcome::Marked(_))), "{on:?}: {out:?}");
        }
        sound(&o);
    }
}

#[test]
fn what_cannot_be_opened_is_a_question_and_is_counted() {
    for on in both() {
        let (o, spool) = (open(on), Spool::default());
        let burst = zipped(&[("a.txt", &vec![b' '; 40 << 20])]);
        let program = zipped(&[("thu.txt", b"Thu gui kem"), ("xem.pdf", b"MZ\x90\0\0\0this is a program\0")]);
        let cut = zipped(&[("thu.txt", LETTER.as_bytes())]);
        let cut = cut[..cut.len() - 30].to_vec();
        for (name, bytes) in [
            ("a.zip", burst),
            ("b.zip", program),
            ("c.zip", cut),
            ("d.edxml", b"<?xml version='1.0'?>\n<edXML>\n<a></b></edXML>".to_vec()),
        ] {
            let checked = check_all(&reader(), "upload", vec![given(name, bytes)], USUAL, false);
            let [Checked::Unchecked(parcel, why)] = &checked[..] else { panic!("{on:?}: {name}") };
            assert!(!parcel.pieces.is_empty());
            match name {
                "b.zip" => assert_eq!(why.key(), "door-program", "{on:?}"),
                "d.edxml" => assert!(
                    why.say(words::Lang::Vi).contains("dòng 3"),
                    "{on:?}: {}",
                    why.say(words::Lang::Vi)
                ),
                _ => {}
            }
            let under = Under { actor: Actor::system(), id: o.office.new_id(), stop: None };
            let told = take(&o.office, Some(&spool), under, checked.into_iter().next().unwrap()).unwrap();
            assert!(matches!(told.outcome, Outcome::Question(_)), "{on:?}: {name}");
        }
        assert_eq!(equation(&o).received, 4, "{on:?}");
        sound(&o);
    }
}

#[test]
fn a_message_of_the_exchange_fills_the_form_from_its_header() {
    for on in both() {
        let (o, spool) = (open(on), Spool::default());
        // "SỞ NỘI VỤ … Số 812" in base64 is not needed: any text is a paper.
        let message = "<?xml version=\"1.0\"?>\n<edXML xmlns=\"http://www.mic.gov.vn/TBT/QCVN_102_2016\"><edXMLEnvelope><edXMLHeader><MessageHeader>\
            <From><OrganName>Sở Nội vụ</OrganName></From><Code><CodeNumber>812</CodeNumber><CodeNotation>SNV-TCBC</CodeNotation></Code>\
            <PromulgationInfo><PromulgationDate>2026/11/20</PromulgationDate></PromulgationInfo><Subject>V/v báo cáo biên chế</Subject><DueDate>2026/12/05</DueDate>\
            </MessageHeader></edXMLHeader></edXMLEnvelope><AttachmentEncoded><Attachment><AttachmentName>cong-van.txt</AttachmentName>\
            <ContentTransferEncoded>S2luaCBndWkgVmFuIHBob25n</ContentTransferEncoded></Attachment></AttachmentEncoded></edXML>";
        let out = send(&o, Some(&spool), vec![given("a.edxml", message)], (Together::Each, Together::Each));
        let [Outcome::Waiting(id)] = out[..] else { panic!("{on:?}: {out:?}") };
        let (receipt, annexes) = waiting(&o, id);
        assert_eq!((receipt.name.as_str(), receipt.source.as_str()), ("cong-van.txt", "exchange"), "{on:?}");
        assert_eq!(receipt.sender.as_deref(), Some("Sở Nội vụ"), "{on:?}");
        assert_eq!(names(&annexes), ["a.edxml"], "{on:?}");
        let reading: Reading = receipt.reading().unwrap();
        assert_eq!(reading.format, Format::Txt);
        assert_eq!(reading.facts.code.as_deref(), Some("812/SNV-TCBC"), "{on:?}");
        assert_eq!(reading.facts.deadline.as_deref(), Some("2026-12-05"), "{on:?}");
        assert!(reading.notes.iter().any(|note| note.code == NoteCode::FromMessage), "{on:?}");
        sound(&o);
    }
}
