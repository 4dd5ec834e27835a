//! All SQL of this crate.

mod books;
mod marks;
mod old;
mod relations;
mod similar;
mod writings;

pub use books::*;
pub use marks::*;
pub use old::*;
pub use relations::*;
pub use similar::*;
pub use writings::*;

use jiff::civil::Date;
use kernel::{BlobHash, Id, Instant, Row, StoreError, Tx, vals};
use people::{Person, Post};

use crate::acts::{NewFile, NewPaper};
use crate::model::{Book, OriginalMove, Paper, PaperFile};

#[derive(Debug, Clone)]
pub struct PaperRow {
    pub id: Id<Paper>,
    pub book: Id<Book>,
    pub number: i64,
    pub arrived_on: Date,
    pub code: String,
    pub kind: String,
    pub issuer: String,
    pub issued_on: Option<Date>,
    pub subject: String,
    pub urgency: String,
    pub asked_by: Option<Date>,
    pub voided_why: Option<String>,
    /// The line is reserved, for this reason, and holds no paper yet.
    pub reserved_why: Option<String>,
    /// The line came out of an old register.
    pub imported: bool,
}

#[derive(Debug, Clone)]
pub struct FileRow {
    pub id: Id<PaperFile>,
    pub blob: BlobHash,
    pub name: String,
    pub pages: u32,
    pub text: String,
}

pub fn insert_paper(
    tx: &mut Tx<'_>,
    (id, book, number, arrived_on): (Id<Paper>, Id<Book>, i64, Date),
    paper: &NewPaper,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO papers (id, book, number, arrived_on, code, code_key, kind, issuer, issuer_key, issued_on, \
         subject, urgency, asked_by, subject_key) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        vals![
            id,
            book,
            number,
            arrived_on,
            paper.code,
            key(&paper.code),
            paper.kind,
            paper.issuer,
            key(&paper.issuer),
            paper.issued_on,
            paper.subject,
            paper.urgency,
            paper.asked_by,
            vietnamese::fold(&paper.subject)
        ],
    )?;
    insert_terms(tx, id, &paper.subject)
}

/// What two spellings of one code or issuer share: no accents, no case, no spaces.
#[must_use]
pub fn key(text: &str) -> String {
    vietnamese::fold(text).split_whitespace().collect()
}

pub fn insert_file(
    tx: &mut Tx<'_>,
    id: Id<PaperFile>,
    paper: Id<Paper>,
    file: &NewFile,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO paper_files (id, paper, blob, name, pages, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        vals![id, paper, file.blob, file.name, file.pages, file.text],
    )
    .map(drop)
}

pub fn set_text(
    tx: &mut Tx<'_>,
    paper: Id<Paper>,
    (blob, pages, text): (BlobHash, u32, &str),
) -> Result<(), StoreError> {
    let sql = "UPDATE paper_files SET pages = ?3, text = ?4 WHERE paper = ?1 AND blob = ?2";
    tx.exec(sql, vals![paper, blob, pages, text]).map(drop)
}

pub fn void(tx: &mut Tx<'_>, paper: Id<Paper>, why: &str) -> Result<(), StoreError> {
    tx.exec("UPDATE papers SET voided_why = ?2 WHERE id = ?1", vals![paper, why]).map(drop)
}

const PAPER: &str = "SELECT id, number, arrived_on, code, kind, issuer, issued_on, subject, urgency, asked_by, \
     voided_why, reserved_why, book, imported FROM papers";

fn paper_row(row: &Row<'_>) -> Result<PaperRow, StoreError> {
    Ok(PaperRow {
        id: row.get(0)?,
        number: row.get(1)?,
        arrived_on: row.get(2)?,
        code: row.get(3)?,
        kind: row.get(4)?,
        issuer: row.get(5)?,
        issued_on: row.get(6)?,
        subject: row.get(7)?,
        urgency: row.get(8)?,
        asked_by: row.get(9)?,
        voided_why: row.get(10)?,
        reserved_why: row.get(11)?,
        book: row.get(12)?,
        imported: row.get::<Option<uuid::Uuid>>(13)?.is_some(),
    })
}

pub fn paper(tx: &mut Tx<'_>, id: Id<Paper>) -> Result<Option<PaperRow>, StoreError> {
    tx.opt(&format!("{PAPER} WHERE id = ?1"), vals![id], paper_row)
}

fn marks(ids: &[Id<Paper>]) -> String {
    let marks: Vec<_> = (1..=ids.len()).map(|n| format!("?{n}")).collect();
    marks.join(", ")
}

/// Several lines, in one question.
pub fn papers(tx: &mut Tx<'_>, ids: &[Id<Paper>]) -> Result<Vec<PaperRow>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let params: Vec<_> = ids.iter().map(kernel::ToValue::to_value).collect();
    tx.rows(&format!("{PAPER} WHERE id IN ({})", marks(ids)), &params, paper_row)
}

/// The texts of these papers' files, in the order they were taken in.
pub fn texts(tx: &mut Tx<'_>, ids: &[Id<Paper>]) -> Result<Vec<(Id<Paper>, String)>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let params: Vec<_> = ids.iter().map(kernel::ToValue::to_value).collect();
    let sql =
        format!("SELECT paper, text FROM paper_files WHERE paper IN ({}) ORDER BY paper, id", marks(ids));
    tx.rows(&sql, &params, |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The lines of all books older than this one, the newest first.
pub fn older(tx: &mut Tx<'_>, than: Option<Id<Paper>>, limit: u32) -> Result<Vec<Id<Paper>>, StoreError> {
    match than {
        Some(than) => tx.rows(
            "SELECT id FROM papers WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
            vals![than, limit],
            |row| row.get(0),
        ),
        None => tx.rows("SELECT id FROM papers ORDER BY id DESC LIMIT ?1", vals![limit], |row| row.get(0)),
    }
}

/// The line, locked until the act ends (SQLite has one writer anyway).
pub fn lock(tx: &mut Tx<'_>, id: Id<Paper>) -> Result<Option<PaperRow>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    tx.opt(&format!("{PAPER} WHERE id = ?1{lock}"), vals![id], paper_row)
}

pub fn reserve(tx: &mut Tx<'_>, id: Id<Paper>, why: &str) -> Result<(), StoreError> {
    tx.exec("UPDATE papers SET reserved_why = ?2 WHERE id = ?1", vals![id, why]).map(drop)
}

/// The paper takes the line that was kept for it.
pub fn fill(tx: &mut Tx<'_>, id: Id<Paper>, arrived_on: Date, paper: &NewPaper) -> Result<(), StoreError> {
    let sql = "UPDATE papers SET reserved_why = NULL, arrived_on = ?2 WHERE id = ?1";
    tx.exec(sql, vals![id, arrived_on])?;
    overwrite(tx, id, paper)
}

pub fn overwrite(tx: &mut Tx<'_>, id: Id<Paper>, paper: &NewPaper) -> Result<(), StoreError> {
    let old: Option<String> =
        tx.opt("SELECT subject FROM papers WHERE id = ?1", vals![id], |row| row.get(0))?;
    change_terms(tx, id, &old.unwrap_or_default(), &paper.subject)?;
    tx.exec(
        "UPDATE papers SET code = ?2, code_key = ?3, kind = ?4, issuer = ?5, issuer_key = ?6, issued_on = ?7, \
         subject = ?8, urgency = ?9, asked_by = ?10, subject_key = ?11 WHERE id = ?1",
        vals![
            id,
            paper.code,
            key(&paper.code),
            paper.kind,
            paper.issuer,
            key(&paper.issuer),
            paper.issued_on,
            paper.subject,
            paper.urgency,
            paper.asked_by,
            vietnamese::fold(&paper.subject)
        ],
    )
    .map(drop)
}

/// What stood on a line before it was corrected.
#[derive(Debug, Clone)]
pub struct CorrectionRow {
    pub field: String,
    pub old: String,
    pub new: String,
    pub why: String,
    pub person: Option<Id<Person>>,
    pub at: Instant,
}

pub fn insert_correction(
    tx: &mut Tx<'_>,
    (id, paper): (uuid::Uuid, Id<Paper>),
    (field, old, new): (&str, &str, &str),
    (why, by, at): (&str, Option<uuid::Uuid>, Instant),
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO paper_corrections (id, paper, field, old, new, why, person, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        vals![id, paper, field, old, new, why, by, at],
    )
    .map(drop)
}

pub fn corrections(tx: &mut Tx<'_>, paper: Id<Paper>) -> Result<Vec<CorrectionRow>, StoreError> {
    tx.rows(
        "SELECT field, old, new, why, person, at FROM paper_corrections WHERE paper = ?1 ORDER BY at, id LIMIT 500",
        vals![paper],
        |row| {
            Ok(CorrectionRow {
                field: row.get(0)?,
                old: row.get(1)?,
                new: row.get(2)?,
                why: row.get(3)?,
                person: row.get(4)?,
                at: row.get(5)?,
            })
        },
    )
}

/// The same paper in another form, under the same number.
#[derive(Debug, Clone)]
pub struct CopyRow {
    pub form: String,
    pub arrived_on: Date,
    pub note: String,
}

pub fn insert_copy(
    tx: &mut Tx<'_>,
    (id, paper): (uuid::Uuid, Id<Paper>),
    (form, arrived_on, note): (&str, Date, &str),
    (by, at): (Option<uuid::Uuid>, Instant),
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO paper_copies (id, paper, form, arrived_on, note, person, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        vals![id, paper, form, arrived_on, note, by, at],
    )
    .map(drop)
}

pub fn copies(tx: &mut Tx<'_>, paper: Id<Paper>) -> Result<Vec<CopyRow>, StoreError> {
    tx.rows(
        "SELECT form, arrived_on, note FROM paper_copies WHERE paper = ?1 ORDER BY at, id LIMIT 100",
        vals![paper],
        |row| Ok(CopyRow { form: row.get(0)?, arrived_on: row.get(1)?, note: row.get(2)? }),
    )
}

/// A hand-over of a paper original.
#[derive(Debug, Clone)]
pub struct MoveRow {
    pub id: Id<OriginalMove>,
    pub paper: Id<Paper>,
    pub from: Option<Id<Post>>,
    pub to: Id<Post>,
    pub moved_on: Date,
    pub signed: String,
    pub confirmed_by: Option<Id<Person>>,
    pub confirmed_at: Option<Instant>,
}

const MOVE: &str = "SELECT m.id, m.paper, m.from_post, m.to_post, m.moved_on, m.signed, m.confirmed_by, \
     m.confirmed_at FROM original_moves m";

fn move_row(row: &Row<'_>) -> Result<MoveRow, StoreError> {
    Ok(MoveRow {
        id: row.get(0)?,
        paper: row.get(1)?,
        from: row.get(2)?,
        to: row.get(3)?,
        moved_on: row.get(4)?,
        signed: row.get(5)?,
        confirmed_by: row.get(6)?,
        confirmed_at: row.get(7)?,
    })
}

pub fn insert_move(
    tx: &mut Tx<'_>,
    (id, paper): (Id<OriginalMove>, Id<Paper>),
    (from, to): (Option<Id<Post>>, Id<Post>),
    (moved_on, signed): (Date, &str),
    (by, at): (Option<uuid::Uuid>, Instant),
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO original_moves (id, paper, from_post, to_post, moved_on, signed, person, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        vals![id, paper, from, to, moved_on, signed, by, at],
    )
    .map(drop)
}

/// The original's way, oldest first; the last line says who has it.
pub fn moves(tx: &mut Tx<'_>, paper: Id<Paper>) -> Result<Vec<MoveRow>, StoreError> {
    tx.rows(&format!("{MOVE} WHERE m.paper = ?1 ORDER BY m.at, m.id LIMIT 200"), vals![paper], move_row)
}

/// Originals that left the clerks, each with the last hand-over, the longest away first.
pub fn originals_out(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<MoveRow>, StoreError> {
    tx.rows(
        &format!(
            "{MOVE} WHERE NOT EXISTS (SELECT 1 FROM original_moves n WHERE n.paper = m.paper \
             AND (n.at > m.at OR (n.at = m.at AND n.id > m.id))) ORDER BY m.moved_on, m.id LIMIT ?1"
        ),
        vals![limit],
        move_row,
    )
}

/// Originals that lie with a post, the longest there first.
pub fn originals_with(tx: &mut Tx<'_>, post: Id<Post>, limit: u32) -> Result<Vec<MoveRow>, StoreError> {
    let sql = format!(
        "{MOVE} WHERE m.to_post = ?1 AND NOT EXISTS (SELECT 1 FROM original_moves n WHERE n.paper = m.paper \
         AND (n.at > m.at OR (n.at = m.at AND n.id > m.id))) ORDER BY m.moved_on, m.id LIMIT ?2"
    );
    tx.rows(&sql, vals![post, limit], move_row)
}

/// Hand-overs of a day, in the order of the receivers.
pub fn moves_on(tx: &mut Tx<'_>, day: Date, limit: u32) -> Result<Vec<MoveRow>, StoreError> {
    let sql = format!("{MOVE} WHERE m.moved_on = ?1 ORDER BY m.to_post, m.at, m.id LIMIT ?2");
    tx.rows(&sql, vals![day, limit], move_row)
}

/// Hand-overs that nobody has signed for or confirmed yet, and after which the original has not moved on.
pub fn unsigned(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<MoveRow>, StoreError> {
    tx.rows(
        &format!(
            "{MOVE} WHERE m.signed = '' AND m.confirmed_at IS NULL \
             AND NOT EXISTS (SELECT 1 FROM original_moves n WHERE n.paper = m.paper \
             AND (n.at > m.at OR (n.at = m.at AND n.id > m.id))) ORDER BY m.to_post, m.moved_on, m.id LIMIT ?1"
        ),
        vals![limit],
        move_row,
    )
}

/// The numbers that papers which arrived on a day got in a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    pub count: i64,
    pub first: i64,
    pub last: i64,
}

pub fn given_on(tx: &mut Tx<'_>, book: Id<Book>, day: Date) -> Result<Given, StoreError> {
    tx.one(
        "SELECT count(*), coalesce(min(number), 0), coalesce(max(number), 0) FROM papers \
         WHERE arrived_on = ?2 AND book = ?1",
        vals![book, day],
        |row| Ok(Given { count: row.get(0)?, first: row.get(1)?, last: row.get(2)? }),
    )
}

pub fn confirm_move(
    tx: &mut Tx<'_>,
    id: Id<OriginalMove>,
    (by, at): (Option<uuid::Uuid>, Instant),
) -> Result<(), StoreError> {
    let sql = "UPDATE original_moves SET confirmed_by = ?2, confirmed_at = ?3 WHERE id = ?1";
    tx.exec(sql, vals![id, by, at]).map(drop)
}

/// A page of the book, newest first, below this number.
pub fn page(tx: &mut Tx<'_>, book: Id<Book>, below: i64, limit: u32) -> Result<Vec<PaperRow>, StoreError> {
    tx.rows(
        &format!("{PAPER} WHERE book = ?1 AND number < ?2 ORDER BY number DESC LIMIT ?3"),
        vals![book, below, limit],
        paper_row,
    )
}

/// What a program asks of a book; what is left out does not narrow it.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub kind: Option<String>,
    pub issuer: Option<String>,
    pub urgency: Option<String>,
}

/// The lines of a book below a number that are wanted, the latest first.
pub fn wanted(
    tx: &mut Tx<'_>,
    book: Id<Book>,
    wanted: &Wanted,
    (below, limit): (i64, u32),
) -> Result<Vec<PaperRow>, StoreError> {
    tx.rows(
        &format!(
            "{PAPER} WHERE book = ?1 AND number < ?2 AND (CAST(?4 AS TEXT) IS NULL OR arrived_on >= ?4) \
             AND (CAST(?5 AS TEXT) IS NULL OR arrived_on <= ?5) AND (CAST(?6 AS TEXT) IS NULL OR kind = ?6) \
             AND (CAST(?7 AS TEXT) IS NULL OR issuer = ?7) AND (CAST(?8 AS TEXT) IS NULL OR urgency = ?8) \
             ORDER BY number DESC LIMIT ?3"
        ),
        vals![
            book,
            below,
            limit,
            wanted.from,
            wanted.to,
            wanted.kind.as_deref(),
            wanted.issuer.as_deref(),
            wanted.urgency.as_deref()
        ],
        paper_row,
    )
}

pub fn files(tx: &mut Tx<'_>, paper: Id<Paper>) -> Result<Vec<FileRow>, StoreError> {
    tx.rows(
        "SELECT id, blob, name, pages, text FROM paper_files WHERE paper = ?1 ORDER BY id LIMIT 500",
        vals![paper],
        |row| {
            Ok(FileRow {
                id: row.get(0)?,
                blob: row.get(1)?,
                name: row.get(2)?,
                pages: row.get(3)?,
                text: row.get(4)?,
            })
        },
    )
}

pub fn file(tx: &mut Tx<'_>, paper: Id<Paper>, id: Id<PaperFile>) -> Result<Option<FileRow>, StoreError> {
    Ok(files(tx, paper)?.into_iter().find(|file| file.id == id))
}

/// A registered paper with these very bytes among its files.
pub fn same_bytes(tx: &mut Tx<'_>, blob: BlobHash) -> Result<Option<(Id<Paper>, i64)>, StoreError> {
    tx.opt(
        "SELECT p.id, p.number FROM paper_files f JOIN papers p ON p.id = f.paper WHERE f.blob = ?1 \
         ORDER BY p.id LIMIT 1",
        vals![blob],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// A registered paper of the same issuer, number and symbol, and date (Nghị định 30/2020, Annex VI).
pub fn same_paper(
    tx: &mut Tx<'_>,
    code: &str,
    issuer: &str,
    issued_on: Option<Date>,
) -> Result<Option<(Id<Paper>, i64)>, StoreError> {
    if code.is_empty() {
        return Ok(None);
    }
    tx.opt(
        "SELECT id, number FROM papers WHERE code_key = ?1 AND issuer_key = ?2 \
         AND coalesce(issued_on, '') = ?3 ORDER BY id LIMIT 1",
        vals![key(code), key(issuer), issued_on.map_or(String::new(), |date| date.to_string())],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}
