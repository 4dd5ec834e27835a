//! What other pages say of resolutions: a paper that is one, or is a programme, a review or evidence of one; a task that
//! comes of a measure. So the chain is walked from either end.

use documents::Paper;
use kernel::{Id, StoreError, Tx};
use people::{Beside, Viewer};
use tasks::model::Task;
use ui::{Button, Card, Html};
use uuid::Uuid;

use super::{name, review_name};
use crate::acts::Seat;
use crate::model::{Measure, ResolutionRow};
use crate::{HAVE, store, t};

/// A line that leads to a thing: what it is, and in what.
struct Line {
    href: String,
    text: String,
    by: String,
}

pub(crate) fn beside(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    (kind, id): (&str, Uuid),
) -> Result<Option<Beside>, StoreError> {
    if !viewer.may(HAVE) {
        return Ok(None);
    }
    match kind {
        "paper" => paper(tx, viewer, Id::from_uuid(id)),
        "task" => task(tx, viewer, Id::from_uuid(id)),
        _ => Ok(None),
    }
}

fn of_measure(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    (seat, id): (&Seat, Id<Measure>),
) -> Result<Option<Line>, StoreError> {
    let Some(of) = store::measure(tx, id)? else { return Ok(None) };
    let Some(row) = there(tx, seat, of.resolution)? else { return Ok(None) };
    if !seat.sees_all() && !seat.opens(of.owner) {
        return Ok(None);
    }
    let lang = viewer.lang;
    let text = format!("{} · {}", name(&row.head, lang), t::measure_number(of.number).say(lang));
    Ok(Some(Line { href: format!("/resolutions/measures/{id}"), text, by: of.text }))
}

fn there(
    tx: &mut Tx<'_>,
    seat: &Seat,
    id: Id<crate::model::Resolution>,
) -> Result<Option<ResolutionRow>, StoreError> {
    if store::reaches(tx, id, &seat.scope())? { store::resolution(tx, id) } else { Ok(None) }
}

fn task(tx: &mut Tx<'_>, viewer: &Viewer, id: Id<Task>) -> Result<Option<Beside>, StoreError> {
    let Some(measure) = store::measure_of_task(tx, id)? else { return Ok(None) };
    let seat = Seat::of_viewer(tx, viewer)?;
    let Some(line) = of_measure(tx, viewer, (&seat, measure))? else { return Ok(None) };
    Ok(Some(card(vec![line], None)))
}

fn paper(tx: &mut Tx<'_>, viewer: &Viewer, id: Id<Paper>) -> Result<Option<Beside>, StoreError> {
    let seat = Seat::of_viewer(tx, viewer)?;
    let lang = viewer.lang;
    let mut lines = Vec::new();
    let rows = store::of_paper(tx, id)?;
    let followed = !rows.is_empty();
    for row in rows {
        if let Some(row) = there(tx, &seat, row.id)? {
            let (text, by) = (name(&row.head, lang), t::followed_here().say(lang));
            lines.push(Line { href: format!("/resolutions/{}", row.id), text, by });
        }
    }
    for one in store::papers_that_are(tx, id)? {
        if let Some(programme) = one.programme
            && let Some(owed) = store::programme(tx, programme)?
            && let Some(row) = there(tx, &seat, owed.resolution)?
            && (seat.sees_all() || seat.opens(owed.unit))
        {
            let text = t::programme_of(name(&row.head, lang)).say(lang);
            lines.push(Line { href: format!("/resolutions/{}/spread", row.id), text, by: row.head.title });
        }
        if let Some(review) = one.review
            && let Some(held) = store::review(tx, review)?
            && let Some(row) = there(tx, &seat, held.resolution)?
            && seat.sees_all()
        {
            let text = format!("{} · {}", review_name(held.kind, held.nth).say(lang), name(&row.head, lang));
            lines.push(Line { href: format!("/resolutions/{}/reviews", row.id), text, by: row.head.title });
        }
    }
    for (task, measure) in store::evidenced(tx, id)? {
        if !tasks::store::reaches(tx, task, &seat.reach())? {
            continue;
        }
        if let Some(mut line) = of_measure(tx, viewer, (&seat, measure))? {
            line.by = format!("{} · {}", t::evidence_of_it().say(lang), line.by);
            lines.push(line);
        }
    }
    // Offered for what is a resolution, directive or conclusion by its symbol; others are entered from the register.
    let offer = !followed && seat.adds() && looks_like_one(tx, id)?;
    if lines.is_empty() && !offer {
        return Ok(None);
    }
    Ok(Some(card(lines, offer.then(|| format!("/resolutions/new?paper={id}")))))
}

/// Symbols of what is followed through: nghị quyết, chỉ thị, kết luận, chương trình.
const SYMBOLS: [&str; 4] = ["nq", "ct", "kl", "ctr"];

fn looks_like_one(tx: &mut Tx<'_>, id: Id<Paper>) -> Result<bool, StoreError> {
    let Some(paper) = documents::paper(tx, id)? else { return Ok(false) };
    let folded = vietnamese::fold(&paper.code);
    Ok(folded.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| SYMBOLS.contains(&part)))
}

fn card(lines: Vec<Line>, offer: Option<String>) -> Beside {
    Box::new(move |ctx| {
        let esc = ui::html::escape;
        let mut body: Vec<Html> = lines
            .iter()
            .map(|line| {
                Html::trusted(format!(
                    "<section class=\"said\"><p><a href=\"{}\">{}</a></p><p class=\"by\">{}</p></section>",
                    esc(&line.href),
                    esc(&line.text),
                    esc(&line.by)
                ))
            })
            .collect();
        if let Some(href) = &offer {
            body.push(Button::link(t::follow_through(), href.clone()).icon("flag").render(ctx.lang));
        }
        Card::new(t::follow_through(), Html::join(body)).padded().render(ctx.lang)
    })
}
