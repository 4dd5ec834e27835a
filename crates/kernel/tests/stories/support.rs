//! A tiny office: notes on a board, numbered without gaps.

use kernel::testing::{On, TestOffice, office};
use kernel::{
    Act, Actor, Check, Fault, Id, Migration, Part, Refusal, StoreError, Subject, SubjectKind, SubjectTable,
    Tx, vals,
};

pub struct Note;

const SQL: &str = "
CREATE TABLE notes (id BLOB PRIMARY KEY, number BIGINT NOT NULL UNIQUE, text TEXT NOT NULL);
CREATE TABLE note_counter (id BIGINT PRIMARY KEY, last BIGINT NOT NULL);
INSERT INTO note_counter (id, last) VALUES (1, 0);
";

pub const PART: Part = Part {
    name: "board",
    migrations: &[Migration { version: 1, name: "notes", sql: SQL }],
    subjects: &[SubjectKind {
        name: "note",
        tables: &[SubjectTable { table: "notes", key: "id", order: "id" }],
    }],
    operational: &["note_counter"],
    checks: &[Check { name: "no gaps", run: no_gaps }],
};

fn no_gaps(tx: &mut Tx<'_>) -> Result<Vec<Fault>, StoreError> {
    let (count, max): (i64, Option<i64>) =
        tx.one("SELECT count(*), max(number) FROM notes", vals![], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let fault = || Fault { check: "no gaps".into(), place: "notes".into(), what: format!("{count} notes") };
    Ok(if max.unwrap_or(0) == count { vec![] } else { vec![fault()] })
}

pub fn open(on: On) -> TestOffice {
    office(on, &[PART]).unwrap()
}

pub fn pin(act: &mut Act<'_>, text: String) -> Result<i64, Refusal> {
    let id: Id<Note> = act.new_id();
    let sql = "UPDATE note_counter SET last = last + 1 WHERE id = 1 RETURNING last";
    let number: i64 = act.tx().one(sql, vals![], |row| row.get(0))?;
    act.record("board.pin", Subject::new("note", id));
    act.fact("number", number);
    act.sealed_fact("text", &text)?;
    act.tx().exec("INSERT INTO notes (id, number, text) VALUES (?1, ?2, ?3)", vals![id, number, text])?;
    Ok(number)
}

pub fn pin_one(o: &TestOffice, text: &str) -> i64 {
    o.office.act_blocking(Actor::system(), o.office.new_id(), text.to_owned(), pin).unwrap()
}

/// Changes rows as an intruder with the database's password would.
pub fn behind_the_back(o: &TestOffice, sql: &str) {
    match &o.backend {
        kernel::Backend::Sqlite(path) => {
            rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap();
        }
        kernel::Backend::Postgres(url) => {
            postgres::Client::connect(url, postgres::NoTls).unwrap().batch_execute(sql).unwrap();
        }
    }
}

pub trait WhichDatabase {
    fn backend_is_postgres(&self) -> bool;
}
impl WhichDatabase for TestOffice {
    fn backend_is_postgres(&self) -> bool {
        matches!(self.backend, kernel::Backend::Postgres(_))
    }
}
