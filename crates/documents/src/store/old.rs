//! Lines out of an old register, and the numbers that it did not have.

use jiff::civil::Date;
use kernel::{Id, StoreError, Tx, vals};
use uuid::Uuid;

use crate::acts::OldLine;
use crate::model::{Book, Paper};
use crate::store::key;

/// A run of numbers that the old register did not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapRow {
    pub first: i64,
    pub last: i64,
    pub why: String,
}

pub fn gaps(tx: &mut Tx<'_>, book: Id<Book>, limit: u32) -> Result<Vec<GapRow>, StoreError> {
    tx.rows(
        "SELECT first, last, why FROM book_gaps WHERE book = ?1 ORDER BY first LIMIT ?2",
        vals![book, limit],
        |row| Ok(GapRow { first: row.get(0)?, last: row.get(1)?, why: row.get(2)? }),
    )
}

/// The lowest number of the book that this program, or the master system, gave itself.
pub fn given_here_from(tx: &mut Tx<'_>, book: Id<Book>) -> Result<Option<i64>, StoreError> {
    tx.one(
        "SELECT min(n) FROM (SELECT min(number) AS n FROM papers WHERE book = ?1 AND imported IS NULL \
         UNION ALL SELECT min(number) AS n FROM paper_entries WHERE book = ?1) AS m",
        vals![book],
        |row| row.get(0),
    )
}

pub(crate) fn set_importing(tx: &mut Tx<'_>, book: Id<Book>, import: Option<Uuid>) -> Result<(), StoreError> {
    tx.exec("UPDATE books SET importing = ?2 WHERE id = ?1", vals![book, import]).map(drop)
}

pub(crate) fn set_first(tx: &mut Tx<'_>, book: Id<Book>, first: i64) -> Result<(), StoreError> {
    tx.exec("UPDATE books SET first_number = ?2 WHERE id = ?1", vals![book, first]).map(drop)
}

pub(crate) fn set_counter(tx: &mut Tx<'_>, book: Id<Book>, last: i64) -> Result<(), StoreError> {
    tx.exec("UPDATE book_counters SET last = ?2 WHERE book = ?1", vals![book, last]).map(drop)
}

/// The next number given here stands after all that the register has.
pub(crate) fn raise_counter(tx: &mut Tx<'_>, book: Id<Book>, to: i64) -> Result<(), StoreError> {
    tx.exec("UPDATE book_counters SET last = ?2 WHERE book = ?1 AND last < ?2", vals![book, to]).map(drop)
}

/// The line under this number: its id, its code as it is compared, whether it came out of an old register.
pub fn numbered(
    tx: &mut Tx<'_>,
    book: Id<Book>,
    number: i64,
) -> Result<Option<(Id<Paper>, String, bool)>, StoreError> {
    tx.opt(
        "SELECT id, code_key, imported FROM papers WHERE book = ?1 AND number = ?2",
        vals![book, number],
        |row| Ok((row.get(0)?, row.get(1)?, row.get::<Option<Uuid>>(2)?.is_some())),
    )
}

pub(crate) fn insert_old(
    tx: &mut Tx<'_>,
    (id, book, import): (Id<Paper>, Id<Book>, Uuid),
    line: &OldLine,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO papers (id, book, number, arrived_on, code, code_key, kind, issuer, issuer_key, issued_on, \
         subject, urgency, subject_key, imported) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        vals![
            id,
            book,
            line.number,
            line.arrived_on,
            line.code,
            key(&line.code),
            line.kind,
            line.issuer,
            key(&line.issuer),
            line.issued_on,
            line.subject,
            line.urgency,
            vietnamese::fold(&line.subject),
            import
        ],
    )?;
    tx.exec(
        "INSERT INTO paper_old_lines (paper, sheet, line, receiver, forwarded_on, signed, note) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        vals![id, line.sheet, line.line, line.receiver, line.forwarded_on, line.signed, line.note],
    )
    .map(drop)
}

/// What the old register said of a line.
#[derive(Debug, Clone)]
pub struct OldLineRow {
    pub sheet: String,
    pub line: u32,
    pub receiver: String,
    pub forwarded_on: Option<Date>,
    pub signed: String,
    pub note: String,
}

pub fn old_line(tx: &mut Tx<'_>, paper: Id<Paper>) -> Result<Option<OldLineRow>, StoreError> {
    tx.opt(
        "SELECT sheet, line, receiver, forwarded_on, signed, note FROM paper_old_lines WHERE paper = ?1",
        vals![paper],
        |row| {
            Ok(OldLineRow {
                sheet: row.get(0)?,
                line: row.get(1)?,
                receiver: row.get(2)?,
                forwarded_on: row.get(3)?,
                signed: row.get(4)?,
                note: row.get(5)?,
            })
        },
    )
}

pub(crate) fn last_imported(tx: &mut Tx<'_>, book: Id<Book>) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT max(number) FROM papers WHERE book = ?1 AND imported IS NOT NULL";
    tx.one(sql, vals![book], |row| row.get(0))
}

/// The runs of numbers that no line has, between these two.
pub(crate) fn holes(
    tx: &mut Tx<'_>,
    book: Id<Book>,
    (first, end): (i64, i64),
) -> Result<Vec<(i64, i64)>, StoreError> {
    let (mut holes, mut next) = (Vec::new(), first);
    tx.each(
        "SELECT number FROM papers WHERE book = ?1 AND number BETWEEN ?2 AND ?3 \
         UNION SELECT number FROM paper_entries WHERE book = ?1 AND number BETWEEN ?2 AND ?3 ORDER BY number",
        vals![book, first, end],
        |row| {
            let number: i64 = row.get(0)?;
            if number > next {
                holes.push((next, number - 1));
            }
            next = number + 1;
            Ok(())
        },
    )?;
    if next <= end {
        holes.push((next, end));
    }
    Ok(holes)
}

pub(crate) fn forget_gaps(tx: &mut Tx<'_>, book: Id<Book>) -> Result<(), StoreError> {
    tx.exec("DELETE FROM book_gaps WHERE book = ?1", vals![book]).map(drop)
}

pub(crate) fn insert_gap(
    tx: &mut Tx<'_>,
    (id, book): (Uuid, Id<Book>),
    gap: &GapRow,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO book_gaps (id, book, first, last, why) VALUES (?1, ?2, ?3, ?4, ?5)",
        vals![id, book, gap.first, gap.last, gap.why],
    )
    .map(drop)
}
