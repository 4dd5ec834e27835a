//! Breaking down: objectives, indicators with targets, measures with owners and milestones, entered one after the other.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Id, Refusal, StoreError, Tx};
use people::{House, Pairs, Unit, Viewer, refused};
use ui::form::{Choice, Filled, Options};
use ui::{Button, Card, Crumbs, Ctx, Empty, Field, Html, Page, Text};

use super::{Units, day, direction_name, every_name, folded, form, lines, name, run, status, tabs, to};
use crate::acts::{
    self, AddIndicator, AddMeasure, AddObjective, NewMilestone, NewTarget, Part, Seat, Strike,
};
use crate::model::{Direction, Every, Facts, Resolution};
use crate::{HAVE, store, t};

struct Found {
    facts: Facts,
    seat: Seat,
    units: Units,
    choices: Vec<(Id<Unit>, String)>,
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer, id: Id<Resolution>) -> Result<Option<Found>, StoreError> {
    let Some((_, seat)) = crate::tells::seen(tx, viewer, id)? else { return Ok(None) };
    if !seat.sees_all() {
        return Ok(None);
    }
    let Some(facts) = store::facts(tx, id)? else { return Ok(None) };
    let units = Units::load(tx, viewer.today)?;
    Ok(Some(Found { facts, seat, units, choices: super::choices(tx, viewer.today)? }))
}

pub async fn show(State(house): State<House>, viewer: Viewer, Path(id): Path<String>) -> Response {
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
    let row = &found.facts.resolution;
    let forms = found.seat.enters(row) && row.head.ended_on.is_none();
    let what = Forms { ctx: &ctx, found: &found, filled, options: Options::of(lang, offered(&found)) };
    let body = match forms {
        true => Html::columns(what.entered(true), what.render()),
        false => what.entered(false),
    };
    let crumbs = Crumbs::new()
        .link(t::resolutions(), "/resolutions")
        .link(Text::from(name(&row.head, lang)), format!("/resolutions/{id}"))
        .here(t::break_down());
    Page::new(&ctx, t::break_down_of(name(&row.head, lang)))
        .lead(Text::from(row.head.title.clone()))
        .crumbs(crumbs)
        .body(Html::stack([tabs(&ctx, id, &found.seat, "/break-down"), body]))
        .status(status(filled))
        .into_response()
}

fn offered(found: &Found) -> Vec<Choice> {
    let units = found.choices.iter().map(|(id, name)| Choice::new(id.to_string(), Text::from(name.clone())));
    std::iter::once(super::choose()).chain(units).collect()
}

struct Forms<'a> {
    ctx: &'a Ctx,
    found: &'a Found,
    filled: &'a Filled,
    options: Options,
}

impl Forms<'_> {
    fn id(&self) -> Id<Resolution> {
        self.found.facts.resolution.id
    }

    fn render(&self) -> Html {
        let objectives: Vec<_> = self.objectives();
        let mut parts = vec![folded_open(
            self,
            (t::add_objective(), "objective"),
            &self.objective(),
            objectives.is_empty(),
        )];
        if !objectives.is_empty() {
            parts.push(folded(self.ctx, self.filled, (t::add_indicator(), "indicator"), &self.indicator()));
        }
        parts.push(folded_open(self, (t::add_measure(), "measure"), &self.measure(), !objectives.is_empty()));
        let strike = self.filled.get("do") == Some("strike");
        if strike {
            parts.insert(0, self.strike_again());
        }
        Card::new(t::to_enter(), Html::join(parts)).padded().render(self.ctx.lang)
    }

    fn objectives(&self) -> Vec<(String, String)> {
        let there = self.found.facts.objectives.iter().filter(|row| row.gone.is_none());
        there
            .enumerate()
            .map(|(at, row)| (row.id.to_string(), format!("{}. {}", at + 1, short(&row.text))))
            .collect()
    }

    fn objective(&self) -> Html {
        form(self.ctx, self.filled, format!("/resolutions/{}/objectives", self.id()), "objective")
            .put(Field::area("objective", t::objective()).required().rows(2))
            .button(&Button::submit(t::add_objective()).main().icon("plus"))
            .render()
    }

    fn indicator(&self) -> Html {
        let objectives = self.objectives().into_iter().map(|(id, text)| Choice::new(id, Text::from(text)));
        let directions =
            Direction::ALL.iter().map(|one| Choice::new(one.code(), Text::from(direction_name(*one))));
        let every = Every::ALL.iter().map(|one| Choice::new(one.code(), Text::from(every_name(*one))));
        form(self.ctx, self.filled, format!("/resolutions/{}/indicators", self.id()), "indicator")
            .put(Field::select("objective", t::objective(), objectives))
            .put(Field::text("name", t::indicator()).required())
            .row([
                Field::text("measured_in", t::measured_in()).required().hint(t::measured_in_hint()),
                Field::text("baseline", t::baseline()).optional().attr("inputmode", "decimal"),
            ])
            .row([
                Field::select("direction", t::direction(), directions),
                Field::select("every", t::every(), every),
            ])
            .put(Field::area("targets", t::targets()).required().rows(4).hint(t::targets_hint()))
            .put(Field::offered("owner", t::reports(), &self.options).required())
            .button(&Button::submit(t::add_indicator()).main().icon("plus"))
            .render()
    }

    fn measure(&self) -> Html {
        let objectives = std::iter::once(Choice::new("", t::measures_of_all()))
            .chain(self.objectives().into_iter().map(|(id, text)| Choice::new(id, Text::from(text))));
        form(self.ctx, self.filled, format!("/resolutions/{}/measures", self.id()), "measure")
            .put(Field::select("objective", t::objective(), objectives))
            .put(Field::area("measure", t::measure()).required().rows(3))
            .put(Field::offered("owner", t::owner(), &self.options).required())
            .put(Field::date("due_on", t::due_on()).optional())
            .put(Field::area("milestones", t::milestones()).optional().rows(3).hint(t::milestones_hint()))
            .button(&Button::submit(t::add_measure()).main().icon("plus"))
            .render()
    }

    /// What was to be taken out, again, with what was wrong.
    fn strike_again(&self) -> Html {
        let (part, id) = (self.filled.get("part").unwrap_or(""), self.filled.get("id").unwrap_or(""));
        self.strike_form(part, id, self.filled)
    }

    fn strike_form(&self, part: &str, id: &str, filled: &Filled) -> Html {
        form(self.ctx, filled, format!("/resolutions/{}/strikes", self.id()), "strike")
            .hidden("part", part)
            .hidden("id", id)
            .put(Field::text("why", t::why()).required())
            .button(&Button::submit(t::strike()).icon("trash"))
            .render()
    }

    fn strike(&self, part: Part, id: String) -> Html {
        ui::fold(self.ctx, t::strike(), &self.strike_form(part.code(), &id, &Filled::default()), false)
    }

    /// What is there, in the order of the resolution.
    fn entered(&self, strikes: bool) -> Html {
        let facts = &self.found.facts;
        let lang = self.ctx.lang;
        let mut cards = Vec::new();
        let objectives: Vec<_> = facts.objectives.iter().filter(|row| row.gone.is_none()).collect();
        let loose = facts.measures.iter().any(|row| row.gone.is_none() && row.objective.is_none());
        let groups =
            objectives.iter().enumerate().map(|(at, row)| (Some(*row), format!("{}. {}", at + 1, row.text)));
        let groups = groups.chain(loose.then(|| (None, t::measures_of_all().say(lang))));
        for (row, title) in groups {
            let of = row.map(|row| row.id);
            let mut lines = Vec::new();
            for one in facts.indicators.iter().filter(|one| one.gone.is_none() && Some(one.objective) == of) {
                let by = format!("{} · {}", t::indicator().say(lang), self.found.units.name(one.owner));
                let href = format!("/resolutions/indicators/{}", one.id);
                let strike = strikes.then(|| self.strike(Part::Indicator, one.id.to_string()));
                lines.push(line(&one.name, (&by, &href), strike));
            }
            for one in facts.measures.iter().filter(|one| one.gone.is_none() && one.objective == of) {
                let due =
                    one.due_on.map(|on| format!(" · {}", t::due_by(vietnamese::format_date(on)).say(lang)));
                let by = format!(
                    "{} · {}{}",
                    t::measure_number(one.number).say(lang),
                    self.found.units.name(one.owner),
                    due.unwrap_or_default()
                );
                let href = format!("/resolutions/measures/{}", one.id);
                let strike = strikes.then(|| self.strike(Part::Measure, one.id.to_string()));
                lines.push(line(&one.text, (&by, &href), strike));
            }
            if let (Some(row), true) = (row, strikes && lines.is_empty()) {
                lines.push(self.strike(Part::Objective, row.id.to_string()));
            }
            cards.push(Card::new(Text::from(title), Html::join(lines)).padded().render(lang));
        }
        if cards.is_empty() {
            return Empty::new("sitemap", t::not_broken_down()).next(t::break_down_lead()).render(lang);
        }
        Html::stack(cards)
    }
}

fn folded_open(forms: &Forms<'_>, (title, name): (words::Msg, &str), form: &Html, open: bool) -> Html {
    let asked = forms.filled.get("do");
    ui::fold(forms.ctx, title, form, asked == Some(name) || (asked.is_none() && open))
}

fn line(text: &str, (by, href): (&str, &str), strike: Option<Html>) -> Html {
    Html::trusted(format!(
        "<section class=\"said\"><p><a href=\"{}\">{}</a></p><p class=\"by\">{}</p>{}</section>",
        ui::html::escape(href),
        ui::html::escape(text),
        ui::html::escape(by),
        strike.unwrap_or_default()
    ))
}

/// The beginning of a long text, for lists to choose from.
pub(super) fn short(text: &str) -> String {
    const LETTERS: usize = 80;
    if text.chars().count() <= LETTERS {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LETTERS).collect();
    format!("{}…", cut.trim_end())
}

async fn back(
    (house, viewer): (&House, &Viewer),
    id: Id<Resolution>,
    pairs: &Pairs,
    outcome: Result<(), Refusal>,
) -> Response {
    match outcome {
        Ok(()) => to(format!("/resolutions/{id}/break-down")),
        Err(refusal) if refusal.field.is_some() => screen(house, viewer, id, &pairs.filled(&refusal)).await,
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}

pub async fn objective(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Resolution>>,
    Posted(pairs): Posted<Pairs>,
) -> Response {
    let input = AddObjective { resolution: id, text: pairs.get("objective").to_owned() };
    let outcome = run((&house, &viewer), &pairs, Ok(input), acts::add_objective).await;
    back((&house, &viewer), id, &pairs, outcome.map(drop)).await
}

pub async fn indicator(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Resolution>>,
    Posted(pairs): Posted<Pairs>,
) -> Response {
    let input = (|| {
        let (direction, every) =
            (Direction::from_code(pairs.get("direction")), Every::from_code(pairs.get("every")));
        let targets = lines(pairs.get("targets"))
            .into_iter()
            .map(|(period, value)| NewTarget { period: period.to_owned(), value: value.to_owned() });
        Ok(AddIndicator {
            objective: pairs.id("objective")?,
            name: pairs.get("name").to_owned(),
            measured_in: pairs.get("measured_in").to_owned(),
            direction: direction.ok_or_else(|| Refusal::invalid(t::choose_one()).field("direction"))?,
            baseline: pairs.get("baseline").to_owned(),
            every: every.ok_or_else(|| Refusal::invalid(t::choose_one()).field("every"))?,
            owner: pairs.id("owner")?,
            targets: targets.collect(),
        })
    })();
    let outcome = run((&house, &viewer), &pairs, input, acts::add_indicator).await;
    back((&house, &viewer), id, &pairs, outcome.map(drop)).await
}

pub async fn measure(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Resolution>>,
    Posted(pairs): Posted<Pairs>,
) -> Response {
    let input = (|| {
        let mut milestones = Vec::new();
        for (text, on) in lines(pairs.get("milestones")) {
            let due_on = vietnamese::parse_date(on);
            let unreadable =
                || Refusal::invalid(t::milestone_unreadable(text.to_owned())).field("milestones");
            milestones.push(NewMilestone { text: text.to_owned(), due_on: due_on.ok_or_else(unreadable)? });
        }
        Ok(AddMeasure {
            resolution: id,
            objective: pairs.optional_id("objective")?,
            text: pairs.get("measure").to_owned(),
            owner: pairs.id("owner")?,
            due_on: day(&pairs, "due_on")?,
            milestones,
        })
    })();
    let outcome = run((&house, &viewer), &pairs, input, acts::add_measure).await;
    back((&house, &viewer), id, &pairs, outcome.map(drop)).await
}

pub async fn strike(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Resolution>>,
    Posted(pairs): Posted<Pairs>,
) -> Response {
    let input = (|| {
        let part = Part::from_code(pairs.get("part")).ok_or_else(Refusal::not_found)?;
        let id = uuid::Uuid::parse_str(pairs.get("id")).map_err(|_| Refusal::not_found())?;
        Ok(Strike { part, id, why: pairs.get("why").to_owned() })
    })();
    let outcome = run((&house, &viewer), &pairs, input, acts::strike).await;
    match (outcome, pairs.get("back")) {
        (Ok(()), "spread") => to(format!("/resolutions/{id}/spread")),
        (outcome, _) => back((&house, &viewer), id, &pairs, outcome).await,
    }
}
