//! Signatures of texts, their bands, the papers that they name.
//!
//! A text is known by the key of what it came with: a receipt while it waits, and that key stays when its paper stands
//! in the book; a paper that never waited goes by its own.

use jiff::civil::Date;
use kernel::{Id, StoreError, ToValue, Tx, vals};
use uuid::Uuid;

use crate::model::Paper;
use crate::text::{How, Marks, Named, near};

/// Texts looked at behind each band, the newest: on a form that a thousand papers share they would be a thousand.
const OF_BAND: usize = 40;
/// Signatures held against the one in question.
const HELD: usize = 60;
/// Texts that are told as near, before they are compared.
const NEAR_MOST: usize = 4;
/// Papers that name one; the newest.
const NAMED_BY: u32 = 50;

/// Keeps what was taken from a text.
pub fn insert_marks(
    tx: &mut Tx<'_>,
    (text, paper): (Uuid, Option<Id<Paper>>),
    marks: &Marks,
) -> Result<(), StoreError> {
    let signature: Vec<u8> = marks.signature.iter().flat_map(|place| place.to_be_bytes()).collect();
    tx.exec(
        "INSERT INTO text_marks (id, paper, signature, words) VALUES (?1, ?2, ?3, ?4)",
        vals![text, paper, signature, marks.words],
    )?;
    let bands = near::bands(&marks.signature);
    if !bands.is_empty() {
        let rows: Vec<_> = (0..bands.len()).map(|n| format!("(?{}, ?1)", n + 2)).collect();
        let mut params = vec![text.to_value()];
        params.extend(bands.iter().map(ToValue::to_value));
        let sql = format!("INSERT INTO text_bands (band, text) VALUES {}", rows.join(", "));
        tx.exec(&sql, &params)?;
    }
    for (place, one) in marks.names.iter().enumerate() {
        tx.exec(
            "INSERT INTO text_names (text, place, code_key, code, how, issued_on, month_day, issuer) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            vals![text, place, one.key, one.code, one.how.code(), one.issued_on, one.month_day, one.issuer],
        )?;
    }
    Ok(())
}

/// Forgets a text: its paper was returned, or is read anew.
pub fn delete_marks(tx: &mut Tx<'_>, text: Uuid) -> Result<(), StoreError> {
    let Some(signature) = signature(tx, text)? else { return Ok(()) };
    for band in near::bands(&signature) {
        tx.exec("DELETE FROM text_bands WHERE band = ?1 AND text = ?2", vals![band, text])?;
    }
    tx.exec("DELETE FROM text_names WHERE text = ?1", vals![text])?;
    tx.exec("DELETE FROM text_marks WHERE id = ?1", vals![text]).map(drop)
}

/// The text belongs to this paper from now on. `false` where it is not known.
pub fn give_marks(tx: &mut Tx<'_>, text: Uuid, paper: Id<Paper>) -> Result<bool, StoreError> {
    Ok(tx.exec("UPDATE text_marks SET paper = ?2 WHERE id = ?1", vals![text, paper])? > 0)
}

fn signature(tx: &mut Tx<'_>, text: Uuid) -> Result<Option<Vec<u32>>, StoreError> {
    tx.opt("SELECT signature FROM text_marks WHERE id = ?1", vals![text], |row| {
        Ok(places(&row.get::<Vec<u8>>(0)?))
    })
}

fn places(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|four| four.iter().fold(0, |all, byte| all << 8 | u32::from(*byte))).collect()
}

/// A text near to another one, not compared yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NearText {
    pub text: Uuid,
    /// The paper it is of; none while it waits.
    pub paper: Option<Id<Paper>>,
    /// Places of the signatures that agree.
    pub agree: usize,
}

/// The texts nearest to this one by their signatures, the nearest first.
pub fn near_texts(tx: &mut Tx<'_>, text: Uuid) -> Result<Vec<NearText>, StoreError> {
    let Some(own) = signature(tx, text)? else { return Ok(Vec::new()) };
    let bands = near::bands(&own);
    if bands.is_empty() {
        return Ok(Vec::new());
    }
    let each: Vec<_> = (0..bands.len())
        .map(|n| {
            format!(
                "SELECT * FROM (SELECT text FROM text_bands WHERE band = ?{} ORDER BY text DESC LIMIT {OF_BAND}) AS b{n}",
                n + 1
            )
        })
        .collect();
    let params: Vec<_> = bands.iter().map(ToValue::to_value).collect();
    let mut met: std::collections::HashMap<Uuid, usize> = std::collections::HashMap::new();
    tx.each(&each.join(" UNION ALL "), &params, |row| {
        *met.entry(row.get(0)?).or_default() += 1;
        Ok(())
    })?;
    met.remove(&text);
    let mut met: Vec<_> = met.into_iter().collect();
    met.sort_by(|a, b| b.1.cmp(&a.1).then(b.0.cmp(&a.0)));
    met.truncate(HELD);
    if met.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<_> = (1..=met.len()).map(|n| format!("?{n}")).collect();
    let params: Vec<_> = met.iter().map(|(text, _)| text.to_value()).collect();
    let sql = format!("SELECT id, paper, signature FROM text_marks WHERE id IN ({})", marks.join(", "));
    let mut near: Vec<NearText> = tx
        .rows(&sql, &params, |row| {
            let agree = near::agreeing(&own, &places(&row.get::<Vec<u8>>(2)?));
            Ok(agree.map(|agree| Ok(NearText { text: row.get(0)?, paper: row.get(1)?, agree })))
        })?
        .into_iter()
        .flatten()
        .collect::<Result<_, StoreError>>()?;
    near.sort_by(|a, b| b.agree.cmp(&a.agree).then(b.text.cmp(&a.text)));
    near.truncate(NEAR_MOST);
    Ok(near)
}

const NAMED: &str = "SELECT n.code, n.code_key, n.how, n.issued_on, n.month_day, n.issuer, m.paper FROM text_names n \
     JOIN text_marks m ON m.id = n.text";

fn named_row(row: &kernel::Row<'_>) -> Result<(Option<Id<Paper>>, Named), StoreError> {
    let how: String = row.get(2)?;
    let named = Named {
        code: row.get(0)?,
        key: row.get(1)?,
        how: How::from_code(&how).unwrap_or(How::Cites),
        issued_on: row.get::<Option<Date>>(3)?,
        month_day: row.get(4)?,
        issuer: row.get(5)?,
    };
    Ok((row.get(6)?, named))
}

/// The papers that a text names.
pub fn names_of(tx: &mut Tx<'_>, text: Uuid) -> Result<Vec<Named>, StoreError> {
    let found =
        tx.rows(&format!("{NAMED} WHERE n.text = ?1 ORDER BY n.place LIMIT 100"), vals![text], named_row)?;
    Ok(found.into_iter().map(|(_, named)| named).collect())
}

/// The papers that the texts of a paper name.
pub fn names_of_paper(tx: &mut Tx<'_>, paper: Id<Paper>) -> Result<Vec<Named>, StoreError> {
    let sql = format!("{NAMED} WHERE m.paper = ?1 ORDER BY n.place LIMIT 100");
    Ok(tx.rows(&sql, vals![paper], named_row)?.into_iter().map(|(_, named)| named).collect())
}

/// Who names a paper of this number, the newest first.
pub fn named_by(tx: &mut Tx<'_>, code_key: &str) -> Result<Vec<(Id<Paper>, Named)>, StoreError> {
    let sql = format!("{NAMED} WHERE n.code_key = ?1 AND m.paper IS NOT NULL ORDER BY n.text DESC LIMIT ?2");
    let found = tx.rows(&sql, vals![code_key, NAMED_BY], named_row)?;
    Ok(found.into_iter().filter_map(|(paper, named)| Some((paper?, named))).collect())
}

/// Papers whose texts have not been looked at: they were registered before that was done.
pub fn unmarked(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<Id<Paper>>, StoreError> {
    tx.rows("SELECT paper FROM papers_unmarked ORDER BY paper DESC LIMIT ?1", vals![limit], |row| row.get(0))
}

pub fn marked(tx: &mut Tx<'_>, paper: Id<Paper>) -> Result<(), StoreError> {
    tx.exec("DELETE FROM papers_unmarked WHERE paper = ?1", vals![paper]).map(drop)
}

/// Whether any text of this paper is known.
pub fn has_marks(tx: &mut Tx<'_>, paper: Id<Paper>) -> Result<bool, StoreError> {
    let found: Option<Uuid> =
        tx.opt("SELECT id FROM text_marks WHERE paper = ?1 LIMIT 1", vals![paper], |row| row.get(0))?;
    Ok(found.is_some())
}

/// The key of the first text of this paper.
pub fn text_of(tx: &mut Tx<'_>, paper: Id<Paper>) -> Result<Option<Uuid>, StoreError> {
    tx.opt("SELECT id FROM text_marks WHERE paper = ?1 ORDER BY id LIMIT 1", vals![paper], |row| row.get(0))
}
