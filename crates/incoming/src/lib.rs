//! The door, the accept screen, the register of incoming papers.
//!
//! A file is counted at the door in a ledger of its own the moment it is received; then it waits, is
//! registered, or is returned with a reason. Received = registered + returned + waiting, per source and
//! day: a check holds the ledger to it, and the page says it. What carries a mark of secrecy is not
//! stored at all.

mod acts;
pub mod door;
mod pages;
mod store;

pub use acts::{Receive, Register, Return, receive, register, return_};
pub use store::{Equation, ReceiptRow, equation, waiting_count};

words::texts!();

use kernel::{Check, Fault, Migration, Part, StoreError, SubjectKind, SubjectTable, Tx};
use people::{Card, Function, Nav, Permission, Role, Viewer};
use ui::WorkRow;

/// Marks keys of receipts and of the ledger's days.
pub struct Receipt;
pub struct DoorDay;

/// May receive papers, register and return them.
pub const REGISTER: Permission = Permission::new("incoming.register", &[Role::Clerk]);
/// May read the register and its papers.
pub const READ: Permission =
    Permission::new("incoming.read", &[Role::Clerk, Role::Chief, Role::DeputyChief, Role::Leader]);

#[must_use]
pub fn part() -> Part {
    Part {
        name: "incoming",
        migrations: &[Migration {
            version: 1,
            name: "incoming",
            sql: include_str!("../migrations/001_incoming.sql"),
        }],
        subjects: &[
            SubjectKind {
                name: "receipt",
                tables: &[SubjectTable { table: "receipts", key: "id", order: "id" }],
            },
            SubjectKind {
                name: "door_day",
                tables: &[SubjectTable { table: "door_days", key: "id", order: "id" }],
            },
        ],
        operational: &[],
        checks: &[Check { name: "received = registered + returned + waiting", run: nothing_lost }],
    }
}

#[must_use]
pub fn function() -> Function {
    Function {
        name: "incoming",
        part,
        below: || vec![people::part(), documents::part(), directions::part()],
        permissions: &[REGISTER, READ],
        routes: pages::routes,
        nav: &[
            Nav {
                key: "n",
                href: "/incoming",
                icon: "inbox",
                title: t::incoming,
                count: Some(waiting_nav),
                needs: REGISTER,
            },
            Nav { key: "s", href: "/papers", icon: "book", title: t::book_nav, count: None, needs: READ },
        ],
        today: Some(today),
        holds: None,
        jobs: Vec::new,
        periodic: Vec::new,
    }
}

fn waiting_nav(tx: &mut Tx<'_>, _: &Viewer) -> Result<(u64, u64), StoreError> {
    Ok((store::waiting_count(tx)?, 0))
}

fn today(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Vec<Card>, StoreError> {
    if !viewer.may(REGISTER) {
        return Ok(Vec::new());
    }
    let rows: Vec<WorkRow> = store::in_state(tx, "waiting", 7)?.iter().map(pages::row).collect();
    let count = store::waiting_count(tx)?;
    Ok(vec![Card { title: t::waiting_tile(), href: "/incoming".to_owned(), count, late: 0, rows }])
}

fn nothing_lost(tx: &mut Tx<'_>) -> Result<Vec<Fault>, StoreError> {
    Ok(store::equations(tx)?
        .into_iter()
        .filter(|(_, _, equation)| !equation.holds())
        .map(|(day, source, equation)| Fault {
            check: "received = registered + returned + waiting".to_owned(),
            place: format!("{day} {source}"),
            what: format!(
                "received {}, registered {}, returned {}, waiting {}",
                equation.received, equation.registered, equation.returned, equation.waiting
            ),
        })
        .collect())
}
