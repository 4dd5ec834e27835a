use kernel::testing::both;
use kernel::{Instant, Kind};
use people::{account, sessions};

use crate::support::{PASSWORD, fixture, hash};

#[test]
fn signing_in_opens_a_session_that_ends_when_idle() {
    for on in both() {
        let f = fixture(on);
        let office = &f.o.office;
        let signed_in = sessions::sign_in(office, " Anh ", PASSWORD, "Trình duyệt").unwrap();
        assert_eq!(sessions::find(office, &signed_in.secret).unwrap(), Some(f.clerk), "{on:?}");
        f.o.clock.advance(sessions::IDLE - Instant::MINUTE);
        assert_eq!(sessions::find(office, &signed_in.secret).unwrap(), Some(f.clerk), "{on:?}");
        f.o.clock.advance(sessions::IDLE - Instant::MINUTE);
        assert_eq!(sessions::find(office, &signed_in.secret).unwrap(), Some(f.clerk), "work keeps it alive");
        f.o.clock.advance(sessions::IDLE + Instant::MINUTE);
        assert_eq!(sessions::find(office, &signed_in.secret).unwrap(), None, "{on:?}");
    }
}

#[test]
fn wrong_passwords_are_refused_alike_and_make_the_next_try_wait() {
    for on in both() {
        let f = fixture(on);
        let office = &f.o.office;
        let nobody = sessions::sign_in(office, "khongco", "x", "").err().unwrap();
        let wrong = sessions::sign_in(office, "anh", "x", "").err().unwrap();
        assert_eq!(nobody.msg, wrong.msg, "{on:?}: the answer does not tell which names exist");
        for _ in 0..4 {
            assert!(sessions::sign_in(office, "anh", "x", "").is_err());
        }
        let waiting = sessions::sign_in(office, "anh", PASSWORD, "").err().unwrap();
        assert_eq!((waiting.kind, waiting.msg.key()), (Kind::Busy, "sign-in-wait"), "{on:?}");
        f.o.clock.advance(5 * Instant::SECOND);
        assert!(sessions::sign_in(office, "anh", PASSWORD, "").is_ok(), "{on:?}");
    }
}

#[test]
fn a_locked_out_administrator_gets_a_one_time_password_at_the_console() {
    for on in both() {
        let f = fixture(on);
        let office = &f.o.office;
        let before = sessions::sign_in(office, "quantri", PASSWORD, "").unwrap();
        let password = account::reset(office, "quantri").unwrap();
        assert_eq!(sessions::find(office, &before.secret).unwrap(), None, "{on:?}: old sessions end");
        assert!(sessions::sign_in(office, "quantri", PASSWORD, "").is_err(), "{on:?}");
        assert!(sessions::sign_in(office, "quantri", &password, "").unwrap().must_change, "{on:?}");
        assert!(account::reset(office, "khongco").is_err());
    }
}

#[test]
fn the_first_run_happens_once() {
    for on in both() {
        let f = fixture(on);
        let again = account::FirstRun {
            office: "X".to_owned(),
            full_name: "Y".to_owned(),
            sign_in_name: "yy".to_owned(),
            password_hash: hash(),
        };
        assert_eq!(account::first_run(&f.o.office, again).unwrap_err().msg.key(), "already-set-up", "{on:?}");
    }
}

#[test]
fn a_slip_asked_for_twice_with_one_form_shows_no_password_that_does_not_fit() {
    for on in both() {
        let f = fixture(on);
        let office = &f.o.office;
        let admin = || kernel::Actor::person(f.administrator.uuid(), None);
        let form = office.new_id();
        let password = account::new_slip(office, admin(), form, "anh").unwrap();
        let twice = account::new_slip(office, admin(), form, "anh").unwrap_err();
        assert_eq!(twice.msg.key(), "slip-sent-twice", "{on:?}");
        assert!(sessions::sign_in(office, "anh", &password, "").is_ok(), "{on:?}");
    }
}

#[test]
fn the_office_sets_how_long_a_session_may_rest() {
    for on in both() {
        let f = fixture(on);
        let office = &f.o.office;
        let clerk = kernel::Actor::person(f.clerk.uuid(), None);
        assert!(office.act_blocking(clerk, office.new_id(), 10, account::set_idle).is_err(), "{on:?}");
        let never = office.act_blocking(f.admin(), office.new_id(), 100_000, account::set_idle).unwrap_err();
        assert_eq!(never.field, Some("minutes"), "{on:?}");
        office.act_blocking(f.admin(), office.new_id(), 10, account::set_idle).unwrap();
        let secret = sessions::sign_in(office, "anh", PASSWORD, "").unwrap().secret;
        f.o.clock.advance(9 * Instant::MINUTE);
        assert!(sessions::find(office, &secret).unwrap().is_some(), "{on:?}");
        f.o.clock.advance(11 * Instant::MINUTE);
        assert!(sessions::find(office, &secret).unwrap().is_none(), "{on:?}");
    }
}
