//! Each form of question, with and without accents, composed and taken apart, in the old and the new tone style.

use std::sync::Arc;

use jiff::civil::date;
use search::{Ask, Entry, Facet, Filter, Order, Picture, Question, Reach, Tail};
use search_tantivy::{Weights, in_memory};
use uuid::Uuid;

pub fn paper(n: u128, code: &str, subject: &str, body: &str) -> Entry {
    let mut entry = Entry::new("paper", Uuid::from_u128(n));
    entry.code = code.to_owned();
    entry.number = Some(i64::try_from(n).unwrap());
    entry.subject = subject.to_owned();
    entry.body = body.to_owned();
    entry.arrived = Some(date(2026, 11, i8::try_from(n % 28 + 1).unwrap()));
    entry.reach = vec!["all".to_owned()];
    entry
}

fn shelf() -> Arc<dyn Picture> {
    let mut papers = vec![
        paper(
            1,
            "25-CV/TU",
            "Góp ý dự thảo Kế hoạch chuyển đổi số",
            "Kính gửi Tỉnh ủy. Thực hiện Nghị quyết.",
        ),
        paper(
            2,
            "15/QĐ-BNV",
            "Quyết định bổ nhiệm cán bộ",
            "Căn cứ Công văn số 25-CV/TU ngày 05/9/2026 của Tỉnh uỷ",
        ),
        paper(3, "402/UBND-TH", "Xin ý kiến về quy hoạch khu công nghiệp", "kẻ hoách chuyên đội sơ"),
        paper(4, "7-TB/VPTU", "TO TRINH VE VIEC MUA MAY TINH", "De nghi xem xet"),
        paper(5, "09-NQ/ĐU", "Hòa giải ở cơ sở, phòng, chống tham nhũng", "Khỏe mạnh, thúy, đặc khu"),
        paper(6, "88/BC-MTTQ", "Báo cáo tổng hợp ý kiến cử tri", "chống tham nhũng; phòng họp"),
    ];
    papers[0].facets = vec![(Facet::Kind, "Công văn".to_owned()), (Facet::Unit, "a".to_owned())];
    papers[1].facets = vec![(Facet::Kind, "Quyết định".to_owned()), (Facet::Unit, "a".to_owned())];
    papers[1].facets.push((Facet::Unit, "b".to_owned()));
    papers[2].facets = vec![(Facet::Kind, "Công văn".to_owned())];
    papers[2].reach = vec!["few".to_owned()];
    papers[5].due = Some(date(2026, 11, 20));
    in_memory(papers.into_iter(), &["paper"], Weights::default()).unwrap()
}

pub fn ask(typed: &str) -> Ask {
    Ask { question: Question::parse(typed, false), limit: 20, facets: true, ..Ask::default() }
}

/// What holds the question, best first; and what comes near.
pub fn found(picture: &dyn Picture, ask: &Ask, reach: &Reach) -> (Vec<u128>, Vec<u128>) {
    let found = picture.ask(ask, reach, &Tail::default()).unwrap();
    let ids = |near: bool| -> Vec<u128> {
        found.hits.iter().filter(|hit| hit.near == near).map(|hit| hit.key.id.as_u128()).collect()
    };
    assert_eq!(found.total, ids(false).len() as u64);
    (ids(false), ids(true))
}

#[test]
fn every_form_of_question_finds_its_paper() {
    let shelf = shelf();
    for (typed, first) in [
        // Words: with accents, without, in capitals, taken apart, in both tone styles.
        ("kế hoạch chuyển đổi số", 1),
        ("ke hoach chuyen doi so", 1),
        ("KẾ HOẠCH", 1),
        ("ke\u{302}\u{301} hoa\u{323}ch chuye\u{302}\u{309}n", 1),
        ("tỉnh ủy góp ý", 1),
        ("tỉnh uỷ góp ý", 1),
        ("ti\u{309}nh u\u{309}y góp ý", 1),
        ("hoà giải", 5),
        ("hòa giải", 5),
        ("hoa giai", 5),
        ("khoẻ", 5),
        ("dac khu", 5),
        // Numbers: whole, in part, in small letters, without the bar of đ, with zeros.
        ("25-CV/TU", 1),
        ("25-cv/tu", 1),
        ("số 25-CV/TU", 1),
        ("CV/TU", 1),
        ("15/QĐ-BNV", 2),
        ("15/qd-bnv", 2),
        ("15/QĐ", 2),
        ("QĐ-BNV", 2),
        ("BNV", 2),
        ("9-NQ/ĐU", 5),
        ("009-nq/du", 5),
        ("5/9/2026", 2),
        ("05/09/2026", 2),
        ("402", 3),
        // In quotes, and beginnings.
        ("\"phòng, chống tham nhũng\"", 5),
        ("\"phong chong tham nhung\"", 5),
        ("“bổ nhiệm cán b*”", 2),
        ("bổ nhi*", 2),
        ("bo nhi*", 2),
        ("tham nhũ*", 5),
        // A text that was typed without accents is found with them.
        ("tờ trình mua máy tính", 4),
        ("to trinh mua may tinh", 4),
        ("\"máy tính\"", 4),
        ("tờ tri*", 4),
    ] {
        let (whole, _) = found(shelf.as_ref(), &ask(typed), &Reach::All);
        assert_eq!(whole.first(), Some(&first), "{typed}: {whole:?}");
    }
}

#[test]
fn typed_accents_count_and_come_first() {
    let shelf = shelf();
    let (whole, near) = found(shelf.as_ref(), &ask("kế hoạch chuyển đổi"), &Reach::All);
    assert_eq!((whole, near), (vec![1], vec![3]));
    let (whole, _) = found(shelf.as_ref(), &ask("ke hoach chuyen doi"), &Reach::All);
    assert_eq!(whole, [1, 3]);
}

#[test]
fn what_stands_nowhere_is_near_with_one_letter_changed() {
    let shelf = shelf();
    for (typed, first) in
        [("kế hoặch", 1), ("nhiejm vụ bổ nhiêm", 2), ("quuyết định", 2), ("ngihep khu cong", 3)]
    {
        let (whole, near) = found(shelf.as_ref(), &ask(typed), &Reach::All);
        assert_eq!((whole.len(), near.first()), (0, Some(&first)), "{typed}: {near:?}");
    }
    let (whole, near) = found(shelf.as_ref(), &ask("zzzzzz"), &Reach::All);
    assert_eq!((whole.len(), near.len()), (0, 0));
}

#[test]
fn while_somebody_types_the_last_word_is_a_beginning() {
    let shelf = shelf();
    for typed in ["k", "kế h", "ke hoac", "25-CV/TU", "góp ý dự thảo k"] {
        let typing = Ask { question: Question::parse(typed, true), ..ask("") };
        let (whole, _) = found(shelf.as_ref(), &typing, &Reach::All);
        assert!(whole.contains(&1), "{typed}: {whole:?}");
    }
}

#[test]
fn filters_narrow_and_facets_count_what_the_reader_may_see() {
    let shelf = shelf();
    let of = |filter: Filter, reach: &Reach| {
        let ask = Ask { filter, order: Order::Newest, ..ask("") };
        shelf.ask(&ask, reach, &Tail::default()).unwrap()
    };
    let all = Reach::Any(vec!["all".to_owned()]);
    let everybody = of(Filter::default(), &Reach::All);
    assert_eq!(everybody.total, 6);
    assert_eq!(everybody.counted(Facet::Kind)[0], ("Công văn".to_owned(), 2));
    let found = of(Filter::default(), &all);
    assert_eq!(found.total, 5);
    let one = |name: &str| (name.to_owned(), 1);
    assert_eq!(found.counted(Facet::Kind), [one("Công văn"), one("Quyết định")]);
    assert_eq!(found.counted(Facet::Unit), [("a".to_owned(), 2), one("b")]);
    // A facet's own choice does not hide its other values.
    let kind = |value: &str| Filter { any: vec![(Facet::Kind, vec![value.to_owned()])], ..Filter::default() };
    let found = of(kind("Công văn"), &all);
    assert_eq!(found.total, 1);
    assert_eq!(found.counted(Facet::Kind), [one("Công văn"), one("Quyết định")]);
    assert_eq!(found.counted(Facet::Unit), [one("a")]);
    assert_eq!(of(kind("Tờ trình"), &all).total, 0);
    // Who sees little is asked for first: the same answer.
    let few = of(Filter::default(), &Reach::Any(vec!["few".to_owned()]));
    assert_eq!((few.total, few.counted(Facet::Kind)), (1, &[one("Công văn")][..]));
    assert_eq!(of(Filter::default(), &Reach::Any(vec![])).total, 0);
    assert_eq!(of(Filter::default(), &Reach::Any(vec!["nobody".to_owned()])).total, 0);
    // Days.
    let days = Filter { arrived: (Some(date(2026, 11, 3)), Some(date(2026, 11, 4))), ..Filter::default() };
    assert_eq!(of(days, &Reach::All).total, 2);
    let late = |day| Filter { late_on: Some(day), ..Filter::default() };
    assert_eq!(of(late(date(2026, 11, 21)), &Reach::All).total, 1);
    assert_eq!(of(late(date(2026, 11, 20)), &Reach::All).total, 0);
}

#[test]
fn the_tail_counts_instead_of_what_the_index_says() {
    let shelf = shelf();
    let mut changed = paper(1, "25-CV/TU", "Góp ý khác", "");
    changed.facets = vec![(Facet::Kind, "Tờ trình".to_owned())];
    let fresh = paper(7, "1-KH/TU", "Kế hoạch mới", "");
    let key = |n| search::Key { kind: "paper", id: Uuid::from_u128(n) };
    let tail =
        Tail { things: vec![(key(1), Some(changed)), (key(2), None), (key(7), Some(fresh))], more: false };
    let all = Reach::Any(vec!["all".to_owned()]);
    let found = shelf.ask(&ask("ke hoach"), &all, &tail).unwrap();
    assert_eq!(found.total, 1);
    assert_eq!(found.hits[0].key, key(7));
    let every = shelf.ask(&Ask { order: Order::Newest, ..ask("") }, &all, &tail).unwrap();
    assert_eq!(every.total, 5);
    assert_eq!(every.counted(Facet::Kind), [("Tờ trình".to_owned(), 1)]);
    // Who may not see it does not find it, in the tail either.
    let nobody = shelf.ask(&ask("ke hoach"), &Reach::Any(vec!["few".to_owned()]), &tail).unwrap();
    assert!(nobody.hits.iter().all(|hit| hit.key == key(3)), "{:?}", nobody.hits);
}

#[test]
fn pages_follow_each_other() {
    let papers = (1..=45).map(|n| paper(n, "", "họp giao ban", ""));
    let shelf = in_memory(papers, &["paper"], Weights::default()).unwrap();
    let mut seen = Vec::new();
    for skip in [0, 20, 40] {
        let page = shelf.ask(&Ask { skip, ..ask("giao ban") }, &Reach::All, &Tail::default()).unwrap();
        assert_eq!(page.total, 45);
        seen.extend(page.hits.iter().map(|hit| hit.key));
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 45);
}

#[test]
fn among_equals_the_newer_comes_first_whatever_order_they_were_put_in() {
    let papers: Vec<_> = (0..60u128)
        .map(|n| {
            let mut paper = paper(n * 7 % 60, "", "sạt lở", "");
            paper.key.id = Uuid::from_u128((n * 7 % 60 + 1) << 64);
            paper.arrived = Some(date(2026, 11, 20));
            paper
        })
        .collect();
    let picture = in_memory(papers.into_iter(), &["paper"], Weights::default()).unwrap();
    for order in [Order::Best, Order::Newest] {
        let ask = Ask { order, limit: 60, ..ask("sạt lở") };
        let ids: Vec<_> =
            found(picture.as_ref(), &ask, &Reach::All).0.into_iter().map(|id| id >> 64).collect();
        assert_eq!(ids, (1..=60).rev().collect::<Vec<_>>(), "{order:?}");
    }
}
