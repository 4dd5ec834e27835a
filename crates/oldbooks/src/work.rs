//! What is done outside acts: a table is read and judged, and its rows are taken portion by portion.

use std::collections::HashMap;
use std::sync::Arc;

use documents::Series;
use jiff::civil::Date;
use kernel::jobs::{self, Handler};
use kernel::{Actor, Id, Office, Refusal, StoreError};
use serde::{Deserialize, Serialize};
use tables::Sheet;
use uuid::Uuid;

use crate::acts::{self, Open};
use crate::heading::{self, Heading};
use crate::judge::{Frame, is_mark, judge};
use crate::kinds::Kinds;
use crate::model::{Field, Import, Judged, Row};
use crate::store::{self, ImportRow};
use crate::{LIMITS, t};

pub const JOB: &str = "incoming.import";
/// Acts of one job: other work gets its turn between.
const PORTION: u32 = 10;
/// Rows written at once outside acts.
const WRITTEN: usize = 2000;
/// Lines named where secret papers are in the table.
const NAMED: usize = 20;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Work {
    pub import: Id<Import>,
    /// Who runs the import: its acts are theirs.
    pub actor: Actor,
}

/// What the rows are to become.
#[derive(Debug, Clone)]
pub struct Aim {
    pub series: Id<Series>,
    /// A day of the book's year or term.
    pub day: Date,
    pub kind: String,
}

/// Reads a table and takes it up. Its id is the form's: sent twice, it is taken up once.
pub fn take_up(
    office: &Office,
    (actor, id): (&Actor, Uuid),
    (name, bytes): (&str, &[u8]),
    aim: Aim,
) -> Result<Id<Import>, Refusal> {
    office.has_room()?;
    let sheets = tables::read(bytes, LIMITS)?;
    secret_rows(&sheets)?;
    let Chosen { taken, left, heading } = chosen(sheets)?;
    let mut rows = Vec::new();
    for (sheet, at) in &taken {
        for (line, cells) in sheet.rows.iter().skip(at + 1) {
            let place = u32::try_from(rows.len() + 1).unwrap_or(u32::MAX);
            let (sheet, cells) = (sheet.name.clone(), cells.clone());
            let row = Row {
                place,
                sheet,
                line: *line,
                cells,
                typed: Vec::new(),
                accepted: false,
                imported: false,
                number: None,
            };
            rows.push(row);
        }
    }
    if rows.is_empty() {
        return Err(tables::empty());
    }
    let judged = judged(office, (&heading.fields, &heading.names), &aim, &rows)?;
    let import = Id::from_uuid(id);
    let all: Arc<Vec<(Row, Judged)>> = Arc::new(rows.into_iter().zip(judged).collect());
    for from in (0..all.len()).step_by(WRITTEN) {
        let all = Arc::clone(&all);
        office.operate(move |tx| {
            for (row, judged) in all.iter().skip(from).take(WRITTEN) {
                store::insert_row(tx, import, row, judged)?;
            }
            Ok(())
        })?;
    }
    let now = office.now();
    office.operate(move |tx| store::set_judged_version(tx, import, 1, now))?;
    let open = Open {
        id,
        blob: office.blobs().put(bytes)?,
        name: vietnamese::nfc(name).chars().filter(|c| !c.is_control()).take(200).collect(),
        sheets: taken.iter().map(|(sheet, _)| sheet.name.clone()).collect(),
        sheets_left: left,
        lines: i64::try_from(all.len()).unwrap_or(i64::MAX),
        headings: heading.names,
        fields: heading.fields,
        series: aim.series,
        day: aim.day,
        kind: aim.kind,
    };
    office.act_blocking(actor.clone(), id, open, acts::open)
}

/// Nothing of secret papers comes into this system: the file is refused before any of it is written.
fn secret_rows(sheets: &[Sheet]) -> Result<(), Refusal> {
    let mut lines = Vec::new();
    let mut count = 0;
    for sheet in sheets {
        for (line, cells) in &sheet.rows {
            if cells.iter().any(|cell| is_mark(cell)) {
                count += 1;
                if lines.len() < NAMED {
                    lines.push(line.to_string());
                }
            }
        }
    }
    if count == 0 {
        return Ok(());
    }
    Err(Refusal::invalid(t::secret_rows(count, lines.join(", "))).field("file"))
}

struct Chosen {
    /// The sheets with a register's heading, all with the same one, and where it stands.
    taken: Vec<(Sheet, usize)>,
    /// Names of the others.
    left: Vec<String>,
    heading: Heading,
}

fn chosen(sheets: Vec<Sheet>) -> Result<Chosen, Refusal> {
    let mut taken: Vec<(Sheet, usize)> = Vec::new();
    let (mut left, mut heading): (Vec<String>, Option<Heading>) = (Vec::new(), None);
    for sheet in sheets {
        match (heading::find(&sheet), &heading) {
            (Some(found), None) => {
                taken.push((sheet, found.at));
                heading = Some(found);
            }
            (Some(found), Some(first)) if found.fields == first.fields => taken.push((sheet, found.at)),
            _ => left.push(sheet.name),
        }
    }
    match heading {
        Some(heading) => Ok(Chosen { taken, left, heading }),
        None => Err(Refusal::invalid(t::no_heading()).field("file")),
    }
}

fn judged(
    office: &Office,
    (fields, names): (&[Field], &[String]),
    aim: &Aim,
    rows: &[Row],
) -> Result<Vec<Judged>, Refusal> {
    let today = office.now().date();
    let (rules, year, there, given_from) = office.read_blocking(|tx| {
        let rules = rulebook::rules(tx)?;
        let series = documents::series(tx, aim.series)?;
        let mut year = None;
        let (mut there, mut given_from) = (HashMap::new(), None);
        if let Some(series) = &series {
            let parts = documents::numbering::parts(&rules, series, aim.day);
            year = parts.contains(&rules::KeyPart::Year).then(|| aim.day.year());
            if let Some(book) = documents::numbering::book_for(tx, series, (&aim.kind, aim.day))? {
                for (number, code, imported) in store::numbers(tx, book.id)? {
                    there.insert(number, (code, imported));
                }
                given_from = documents::given_here_from(tx, book.id)?;
            }
        }
        Ok((rules, year, there, given_from))
    })?;
    let kinds = Kinds::of(&rules.pack);
    let frame = Frame { fields, names, year, today, kinds, there, given_from };
    Ok(judge(&frame, rows))
}

/// Every row of an import.
pub fn all_rows(office: &Office, id: Id<Import>) -> Result<Vec<store::Kept>, StoreError> {
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let some = office.read_blocking(|tx| store::rows(tx, id, None, (after, 5000)))?;
        let Some(last) = some.last() else { return Ok(all) };
        after = i64::from(last.row.place);
        all.extend(some);
    }
}

/// Judges the rows again where columns, book or a row have changed since. Only what changed is written.
pub fn judge_again(office: &Office, id: Id<Import>) -> Result<(), Refusal> {
    let (import, version) =
        office.read_blocking(|tx| Ok((store::import(tx, id)?, store::judged_version(tx, id)?)))?;
    let import = import.ok_or_else(Refusal::not_found)?;
    if import.version == version {
        return Ok(());
    }
    let kept = all_rows(office, id)?;
    let rows: Vec<Row> = kept.iter().map(|kept| kept.row.clone()).collect();
    let aim = Aim { series: import.series, day: import.day, kind: import.kind.clone() };
    let judged = judged(office, (&import.fields, &import.headings), &aim, &rows)?;
    let changed: Vec<(u32, Judged)> = kept
        .iter()
        .zip(judged)
        .filter(|(kept, judged)| !kept.row.imported && !same(kept, judged))
        .map(|(kept, judged)| (kept.row.place, judged))
        .collect();
    let changed = Arc::new(changed);
    for from in (0..changed.len()).step_by(WRITTEN) {
        let changed = Arc::clone(&changed);
        office.operate(move |tx| {
            for (place, judged) in changed.iter().skip(from).take(WRITTEN) {
                store::set_judged(tx, (id, *place), judged)?;
            }
            Ok(())
        })?;
    }
    let (version, now) = (import.version, office.now());
    Ok(office.operate(move |tx| store::set_judged_version(tx, id, version, now))?)
}

fn same(kept: &store::Kept, judged: &Judged) -> bool {
    kept.state == judged.state
        && kept.row.number == judged.number
        && kept.line == judged.line
        && kept.problems == judged.problems
}

/// Takes a portion of the rows. Tells whether the work is over.
pub fn portion(office: &Office, actor: &Actor, id: Id<Import>, most: u32) -> Result<bool, Refusal> {
    judge_again(office, id)?;
    for _ in 0..most {
        office.has_room()?;
        let step = office.act_blocking(actor.clone(), office.new_id(), id, acts::import_lines)?;
        if step.over {
            office.act_blocking(actor.clone(), office.new_id(), id, acts::settle_import)?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes all rows now, for the command line and tests.
pub fn finish(office: &Office, actor: &Actor, id: Id<Import>) -> Result<(), Refusal> {
    while !portion(office, actor, id, PORTION)? {}
    Ok(())
}

pub fn jobs() -> Vec<(&'static str, Handler)> {
    let work: Handler = Arc::new(|office, job| {
        let work: Work = job.payload()?;
        let over = portion(office, &work.actor, work.import, PORTION)
            .map_err(|refusal| anyhow::anyhow!("{}", refusal.msg.say(words::Lang::En)))?;
        if !over {
            let (now, next) = (office.now(), office.new_id());
            office.operate(move |tx| jobs::enqueue(tx, JOB, &work, (next, now, now)))?;
        }
        Ok(())
    });
    vec![(JOB, work)]
}

pub fn forget_strays(office: &Office) -> anyhow::Result<()> {
    office.operate(|tx| store::forget_strays(tx).map(drop))?;
    Ok(())
}

/// The import as pages and the console show it, judged as it stands.
pub fn look(office: &Office, id: Id<Import>) -> Result<ImportRow, Refusal> {
    judge_again(office, id)?;
    office.read_blocking(|tx| store::import(tx, id))?.ok_or_else(Refusal::not_found)
}
