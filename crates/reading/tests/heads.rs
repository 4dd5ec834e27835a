//! Golden letterheads: what a clerk would read, of both layouts and many years.

use reading::letterhead::{Found, lines_of, read};

fn value(found: &Found, field: &str) -> String {
    let facts = &found.facts;
    let or_none = |v: &Option<String>| v.clone().unwrap_or_else(|| "-".to_owned());
    match field {
        "issuer" => or_none(&facts.issuer),
        "superior" => or_none(&facts.superior),
        "number" => or_none(&facts.number),
        "symbol" => or_none(&facts.symbol),
        "code" => or_none(&facts.code),
        "kind" => or_none(&facts.kind),
        "place" => or_none(&facts.place),
        "date" => or_none(&facts.date),
        "subject" => or_none(&facts.subject),
        "urgency" => or_none(&facts.urgency),
        "secrecy" => or_none(&facts.secrecy),
        "addressee" => or_none(&facts.addressee),
        "deadline" => or_none(&facts.deadline),
        "form" => or_none(&facts.signer.form),
        "position" => or_none(&facts.signer.position),
        "name" => or_none(&facts.signer.name),
        "cosigners" => facts.cosigners.iter().filter_map(|s| s.name.clone()).collect::<Vec<_>>().join(" | "),
        "recipients" => facts.recipients.join(" | "),
        "cites" => facts
            .cites
            .iter()
            .map(|c| format!("{}@{}", c.code, c.date.clone().unwrap_or_default()))
            .collect::<Vec<_>>()
            .join(" | "),
        "days" => facts.deadline_rule.as_ref().map_or_else(String::new, |r| {
            let unit = if r.working { "working" } else { "calendar" };
            format!("{} {unit} {:?}", r.days.unwrap_or(0), r.from)
        }),
        other => format!("no field {other}"),
    }
}

#[test]
fn every_head_reads_as_a_clerk_reads_it() {
    let all = include_str!("heads.txt");
    let mut wrong = Vec::new();
    let mut heads = 0;
    for head in all.split("#### ").filter(|h| !h.trim().is_empty()) {
        heads += 1;
        let (title, rest) = head.split_once('\n').unwrap();
        let (text, wanted) = rest.split_once("\n----\n").unwrap_or_else(|| panic!("{title}: no expectation"));
        let found = read(&lines_of(text));
        for line in wanted.lines().filter(|l| !l.is_empty()) {
            let (field, wanted) = line.split_once(':').unwrap();
            let got = value(&found, field);
            if got != wanted.trim() {
                wrong.push(format!("{title}: {field}\n  wanted {}\n  got    {got}", wanted.trim()));
            }
        }
    }
    assert!(heads >= 55, "{heads} heads");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_is_read_has_a_confidence_and_only_that() {
    for head in include_str!("heads.txt").split("#### ").filter(|h| !h.trim().is_empty()) {
        let found = read(&lines_of(head));
        let facts = serde_json::to_value(&found.facts).unwrap();
        for field in [
            "issuer",
            "superior",
            "number",
            "code",
            "kind",
            "place",
            "date",
            "subject",
            "urgency",
            "secrecy",
            "addressee",
        ] {
            let read = !facts[field].is_null();
            let sure = found.confidence.get(field);
            assert_eq!(read, sure.is_some(), "{field} in {head}");
            assert!(sure.is_none_or(|s| (0.0..=1.0).contains(s)));
        }
    }
}
