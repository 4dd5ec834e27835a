//! Scans that are put to lines of an old register.

use documents::acts::NewFile;
use documents::{AddFile, Book, Paper};
use kernel::{Act, BlobHash, Id, Refusal, Subject};
use serde::{Deserialize, Serialize};

use crate::model::Scan;
use crate::store::{self, ScanRow};
use crate::{IMPORT, t};

/// A scan that was read and looked through, and what it comes to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Attach {
    pub book: Id<Book>,
    pub name: String,
    pub number: Option<i64>,
    /// None where nothing of the file is kept: it bears a mark, or could not be looked through.
    pub blob: Option<BlobHash>,
    pub pages: u32,
    pub text: String,
    /// What its letterhead says, where it was read surely, else what its name says.
    pub code_read: String,
    /// `marked`, `unchecked`, `refused` where it cannot be taken; else empty, and the act decides.
    pub state: String,
}

/// Puts a scan to the line of its number, or says what has to be asked first.
pub fn attach_scan(act: &mut Act<'_>, input: Attach) -> Result<String, Refusal> {
    people::may(act, IMPORT)?;
    let book = documents::book(act.tx(), input.book)?.ok_or_else(Refusal::not_found)?;
    if let Some(series) = book.series {
        documents::may_keep_series(act, series)?;
    }
    let mut row = ScanRow {
        id: act.new_id(),
        book: input.book,
        name: input.name,
        state: input.state,
        number: input.number,
        blob: input.blob,
        pages: input.pages,
        text: input.text,
        code_read: input.code_read,
        paper: None,
        at: act.now(),
    };
    act.record("incoming.attach_scan", Subject::new("register_scan", row.id));
    act.fact("book", input.book);
    if row.state.is_empty() {
        (row.state, row.paper) = place(act, &row)?;
    }
    act.fact("state", row.state.as_str());
    if row.state == "attached"
        && let Some(paper) = row.paper
    {
        documents::add_file(act, AddFile { paper, file: file(&row)? })?;
    }
    let state = row.state.clone();
    let by = act.actor().person;
    store::insert_scan(act.tx(), &row, by)?;
    Ok(state)
}

fn file(row: &ScanRow) -> Result<NewFile, Refusal> {
    let blob = row.blob.ok_or_else(Refusal::not_found)?;
    Ok(NewFile { blob, name: row.name.clone(), pages: row.pages, text: row.text.clone() })
}

/// Which line the scan belongs to, and whether that is sure.
fn place(act: &mut Act<'_>, row: &ScanRow) -> Result<(String, Option<Id<Paper>>), Refusal> {
    let Some(number) = row.number else { return Ok(("no_number".to_owned(), None)) };
    let Some((paper, _, true)) = documents::numbered(act.tx(), row.book, number)? else {
        return Ok(("no_paper".to_owned(), None));
    };
    let files = documents::files(act.tx(), paper)?;
    if files.iter().any(|file| Some(file.blob) == row.blob) {
        return Ok(("same".to_owned(), Some(paper)));
    }
    let line = documents::paper(act.tx(), paper)?.ok_or_else(Refusal::not_found)?;
    let agrees = crate::scans::agrees(&row.code_read, &line.code);
    Ok((if agrees { "attached" } else { "asked" }.to_owned(), Some(paper)))
}

/// The clerk looked at both.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    pub scan: Id<Scan>,
    pub attach: bool,
}

pub fn answer_scan(act: &mut Act<'_>, input: Answer) -> Result<(), Refusal> {
    people::may(act, IMPORT)?;
    let row = store::lock_scan(act.tx(), input.scan)?.ok_or_else(Refusal::not_found)?;
    if row.state != "asked" {
        return Err(Refusal::conflict(t::scan_answered()));
    }
    act.record("incoming.answer_scan", Subject::new("register_scan", row.id));
    act.fact("attach", input.attach);
    match row.paper.filter(|_| input.attach) {
        Some(paper) => {
            store::set_scan(act.tx(), row.id, "attached")?;
            documents::add_file(act, AddFile { paper, file: file(&row)? })
        }
        None => {
            let book = documents::book(act.tx(), row.book)?.ok_or_else(Refusal::not_found)?;
            if let Some(series) = book.series {
                documents::may_keep_series(act, series)?;
            }
            store::set_scan(act.tx(), row.id, "left")?;
            Ok(())
        }
    }
}
