//! The brief as it can be read, by whoever may read its page.

use jiff::civil::Date;
use kernel::{Instant, Refusal, Tx};
use people::{Api, Viewer};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::READ;
use crate::gather::gather;

#[must_use]
pub fn api() -> Api {
    Api::new().read("brief.today", "/brief", today)
}

#[derive(Deserialize)]
struct Nothing {}

#[derive(Serialize, Deserialize)]
struct Out {
    on: Date,
    late: u64,
    due_today: u64,
    urgent: u64,
    on_duty: u64,
    /// Leaders, the chief and deputies who are away.
    away: Vec<AwayOut>,
    loads: Vec<LoadOut>,
}

#[derive(Serialize, Deserialize)]
struct AwayOut {
    name: String,
    until: Date,
    stands_in: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct LoadOut {
    who: String,
    unit: Option<Uuid>,
    count: u64,
    late: u64,
    /// Microseconds UTC; left out where it is not the reader's to know.
    oldest: Option<Instant>,
}

fn today(tx: &mut Tx<'_>, viewer: &Viewer, _: Nothing) -> Result<Out, Refusal> {
    viewer.ask(READ)?;
    let brief = gather(tx, viewer)?;
    let away = brief.away.into_iter().map(|one| AwayOut {
        name: one.name,
        until: one.until,
        stands_in: one.stands_in,
    });
    let loads = brief.loads.into_iter().map(|load| LoadOut {
        who: load.who,
        unit: load.unit.map(kernel::Id::uuid),
        count: load.count,
        late: load.late,
        oldest: load.oldest,
    });
    Ok(Out {
        on: viewer.today,
        late: brief.late.0,
        due_today: brief.due.0,
        urgent: brief.urgent.0,
        on_duty: u64::try_from(brief.duty.len()).unwrap_or(0),
        away: away.collect(),
        loads: loads.collect(),
    })
}
