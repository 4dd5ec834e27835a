//! The routing of a paper: where it stands, its deadline and the changes of it, how it ended.

use documents::Paper;
use jiff::civil::Date;
use kernel::{Id, Instant, Row, StoreError, Tx, vals};
use people::{Field, Person, Post};

use super::coded;
use crate::model::{Deadline, Routing, State};

#[derive(Debug, Clone)]
pub struct RoutingRow {
    pub id: Id<Routing>,
    pub paper: Id<Paper>,
    pub state: State,
    pub office_post: Id<Post>,
    pub leader_post: Option<Id<Post>>,
    pub started_by: Option<Id<Person>>,
    pub started_at: Instant,
    pub held_since: Instant,
    pub deadline: Option<Deadline>,
    pub prepared: Option<String>,
    pub prepared_by: Option<Id<Person>>,
    pub result: Option<String>,
    pub reply_code: Option<String>,
    pub reply_on: Option<Date>,
    pub settled_by: Option<Id<Person>>,
    pub settled_at: Option<Instant>,
    /// The field of work it belongs to.
    pub field: Option<Id<Field>>,
}

#[derive(Debug, Clone)]
pub struct DeadlineChange {
    pub person: Option<Id<Person>>,
    pub old: Option<Date>,
    pub new: Option<Date>,
    pub why: String,
    pub at: Instant,
}

pub(super) const ROUTING: &str = "SELECT id, paper, state, office_post, leader_post, started_by, started_at, held_since, \
     deadline, basis, counted_from, prepared, prepared_by, result, reply_code, reply_on, settled_by, settled_at, \
     field FROM routings";

pub(super) fn routing_row(row: &Row<'_>) -> Result<RoutingRow, StoreError> {
    let state: String = row.get(2)?;
    let (on, basis, from): (Option<Date>, Option<String>, Option<Date>) =
        (row.get(8)?, row.get(9)?, row.get(10)?);
    let deadline = match (on, basis, from) {
        (Some(on), Some(basis), Some(counted_from)) => Some(Deadline { on, basis, counted_from }),
        _ => None,
    };
    Ok(RoutingRow {
        id: row.get(0)?,
        paper: row.get(1)?,
        state: coded(&state, State::from_code(&state))?,
        office_post: row.get(3)?,
        leader_post: row.get(4)?,
        started_by: row.get(5)?,
        started_at: row.get(6)?,
        held_since: row.get(7)?,
        deadline,
        prepared: row.get(11)?,
        prepared_by: row.get(12)?,
        result: row.get(13)?,
        reply_code: row.get(14)?,
        reply_on: row.get(15)?,
        settled_by: row.get(16)?,
        settled_at: row.get(17)?,
        field: row.get(18)?,
    })
}

pub fn routing(tx: &mut Tx<'_>, id: Id<Routing>) -> Result<Option<RoutingRow>, StoreError> {
    tx.opt(&format!("{ROUTING} WHERE id = ?1"), vals![id], routing_row)
}

/// The row, locked until the act ends: of two that decide at once the second sees what the first did.
pub fn lock(tx: &mut Tx<'_>, id: Id<Routing>) -> Result<Option<RoutingRow>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    tx.opt(&format!("{ROUTING} WHERE id = ?1{lock}"), vals![id], routing_row)
}

pub fn of_paper(tx: &mut Tx<'_>, paper: Id<Paper>) -> Result<Option<RoutingRow>, StoreError> {
    let sql = format!("{ROUTING} WHERE paper = ?1 AND state <> 'taken_back'");
    tx.opt(&sql, vals![paper], routing_row)
}

/// A routing that was taken back, locked: sent again, the paper goes on under it.
pub fn taken_back(tx: &mut Tx<'_>, paper: Id<Paper>) -> Result<Option<Id<Routing>>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    let sql = format!("SELECT id FROM routings WHERE paper = ?1 AND state = 'taken_back'{lock}");
    tx.opt(&sql, vals![paper], |row| row.get(0))
}

pub fn send_again(
    tx: &mut Tx<'_>,
    id: Id<Routing>,
    office_post: Id<Post>,
    (by, at): (Option<uuid::Uuid>, Instant),
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE routings SET state = 'to_propose', office_post = ?2, started_by = ?3, started_at = ?4, \
         held_since = ?4 WHERE id = ?1",
        vals![id, office_post, by, at],
    )
    .map(drop)
}

/// Its field of work.
pub fn set_field(tx: &mut Tx<'_>, id: Id<Routing>, field: Option<Id<Field>>) -> Result<(), StoreError> {
    tx.exec("UPDATE routings SET field = ?2 WHERE id = ?1", vals![id, field]).map(drop)
}

/// As much of a routing as says where its paper is now.
#[derive(Debug, Clone)]
pub struct Standing {
    pub id: Id<Routing>,
    pub paper: Id<Paper>,
    pub state: State,
    pub office_post: Id<Post>,
    pub leader_post: Option<Id<Post>>,
    pub field: Option<Id<Field>>,
    pub held_since: Instant,
    pub deadline: Option<Date>,
    pub settled_at: Option<Instant>,
}

impl From<&RoutingRow> for Standing {
    fn from(row: &RoutingRow) -> Standing {
        Standing {
            id: row.id,
            paper: row.paper,
            state: row.state,
            office_post: row.office_post,
            leader_post: row.leader_post,
            field: row.field,
            held_since: row.held_since,
            deadline: row.deadline.as_ref().map(|deadline| deadline.on),
            settled_at: row.settled_at,
        }
    }
}

/// Where the papers of a page are, in one question.
pub fn standing(tx: &mut Tx<'_>, papers: &[Id<Paper>]) -> Result<Vec<Standing>, StoreError> {
    if papers.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<_> = (1..=papers.len()).map(|n| format!("?{n}")).collect();
    let params: Vec<_> = papers.iter().map(kernel::ToValue::to_value).collect();
    let sql = format!(
        "SELECT id, paper, state, office_post, leader_post, field, held_since, deadline, settled_at FROM routings \
         WHERE paper IN ({}) AND state <> 'taken_back'",
        marks.join(", ")
    );
    tx.rows(&sql, &params, |row| {
        let state: String = row.get(2)?;
        Ok(Standing {
            id: row.get(0)?,
            paper: row.get(1)?,
            state: coded(&state, State::from_code(&state))?,
            office_post: row.get(3)?,
            leader_post: row.get(4)?,
            field: row.get(5)?,
            held_since: row.get(6)?,
            deadline: row.get(7)?,
            settled_at: row.get(8)?,
        })
    })
}

/// `false` when the paper is already on its way.
pub fn insert_routing(
    tx: &mut Tx<'_>,
    (id, paper): (Id<Routing>, Id<Paper>),
    office_post: Id<Post>,
    (by, at): (Option<uuid::Uuid>, Instant),
) -> Result<bool, StoreError> {
    let made = tx.exec(
        "INSERT INTO routings (id, paper, state, office_post, started_by, started_at, held_since) \
         VALUES (?1, ?2, 'to_propose', ?3, ?4, ?5, ?5) ON CONFLICT (paper) DO NOTHING",
        vals![id, paper, office_post, by, at],
    )?;
    Ok(made > 0)
}

/// Moves a routing on: its state, and since when it is held there.
pub fn move_to(tx: &mut Tx<'_>, id: Id<Routing>, state: State, at: Instant) -> Result<(), StoreError> {
    tx.exec("UPDATE routings SET state = ?2, held_since = ?3 WHERE id = ?1", vals![id, state.code(), at])
        .map(drop)
}

pub fn set_office_post(tx: &mut Tx<'_>, id: Id<Routing>, post: Id<Post>) -> Result<(), StoreError> {
    tx.exec("UPDATE routings SET office_post = ?2 WHERE id = ?1", vals![id, post]).map(drop)
}

pub fn set_leader(tx: &mut Tx<'_>, id: Id<Routing>, post: Option<Id<Post>>) -> Result<(), StoreError> {
    tx.exec("UPDATE routings SET leader_post = ?2 WHERE id = ?1", vals![id, post]).map(drop)
}

pub fn set_deadline(tx: &mut Tx<'_>, id: Id<Routing>, deadline: Option<&Deadline>) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE routings SET deadline = ?2, basis = ?3, counted_from = ?4 WHERE id = ?1",
        vals![
            id,
            deadline.map(|d| d.on),
            deadline.map(|d| d.basis.clone()),
            deadline.map(|d| d.counted_from)
        ],
    )
    .map(drop)
}

pub fn set_prepared(
    tx: &mut Tx<'_>,
    id: Id<Routing>,
    text: Option<&str>,
    by: Option<uuid::Uuid>,
) -> Result<(), StoreError> {
    tx.exec("UPDATE routings SET prepared = ?2, prepared_by = ?3 WHERE id = ?1", vals![id, text, by])
        .map(drop)
}

pub fn settle(
    tx: &mut Tx<'_>,
    id: Id<Routing>,
    (result, reply_code, reply_on): (&str, Option<&str>, Option<Date>),
    (by, at): (Option<uuid::Uuid>, Instant),
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE routings SET state = 'settled', result = ?2, reply_code = ?3, reply_on = ?4, settled_by = ?5, \
         settled_at = ?6, held_since = ?6 WHERE id = ?1",
        vals![id, result, reply_code, reply_on, by, at],
    )
    .map(drop)
}

pub fn insert_change(
    tx: &mut Tx<'_>,
    (id, routing): (uuid::Uuid, Id<Routing>),
    (old, new): (Option<Date>, Option<Date>),
    why: &str,
    (by, at): (Option<uuid::Uuid>, Instant),
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO deadline_changes (id, routing, person, old_deadline, new_deadline, why, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        vals![id, routing, by, old, new, why, at],
    )
    .map(drop)
}

pub fn changes(tx: &mut Tx<'_>, routing: Id<Routing>) -> Result<Vec<DeadlineChange>, StoreError> {
    tx.rows(
        "SELECT person, old_deadline, new_deadline, why, at FROM deadline_changes WHERE routing = ?1 \
         ORDER BY at, id LIMIT 100",
        vals![routing],
        |row| {
            Ok(DeadlineChange {
                person: row.get(0)?,
                old: row.get(1)?,
                new: row.get(2)?,
                why: row.get(3)?,
                at: row.get(4)?,
            })
        },
    )
}
