//! The state of a subject as one hash, so that a row changed behind the program's back is found.

use sha2::{Digest, Sha256};
use transparency::Hash;
use uuid::Uuid;

use crate::part::SubjectKind;
use crate::storage::{StoreError, Tx};
use crate::vals;
use crate::value::DbValue;

/// The salt under which a subject's states are committed to. Erasing it erases what the log tells of them.
pub fn subject_salt(
    tx: &mut Tx<'_>,
    subject: Uuid,
    fresh: impl FnOnce() -> [u8; 16],
) -> Result<[u8; 16], StoreError> {
    let sql = "SELECT salt FROM journal_salts WHERE owner = ?1 AND name = 'state'";
    if let Some(salt) = tx.opt(sql, vals![subject], |row| row.get(0))? {
        return Ok(salt);
    }
    // Two acts may meet the subject at once on PostgreSQL: the first one's salt stays.
    tx.one(
        "INSERT INTO journal_salts (owner, name, salt) VALUES (?1, 'state', ?2) \
         ON CONFLICT (owner, name) DO UPDATE SET salt = journal_salts.salt RETURNING salt",
        vals![subject, fresh()],
        |row| row.get(0),
    )
}

/// A salted hash over every row of the subject, table by table, in a fixed order.
///
/// Empty columns are left out, so that a column added later does not change what was committed before.
pub fn state_hash(
    tx: &mut Tx<'_>,
    kind: &SubjectKind,
    subject: Uuid,
    salt: &[u8; 16],
) -> Result<Hash, StoreError> {
    let mut hasher = Sha256::new();
    for table in kind.tables {
        let sql = format!("SELECT * FROM {} WHERE {} = ?1 ORDER BY {}", table.table, table.key, table.order);
        let mut order: Vec<(usize, String)> = Vec::new();
        tx.each(&sql, vals![subject], |row| {
            if order.is_empty() {
                // By name: a restored database may list its columns in another order.
                order = row.names().into_iter().enumerate().collect();
                order.sort_by(|a, b| a.1.cmp(&b.1));
                // Only with its first row: a table that joins a subject later must not change what was
                // committed before.
                put(&mut hasher, b'T', table.table.as_bytes());
            }
            hasher.update(b"R");
            for (index, name) in &order {
                match row.value(*index)? {
                    DbValue::Null => {}
                    DbValue::Int(n) => {
                        put(&mut hasher, b'C', name.as_bytes());
                        put(&mut hasher, b'I', &n.to_be_bytes());
                    }
                    DbValue::Text(text) => {
                        put(&mut hasher, b'C', name.as_bytes());
                        put(&mut hasher, b'S', text.as_bytes());
                    }
                    DbValue::Bytes(bytes) => {
                        put(&mut hasher, b'C', name.as_bytes());
                        put(&mut hasher, b'B', bytes);
                    }
                }
            }
            Ok(())
        })?;
    }
    let digest: Hash = hasher.finalize().into();
    Ok(transparency::commit(salt, &digest))
}

/// Tag and length before each piece: no two different states give the same bytes.
fn put(hasher: &mut Sha256, tag: u8, bytes: &[u8]) {
    hasher.update([tag]);
    hasher.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
    hasher.update(bytes);
}
