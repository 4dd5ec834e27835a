//! What was said on a paper: the office's proposals, the leaders' instructions.

use jiff::civil::Date;
use kernel::{Id, Instant, StoreError, Tx, vals};
use people::{Person, Post};

use super::{LINES_MAX, Line, coded, line};
use crate::model::{Deadline, Instruction, Proposal, Routing, Word};

#[derive(Debug, Clone)]
pub struct ProposalRow {
    pub post: Id<Post>,
    pub person: Option<Id<Person>>,
    pub text: String,
    pub leader_post: Option<Id<Post>>,
    pub deadline: Option<Date>,
    pub at: Instant,
    pub taken_back_at: Option<Instant>,
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

/// The proposals, the newest first.
pub fn proposals(tx: &mut Tx<'_>, routing: Id<Routing>) -> Result<Vec<ProposalRow>, StoreError> {
    let lines = tx.rows(
        "SELECT proposal, role, unit, post FROM proposal_lines WHERE routing = ?1 ORDER BY id LIMIT ?2",
        vals![routing, LINES_MAX],
        |row| Ok((row.get::<Id<Proposal>>(0)?, line(row, 1)?)),
    )?;
    tx.rows(
        "SELECT id, post, person, text, leader_post, deadline, at, taken_back_at FROM proposals WHERE routing = ?1 \
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
                taken_back_at: row.get(7)?,
                lines: lines.iter().filter(|(of, _)| *of == id).map(|(_, line)| *line).collect(),
            })
        },
    )
}

/// The proposal that stands last, taken back: what it said stays legible.
pub fn take_proposal_back(tx: &mut Tx<'_>, routing: Id<Routing>, at: Instant) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE proposals SET taken_back_at = ?2 WHERE routing = ?1 AND taken_back_at IS NULL",
        vals![routing, at],
    )
    .map(drop)
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
