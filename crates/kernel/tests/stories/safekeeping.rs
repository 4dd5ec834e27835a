//! Backups by the program's own clock, each restored on trial; and what happens when the disk has no room to spare.

use std::fs;
use std::path::Path;

use kernel::periodic::{own, run_due};
use kernel::safekeeping::{self, Alarm, Plan, Run, WantBackup, alarms, set_plan};
use kernel::testing::{On, TestOffice, both};
use kernel::{Actor, Instant, Kind};

use crate::support::{open, pin_one};

fn planned(o: &TestOffice, folder: &Path, change: impl Fn(Plan) -> Plan) -> Plan {
    let plan =
        change(Plan { folder: folder.display().to_string(), warn_mb: 0, critical_mb: 0, ..Plan::default() });
    o.office.act_blocking(Actor::console(), o.office.new_id(), plan.clone(), set_plan).unwrap();
    plan
}

/// What the nightly thread does.
fn a_round(o: &TestOffice) {
    let backups: Vec<_> = own().into_iter().filter(|piece| piece.name == "backups").collect();
    run_due(&o.office, &backups, o.office.new_id()).unwrap();
}

fn runs(o: &TestOffice) -> Vec<Run> {
    o.office.read_blocking(|tx| safekeeping::runs(tx, 100)).unwrap()
}

fn told(o: &TestOffice) -> Vec<Alarm> {
    let now = o.office.now();
    let told = o.office.read_blocking(|tx| alarms(tx, Some(o.office.data()), now)).unwrap();
    // How full the disk of the machine is that runs this is no part of most stories.
    let levels = o.office.read_blocking(Plan::load).unwrap();
    told.into_iter().filter(|alarm| levels.warn_mb > 20_000 || !matches!(alarm, Alarm::Disk(_))).collect()
}

fn later(o: &TestOffice, micros: i64) {
    o.clock.advance(micros);
}

#[test]
fn a_backup_is_made_each_night_and_restored_on_trial() {
    for on in both() {
        let o = open(on);
        assert_eq!(told(&o), [Alarm::NoFolder], "{on:?}");
        let folder = tempfile::tempdir().unwrap();
        planned(&o, folder.path(), |plan| plan);
        assert_eq!(told(&o), [Alarm::Old(None)], "{on:?}: nothing was made yet");
        pin_one(&o, "one");
        let blob = o.office.blobs().put(b"original").unwrap();
        for _ in 0..3 {
            a_round(&o);
            later(&o, 2 * Instant::MINUTE);
        }
        let made = runs(&o);
        assert_eq!(made.len(), 1, "{on:?}: once, until the night comes");
        assert!(made[0].is_good() && made[0].drill_blobs == 1, "{on:?}: {:?}", made[0]);
        assert_eq!(told(&o), [], "{on:?}");
        later(&o, Instant::DAY);
        pin_one(&o, "two");
        a_round(&o);
        let made = runs(&o);
        assert_eq!(made.len(), 2, "{on:?}");
        assert!(made[0].is_good(), "{on:?}: {:?}", made[0]);
        let places: Vec<_> = made
            .iter()
            .map(|run| {
                let name = blob.to_string();
                folder.path().join(&run.name).join("blobs").join(&name[..2]).join(&name[2..4]).join(&name)
            })
            .collect();
        use std::os::unix::fs::MetadataExt;
        let [new, old] = [0, 1].map(|n| fs::metadata(&places[n]).unwrap().ino());
        assert_eq!(new, old, "{on:?}: an original takes room once");
        // What was done stands in the journal, and the journal is sound.
        let report = kernel::journal::verify(&o.office, None).unwrap();
        assert!(report.ok, "{on:?}: {report:?}");
        assert_eq!(kernel::testing::unclaimed_tables(&o.office).unwrap(), Vec::<String>::new());
        let leftovers = fs::read_dir(o.office.data()).unwrap().flatten();
        assert!(
            leftovers.into_iter().all(|e| !e.file_name().to_string_lossy().starts_with("drill-")),
            "{on:?}"
        );
    }
}

#[test]
fn one_asked_for_is_made_whatever_the_hour_and_old_ones_go() {
    let o = open(On::Sqlite);
    let folder = tempfile::tempdir().unwrap();
    planned(&o, folder.path(), |plan| Plan { daily: 2, weekly: 0, monthly: 0, ..plan });
    fs::create_dir(folder.path().join("tai-lieu-khac")).unwrap();
    for _ in 0..4 {
        later(&o, Instant::DAY);
        o.office
            .act_blocking(Actor::console(), o.office.new_id(), WantBackup {}, safekeeping::want_backup)
            .unwrap();
        later(&o, Instant::MINUTE);
        a_round(&o);
    }
    assert_eq!(runs(&o).len(), 4);
    let mut left: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .flatten()
        .map(|e| e.file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left.len(), 3, "{left:?}");
    assert!(left.contains(&"tai-lieu-khac".to_owned()), "what is not ours stays");
}

#[test]
fn a_backup_that_does_not_restore_is_an_alarm_and_lets_no_older_one_go() {
    for on in both() {
        let o = open(on);
        let folder = tempfile::tempdir().unwrap();
        let plan = planned(&o, folder.path(), |plan| Plan { daily: 1, weekly: 0, monthly: 0, ..plan });
        pin_one(&o, "one");
        let blob = o.office.blobs().put(b"original").unwrap();
        let first = safekeeping::back_up(&o.office, &plan).unwrap();
        assert!(first.is_good(), "{on:?}: {first:?}");
        // The medium went bad: the drill is what finds it, not the day on which it is needed.
        let name = blob.to_string();
        let kept =
            folder.path().join(&first.name).join("blobs").join(&name[..2]).join(&name[2..4]).join(&name);
        fs::remove_file(&kept).unwrap();
        fs::write(&kept, b"0riginal").unwrap();
        let all = safekeeping::blobs_of(&folder.path().join(&first.name)).unwrap();
        let fault = safekeeping::drill(&o.office, &folder.path().join(&first.name), &all).unwrap_err();
        assert!(fault.contains("altered"), "{on:?}: {fault}");
        // Rows too: one line of the copy is another than the journal says.
        let copy = folder.path().join(&first.name).join("caunoi.db");
        rusqlite::Connection::open(copy).unwrap().execute("UPDATE notes SET text = 'other'", []).unwrap();
        let fault = safekeeping::drill(&o.office, &folder.path().join(&first.name), &[]).unwrap_err();
        assert!(fault.contains("notes"), "{on:?}: {fault}");
        // An office whose own rows were changed makes backups that do not stand the drill.
        crate::support::behind_the_back(&o, "UPDATE notes SET text = 'other'");
        later(&o, Instant::DAY);
        let second = safekeeping::back_up(&o.office, &plan).unwrap();
        assert!(second.fault.is_none() && second.drill_fault.is_some(), "{on:?}: {second:?}");
        assert!(told(&o).iter().any(|alarm| matches!(alarm, Alarm::DrillFailed(_))), "{on:?}");
        assert!(folder.path().join(&first.name).exists(), "{on:?}: the older one stays");
    }
}

#[test]
fn a_backup_that_cannot_be_made_is_tried_again_and_leaves_nothing_half() {
    let o = open(On::Sqlite);
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("file");
    fs::write(&blocked, "x").unwrap();
    planned(&o, &blocked.join("backups"), |plan| plan);
    a_round(&o);
    assert!(runs(&o)[0].fault.is_some());
    assert!(matches!(told(&o).first(), Some(Alarm::Failed(_))), "{:?}", told(&o));
    later(&o, 30 * Instant::MINUTE);
    a_round(&o);
    assert_eq!(runs(&o).len(), 1, "not without end");
    fs::remove_file(&blocked).unwrap();
    // A backup in the making when the machine went down.
    fs::create_dir_all(blocked.join("backups").join("2026-11-22-010000.part")).unwrap();
    later(&o, Instant::HOUR);
    a_round(&o);
    assert!(runs(&o)[0].is_good(), "{:?}", runs(&o)[0]);
    let left = fs::read_dir(blocked.join("backups")).unwrap().count();
    assert_eq!(left, 1, "the half one is gone");
}

#[test]
fn a_plan_that_cannot_work_is_refused_at_its_fields() {
    let o = open(On::Sqlite);
    let wrong = Plan {
        folder: "sao-luu".to_owned(),
        hour: 24,
        daily: 0,
        warn_mb: 1,
        critical_mb: 2,
        ..Plan::default()
    };
    let refusal = o.office.act_blocking(Actor::console(), o.office.new_id(), wrong, set_plan).unwrap_err();
    let mut fields: Vec<_> =
        [refusal.field].into_iter().chain(refusal.also.iter().map(|r| r.field)).flatten().collect();
    fields.sort_unstable();
    assert_eq!(fields, ["critical_mb", "daily", "folder", "hour"]);
    let none =
        o.office.act_blocking(Actor::console(), o.office.new_id(), WantBackup {}, safekeeping::want_backup);
    assert_eq!(none.unwrap_err().field, Some("folder"));
}

#[test]
fn without_room_to_spare_no_papers_are_taken_in() {
    let o = open(On::Sqlite);
    let folder = tempfile::tempdir().unwrap();
    planned(&o, folder.path(), |plan| plan);
    o.office.has_room().unwrap();
    let plan = planned(&o, folder.path(), |plan| Plan { warn_mb: 1 << 40, critical_mb: 1 << 40, ..plan });
    let refusal = o.office.has_room().unwrap_err();
    assert_eq!((refusal.kind, refusal.msg.key()), (Kind::Full, "disk-critical"));
    assert!(kernel::disk::room(&o.office.data().join("not").join("there")).is_some());
    let disks = told(&o).into_iter().filter(|alarm| matches!(alarm, Alarm::Disk(_))).count();
    assert_eq!(disks, 2, "the data and the backups of {}", plan.folder);
}
