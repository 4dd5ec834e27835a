//! The imports there are, and the form for a new one.

use axum::extract::{Multipart, State};
use axum::response::{IntoResponse, Redirect, Response};
use documents::{INCOMING, SeriesRow};
use jiff::civil::Date;
use kernel::{Id, Refusal, StoreError, Tx};
use people::{House, Viewer, act_id, faults, refused};
use ui::form::Choice;
use ui::{
    Button, Card, Cell, Column, Crumbs, Ctx, Due, Empty, Field, Filled, Form, Html, Notice, Page, Table, Text,
};

use super::brought;
use crate::model::State as RowState;
use crate::store::{self, ImportRow};
use crate::work::{self, Aim};
use crate::{IMPORT, LIMITS, t};

const SHOWN: u32 = 100;

/// Series that the viewer keeps, the office's own first; those of past years too.
pub(super) fn kept(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Vec<SeriesRow>, StoreError> {
    let shelves = incoming::books::shelves(tx)?;
    let mut rows: Vec<_> =
        shelves.into_iter().filter(|shelf| shelf.kept_by(viewer)).map(|shelf| shelf.row).collect();
    rows.sort_by_key(|row| row.code != INCOMING);
    Ok(rows)
}

pub(super) fn choices(series: &[SeriesRow]) -> Vec<Choice> {
    series.iter().map(|row| Choice::new(row.id.to_string(), Text::from(row.name.clone()))).collect()
}

/// A year, or any day of a term.
pub(crate) fn day(text: &str) -> Result<Date, Refusal> {
    let text = text.trim();
    let wrong = || Refusal::invalid(t::year_wrong()).field("year");
    let found = match text.parse::<i16>() {
        Ok(year) if (1900..=2200).contains(&year) => Date::new(year, 12, 31).ok(),
        Ok(_) => None,
        Err(_) => vietnamese::parse_date(text),
    };
    found.ok_or_else(wrong)
}

/// How a day of a book's year is shown in the form again.
pub(super) fn year_said(day: Date) -> String {
    if day.month() == 12 && day.day() == 31 { day.year().to_string() } else { vietnamese::format_date(day) }
}

pub async fn show(State(house): State<House>, viewer: Viewer) -> Response {
    screen(&house, &viewer, &Filled::default()).await
}

struct Line {
    import: ImportRow,
    series: String,
    counts: Vec<(RowState, u64)>,
}

async fn screen(house: &House, viewer: &Viewer, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(IMPORT) {
        return refused(&ctx, &refusal);
    }
    let reader = viewer.clone();
    let found = house
        .office()
        .read(move |tx| {
            let series = kept(tx, &reader)?;
            let mut lines = Vec::new();
            for import in store::imports(tx, SHOWN)? {
                let Some(row) = series.iter().find(|row| row.id == import.series) else { continue };
                let counts = store::counts(tx, import.id)?;
                lines.push(Line { series: row.name.clone(), import, counts });
            }
            let mut books = Vec::new();
            for book in documents::books(tx)? {
                let mine = series.iter().any(|row| Some(row.id) == book.series);
                let (lines, with) = if mine { store::covered(tx, book.id)? } else { (0, 0) };
                if lines > 0 {
                    books.push((book, lines, with));
                }
            }
            Ok::<_, StoreError>((series, lines, books))
        })
        .await;
    let (series, lines, books) = match found {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let mut body = Vec::new();
    // An office that has registered nothing yet has no series: its own is opened by the first table.
    if series.is_empty() && !viewer.may(documents::KEEP) {
        body.push(Notice::care(t::keeps_no_book()).render(ctx.lang));
    } else {
        body.push(Card::new(t::new_import(), form(&ctx, viewer, &series, filled)).padded().render(ctx.lang));
    }
    if lines.is_empty() {
        body.push(
            Empty::new("file-spreadsheet", t::no_imports()).next(t::no_imports_next()).render(ctx.lang),
        );
    } else {
        body.push(imports(&ctx, &lines));
    }
    if !books.is_empty() {
        let columns = [
            Column::new(t::book()),
            Column::new(t::old_lines()).number(),
            Column::new(t::with_scan()).number(),
        ];
        let table = books.iter().fold(Table::new(t::scans(), columns), |table, (book, lines, with)| {
            table.row([
                Cell::text(&book.name).strong().href(format!("/books/scans/{}", book.id)),
                Cell::text(&number(*lines)),
                Cell::text(&number(*with)),
            ])
        });
        body.push(Card::new(t::scans(), table.render(ctx.lang)).render(ctx.lang));
    }
    Page::new(&ctx, t::imports())
        .crumbs(Crumbs::new().link(t::books(), "/books").here(t::imports()))
        .lead(t::imports_lead())
        .live(["register_import"])
        .status(people::pages::pairs::status(filled))
        .body(Html::stack(body))
        .into_response()
}

fn imports(ctx: &Ctx, lines: &[Line]) -> Html {
    let columns = [
        Column::new(t::file()),
        Column::new(t::into_book()),
        Column::new(t::state()),
        Column::new(super::state(RowState::Imported)).number(),
        Column::new(t::to_look_at()).number(),
        Column::new(t::uploaded_at()).narrow(),
    ];
    let table = lines.iter().fold(Table::new(t::imports(), columns), |table, line| {
        let count = |state: RowState| {
            line.counts.iter().find(|(one, _)| *one == state).map_or(0, |(_, count)| *count)
        };
        let open = count(RowState::Doubtful) + count(RowState::Wrong);
        let import = &line.import;
        table.row([
            Cell::text(&import.name).strong().href(format!("/books/imports/{}", import.id)),
            Cell::text(&format!("{} {}", line.series, year_said(import.day))),
            Cell::html(import_state(&import.state).render(ctx.lang)),
            Cell::text(&number(count(RowState::Imported))),
            Cell::text(&number(open)),
            Cell::text(&import.at.local().strftime("%H:%M %d/%m/%Y").to_string()),
        ])
    });
    Card::new(t::imports_so_far(), table.render(ctx.lang)).render(ctx.lang)
}

pub(super) fn number(n: u64) -> String {
    vietnamese::format_integer(i64::try_from(n).unwrap_or(i64::MAX))
}

pub(super) fn import_state(state: &str) -> Due {
    match state {
        "running" => Due::soon(t::import_running()),
        "rest" => Due::met(t::import_rest()),
        _ => Due::plain(t::import_draft()),
    }
}

fn form(ctx: &Ctx, viewer: &Viewer, series: &[SeriesRow], filled: &Filled) -> Html {
    let year = (viewer.today.year() - 1).to_string();
    let offered = if series.is_empty() {
        vec![Choice::new("", documents::t::incoming_series())]
    } else {
        choices(series)
    };
    Form::post(ctx, "/books/imports")
        .filled(filled)
        .files()
        .put(
            Field::file("file", t::file())
                .required()
                .attr("accept", ".xlsx,.xls,.xlsb,.ods,.csv")
                .hint(t::file_hint(LIMITS.file >> 20)),
        )
        .row([
            Field::select("series", t::into_book(), offered),
            Field::text("year", t::year()).value(year).required().hint(t::year_hint()),
        ])
        .put(Field::text("kind", t::kind_of_book()).optional().hint(t::kind_of_book_hint()))
        .button(&Button::submit(t::read_table()).main().icon("file-upload"))
        .render()
}

/// The office's own series; opened, as its first paper would open it, where nothing was registered yet.
async fn own_series(house: &House, viewer: &Viewer) -> Result<Id<documents::Series>, Refusal> {
    let office = house.office();
    if let Some(own) = office.read(|tx| documents::series_coded(tx, INCOMING)).await? {
        return Ok(own.id);
    }
    let begin = documents::Begin::default();
    let book = office.act(viewer.actor(), office.new_id(), begin, documents::begin_book).await?;
    let book = office.read(move |tx| documents::book(tx, book)).await?;
    book.and_then(|book| book.series).ok_or_else(Refusal::not_found)
}

pub async fn upload(State(house): State<House>, viewer: Viewer, form: Multipart) -> Response {
    let mut typed = Vec::new();
    let outcome = async {
        viewer.ask(IMPORT)?;
        let mut form = brought(form, LIMITS.file).await?;
        typed.clone_from(&form.fields);
        let id = act_id(form.get("act_id"))?;
        let none = || Refusal::invalid(t::file_missing()).field("file");
        let (name, bytes) = form.files.pop().filter(|(_, bytes)| !bytes.is_empty()).ok_or_else(none)?;
        let day = day(form.get("year"))?;
        let series = match form.get("series") {
            "" => own_series(&house, &viewer).await?,
            id => id.parse().map_err(|_| Refusal::invalid(t::series_missing()).field("series"))?,
        };
        let aim = Aim { series, day, kind: form.get("kind").trim().to_owned() };
        let (office, actor) = (house.office().clone(), viewer.actor());
        let work = move || work::take_up(&office, (&actor, id), (&name, &bytes), aim);
        tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(tables::unreadable()))
    }
    .await;
    match outcome {
        Ok(id) => Redirect::to(&format!("/books/imports/{id}")).into_response(),
        Err(refusal) if refusal.field.is_some() => {
            screen(&house, &viewer, &Filled::from_pairs(typed).with(faults(&refusal))).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
