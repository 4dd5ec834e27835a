//! Who has a share in a paper, what each answered, who opened it.

use std::collections::HashMap;

use kernel::{Id, Instant, Row, StoreError, Tx, vals};
use people::{Person, Post};

use super::{LINES_MAX, Line, coded, line};
use crate::model::{Assignment, Routing, Step};

#[derive(Debug, Clone)]
pub struct AssignmentRow {
    pub id: Id<Assignment>,
    pub parent: Option<Id<Assignment>>,
    pub line: Line,
    pub step: Step,
    pub sent_by: Option<Id<Person>>,
    pub sent_at: Instant,
    pub opened_by: Option<Id<Person>>,
    pub opened_at: Option<Instant>,
    pub answered_by: Option<Id<Person>>,
    pub answered_at: Option<Instant>,
    pub text: Option<String>,
}

impl AssignmentRow {
    /// On somebody's desk now.
    #[must_use]
    pub fn open(&self) -> bool {
        matches!(self.step, Step::Sent | Step::Accepted)
    }
}

/// Who opened a paper that was put before a leader, and when.
#[derive(Debug, Clone)]
pub struct ReadingRow {
    pub post: Id<Post>,
    pub person: Id<Person>,
    pub at: Instant,
}

pub fn insert_assignment(
    tx: &mut Tx<'_>,
    (id, routing, parent): (Id<Assignment>, Id<Routing>, Option<Id<Assignment>>),
    line: &Line,
    (by, at): (Option<uuid::Uuid>, Instant),
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO assignments (id, routing, parent, role, unit, post, step, sent_by, sent_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'sent', ?7, ?8)",
        vals![id, routing, parent, line.role.code(), line.unit, line.post, by, at],
    )
    .map(drop)
}

const ASSIGNMENT: &str = "SELECT id, parent, role, unit, post, step, sent_by, sent_at, opened_by, opened_at, \
     answered_by, answered_at, text, routing FROM assignments";

fn assignment_row(row: &Row<'_>) -> Result<AssignmentRow, StoreError> {
    let step: String = row.get(5)?;
    Ok(AssignmentRow {
        id: row.get(0)?,
        parent: row.get(1)?,
        line: line(row, 2)?,
        step: coded(&step, Step::from_code(&step))?,
        sent_by: row.get(6)?,
        sent_at: row.get(7)?,
        opened_by: row.get(8)?,
        opened_at: row.get(9)?,
        answered_by: row.get(10)?,
        answered_at: row.get(11)?,
        text: row.get(12)?,
    })
}

/// The recipients in the order they were sent to.
pub fn assignments(tx: &mut Tx<'_>, routing: Id<Routing>) -> Result<Vec<AssignmentRow>, StoreError> {
    let sql = format!("{ASSIGNMENT} WHERE routing = ?1 ORDER BY sent_at, id LIMIT ?2");
    tx.rows(&sql, vals![routing, LINES_MAX], assignment_row)
}

/// The same of the papers of a page, asked together.
pub fn assignments_of(
    tx: &mut Tx<'_>,
    routings: &[Id<Routing>],
) -> Result<HashMap<Id<Routing>, Vec<AssignmentRow>>, StoreError> {
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    if routings.is_empty() {
        return Ok(found);
    }
    let marks: Vec<_> = (1..=routings.len()).map(|n| format!("?{n}")).collect();
    let params: Vec<_> = routings.iter().map(kernel::ToValue::to_value).collect();
    let most = routings.len().saturating_mul(LINES_MAX as usize);
    let marks = marks.join(", ");
    let sql = format!("{ASSIGNMENT} WHERE routing IN ({marks}) ORDER BY sent_at, id LIMIT {most}");
    tx.each(&sql, &params, |row| {
        found.entry(row.get(13)?).or_default().push(assignment_row(row)?);
        Ok(())
    })?;
    Ok(found)
}

pub fn opened(
    tx: &mut Tx<'_>,
    id: Id<Assignment>,
    (by, at): (Option<uuid::Uuid>, Instant),
) -> Result<(), StoreError> {
    let sql = "UPDATE assignments SET opened_by = ?2, opened_at = ?3 WHERE id = ?1 AND opened_at IS NULL";
    tx.exec(sql, vals![id, by, at]).map(drop)
}

/// What a recipient answered, and when; nothing said before is lost.
#[derive(Debug, Clone)]
pub struct AnswerRow {
    pub assignment: Id<Assignment>,
    pub step: Step,
    pub person: Option<Id<Person>>,
    pub text: Option<String>,
    pub at: Instant,
}

pub fn answers(tx: &mut Tx<'_>, routing: Id<Routing>) -> Result<Vec<AnswerRow>, StoreError> {
    tx.rows(
        "SELECT assignment, step, person, text, at FROM answers WHERE routing = ?1 ORDER BY at, id LIMIT 2000",
        vals![routing],
        |row| {
            let step: String = row.get(1)?;
            Ok(AnswerRow {
                assignment: row.get(0)?,
                step: coded(&step, Step::from_code(&step))?,
                person: row.get(2)?,
                text: row.get(3)?,
                at: row.get(4)?,
            })
        },
    )
}

/// A recipient's answer, kept beside the earlier ones.
pub fn answered(
    tx: &mut Tx<'_>,
    (fresh, routing, id): (uuid::Uuid, Id<Routing>, Id<Assignment>),
    (step, text): (Step, Option<&str>),
    (by, at): (Option<uuid::Uuid>, Instant),
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO answers (id, routing, assignment, step, person, text, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        vals![fresh, routing, id, step.code(), by, text, at],
    )?;
    tx.exec(
        "UPDATE assignments SET step = ?2, text = coalesce(?3, text), answered_by = ?4, answered_at = ?5 \
         WHERE id = ?1",
        vals![id, step.code(), text, by, at],
    )
    .map(drop)
}

pub fn insert_reading(
    tx: &mut Tx<'_>,
    id: uuid::Uuid,
    (routing, post, person): (Id<Routing>, Id<Post>, uuid::Uuid),
    at: Instant,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO readings (id, routing, post, person, at) VALUES (?1, ?2, ?3, ?4, ?5) \
         ON CONFLICT (routing, person) DO NOTHING",
        vals![id, routing, post, person, at],
    )
    .map(drop)
}

pub fn readings(tx: &mut Tx<'_>, routing: Id<Routing>) -> Result<Vec<ReadingRow>, StoreError> {
    tx.rows(
        "SELECT post, person, at FROM readings WHERE routing = ?1 ORDER BY at, id LIMIT 100",
        vals![routing],
        |row| Ok(ReadingRow { post: row.get(0)?, person: row.get(1)?, at: row.get(2)? }),
    )
}
