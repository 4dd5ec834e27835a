use std::path::Path;
use std::process::Command;

use kernel::testing::On;
use kernel::{Backend, Clock as _, SystemClock};

pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caunoi"));
    command.env("RUST_LOG", "error");
    command
}

/// An installation of its own, taken away with its database.
pub struct Place {
    pub folder: tempfile::TempDir,
    pub database: Option<(String, String)>,
}

impl Place {
    pub fn new(on: On) -> Place {
        let folder = tempfile::tempdir().unwrap();
        let database = (on == On::Postgres).then(|| {
            let server = std::env::var("CAUNOI_TEST_PG")
                .expect("this story needs PostgreSQL: run it through bin/postgres or bin/test");
            let mut bytes = [0u8; 8];
            SystemClock.random(&mut bytes);
            let name = format!("caunoi_crash_{}", hex::encode(bytes));
            postgres::Client::connect(&server, postgres::NoTls)
                .unwrap()
                .batch_execute(&format!(
                    "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
                ))
                .unwrap();
            let (base, _) = server.rsplit_once('/').unwrap();
            (server.clone(), format!("{base}/{name}"))
        });
        Place { folder, database }
    }

    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    pub fn with<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command.arg("--data").arg(self.data());
        if let Some((_, url)) = &self.database {
            command.arg("--database").arg(url);
        }
        command
    }

    pub fn backend(&self) -> Backend {
        match &self.database {
            Some((_, url)) => Backend::Postgres(url.clone()),
            None => Backend::Sqlite(self.data().join("caunoi.db")),
        }
    }

    /// Two columns of whole numbers, read as an outsider would.
    pub fn numbers(&self, sql: &str) -> Vec<i64> {
        match self.backend() {
            Backend::Sqlite(path) => {
                let conn = rusqlite::Connection::open(path).unwrap();
                let mut statement = conn.prepare(sql).unwrap();
                let rows = statement.query_map([], |row| row.get(0)).unwrap();
                rows.map(Result::unwrap).collect()
            }
            Backend::Postgres(url) => {
                let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
                client.query(sql, &[]).unwrap().iter().map(|row| row.get(0)).collect()
            }
        }
    }

    /// What `caunoi verify --json` says of it, and its exit status.
    pub fn verify(&self) -> (serde_json::Value, bool) {
        let out = self.with(program().arg("verify")).arg("--json").output().unwrap();
        let text = String::from_utf8(out.stdout).unwrap();
        let said = serde_json::from_str(&text)
            .unwrap_or_else(|_| panic!("{text}{}", String::from_utf8_lossy(&out.stderr)));
        (said, out.status.success())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some((server, url)) = &self.database
            && let Ok(mut client) = postgres::Client::connect(server, postgres::NoTls)
        {
            let name = url.rsplit_once('/').map_or("", |(_, name)| name);
            let _ = client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}
