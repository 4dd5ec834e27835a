//! The stamp of arrival on the picture of a paper's first page. The original stays as it came; what is printed is a
//! rendition, made anew each time.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use documents::{FileRow, Paper, PaperRow};
use kernel::{Id, Refusal, StoreError, Tx};
use people::{House, Viewer, refused};
use print::{Sheet, Stamp, StampLine};
use reading::{Area, Reading};
use serde::Deserialize;

use super::super::{book, image};
use crate::{store, t};

/// Fine enough for a printer, coarse enough to be made while somebody waits.
const DPI: u32 = 150;
/// Height of the free strip between what the stamp stands under and the stamp, as a part of the page.
const GAP: f64 = 0.01;
/// Half the stamp's width, as a part of an A4 page.
const HALF: f64 = 25.0 / 210.0;

#[derive(Debug, Deserialize)]
pub(in crate::pages) struct Asked {
    /// Without the page's picture: the paper original itself goes into the printer.
    alone: Option<String>,
}

struct Found {
    paper: PaperRow,
    file: Option<FileRow>,
    reading: Option<Reading>,
    units: Vec<String>,
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer, id: Id<Paper>) -> Result<Option<Found>, StoreError> {
    if !book::may_read(tx, viewer, id)? {
        return Ok(None);
    }
    let Some(paper) = documents::paper(tx, id)? else { return Ok(None) };
    let file = documents::files(tx, id)?.into_iter().next();
    let reading = match &file {
        Some(file) => store::receipt_of(tx, id, file.blob)?.and_then(|receipt| receipt.reading()),
        None => None,
    };
    let mut units: Vec<String> = Vec::new();
    for (_, unit, _) in store::sent_to(tx, &[id])? {
        if !units.contains(&unit) {
            units.push(unit);
        }
    }
    Ok(Some(Found { paper, file, reading, units }))
}

pub async fn show(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let Ok(id) = id.parse::<Id<Paper>>() else {
        return refused(&house.page(&viewer).await, &Refusal::not_found());
    };
    let reader = viewer.clone();
    let found = match house.office().read(move |tx| load(tx, &reader, id)).await {
        Ok(Some(found)) if found.paper.voided_why.is_none() => found,
        Ok(_) => return refused(&house.page(&viewer).await, &Refusal::not_found()),
        Err(fault) => return refused(&house.page(&viewer).await, &fault.into()),
    };
    let page = match &found.file {
        Some(file) if asked.alone.is_none() && file.pages > 0 => {
            image::made(&house, file.blob, (1, DPI)).await
        }
        _ => None,
    };
    let (left, top) = place(&found);
    let lang = viewer.lang;
    let line = |label: words::Msg, value: String| StampLine { label: label.say(lang), value };
    let stamp = Stamp {
        lang: lang.code().to_owned(),
        mark: None,
        page,
        left,
        top,
        issuer: house.name().to_owned(),
        word: t::stamp_word().say(lang),
        lines: vec![
            line(t::stamp_number(), found.paper.number.to_string()),
            line(t::stamp_day(), vietnamese::format_date(found.paper.arrived_on)),
            line(t::stamp_to(), found.units.join("; ")),
            line(t::stamp_file(), String::new()),
        ],
    };
    let name = t::stamp_name(found.paper.number).say(lang);
    house.print(&viewer, &name, Sheet::Stamp(stamp)).await
}

/// Under the number and symbol; under the subject where an official letter has it there. Where neither was seen, as
/// far down as they usually stand (Nghị định 30/2020/NĐ-CP, Annex IV).
fn place(found: &Found) -> (f32, f32) {
    let boxes = found.reading.as_ref().map(|reading| &reading.boxes);
    let first = |name: &str| -> Option<Area> {
        let on_first = |area: &&Area| area.page == 1;
        boxes?.get(name)?.iter().filter(on_first).copied().max_by(|a, b| (a.y + a.h).total_cmp(&(b.y + b.h)))
    };
    let code = first("code");
    // The subject of an official letter stands in the left half, below the number.
    let subject = first("subject").filter(|area| area.x + area.w < 0.55 && area.y < 0.4);
    let (middle, bottom) = match (code, subject) {
        (_, Some(subject)) => (subject.x + subject.w / 2.0, subject.y + subject.h),
        (Some(code), None) => (code.x + code.w / 2.0, code.y + code.h),
        (None, None) => (0.28, 0.2),
    };
    (short(middle - HALF), short(bottom + GAP))
}

#[allow(clippy::cast_possible_truncation, reason = "a place on a page needs no more than seven digits")]
fn short(part: f64) -> f32 {
    part as f32
}
