//! Earlier papers like a new one: those of the same issuer, and those whose subjects have rare pairs of words in common.

use std::collections::{HashMap, HashSet};

use kernel::{Id, StoreError, ToValue, Tx, vals};

use super::key;
use crate::model::{Book, Paper};
use crate::similar::{About, Earlier, Neighbour, nearest, telling, terms};

/// Papers of the issuer, and of each pair of words, that are looked at: the newest.
const OF_ISSUER: usize = 60;
const OF_TERM: usize = 50;
/// Lines that are read and weighed.
const WEIGHED: usize = 160;

/// A parameter list `?from, …` of so many.
fn marks(from: usize, count: usize) -> String {
    (from..from + count).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ")
}

/// The papers nearest to this one, the nearest first, out of books that the whole office may read.
pub fn similar(tx: &mut Tx<'_>, about: &About<'_>) -> Result<Vec<Neighbour>, StoreError> {
    let before = about.before.map_or(uuid::Uuid::max(), Id::uuid);
    let mut wanted: HashMap<Id<Paper>, f64> = HashMap::new();
    let mut tells = Vec::new();
    for term in terms(about.subject) {
        let sql = "SELECT paper FROM paper_terms WHERE term = ?1 AND paper < ?2 ORDER BY paper DESC LIMIT ?3";
        let found: Vec<Id<Paper>> = tx.rows(sql, vals![term, before, OF_TERM], |row| row.get(0))?;
        let weight = telling(found.len(), OF_TERM);
        tells.push((term, weight));
        found.into_iter().for_each(|paper| *wanted.entry(paper).or_default() += weight);
    }
    let issuer = key(about.issuer);
    if !issuer.is_empty() {
        let sql = "SELECT id FROM papers WHERE issuer_key = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3";
        for paper in tx.rows(sql, vals![issuer, before, OF_ISSUER], |row| row.get(0))? {
            *wanted.entry(paper).or_default() += 1.0;
        }
    }
    let mut wanted: Vec<_> = wanted.into_iter().collect();
    wanted.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
    wanted.truncate(WEIGHED);
    let ids: Vec<_> = wanted.into_iter().map(|(id, _)| id).collect();
    let open = open_books(tx)?;
    let mut earlier = lines(tx, &ids)?;
    earlier.retain(|line| open.contains(&line.book));
    Ok(nearest(about, &tells, earlier))
}

fn lines(tx: &mut Tx<'_>, ids: &[Id<Paper>]) -> Result<Vec<Earlier>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let params: Vec<_> = ids.iter().map(ToValue::to_value).collect();
    let sql = format!(
        "SELECT id, number, book, kind, code, issuer_key, subject, arrived_on FROM papers WHERE id IN ({}) \
         AND voided_why IS NULL AND reserved_why IS NULL",
        marks(1, ids.len())
    );
    tx.rows(&sql, &params, |row| {
        Ok(Earlier {
            id: row.get(0)?,
            number: row.get(1)?,
            book: row.get(2)?,
            kind: row.get(3)?,
            code: row.get(4)?,
            issuer_key: row.get(5)?,
            subject: row.get(6)?,
            arrived_on: row.get(7)?,
        })
    })
}

/// The books of the office that are not closed.
fn open_books(tx: &mut Tx<'_>) -> Result<HashSet<Id<Book>>, StoreError> {
    let sql = "SELECT b.id FROM books b LEFT JOIN book_series s ON s.id = b.series \
               WHERE s.id IS NULL OR (s.closed = 0 AND s.unit IS NULL) LIMIT 10000";
    Ok(tx.rows(sql, vals![], |row| row.get(0))?.into_iter().collect())
}

/// The terms by which a subject is found again.
pub fn insert_terms(tx: &mut Tx<'_>, paper: Id<Paper>, subject: &str) -> Result<(), StoreError> {
    let terms = terms(subject);
    if terms.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = (0..terms.len()).map(|n| format!("(?{}, ?1)", n + 2)).collect();
    let mut params = vec![paper.to_value()];
    params.extend(terms.iter().map(ToValue::to_value));
    let sql = format!(
        "INSERT INTO paper_terms (term, paper) VALUES {} ON CONFLICT (term, paper) DO NOTHING",
        rows.join(", ")
    );
    tx.exec(&sql, &params).map(drop)
}

/// The subject is another one now.
pub fn change_terms(tx: &mut Tx<'_>, paper: Id<Paper>, old: &str, new: &str) -> Result<(), StoreError> {
    if old == new {
        return Ok(());
    }
    let gone = terms(old);
    if !gone.is_empty() {
        let mut params = vec![paper.to_value()];
        params.extend(gone.iter().map(ToValue::to_value));
        let sql = format!("DELETE FROM paper_terms WHERE paper = ?1 AND term IN ({})", marks(2, gone.len()));
        tx.exec(&sql, &params)?;
    }
    insert_terms(tx, paper, new)
}
