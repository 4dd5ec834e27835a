use kernel::journal::{StoredHashes, touched, touched_unnumbered, verify};
use kernel::testing::both;
use kernel::vals;

use crate::support::{WhichDatabase, behind_the_back, open, pin_one};

#[test]
fn a_row_changed_behind_the_programs_back_is_named() {
    for on in both() {
        let o = open(on);
        pin_one(&o, "a");
        pin_one(&o, "b");
        assert!(verify(&o.office, None).unwrap().ok, "{on:?}");
        behind_the_back(&o, "UPDATE notes SET text = 'c' WHERE number = 2");
        let report = verify(&o.office, None).unwrap();
        assert_eq!(report.faults.len(), 1);
        assert!(report.faults[0].place.starts_with("notes "), "{on:?}: {report:?}");
        let first = report.first_bad.as_ref().unwrap();
        assert!(!report.ok && first.place == report.faults[0].place, "{on:?}: {report:?}");
    }
}

#[test]
fn a_row_put_in_and_a_row_taken_out_are_named() {
    for on in both() {
        let o = open(on);
        pin_one(&o, "a");
        let id = if o.backend_is_postgres() {
            "'\\x00112233445566778899aabbccddeeff'"
        } else {
            "x'00112233445566778899aabbccddeeff'"
        };
        behind_the_back(&o, &format!("INSERT INTO notes (id, number, text) VALUES ({id}, 2, 'x')"));
        let report = verify(&o.office, None).unwrap();
        assert!(report.faults.iter().any(|f| f.what.contains("no act wrote")), "{on:?}: {report:?}");
        behind_the_back(&o, "DELETE FROM notes");
        let report = verify(&o.office, None).unwrap();
        assert!(
            report.faults.iter().any(|f| f.what.contains("not what the journal says")),
            "{on:?}: {report:?}"
        );
    }
}

#[test]
fn an_altered_entry_is_the_first_bad_one() {
    for on in both() {
        let o = open(on);
        for n in 0..5 {
            pin_one(&o, &n.to_string());
        }
        o.office.settle_journal().unwrap();
        behind_the_back(
            &o,
            "UPDATE journal_entries SET at = at + 1 WHERE id = (SELECT entry FROM journal_leaves WHERE seq = 3)",
        );
        let report = verify(&o.office, None).unwrap();
        assert_eq!(report.first_bad.unwrap().seq, Some(3), "{on:?}");
    }
}

#[test]
fn a_cut_tail_is_found_by_a_checkpoint_kept_outside() {
    for on in both() {
        let o = open(on);
        pin_one(&o, "a");
        let kept = o.office.settle_journal().unwrap().unwrap();
        pin_one(&o, "b");
        let later = o.office.settle_journal().unwrap().unwrap();
        assert!(verify(&o.office, Some(&kept)).unwrap().ok, "{on:?}");
        assert!(verify(&o.office, Some(&later)).unwrap().ok, "{on:?}");
        behind_the_back(
            &o,
            "DELETE FROM journal_subjects WHERE entry IN (SELECT entry FROM journal_leaves WHERE seq = 1);
             DELETE FROM journal_checkpoints WHERE size = 2;
             CREATE TABLE cut AS SELECT entry FROM journal_leaves WHERE seq = 1;
             DELETE FROM journal_leaves WHERE seq = 1;
             DELETE FROM journal_entries WHERE id IN (SELECT entry FROM cut);
             DELETE FROM notes WHERE number = 2;",
        );
        let report = verify(&o.office, Some(&later)).unwrap();
        assert!(report.faults.iter().any(|f| f.what.contains("cut off")), "{on:?}: {report:?}");
    }
}

#[test]
fn anybody_can_be_shown_that_an_entry_is_in_the_log() {
    for on in both() {
        let o = open(on);
        for n in 0..300 {
            pin_one(&o, &n.to_string());
        }
        let note = o.office.settle_journal().unwrap().unwrap();
        let key = o.office.journal().verifying_key();
        let head = transparency::Checkpoint::open(&note, &[key]).unwrap().checkpoint;
        assert_eq!(head.size, 300, "{on:?}");
        o.office
            .read_blocking(|tx| {
                let (seq, entry) = kernel::journal::follow(tx, 280, 1).unwrap().remove(0);
                let proof = transparency::inclusion_proof(seq, 300, StoredHashes(tx)).unwrap();
                let leaf = transparency::leaf_hash(entry.body());
                assert!(
                    transparency::verify_inclusion(&leaf, seq, 300, &head.root, &proof).is_ok(),
                    "{on:?}"
                );
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn the_log_tells_no_text_that_a_person_wrote() {
    for on in both() {
        let o = open(on);
        pin_one(&o, "một câu riêng tư");
        o.office.settle_journal().unwrap();
        let body = o.office.read_blocking(|tx| kernel::journal::follow(tx, 0, 1)).unwrap().remove(0).1;
        let text = String::from_utf8(body.body().to_vec()).unwrap();
        assert!(!text.contains("riêng tư") && text.contains("sealed"), "{text}");
    }
}

#[test]
fn a_receipt_convinces_an_outsider_and_fits_no_other_entry() {
    for on in both() {
        let o = open(on);
        for n in 0..3 {
            pin_one(&o, &n.to_string());
        }
        o.office.settle_journal().unwrap();
        let entries = o.office.read_blocking(|tx| kernel::journal::follow(tx, 0, 3)).unwrap();
        let keys = [o.office.journal().verifying_key()];
        let text = kernel::journal::receipt(&o.office, entries[1].1.id).unwrap().unwrap();
        let receipt = transparency::Receipt::parse(&text).unwrap();
        assert!(receipt.verify(entries[1].1.body(), &keys).is_ok(), "{on:?}");
        assert!(receipt.verify(entries[2].1.body(), &keys).is_err(), "{on:?}");
        assert_eq!(kernel::journal::receipt(&o.office, o.office.new_id()).unwrap(), None);
    }
}

#[test]
fn the_log_is_laid_out_as_tiles_for_foreign_tools() {
    for on in both() {
        let o = open(on);
        for n in 0..260 {
            pin_one(&o, &n.to_string());
        }
        let folder = tempfile::tempdir().unwrap();
        let head = kernel::journal::export(&o.office, folder.path()).unwrap();
        assert_eq!(head.size, 260, "{on:?}");
        for file in ["checkpoint", "tile/0/000", "tile/0/001.p/4", "tile/1/000.p/1", "tile/entries/000"] {
            assert!(folder.path().join(file).exists(), "{on:?}: {file}");
        }
    }
}

#[test]
fn who_follows_the_log_hears_of_each_changed_subject_once_and_of_what_has_no_number_yet() {
    for on in both() {
        let o = open(on);
        pin_one(&o, "a");
        pin_one(&o, "b");
        o.office.settle_journal().unwrap();
        let read = |from| o.office.read_blocking(|tx| touched(tx, from, 100)).unwrap();
        let all = read(0);
        let written = o.office.read_blocking(|tx| {
            tx.rows(
                "SELECT DISTINCT kind, subject FROM journal_subjects ORDER BY kind, subject",
                vals![],
                |row| Ok((row.get::<String>(0)?, row.get::<uuid::Uuid>(1)?)),
            )
        });
        assert_eq!(all.subjects, written.unwrap(), "{on:?}");
        assert!(all.subjects.len() >= 2 && read(all.seq).subjects.is_empty(), "{on:?}: {all:?}");
        let last = read(all.seq - 1);
        assert!(last.subjects.len() < all.subjects.len() && last.seq == all.seq, "{on:?}: {last:?}");
        // As between an act's commit and its numbering on PostgreSQL.
        behind_the_back(
            &o,
            "INSERT INTO journal_pending (entry, at, hash) SELECT entry, 0, hash FROM journal_leaves WHERE seq = 0",
        );
        let waiting = o.office.read_blocking(|tx| touched_unnumbered(tx, 10)).unwrap();
        let first = o.office.read_blocking(|tx| touched(tx, 0, 1)).unwrap();
        assert_eq!(waiting, first.subjects, "{on:?}");
    }
}
