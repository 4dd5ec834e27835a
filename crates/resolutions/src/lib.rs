//! Follow-through of resolutions and directives: from their words to what came of them.
//!
//! A resolution is broken down into objectives with indicators, and measures with owners and milestones; a measure is
//! handed out as tasks. Study events, action programmes of units and reviews stand beside them. Every fact bears the
//! moment from which it is known and is never written over, so that [`model::state`] says how implementation stood at the
//! end of any day. How it works is told in `docs/resolutions.md`.

pub mod acts;
mod api;
pub mod model;
mod pages;
pub mod store;
mod tells;
pub mod terms;

pub use acts::{
    AddIndicator, AddMeasure, AddMilestone, AddObjective, Amend, AskProgrammes, Attendance, CorrectValue,
    End, HandOut, LinkTask, NewMilestone, NewResolution, NewTarget, NoteAttendance, NoteProgramme,
    NoteReview, NoteStudy, Part, ReachMilestone, ReportValue, Resume, SetTarget, Strike, TakeBackMilestone,
    add, add_indicator, add_measure, add_milestone, add_objective, amend, ask_programmes, correct_value, end,
    hand_out, link_task, note_attendance, note_programme, note_review, note_study, reach_milestone,
    report_value, resume, set_target, strike, take_back_milestone,
};
pub use pages::state_on;

words::texts!();

use kernel::{Beat, Migration, Periodic, SubjectKind, SubjectTable};
use people::{Function, Nav, Permission, Role, Tells};

/// Follows resolutions through: of the office alone, see [`acts::Seat`].
pub const FOLLOW: Permission = Permission::new(
    "resolutions.follow",
    &[Role::Chief, Role::DeputyChief, Role::HeadOfSection, Role::Specialist],
);
/// Has resolutions at all: which of them follows from what one's units have in them.
pub const HAVE: Permission = Permission::new(
    "resolutions.have",
    &[
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

const fn rows(table: &'static str, key: &'static str) -> SubjectTable {
    SubjectTable { table, key, order: "id" }
}

/// What each subject's rows are.
const SUBJECTS: &[SubjectKind] = &[
    SubjectKind {
        name: "resolution",
        tables: &[
            rows("resolutions", "id"),
            rows("resolution_former", "resolution"),
            rows("resolution_objectives", "resolution"),
        ],
    },
    SubjectKind {
        name: "resolution_indicator",
        tables: &[
            rows("resolution_indicators", "id"),
            rows("resolution_targets", "indicator"),
            rows("resolution_values", "indicator"),
        ],
    },
    SubjectKind {
        name: "resolution_measure",
        tables: &[
            rows("resolution_measures", "id"),
            rows("resolution_milestones", "measure"),
            rows("resolution_reached", "measure"),
            rows("resolution_tasks", "measure"),
        ],
    },
    SubjectKind {
        name: "resolution_study",
        tables: &[rows("resolution_studies", "id"), rows("resolution_attendance", "study")],
    },
    SubjectKind {
        name: "resolution_programme",
        tables: &[rows("resolution_programmes", "id"), rows("resolution_programme_papers", "programme")],
    },
    SubjectKind {
        name: "resolution_review",
        tables: &[rows("resolution_reviews", "id"), rows("resolution_review_papers", "review")],
    },
];

#[must_use]
pub fn part() -> kernel::Part {
    kernel::Part {
        name: "resolutions",
        migrations: &[Migration {
            version: 1,
            name: "resolutions",
            sql: include_str!("../migrations/001_resolutions.sql"),
        }],
        subjects: SUBJECTS,
        operational: &[],
        checks: &[],
    }
}

#[must_use]
pub fn function() -> Function {
    Function {
        name: "resolutions",
        part,
        below: || {
            let mut below = (tasks::function().below)();
            below.push(tasks::part());
            below
        },
        permissions: &[FOLLOW, HAVE],
        routes: pages::routes,
        nav: &[Nav {
            key: "l",
            href: "/resolutions",
            also: &[],
            icon: "flag",
            title: t::resolutions,
            count: None,
            needs: HAVE,
        }],
        today: Some(pages::today),
        holds: Some(tells::held),
        moves: None,
        jobs: Vec::new,
        periodic: || {
            vec![
                Periodic { name: "resolution-reviews", every: Beat::Nightly(5), run: acts::make_all },
                Periodic { name: "resolution-reminders", every: Beat::Nightly(6), run: tells::remind },
            ]
        },
        tells: Tells {
            title: Some(tells::title),
            why: Some(tells::why),
            alarm: None,
            beside: Some(pages::beside),
        },
        finds: None,
        dates: None,
        palette: None,
        api: Some(api::api),
    }
}
