//! Who has which waiting paper open: kept for a moment, so that two clerks do not begin with the same one.

use kernel::{Id, Instant, StoreError, Tx, vals};
use people::Person;

use crate::model::Receipt;

/// A colleague at a paper.
#[derive(Debug, Clone)]
pub struct LookRow {
    pub receipt: Id<Receipt>,
    pub name: String,
    pub at: Instant,
}

/// Each person is at one paper. False for a paper that does not wait.
pub fn note_look(
    tx: &mut Tx<'_>,
    person: Id<Person>,
    (receipt, at): (Id<Receipt>, Instant),
) -> Result<bool, StoreError> {
    let noted = tx.exec(
        "INSERT INTO receipt_looks (person, receipt, at) \
         SELECT ?1, id, ?3 FROM receipts WHERE id = ?2 AND state = 'waiting' \
         ON CONFLICT (person) DO UPDATE SET \
         at = CASE WHEN receipt_looks.receipt = excluded.receipt THEN receipt_looks.at ELSE excluded.at END, \
         receipt = excluded.receipt",
        vals![person, receipt, at],
    )?;
    Ok(noted > 0)
}

/// Where others than this person are since then, whoever came first first.
pub fn looks(tx: &mut Tx<'_>, but: Id<Person>, since: Instant) -> Result<Vec<LookRow>, StoreError> {
    tx.rows(
        "SELECT l.receipt, p.name, l.at FROM receipt_looks l JOIN persons p ON p.id = l.person \
         WHERE l.person <> ?1 AND l.at >= ?2 ORDER BY l.at, l.person LIMIT 100",
        vals![but, since],
        |row| Ok(LookRow { receipt: row.get(0)?, name: row.get(1)?, at: row.get(2)? }),
    )
}
