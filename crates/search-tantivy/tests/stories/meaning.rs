//! Whatever is asked of whatever papers, the index finds what the plain meaning of the question says, and counts it.

use std::collections::BTreeMap;

use proptest::prelude::*;
use search::{Ask, Entry, Facet, Filter, Question, Reach, Tail, Text};
use search_tantivy::{Weights, in_memory};

use crate::forms::paper;

const BITS: [&str; 22] = [
    "kế",
    "ke",
    "kẻ",
    "hoạch",
    "hoach",
    "hòa",
    "hoà",
    "uỷ",
    "ủy",
    "uy",
    "Đảng",
    "dang",
    "25-CV/TU",
    "15/QĐ-BNV",
    "5/9",
    "05",
    "tổ",
    "to",
    "chức",
    "chuc",
    "2026",
    "hóa",
];

fn text(most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(BITS.to_vec()), 0..most).prop_map(|bits| bits.join(" "))
}

fn question() -> impl Strategy<Value = String> {
    let piece = (prop::sample::select(BITS.to_vec()), prop::sample::select(BITS.to_vec()), 0..8u8);
    let piece = piece.prop_map(|(a, b, form)| match form {
        0 => format!("\"{a} {b}\""),
        1 => format!("{}*", a.chars().take(2).collect::<String>()),
        2 => format!("\"{a} {b} {a}\""),
        3 => format!("\"{a} {}*\"", b.chars().take(1).collect::<String>()),
        _ => a.to_owned(),
    });
    prop::collection::vec(piece, 1..4).prop_map(|pieces| pieces.join(" "))
}

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let one = (text(5), text(9), 0..3usize, 0..3usize);
    prop::collection::vec(one, 1..12).prop_map(|all| {
        let mut entries = Vec::new();
        for (n, (subject, body, kind, reach)) in (1u128..).zip(all) {
            let mut entry = paper(n, "", &subject, &body);
            entry.facets = vec![(Facet::Kind, format!("k{kind}"))];
            entry.reach = vec![format!("r{reach}")];
            entries.push(entry);
        }
        entries
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_index_finds_what_holds_the_question(
        entries in entries(),
        typed in question(),
        reach in 0..3usize,
        in_tail in prop::collection::vec(any::<bool>(), 12),
    ) {
        let reach = Reach::Any(vec![format!("r{reach}")]);
        let shelf = in_memory(entries.iter().cloned(), &["paper"], Weights::default()).unwrap();
        let question = Question::parse(&typed, false);
        let ask = Ask { question: question.clone(), limit: 20, facets: true, ..Ask::default() };
        let holds: Vec<_> =
            entries.iter().filter(|entry| reach.opens(entry) && Text::of(entry).holds(&question)).collect();
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for (_, value) in holds.iter().flat_map(|entry| &entry.facets) {
            *counts.entry(value.clone()).or_default() += 1;
        }
        // Some of them a second time as the tail: the answer is the same.
        let things = entries.iter().zip(&in_tail).filter(|(_, there)| **there);
        let tail = Tail {
            things: things.map(|(entry, _)| (entry.key, Some(entry.clone()))).collect(),
            more: false,
        };
        for tail in [Tail::default(), tail] {
            let found = shelf.ask(&ask, &reach, &tail).unwrap();
            let mut whole: Vec<_> = found.hits.iter().filter(|hit| !hit.near).map(|hit| hit.key).collect();
            whole.sort();
            let mut expected: Vec<_> = holds.iter().map(|entry| entry.key).collect();
            expected.sort();
            prop_assert_eq!(&whole, &expected, "{}", typed);
            prop_assert_eq!(found.total, expected.len() as u64);
            let counted: BTreeMap<_, _> = found.counted(Facet::Kind).iter().cloned().collect();
            prop_assert_eq!(&counted, &counts);
            // What comes near is never what the reader may not see.
            for hit in &found.hits {
                let entry = entries.iter().find(|entry| entry.key == hit.key).unwrap();
                prop_assert!(reach.opens(entry));
            }
        }
        let narrowed = Ask {
            filter: Filter { any: vec![(Facet::Kind, vec!["k0".to_owned()])], ..Filter::default() },
            ..ask
        };
        let found = shelf.ask(&narrowed, &reach, &Tail::default()).unwrap();
        prop_assert_eq!(found.total, counts.get("k0").copied().unwrap_or(0));
        let counted: BTreeMap<_, _> = found.counted(Facet::Kind).iter().cloned().collect();
        prop_assert_eq!(&counted, &counts);
    }
}
