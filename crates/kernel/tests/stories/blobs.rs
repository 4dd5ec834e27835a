//! Originals: refused when they are not what they were, read again by night, brought back from a backup.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use kernel::safekeeping::{self, Alarm, Plan, alarms, set_plan};
use kernel::scrub::{self, NIGHTS};
use kernel::testing::{On, TestOffice, both};
use kernel::{Actor, Beat, BlobHash, Instant, checks, periodic};

use crate::support::open;

#[test]
fn an_altered_original_is_refused() {
    let o = open(On::Sqlite);
    let hash = o.office.blobs().put(b"nguyen ban").unwrap();
    assert_eq!(o.office.blobs().put(b"nguyen ban").unwrap(), hash);
    assert_eq!(o.office.blobs().get(hash).unwrap(), b"nguyen ban");
    std::fs::write(o.office.blobs().place(hash), b"nguyen bbn").unwrap();
    assert_eq!(o.office.blobs().get(hash).unwrap_err().msg.key(), "blob-altered");
    std::fs::remove_file(o.office.blobs().place(hash)).unwrap();
    assert_eq!(o.office.blobs().get(hash).unwrap_err().msg.key(), "blob-missing");
}

#[test]
fn an_original_that_comes_again_replaces_one_that_was_altered() {
    let o = open(On::Sqlite);
    let hash = o.office.blobs().put(b"nguyen ban").unwrap();
    // Of the same length: only a look at the bytes tells them apart.
    fs::write(o.office.blobs().place(hash), b"nguyen bbn").unwrap();
    o.office.blobs().put(b"nguyen ban").unwrap();
    assert_eq!(o.office.blobs().get(hash).unwrap(), b"nguyen ban");
}

fn planned(o: &TestOffice, folder: &Path) -> Plan {
    let plan = Plan { folder: folder.display().to_string(), warn_mb: 0, critical_mb: 0, ..Plan::default() };
    o.office.act_blocking(Actor::console(), o.office.new_id(), plan.clone(), set_plan).unwrap();
    plan
}

fn a_night(o: &TestOffice) {
    o.clock.advance(Instant::DAY);
    let checks: Vec<_> = periodic::own().into_iter().filter(|piece| piece.name == "checks").collect();
    assert_eq!(periodic::run_due(&o.office, &checks, o.office.new_id()).unwrap(), 1);
}

fn found_tonight(o: &TestOffice) -> Vec<String> {
    let found = o.office.read_blocking(checks::latest).unwrap();
    let originals = found.into_iter().find(|check| check.name == checks::ORIGINALS).unwrap();
    originals.detail.into_iter().map(|fault| format!("{} {}", fault.place, fault.what)).collect()
}

fn grave(o: &TestOffice) -> bool {
    let now = o.office.now();
    let told = o.office.read_blocking(|tx| alarms(tx, None, now)).unwrap();
    told.iter().any(|alarm| matches!(alarm, Alarm::Originals(_)))
}

#[test]
fn within_thirty_nights_every_original_is_read_and_a_damaged_one_comes_back_from_the_backup() {
    for on in both() {
        let o = open(on);
        let folder = tempfile::tempdir().unwrap();
        let plan = planned(&o, folder.path());
        let all: Vec<BlobHash> =
            (0..60).map(|n| o.office.blobs().put(format!("giấy {n}").as_bytes()).unwrap()).collect();
        let run = safekeeping::back_up(&o.office, &plan).unwrap();
        assert!(run.is_good(), "{on:?}: {run:?}");
        for hash in &all {
            fs::write(o.office.blobs().place(*hash), "khác").unwrap();
        }
        let mut nights = Vec::new();
        for _ in 0..NIGHTS {
            a_night(&o);
            nights.push(found_tonight(&o).len());
        }
        assert!(nights.iter().all(|found| *found < 20), "{on:?}: a share each night: {nights:?}");
        let damaged = o.office.read_blocking(scrub::damaged).unwrap();
        assert_eq!(damaged.len(), all.len(), "{on:?}: all of them within {NIGHTS} nights");
        assert!(damaged.iter().all(|one| one.what == "altered" && one.mended_at.is_some()));
        assert!(damaged.iter().all(|one| one.mended_from.as_deref() == Some(&run.name)), "{on:?}");
        for (n, hash) in all.iter().enumerate() {
            assert_eq!(o.office.blobs().get(*hash).unwrap(), format!("giấy {n}").as_bytes(), "{on:?}");
        }
        assert!(!grave(&o), "{on:?}");
        assert!(kernel::journal::verify(&o.office, None).unwrap().ok, "{on:?}");
    }
}

#[test]
fn what_no_backup_has_whole_is_told_every_night_until_somebody_brings_it_back() {
    let o = open(On::Sqlite);
    let hash = o.office.blobs().put(b"nguyen ban").unwrap();
    fs::write(o.office.blobs().place(hash), b"nguyen bbn").unwrap();
    scrub::every(&o.office).unwrap();
    for _ in 0..3 {
        a_night(&o);
        let told = found_tonight(&o);
        assert!(told.len() == 1 && told[0].contains("no backup has it whole"), "{told:?}");
        assert!(grave(&o));
    }
    o.office.blobs().put(b"nguyen ban").unwrap();
    a_night(&o);
    assert_eq!(found_tonight(&o), Vec::<String>::new());
    assert!(!grave(&o));
}

#[test]
fn what_a_reader_stumbles_over_is_brought_back_within_the_minute() {
    let o = open(On::Sqlite);
    let folder = tempfile::tempdir().unwrap();
    let plan = planned(&o, folder.path());
    let hash = o.office.blobs().put(b"nguyen ban").unwrap();
    safekeeping::back_up(&o.office, &plan).unwrap();
    fs::remove_file(o.office.blobs().place(hash)).unwrap();
    assert_eq!(o.office.blobs().get(hash).unwrap_err().msg.key(), "blob-missing");
    let soon: Vec<_> = periodic::own()
        .into_iter()
        .filter(|piece| piece.name == "originals" && piece.every == Beat::Every(Instant::MINUTE))
        .collect();
    assert_eq!(periodic::run_due(&o.office, &soon, o.office.new_id()).unwrap(), 1);
    assert_eq!(o.office.blobs().get(hash).unwrap(), b"nguyen ban");
}

#[test]
fn what_a_killed_process_left_half_written_goes_after_a_day_and_not_before() {
    let o = open(On::Sqlite);
    let (blobs, data) = (o.office.data().join("blobs").join("tmp"), o.office.data().to_owned());
    let now = SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(o.office.now().0).unwrap());
    let long_ago = now - Duration::from_secs(2 * 24 * 3600);
    for (place, at) in [(blobs.join("old"), long_ago), (blobs.join("new"), now)] {
        fs::write(&place, "half").unwrap();
        fs::File::options().write(true).open(&place).unwrap().set_modified(at).unwrap();
    }
    fs::create_dir(data.join("drill-old")).unwrap();
    fs::File::open(data.join("drill-old")).unwrap().set_modified(long_ago).unwrap();
    let prune: Vec<_> = periodic::own().into_iter().filter(|piece| piece.name == "prune").collect();
    assert_eq!(periodic::run_due(&o.office, &prune, o.office.new_id()).unwrap(), 1);
    assert!(!blobs.join("old").exists() && blobs.join("new").exists() && !data.join("drill-old").exists());
}
