//! The board: objective by objective its indicators with small bars, its measures with their tasks by standing. Every sum
//! is made of the rows below it.

use axum::extract::{self, Path};
use axum::response::{IntoResponse, Response};
use kernel::{Id, Refusal, StoreError, Tx};
use people::{House, Viewer, names, refused};
use ui::{Button, Card, Cell, Column, Crumbs, Ctx, Empty, Facts, Html, Notice, Page, Table, Text};
use words::Lang;

use super::{
    Units, bar, chip, counts_said, may_open, measure_progress, name, period_name, progress_name, state_on,
    tabs,
};
use crate::acts::Seat;
use crate::model::{
    IndicatorState, MeasureState, ObjectiveState, Progress, Resolution, ResolutionRow, State,
};
use crate::{HAVE, store, t};

struct Found {
    row: ResolutionRow,
    seat: Seat,
    state: State,
    units: Units,
    parent: Option<ResolutionRow>,
    children: Vec<ResolutionRow>,
    follower: Option<String>,
    paper: Option<Id<documents::Paper>>,
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer, id: Id<Resolution>) -> Result<Option<Found>, StoreError> {
    let Some((row, seat)) = crate::tells::seen(tx, viewer, id)? else { return Ok(None) };
    let Some(state) = state_on(tx, &seat, id, (viewer.today, viewer.today))? else { return Ok(None) };
    let scope = seat.scope();
    let parent = match row.head.parent {
        Some(parent) if store::reaches(tx, parent, &scope)? => store::resolution(tx, parent)?,
        _ => None,
    };
    let mut children = Vec::new();
    for child in store::children(tx, id)? {
        if store::reaches(tx, child.id, &scope)? {
            children.push(child);
        }
    }
    let follower = match row.head.follower {
        Some(post) => names::post(tx, post, viewer.today)?.map(|post| names::label(&post)),
        None => None,
    };
    let paper = may_open(tx, viewer, row.head.paper)?;
    let units = Units::load(tx, viewer.today)?;
    Ok(Some(Found { state, units, parent, children, follower, paper, seat, row }))
}

pub async fn show(
    extract::State(house): extract::State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(HAVE) {
        return refused(&ctx, &refusal);
    }
    let Ok(id) = id.parse::<Id<Resolution>>() else { return refused(&ctx, &Refusal::not_found()) };
    let reader = viewer.clone();
    let found = match house.office().read(move |tx| load(tx, &reader, id)).await {
        Ok(Some(found)) => found,
        Ok(None) => return refused(&ctx, &Refusal::not_found()),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let head = &found.row.head;
    let mut body = vec![tabs(&ctx, id, &found.seat, "")];
    if let Some(on) = head.ended_on {
        body.push(Notice::plain(t::ended_on(vietnamese::format_date(on))).render(lang));
    }
    body.push(Html::columns(
        objectives(&ctx, &found),
        Html::stack([sums(lang, &found), facts(lang, &found)]),
    ));
    let mut actions = Vec::new();
    if found.seat.enters(&found.row) {
        let open = Button::link(t::amend(), format!("/resolutions/{id}/facts")).icon("edit");
        actions.push(open.render(lang));
        if head.ended_on.is_none() {
            let down =
                Button::link(t::break_down(), format!("/resolutions/{id}/break-down")).icon("sitemap").main();
            actions.push(down.key("p").render(lang));
        }
    }
    let mut crumbs = Crumbs::new().link(t::resolutions(), "/resolutions");
    if let Some(parent) = &found.parent {
        crumbs = crumbs.link(Text::from(name(&parent.head, lang)), format!("/resolutions/{}", parent.id));
    }
    Page::new(&ctx, Text::from(name(head, lang)))
        .lead(Text::from(head.title.clone()))
        .crumbs(crumbs.here(Text::from(name(head, lang))))
        .actions(actions)
        .live(["resolution", "resolution_indicator", "resolution_measure", "tasks"])
        .body(Html::stack(body))
        .into_response()
}

fn objectives(ctx: &Ctx, found: &Found) -> Html {
    let lang = ctx.lang;
    if found.state.objectives.is_empty() {
        let empty = Empty::new("sitemap", t::not_broken_down());
        return match found.seat.enters(&found.row) {
            true => {
                let href = format!("/resolutions/{}/break-down", found.row.id);
                empty.next(t::not_broken_down_next()).button(Button::link(t::break_down(), href).main())
            }
            false => empty,
        }
        .render(lang);
    }
    Html::stack(found.state.objectives.iter().enumerate().map(|(at, one)| objective(lang, found, (at, one))))
}

fn objective(lang: Lang, found: &Found, (at, one): (usize, &ObjectiveState)) -> Html {
    let title = match &one.row {
        Some(row) => format!("{}. {}", at + 1, row.text),
        None => t::measures_of_all().say(lang),
    };
    let mut body = Vec::new();
    if !one.indicators.is_empty() {
        body.push(indicators(lang, found, &one.indicators));
    }
    if !one.measures.is_empty() {
        body.push(measures(lang, found, one));
    }
    if body.is_empty() {
        body.push(Html::trusted(format!(
            "<p class=\"hint inside\">{}</p>",
            ui::html::escape(&t::objective_empty().say(lang))
        )));
    }
    Card::new(Text::from(title), Html::join(body)).render(lang)
}

fn indicators(lang: Lang, found: &Found, rows: &[IndicatorState]) -> Html {
    let columns = [
        Column::new(t::indicator()),
        Column::new(t::reported()),
        Column::new(t::target()),
        Column::new(t::progress()).narrow(),
    ];
    let table = rows.iter().fold(Table::new(t::indicators(), columns), |table, one| {
        let row = &one.row;
        let latest = match &one.latest {
            Some(value) => Cell::text(&format!("{} {}", value.value, row.measured_in))
                .by(period_name(value.period).say(lang)),
            None => Cell::text("—"),
        };
        let target = match &one.target {
            Some(target) => Cell::text(&format!("{} {}", target.value, row.measured_in))
                .by(period_name(target.period).say(lang)),
            None => Cell::text("—"),
        };
        table.row([
            Cell::text(&row.name)
                .by(found.units.name(row.owner).to_owned())
                .href(format!("/resolutions/indicators/{}", row.id)),
            latest,
            target,
            Cell::html(progress(lang, one)),
        ])
    });
    table.render(lang)
}

pub(super) fn progress(lang: Lang, one: &IndicatorState) -> Html {
    let said = match one.missing {
        Some(period) => t::missing_value(period_name(period).say(lang)),
        None => progress_name(one.progress),
    };
    let chip = chip(one.progress, said.clone()).render(lang);
    match one.share {
        Some(share) => {
            Html::join([bar(one.share, one.progress, &t::share_said(i64::from(share)).say(lang)), chip])
        }
        None => chip,
    }
}

fn measures(lang: Lang, found: &Found, of: &ObjectiveState) -> Html {
    let columns = [
        Column::new(t::measure()),
        Column::new(t::owner()),
        Column::new(t::due_on()).narrow(),
        Column::new(t::tasks_of()).number(),
        Column::new(t::progress()).narrow(),
    ];
    let mut table = of.measures.iter().fold(Table::new(t::measures(), columns), |table, one| {
        let row = &one.row;
        let due = row.due_on.map_or_else(|| "—".to_owned(), vietnamese::format_date);
        table.row([
            Cell::text(&format!("{}. {}", row.number, row.text))
                .href(format!("/resolutions/measures/{}", row.id)),
            Cell::text(found.units.name(row.owner)),
            Cell::text(&due),
            Cell::text(&one.counts.all().to_string()).by(counts_said(&one.counts, lang)),
            Cell::html(chip(one.progress, measure_progress(one.progress)).render(lang)),
        ])
    });
    if of.measures.len() > 1 {
        table = table.row([
            Cell::text(&t::together().say(lang)).strong(),
            Cell::default(),
            Cell::default(),
            Cell::text(&of.counts.all().to_string()).by(counts_said(&of.counts, lang)).strong(),
            Cell::default(),
        ]);
    }
    table.render(lang)
}

/// The whole in numbers, made of what stands at the left.
fn sums(lang: Lang, found: &Found) -> Html {
    let state = &found.state;
    let count = |number: usize| number.to_string();
    let done = |one: &&MeasureState| one.progress == Progress::Met;
    let behind = |one: &&MeasureState| one.progress == Progress::Behind;
    let measures = state.measures().count();
    let said = t::measures_said(
        i64::try_from(state.measures().filter(behind).count()).unwrap_or(0),
        i64::try_from(state.measures().filter(done).count()).unwrap_or(0),
    );
    let indicators = Progress::ALL.iter().rev().filter_map(|progress| {
        let number = state.indicators_of(*progress);
        (number > 0).then(|| format!("{number} {}", progress_name(*progress).say(lang).to_lowercase()))
    });
    let indicators: Vec<String> = indicators.collect();
    let counted = |all: String, said: String| {
        let said = if said.is_empty() {
            String::new()
        } else {
            format!("<div class=\"by\">{}</div>", ui::html::escape(&said))
        };
        Html::trusted(format!("<b>{all}</b>{said}"))
    };
    let missing = state.programmes.iter().filter(|one| one.late).count();
    let there = state.programmes.iter().filter(|one| one.paper.is_some()).count();
    let mut facts = Facts::new()
        .put(t::indicators(), counted(count(state.indicators().count()), indicators.join(" · ")))
        .put(t::measures(), counted(count(measures), said.say(lang)))
        .put(t::tasks_of(), counted(state.counts.all().to_string(), counts_said(&state.counts, lang)));
    if !state.programmes.is_empty() {
        let said = t::programmes_said(i64::try_from(missing).unwrap_or(0)).say(lang);
        facts = facts.put(t::programmes(), counted(format!("{there}/{}", state.programmes.len()), said));
    }
    if !state.studies.is_empty() {
        facts = facts.put(t::studies(), counted(count(state.studies.len()), String::new()));
    }
    if let Some(next) = state.reviews.iter().find(|one| one.paper.is_none()) {
        let said = super::review_name(next.row.kind, next.row.nth).say(lang);
        let due = t::due_by(vietnamese::format_date(next.row.due_on)).say(lang);
        facts = facts.put(t::next_review(), counted(ui::html::escape(&said), due));
    }
    let hint = format!("<p class=\"hint\">{}</p>", ui::html::escape(&t::sums_hint().say(lang)));
    Card::new(t::in_numbers(), Html::join([facts.render(lang), Html::trusted(hint)])).padded().render(lang)
}

fn facts(lang: Lang, found: &Found) -> Html {
    let head = &found.row.head;
    let day = vietnamese::format_date;
    let mut facts = Facts::new().text(t::issued_on(), &day(head.issued_on));
    if let Some(until) = head.until_on {
        facts = facts.text(t::until_on(), &day(until));
    }
    if !head.body.is_empty() {
        facts = facts.text(t::body(), &head.body);
    }
    let months = match head.review_months {
        0 => t::review_never(),
        months => t::review_every(months),
    };
    facts = facts.text(t::review_months(), &months.say(lang));
    if let Some(follower) = &found.follower {
        facts = facts.text(t::follower(), follower);
    }
    if let Some(paper) = found.paper {
        let open = Button::link(t::open_paper(), format!("/papers/{paper}")).icon("file-text").render(lang);
        facts = facts.put(t::paper(), open);
    }
    if let Some(source) = found.row.source.filter(|_| found.seat.sees_all()) {
        let open =
            Button::link(t::open_source(), format!("/sources/{source}")).icon("list-check").render(lang);
        facts = facts.put(t::tasks_of(), open);
    }
    let mut body = vec![facts.render(lang)];
    if !found.children.is_empty() {
        let links = found.children.iter().map(|row| {
            Html::trusted(format!(
                "<li><a href=\"/resolutions/{}\">{}</a><div class=\"by\">{}</div></li>",
                row.id,
                ui::html::escape(&name(&row.head, lang)),
                ui::html::escape(&row.head.title)
            ))
        });
        body.push(Html::trusted(format!(
            "<h3>{}</h3><ul>{}</ul>",
            ui::html::escape(&t::carried_out_by().say(lang)),
            Html::join(links)
        )));
    }
    Card::new(t::facts(), Html::join(body)).padded().render(lang)
}
