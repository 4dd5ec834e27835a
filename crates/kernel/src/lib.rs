//! The building under every function of the office: storage, acts, journal, blobs, jobs, settings, errors.
//!
//! Everything that anybody does is an *act*: one synchronous function, one transaction, one
//! journal entry. [`Office::act`] begins, retries and commits; the function gets an [`Act`]
//! that carries the transaction, the actor, the time and the randomness. Nothing below an
//! act reads a clock. The kernel knows no function of the office: each function hands it a
//! [`Part`] with its migrations, subject kinds and checks.

mod act;
mod backup;
mod blobs;
pub mod checks;
mod clock;
mod codes;
pub mod disk;
pub mod facts;
mod health;
mod here;
mod id;
pub mod jobs;
pub mod journal;
mod office;
mod part;
pub mod periodic;
mod refusal;
mod runner;
pub mod safekeeping;
pub mod scrub;
mod seal;
mod settings;
mod storage;
pub mod testing;
mod value;

pub use act::{Act, Actor, ActorKind, Fact, Subject};
pub use backup::{BackupReport, backup, restore};
pub use blobs::{BlobHash, Blobs};
pub use clock::{Clock, Instant, OFFICE_OFFSET_HOURS, SystemClock, TestClock};
pub use health::{Health, Trouble};
pub use id::{Id, ParseIdError};
pub use office::{Config, Office};
pub use part::{Check, Fault, Migration, Part, SubjectKind, SubjectTable};
pub use periodic::{Beat, Periodic};
pub use refusal::{Kind, Refusal};
pub use runner::Runner;
pub use settings::Setting;
pub use storage::{Backend, Row, StoreError, Tx};
pub use value::{DbValue, FromDb, ToValue, Value};

words::texts!();

/// The kernel's own share of the database.
#[must_use]
pub(crate) fn part() -> Part {
    Part {
        name: "kernel",
        migrations: &[
            Migration { version: 1, name: "kernel", sql: include_str!("../migrations/001_kernel.sql") },
            Migration {
                version: 2,
                name: "pending order",
                sql: include_str!("../migrations/002_pending_order.sql"),
            },
            Migration { version: 3, name: "running", sql: include_str!("../migrations/003_running.sql") },
            Migration { version: 4, name: "backups", sql: include_str!("../migrations/004_backups.sql") },
            Migration { version: 5, name: "faults", sql: include_str!("../migrations/005_faults.sql") },
        ],
        subjects: &[
            SubjectKind {
                name: "setting",
                tables: &[SubjectTable { table: "settings", key: "id", order: "id" }],
            },
            SubjectKind {
                name: "job_decision",
                tables: &[SubjectTable { table: "job_decisions", key: "id", order: "id" }],
            },
            SubjectKind {
                name: "backup",
                tables: &[SubjectTable { table: "backup_runs", key: "id", order: "id" }],
            },
        ],
        operational: &[
            "journal_entries",
            "journal_subjects",
            "journal_leaves",
            "journal_tiles",
            "journal_checkpoints",
            "journal_salts",
            "journal_cursors",
            "journal_pending",
            "journal_edge",
            "jobs",
            "periodic_runs",
            "check_runs",
            "pulses",
            "scrub_turns",
            "damaged_originals",
        ],
        checks: &[],
    }
}
