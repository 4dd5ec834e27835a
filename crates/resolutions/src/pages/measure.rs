//! One measure: its milestones, the tasks by which it is carried out, their evidence, and the way to hand out more.

use axum::Form as Posted;
use axum::extract::{self, Path};
use axum::response::{IntoResponse, Response};
use kernel::{Id, Refusal, StoreError, Tx};
use people::names::PostRow;
use people::{House, Pairs, Unit, Viewer, names, refused};
use tasks::store::TaskRow;
use tasks::{Assignment, ProductKind};
use ui::form::{Choice, Filled};
use ui::{Button, Card, Crumbs, Ctx, Empty, Facts as Known, Field, Html, Notice, Page, Text, WorkList, fold};

use super::{
    Units, chip, day, folded, form, may_open, measure_progress, name, needed_day, run, state_on, status, to,
    typed_post,
};
use crate::acts::{self, AddMilestone, HandOut, LinkTask, ReachMilestone, Seat, TakeBackMilestone};
use crate::model::{Measure, MeasureRow, MeasureState, MilestoneState, ResolutionRow};
use crate::store::{self, EvidenceRow, Of};
use crate::{HAVE, t};

struct Found {
    row: ResolutionRow,
    parent: Option<ResolutionRow>,
    seat: Seat,
    of: MeasureRow,
    state: Option<MeasureState>,
    objective: Option<String>,
    reached: Vec<crate::model::ReachedRow>,
    tasks: Vec<TaskRow>,
    evidence: Vec<(EvidenceRow, bool)>,
    known: tasks::Known,
    units: Units,
    choices: Vec<(Id<Unit>, String)>,
    posts: Vec<PostRow>,
    assigns: bool,
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer, id: Id<Measure>) -> Result<Option<Found>, StoreError> {
    let Some(of) = store::measure(tx, id)? else { return Ok(None) };
    let Some((row, seat)) = crate::tells::seen(tx, viewer, of.resolution)? else { return Ok(None) };
    if !seat.sees_all() && !seat.opens(of.owner) {
        return Ok(None);
    }
    let parent = match row.head.parent {
        Some(parent) if store::reaches(tx, parent, &seat.scope())? => store::resolution(tx, parent)?,
        _ => None,
    };
    let state = state_on(tx, &seat, row.id, (viewer.today, viewer.today))?;
    let state = state.and_then(|state| state.measures().find(|one| one.row.id == id).cloned());
    let objective = match of.objective {
        Some(objective) => store::objective(tx, objective)?.map(|row| row.text),
        None => None,
    };
    let reach = seat.reach();
    let mut tasks = Vec::new();
    for task in store::tasks_of(tx, id)? {
        if tasks::store::reaches(tx, task, &reach)? {
            tasks.extend(tasks::store::task(tx, task)?);
        }
    }
    let mut evidence = Vec::new();
    for one in store::evidence(tx, id)? {
        if tasks.iter().any(|task| task.id == one.task) {
            let opens = may_open(tx, viewer, one.paper)?.is_some();
            evidence.push((one, opens));
        }
    }
    let assigns = viewer.may_in_part(tasks::ASSIGN);
    let posts = if assigns { names::posts(tx, viewer.today)? } else { Vec::new() };
    Ok(Some(Found {
        known: tasks::Known::load(tx, viewer.today)?,
        units: Units::load(tx, viewer.today)?,
        choices: if assigns { super::choices(tx, viewer.today)? } else { Vec::new() },
        posts: posts.into_iter().filter(|post| post.holder.is_some()).collect(),
        reached: store::reached(tx, Of::One(id))?,
        parent,
        objective,
        assigns,
        evidence,
        tasks,
        state,
        row,
        seat,
        of,
    }))
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

async fn screen(house: &House, viewer: &Viewer, id: Id<Measure>, filled: &Filled) -> Response {
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
    let mut left = Vec::new();
    if let Some(gone) = &found.of.gone {
        left.push(Notice::care(t::struck_why(gone.why.clone())).render(lang));
    }
    left.push(work(&ctx, &found));
    left.push(evidence(&ctx, &found));
    left.push(milestones(&ctx, &found, filled));
    let mut right = vec![facts(&ctx, &found)];
    let open = found.of.gone.is_none() && found.row.head.ended_on.is_none();
    if open {
        right.push(forms(&ctx, &found, filled));
    }
    let mut crumbs = Crumbs::new().link(t::resolutions(), "/resolutions");
    if let Some(parent) = &found.parent {
        crumbs = crumbs.link(Text::from(name(&parent.head, lang)), format!("/resolutions/{}", parent.id));
    }
    let crumbs = crumbs
        .link(Text::from(name(&found.row.head, lang)), format!("/resolutions/{}", found.row.id))
        .here(t::measure_number(found.of.number));
    let mut page = Page::new(&ctx, t::measure_of(name(&found.row.head, lang), found.of.number))
        .lead(Text::from(found.of.text.clone()))
        .crumbs(crumbs)
        .live(["resolution_measure", "tasks"])
        .body(Html::columns(Html::stack(left), Html::stack(right)));
    if let Some(state) = &found.state {
        page = page.beside(chip(state.progress, measure_progress(state.progress)).render(lang));
    }
    page.status(status(filled)).into_response()
}

fn work(ctx: &Ctx, found: &Found) -> Html {
    let lang = ctx.lang;
    let count = u64::try_from(found.tasks.len()).unwrap_or(0);
    if found.tasks.is_empty() {
        let empty = Empty::new("list-check", t::measure_without_tasks()).render(lang);
        return Card::new(t::tasks_of(), empty).render(lang);
    }
    let rows = found.tasks.iter().map(|task| tasks::row(&found.known, task, lang));
    Card::new(t::tasks_of(), WorkList::new(rows).render(lang)).count(count).render(lang)
}

/// What was handed in for these tasks, with the way to the document.
fn evidence(ctx: &Ctx, found: &Found) -> Html {
    let lang = ctx.lang;
    if found.evidence.is_empty() {
        return Html::default();
    }
    let esc = ui::html::escape;
    let parts = found.evidence.iter().map(|(one, opens)| {
        let task = found.tasks.iter().find(|task| task.id == one.task);
        let code = task.map_or("", |task| task.code.as_str());
        let issued = one.issued_on.map(|on| format!(" ({})", vietnamese::format_date(on))).unwrap_or_default();
        let said = if one.code.is_empty() { t::evidence_file().say(lang) } else { format!("{}{issued}", one.code) };
        let said = match (one.paper, opens) {
            (Some(paper), true) => format!("<a href=\"/papers/{paper}\">{}</a>", esc(&said)),
            _ => esc(&said),
        };
        Html::trusted(format!(
            "<section class=\"said\"><p>{said}</p><p class=\"by\"><a href=\"/tasks/{}\">{}</a> · {} · {}</p></section>",
            one.task,
            esc(code),
            esc(&tasks::outcome_name(one.outcome).say(lang)),
            vietnamese::format_date(one.handed_on)
        ))
    });
    Card::new(t::evidence(), Html::join(parts)).padded().render(lang)
}

fn milestones(ctx: &Ctx, found: &Found, filled: &Filled) -> Html {
    let lang = ctx.lang;
    let rows: &[MilestoneState] = found.state.as_ref().map_or(&[][..], |state| state.milestones.as_slice());
    if rows.is_empty() {
        return Html::default();
    }
    let may = (found.seat.enters(&found.row) || found.seat.opens(found.of.owner))
        && found.row.head.ended_on.is_none()
        && found.of.gone.is_none();
    let parts = rows.iter().map(|one| milestone(ctx, found, one, (may, filled)));
    Card::new(t::milestones(), Html::join(parts)).padded().render(lang)
}

fn milestone(ctx: &Ctx, found: &Found, one: &MilestoneState, (may, filled): (bool, &Filled)) -> Html {
    let lang = ctx.lang;
    let day = vietnamese::format_date;
    let state = match one.reached_on {
        Some(on) => ui::Due::met(t::reached_on(day(on))),
        None if one.late => ui::Due::late(t::due_by(day(one.row.due_on))),
        None => ui::Due::plain(t::due_by(day(one.row.due_on))),
    };
    let last = found.reached.iter().rfind(|row| row.milestone == one.row.id);
    let note = last.map(|row| row.note.clone()).filter(|note| !note.is_empty());
    let mut more = vec![state.render(lang)];
    if let Some(note) = note {
        more.push(Html::trusted(format!("<p class=\"by\">{}</p>", ui::html::escape(&note))));
    }
    if may {
        let id = one.row.id.to_string();
        let again = filled.get("milestone") == Some(id.as_str());
        let none = Filled::default();
        let own = if again { filled } else { &none };
        let base = format!("/resolutions/measures/{}", found.of.id);
        let (title, form) = match one.reached_on {
            None => (
                t::reach(),
                form(ctx, own, format!("{base}/reached"), "reach")
                    .hidden("milestone", id)
                    .put(Field::date("reached_on", t::reached_day()).required())
                    .put(Field::text("note", t::reached_by_what()).required())
                    .button(&Button::submit(t::reach()).icon("check"))
                    .render(),
            ),
            Some(_) => (
                t::take_back(),
                form(ctx, own, format!("{base}/taken-back"), "take-back")
                    .hidden("milestone", id)
                    .put(Field::text("why", t::why()).required())
                    .button(&Button::submit(t::take_back()).icon("arrow-back-up"))
                    .render(),
            ),
        };
        more.push(fold(ctx, title, &form, again));
    }
    Html::trusted(format!(
        "<section class=\"said\"><p>{}</p>{}</section>",
        ui::html::escape(&one.row.text),
        Html::join(more)
    ))
}

fn facts(ctx: &Ctx, found: &Found) -> Html {
    let lang = ctx.lang;
    let mut facts = Known::new().text(t::owner(), found.units.name(found.of.owner));
    if let Some(objective) = &found.objective {
        facts = facts.text(t::objective(), objective);
    }
    let due = found.of.due_on.map_or_else(|| "—".to_owned(), vietnamese::format_date);
    facts = facts.text(t::due_on(), &due);
    let link = Html::trusted(format!(
        "<a href=\"/resolutions/{}\">{}</a>",
        found.row.id,
        ui::html::escape(&name(&found.row.head, lang))
    ));
    facts = facts.put(t::of_resolution(), link);
    if let Some(state) = &found.state {
        facts = facts.text(t::standing(), &super::counts_said(&state.counts, lang));
    }
    Card::new(t::facts(), facts.render(lang)).padded().render(lang)
}

fn forms(ctx: &Ctx, found: &Found, filled: &Filled) -> Html {
    let mut parts = Vec::new();
    let asked = filled.get("do");
    if found.assigns {
        let open = asked == Some("hand-out") || (asked.is_none() && found.tasks.is_empty());
        parts.push(fold(ctx, t::hand_out(), &hand_out_form(ctx, found, filled), open));
    }
    if found.seat.enters(&found.row) {
        let base = format!("/resolutions/measures/{}", found.of.id);
        let link = form(ctx, filled, format!("{base}/links"), "link")
            .put(Field::text("task", t::task_code()).required().hint(t::task_code_hint()))
            .button(&Button::submit(t::link_task()).icon("link"))
            .render();
        parts.push(folded(ctx, filled, (t::link_task(), "link"), &link));
        let add = form(ctx, filled, format!("{base}/milestones"), "milestone")
            .put(Field::text("milestone", t::milestone()).required())
            .put(Field::date("due_on", t::due_on()).required())
            .button(&Button::submit(t::add_milestone()).icon("plus"))
            .render();
        parts.push(folded(ctx, filled, (t::add_milestone(), "milestone"), &add));
    }
    if parts.is_empty() {
        return Html::default();
    }
    Card::new(t::to_enter(), Html::join(parts)).padded().render(ctx.lang)
}

fn hand_out_form(ctx: &Ctx, found: &Found, filled: &Filled) -> Html {
    let units = std::iter::once(super::choose())
        .chain(found.choices.iter().map(|(id, name)| Choice::new(id.to_string(), Text::from(name.clone()))));
    let products =
        ProductKind::ALL.iter().map(|kind| Choice::new(kind.code(), Text::from(tasks::product_kind(*kind))));
    let posts: Vec<_> = found
        .posts
        .iter()
        .map(|post| {
            let label = names::label(post);
            Choice::new(label.clone(), Text::from(label))
        })
        .collect();
    let due = found.of.due_on.map(vietnamese::format_date).unwrap_or_default();
    form(ctx, filled, format!("/resolutions/measures/{}/hand-outs", found.of.id), "hand-out")
        .put(Field::select("owner", t::owner(), units).required().value(found.of.owner.to_string()))
        .row([
            Field::select("product_kind", t::product_kind(), products),
            Field::text("product", t::product()).required().hint(t::product_hint()),
        ])
        .put(Field::date("due", t::deadline()).required().value(due))
        .put(Field::area("content", t::content()).optional().rows(3).value(found.of.text.clone()))
        .put(Field::text("follower", t::follower()).optional().suggest(posts))
        .button(&Button::submit(t::hand_out()).main().icon("send").key("Ctrl+Enter"))
        .render()
}

async fn back(
    (house, viewer): (&House, &Viewer),
    id: Id<Measure>,
    pairs: &Pairs,
    outcome: Result<(), Refusal>,
) -> Response {
    match outcome {
        Ok(()) => to(format!("/resolutions/measures/{id}")),
        Err(refusal) if refusal.field.is_some() => screen(house, viewer, id, &pairs.filled(&refusal)).await,
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}

pub async fn hand_out(
    extract::State(house): extract::State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Measure>>,
    Posted(pairs): Posted<Pairs>,
) -> Response {
    let outcome = async {
        viewer.ask(HAVE)?;
        if !viewer.may_in_part(tasks::ASSIGN) {
            return Err(Refusal::forbidden());
        }
        let today = viewer.today;
        let posts = house.office().read(move |tx| names::posts(tx, today)).await?;
        let product = ProductKind::from_code(pairs.get("product_kind"));
        let input = (|| {
            let due = day(&pairs, "due")?.ok_or_else(|| Refusal::invalid(t::day_missing()).field("due"))?;
            Ok(HandOut {
                measure: id,
                tasks: vec![Assignment {
                    owner: pairs.id("owner")?,
                    owner_post: None,
                    product_kind: product
                        .ok_or_else(|| Refusal::invalid(t::choose_one()).field("product_kind"))?,
                    product: pairs.get("product").to_owned(),
                    content: pairs.get("content").to_owned(),
                    due,
                    waits_for: String::new(),
                    level: None,
                    follower: typed_post(&posts, &pairs, "follower")?,
                    cooperating: Vec::new(),
                    field: None,
                    decision: None,
                    received_on: None,
                    sudden: false,
                }],
            })
        })();
        run((&house, &viewer), &pairs, input, acts::hand_out).await.map(drop)
    };
    back((&house, &viewer), id, &pairs, outcome.await).await
}

pub async fn link(
    extract::State(house): extract::State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Measure>>,
    Posted(pairs): Posted<Pairs>,
) -> Response {
    let input = LinkTask { measure: id, task: pairs.get("task").to_owned() };
    let outcome = run((&house, &viewer), &pairs, Ok(input), acts::link_task).await;
    back((&house, &viewer), id, &pairs, outcome).await
}

pub async fn add_milestone(
    extract::State(house): extract::State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Measure>>,
    Posted(pairs): Posted<Pairs>,
) -> Response {
    let input = needed_day(&pairs, "due_on").map(|due_on| AddMilestone {
        measure: id,
        text: pairs.get("milestone").to_owned(),
        due_on,
    });
    let outcome = run((&house, &viewer), &pairs, input, acts::add_milestone).await;
    back((&house, &viewer), id, &pairs, outcome.map(drop)).await
}

pub async fn reached(
    extract::State(house): extract::State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Measure>>,
    Posted(pairs): Posted<Pairs>,
) -> Response {
    let input = (|| {
        Ok(ReachMilestone {
            milestone: pairs.id("milestone")?,
            reached_on: needed_day(&pairs, "reached_on")?,
            note: pairs.get("note").to_owned(),
        })
    })();
    let outcome = run((&house, &viewer), &pairs, input, acts::reach_milestone).await;
    back((&house, &viewer), id, &pairs, outcome).await
}

pub async fn taken_back(
    extract::State(house): extract::State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Measure>>,
    Posted(pairs): Posted<Pairs>,
) -> Response {
    let input = pairs
        .id("milestone")
        .map(|milestone| TakeBackMilestone { milestone, why: pairs.get("why").to_owned() });
    let outcome = run((&house, &viewer), &pairs, input, acts::take_back_milestone).await;
    back((&house, &viewer), id, &pairs, outcome).await
}
