//! Series, their books, the counters, and the lines that a unit's book has of papers of the office.

use jiff::civil::Date;
use kernel::{Id, Instant, Row, StoreError, Tx, vals};
use people::{Post, Unit};
use rules::KeyPart;

use crate::model::{Book, Entry, Paper, Series};

/// The code of the office's own book of incoming papers, which is there without anybody setting it up.
pub const INCOMING: &str = "incoming";

/// What opens a new book each year or term.
#[derive(Debug, Clone)]
pub struct SeriesRow {
    pub id: Id<Series>,
    /// Stands in the counter's key and never changes.
    pub code: String,
    pub kind: String,
    pub name: String,
    /// The unit with a clerk of its own; none is the office.
    pub unit: Option<Id<Unit>>,
    /// What the numbers restart with; empty is as the rule says.
    pub key: Vec<KeyPart>,
    /// Kinds of papers that it takes unless the clerk says otherwise, folded.
    pub kinds: Vec<String>,
    /// Only its posts and its unit see it.
    pub closed: bool,
    pub place: i64,
    pub active_from: Option<Date>,
    pub active_to: Option<Date>,
}

impl SeriesRow {
    #[must_use]
    pub fn active(&self, on: Date) -> bool {
        self.active_from.is_none_or(|from| from <= on) && self.active_to.is_none_or(|to| on <= to)
    }
}

/// One run of numbers.
#[derive(Debug, Clone)]
pub struct BookRow {
    pub id: Id<Book>,
    pub name: String,
    pub year: i64,
    pub first_number: i64,
    /// The system that gives the numbers, when it is another one.
    pub master: Option<String>,
    pub start_why: Option<String>,
    /// None: opened before there were series, so the office's own.
    pub series: Option<Id<Series>>,
    /// An old register is being imported into it.
    pub importing: Option<uuid::Uuid>,
}

/// What a book holds, for its continuity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookState {
    pub papers: i64,
    pub voided: i64,
    pub reserved: i64,
    pub first: i64,
    pub last: i64,
    pub counter: i64,
    /// Numbers that the old register did not have, as the import recorded them.
    pub gaps: i64,
    /// An old register is being imported: the numbers are held against the counter when that is done.
    pub importing: bool,
}

impl BookState {
    #[must_use]
    pub fn whole(&self) -> bool {
        self.importing
            || self.papers == 0 && self.counter + 1 == self.first
            || self.last == self.counter && self.papers + self.gaps == self.last - self.first + 1
    }
}

const SERIES: &str = "SELECT id, code, kind, name, unit, key_parts, kinds, closed, place, active_from, active_to \
     FROM book_series";

fn part_of(word: &str) -> Option<KeyPart> {
    match word {
        "book" => Some(KeyPart::Book),
        "kind" => Some(KeyPart::Kind),
        "year" => Some(KeyPart::Year),
        "term" => Some(KeyPart::Term),
        _ => None,
    }
}

/// A part of a numbering key as it is stored and posted.
#[must_use]
pub fn part_code(part: KeyPart) -> &'static str {
    match part {
        KeyPart::Book => "book",
        KeyPart::Kind => "kind",
        KeyPart::Year => "year",
        KeyPart::Term => "term",
    }
}

fn series_row(row: &Row<'_>) -> Result<SeriesRow, StoreError> {
    let (key, kinds, closed): (String, String, i64) = (row.get(5)?, row.get(6)?, row.get(7)?);
    Ok(SeriesRow {
        id: row.get(0)?,
        code: row.get(1)?,
        kind: row.get(2)?,
        name: row.get(3)?,
        unit: row.get(4)?,
        key: key.split_whitespace().filter_map(part_of).collect(),
        kinds: kinds.lines().map(str::to_owned).collect(),
        closed: closed != 0,
        place: row.get(8)?,
        active_from: row.get(9)?,
        active_to: row.get(10)?,
    })
}

pub fn series(tx: &mut Tx<'_>, id: Id<Series>) -> Result<Option<SeriesRow>, StoreError> {
    tx.opt(&format!("{SERIES} WHERE id = ?1"), vals![id], series_row)
}

pub fn series_coded(tx: &mut Tx<'_>, code: &str) -> Result<Option<SeriesRow>, StoreError> {
    tx.opt(&format!("{SERIES} WHERE code = ?1"), vals![code], series_row)
}

/// Every series in the order the office gave them.
pub fn all_series(tx: &mut Tx<'_>) -> Result<Vec<SeriesRow>, StoreError> {
    tx.rows(&format!("{SERIES} ORDER BY place, id LIMIT 500"), vals![], series_row)
}

/// Posts that a series is limited to; none means every clerk of its office or unit.
pub fn series_posts(tx: &mut Tx<'_>, id: Id<Series>) -> Result<Vec<Id<Post>>, StoreError> {
    let sql = "SELECT post FROM series_posts WHERE series = ?1 ORDER BY post LIMIT 200";
    tx.rows(sql, vals![id], |row| row.get(0))
}

pub fn put_series(tx: &mut Tx<'_>, row: &SeriesRow) -> Result<(), StoreError> {
    let key: Vec<_> = row.key.iter().map(|part| part_code(*part)).collect();
    tx.exec(
        "INSERT INTO book_series (id, code, kind, name, unit, key_parts, kinds, closed, place, active_from, active_to) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (code) DO UPDATE SET \
         name = excluded.name, unit = excluded.unit, key_parts = excluded.key_parts, kinds = excluded.kinds, \
         closed = excluded.closed, place = excluded.place, active_from = excluded.active_from, \
         active_to = excluded.active_to",
        vals![
            row.id,
            row.code,
            row.kind,
            row.name,
            row.unit,
            key.join(" "),
            row.kinds.join("\n"),
            i64::from(row.closed),
            row.place,
            row.active_from,
            row.active_to
        ],
    )
    .map(drop)
}

/// Nothing when another node put it there first.
pub fn begin_series(tx: &mut Tx<'_>, id: Id<Series>, name: &str) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO book_series (id, code, kind, name, key_parts, kinds, closed, place) \
         VALUES (?1, ?2, ?2, ?3, '', '', 0, 0) ON CONFLICT (code) DO NOTHING",
        vals![id, INCOMING, name],
    )
    .map(drop)
}

pub fn set_series_posts(tx: &mut Tx<'_>, id: Id<Series>, posts: &[Id<Post>]) -> Result<(), StoreError> {
    tx.exec("DELETE FROM series_posts WHERE series = ?1", vals![id])?;
    for post in posts {
        tx.exec(
            "INSERT INTO series_posts (series, post) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            vals![id, post],
        )?;
    }
    Ok(())
}

/// Whether a book of this series has given numbers in this year or a later one.
pub fn series_began(tx: &mut Tx<'_>, series: &SeriesRow, year: i64) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM books b JOIN book_counters c ON c.book = b.id WHERE b.year >= ?2 \
         AND c.last >= b.first_number AND (b.series = ?1 OR (?3 = 1 AND b.series IS NULL)) LIMIT 1";
    let own = i64::from(series.code == INCOMING);
    Ok(tx.opt(sql, vals![series.id, year, own], |_| Ok(()))?.is_some())
}

/// Opens the book that this counter belongs to. The master of the series' last book goes on.
pub fn insert_book(
    tx: &mut Tx<'_>,
    (id, series): (Id<Book>, &SeriesRow),
    (counter, name, year): (&str, &str, i64),
) -> Result<(), StoreError> {
    let own = i64::from(series.code == INCOMING);
    tx.exec(
        "INSERT INTO books (id, kind, year, name, first_number, series, master) VALUES (?1, ?2, ?3, ?4, 1, ?5, \
         (SELECT b.master FROM books b WHERE b.series = ?5 OR (?6 = 1 AND b.series IS NULL) \
          ORDER BY b.year DESC, b.id DESC LIMIT 1))",
        vals![id, series.kind, year, name, series.id, own],
    )?;
    tx.exec("INSERT INTO book_counters (book, last, counter_key) VALUES (?1, 0, ?2)", vals![id, counter])
        .map(drop)
}

/// One at a time opens books of a series: the row stays locked until the act ends.
pub fn lock_series(tx: &mut Tx<'_>, id: Id<Series>) -> Result<(), StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    tx.opt(&format!("SELECT 1 FROM book_series WHERE id = ?1{lock}"), vals![id], |_| Ok(())).map(drop)
}

const BOOK: &str =
    "SELECT b.id, b.name, b.year, b.first_number, b.master, b.start_why, b.series, b.importing FROM books b";

fn book_row(row: &Row<'_>) -> Result<BookRow, StoreError> {
    Ok(BookRow {
        id: row.get(0)?,
        name: row.get(1)?,
        year: row.get(2)?,
        first_number: row.get(3)?,
        master: row.get(4)?,
        start_why: row.get(5)?,
        series: row.get(6)?,
        importing: row.get(7)?,
    })
}

pub fn book(tx: &mut Tx<'_>, id: Id<Book>) -> Result<Option<BookRow>, StoreError> {
    tx.opt(&format!("{BOOK} WHERE b.id = ?1"), vals![id], book_row)
}

/// The book whose numbers this counter gives.
pub fn book_counted(tx: &mut Tx<'_>, counter: &str) -> Result<Option<BookRow>, StoreError> {
    let sql = format!("{BOOK} JOIN book_counters c ON c.book = b.id WHERE c.counter_key = ?1");
    tx.opt(&sql, vals![counter], book_row)
}

/// The book and its counter, locked until the act ends.
pub fn lock_book(tx: &mut Tx<'_>, id: Id<Book>) -> Result<Option<BookRow>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    tx.opt(&format!("SELECT 1 FROM book_counters WHERE book = ?1{lock}"), vals![id], |_| Ok(()))?;
    tx.opt(&format!("{BOOK} WHERE b.id = ?1{lock}"), vals![id], book_row)
}

pub fn configure_book(
    tx: &mut Tx<'_>,
    id: Id<Book>,
    (name, first): (&str, i64),
    (master, why): (Option<&str>, &str),
) -> Result<(), StoreError> {
    // Only a book without numbers moves its start.
    tx.exec(
        "UPDATE book_counters SET last = ?2 - 1 WHERE book = ?1 \
         AND NOT EXISTS (SELECT 1 FROM papers WHERE book = ?1) \
         AND NOT EXISTS (SELECT 1 FROM paper_entries WHERE book = ?1)",
        vals![id, first],
    )?;
    tx.exec(
        "UPDATE books SET name = ?2, first_number = ?3, master = ?4, start_why = ?5 WHERE id = ?1",
        vals![id, name, first, master, why],
    )
    .map(drop)
}

pub fn number_taken(tx: &mut Tx<'_>, book: Id<Book>, number: i64) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM papers WHERE book = ?1 AND number = ?2 \
         UNION ALL SELECT 1 FROM paper_entries WHERE book = ?1 AND number = ?2 LIMIT 1";
    Ok(tx.opt(sql, vals![book, number], |_| Ok(()))?.is_some())
}

/// The office's own book of this year.
pub fn book_of_year(tx: &mut Tx<'_>, year: i64) -> Result<Option<BookRow>, StoreError> {
    let sql = format!(
        "{BOOK} LEFT JOIN book_series s ON s.id = b.series WHERE b.year = ?1 AND (s.code = ?2 OR b.series IS NULL) \
         ORDER BY b.id DESC LIMIT 1"
    );
    tx.opt(&sql, vals![year, INCOMING], book_row)
}

/// Every book, the newest year first.
pub fn books(tx: &mut Tx<'_>) -> Result<Vec<BookRow>, StoreError> {
    tx.rows(&format!("{BOOK} ORDER BY b.year DESC, b.id LIMIT 1000"), vals![], book_row)
}

/// The row stays locked until the act ends: the next act waits, and a refused act gives its number back.
pub fn next_number(tx: &mut Tx<'_>, book: Id<Book>) -> Result<i64, StoreError> {
    let sql = "UPDATE book_counters SET last = last + 1 WHERE book = ?1 RETURNING last";
    tx.one(sql, vals![book], |row| row.get(0))
}

const VOID: &str = "(SELECT count(*) FROM papers WHERE book = ?1 AND voided_why IS NOT NULL) \
     + (SELECT count(*) FROM paper_entries WHERE book = ?1 AND voided_why IS NOT NULL)";
const RESERVED: &str = "(SELECT count(*) FROM papers WHERE book = ?1 AND reserved_why IS NOT NULL)";
const GAPS: &str =
    "(SELECT CAST(coalesce(sum(g.last - g.first + 1), 0) AS BIGINT) FROM book_gaps g WHERE g.book = ?1)";
const LAST: &str = "(SELECT coalesce(max(n), 0) FROM (SELECT max(number) AS n FROM papers WHERE book = ?1 \
     UNION ALL SELECT max(number) AS n FROM paper_entries WHERE book = ?1) AS m)";

/// What a page says of a book, without counting it: the counter gives the papers, the nightly check holds the
/// counter to the lines.
pub fn book_state(tx: &mut Tx<'_>, book: &BookRow) -> Result<BookState, StoreError> {
    if book.master.is_some() || book.importing.is_some() {
        return whole_book(tx, book);
    }
    let counted = format!("(SELECT last FROM book_counters WHERE book = ?1) - ?2 + 1 - {GAPS}");
    state(tx, book, &counted)
}

/// The same with every line counted.
pub fn whole_book(tx: &mut Tx<'_>, book: &BookRow) -> Result<BookState, StoreError> {
    let counted = "(SELECT count(*) FROM papers WHERE book = ?1) \
         + (SELECT count(*) FROM paper_entries WHERE book = ?1) + 0 * ?2";
    state(tx, book, counted)
}

fn state(tx: &mut Tx<'_>, book: &BookRow, counted: &str) -> Result<BookState, StoreError> {
    let sql = format!(
        "SELECT {counted}, {VOID}, {RESERVED}, {LAST}, (SELECT last FROM book_counters WHERE book = ?1), {GAPS}"
    );
    tx.one(&sql, vals![book.id, book.first_number], |row| {
        Ok(BookState {
            papers: row.get(0)?,
            voided: row.get(1)?,
            reserved: row.get(2)?,
            first: book.first_number,
            last: row.get(3)?,
            counter: row.get(4)?,
            gaps: row.get(5)?,
            importing: book.importing.is_some(),
        })
    })
}

/// The numbers below the counter that no line has, the first of them.
pub fn missing(tx: &mut Tx<'_>, book: &BookRow, limit: u32) -> Result<Vec<i64>, StoreError> {
    // Where a number has none before it, the hole ends there; its start follows from the number before.
    let ends: Vec<i64> = tx.rows(
        "SELECT x.number FROM (SELECT number FROM papers WHERE book = ?1 \
         UNION ALL SELECT number FROM paper_entries WHERE book = ?1 \
         UNION ALL SELECT first AS number FROM book_gaps WHERE book = ?1) AS x WHERE x.number > ?2 \
         AND NOT EXISTS (SELECT 1 FROM book_gaps g WHERE g.book = ?1 AND x.number - 1 BETWEEN g.first AND g.last) \
         AND NOT EXISTS (SELECT 1 FROM papers p WHERE p.book = ?1 AND p.number = x.number - 1) \
         AND NOT EXISTS (SELECT 1 FROM paper_entries e WHERE e.book = ?1 AND e.number = x.number - 1) \
         ORDER BY x.number LIMIT ?3",
        vals![book.id, book.first_number, limit],
        |row| row.get(0),
    )?;
    let counter: i64 =
        tx.one("SELECT last FROM book_counters WHERE book = ?1", vals![book.id], |row| row.get(0))?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut holes = Vec::new();
    for end in ends.into_iter().chain(std::iter::once(counter + 1)) {
        let before: i64 = tx.one(
            "SELECT coalesce(max(n), 0) FROM (SELECT max(number) AS n FROM papers WHERE book = ?1 AND number < ?2 \
             UNION ALL SELECT max(number) AS n FROM paper_entries WHERE book = ?1 AND number < ?2 \
             UNION ALL SELECT max(last) AS n FROM book_gaps WHERE book = ?1 AND last < ?2) AS m",
            vals![book.id, end],
            |row| row.get(0),
        )?;
        holes.extend((before.max(book.first_number - 1) + 1..end).take(most.saturating_sub(holes.len())));
    }
    Ok(holes)
}

/// Missing numbers that are named one by one.
const NAMED_MAX: u32 = 20;

/// The first missing numbers, as they are said.
pub fn missing_said(tx: &mut Tx<'_>, book: &BookRow) -> Result<String, StoreError> {
    let numbers = missing(tx, book, NAMED_MAX)?;
    Ok(numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
}

pub fn put_check(tx: &mut Tx<'_>, book: Id<Book>, at: Instant, missing: &str) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO book_checks (book, at, missing) VALUES (?1, ?2, ?3) \
         ON CONFLICT (book) DO UPDATE SET at = excluded.at, missing = excluded.missing",
        vals![book, at, missing],
    )
    .map(drop)
}

/// When a book was held against its counter last, at night or on request, and which numbers it lacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub at: Instant,
    /// Empty when none is missing.
    pub missing: String,
}

pub fn checked(tx: &mut Tx<'_>, book: &BookRow) -> Result<Option<Checked>, StoreError> {
    let asked = tx.opt("SELECT at, missing FROM book_checks WHERE book = ?1", vals![book.id], |row| {
        Ok(Checked { at: row.get(0)?, missing: row.get(1)? })
    })?;
    let night = kernel::checks::latest(tx)?.into_iter().find(|run| run.name == crate::WITHOUT_GAPS);
    let night = night.map(|run| {
        let fault = run.detail.into_iter().find(|fault| fault.place == book.name);
        let missing = fault.map_or_else(String::new, |fault| match fault.what.split_once("missing: ") {
            Some((_, numbers)) if !numbers.is_empty() => numbers.to_owned(),
            _ => "?".to_owned(),
        });
        Checked { at: run.at, missing }
    });
    Ok(asked.into_iter().chain(night).max_by_key(|checked| checked.at))
}

/// A paper's line in a unit's book.
#[derive(Debug, Clone)]
pub struct EntryRow {
    pub id: Id<Entry>,
    pub paper: Id<Paper>,
    pub book: Id<Book>,
    pub book_name: String,
    pub series: Option<Id<Series>>,
    pub number: i64,
    pub entered_on: Date,
    pub voided_why: Option<String>,
}

const ENTRY: &str = "SELECT e.id, e.paper, e.book, b.name, b.series, e.number, e.entered_on, e.voided_why \
     FROM paper_entries e JOIN books b ON b.id = e.book";

fn entry_row(row: &Row<'_>) -> Result<EntryRow, StoreError> {
    Ok(EntryRow {
        id: row.get(0)?,
        paper: row.get(1)?,
        book: row.get(2)?,
        book_name: row.get(3)?,
        series: row.get(4)?,
        number: row.get(5)?,
        entered_on: row.get(6)?,
        voided_why: row.get(7)?,
    })
}

pub fn insert_entry(
    tx: &mut Tx<'_>,
    (id, paper): (Id<Entry>, Id<Paper>),
    (book, number, on): (Id<Book>, i64, Date),
    (by, at): (Option<uuid::Uuid>, Instant),
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO paper_entries (id, paper, book, number, entered_on, person, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        vals![id, paper, book, number, on, by, at],
    )
    .map(drop)
}

/// The lines a paper has in units' books, oldest first.
pub fn entries(tx: &mut Tx<'_>, paper: Id<Paper>) -> Result<Vec<EntryRow>, StoreError> {
    tx.rows(&format!("{ENTRY} WHERE e.paper = ?1 ORDER BY e.at, e.id LIMIT 200"), vals![paper], entry_row)
}

pub fn entry(tx: &mut Tx<'_>, id: Id<Entry>) -> Result<Option<EntryRow>, StoreError> {
    tx.opt(&format!("{ENTRY} WHERE e.id = ?1"), vals![id], entry_row)
}

pub fn void_entry(tx: &mut Tx<'_>, id: Id<Entry>, why: &str) -> Result<(), StoreError> {
    tx.exec("UPDATE paper_entries SET voided_why = ?2 WHERE id = ?1", vals![id, why]).map(drop)
}
