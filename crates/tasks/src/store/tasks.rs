//! Tasks themselves, and who has to do with them.

use jiff::civil::Date;
use kernel::{Id, Instant, Row, StoreError, Tx, vals};
use people::{Field, Person, Post, Unit};
use uuid::Uuid;

use super::tally::counted;
use super::{coded, flag};
use crate::model::{Facts, Grade, Part, ProductKind, Series, Source, Task, Term};

/// A task as stored.
#[derive(Debug, Clone)]
pub struct TaskRow {
    pub id: Id<Task>,
    pub code: String,
    pub source: Id<Source>,
    pub parent: Option<Id<Task>>,
    pub content: String,
    pub product_kind: ProductKind,
    pub product: String,
    pub owner_unit: Id<Unit>,
    pub owner_post: Option<Id<Post>>,
    /// Whom the product has to reach.
    pub level_unit: Id<Unit>,
    pub follower_post: Option<Id<Post>>,
    pub field: Option<Id<Field>>,
    /// Whose decision is needed.
    pub decision_unit: Option<Id<Unit>>,
    pub assigned_post: Option<Id<Post>>,
    pub assigned_by: Option<Id<Person>>,
    pub assigned_at: Instant,
    pub received_on: Option<Date>,
    pub received_estimated: bool,
    pub term: Term,
    pub due_on: Option<Date>,
    pub first_due_on: Option<Date>,
    /// The condition that it waits for.
    pub waits_for: Option<String>,
    pub extensions: i64,
    pub submitted_on: Option<Date>,
    pub in_correction: bool,
    /// Obstacles nobody has decided upon.
    pub obstacles: i64,
    pub closed_on: Option<Date>,
    pub grade: Option<Grade>,
    pub on_time: Option<bool>,
    pub lead_days: Option<i64>,
    pub reopened: i64,
    pub period: Option<String>,
}

impl TaskRow {
    /// What its standing follows from.
    #[must_use]
    pub fn facts(&self) -> Facts {
        Facts {
            closed_on: self.closed_on,
            due_on: self.due_on,
            submitted_on: self.submitted_on,
            in_correction: self.in_correction,
        }
    }
}

pub(super) const COLUMNS: &str = "t.id, t.code, t.source, t.parent, t.content, t.product_kind, t.product, \
     t.owner_unit, t.owner_post, t.level_unit, t.follower_post, t.field, t.decision_unit, t.assigned_post, \
     t.assigned_by, t.assigned_at, t.received_on, t.received_estimated, t.term, t.due_on, t.first_due_on, \
     t.waits_for, t.extensions, t.submitted_on, t.in_correction, t.obstacles, t.closed_on, t.grade, t.on_time, \
     t.lead_days, t.reopened, t.period";

pub(super) fn task_row(row: &Row<'_>) -> Result<TaskRow, StoreError> {
    let (kind, term): (String, String) = (row.get(5)?, row.get(18)?);
    let grade: Option<String> = row.get(27)?;
    Ok(TaskRow {
        id: row.get(0)?,
        code: row.get(1)?,
        source: row.get(2)?,
        parent: row.get(3)?,
        content: row.get(4)?,
        product_kind: coded(&kind, ProductKind::from_code(&kind))?,
        product: row.get(6)?,
        owner_unit: row.get(7)?,
        owner_post: row.get(8)?,
        level_unit: row.get(9)?,
        follower_post: row.get(10)?,
        field: row.get(11)?,
        decision_unit: row.get(12)?,
        assigned_post: row.get(13)?,
        assigned_by: row.get(14)?,
        assigned_at: row.get(15)?,
        received_on: row.get(16)?,
        received_estimated: row.get::<i64>(17)? != 0,
        term: coded(&term, Term::from_code(&term))?,
        due_on: row.get(19)?,
        first_due_on: row.get(20)?,
        waits_for: row.get(21)?,
        extensions: row.get(22)?,
        submitted_on: row.get(23)?,
        in_correction: row.get::<i64>(24)? != 0,
        obstacles: row.get(25)?,
        closed_on: row.get(26)?,
        grade: grade.map(|code| coded(&code, Grade::from_code(&code))).transpose()?,
        on_time: row.get::<Option<i64>>(28)?.map(|set| set != 0),
        lead_days: row.get(29)?,
        reopened: row.get(30)?,
        period: row.get(31)?,
    })
}

pub fn task(tx: &mut Tx<'_>, id: Id<Task>) -> Result<Option<TaskRow>, StoreError> {
    tx.opt(&format!("SELECT {COLUMNS} FROM tasks t WHERE t.id = ?1"), vals![id], task_row)
}

pub fn task_coded(tx: &mut Tx<'_>, code: &str) -> Result<Option<TaskRow>, StoreError> {
    tx.opt(&format!("SELECT {COLUMNS} FROM tasks t WHERE t.code = ?1"), vals![code], task_row)
}

/// The task, held until the act ends.
pub fn lock_task(tx: &mut Tx<'_>, id: Id<Task>) -> Result<Option<TaskRow>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    tx.opt(&format!("SELECT {COLUMNS} FROM tasks t WHERE t.id = ?1{lock}"), vals![id], task_row)
}

/// The year's counter, held until the act ends, and the next number. `fresh` is its id when there is none yet.
pub fn next_number(tx: &mut Tx<'_>, year: i64, fresh: Id<Series>) -> Result<(Id<Series>, i64), StoreError> {
    tx.exec(
        "INSERT INTO task_years (id, year, last) VALUES (?1, ?2, 0) ON CONFLICT (year) DO NOTHING",
        vals![fresh, year],
    )?;
    let sql = "UPDATE task_years SET last = last + 1 WHERE year = ?1 RETURNING id, last";
    let found = tx.opt(sql, vals![year], |row| Ok((row.get(0)?, row.get(1)?)))?;
    found.ok_or_else(|| StoreError::Shape("a counter of tasks".to_owned()))
}

pub fn insert_task(
    tx: &mut Tx<'_>,
    row: &TaskRow,
    recurrence: Option<(Uuid, &str)>,
) -> Result<bool, StoreError> {
    let (recurrence, period) = recurrence.unzip();
    let insert = |tx: &mut Tx<'_>| {
        tx.exec(
        "INSERT INTO tasks (id, code, source, parent, content, product_kind, product, owner_unit, owner_post, \
         level_unit, follower_post, field, decision_unit, assigned_post, assigned_by, assigned_at, received_on, \
         received_estimated, term, due_on, first_due_on, waits_for, extensions, in_correction, obstacles, reopened, \
         recurrence, period) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, \
         ?18, ?19, ?20, ?20, ?21, 0, 0, 0, 0, ?22, ?23) ON CONFLICT DO NOTHING",
        vals![
            row.id,
            row.code.as_str(),
            row.source,
            row.parent,
            row.content.as_str(),
            row.product_kind.code(),
            row.product.as_str(),
            row.owner_unit,
            row.owner_post,
            row.level_unit,
            row.follower_post,
            row.field,
            row.decision_unit,
            row.assigned_post,
            row.assigned_by,
            row.assigned_at,
            row.received_on,
            flag(row.received_estimated),
            row.term.code(),
            row.due_on,
            row.waits_for.as_deref(),
            recurrence,
            period
        ],
    )
    };
    Ok(counted(tx, row.id, insert)? > 0)
}

/// Who has to do with a task, and as what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartRow {
    pub part: Part,
    pub unit: Id<Unit>,
    pub post: Option<Id<Post>>,
}

pub fn insert_part(tx: &mut Tx<'_>, id: Uuid, task: Id<Task>, row: PartRow) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO task_parts (id, task, part, unit, post) VALUES (?1, ?2, ?3, ?4, ?5)",
        vals![id, task, row.part.code(), row.unit, row.post],
    )
    .map(drop)
}

pub fn delete_part(tx: &mut Tx<'_>, task: Id<Task>, part: Part) -> Result<(), StoreError> {
    tx.exec("DELETE FROM task_parts WHERE task = ?1 AND part = ?2", vals![task, part.code()]).map(drop)
}

pub fn parts(tx: &mut Tx<'_>, task: Id<Task>) -> Result<Vec<PartRow>, StoreError> {
    let sql = "SELECT part, unit, post FROM task_parts WHERE task = ?1 ORDER BY id LIMIT 200";
    tx.rows(sql, vals![task], |row| {
        let part: String = row.get(0)?;
        Ok(PartRow { part: coded(&part, Part::from_code(&part))?, unit: row.get(1)?, post: row.get(2)? })
    })
}

/// The tasks below this one, the earliest due first.
pub fn children(tx: &mut Tx<'_>, parent: Id<Task>) -> Result<Vec<TaskRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM tasks t WHERE t.parent = ?1 ORDER BY t.due_on ASC NULLS LAST, t.id LIMIT 200"
    );
    tx.rows(&sql, vals![parent], task_row)
}

pub fn of_source(tx: &mut Tx<'_>, source: Id<Source>) -> Result<Vec<TaskRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM tasks t WHERE t.source = ?1 AND t.parent IS NULL ORDER BY t.code, t.id LIMIT 500"
    );
    tx.rows(&sql, vals![source], task_row)
}

pub fn set_due(
    tx: &mut Tx<'_>,
    id: Id<Task>,
    due_on: Option<Date>,
    extensions: i64,
) -> Result<(), StoreError> {
    let sql = "UPDATE tasks SET due_on = ?2, extensions = ?3 WHERE id = ?1";
    counted(tx, id, |tx| tx.exec(sql, vals![id, due_on, extensions]).map(drop))
}

pub fn set_term(
    tx: &mut Tx<'_>,
    id: Id<Task>,
    (term, due_on): (Term, Option<Date>),
) -> Result<(), StoreError> {
    let sql = "UPDATE tasks SET term = ?2, due_on = ?3 WHERE id = ?1";
    counted(tx, id, |tx| tx.exec(sql, vals![id, term.code(), due_on]).map(drop))
}

pub fn set_owner(
    tx: &mut Tx<'_>,
    id: Id<Task>,
    (unit, post): (Id<Unit>, Option<Id<Post>>),
    level: Id<Unit>,
) -> Result<(), StoreError> {
    let sql = "UPDATE tasks SET owner_unit = ?2, owner_post = ?3, level_unit = ?4 WHERE id = ?1";
    counted(tx, id, |tx| tx.exec(sql, vals![id, unit, post, level]).map(drop))
}

pub fn set_follower(tx: &mut Tx<'_>, id: Id<Task>, post: Option<Id<Post>>) -> Result<(), StoreError> {
    tx.exec("UPDATE tasks SET follower_post = ?2 WHERE id = ?1", vals![id, post]).map(drop)
}

pub fn set_field(tx: &mut Tx<'_>, id: Id<Task>, field: Option<Id<Field>>) -> Result<(), StoreError> {
    tx.exec("UPDATE tasks SET field = ?2 WHERE id = ?1", vals![id, field]).map(drop)
}

pub fn set_received(tx: &mut Tx<'_>, id: Id<Task>, on: Date) -> Result<(), StoreError> {
    let sql = "UPDATE tasks SET received_on = ?2, received_estimated = 0 WHERE id = ?1";
    tx.exec(sql, vals![id, on]).map(drop)
}

pub fn set_content(tx: &mut Tx<'_>, id: Id<Task>, text: &str) -> Result<(), StoreError> {
    tx.exec("UPDATE tasks SET content = ?2 WHERE id = ?1", vals![id, text]).map(drop)
}

pub fn set_product(tx: &mut Tx<'_>, id: Id<Task>, text: &str) -> Result<(), StoreError> {
    tx.exec("UPDATE tasks SET product = ?2 WHERE id = ?1", vals![id, text]).map(drop)
}

pub fn set_submitted(tx: &mut Tx<'_>, id: Id<Task>, on: Option<Date>) -> Result<(), StoreError> {
    let sql = "UPDATE tasks SET submitted_on = ?2 WHERE id = ?1";
    counted(tx, id, |tx| tx.exec(sql, vals![id, on]).map(drop))
}

pub fn set_correction(tx: &mut Tx<'_>, id: Id<Task>, set: bool) -> Result<(), StoreError> {
    let sql = "UPDATE tasks SET in_correction = ?2 WHERE id = ?1";
    counted(tx, id, |tx| tx.exec(sql, vals![id, flag(set)]).map(drop))
}

pub fn add_obstacles(tx: &mut Tx<'_>, id: Id<Task>, more: i64) -> Result<(), StoreError> {
    tx.exec("UPDATE tasks SET obstacles = obstacles + ?2 WHERE id = ?1", vals![id, more]).map(drop)
}

/// What an accepted task ends with.
#[derive(Debug, Clone, Copy)]
pub struct Ending {
    pub on: Date,
    pub at: Instant,
    pub grade: Grade,
    pub on_time: Option<bool>,
    pub lead_days: Option<i64>,
}

pub fn close(tx: &mut Tx<'_>, id: Id<Task>, ending: Ending) -> Result<(), StoreError> {
    let sql = "UPDATE tasks SET closed_on = ?2, closed_at = ?3, grade = ?4, on_time = ?5, lead_days = ?6, \
         submitted_on = NULL WHERE id = ?1";
    let Ending { on, at, grade, on_time, lead_days } = ending;
    let change = |tx: &mut Tx<'_>| {
        tx.exec(sql, vals![id, on, at, grade.code(), on_time.map(flag), lead_days]).map(drop)
    };
    counted(tx, id, change)
}

/// Open again: its grade is lost, its dates stay.
pub fn reopen(tx: &mut Tx<'_>, id: Id<Task>) -> Result<(), StoreError> {
    let sql = "UPDATE tasks SET closed_on = NULL, closed_at = NULL, grade = NULL, on_time = NULL, lead_days = NULL, \
         reopened = reopened + 1 WHERE id = ?1";
    counted(tx, id, |tx| tx.exec(sql, vals![id]).map(drop))
}

/// Recurring work.
#[derive(Debug, Clone)]
pub struct RecurrenceRow {
    pub id: Id<Series>,
    pub source: Id<Source>,
    /// [`crate::model::Recurrence`] as JSON.
    pub rule: String,
    /// [`crate::Assignment`] as JSON.
    pub template: String,
    pub made_until: Option<Date>,
    pub stopped_on: Option<Date>,
    pub stopped_why: Option<String>,
    pub post: Option<Id<Post>>,
    pub person: Option<Id<Person>>,
    pub at: Instant,
}

const RECURRENCES: &str = "SELECT id, source, rule, template, made_until, stopped_on, stopped_why, post, person, at \
     FROM task_recurrences";

fn recurrence_row(row: &Row<'_>) -> Result<RecurrenceRow, StoreError> {
    Ok(RecurrenceRow {
        id: row.get(0)?,
        source: row.get(1)?,
        rule: row.get(2)?,
        template: row.get(3)?,
        made_until: row.get(4)?,
        stopped_on: row.get(5)?,
        stopped_why: row.get(6)?,
        post: row.get(7)?,
        person: row.get(8)?,
        at: row.get(9)?,
    })
}

pub fn insert_recurrence(tx: &mut Tx<'_>, row: &RecurrenceRow) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO task_recurrences (id, source, rule, template, post, person, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        vals![row.id, row.source, row.rule.as_str(), row.template.as_str(), row.post, row.person, row.at],
    )
    .map(drop)
}

/// The rule, held until the act ends.
pub fn lock_recurrence(tx: &mut Tx<'_>, id: Id<Series>) -> Result<Option<RecurrenceRow>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    tx.opt(&format!("{RECURRENCES} WHERE id = ?1{lock}"), vals![id], recurrence_row)
}

/// Those that run and were not looked at today.
pub fn running(tx: &mut Tx<'_>, today: Date) -> Result<Vec<RecurrenceRow>, StoreError> {
    let sql = format!(
        "{RECURRENCES} WHERE stopped_on IS NULL AND (made_until IS NULL OR made_until < ?1) ORDER BY id LIMIT 5000"
    );
    tx.rows(&sql, vals![today], recurrence_row)
}

/// All of them, those that run first, the newest first.
pub fn recurrences(tx: &mut Tx<'_>) -> Result<Vec<RecurrenceRow>, StoreError> {
    let sql = format!(
        "{RECURRENCES} ORDER BY CASE WHEN stopped_on IS NULL THEN 0 ELSE 1 END, at DESC, id DESC LIMIT 500"
    );
    tx.rows(&sql, vals![], recurrence_row)
}

pub fn set_made(tx: &mut Tx<'_>, id: Id<Series>, until: Date) -> Result<(), StoreError> {
    tx.exec("UPDATE task_recurrences SET made_until = ?2 WHERE id = ?1", vals![id, until]).map(drop)
}

pub fn stop_recurrence(tx: &mut Tx<'_>, id: Id<Series>, on: Date, why: &str) -> Result<(), StoreError> {
    let sql = "UPDATE task_recurrences SET stopped_on = ?2, stopped_why = ?3 WHERE id = ?1";
    tx.exec(sql, vals![id, on, why]).map(drop)
}

/// Whether the period of a recurrence has its task.
pub fn has_period(tx: &mut Tx<'_>, id: Id<Series>, period: &str) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM tasks WHERE recurrence = ?1 AND period = ?2";
    Ok(tx.opt(sql, vals![id, period], |_| Ok(()))?.is_some())
}
