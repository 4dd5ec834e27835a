//! Killed at random moments under 64 clients: numbers stay gapless, what was answered stays, nothing is done twice.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use kernel::testing::{On, both};
use kernel::{Clock as _, SystemClock};

use crate::support::{Place, program};

/// How often it is killed; `bin/soak` asks for hundreds.
fn kills() -> usize {
    std::env::var("CAUNOI_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(6)
}

fn hammer(place: &Place, notes: &Path, clients: &str) -> Command {
    let mut command = program();
    place.with(command.arg("hammer")).arg("--notes").arg(notes).args(["--clients", clients]);
    command
}

/// Between 50 ms and 1.3 s, so that some kills fall into the opening and some under full load.
fn a_while() -> Duration {
    let mut byte = [0u8; 1];
    SystemClock.random(&mut byte);
    Duration::from_millis(50 + 5 * u64::from(byte[0]))
}

fn killed_at_random(on: On) {
    let place = Place::new(on);
    let folder = tempfile::tempdir().unwrap();
    let notes = folder.path();
    for _ in 0..kills() {
        let mut child = hammer(&place, notes, "64").stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n", "{on:?}: it opens again after being killed");
        std::thread::sleep(a_while());
        // On Unix this is SIGKILL.
        child.kill().unwrap();
        child.wait().unwrap();
    }
    // Once more, to the end: what was never answered is repeated under its own act id.
    let last = hammer(&place, notes, "64").args(["--papers", "3"]).output().unwrap();
    assert!(last.status.success(), "{on:?}: {}", String::from_utf8_lossy(&last.stderr));
    hold_against_notes(&place, notes, on);
}

fn hold_against_notes(place: &Place, notes: &Path, on: On) {
    let (mut begun, mut answered) = (Vec::new(), BTreeMap::new());
    for file in std::fs::read_dir(notes).unwrap() {
        for line in std::fs::read_to_string(file.unwrap().path()).unwrap().lines() {
            let words: Vec<&str> = line.split(' ').collect();
            match words[..] {
                ["register", id] => begun.push(id.to_owned()),
                ["registered", id, number] => {
                    answered.insert(id.to_owned(), number.parse::<i64>().unwrap());
                }
                _ => {}
            }
        }
    }
    let numbers = place.numbers("SELECT number FROM papers ORDER BY number");
    let count = i64::try_from(numbers.len()).unwrap();
    assert_eq!(numbers, (1..=count).collect::<Vec<_>>(), "{on:?}: no gap, no number twice");
    assert_eq!(answered.len(), begun.len(), "{on:?}: in the end everything begun was answered");
    let mut told: Vec<i64> = answered.values().copied().collect();
    told.sort_unstable();
    assert_eq!(told, numbers, "{on:?}: every number belongs to one act id, and every answered one is there");
    let (said, success) = place.verify();
    assert!(success && said["ok"] == true && said["first_bad"].is_null(), "{on:?}: {said}");
    println!("{on:?}: {} kills, {count} papers, {} entries", kills(), said["entries"]);
}

#[test]
fn killed_at_random_moments_nothing_answered_is_lost_and_nothing_done_twice() {
    for on in both() {
        killed_at_random(on);
    }
}

#[test]
fn a_full_disk_is_told_and_leaves_nothing_half_done() {
    let place = Place::new(On::Sqlite);
    let folder = tempfile::tempdir().unwrap();
    // No file may grow beyond 4 MB, of which an empty office has half; the signal that goes with it is ignored, so that the write itself fails.
    let mut command = Command::new("bash");
    command.args(["-c", "trap '' XFSZ; ulimit -f 4000; exec \"$@\"", "bash", env!("CARGO_BIN_EXE_caunoi")]);
    place.with(command.arg("hammer")).arg("--notes").arg(folder.path()).args(["--clients", "4"]);
    let out = command.output().unwrap();
    let said = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(1), "{said}");
    assert!(said.contains("nothing was saved") && said.contains("see to the disk"), "{said}");
    let (report, success) = place.verify();
    assert!(success, "what was there before is whole: {report}");
    // With room again the same clients go on where they stood.
    let again = hammer(&place, folder.path(), "4").args(["--papers", "2"]).output();
    assert!(again.unwrap().status.success());
    hold_against_notes(&place, folder.path(), On::Sqlite);
}

/// Ends every connection of this database, as a server does that is stopped or falls over.
fn cut_all(place: &Place, admin: &mut postgres::Client) {
    let (_, url) = place.database.as_ref().unwrap();
    let name = url.rsplit_once('/').unwrap().1;
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
    admin.query(cut, &[&name]).unwrap();
}

#[test]
fn when_postgres_goes_away_under_load_acts_wait_or_are_refused_and_go_on_when_it_is_back() {
    let place = Place::new(On::Postgres);
    let folder = tempfile::tempdir().unwrap();
    let (server, url) = place.database.clone().unwrap();
    let name = url.rsplit_once('/').unwrap().1;
    let mut admin = postgres::Client::connect(&server, postgres::NoTls).unwrap();
    let mut command = hammer(&place, folder.path(), "16");
    let mut child = command.args(["--papers", "25"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n");
    for round in 0..10 {
        std::thread::sleep(a_while() / 4);
        cut_all(&place, &mut admin);
        if round % 4 == 0 {
            // Away for longer: nobody gets in.
            admin.batch_execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).unwrap();
            cut_all(&place, &mut admin);
            std::thread::sleep(Duration::from_millis(700));
            admin.batch_execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")).unwrap();
        }
    }
    let status = child.wait().unwrap();
    assert!(status.success(), "every client got through in the end");
    hold_against_notes(&place, folder.path(), On::Postgres);
}
