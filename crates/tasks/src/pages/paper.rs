//! What the page of a paper says about the tasks that came of it.

use documents::Paper;
use kernel::{Id, StoreError, Tx};
use people::{Beside, Viewer};
use ui::{Button, Card, Html, WorkList};
use uuid::Uuid;

use super::Known;
use crate::acts::reach_of;
use crate::store;
use crate::{ASSIGN, HAVE, t};

/// Whether a reader may know a paper: it came to their desk, or papers of all desks are theirs to see.
pub(super) fn may_see(tx: &mut Tx<'_>, viewer: &Viewer, paper: Id<Paper>) -> Result<bool, StoreError> {
    let all = viewer.may(directions::ROUTE) || viewer.may(directions::INSTRUCT);
    Ok(all || directions::may_see(tx, viewer, paper)?)
}

/// The tasks of a paper that the reader sees, and the way to a new one. The page has asked who may read the paper.
pub(crate) fn beside(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    (kind, paper): (&str, Uuid),
) -> Result<Option<Beside>, StoreError> {
    if kind != "paper" || !viewer.may(HAVE) {
        return Ok(None);
    }
    let paper: Id<Paper> = Id::from_uuid(paper);
    let reach = reach_of(tx, viewer)?;
    let mut tasks = Vec::new();
    for source in store::sources_of_paper(tx, paper)? {
        for task in store::of_source(tx, source.id)? {
            if store::reaches(tx, task.id, &reach)? {
                tasks.push(task);
            }
        }
    }
    let assigns = viewer.may_in_part(ASSIGN);
    if tasks.is_empty() && !assigns {
        return Ok(None);
    }
    let known = Known::load(tx, viewer.today)?;
    let lang = viewer.lang;
    let rows: Vec<_> = tasks.iter().map(|task| super::row(&known, task, lang)).collect();
    Ok(Some(Box::new(move |ctx| {
        let count = u64::try_from(rows.len()).unwrap_or(0);
        let mut body = Vec::new();
        if count > 0 {
            body.push(WorkList::new(rows).render(ctx.lang));
        }
        if assigns {
            let button = Button::link(t::assign_of_paper(), format!("/tasks/new?paper={paper}"));
            body.push(button.icon("plus").key("w").render(ctx.lang));
        }
        let card = Card::new(t::tasks_of_paper(), Html::join(body)).padded();
        if count > 0 { card.count(count).render(ctx.lang) } else { card.render(ctx.lang) }
    })))
}
