//! What a row of a table means here. Pure: the organisation and the day are handed in.

use std::collections::HashMap;

use jiff::civil::Date;
use kernel::Id;
use people::{Field, Post, Unit};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use words::Msg;

use super::when;
use super::{Column, Line};
use crate::model::{ProductKind, SourceKind, Term};
use crate::t;

/// Longer texts are no content of a task.
const TEXT_MAX: usize = 4_000;
/// Codes that a table may give.
const CODE_MAX: usize = 60;

/// The organisation, by names as they are compared.
#[derive(Debug, Clone, Default)]
pub struct Known {
    units: HashMap<String, Vec<(String, Id<Unit>)>>,
    posts: HashMap<String, Vec<Id<Post>>>,
    fields: HashMap<String, Id<Field>>,
}

impl Known {
    pub fn unit(&mut self, name: &str, id: Id<Unit>) {
        let same = self.units.entry(tables::plain(name)).or_default();
        if !same.iter().any(|(_, one)| *one == id) {
            same.push((name.to_owned(), id));
        }
    }

    /// A post by its holder's name, and by its own.
    pub fn post(&mut self, name: &str, id: Id<Post>) {
        let same = self.posts.entry(tables::plain(name)).or_default();
        if !same.contains(&id) {
            same.push(id);
        }
    }

    pub fn field(&mut self, name: &str, id: Id<Field>) {
        self.fields.insert(tables::plain(name), id);
    }

    /// One unit and no other: two whose names differ by accents alone are told apart by them.
    fn unit_named(&self, name: &str) -> Option<Id<Unit>> {
        match self.units.get(&tables::plain(name))?.as_slice() {
            [(_, only)] => Some(*only),
            several => {
                let exact = name.trim().to_lowercase();
                several.iter().find(|(one, _)| one.to_lowercase() == exact).map(|(_, id)| *id)
            }
        }
    }

    fn post_named(&self, name: &str) -> Option<Id<Post>> {
        match self.posts.get(&tables::plain(name))?.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }
}

/// What the rows of one source have in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SourceKey {
    pub kind: SourceKind,
    pub code: String,
    pub title: String,
    pub body: String,
    pub conference: String,
    pub issued_on: Option<Date>,
    pub received_on: Option<Date>,
}

/// What the table says of work that is finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    pub on: Date,
    pub code: String,
    pub issued_on: Option<Date>,
    pub note: String,
}

/// A row, understood.
#[derive(Debug, Clone)]
pub struct Settled {
    /// By this the row is known when the table comes again.
    pub key: String,
    /// Its code, where the table gives one.
    pub code: Option<String>,
    pub source: SourceKey,
    pub content: String,
    pub product: String,
    pub product_kind: ProductKind,
    pub owner: Id<Unit>,
    pub follower: Option<Id<Post>>,
    pub field: Option<Id<Field>>,
    pub term: Term,
    pub due: Option<Date>,
    /// What it waits for, or what the table says instead of a date.
    pub waits_for: Option<String>,
    pub done: Option<Done>,
    /// What is not known, or was left out.
    pub told: Vec<Told>,
}

/// What somebody has to know of a row that is taken all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    FollowerUnknown(String),
    FieldUnknown(String),
    /// Not a day: the words are kept, nothing is judged by them.
    DueUnclear(String),
    NoDue,
    NoEvidence,
}

impl Told {
    #[must_use]
    pub fn said(&self) -> Msg {
        match self {
            Told::FollowerUnknown(name) => t::told_follower(name.clone()),
            Told::FieldUnknown(name) => t::told_field(name.clone()),
            Told::DueUnclear(text) => t::told_due(text.clone()),
            Told::NoDue => t::told_no_due(),
            Told::NoEvidence => t::told_no_evidence(),
        }
    }
}

/// By what a row is known when the table comes again: its code, else what it is about.
#[must_use]
pub fn key_of(line: &Line) -> String {
    let code = line.get(Column::Code);
    if !code.is_empty() {
        return format!("code {}", code.to_lowercase());
    }
    let mut hash = Sha256::new();
    for column in
        [Column::Notice, Column::Issued, Column::Conference, Column::Owner, Column::Body, Column::Content]
    {
        hash.update(tables::plain(line.get(column)).as_bytes());
        hash.update([0]);
    }
    format!("row {}", hex(&hash.finalize()[..16]))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut all, byte| {
        let _ = write!(all, "{byte:02x}");
        all
    })
}

/// The kind of a source by the letters of its number.
fn source_kind(code: &str) -> SourceKind {
    let letters = code.split(['-', '/', ' ']).map(str::to_uppercase);
    for part in letters {
        match part.as_str() {
            "KL" | "TB-KL" => return SourceKind::Conclusion,
            "TB" | "TBKL" => return SourceKind::BoardNotice,
            "NQ" => return SourceKind::Resolution,
            "CT" => return SourceKind::Directive,
            "CTR" | "CTHĐ" | "KH" => return SourceKind::Programme,
            "CV" => return SourceKind::Letter,
            _ => {}
        }
    }
    SourceKind::Other
}

fn product_kind(text: &str) -> ProductKind {
    let plain = tables::plain(text);
    let kinds = [
        ("to trinh", ProductKind::Submission),
        ("bao cao", ProductKind::Report),
        ("de an", ProductKind::Scheme),
        ("ke hoach", ProductKind::Plan),
        ("du thao", ProductKind::Draft),
        ("tham muu ban hanh", ProductKind::Issued),
        ("ban hanh", ProductKind::Issued),
        ("y kien", ProductKind::Opinion),
        ("so lieu", ProductKind::Figures),
    ];
    kinds.iter().find(|(word, _)| plain.contains(word)).map_or(ProductKind::Work, |(_, kind)| *kind)
}

/// A day that must be one where something stands there.
fn day(line: &Line, column: Column, wrong: &mut Vec<Msg>) -> Option<Date> {
    let text = line.get(column);
    if text.is_empty() {
        return None;
    }
    let found = tables::day(text).in_year(None).map(|(day, _)| day);
    if found.is_none() {
        wrong.push(t::row_day_wrong(super::column_name(column), text.to_owned()));
    }
    found
}

/// Everything that is wrong with the row, or what it means.
pub fn settle(line: &Line, known: &Known, today: Date) -> Result<Settled, Vec<Msg>> {
    let (mut wrong, mut told) = (Vec::new(), Vec::new());
    let content = line.get(Column::Content).to_owned();
    if content.is_empty() {
        wrong.push(t::row_no_content());
    } else if content.chars().count() > TEXT_MAX {
        wrong.push(t::text_too_long(TEXT_MAX));
    }
    let code = line.get(Column::Code);
    if code.chars().count() > CODE_MAX {
        wrong.push(t::row_code_long(CODE_MAX));
    }
    let name =
        [Column::Owner, Column::Body].map(|column| line.get(column)).into_iter().find(|n| !n.is_empty());
    let owner = match name {
        None => {
            wrong.push(t::row_no_owner());
            None
        }
        Some(name) => {
            let found = known.unit_named(name);
            if found.is_none() {
                wrong.push(t::row_owner_unknown(name.to_owned()));
            }
            found
        }
    };
    let issued_on = day(line, Column::Issued, &mut wrong);
    let received_on = day(line, Column::Received, &mut wrong);
    if issued_on.is_some_and(|on| on > today) || received_on.is_some_and(|on| on > today) {
        wrong.push(t::day_to_come());
    }
    if let (Some(issued), Some(received)) = (issued_on, received_on)
        && received < issued
    {
        wrong.push(t::received_before_issued());
    }
    let follower =
        named(line, Column::Follower, |name| known.post_named(name), &mut told, Told::FollowerUnknown);
    let find = |name: &str| known.fields.get(&tables::plain(name)).copied();
    let field = named(line, Column::Field, find, &mut told, Told::FieldUnknown);
    let (term, due, waits_for) = dated(line, issued_on, &mut told);
    if let (Some(due), Some(from)) = (due, received_on.or(issued_on))
        && due < from
    {
        wrong.push(t::due_before_received());
    }
    let done = when::is_done(line.get(Column::Progress)).then(|| done(line, issued_on, today, &mut told));
    let (Some(owner), true) = (owner, wrong.is_empty()) else { return Err(wrong) };
    let notice = line.get(Column::Notice).to_owned();
    let conference = line.get(Column::Conference).to_owned();
    let title = [notice.clone(), conference.clone()].into_iter().find(|text| !text.is_empty());
    let product = line.get(Column::Product);
    let product = if product.is_empty() { content.clone() } else { product.to_owned() };
    Ok(Settled {
        key: key_of(line),
        code: (!code.is_empty()).then(|| code.to_owned()),
        source: SourceKey {
            kind: source_kind(&notice),
            title: title.unwrap_or_else(|| t::imported_source().say(words::Lang::Vi)),
            code: notice,
            body: line.get(Column::Body).to_owned(),
            conference,
            issued_on,
            received_on,
        },
        product_kind: product_kind(&product),
        content,
        product,
        owner,
        follower,
        field,
        term,
        due,
        waits_for,
        done,
        told,
    })
}

fn named<T>(
    line: &Line,
    column: Column,
    find: impl Fn(&str) -> Option<T>,
    told: &mut Vec<Told>,
    unknown: fn(String) -> Told,
) -> Option<T> {
    let name = line.get(column);
    if name.is_empty() {
        return None;
    }
    let found = find(name);
    if found.is_none() {
        told.push(unknown(name.to_owned()));
    }
    found
}

/// Of which kind the date is, the date, and the words that stand for one.
fn dated(line: &Line, from: Option<Date>, told: &mut Vec<Told>) -> (Term, Option<Date>, Option<String>) {
    let (kind, text) = (line.get(Column::TermKind), line.get(Column::Due));
    let due = when::due(text, from);
    let term = when::term(kind, due);
    let words = [text, kind].into_iter().find(|text| !text.is_empty()).map(str::to_owned);
    match term {
        Term::Deadline => (term, due, None),
        // The day of a review is a day all the same.
        Term::Review => (term, due, words),
        Term::Unknown => {
            told.push(match (text.is_empty(), due) {
                (false, None) => Told::DueUnclear(text.to_owned()),
                _ => Told::NoDue,
            });
            (term, None, words)
        }
    }
}

/// When and by what it was finished, as far as the table says: nothing is made up.
fn done(line: &Line, issued_on: Option<Date>, today: Date, told: &mut Vec<Told>) -> Done {
    let (document, result) = (line.get(Column::Document), line.get(Column::Result));
    let both = format!("{document} {result}");
    let code = when::code(document).or_else(|| when::code(result)).unwrap_or_default();
    let evidence_on = vietnamese::find_dates(&both).into_iter().map(|(_, on)| on).find(|on| *on <= today);
    let updated = tables::day(line.get(Column::Updated)).in_year(issued_on.map(Date::year)).map(|(on, _)| on);
    if both.trim().is_empty() {
        told.push(Told::NoEvidence);
    }
    let note = if both.trim().is_empty() { line.get(Column::Progress) } else { both.trim() };
    Done {
        on: updated.filter(|on| *on <= today).or(evidence_on).unwrap_or(today),
        issued_on: evidence_on.filter(|_| !code.is_empty()),
        code,
        note: note.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    const TODAY: Date = date(2026, 11, 23);

    fn known() -> Known {
        let mut known = Known::default();
        known.unit("Ban Tổ chức Tỉnh uỷ", Id::from_uuid(Uuid::from_u128(1)));
        known.post("Lê Thị Mây", Id::from_uuid(Uuid::from_u128(2)));
        known.field("Nội chính", Id::from_uuid(Uuid::from_u128(3)));
        known
    }

    fn line(cells: &[(Column, &str)]) -> Line {
        let cells = cells.iter().map(|(column, text)| (*column, (*text).to_owned())).collect();
        Line { sheet: String::new(), number: 4, cells }
    }

    #[test]
    fn a_whole_row_is_understood() {
        let row = settle(
            &line(&[
                (Column::Code, "A1"),
                (Column::Notice, "45-TB/TU"),
                (Column::Issued, "05/06/2026"),
                (Column::Follower, "lê thị mây"),
                (Column::Field, "NỘI CHÍNH"),
                (Column::Body, "Ban Tổ chức Tỉnh ủy"),
                (Column::Content, "Báo cáo rà soát biên chế"),
                (Column::Due, "30/6/2026"),
                (Column::Progress, "Hoàn thành"),
                (Column::Document, "Báo cáo số 125-BC/BTC ngày 28/6/2026"),
            ]),
            &known(),
            TODAY,
        )
        .unwrap_or_else(|wrong| panic!("{wrong:?}"));
        assert_eq!((row.key.as_str(), row.source.kind), ("code a1", SourceKind::BoardNotice));
        assert_eq!((row.term, row.due), (Term::Deadline, Some(date(2026, 6, 30))));
        assert!(row.follower.is_some() && row.field.is_some() && row.told.is_empty());
        let done = row.done.unwrap_or_else(|| panic!("done"));
        assert_eq!((done.on, done.code.as_str()), (date(2026, 6, 28), "125-BC/BTC"));
        assert_eq!(done.issued_on, Some(date(2026, 6, 28)));
    }

    #[test]
    fn what_a_table_lacks_stays_unknown() {
        let row = settle(
            &line(&[
                (Column::Body, "Ban Tổ chức Tỉnh uỷ"),
                (Column::Content, "Theo dõi việc thực hiện"),
                (Column::Follower, "Người đã nghỉ"),
                (Column::Due, "khi có hướng dẫn"),
                (Column::Progress, "Đã hoàn thành"),
            ]),
            &known(),
            TODAY,
        )
        .unwrap_or_else(|wrong| panic!("{wrong:?}"));
        assert_eq!((row.term, row.due), (Term::Unknown, None));
        assert_eq!(row.waits_for.as_deref(), Some("khi có hướng dẫn"));
        assert_eq!(
            row.told,
            [
                Told::FollowerUnknown("Người đã nghỉ".to_owned()),
                Told::DueUnclear("khi có hướng dẫn".to_owned()),
                Told::NoEvidence
            ]
        );
        let done = row.done.unwrap_or_else(|| panic!("done"));
        assert_eq!((done.on, done.issued_on, done.code.as_str()), (TODAY, None, ""));
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let wrong = settle(
            &line(&[(Column::Body, "Ban lạ"), (Column::Issued, "31/02/2026"), (Column::Due, "1/1/2026")]),
            &known(),
            TODAY,
        )
        .map(drop)
        .unwrap_err();
        let keys: Vec<_> = wrong.iter().map(Msg::key).collect();
        assert_eq!(keys, ["row-no-content", "row-owner-unknown", "row-day-wrong"]);
    }

    #[test]
    fn a_row_without_a_code_is_known_by_what_it_is_about() {
        let one = line(&[(Column::Content, "Rà soát"), (Column::Body, "A"), (Column::Progress, "Đang")]);
        let later = line(&[(Column::Content, "rà  soát"), (Column::Body, "a"), (Column::Progress, "Xong")]);
        let other = line(&[(Column::Content, "Rà soát"), (Column::Body, "B")]);
        assert_eq!(key_of(&one), key_of(&later));
        assert_ne!(key_of(&one), key_of(&other));
    }
}
