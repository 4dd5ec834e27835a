//! Which papers a list shows, and whether a paper ever came to a desk.

use documents::Paper;
use jiff::civil::Date;
use kernel::{Id, StoreError, ToValue as _, Tx, Value};
use people::{Field, Post, Unit};

use super::{ROUTING, RoutingRow, routing_row};
use crate::desk::Desk;

/// Which routings a list shows. Made of fragments with numbered parameters, so that a list and its count agree.
pub struct Which<'a> {
    filter: String,
    order: &'static str,
    params: Vec<Value<'a>>,
}

impl<'a> Which<'a> {
    fn new(order: &'static str) -> Which<'a> {
        Which { filter: String::new(), order, params: Vec::new() }
    }

    fn put(&mut self, value: Value<'a>) -> String {
        self.params.push(value);
        format!("?{}", self.params.len())
    }

    fn any<T>(&mut self, ids: &[Id<T>]) -> String {
        // `IN (NULL)` is true for nobody, on both databases.
        if ids.is_empty() {
            return "NULL".to_owned();
        }
        let marks: Vec<_> =
            ids.iter().map(|id| self.put(Value::Bytes(id.uuid().as_bytes().to_vec().into()))).collect();
        marks.join(", ")
    }

    /// What waits for a proposal: at these posts, or all of it.
    pub fn to_propose(posts: &[Id<Post>], all: bool) -> Which<'a> {
        let mut which = Which::new("r.held_since, r.id");
        let posts = which.any(posts);
        which.filter = if all {
            "r.state = 'to_propose'".to_owned()
        } else {
            format!("r.state = 'to_propose' AND r.office_post IN ({posts})")
        };
        if all {
            which.params.clear();
        }
        which
    }

    /// What waits for these leaders.
    pub fn to_instruct(leaders: &[Id<Post>]) -> Which<'a> {
        let mut which = Which::new("r.held_since, r.id");
        let leaders = which.any(leaders);
        which.filter = format!("r.state = 'to_instruct' AND r.leader_post IN ({leaders})");
        which
    }

    pub fn to_transfer() -> Which<'a> {
        let mut which = Which::new("r.held_since, r.id");
        which.filter = "r.state = 'to_transfer'".to_owned();
        which
    }

    fn on_desk(&mut self, desk: &Desk, absent: &[Id<Unit>], roles: &str) -> String {
        let posts = self.any(&desk.posts);
        let units: Vec<_> = desk.units.iter().chain(absent).copied().collect();
        let units = self.any(&units);
        // From what lies open on the desk to its papers: the other way all papers there ever were would be looked at.
        let open = format!(
            "SELECT a.routing FROM assignments a WHERE a.step IN ('sent', 'accepted') AND a.role IN ({roles})"
        );
        format!(
            "r.id IN ({open} AND a.post IN ({posts}) UNION ALL {open} AND a.unit IN ({units}) AND a.post IS NULL)"
        )
    }

    /// What this desk has to do, as lead or co-operating.
    pub fn mine(desk: &Desk) -> Which<'a> {
        let mut which = Which::new("coalesce(r.deadline, '9999'), r.held_since, r.id");
        let open = which.on_desk(desk, &desk.absent, "'lead', 'cooperating'");
        which.filter = format!("r.state = 'in_hand' AND {open}");
        which
    }

    /// What was sent to this desk for information and has not been put away.
    pub fn informed(desk: &Desk) -> Which<'a> {
        let mut which = Which::new("r.held_since DESC, r.id");
        which.filter = which.on_desk(desk, &[], "'informed'");
        which
    }

    /// What is late before this day, of the whole office or of these units.
    pub fn late(before: Date, units: Option<&[Id<Unit>]>) -> Which<'a> {
        let mut which = Which::new("r.deadline, r.id");
        let before = which.put(Value::Text(before.to_string().into()));
        which.filter = format!("r.state = 'in_hand' AND r.deadline < {before}");
        if let Some(units) = units {
            let units = which.any(units);
            which.filter += &format!(
                " AND EXISTS (SELECT 1 FROM assignments a WHERE a.routing = r.id AND a.role = 'lead' \
                 AND a.step IN ('sent', 'accepted') AND a.unit IN ({units}))"
            );
        }
        which
    }

    /// In hand, with this very deadline.
    pub fn due_on(day: Date) -> Which<'a> {
        let mut which = Which::new("r.deadline, r.id");
        let day = which.put(Value::Text(day.to_string().into()));
        which.filter = format!("r.state = 'in_hand' AND r.deadline = {day}");
        which
    }

    /// All that is under way: the office follows it.
    pub fn under_way() -> Which<'a> {
        let mut which = Which::new("coalesce(r.deadline, '9999'), r.held_since, r.id");
        which.filter = "r.state IN ('to_propose', 'to_instruct', 'to_transfer', 'in_hand')".to_owned();
        which
    }

    /// Of these fields alone.
    #[must_use]
    pub fn of_fields(mut self, fields: &[Id<Field>]) -> Which<'a> {
        let fields = self.any(fields);
        self.filter = format!("({}) AND r.field IN ({fields})", self.filter);
        self
    }

    /// What either list shows.
    #[must_use]
    pub fn or(mut self, other: Which<'a>) -> Which<'a> {
        // The other's parameters come after the own ones: the highest first, so that none is counted twice.
        let mut filter = other.filter;
        for at in (1..=other.params.len()).rev() {
            filter = filter.replace(&format!("?{at}"), &format!("?#{}", at + self.params.len()));
        }
        self.filter = format!("({}) OR ({})", self.filter, filter.replace("?#", "?"));
        self.params.extend(other.params);
        self
    }

    /// With this very deadline.
    #[must_use]
    pub fn due(mut self, day: Date) -> Which<'a> {
        let day = self.put(Value::Text(day.to_string().into()));
        self.filter = format!("({}) AND r.deadline = {day}", self.filter);
        self
    }

    /// With a mark of urgency.
    #[must_use]
    pub fn urgent(mut self) -> Which<'a> {
        let marked = "EXISTS (SELECT 1 FROM papers p WHERE p.id = r.paper AND p.urgency <> '')";
        self.filter = format!("({}) AND {marked}", self.filter);
        self
    }

    pub fn late_too(mut self, before: Date) -> Which<'a> {
        let before = self.put(Value::Text(before.to_string().into()));
        self.filter = format!("({}) AND r.deadline < {before}", self.filter);
        self
    }
}

pub fn list(tx: &mut Tx<'_>, which: &Which<'_>, limit: u32) -> Result<Vec<RoutingRow>, StoreError> {
    let columns = ROUTING.trim_start_matches("SELECT ").trim_end_matches(" FROM routings");
    let columns: Vec<_> = columns.split(", ").map(|column| format!("r.{}", column.trim())).collect();
    let sql = format!(
        "SELECT {} FROM routings r WHERE {} ORDER BY {} LIMIT {limit}",
        columns.join(", "),
        which.filter,
        which.order
    );
    tx.rows(&sql, &which.params, routing_row)
}

pub fn count(tx: &mut Tx<'_>, which: &Which<'_>) -> Result<u64, StoreError> {
    let sql = format!("SELECT count(*) FROM routings r WHERE {}", which.filter);
    tx.one(&sql, &which.params, |row| row.get(0))
}

/// Whether a paper ever reached this desk, or lies before a leader it serves.
pub fn reached(tx: &mut Tx<'_>, paper: Id<Paper>, desk: &Desk) -> Result<bool, StoreError> {
    match &desk.limit {
        None => came_to(tx, paper, desk, None),
        Some(limit) => {
            Ok(came_to(tx, paper, &limit.own, None)? || came_to(tx, paper, desk, Some(&limit.fields))?)
        }
    }
}

fn came_to(
    tx: &mut Tx<'_>,
    paper: Id<Paper>,
    desk: &Desk,
    fields: Option<&[Id<Field>]>,
) -> Result<bool, StoreError> {
    let mut which = Which::new("");
    let paper = which.put(paper.to_value());
    let units: Vec<_> = desk.units.iter().chain(&desk.absent).copied().collect();
    let (posts, units) = (which.any(&desk.posts), which.any(&units));
    let leaders: Vec<_> = desk.posts.iter().chain(&desk.serves).copied().collect();
    let leaders = which.any(&leaders);
    let fields = match fields {
        Some(fields) => format!(" AND r.field IN ({})", which.any(fields)),
        None => String::new(),
    };
    let sql = format!(
        "SELECT 1 FROM routings r WHERE r.paper = {paper}{fields} AND r.state <> 'taken_back' AND (r.leader_post IN ({leaders}) \
         OR r.office_post IN ({posts}) OR EXISTS (SELECT 1 FROM assignments a WHERE a.routing = r.id \
         AND a.step <> 'recalled' AND (a.post IN ({posts}) OR (a.unit IN ({units}))))) LIMIT 1"
    );
    Ok(tx.opt(&sql, &which.params, |_| Ok(()))?.is_some())
}

/// The posts on which something lies now.
pub fn laden(tx: &mut Tx<'_>) -> Result<Vec<Id<Post>>, StoreError> {
    tx.rows(
        "SELECT office_post FROM routings WHERE state = 'to_propose' \
         UNION SELECT leader_post FROM routings WHERE state = 'to_instruct' AND leader_post IS NOT NULL \
         UNION SELECT post FROM assignments WHERE step IN ('sent', 'accepted') AND post IS NOT NULL LIMIT 2000",
        &[],
        |row| row.get(0),
    )
}

/// Of these units those that have something to do on their own desk now.
pub fn laden_units(tx: &mut Tx<'_>, units: &[Id<Unit>]) -> Result<Vec<Id<Unit>>, StoreError> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let mut which = Which::new("");
    let units = which.any(units);
    let sql = format!(
        "SELECT DISTINCT unit FROM assignments WHERE step IN ('sent', 'accepted') AND unit IN ({units}) \
         AND post IS NULL AND role <> 'informed'"
    );
    tx.rows(&sql, &which.params, |row| row.get(0))
}
