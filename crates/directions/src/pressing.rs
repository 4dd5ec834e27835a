//! What presses in the whole office, for the morning brief: late, due, urgent; who has what and for how long.

use documents::Paper;
use jiff::civil::Date;
use kernel::{Id, Instant, StoreError, Tx};
use people::{Unit, Viewer};

use crate::desk::Desk;
use crate::model::Routing;
use crate::store::{self, Which};
use crate::{slip, t};

/// A paper under way that presses.
#[derive(Debug, Clone)]
pub struct Pressing {
    pub routing: Id<Routing>,
    pub paper: Id<Paper>,
    pub number: i64,
    pub code: String,
    pub subject: String,
    pub urgency: String,
    /// With whom, and since when where the reader may know it.
    pub holder: String,
    pub since: Option<Instant>,
    pub deadline: Option<Date>,
}

/// Why it presses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// Its deadline has passed.
    Late,
    /// Its deadline is today.
    DueToday,
    /// It bears a mark of urgency.
    Urgent,
}

fn which<'a>(press: Press, today: Date) -> Which<'a> {
    match press {
        Press::Late => Which::under_way().late_too(today),
        Press::DueToday => Which::under_way().due(today),
        Press::Urgent => Which::under_way().urgent(),
    }
}

/// How many of the whole office, and the first of them as far as `limit` goes. For readers who see papers of all desks;
/// whether they are one is the caller's question.
pub fn pressing(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    press: Press,
    limit: u32,
) -> Result<(u64, Vec<Pressing>), StoreError> {
    let count = store::count(tx, &which(press, viewer.today))?;
    let routings = store::list(tx, &which(press, viewer.today), limit)?;
    let papers: Vec<_> = routings.iter().map(|routing| routing.paper).collect();
    let places = slip::places(tx, viewer, &papers)?;
    let mut rows = Vec::new();
    for routing in routings {
        let Some(paper) = documents::paper(tx, routing.paper)? else { continue };
        let place = places.get(&routing.paper);
        rows.push(Pressing {
            routing: routing.id,
            paper: routing.paper,
            number: paper.number,
            code: paper.code,
            subject: paper.subject,
            urgency: paper.urgency,
            holder: place.map_or_else(String::new, |place| place.holder.clone()),
            since: place.and_then(|place| place.since),
            deadline: routing.deadline.map(|deadline| deadline.on),
        });
    }
    Ok((count, rows))
}

/// What lies with one unit or post.
#[derive(Debug, Clone)]
pub struct Load {
    pub who: String,
    /// Its papers are listed under this unit; none for what the clerks transfer.
    pub unit: Option<Id<Unit>>,
    pub count: u64,
    pub late: u64,
    /// The longest holding; hidden where it is a leader's and not for the reader.
    pub oldest: Option<Instant>,
}

/// Who has what under way, who has most late first.
pub fn loads(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Vec<Load>, StoreError> {
    let desk = Desk::of_viewer(tx, viewer)?;
    let today = viewer.today;
    let mut loads = Vec::new();
    for row in store::loads(tx, today)? {
        let mut unit = row.unit;
        let mut who = match unit {
            Some(unit) => people::names::unit(tx, unit)?,
            None if row.post.is_none() => t::the_clerks().say(viewer.lang),
            None => String::new(),
        };
        if let Some(post) = row.post
            && let Some(found) = people::names::post(tx, post, today)?
        {
            unit = unit.or(Some(found.unit));
            let name = found.holder_name.unwrap_or_default();
            let seat = if name.is_empty() { found.title } else { format!("{} · {name}", found.title) };
            who = if who.is_empty() { seat } else { format!("{who} · {seat}") };
        }
        let knows = !row.leader || slip::knows_times(&desk, row.post);
        let oldest = knows.then_some(row.oldest);
        loads.push(Load { who, unit, count: row.count, late: row.late, oldest });
    }
    loads.sort_by(|a, b| (b.late, b.count, &a.who).cmp(&(a.late, a.count, &b.who)));
    Ok(loads)
}
