//! A book is kept: begun in the middle of a year, numbers reserved and filled, lines corrected, originals handed on.

use documents::acts::Void;
use documents::{
    Begin, ConfigureBook, Confirm, Copy, Correct, Fill, Into, Move, NewPaper, Reserve, begin_book,
    configure_book, correct, fill_reserved, join_copy, move_original, register_in, reserve_number,
    void_number,
};
use kernel::testing::{TestOffice, both};
use kernel::{Act, Actor, Id, Kind, Refusal};
use people::organise::{self, Appointment, NewPost, NewUnit};
use people::{Person, Post, Role, UnitKind};

use crate::{open, put, report};

fn run<I, O>(
    o: &TestOffice,
    actor: Actor,
    input: I,
    act: fn(&mut Act<'_>, I) -> Result<O, Refusal>,
) -> Result<O, Refusal>
where
    I: Send + Clone + 'static,
    O: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
{
    o.clock.advance(kernel::Instant::SECOND);
    o.office.act_blocking(actor, o.office.new_id(), input, act)
}

fn system<I, O>(
    o: &TestOffice,
    input: I,
    act: fn(&mut Act<'_>, I) -> Result<O, Refusal>,
) -> Result<O, Refusal>
where
    I: Send + Clone + 'static,
    O: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
{
    run(o, Actor::system(), input, act)
}

fn corrected(paper: Id<documents::Paper>, subject: &str, why: &str) -> Correct {
    let NewPaper { code, kind, issuer, issued_on, urgency, asked_by, .. } = report("1-BC/ĐU");
    Correct {
        paper,
        code,
        kind,
        issuer,
        issued_on,
        subject: subject.to_owned(),
        urgency,
        asked_by,
        why: why.to_owned(),
    }
}

#[test]
fn a_correction_needs_a_reason_and_leaves_the_old_value_legible() {
    for on in both() {
        let o = open(on);
        let paper = put(&o, report("1-BC/ĐU")).paper;
        let none = system(&o, corrected(paper, "tình hình sạt lở", "gõ nhầm"), correct).unwrap_err();
        assert_eq!(none.msg.key(), "nothing-changed", "{on:?}");
        let bare = system(&o, corrected(paper, "tình hình lũ quét", " "), correct).unwrap_err();
        assert_eq!(bare.field, Some("why"), "{on:?}");
        system(&o, corrected(paper, "tình hình lũ quét", "gõ nhầm"), correct).unwrap();
        let (row, old) = o
            .office
            .read_blocking(|tx| {
                Ok((documents::paper(tx, paper)?.unwrap(), documents::corrections(tx, paper)?))
            })
            .unwrap();
        assert_eq!(row.subject, "tình hình lũ quét", "{on:?}");
        let only = &old[0];
        assert_eq!(
            (old.len(), only.field.as_str(), only.old.as_str(), only.why.as_str()),
            (1, "subject", "tình hình sạt lở", "gõ nhầm"),
            "{on:?}"
        );
        assert!(kernel::journal::verify(&o.office, None).unwrap().ok, "{on:?}");
        assert_eq!(kernel::testing::unclaimed_tables(&o.office).unwrap(), Vec::<String>::new());
    }
}

#[test]
fn a_book_begun_elsewhere_goes_on_with_its_number_and_stays_without_gaps() {
    for on in both() {
        let o = open(on);
        let book = system(&o, Begin::default(), begin_book).unwrap();
        let from = |first: i64| ConfigureBook {
            book,
            name: "Sổ văn bản đến 2026".to_owned(),
            first_number: first,
            master: String::new(),
            why: "sổ giấy dừng ở số 4107".to_owned(),
        };
        assert_eq!(system(&o, from(0), configure_book).unwrap_err().field, Some("first_number"), "{on:?}");
        system(&o, from(4108), configure_book).unwrap();
        assert_eq!(put(&o, report("1-BC/ĐU")).number, 4108, "{on:?}");
        let late = system(&o, from(9), configure_book).unwrap_err();
        assert_eq!(late.msg.key(), "book-begun", "{on:?}");
        assert!(kernel::journal::verify(&o.office, None).unwrap().ok, "{on:?}");
    }
}

#[test]
fn reserved_numbers_stand_in_the_book_until_they_are_filled_or_voided() {
    for on in both() {
        let o = open(on);
        let reserve = |count| Reserve { count, why: "chờ bản gốc".to_owned(), ..Reserve::default() };
        assert_eq!(system(&o, reserve(0), reserve_number).unwrap_err().field, Some("count"), "{on:?}");
        assert_eq!(system(&o, reserve(51), reserve_number).unwrap_err().field, Some("count"), "{on:?}");
        let lines = system(&o, reserve(2), reserve_number).unwrap();
        assert_eq!(put(&o, report("3-BC/ĐU")).number, 3, "{on:?}");
        let fill = Fill { paper: lines[0].paper, with: report("2-BC/ĐU") };
        system(&o, fill.clone(), fill_reserved).unwrap();
        assert_eq!(system(&o, fill, fill_reserved).unwrap_err().msg.key(), "not-reserved", "{on:?}");
        let kept = o.office.read_blocking(|tx| documents::corrections(tx, lines[0].paper)).unwrap();
        assert_eq!(
            (kept[0].field.as_str(), kept[0].old.as_str()),
            ("reserved", "chờ bản gốc"),
            "{on:?}: why it was kept stays legible"
        );
        let early = system(&o, corrected(lines[1].paper, "x", "y"), correct).unwrap_err();
        assert_eq!(early.msg.key(), "fill-first", "{on:?}");
        let void = Void { paper: lines[1].paper, why: "không có văn bản".to_owned() };
        system(&o, void, void_number).unwrap();
        let state = o
            .office
            .read_blocking(|tx| {
                let book = documents::books(tx)?.remove(0);
                documents::book_state(tx, &book)
            })
            .unwrap();
        assert_eq!((state.papers, state.voided, state.last), (3, 1, 3), "{on:?}");
        assert!(kernel::journal::verify(&o.office, None).unwrap().ok, "{on:?}");
    }
}

#[test]
fn a_book_with_another_master_takes_its_numbers_and_none_twice() {
    for on in both() {
        let o = open(on);
        let book = system(&o, Begin::default(), begin_book).unwrap();
        let elsewhere = ConfigureBook {
            book,
            name: "Sổ văn bản đến 2026".to_owned(),
            first_number: 1,
            master: "Hệ thống điều hành tác nghiệp".to_owned(),
            why: "chạy song song".to_owned(),
        };
        let seven = Into { number: Some(7), ..Into::default() };
        let early = system(&o, (report("1-BC/ĐU"), seven), register_in).unwrap_err();
        assert_eq!(early.msg.key(), "numbers-given-here", "{on:?}");
        system(&o, elsewhere, configure_book).unwrap();
        let refused = system(&o, report("1-BC/ĐU"), documents::register).unwrap_err();
        assert_eq!(refused.msg.key(), "numbered-elsewhere", "{on:?}");
        assert_eq!(system(&o, (report("1-BC/ĐU"), seven), register_in).unwrap().number, 7, "{on:?}");
        let twice = system(&o, (report("2-BC/ĐU"), seven), register_in).unwrap_err();
        assert_eq!((twice.field, twice.kind), (Some("number"), Kind::Conflict), "{on:?}");
        let reserve = Reserve { count: 1, why: "chờ".to_owned(), ..Reserve::default() };
        assert_eq!(
            system(&o, reserve, reserve_number).unwrap_err().msg.key(),
            "numbered-elsewhere",
            "{on:?}"
        );
        let back = ConfigureBook {
            book,
            name: "Sổ văn bản đến 2026".to_owned(),
            first_number: 1,
            master: String::new(),
            why: "thôi chạy song song".to_owned(),
        };
        let refused = system(&o, back, configure_book).unwrap_err();
        assert_eq!(refused.field, Some("master"), "{on:?}: two systems' numbers do not meet in one book");
        assert!(kernel::journal::verify(&o.office, None).unwrap().ok, "{on:?}: gaps are the master's");
    }
}

#[test]
fn the_paper_copy_joins_the_number_of_the_electronic_one() {
    for on in both() {
        let o = open(on);
        let paper = put(&o, report("1-BC/ĐU")).paper;
        let today = o.office.now().date();
        let copy = |form: &str, day| Copy {
            paper,
            form: form.to_owned(),
            arrived_on: day,
            note: "bì có dấu bưu điện".to_owned(),
        };
        assert_eq!(system(&o, copy("other", today), join_copy).unwrap_err().field, Some("form"), "{on:?}");
        let ahead = system(&o, copy("paper", today.tomorrow().unwrap()), join_copy).unwrap_err();
        assert_eq!(ahead.field, Some("arrived_on"), "{on:?}");
        system(&o, copy("paper", today), join_copy).unwrap();
        let copies = o.office.read_blocking(|tx| documents::copies(tx, paper)).unwrap();
        assert_eq!((copies.len(), copies[0].form.as_str()), (1, "paper"), "{on:?}");
        assert_eq!(put(&o, report("2-BC/ĐU")).number, 2, "{on:?}: it took no number of its own");
    }
}

fn holder(o: &TestOffice, title: &str) -> (Id<Post>, Id<Person>) {
    let from = o.office.now().date();
    let unit = NewUnit { parent: None, kind: UnitKind::Section, name: format!("Phòng {title}"), from };
    let unit = system(o, unit, organise::create_unit).unwrap();
    let post = NewPost { unit, title: title.to_owned(), roles: vec![Role::Specialist], place: 1, from };
    let post = system(o, post, organise::create_post).unwrap();
    let person = system(o, format!("Người {title}"), organise::create_person).unwrap();
    system(o, Appointment { post, person, from }, organise::appoint).unwrap();
    (post, person)
}

#[test]
fn an_original_is_handed_over_with_date_and_signature_and_the_receiver_confirms() {
    for on in both() {
        let o = open(on);
        let paper = put(&o, report("1-BC/ĐU")).paper;
        let (first, one) = holder(&o, "Một");
        let (second, two) = holder(&o, "Hai");
        let today = o.office.now().date();
        let to =
            |post| Move { paper, to: post, moved_on: today, signed: "ký nhận ở sổ giao".to_owned() };
        system(&o, to(first), move_original).unwrap();
        assert_eq!(system(&o, to(first), move_original).unwrap_err().msg.key(), "has-it-already", "{on:?}");
        system(&o, to(second), move_original).unwrap();
        let moves = o.office.read_blocking(|tx| documents::moves(tx, paper)).unwrap();
        assert_eq!((moves[0].to, moves[1].from), (first, Some(first)), "{on:?}");
        let id = moves[1].id;
        let as_ = |person: Id<Person>, post: Id<Post>| Actor::person(person.uuid(), Some(post.uuid()));
        let wrong =
            run(&o, as_(one, first), Confirm { paper, handed: id }, documents::confirm_original).unwrap_err();
        assert_eq!(wrong.kind, Kind::Forbidden, "{on:?}");
        run(&o, as_(two, second), Confirm { paper, handed: id }, documents::confirm_original).unwrap();
        let out = o.office.read_blocking(|tx| documents::originals_out(tx, 10)).unwrap();
        assert_eq!((out.len(), out[0].to, out[0].confirmed_by), (1, second, Some(two)), "{on:?}");
        assert!(kernel::journal::verify(&o.office, None).unwrap().ok, "{on:?}");
    }
}

#[test]
fn only_clerks_keep_a_book() {
    for on in both() {
        let o = open(on);
        let paper = put(&o, report("1-BC/ĐU")).paper;
        let (post, person) = holder(&o, "Một");
        let stranger = || Actor::person(person.uuid(), Some(post.uuid()));
        let today = o.office.now().date();
        let forbidden = |refusal: Refusal| assert_eq!(refusal.kind, Kind::Forbidden, "{on:?}");
        forbidden(run(&o, stranger(), corrected(paper, "x", "y"), correct).unwrap_err());
        let void = Void { paper, why: "x".to_owned() };
        forbidden(run(&o, stranger(), void, void_number).unwrap_err());
        let reserve = Reserve { count: 1, why: "x".to_owned(), ..Reserve::default() };
        forbidden(run(&o, stranger(), reserve, reserve_number).unwrap_err());
        forbidden(run(&o, stranger(), Begin::default(), begin_book).unwrap_err());
        let copy = Copy { paper, form: "paper".to_owned(), arrived_on: today, note: String::new() };
        forbidden(run(&o, stranger(), copy, join_copy).unwrap_err());
        let original = Move { paper, to: post, moved_on: today, signed: String::new() };
        forbidden(run(&o, stranger(), original, move_original).unwrap_err());
    }
}
