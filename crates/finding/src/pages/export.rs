//! What was found as a table of Excel.

use axum::extract::{Query as Asked, State};
use axum::response::Response;
use kernel::{Kind, Refusal};
use people::{House, Line, Viewer, refused};
use search::Ask;
use tables::{Frame, Written};
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
            ui::attachment(tables::MEDIA, &format!("{}.xlsx", t::export_name().say(ctx.lang)), bytes)
        }
        Err(refusal) => refused(&ctx, &refusal),
    }
}

fn write(answer: &Answer, query: &Query, lang: Lang) -> Result<Vec<u8>, Refusal> {
    let lines: Vec<&Line> =
        answer.shown.iter().filter(|shown| !shown.hit.near).map(|shown| &shown.line).collect();
    let note = if answer.total > lines.len() as u64 {
        Some(t::export_cut(vietnamese::format_integer(i64::try_from(lines.len()).unwrap_or(i64::MAX))))
    } else {
        answer.incomplete.then(t::export_incomplete)
    };
    let columns = [
        (t::col_arrived(), 12.0),
        (t::col_code(), 20.0),
        (t::col_subject(), 70.0),
        (t::col_about(), 48.0),
        (t::col_state(), 22.0),
    ];
    let frame = Frame {
        name: t::export_name().say(lang),
        title: format!("{}: {}", t::asked().say(lang), query.q.trim()),
        note: note.map(|note| note.say(lang)),
        columns: columns.map(|(name, width)| (name.say(lang), width)).to_vec(),
    };
    let rows = lines.into_iter().map(|line| {
        let by: Vec<String> = line.by.iter().map(|said| said.say(lang)).collect();
        let state = line.state.as_ref().map_or_else(String::new, |state| state.said().say(lang));
        vec![
            line.arrived.into(),
            line.code.as_str().into(),
            line.subject.as_str().into(),
            by.join(" · ").into(),
            state.into(),
        ]
    });
    tables::write(&[Written { frame, rows: rows.collect() }])
}
