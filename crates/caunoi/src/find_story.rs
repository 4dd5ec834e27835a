//! Finding over HTTP and through the index, on both databases: what somebody may not see is in no hit, no count, no
//! facet and no suggestion; what was just done counts at once.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a story that cannot go on fails")]

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use directions::{Answer, Line, Propose, Role, Send, Term, Transfer};
use documents::acts::Void;
use documents::{NewPaper, Paper, SetSeries};
use kernel::testing::{On, TestOffice, both};
use kernel::{Actor, Id, Instant};
use people::{House, Viewer, sessions};
use search::follow;
use search_tantivy::Folder;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::api_doors::token;
use crate::demo::{self, Who};
use crate::{finder, router};

pub(crate) struct Story {
    pub o: TestOffice,
    pub people: HashMap<String, Who>,
    pub folder: Folder,
    app: Router,
}

impl Story {
    pub fn new(on: On) -> Story {
        let o = kernel::testing::office(on, &router::parts()).unwrap();
        let people = demo::fill(&o.office).unwrap().people;
        let mut folder = finder::folder(o.office.data());
        // Empty, and read up to here: everything after is the tail.
        settle(&o, &mut folder);
        let house = House::new(o.office.clone(), router::functions(), "none".into(), (true, false))
            .with_search(folder.index());
        Story { app: router::router(house), o, people, folder }
    }

    pub fn app(&self) -> Router {
        self.app.clone()
    }

    pub fn actor(&self, name: &str) -> Actor {
        let who = self.people[name];
        Actor::person(who.person.uuid(), Some(who.post.uuid()))
    }

    pub fn next(&self) -> uuid::Uuid {
        self.o.clock.advance(Instant::SECOND);
        self.o.office.new_id()
    }

    pub fn paper(&self, code: &str, subject: &str, series: Option<Id<documents::Series>>) -> Id<Paper> {
        let paper = NewPaper {
            code: code.to_owned(),
            kind: "Báo cáo".to_owned(),
            issuer: format!("Đảng uỷ {code}"),
            issued_on: None,
            subject: subject.to_owned(),
            urgency: String::new(),
            asked_by: None,
            files: vec![],
        };
        let into = (paper, documents::Into { series, ..documents::Into::default() });
        let done = self.o.office.act_blocking(Actor::console(), self.next(), into, documents::register_in);
        done.unwrap().paper
    }

    fn send(&self, paper: Id<Paper>) -> Id<directions::Routing> {
        let send = Send { paper, to: self.people["chanhvp"].post, field: None };
        self.o.office.act_blocking(self.actor("vanthu"), self.next(), send, directions::send).unwrap()
    }

    /// Sent, proposed, transferred to a unit.
    pub fn to_unit(&self, paper: Id<Paper>, head: &str) -> Id<directions::Routing> {
        let routing = self.send(paper);
        let lines = vec![Line { role: Role::Lead, unit: self.people[head].unit, post: None }];
        let propose = Propose {
            routing,
            field: None,
            leader: None,
            text: "Giao đơn vị".to_owned(),
            lines: lines.clone(),
            term: Term::Rule,
        };
        self.o.office.act_blocking(self.actor("chanhvp"), self.next(), propose, directions::propose).unwrap();
        let transfer = Transfer { routing, lines, term: Term::Rule };
        self.o
            .office
            .act_blocking(self.actor("vanthu"), self.next(), transfer, directions::transfer)
            .unwrap();
        routing
    }

    pub fn get(&self, who: &str, path: &str) -> (StatusCode, String) {
        self.get_as(&sessions::sign_in(&self.o.office, who, demo::PASSWORD, "").unwrap().secret, path)
    }

    fn get_as(&self, secret: &str, path: &str) -> (StatusCode, String) {
        let request = Request::builder().uri(path).header("cookie", format!("{}={secret}", sessions::COOKIE));
        self.ask(request)
    }

    pub fn get_bytes(&self, who: &str, path: &str) -> (StatusCode, Vec<u8>) {
        let secret = sessions::sign_in(&self.o.office, who, demo::PASSWORD, "").unwrap().secret;
        let cookie = format!("{}={secret}", sessions::COOKIE);
        self.bytes(Request::builder().uri(path).header("cookie", cookie))
    }

    fn ask(&self, request: axum::http::request::Builder) -> (StatusCode, String) {
        let (status, bytes) = self.bytes(request);
        (status, String::from_utf8(bytes).unwrap())
    }

    fn bytes(&self, request: axum::http::request::Builder) -> (StatusCode, Vec<u8>) {
        static PROGRAM: OnceLock<tokio::runtime::Runtime> = OnceLock::new();
        let program = PROGRAM.get_or_init(|| tokio::runtime::Runtime::new().unwrap());
        let asked = self.app.clone().oneshot(request.body(Body::empty()).unwrap());
        let response = program.block_on(asked).unwrap();
        let status = response.status();
        let bytes = program.block_on(axum::body::to_bytes(response.into_body(), 8 << 20)).unwrap();
        (status, bytes.to_vec())
    }

    /// As JSON: how many, which codes, how many values over all facets, what was meant.
    fn find(&self, secret: &str, query: &str) -> (u64, BTreeSet<String>, Value) {
        let request = Request::builder()
            .uri(format!("/api/v1/search?{query}"))
            .header("authorization", format!("Bearer {secret}"));
        let (status, text) = self.ask(request);
        assert_eq!(status, StatusCode::OK, "{query}: {text}");
        let found: Value = serde_json::from_str(&text).unwrap();
        let codes = found["hits"].as_array().unwrap().iter();
        let codes = codes.map(|hit| hit["code"].as_str().unwrap().to_owned()).collect();
        (found["total"].as_u64().unwrap(), codes, found)
    }

    pub fn viewer(&self, name: &str) -> Viewer {
        let (person, today) = (self.people[name].person, self.o.office.now().date());
        self.o.office.read_blocking(|tx| Viewer::load(tx, person, today)).unwrap().unwrap()
    }
}

/// Brings the index up to the journal's end, as the follower does.
pub(crate) fn settle(o: &TestOffice, folder: &mut Folder) {
    // On PostgreSQL numbers are given a moment after the act.
    o.office.settle_journal().unwrap();
    follow::once(&o.office, &finder::sources(), folder, false).unwrap();
}

fn codes(of: &[&str]) -> BTreeSet<String> {
    of.iter().map(|code| (*code).to_owned()).collect()
}

/// A paper in every place where the reader decides whether it exists.
fn all_sorts(s: &Story) -> Vec<Id<Paper>> {
    let closed = SetSeries {
        series: None,
        name: "Sổ kín".to_owned(),
        unit: None,
        key: vec![],
        kinds: vec![],
        posts: vec![s.people["vanthu2"].post],
        closed: true,
        place: 5,
        active_from: None,
        active_to: None,
    };
    let closed = s.o.office.act_blocking(Actor::console(), s.next(), closed, documents::set_series).unwrap();
    let fresh = s.paper("101-BC/ĐU", "kế hoạch quán triệt nghị quyết", None);
    let sent = s.paper("102-BC/ĐU", "kế hoạch kiểm tra", None);
    s.send(sent);
    let unit = s.paper("103-BC/ĐU", "kế hoạch tổ chức cán bộ", None);
    s.to_unit(unit, "bantochuc");
    let section = s.paper("104-BC/ĐU", "kế hoạch tổng hợp", None);
    s.to_unit(section, "truongphong");
    let hidden = s.paper("105-BC/ĐU", "kế hoạch xyzzy", Some(closed));
    let back = s.paper("106-BC/ĐU", "kế hoạch rút lại", None);
    let routing = s.send(back);
    s.o.office.act_blocking(s.actor("vanthu"), s.next(), routing, directions::retract).unwrap();
    let voided = s.paper("107-BC/ĐU", "kế hoạch nhầm", None);
    let void = Void { paper: voided, why: "vào sổ nhầm".to_owned() };
    s.o.office.act_blocking(s.actor("vanthu"), s.next(), void, documents::void_number).unwrap();
    vec![fresh, sent, unit, section, hidden, back, voided]
}

#[test]
fn tokens_say_of_every_paper_and_reader_what_its_page_says() {
    for on in both() {
        let s = Story::new(on);
        let papers: Vec<_> = all_sorts(&s).into_iter().map(Id::uuid).collect();
        let finds = router::functions().iter().find_map(|function| function.finds).unwrap();
        let mut seen = 0;
        for name in s.people.keys() {
            let viewer = s.viewer(name);
            let (entries, tokens, shown) =
                s.o.office
                    .read_blocking(|tx| {
                        let entries = (finds.source.load)(tx, &papers)?;
                        Ok((entries, (finds.reach)(tx, &viewer)?, (finds.show)(tx, &viewer, &papers)?))
                    })
                    .unwrap();
            let reach = search::Reach::Any(tokens);
            let secret = sessions::sign_in(&s.o.office, name, demo::PASSWORD, "").unwrap().secret;
            for (id, shown) in papers.iter().zip(shown) {
                let entry = entries.iter().find(|entry| entry.key.id == *id).unwrap();
                let (status, page) = s.get_as(&secret, &format!("/papers/{id}"));
                let page: String = page.split("<h1").nth(1).unwrap_or(&page).chars().take(1200).collect();
                assert_eq!(
                    reach.opens(entry),
                    shown.is_some(),
                    "{on:?} {name} {} {:?} {reach:?}",
                    entry.code,
                    entry.reach
                );
                assert_eq!(
                    status == StatusCode::OK,
                    shown.is_some(),
                    "{on:?} {name} {} {status} {page}",
                    entry.code
                );
                seen += usize::from(shown.is_some());
            }
        }
        assert!(seen > 30, "{on:?}: {seen}");
    }
}

#[test]
fn what_somebody_may_not_see_is_in_no_hit_count_facet_or_suggestion() {
    for on in both() {
        let mut s = Story::new(on);
        all_sorts(&s);
        let names = ["vanthu", "vanthu2", "chanhvp", "bantochuc", "truongphong", "quantri", "cvbantochuc"];
        let secrets: HashMap<_, _> = names.iter().map(|n| (*n, token(&s.o, n, &["search"]))).collect();
        let open = ["101-BC/ĐU", "102-BC/ĐU", "103-BC/ĐU", "104-BC/ĐU", "106-BC/ĐU", "107-BC/ĐU"];
        // All of it the tail of the journal; then all of it in the index.
        for settled in [false, true] {
            if settled {
                settle(&s.o, &mut s.folder);
            }
            for typed in ["k%E1%BA%BF%20ho%E1%BA%A1ch", "ke%20hoach", "ke%20ho*"] {
                let expect = |name: &str, expected: &[&str]| {
                    let (total, found, whole) = s.find(&secrets[name], &format!("q={typed}"));
                    assert_eq!(found, codes(expected), "{on:?} {settled} {name} {typed}");
                    assert_eq!(total, expected.len() as u64, "{on:?} {settled} {name}");
                    for facet in whole["facets"].as_array().unwrap() {
                        let values = facet["values"].as_array().unwrap();
                        let sum: u64 = values.iter().map(|value| value["count"].as_u64().unwrap()).sum();
                        assert!(sum <= total, "{on:?} {name}: {facet}");
                        if facet["facet"] == "issuer" {
                            assert_eq!(sum, total);
                        }
                    }
                };
                expect("vanthu", &open);
                expect("chanhvp", &open);
                expect("vanthu2", &[&open[..], &["105-BC/ĐU"]].concat());
                expect("bantochuc", &["103-BC/ĐU"]);
                expect("truongphong", &["104-BC/ĐU"]);
                expect("cvbantochuc", &[]);
                expect("quantri", &[]);
            }
            // The word stands in a closed book alone: for others it is as if it stood nowhere, typed wrongly too.
            for typed in ["xyzzy", "xyzzi", "xyz*", "105-BC%2F%C4%90U"] {
                for name in ["vanthu", "bantochuc", "quantri"] {
                    let (total, found, whole) = s.find(&secrets[name], &format!("q={typed}"));
                    assert_eq!(total, 0, "{on:?} {name} {typed}");
                    assert!(!found.contains("105-BC/ĐU"), "{on:?} {name} {typed}: {whole}");
                    let (_, page) = s.get(name, &format!("/search?q={typed}"));
                    assert!(!page.contains("kế hoạch xyzzy") && !page.contains("Sổ kín"), "{on:?} {name}");
                    let (_, palette) = s.get(name, &format!("/palette?q={typed}"));
                    assert!(!palette.contains("kế hoạch xyzzy"), "{on:?} {name}: {palette}");
                }
            }
            let (_, page) = s.get("vanthu2", "/search?q=xyzzy");
            assert!(page.contains("<mark>xyzzy</mark>"), "{on:?}");
            // Narrowed to a book, a unit, an issuer that is not theirs: nothing, and no count.
            let book = s.o.office.read_blocking(documents::books).unwrap();
            for book in book {
                let (total, _, whole) = s.find(&secrets["quantri"], &format!("book={}", book.id));
                assert_eq!((total, whole["facets"].to_string()), (0, "[]".to_owned()), "{on:?}");
            }
        }
    }
}

#[test]
fn what_was_just_done_counts_before_the_index_has_read_it() {
    for on in both() {
        let mut s = Story::new(on);
        let paper = s.paper("201-CV/TU", "chuyển đổi số", None);
        let routing = s.to_unit(paper, "bantochuc");
        settle(&s.o, &mut s.folder);
        let (clerk, head) = (token(&s.o, "vanthu", &["search"]), token(&s.o, "bantochuc", &["search"]));
        assert_eq!(s.find(&head, "q=chuyen+doi+so").0, 1, "{on:?}");
        // Another one comes, and the share in the first is taken back: neither stands in the index.
        s.paper("202-CV/TU", "chuyển đổi số ở xã", None);
        assert_eq!(s.find(&clerk, "q=chuyen+doi+so").1, codes(&["201-CV/TU", "202-CV/TU"]), "{on:?}");
        let share = s.o.office.read_blocking(|tx| directions::shares(tx, routing)).unwrap()[0].id;
        let recall = Answer { routing, assignment: share, text: "gửi nhầm nơi".to_owned() };
        s.o.office.act_blocking(s.actor("vanthu"), s.next(), recall, directions::recall).unwrap();
        let (total, found, whole) = s.find(&head, "q=chuyen+doi+so");
        assert_eq!((total, found.len(), whole["facets"].to_string()), (0, 0, "[]".to_owned()), "{on:?}");
        settle(&s.o, &mut s.folder);
        assert_eq!(s.find(&head, "q=chuyen+doi+so").0, 0, "{on:?}");
        assert_eq!(s.find(&clerk, "q=chuyen+doi+so").0, 2, "{on:?}");
    }
}

#[test]
fn the_follower_fills_catches_up_and_mends() {
    for on in both() {
        let s = Story::new(on);
        let root = s.o.office.data().join("elsewhere");
        let kinds: Vec<_> = finder::sources().iter().map(|source| source.kind).collect();
        let old = s.paper("301-CV/TU", "trước khi lập", None);
        let start = || {
            let folder = Folder::new(&root, &kinds);
            let index = folder.index();
            (follow::start(s.o.office.clone(), finder::sources(), Box::new(folder)).unwrap(), index)
        };
        let count = |index: &Arc<search_tantivy::TantivyIndex>, typed: &str| {
            let ask = search::Ask {
                question: search::Question::parse(typed, false),
                limit: 5,
                ..search::Ask::default()
            };
            search::Index::picture(index.as_ref()).map_or(0, |picture| {
                picture.ask(&ask, &search::Reach::All, &search::Tail::default()).unwrap().total
            })
        };
        let wait = |index: &Arc<search_tantivy::TantivyIndex>, typed: &str| {
            let begun = std::time::Instant::now();
            while count(index, typed) == 0 {
                assert!(begun.elapsed().as_secs() < 30, "{on:?}: {typed} never came");
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
        };
        let (follower, index) = start();
        wait(&index, "trước khi lập");
        s.paper("302-CV/TU", "sau khi lập", None);
        wait(&index, "sau khi lập");
        drop(follower);
        // Something happens while nobody follows, and the folder is damaged.
        s.paper("303-CV/TU", "khi đang tắt", None);
        let (follower, index) = start();
        wait(&index, "khi đang tắt");
        drop(follower);
        for file in std::fs::read_dir(&root).unwrap().flatten().filter(|file| file.path().is_dir()) {
            std::fs::write(file.path().join("meta.json"), "{").unwrap();
        }
        let (_follower, index) = start();
        wait(&index, "trước khi lập");
        assert_eq!(count(&index, "lập"), 2, "{on:?} {old}");
    }
}

#[test]
fn a_search_is_kept_for_oneself_the_unit_and_the_house() {
    for on in both() {
        let s = Story::new(on);
        let keep = |who: &str, scope, name: &str| {
            let input = finding::Save {
                name: name.to_owned(),
                query: "/search?q=chuy%E1%BB%83n&state=open&page=3".to_owned(),
                scope,
                watch: None,
            };
            s.o.office.act_blocking(s.actor(who), s.next(), input, finding::save)
        };
        use finding::Scope::{Group, House, Own};
        assert_eq!(keep("cvbantochuc", House, "x").unwrap_err().kind, kernel::Kind::Forbidden);
        assert_eq!(keep("cvbantochuc", Group, "x").unwrap_err().kind, kernel::Kind::Forbidden);
        assert_eq!(keep("cvbantochuc", Own, " ").unwrap_err().kind, kernel::Kind::Invalid);
        let own = keep("cvbantochuc", Own, "của tôi").unwrap();
        let group = keep("bantochuc", Group, "của ban").unwrap();
        let house = keep("chanhvp", House, "của nhà").unwrap();
        let names = |who: &str| -> Vec<String> {
            let viewer = s.viewer(who);
            let rows = s.o.office.read_blocking(|tx| finding::saved_for(tx, &viewer)).unwrap();
            assert!(rows.iter().all(|row| row.query == "q=chuy%E1%BB%83n&state=open"));
            rows.into_iter().map(|row| row.name).collect()
        };
        assert_eq!(names("cvbantochuc"), ["của tôi", "của ban", "của nhà"], "{on:?}");
        assert_eq!(names("bantochuc"), ["của ban", "của nhà"], "{on:?}");
        assert_eq!(names("vanthu"), ["của nhà"], "{on:?}");
        let drop_it = |who: &str, search| {
            let input = finding::Remove { search };
            s.o.office.act_blocking(s.actor(who), s.next(), input, finding::remove)
        };
        assert_eq!(drop_it("vanthu", own).unwrap_err().kind, kernel::Kind::NotFound);
        assert_eq!(drop_it("vanthu", group).unwrap_err().kind, kernel::Kind::NotFound);
        assert_eq!(drop_it("vanthu", house).unwrap_err().kind, kernel::Kind::Forbidden);
        drop_it("cvbantochuc", own).unwrap();
        drop_it("bantochuc", group).unwrap();
        assert_eq!(names("cvbantochuc"), ["của nhà"], "{on:?}");
        // It is journalled, without what was typed.
        let text =
            s.o.office.read_blocking(|tx| kernel::journal::trail(tx, "saved_search", own.uuid(), 9)).unwrap();
        assert_eq!(
            text.iter().map(|entry| entry.act.as_str()).collect::<Vec<_>>(),
            ["search.save", "search.remove"]
        );
        assert!(text.iter().all(|entry| !String::from_utf8_lossy(entry.body()).contains("của")));
    }
}
