//! One binary for all stories of this crate.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story that cannot go on fails")]

mod doors;
mod dovecot;
mod messages;

use incoming::spool::Spool;
use kernel::testing::{On, TestOffice, office};
use kernel::{Actor, Instant};
use mailbox::{After, Auth, Do, Round, Rule, Security, SetMailbox, round, set_mailbox};
use reading::{Limits, Reader};

pub fn open(on: On) -> TestOffice {
    let mut parts = (mailbox::function().below)();
    parts.push(mailbox::part());
    office(on, &parts).unwrap()
}

/// The program that reads mails in a child process: an example of this crate.
pub fn reader() -> Reader {
    let mut child = std::env::current_exe().unwrap();
    child.pop();
    child.pop();
    Reader::new(child.join("examples").join("mail-child"), Limits::default())
}

/// A mailbox on the loopback without TLS; stories change what they are about.
pub fn plain(port: u16) -> SetMailbox {
    SetMailbox {
        on: true,
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::None,
        user: "vanthu".to_owned(),
        auth: Auth::Password,
        secret: Some("mat-khau-thu".to_owned()),
        token_file: String::new(),
        authority: None,
        folder: "INBOX".to_owned(),
        after: After::Keyword,
        done_folder: String::new(),
        rules: Vec::<Rule>::new(),
        otherwise: Do::Take,
        since: None,
        minutes: 5,
    }
}

pub fn set(o: &TestOffice, input: SetMailbox) {
    o.office.act_blocking(Actor::system(), o.office.new_id(), input, set_mailbox).unwrap();
}

/// A look when the next one is due, as another process would make it.
pub fn look(o: &TestOffice, spool: &Spool) -> Round {
    o.clock.advance(2 * Instant::HOUR);
    round(&o.office, &reader(), spool, o.office.new_id()).unwrap()
}

pub fn equation(o: &TestOffice) -> incoming::Equation {
    let (from, mut sum) = (jiff::civil::date(2026, 11, 23), incoming::Equation::default());
    for days in 0..4 {
        let day = from.checked_add(jiff::Span::new().days(days)).unwrap();
        sum = sum.plus(o.office.read_blocking(|tx| incoming::equation(tx, day)).unwrap());
    }
    assert!(sum.holds(), "{sum:?}");
    sum
}

pub fn sound(o: &TestOffice) {
    let report = kernel::journal::verify(&o.office, None).unwrap();
    assert!(report.ok, "{report:?}");
    assert_eq!(kernel::testing::unclaimed_tables(&o.office).unwrap(), Vec::<String>::new());
}
