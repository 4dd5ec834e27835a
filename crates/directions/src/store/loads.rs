//! Who has how much, counted in the database.

use jiff::civil::Date;
use kernel::{Id, Instant, StoreError, Tx, vals};
use people::{Post, Unit};

/// With whom papers lie: how many, how many of them late, the oldest since when.
#[derive(Debug, Clone)]
pub struct LoadRow {
    pub unit: Option<Id<Unit>>,
    pub post: Option<Id<Post>>,
    /// Before a leader.
    pub leader: bool,
    pub count: u64,
    pub late: u64,
    pub oldest: Instant,
}

const SUMS: &str = "count(*), CAST(coalesce(sum(CASE WHEN r.deadline < ?1 THEN 1 ELSE 0 END), 0) AS BIGINT)";
const MOST: u32 = 500;

/// Everything under way, by whose move it is. What the clerks have to transfer stands under no unit and no post.
pub fn loads(tx: &mut Tx<'_>, today: Date) -> Result<Vec<LoadRow>, StoreError> {
    let mut found = Vec::new();
    for (state, post) in [("to_propose", "r.office_post"), ("to_instruct", "r.leader_post")] {
        let sql = format!(
            "SELECT {post}, {SUMS}, min(r.held_since) FROM routings r WHERE r.state = '{state}' \
             GROUP BY {post} LIMIT {MOST}"
        );
        found.extend(tx.rows(&sql, vals![today], |row| {
            Ok(LoadRow {
                unit: None,
                post: row.get(0)?,
                leader: state == "to_instruct",
                count: row.get(1)?,
                late: row.get(2)?,
                oldest: row.get(3)?,
            })
        })?);
    }
    let sql = format!("SELECT {SUMS}, min(r.held_since) FROM routings r WHERE r.state = 'to_transfer'");
    let clerks = tx.one(&sql, vals![today], |row| {
        let oldest: Option<Instant> = row.get(2)?;
        Ok(LoadRow {
            unit: None,
            post: None,
            leader: false,
            count: row.get(0)?,
            late: row.get(1)?,
            oldest: oldest.unwrap_or_default(),
        })
    })?;
    found.extend((clerks.count > 0).then_some(clerks));
    let sql = format!(
        "SELECT a.unit, a.post, {SUMS}, min(a.sent_at) FROM assignments a JOIN routings r ON r.id = a.routing \
         WHERE r.state = 'in_hand' AND a.role = 'lead' AND a.step IN ('sent', 'accepted') \
         GROUP BY a.unit, a.post LIMIT {MOST}"
    );
    found.extend(tx.rows(&sql, vals![today], |row| {
        Ok(LoadRow {
            unit: row.get(0)?,
            post: row.get(1)?,
            leader: false,
            count: row.get(2)?,
            late: row.get(3)?,
            oldest: row.get(4)?,
        })
    })?);
    Ok(found)
}
