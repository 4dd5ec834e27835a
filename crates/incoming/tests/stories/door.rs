//! What the door does with what comes: asks, stops, counts; both databases.

use std::path::Path;

use incoming::acts::{self, Classify, Declare, DropHeld, Envelope, Hold, Lift, NumberFor, Petitions};
use incoming::door::{Checked, Given, Outcome, Together, Under, check_all, take};
use incoming::model::Why;
use incoming::spool::Spool;
use incoming::{Equation, intake};
use kernel::testing::{TestOffice, both};
use kernel::{Actor, Id, Kind};
use people::organise::{self, NewPost, NewUnit};
use people::{Post, Role, UnitKind};
use reading::{Limits, Reader};

use crate::{form, open};

/// The program that reads papers in a child process: an example of this crate.
pub fn child() -> std::path::PathBuf {
    let mut folder = std::env::current_exe().unwrap();
    folder.pop();
    folder.pop();
    folder.join("examples").join("door-child")
}

pub fn reader() -> Reader {
    Reader::new(child(), Limits::default())
}

pub const LETTER: &str = "ĐẢNG BỘ TỈNH HẢI SƠN                ĐẢNG CỘNG SẢN VIỆT NAM\nĐẢNG UỶ XÃ TÂN AN\n*\nSố 118-BC/ĐU          Tân An, ngày 23 tháng 11 năm 2026\n\nBÁO CÁO\ntình hình sạt lở tại hai thôn\n-----\n\nTừ đêm ngày 20 có mưa rất to.\n";

pub fn marked() -> String {
    LETTER.replace("Số 118-BC/ĐU", "Số 118-BC/ĐU\nTỐI MẬT")
}

pub fn given(name: &str, bytes: impl Into<Vec<u8>>) -> Given {
    Given { name: name.to_owned(), bytes: bytes.into() }
}

fn send(o: &TestOffice, spool: &Spool, files: Vec<Given>, ways: (Together, Together)) -> Vec<Outcome> {
    let checked = check_all(&reader(), "upload", files, ways, false);
    checked.into_iter().map(|one| give(o, Some(spool), one)).collect()
}

fn give(o: &TestOffice, spool: Option<&Spool>, one: Checked) -> Outcome {
    let under = Under { actor: Actor::system(), id: o.office.new_id(), stop: None };
    take(&o.office, spool, under, one).unwrap().outcome
}

pub fn equation(o: &TestOffice) -> Equation {
    let today = o.office.now().date();
    o.office.read_blocking(|tx| incoming::equation(tx, today)).unwrap()
}

pub fn sound(o: &TestOffice) {
    let report = kernel::journal::verify(&o.office, None).unwrap();
    assert!(report.ok, "{report:?}");
    assert!(equation(o).holds(), "{:?}", equation(o));
    assert_eq!(kernel::testing::unclaimed_tables(&o.office).unwrap(), Vec::<String>::new());
}

/// Every byte that the office keeps on this disk, whatever the file.
fn kept(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            all.extend(kept(&path));
        } else {
            all.extend(std::fs::read(&path).unwrap());
        }
    }
    all
}

fn holds(all: &[u8], text: &str) -> bool {
    all.windows(text.len()).any(|window| window == text.as_bytes())
}

pub fn a_post(o: &TestOffice) -> Id<Post> {
    let from = o.office.now().date();
    let unit = NewUnit { parent: None, kind: UnitKind::Office, name: "Văn phòng".to_owned(), from };
    let unit =
        o.office.act_blocking(Actor::system(), o.office.new_id(), unit, organise::create_unit).unwrap();
    let post =
        NewPost { unit, title: "Chánh Văn phòng".to_owned(), roles: vec![Role::Chief], place: 1, from };
    o.office.act_blocking(Actor::system(), o.office.new_id(), post, organise::create_post).unwrap()
}

#[test]
fn a_marked_paper_leaves_a_slip_and_nothing_else() {
    for on in both() {
        let (o, spool) = (open(on), Spool::default());
        let name = "bao-cao-mat-sat-lo.txt";
        let out = send(&o, &spool, vec![given(name, marked())], (Together::Each, Together::One));
        let [Outcome::Marked(slip)] = out[..] else { panic!("{on:?}: {out:?}") };
        let row = o.office.read_blocking(|tx| incoming::stop(tx, slip)).unwrap().unwrap();
        assert_eq!((row.mark.as_deref(), row.state.as_str()), (Some("toi-mat"), "classified"), "{on:?}");
        let e = equation(&o);
        assert_eq!((e.received, e.handed, e.waiting), (1, 1, 0), "{on:?}");
        let all = kept(o.office.data());
        for text in ["tình hình sạt lở", name, "118-BC"] {
            assert!(!holds(&all, text), "{on:?}: {text} is on the disk");
        }
        sound(&o);
    }
}

#[test]
fn a_false_alarm_lets_one_file_pass_under_its_declaration() {
    for on in both() {
        let o = open(on);
        let act = |n| (Actor::system(), n);
        let found = Classify { source: "upload".to_owned(), mark: "mat".to_owned(), why: Why::Marked };
        let (who, id) = act(o.office.new_id());
        let slip = o.office.act_blocking(who, id, found, acts::found_marked).unwrap();
        let alarm = |reason: &str| {
            let input = DropHeld { stop: slip, reason: reason.to_owned() };
            o.office.act_blocking(Actor::system(), o.office.new_id(), input, acts::declare_false_alarm)
        };
        assert_eq!(alarm(" ").unwrap_err().field, Some("reason"), "{on:?}");
        alarm("chữ MẬT là tên riêng").unwrap();
        let again = || {
            let ways = (Together::One, Together::One);
            let one = check_all(&reader(), "upload", vec![given("a.txt", marked())], ways, true).remove(0);
            let under = Under { actor: Actor::system(), id: o.office.new_id(), stop: Some(slip) };
            take(&o.office, None, under, one)
        };
        let Outcome::Waiting(_) = again().unwrap().outcome else { panic!("{on:?}") };
        assert_eq!(again().err().map(|r| r.kind), Some(Kind::Conflict), "{on:?}: once and no more");
        let e = equation(&o);
        assert_eq!((e.received, e.handed, e.waiting), (2, 1, 1), "{on:?}");
        sound(&o);
    }
}

#[test]
fn what_cannot_be_looked_through_is_asked_about_and_is_on_no_disk_before_the_answer() {
    for on in both() {
        let (o, spool) = (open(on), Spool::default());
        // A scan, an encrypted or broken file, a wrongly named one: all of them stop at the question.
        let odd: [(&str, Vec<u8>); 3] = [
            ("anh-chup.jpg", b"\xFF\xD8\xFF\xE0 mot tam anh khong doc duoc".to_vec()),
            ("hong.pdf", b"%PDF-1.7 tep hong giua chung".to_vec()),
            ("sai-ten.pdf", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 khong phai pdf".to_vec()),
        ];
        let mut asked = Vec::new();
        for (name, bytes) in odd {
            let out = send(&o, &spool, vec![given(name, bytes)], (Together::Each, Together::One));
            let [Outcome::Question(stop)] = out[..] else { panic!("{on:?} {name}: {out:?}") };
            asked.push(stop);
        }
        assert_eq!((equation(&o).received, equation(&o).waiting), (3, 3), "{on:?}");
        let all = kept(o.office.data());
        for text in ["mot tam anh", "anh-chup.jpg", "tep hong", "khong phai pdf"] {
            assert!(!holds(&all, text), "{on:?}: {text} is on the disk");
        }
        // The clerk looked: no mark. The bytes leave the memory for the store under that declaration.
        let (parcel, _) = spool.get(asked[0]).unwrap();
        let input = incoming::door::keep(&o.office, &parcel, Some(asked[0])).unwrap();
        let receipt =
            o.office.act_blocking(Actor::system(), o.office.new_id(), input, incoming::receive).unwrap();
        let row = o.office.read_blocking(|tx| incoming::stop(tx, asked[0])).unwrap().unwrap();
        assert_eq!((row.state.as_str(), row.receipt), ("unmarked", Some(receipt)), "{on:?}");
        // The second bears a mark, the third goes back.
        let input = Declare { stop: asked[1], mark: "mat".to_owned() };
        o.office.act_blocking(Actor::system(), o.office.new_id(), input, acts::classify).unwrap();
        let input = DropHeld { stop: asked[2], reason: "tệp hỏng".to_owned() };
        o.office.act_blocking(Actor::system(), o.office.new_id(), input.clone(), acts::drop_held).unwrap();
        let twice = o.office.act_blocking(Actor::system(), o.office.new_id(), input, acts::drop_held);
        assert_eq!(twice.unwrap_err().kind, Kind::Conflict, "{on:?}");
        let e = equation(&o);
        assert_eq!((e.received, e.waiting, e.handed, e.returned), (3, 1, 1, 1), "{on:?}");
        sound(&o);
    }
}

#[test]
fn petitions_are_counted_and_handed_over_and_that_is_all() {
    for on in both() {
        let o = open(on);
        let post = a_post(&o);
        let take = |pieces| {
            let input = Petitions { pieces, post };
            o.office.act_blocking(Actor::system(), o.office.new_id(), input, acts::take_petitions)
        };
        assert_eq!(take(0).unwrap_err().field, Some("pieces"), "{on:?}");
        take(3).unwrap();
        let e = equation(&o);
        assert_eq!((e.received, e.handed), (3, 3), "{on:?}");
        sound(&o);
    }
}

#[test]
fn an_envelope_is_registered_from_its_cover_without_files() {
    for on in both() {
        let o = open(on);
        let input = Envelope {
            issuer: "Ban Tổ chức Trung ương".to_owned(),
            code: "12-CV/BTCTW".to_owned(),
            issued_on: None,
            urgency: String::new(),
            post: a_post(&o),
        };
        let done =
            o.office.act_blocking(Actor::system(), o.office.new_id(), input, acts::take_envelope).unwrap();
        assert_eq!(done.number, 1, "{on:?}");
        assert!(o.office.read_blocking(|tx| documents::files(tx, done.paper)).unwrap().is_empty(), "{on:?}");
        assert_eq!((equation(&o).received, equation(&o).registered), (1, 1), "{on:?}");
        sound(&o);
    }
}

#[test]
fn a_slip_keeps_a_number_in_the_book_and_no_subject() {
    for on in both() {
        let o = open(on);
        let found = Classify { source: "desk".to_owned(), mark: "tuyet-mat".to_owned(), why: Why::Declared };
        let slip =
            o.office.act_blocking(Actor::system(), o.office.new_id(), found, acts::found_marked).unwrap();
        let number = || {
            let input = NumberFor { stop: slip };
            o.office.act_blocking(Actor::system(), o.office.new_id(), input, acts::reserve_number)
        };
        let done = number().unwrap();
        assert_eq!(number().unwrap_err().kind, Kind::Conflict, "{on:?}: one number for one slip");
        let paper = o.office.read_blocking(|tx| documents::paper(tx, done.paper)).unwrap().unwrap();
        assert_eq!((paper.code.as_str(), paper.subject.as_str()), ("", ""), "{on:?}");
        sound(&o);
    }
}

#[test]
fn one_paper_with_annexes_stays_one_and_its_order_can_be_changed() {
    for on in both() {
        let (o, spool) = (open(on), Spool::default());
        let files = vec![
            given("phu-luc-1.txt", "Phu luc mot"),
            given("chinh.txt", LETTER),
            given("phu-luc-2.txt", "Phu luc hai"),
        ];
        let out = send(&o, &spool, files, (Together::One, Together::One));
        let [Outcome::Waiting(receipt)] = out[..] else { panic!("{on:?}: {out:?}") };
        assert_eq!(equation(&o).received, 1, "{on:?}");
        let annexes = || o.office.read_blocking(|tx| incoming::annexes(tx, receipt)).unwrap();
        let lift = |annex| {
            let input = Lift { receipt, annex };
            o.office.act_blocking(Actor::system(), o.office.new_id(), input, acts::lift).unwrap();
        };
        lift(annexes()[0].id);
        let names: Vec<String> = annexes().into_iter().map(|annex| annex.name).collect();
        assert_eq!(names, ["phu-luc-1.txt", "phu-luc-2.txt"], "{on:?}: the letter is the main one now");
        lift(annexes()[1].id);
        let names: Vec<String> = annexes().into_iter().map(|annex| annex.name).collect();
        assert_eq!(names, ["phu-luc-2.txt", "phu-luc-1.txt"], "{on:?}");
        let done = o
            .office
            .act_blocking(Actor::system(), o.office.new_id(), form(receipt), incoming::register)
            .unwrap();
        let files = o.office.read_blocking(|tx| documents::files(tx, done.paper)).unwrap();
        assert_eq!(files.len(), 3, "{on:?}");
        sound(&o);
    }
}

pub fn mail(attachments: usize, body: &str) -> String {
    let mut text = String::from(
        "From: Van phong <vp@xa.example>\r\nTo: a@b.example\r\nSubject: Gui van ban\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=X\r\n\r\n",
    );
    text += &format!("--X\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n");
    for n in 1..=attachments {
        let content = if n == 2 { LETTER.to_owned() } else { format!("Phu luc so {n}\n") };
        text += &format!(
            "--X\r\nContent-Type: text/plain; charset=utf-8; name=\"{n}.txt\"\r\nContent-Disposition: attachment; filename=\"{n}.txt\"\r\n\r\n{content}\r\n"
        );
    }
    text + "--X--\r\n"
}

#[test]
fn a_mail_with_forty_attachments_is_one_paper_or_forty() {
    let on = kernel::testing::On::Sqlite;
    let (o, spool) = (open(on), Spool::default());
    let letter = || vec![given("thu.eml", mail(40, "Kinh gui"))];
    let out = send(&o, &spool, letter(), (Together::Each, Together::One));
    let [Outcome::Waiting(receipt)] = out[..] else { panic!("{out:?}") };
    let annexes = o.office.read_blocking(|tx| incoming::annexes(tx, receipt)).unwrap();
    assert_eq!(annexes.len(), 40, "39 attachments beside the letter, and the mail itself");
    assert_eq!(annexes.last().map(|annex| annex.name.as_str()), Some("thu.eml"));
    assert_eq!(equation(&o).received, 1);
    let out = send(&o, &spool, letter(), (Together::Each, Together::Each));
    assert_eq!(out.len(), 40);
    assert_eq!(equation(&o).received, 41);
    sound(&o);
}

#[test]
fn a_mark_in_one_attachment_stops_the_whole_mail() {
    for on in both() {
        let (o, spool) = (open(on), Spool::default());
        let letter = mail(2, "Kinh gui").replace(LETTER, &marked());
        let out = send(&o, &spool, vec![given("thu.eml", letter)], (Together::Each, Together::One));
        assert!(matches!(out[..], [Outcome::Marked(_)]), "{on:?}: {out:?}");
        assert!(!holds(&kept(o.office.data()), "vp@xa.example"), "{on:?}");
        sound(&o);
    }
}

#[test]
fn an_empty_file_is_turned_away_and_counted_and_the_rest_goes_on() {
    for on in both() {
        let (o, spool) = (open(on), Spool::default());
        let files = vec![given("rong.pdf", ""), given("tot.txt", "Mot van ban")];
        let out = send(&o, &spool, files, (Together::Each, Together::One));
        assert!(matches!(out[..], [Outcome::Returned, Outcome::Waiting(_)]), "{on:?}: {out:?}");
        let e = equation(&o);
        assert_eq!((e.received, e.returned, e.waiting), (2, 1, 1), "{on:?}");
        sound(&o);
    }
}

#[test]
fn intake_registers_what_is_sure_and_says_why_the_rest_waits() {
    for on in both() {
        let o = open(on);
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let ways = intake::Ways { register: true, unmarked: false, mail_each: false };
        let run = |path: &Path| intake::intake(&o.office, &reader(), path, ways).remove(0);
        let waits = run(&file("ghi-chu.txt", "Mot ghi chu khong co so"));
        assert_eq!((waits.outcome, waits.arrival_number), ("waiting", None), "{on:?}");
        let again = run(&file("ghi-chu-2.txt", "Mot ghi chu khong co so"));
        assert_eq!(again.outcome, "waiting", "{on:?}");
        assert!(again.reason.unwrap().contains("đang chờ"), "{on:?}: the double is told");
        let missing = run(&folder.path().join("khong-co.pdf"));
        assert_eq!(missing.outcome, "returned", "{on:?}");
        let secret = run(&file("mat.txt", &marked()));
        assert_eq!(secret.outcome, "returned", "{on:?}");
        let scan = run(&file("quet.jpg", "\u{0}khong doc duoc"));
        assert_eq!(scan.outcome, "returned", "{on:?}: nobody can be asked at the console");
        let letter = run(&file("bao-cao.txt", LETTER));
        let sure = reader().read_bytes(LETTER.as_bytes(), "bao-cao.txt");
        assert_eq!(letter.outcome == "registered", intake::is_sure(&sure), "{on:?}: {letter:?}");
        let e = equation(&o);
        assert_eq!(e.received, 6, "{on:?}: all of them are counted");
        sound(&o);
    }
}

#[test]
fn a_hold_is_only_for_who_may_receive() {
    for on in both() {
        let o = open(on);
        let stranger = || Actor::person(o.office.new_id(), None);
        let input = Hold { source: "upload".to_owned() };
        let refused = o.office.act_blocking(stranger(), o.office.new_id(), input, acts::hold).unwrap_err();
        assert_eq!(refused.kind, Kind::Forbidden, "{on:?}");
        let input = Petitions { pieces: 1, post: a_post(&o) };
        let refused =
            o.office.act_blocking(stranger(), o.office.new_id(), input, acts::take_petitions).unwrap_err();
        assert_eq!(refused.kind, Kind::Forbidden, "{on:?}");
    }
}

#[test]
fn a_copy_joins_the_number_that_its_paper_has() {
    for on in both() {
        let o = open(on);
        let first = crate::at_the_door(&o, b"mot van ban");
        let done = o
            .office
            .act_blocking(Actor::system(), o.office.new_id(), form(first), incoming::register)
            .unwrap();
        let again = crate::at_the_door(&o, b"mot van ban");
        let join = || {
            let input = acts::Join { receipt: again, paper: done.paper };
            o.office.act_blocking(Actor::system(), o.office.new_id(), input, acts::join)
        };
        join().unwrap();
        assert_eq!(join().unwrap_err().kind, Kind::Conflict, "{on:?}");
        let copies = o.office.read_blocking(|tx| documents::copies(tx, done.paper)).unwrap();
        assert_eq!(copies.len(), 1, "{on:?}");
        let e = equation(&o);
        assert_eq!((e.received, e.registered), (2, 2), "{on:?}: both are in the book, under one number");
        sound(&o);
    }
}

#[test]
fn a_book_kept_elsewhere_takes_the_number_given_there() {
    for on in both() {
        let o = open(on);
        let book = o
            .office
            .act_blocking(
                Actor::system(),
                o.office.new_id(),
                documents::Begin::default(),
                documents::begin_book,
            )
            .unwrap();
        let set = documents::ConfigureBook {
            book,
            name: "Sổ văn bản đến".to_owned(),
            first_number: 1,
            master: "Hệ thống cũ".to_owned(),
            why: "chạy song song".to_owned(),
        };
        o.office.act_blocking(Actor::system(), o.office.new_id(), set, documents::configure_book).unwrap();
        let receipt = crate::at_the_door(&o, b"mot van ban");
        let numbered = incoming::Register { given: Some(4711), ..form(receipt) };
        let done =
            o.office.act_blocking(Actor::system(), o.office.new_id(), numbered, incoming::register).unwrap();
        assert_eq!(done.number, 4711, "{on:?}");
        let receipt = crate::at_the_door(&o, b"van ban hai");
        let bare =
            o.office.act_blocking(Actor::system(), o.office.new_id(), form(receipt), incoming::register);
        assert!(bare.is_err(), "{on:?}: this program gives no number in that book");
    }
}
