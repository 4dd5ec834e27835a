//! Handwriting that was typed.

use kernel::{Id, Instant, StoreError, Tx, vals};
use people::Person;
use uuid::Uuid;

use crate::acts::WrittenAt;
use crate::model::{Paper, PaperFile, Writing};

#[derive(Debug, Clone)]
pub struct WritingRow {
    pub file: Id<PaperFile>,
    pub place: WrittenAt,
    /// Empty: somebody looked, and it is no writing.
    pub text: String,
    pub person: Option<Id<Person>>,
    pub at: Instant,
}

pub fn insert_writing(
    tx: &mut Tx<'_>,
    (id, paper, file): (Id<Writing>, Id<Paper>, Id<PaperFile>),
    (place, text): (WrittenAt, &str),
    (person, at): (Option<Uuid>, Instant),
) -> Result<(), StoreError> {
    let WrittenAt { page, x, y, w, h } = place;
    tx.exec(
        "INSERT INTO paper_writings (id, paper, file, page, x, y, w, h, text, person, at, turn) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, \
         (SELECT count(*) + 1 FROM paper_writings WHERE paper = ?2))",
        vals![id, paper, file, page, x, y, w, h, text, person, at],
    )
    .map(drop)
}

/// What was typed last of each place of the paper, in the order of its pages.
pub fn writings(tx: &mut Tx<'_>, paper: Id<Paper>) -> Result<Vec<WritingRow>, StoreError> {
    let rows = tx.rows(
        "SELECT file, page, x, y, w, h, text, person, at FROM paper_writings WHERE paper = ?1 \
         ORDER BY turn DESC LIMIT 1000",
        vals![paper],
        |row| {
            let place = WrittenAt {
                page: row.get(1)?,
                x: row.get(2)?,
                y: row.get(3)?,
                w: row.get(4)?,
                h: row.get(5)?,
            };
            Ok(WritingRow {
                file: row.get(0)?,
                place,
                text: row.get(6)?,
                person: row.get(7)?,
                at: row.get(8)?,
            })
        },
    )?;
    let mut last: Vec<WritingRow> = Vec::new();
    for row in rows {
        if !last.iter().any(|known| (known.file, known.place) == (row.file, row.place)) {
            last.push(row);
        }
    }
    last.sort_by_key(|row| (row.file, row.place.page, row.place.y));
    Ok(last)
}

/// What was typed of these papers' handwriting, for search: all that was ever typed finds the paper.
pub fn written(tx: &mut Tx<'_>, ids: &[Id<Paper>]) -> Result<Vec<(Id<Paper>, String)>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let params: Vec<_> = ids.iter().map(kernel::ToValue::to_value).collect();
    let sql = format!(
        "SELECT paper, text FROM paper_writings WHERE paper IN ({}) AND text <> '' ORDER BY paper, turn",
        super::marks(ids)
    );
    tx.rows(&sql, &params, |row| Ok((row.get(0)?, row.get(1)?)))
}
