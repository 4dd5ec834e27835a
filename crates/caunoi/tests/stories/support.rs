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
        let server = std::env::var("CAUNOI_TEST_PG");
        let server = || server.expect("this story needs PostgreSQL: run it through bin/postgres or bin/test");
        let database = (on == On::Postgres).then(|| database(&server(), "template0"));
        Place { folder, database }
    }

    /// Another installation with the same things in it. Nobody may be connected to this one.
    pub fn copy(&self) -> Place {
        let folder = tempfile::tempdir().unwrap();
        copy_folder(self.data(), folder.path());
        let database = self.database.as_ref().map(|(server, url)| {
            let (_, name) = url.rsplit_once('/').unwrap();
            database(server, name)
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

    /// One column of texts.
    pub fn texts(&self, sql: &str) -> Vec<String> {
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

    /// Behind the program's back.
    pub fn execute(&self, sql: &str) {
        match self.backend() {
            Backend::Sqlite(path) => rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap(),
            Backend::Postgres(url) => {
                postgres::Client::connect(&url, postgres::NoTls).unwrap().batch_execute(sql).unwrap();
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

/// A database of its own, made like another one.
fn database(server: &str, like: &str) -> (String, String) {
    let mut bytes = [0u8; 8];
    SystemClock.random(&mut bytes);
    let name = format!("caunoi_crash_{}", hex::encode(bytes));
    let form = if like == "template0" { "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'" } else { "" };
    let mut client = postgres::Client::connect(server, postgres::NoTls).unwrap();
    // Others copy the same one at this moment: then it is tried again.
    for again in (0..200).rev() {
        match client.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {like} {form}")) {
            Ok(()) => break,
            Err(fault) if again == 0 => panic!("{fault}"),
            Err(_) => std::thread::sleep(std::time::Duration::from_millis(50)),
        }
    }
    let (base, _) = server.rsplit_once('/').unwrap();
    (server.to_owned(), format!("{base}/{name}"))
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &place);
        } else {
            std::fs::copy(entry.path(), place).unwrap();
        }
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

/// The small office of a demonstration, made and left.
pub fn small_office(data: &std::path::Path) {
    let mut demo = program();
    demo.arg("demo").args(["--papers", "0", "--listen", "127.0.0.1:0", "--data"]).arg(data);
    let mut child = demo.stdout(std::process::Stdio::null()).spawn().unwrap();
    let done = data.join("demo.done");
    for _ in 0..600 {
        if done.exists() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(done.exists(), "the small office was made");
}
