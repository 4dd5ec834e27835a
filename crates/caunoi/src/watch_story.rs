//! Searches that tell of new things, tables of what was found, and what is alike: on both databases, for who may see it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a story that cannot go on fails")]

use std::collections::BTreeMap;

use axum::http::StatusCode;
use finding::{Save, Scope, Watch};
use kernel::testing::both;
use kernel::{Id, Kind, Refusal};

use crate::find_story::{Story, settle};
use crate::router;

/// The papers that this person was told of because a search found them.
fn told(s: &Story, who: &str) -> Vec<String> {
    let person = s.people[who].person;
    s.o.office
        .read_blocking(|tx| {
            let rows = people::notices::unread_since(tx, person, kernel::Instant(0))?;
            let mut codes = Vec::new();
            for row in rows.into_iter().filter(|row| row.why == "search_found") {
                let paper = documents::paper(tx, Id::from_uuid(row.subject))?;
                codes.extend(paper.map(|paper| paper.code));
            }
            codes.sort();
            Ok(codes)
        })
        .unwrap()
}

fn beat(s: &Story) {
    s.o.office.settle_journal().unwrap();
    let finds: Vec<_> = router::functions().iter().filter_map(|function| function.finds).collect();
    finding::tell(&s.o.office, &finds).unwrap();
}

fn save(s: &Story, who: &str, query: &str, (scope, watch): (Scope, bool)) -> Id<finding::SavedSearch> {
    let input = Save { name: query.to_owned(), query: format!("q={query}"), scope, watch: Some(watch) };
    s.o.office.act_blocking(s.actor(who), s.next(), input, finding::save).unwrap()
}

fn watch(s: &Story, who: &str, search: Id<finding::SavedSearch>) -> Result<(), Refusal> {
    s.o.office.act_blocking(s.actor(who), s.next(), Watch { search }, finding::watch)
}

#[test]
fn who_watches_a_search_is_told_once_of_what_is_new_and_may_be_seen() {
    for on in both() {
        let s = Story::new(on);
        beat(&s);
        s.paper("500-BC/ĐU", "sạt lở từ trước", None);
        beat(&s);
        let house = save(&s, "chanhvp", "sat%20lo", (Scope::House, true));
        watch(&s, "vanthu", house).unwrap();
        watch(&s, "vanthu", house).unwrap();
        watch(&s, "bantochuc", house).unwrap();
        let own = save(&s, "vanthu", "hoan%20toan%20khac", (Scope::Own, true));
        assert_eq!(watch(&s, "chanhvp", own).unwrap_err().kind, Kind::NotFound, "{on:?}: of somebody else");
        let sent = s.paper("501-BC/ĐU", "tình hình sạt lở", None);
        s.paper("502-BC/ĐU", "tình hình hạn hán", None);
        beat(&s);
        assert_eq!(told(&s, "vanthu"), ["501-BC/ĐU"], "{on:?}");
        assert_eq!(told(&s, "chanhvp"), ["501-BC/ĐU"], "{on:?}");
        assert_eq!(told(&s, "bantochuc"), Vec::<String>::new(), "{on:?}: not theirs to see yet");
        // It comes to the unit: news for them, no news for the others. The beat may run twice.
        s.to_unit(sent, "bantochuc");
        beat(&s);
        beat(&s);
        assert_eq!(told(&s, "bantochuc"), ["501-BC/ĐU"], "{on:?}");
        assert_eq!(told(&s, "vanthu"), ["501-BC/ĐU"], "{on:?}");
        // What was there before stays untold, whatever happens to it.
        let stop = Watch { search: house };
        s.o.office.act_blocking(s.actor("vanthu"), s.next(), stop, finding::unwatch).unwrap();
        s.paper("503-BC/ĐU", "sạt lở mới", None);
        beat(&s);
        assert_eq!(told(&s, "vanthu"), ["501-BC/ĐU"], "{on:?}: stopped");
        assert_eq!(told(&s, "chanhvp"), ["501-BC/ĐU", "503-BC/ĐU"], "{on:?}");
        let drop_it = finding::Remove { search: house };
        s.o.office.act_blocking(s.actor("chanhvp"), s.next(), drop_it, finding::remove).unwrap();
        s.paper("504-BC/ĐU", "sạt lở nữa", None);
        beat(&s);
        assert_eq!(told(&s, "chanhvp"), ["501-BC/ĐU", "503-BC/ĐU"], "{on:?}: dropped");
        assert!(kernel::journal::verify(&s.o.office, None).unwrap().ok, "{on:?}");
    }
}

#[test]
fn one_person_watches_so_many_searches() {
    let s = Story::new(kernel::testing::On::Sqlite);
    for n in 0..20 {
        save(&s, "vanthu", &format!("so{n}"), (Scope::Own, true));
    }
    let more = save(&s, "vanthu", "them", (Scope::Own, false));
    assert_eq!(watch(&s, "vanthu", more).unwrap_err().kind, Kind::Conflict);
}

#[test]
fn what_was_found_is_a_table_of_what_may_be_seen() {
    for on in both() {
        let mut s = Story::new(on);
        for n in 0..30 {
            s.paper(&format!("{}-BC/ĐU", 600 + n), "=HYPERLINK sạt lở", None);
        }
        let unit = s.paper("699-BC/ĐU", "sạt lở của ban", None);
        s.to_unit(unit, "bantochuc");
        settle(&s.o, &mut s.folder);
        let rows = |who: &str| -> BTreeMap<String, String> {
            let (status, bytes) = s.get_bytes(who, "/search/export.xlsx?q=sat+lo");
            assert_eq!(status, StatusCode::OK, "{on:?}");
            let read = reading::read_bytes(&bytes, "x.xlsx", &reading::Limits::default());
            let lines = read.text.lines().filter(|line| line.contains("-BC/ĐU"));
            lines.map(|line| (line.split('\t').nth(1).unwrap().to_owned(), line.to_owned())).collect()
        };
        let all = rows("vanthu");
        assert_eq!(all.len(), 31, "{on:?}: more than a page");
        assert!(all["600-BC/ĐU"].contains("=HYPERLINK sạt lở"), "{on:?}: a text, no formula");
        assert_eq!(rows("bantochuc").into_keys().collect::<Vec<_>>(), ["699-BC/ĐU"], "{on:?}");
        assert_eq!(s.get("vanthu", "/search/export.xlsx").0, StatusCode::UNPROCESSABLE_ENTITY, "{on:?}");
    }
}

#[test]
fn alike_is_what_is_about_the_same_matter_and_may_be_seen() {
    for on in both() {
        let mut s = Story::new(on);
        let one = s.paper("701-BC/ĐU", "khắc phục sạt lở bờ sông tại xã Tân An", None);
        s.paper("702-BC/ĐU", "đề nghị hỗ trợ kinh phí khắc phục sạt lở bờ sông", None);
        s.paper("703-BC/ĐU", "tổ chức đại hội chi bộ nhiệm kỳ mới", None);
        let unit = s.paper("704-BC/ĐU", "kết quả khắc phục sạt lở bờ sông", None);
        s.to_unit(unit, "bantochuc");
        settle(&s.o, &mut s.folder);
        let list = |who: &str, of: Id<documents::Paper>| s.get(who, &format!("/search/alike/paper/{of}"));
        let (status, page) = list("vanthu", one);
        assert_eq!(status, StatusCode::OK, "{on:?}");
        let main = page.split("<main").nth(1).unwrap();
        assert!(main.contains("702-BC/ĐU") && main.contains("704-BC/ĐU"), "{on:?}: {main}");
        assert!(!main.contains("703-BC/ĐU"), "{on:?}");
        // The unit's people see its paper and none of the others, nor that they are there.
        assert_eq!(list("bantochuc", one).0, StatusCode::NOT_FOUND, "{on:?}");
        let (status, page) = list("bantochuc", unit);
        assert_eq!(status, StatusCode::OK, "{on:?}");
        assert!(!page.contains("701-BC") && !page.contains("702-BC"), "{on:?}");
        assert_eq!(s.get("vanthu", "/search/alike/person/1").0, StatusCode::NOT_FOUND, "{on:?}");
    }
}
