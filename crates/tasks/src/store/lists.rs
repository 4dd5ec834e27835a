//! Lists and counts. How a task stands is asked by the same bounds as [`crate::model::Bounds::standing`], said in SQL.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Id, Instant, Row, StoreError, Tx, Value, vals};
use people::{Field, Post, Unit};

use super::tasks::{COLUMNS, TaskRow, task_row};
use super::{coded, tally};
use crate::model::{Bounds, Standing, Task};

/// Whose tasks somebody sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    All,
    /// Those in which one of these posts or units takes part.
    Parts {
        posts: Vec<Id<Post>>,
        units: Vec<Id<Unit>>,
    },
}

/// What a list is narrowed to.
#[derive(Debug, Clone)]
pub struct Filter {
    pub reach: Reach,
    pub bounds: Bounds,
    /// None: all that are open.
    pub standing: Vec<Standing>,
    pub closed: bool,
    /// Open and closed alike.
    pub any: bool,
    /// Closed from one day to another.
    pub closed_between: Option<(Date, Date)>,
    /// Due from one day to another.
    pub due_between: Option<(Date, Date)>,
    pub owner: Option<Id<Unit>>,
    pub field: Option<Id<Field>>,
    pub followers: Vec<Id<Post>>,
    /// Assigned by one of these posts; none: by whomever.
    pub assigners: Vec<Id<Post>>,
    /// Reach as the owner alone, not as whoever helps, follows or receives.
    pub owned: bool,
    /// Nothing waits to be accepted.
    pub unsubmitted: bool,
    pub obstacle: bool,
    /// Waiting longer than whoever accepts may take.
    pub waited: bool,
    pub words: String,
}

impl Filter {
    #[must_use]
    pub fn new(reach: Reach, bounds: Bounds) -> Filter {
        Filter {
            reach,
            bounds,
            standing: Vec::new(),
            closed: false,
            any: false,
            closed_between: None,
            due_between: None,
            owner: None,
            field: None,
            followers: Vec::new(),
            assigners: Vec::new(),
            owned: false,
            unsubmitted: false,
            obstacle: false,
            waited: false,
            words: String::new(),
        }
    }

    /// Whether it leaves few tasks: they are found first, and put in order then. All others are read in the order itself.
    fn few(&self) -> bool {
        let seldom = [Standing::Waiting, Standing::Correction];
        let standing = !self.standing.is_empty() && self.standing.iter().all(|one| seldom.contains(one));
        standing
            || self.reach != Reach::All
            || self.owner.is_some()
            || self.field.is_some()
            || !self.followers.is_empty()
            || self.obstacle
            || self.waited
    }

    #[must_use]
    pub fn standing(mut self, standing: &[Standing]) -> Filter {
        self.standing = standing.to_vec();
        self
    }
}

fn bytes<T>(id: Id<T>) -> Value<'static> {
    Value::Bytes(id.uuid().as_bytes().to_vec().into())
}

fn text(day: Date) -> Value<'static> {
    Value::Text(day.to_string().into())
}

/// What is late: everything before the day, for what is specially overdue is overdue too.
pub const RED: [Standing; 2] = [Standing::Overdue, Standing::Special];

/// A condition with its parameters, put together.
struct Where {
    from: String,
    sql: Vec<String>,
    params: Vec<Value<'static>>,
}

impl Where {
    fn put(&mut self, value: Value<'static>) -> String {
        self.params.push(value);
        format!("?{}", self.params.len())
    }

    fn id<T>(&mut self, id: Id<T>) -> String {
        self.put(bytes(id))
    }

    fn day(&mut self, day: Date) -> String {
        self.put(text(day))
    }

    fn list<T>(&mut self, ids: &[Id<T>]) -> String {
        if ids.is_empty() {
            return "NULL".to_owned();
        }
        let marks: Vec<_> = ids.iter().map(|id| self.id(*id)).collect();
        marks.join(", ")
    }

    /// The rows that stand so, as [`Bounds::standing`] says.
    fn standing(&mut self, standing: Standing, bounds: &Bounds) -> String {
        let open = "t.closed_on IS NULL AND t.in_correction = 0";
        let judged = format!("{open} AND t.submitted_on IS NULL");
        match standing {
            Standing::Closed => "t.closed_on IS NOT NULL".to_owned(),
            Standing::Correction => "t.closed_on IS NULL AND t.in_correction = 1".to_owned(),
            Standing::Waiting => format!("{open} AND t.submitted_on IS NOT NULL"),
            Standing::Unjudged => format!("{judged} AND t.due_on IS NULL"),
            Standing::Special => format!("{judged} AND t.due_on <= {}", self.day(bounds.special_until)),
            Standing::Overdue => {
                let (special, day) = (self.day(bounds.special_until), self.day(bounds.day));
                format!("{judged} AND t.due_on > {special} AND t.due_on < {day}")
            }
            Standing::DueSoon => {
                let (special, day) = (self.day(bounds.special_until), self.day(bounds.day));
                let soon = self.day(bounds.soon_until);
                format!("{judged} AND t.due_on > {special} AND t.due_on >= {day} AND t.due_on <= {soon}")
            }
            Standing::OnTrack => {
                let (day, soon) = (self.day(bounds.day), self.day(bounds.soon_until));
                format!("{judged} AND t.due_on >= {day} AND t.due_on > {soon}")
            }
        }
    }

    fn of(filter: &Filter) -> Where {
        let mut made = Where { from: "tasks t".to_owned(), sql: Vec::new(), params: Vec::new() };
        made.sql.push(
            match (filter.any, filter.closed) {
                (true, _) => "1 = 1",
                (false, true) => "t.closed_on IS NOT NULL",
                (false, false) => "t.closed_on IS NULL",
            }
            .to_owned(),
        );
        if let Reach::Parts { posts, units } = &filter.reach {
            let (posts, units) = (made.list(posts), made.list(units));
            made.sql.push(if filter.owned && (filter.closed || filter.any) {
                format!("(t.owner_unit IN ({units}) OR t.owner_post IN ({posts}))")
            } else if filter.owned {
                // Each by its own index of open tasks.
                made.from = format!(
                    "(SELECT o.id AS task FROM tasks o WHERE o.closed_on IS NULL AND o.owner_unit IN ({units}) \
                     UNION SELECT o.id FROM tasks o WHERE o.closed_on IS NULL AND o.owner_post IS NOT NULL \
                     AND o.owner_post IN ({posts})) r CROSS JOIN tasks t"
                );
                "t.id = r.task".to_owned()
            } else {
                // From the few that somebody has a part in to the tasks, never the other way round.
                made.from = format!(
                    "(SELECT p.task FROM task_parts p WHERE p.unit IN ({units}) \
                     UNION SELECT p.task FROM task_parts p WHERE p.post IN ({posts})) r CROSS JOIN tasks t"
                );
                "t.id = r.task".to_owned()
            });
        }
        if filter.standing == RED || filter.standing == [RED[1], RED[0]] {
            // One range of the order, not two put together.
            let day = made.day(filter.bounds.day);
            made.sql.push(format!(
                "t.closed_on IS NULL AND t.in_correction = 0 AND t.submitted_on IS NULL AND t.due_on < {day}"
            ));
        } else if !filter.standing.is_empty() {
            let any: Vec<_> = filter
                .standing
                .iter()
                .map(|one| format!("({})", made.standing(*one, &filter.bounds)))
                .collect();
            made.sql.push(format!("({})", any.join(" OR ")));
        }
        if let Some((from, to)) = filter.closed_between {
            let (from, to) = (made.day(from), made.day(to));
            made.sql.push(format!("t.closed_on >= {from} AND t.closed_on <= {to}"));
        }
        if let Some((from, to)) = filter.due_between {
            let (from, to) = (made.day(from), made.day(to));
            made.sql.push(format!("t.due_on >= {from} AND t.due_on <= {to}"));
        }
        if let Some(owner) = filter.owner {
            let mark = made.id(owner);
            made.sql.push(format!("t.owner_unit = {mark}"));
        }
        if let Some(field) = filter.field {
            let mark = made.id(field);
            made.sql.push(format!("t.field = {mark}"));
        }
        if !filter.followers.is_empty() {
            let marks = made.list(&filter.followers);
            made.sql.push(format!("t.follower_post IN ({marks})"));
        }
        if !filter.assigners.is_empty() {
            let marks = made.list(&filter.assigners);
            made.sql.push(format!("t.assigned_post IN ({marks})"));
        }
        if filter.unsubmitted {
            made.sql.push("t.submitted_on IS NULL".to_owned());
        }
        if filter.obstacle {
            made.sql.push("t.obstacles > 0".to_owned());
        }
        if filter.waited {
            let mark = made.day(filter.bounds.waited_since);
            made.sql.push(format!("t.in_correction = 0 AND t.submitted_on <= {mark}"));
        }
        if !filter.words.is_empty() {
            // Codes and words as typed; what is far away is found by the search page.
            let like = format!("%{}%", filter.words.replace(['%', '_'], " "));
            let mark = made.put(Value::Text(like.into()));
            made.sql.push(format!("(t.code LIKE {mark} OR t.content LIKE {mark} OR t.product LIKE {mark})"));
        }
        made
    }

    /// What follows FROM.
    fn said(&self) -> String {
        format!("{} WHERE {}", self.from, self.sql.join(" AND "))
    }
}

/// Where a page of a list goes on: after this task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    pub due_on: Option<Date>,
    pub id: Id<Task>,
}

/// The most pressing first: the longest overdue, then by deadline, what has no date last. Closed ones by the day of
/// closing, the newest first.
pub fn list(
    tx: &mut Tx<'_>,
    filter: &Filter,
    after: Option<After>,
    limit: u32,
) -> Result<Vec<TaskRow>, StoreError> {
    if filter.closed {
        let beyond = after.and_then(|after| Some((after.due_on?, after.id)));
        let order = "t.closed_on DESC, t.id DESC";
        return part(tx, filter, ("1 = 1", order), beyond.map(|at| ("(t.closed_on, t.id) <", at)), limit);
    }
    let order = if filter.few() { "COALESCE(t.due_on, ''), t.id" } else { "t.due_on, t.id" };
    // What has a date and what has none are asked for apart: databases differ in where they put the latter.
    let mut rows = Vec::new();
    if after.is_none_or(|after| after.due_on.is_some()) {
        let beyond = after.and_then(|after| Some((after.due_on?, after.id)));
        let beyond = beyond.map(|at| ("(t.due_on, t.id) >", at));
        rows = part(tx, filter, ("t.due_on IS NOT NULL", order), beyond, limit)?;
    }
    let rest = limit.saturating_sub(u32::try_from(rows.len()).unwrap_or(limit));
    if rest > 0 {
        let mut made = Where::of(filter);
        made.sql.push("t.due_on IS NULL".to_owned());
        if let Some(after) = after.filter(|after| after.due_on.is_none()) {
            let id = made.id(after.id);
            made.sql.push(format!("t.id > {id}"));
        }
        let limit = made.put(Value::Int(i64::from(rest)));
        let sql = format!("SELECT {COLUMNS} FROM {} ORDER BY t.id LIMIT {limit}", made.said());
        rows.extend(tx.rows(&sql, &made.params, task_row)?);
    }
    Ok(rows)
}

/// A stretch of a list, from beyond a row on.
fn part(
    tx: &mut Tx<'_>,
    filter: &Filter,
    (also, order): (&str, &str),
    beyond: Option<(&str, (Date, Id<Task>))>,
    limit: u32,
) -> Result<Vec<TaskRow>, StoreError> {
    let mut made = Where::of(filter);
    made.sql.push(also.to_owned());
    if let Some((than, (on, id))) = beyond {
        let (on, id) = (made.day(on), made.id(id));
        made.sql.push(format!("{than} ({on}, {id})"));
    }
    let limit = made.put(Value::Int(i64::from(limit)));
    let sql = format!("SELECT {COLUMNS} FROM {} ORDER BY {order} LIMIT {limit}", made.said());
    tx.rows(&sql, &made.params, task_row)
}

pub fn count(tx: &mut Tx<'_>, filter: &Filter) -> Result<u64, StoreError> {
    if let Some(counts) = tally::by_standing(tx, filter)? {
        return Ok(counts.iter().map(|(_, n)| n).sum());
    }
    let made = Where::of(filter);
    let sql = format!("SELECT count(*) FROM {}", made.said());
    let found: Option<i64> = tx.opt(&sql, &made.params, |row| row.get(0))?;
    Ok(u64::try_from(found.unwrap_or(0)).unwrap_or(0))
}

/// How many tasks of each standing: every task of the filter is in one of them.
pub fn by_standing(tx: &mut Tx<'_>, filter: &Filter) -> Result<Vec<(Standing, u64)>, StoreError> {
    if let Some(counts) = tally::by_standing(tx, filter)? {
        return Ok(counts);
    }
    let mut made = Where::of(filter);
    let case = case(&mut made, &filter.bounds);
    let sql = format!("SELECT {case} AS standing, count(*) FROM {} GROUP BY standing", made.said());
    tx.rows(&sql, &made.params, |row| Ok((standing_of(row, 0)?, counted(row, 1)?)))
}

/// The same for each owner.
pub fn by_owner(tx: &mut Tx<'_>, filter: &Filter) -> Result<Vec<(Id<Unit>, Standing, u64)>, StoreError> {
    if let Some(counts) = tally::by_owner(tx, filter)? {
        return Ok(counts);
    }
    let mut made = Where::of(filter);
    let case = case(&mut made, &filter.bounds);
    let sql = format!(
        "SELECT t.owner_unit, {case} AS standing, count(*) FROM {} \
         GROUP BY t.owner_unit, standing",
        made.said()
    );
    tx.rows(&sql, &made.params, |row| Ok((row.get(0)?, standing_of(row, 1)?, counted(row, 2)?)))
}

fn counted(row: &Row<'_>, at: usize) -> Result<u64, StoreError> {
    Ok(u64::try_from(row.get::<i64>(at)?).unwrap_or(0))
}

fn standing_of(row: &Row<'_>, at: usize) -> Result<Standing, StoreError> {
    let code: String = row.get(at)?;
    coded(&code, Standing::from_code(&code))
}

fn case(made: &mut Where, bounds: &Bounds) -> String {
    let (special, day, soon) =
        (made.day(bounds.special_until), made.day(bounds.day), made.day(bounds.soon_until));
    format!(
        "CASE WHEN t.closed_on IS NOT NULL THEN 'closed' WHEN t.in_correction = 1 THEN 'correction' \
         WHEN t.submitted_on IS NOT NULL THEN 'waiting' WHEN t.due_on IS NULL THEN 'unjudged' \
         WHEN t.due_on <= {special} THEN 'special' WHEN t.due_on < {day} THEN 'overdue' \
         WHEN t.due_on <= {soon} THEN 'due_soon' ELSE 'on_track' END"
    )
}

/// A unit's tasks in a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    pub assigned: u64,
    pub closed: u64,
    /// Due in the period, closed or not.
    pub due: u64,
    /// Open now.
    pub open: u64,
    /// Of those, past their deadline with nothing handed in.
    pub late: u64,
}

impl Sum {
    /// What those of all units come to.
    #[must_use]
    pub fn of<U>(sums: &[(U, Sum)]) -> Sum {
        sums.iter().fold(Sum::default(), |all, (_, one)| Sum {
            assigned: all.assigned + one.assigned,
            closed: all.closed + one.closed,
            due: all.due + one.due,
            open: all.open + one.open,
            late: all.late + one.late,
        })
    }
}

/// By owner: what was assigned, closed and due between two days, and what is open now.
pub fn sums(
    tx: &mut Tx<'_>,
    reach: &Reach,
    bounds: Bounds,
    (from, to): (Date, Date),
) -> Result<Vec<(Id<Unit>, Sum)>, StoreError> {
    let mut sums: BTreeMap<Id<Unit>, Sum> = BTreeMap::new();
    let any = Filter { any: true, ..Filter::new(reach.clone(), bounds) };
    let midnight = |day: Date| Value::Int(Instant::from_local(day.at(0, 0, 0, 0)).0);
    // Each by its own index: only what lies in the period is read.
    type Put = fn(&mut Sum, u64);
    let counts: [(&str, &str, Value<'static>, Value<'static>, Put); 3] = [
        (
            "t.assigned_at >=",
            "t.assigned_at <",
            midnight(from),
            midnight(to.tomorrow().unwrap_or(to)),
            |sum, n| {
                sum.assigned = n;
            },
        ),
        ("t.closed_on >=", "t.closed_on <=", text(from), text(to), |sum, n| sum.closed = n),
        ("t.due_on >=", "t.due_on <=", text(from), text(to), |sum, n| sum.due = n),
    ];
    for (above, below, from, to, put) in counts {
        let mut made = Where::of(&any);
        let (from, to) = (made.put(from), made.put(to));
        made.sql.push(format!("{above} {from} AND {below} {to}"));
        let sql = format!("SELECT t.owner_unit, count(*) FROM {} GROUP BY t.owner_unit", made.said());
        for (unit, n) in tx.rows(&sql, &made.params, |row| Ok((row.get(0)?, counted(row, 1)?)))? {
            put(sums.entry(unit).or_default(), n);
        }
    }
    for (unit, standing, n) in by_owner(tx, &Filter::new(reach.clone(), bounds))? {
        let sum = sums.entry(unit).or_default();
        sum.open += n;
        sum.late += if RED.contains(&standing) { n } else { 0 };
    }
    Ok(sums.into_iter().collect())
}

/// Open tasks of each unit, and how many of them are overdue.
pub fn loads(tx: &mut Tx<'_>, bounds: &Bounds) -> Result<Vec<(Id<Unit>, u64, u64)>, StoreError> {
    let mut found: Vec<(Id<Unit>, u64, u64)> = Vec::new();
    for (unit, standing, count) in by_owner(tx, &Filter::new(Reach::All, *bounds))? {
        let late = if RED.contains(&standing) { count } else { 0 };
        match found.iter_mut().find(|(one, ..)| *one == unit) {
            Some((_, open, behind)) => (*open, *behind) = (*open + count, *behind + late),
            None => found.push((unit, count, late)),
        }
    }
    Ok(found)
}

/// What units did with the tasks that they closed between two days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Closed {
    pub all: u64,
    /// Those of which it can be said at all.
    pub judged: u64,
    pub on_time: u64,
}

pub fn closed_by_owner(
    tx: &mut Tx<'_>,
    reach: &Reach,
    bounds: Bounds,
    (from, to): (Date, Date),
) -> Result<Vec<(Id<Unit>, Closed)>, StoreError> {
    let closed_between = Some((from, to));
    let made = Where::of(&Filter { closed: true, closed_between, ..Filter::new(reach.clone(), bounds) });
    let sql = format!(
        "SELECT t.owner_unit, count(*), count(t.on_time), count(CASE WHEN t.on_time = 1 THEN 1 END) FROM {} GROUP BY t.owner_unit",
        made.said()
    );
    tx.rows(&sql, &made.params, |row| {
        let closed = Closed { all: counted(row, 1)?, judged: counted(row, 2)?, on_time: counted(row, 3)? };
        Ok((row.get(0)?, closed))
    })
}

/// Whether this task is within somebody's reach.
pub fn reaches(tx: &mut Tx<'_>, task: Id<Task>, reach: &Reach) -> Result<bool, StoreError> {
    let Reach::Parts { posts, units } = reach else { return Ok(true) };
    let mut made = Where { from: String::new(), sql: Vec::new(), params: vec![bytes(task)] };
    let (posts, units) = (made.list(posts), made.list(units));
    let sql = format!(
        "SELECT 1 FROM task_parts p WHERE p.task = ?1 AND (p.unit IN ({units}) OR p.post IN ({posts})) LIMIT 1"
    );
    Ok(tx.opt(&sql, &made.params, |_| Ok(()))?.is_some())
}

impl After {
    #[must_use]
    pub fn of(row: &TaskRow) -> After {
        After { due_on: row.closed_on.or(row.due_on), id: row.id }
    }
}

/// `false` when this was told already.
pub fn insert_alert(
    tx: &mut Tx<'_>,
    (task, level, on): (Id<Task>, &str, Date),
    at: Instant,
) -> Result<bool, StoreError> {
    let sql = "INSERT INTO task_alerts (task, level, due_on, at) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (task, level, due_on) DO NOTHING";
    Ok(tx.exec(sql, vals![task, level, on, at])? > 0)
}
