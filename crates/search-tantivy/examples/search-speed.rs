//! How long questions take, one by one: `cargo run --release -p search-tantivy --example search-speed -- PAPERS FOLDER`.
//!
//! The index of the fictional province's papers is made in the folder and found there the next time. For each question:
//! how many hold it, the median and the longest time of the index, and of the library alone with the same clauses.

use std::path::Path;
use std::time::{Duration, Instant};

use jiff::civil::{Date, date};
use search::{Ask, Entry, Facet, Filter, Index as _, Question, Reach, Shelf as _, Stand, Tail};
use search_tantivy::Folder;

const KIND: &str = "paper";
const ROUNDS: usize = 15;
const COMMITTED: usize = 5_000;

const QUESTIONS: [&str; 12] = [
    "báo cáo",
    "bao cao",
    "tình hình sạt lở",
    "tinh hinh sat lo",
    "kế hoạch chuyển đổi số",
    "118-BC/ĐU",
    "BC/ĐU",
    "\"tình hình sạt lở\"",
    "\"hai thon sau dot mua lon\"",
    "tình hì*",
    "báo cáo tình hình thiệt hại và công tác khắc phục sau đợt mưa lớn tại hai thôn",
    "tinh hihn sat lo",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [papers, folder] = arguments.as_slice() else { return Err("speed PAPERS FOLDER".into()) };
    let papers: u64 = papers.parse()?;
    let mut shelf = Folder::new(Path::new(folder), &[KIND]);
    shelf.claim()?;
    let mut keeper = shelf.open()?;
    if keeper.stand().filling.is_some() {
        let begun = Instant::now();
        let mut some = Vec::new();
        for entry in entries(papers)? {
            some.push((entry.key, Some(entry)));
            if some.len() == COMMITTED {
                keeper.put(&some)?;
                let filling = keeper.stand().filling.clone();
                keeper.commit(Stand { filling, ..Stand::default() })?;
                some.clear();
            }
        }
        keeper.put(&some)?;
        keeper.commit(Stand { seq: 1, last: Some(uuid::Uuid::nil()), filling: None })?;
        println!("filled with {papers} papers in {:.1} s", begun.elapsed().as_secs_f64());
    }
    let index = shelf.index();
    let picture = index.picture().ok_or("there is no index")?;
    let reach = Reach::Any(vec!["c:clerk".to_owned(), "s:office".to_owned(), "p:clerks".to_owned()]);
    let narrow = Filter {
        any: vec![(Facet::Kind, vec!["Báo cáo".to_owned()]), (Facet::State, vec!["fresh".to_owned()])],
        ..Filter::default()
    };
    let mut asks: Vec<(&str, Ask)> =
        QUESTIONS.iter().map(|typed| (*typed, ask(typed, Filter::default()))).collect();
    asks.push(("báo cáo, two filters", ask("báo cáo", narrow)));
    let (mut all, mut all_bare) = (Vec::new(), Vec::new());
    println!("{} papers", picture.size());
    for (typed, ask) in &asks {
        let (mut ours, mut bare, mut total) = (Vec::new(), Vec::new(), 0);
        for _ in 0..ROUNDS {
            let begun = Instant::now();
            total = picture.ask(ask, &reach, &Tail::default())?.total;
            ours.push(begun.elapsed());
            let begun = Instant::now();
            index.bare(ask, &reach)?;
            bare.push(begun.elapsed());
        }
        let said = |times: &mut Vec<Duration>| {
            times.sort_unstable();
            let ms = |at: usize| times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1000.0);
            format!("{:8.2} {:8.2}", ms(ROUNDS / 2), ms(ROUNDS - 1))
        };
        println!("{typed:<40.40} {total:>8} ours {} bare {}", said(&mut ours), said(&mut bare));
        all.extend(ours);
        all_bare.extend(bare);
    }
    for (name, mut times) in [("ours", all), ("bare", all_bare)] {
        times.sort_unstable();
        let ms = |part: usize| times.get(times.len() * part / 100).map_or(0.0, |t| t.as_secs_f64() * 1000.0);
        println!("{name}: p50 {:.2} ms, p99 {:.2} ms", ms(50), ms(99));
    }
    Ok(())
}

fn ask(typed: &str, filter: Filter) -> Ask {
    Ask { question: Question::parse(typed, false), limit: 20, facets: true, filter, ..Ask::default() }
}

/// The newest first, as an index is filled from the tables.
fn entries(papers: u64) -> Result<impl Iterator<Item = Entry>, rules::PackFault> {
    #[allow(clippy::disallowed_methods, reason = "no office overrides a rule here")]
    let rules: &'static rules::RulePack = Box::leak(Box::new(rules::RulePack::shipped()?));
    let layouts = province::Layouts::new(rules);
    let issuers = province::issuers();
    let today = date(2026, 11, 23);
    let mut days: Vec<Date> =
        std::iter::successors(Some(today), |day| day.yesterday().ok()).take(365).collect();
    days.reverse();
    let mut heads = province::plan(2026, papers, &days, &issuers);
    heads.reverse();
    Ok(heads.into_iter().filter_map(move |head| {
        let paper = province::write(2026, &head, &issuers, &layouts)?;
        let id = uuid::Uuid::from_u64_pair((head.n + 1) << 16, head.n);
        let mut entry = Entry::new(KIND, id);
        entry.body = province::as_text(&paper.letter);
        entry.number = i64::try_from(head.n).ok();
        entry.names = format!("{} {}", paper.kind, paper.issuer);
        entry.arrived = Some(head.day);
        entry.issued = Some(paper.issued);
        entry.reach = vec!["s:office".to_owned()];
        let unit = format!("unit-{}", head.field * 7 + usize::from(head.n % 3 == 0));
        entry.reach.push(format!("u:{unit}"));
        let state = if head.n + 3_000 > papers { "fresh" } else { "settled" };
        for (facet, value) in [
            (Facet::Book, "book".to_owned()),
            (Facet::Kind, paper.kind.to_owned()),
            (Facet::Issuer, paper.issuer.clone()),
            (Facet::Unit, unit),
            (Facet::State, state.to_owned()),
            (Facet::Urgency, paper.urgency.to_owned()),
        ] {
            if !value.is_empty() {
                entry.facets.push((facet, value));
            }
        }
        entry.code = paper.code;
        entry.subject = paper.subject;
        Some(entry)
    }))
}
