//! Finding: the page where everything is found, and searches that are kept.
//!
//! What can be found, and by whom, the functions say (`people::Finds`); what an answer is, `search`. Here a question is
//! put together out of an address, asked in one picture of the office, and every hit is asked its function again before
//! it is shown. A search that is kept is its address, for oneself, for one's unit, or for the house.

mod acts;
mod answer;
mod api;
pub mod model;
mod pages;
mod query;
mod store;
mod watch;

pub use acts::{Remove, Save, Watch, remove, save, unwatch, watch};
pub use answer::{Answer, Asking, answer};
pub use model::{SavedSearch, Scope};
pub use query::Query;
pub use store::{SavedRow, saved_for};
pub use watch::tell;

words::texts!();

use kernel::{Migration, Part, SubjectKind, SubjectTable};
use people::{Function, Permission, Role};

/// May keep searches for everybody in the own unit.
pub const FOR_GROUP: Permission = Permission::new(
    "finding.for_group",
    &[Role::HeadOfSection, Role::UnitClerk, Role::Clerk, Role::Chief, Role::DeputyChief],
);
/// May keep searches for the whole house.
pub const FOR_HOUSE: Permission =
    Permission::new("finding.for_house", &[Role::Chief, Role::DeputyChief, Role::Administrator]);

/// This crate's share of the database.
#[must_use]
pub fn part() -> Part {
    Part {
        name: "finding",
        migrations: &[
            Migration { version: 1, name: "finding", sql: include_str!("../migrations/001_finding.sql") },
            Migration { version: 2, name: "watches", sql: include_str!("../migrations/002_watches.sql") },
        ],
        subjects: &[SubjectKind {
            name: "saved_search",
            tables: &[
                SubjectTable { table: "saved_searches", key: "id", order: "id" },
                SubjectTable { table: "saved_watches", key: "search", order: "id" },
            ],
        }],
        // watch_stand remembers how far the journal was looked through.
        operational: &["watch_stand"],
        checks: &[],
    }
}

/// What the program lists on its one screen.
#[must_use]
pub fn function() -> Function {
    Function {
        name: "finding",
        part,
        below: || vec![people::part()],
        permissions: &[FOR_GROUP, FOR_HOUSE],
        routes: pages::routes,
        nav: &[],
        today: None,
        holds: None,
        moves: None,
        jobs: Vec::new,
        periodic: Vec::new,
        tells: people::Tells { why: Some(why), ..people::Tells::NONE },
        finds: None,
        dates: None,
        palette: Some(pages::palette),
        api: Some(api::api),
    }
}

/// Why somebody got a notice.
fn why(code: &str, _: i64) -> Option<words::Msg> {
    (code == watch::FOUND).then(t::why_found)
}
