//! The list of papers, asked over HTTP: filters in the address, pages walked forward and back, the table of Excel;
//! and a unit's clerk, who sees the unit's book and nothing else.

use std::sync::OnceLock;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use documents::{Into, NewPaper, Paper, Series, SetSeries, register_in, set_series};
use kernel::testing::both;
use kernel::{Actor, Id, Instant};
use people::{Role, sessions};
use rulebook::Overrule;
use rules::{Change, DocumentType, KeyPart, Name, Numbering};
use tower::ServiceExt as _;

use crate::doors::{Fixture, PASSWORD, app, fixture, person};

pub fn get(f: &Fixture, who: &str, path: &str) -> (StatusCode, Vec<u8>) {
    let secret =
        tokio::task::block_in_place(|| sessions::sign_in(&f.o.office, who, PASSWORD, "").unwrap().secret);
    let request = Request::builder().uri(path).header("cookie", format!("{}={secret}", sessions::COOKIE));
    // The stories hold connections of PostgreSQL, which must not be opened or closed inside a runtime.
    static PROGRAM: OnceLock<tokio::runtime::Runtime> = OnceLock::new();
    let program = PROGRAM.get_or_init(|| tokio::runtime::Runtime::new().unwrap());
    let app = app(f);
    let asked = app.clone().oneshot(request.body(Body::empty()).unwrap());
    let response = program.block_on(asked).unwrap();
    let status = response.status();
    (status, program.block_on(axum::body::to_bytes(response.into_body(), 8 << 20)).unwrap().to_vec())
}

pub fn page(f: &Fixture, who: &str, path: &str) -> String {
    let (status, bytes) = get(f, who, path);
    assert_eq!(status, StatusCode::OK, "{path}");
    String::from_utf8(bytes).unwrap()
}

/// The arrival numbers in the table, from top to bottom.
fn numbers(page: &str) -> Vec<i64> {
    let links = page.split("href=\"/papers/").skip(1);
    links.filter_map(|link| link.split_once('>')?.1.split_once('<')?.0.trim().parse().ok()).collect()
}

/// Where the pager leads.
fn way(page: &str, rel: &str) -> Option<String> {
    let tag = page.split("<a ").find(|tag| tag.contains(&format!("rel=\"{rel}\"")))?;
    let href = tag.split_once("href=\"")?.1.split_once('"')?.0;
    Some(href.replace("&amp;", "&"))
}

pub fn put(f: &Fixture, n: u32, series: Option<Id<Series>>) -> Id<Paper> {
    let pick = |of: &[&str]| of[n as usize % of.len()].to_owned();
    let paper = NewPaper {
        code: format!("{n}-BC/ĐU"),
        kind: pick(&["Báo cáo", "Công văn", "Tờ trình"]),
        issuer: pick(&["Đảng uỷ xã Tân An", "Sở Y tế"]),
        issued_on: Some(jiff::civil::date(2026, 11, 20)),
        subject: pick(&["tình hình sạt lở", "kết quả 50% kế hoạch", "hoà giải ở cơ sở", "họp giao ban"]),
        urgency: pick(&["", "", "urgent"]),
        asked_by: None,
        files: vec![],
    };
    f.o.clock.advance(Instant::SECOND);
    let into = Into { series, ..Into::default() };
    f.o.office.act_blocking(Actor::system(), f.o.office.new_id(), (paper, into), register_in).unwrap().paper
}

pub fn a_series(f: &Fixture, set: SetSeries) -> Id<Series> {
    f.o.office.act_blocking(Actor::system(), f.o.office.new_id(), set, set_series).unwrap()
}

pub fn named(name: &str) -> SetSeries {
    SetSeries {
        series: None,
        name: name.to_owned(),
        unit: None,
        key: vec![],
        kinds: vec![],
        posts: vec![],
        closed: false,
        place: 5,
        active_from: None,
        active_to: None,
    }
}

#[test]
fn the_list_is_narrowed_by_its_address_and_walked_forward_and_back() {
    for on in both() {
        let f = fixture(on);
        let papers: Vec<_> = (1..=70).map(|n| put(&f, n, None)).collect();
        let other = a_series(&f, named("Sổ đơn thư nội bộ"));
        put(&f, 71, Some(other));
        // Forward over three pages, and the same pages back.
        let (mut forth, mut path, mut last) = (Vec::new(), Some("/papers".to_owned()), String::new());
        while let Some(at) = path {
            last = page(&f, "vanthu", &at);
            forth.push(numbers(&last));
            path = way(&last, "next");
        }
        assert_eq!(forth.concat(), (1..=70).rev().collect::<Vec<_>>(), "{on:?}");
        assert_eq!(forth.iter().map(Vec::len).collect::<Vec<_>>(), [30, 30, 10], "{on:?}");
        let mut back = vec![numbers(&last)];
        while let Some(at) = way(&last, "prev") {
            last = page(&f, "vanthu", &at);
            back.insert(0, numbers(&last));
        }
        assert_eq!(back, forth, "{on:?}");
        // Every filter, as it stands in an address.
        type Holds = fn(u32) -> bool;
        let narrowed: [(&str, Holds); 12] = [
            ("code=17", |n| n == 17),
            ("code=17-bc", |n| n == 17),
            ("q=sat+lo&kind=C%C3%B4ng+v%C4%83n", |n| n % 4 == 0 && n % 3 == 1),
            ("q=s%E1%BA%A1t+l%E1%BB%9F&issuer=DANG+UY&urgency=any", |n| n % 4 == 0 && n % 3 == 2),
            ("q=50%25&urgency=urgent", |n| n % 4 == 1 && n % 3 == 2),
            ("q=%25&code=7", |n| n % 4 == 1 && n.to_string().contains('7')),
            ("issued_from=2026-11-21", |_| false),
            ("arrived_to=2020-01-01", |_| false),
            ("state=late", |_| false),
            ("state=settled", |_| false),
            ("state=reserved", |_| false),
            ("unit=00000000-0000-0000-0000-000000000001", |_| false),
        ];
        for (query, holds) in narrowed {
            let found = numbers(&page(&f, "vanthu", &format!("/papers?{query}")));
            let expected: Vec<_> = (1..=70).rev().filter(|n| holds(*n)).map(i64::from).collect();
            assert_eq!(found, expected, "{on:?} {query}");
        }
        assert_eq!(numbers(&page(&f, "vanthu", "/papers?state=fresh")).len(), 30, "{on:?}");
        let all = numbers(&page(&f, "vanthu", "/papers?book=all"));
        assert_eq!((all[0], all[1], all.len()), (1, 70, 30), "{on:?}: the newest of all books first");
        let due = numbers(&page(&f, "vanthu", "/papers?sort=deadline&book=all"));
        assert_eq!(due.len(), 30, "{on:?}");
        // A paper opened beside the list: its page of the list stays, the next one is a step away.
        let open = page(&f, "vanthu", &format!("/papers/{}?q=sat+lo", papers[63]));
        assert!(open.contains("aria-current=\"true\""), "{on:?}");
        assert!(
            open.contains(&format!("/papers/{}?q=sat%20lo", papers[59])),
            "{on:?}: the next one of the list"
        );
        let edge = page(&f, "vanthu", &format!("/papers/{}", papers[40]));
        assert!(edge.contains(&format!("/papers/{}?after=", papers[39])), "{on:?}: on the edge of a page");
        let (status, bytes) = get(&f, "vanthu", "/papers/export.xlsx?q=sat+lo");
        assert!(status == StatusCode::OK && bytes.starts_with(b"PK"), "{on:?}");
        // A book that only its keepers see is not there for others, and neither are its papers.
        let (_, post, _) = person(&f.o, f.admin, "giuso", Role::Clerk);
        let closed = named("Sổ đơn thư nội bộ");
        a_series(&f, SetSeries { series: Some(other), posts: vec![post], closed: true, ..closed });
        assert_eq!(numbers(&page(&f, "bithu", "/papers?book=all"))[0], 70, "{on:?}");
        assert_eq!(numbers(&page(&f, "giuso", "/papers?book=all"))[0], 1, "{on:?}");
        assert!(!page(&f, "chanhvp", "/papers").contains("Sổ đơn thư nội bộ"), "{on:?}");
        let book = f.o.office.read_blocking(documents::books).unwrap();
        let book = book.iter().find(|book| book.series == Some(other)).unwrap().id;
        let (status, _) = get(&f, "bithu", &format!("/papers?book={book}"));
        assert_eq!(status, StatusCode::NOT_FOUND, "{on:?}");
    }
}

#[test]
fn a_unit_s_clerk_sees_the_unit_s_book_and_enters_only_what_came_to_the_unit() {
    for on in both() {
        let f = fixture(on);
        let paper = put(&f, 1, None);
        let (unit, post, clerk) = person(&f.o, f.admin, "vanthudonvi", Role::UnitClerk);
        let series = a_series(&f, SetSeries { unit: Some(unit), ..named("Sổ đến đơn vị") });
        put(&f, 2, Some(series));
        let list = page(&f, "vanthudonvi", "/papers");
        assert!(list.contains("Sổ đến đơn vị") && numbers(&list) == [1], "{on:?}");
        assert_eq!(numbers(&page(&f, "vanthudonvi", "/papers?book=all")), [1], "{on:?}");
        let (status, _) = get(&f, "vanthudonvi", &format!("/papers/{paper}"));
        assert_eq!(status, StatusCode::NOT_FOUND, "{on:?}: it has not come to the unit");
        let input = documents::Enter { paper, series };
        let actor = Actor::person(clerk.uuid(), Some(post.uuid()));
        let refused =
            f.o.office.act_blocking(actor, f.o.office.new_id(), input, incoming::acts::enter).unwrap_err();
        assert_eq!(refused.kind, kernel::Kind::NotFound, "{on:?}");
    }
}

#[test]
fn what_the_office_decided_about_the_rules_numbers_its_papers_and_stands_in_the_filter() {
    for on in both() {
        let f = fixture(on);
        let number = |paper| {
            let row = f.o.office.read_blocking(|tx| documents::paper(tx, paper)).unwrap().unwrap();
            (row.kind, row.number)
        };
        assert_eq!(number(put(&f, 3, None)), ("Báo cáo".to_owned(), 1), "{on:?}: one row of numbers");
        assert_eq!(number(put(&f, 4, None)), ("Công văn".to_owned(), 2), "{on:?}");
        let decide = |rule: &str, value: Change| {
            let input = Overrule {
                rule: rule.to_owned(),
                value,
                source: "168-QC/TU".to_owned(),
                article: "Điều 9".to_owned(),
                from: None,
                to: None,
                reason: "Quy chế làm việc mới".to_owned(),
            };
            let chief = f.o.office.read_blocking(|tx| {
                let post = people::names::posts_with(tx, Role::Chief, f.o.office.now().date())?;
                Ok((post[0].holder.unwrap(), post[0].id))
            });
            let (person, post) = chief.unwrap();
            let chief = Actor::person(person.uuid(), Some(post.uuid()));
            f.o.office.act_blocking(chief, f.o.office.new_id(), input, rulebook::overrule).unwrap();
        };
        let key = vec![KeyPart::Book, KeyPart::Kind, KeyPart::Year];
        decide(
            "numbering.incoming",
            Change::Numbering(Numbering { key, two_digits: false, secret_shares: None }),
        );
        assert_eq!(number(put(&f, 5, None)), ("Tờ trình".to_owned(), 1), "{on:?}: each kind from one");
        assert_eq!(number(put(&f, 8, None)), ("Tờ trình".to_owned(), 2), "{on:?}");
        assert_eq!(number(put(&f, 6, None)), ("Báo cáo".to_owned(), 1), "{on:?}");

        let name = "Thông tin nhanh của tỉnh";
        assert!(!page(&f, "vanthu", "/papers?book=all").contains(name), "{on:?}");
        let rules = f.o.office.read_blocking(rulebook::rules).unwrap();
        let row = rules.pack.kinds.iter().find(|row| row.id == "kind.party.nghi-quyet").unwrap();
        let kind = DocumentType { name: Name::one(name), ..row.value.clone() };
        decide("kind.party.nghi-quyet", Change::DocumentType(kind));
        assert!(page(&f, "vanthu", "/papers?book=all").contains(name), "{on:?}: asked anew after the act");
        assert!(kernel::journal::verify(&f.o.office, None).unwrap().ok, "{on:?}");
    }
}
