//! Tasks as a workbook of Excel: one sheet with the tasks of the list, one with the sums of a period by unit.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use directions::Desk;
use jiff::civil::Date;
use kernel::{Id, StoreError, Tx};
use people::{House, Unit, Viewer, refused};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use words::{Lang, Msg};

use super::list::Asked;
use super::{Known, grade_name, product_kind, standing_name};
use crate::acts::reach;
use crate::model::Source;
use crate::store::{self, After, SourceRow, Sum, TaskRow};
use crate::{HAVE, t};

/// Rows of a sheet; a longer list says where it ends.
const ROWS_MAX: usize = 10_000;
const AT_ONCE: u32 = 500;

struct Found {
    known: Known,
    rows: Vec<TaskRow>,
    cut: bool,
    sources: HashMap<Id<Source>, SourceRow>,
    sums: Vec<(Id<Unit>, Sum)>,
    span: (Date, Date),
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer, asked: &Asked) -> Result<Found, StoreError> {
    let desk = Desk::of_viewer(tx, viewer)?;
    let known = Known::load(tx, viewer.today)?;
    let filter = asked.narrowed(&desk, &known);
    let (mut rows, mut after) = (Vec::new(), None);
    while rows.len() <= ROWS_MAX {
        let some = store::list(tx, &filter, after, AT_ONCE)?;
        let Some(last) = some.last() else { break };
        after = Some(After::of(last));
        rows.extend(some);
    }
    let cut = rows.len() > ROWS_MAX;
    rows.truncate(ROWS_MAX);
    let mut sources = HashMap::new();
    for row in &rows {
        if !sources.contains_key(&row.source)
            && let Some(source) = store::source(tx, row.source)?
        {
            sources.insert(row.source, source);
        }
    }
    let span = asked.span(viewer.today);
    let sums = store::sums(tx, &reach(&desk), known.bounds, span)?;
    Ok(Found { known, rows, cut, sources, sums, span })
}

pub async fn xlsx(State(house): State<House>, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(HAVE) {
        return refused(&ctx, &refusal);
    }
    let reader = viewer.clone();
    let found = match house.office().read(move |tx| load(tx, &reader, &asked)).await {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    match write(&found, ctx.lang) {
        Ok(bytes) => {
            let name = vietnamese::file_name(&format!("{}.xlsx", t::tasks().say(ctx.lang)));
            let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned();
            let name = format!("attachment; filename=\"{name}\"");
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], bytes).into_response()
        }
        Err(fault) => {
            tracing::error!(%fault, "a table of tasks could not be written");
            refused(&ctx, &StoreError::Other("xlsx".to_owned()).into())
        }
    }
}

/// The row of the headings; above it stands what the sheet is.
const HEAD: u32 = 3;

struct Formats {
    bold: Format,
    heading: Format,
    text: Format,
    day: Format,
}

fn formats() -> Formats {
    let bold = Format::new().set_bold();
    let heading = bold
        .clone()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin);
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_border(FormatBorder::Thin);
    let day = text.clone().set_num_format("dd/mm/yyyy");
    Formats { bold, heading, text, day }
}

fn head(
    sheet: &mut Worksheet,
    (title, note): (String, Option<Msg>),
    columns: &[(Msg, f64)],
    (formats, lang): (&Formats, Lang),
) -> Result<(), XlsxError> {
    sheet.write_with_format(0, 0, title, &formats.bold)?;
    if let Some(note) = note {
        sheet.write(1, 0, note.say(lang))?;
    }
    for (at, (name, width)) in (0u16..).zip(columns) {
        sheet.write_with_format(HEAD, at, name.say(lang), &formats.heading)?;
        sheet.set_column_width(at, *width)?;
    }
    sheet.set_freeze_panes(HEAD + 1, 0)?;
    sheet.set_landscape();
    sheet.set_repeat_rows(HEAD, HEAD)?;
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

fn date(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    on: Option<Date>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let said = on.and_then(|on| {
        let (year, month, day) =
            (u16::try_from(on.year()).ok()?, u8::try_from(on.month()).ok()?, u8::try_from(on.day()).ok()?);
        ExcelDateTime::from_ymd(year, month, day).ok()
    });
    match said {
        Some(on) => sheet.write_datetime_with_format(row, column, &on, &formats.day)?,
        None => sheet.write_blank(row, column, &formats.text)?,
    };
    Ok(())
}

fn write(found: &Found, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let formats = formats();
    tasks(book.add_worksheet(), found, &formats, lang)?;
    sums(book.add_worksheet(), found, &formats, lang)?;
    book.save_to_buffer()
}

fn tasks(sheet: &mut Worksheet, found: &Found, formats: &Formats, lang: Lang) -> Result<(), XlsxError> {
    let columns = [
        (t::code(), 13.0),
        (t::source_code(), 18.0),
        (t::issued_on(), 11.0),
        (t::content(), 56.0),
        (t::product_kind(), 16.0),
        (t::product(), 36.0),
        (t::owner(), 28.0),
        (t::received_on(), 11.0),
        (t::deadline(), 11.0),
        (t::first_due(), 11.0),
        (t::standing(), 18.0),
        (t::why(), 36.0),
        (t::closed_all(), 11.0),
        (t::grade(), 12.0),
    ];
    sheet.set_name(t::tasks().say(lang))?;
    let most = vietnamese::format_integer(i64::try_from(ROWS_MAX).unwrap_or(i64::MAX));
    let note = found.cut.then(|| t::export_cut(most));
    head(sheet, (t::tasks().say(lang), note), &columns, (formats, lang))?;
    for (row, task) in (HEAD + 1..).zip(&found.rows) {
        let source = found.sources.get(&task.source);
        let grade = task.grade.map_or_else(String::new, |grade| grade_name(grade).say(lang));
        for (at, text) in [
            (0, task.code.clone()),
            (1, source.map_or_else(String::new, |source| source.code.clone())),
            (3, task.content.clone()),
            (4, product_kind(task.product_kind).say(lang)),
            (5, task.product.clone()),
            (6, found.known.unit(task.owner_unit).to_owned()),
            (10, standing_name(found.known.standing(task)).say(lang)),
            (11, found.known.why(task, lang)),
            (13, grade),
        ] {
            sheet.write_string_with_format(row, at, text, &formats.text)?;
        }
        for (at, on) in [
            (2, source.and_then(|source| source.issued_on)),
            (7, task.received_on),
            (8, task.due_on),
            (9, task.first_due_on),
            (12, task.closed_on),
        ] {
            date(sheet, (row, at), on, formats)?;
        }
    }
    Ok(())
}

fn sums(sheet: &mut Worksheet, found: &Found, formats: &Formats, lang: Lang) -> Result<(), XlsxError> {
    let columns = [
        (t::owner(), 40.0),
        (t::sum_assigned(), 14.0),
        (t::sum_closed(), 14.0),
        (t::sum_due(), 14.0),
        (t::sum_open(), 14.0),
        (t::sum_late(), 14.0),
    ];
    sheet.set_name(t::overview().say(lang))?;
    let day = vietnamese::format_date;
    let title = t::sums_title(day(found.span.0), day(found.span.1)).say(lang);
    head(sheet, (title, None), &columns, (formats, lang))?;
    let mut total = Sum::default();
    let mut row = HEAD + 1;
    let mut line = |sheet: &mut Worksheet, name: &str, sum: &Sum| -> Result<(), XlsxError> {
        sheet.write_string_with_format(row, 0, name, &formats.text)?;
        for (at, number) in (1u16..).zip([sum.assigned, sum.closed, sum.due, sum.open, sum.late]) {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            sheet.write_number_with_format(row, at, number, &formats.text)?;
        }
        row += 1;
        Ok(())
    };
    for (unit, sum) in &found.sums {
        line(sheet, found.known.unit(*unit), sum)?;
        total.assigned += sum.assigned;
        total.closed += sum.closed;
        total.due += sum.due;
        total.open += sum.open;
        total.late += sum.late;
    }
    line(sheet, &t::all_units().say(lang), &total)
}
