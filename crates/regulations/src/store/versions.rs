//! Regulations, their versions and articles.

use jiff::civil::Date;
use kernel::{Id, Instant, Row, StoreError, Tx, vals};
use people::Person;
use rules::regulation::{Provision, Spell};
use uuid::Uuid;

use crate::model::{Article, Regulation, State, Version};

#[derive(Debug, Clone)]
pub struct VersionRow {
    pub id: Id<Version>,
    pub regulation: Id<Regulation>,
    /// What the regulation is called.
    pub name: String,
    pub nth: i64,
    /// Number and symbol of the paper by which it was issued.
    pub code: String,
    pub signed_on: Option<Date>,
    pub state: State,
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl VersionRow {
    #[must_use]
    pub fn spell(&self) -> Option<Spell> {
        self.from.filter(|_| self.state == State::Published).map(|from| Spell { from, to: self.to })
    }

    /// `Quy chế làm việc của Tỉnh uỷ (05-QC/TU)`.
    #[must_use]
    pub fn called(&self) -> String {
        if self.code.is_empty() { self.name.clone() } else { format!("{} ({})", self.name, self.code) }
    }
}

#[derive(Debug, Clone)]
pub struct ArticleRow {
    pub id: Id<Article>,
    pub version: Id<Version>,
    pub place: i64,
    /// `Điều 8`
    pub number: String,
    pub title: String,
    pub text: String,
    pub provisions: Vec<Provision>,
    /// Where the model took it from.
    pub source: String,
    pub confirmed: Option<Confirmed>,
}

/// Somebody held the article against the signed paper.
#[derive(Debug, Clone)]
pub struct Confirmed {
    pub on: Date,
    pub by: Option<Id<Person>>,
    pub code: String,
    pub article: String,
}

const VERSIONS: &str = "SELECT v.id, v.regulation, r.name, v.nth, v.code, v.signed_on, v.state, v.from_date, v.to_date \
     FROM regulation_versions v JOIN regulations r ON r.id = v.regulation";

fn version_row(row: &Row<'_>) -> Result<VersionRow, StoreError> {
    let state: String = row.get(6)?;
    Ok(VersionRow {
        id: row.get(0)?,
        regulation: row.get(1)?,
        name: row.get(2)?,
        nth: row.get(3)?,
        code: row.get(4)?,
        signed_on: row.get(5)?,
        state: State::from_code(&state)
            .ok_or_else(|| StoreError::Shape(format!("a version of state {state}")))?,
        from: row.get(7)?,
        to: row.get(8)?,
    })
}

const ARTICLES: &str = "SELECT a.id, a.version, a.place, a.number, a.title, a.text, a.provisions, a.source, \
     a.confirmed_on, a.confirmed_by, a.confirmed_code, a.confirmed_article FROM regulation_articles a";

fn article_row(row: &Row<'_>) -> Result<ArticleRow, StoreError> {
    let provisions: String = row.get(6)?;
    let confirmed_on: Option<Date> = row.get(8)?;
    Ok(ArticleRow {
        id: row.get(0)?,
        version: row.get(1)?,
        place: row.get(2)?,
        number: row.get(3)?,
        title: row.get(4)?,
        text: row.get(5)?,
        provisions: serde_json::from_str(&provisions)
            .map_err(|fault| StoreError::Shape(fault.to_string()))?,
        source: row.get(7)?,
        confirmed: match confirmed_on {
            Some(on) => Some(Confirmed {
                on,
                by: row.get(9)?,
                code: row.get::<Option<String>>(10)?.unwrap_or_default(),
                article: row.get::<Option<String>>(11)?.unwrap_or_default(),
            }),
            None => None,
        },
    })
}

pub type Maker = (Option<Uuid>, Instant);

pub fn insert_regulation(
    tx: &mut Tx<'_>,
    id: Id<Regulation>,
    name: &str,
    (by, at): Maker,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO regulations (id, name, made_at, made_by) VALUES (?1, ?2, ?3, ?4)";
    tx.exec(sql, vals![id, name, at, by]).map(drop)
}

pub fn insert_version(tx: &mut Tx<'_>, row: &VersionRow, (by, at): Maker) -> Result<(), StoreError> {
    let sql = "INSERT INTO regulation_versions (id, regulation, nth, code, signed_on, state, made_at, made_by) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let state = row.state.code();
    tx.exec(sql, vals![row.id, row.regulation, row.nth, row.code.as_str(), row.signed_on, state, at, by])
        .map(drop)
}

pub fn insert_article(tx: &mut Tx<'_>, row: &ArticleRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO regulation_articles (id, version, place, number, title, text, provisions, source) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let provisions = provisions(&row.provisions)?;
    tx.exec(
        sql,
        vals![
            row.id,
            row.version,
            row.place,
            row.number.as_str(),
            row.title.as_str(),
            row.text.as_str(),
            provisions,
            row.source.as_str()
        ],
    )
    .map(drop)
}

fn provisions(of: &[Provision]) -> Result<String, StoreError> {
    serde_json::to_string(of).map_err(|fault| StoreError::Shape(fault.to_string()))
}

/// What was confirmed before the words changed is confirmed no more.
pub fn change_article(tx: &mut Tx<'_>, row: &ArticleRow) -> Result<(), StoreError> {
    let sql = "UPDATE regulation_articles SET number = ?2, title = ?3, text = ?4, provisions = ?5, confirmed_on = NULL, \
         confirmed_by = NULL, confirmed_code = NULL, confirmed_article = NULL WHERE id = ?1";
    let provisions = provisions(&row.provisions)?;
    tx.exec(sql, vals![row.id, row.number.as_str(), row.title.as_str(), row.text.as_str(), provisions])
        .map(drop)
}

pub fn remove_article(tx: &mut Tx<'_>, id: Id<Article>) -> Result<(), StoreError> {
    tx.exec("DELETE FROM regulation_articles WHERE id = ?1", vals![id]).map(drop)
}

pub fn confirm_article(
    tx: &mut Tx<'_>,
    id: Id<Article>,
    (on, by): (Date, Option<Uuid>),
    (code, article): (&str, &str),
) -> Result<(), StoreError> {
    let sql = "UPDATE regulation_articles SET confirmed_on = ?2, confirmed_by = ?3, confirmed_code = ?4, \
         confirmed_article = ?5 WHERE id = ?1";
    tx.exec(sql, vals![id, on, by, code, article]).map(drop)
}

pub fn unconfirm_article(tx: &mut Tx<'_>, id: Id<Article>) -> Result<(), StoreError> {
    let sql = "UPDATE regulation_articles SET confirmed_on = NULL, confirmed_by = NULL, confirmed_code = NULL, \
         confirmed_article = NULL WHERE id = ?1";
    tx.exec(sql, vals![id]).map(drop)
}

pub fn set_version(
    tx: &mut Tx<'_>,
    id: Id<Version>,
    (code, signed_on): (&str, Option<Date>),
) -> Result<(), StoreError> {
    let sql = "UPDATE regulation_versions SET code = ?2, signed_on = ?3 WHERE id = ?1";
    tx.exec(sql, vals![id, code, signed_on]).map(drop)
}

pub fn publish_version(
    tx: &mut Tx<'_>,
    id: Id<Version>,
    spell: Spell,
    (by, at): Maker,
) -> Result<(), StoreError> {
    let sql = "UPDATE regulation_versions SET state = ?2, from_date = ?3, to_date = ?4, published_at = ?5, \
         published_by = ?6 WHERE id = ?1";
    tx.exec(sql, vals![id, State::Published.code(), spell.from, spell.to, at, by]).map(drop)
}

pub fn end_version(tx: &mut Tx<'_>, id: Id<Version>, to: Date) -> Result<(), StoreError> {
    tx.exec("UPDATE regulation_versions SET to_date = ?2 WHERE id = ?1", vals![id, to]).map(drop)
}

pub fn lock_version(tx: &mut Tx<'_>, id: Id<Version>) -> Result<Option<VersionRow>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE OF v" } else { "" };
    tx.opt(&format!("{VERSIONS} WHERE v.id = ?1{lock}"), vals![id], version_row)
}

pub fn version(tx: &mut Tx<'_>, id: Id<Version>) -> Result<Option<VersionRow>, StoreError> {
    tx.opt(&format!("{VERSIONS} WHERE v.id = ?1"), vals![id], version_row)
}

/// All versions, by regulation, the newest first.
pub fn versions(tx: &mut Tx<'_>) -> Result<Vec<VersionRow>, StoreError> {
    tx.rows(&format!("{VERSIONS} ORDER BY r.made_at, r.id, v.nth DESC LIMIT 1000"), vals![], version_row)
}

pub fn versions_of(tx: &mut Tx<'_>, id: Id<Regulation>) -> Result<Vec<VersionRow>, StoreError> {
    tx.rows(
        &format!("{VERSIONS} WHERE v.regulation = ?1 ORDER BY v.nth DESC LIMIT 500"),
        vals![id],
        version_row,
    )
}

/// The regulation's row, locked, so that two versions do not get one number.
pub fn lock_regulation(tx: &mut Tx<'_>, id: Id<Regulation>) -> Result<Option<String>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    tx.opt(&format!("SELECT name FROM regulations WHERE id = ?1{lock}"), vals![id], |row| row.get(0))
}

/// Versions that count on this day.
pub fn versions_on(tx: &mut Tx<'_>, on: Date) -> Result<Vec<VersionRow>, StoreError> {
    let sql = format!(
        "{VERSIONS} WHERE v.state = ?1 AND v.from_date <= ?2 AND (v.to_date IS NULL OR v.to_date >= ?2) \
         ORDER BY r.made_at, r.id LIMIT 100"
    );
    tx.rows(&sql, vals![State::Published.code(), on], version_row)
}

pub fn articles(tx: &mut Tx<'_>, version: Id<Version>) -> Result<Vec<ArticleRow>, StoreError> {
    tx.rows(
        &format!("{ARTICLES} WHERE a.version = ?1 ORDER BY a.place, a.id LIMIT 500"),
        vals![version],
        article_row,
    )
}

pub fn article(tx: &mut Tx<'_>, id: Id<Article>) -> Result<Option<ArticleRow>, StoreError> {
    tx.opt(&format!("{ARTICLES} WHERE a.id = ?1"), vals![id], article_row)
}
