//! Scans that came after their lines.

use documents::{Book, Paper};
use kernel::{BlobHash, Id, Instant, Row, StoreError, Tx, vals};

use crate::model::Scan;

#[derive(Debug, Clone)]
pub struct ScanRow {
    pub id: Id<Scan>,
    pub book: Id<Book>,
    pub name: String,
    /// `attached`, `asked`, `left`, `no_paper`, `no_number`, `same`, `marked`, `unchecked`, `refused`.
    pub state: String,
    pub number: Option<i64>,
    pub blob: Option<BlobHash>,
    pub pages: u32,
    pub text: String,
    pub code_read: String,
    pub paper: Option<Id<Paper>>,
    pub at: Instant,
}

pub fn insert_scan(tx: &mut Tx<'_>, row: &ScanRow, by: Option<uuid::Uuid>) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO register_scans (id, book, name, state, number, blob, pages, text, code_read, paper, person, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        vals![
            row.id,
            row.book,
            row.name,
            row.state,
            row.number,
            row.blob,
            row.pages,
            row.text,
            row.code_read,
            row.paper,
            by,
            row.at
        ],
    )
    .map(drop)
}

const SCAN: &str =
    "SELECT id, book, name, state, number, blob, pages, text, code_read, paper, at FROM register_scans";

fn scan_row(row: &Row<'_>) -> Result<ScanRow, StoreError> {
    Ok(ScanRow {
        id: row.get(0)?,
        book: row.get(1)?,
        name: row.get(2)?,
        state: row.get(3)?,
        number: row.get(4)?,
        blob: row.get(5)?,
        pages: row.get(6)?,
        text: row.get(7)?,
        code_read: row.get(8)?,
        paper: row.get(9)?,
        at: row.get(10)?,
    })
}

pub fn lock_scan(tx: &mut Tx<'_>, id: Id<Scan>) -> Result<Option<ScanRow>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    tx.opt(&format!("{SCAN} WHERE id = ?1{lock}"), vals![id], scan_row)
}

/// Scans of a book, those that ask something first, then the newest.
pub fn scans(tx: &mut Tx<'_>, book: Id<Book>, limit: u32) -> Result<Vec<ScanRow>, StoreError> {
    tx.rows(
        &format!(
            "{SCAN} WHERE book = ?1 ORDER BY CASE WHEN state = 'asked' THEN 0 ELSE 1 END, at DESC, id DESC LIMIT ?2"
        ),
        vals![book, limit],
        scan_row,
    )
}

pub fn scan_counts(tx: &mut Tx<'_>, book: Id<Book>) -> Result<Vec<(String, u64)>, StoreError> {
    let sql = "SELECT state, count(*) FROM register_scans WHERE book = ?1 GROUP BY state ORDER BY state";
    tx.rows(sql, vals![book], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub fn set_scan(tx: &mut Tx<'_>, id: Id<Scan>, state: &str) -> Result<(), StoreError> {
    tx.exec("UPDATE register_scans SET state = ?2 WHERE id = ?1", vals![id, state]).map(drop)
}

/// Lines of old registers in a book, and how many of them have a scan.
pub fn covered(tx: &mut Tx<'_>, book: Id<Book>) -> Result<(u64, u64), StoreError> {
    let lines = "SELECT count(*) FROM papers WHERE book = ?1 AND imported IS NOT NULL";
    let with = "SELECT count(*) FROM papers p WHERE p.book = ?1 AND p.imported IS NOT NULL \
         AND EXISTS (SELECT 1 FROM paper_files f WHERE f.paper = p.id)";
    let lines = tx.one(lines, vals![book], |row| row.get(0))?;
    Ok((lines, tx.one(with, vals![book], |row| row.get(0))?))
}
