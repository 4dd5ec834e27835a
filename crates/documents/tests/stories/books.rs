//! Several books: each with its own numbers, by year, term or kind; a unit's own number for a paper of the office.

use documents::acts::Void;
use documents::{
    Enter, Into, NewPaper, Series, SetSeries, SetTerms, VoidEntry, enter, register_in, set_series, set_terms,
    void_entry, void_number,
};
use jiff::civil::date;
use kernel::testing::{TestOffice, both};
use kernel::{Act, Actor, Id, Instant, Kind, Refusal};
use people::organise::{self, Appointment, NewPost, NewUnit};
use people::{Person, Post, Role, Unit, UnitKind};
use rules::{KeyPart, TermOfOffice};

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
    o.clock.advance(Instant::SECOND);
    o.office.act_blocking(actor, o.office.new_id(), input, act)
}

fn a_series(name: &str, key: &[KeyPart]) -> SetSeries {
    SetSeries {
        series: None,
        name: name.to_owned(),
        unit: None,
        key: key.to_vec(),
        kinds: vec![],
        posts: vec![],
        closed: false,
        place: 1,
        active_from: None,
        active_to: None,
    }
}

fn into(series: Id<Series>) -> Into {
    Into { series: Some(series), ..Into::default() }
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

fn number(o: &TestOffice, kind: &str, into: Into) -> i64 {
    let paper = NewPaper { kind: kind.to_owned(), ..report("1-BC/ĐU") };
    system(o, (paper, into), register_in).unwrap().number
}

#[test]
fn each_book_counts_for_itself_and_by_its_own_key() {
    for on in both() {
        let o = open(on);
        let year = system(&o, a_series("Sổ báo cáo", &[]), set_series).unwrap();
        let kinds = [KeyPart::Kind, KeyPart::Book, KeyPart::Year];
        let kinds = system(&o, a_series("Sổ theo loại", &kinds), set_series).unwrap();
        assert_eq!((put(&o, report("1-BC/ĐU")).number, put(&o, report("2-BC/ĐU")).number), (1, 2), "{on:?}");
        assert_eq!(number(&o, "Báo cáo", into(year)), 1, "{on:?}: a book of its own");
        assert_eq!(number(&o, "Báo cáo", into(kinds)), 1, "{on:?}");
        assert_eq!(number(&o, "Công văn", into(kinds)), 1, "{on:?}: each kind from one");
        assert_eq!(number(&o, "CÔNG VĂN", into(kinds)), 2, "{on:?}: in whatever case");
        let none = NewPaper { kind: String::new(), ..report("5-BC/ĐU") };
        assert_eq!(
            system(&o, (none, into(kinds)), register_in).unwrap_err().field,
            Some("kind"),
            "{on:?}: a book by kinds asks for the kind"
        );
        let later = SetSeries { series: Some(year), ..a_series("Sổ báo cáo", &[KeyPart::Book]) };
        assert_eq!(system(&o, later, set_series).unwrap_err().field, Some("key"), "{on:?}: numbers are out");
        assert!(kernel::journal::verify(&o.office, None).unwrap().ok, "{on:?}");
        assert_eq!(kernel::testing::unclaimed_tables(&o.office).unwrap(), Vec::<String>::new());
    }
}

#[test]
fn the_year_turns_by_itself_and_a_paper_of_its_last_day_finds_the_old_book() {
    for on in both() {
        let o = open(on);
        assert_eq!(put(&o, report("1-BC/ĐU")).number, 1, "{on:?}");
        let days = rules::days_left(date(2027, 1, 2), o.office.now().date());
        o.clock.advance(i64::from(days) * Instant::DAY);
        assert_eq!(put(&o, report("2-BC/ĐU")).number, 1, "{on:?}: nobody had to open 2027");
        let on_day = |arrived_on| Into { arrived_on: Some(arrived_on), ..Into::default() };
        assert_eq!(number(&o, "Báo cáo", on_day(date(2026, 12, 31))), 2, "{on:?}: it came in 2026");
        assert_eq!(number(&o, "Báo cáo", on_day(date(2027, 1, 1))), 2, "{on:?}");
        for wrong in [date(2027, 1, 3), date(2026, 11, 1)] {
            let refused = system(&o, (report("3-BC/ĐU"), on_day(wrong)), register_in).unwrap_err();
            assert_eq!(refused.field, Some("arrived_on"), "{on:?}");
        }
        assert!(kernel::journal::verify(&o.office, None).unwrap().ok, "{on:?}");
    }
}

#[test]
fn a_book_by_term_goes_on_over_the_new_year_and_begins_again_with_the_term() {
    for on in both() {
        let o = open(on);
        let key = [KeyPart::Book, KeyPart::Term];
        let early = system(&o, a_series("Sổ nhiệm kỳ", &key), set_series).unwrap_err();
        assert_eq!(early.field, Some("key"), "{on:?}: terms come first");
        let term = |name: &str, starts| TermOfOffice { name: name.to_owned(), starts };
        let terms = vec![term("2030-2035", date(2027, 2, 1)), term("2025-2030", date(2025, 10, 1))];
        system(&o, SetTerms { terms: terms.clone() }, set_terms).unwrap();
        let series = system(&o, a_series("Sổ nhiệm kỳ", &key), set_series).unwrap();
        assert_eq!(number(&o, "Báo cáo", into(series)), 1, "{on:?}");
        o.clock.advance(60 * Instant::DAY);
        assert_eq!(number(&o, "Báo cáo", into(series)), 2, "{on:?}: the year turned, the term did not");
        o.clock.advance(30 * Instant::DAY);
        assert_eq!(number(&o, "Báo cáo", into(series)), 1, "{on:?}: a new term");
        let gone = SetTerms { terms: vec![terms[0].clone()] };
        assert_eq!(system(&o, gone, set_terms).unwrap_err().msg.key(), "term-begun", "{on:?}");
        assert!(kernel::journal::verify(&o.office, None).unwrap().ok, "{on:?}");
    }
}

fn post(o: &TestOffice, unit: Id<Unit>, title: &str, role: Role) -> (Id<Post>, Id<Person>) {
    let from = o.office.now().date();
    let post = NewPost { unit, title: title.to_owned(), roles: vec![role], place: 1, from };
    let post = system(o, post, organise::create_post).unwrap();
    let person = system(o, format!("Người {title}"), organise::create_person).unwrap();
    system(o, Appointment { post, person, from }, organise::appoint).unwrap();
    (post, person)
}

#[test]
fn a_unit_gives_the_same_paper_a_number_of_its_own() {
    for on in both() {
        let o = open(on);
        let from = o.office.now().date();
        let unit =
            NewUnit { parent: None, kind: UnitKind::Section, name: "Phòng Tổng hợp".to_owned(), from };
        let unit = system(&o, unit, organise::create_unit).unwrap();
        let (desk, clerk) = post(&o, unit, "Văn thư phòng", Role::UnitClerk);
        let (other, stranger) = post(&o, unit, "Chuyên viên", Role::Specialist);
        let (office, office_clerk) = post(&o, unit, "Văn thư", Role::Clerk);
        let set = SetSeries { unit: Some(unit), ..a_series("Sổ đến Phòng Tổng hợp", &[]) };
        let series = system(&o, set, set_series).unwrap();
        put(&o, report("1-BC/ĐU"));
        let paper = put(&o, report("2-BC/ĐU")).paper;
        let as_ = |person: Id<Person>, post: Id<Post>| Actor::person(person.uuid(), Some(post.uuid()));
        let give = Enter { paper, series };
        for (person, post) in [(stranger, other), (office_clerk, office)] {
            let refused = run(&o, as_(person, post), give.clone(), enter).unwrap_err();
            assert_eq!(refused.kind, Kind::Forbidden, "{on:?}: the unit's clerk alone");
        }
        assert_eq!(run(&o, as_(clerk, desk), give.clone(), enter).unwrap(), 1, "{on:?}");
        let again = run(&o, as_(clerk, desk), give.clone(), enter).unwrap_err();
        assert_eq!(again.msg.key(), "entered-already", "{on:?}");
        let lines = o.office.read_blocking(|tx| documents::entries(tx, paper)).unwrap();
        let void = VoidEntry { entry: lines[0].id, why: "vào nhầm".to_owned() };
        run(&o, as_(clerk, desk), void.clone(), void_entry).unwrap();
        let twice = run(&o, as_(clerk, desk), void, void_entry).unwrap_err();
        assert_eq!(twice.msg.key(), "already-void", "{on:?}");
        assert_eq!(
            run(&o, as_(clerk, desk), give, enter).unwrap(),
            2,
            "{on:?}: a void number is not given again"
        );
        let own = Void { paper, why: "x".to_owned() };
        let refused = run(&o, as_(clerk, desk), own, void_number).unwrap_err();
        assert_eq!(refused.kind, Kind::Forbidden, "{on:?}: the office's line is not the unit's");
        assert!(kernel::journal::verify(&o.office, None).unwrap().ok, "{on:?}");
    }
}

#[test]
fn posts_that_are_named_keep_a_book_alone_and_administrators_set_it_up() {
    for on in both() {
        let o = open(on);
        let from = o.office.now().date();
        let unit = NewUnit { parent: None, kind: UnitKind::Section, name: "Văn phòng".to_owned(), from };
        let unit = system(&o, unit, organise::create_unit).unwrap();
        let (one, first) = post(&o, unit, "Văn thư một", Role::Clerk);
        let (two, second) = post(&o, unit, "Văn thư hai", Role::Clerk);
        let (desk, admin) = post(&o, unit, "Quản trị", Role::Administrator);
        let as_ = |person: Id<Person>, post: Id<Post>| Actor::person(person.uuid(), Some(post.uuid()));
        let set = SetSeries { posts: vec![one], ..a_series("Sổ đơn vị gửi Thường trực", &[]) };
        let refused = run(&o, as_(first, one), set.clone(), set_series).unwrap_err();
        assert_eq!(refused.kind, Kind::Forbidden, "{on:?}: a clerk keeps books and does not set them up");
        let series = run(&o, as_(admin, desk), set, set_series).unwrap();
        let paper = (report("1-BC/ĐU"), into(series));
        let refused = run(&o, as_(second, two), paper.clone(), register_in).unwrap_err();
        assert_eq!(refused.kind, Kind::Forbidden, "{on:?}");
        assert_eq!(run(&o, as_(first, one), paper.clone(), register_in).unwrap().number, 1, "{on:?}");
        let over = SetSeries {
            series: Some(series),
            active_to: Some(from.yesterday().unwrap()),
            ..a_series("Sổ đơn vị gửi Thường trực", &[])
        };
        run(&o, as_(admin, desk), over, set_series).unwrap();
        let refused = run(&o, as_(first, one), paper, register_in).unwrap_err();
        assert_eq!(refused.msg.key(), "series-not-active", "{on:?}");
        assert!(kernel::journal::verify(&o.office, None).unwrap().ok, "{on:?}");
    }
}

#[test]
fn two_that_void_one_number_at_once_void_it_once() {
    for on in both() {
        let o = std::sync::Arc::new(open(on));
        let paper = put(&o, report("1-BC/ĐU")).paper;
        let voids: Vec<_> = (0..8)
            .map(|n| {
                let o = std::sync::Arc::clone(&o);
                std::thread::spawn(move || {
                    let input = Void { paper, why: format!("lý do {n}") };
                    o.office.act_blocking(Actor::system(), o.office.new_id(), input, void_number).is_ok()
                })
            })
            .collect();
        let kept = voids.into_iter().map(|void| void.join().unwrap()).filter(|ok| *ok).count();
        assert_eq!(kept, 1, "{on:?}");
        assert!(kernel::journal::verify(&o.office, None).unwrap().ok, "{on:?}");
    }
}
