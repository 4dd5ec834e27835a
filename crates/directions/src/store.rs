//! All SQL of this crate.

use documents::Paper;
use jiff::civil::Date;
use kernel::{Id, Instant, Row, StoreError, ToValue as _, Tx, Value, vals};
use people::{Person, Post, Unit};

use crate::desk::Desk;
use crate::model::{Assignment, Deadline, Instruction, Proposal, Role, Routing, State, Step, Word};

/// More recipients than a paper of the whole province has.
const LINES_MAX: u32 = 500;

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
}

/// Who has what to do: a unit, or a post in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Line {
    pub role: Role,
    pub unit: Id<Unit>,
    pub post: Option<Id<Post>>,
}

#[derive(Debug, Clone)]
pub struct ProposalRow {
    pub post: Id<Post>,
    pub person: Option<Id<Person>>,
    pub text: String,
    pub leader_post: Option<Id<Post>>,
    pub deadline: Option<Date>,
    pub at: Instant,
    pub lines: Vec<Line>,
}

#[derive(Debug, Clone)]
pub struct InstructionRow {
    pub id: Id<Instruction>,
    pub word: Word,
    pub post: Id<Post>,
    pub person: Option<Id<Person>>,
    pub text: String,
    pub written_on: Option<Date>,
    pub entered_by: Option<Id<Person>>,
    pub at: Instant,
    pub withdrawn_at: Option<Instant>,
}

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

#[derive(Debug, Clone)]
pub struct DeadlineChange {
    pub person: Option<Id<Person>>,
    pub old: Option<Date>,
    pub new: Option<Date>,
    pub why: String,
    pub at: Instant,
}

const ROUTING: &str = "SELECT id, paper, state, office_post, leader_post, started_by, started_at, held_since, \
     deadline, basis, counted_from, prepared, prepared_by, result, reply_code, reply_on, settled_by, settled_at \
     FROM routings";

fn coded<T>(code: &str, found: Option<T>) -> Result<T, StoreError> {
    found.ok_or_else(|| StoreError::Shape(format!("a known code instead of {code}")))
}

fn routing_row(row: &Row<'_>) -> Result<RoutingRow, StoreError> {
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
    tx.opt(&format!("{ROUTING} WHERE paper = ?1"), vals![paper], routing_row)
}

/// The routings of a page of papers, in one question.
pub fn of_papers(tx: &mut Tx<'_>, papers: &[Id<Paper>]) -> Result<Vec<RoutingRow>, StoreError> {
    if papers.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<_> = (1..=papers.len()).map(|n| format!("?{n}")).collect();
    let params: Vec<_> = papers.iter().map(kernel::ToValue::to_value).collect();
    tx.rows(&format!("{ROUTING} WHERE paper IN ({})", marks.join(", ")), &params, routing_row)
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

pub fn insert_proposal(
    tx: &mut Tx<'_>,
    (id, routing): (Id<Proposal>, Id<Routing>),
    (post, person): (Id<Post>, Option<uuid::Uuid>),
    (text, leader, deadline): (&str, Option<Id<Post>>, Option<&Deadline>),
    at: Instant,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO proposals (id, routing, post, person, text, leader_post, deadline, basis, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        vals![
            id,
            routing,
            post,
            person,
            text,
            leader,
            deadline.map(|d| d.on),
            deadline.map(|d| d.basis.clone()),
            at
        ],
    )
    .map(drop)
}

pub fn insert_proposal_line(
    tx: &mut Tx<'_>,
    id: uuid::Uuid,
    (routing, proposal): (Id<Routing>, Id<Proposal>),
    line: &Line,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO proposal_lines (id, routing, proposal, role, unit, post) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        vals![id, routing, proposal, line.role.code(), line.unit, line.post],
    )
    .map(drop)
}

fn line(row: &Row<'_>, at: usize) -> Result<Line, StoreError> {
    let role: String = row.get(at)?;
    Ok(Line { role: coded(&role, Role::from_code(&role))?, unit: row.get(at + 1)?, post: row.get(at + 2)? })
}

/// The proposals, the newest first.
pub fn proposals(tx: &mut Tx<'_>, routing: Id<Routing>) -> Result<Vec<ProposalRow>, StoreError> {
    let lines = tx.rows(
        "SELECT proposal, role, unit, post FROM proposal_lines WHERE routing = ?1 ORDER BY id LIMIT ?2",
        vals![routing, LINES_MAX],
        |row| Ok((row.get::<Id<Proposal>>(0)?, line(row, 1)?)),
    )?;
    tx.rows(
        "SELECT id, post, person, text, leader_post, deadline, at FROM proposals WHERE routing = ?1 \
         ORDER BY at DESC, id DESC LIMIT 50",
        vals![routing],
        |row| {
            let id = row.get(0)?;
            Ok(ProposalRow {
                post: row.get(1)?,
                person: row.get(2)?,
                text: row.get(3)?,
                leader_post: row.get(4)?,
                deadline: row.get(5)?,
                at: row.get(6)?,
                lines: lines.iter().filter(|(of, _)| *of == id).map(|(_, line)| *line).collect(),
            })
        },
    )
}

pub struct NewInstruction<'a> {
    pub word: Word,
    pub post: Id<Post>,
    pub person: Option<uuid::Uuid>,
    pub text: &'a str,
    pub written_on: Option<Date>,
    pub entered_by: Option<uuid::Uuid>,
}

pub fn insert_instruction(
    tx: &mut Tx<'_>,
    (id, routing): (Id<Instruction>, Id<Routing>),
    new: &NewInstruction<'_>,
    at: Instant,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO instructions (id, routing, word, post, person, text, written_on, entered_by, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        vals![
            id,
            routing,
            new.word.code(),
            new.post,
            new.person,
            new.text,
            new.written_on,
            new.entered_by,
            at
        ],
    )
    .map(drop)
}

pub fn withdraw_instruction(tx: &mut Tx<'_>, id: Id<Instruction>, at: Instant) -> Result<(), StoreError> {
    tx.exec("UPDATE instructions SET withdrawn_at = ?2 WHERE id = ?1", vals![id, at]).map(drop)
}

/// The instructions, the newest first.
pub fn instructions(tx: &mut Tx<'_>, routing: Id<Routing>) -> Result<Vec<InstructionRow>, StoreError> {
    tx.rows(
        "SELECT id, word, post, person, text, written_on, entered_by, at, withdrawn_at FROM instructions \
         WHERE routing = ?1 ORDER BY at DESC, id DESC LIMIT 100",
        vals![routing],
        |row| {
            let word: String = row.get(1)?;
            Ok(InstructionRow {
                id: row.get(0)?,
                word: coded(&word, Word::from_code(&word))?,
                post: row.get(2)?,
                person: row.get(3)?,
                text: row.get(4)?,
                written_on: row.get(5)?,
                entered_by: row.get(6)?,
                at: row.get(7)?,
                withdrawn_at: row.get(8)?,
            })
        },
    )
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

/// The recipients in the order they were sent to.
pub fn assignments(tx: &mut Tx<'_>, routing: Id<Routing>) -> Result<Vec<AssignmentRow>, StoreError> {
    tx.rows(
        "SELECT id, parent, role, unit, post, step, sent_by, sent_at, opened_by, opened_at, answered_by, \
         answered_at, text FROM assignments WHERE routing = ?1 ORDER BY sent_at, id LIMIT ?2",
        vals![routing, LINES_MAX],
        |row| {
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
        },
    )
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

    fn on_desk(&mut self, desk: &Desk, roles: &str) -> String {
        let posts = self.any(&desk.posts);
        let units = self.any(&desk.units);
        format!(
            "EXISTS (SELECT 1 FROM assignments a WHERE a.routing = r.id AND a.step IN ('sent', 'accepted') \
             AND a.role IN ({roles}) AND (a.post IN ({posts}) OR (a.post IS NULL AND a.unit IN ({units}))))"
        )
    }

    /// What this desk has to do, as lead or co-operating.
    pub fn mine(desk: &Desk) -> Which<'a> {
        let mut which = Which::new("coalesce(r.deadline, '9999'), r.held_since, r.id");
        let open = which.on_desk(desk, "'lead', 'cooperating'");
        which.filter = format!("r.state = 'in_hand' AND {open}");
        which
    }

    /// What was sent to this desk for information and has not been put away.
    pub fn informed(desk: &Desk) -> Which<'a> {
        let mut which = Which::new("r.held_since DESC, r.id");
        which.filter = which.on_desk(desk, "'informed'");
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

    /// What lies on this very post, whoever holds it.
    pub fn at_post(post: Id<Post>) -> Which<'a> {
        let mut which = Which::new("coalesce(r.deadline, '9999'), r.held_since, r.id");
        let post = which.any(&[post]);
        which.filter = format!(
            "(r.state = 'to_propose' AND r.office_post = {post}) OR (r.state = 'to_instruct' AND r.leader_post = {post}) \
             OR (r.state = 'in_hand' AND EXISTS (SELECT 1 FROM assignments a WHERE a.routing = r.id \
             AND a.step IN ('sent', 'accepted') AND a.post = {post}))"
        );
        which
    }

    /// All that is under way: the office follows it.
    pub fn under_way() -> Which<'a> {
        let mut which = Which::new("coalesce(r.deadline, '9999'), r.held_since, r.id");
        which.filter = "r.state NOT IN ('settled', 'informed')".to_owned();
        which
    }

    pub fn late_too(mut self, before: Date) -> Which<'a> {
        let before = self.put(Value::Text(before.to_string().into()));
        self.filter += &format!(" AND r.deadline < {before}");
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
    let mut which = Which::new("");
    let paper = which.put(paper.to_value());
    let (posts, units) = (which.any(&desk.posts), which.any(&desk.units));
    let leaders: Vec<_> = desk.posts.iter().chain(&desk.serves).copied().collect();
    let leaders = which.any(&leaders);
    let sql = format!(
        "SELECT 1 FROM routings r WHERE r.paper = {paper} AND (r.leader_post IN ({leaders}) \
         OR r.office_post IN ({posts}) OR EXISTS (SELECT 1 FROM assignments a WHERE a.routing = r.id \
         AND a.step <> 'recalled' AND (a.post IN ({posts}) OR (a.unit IN ({units}))))) LIMIT 1"
    );
    Ok(tx.opt(&sql, &which.params, |_| Ok(()))?.is_some())
}
