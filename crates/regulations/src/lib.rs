//! Working regulations, executed: the office's own articles, with versions and dates, beside their machine-readable part.
//!
//! Who may decide or sign this today, in which form, by when: answered by the articles in force, with absences, delegations
//! and acting posts counted in, each answer quoting its article. Only articles that the office confirmed refuse; others warn
//! and ask for a reason, which is recorded. As long as the office has no regulation of its own the model answers,
//! unconfirmed. Other functions ask by [`ask`], and inside their acts by [`guard`]. See `docs/regulations.md`.

pub mod acts;
mod api;
pub mod balance;
mod day;
mod due;
mod guard;
pub mod model;
mod pages;
mod said;
mod say;
pub mod store;
mod tells;

pub use acts::{
    Assign, Begin, Confirm, Depart, EndAssignment, NewVersion, Publish, PutArticle, RemoveArticle, Withdraw,
    assign, begin, confirm, depart, end_assignment, follow, new_version, publish, put_article,
    remove_article, withdraw,
};
pub use day::{Day, InForce, Question, in_force};
pub use due::{DueBy, deadlines};
pub use guard::{Told, ask, guard, why_not};
pub use said::{Said, said};
pub use say::Names;

words::texts!();

use kernel::{Beat, Migration, Part, Periodic, SubjectKind, SubjectTable};
use people::{Function, Nav, Permission, Role, Tells};

/// May write regulations, put them into force and confirm articles.
pub const DECIDE: Permission = Permission::new("regulations.decide", &[Role::Administrator, Role::Chief]);
/// May enter which leader was assigned what.
pub const ASSIGN: Permission =
    Permission::new("regulations.assign", &[Role::Administrator, Role::Chief, Role::DeputyChief]);
/// May read the regulations and ask who may.
pub const ASK: Permission = Permission::new(
    "regulations.ask",
    &[
        Role::Administrator,
        Role::Clerk,
        Role::Specialist,
        Role::HeadOfSection,
        Role::Chief,
        Role::DeputyChief,
        Role::Leader,
        Role::Secretary,
    ],
);

#[must_use]
pub fn part() -> Part {
    Part {
        name: "regulations",
        migrations: &[Migration {
            version: 1,
            name: "regulations",
            sql: include_str!("../migrations/001_regulations.sql"),
        }],
        subjects: &[
            SubjectKind {
                name: "regulation",
                tables: &[SubjectTable { table: "regulations", key: "id", order: "id" }],
            },
            SubjectKind {
                name: "regulation_version",
                tables: &[
                    SubjectTable { table: "regulation_versions", key: "id", order: "id" },
                    SubjectTable { table: "regulation_articles", key: "version", order: "id" },
                ],
            },
            SubjectKind {
                name: "leader_assignment",
                tables: &[SubjectTable { table: "leader_assignments", key: "id", order: "id" }],
            },
            SubjectKind {
                name: "regulation_departure",
                tables: &[SubjectTable { table: "regulation_departures", key: "id", order: "id" }],
            },
        ],
        operational: &[],
        checks: &[],
    }
}

#[must_use]
pub fn function() -> Function {
    Function {
        name: "regulations",
        part,
        below: || vec![people::part(), rulebook::part(), calendar::part()],
        permissions: &[DECIDE, ASSIGN, ASK],
        routes: pages::routes,
        nav: &[Nav {
            key: "e",
            href: "/regulations",
            also: &[],
            icon: "book",
            title: t::regulations,
            count: None,
            needs: ASK,
        }],
        today: Some(tells::today),
        holds: Some(tells::held),
        moves: None,
        jobs: Vec::new,
        periodic: || {
            vec![Periodic { name: "leader-assignments", every: Beat::Nightly(4), run: acts::follow }]
        },
        tells: Tells { title: Some(tells::title), why: None, alarm: None, beside: None },
        finds: None,
        dates: None,
        palette: Some(tells::palette),
        api: Some(api::api),
    }
}
