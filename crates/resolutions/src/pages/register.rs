//! Taking a resolution under follow-through, putting its facts right, ending it.

use axum::Form as Posted;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use documents::Paper;
use kernel::{Id, Refusal, StoreError, Tx};
use people::names::PostRow;
use people::{House, Pairs, Viewer, names, refused};
use serde::Deserialize;
use ui::form::{Choice, Filled};
use ui::{Button, Card, Crumbs, Field, Html, Notice, Page, Text};

use super::{day, form, kind_name, may_open, name, needed_day, run, status, to, typed_post};
use crate::acts::{self, Amend, End, NewResolution, Resume, Seat};
use crate::model::{Kind, Resolution, ResolutionRow};
use crate::store::{self, Scope};
use crate::t;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    paper: String,
    parent: String,
}

struct Found {
    seat: Seat,
    row: Option<ResolutionRow>,
    paper: Option<documents::PaperRow>,
    posts: Vec<PostRow>,
    parents: Vec<ResolutionRow>,
}

fn load(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    (id, asked): (Option<Id<Resolution>>, &Asked),
) -> Result<Option<Found>, StoreError> {
    let seat = Seat::of_viewer(tx, viewer)?;
    let row = match id {
        Some(id) => match crate::tells::seen(tx, viewer, id)? {
            Some((row, _)) => Some(row),
            None => return Ok(None),
        },
        None => None,
    };
    let asked_for = asked.paper.parse::<Id<Paper>>().ok();
    let paper = match may_open(tx, viewer, asked_for)? {
        Some(paper) => documents::paper(tx, paper)?,
        None => None,
    };
    let posts = names::posts(tx, viewer.today)?.into_iter().filter(|post| post.holder.is_some()).collect();
    let mut parents = store::register(tx, &Scope::All, false, 200)?;
    parents.retain(|parent| Some(parent.id) != id);
    if !seat.sees_all() {
        parents.clear();
    }
    Ok(Some(Found { seat, row, paper, posts, parents }))
}

pub async fn new(State(house): State<House>, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    screen(&house, &viewer, (None, asked), &Filled::default()).await
}

pub async fn edit(State(house): State<House>, viewer: Viewer, Path(id): Path<String>) -> Response {
    match id.parse() {
        Ok(id) => screen(&house, &viewer, (Some(id), Asked::default()), &Filled::default()).await,
        Err(_) => refused(&house.page(&viewer).await, &Refusal::not_found()),
    }
}

async fn screen(
    house: &House,
    viewer: &Viewer,
    (id, asked): (Option<Id<Resolution>>, Asked),
    filled: &Filled,
) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(crate::HAVE) {
        return refused(&ctx, &refusal);
    }
    let reader = viewer.clone();
    let question = asked.clone();
    let found = match house.office().read(move |tx| load(tx, &reader, (id, &question))).await {
        Ok(Some(found)) => found,
        Ok(None) => return refused(&ctx, &Refusal::not_found()),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let may = match &found.row {
        Some(row) => found.seat.enters(row),
        None => found.seat.adds(),
    };
    if !may {
        return refused(&ctx, &Refusal::forbidden());
    }
    let lang = ctx.lang;
    let title = if id.is_some() { t::amend() } else { t::add_resolution() };
    let crumbs = match &found.row {
        Some(row) => Crumbs::new()
            .link(t::resolutions(), "/resolutions")
            .link(Text::from(name(&row.head, lang)), format!("/resolutions/{}", row.id))
            .here(t::amend()),
        None => Crumbs::new().link(t::resolutions(), "/resolutions").here(t::add_resolution()),
    };
    let mut body =
        vec![Card::new(t::facts(), facts(&ctx, viewer, (&found, &asked), filled)).padded().render(lang)];
    if let Some(row) = &found.row {
        body.push(ending(&ctx, row, filled));
    }
    Page::new(&ctx, title)
        .narrow()
        .crumbs(crumbs)
        .body(Html::stack(body))
        .status(status(filled))
        .into_response()
}

fn facts(ctx: &ui::Ctx, viewer: &Viewer, (found, asked): (&Found, &Asked), filled: &Filled) -> Html {
    let head = found.row.as_ref().map(|row| &row.head);
    let address = match &found.row {
        Some(row) => format!("/resolutions/{}/facts", row.id),
        None => "/resolutions/new".to_owned(),
    };
    let (fresh, paper) = (head.is_none(), found.paper.as_ref());
    let date = |on: Option<jiff::civil::Date>| on.map(vietnamese::format_date).unwrap_or_default();
    let of_paper = |what: fn(&documents::PaperRow) -> String| paper.map(what).unwrap_or_default();
    let value = |own: Option<String>, other: String| own.unwrap_or(other);
    let kinds = Kind::ALL.iter().map(|kind| Choice::new(kind.code(), Text::from(kind_name(*kind))));
    let months = [12, 6, 24, 30, 36, 0].map(|months| {
        let label = if months == 0 { t::review_never() } else { t::review_every(months) };
        Choice::new(months.to_string(), label)
    });
    let posts = found.posts.iter().map(|post| {
        let label = names::label(post);
        Choice::new(label.clone(), Text::from(label))
    });
    let own = found.posts.iter().find(|post| match head {
        Some(head) => head.follower == Some(post.id),
        None => post.id == viewer.post,
    });
    let parents = std::iter::once(Choice::new("", t::no_parent())).chain(found.parents.iter().map(|row| {
        Choice::new(
            row.id.to_string(),
            Text::from(format!("{} · {}", name(&row.head, ctx.lang), row.head.title)),
        )
    }));
    let parent = match head {
        Some(head) => head.parent.map(|id| id.to_string()).unwrap_or_default(),
        None => asked.parent.clone(),
    };
    let issued_on = head.map(|head| head.issued_on).or_else(|| paper.and_then(|paper| paper.issued_on));
    let mut form = ui::Form::post(ctx, address).hidden("do", "facts");
    if filled.get("do") == Some("facts") {
        form = form.filled(filled);
    }
    let bound = head.map_or(paper.map(|paper| paper.id), |head| head.paper);
    form = form.hidden("paper", bound.map(|id| id.to_string()).unwrap_or_default());
    let mut form = form
        .row([
            Field::select("kind", t::kind(), kinds)
                .value(head.map_or(Kind::Resolution, |head| head.kind).code()),
            Field::text("code", t::code())
                .required()
                .value(value(head.map(|head| head.code.clone()), of_paper(|paper| paper.code.clone())))
                .focus(),
        ])
        .put(
            Field::area("title", t::title())
                .required()
                .rows(2)
                .value(value(head.map(|head| head.title.clone()), of_paper(|paper| paper.subject.clone()))),
        )
        .put(
            Field::text("body", t::body())
                .optional()
                .value(value(head.map(|head| head.body.clone()), of_paper(|paper| paper.issuer.clone()))),
        )
        .row([
            Field::date("issued_on", t::issued_on()).required().value(date(issued_on)),
            Field::date("until_on", t::until_on())
                .optional()
                .value(date(head.and_then(|head| head.until_on)))
                .hint(t::until_hint()),
        ])
        .put(
            Field::select("review_months", t::review_months(), months)
                .value(head.map_or(12, |head| head.review_months).to_string()),
        )
        .put(
            Field::text("follower", t::follower())
                .optional()
                .suggest(posts)
                .value(own.map(names::label).unwrap_or_default()),
        )
        .put(Field::select("parent", t::carries_out(), parents).value(parent));
    if !fresh {
        form = form.put(Field::area("why", t::why()).required().rows(2).hint(t::amend_hint()));
    }
    let label = if fresh { t::add_resolution() } else { t::amend() };
    form.button(&Button::submit(label).main().icon("device-floppy").key("Ctrl+Enter")).render()
}

fn ending(ctx: &ui::Ctx, row: &ResolutionRow, filled: &Filled) -> Html {
    let lang = ctx.lang;
    let (title, path, hint) = match row.head.ended_on {
        Some(_) => (t::resume(), "resumptions", t::resume_hint()),
        None => (t::end(), "endings", t::end_hint()),
    };
    let form = form(ctx, filled, format!("/resolutions/{}/{path}", row.id), path)
        .put(Field::area("why", t::why()).required().rows(2).hint(hint))
        .button(&Button::submit(title.clone()))
        .render();
    let mut body = Vec::new();
    if let Some(why) = &row.head.ended_why {
        body.push(Notice::plain(t::ended_why(why.clone())).render(lang));
    }
    body.push(form);
    Card::new(title, Html::join(body)).padded().render(lang)
}

fn asked_for(pairs: &Pairs, posts: &[PostRow]) -> Result<NewResolution, Refusal> {
    let kind = Kind::from_code(pairs.get("kind"));
    let months = pairs.get("review_months").parse();
    // Each field that cannot be read is said beside itself, not one after the other.
    let mut faults = Vec::new();
    let (issued_on, until_on) = (needed_day(pairs, "issued_on"), day(pairs, "until_on"));
    faults.extend(issued_on.as_ref().err().map(again));
    faults.extend(until_on.as_ref().err().map(again));
    Refusal::all(faults)?;
    Ok(NewResolution {
        kind: kind.ok_or_else(|| Refusal::invalid(t::choose_one()).field("kind"))?,
        code: pairs.get("code").to_owned(),
        title: pairs.get("title").to_owned(),
        body: pairs.get("body").to_owned(),
        issued_on: issued_on?,
        until_on: until_on?,
        review_months: months.map_err(|_| Refusal::invalid(t::choose_one()).field("review_months"))?,
        paper: pairs.optional_id("paper")?,
        parent: pairs.optional_id("parent")?,
        follower: typed_post(posts, pairs, "follower")?,
    })
}

/// The same fault, to stand with others.
fn again(fault: &Refusal) -> Refusal {
    let made = Refusal::invalid(fault.msg.clone());
    match fault.field {
        Some(field) => made.field(field),
        None => made,
    }
}

async fn posts(house: &House, viewer: &Viewer) -> Result<Vec<PostRow>, Refusal> {
    let today = viewer.today;
    let posts = house.office().read(move |tx| names::posts(tx, today)).await?;
    Ok(posts.into_iter().filter(|post| post.holder.is_some()).collect())
}

/// A form that cannot be read is refused only to whom it would be open at all.
async fn ask(house: &House, viewer: &Viewer, id: Option<Id<Resolution>>) -> Result<(), Refusal> {
    viewer.ask(crate::HAVE)?;
    let reader = viewer.clone();
    let found = house.office().read(move |tx| load(tx, &reader, (id, &Asked::default()))).await?;
    let found = found.ok_or_else(Refusal::not_found)?;
    let may = match &found.row {
        Some(row) => found.seat.enters(row),
        None => found.seat.adds(),
    };
    if may { Ok(()) } else { Err(Refusal::forbidden()) }
}

pub async fn save(State(house): State<House>, viewer: Viewer, Posted(pairs): Posted<Pairs>) -> Response {
    let outcome = async {
        ask(&house, &viewer, None).await?;
        let input = asked_for(&pairs, &posts(&house, &viewer).await?);
        run((&house, &viewer), &pairs, input, acts::add).await
    };
    let outcome = outcome.await;
    let asked = Asked { paper: pairs.get("paper").to_owned(), parent: pairs.get("parent").to_owned() };
    match outcome {
        Ok(id) => to(format!("/resolutions/{id}/break-down")),
        Err(refusal) if refusal.field.is_some() => {
            screen(&house, &viewer, (None, asked), &pairs.filled(&refusal)).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

pub async fn amend(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Resolution>>,
    Posted(pairs): Posted<Pairs>,
) -> Response {
    let outcome = async {
        ask(&house, &viewer, Some(id)).await?;
        let facts = asked_for(&pairs, &posts(&house, &viewer).await?);
        let input = facts.map(|facts| Amend { resolution: id, facts, why: pairs.get("why").to_owned() });
        run((&house, &viewer), &pairs, input, acts::amend).await
    };
    back((&house, &viewer), id, &pairs, outcome.await).await
}

async fn back(
    (house, viewer): (&House, &Viewer),
    id: Id<Resolution>,
    pairs: &Pairs,
    outcome: Result<(), Refusal>,
) -> Response {
    match outcome {
        Ok(()) => to(format!("/resolutions/{id}")),
        Err(refusal) if refusal.field.is_some() => {
            screen(house, viewer, (Some(id), Asked::default()), &pairs.filled(&refusal)).await
        }
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}

pub async fn end(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Resolution>>,
    Posted(pairs): Posted<Pairs>,
) -> Response {
    let input = End { resolution: id, why: pairs.get("why").to_owned() };
    let outcome = run((&house, &viewer), &pairs, Ok(input), acts::end).await;
    back((&house, &viewer), id, &pairs, outcome).await
}

pub async fn resume(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Resolution>>,
    Posted(pairs): Posted<Pairs>,
) -> Response {
    let input = Resume { resolution: id, why: pairs.get("why").to_owned() };
    let outcome = run((&house, &viewer), &pairs, Ok(input), acts::resume).await;
    back((&house, &viewer), id, &pairs, outcome).await
}
