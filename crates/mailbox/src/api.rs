//! The same act as JSON, and how the mailbox is.

use kernel::{Refusal, Tx};
use people::{Api, Viewer};
use serde::{Deserialize, Serialize};

use crate::settings::{self, Shown};
use crate::{OPERATE, store};

#[must_use]
pub fn api() -> Api {
    Api::new().act("incoming.set_mailbox", "/mailbox/settings", settings::set_mailbox).read(
        "incoming.mailbox",
        "/mailbox",
        mailbox,
    )
}

#[derive(Deserialize)]
struct Nothing {}

#[derive(Serialize, Deserialize)]
struct Out {
    /// None while nobody has set a mailbox.
    settings: Option<Shown>,
    looked_at: Option<String>,
    /// `unreachable`, `tls`, `sign_in`, `folder`, `target`, `quota`, `answer`, `lost`; none when the last look went well.
    fault: Option<String>,
    failures: i64,
    taken: u64,
    asked: u64,
    returned: u64,
    /// Stay in the mailbox for a mark of secrecy.
    marked: u64,
    failed: u64,
    /// No papers, by rule or by age.
    left: i64,
}

fn mailbox(tx: &mut Tx<'_>, viewer: &Viewer, _: Nothing) -> Result<Out, Refusal> {
    viewer.ask(OPERATE)?;
    let health = store::health(tx)?;
    let counts = store::counts(tx)?;
    let of = |state: &str| counts.iter().find(|(one, _)| one == state).map_or(0, |(_, count)| *count);
    Ok(Out {
        settings: settings::settings(tx)?.map(|settings| settings.shown()),
        looked_at: health.looked_at.map(|at| at.to_string()),
        fault: health.fault.filter(|_| health.failures > 0),
        failures: health.failures,
        taken: of("taken") + of("same"),
        asked: of("asked"),
        returned: of("returned"),
        marked: of("marked"),
        failed: of("failed"),
        left: health.left,
    })
}
