//! A year of papers: the same for the same seed, plausible, and never anything that there is.
#![allow(clippy::disallowed_methods, reason = "what ships is what papers are laid out by")]
#![allow(clippy::unwrap_used, reason = "helpers of tests stand outside the test functions")]

use std::collections::HashSet;

use jiff::civil::{Date, Weekday, date};
use province::{Head, Layouts, Paper, as_text, issuers, plan, write};
use rules::{RulePack, Side};

fn working() -> Vec<Date> {
    let mut days: Vec<Date> = std::iter::successors(Some(date(2026, 11, 27)), |day| day.yesterday().ok())
        .take(365)
        .filter(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday))
        .collect();
    days.reverse();
    days
}

fn year(seed: u64, count: u64) -> Vec<(Head, Paper)> {
    let rules = RulePack::shipped().unwrap();
    let (issuers, layouts) = (issuers(), Layouts::new(&rules));
    let heads = plan(seed, count, &working(), &issuers);
    heads.into_iter().map(|head| (head.clone(), write(seed, &head, &issuers, &layouts).unwrap())).collect()
}

#[test]
fn the_same_seed_gives_the_same_papers_and_another_one_others() {
    let said = |seed| year(seed, 60).iter().map(|(_, p)| as_text(&p.letter)).collect::<Vec<_>>();
    assert_eq!(said(7), said(7));
    assert_ne!(said(7), said(8));
}

#[test]
fn a_paper_is_the_same_however_many_come_after_it() {
    let rules = RulePack::shipped().unwrap();
    let (issuers, layouts) = (issuers(), Layouts::new(&rules));
    let heads = plan(7, 300, &working(), &issuers);
    let one = |n: usize| as_text(&write(7, &heads[n], &issuers, &layouts).unwrap().letter);
    let late = one(299);
    let _ = one(0);
    assert_eq!(late, one(299));
}

#[test]
fn half_of_the_bodies_have_two_thousand_characters() {
    let mut lengths: Vec<usize> =
        year(7, 1_000).iter().map(|(_, paper)| as_text(&paper.letter).chars().count()).collect();
    lengths.sort_unstable();
    let median = lengths[500];
    assert!((2_000..3_000).contains(&median), "{median}");
    assert!(lengths[50] < 1_300 && lengths[950] > 4_500, "{} {}", lengths[50], lengths[950]);
}

#[test]
fn papers_are_of_many_kinds_and_issuers_and_no_two_share_a_number_of_one_issuer() {
    let year = year(7, 3_000);
    let kinds: HashSet<_> = year.iter().map(|(_, paper)| paper.kind).collect();
    let issuers: HashSet<_> = year.iter().map(|(_, paper)| &paper.issuer).collect();
    let subjects: HashSet<_> = year.iter().map(|(_, paper)| &paper.subject).collect();
    let codes: HashSet<_> = year.iter().map(|(_, p)| (&p.issuer, &p.code, p.issued.year())).collect();
    assert_eq!((kinds.len(), codes.len()), (10, 3_000));
    assert!(issuers.len() > 120 && subjects.len() > 1_500, "{} {}", issuers.len(), subjects.len());
}

#[test]
fn every_text_says_that_it_is_made_up_and_has_no_blank_left() {
    for (head, paper) in year(7, 800) {
        let text = as_text(&paper.letter);
        assert!(text.starts_with(province::MARK));
        assert!(!text.contains(['{', '}']) && !text.contains(".."), "{text}");
        assert!(paper.asked_by.is_none_or(|by| by > head.issued), "{text}");
        assert!(paper.issued <= head.day && paper.subject.chars().count() > 12, "{}", paper.subject);
    }
}

#[test]
fn party_and_state_number_their_papers_each_in_its_own_way() {
    let issuers = issuers();
    for (head, paper) in year(7, 400) {
        let side = issuers[head.issuer].side;
        let parsed = vietnamese::find_codes(&paper.code);
        assert_eq!(parsed.len(), 1, "{}", paper.code);
        let party =
            paper.code.split_once('-').is_some_and(|(number, _)| number.chars().all(|c| c.is_ascii_digit()));
        assert_eq!(party, side == Side::Party, "{}", paper.code);
    }
}

#[test]
fn papers_come_in_order_within_the_hours_of_the_office() {
    let year = year(7, 500);
    let at: Vec<_> = year.iter().map(|(head, _)| (head.day, head.second)).collect();
    assert!(at.is_sorted());
    assert!(year.iter().all(|(head, _)| (27_000..=59_400).contains(&head.second)));
}
