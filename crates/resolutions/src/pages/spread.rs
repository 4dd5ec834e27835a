//! Study and dissemination with attendance; action programmes of units, the missing ones named.

use axum::Form as Posted;
use axum::extract::{self, Path};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::{Id, Refusal, StoreError, Tx};
use people::{House, Pairs, Unit, Viewer, refused};
use ui::form::{Choice, Filled};
use ui::{Button, Card, Cell, Column, Crumbs, Ctx, Due, Empty, Field, Html, Page, Table, Text, fold};

use super::printed::paper_state;
use super::{
    Units, day, folded, form, form_name, lines, may_open, name, needed_day, run, state_on, status, tabs, to,
};
use crate::acts::{self, AskProgrammes, Attendance, NoteAttendance, NoteProgramme, NoteStudy, Part, Seat};
use crate::model::{PaperState, ProgrammeRow, Resolution, ResolutionRow, State, StudyForm, StudyState};
use crate::{HAVE, t, terms};

struct Found {
    row: ResolutionRow,
    seat: Seat,
    state: State,
    units: Units,
    choices: Vec<(Id<Unit>, String)>,
    programme_due: Date,
    /// Documents that the reader may open.
    opens: Vec<Id<documents::Paper>>,
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer, id: Id<Resolution>) -> Result<Option<Found>, StoreError> {
    let Some((row, seat)) = crate::tells::seen(tx, viewer, id)? else { return Ok(None) };
    let Some(state) = state_on(tx, &seat, id, (viewer.today, viewer.today))? else { return Ok(None) };
    let mut opens = Vec::new();
    for one in &state.programmes {
        opens.extend(may_open(tx, viewer, one.paper.as_ref().and_then(|paper| paper.paper))?);
    }
    let programme_due = terms::programme_due(tx, row.head.issued_on)?;
    let units = Units::load(tx, viewer.today)?;
    let choices = if seat.enters(&row) { super::choices(tx, viewer.today)? } else { Vec::new() };
    Ok(Some(Found { state, units, choices, programme_due, opens, seat, row }))
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
    let open = found.row.head.ended_on.is_none();
    let enters = found.seat.enters(&found.row) && open;
    let what = Spread { ctx: &ctx, found: &found, filled, enters, open };
    let left = Html::stack([what.programmes(), what.studies()]);
    let body = if enters { Html::columns(left, what.forms(viewer)) } else { left };
    let crumbs = Crumbs::new()
        .link(t::resolutions(), "/resolutions")
        .link(Text::from(name(&found.row.head, lang)), format!("/resolutions/{id}"))
        .here(t::spread());
    Page::new(&ctx, t::spread())
        .lead(Text::from(found.row.head.title.clone()))
        .crumbs(crumbs)
        .live(["resolution_study", "resolution_programme"])
        .body(Html::stack([tabs(&ctx, id, &found.seat, "/spread"), body]))
        .status(status(filled))
        .into_response()
}

struct Spread<'a> {
    ctx: &'a Ctx,
    found: &'a Found,
    filled: &'a Filled,
    enters: bool,
    open: bool,
}

impl Spread<'_> {
    fn id(&self) -> Id<Resolution> {
        self.found.row.id
    }

    fn programmes(&self) -> Html {
        let lang = self.ctx.lang;
        let rows = &self.found.state.programmes;
        if rows.is_empty() {
            let empty = Empty::new("clipboard-check", t::no_programmes()).render(lang);
            return Card::new(t::programmes(), empty).render(lang);
        }
        let missing: Vec<_> =
            rows.iter().filter(|one| one.late).map(|one| self.found.units.name(one.row.unit)).collect();
        let mut body = Vec::new();
        if !missing.is_empty() {
            body.push(
                ui::Notice::care(t::programmes_missing(missing.len(), missing.join(", "))).render(lang),
            );
        }
        let columns = [
            Column::new(t::unit()),
            Column::new(t::due_on()).narrow(),
            Column::new(t::document()),
            Column::new(t::standing()).narrow(),
        ];
        let table = rows.iter().fold(Table::new(t::programmes(), columns), |table, one| {
            let said = paper_state(one);
            let state = match (&one.paper, one.late) {
                (Some(paper), _) if paper.issued_on > one.row.due_on => Due::soon(said),
                (Some(_), _) => Due::met(said),
                (None, true) => Due::late(said),
                (None, false) => Due::plain(said),
            };
            table.row([
                Cell::text(self.found.units.name(one.row.unit)),
                Cell::text(&vietnamese::format_date(one.row.due_on)),
                Cell::html(self.document(one)),
                Cell::html(state.render(lang)),
            ])
        });
        body.push(table.render(lang));
        Card::new(t::programmes(), Html::join(body))
            .count(u64::try_from(rows.len()).unwrap_or(0))
            .render(lang)
    }

    /// The document that it is, and, for whose it is, the form that says so.
    fn document(&self, one: &PaperState<ProgrammeRow>) -> Html {
        let lang = self.ctx.lang;
        let esc = ui::html::escape;
        let mut parts = Vec::new();
        if let Some(paper) = &one.paper {
            let said = format!("{} ({})", paper.code, vietnamese::format_date(paper.issued_on));
            let code = match paper.paper.filter(|id| self.found.opens.contains(id)) {
                Some(id) => format!("<a class=\"own\" href=\"/papers/{id}\">{}</a>", esc(&said)),
                None => esc(&said),
            };
            parts.push(Html::trusted(format!("{code}<div class=\"by\">{}</div>", esc(&paper.title))));
        }
        if self.open && (self.enters || self.found.seat.opens(one.row.unit)) {
            let id = one.row.id.to_string();
            let again = self.filled.get("do") == Some("document")
                && self.filled.get("programme") == Some(id.as_str());
            let none = Filled::default();
            let own = if again { self.filled } else { &none };
            let shown = form(self.ctx, own, format!("/resolutions/{}/documents", self.id()), "document")
                .hidden("programme", id.clone())
                .row([
                    Field::text("code", t::code()).required(),
                    Field::date("issued_on", t::issued_on()).required(),
                ])
                .put(Field::text("title", t::title()).required())
                .button(&Button::submit(t::note_document()).icon("check"))
                .render();
            parts.push(fold(self.ctx, t::note_document(), &shown, again));
            if self.enters && one.paper.is_none() {
                parts.push(self.strike(Part::Programme, id));
            }
        }
        if parts.is_empty() { Html::text(&t::none_yet().say(lang)) } else { Html::join(parts) }
    }

    fn strike(&self, part: Part, id: String) -> Html {
        let shown =
            form(self.ctx, &Filled::default(), format!("/resolutions/{}/strikes", self.id()), "strike")
                .hidden("part", part.code())
                .hidden("id", id)
                .hidden("back", "spread")
                .put(Field::text("why", t::why()).required())
                .button(&Button::submit(t::strike()).icon("trash"))
                .render();
        fold(self.ctx, t::strike(), &shown, false)
    }

    fn studies(&self) -> Html {
        let lang = self.ctx.lang;
        let rows = &self.found.state.studies;
        if rows.is_empty() {
            let empty = Empty::new("users-group", t::no_studies()).render(lang);
            return Card::new(t::studies(), empty).render(lang);
        }
        let mut parts: Vec<Html> = rows.iter().map(|one| self.study(one)).collect();
        let hint = ui::html::escape(&t::attendance_hint().say(lang));
        parts.push(Html::trusted(format!("<p class=\"hint\">{hint}</p>")));
        Card::new(t::studies(), Html::join(parts))
            .padded()
            .count(u64::try_from(rows.len()).unwrap_or(0))
            .render(lang)
    }

    fn study(&self, one: &StudyState) -> Html {
        let lang = self.ctx.lang;
        let esc = ui::html::escape;
        let row = &one.row;
        let place = if row.place.is_empty() { String::new() } else { format!(" · {}", row.place) };
        let by =
            format!("{} · {}{place}", vietnamese::format_date(row.held_on), form_name(row.form).say(lang));
        let mut parts = Vec::new();
        if !one.attendance.is_empty() {
            let columns = [
                Column::new(t::unit()),
                Column::new(t::invited()).number(),
                Column::new(t::attended()).number(),
                Column::new(t::rate()).number(),
            ];
            let line = |name: &str, attended: i64, invited: i64| {
                [
                    Cell::text(name),
                    Cell::text(&vietnamese::format_integer(invited)),
                    Cell::text(&vietnamese::format_integer(attended)),
                    Cell::text(&rate(attended, invited)),
                ]
            };
            let table = one.attendance.iter().fold(Table::new(t::attendance(), columns), |table, of| {
                table.row(line(self.found.units.name(of.unit), of.attended, of.invited))
            });
            parts.push(table.row(line(&t::together().say(lang), one.attended, one.invited)).render(lang));
        }
        if self.enters {
            let id = row.id.to_string();
            let again =
                self.filled.get("do") == Some("attendance") && self.filled.get("study") == Some(id.as_str());
            let none = Filled::default();
            let own = if again { self.filled } else { &none };
            let units = self.units();
            let shown = form(self.ctx, own, format!("/resolutions/{}/attendance", self.id()), "attendance")
                .hidden("study", id.clone())
                .put(Field::select("unit", t::unit(), units).required())
                .row([
                    Field::number("invited", t::invited()).required(),
                    Field::number("attended", t::attended()).required(),
                ])
                .button(&Button::submit(t::note_attendance()).icon("check"))
                .render();
            parts.push(fold(self.ctx, t::note_attendance(), &shown, again));
            parts.push(self.strike(Part::Study, id));
        }
        Html::trusted(format!(
            "<section class=\"said\"><h3>{}</h3><p class=\"by\">{}</p>{}</section>",
            esc(&row.title),
            esc(&by),
            Html::join(parts)
        ))
    }

    fn units(&self) -> Vec<Choice> {
        let units =
            self.found.choices.iter().map(|(id, name)| Choice::new(id.to_string(), Text::from(name.clone())));
        std::iter::once(super::choose()).chain(units).collect()
    }

    fn forms(&self, viewer: &Viewer) -> Html {
        let forms = StudyForm::ALL.iter().map(|one| Choice::new(one.code(), Text::from(form_name(*one))));
        let base = format!("/resolutions/{}", self.id());
        let study = form(self.ctx, self.filled, format!("{base}/studies"), "study")
            .put(Field::text("title", t::study_title()).required())
            .row([
                Field::date("held_on", t::held_on()).required().value(vietnamese::format_date(viewer.today)),
                Field::select("form", t::study_form(), forms),
            ])
            .put(Field::text("place", t::place()).optional())
            .put(Field::area("attendance", t::attendance()).optional().rows(4).hint(t::attendance_lines()))
            .button(&Button::submit(t::note_study()).icon("plus"))
            .render();
        let owed: Vec<_> = self.found.state.programmes.iter().map(|one| one.row.unit).collect();
        let free = self.found.choices.iter().filter(|(id, _)| !owed.contains(id));
        let boxes = free.map(|(id, name)| {
            Field::check(format!("unit-{id}"), Text::from(name.clone()))
                .filled(self.filled)
                .render(self.ctx.lang)
        });
        let boxes = Html::trusted(format!(
            "<fieldset class=\"field\"><legend>{}</legend><div class=\"choices\">{}</div></fieldset>",
            ui::html::escape(&t::owing_units().say(self.ctx.lang)),
            Html::join(boxes)
        ));
        let ask = form(self.ctx, self.filled, format!("{base}/programmes"), "ask")
            .put(
                Field::date("due_on", t::due_on())
                    .value(vietnamese::format_date(self.found.programme_due))
                    .hint(t::programme_due_hint()),
            )
            .html(&boxes)
            .button(&Button::submit(t::ask_programmes()).icon("plus"))
            .render();
        let units_wrong = self.filled.faults.iter().any(|fault| fault.field.as_deref() == Some("units"));
        let mut parts = Vec::new();
        if units_wrong {
            let said = self
                .filled
                .faults
                .iter()
                .map(|fault| ui::Notice::fault(fault.msg.clone()).render(self.ctx.lang));
            parts.extend(said);
        }
        parts.push(folded(self.ctx, self.filled, (t::ask_programmes(), "ask"), &ask));
        parts.push(folded(self.ctx, self.filled, (t::note_study(), "study"), &study));
        Card::new(t::to_enter(), Html::join(parts)).padded().render(self.ctx.lang)
    }
}

/// A share of people, in whole hundredths.
pub(super) fn rate(attended: i64, invited: i64) -> String {
    if invited <= 0 {
        return "—".to_owned();
    }
    format!("{} %", vietnamese::format_scaled(attended.saturating_mul(1000) / invited, 1))
}

async fn back(
    (house, viewer): (&House, &Viewer),
    id: Id<Resolution>,
    pairs: &Pairs,
    outcome: Result<(), Refusal>,
) -> Response {
    match outcome {
        Ok(()) => to(format!("/resolutions/{id}/spread")),
        Err(refusal) if refusal.field.is_some() => screen(house, viewer, id, &pairs.filled(&refusal)).await,
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}

/// A unit by the name that somebody typed: the whole name, or the only one that contains it.
fn unit_named(units: &[(Id<Unit>, String)], typed: &str) -> Option<Id<Unit>> {
    let folded = vietnamese::fold(typed);
    let mut whole = units.iter().filter(|(_, name)| vietnamese::fold(name) == folded);
    if let Some((id, _)) = whole.next() {
        return Some(*id);
    }
    let mut within = units.iter().filter(|(_, name)| vietnamese::fold(name).contains(&folded));
    match (within.next(), within.next()) {
        (Some((id, _)), None) if !folded.is_empty() => Some(*id),
        _ => None,
    }
}

/// `Ban Tổ chức: 28/30`, line by line: how many came of how many invited.
fn attendance_of(units: &[(Id<Unit>, String)], text: &str) -> Result<Vec<Attendance>, Refusal> {
    let mut found = Vec::new();
    for (typed, numbers) in lines(text) {
        let wrong = || Refusal::invalid(t::attendance_unreadable(typed.to_owned())).field("attendance");
        let unit = unit_named(units, typed).ok_or_else(wrong)?;
        let (attended, invited) = numbers.split_once('/').ok_or_else(wrong)?;
        let number = |text: &str| vietnamese::parse_integer(text.trim()).ok_or_else(wrong);
        found.push(Attendance { unit, attended: number(attended)?, invited: number(invited)? });
    }
    Ok(found)
}

pub async fn study(
    extract::State(house): extract::State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Resolution>>,
    Posted(pairs): Posted<Pairs>,
) -> Response {
    let outcome = async {
        viewer.ask(HAVE)?;
        let today = viewer.today;
        let units = house.office().read(move |tx| super::choices(tx, today)).await?;
        let input = (|| {
            let form = StudyForm::from_code(pairs.get("form"));
            Ok(NoteStudy {
                resolution: id,
                held_on: needed_day(&pairs, "held_on")?,
                form: form.ok_or_else(|| Refusal::invalid(t::choose_one()).field("form"))?,
                place: pairs.get("place").to_owned(),
                title: pairs.get("title").to_owned(),
                attendance: attendance_of(&units, pairs.get("attendance"))?,
            })
        })();
        run((&house, &viewer), &pairs, input, acts::note_study).await.map(drop)
    };
    back((&house, &viewer), id, &pairs, outcome.await).await
}

pub async fn attendance(
    extract::State(house): extract::State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Resolution>>,
    Posted(pairs): Posted<Pairs>,
) -> Response {
    let input = (|| {
        let number = |name: &'static str| {
            let read = vietnamese::parse_integer(pairs.get(name));
            read.ok_or_else(|| Refusal::invalid(t::number_unreadable()).field(name))
        };
        Ok(NoteAttendance {
            study: pairs.id("study")?,
            unit: pairs.id("unit")?,
            invited: number("invited")?,
            attended: number("attended")?,
        })
    })();
    let outcome = run((&house, &viewer), &pairs, input, acts::note_attendance).await;
    back((&house, &viewer), id, &pairs, outcome).await
}

pub async fn ask(
    extract::State(house): extract::State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Resolution>>,
    Posted(pairs): Posted<Pairs>,
) -> Response {
    let input = day(&pairs, "due_on").map(|due_on| AskProgrammes {
        resolution: id,
        units: pairs.ticked_ids("unit-"),
        due_on,
    });
    let outcome = run((&house, &viewer), &pairs, input, acts::ask_programmes).await;
    back((&house, &viewer), id, &pairs, outcome.map(drop)).await
}

pub async fn document(
    extract::State(house): extract::State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Resolution>>,
    Posted(pairs): Posted<Pairs>,
) -> Response {
    let input = (|| {
        Ok(NoteProgramme {
            programme: pairs.id("programme")?,
            code: pairs.get("code").to_owned(),
            title: pairs.get("title").to_owned(),
            issued_on: needed_day(&pairs, "issued_on")?,
            paper: None,
        })
    })();
    let outcome = run((&house, &viewer), &pairs, input, acts::note_programme).await;
    back((&house, &viewer), id, &pairs, outcome).await
}
