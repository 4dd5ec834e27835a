//! A fresh office for a test, on either database, with the production pools.
//!
//! PostgreSQL comes from `CAUNOI_TEST_PG`, a connection string of a superuser (`bin/test` starts a
//! server and sets it). A test that needs it fails without it.

use std::sync::Arc;

use crate::clock::{Instant, TestClock};
use crate::office::{Config, Office};
use crate::part::Part;
use crate::storage::{Backend, StoreError};

/// Which database a test runs on; `both()` gives each in turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    Sqlite,
    Postgres,
}

#[must_use]
pub fn both() -> [On; 2] {
    [On::Sqlite, On::Postgres]
}

/// Monday 23 November 2026, 08:00 in the office.
pub const MORNING: Instant = Instant(1_795_395_600_000_000);

/// An office that is thrown away with its folder and its database, in the order of the fields: the
/// office must be closed before its database goes.
pub struct TestOffice {
    pub office: Office,
    pub clock: Arc<TestClock>,
    pub backend: Backend,
    _folder: tempfile::TempDir,
    _database: Option<Database>,
}

struct Database {
    server: String,
    name: String,
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Ok(mut client) = postgres::Client::connect(&self.server, postgres::NoTls) {
            let _ = client.batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        }
    }
}

/// Opens one. The error text says how to get PostgreSQL when it is missing.
pub fn office(on: On, parts: &[Part]) -> Result<TestOffice, StoreError> {
    let other = |e: &dyn std::fmt::Display| StoreError::Other(e.to_string());
    let folder = tempfile::tempdir().map_err(|e| other(&e))?;
    let clock = Arc::new(TestClock::at(MORNING, 20_261_123));
    let (backend, database) = match on {
        On::Sqlite => (Backend::Sqlite(folder.path().join("caunoi.db")), None),
        On::Postgres => {
            let (backend, database) = postgres_database()?;
            (backend, Some(database))
        }
    };
    let config = Config {
        data: folder.path().to_owned(),
        backend: backend.clone(),
        clock: Arc::<TestClock>::clone(&clock),
        origin: "test.invalid/journal".to_owned(),
    };
    let office = Office::open(config, parts)?;
    Ok(TestOffice { office, clock, backend, _folder: folder, _database: database })
}

fn postgres_database() -> Result<(Backend, Database), StoreError> {
    let server = std::env::var("CAUNOI_TEST_PG").map_err(|_| {
        StoreError::Other(
            "this test needs PostgreSQL: run it through bin/test, or start a server and set CAUNOI_TEST_PG, \
             for example postgres://postgres@127.0.0.1:5432/postgres"
                .to_owned(),
        )
    })?;
    let mut client = postgres::Client::connect(&server, postgres::NoTls)?;
    let mut bytes = [0u8; 8];
    crate::clock::Clock::random(&crate::clock::SystemClock, &mut bytes);
    let name = format!("caunoi_test_{}", hex::encode(bytes));
    client.batch_execute(&format!(
        "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
    ))?;
    let (base, _) = server.rsplit_once('/').unwrap_or((&server, ""));
    Ok((Backend::Postgres(format!("{base}/{name}")), Database { server, name }))
}

/// Tables that no part claims, neither as a subject's nor as operational: nothing would notice a change there.
pub fn unclaimed_tables(office: &Office) -> Result<Vec<String>, StoreError> {
    let sql = if office.inner.storage.is_postgres() {
        "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    };
    let tables: Vec<String> = office.read_blocking(|tx| tx.rows(sql, crate::vals![], |row| row.get(0)))?;
    let claimed = |table: &str| {
        table.starts_with("migrations_")
            || office.inner.parts.iter().any(|part| {
                part.operational.contains(&table)
                    || part.subjects.iter().any(|s| s.tables.iter().any(|t| t.table == table))
            })
    };
    Ok(tables.into_iter().filter(|table| !claimed(table)).collect())
}
