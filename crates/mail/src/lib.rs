//! E-mail: how the office reaches people who are not at their desk.
//!
//! A person confirms an address and says when a digest comes and what is told at once. A mail holds counts, why, and a
//! link: never a subject, an issuer or a number of a paper, because it leaves the house. The administrator sets the
//! server; its password is kept sealed. Sending goes through the job runner: it is tried again, and what keeps failing
//! is laid out on the jobs' page. `docs/mail.md` tells the rest.

mod acts;
mod api;
mod compose;
pub mod model;
mod pages;
mod post;
mod settings;
mod smtp;
mod store;

pub use acts::{Wishes, confirm_address, forget_address, set_wishes};
pub use compose::{Line, Lines, Said};
pub use post::{ask_code, beat, jobs, preview};
pub use settings::{SetServer, set_server};
pub use smtp::Fault;

words::texts!();

use kernel::{Beat, Instant, Migration, Part, Periodic, SubjectKind, SubjectTable};
use people::{Function, Nav, Permission, Role, Tells};

/// May set the mail server and see what could not be delivered.
pub const OPERATE: Permission = Permission::new("mail.operate", &[Role::Administrator]);

/// This crate's share of the database.
#[must_use]
pub fn part() -> Part {
    Part {
        name: "mail",
        migrations: &[Migration {
            version: 1,
            name: "mail",
            sql: include_str!("../migrations/001_mail.sql"),
        }],
        subjects: &[SubjectKind {
            name: "mail_person",
            tables: &[SubjectTable { table: "mail_people", key: "person", order: "person" }],
        }],
        // What is under way, what was sent and what came back: no facts of the office.
        operational: &["mail_pending", "mail_marks", "mail_sent", "mail_bounces", "mail_health"],
        checks: &[],
    }
}

/// What the program lists on its one screen. Its jobs need to know all functions: the program hands them over with
/// [`jobs`].
#[must_use]
pub fn function() -> Function {
    Function {
        name: "mail",
        part,
        below: || vec![people::part(), rulebook::part()],
        permissions: &[OPERATE],
        routes: pages::routes,
        nav: &[Nav {
            key: "m",
            href: "/mail/server",
            also: &[],
            icon: "mail",
            title: t::mail,
            count: None,
            needs: OPERATE,
        }],
        today: Some(pages::today),
        holds: None,
        moves: None,
        jobs: Vec::new,
        periodic: || {
            vec![
                Periodic { name: "mail", every: Beat::Every(15 * Instant::SECOND), run: post::beat },
                Periodic { name: "mail-sweep", every: Beat::Nightly(3), run: post::sweep },
            ]
        },
        tells: Tells::NONE,
        finds: None,
        dates: None,
        palette: None,
        api: Some(api::api),
    }
}
