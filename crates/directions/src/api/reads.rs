//! The desk as it can be read: the same lists as its page, of who asks.

use jiff::civil::Date;
use kernel::{Id, Refusal, Tx};
use people::{Api, Viewer};
use serde::{Deserialize, Serialize};

use crate::desk::Desk;
use crate::lists::{self, View};
use crate::model::{Routing, State};
use crate::slip;
use documents::Paper;

#[must_use]
pub fn reads() -> Api {
    Api::new()
        .read("directions.desk", "/desk", desk)
        .read("directions.desk_counts", "/desk/counts", counts)
        .read("directions.trail", "/routings/{id}/trail", trail)
}

#[derive(Deserialize)]
struct Asked {
    /// propose, instruct, transfer, mine, informed, late, follow.
    view: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    routing: Id<Routing>,
    paper: Id<Paper>,
    number: Option<i64>,
    code: String,
    subject: String,
    issuer: String,
    urgency: String,
    state: State,
    holder: String,
    deadline: Option<Date>,
}

fn desk(tx: &mut Tx<'_>, viewer: &Viewer, asked: Asked) -> Result<Vec<Row>, Refusal> {
    viewer.ask(crate::DESK)?;
    let view = View::ALL.into_iter().find(|view| view.code() == asked.view);
    let view = view.ok_or_else(Refusal::not_found)?;
    let desk = Desk::of_viewer(tx, viewer)?;
    let routings = lists::list(tx, &desk, view, viewer.today)?;
    let papers: Vec<_> = routings.iter().map(|routing| routing.paper).collect();
    let places = slip::places(tx, viewer, &papers)?;
    let mut rows = Vec::new();
    for routing in routings {
        let Some(paper) = documents::paper(tx, routing.paper)? else { continue };
        rows.push(Row {
            routing: routing.id,
            paper: routing.paper,
            number: Some(paper.number),
            code: paper.code,
            subject: paper.subject,
            issuer: paper.issuer,
            urgency: paper.urgency,
            state: routing.state,
            holder: places.get(&routing.paper).map_or_else(String::new, |place| place.holder.clone()),
            deadline: routing.deadline.map(|deadline| deadline.on),
        });
    }
    Ok(rows)
}

#[derive(Deserialize)]
struct Nothing {}

#[derive(Serialize, Deserialize)]
struct Count {
    view: String,
    count: u64,
    late: u64,
}

fn counts(tx: &mut Tx<'_>, viewer: &Viewer, _: Nothing) -> Result<Vec<Count>, Refusal> {
    viewer.ask(crate::DESK)?;
    let desk = Desk::of_viewer(tx, viewer)?;
    let mut found = Vec::new();
    for view in View::ALL {
        let (count, late) = lists::counts(tx, &desk, view, viewer.today)?;
        found.push(Count { view: view.code().to_owned(), count, late });
    }
    Ok(found)
}

#[derive(Deserialize)]
struct One {
    id: Id<Routing>,
}

#[derive(Serialize, Deserialize)]
struct Happened {
    /// With the office's offset from UTC.
    at: String,
    who: String,
    what: String,
}

/// Empty is never the answer for what may be known: every routing begins with its sending.
fn trail(tx: &mut Tx<'_>, viewer: &Viewer, asked: One) -> Result<Vec<Happened>, Refusal> {
    viewer.ask(crate::DESK)?;
    let steps = slip::trail(tx, viewer, asked.id, viewer.lang)?;
    if steps.is_empty() {
        return Err(Refusal::not_found());
    }
    let at = |at: kernel::Instant| at.local().strftime("%Y-%m-%dT%H:%M:%S+07:00").to_string();
    Ok(steps.into_iter().map(|(when, who, what)| Happened { at: at(when), who, what }).collect())
}
