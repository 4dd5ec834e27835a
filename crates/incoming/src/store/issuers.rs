//! How issuers were written when papers were registered, so that the book's column stays of one spelling.

use kernel::{StoreError, Tx, vals};

/// What two printings of one name share: no accents, no case, no punctuation, no spaces.
fn key(name: &str) -> String {
    vietnamese::fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Letterheads print names in capitals; nobody writes them so in the book.
fn in_capitals(name: &str) -> bool {
    !name.chars().any(char::is_lowercase)
}

/// Remembers the spelling that a clerk accepted last. Capitals teach nothing.
pub fn use_issuer(tx: &mut Tx<'_>, name: &str) -> Result<(), StoreError> {
    let (name, key) = (vietnamese::nfc(name.trim()).into_owned(), key(name));
    if key.is_empty() || in_capitals(&name) {
        return Ok(());
    }
    tx.exec(
        "INSERT INTO issuer_names (key, name, used) VALUES (?1, ?2, 1) \
         ON CONFLICT (key) DO UPDATE SET name = excluded.name, used = issuer_names.used + 1",
        vals![key, name],
    )
    .map(drop)
}

/// The spelling used before for what is printed; another accent is another name.
pub fn issuer_spelling(tx: &mut Tx<'_>, printed: &str) -> Result<Option<String>, StoreError> {
    let known: Option<String> =
        tx.opt("SELECT name FROM issuer_names WHERE key = ?1", vals![key(printed)], |row| row.get(0))?;
    Ok(known.filter(|name| vietnamese::printed_as(printed, name)))
}

/// The issuers met most often, for the field's suggestions.
pub fn issuers(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<String>, StoreError> {
    tx.rows("SELECT name FROM issuer_names ORDER BY used DESC, key LIMIT ?1", vals![limit], |row| row.get(0))
}
