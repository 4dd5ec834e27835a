//! What happens to a task: evidence handed in, directives, obstacles, corrections.

use documents::Paper;
use jiff::civil::Date;
use kernel::{BlobHash, Id, Instant, Row, StoreError, Tx, vals};
use people::{Person, Post, Unit};
use uuid::Uuid;

use super::{coded, flag};
use crate::model::{
    Correctable, Correction, Directive, DirectiveKind, Grade, Obstacle, Outcome, Submission, Task,
};

/// Evidence that was handed in.
#[derive(Debug, Clone)]
pub struct SubmissionRow {
    pub id: Id<Submission>,
    pub task: Id<Task>,
    pub post: Option<Id<Post>>,
    pub person: Option<Id<Person>>,
    /// The day by which it is judged.
    pub handed_on: Date,
    pub at: Instant,
    /// Number and symbol of the resulting document; empty where a file alone is the evidence.
    pub code: String,
    pub issued_on: Option<Date>,
    /// Who received it.
    pub level_unit: Id<Unit>,
    pub paper: Option<Id<Paper>>,
    pub note: String,
    pub outcome: Outcome,
    pub decided_by: Option<Id<Person>>,
    pub decided_at: Option<Instant>,
    pub why: Option<String>,
    pub grade: Option<Grade>,
}

const SUBMISSIONS: &str = "SELECT id, task, post, person, handed_on, at, code, issued_on, level_unit, paper, note, \
     outcome, decided_by, decided_at, why, grade FROM task_submissions";

fn submission_row(row: &Row<'_>) -> Result<SubmissionRow, StoreError> {
    let outcome: String = row.get(11)?;
    let grade: Option<String> = row.get(15)?;
    Ok(SubmissionRow {
        id: row.get(0)?,
        task: row.get(1)?,
        post: row.get(2)?,
        person: row.get(3)?,
        handed_on: row.get(4)?,
        at: row.get(5)?,
        code: row.get(6)?,
        issued_on: row.get(7)?,
        level_unit: row.get(8)?,
        paper: row.get(9)?,
        note: row.get(10)?,
        outcome: coded(&outcome, Outcome::from_code(&outcome))?,
        decided_by: row.get(12)?,
        decided_at: row.get(13)?,
        why: row.get(14)?,
        grade: grade.map(|code| coded(&code, Grade::from_code(&code))).transpose()?,
    })
}

pub fn insert_submission(tx: &mut Tx<'_>, row: &SubmissionRow) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO task_submissions (id, task, post, person, handed_on, at, code, issued_on, level_unit, paper, \
         note, outcome) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        vals![
            row.id,
            row.task,
            row.post,
            row.person,
            row.handed_on,
            row.at,
            row.code.as_str(),
            row.issued_on,
            row.level_unit,
            row.paper,
            row.note.as_str(),
            row.outcome.code()
        ],
    )
    .map(drop)
}

/// The newest first.
pub fn submissions(tx: &mut Tx<'_>, task: Id<Task>) -> Result<Vec<SubmissionRow>, StoreError> {
    let sql = format!("{SUBMISSIONS} WHERE task = ?1 ORDER BY at DESC, id DESC LIMIT 100");
    tx.rows(&sql, vals![task], submission_row)
}

pub fn decide_submission(
    tx: &mut Tx<'_>,
    id: Id<Submission>,
    (outcome, why, grade): (Outcome, Option<&str>, Option<Grade>),
    (by, at): (Option<Uuid>, Instant),
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE task_submissions SET outcome = ?2, why = ?3, grade = ?4, decided_by = ?5, decided_at = ?6 \
         WHERE id = ?1",
        vals![id, outcome.code(), why, grade.map(Grade::code), by, at],
    )
    .map(drop)
}

/// A file that is evidence.
#[derive(Debug, Clone)]
pub struct EvidenceFile {
    pub id: Uuid,
    pub submission: Id<Submission>,
    pub name: String,
    pub media: String,
    pub bytes: i64,
    pub blob: BlobHash,
}

pub fn insert_file(tx: &mut Tx<'_>, task: Id<Task>, row: &EvidenceFile) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO task_files (id, task, submission, name, media, bytes, blob) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        vals![row.id, task, row.submission, row.name.as_str(), row.media.as_str(), row.bytes, row.blob],
    )
    .map(drop)
}

pub fn files(tx: &mut Tx<'_>, task: Id<Task>) -> Result<Vec<EvidenceFile>, StoreError> {
    let sql = "SELECT id, submission, name, media, bytes, blob FROM task_files WHERE task = ?1 ORDER BY id LIMIT 200";
    tx.rows(sql, vals![task], |row| {
        Ok(EvidenceFile {
            id: row.get(0)?,
            submission: row.get(1)?,
            name: row.get(2)?,
            media: row.get(3)?,
            bytes: row.get(4)?,
            blob: row.get(5)?,
        })
    })
}

/// What somebody above said about a task.
#[derive(Debug, Clone)]
pub struct DirectiveRow {
    pub id: Id<Directive>,
    pub task: Id<Task>,
    pub kind: DirectiveKind,
    pub text: String,
    pub post: Option<Id<Post>>,
    pub person: Option<Id<Person>>,
    pub at: Instant,
    pub old_due: Option<Date>,
    pub new_due: Option<Date>,
    pub old_unit: Option<Id<Unit>>,
    pub new_unit: Option<Id<Unit>>,
    /// The day by which it is answered.
    pub answer_by: Option<Date>,
    pub answered_at: Option<Instant>,
    pub answered_by: Option<Id<Person>>,
    pub answer: Option<String>,
    /// Whom the owner's person was, before another got it.
    pub old_post: Option<Id<Post>>,
    /// Taken back by who said it, on the same day.
    pub taken_back_at: Option<Instant>,
}

impl DirectiveRow {
    /// Nothing but what is said: dates, units and answers are added.
    #[must_use]
    pub fn new(id: Id<Directive>, task: Id<Task>, kind: DirectiveKind, at: Instant) -> DirectiveRow {
        DirectiveRow {
            id,
            task,
            kind,
            text: String::new(),
            post: None,
            person: None,
            at,
            old_due: None,
            new_due: None,
            old_unit: None,
            new_unit: None,
            answer_by: None,
            answered_at: None,
            answered_by: None,
            answer: None,
            old_post: None,
            taken_back_at: None,
        }
    }
}

const DIRECTIVES: &str = "SELECT id, task, kind, text, post, person, at, old_due, new_due, old_unit, new_unit, \
     answer_by, answered_at, answered_by, answer, old_post, taken_back_at FROM task_directives";

fn directive_row(row: &Row<'_>) -> Result<DirectiveRow, StoreError> {
    let kind: String = row.get(2)?;
    Ok(DirectiveRow {
        id: row.get(0)?,
        task: row.get(1)?,
        kind: coded(&kind, DirectiveKind::from_code(&kind))?,
        text: row.get(3)?,
        post: row.get(4)?,
        person: row.get(5)?,
        at: row.get(6)?,
        old_due: row.get(7)?,
        new_due: row.get(8)?,
        old_unit: row.get(9)?,
        new_unit: row.get(10)?,
        answer_by: row.get(11)?,
        answered_at: row.get(12)?,
        answered_by: row.get(13)?,
        answer: row.get(14)?,
        old_post: row.get(15)?,
        taken_back_at: row.get(16)?,
    })
}

pub fn insert_directive(tx: &mut Tx<'_>, row: &DirectiveRow) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO task_directives (id, task, kind, text, post, person, at, old_due, new_due, old_unit, new_unit, \
         answer_by, old_post) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        vals![
            row.id,
            row.task,
            row.kind.code(),
            row.text.as_str(),
            row.post,
            row.person,
            row.at,
            row.old_due,
            row.new_due,
            row.old_unit,
            row.new_unit,
            row.answer_by,
            row.old_post
        ],
    )
    .map(drop)
}

/// The newest first.
pub fn directives(tx: &mut Tx<'_>, task: Id<Task>) -> Result<Vec<DirectiveRow>, StoreError> {
    let sql = format!("{DIRECTIVES} WHERE task = ?1 ORDER BY at DESC, id DESC LIMIT 200");
    tx.rows(&sql, vals![task], directive_row)
}

pub fn directive(tx: &mut Tx<'_>, id: Id<Directive>) -> Result<Option<DirectiveRow>, StoreError> {
    tx.opt(&format!("{DIRECTIVES} WHERE id = ?1"), vals![id], directive_row)
}

pub fn take_back(tx: &mut Tx<'_>, id: Id<Directive>, at: Instant) -> Result<(), StoreError> {
    tx.exec("UPDATE task_directives SET taken_back_at = ?2 WHERE id = ?1", vals![id, at]).map(drop)
}

pub fn answer_directive(
    tx: &mut Tx<'_>,
    id: Id<Directive>,
    text: &str,
    (by, at): (Option<Uuid>, Instant),
) -> Result<(), StoreError> {
    let sql = "UPDATE task_directives SET answer = ?2, answered_by = ?3, answered_at = ?4 WHERE id = ?1";
    tx.exec(sql, vals![id, text, by, at]).map(drop)
}

/// What stands in the owner's way.
#[derive(Debug, Clone)]
pub struct ObstacleRow {
    pub id: Id<Obstacle>,
    pub task: Id<Task>,
    pub text: String,
    /// Who must decide.
    pub decision_unit: Id<Unit>,
    pub person: Option<Id<Person>>,
    pub at: Instant,
    pub answered_at: Option<Instant>,
    pub answered_by: Option<Id<Person>>,
    pub answer: Option<String>,
}

const OBSTACLES: &str = "SELECT id, task, text, decision_unit, person, at, answered_at, answered_by, answer \
     FROM task_obstacles";

fn obstacle_row(row: &Row<'_>) -> Result<ObstacleRow, StoreError> {
    Ok(ObstacleRow {
        id: row.get(0)?,
        task: row.get(1)?,
        text: row.get(2)?,
        decision_unit: row.get(3)?,
        person: row.get(4)?,
        at: row.get(5)?,
        answered_at: row.get(6)?,
        answered_by: row.get(7)?,
        answer: row.get(8)?,
    })
}

pub fn insert_obstacle(tx: &mut Tx<'_>, row: &ObstacleRow, post: Option<Id<Post>>) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO task_obstacles (id, task, text, decision_unit, post, person, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        vals![row.id, row.task, row.text.as_str(), row.decision_unit, post, row.person, row.at],
    )
    .map(drop)
}

/// The newest first.
pub fn obstacles(tx: &mut Tx<'_>, task: Id<Task>) -> Result<Vec<ObstacleRow>, StoreError> {
    let sql = format!("{OBSTACLES} WHERE task = ?1 ORDER BY at DESC, id DESC LIMIT 100");
    tx.rows(&sql, vals![task], obstacle_row)
}

pub fn obstacle(tx: &mut Tx<'_>, id: Id<Obstacle>) -> Result<Option<ObstacleRow>, StoreError> {
    tx.opt(&format!("{OBSTACLES} WHERE id = ?1"), vals![id], obstacle_row)
}

pub fn answer_obstacle(
    tx: &mut Tx<'_>,
    id: Id<Obstacle>,
    text: &str,
    (by, at): (Option<Uuid>, Instant),
) -> Result<(), StoreError> {
    let sql = "UPDATE task_obstacles SET answer = ?2, answered_by = ?3, answered_at = ?4 WHERE id = ?1";
    tx.exec(sql, vals![id, text, by, at]).map(drop)
}

/// Wrong data that somebody proposes to put right.
#[derive(Debug, Clone)]
pub struct CorrectionRow {
    pub id: Id<Correction>,
    pub task: Id<Task>,
    pub what: Correctable,
    pub old: Option<String>,
    pub new: String,
    pub why: String,
    pub person: Option<Id<Person>>,
    pub at: Instant,
    pub decided_by: Option<Id<Person>>,
    pub decided_at: Option<Instant>,
    pub approved: Option<bool>,
    pub answer: Option<String>,
}

const CORRECTIONS: &str = "SELECT id, task, what, old, new, why, person, at, decided_by, decided_at, approved, answer \
     FROM task_corrections";

fn correction_row(row: &Row<'_>) -> Result<CorrectionRow, StoreError> {
    let what: String = row.get(2)?;
    Ok(CorrectionRow {
        id: row.get(0)?,
        task: row.get(1)?,
        what: coded(&what, Correctable::from_code(&what))?,
        old: row.get(3)?,
        new: row.get(4)?,
        why: row.get(5)?,
        person: row.get(6)?,
        at: row.get(7)?,
        decided_by: row.get(8)?,
        decided_at: row.get(9)?,
        approved: row.get::<Option<i64>>(10)?.map(|set| set != 0),
        answer: row.get(11)?,
    })
}

pub fn insert_correction(tx: &mut Tx<'_>, row: &CorrectionRow) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO task_corrections (id, task, what, old, new, why, person, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        vals![
            row.id,
            row.task,
            row.what.code(),
            row.old.as_deref(),
            row.new.as_str(),
            row.why.as_str(),
            row.person,
            row.at
        ],
    )
    .map(drop)
}

/// The newest first.
pub fn corrections(tx: &mut Tx<'_>, task: Id<Task>) -> Result<Vec<CorrectionRow>, StoreError> {
    let sql = format!("{CORRECTIONS} WHERE task = ?1 ORDER BY at DESC, id DESC LIMIT 100");
    tx.rows(&sql, vals![task], correction_row)
}

pub fn correction(tx: &mut Tx<'_>, id: Id<Correction>) -> Result<Option<CorrectionRow>, StoreError> {
    tx.opt(&format!("{CORRECTIONS} WHERE id = ?1"), vals![id], correction_row)
}

pub fn decide_correction(
    tx: &mut Tx<'_>,
    id: Id<Correction>,
    (approved, answer): (bool, &str),
    (by, at): (Option<Uuid>, Instant),
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE task_corrections SET approved = ?2, answer = ?3, decided_by = ?4, decided_at = ?5 WHERE id = ?1",
        vals![id, flag(approved), answer, by, at],
    )
    .map(drop)
}
