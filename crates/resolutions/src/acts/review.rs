//! Reviews fall due by themselves, and are held by the report that closes them.

use documents::Paper;
use jiff::civil::Date;
use kernel::{Act, Actor, Id, Office, Refusal};
use people::notices::{self, News, To};
use people::{Role, names};
use serde::{Deserialize, Serialize};

use super::programme::{Document, Of, put_document};
use super::{entering, of_review};
use crate::model::{Resolution, ResolutionRow, Review, ReviewRow, coming};
use crate::store::{self, Scope};
use crate::{t, terms};

/// Resolutions that are looked at each night.
const OPEN_MAX: u32 = 5_000;

/// Each night: the reviews of every open resolution that come due by now. Run late, it makes what it missed; run twice,
/// it makes nothing twice.
pub(crate) fn make_all(office: &Office) -> anyhow::Result<()> {
    let open = office.read_blocking(|tx| {
        let today = office.now().date();
        let until = terms::reviews_until(tx, today)?;
        let rows = store::register(tx, &Scope::All, false, OPEN_MAX)?;
        let mut found = Vec::new();
        for row in rows {
            if !missing(&row, until, &store::reviews(tx, row.id)?).is_empty() {
                found.push(row.id);
            }
        }
        Ok::<_, kernel::StoreError>(found)
    })?;
    for id in open {
        let done = office.act_blocking(Actor::system(), office.new_id(), id, make_due);
        if let Err(refusal) = done {
            tracing::warn!(resolution = %id, kind = ?refusal.kind, "reviews that come due were not noted");
        }
    }
    Ok(())
}

/// What comes due by a day and is not there yet.
fn missing(row: &ResolutionRow, until: Date, there: &[ReviewRow]) -> Vec<crate::model::Coming> {
    let head = &row.head;
    let since = row.entered_at.date();
    let mut found = coming((head.issued_on, head.until_on), head.review_months, (since, until));
    found.retain(|one| !there.iter().any(|row| row.kind == one.kind && row.period_end == one.period_end));
    found
}

/// The program's own: the clock says that reviews come due.
fn make_due(act: &mut Act<'_>, id: Id<Resolution>) -> Result<(), Refusal> {
    let row = store::lock_resolution(act.tx(), id)?.ok_or_else(Refusal::not_found)?;
    let today = act.today();
    let until = terms::reviews_until(act.tx(), today)?;
    let there = store::reviews(act.tx(), id)?;
    for one in missing(&row, until, &there) {
        let due_on = terms::review_due(act.tx(), one.kind, one.period_end)?;
        let (id, at) = (act.new_id::<Review>(), act.now());
        act.record("resolutions.make_reviews", of_review(id));
        act.fact("resolution", row.id);
        act.fact("due", due_on);
        let made = ReviewRow {
            id,
            resolution: row.id,
            kind: one.kind,
            nth: one.nth,
            period_end: one.period_end,
            due_on,
            at,
            gone: None,
        };
        if store::insert_review(act.tx(), &made)? {
            tell(act, &row, id)?;
        }
    }
    Ok(())
}

/// Who follows it, and the chief.
fn tell(act: &mut Act<'_>, row: &ResolutionRow, id: Id<Review>) -> Result<(), Refusal> {
    let today = act.today();
    let chiefs = names::posts_with(act.tx(), Role::Chief, today)?.into_iter().map(|post| post.id);
    let mut posts: Vec<_> = row.head.follower.into_iter().collect();
    posts.extend(chiefs);
    posts.dedup();
    for post in posts {
        notices::tell(act, To::Post(post), &News::new("resolutions.review", of_review(id)))?;
    }
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NoteReview {
    pub review: Id<Review>,
    pub code: String,
    pub title: String,
    pub issued_on: Date,
    #[serde(default)]
    pub paper: Option<Id<Paper>>,
}

/// The report that a review ended with. Said anew, the newest counts.
pub fn note_review(act: &mut Act<'_>, input: NoteReview) -> Result<(), Refusal> {
    let found = store::review(act.tx(), input.review)?.ok_or_else(Refusal::not_found)?;
    let (row, seat) = entering(act, found.resolution)?;
    if found.gone.is_some() {
        return Err(Refusal::conflict(t::struck_already()));
    }
    act.record("resolutions.note_review", of_review(found.id));
    let document =
        Document { code: &input.code, title: &input.title, issued_on: input.issued_on, paper: input.paper };
    put_document(act, (&seat, row.head.issued_on), &Of::Review(found.id), &document)?;
    notices::settle(act, &of_review(found.id))
}
