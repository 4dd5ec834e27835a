//! Dated cases reckoned by hand: `tests/golden/`.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::Instant;
use rules::{Calendar, Term, Unit};
use tasks::model::{
    Bounds, Every, Facts, Measure, OffDay, Reason, Recurrence, Standing, Terms, lead_days, on_time,
};

const STANDING: &str = include_str!("../golden/standing.txt");
const DATES: &str = include_str!("../golden/dates.txt");

#[allow(clippy::disallowed_methods, reason = "counted by what ships")]
fn calendar() -> Calendar {
    rules::RulePack::shipped().unwrap().calendar()
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn unit(word: &str) -> Unit {
    match word {
        "calendar" => Unit::Calendar,
        "working" => Unit::Working,
        other => panic!("unit {other}"),
    }
}

fn day(word: &str) -> Option<Date> {
    if word == "-" { None } else { Some(word.parse().unwrap_or_else(|_| panic!("date {word}"))) }
}

#[test]
fn two_hundred_days_reckoned_by_hand() {
    let calendar = calendar();
    let acceptance = Term { days: 3, unit: Unit::Working, at_once: false, moves_off_day: false };
    let soon = Measure { days: 3, unit: Unit::Calendar };
    let mut terms = Terms { soon, special: soon, acceptance };
    let mut cases = 0;
    for line in lines(STANDING) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let ["soon", soon, n, "special", special, m] = words.as_slice() {
            terms.soon = Measure { days: n.parse().unwrap(), unit: unit(soon) };
            terms.special = Measure { days: m.parse().unwrap(), unit: unit(special) };
            continue;
        }
        let mut parts = line.split('|').map(str::trim);
        let head: Vec<&str> = parts.next().unwrap().split_whitespace().collect();
        let facts = match head.as_slice() {
            ["due", due] => Facts { due_on: day(due), ..Facts::default() },
            ["sent", sent, "due", due] => {
                Facts { due_on: day(due), submitted_on: day(sent), ..Facts::default() }
            }
            other => panic!("{other:?}"),
        };
        for case in parts {
            cases += 1;
            let words: Vec<&str> = case.split_whitespace().collect();
            let on = day(words[0]).unwrap();
            let bounds = Bounds::on(on, &terms, &calendar);
            let standing = bounds.standing(&facts);
            assert_eq!(standing.code(), words[1], "{line}\n{case}");
            let reason = bounds.reason(&facts, &terms, &calendar);
            match (standing, words.get(2)) {
                (Standing::Waiting, late) => {
                    assert_eq!(bounds.waits_too_long(&facts), late.is_some(), "{line}\n{case}");
                }
                (_, Some(count)) => {
                    let (told, in_unit) = match reason {
                        Reason::Left { days, unit, .. } | Reason::Over { days, unit, .. } => (days, unit),
                        other => panic!("{line}\n{case}: {other:?}"),
                    };
                    let wanted = count.trim_end_matches('*');
                    assert_eq!(told.to_string(), wanted, "{line}\n{case}");
                    let of_calendar = count.ends_with('*') || terms.soon.unit == Unit::Calendar;
                    assert_eq!(in_unit == Unit::Calendar, of_calendar, "{line}\n{case}");
                }
                (_, None) => panic!("no number: {case}"),
            }
            // What is closed, under correction, or without a date is not judged, whatever the day.
            let of = |facts: Facts| bounds.standing(&facts);
            assert_eq!(of(Facts { closed_on: Some(on), in_correction: true, ..facts }), Standing::Closed);
            assert_eq!(of(Facts { in_correction: true, ..facts }), Standing::Correction);
            let unknown = Facts { due_on: None, submitted_on: None, ..facts };
            assert_eq!(of(unknown), Standing::Unjudged);
        }
    }
    assert!(cases >= 200, "{cases} cases");
}

#[test]
fn lead_times_punctuality_and_the_office_s_day() {
    let mut cases = 0;
    for line in lines(DATES).filter(|line| !line.starts_with("recur")) {
        cases += 1;
        let (asked, wanted) = line.split_once('=').unwrap();
        let (asked, wanted) = (asked.split_whitespace().collect::<Vec<_>>(), wanted.trim());
        let said = match asked.as_slice() {
            ["lead", received, evidence] => {
                let estimated = received.starts_with('~');
                let days = lead_days(day(received.trim_start_matches('~')), estimated, day(evidence));
                days.map_or("none".to_owned(), |days| days.to_string())
            }
            ["ontime", due, handed] => match on_time(day(due), day(handed)) {
                Some(true) => "yes".to_owned(),
                Some(false) => "no".to_owned(),
                None => "none".to_owned(),
            },
            ["at", at] => {
                let at: Timestamp = at.parse().unwrap();
                Instant(at.as_microsecond()).date().to_string()
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(said, wanted, "{line}");
    }
    assert!(cases >= 30, "{cases}");
}

/// `week:5`, `month:20`, `quarter:3:15`.
fn rule(word: &str) -> Recurrence {
    let parts: Vec<&str> = word.split(':').collect();
    let number = |at: usize| parts[at].parse::<u8>().unwrap();
    let (month, day) = if parts.len() > 2 { (number(1), number(2)) } else { (1, number(1)) };
    let every = Every::from_code(parts[0]).unwrap();
    let from = jiff::civil::date(2026, 1, 1);
    Recurrence { every, month, day, off_day: OffDay::Keep, ahead: 10, from, until: None }
}

#[test]
fn recurring_work_falls_due_on_working_days_as_its_rule_says() {
    let calendar = calendar();
    let mut rules = 0;
    for line in lines(DATES).filter_map(|line| line.strip_prefix("recur ")) {
        rules += 1;
        let mut parts = line.split('|').map(str::trim);
        let head: Vec<&str> = parts.next().unwrap().split_whitespace().collect();
        let rule = Recurrence {
            off_day: OffDay::from_code(head[1]).unwrap(),
            from: day(head[2]).unwrap(),
            until: day(head[3]),
            ..rule(head[0])
        };
        assert!(rule.is_sound(), "{line}");
        let wanted: Vec<String> = parts.map(|part| part.to_owned()).collect();
        let end = rule.until.unwrap();
        let all = rule.between(None, end, &calendar);
        let said: Vec<String> = all.iter().map(|due| format!("{} {}", due.period, due.due_on)).collect();
        assert_eq!(said, wanted, "{line}");
        // Asked day by day it makes the same, each once.
        let mut by_day = Vec::new();
        let mut last = rule.from.yesterday().unwrap();
        while last < end {
            let next = last.tomorrow().unwrap();
            by_day.extend(rule.between(Some(last), next, &calendar));
            last = next;
        }
        by_day.sort_by(|a, b| a.period.cmp(&b.period));
        let mut all = all;
        // What was to be assigned before the rule began is assigned when it is made.
        all.retain(|due| due.assigned_on >= rule.from);
        all.sort_by(|a, b| a.period.cmp(&b.period));
        assert_eq!(by_day, all, "{line}");
    }
    assert!(rules >= 10, "{rules}");
}

#[test]
fn numbers_of_a_rule_that_are_no_days_are_seen() {
    for wrong in
        ["week:0", "week:8", "month:32", "month:2:1", "quarter:4:1", "half:7:1", "year:13:1", "year:0:1"]
    {
        assert!(!rule(wrong).is_sound(), "{wrong}");
    }
}
