//! Scans that come while recognition is not installed wait, and are read by themselves when it appears.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use incoming::acts;
use incoming::door::{Checked, Outcome, Together, Under, check_all, keep, take};
use incoming::folder::{Seen, Watched, round as folder_round, watch};
use incoming::intake::{Ways, intake};
use incoming::recognition::round;
use incoming::spool::Spool;
use kernel::testing::{TestOffice, both};
use kernel::{Actor, Instant};
use reading::{Limits, Reader};

use crate::door::{child, equation, given, reader, sound};
use crate::{form, open};

const LETTER: &[u8] = include_bytes!("../scans/letter.png");
const MARKED: &[u8] = include_bytes!("../scans/marked.png");

/// A machine on which nobody has installed tesseract.
fn bare(folder: &tempfile::TempDir) -> Reader {
    let program = folder.path().join("bare");
    let line = format!("#!/bin/sh\nPATH=/nonexistent exec {} \"$@\"\n", child().display());
    fs::write(&program, line).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    Reader::new(program, Limits::default())
}

fn held(o: &TestOffice, reader: &Reader, spool: &Spool, bytes: &[u8]) -> kernel::Id<incoming::Stop> {
    let ways = (Together::Each, Together::One);
    let one = check_all(reader, "upload", vec![given("quet.png", bytes)], ways, false).remove(0);
    let under = Under { actor: Actor::system(), id: o.office.new_id(), stop: None };
    match take(&o.office, Some(spool), under, one).unwrap().outcome {
        Outcome::Question(stop) => stop,
        other => panic!("{other:?}"),
    }
}

fn waiting(o: &TestOffice) -> u64 {
    o.office.read_blocking(incoming::scans_waiting_count).unwrap()
}

#[test]
fn a_question_answers_itself_when_the_pages_can_be_read() {
    for on in both() {
        let (o, spool, folder) = (open(on), Spool::default(), tempfile::tempdir().unwrap());
        let without = bare(&folder);
        let letter = held(&o, &without, &spool, LETTER);
        let marked = held(&o, &without, &spool, MARKED);
        assert_eq!(round(&o.office, &without, &spool).unwrap(), 0, "{on:?}: it is still missing");
        assert_eq!(equation(&o).waiting, 2, "{on:?}");
        assert_eq!(round(&o.office, &reader(), &spool).unwrap(), 2, "{on:?}");
        let stop = |id| o.office.read_blocking(move |tx| incoming::stop(tx, id)).unwrap().unwrap();
        let (letter, marked) = (stop(letter), stop(marked));
        assert_eq!((letter.state.as_str(), letter.receipt.is_some()), ("unmarked", true), "{on:?}");
        assert_eq!(
            (marked.state.as_str(), marked.mark.as_deref(), marked.why.as_str()),
            ("classified", Some("toi-mat"), "marked"),
            "{on:?}"
        );
        assert!(marked.receipt.is_none() && spool.get(marked.id).is_none(), "{on:?}: its bytes are gone");
        let e = equation(&o);
        assert_eq!((e.received, e.waiting, e.handed), (2, 1, 1), "{on:?}");
        assert_eq!(round(&o.office, &reader(), &spool).unwrap(), 0, "{on:?}: nothing is left to do");
        sound(&o);
    }
}

#[test]
fn a_receipt_and_the_paper_it_became_get_what_could_not_be_read() {
    for on in both() {
        let (o, folder) = (open(on), tempfile::tempdir().unwrap());
        let without = bare(&folder);
        let mut receipts = Vec::new();
        for name in ["mot.png", "hai.png"] {
            // A clerk looked at it and let it pass.
            let ways = (Together::Each, Together::One);
            let one = check_all(&without, "upload", vec![given(name, LETTER)], ways, true).remove(0);
            let Checked::Clear(parcel) = one else { panic!("{on:?}") };
            let input = keep(&o.office, &parcel, None).unwrap();
            receipts.push(
                o.office.act_blocking(Actor::system(), o.office.new_id(), input, acts::receive).unwrap(),
            );
        }
        assert_eq!(waiting(&o), 2, "{on:?}");
        let booked = o
            .office
            .act_blocking(Actor::system(), o.office.new_id(), form(receipts[1]), incoming::register)
            .unwrap();
        assert_eq!(round(&o.office, &without, &Spool::default()).unwrap(), 0, "{on:?}");
        assert_eq!(round(&o.office, &reader(), &Spool::default()).unwrap(), 2, "{on:?}");
        assert_eq!(waiting(&o), 0, "{on:?}");
        let files = o.office.read_blocking(|tx| documents::files(tx, booked.paper)).unwrap();
        assert!(files[0].text.contains("25-CV/VPTU"), "{on:?}: {}", files[0].text);
        let line = o.office.read_blocking(|tx| documents::paper(tx, booked.paper)).unwrap().unwrap();
        assert_eq!(line.code, "118-BC/ĐU", "{on:?}: the line is the clerk's");
        sound(&o);
    }
}

#[test]
fn scans_in_the_watched_folder_stay_there_until_they_can_be_read() {
    for on in both() {
        let (o, folder, scans) = (open(on), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let input = Watched { path: scans.path().display().to_string(), mail_each: false };
        o.office.act_blocking(Actor::system(), o.office.new_id(), input, watch).unwrap();
        fs::write(scans.path().join("quet.png"), LETTER).unwrap();
        fs::write(scans.path().join("van-ban.txt"), "Van ban chu").unwrap();
        let (without, mut seen) = (bare(&folder), Seen::default());
        for _ in 0..3 {
            folder_round(&o.office, &without, &mut seen).unwrap();
            o.clock.advance(Instant::MINUTE);
        }
        assert_eq!(equation(&o).received, 1, "{on:?}: only what can be read was taken");
        assert!(scans.path().join("quet.png").exists(), "{on:?}");
        for _ in 0..2 {
            folder_round(&o.office, &reader(), &mut seen).unwrap();
            o.clock.advance(Instant::MINUTE);
        }
        assert_eq!(equation(&o).received, 2, "{on:?}");
        assert!(!scans.path().join("quet.png").exists(), "{on:?}");
        sound(&o);
    }
}

#[test]
fn at_the_console_a_scan_stays_where_it_is_until_it_can_be_read() {
    for on in both() {
        let (o, folder) = (open(on), tempfile::tempdir().unwrap());
        let path = folder.path().join("quet.png");
        fs::write(&path, LETTER).unwrap();
        let ways = Ways { register: false, unmarked: false, mail_each: false };
        let line = intake(&o.office, &bare(&folder), &path, ways).remove(0);
        assert_eq!((line.outcome, line.id.is_none()), ("waiting", true), "{on:?}");
        assert!(line.reason.unwrap().contains("tesseract-ocr-vie"), "{on:?}: what to install is said");
        assert_eq!(equation(&o).received, 0, "{on:?}: nothing was taken, so nothing is counted");
        let line = intake(&o.office, &reader(), &path, ways).remove(0);
        assert_eq!(
            (line.outcome, line.id.is_some()),
            ("waiting", true),
            "{on:?}: read, it waits for a clerk"
        );
        assert_eq!(equation(&o).waiting, 1, "{on:?}");
        sound(&o);
    }
}
