use std::sync::Arc;

use kernel::journal::verify;
use kernel::testing::{On, both, office};
use kernel::{Backend, Config, SystemClock, backup, restore};

use crate::support::{PART, open, pin_one};

#[test]
fn a_backup_restores_with_an_equal_root_into_either_database() {
    for from in both() {
        for to in both() {
            let o = open(from);
            for n in 0..20 {
                pin_one(&o, &n.to_string());
            }
            let blob = o.office.blobs().put(b"original").unwrap();
            let folder = tempfile::tempdir().unwrap();
            let copy = folder.path().join("copy");
            let report = backup(&o.office, &copy).unwrap();
            assert_eq!((report.entries, report.blobs), (20, 1), "{from:?}");
            assert!(!copy.join("keys").exists(), "the signing key is kept apart");

            let fresh = office(to, &[PART]).unwrap();
            let (data, backend) = (folder.path().join("restored"), fresh.backend.clone());
            drop(fresh.office.clone());
            let backend = match backend {
                Backend::Sqlite(_) => Backend::Sqlite(data.join("caunoi.db")),
                postgres => postgres,
            };
            // The key comes from its own safe place.
            std::fs::create_dir_all(data.join("keys")).unwrap();
            std::fs::copy(o.office.data().join("keys/journal.key"), data.join("keys/journal.key")).unwrap();
            let config = || Config {
                data: data.clone(),
                backend: backend.clone(),
                clock: Arc::new(SystemClock),
                origin: "x".into(),
            };
            restore(&copy, config(), &[PART]).unwrap();
            let again = kernel::Office::open(config(), &[PART]).unwrap();
            let restored = verify(&again, None).unwrap();
            assert!(restored.ok, "{from:?} to {to:?}: {restored:?}");
            assert_eq!(restored.root, report.root, "{from:?} to {to:?}");
            assert_eq!(again.blobs().get(blob).unwrap(), b"original");
            assert!(restore(&copy, config(), &[PART]).is_err(), "a used installation is not overwritten");
        }
    }
}

#[test]
fn a_backup_is_taken_while_the_office_works() {
    let o = Arc::new(open(On::Sqlite));
    pin_one(&o, "first");
    let busy = Arc::clone(&o);
    let work = std::thread::spawn(move || (0..300).for_each(|n| _ = pin_one(&busy, &n.to_string())));
    let folder = tempfile::tempdir().unwrap();
    let report = backup(&o.office, &folder.path().join("copy")).unwrap();
    work.join().unwrap();
    let data = folder.path().join("restored");
    std::fs::create_dir_all(data.join("keys")).unwrap();
    std::fs::copy(o.office.data().join("keys/journal.key"), data.join("keys/journal.key")).unwrap();
    restore(&folder.path().join("copy"), Config::embedded(&data), &[PART]).unwrap();
    let restored = verify(&kernel::Office::open(Config::embedded(&data), &[PART]).unwrap(), None).unwrap();
    assert!(restored.ok, "{restored:?}");
    assert!(restored.entries >= report.entries && restored.root == report.root);
}
