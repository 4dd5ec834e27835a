//! All SQL of this crate.

use documents::Paper;
use jiff::civil::Date;
use kernel::{Id, Instant, Row, StoreError, ToValue as _, Tx, vals};
use people::{Person, Post};
use uuid::Uuid;

use crate::model::{Place, Question, Reply, Seat, State};

#[derive(Debug, Clone)]
pub struct QuestionRow {
    pub id: Id<Question>,
    pub paper: Option<Id<Paper>>,
    pub title: String,
    /// What the office proposes: the conclusion where all agree.
    pub proposal: String,
    pub due_on: Option<Date>,
    pub post: Id<Post>,
    pub person: Option<Id<Person>>,
    pub at: Instant,
    /// Who concludes where opinions differ.
    pub decider: Id<Post>,
    pub state: State,
    /// Whose turn it is, or who has to decide.
    pub turn: Option<Id<Post>>,
    pub conclusion: Option<String>,
    pub concluded_by: Option<Id<Person>>,
    pub concluded_at: Option<Instant>,
}

#[derive(Debug, Clone)]
pub struct SeatRow {
    pub id: Id<Seat>,
    pub post: Id<Post>,
    pub reply: Option<Reply>,
    pub words: String,
    pub person: Option<Id<Person>>,
    pub at: Option<Instant>,
}

impl From<&SeatRow> for Place {
    fn from(row: &SeatRow) -> Place {
        Place { post: row.post, reply: row.reply }
    }
}

const QUESTIONS: &str = "SELECT q.id, q.paper, q.title, q.proposal, q.due_on, q.post, q.person, q.at, q.decider, \
     q.state, q.turn, q.conclusion, q.concluded_by, q.concluded_at FROM board_questions q";

fn coded<T>(code: &str, found: Option<T>) -> Result<T, StoreError> {
    found.ok_or_else(|| StoreError::Shape(format!("a known code, found {code}")))
}

fn question_row(row: &Row<'_>) -> Result<QuestionRow, StoreError> {
    let state: String = row.get(9)?;
    Ok(QuestionRow {
        id: row.get(0)?,
        paper: row.get(1)?,
        title: row.get(2)?,
        proposal: row.get(3)?,
        due_on: row.get(4)?,
        post: row.get(5)?,
        person: row.get(6)?,
        at: row.get(7)?,
        decider: row.get(8)?,
        state: coded(&state, State::from_code(&state))?,
        turn: row.get(10)?,
        conclusion: row.get(11)?,
        concluded_by: row.get(12)?,
        concluded_at: row.get(13)?,
    })
}

pub fn insert(tx: &mut Tx<'_>, row: &QuestionRow) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO board_questions (id, paper, title, proposal, due_on, post, person, at, decider, state, turn) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        vals![
            row.id,
            row.paper,
            row.title.as_str(),
            row.proposal.as_str(),
            row.due_on,
            row.post,
            row.person,
            row.at,
            row.decider,
            row.state.code(),
            row.turn
        ],
    )
    .map(drop)
}

pub fn insert_seat(
    tx: &mut Tx<'_>,
    (id, question): (Id<Seat>, Id<Question>),
    (place, post): (i64, Id<Post>),
) -> Result<(), StoreError> {
    let sql = "INSERT INTO board_seats (id, question, place, post, words) VALUES (?1, ?2, ?3, ?4, '')";
    tx.exec(sql, vals![id, question, place, post]).map(drop)
}

pub fn question(tx: &mut Tx<'_>, id: Id<Question>) -> Result<Option<QuestionRow>, StoreError> {
    tx.opt(&format!("{QUESTIONS} WHERE q.id = ?1"), vals![id], question_row)
}

/// The question, held until the act ends.
pub fn lock(tx: &mut Tx<'_>, id: Id<Question>) -> Result<Option<QuestionRow>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    tx.opt(&format!("{QUESTIONS} WHERE q.id = ?1{lock}"), vals![id], question_row)
}

/// Members in the order of asking.
pub fn seats(tx: &mut Tx<'_>, question: Id<Question>) -> Result<Vec<SeatRow>, StoreError> {
    let sql =
        "SELECT id, post, answer, words, person, at FROM board_seats WHERE question = ?1 ORDER BY place";
    tx.rows(sql, vals![question], |row| {
        let reply: Option<String> = row.get(2)?;
        Ok(SeatRow {
            id: row.get(0)?,
            post: row.get(1)?,
            reply: reply.map(|code| coded(&code, Reply::from_code(&code))).transpose()?,
            words: row.get(3)?,
            person: row.get(4)?,
            at: row.get(5)?,
        })
    })
}

pub fn set_reply(
    tx: &mut Tx<'_>,
    seat: Id<Seat>,
    (reply, words): (Reply, &str),
    (person, at): (Option<Uuid>, Instant),
) -> Result<(), StoreError> {
    let sql = "UPDATE board_seats SET answer = ?2, words = ?3, person = ?4, at = ?5 WHERE id = ?1";
    tx.exec(sql, vals![seat, reply.code(), words, person, at]).map(drop)
}

pub fn set_state(
    tx: &mut Tx<'_>,
    id: Id<Question>,
    (state, turn): (State, Option<Id<Post>>),
) -> Result<(), StoreError> {
    tx.exec("UPDATE board_questions SET state = ?2, turn = ?3 WHERE id = ?1", vals![id, state.code(), turn])
        .map(drop)
}

pub fn set_conclusion(
    tx: &mut Tx<'_>,
    id: Id<Question>,
    text: &str,
    (person, at): (Option<Uuid>, Instant),
) -> Result<(), StoreError> {
    let sql =
        "UPDATE board_questions SET conclusion = ?2, concluded_by = ?3, concluded_at = ?4 WHERE id = ?1";
    tx.exec(sql, vals![id, text, person, at]).map(drop)
}

/// Questions that wait for one of these posts, the oldest first.
pub fn waiting(tx: &mut Tx<'_>, posts: &[Id<Post>], limit: u32) -> Result<Vec<QuestionRow>, StoreError> {
    if posts.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<_> = (1..=posts.len()).map(|n| format!("?{n}")).collect();
    let mut params: Vec<_> = posts.iter().map(kernel::ToValue::to_value).collect();
    params.push(limit.to_value());
    let sql = format!(
        "{QUESTIONS} WHERE q.turn IN ({}) ORDER BY q.at, q.id LIMIT ?{}",
        marks.join(", "),
        params.len()
    );
    tx.rows(&sql, &params, question_row)
}

/// All, the newest first; those that go on before those that are over.
pub fn all(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<QuestionRow>, StoreError> {
    let sql = format!(
        "{QUESTIONS} ORDER BY CASE WHEN q.turn IS NULL THEN 1 ELSE 0 END, q.at DESC, q.id DESC LIMIT ?1"
    );
    tx.rows(&sql, vals![limit], question_row)
}

/// Those in which one of these posts has a seat or the decision.
pub fn of_posts(tx: &mut Tx<'_>, posts: &[Id<Post>], limit: u32) -> Result<Vec<QuestionRow>, StoreError> {
    if posts.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<_> = (1..=posts.len()).map(|n| format!("?{n}")).collect();
    let marks = marks.join(", ");
    let mut params: Vec<_> = posts.iter().map(kernel::ToValue::to_value).collect();
    params.push(limit.to_value());
    let sql = format!(
        "{QUESTIONS} WHERE q.decider IN ({marks}) OR q.post IN ({marks}) \
         OR q.id IN (SELECT s.question FROM board_seats s WHERE s.post IN ({marks})) \
         ORDER BY CASE WHEN q.turn IS NULL THEN 1 ELSE 0 END, q.at DESC, q.id DESC LIMIT ?{}",
        params.len()
    );
    tx.rows(&sql, &params, question_row)
}

pub fn of_paper(tx: &mut Tx<'_>, paper: Id<Paper>) -> Result<Vec<QuestionRow>, StoreError> {
    tx.rows(
        &format!("{QUESTIONS} WHERE q.paper = ?1 ORDER BY q.at DESC, q.id DESC LIMIT 20"),
        vals![paper],
        question_row,
    )
}
