//! The tasks of measures: which they are, how they stand, what was handed in, and what changed of them since.

use std::collections::{BTreeMap, HashMap};

use documents::Paper;
use jiff::civil::Date;
use kernel::{Id, Instant, Row, StoreError, ToValue, Tx, Value, vals};
use people::{Person, Unit};
use tasks::model::{Outcome, Task};
use tasks::store::Reach;
use uuid::Uuid;

use super::coded;
use crate::model::{Measure, Past, Resolution, Work};

/// Tasks of one resolution that are read at once.
const MOST: u32 = 20_000;

/// `false` when the task belongs to a measure already.
pub fn insert_link(
    tx: &mut Tx<'_>,
    (id, measure, resolution): (Uuid, Id<Measure>, Id<Resolution>),
    task: Id<Task>,
    (person, at): (Option<Id<Person>>, Instant),
) -> Result<bool, StoreError> {
    let made = tx.exec(
        "INSERT INTO resolution_tasks (id, measure, resolution, task, person, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
         ON CONFLICT (task) DO NOTHING",
        vals![id, measure, resolution, task, person, at],
    )?;
    Ok(made > 0)
}

pub fn measure_of_task(tx: &mut Tx<'_>, task: Id<Task>) -> Result<Option<Id<Measure>>, StoreError> {
    tx.opt("SELECT measure FROM resolution_tasks WHERE task = ?1", vals![task], |row| row.get(0))
}

/// The tasks of a measure, in the order in which they were handed out.
pub fn tasks_of(tx: &mut Tx<'_>, measure: Id<Measure>) -> Result<Vec<Id<Task>>, StoreError> {
    let sql = "SELECT task FROM resolution_tasks WHERE measure = ?1 ORDER BY at, id LIMIT 500";
    tx.rows(sql, vals![measure], |row| row.get(0))
}

pub fn has_tasks(tx: &mut Tx<'_>, measure: Id<Measure>) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM resolution_tasks WHERE measure = ?1 LIMIT 1";
    Ok(tx.opt(sql, vals![measure], |_| Ok(()))?.is_some())
}

/// The condition that a task `t` is within somebody's reach, its parameters put behind those that are there.
fn within<'v>(reach: &'v Reach, params: &mut Vec<Value<'v>>) -> String {
    let Reach::Parts { posts, units } = reach else { return String::new() };
    let mut list = |ids: Vec<Value<'v>>| {
        let marks = super::marks(params.len() + 1, ids.len());
        params.extend(ids);
        marks
    };
    let units = list(units.iter().map(ToValue::to_value).collect());
    let posts = list(posts.iter().map(ToValue::to_value).collect());
    format!(
        " AND t.id IN (SELECT p.task FROM task_parts p WHERE p.unit IN ({units}) \
         UNION SELECT p.task FROM task_parts p WHERE p.post IN ({posts}))"
    )
}

/// Whose tasks are asked for.
#[derive(Debug, Clone, Copy)]
pub enum Whose {
    Resolution(Id<Resolution>),
    Measure(Id<Measure>),
}

impl Whose {
    fn column(self) -> &'static str {
        match self {
            Whose::Resolution(_) => "m.resolution",
            Whose::Measure(_) => "m.measure",
        }
    }

    fn value(self) -> Value<'static> {
        let id = match self {
            Whose::Resolution(id) => id.uuid(),
            Whose::Measure(id) => id.uuid(),
        };
        Value::Bytes(id.as_bytes().to_vec().into())
    }
}

fn facts(row: &Row<'_>, at: usize) -> Result<tasks::Facts, StoreError> {
    Ok(tasks::Facts {
        closed_on: row.get(at)?,
        due_on: row.get(at + 1)?,
        submitted_on: row.get(at + 2)?,
        in_correction: row.get::<i64>(at + 3)? != 0,
    })
}

/// How the tasks within reach stand now.
pub fn work(tx: &mut Tx<'_>, whose: Whose, reach: &Reach) -> Result<Vec<Work>, StoreError> {
    let mut params = vec![whose.value()];
    let within = within(reach, &mut params);
    let sql = format!(
        "SELECT m.measure, t.id, t.closed_on, t.due_on, t.submitted_on, t.in_correction FROM resolution_tasks m \
         JOIN tasks t ON t.id = m.task WHERE {} = ?1{within} LIMIT {MOST}",
        whose.column()
    );
    tx.rows(&sql, &params, |row| Ok(Work { measure: row.get(0)?, task: row.get(1)?, facts: facts(row, 2)? }))
}

/// Of each resolution: tasks, closed ones, late ones.
pub type Sums = HashMap<Id<Resolution>, (u64, u64, u64)>;

/// How many tasks within reach each resolution has, how many are closed, and how many are past their deadline with
/// nothing handed in.
pub fn sums(
    tx: &mut Tx<'_>,
    resolutions: &[Id<Resolution>],
    (reach, day): (&Reach, Date),
) -> Result<Sums, StoreError> {
    if resolutions.is_empty() {
        return Ok(HashMap::new());
    }
    let mut params = vec![Value::Text(day.to_string().into())];
    params.extend(super::values(resolutions));
    let marks = super::marks(2, resolutions.len());
    let within = within(reach, &mut params);
    let sql = format!(
        "SELECT m.resolution, count(*), count(t.closed_on), count(CASE WHEN t.closed_on IS NULL \
         AND t.in_correction = 0 AND t.submitted_on IS NULL AND t.due_on < ?1 THEN 1 END) FROM resolution_tasks m \
         JOIN tasks t ON t.id = m.task WHERE m.resolution IN ({marks}){within} GROUP BY m.resolution"
    );
    let number = |row: &Row<'_>, at| Ok::<u64, StoreError>(u64::try_from(row.get::<i64>(at)?).unwrap_or(0));
    let rows = tx.rows(&sql, &params, |row| {
        Ok((row.get::<Id<Resolution>>(0)?, (number(row, 1)?, number(row, 2)?, number(row, 3)?)))
    })?;
    Ok(rows.into_iter().collect())
}

/// Evidence of a task of a measure.
#[derive(Debug, Clone)]
pub struct EvidenceRow {
    pub task: Id<Task>,
    pub code: String,
    pub issued_on: Option<Date>,
    pub paper: Option<Id<Paper>>,
    pub outcome: Outcome,
    pub handed_on: Date,
}

/// What was handed in for the tasks of a measure, the newest first. The page shows it beside tasks that the reader sees.
pub fn evidence(tx: &mut Tx<'_>, measure: Id<Measure>) -> Result<Vec<EvidenceRow>, StoreError> {
    let sql = "SELECT s.task, s.code, s.issued_on, s.paper, s.outcome, s.handed_on FROM resolution_tasks m \
         JOIN task_submissions s ON s.task = m.task WHERE m.measure = ?1 ORDER BY s.at DESC, s.id DESC LIMIT 2000";
    tx.rows(sql, vals![measure], |row| {
        let outcome: String = row.get(4)?;
        Ok(EvidenceRow {
            task: row.get(0)?,
            code: row.get(1)?,
            issued_on: row.get(2)?,
            paper: row.get(3)?,
            outcome: coded(&outcome, Outcome::from_code(&outcome))?,
            handed_on: row.get(5)?,
        })
    })
}

/// A task, and the measure that it is under.
pub type Under = (Id<Task>, Id<Measure>);

/// The tasks of measures of which a paper is evidence.
pub fn evidenced(tx: &mut Tx<'_>, paper: Id<Paper>) -> Result<Vec<Under>, StoreError> {
    let sql = "SELECT DISTINCT m.task, m.measure FROM task_submissions s JOIN resolution_tasks m ON m.task = s.task \
         WHERE s.paper = ?1 LIMIT 50";
    tx.rows(sql, vals![paper], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// A task within reach with what it was before, for the state on an earlier day.
#[derive(Debug, Clone)]
pub struct PastRow {
    pub task: Id<Task>,
    pub measure: Id<Measure>,
    /// From when on it belongs to the measure.
    pub since: Date,
    pub code: String,
    pub past: Past,
}

/// The tasks of a resolution within reach, with all that changed of them.
pub fn past(tx: &mut Tx<'_>, of: Id<Resolution>, reach: &Reach) -> Result<Vec<PastRow>, StoreError> {
    let mut params = vec![Whose::Resolution(of).value()];
    let within = within(reach, &mut params);
    let sql = format!(
        "SELECT t.id, m.measure, m.at, t.code, t.assigned_at, t.due_on, t.owner_unit, t.content, t.product, \
         t.closed_on, t.reopened FROM resolution_tasks m JOIN tasks t ON t.id = m.task \
         WHERE m.resolution = ?1{within} ORDER BY t.code, t.id LIMIT {MOST}"
    );
    let rows = tx.rows(&sql, &params, |row| {
        let closed_on: Option<Date> = row.get(9)?;
        let past = Past {
            assigned_on: row.get::<Instant>(4)?.date(),
            due_on: row.get(5)?,
            owner: row.get(6)?,
            content: row.get(7)?,
            product: row.get(8)?,
            dues: Vec::new(),
            owners: Vec::new(),
            contents: Vec::new(),
            products: Vec::new(),
            submissions: Vec::new(),
            corrections: Vec::new(),
            closings: closed_on.map(|on| (on, true)).into_iter().collect(),
        };
        let since = row.get::<Instant>(2)?.date();
        let one = PastRow { task: row.get(0)?, measure: row.get(1)?, since, code: row.get(3)?, past };
        Ok((one, row.get::<i64>(10)? > 0))
    })?;
    let mut found: Vec<PastRow> = Vec::with_capacity(rows.len());
    let mut at: BTreeMap<Id<Task>, usize> = BTreeMap::new();
    for (mut one, reopened) in rows {
        if reopened {
            one.past.closings = closings(tx, one.task)?;
        }
        at.insert(one.task, found.len());
        found.push(one);
    }
    let mut put = |task: Id<Task>, each: &mut dyn FnMut(&mut Past)| {
        if let Some(one) = at.get(&task).and_then(|at| found.get_mut(*at)) {
            each(&mut one.past);
        }
    };
    submissions(tx, of, &mut put)?;
    directives(tx, of, &mut put)?;
    corrections(tx, of, &mut put)?;
    Ok(found)
}

type Put<'p> = &'p mut dyn FnMut(Id<Task>, &mut dyn FnMut(&mut Past));

/// A task that was opened again forgot when it was closed first: the journal knows.
fn closings(tx: &mut Tx<'_>, task: Id<Task>) -> Result<Vec<(Date, bool)>, StoreError> {
    let trail = kernel::journal::trail(tx, "task", task.uuid(), 5_000)?;
    let of = |act: &str| match act {
        "tasks.accept" => Some(true),
        "tasks.reopen" => Some(false),
        _ => None,
    };
    Ok(trail.iter().filter_map(|entry| Some((entry.at.date(), of(&entry.act)?))).collect())
}

fn submissions(tx: &mut Tx<'_>, of: Id<Resolution>, put: Put<'_>) -> Result<(), StoreError> {
    let sql = "SELECT s.task, s.handed_on, s.decided_at FROM resolution_tasks m \
         JOIN task_submissions s ON s.task = m.task WHERE m.resolution = ?1 ORDER BY s.at, s.id LIMIT 100000";
    let rows = tx.rows(sql, vals![of], |row| {
        let decided: Option<Instant> = row.get(2)?;
        Ok((row.get::<Id<Task>>(0)?, row.get::<Date>(1)?, decided.map(Instant::date)))
    })?;
    for (task, handed, decided) in rows {
        put(task, &mut |past| past.submissions.push((handed, decided)));
    }
    Ok(())
}

fn directives(tx: &mut Tx<'_>, of: Id<Resolution>, put: Put<'_>) -> Result<(), StoreError> {
    let sql = "SELECT d.task, d.at, d.old_due, d.new_due, d.old_unit, d.new_unit FROM resolution_tasks m \
         JOIN task_directives d ON d.task = m.task WHERE m.resolution = ?1 \
         AND (d.new_due IS NOT NULL OR d.new_unit IS NOT NULL) ORDER BY d.at, d.id LIMIT 100000";
    let rows = tx.rows(sql, vals![of], |row| {
        let on = row.get::<Instant>(1)?.date();
        let due: Option<Date> = row.get(3)?;
        let unit: Option<Id<Unit>> = row.get(5)?;
        let due = match due {
            Some(_) => Some((on, row.get::<Option<Date>>(2)?)),
            None => None,
        };
        let unit = match unit {
            Some(_) => row.get::<Option<Id<Unit>>>(4)?.map(|old| (on, old)),
            None => None,
        };
        Ok((row.get::<Id<Task>>(0)?, due, unit))
    })?;
    for (task, due, unit) in rows {
        put(task, &mut |past| {
            past.dues.extend(due);
            past.owners.extend(unit);
        });
    }
    Ok(())
}

fn corrections(tx: &mut Tx<'_>, of: Id<Resolution>, put: Put<'_>) -> Result<(), StoreError> {
    let sql = "SELECT c.task, c.what, c.old, c.at, c.decided_at, c.approved FROM resolution_tasks m \
         JOIN task_corrections c ON c.task = m.task WHERE m.resolution = ?1 ORDER BY c.at, c.id LIMIT 100000";
    let rows = tx.rows(sql, vals![of], |row| {
        let decided: Option<Instant> = row.get(4)?;
        let approved = row.get::<Option<i64>>(5)? == Some(1);
        let what: String = row.get(1)?;
        let old: Option<String> = row.get(2)?;
        let begun = row.get::<Instant>(3)?.date();
        Ok((row.get::<Id<Task>>(0)?, (what, old, approved), (begun, decided.map(Instant::date))))
    })?;
    for (task, (what, old, approved), span) in rows {
        put(task, &mut |past| {
            past.corrections.push(span);
            let (Some(on), true) = (span.1, approved) else { return };
            match (what.as_str(), &old) {
                ("due_on", old) => past.dues.push((on, old.as_deref().and_then(|old| old.parse().ok()))),
                ("owner_unit", Some(old)) => past.owners.extend(old.parse().ok().map(|old| (on, old))),
                ("content", Some(old)) => past.contents.push((on, old.clone())),
                ("product", Some(old)) => past.products.push((on, old.clone())),
                _ => {}
            }
        });
    }
    Ok(())
}
