//! What was found as a table of Excel.

use axum::extract::{Query as Asked, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::{Kind, Refusal, StoreError};
use people::{House, Line, Viewer, refused};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, XlsxError};
use search::Ask;
use words::Lang;

use crate::answer::{Answer, Asking, answer};
use crate::query::Query;
use crate::t;

/// Rows of the table; a longer answer says where it ends.
const EXPORT_MAX: usize = 5_000;

pub async fn export(State(house): State<House>, viewer: Viewer, Asked(query): Asked<Query>) -> Response {
    let ctx = house.page(&viewer).await;
    if query.is_empty() {
        return refused(&ctx, &Refusal::invalid(t::nothing_asked()).field("q"));
    }
    let (reader, asking, asked) = (viewer.clone(), Asking::of(&house), query.first());
    let found = house
        .office()
        .read(move |tx| {
            let ask = Ask { skip: 0, limit: EXPORT_MAX, facets: false, ..asked.ask(reader.today) };
            answer(tx, &asking, &reader, &ask)
        })
        .await;
    let answer = match found {
        Ok(Some(answer)) => answer,
        Ok(None) => return refused(&ctx, &Refusal::new(Kind::Busy, t::not_ready())),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    match write(&answer, &query, ctx.lang) {
        Ok(bytes) => {
            let name = vietnamese::file_name(&format!("{}.xlsx", t::export_name().say(ctx.lang)));
            let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned();
            let headers = [
                (header::CONTENT_TYPE, kind),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
            ];
            (headers, bytes).into_response()
        }
        Err(fault) => {
            tracing::error!(%fault, "a table could not be written");
            refused(&ctx, &StoreError::Other("xlsx".to_owned()).into())
        }
    }
}

/// The row of the headings; above it stands what was asked.
const HEAD: u32 = 3;

fn write(answer: &Answer, query: &Query, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let bold = Format::new().set_bold();
    sheet.write_with_format(0, 0, format!("{}: {}", t::asked().say(lang), query.q.trim()), &bold)?;
    let lines: Vec<&Line> =
        answer.shown.iter().filter(|shown| !shown.hit.near).map(|shown| &shown.line).collect();
    if answer.total > lines.len() as u64 {
        let most = vietnamese::format_integer(i64::try_from(lines.len()).unwrap_or(i64::MAX));
        sheet.write(1, 0, t::export_cut(most).say(lang))?;
    } else if answer.incomplete {
        sheet.write(1, 0, t::export_incomplete().say(lang))?;
    }
    let heading = bold
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin);
    let columns = [
        (t::col_arrived(), 12.0),
        (t::col_code(), 20.0),
        (t::col_subject(), 70.0),
        (t::col_about(), 48.0),
        (t::col_state(), 22.0),
    ];
    for (at, (name, width)) in (0u16..).zip(columns) {
        sheet.write_with_format(HEAD, at, name.say(lang), &heading)?;
        sheet.set_column_width(at, width)?;
    }
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_border(FormatBorder::Thin);
    let day = text.clone().set_num_format("dd/mm/yyyy");
    for (row, line) in (HEAD + 1..).zip(lines) {
        match line.arrived.and_then(date) {
            Some(date) => sheet.write_datetime_with_format(row, 0, &date, &day)?,
            None => sheet.write_blank(row, 0, &text)?,
        };
        let by: Vec<String> = line.by.iter().map(|said| said.say(lang)).collect();
        let state = line.state.as_ref().map_or_else(String::new, |state| state.said().say(lang));
        let said = [line.code.clone(), line.subject.clone(), by.join(" · "), state];
        for (at, said) in (1u16..).zip(said) {
            sheet.write_string_with_format(row, at, said, &text)?;
        }
    }
    sheet.set_freeze_panes(HEAD + 1, 0)?;
    sheet.set_landscape();
    sheet.set_repeat_rows(HEAD, HEAD)?;
    sheet.set_print_fit_to_pages(1, 0);
    book.save_to_buffer()
}

fn date(day: Date) -> Option<ExcelDateTime> {
    let (year, month, day) =
        (u16::try_from(day.year()).ok()?, u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    ExcelDateTime::from_ymd(year, month, day).ok()
}
