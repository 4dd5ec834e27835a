//! What people are told beside the lists of their desks: what came back, what was taken away, what is about to be late.
//! New work is not told: it stands on the desk.

use jiff::civil::Date;
use kernel::{Act, Id, Instant, Office, Refusal, StoreError, Subject, Tx};
use people::notices::{self, News, Title, To};
use people::{Role as PostRole, Viewer};
use uuid::Uuid;
use words::Msg;

use crate::lists::{ROWS_MAX, chief_after};
use crate::store::{self, AssignmentRow, Line, RoutingRow, Which};
use crate::{INSTRUCT, ROUTE, desk::Desk, t};

/// Why somebody got a notice of ours.
pub(crate) fn why(code: &str, _: i64) -> Option<Msg> {
    Some(match code {
        "directions.returned" => t::why_returned(),
        "directions.recalled" => t::why_recalled(),
        "directions.asked_back" => t::why_asked_back(),
        "directions.due" => t::why_due(),
        "directions.late" => t::why_late(),
        "directions.late_chief" => t::why_late_chief(),
        _ => return None,
    })
}

/// A paper on its way, for whom its slip is open.
pub(crate) fn title(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    (kind, id): (&str, Uuid),
) -> Result<Option<Title>, StoreError> {
    if kind != "routing" {
        return Ok(None);
    }
    let Some(routing) = store::routing(tx, Id::from_uuid(id))? else { return Ok(None) };
    let desk = Desk::of_viewer(tx, viewer)?;
    let before = desk.before(routing.field);
    let office = before.may(ROUTE) || before.may(INSTRUCT);
    if !office && !store::reached(tx, routing.paper, &desk)? {
        return Ok(None);
    }
    let Some(paper) = documents::paper(tx, routing.paper)? else { return Ok(None) };
    let text =
        if paper.code.is_empty() { paper.subject } else { format!("{} · {}", paper.code, paper.subject) };
    Ok(Some(Title { text, href: format!("/routings/{}", routing.id) }))
}

fn subject(routing: &RoutingRow) -> Subject {
    Subject::new("routing", routing.id)
}

/// A share came back: who had sent it is told.
pub(crate) fn returned(act: &mut Act<'_>, routing: &RoutingRow, one: &AssignmentRow) -> Result<(), Refusal> {
    let to = one.sent_by.map_or(To::Post(routing.office_post), To::Person);
    notices::tell(act, to, &News::new("directions.returned", subject(routing)))
}

/// A share was recalled: whom it had been sent to is told.
pub(crate) fn recalled(act: &mut Act<'_>, routing: &RoutingRow, one: &AssignmentRow) -> Result<(), Refusal> {
    let today = act.today();
    for to in openers(act.tx(), &one.line, today)? {
        notices::tell(act, to, &News::new("directions.recalled", subject(routing)))?;
    }
    Ok(())
}

/// The leader asks back: who proposed is told.
pub(crate) fn asked_back(act: &mut Act<'_>, routing: &RoutingRow) -> Result<(), Refusal> {
    notices::tell(act, To::Post(routing.office_post), &News::new("directions.asked_back", subject(routing)))
}

/// Who opens what is sent to this line: its post, or the unit's head; where there is none, its clerks, else who answers
/// for the unit.
fn openers(tx: &mut Tx<'_>, line: &Line, on: Date) -> Result<Vec<To>, StoreError> {
    if let Some(post) = line.post {
        return Ok(vec![To::Post(post)]);
    }
    notices::openers(tx, line.unit, on)
}

/// Each morning: the lead is told the day before a deadline, the head of the unit when it has passed, the chief after
/// as many days as the office has set. Each once for a deadline; one that was moved counts anew.
pub(crate) fn remind(office: &Office) -> anyhow::Result<()> {
    let asking = office.clone();
    let now = office.now();
    Ok(office.operate(move |tx| remind_all(tx, &asking, now))?)
}

fn remind_all(tx: &mut Tx<'_>, office: &Office, now: Instant) -> Result<(), StoreError> {
    let today = now.date();
    let tomorrow = today.tomorrow().unwrap_or(today);
    for routing in store::list(tx, &Which::due_on(tomorrow), ROWS_MAX)? {
        for line in leads(tx, &routing)? {
            for to in openers(tx, &line, today)? {
                say(tx, office, now, (to, "directions.due"), &routing)?;
            }
        }
    }
    for routing in store::list(tx, &Which::late(today, None), ROWS_MAX)? {
        for line in leads(tx, &routing)? {
            for to in notices::openers(tx, line.unit, today)? {
                say(tx, office, now, (to, "directions.late"), &routing)?;
            }
        }
    }
    let span = jiff::Span::new().days(i64::from(chief_after(tx)?.max(1) - 1));
    let chiefs = people::names::posts_with(tx, PostRole::Chief, today)?;
    for routing in store::list(tx, &Which::late(today.checked_sub(span).unwrap_or(today), None), ROWS_MAX)? {
        for chief in &chiefs {
            say(tx, office, now, (To::Post(chief.id), "directions.late_chief"), &routing)?;
        }
    }
    Ok(())
}

/// On whose desk it lies to be settled.
fn leads(tx: &mut Tx<'_>, routing: &RoutingRow) -> Result<Vec<Line>, StoreError> {
    let all = store::assignments(tx, routing.id)?;
    let open = all.into_iter().filter(|one| one.open() && one.line.role == crate::Role::Lead);
    Ok(open.map(|one| one.line).collect())
}

fn say(
    tx: &mut Tx<'_>,
    office: &Office,
    now: Instant,
    (to, why): (To, &'static str),
    routing: &RoutingRow,
) -> Result<(), StoreError> {
    let Some(deadline) = &routing.deadline else { return Ok(()) };
    let key = format!("{why}:{}:{}", routing.id, deadline.on);
    notices::remind(
        tx,
        (Id::from_uuid(office.new_id()), now),
        to,
        &News::new(why, subject(routing)).once(key),
    )
}
