//! What each row of the table comes to as a line of the book. Pure: the preview, the work behind it and the tests ask the
//! same.

use std::collections::HashMap;

use jiff::civil::Date;
use tables::Day;
use vietnamese::fold;
use words::Lang;

use crate::heading;
use crate::kinds::Kinds;
use crate::model::{Field, Judged, Line, Problem, Row, State, Weight};
use crate::t;

pub const SUBJECT_MAX: usize = 2000;
pub const SHORT_MAX: usize = 300;
/// A number this far from those around it is looked at first.
const FAR: i64 = 500;
const NUMBER_MAX: i64 = 9_999_999;

/// What is known beside the rows.
pub struct Frame<'a> {
    pub fields: &'a [Field],
    pub names: &'a [String],
    /// The year of the book, where its numbers restart with the year.
    pub year: Option<i16>,
    pub today: Date,
    pub kinds: Kinds<'a>,
    /// The numbers of the book: each with its code as it is compared, and whether it was imported.
    pub there: HashMap<i64, (String, bool)>,
    /// From this number on the program gave the numbers.
    pub given_from: Option<i64>,
}

/// "As above", in its spellings.
fn ditto(text: &str) -> bool {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    matches!(text.to_lowercase().as_str(), "nt" | "\"" | "''" | "″" | "〃" | "//" | "nhưtrên" | "”" | "“")
}

/// The number, however it is written; a register's own year behind it is no part of it.
#[must_use]
pub fn number(text: &str, year: Option<i16>) -> Option<i64> {
    let folded = fold(text);
    let text = folded.trim().trim_start_matches("so").trim_start_matches([':', '.', ' ', '(']);
    let text = text.trim_end_matches([')', '.', ' ']);
    let text = match text.split_once('/') {
        Some((number, of)) if year.is_some_and(|year| of.trim() == year.to_string()) => number.trim(),
        Some(_) => return None,
        None => text,
    };
    let thousands = |mark: char| {
        let mut parts = text.split(mark);
        let first = parts.next().is_some_and(|part| (1..=3).contains(&part.len()));
        first && text.contains(mark) && parts.all(|part| part.len() == 3)
    };
    let digits: String = if thousands('.') || thousands(',') {
        text.chars().filter(char::is_ascii_digit).collect()
    } else {
        text.to_owned()
    };
    if digits.is_empty() || digits.len() > 9 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok().filter(|number| (1..=NUMBER_MAX).contains(number))
}

fn urgency(text: &str) -> &'static str {
    let text = fold(text);
    if text.contains("hoa toc") {
        "flash"
    } else if text.contains("thuong khan") {
        "very"
    } else if text.contains("khan") {
        "urgent"
    } else {
        ""
    }
}

/// Whether a cell says a mark of secrecy, and nothing else.
#[must_use]
pub fn is_mark(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let text = text.trim_matches(['(', ')', '"', '.', ' ']);
    matches!(text, "mật" | "tối mật" | "tuyệt mật")
}

/// A row that is no line of the register.
fn no_line(frame: &Frame<'_>, row: &Row, number_text: &str) -> Option<Problem> {
    if !row.typed.is_empty() {
        return None;
    }
    let full: Vec<(usize, &String)> =
        row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()).collect();
    if full.is_empty() {
        return Some(Problem::Blank);
    }
    // A heading over two rows is repeated in two rows, and the upper one is not what the columns are called.
    let names = full.len() >= 2
        && full.iter().filter(|(_, cell)| heading::field(cell).is_some()).count() * 2 > full.len();
    if names || heading::repeats(&row.cells, frame.names) {
        return Some(Problem::Heading);
    }
    let counted = full.iter().enumerate().all(|(at, (_, cell))| {
        cell.trim_matches(['(', ')', ' ']).parse::<usize>().is_ok_and(|number| number == at + 1)
    });
    if counted && full.len() >= 4 {
        return Some(Problem::Heading);
    }
    if number(number_text, frame.year).is_some() {
        return None;
    }
    let first = full.first().map(|(_, cell)| heading::plain(cell)).unwrap_or_default();
    let totals = [
        "tong cong",
        "tong so",
        "mang sang",
        "cong mang sang",
        "cong trang",
        "chuyen trang",
        "chuyen sang trang",
    ];
    if first == "cong" || totals.iter().any(|total| first.starts_with(total)) {
        return Some(Problem::Total);
    }
    let alone = |(at, _): &(usize, &String)| frame.fields.get(*at) != Some(&Field::Subject);
    (full.len() == 1 && full.iter().all(alone)).then_some(Problem::Title)
}

/// What stands in a row under a field: what was typed over it, or its cells.
#[must_use]
pub fn said(fields: &[Field], row: &Row, field: Field) -> String {
    if let Some((_, typed)) = row.typed.iter().find(|(one, _)| *one == field) {
        return typed.trim().to_owned();
    }
    let cells = fields.iter().zip(&row.cells).filter(|(one, cell)| **one == field && !cell.is_empty());
    cells.map(|(_, cell)| cell.as_str()).collect::<Vec<_>>().join("; ")
}

/// Judges all rows, in their order.
#[must_use]
pub fn judge(frame: &Frame<'_>, rows: &[Row]) -> Vec<Judged> {
    let numbers: Vec<Option<i64>> =
        rows.iter().map(|row| number(&said(frame.fields, row, Field::Number), frame.year)).collect();
    let mut above = Above::default();
    let mut seen: HashMap<i64, (String, String)> = HashMap::new();
    let mut all = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        if row.imported {
            above.arrived = tables::day(&said(frame.fields, row, Field::Arrived))
                .in_year(frame.year)
                .map(|(day, _)| day)
                .or(above.arrived);
            all.push(Judged { state: State::Imported, number: row.number, line: None, problems: Vec::new() });
            continue;
        }
        let mut judged = one(frame, row, &mut above);
        if let Some(line) = &judged.line {
            if jumps(&numbers, at) {
                judged.problems.push(Problem::Jump(line.number));
            }
            let key = documents::key(&line.code);
            let mut same = None;
            match frame.there.get(&line.number) {
                Some((code, true)) if *code == key => same = Some(Problem::Repeats(String::new())),
                Some(_) => judged.problems.push(Problem::Taken(line.number)),
                None if frame.given_from.is_some_and(|from| line.number >= from) => {
                    judged.problems.push(Problem::GivenHere(frame.given_from.unwrap_or_default()));
                }
                None => match seen.get(&line.number) {
                    Some((code, place)) if *code == key => same = Some(Problem::Repeats(place.clone())),
                    Some((_, place)) => judged.problems.push(Problem::Doubled(place.clone())),
                    None => {
                        seen.insert(line.number, (key, row.line.to_string()));
                    }
                },
            }
            let weight = judged.problems.iter().map(Problem::weight).max();
            judged.state = match weight {
                _ if same.is_some() => State::Same,
                Some(Weight::Fault) => State::Wrong,
                Some(Weight::Doubt) if !row.accepted => State::Doubtful,
                _ => State::Ready,
            };
            judged.problems.extend(same);
        }
        all.push(judged);
    }
    all
}

/// A number far from both neighbours, which are near each other; or far ahead in the last row.
fn jumps(numbers: &[Option<i64>], at: usize) -> bool {
    let Some(Some(here)) = numbers.get(at) else { return false };
    let before = numbers.get(..at).and_then(|part| part.iter().rev().flatten().next());
    let after = numbers.get(at + 1..).and_then(|part| part.iter().flatten().next());
    let far = |other: &i64| (here - other).abs() > FAR;
    match (before, after) {
        (Some(before), Some(after)) => far(before) && far(after) && (after - before).abs() <= FAR,
        (Some(before), None) => far(before),
        _ => false,
    }
}

/// What rows above said, for cells that say "as above".
#[derive(Default)]
struct Above {
    arrived: Option<Date>,
    said: HashMap<Field, String>,
}

fn one(frame: &Frame<'_>, row: &Row, above: &mut Above) -> Judged {
    let number_text = said(frame.fields, row, Field::Number);
    if let Some(why) = no_line(frame, row, &number_text) {
        return Judged { state: State::Left, number: None, line: None, problems: vec![why] };
    }
    let mut problems = Vec::new();
    let mut text = |field: Field| {
        let own = said(frame.fields, row, field);
        let own = if ditto(&own) { above.said.get(&field).cloned().unwrap_or_default() } else { own };
        above.said.insert(field, own.clone());
        own
    };
    let (code, issuer, what) = (text(Field::Code), text(Field::Issuer), text(Field::Subject));
    let (arrived_text, issued_text) = (text(Field::Arrived), text(Field::Issued));
    let (receiver, forwarded_text) = (text(Field::Receiver), text(Field::Forwarded));
    let kind_text = text(Field::Kind);
    let (signed, mut note) = (said(frame.fields, row, Field::Signed), said(frame.fields, row, Field::Note));
    let urgency = urgency(&said(frame.fields, row, Field::Urgency));
    let secret = said(frame.fields, row, Field::Secrecy);
    if fold(&secret).split_whitespace().any(|word| word == "mat")
        || row.cells.iter().any(|cell| is_mark(cell))
    {
        let number = number(&number_text, frame.year);
        return Judged { state: State::Wrong, number, line: None, problems: vec![Problem::Secret] };
    }
    let number = if number_text.is_empty() {
        problems.push(Problem::NoNumber);
        None
    } else {
        let found = number(&number_text, frame.year);
        if found.is_none() {
            problems.push(Problem::BadNumber(number_text));
        }
        found
    };
    let arrived = arrival(frame, above, &arrived_text, &mut problems);
    let issued = issue(arrived, &issued_text, &mut problems, &mut note);
    let forwarded = match tables::day(&forwarded_text).in_year(arrived.map(Date::year).or(frame.year)) {
        Some((day, _)) => Some(day),
        None => {
            if !forwarded_text.is_empty() {
                add(&mut note, &t::forwarded_as_written(forwarded_text.clone()).say(Lang::Vi));
                problems.push(Problem::BadForwarded(forwarded_text));
            }
            None
        }
    };
    let on = issued.or(arrived).unwrap_or(frame.today);
    let (kind, subject) = if !kind_text.is_empty() {
        (kind_text, what)
    } else if let Some((kind, rest)) = frame.kinds.leading(&what) {
        (kind, rest)
    } else {
        (frame.kinds.of_code(&code, on), what)
    };
    if code.is_empty() && subject.is_empty() && issuer.is_empty() {
        problems.push(Problem::Empty);
    } else {
        for (text, problem) in
            [(&code, Problem::NoCode), (&subject, Problem::NoSubject), (&issuer, Problem::NoIssuer)]
        {
            if text.is_empty() {
                problems.push(problem);
            }
        }
    }
    for (text, most) in [
        (&subject, SUBJECT_MAX),
        (&note, SUBJECT_MAX),
        (&receiver, SHORT_MAX),
        (&signed, SHORT_MAX),
        (&code, SHORT_MAX),
        (&issuer, SHORT_MAX),
        (&kind, SHORT_MAX),
    ] {
        if text.chars().count() > most {
            problems.push(Problem::TooLong(text.chars().take(40).collect()));
        }
    }
    let fault = problems.iter().any(|problem| problem.weight() == Weight::Fault);
    let line = match (number, arrived) {
        (Some(number), Some(arrived_on)) if !fault => Some(Line {
            number,
            arrived_on,
            code,
            kind,
            issuer,
            issued_on: issued,
            subject,
            urgency: urgency.to_owned(),
            receiver,
            forwarded_on: forwarded,
            signed,
            note,
        }),
        _ => None,
    };
    Judged { state: State::Wrong, number, line, problems }
}

fn add(note: &mut String, further: &str) {
    if !note.is_empty() {
        note.push_str(". ");
    }
    note.push_str(further);
}

/// The day of arrival; registers write it once and leave the rows below empty.
fn arrival(frame: &Frame<'_>, above: &mut Above, text: &str, problems: &mut Vec<Problem>) -> Option<Date> {
    let read = tables::day(text);
    let found = match (read, above.arrived) {
        (Day::Empty, Some(day)) => {
            problems.push(Problem::FromAbove);
            Some(day)
        }
        (Day::Empty, None) => {
            problems.push(Problem::NoArrival);
            None
        }
        _ => match read.in_year(frame.year) {
            Some((day, added)) => {
                if added {
                    problems.push(Problem::YearAdded);
                }
                Some(day)
            }
            None => {
                problems.push(Problem::BadArrival(text.to_owned()));
                None
            }
        },
    };
    let day = found?;
    above.arrived = Some(day);
    if day > frame.today {
        problems.push(Problem::ArrivalAhead(vietnamese::format_date(day)));
    } else if frame.year.is_some_and(|year| day.year() != year) {
        problems.push(Problem::OtherYear(vietnamese::format_date(day)));
    }
    Some(day)
}

/// The day on the paper. What cannot be read is kept as a note.
fn issue(arrived: Option<Date>, text: &str, problems: &mut Vec<Problem>, note: &mut String) -> Option<Date> {
    let read = tables::day(text);
    if read == Day::Empty {
        return None;
    }
    let year = arrived.map(Date::year);
    let found = match (read.in_year(year), arrived) {
        // 28/12 that came on 3 January is last year's.
        (Some((day, true)), Some(arrived)) if day > arrived => read.in_year(year.map(|year| year - 1)),
        (found, _) => found,
    };
    let Some((day, added)) = found else {
        add(note, &t::issued_as_written(text.to_owned()).say(Lang::Vi));
        problems.push(Problem::BadIssued(text.to_owned()));
        return None;
    };
    if added {
        problems.push(Problem::YearAdded);
    }
    if arrived.is_some_and(|arrived| day > arrived) {
        problems.push(Problem::IssuedLater);
    }
    Some(day)
}
