//! Directions: what happens to a paper after it stands in the book, until it is settled.
//!
//! The clerk sends it to the chief of office or the responsible deputy, who proposes lead, co-operating units
//! and deadline; a member of the permanent board instructs; the office transfers; recipients accept, return
//! with a reason or forward within their unit; the lead settles, which stops the clock. The states are drawn
//! in `docs/states/routing.md`.

mod acts;
mod api;
mod deadlines;
mod desk;
mod finds;
mod held;
mod lists;
pub mod model;
mod pages;
mod pressing;
mod slip;
mod store;
mod suggest;
mod tells;

pub use acts::{
    Answer, ChangeDeadline, Forward, Handwritten, Instruct, PassOn, Prepare, Propose, Reopen, Send, SendTo,
    Settle, Transfer, accept, change_deadline, enter_handwritten, finish, forward, instruct, open, pass_on,
    prepare, propose, recall, reopen, retract, return_, send, settle, transfer, withdraw,
};
pub use desk::{Desk, acting, topics};
pub use finds::{Way, paper_of, reach, seen_of, ways};
pub use lists::{View, may_see};
pub use model::{Assignment, Instruction, Proposal, Role, Routing, State, Step, Term, Word};
pub use pages::{Along, chosen, grounds, paper_card};
pub use pressing::{Load, Press, Pressing, loads, pressing};
pub use slip::{Place, places, trail};
pub use store::{AssignmentRow, Line, Outcome, assignments as shares, outcomes, reached};
pub use suggest::Offer;

words::texts!();

use kernel::{Migration, Part, SubjectKind, SubjectTable};
use people::{Function, Nav, Permission, Role as PostRole};

/// May send papers on their way and transfer them as instructed.
pub const ROUTE: Permission =
    Permission::new("directions.route", &[PostRole::Clerk, PostRole::Chief, PostRole::DeputyChief]);
/// May propose to a leader, and decide within the office's own authority.
pub const PROPOSE: Permission =
    Permission::new("directions.propose", &[PostRole::Chief, PostRole::DeputyChief]);
/// May instruct. A secretary never does.
pub const INSTRUCT: Permission = Permission::new("directions.instruct", &[PostRole::Leader]);
/// Has a desk that papers come to.
pub const DESK: Permission = Permission::new(
    "directions.desk",
    &[
        PostRole::Clerk,
        PostRole::Specialist,
        PostRole::HeadOfSection,
        PostRole::Chief,
        PostRole::DeputyChief,
        PostRole::Leader,
        PostRole::Secretary,
        PostRole::UnitClerk,
        PostRole::Agency,
    ],
);

#[must_use]
pub fn part() -> Part {
    Part {
        name: "directions",
        migrations: &[
            Migration {
                version: 1,
                name: "directions",
                sql: include_str!("../migrations/001_directions.sql"),
            },
            Migration { version: 2, name: "answers", sql: include_str!("../migrations/002_answers.sql") },
            Migration { version: 3, name: "fields", sql: include_str!("../migrations/003_fields.sql") },
        ],
        subjects: &[SubjectKind {
            name: "routing",
            tables: &[
                SubjectTable { table: "routings", key: "id", order: "id" },
                SubjectTable { table: "proposals", key: "routing", order: "id" },
                SubjectTable { table: "proposal_lines", key: "routing", order: "id" },
                SubjectTable { table: "instructions", key: "routing", order: "id" },
                SubjectTable { table: "assignments", key: "routing", order: "id" },
                SubjectTable { table: "answers", key: "routing", order: "id" },
                SubjectTable { table: "deadline_changes", key: "routing", order: "id" },
                SubjectTable { table: "readings", key: "routing", order: "id" },
            ],
        }],
        operational: &[],
        checks: &[],
    }
}

#[must_use]
pub fn function() -> Function {
    Function {
        name: "directions",
        part,
        below: || vec![people::part(), rulebook::part(), documents::part()],
        permissions: &[ROUTE, PROPOSE, INSTRUCT, DESK],
        routes: pages::routes,
        nav: &[Nav {
            key: "v",
            href: "/desk",
            also: &["/routings"],
            icon: "clipboard-check",
            title: t::desk,
            count: Some(lists::waiting),
            needs: DESK,
        }],
        today: Some(lists::today),
        holds: Some(held::held),
        moves: None,
        jobs: Vec::new,
        periodic: || {
            vec![kernel::Periodic { name: "deadlines", every: kernel::Beat::Nightly(6), run: tells::remind }]
        },
        tells: people::Tells { title: Some(tells::title), why: Some(tells::why), alarm: None, beside: None },
        finds: None,
        dates: None,
        palette: None,
        api: Some(api::api),
    }
}
