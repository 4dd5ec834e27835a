//! Study events with attendance, action programmes, reviews, and the documents that they are.

use documents::Paper;
use jiff::civil::Date;
use kernel::{Id, Row, StoreError, Tx, vals};
use people::Unit;
use uuid::Uuid;

use super::{coded, gone};
use crate::model::{
    AttendanceRow, PaperRow, Programme, ProgrammeRow, Resolution, Review, ReviewKind, ReviewRow, Study,
    StudyForm, StudyRow,
};

const MOST: u32 = 20_000;

pub fn insert_study(tx: &mut Tx<'_>, row: &StudyRow, person: Option<Uuid>) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO resolution_studies (id, resolution, held_on, form, place, title, person, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        vals![
            row.id,
            row.resolution,
            row.held_on,
            row.form.code(),
            row.place.as_str(),
            row.title.as_str(),
            person,
            row.at
        ],
    )
    .map(drop)
}

const STUDIES: &str =
    "SELECT id, resolution, held_on, form, place, title, at, gone_at, gone_why FROM resolution_studies";

fn study_row(row: &Row<'_>) -> Result<StudyRow, StoreError> {
    let form: String = row.get(3)?;
    Ok(StudyRow {
        id: row.get(0)?,
        resolution: row.get(1)?,
        held_on: row.get(2)?,
        form: coded(&form, StudyForm::from_code(&form))?,
        place: row.get(4)?,
        title: row.get(5)?,
        at: row.get(6)?,
        gone: gone(row, 7)?,
    })
}

pub fn studies(tx: &mut Tx<'_>, of: Id<Resolution>) -> Result<Vec<StudyRow>, StoreError> {
    let sql = format!("{STUDIES} WHERE resolution = ?1 ORDER BY held_on, id LIMIT {MOST}");
    tx.rows(&sql, vals![of], study_row)
}

pub fn study(tx: &mut Tx<'_>, id: Id<Study>) -> Result<Option<StudyRow>, StoreError> {
    tx.opt(&format!("{STUDIES} WHERE id = ?1"), vals![id], study_row)
}

pub fn insert_attendance(tx: &mut Tx<'_>, id: Uuid, row: &AttendanceRow) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO resolution_attendance (id, study, unit, invited, attended, person, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        vals![id, row.study, row.unit, row.invited, row.attended, row.person, row.at],
    )
    .map(drop)
}

pub fn attendance(tx: &mut Tx<'_>, of: Id<Resolution>) -> Result<Vec<AttendanceRow>, StoreError> {
    let sql = format!(
        "SELECT study, unit, invited, attended, person, at FROM resolution_attendance \
         WHERE study IN (SELECT id FROM resolution_studies WHERE resolution = ?1) ORDER BY at, id LIMIT {MOST}"
    );
    tx.rows(&sql, vals![of], |row| {
        Ok(AttendanceRow {
            study: row.get(0)?,
            unit: row.get(1)?,
            invited: row.get(2)?,
            attended: row.get(3)?,
            person: row.get(4)?,
            at: row.get(5)?,
        })
    })
}

pub fn insert_programme(tx: &mut Tx<'_>, row: &ProgrammeRow, person: Option<Uuid>) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO resolution_programmes (id, resolution, unit, due_on, person, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        vals![row.id, row.resolution, row.unit, row.due_on, person, row.at],
    )
    .map(drop)
}

const PROGRAMMES: &str =
    "SELECT id, resolution, unit, due_on, at, gone_at, gone_why FROM resolution_programmes";

fn programme_row(row: &Row<'_>) -> Result<ProgrammeRow, StoreError> {
    Ok(ProgrammeRow {
        id: row.get(0)?,
        resolution: row.get(1)?,
        unit: row.get(2)?,
        due_on: row.get(3)?,
        at: row.get(4)?,
        gone: gone(row, 5)?,
    })
}

pub fn programmes(tx: &mut Tx<'_>, of: Id<Resolution>) -> Result<Vec<ProgrammeRow>, StoreError> {
    let sql = format!("{PROGRAMMES} WHERE resolution = ?1 ORDER BY due_on, id LIMIT {MOST}");
    tx.rows(&sql, vals![of], programme_row)
}

pub fn programme(tx: &mut Tx<'_>, id: Id<Programme>) -> Result<Option<ProgrammeRow>, StoreError> {
    tx.opt(&format!("{PROGRAMMES} WHERE id = ?1"), vals![id], programme_row)
}

/// Whether a unit owes one already.
pub fn owes(tx: &mut Tx<'_>, of: Id<Resolution>, unit: Id<Unit>) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM resolution_programmes WHERE resolution = ?1 AND unit = ?2 AND gone_at IS NULL";
    Ok(tx.opt(sql, vals![of, unit], |_| Ok(()))?.is_some())
}

/// Programmes that these units still owe, of open resolutions, the earliest due first. None: of all units.
pub fn owed(
    tx: &mut Tx<'_>,
    units: Option<&[Id<Unit>]>,
    until: Date,
) -> Result<Vec<ProgrammeRow>, StoreError> {
    if units.is_some_and(<[_]>::is_empty) {
        return Ok(Vec::new());
    }
    let mut params = vals![until].to_vec();
    let within = match units {
        Some(units) => {
            params.extend(super::values(units));
            format!("AND p.unit IN ({})", super::marks(2, units.len()))
        }
        None => String::new(),
    };
    let sql = format!(
        "SELECT p.id, p.resolution, p.unit, p.due_on, p.at, p.gone_at, p.gone_why FROM resolution_programmes p \
         JOIN resolutions r ON r.id = p.resolution WHERE p.gone_at IS NULL AND r.ended_on IS NULL AND p.due_on <= ?1 \
         {within} AND NOT EXISTS (SELECT 1 FROM resolution_programme_papers d WHERE d.programme = p.id) \
         ORDER BY p.due_on, p.id LIMIT 500"
    );
    tx.rows(&sql, &params, programme_row)
}

/// `false` when this review is there already.
pub fn insert_review(tx: &mut Tx<'_>, row: &ReviewRow) -> Result<bool, StoreError> {
    let made = tx.exec(
        "INSERT INTO resolution_reviews (id, resolution, kind, nth, period_end, due_on, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (resolution, kind, period_end) DO NOTHING",
        vals![row.id, row.resolution, row.kind.code(), row.nth, row.period_end, row.due_on, row.at],
    )?;
    Ok(made > 0)
}

const REVIEWS: &str = "SELECT v.id, v.resolution, v.kind, v.nth, v.period_end, v.due_on, v.at, v.gone_at, v.gone_why FROM resolution_reviews v";

fn review_row(row: &Row<'_>) -> Result<ReviewRow, StoreError> {
    let kind: String = row.get(2)?;
    Ok(ReviewRow {
        id: row.get(0)?,
        resolution: row.get(1)?,
        kind: coded(&kind, ReviewKind::from_code(&kind))?,
        nth: row.get(3)?,
        period_end: row.get(4)?,
        due_on: row.get(5)?,
        at: row.get(6)?,
        gone: gone(row, 7)?,
    })
}

pub fn reviews(tx: &mut Tx<'_>, of: Id<Resolution>) -> Result<Vec<ReviewRow>, StoreError> {
    let sql = format!("{REVIEWS} WHERE v.resolution = ?1 ORDER BY v.period_end, v.id LIMIT {MOST}");
    tx.rows(&sql, vals![of], review_row)
}

pub fn review(tx: &mut Tx<'_>, id: Id<Review>) -> Result<Option<ReviewRow>, StoreError> {
    tx.opt(&format!("{REVIEWS} WHERE v.id = ?1"), vals![id], review_row)
}

/// Reviews of open resolutions that nobody has held yet, the earliest due first.
pub fn open_reviews(tx: &mut Tx<'_>) -> Result<Vec<ReviewRow>, StoreError> {
    let sql = format!(
        "{REVIEWS} JOIN resolutions r ON r.id = v.resolution WHERE v.gone_at IS NULL AND r.ended_on IS NULL \
         AND NOT EXISTS (SELECT 1 FROM resolution_review_papers d WHERE d.review = v.id) ORDER BY v.due_on, v.id LIMIT 500"
    );
    tx.rows(&sql, vals![], review_row)
}

/// Adds a document to the programme or the review that it is.
pub fn insert_paper(tx: &mut Tx<'_>, id: Uuid, row: &PaperRow) -> Result<(), StoreError> {
    let (table, of) = match (row.programme, row.review) {
        (Some(of), _) => ("resolution_programme_papers (id, programme", of.uuid()),
        (None, Some(of)) => ("resolution_review_papers (id, review", of.uuid()),
        (None, None) => return Err(StoreError::Shape("a document of a programme or a review".to_owned())),
    };
    let sql = format!(
        "INSERT INTO {table}, code, title, issued_on, paper, person, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
    );
    let (code, title) = (row.code.as_str(), row.title.as_str());
    tx.exec(&sql, vals![id, of, code, title, row.issued_on, row.paper, row.person, row.at]).map(drop)
}

const PROGRAMME_PAPERS: &str = "SELECT d.programme, d.code, d.title, d.issued_on, d.paper, d.person, d.at \
     FROM resolution_programme_papers d";
const REVIEW_PAPERS: &str = "SELECT d.review, d.code, d.title, d.issued_on, d.paper, d.person, d.at \
     FROM resolution_review_papers d";

fn paper_row(row: &Row<'_>) -> Result<PaperRow, StoreError> {
    Ok(PaperRow {
        programme: None,
        review: None,
        code: row.get(1)?,
        title: row.get(2)?,
        issued_on: row.get(3)?,
        paper: row.get(4)?,
        person: row.get(5)?,
        at: row.get(6)?,
    })
}

fn of_programme(row: &Row<'_>) -> Result<PaperRow, StoreError> {
    Ok(PaperRow { programme: row.get(0)?, ..paper_row(row)? })
}

fn of_review(row: &Row<'_>) -> Result<PaperRow, StoreError> {
    Ok(PaperRow { review: row.get(0)?, ..paper_row(row)? })
}

/// The documents of a resolution's programmes and reviews, of each the oldest first.
pub fn papers(tx: &mut Tx<'_>, of: Id<Resolution>) -> Result<Vec<PaperRow>, StoreError> {
    let tail = |table: &str| {
        format!("IN (SELECT id FROM {table} WHERE resolution = ?1) ORDER BY d.at, d.id LIMIT {MOST}")
    };
    let sql = format!("{PROGRAMME_PAPERS} WHERE d.programme {}", tail("resolution_programmes"));
    let mut found = tx.rows(&sql, vals![of], of_programme)?;
    let sql = format!("{REVIEW_PAPERS} WHERE d.review {}", tail("resolution_reviews"));
    found.extend(tx.rows(&sql, vals![of], of_review)?);
    Ok(found)
}

/// The programmes and reviews that a paper is.
pub fn papers_that_are(tx: &mut Tx<'_>, paper: Id<Paper>) -> Result<Vec<PaperRow>, StoreError> {
    let tail = "WHERE d.paper = ?1 ORDER BY d.at, d.id LIMIT 20";
    let mut found = tx.rows(&format!("{PROGRAMME_PAPERS} {tail}"), vals![paper], of_programme)?;
    found.extend(tx.rows(&format!("{REVIEW_PAPERS} {tail}"), vals![paper], of_review)?);
    Ok(found)
}
