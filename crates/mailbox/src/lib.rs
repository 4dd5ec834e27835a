//! Papers that come by mail: a mailbox is looked into by IMAP, and each message comes through the door once.
//!
//! A message is marked as done, or moved away, only after its papers are durable: the act that took them has been
//! committed. What was taken is remembered by the server's number of the message, and by its Message-ID and SHA-256
//! where the server has numbered anew; so neither a crash nor a server that was moved takes anything twice. One with a
//! mark of secrecy stays in the mailbox, untouched. docs/door.md tells the rest.

mod api;
mod imap;
mod intake;
mod pages;
mod settings;
mod store;
mod watch;

pub use imap::{Fault, Security, bearer};
pub use intake::{Round, round};
pub use settings::{After, Auth, Do, Rule, SetMailbox, set_mailbox};
pub use store::{Health, MessageRow, counts, health, latest};
pub use watch::{Watch, start};

words::texts!();

use kernel::{Beat, Migration, Part, Periodic, SubjectKind};
use people::{Function, Nav, Permission, Role, Tells};

/// May say which mailbox is looked into, and see how that goes.
pub const OPERATE: Permission = Permission::new("incoming.mailbox", &[Role::Administrator]);

/// This crate's share of the database. Settings are the kernel's; the rest remembers how far the work came.
#[must_use]
pub fn part() -> Part {
    const NONE: &[SubjectKind] = &[];
    Part {
        name: "mailbox",
        migrations: &[Migration {
            version: 1,
            name: "mailbox",
            sql: include_str!("../migrations/001_mailbox.sql"),
        }],
        subjects: NONE,
        operational: &["mailbox_messages", "mailbox_health"],
        checks: &[],
    }
}

#[must_use]
pub fn function() -> Function {
    Function {
        name: "mailbox",
        part,
        below: || {
            let mut parts = (incoming::function().below)();
            parts.push(incoming::part());
            parts
        },
        permissions: &[OPERATE],
        routes: pages::routes,
        nav: &[Nav {
            key: "h",
            href: "/mailbox",
            also: &[],
            icon: "inbox",
            title: t::mailbox,
            count: None,
            needs: OPERATE,
        }],
        today: Some(pages::today),
        holds: None,
        moves: None,
        jobs: Vec::new,
        periodic: || vec![Periodic { name: "mailbox-sweep", every: Beat::Nightly(3), run: intake::sweep }],
        tells: Tells::NONE,
        finds: None,
        dates: None,
        palette: None,
        api: Some(api::api),
    }
}
