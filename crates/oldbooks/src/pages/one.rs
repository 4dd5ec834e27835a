//! One import: what was found in the table, what its columns say, which rows can be taken, how far it has come.

use axum::Form as Posted;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Id, Refusal, StoreError};
use people::pages::pairs::{Pairs, status};
use people::{House, Viewer, refused};
use serde::Deserialize;
use ui::form::Choice;
use ui::{Button, Card, Crumbs, Ctx, Facts, Field, Filled, Form, Html, Notice, Page, Text, fold};

use super::list::{choices, day, import_state, kept, number, year_said};
use crate::acts::{self, Drop, Pause, Run, SetFrame};
use crate::model::{Field as Column_, Import, State as RowState};
use crate::store::{self, ImportRow, Kept};
use crate::{IMPORT, report, t, work};

/// Rows shown at once.
pub(super) const ROWS: u32 = 30;
/// A worker that moved nothing for so long may have died.
const QUIET: i64 = 30 * kernel::Instant::SECOND;

#[derive(Deserialize, Default, Clone)]
pub struct Asked {
    #[serde(default)]
    pub state: String,
    #[serde(default)]
    pub after: i64,
}

pub async fn show(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    screen(&house, &viewer, (&id, asked), &Filled::default()).await
}

pub(super) struct Found {
    pub import: ImportRow,
    series: Vec<documents::SeriesRow>,
    pub counts: Vec<(RowState, u64)>,
    pub rows: Vec<Kept>,
    book: Option<documents::BookRow>,
    gaps: Vec<documents::GapRow>,
}

impl Found {
    fn count(&self, state: RowState) -> u64 {
        self.counts.iter().find(|(one, _)| *one == state).map_or(0, |(_, count)| *count)
    }
}

/// The import when the viewer keeps its book.
pub(super) async fn mine(house: &House, viewer: &Viewer, id: &str) -> Result<ImportRow, Refusal> {
    viewer.ask(IMPORT)?;
    let id: Id<Import> = id.parse().map_err(|_| Refusal::not_found())?;
    let office = house.office().clone();
    let import = tokio::task::spawn_blocking(move || work::look(&office, id))
        .await
        .unwrap_or_else(|_| Err(Refusal::not_found()))?;
    let (reader, series) = (viewer.clone(), import.series);
    let keeps =
        house.office().read(move |tx| Ok(kept(tx, &reader)?.iter().any(|row| row.id == series))).await?;
    if keeps && import.state != "dropped" { Ok(import) } else { Err(Refusal::not_found()) }
}

async fn load(house: &House, viewer: &Viewer, id: &str, asked: &Asked) -> Result<Found, Refusal> {
    let import = mine(house, viewer, id).await?;
    let (reader, asked) = (viewer.clone(), asked.clone());
    Ok(house
        .office()
        .read(move |tx| {
            let state = RowState::from_code(&asked.state);
            let book = match import.book {
                Some(book) => documents::book(tx, book)?,
                None => None,
            };
            let gaps = match &book {
                Some(book) => documents::gaps(tx, book.id, 20)?,
                None => Vec::new(),
            };
            Ok::<_, StoreError>(Found {
                series: kept(tx, &reader)?,
                counts: store::counts(tx, import.id)?,
                rows: store::rows(tx, import.id, state, (asked.after, ROWS + 1))?,
                book,
                gaps,
                import,
            })
        })
        .await?)
}

pub(super) async fn screen(
    house: &House,
    viewer: &Viewer,
    (id, asked): (&str, Asked),
    filled: &Filled,
) -> Response {
    let ctx = house.page(viewer).await;
    let found = match load(house, viewer, id, &asked).await {
        Ok(found) => found,
        Err(refusal) => return refused(&ctx, &refusal),
    };
    let import = &found.import;
    let running = import.state == "running";
    let mut body = Vec::new();
    if running {
        body.push(progress(&ctx, &found, house.office().now()));
    } else {
        body.extend(to_do(&ctx, &found, filled));
    }
    if !import.sheets_left.is_empty() {
        body.push(Notice::care(t::sheets_left(import.sheets_left.join(", "))).render(ctx.lang));
    }
    body.push(facts(&ctx, &found));
    if !running {
        // Columns that were told wrongly are looked at first.
        let open = filled.faults.iter().any(|fault| fault.field.as_deref() == Some("fields"));
        body.push(fold(&ctx, t::columns(), &columns_form(&ctx, &found, filled), open));
    }
    body.push(super::rows::card(&ctx, &found, &asked));
    let report = Button::link(t::report(), format!("/books/imports/{}/report.xlsx", import.id))
        .icon("file-spreadsheet")
        .attr("data-turbo", "false")
        .render(ctx.lang);
    let mut actions = vec![report];
    if let Some(book) = &found.book {
        let scans = Button::link(t::scans(), format!("/books/scans/{}", book.id)).icon("upload");
        actions.push(scans.render(ctx.lang));
        let list = Button::link(t::open_book(), format!("/papers?book={}", book.id)).icon("book");
        actions.push(list.render(ctx.lang));
    }
    Page::new(&ctx, Text::from(import.name.clone()))
        .crumbs(
            Crumbs::new()
                .link(t::books(), "/books")
                .link(t::imports(), "/books/imports")
                .here(Text::from(import.name.clone())),
        )
        .actions(actions)
        .live(["register_import"])
        .no_prefetch()
        .status(status(filled))
        .body(Html::stack(body))
        .into_response()
}

fn facts(ctx: &Ctx, found: &Found) -> Html {
    let import = &found.import;
    let series = found.series.iter().find(|row| row.id == import.series);
    let aim = format!("{} {}", series.map_or("", |row| &row.name), year_said(import.day));
    let lines = u64::try_from(import.lines).unwrap_or(0);
    let mut facts = Facts::new()
        .put(t::state(), import_state(&import.state).render(ctx.lang))
        .text(t::into_book(), found.book.as_ref().map_or(aim.as_str(), |book| &book.name))
        .text(t::sheets(), &import.sheets.join(", "))
        .text(t::rows(), &number(lines));
    if !found.gaps.is_empty() {
        let said: Vec<String> = found
            .gaps
            .iter()
            .take(12)
            .map(|gap| {
                if gap.first == gap.last {
                    gap.first.to_string()
                } else {
                    format!("{}–{}", gap.first, gap.last)
                }
            })
            .collect();
        let more = if found.gaps.len() > 12 { "…" } else { "" };
        let why = found.gaps.first().map_or("", |gap| &gap.why);
        facts = facts.text(t::gaps(), &format!("{}{more} ({why})", said.join(", ")));
    }
    Card::new(t::about_import(), facts.render(ctx.lang)).padded().render(ctx.lang)
}

fn progress(ctx: &Ctx, found: &Found, now: kernel::Instant) -> Html {
    let done = found.count(RowState::Imported) + found.count(RowState::Same);
    let left = found.count(RowState::Ready)
        + if found.import.doubtful { found.count(RowState::Doubtful) } else { 0 };
    let said = t::progress(number(found.count(RowState::Imported)), number(left));
    let bar = Html::trusted(format!(
        "<progress class=\"import-progress\" value=\"{done}\" max=\"{}\" aria-label=\"{}\"></progress>",
        (done + left).max(1),
        ui::html::escape(&said.say(ctx.lang))
    ));
    let mut parts = vec![Notice::plain(said).render(ctx.lang), bar];
    let pause = Form::post(ctx, format!("/books/imports/{}/pausing", found.import.id))
        .inline()
        .button(&Button::submit(t::pause()))
        .render();
    parts.push(pause);
    if found.import.ran_at.is_some_and(|at| now.since(at) > QUIET) {
        let on = Form::post(ctx, format!("/books/imports/{}/running", found.import.id))
            .inline()
            .button(&Button::submit(t::push_on()).plain())
            .render();
        parts.push(on);
    }
    Card::new(t::import_running(), Html::stack(parts)).padded().render(ctx.lang)
}

/// What can be done now: take the rows, or nothing is left.
fn to_do(ctx: &Ctx, found: &Found, filled: &Filled) -> Vec<Html> {
    let (ready, doubtful) = (found.count(RowState::Ready), found.count(RowState::Doubtful));
    let wrong = found.count(RowState::Wrong);
    let mut body = Vec::new();
    if found.import.state == "rest" {
        let said = t::rest(number(found.count(RowState::Imported)), number(doubtful + wrong + ready));
        let notice = if doubtful + wrong + ready == 0 { Notice::done(said) } else { Notice::care(said) };
        body.push(notice.render(ctx.lang));
    }
    if ready + doubtful > 0 {
        let mut form = Form::post(ctx, format!("/books/imports/{}/running", found.import.id)).filled(filled);
        if doubtful > 0 {
            form = form.put(
                Field::check("doubtful", t::with_doubtful(number(doubtful)))
                    .checked(false)
                    .hint(t::with_doubtful_hint()),
            );
        }
        let why =
            if found.import.why.is_empty() { t::why_usual().say(ctx.lang) } else { found.import.why.clone() };
        let form = form
            .put(Field::text("why", t::why_gaps()).value(why).required().hint(t::why_gaps_hint()))
            .button(&Button::submit(t::take_rows(number(ready))).main().icon("check"))
            .render();
        body.push(Card::new(t::take(), form).padded().render(ctx.lang));
    }
    if found.import.state == "draft" {
        let away = Form::post(ctx, format!("/books/imports/{}/dropping", found.import.id))
            .inline()
            .button(&Button::submit(t::drop_it()).plain().icon("x"))
            .render();
        body.push(away);
    }
    body
}

fn columns_form(ctx: &Ctx, found: &Found, filled: &Filled) -> Html {
    let import = &found.import;
    let sample = |column: usize| {
        let cells = found.rows.iter().filter_map(|kept| kept.row.cells.get(column));
        cells.filter(|cell| !cell.is_empty()).take(2).cloned().collect::<Vec<_>>().join(" · ")
    };
    let meanings = || Column_::ALL.map(|field| Choice::new(field.code(), super::field(field)));
    let mut form = Form::post(ctx, format!("/books/imports/{}/columns", import.id)).filled(filled);
    let fields: Vec<Field> = import
        .fields
        .iter()
        .enumerate()
        .map(|(at, field)| {
            let name = import.headings.get(at).filter(|name| !name.is_empty());
            let name = name.map_or_else(|| t::column_at(at + 1).say(ctx.lang), Clone::clone);
            Field::select(format!("column-{at}"), Text::from(name), meanings())
                .value(field.code())
                .hint(Text::from(sample(at)))
        })
        .collect();
    let mut fields = fields.into_iter();
    while let Some(left) = fields.next() {
        form = match fields.next() {
            Some(right) => form.row([left, right]),
            None => form.put(left),
        };
    }
    if import.book.is_none() {
        form = form.row([
            Field::select("series", t::into_book(), choices(&found.series)).value(import.series.to_string()),
            Field::text("year", t::year()).value(year_said(import.day)).required().hint(t::year_hint()),
        ]);
        form = form.put(
            Field::text("kind", t::kind_of_book())
                .value(import.kind.clone())
                .optional()
                .hint(t::kind_of_book_hint()),
        );
    }
    form.button(&Button::submit(t::look_again()).icon("refresh")).render()
}

fn back(id: &str) -> Response {
    Redirect::to(&format!("/books/imports/{id}")).into_response()
}

async fn answered(
    house: &House,
    viewer: &Viewer,
    id: &str,
    form: &Pairs,
    done: Result<(), Refusal>,
) -> Response {
    match done {
        Ok(()) => back(id),
        Err(refusal) if refusal.field.is_some() => {
            screen(house, viewer, (id, Asked::default()), &form.filled(&refusal)).await
        }
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}

pub async fn columns(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let done = async {
        let import = mine(&house, &viewer, &id).await?;
        let fields = (0..import.fields.len())
            .map(|at| Column_::from_code(form.get(&format!("column-{at}"))).unwrap_or(Column_::Ignored))
            .collect();
        let set = match form.get("series") {
            "" => (import.series, import.day, import.kind.clone()),
            series => {
                let series =
                    series.parse().map_err(|_| Refusal::invalid(t::series_missing()).field("series"))?;
                (series, day(form.get("year"))?, form.get("kind").to_owned())
            }
        };
        let input = SetFrame { import: import.id, fields, series: set.0, day: set.1, kind: set.2 };
        house.office().act(viewer.actor(), form.act_id()?, input, acts::set_frame).await
    };
    let done = done.await;
    answered(&house, &viewer, &id, &form, done).await
}

pub async fn run(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let done = async {
        let import = mine(&house, &viewer, &id).await?;
        let input = Run {
            import: import.id,
            doubtful: !form.get("doubtful").is_empty(),
            why: form.get("why").to_owned(),
        };
        house.office().act(viewer.actor(), form.act_id()?, input, acts::run).await
    };
    let done = done.await;
    answered(&house, &viewer, &id, &form, done).await
}

pub async fn pause(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let done = async {
        let import = mine(&house, &viewer, &id).await?;
        house.office().act(viewer.actor(), form.act_id()?, Pause { import: import.id }, acts::pause).await
    };
    let done = done.await;
    answered(&house, &viewer, &id, &form, done).await
}

pub async fn drop_it(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let done = async {
        let import = mine(&house, &viewer, &id).await?;
        house
            .office()
            .act(viewer.actor(), form.act_id()?, Drop { import: import.id }, acts::drop_import)
            .await
    };
    match done.await {
        Ok(()) => Redirect::to("/books/imports").into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

/// Every row as it stood in the table, what became of it and why.
pub async fn report(State(house): State<House>, viewer: Viewer, Path(id): Path<String>) -> Response {
    let made = async {
        let import = mine(&house, &viewer, &id).await?;
        let (office, lang, name) = (house.office().clone(), viewer.lang, import.name.clone());
        let bytes = tokio::task::spawn_blocking(move || report::write(&office, &import, lang))
            .await
            .unwrap_or_else(|_| Err(Refusal::not_found()))?;
        Ok::<_, Refusal>((name, bytes))
    };
    match made.await {
        Ok((name, bytes)) => {
            let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
            super::table(&format!("{stem} - {}.xlsx", t::report_name().say(viewer.lang)), bytes)
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
