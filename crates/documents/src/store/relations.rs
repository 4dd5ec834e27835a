//! Which papers belong together, and the lines that a text's names lead to.

use kernel::{Id, Instant, StoreError, ToValue, Tx, vals};
use uuid::Uuid;

use super::{PAPER, PaperRow, paper_row};
use crate::model::Paper;
use crate::text::How;

/// Related papers of one paper that are shown.
const RELATED_MOST: u32 = 100;
/// Lines of one number: each body counts for itself, every year anew.
const OF_NUMBERS: u32 = 400;

/// `false` when they are related already.
pub fn insert_relation(
    tx: &mut Tx<'_>,
    (id, paper, other): (Uuid, Id<Paper>, Id<Paper>),
    how: How,
    (by, at): (Option<Uuid>, Instant),
) -> Result<bool, StoreError> {
    let made = tx.exec(
        "INSERT INTO paper_relations (id, paper, other, how, person, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
         ON CONFLICT (paper, other) DO NOTHING",
        vals![id, paper, other, how.code(), by, at],
    )?;
    Ok(made > 0)
}

/// `false` when they were not related.
pub fn delete_relation(tx: &mut Tx<'_>, paper: Id<Paper>, other: Id<Paper>) -> Result<bool, StoreError> {
    let sql = "DELETE FROM paper_relations WHERE paper = ?1 AND other = ?2";
    Ok(tx.exec(sql, vals![paper, other])? > 0)
}

/// How a paper stands to another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RelationRow {
    pub paper: Id<Paper>,
    pub other: Id<Paper>,
    pub how: How,
}

/// Relations from this paper and to it, the oldest first.
pub fn relations(tx: &mut Tx<'_>, paper: Id<Paper>) -> Result<Vec<RelationRow>, StoreError> {
    let sql = "SELECT paper, other, how FROM paper_relations WHERE paper = ?1 OR other = ?1 ORDER BY at, id LIMIT ?2";
    tx.rows(sql, vals![paper, RELATED_MOST], |row| {
        let how: String = row.get(2)?;
        Ok(RelationRow {
            paper: row.get(0)?,
            other: row.get(1)?,
            how: How::from_code(&how).unwrap_or(How::Related),
        })
    })
}

/// The lines whose number and symbol have one of these keys, however many zeros stand before the number.
pub fn of_codes(tx: &mut Tx<'_>, keys: &[&str]) -> Result<Vec<PaperRow>, StoreError> {
    let keys: Vec<String> =
        keys.iter().flat_map(|key| [(*key).to_owned(), format!("0{key}"), format!("00{key}")]).collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<_> = (2..keys.len() + 2).map(|n| format!("?{n}")).collect();
    let mut params = vec![OF_NUMBERS.to_value()];
    params.extend(keys.iter().map(ToValue::to_value));
    let sql = format!(
        "{PAPER} WHERE code_key IN ({}) AND voided_why IS NULL AND reserved_why IS NULL ORDER BY id DESC LIMIT ?1",
        marks.join(", ")
    );
    tx.rows(&sql, &params, paper_row)
}
