//! Registers that were kept before this program: taken over from a table, and their scans put to them by number.
//!
//! Every row of the table stays in its import: taken into the book under its own number, or kept with the reason until
//! somebody corrects it. Numbers that the old register lacks are recorded as its gaps; none is invented or changed.
//! Rows are taken in acts of a few hundred, each all or nothing, so that a stop in the middle doubles and loses nothing.
//! docs/old-registers.md tells the rest.

mod acts;
mod api;
pub mod console;
mod heading;
mod judge;
mod kinds;
pub mod model;
mod pages;
mod report;
pub mod scans;
mod store;
pub mod work;

pub use acts::{
    Answer, Attach, CorrectRow, Drop, Pause, Run, SetFrame, answer_scan, attach_scan, correct_row,
    drop_import, pause, run, set_frame,
};
pub use model::{Field, Import, Scan, State};
pub use store::{ImportRow, Kept, ScanRow, counts, import, imports, rows, scans as scans_of};

words::texts!();

/// The largest table taken.
pub(crate) const LIMITS: tables::Limits = tables::Limits { file: 64 << 20, rows: 300_000 };

use kernel::{Beat, Migration, Part, Periodic, SubjectKind, SubjectTable};
use people::{Function, Permission, Role, Tells};

/// May take old registers over into the books that the own post keeps; which those are the act asks.
pub const IMPORT: Permission = Permission::new("incoming.import", &[Role::Clerk, Role::UnitClerk]);

/// This crate's share of the database.
#[must_use]
pub fn part() -> Part {
    Part {
        name: "oldbooks",
        migrations: &[Migration {
            version: 1,
            name: "oldbooks",
            sql: include_str!("../migrations/001_oldbooks.sql"),
        }],
        subjects: &[
            SubjectKind {
                name: "register_import",
                tables: &[SubjectTable { table: "register_imports", key: "id", order: "id" }],
            },
            SubjectKind {
                name: "register_scan",
                tables: &[SubjectTable { table: "register_scans", key: "id", order: "id" }],
            },
        ],
        // Rows of tables follow from the file that the import names and from corrections, each an act; what was taken
        // stands in the book.
        operational: &["register_import_rows", "register_import_judged"],
        checks: &[],
    }
}

#[must_use]
pub fn function() -> Function {
    Function {
        name: "oldbooks",
        part,
        below: || {
            let mut parts = (incoming::function().below)();
            parts.push(incoming::part());
            parts
        },
        permissions: &[IMPORT],
        routes: pages::routes,
        nav: &[],
        today: None,
        holds: None,
        moves: None,
        jobs: work::jobs,
        periodic: || {
            vec![Periodic { name: "register-imports", every: Beat::Nightly(3), run: work::forget_strays }]
        },
        tells: Tells::NONE,
        finds: None,
        dates: None,
        palette: None,
        api: Some(api::api),
    }
}
