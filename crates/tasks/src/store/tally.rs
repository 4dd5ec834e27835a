//! How many open tasks there are of each owner, deadline and state, kept beside the tasks by every write: a count of
//! 200,000 tasks is a sum of some hundred rows. What follows from a date and the day is not stored: it is reckoned of these
//! by the one function. Held against the tasks each night.

use jiff::civil::Date;
use kernel::{Id, StoreError, Tx, vals};
use people::Unit;

use super::lists::{Filter, Reach};
use crate::model::{Bounds, Facts, Standing, Task};

/// A task's place in the tally; closed ones have none.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Slot {
    owner: Id<Unit>,
    due_on: String,
    state: String,
}

/// The state of an open task, in SQL over `tasks`.
const STATE: &str = "CASE WHEN in_correction = 1 THEN 'correction' WHEN submitted_on IS NOT NULL THEN 'submitted' \
     ELSE 'open' END";

fn slot(tx: &mut Tx<'_>, id: Id<Task>) -> Result<Option<Slot>, StoreError> {
    let sql = format!(
        "SELECT owner_unit, COALESCE(due_on, ''), {STATE} FROM tasks WHERE id = ?1 AND closed_on IS NULL"
    );
    tx.opt(&sql, vals![id], |row| Ok(Slot { owner: row.get(0)?, due_on: row.get(1)?, state: row.get(2)? }))
}

fn add(tx: &mut Tx<'_>, slot: &Slot, n: i64) -> Result<(), StoreError> {
    let (due, state) = (slot.due_on.as_str(), slot.state.as_str());
    tx.exec(
        "INSERT INTO task_tally (owner, due_on, state, n) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (owner, due_on, state) DO UPDATE SET n = task_tally.n + excluded.n",
        vals![slot.owner, due, state, n],
    )?;
    tx.exec(
        "INSERT INTO task_days (due_on, state, n) VALUES (?1, ?2, ?3) \
         ON CONFLICT (due_on, state) DO UPDATE SET n = task_days.n + excluded.n",
        vals![due, state, n],
    )?;
    if n < 0 {
        let sql = "DELETE FROM task_tally WHERE owner = ?1 AND due_on = ?2 AND state = ?3 AND n = 0";
        tx.exec(sql, vals![slot.owner, due, state])?;
        tx.exec("DELETE FROM task_days WHERE due_on = ?1 AND state = ?2 AND n = 0", vals![due, state])?;
    }
    Ok(())
}

/// Changes a task and, with it, what is counted.
pub(super) fn counted<T>(
    tx: &mut Tx<'_>,
    id: Id<Task>,
    change: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let before = slot(tx, id)?;
    let done = change(tx)?;
    let after = slot(tx, id)?;
    if before != after {
        if let Some(slot) = &before {
            add(tx, slot, -1)?;
        }
        if let Some(slot) = &after {
            add(tx, slot, 1)?;
        }
    }
    Ok(done)
}

/// How a task of this slot stands.
fn standing(bounds: &Bounds, due_on: &str, state: &str) -> Standing {
    let due_on: Option<Date> = due_on.parse().ok();
    bounds.standing(&Facts {
        closed_on: None,
        due_on,
        submitted_on: (state == "submitted").then_some(bounds.day),
        in_correction: state == "correction",
    })
}

/// Whether nothing narrows the filter but an owner and how tasks stand.
fn plain(filter: &Filter) -> bool {
    filter.reach == Reach::All
        && !filter.closed
        && !filter.any
        && filter.closed_between.is_none()
        && filter.due_between.is_none()
        && filter.field.is_none()
        && filter.followers.is_empty()
        && filter.assigners.is_empty()
        && !filter.owned
        && !filter.unsubmitted
        && !filter.obstacle
        && !filter.waited
        && filter.words.is_empty()
}

type Read = (Option<Id<Unit>>, String, String, i64);

fn summed<K: PartialEq>(
    filter: &Filter,
    rows: Vec<Read>,
    key: impl Fn(Option<Id<Unit>>, Standing) -> K,
) -> Vec<(K, u64)> {
    let mut sums: Vec<(K, u64)> = Vec::new();
    for (owner, due_on, state, n) in rows {
        let standing = standing(&filter.bounds, &due_on, &state);
        if !filter.standing.is_empty() && !filter.standing.contains(&standing) {
            continue;
        }
        let (key, n) = (key(owner, standing), u64::try_from(n).unwrap_or(0));
        // Rows come owner by owner, so what is looked for stands at the end.
        match sums.iter_mut().rev().take(Standing::ALL.len()).find(|(one, _)| *one == key) {
            Some((_, sum)) => *sum += n,
            None => sums.push((key, n)),
        }
    }
    sums
}

/// Counts by standing, where the tally knows them.
pub(super) fn by_standing(
    tx: &mut Tx<'_>,
    filter: &Filter,
) -> Result<Option<Vec<(Standing, u64)>>, StoreError> {
    if !plain(filter) {
        return Ok(None);
    }
    let rows: Vec<Read> = match filter.owner {
        Some(owner) => {
            let sql = "SELECT due_on, state, n FROM task_tally WHERE owner = ?1";
            tx.rows(sql, vals![owner], |row| Ok((None, row.get(0)?, row.get(1)?, row.get(2)?)))?
        }
        None => {
            let sql = "SELECT due_on, state, n FROM task_days";
            tx.rows(sql, vals![], |row| Ok((None, row.get(0)?, row.get(1)?, row.get(2)?)))?
        }
    };
    Ok(Some(summed(filter, rows, |_, standing| standing)))
}

type OfOwners = Vec<(Id<Unit>, Standing, u64)>;

/// The same for each owner.
pub(super) fn by_owner(tx: &mut Tx<'_>, filter: &Filter) -> Result<Option<OfOwners>, StoreError> {
    if !plain(filter) || filter.owner.is_some() {
        return Ok(None);
    }
    let sql = "SELECT owner, due_on, state, n FROM task_tally ORDER BY owner";
    let rows: Vec<Read> =
        tx.rows(sql, vals![], |row| Ok((Some(row.get(0)?), row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let sums = summed(filter, rows, |owner, standing| (owner, standing));
    Ok(Some(sums.into_iter().filter_map(|((owner, standing), n)| Some((owner?, standing, n))).collect()))
}

/// Slots whose count is not that of the tasks.
pub fn untrue(tx: &mut Tx<'_>) -> Result<Vec<(String, i64, i64)>, StoreError> {
    let sql = format!(
        "SELECT c.due_on, c.state, CAST(sum(c.here) AS BIGINT), CAST(sum(c.there) AS BIGINT) FROM ( \
         SELECT owner_unit AS owner, COALESCE(due_on, '') AS due_on, {STATE} AS state, 1 AS here, 0 AS there \
         FROM tasks WHERE closed_on IS NULL \
         UNION ALL SELECT owner, due_on, state, 0, n FROM task_tally) c \
         GROUP BY c.owner, c.due_on, c.state HAVING sum(c.here) <> sum(c.there) LIMIT 20"
    );
    let mut found = tx.rows(&sql, vals![], |row| {
        let (due, state): (String, String) = (row.get(0)?, row.get(1)?);
        Ok((format!("{due} {state}"), row.get(2)?, row.get(3)?))
    })?;
    let sql = "SELECT c.due_on, c.state, CAST(sum(c.here) AS BIGINT), CAST(sum(c.there) AS BIGINT) FROM ( \
         SELECT due_on, state, n AS here, 0 AS there FROM task_tally \
         UNION ALL SELECT due_on, state, 0, n FROM task_days) c \
         GROUP BY c.due_on, c.state HAVING sum(c.here) <> sum(c.there) LIMIT 20";
    found.extend(tx.rows(sql, vals![], |row| {
        let (due, state): (String, String) = (row.get(0)?, row.get(1)?);
        Ok((format!("{due} {state}, all owners"), row.get(2)?, row.get(3)?))
    })?);
    Ok(found)
}
