//! The door, the accept screen, the register of incoming papers.
//!
//! A file is counted at the door in a ledger of its own the moment it is received; then it waits, is
//! registered, or is returned with a reason; petitions and what is classified are handed over on paper.
//! Received = registered + returned + waiting + handed over, per source and day: a check holds the ledger
//! to it, and a page says it. What carries a mark of secrecy is not stored at all; where no mark could be
//! looked for, a clerk is asked first. See docs/door.md.

pub mod acts;
mod api;
pub mod books;
pub mod door;
pub mod engine;
mod finds;
pub mod folder;
pub mod intake;
pub mod model;
pub mod near;
mod packages;
mod pages;
pub mod photographs;
mod proposals;
pub mod recognition;
pub mod spool;
mod stacks;
mod store;

pub use acts::{
    FromStack, NewAnnex, Receive, Register, Relates, Return, TurnAway, receive, receive_stack, register,
    return_, take_envelope, take_petitions,
};
pub use model::{Annex, Counts, DoorDay, Equation, HandOver, Receipt, Refused, Stop};
pub use store::{
    AnnexRow, ReceiptRow, StopRow, annexes, equation, issuer_spelling, issuers, receipt, scans_waiting_count,
    stack, stop, uneven, waiting_count,
};

words::texts!();

use kernel::{Check, Fault, Migration, Part, StoreError, SubjectKind, SubjectTable, Tx};
use people::{Card, Function, Nav, Permission, Role, Viewer};
use ui::WorkRow;

/// May receive papers, register and return them.
pub const REGISTER: Permission = Permission::new("incoming.register", &[Role::Clerk]);
/// May see the door's account and the slips of incidents.
pub const LEDGER: Permission =
    Permission::new("incoming.ledger", &[Role::Clerk, Role::Chief, Role::DeputyChief]);
/// May type what is written by hand on a paper that is there for them.
pub const TYPE: Permission = Permission::new("incoming.type", &[Role::Clerk, Role::Secretary]);
/// May say which folder of the machine is watched.
pub const FOLDER: Permission = Permission::new("incoming.folder", &[Role::Administrator]);
/// May say which engine recognises scans.
pub const RECOGNITION: Permission = Permission::new("incoming.recognition", &[Role::Administrator]);
/// May read the register and its papers.
pub const READ: Permission =
    Permission::new("incoming.read", &[Role::Clerk, Role::Chief, Role::DeputyChief, Role::Leader]);
/// May read the book of the own unit, and the papers in it that came to the own desk.
pub const UNIT_BOOK: Permission =
    Permission::new("incoming.unit_book", &[Role::UnitClerk, Role::HeadOfSection]);
/// May see the list of papers: the office's, or the unit's.
pub const LIST: Permission = Permission::new(
    "incoming.list",
    &[Role::Clerk, Role::Chief, Role::DeputyChief, Role::Leader, Role::UnitClerk, Role::HeadOfSection],
);

#[must_use]
pub fn part() -> Part {
    Part {
        name: "incoming",
        migrations: &[
            Migration { version: 1, name: "incoming", sql: include_str!("../migrations/001_incoming.sql") },
            Migration { version: 2, name: "door", sql: include_str!("../migrations/002_door.sql") },
            Migration { version: 3, name: "issuers", sql: include_str!("../migrations/003_issuers.sql") },
            Migration { version: 4, name: "looks", sql: include_str!("../migrations/004_looks.sql") },
            Migration { version: 5, name: "scans", sql: include_str!("../migrations/005_scans.sql") },
            Migration { version: 6, name: "near", sql: include_str!("../migrations/006_near.sql") },
            Migration { version: 7, name: "came", sql: include_str!("../migrations/007_came.sql") },
            Migration { version: 8, name: "stacks", sql: include_str!("../migrations/008_stacks.sql") },
        ],
        subjects: &[
            SubjectKind {
                name: "receipt",
                tables: &[
                    SubjectTable { table: "receipts", key: "id", order: "id" },
                    SubjectTable { table: "receipt_annexes", key: "receipt", order: "place, id" },
                    SubjectTable { table: "receipt_stacks", key: "receipt", order: "receipt" },
                ],
            },
            SubjectKind {
                name: "door_return",
                tables: &[SubjectTable { table: "door_returns", key: "id", order: "id" }],
            },
            SubjectKind {
                name: "door_stop",
                tables: &[SubjectTable { table: "door_stops", key: "id", order: "id" }],
            },
            SubjectKind {
                name: "hand_over",
                tables: &[SubjectTable { table: "hand_overs", key: "id", order: "id" }],
            },
            SubjectKind {
                name: "door_day",
                tables: &[SubjectTable { table: "door_days", key: "id", order: "id" }],
            },
        ],
        // The counters follow from the papers, a check holds them to it; folder_files
        // remembers how far a move came, issuer_names how names were written before, receipt_looks who is at what,
        // scans_waiting what is read again when recognition appears, receipts_unmarked whose text is still to be marked.
        operational: &[
            "door_counts",
            "folder_files",
            "issuer_names",
            "receipt_looks",
            "receipts_unmarked",
            "scans_waiting",
        ],
        checks: &[
            Check { name: NOTHING_LOST, run: nothing_lost },
            Check { name: COUNTERS, run: counters_true },
        ],
    }
}

#[must_use]
pub fn function() -> Function {
    Function {
        name: "incoming",
        part,
        below: || {
            let mut parts = (directions::function().below)();
            parts.extend([calendar::part(), directions::part()]);
            parts
        },
        permissions: &[REGISTER, TYPE, LEDGER, FOLDER, RECOGNITION, READ, UNIT_BOOK, LIST],
        routes: pages::routes,
        nav: &[
            Nav {
                key: "n",
                href: "/incoming",
                also: &[],
                icon: "inbox",
                title: t::incoming,
                count: Some(waiting_nav),
                needs: REGISTER,
            },
            Nav {
                key: "s",
                href: "/papers",
                also: &["/books"],
                icon: "book",
                title: t::book_nav,
                count: None,
                needs: LIST,
            },
            Nav {
                key: "f",
                href: "/incoming/folder",
                also: &[],
                icon: "folder",
                title: t::folder,
                count: None,
                needs: FOLDER,
            },
        ],
        today: Some(today),
        holds: Some(pages::held),
        moves: None,
        jobs: Vec::new,
        periodic: || {
            vec![kernel::Periodic {
                name: "texts",
                every: kernel::Beat::Every(kernel::Instant::HOUR),
                run: near::mark_older,
            }]
        },
        tells: people::Tells { title: Some(pages::title), ..people::Tells::NONE },
        finds: Some(finds::FINDS),
        dates: None,
        palette: None,
        api: Some(api::api),
    }
}

const NOTHING_LOST: &str = "received = registered + returned + waiting + handed over";
const COUNTERS: &str = "the door's counters agree with its papers";

fn waiting_nav(tx: &mut Tx<'_>, _: &Viewer) -> Result<(u64, u64), StoreError> {
    Ok((store::waiting_count(tx)? + store::questions(tx, QUESTIONS_MAX)?.len() as u64, 0))
}

/// Questions are answered at once; more than this is counted as this.
const QUESTIONS_MAX: u32 = 100;

fn today(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Vec<Card>, StoreError> {
    let mut cards = Vec::new();
    if viewer.may(REGISTER) {
        let questions = store::questions(tx, QUESTIONS_MAX)?;
        let mut rows: Vec<WorkRow> =
            questions.iter().map(|stop| pages::question_row(stop, viewer.lang)).collect();
        rows.extend(
            store::in_state(tx, "waiting", 7)?.iter().map(|receipt| pages::row(receipt, viewer.lang)),
        );
        let count = store::waiting_count(tx)? + questions.len() as u64;
        let card = Card::new(t::waiting_tile(), "/incoming", count).rows(rows);
        cards.push(if count > 0 { card.verb(t::waiting_verb(count)) } else { card });
    }
    if viewer.may(LEDGER) {
        let uneven = store::uneven(tx, 7)?;
        if !uneven.is_empty() {
            let (title, href) = (t::ledger_alarm(), "/incoming/ledger".to_owned());
            let rows = uneven.iter().map(|(day, source)| {
                let (day, source) = (vietnamese::format_date(*day), pages::source(source).say(viewer.lang));
                WorkRow::new("≠", t::ledger_uneven(day, source), "/incoming/ledger")
            });
            let (rows, count) = (rows.collect(), uneven.len() as u64);
            cards.push(Card::new(title, href, count).late(count).rows(rows));
        }
    }
    Ok(cards)
}

fn told(check: &str, day: jiff::civil::Date, source: &str, e: &Equation) -> Fault {
    Fault {
        check: check.to_owned(),
        place: format!("{day} {source}"),
        what: format!(
            "received {}, registered {}, returned {}, waiting {}, handed over {}",
            e.received, e.registered, e.returned, e.waiting, e.handed
        ),
    }
}

fn nothing_lost(tx: &mut Tx<'_>) -> Result<Vec<Fault>, StoreError> {
    let anew = store::counted_anew(tx)?;
    Ok(anew
        .into_iter()
        .filter(|(_, _, equation)| !equation.holds())
        .map(|(day, source, equation)| told(NOTHING_LOST, day, &source, &equation))
        .collect())
}

fn counters_true(tx: &mut Tx<'_>) -> Result<Vec<Fault>, StoreError> {
    let anew = store::counted_anew(tx)?;
    let kept = store::accounts(tx, jiff::civil::Date::MIN, jiff::civil::Date::MAX)?;
    Ok(anew
        .iter()
        .filter(|one| !kept.contains(one))
        .chain(kept.iter().filter(|one| !anew.contains(one) && one.2 != Equation::default()))
        .map(|(day, source, equation)| told(COUNTERS, *day, source, equation))
        .collect())
}
