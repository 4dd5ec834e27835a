//! All SQL of this crate.

use jiff::civil::Date;
use kernel::{BlobHash, Id, Row, StoreError, Tx, vals};

use crate::acts::{NewFile, NewPaper};
use crate::model::{Book, Paper, PaperFile};

#[derive(Debug, Clone)]
pub struct BookRow {
    pub id: Id<Book>,
    pub name: String,
    pub year: i64,
    pub first_number: i64,
}

/// What a book holds, for its continuity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookState {
    pub papers: i64,
    pub voided: i64,
    pub first: i64,
    pub last: i64,
    pub counter: i64,
}

impl BookState {
    #[must_use]
    pub fn whole(&self) -> bool {
        self.papers == 0 && self.counter + 1 == self.first
            || self.last == self.counter && self.papers == self.last - self.first + 1
    }
}

#[derive(Debug, Clone)]
pub struct PaperRow {
    pub id: Id<Paper>,
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
}

#[derive(Debug, Clone)]
pub struct FileRow {
    pub id: Id<PaperFile>,
    pub blob: BlobHash,
    pub name: String,
    pub pages: u32,
    pub text: String,
}

pub fn insert_book(tx: &mut Tx<'_>, id: Id<Book>, year: i64, name: &str) -> Result<(), StoreError> {
    let opened = tx.exec(
        "INSERT INTO books (id, kind, year, name, first_number) VALUES (?1, 'incoming', ?2, ?3, 1) \
         ON CONFLICT (kind, year) DO NOTHING",
        vals![id, year, name],
    )?;
    if opened > 0 {
        tx.exec("INSERT INTO book_counters (book, last) VALUES (?1, 0)", vals![id])?;
    }
    Ok(())
}

fn book_row(row: &Row<'_>) -> Result<BookRow, StoreError> {
    Ok(BookRow { id: row.get(0)?, name: row.get(1)?, year: row.get(2)?, first_number: row.get(3)? })
}

pub fn book_of_year(tx: &mut Tx<'_>, year: i64) -> Result<Option<BookRow>, StoreError> {
    let sql = "SELECT id, name, year, first_number FROM books WHERE kind = 'incoming' AND year = ?1";
    tx.opt(sql, vals![year], book_row)
}

pub fn books(tx: &mut Tx<'_>) -> Result<Vec<BookRow>, StoreError> {
    tx.rows(
        "SELECT id, name, year, first_number FROM books ORDER BY kind, year LIMIT 1000",
        vals![],
        book_row,
    )
}

/// The row stays locked until the act ends: the next act waits, and a refused act gives its number back.
pub fn next_number(tx: &mut Tx<'_>, book: Id<Book>) -> Result<i64, StoreError> {
    let sql = "UPDATE book_counters SET last = last + 1 WHERE book = ?1 RETURNING last";
    tx.one(sql, vals![book], |row| row.get(0))
}

pub fn book_state(tx: &mut Tx<'_>, book: &BookRow) -> Result<BookState, StoreError> {
    tx.one(
        "SELECT (SELECT count(*) FROM papers WHERE book = ?1), \
         (SELECT count(*) FROM papers WHERE book = ?1 AND voided_why IS NOT NULL), \
         (SELECT coalesce(max(number), 0) FROM papers WHERE book = ?1), \
         (SELECT last FROM book_counters WHERE book = ?1)",
        vals![book.id],
        |row| {
            Ok(BookState {
                papers: row.get(0)?,
                voided: row.get(1)?,
                first: book.first_number,
                last: row.get(2)?,
                counter: row.get(3)?,
            })
        },
    )
}

pub fn insert_paper(
    tx: &mut Tx<'_>,
    (id, book, number, arrived_on): (Id<Paper>, Id<Book>, i64, Date),
    paper: &NewPaper,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO papers (id, book, number, arrived_on, code, code_key, kind, issuer, issuer_key, issued_on, \
         subject, urgency, asked_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
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
            paper.asked_by
        ],
    )
    .map(drop)
}

/// What two spellings of one code or issuer share: no accents, no case, no spaces.
fn key(text: &str) -> String {
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

pub fn void(tx: &mut Tx<'_>, paper: Id<Paper>, why: &str) -> Result<(), StoreError> {
    tx.exec("UPDATE papers SET voided_why = ?2 WHERE id = ?1", vals![paper, why]).map(drop)
}

const PAPER: &str = "SELECT id, number, arrived_on, code, kind, issuer, issued_on, subject, urgency, asked_by, \
     voided_why FROM papers";

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
    })
}

pub fn paper(tx: &mut Tx<'_>, id: Id<Paper>) -> Result<Option<PaperRow>, StoreError> {
    tx.opt(&format!("{PAPER} WHERE id = ?1"), vals![id], paper_row)
}

/// A page of the book, newest first, below this number.
pub fn page(tx: &mut Tx<'_>, book: Id<Book>, below: i64, limit: u32) -> Result<Vec<PaperRow>, StoreError> {
    tx.rows(
        &format!("{PAPER} WHERE book = ?1 AND number < ?2 ORDER BY number DESC LIMIT ?3"),
        vals![book, below, limit],
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
