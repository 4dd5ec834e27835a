//! After the password a code: turned on, asked for, good once, with recovery codes for who lost the telephone.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::testing::{On, both};
use kernel::{Instant, Kind, Refusal};
use people::second::{self, WithCode};
use people::sessions::{self, Entered, SignedIn};
use people::{House, Role, account};
use tower::ServiceExt as _;

use crate::support::{Fixture, PASSWORD, fixture};

/// The clerk's authenticator.
struct Phone(totp_rs::Totp);

impl Phone {
    fn code(&self, f: &Fixture) -> String {
        self.0.generate(u64::try_from(f.o.office.now().0 / Instant::SECOND).unwrap()).to_string()
    }
}

/// The secret as the page shows it, out of the sealed row.
fn phone(f: &Fixture) -> Phone {
    let sealed: String = f
        .o
        .office
        .read_blocking(|tx| tx.one("SELECT secret FROM second_pending", kernel::vals![], |row| row.get(0)))
        .unwrap();
    let secret = f.o.office.unseal(&format!("second factor {}", f.clerk), &sealed).unwrap();
    assert!(!sealed.contains(&secret));
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let made = totp_rs::Builder::new().with_secret(secret).with_account_name("anh").with_skew(1);
    Phone(made.build().unwrap())
}

fn clerk(f: &Fixture) -> kernel::Actor {
    kernel::Actor::person(f.clerk.uuid(), None)
}

/// Turned on, with the codes on paper.
fn on(f: &Fixture) -> (Phone, Vec<String>) {
    let office = &f.o.office;
    second::begin(office, f.clerk).unwrap();
    let phone = phone(f);
    let recovery = second::recovery_codes(office);
    let input = WithCode { code: phone.code(f), recovery: recovery.clone() };
    office.act_blocking(clerk(f), office.new_id(), input, second::turn_on).unwrap();
    (phone, recovery)
}

fn half(f: &Fixture) -> String {
    match sessions::enter(&f.o.office, "anh", PASSWORD, "").unwrap() {
        Entered::Half(secret) => secret,
        Entered::In(_) => panic!("the password alone opened a session"),
    }
}

fn with(f: &Fixture, half: &str, code: &str) -> Result<SignedIn, Refusal> {
    sessions::second(&f.o.office, half, code, "")
}

#[test]
fn with_it_on_the_password_opens_nothing_and_a_code_opens_once() {
    for on_ in both() {
        let f = fixture(on_);
        let (phone, _) = on(&f);
        let office = &f.o.office;
        assert!(sessions::sign_in(office, "anh", PASSWORD, "").is_err(), "{on_:?}");
        let first = half(&f);
        assert_eq!(sessions::find(office, &first).unwrap(), None, "{on_:?}: half is not in");
        // The code by which it was turned on is used up.
        assert_eq!(
            with(&f, &first, &phone.code(&f)).err().unwrap().msg.key(),
            "second-code-wrong",
            "{on_:?}"
        );
        f.o.clock.advance(30 * Instant::SECOND);
        let code = phone.code(&f);
        let signed_in = with(&f, &first, &format!("{} {}", &code[..3], &code[3..])).unwrap();
        assert_eq!(sessions::find(office, &signed_in.secret).unwrap(), Some(f.clerk), "{on_:?}");
        let again = half(&f);
        assert_eq!(with(&f, &again, &code).err().unwrap().msg.key(), "second-code-wrong", "{on_:?}: replay");
        assert!(kernel::journal::verify(office, None).unwrap().ok, "{on_:?}");
    }
}

#[test]
fn a_telephone_may_be_one_step_off_and_no_more() {
    let f = fixture(On::Sqlite);
    let (phone, _) = on(&f);
    f.o.clock.advance(5 * Instant::MINUTE);
    let code = phone.code(&f);
    f.o.clock.advance(30 * Instant::SECOND);
    assert!(with(&f, &half(&f), &code).is_ok(), "thirty seconds behind");
    f.o.clock.advance(5 * Instant::MINUTE);
    let code = phone.code(&f);
    f.o.clock.advance(Instant::MINUTE);
    assert!(with(&f, &half(&f), &code).is_err(), "a minute behind");
    let ahead = u64::try_from(f.o.office.now().0 / Instant::SECOND).unwrap() + 30;
    let ahead = phone.0.generate(ahead).to_string();
    assert!(with(&f, &half(&f), &ahead).is_ok(), "thirty seconds ahead");
}

#[test]
fn wrong_codes_make_the_next_wait_and_half_a_sign_in_runs_out() {
    for on_ in both() {
        let f = fixture(on_);
        let (phone, _) = on(&f);
        f.o.clock.advance(Instant::MINUTE);
        let first = half(&f);
        for _ in 0..5 {
            assert!(with(&f, &first, "000000").is_err());
        }
        // A fresh password does not clear what was tried.
        let waiting = with(&f, &half(&f), &phone.code(&f)).err().unwrap();
        assert_eq!((waiting.kind, waiting.msg.key()), (Kind::Busy, "sign-in-wait"), "{on_:?}");
        f.o.clock.advance(3 * Instant::SECOND);
        assert!(with(&f, &first, &phone.code(&f)).is_ok(), "{on_:?}");
        let late = half(&f);
        f.o.clock.advance(6 * Instant::MINUTE);
        assert_eq!(with(&f, &late, &phone.code(&f)).err().unwrap().msg.key(), "second-half-over", "{on_:?}");
    }
}

#[test]
fn a_recovery_code_works_once_and_new_ones_end_the_old() {
    for on_ in both() {
        let f = fixture(on_);
        let (phone, codes) = on(&f);
        let office = &f.o.office;
        assert_eq!(codes.len(), second::CODES);
        // As it is printed: in two parts.
        let printed = format!("{}-{}", &codes[3][..6], &codes[3][6..]).to_uppercase();
        assert!(with(&f, &half(&f), &printed).is_ok(), "{on_:?}");
        assert!(with(&f, &half(&f), &codes[3]).is_err(), "{on_:?}: once");
        f.o.clock.advance(Instant::MINUTE);
        let fresh = second::recovery_codes(office);
        let input = WithCode { code: phone.code(&f), recovery: fresh.clone() };
        office.act_blocking(clerk(&f), office.new_id(), input, second::renew_codes).unwrap();
        assert!(with(&f, &half(&f), &codes[4]).is_err(), "{on_:?}: the old paper");
        assert!(with(&f, &half(&f), &fresh[0]).is_ok(), "{on_:?}");
        assert!(kernel::journal::verify(office, None).unwrap().ok, "{on_:?}");
        office.settle_journal().unwrap();
        let entries = office.read_blocking(|tx| kernel::journal::follow(tx, 0, 500)).unwrap();
        let all: String =
            entries.iter().map(|(_, e)| String::from_utf8_lossy(e.body()).into_owned()).collect();
        assert!(
            all.contains("people.use_recovery_code") && !codes.iter().any(|code| all.contains(code.as_str()))
        );
    }
}

#[test]
fn the_administrator_and_the_console_take_it_away_and_nobody_else() {
    for on_ in both() {
        let f = fixture(on_);
        on(&f);
        let office = &f.o.office;
        let by = |actor| office.act_blocking(actor, office.new_id(), f.clerk, second::reset);
        assert_eq!(by(clerk(&f)).unwrap_err().kind, Kind::Forbidden, "{on_:?}");
        by(f.admin()).unwrap();
        assert!(sessions::sign_in(office, "anh", PASSWORD, "").is_ok(), "{on_:?}");
        f.o.clock.advance(Instant::MINUTE);
        on(&f);
        let password = account::reset(office, "anh").unwrap();
        assert!(sessions::sign_in(office, "anh", &password, "").unwrap().must_change, "{on_:?}");
        assert!(kernel::journal::verify(office, None).unwrap().ok, "{on_:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_whom_it_is_required_nothing_else_is_open_until_it_is_on() {
    let f = tokio::task::spawn_blocking(|| fixture(On::Sqlite)).await.unwrap();
    let office = f.o.office.clone();
    let house = House::new(office.clone(), vec![people::function()], "none".into(), (false, false));
    let app = (people::function().routes)().with_state(house);
    let secret = sessions::sign_in(&office, "anh", PASSWORD, "").unwrap().secret;
    let get = async |path: &str| {
        let request = Request::get(path)
            .header("cookie", format!("{}={secret}", sessions::COOKIE))
            .body(Body::empty())
            .unwrap();
        let response = app.clone().oneshot(request).await.unwrap();
        let to = response.headers().get("location").map_or("", |l| l.to_str().unwrap()).to_owned();
        (response.status(), to)
    };
    assert_eq!(get("/").await.0, StatusCode::OK);
    let roles = vec![Role::Clerk];
    assert!(office.act(clerk(&f), office.new_id(), roles.clone(), second::require).await.is_err());
    office.act(f.admin(), office.new_id(), roles, second::require).await.unwrap();
    assert_eq!(get("/").await, (StatusCode::SEE_OTHER, "/second-factor".to_owned()));
    assert_eq!(get("/notices").await.1, "/second-factor");
    assert_eq!(get("/second-factor").await.0, StatusCode::OK);
    let f = tokio::task::spawn_blocking(move || {
        on(&f);
        f
    })
    .await
    .unwrap();
    assert_eq!(get("/").await.0, StatusCode::OK);
    // And it cannot be turned off again.
    let off = WithCode { code: "000000".to_owned(), recovery: Vec::new() };
    let refused = office.act(clerk(&f), office.new_id(), off, second::turn_off).await.unwrap_err();
    assert_eq!(refused.msg.key(), "second-is-required");
}
