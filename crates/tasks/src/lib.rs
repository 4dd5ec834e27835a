//! Tasks: from a leader's word to a finished product, so that nobody needs to ask how it stands.
//!
//! Every task comes from a source (a conclusion, a notice, a resolution, a word put into writing and confirmed) and has
//! one owner, one product, one deadline. It is open or closed; how it stands on a day follows from its dates by one pure
//! function ([`model::Bounds::standing`]). It closes only by evidence that somebody else accepted. The states are drawn in
//! `docs/states/task.md`.

pub mod acts;
mod api;
pub mod model;
mod pages;
pub mod store;
mod tells;
mod terms;

pub use acts::{
    Accept, Answer, Assign, Assigned, Assignment, ConfirmWord, DecideCorrection, DecideObstacle, Evidence,
    Extend, NewSource, ProposeCorrection, RaiseObstacle, Reassign, Reopen, Repeat, Reply, Return, Say,
    Searched, SetFollower, StopRepeating, Submit, accept, add_source, answer, assign, confirm_word,
    decide_correction, decide_obstacle, extend, mark_searched, propose_correction, raise_obstacle, reassign,
    reopen, repeat, reply, return_, say, set_follower, stop_repeating, submit, withdraw,
};
pub use api::{Said, listed};
pub use model::{Bounds, Facts, Grade, ProductKind, SourceKind, Standing, Terms};
pub use terms::{bounds, terms};

words::texts!();

use kernel::{Beat, Migration, Part, Periodic, SubjectKind, SubjectTable};
use people::{Function, Nav, Permission, Role, Tells};

/// May assign, each to whom the rule lets: see [`acts`].
pub const ASSIGN: Permission =
    Permission::new("tasks.assign", &[Role::Chief, Role::DeputyChief, Role::HeadOfSection, Role::Leader]);
/// May enter sources and search them through.
pub const ENTER: Permission = Permission::new(
    "tasks.enter",
    &[
        Role::Clerk,
        Role::Specialist,
        Role::HeadOfSection,
        Role::Chief,
        Role::DeputyChief,
        Role::Leader,
        Role::Secretary,
    ],
);
/// Sees every task of the house; everybody else those in which they take part.
pub const SEE_ALL: Permission =
    Permission::new("tasks.see_all", &[Role::Chief, Role::DeputyChief, Role::Leader, Role::Secretary]);
/// Has tasks at all.
pub const HAVE: Permission = Permission::new(
    "tasks.have",
    &[
        Role::Clerk,
        Role::Specialist,
        Role::HeadOfSection,
        Role::Chief,
        Role::DeputyChief,
        Role::Leader,
        Role::Secretary,
        Role::UnitClerk,
        Role::Agency,
    ],
);

#[must_use]
pub fn part() -> Part {
    Part {
        name: "tasks",
        migrations: &[
            Migration { version: 1, name: "tasks", sql: include_str!("../migrations/001_tasks.sql") },
            Migration { version: 2, name: "fields", sql: include_str!("../migrations/002_fields.sql") },
        ],
        subjects: &[
            SubjectKind {
                name: "task_source",
                tables: &[SubjectTable { table: "task_sources", key: "id", order: "id" }],
            },
            SubjectKind {
                name: "task_year",
                tables: &[SubjectTable { table: "task_years", key: "id", order: "id" }],
            },
            SubjectKind {
                name: "task_recurrence",
                tables: &[SubjectTable { table: "task_recurrences", key: "id", order: "id" }],
            },
            SubjectKind {
                name: "task",
                tables: &[
                    SubjectTable { table: "tasks", key: "id", order: "id" },
                    SubjectTable { table: "task_parts", key: "task", order: "id" },
                    SubjectTable { table: "task_submissions", key: "task", order: "id" },
                    SubjectTable { table: "task_files", key: "task", order: "id" },
                    SubjectTable { table: "task_directives", key: "task", order: "id" },
                    SubjectTable { table: "task_obstacles", key: "task", order: "id" },
                    SubjectTable { table: "task_corrections", key: "task", order: "id" },
                ],
            },
        ],
        // That something was told follows from the task and the day.
        operational: &["task_alerts"],
        checks: &[],
    }
}

#[must_use]
pub fn function() -> Function {
    Function {
        name: "tasks",
        part,
        below: || vec![people::part(), rulebook::part(), documents::part(), directions::part()],
        permissions: &[ASSIGN, ENTER, SEE_ALL, HAVE],
        routes: pages::routes,
        nav: &[Nav {
            key: "w",
            href: "/tasks",
            also: &["/sources"],
            icon: "list-check",
            title: t::tasks,
            count: Some(pages::waiting),
            needs: HAVE,
        }],
        today: Some(pages::today),
        holds: Some(pages::held),
        moves: None,
        jobs: Vec::new,
        periodic: || {
            vec![
                Periodic { name: "task-escalation", every: Beat::Nightly(6), run: tells::escalate },
                Periodic { name: "task-recurrences", every: Beat::Nightly(5), run: acts::make_all },
            ]
        },
        tells: Tells {
            title: Some(tells::title),
            why: Some(tells::why),
            alarm: None,
            beside: Some(pages::beside),
        },
        finds: None,
        palette: None,
        api: Some(api::api),
    }
}
