//! Import of a list of tasks: the table goes in, a dry run says row by row what will happen, then the rows are taken. What
//! was not taken stays for a month, to be mended.

use axum::Form as Posted;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use directions::Desk;
use kernel::{Id, Refusal, StoreError};
use people::{House, Pairs, Unit, Viewer, act_id, faults, names, refused};
use serde::Deserialize;
use tables::{Cell as Written, Frame};
use ui::form::{Choice, Filled};
use ui::{
    Button, Card, Cell, Chip, Chips, Column, Crumbs, Ctx, Empty, Field, Form, Html, Notice, Page, Table,
    Text, WorkList, WorkRow,
};
use uuid::Uuid;
use words::{Lang, Msg};

use crate::acts::{self, Outcome, Row};
use crate::import::{self, Column as Of, LIMITS, Line, TEMPLATE, column_name};
use crate::store::{self, ImportRow};
use crate::{ASSIGN, t};

/// Rows shown; all of them are taken, and the report holds every one.
const SHOWN_MAX: usize = 200;
/// Names of units that can be told at once.
const NAMES_MAX: usize = 60;

pub async fn start(State(house): State<House>, viewer: Viewer) -> Response {
    begin(&house, &viewer, &Filled::default()).await
}

async fn begin(house: &House, viewer: &Viewer, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(ASSIGN) {
        return refused(&ctx, &refusal);
    }
    let person = viewer.person;
    let before = match house.office().read(move |tx| store::imports(tx, person)).await {
        Ok(before) => before,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let form = Form::post(&ctx, "/tasks/import")
        .filled(filled)
        .files()
        .put(
            Field::file("file", t::import_file())
                .required()
                .attr("accept", ".xlsx,.xls,.xlsb,.ods,.csv")
                .hint(t::import_hint(LIMITS.file >> 20, LIMITS.rows)),
        )
        .button(&Button::submit(t::import_try()).main().icon("file-upload"))
        .render();
    let template = Button::link(t::import_template(), "/tasks/import/template.xlsx").icon("download");
    let mut body = vec![Card::new(t::import_file(), form).padded().render(ctx.lang)];
    if !before.is_empty() {
        let rows = before.iter().map(|(id, at, name)| {
            WorkRow::new(String::new(), Text::from(name.clone()), format!("/tasks/import/{id}"))
                .by(Text::from(super::show::when(*at)))
        });
        let list = WorkList::new(rows).render(ctx.lang);
        body.push(Card::new(t::import_before(), list).render(ctx.lang));
    }
    Page::new(&ctx, t::import())
        .lead(t::import_lead())
        .crumbs(Crumbs::new().link(t::tasks(), "/tasks").here(t::import()))
        .actions([template.attr("data-turbo", "false").render(ctx.lang)])
        .status(super::status(filled))
        .narrow()
        .body(Html::stack(body))
        .into_response()
}

pub async fn template(State(house): State<House>, viewer: Viewer) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(ASSIGN) {
        return refused(&ctx, &refusal);
    }
    let lang = ctx.lang;
    let name = t::import_template().say(lang);
    let columns = TEMPLATE.iter().map(|column| (column_name(*column).say(lang), 22.0)).collect();
    let example = t::import_example().say(lang);
    let row = example.split(';').map(|cell| Written::from(cell.trim())).collect();
    let frame = Frame { name: name.clone(), title: t::tasks().say(lang), note: None, columns };
    match tables::write(&[tables::Written { frame, rows: vec![row] }]) {
        Ok(bytes) => ui::attachment(tables::MEDIA, &format!("{name}.xlsx"), bytes),
        Err(refusal) => refused(&ctx, &refusal),
    }
}

pub async fn upload(State(house): State<House>, viewer: Viewer, form: Multipart) -> Response {
    match take_in(&house, &viewer, form).await {
        Ok(id) => Redirect::to(&format!("/tasks/import/{id}")).into_response(),
        Err(refusal) if refusal.field.is_some() => {
            begin(&house, &viewer, &Filled::default().with(faults(&refusal))).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

/// Reads the table and lets it wait. Its id is the form's: sent twice, it waits once.
async fn take_in(house: &House, viewer: &Viewer, mut form: Multipart) -> Result<Uuid, Refusal> {
    viewer.ask(ASSIGN)?;
    let too_large = || tables::too_large(LIMITS.file);
    let (mut id, mut name, mut bytes) = (None, String::new(), Vec::new());
    while let Some(mut part) = form.next_field().await.map_err(|_| too_large())? {
        match part.name() {
            Some("act_id") => id = Some(act_id(&part.text().await.map_err(|_| too_large())?)?),
            Some("file") => {
                name = part
                    .file_name()
                    .unwrap_or_default()
                    .chars()
                    .filter(|c| !c.is_control())
                    .take(200)
                    .collect();
                while let Some(chunk) = part.chunk().await.map_err(|_| too_large())? {
                    if bytes.len() + chunk.len() > LIMITS.file {
                        return Err(too_large());
                    }
                    bytes.extend_from_slice(&chunk);
                }
            }
            _ => {}
        }
    }
    let id = id.map_or_else(|| act_id(""), Ok)?;
    let (office, person) = (house.office().clone(), viewer.person);
    let work = move || {
        let table = import::read(&bytes)?;
        let content = serde_json::to_string(&table).map_err(|e| StoreError::Other(e.to_string()))?;
        let row = ImportRow { id, at: office.now(), name, content };
        office.operate(move |tx| store::insert_import(tx, &row, person))?;
        Ok(id)
    };
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(tables::unreadable()))
}

/// A table with what would become of each of its rows now.
struct Tried {
    name: String,
    table: import::Table,
    rows: Vec<Row>,
}

impl Tried {
    fn count(&self, outcome: Outcome) -> usize {
        self.rows.iter().filter(|row| row.outcome == outcome).count()
    }

    /// Names of owners that no unit bears, each once.
    fn unknown(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for name in self.rows.iter().filter_map(|row| row.unknown.as_deref()) {
            if !names.contains(&name) && names.len() < NAMES_MAX {
                names.push(name);
            }
        }
        names
    }
}

async fn tried(house: &House, viewer: &Viewer, id: Uuid) -> Result<Tried, Refusal> {
    viewer.ask(ASSIGN)?;
    let reader = viewer.clone();
    let found = house.office().read(move |tx| {
        let Some(row) = store::import(tx, id, reader.person)? else { return Ok(None) };
        let table: import::Table =
            serde_json::from_str(&row.content).map_err(|e| StoreError::Other(e.to_string()))?;
        let desk = Desk::of_viewer(tx, &reader)?;
        let rows = acts::tried(tx, &desk, reader.today, &table)?;
        Ok(Some(Tried { name: row.name, table, rows }))
    });
    found.await?.ok_or_else(Refusal::not_found)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    show: String,
    taken: Option<usize>,
}

fn outcome_name(outcome: Outcome) -> Msg {
    match outcome {
        Outcome::New => t::row_new(),
        Outcome::Updated => t::row_updated(),
        Outcome::Same => t::row_same(),
        Outcome::Left => t::row_left(),
        Outcome::Wrong => t::row_wrong(),
    }
}

pub async fn report(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Response {
    let ctx = house.page(&viewer).await;
    let tried = match tried(&house, &viewer, id).await {
        Ok(tried) => tried,
        Err(refusal) => return refused(&ctx, &refusal),
    };
    let today = viewer.today;
    let units = match house.office().read(move |tx| names::unit_names(tx, today)).await {
        Ok(units) => units,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let mut body = Vec::new();
    if let Some(taken) = asked.taken {
        body.push(Notice::done(t::import_taken(taken)).render(lang));
    }
    if !tried.table.sheets_left.is_empty() {
        body.push(Notice::plain(t::import_sheets_left(tried.table.sheets_left.join(", "))).render(lang));
    }
    let good = tried.count(Outcome::New) + tried.count(Outcome::Updated);
    if good > 0 {
        let take = Form::post(&ctx, format!("/tasks/import/{id}"))
            .button(&Button::submit(t::import_take(good)).main().icon("check"))
            .render();
        body.push(take);
    }
    let unknown = tried.unknown();
    if !unknown.is_empty() {
        body.push(who_is(&ctx, id, &unknown, &units));
    }
    body.push(chips(&ctx, id, &tried, &asked.show));
    body.push(rows(&ctx, &tried, &asked.show));
    let report = Button::link(t::import_report(), format!("/tasks/import/{id}/report.xlsx"));
    Page::new(&ctx, t::import_preview())
        .lead(Text::from(tried.name.clone()))
        .crumbs(
            Crumbs::new()
                .link(t::tasks(), "/tasks")
                .link(t::import(), "/tasks/import")
                .here(t::import_preview()),
        )
        .actions([report.icon("file-spreadsheet").attr("data-turbo", "false").render(lang)])
        .body(Html::stack(body))
        .into_response()
}

/// Names in the table that are no unit's: whoever knows says whose they are, once for all rows.
fn who_is(ctx: &Ctx, id: Uuid, unknown: &[&str], units: &[(Id<Unit>, String)]) -> Html {
    let choices = || {
        std::iter::once(Choice::new("", t::unit_not_told()))
            .chain(units.iter().map(|(id, name)| Choice::new(id.to_string(), Text::from(name.clone()))))
    };
    let form = unknown.iter().enumerate().fold(
        Form::post(ctx, format!("/tasks/import/{id}/units")),
        |form, (at, name)| {
            form.hidden(format!("name-{at}"), (*name).to_owned()).put(Field::select(
                format!("unit-{at}"),
                Text::from((*name).to_owned()),
                choices(),
            ))
        },
    );
    let form = form.button(&Button::submit(t::units_told()).icon("refresh")).render();
    Card::new(t::units_unknown(unknown.len()), form).padded().render(ctx.lang)
}

const ORDER: [Outcome; 5] = [Outcome::Wrong, Outcome::New, Outcome::Updated, Outcome::Left, Outcome::Same];

fn chips(ctx: &Ctx, id: Uuid, tried: &Tried, show: &str) -> Html {
    let all = Chip::new(
        Text::from(format!("{} {}", t::all_rows().say(ctx.lang), tried.rows.len())),
        format!("/tasks/import/{id}"),
    );
    let mut chips = vec![all.on(show.is_empty())];
    for outcome in ORDER {
        let count = tried.count(outcome);
        if count > 0 || show == outcome.code() {
            let label = format!("{} {count}", outcome_name(outcome).say(ctx.lang));
            let href = format!("/tasks/import/{id}?show={}", outcome.code());
            chips.push(Chip::new(Text::from(label), href).on(show == outcome.code()));
        }
    }
    Chips(chips).render(ctx.lang)
}

fn rows(ctx: &Ctx, tried: &Tried, show: &str) -> Html {
    let lang = ctx.lang;
    let several = tried.table.lines.iter().any(|line| line.sheet != tried.table.lines[0].sheet);
    let mut chosen: Vec<(&Line, &Row)> = tried
        .table
        .lines
        .iter()
        .zip(&tried.rows)
        .filter(|(_, row)| show.is_empty() || row.outcome.code() == show)
        .collect();
    // What must be mended stands first.
    chosen.sort_by_key(|(_, row)| ORDER.iter().position(|one| *one == row.outcome));
    if chosen.is_empty() {
        return Empty::new("list", t::no_rows()).render(lang);
    }
    let columns = [
        Column::new(t::import_row()).narrow(),
        Column::new(t::content()),
        Column::new(t::owner()),
        Column::new(t::deadline()).narrow(),
        Column::new(t::import_outcome()),
    ];
    let table =
        chosen.iter().take(SHOWN_MAX).fold(Table::new(t::import_preview(), columns), |table, (line, row)| {
            let said: Vec<String> = row.said.iter().map(|msg| msg.say(lang)).collect();
            let said = said.join(" ");
            let name = ui::html::escape(&outcome_name(row.outcome).say(lang)).to_string();
            let outcome = match row.outcome {
                Outcome::Wrong => format!("<p class=\"wrong\">{}</p>", ui::html::escape(&said)),
                _ if said.is_empty() => name,
                _ => format!("{name}<p class=\"by\">{}</p>", ui::html::escape(&said)),
            };
            let mut number = Cell::text(&line.number.to_string());
            if several {
                number = number.by(line.sheet.as_str());
            }
            let notice = [line.get(Of::Code), line.get(Of::Notice), line.get(Of::Issued)];
            let notice: Vec<&str> = notice.into_iter().filter(|text| !text.is_empty()).collect();
            let owner = [line.get(Of::Owner), line.get(Of::Body)].into_iter().find(|name| !name.is_empty());
            table.row([
                number,
                Cell::text(line.get(Of::Content)).strong().by(notice.join(" · ")),
                Cell::text(owner.unwrap_or("—")),
                Cell::text(line.get(Of::Due)),
                Cell::html(Html::trusted(outcome)),
            ])
        });
    let mut parts = vec![table.render(lang)];
    if chosen.len() > SHOWN_MAX {
        parts.push(Notice::plain(t::import_more(chosen.len() - SHOWN_MAX)).render(lang));
    }
    Html::stack(parts)
}

/// Says whose the unknown names are, and tries again.
pub async fn units(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Uuid>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let outcome = async {
        viewer.ask(ASSIGN)?;
        let mut told = Vec::new();
        for at in 0..NAMES_MAX {
            let (name, unit) = (form.get(&format!("name-{at}")), form.get(&format!("unit-{at}")));
            if let (false, Ok(unit)) = (name.is_empty(), unit.parse::<Id<Unit>>()) {
                told.push((name.to_owned(), unit));
            }
        }
        let (office, person) = (house.office().clone(), viewer.person);
        let work = move || {
            let row =
                office.read_blocking(|tx| store::import(tx, id, person))?.ok_or_else(Refusal::not_found)?;
            let mut table: import::Table =
                serde_json::from_str(&row.content).map_err(|e| StoreError::Other(e.to_string()))?;
            table.units.retain(|(name, _)| !told.iter().any(|(one, _)| one == name));
            table.units.extend(told);
            let content = serde_json::to_string(&table).map_err(|e| StoreError::Other(e.to_string()))?;
            office.operate(move |tx| store::set_import(tx, id, &content))?;
            Ok(())
        };
        tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(StoreError::Busy.into()))
    };
    match outcome.await {
        Ok(()) => Redirect::to(&format!("/tasks/import/{id}")).into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

/// Every row with what becomes of it, as the table had it.
pub async fn report_xlsx(State(house): State<House>, viewer: Viewer, Path(id): Path<Uuid>) -> Response {
    let ctx = house.page(&viewer).await;
    let made = tried(&house, &viewer, id).await.and_then(|tried| {
        let bytes = tables::write(&[written(&tried, ctx.lang)])?;
        Ok((tried.name, bytes))
    });
    match made {
        Ok((name, bytes)) => {
            let name = name.rsplit_once('.').map_or(name.as_str(), |(name, _)| name);
            ui::attachment(tables::MEDIA, &format!("{} {name}.xlsx", t::import_report().say(ctx.lang)), bytes)
        }
        Err(refusal) => refused(&ctx, &refusal),
    }
}

fn written(tried: &Tried, lang: Lang) -> tables::Written {
    let own = [(t::import_row(), 8.0), (t::import_outcome(), 16.0), (t::import_said(), 50.0)];
    let columns = own.into_iter().chain(TEMPLATE.iter().map(|column| (column_name(*column), 22.0)));
    let rows = tried.table.lines.iter().zip(&tried.rows).map(|(line, row)| {
        let said: Vec<String> = row.said.iter().map(|msg| msg.say(lang)).collect();
        let own = [
            Written::Number(i64::from(line.number)),
            outcome_name(row.outcome).say(lang).into(),
            said.join(" ").into(),
        ];
        own.into_iter().chain(TEMPLATE.iter().map(|column| line.get(*column).into())).collect()
    });
    let frame = Frame {
        name: t::import_report().say(lang),
        title: tried.name.clone(),
        note: None,
        columns: columns.map(|(name, width)| (name.say(lang), width)).collect(),
    };
    tables::Written { frame, rows: rows.collect() }
}

/// Takes the good rows, in acts of a bearable size.
pub async fn take(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Uuid>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let outcome = async {
        let whole = form.act_id()?;
        let tried = tried(&house, &viewer, id).await?;
        let (office, actor) = (house.office().clone(), viewer.actor());
        let work = move || {
            let good = tried.table.lines.into_iter().zip(tried.rows).filter_map(|(line, row)| {
                matches!(row.outcome, Outcome::New | Outcome::Updated).then_some(line)
            });
            acts::take_all(&office, (&actor, whole), good.collect(), &tried.table.units)
        };
        tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(StoreError::Busy.into()))
    };
    match outcome.await {
        Ok(taken) => {
            let made =
                taken.iter().filter(|one| matches!(one.outcome, Outcome::New | Outcome::Updated)).count();
            Redirect::to(&format!("/tasks/import/{id}?taken={made}")).into_response()
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
