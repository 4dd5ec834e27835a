//! What the database says of itself, for whoever runs the machine.

use crate::storage::{StoreError, Tx};
use crate::vals;

/// Which database holds the rows, and how much room they take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Database {
    pub postgres: bool,
    pub version: String,
    pub bytes: u64,
}

/// Asks it.
pub fn database(tx: &mut Tx<'_>) -> Result<Database, StoreError> {
    let postgres = tx.is_postgres();
    let (version, bytes) = match postgres {
        true => ("SELECT current_setting('server_version')", "SELECT pg_database_size(current_database())"),
        false => (
            "SELECT sqlite_version()",
            "SELECT c.page_count * s.page_size FROM pragma_page_count() AS c, pragma_page_size() AS s",
        ),
    };
    Ok(Database {
        postgres,
        version: tx.one(version, vals![], |row| row.get(0))?,
        bytes: tx.one(bytes, vals![], |row| row.get(0))?,
    })
}
