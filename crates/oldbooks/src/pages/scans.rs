//! Scans that are put to the lines of a book by number: the upload, what became of each, the questions.

use axum::Form as Posted;
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use documents::BookRow;
use incoming::door::Given;
use kernel::{Id, Refusal, StoreError};
use people::pages::pairs::{Pairs, status};
use people::{House, Viewer, act_id, faults, refused};
use ui::{
    Button, Card, Cell, Column, Crumbs, Ctx, Due, Field, Filled, Form, Html, Notice, Page, Table, Text,
};

use super::list::{kept, number};
use super::{SCANS_MAX_MB, brought};
use crate::acts::{self, Answer};
use crate::scans;
use crate::store::{self, ScanRow};
use crate::{IMPORT, report, t};

const SHOWN: u32 = 200;
/// Scans of one form; more are given in several, or at the machine's console.
const FILES_MAX: usize = 200;

/// The book when the viewer keeps it.
async fn mine(house: &House, viewer: &Viewer, id: &str) -> Result<BookRow, Refusal> {
    viewer.ask(IMPORT)?;
    let id = id.parse().map_err(|_| Refusal::not_found())?;
    let reader = viewer.clone();
    let found = house.office().read(move |tx| {
        let Some(book) = documents::book(tx, id)? else { return Ok(None) };
        let keeps = kept(tx, &reader)?.iter().any(|row| Some(row.id) == book.series);
        Ok::<_, StoreError>(keeps.then_some(book))
    });
    found.await?.ok_or_else(Refusal::not_found)
}

pub async fn show(State(house): State<House>, viewer: Viewer, Path(book): Path<String>) -> Response {
    screen(&house, &viewer, &book, (&Filled::default(), None)).await
}

async fn screen(
    house: &House,
    viewer: &Viewer,
    id: &str,
    (filled, told): (&Filled, Option<Html>),
) -> Response {
    let ctx = house.page(viewer).await;
    let book = match mine(house, viewer, id).await {
        Ok(book) => book,
        Err(refusal) => return refused(&ctx, &refusal),
    };
    let of = book.id;
    let found = house
        .office()
        .read(move |tx| {
            let scans = store::scans(tx, of, SHOWN)?;
            let papers: Vec<_> = scans.iter().filter_map(|scan| scan.paper).collect();
            let lines = documents::papers(tx, &papers)?;
            Ok::<_, StoreError>((scans, lines, store::covered(tx, of)?, store::scan_counts(tx, of)?))
        })
        .await;
    let (scans, lines, (all, with), counts) = match found {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let mut body = Vec::new();
    body.extend(told);
    body.push(Notice::plain(t::covered(number(all), number(with))).render(ctx.lang));
    let form = Form::post(&ctx, format!("/books/scans/{id}"))
        .filled(filled)
        .whole_page()
        .files()
        .put(
            Field::file("file", t::scan_files())
                .required()
                .attr("multiple", "")
                .attr("accept", ".pdf,.tif,.tiff,.jpg,.jpeg,.png")
                .hint(t::scan_files_hint(FILES_MAX, SCANS_MAX_MB)),
        )
        .put(Field::check("unmarked", t::scan_unmarked()).checked(false).hint(t::scan_unmarked_hint()))
        .button(&Button::submit(t::attach()).main().icon("upload"))
        .render();
    body.push(Card::new(t::scans_new(), form).padded().render(ctx.lang));
    let line_of = |scan: &ScanRow| lines.iter().find(|line| Some(line.id) == scan.paper);
    let asked: Vec<&ScanRow> = scans.iter().filter(|scan| scan.state == "asked").collect();
    if !asked.is_empty() {
        let columns = [
            Column::new(t::file()),
            Column::new(t::code_of_scan()),
            Column::new(t::code_of_line()),
            Column::new(t::do_next()),
        ];
        let table = asked.iter().fold(Table::new(t::scan_asked(), columns), |table, scan| {
            let line = line_of(scan);
            let subject = line.map_or("", |line| line.subject.as_str());
            let mut code = Cell::text(line.map_or("", |line| &line.code)).by(subject.to_owned());
            if let Some(line) = line {
                code = code.href(format!("/papers/{}", line.id));
            }
            table.row([
                Cell::text(&scan.name).strong(),
                Cell::text(&scan.code_read),
                code,
                Cell::html(answers(&ctx, id, scan)),
            ])
        });
        body.push(Card::new(t::scan_questions(), table.render(ctx.lang)).render(ctx.lang));
    }
    let rest: Vec<&ScanRow> = scans.iter().filter(|scan| scan.state != "asked").collect();
    if !rest.is_empty() {
        let said: Vec<String> = counts
            .iter()
            .map(|(state, count)| format!("{}: {}", super::scan_state(state).say(ctx.lang), number(*count)))
            .collect();
        let columns = [
            Column::new(t::file()),
            Column::new(t::field_number()).narrow(),
            Column::new(t::outcome()),
            Column::new(t::uploaded_at()).narrow(),
        ];
        let table = rest.iter().fold(Table::new(t::scans_so_far(), columns), |table, scan| {
            let name = if scan.name.is_empty() { "—" } else { &scan.name };
            let mut number = Cell::text(&scan.number.map_or(String::new(), |number| number.to_string()));
            if let Some(line) = line_of(scan) {
                number = number.href(format!("/papers/{}", line.id));
            }
            let state = super::scan_state(&scan.state);
            let chip = match scan.state.as_str() {
                "attached" => Due::met(state),
                "same" | "left" => Due::plain(state),
                _ => Due::late(state),
            };
            table.row([
                Cell::text(name).strong(),
                number,
                Cell::html(chip.render(ctx.lang)),
                Cell::text(&scan.at.local().strftime("%H:%M %d/%m/%Y").to_string()),
            ])
        });
        let lead = Html::trusted(format!("<p class=\"by\">{}</p>", ui::html::escape(&said.join(" · "))));
        let card = Html::stack([lead, table.render(ctx.lang)]);
        body.push(Card::new(t::scans_so_far(), card).render(ctx.lang));
    }
    let report = Button::link(t::report(), format!("/books/scans/{id}/report.xlsx"))
        .icon("file-spreadsheet")
        .attr("data-turbo", "false");
    Page::new(&ctx, t::scans())
        .crumbs(
            Crumbs::new()
                .link(t::books(), "/books")
                .link(t::imports(), "/books/imports")
                .here(Text::from(book.name.clone())),
        )
        .lead(t::scans_lead(book.name))
        .actions([report.render(ctx.lang)])
        .status(status(filled))
        .no_prefetch()
        .body(Html::stack(body))
        .into_response()
}

fn answers(ctx: &Ctx, book: &str, scan: &ScanRow) -> Html {
    let one = |value: &str, button: Button| {
        Form::post(ctx, format!("/books/scans/{book}/answers"))
            .inline()
            .hidden("scan", scan.id.to_string())
            .hidden("attach", value.to_owned())
            .button(&button)
            .render()
    };
    Html::join([
        one("yes", Button::submit(t::scan_attach())),
        one("", Button::submit(t::scan_leave()).plain()),
    ])
}

pub async fn upload(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    form: Multipart,
) -> Response {
    let outcome = async {
        let book = mine(&house, &viewer, &id).await?;
        let form = brought(form, SCANS_MAX_MB << 20).await?;
        act_id(form.get("act_id"))?;
        let declared = !form.get("unmarked").is_empty();
        if form.files.is_empty() || form.files.len() > FILES_MAX {
            return Err(Refusal::invalid(t::scan_files_wrong(FILES_MAX)).field("file"));
        }
        let (office, program, actor) = (house.office().clone(), house.reader().to_owned(), viewer.actor());
        office.has_room()?;
        tokio::task::spawn_blocking(move || {
            let reader = incoming::engine::reader(&office, program);
            let mut told = Vec::new();
            for (name, bytes) in form.files {
                let id = office.new_id();
                let given = Given { name, bytes };
                told.push(scans::take(
                    &office,
                    &reader,
                    (&actor, id),
                    (book.id, book.year),
                    given,
                    declared,
                )?);
            }
            Ok(told)
        })
        .await
        .unwrap_or_else(|_| Err(Refusal::not_found()))
    };
    match outcome.await {
        Ok(told) => {
            let attached = told.iter().filter(|one| one.outcome == "attached").count();
            let said = t::scans_told(attached, told.len());
            let notice = if attached == told.len() { Notice::done(said) } else { Notice::care(said) };
            let notice = notice.render(viewer.lang);
            screen(&house, &viewer, &id, (&Filled::default(), Some(notice))).await
        }
        Err(refusal) if refusal.field.is_some() => {
            screen(&house, &viewer, &id, (&Filled::default().with(faults(&refusal)), None)).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

pub async fn answer(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let done = async {
        mine(&house, &viewer, &id).await?;
        let scan: Id<crate::model::Scan> = form.get("scan").parse().map_err(|_| Refusal::not_found())?;
        let input = Answer { scan, attach: !form.get("attach").is_empty() };
        house.office().act(viewer.actor(), form.act_id()?, input, acts::answer_scan).await
    };
    match done.await {
        Ok(()) => Redirect::to(&format!("/books/scans/{id}")).into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

pub async fn report(State(house): State<House>, viewer: Viewer, Path(id): Path<String>) -> Response {
    let made = async {
        let book = mine(&house, &viewer, &id).await?;
        let (office, lang, of) = (house.office().clone(), viewer.lang, book.id);
        let bytes = tokio::task::spawn_blocking(move || report::scans(&office, of, lang))
            .await
            .unwrap_or_else(|_| Err(Refusal::not_found()))?;
        Ok::<_, Refusal>((book.name, bytes))
    };
    match made.await {
        Ok((name, bytes)) => super::table(&format!("{name} - {}.xlsx", t::scans().say(viewer.lang)), bytes),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
