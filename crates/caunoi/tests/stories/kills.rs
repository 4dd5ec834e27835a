//! Killed at every write, flush, renaming, shortening and taking away of a file while a paper is taken in, registered and
//! sent on; and while the schema is brought up to date. What was answered stays, the rest is done when it is asked for
//! again, and nothing is half visible in between.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use kernel::testing::{On, both};

use crate::support::{Place, program};
use crate::traced::{Point, killed, points, sampled};

/// Points tried on each database; `bin/soak kills` asks for all of them.
fn most(on: On) -> usize {
    let asked = std::env::var("CAUNOI_POINTS").ok().and_then(|n| n.parse().ok());
    asked.unwrap_or(match on {
        On::Sqlite => 48,
        On::Postgres => 14,
    })
}

/// At once; each of them starts three processes.
const AT_ONCE: usize = 3;
const PAPERS: i64 = 2;

fn steps(place: &Place, cast: &str) -> Command {
    let mut command = program();
    place.with(command.arg("steps")).args(["--cast", cast]);
    command
}

fn ended_well(command: &mut Command, told: &str) -> String {
    let out = command.output().unwrap();
    assert!(out.status.success(), "{told}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

/// Each point once, some at a time.
fn each(points: &[Point], one: impl Fn(&Point) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(point) = points.get(next.fetch_add(1, Ordering::Relaxed)) {
                    one(point);
                }
            });
        }
    });
}

#[test]
fn killed_at_any_write_nothing_is_lost_doubled_or_half_visible() {
    for on in both() {
        let base = Place::new(on);
        let cast = ended_well(base.with(program().arg("steps")).arg("--prepare"), "preparing");
        let cast = cast.trim();
        let whole = base.copy();
        let all = points(whole.data(), &mut steps(&whole, cast));
        drop(whole);
        let count = all.len();
        assert!(count >= 30, "{on:?}: the trace shows what is written: {all:?}");
        let chosen = sampled(all, most(on));
        each(&chosen, |point| {
            let told = format!("{on:?}, killed at {point:?}");
            let place = base.copy();
            killed(place.data(), point, &mut steps(&place, cast));
            let said = ended_well(steps(&place, cast).arg("--look"), &told);
            let said: serde_json::Value = serde_json::from_str(&said).unwrap();
            assert_eq!(said["before"]["ok"], true, "{told}: {}", said["before"]);
            assert_eq!(said["after"]["ok"], true, "{told}: {}", said["after"]);
            done_once(&place, &told);
        });
        println!("{on:?}: {} of {count} points", chosen.len());
    }
}

/// What the day's piece leaves behind, whatever happened on the way.
fn done_once(place: &Place, told: &str) {
    let numbers = place.numbers("SELECT number FROM papers ORDER BY number");
    assert_eq!(numbers, (1..=PAPERS).collect::<Vec<_>>(), "{told}");
    let count = |sql: &str| place.numbers(sql)[0];
    assert_eq!(count("SELECT count(*) FROM receipts WHERE state = 'registered'"), PAPERS, "{told}");
    assert_eq!(count("SELECT count(*) FROM receipts"), PAPERS, "{told}");
    assert_eq!(count("SELECT CAST(sum(received) AS BIGINT) FROM door_days"), PAPERS, "{told}");
    assert_eq!(count("SELECT count(*) FROM paper_files"), 2 * PAPERS, "{told}");
    assert_eq!(count("SELECT count(*) FROM routings"), PAPERS, "{told}");
    // A file that was being written when the program was killed is nobody's original: the store's names are hashes.
    let stored = files_below(&place.data().join("blobs"));
    let named: Vec<_> = stored.iter().filter(|path| !path.parent().unwrap().ends_with("tmp")).collect();
    assert_eq!(named.len(), usize::try_from(2 * PAPERS).unwrap(), "{told}: {stored:?}");
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            found.extend(files_below(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}

fn opening(place: &Place) -> Command {
    let mut command = program();
    place.with(command.arg("steps")).arg("--open");
    command
}

/// Tables, columns and indexes as the database has them, and which steps of the schema it says were taken.
fn schema(place: &Place) -> Vec<String> {
    let mut said = match &place.database {
        None => place.texts("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"),
        Some(_) => place.texts(
            "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable \
             FROM information_schema.columns WHERE table_schema = 'public' \
             UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
        ),
    };
    let histories = match &place.database {
        None => {
            "SELECT name FROM sqlite_master WHERE name LIKE 'migrations\\_%' ESCAPE '\\' AND type = 'table'"
        }
        Some(_) => {
            "SELECT table_name::text FROM information_schema.tables WHERE table_name LIKE 'migrations\\_%'"
        }
    };
    for table in place.texts(histories) {
        said.extend(place.texts(&format!("SELECT '{table} ' || version || ' ' || name FROM {table}")));
    }
    said.sort();
    said
}

fn upgrade_killed(on: On, earlier: Option<usize>) {
    let base = Place::new(on);
    if let Some(until) = earlier {
        ended_well(opening(&base).args(["--until", &until.to_string()]), "an earlier version");
        let id = if on == On::Sqlite { "CAST('0123456789abcdef' AS BLOB)" } else { "'0123456789abcdef'" };
        base.execute(&format!("INSERT INTO settings (id, name, value) VALUES ({id}, 'kept', '7')"));
    }
    let whole = base.copy();
    let all = points(whole.data(), &mut opening(&whole));
    let wanted = schema(&whole);
    let most = most(on) / 3;
    assert!(wanted.len() > 100 && all.len() > most, "{on:?}: {} {}", wanted.len(), all.len());
    let count = all.len();
    let chosen = sampled(all, most);
    each(&chosen, |point| {
        let told = format!("{on:?}, {earlier:?}, killed at {point:?}");
        let place = base.copy();
        killed(place.data(), point, &mut opening(&place));
        ended_well(&mut opening(&place), &told);
        assert_eq!(schema(&place), wanted, "{told}");
        let kept = place.numbers("SELECT count(*) FROM settings WHERE name = 'kept'");
        assert_eq!(kept, [i64::from(earlier.is_some())], "{told}");
        let (said, success) = place.verify();
        // The row that was put in by hand is the only thing that no act wrote.
        let faults = said["faults"].as_array().unwrap().len();
        assert!(success || (earlier.is_some() && faults == 1), "{told}: {said}");
    });
    println!("{on:?}, from {earlier:?}: {} of {count} points", chosen.len());
}

#[test]
fn an_installation_killed_while_it_is_made_is_made_when_it_is_started_again() {
    for on in both() {
        upgrade_killed(on, None);
    }
}

#[test]
fn an_upgrade_killed_in_the_middle_resumes_and_loses_nothing() {
    for on in both() {
        upgrade_killed(on, Some(1));
    }
}
