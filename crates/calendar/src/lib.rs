//! Time as the office keeps it: office hours, who is away and who stands in, who is on duty outside office hours, and
//! the calls of who is on duty.
//!
//! Turns of duty are planned by the week: a leader, an officer, a clerk, each with a telephone number. When an urgent
//! paper comes outside office hours, whoever is on duty is called, again and again until somebody acknowledges; then
//! the leader on duty, then the chief of office. Where nobody is on duty the chief is called at once and the roster
//! says so. The states are drawn in `docs/states/duty.md`.

pub mod acts;
mod api;
pub mod model;
mod pages;
mod seats;
mod settings;
mod store;

pub use acts::{
    Acknowledge, CopyWeek, Plan, Remove, Swap, acknowledge_call, call, call_sudden, copy_week, follow, plan,
};
pub use acts::{RecordAbsence, end_absence, hand_on, record_absence, remove, swap};
pub use model::{Absence, AbsenceKind, Call, Kind, Level, OfficeHours, Shape, Turn};
pub use pages::{about, call_line, called, called_about, topics, turn_hours, turn_kind};
pub use settings::{Settings, settings};
pub use store::{
    AbsenceRow, CallRow, RingRow, TurnRow, absences_between, away_on, call_about, on_duty, turns_on,
};

words::texts!();

use kernel::{Beat, Instant, Migration, Part, Periodic, SubjectKind, SubjectTable};
use people::{Function, Nav, Permission, Role, Tells};

/// May see the roster with its telephone numbers.
pub const SEE: Permission = Permission::new(
    "duty.see",
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
/// May plan the roster. So may heads of the office's own sections, see [`seats::plans`].
pub const PLAN: Permission =
    Permission::new("duty.plan", &[Role::Administrator, Role::Chief, Role::DeputyChief]);
/// May see every call; others see those that reached them.
pub const CALLS: Permission = Permission::new(
    "duty.calls",
    &[Role::Administrator, Role::Clerk, Role::Chief, Role::DeputyChief, Role::Leader],
);

/// May record for everybody that they are away; each for themselves, a secretary for whom they serve.
pub const ABSENCES: Permission =
    Permission::new("calendar.absences", &[Role::Administrator, Role::Clerk, Role::Chief, Role::DeputyChief]);

#[must_use]
pub fn part() -> Part {
    Part {
        name: "calendar",
        migrations: &[
            Migration { version: 1, name: "calendar", sql: include_str!("../migrations/001_calendar.sql") },
            Migration { version: 2, name: "absences", sql: include_str!("../migrations/002_absences.sql") },
        ],
        subjects: &[
            SubjectKind {
                name: "duty_turn",
                tables: &[
                    SubjectTable { table: "duty_turns", key: "id", order: "id" },
                    SubjectTable { table: "duty_changes", key: "turn", order: "id" },
                ],
            },
            SubjectKind {
                name: "duty_call",
                tables: &[
                    SubjectTable { table: "duty_calls", key: "id", order: "id" },
                    SubjectTable { table: "duty_rings", key: "call", order: "id" },
                ],
            },
            SubjectKind {
                name: "absence",
                tables: &[SubjectTable { table: "absences", key: "id", order: "id" }],
            },
        ],
        operational: &[],
        checks: &[],
    }
}

#[must_use]
pub fn function() -> Function {
    Function {
        name: "calendar",
        part,
        below: || vec![people::part(), rulebook::part()],
        permissions: &[SEE, PLAN, CALLS, ABSENCES],
        routes: pages::routes,
        nav: &[Nav {
            key: "r",
            href: "/duty",
            also: &["/absences"],
            icon: "phone",
            title: t::duty,
            count: None,
            needs: SEE,
        }],
        today: Some(pages::today),
        holds: Some(pages::held),
        moves: Some(acts::hand_on),
        jobs: Vec::new,
        periodic: || {
            vec![Periodic {
                name: "duty-calls",
                every: Beat::Every(Instant::MINUTE / 2),
                run: acts::ring_due,
            }]
        },
        tells: Tells {
            title: Some(pages::title),
            why: Some(pages::why),
            alarm: Some(pages::alarm),
            beside: None,
        },
        finds: None,
        dates: Some(pages::dates),
        palette: Some(pages::palette),
        api: Some(api::api),
    }
}
