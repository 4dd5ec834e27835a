//! Tasks as a workbook of Excel: one sheet with the tasks of the list, one with the sums of a period by unit.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::Response;
use directions::Desk;
use jiff::civil::Date;
use kernel::{Id, Refusal, StoreError, Tx};
use people::{Field, House, Post, Unit, Viewer, names, refused};
use tables::{Cell, Frame, Written};
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
    posts: HashMap<Id<Post>, String>,
    fields: HashMap<Id<Field>, String>,
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
    let posts = names::posts(tx, viewer.today)?.iter().map(|post| (post.id, names::label(post))).collect();
    let fields = people::fields(tx)?.into_iter().map(|row| (row.id, row.name)).collect();
    Ok(Found { known, rows, cut, sources, posts, fields, sums, span })
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
        Ok(bytes) => ui::attachment(tables::MEDIA, &format!("{}.xlsx", t::tasks().say(ctx.lang)), bytes),
        Err(refusal) => refused(&ctx, &refusal),
    }
}

fn write(found: &Found, lang: Lang) -> Result<Vec<u8>, Refusal> {
    tables::write(&[tasks(found, lang), sums(found, lang)])
}

fn frame(name: String, title: String, note: Option<Msg>, columns: &[(Msg, f64)], lang: Lang) -> Frame {
    let columns = columns.iter().map(|(name, width)| (name.say(lang), *width)).collect();
    Frame { name, title, note: note.map(|note| note.say(lang)), columns }
}

/// The columns that [`super::super::import`] reads stand under the names that it knows, so that what is given out can be
/// given back.
fn tasks(found: &Found, lang: Lang) -> Written {
    let columns = [
        (t::code(), 13.0),
        (t::conference(), 12.0),
        (t::source_code(), 18.0),
        (t::issued_on(), 11.0),
        (t::content(), 56.0),
        (t::product_kind(), 16.0),
        (t::product(), 36.0),
        (t::owner(), 28.0),
        (t::follower(), 22.0),
        (t::field(), 18.0),
        (t::received_on(), 11.0),
        (t::deadline(), 11.0),
        (t::first_due(), 11.0),
        (t::standing(), 18.0),
        (t::why(), 36.0),
        (t::closed_all(), 11.0),
        (t::grade(), 12.0),
    ];
    let most = vietnamese::format_integer(i64::try_from(ROWS_MAX).unwrap_or(i64::MAX));
    let note = found.cut.then(|| t::export_cut(most));
    let title = t::tasks().say(lang);
    let rows = found.rows.iter().map(|task| {
        let source = found.sources.get(&task.source);
        let said = |said: fn(&SourceRow) -> &str| Cell::from(source.map_or("", said));
        vec![
            task.code.as_str().into(),
            said(|source| &source.conference),
            said(|source| &source.code),
            source.and_then(|source| source.issued_on).into(),
            task.content.as_str().into(),
            product_kind(task.product_kind).say(lang).into(),
            task.product.as_str().into(),
            found.known.unit(task.owner_unit).into(),
            task.follower_post.and_then(|post| found.posts.get(&post)).map_or("", String::as_str).into(),
            task.field.and_then(|field| found.fields.get(&field)).map_or("", String::as_str).into(),
            task.received_on.into(),
            task.due_on.into(),
            task.first_due_on.into(),
            standing_name(found.known.standing(task)).say(lang).into(),
            found.known.why(task, lang).into(),
            task.closed_on.into(),
            task.grade.map_or_else(String::new, |grade| grade_name(grade).say(lang)).into(),
        ]
    });
    Written { frame: frame(title.clone(), title, note, &columns, lang), rows: rows.collect() }
}

fn sums(found: &Found, lang: Lang) -> Written {
    let columns = [
        (t::owner(), 40.0),
        (t::sum_assigned(), 14.0),
        (t::sum_closed(), 14.0),
        (t::sum_due(), 14.0),
        (t::sum_open(), 14.0),
        (t::sum_late(), 14.0),
    ];
    let day = vietnamese::format_date;
    let title = t::sums_title(day(found.span.0), day(found.span.1)).say(lang);
    let line = |name: &str, sum: &Sum| {
        let numbers = [sum.assigned, sum.closed, sum.due, sum.open, sum.late];
        std::iter::once(name.into()).chain(numbers.map(Cell::from)).collect::<Vec<Cell>>()
    };
    let mut rows: Vec<_> = found.sums.iter().map(|(unit, sum)| line(found.known.unit(*unit), sum)).collect();
    rows.push(line(&t::all_units().say(lang), &Sum::of(&found.sums)));
    Written { frame: frame(t::overview().say(lang), title, None, &columns, lang), rows }
}
