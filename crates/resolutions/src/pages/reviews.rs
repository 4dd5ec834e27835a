//! Reviews: what came due by itself, and the reports that they ended with.

use axum::Form as Posted;
use axum::extract::{self, Path};
use axum::response::{IntoResponse, Response};
use kernel::{Id, Refusal, StoreError, Tx};
use people::{House, Pairs, Viewer, refused};
use ui::form::Filled;
use ui::{Button, Card, Crumbs, Ctx, Due, Empty, Field, Html, Notice, Page, Text, fold};

use super::{form, may_open, name, needed_day, review_name, run, state_on, status, tabs, to};
use crate::acts::{self, NoteReview, Seat};
use crate::model::{PaperState, Resolution, ResolutionRow, ReviewRow, State};
use crate::{HAVE, t, terms};

struct Found {
    row: ResolutionRow,
    seat: Seat,
    state: State,
    opens: Vec<Id<documents::Paper>>,
    unconfirmed: bool,
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer, id: Id<Resolution>) -> Result<Option<Found>, StoreError> {
    let Some((row, seat)) = crate::tells::seen(tx, viewer, id)? else { return Ok(None) };
    if !seat.sees_all() {
        return Ok(None);
    }
    let Some(state) = state_on(tx, &seat, id, (viewer.today, viewer.today))? else { return Ok(None) };
    let mut opens = Vec::new();
    for one in &state.reviews {
        opens.extend(may_open(tx, viewer, one.paper.as_ref().and_then(|paper| paper.paper))?);
    }
    let unconfirmed = terms::unconfirmed(tx, viewer.today)?;
    Ok(Some(Found { row, seat, state, opens, unconfirmed }))
}

pub async fn show(
    extract::State(house): extract::State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Response {
    match id.parse() {
        Ok(id) => screen(&house, &viewer, id, &Filled::default()).await,
        Err(_) => refused(&house.page(&viewer).await, &Refusal::not_found()),
    }
}

async fn screen(house: &House, viewer: &Viewer, id: Id<Resolution>, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(HAVE) {
        return refused(&ctx, &refusal);
    }
    let reader = viewer.clone();
    let found = match house.office().read(move |tx| load(tx, &reader, id)).await {
        Ok(Some(found)) => found,
        Ok(None) => return refused(&ctx, &Refusal::not_found()),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let mut body = vec![tabs(&ctx, id, &found.seat, "/reviews")];
    if found.unconfirmed {
        let open = Button::link(t::open_rules(), "/rules");
        body.push(Notice::plain(t::rules_unconfirmed()).button(open).render(lang));
    }
    let rows = &found.state.reviews;
    body.push(if rows.is_empty() {
        Empty::new("calendar", t::no_reviews()).next(t::no_reviews_next()).render(lang)
    } else {
        let parts = rows.iter().map(|one| review(&ctx, &found, one, filled));
        Card::new(t::reviews(), Html::join(parts)).padded().render(lang)
    });
    let crumbs = Crumbs::new()
        .link(t::resolutions(), "/resolutions")
        .link(Text::from(name(&found.row.head, lang)), format!("/resolutions/{id}"))
        .here(t::reviews());
    Page::new(&ctx, t::reviews())
        .lead(t::reviews_lead())
        .narrow()
        .crumbs(crumbs)
        .live(["resolution_review"])
        .body(Html::stack(body))
        .status(status(filled))
        .into_response()
}

fn review(ctx: &Ctx, found: &Found, one: &PaperState<ReviewRow>, filled: &Filled) -> Html {
    let lang = ctx.lang;
    let esc = ui::html::escape;
    let day = vietnamese::format_date;
    let due = match (&one.paper, one.late) {
        (Some(_), _) => Due::met(t::review_held()),
        (None, true) => Due::late(t::due_by(day(one.row.due_on))),
        (None, false) => Due::plain(t::due_by(day(one.row.due_on))),
    };
    let mut parts = vec![due.render(lang)];
    if let Some(paper) = &one.paper {
        let said = format!("{} ({}) · {}", paper.code, day(paper.issued_on), paper.title);
        let said = match paper.paper.filter(|id| found.opens.contains(id)) {
            Some(id) => format!("<a href=\"/papers/{id}\">{}</a>", esc(&said)),
            None => esc(&said),
        };
        parts.push(Html::trusted(format!("<p>{said}</p>")));
    } else {
        let report = format!("/resolutions/{}/report?on={}", found.row.id, day(one.row.period_end));
        parts.push(Button::link(t::report_of_review(), report).icon("file-text").plain().render(lang));
    }
    if found.seat.enters(&found.row) && found.row.head.ended_on.is_none() {
        let id = one.row.id.to_string();
        let again = filled.get("review") == Some(id.as_str());
        let none = Filled::default();
        let own = if again { filled } else { &none };
        let shown = form(ctx, own, format!("/resolutions/{}/reviews", found.row.id), "review")
            .hidden("review", id)
            .row([
                Field::text("code", t::code()).required(),
                Field::date("issued_on", t::issued_on()).required(),
            ])
            .put(Field::text("title", t::title()).required())
            .button(&Button::submit(t::note_review()).icon("check"))
            .render();
        parts.push(fold(ctx, t::note_review(), &shown, again || (one.paper.is_none() && one.late)));
    }
    Html::trusted(format!(
        "<section class=\"said\"><h3>{}</h3><p class=\"by\">{}</p>{}</section>",
        esc(&review_name(one.row.kind, one.row.nth).say(lang)),
        esc(&t::period_until(day(one.row.period_end)).say(lang)),
        Html::join(parts)
    ))
}

pub async fn save(
    extract::State(house): extract::State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Resolution>>,
    Posted(pairs): Posted<Pairs>,
) -> Response {
    let input = (|| {
        Ok(NoteReview {
            review: pairs.id("review")?,
            code: pairs.get("code").to_owned(),
            title: pairs.get("title").to_owned(),
            issued_on: needed_day(&pairs, "issued_on")?,
            paper: None,
        })
    })();
    match run((&house, &viewer), &pairs, input, acts::note_review).await {
        Ok(()) => to(format!("/resolutions/{id}/reviews")),
        Err(refusal) if refusal.field.is_some() => screen(&house, &viewer, id, &pairs.filled(&refusal)).await,
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
