//! Tasks: from a leader's word to a finished product, so that nobody needs to ask how it stands.
//!
//! Every task comes from a source (a conclusion, a notice, a resolution, a word put into writing and confirmed) and has
//! one owner, one product, one deadline. It is open or closed; how it stands on a day follows from its dates by one pure
//! function ([`model::Bounds::standing`]). It closes only by evidence that somebody else accepted. The states are drawn in
//! `docs/states/task.md`.

pub mod acts;
mod api;
pub mod import;
pub mod model;
mod pages;
pub mod store;
mod tells;
mod terms;

pub use acts::{
    Accept, Answer, Assign, Assigned, Assignment, ConfirmWord, DecideCorrection, DecideObstacle, Evidence,
    Extend, NewSource, ProposeCorrection, RaiseObstacle, Reassign, Reopen, Repeat, Reply, Return, Say,
    Searched, SetFollower, StopRepeating, Submit, Take, Taken, accept, add_source, answer, assign,
    confirm_word, decide_correction, decide_obstacle, extend, mark_searched, propose_correction,
    raise_obstacle, reassign, reopen, repeat, reply, return_, say, set_follower, stop_repeating, submit,
    take, take_back, withdraw,
};
pub use api::{Said, listed};
pub use model::{Bounds, Facts, Grade, ProductKind, SourceKind, Standing, Terms};
pub use pages::{Known, outcome_name, product_kind, row, standing_name};
pub use terms::{bounds, terms};

words::texts!();

use kernel::{Beat, Check, Fault, Migration, Part, Periodic, StoreError, SubjectKind, SubjectTable, Tx};
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

/// The nightly check's name.
pub const COUNTS_TRUE: &str = "counts of tasks true";

fn counts_true(tx: &mut Tx<'_>) -> Result<Vec<Fault>, StoreError> {
    let untrue = store::untrue(tx)?;
    let fault = |(place, here, there): (String, i64, i64)| Fault {
        check: COUNTS_TRUE.to_owned(),
        place,
        what: format!("there are {here} tasks, {there} are counted"),
    };
    Ok(untrue.into_iter().map(fault).collect())
}

#[must_use]
pub fn part() -> Part {
    Part {
        name: "tasks",
        migrations: &[
            Migration { version: 1, name: "tasks", sql: include_str!("../migrations/001_tasks.sql") },
            Migration { version: 2, name: "fields", sql: include_str!("../migrations/002_fields.sql") },
            Migration { version: 3, name: "lists", sql: include_str!("../migrations/003_lists.sql") },
            Migration { version: 4, name: "tally", sql: include_str!("../migrations/004_tally.sql") },
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
        // That something was told follows from the task and the day; a table waits to be taken, row by row, by acts.
        // How many there are of each kind follows from the tasks, and is held against them each night.
        operational: &["task_alerts", "task_imports", "task_tally", "task_days"],
        checks: &[Check { name: COUNTS_TRUE, run: counts_true }],
    }
}

#[must_use]
pub fn function() -> Function {
    Function {
        name: "tasks",
        part,
        below: || {
            vec![people::part(), rulebook::part(), calendar::part(), documents::part(), directions::part()]
        },
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
        dates: Some(tells::dates),
        palette: None,
        api: Some(api::api),
    }
}
