//! Keeping the lines of a book: reserved numbers, corrections that leave the old value
//! legible, paper copies, and who holds the paper original.

use jiff::civil::Date;
use kernel::{Act, Id, Refusal, Subject};
use people::Post;
use serde::{Deserialize, Serialize};

use super::{NewPaper, books, checked};
use crate::model::{OriginalMove, Paper, Series};
use crate::store::PaperRow;
use crate::{store, t};

/// Reserved at once. More than this is a book of its own.
pub const RESERVE_MAX: u32 = 50;
pub(super) const WHY_MAX: usize = 500;

pub(super) fn why(text: &str, field: &'static str) -> Result<String, Refusal> {
    let text = vietnamese::nfc(text.trim()).into_owned();
    if text.is_empty() {
        return Err(Refusal::invalid(t::why_missing()).field(field));
    }
    if text.chars().count() > WHY_MAX {
        return Err(Refusal::invalid(t::too_long(WHY_MAX)).field(field));
    }
    Ok(text)
}

/// The line, locked: of two that change it at once the second sees what the first did.
fn locked(act: &mut Act<'_>, id: Id<Paper>) -> Result<PaperRow, Refusal> {
    let paper = store::lock(act.tx(), id)?.ok_or_else(Refusal::not_found)?;
    if paper.voided_why.is_some() {
        return Err(Refusal::conflict(t::already_void()));
    }
    Ok(paper)
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Reserve {
    pub count: u32,
    pub why: String,
    /// The office's own book when none is named.
    #[serde(default)]
    pub series: Option<Id<Series>>,
    /// Where the book counts by kind.
    #[serde(default)]
    pub kind: String,
}

/// Reserves the next numbers, with the reason. The lines stand in the book until they are filled or voided.
pub fn reserve_number(act: &mut Act<'_>, input: Reserve) -> Result<Vec<super::Registered>, Refusal> {
    let series = books::series(act, input.series)?;
    books::may_keep(act, &series)?;
    if !(1..=RESERVE_MAX).contains(&input.count) {
        return Err(Refusal::invalid(t::reserve_between(1, RESERVE_MAX)).field("count"));
    }
    let why = why(&input.why, "why")?;
    let today = act.today();
    let book = books::open(act, &series, (&input.kind, today))?;
    if let Some(master) = book.master {
        return Err(Refusal::conflict(t::numbered_elsewhere(master)).field("count"));
    }
    let mut lines = Vec::new();
    for _ in 0..input.count {
        let number = store::next_number(act.tx(), book.id)?;
        let id: Id<Paper> = act.new_id();
        act.record("documents.reserve_number", Subject::new("paper", id));
        let line = NewPaper { kind: input.kind.clone(), ..NewPaper::empty() };
        store::insert_paper(act.tx(), (id, book.id, number, today), &line)?;
        store::reserve(act.tx(), id, &why)?;
        lines.push(super::Registered { paper: id, number });
    }
    act.fact("first", lines.first().map_or(0, |line| line.number));
    act.fact("count", i64::from(input.count));
    Ok(lines)
}

/// Where a book counts by kind, a line's number belongs to its kind.
fn kind_stays(act: &mut Act<'_>, line: &PaperRow, kind: &str) -> Result<(), Refusal> {
    if vietnamese::fold(&line.kind) == vietnamese::fold(kind) {
        return Ok(());
    }
    let book = store::book(act.tx(), line.book)?;
    let Some(id) = book.and_then(|book| book.series) else { return Ok(()) };
    let series = books::series(act, Some(id))?;
    let rules = rulebook::rules(act.tx())?;
    if crate::numbering::by_kind(&rules, &series, line.arrived_on) {
        return Err(Refusal::conflict(t::kind_stays()).field("kind"));
    }
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fill {
    pub paper: Id<Paper>,
    pub with: NewPaper,
}

/// Fills a reserved line with the paper it was reserved for.
pub fn fill_reserved(act: &mut Act<'_>, input: Fill) -> Result<(), Refusal> {
    books::may_keep_line(act, input.paper)?;
    let line = locked(act, input.paper)?;
    if line.reserved_why.is_none() {
        return Err(Refusal::conflict(t::not_reserved()));
    }
    let with = checked(input.with)?;
    kind_stays(act, &line, &with.kind)?;
    act.record("documents.fill_reserved", Subject::new("paper", input.paper));
    act.fact("number", line.number);
    act.sealed_fact("code", &with.code)?;
    // Why it was kept stays legible on the line; the paper arrives today.
    let reason = line.reserved_why.unwrap_or_default();
    let (kept, by, now, today) = (act.new_id::<Paper>().uuid(), act.actor().person, act.now(), act.today());
    let (field, empty) = ("reserved", String::new());
    store::insert_correction(act.tx(), (kept, input.paper), (field, &reason, &empty), (&reason, by, now))?;
    store::fill(act.tx(), input.paper, today, &with)?;
    for file in &with.files {
        let id = act.new_id();
        store::insert_file(act.tx(), id, input.paper, file)?;
    }
    super::mark(act, input.paper, (None, &with))
}

/// What can be corrected on a line. The arrival number and the day of arrival cannot: such a line is voided.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Correct {
    pub paper: Id<Paper>,
    pub code: String,
    pub kind: String,
    pub issuer: String,
    pub issued_on: Option<Date>,
    pub subject: String,
    pub urgency: String,
    pub asked_by: Option<Date>,
    pub why: String,
}

/// Corrects a registered line. Each old value stays legible, with who corrected it, when and why.
pub fn correct(act: &mut Act<'_>, input: Correct) -> Result<(), Refusal> {
    books::may_keep_line(act, input.paper)?;
    let old = locked(act, input.paper)?;
    if old.reserved_why.is_some() {
        return Err(Refusal::conflict(t::fill_first()));
    }
    let new = checked(NewPaper {
        code: input.code,
        kind: input.kind,
        issuer: input.issuer,
        issued_on: input.issued_on,
        subject: input.subject,
        urgency: input.urgency,
        asked_by: input.asked_by,
        files: Vec::new(),
    })?;
    kind_stays(act, &old, &new.kind)?;
    let date = |date: Option<Date>| date.map_or(String::new(), |date| date.to_string());
    let pairs = [
        ("code", old.code, new.code.clone()),
        ("kind", old.kind, new.kind.clone()),
        ("issuer", old.issuer, new.issuer.clone()),
        ("issued_on", date(old.issued_on), date(new.issued_on)),
        ("subject", old.subject, new.subject.clone()),
        ("urgency", old.urgency, new.urgency.clone()),
        ("asked_by", date(old.asked_by), date(new.asked_by)),
    ];
    let changed: Vec<_> = pairs.into_iter().filter(|(_, old, new)| old != new).collect();
    if changed.is_empty() {
        return Err(Refusal::invalid(t::nothing_changed()).field("subject"));
    }
    let why = why(&input.why, "why")?;
    act.record("documents.correct", Subject::new("paper", input.paper));
    let fields: Vec<_> = changed.iter().map(|(field, _, _)| kernel::Fact::from(*field)).collect();
    act.fact("fields", kernel::Fact::List(fields));
    let (by, now) = (act.actor().person, act.now());
    for (field, old, new) in &changed {
        let id = act.new_id::<Paper>().uuid();
        store::insert_correction(act.tx(), (id, input.paper), (field, old, new), (&why, by, now))?;
    }
    store::overwrite(act.tx(), input.paper, &new)?;
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Copy {
    pub paper: Id<Paper>,
    /// `paper`, `fax`, `electronic`.
    pub form: String,
    pub arrived_on: Date,
    pub note: String,
}

/// Forms in which the same paper comes again.
pub const COPY_FORMS: [&str; 3] = ["paper", "fax", "electronic"];

/// The paper copy that follows an electronic one (or the other way round) joins the same arrival number.
pub fn join_copy(act: &mut Act<'_>, input: Copy) -> Result<(), Refusal> {
    books::may_keep_line(act, input.paper)?;
    let paper = locked(act, input.paper)?;
    if !COPY_FORMS.contains(&input.form.as_str()) {
        return Err(Refusal::invalid(t::copy_form_missing()).field("form"));
    }
    if input.arrived_on < paper.arrived_on || input.arrived_on > act.today() {
        return Err(Refusal::invalid(t::copy_day_wrong()).field("arrived_on"));
    }
    let note = vietnamese::nfc(input.note.trim()).into_owned();
    if note.chars().count() > WHY_MAX {
        return Err(Refusal::invalid(t::too_long(WHY_MAX)).field("note"));
    }
    act.record("documents.join_copy", Subject::new("paper", input.paper));
    act.fact("form", input.form.as_str());
    let (id, by, now) = (act.new_id::<Paper>().uuid(), act.actor().person, act.now());
    store::insert_copy(act.tx(), (id, input.paper), (&input.form, input.arrived_on, &note), (by, now))?;
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Move {
    pub paper: Id<Paper>,
    pub to: Id<Post>,
    pub moved_on: Date,
    /// Who signed for it on paper; empty when the receiver confirms here.
    pub signed: String,
}

/// Hands the paper original over, with date and signature.
pub fn move_original(act: &mut Act<'_>, input: Move) -> Result<(), Refusal> {
    books::may_keep_line(act, input.paper)?;
    let paper = locked(act, input.paper)?;
    let today = act.today();
    if input.moved_on > today || input.moved_on < paper.arrived_on {
        return Err(Refusal::invalid(t::move_day_wrong()).field("moved_on"));
    }
    let to = people::names::post(act.tx(), input.to, today)?.ok_or_else(Refusal::not_found)?;
    if to.holder.is_none() {
        return Err(Refusal::invalid(t::nobody_holds(to.title)).field("to"));
    }
    let last = store::moves(act.tx(), input.paper)?.pop();
    if last.as_ref().is_some_and(|last| last.to == input.to) {
        return Err(Refusal::conflict(t::has_it_already()).field("to"));
    }
    let signed = vietnamese::nfc(input.signed.trim()).into_owned();
    if signed.chars().count() > 200 {
        return Err(Refusal::invalid(t::too_long(200)).field("signed"));
    }
    act.record("documents.move_original", Subject::new("paper", input.paper));
    act.fact("to", input.to);
    act.fact("moved_on", input.moved_on);
    let (id, by, now) = (act.new_id(), act.actor().person, act.now());
    let from = last.map(|last| last.to);
    store::insert_move(act.tx(), (id, input.paper), (from, input.to), (input.moved_on, &signed), (by, now))?;
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Confirm {
    pub paper: Id<Paper>,
    pub handed: Id<OriginalMove>,
}

/// The receiver confirms having the original.
pub fn confirm_original(act: &mut Act<'_>, input: Confirm) -> Result<(), Refusal> {
    let Confirm { paper, handed: id } = input;
    let standing = people::standing(act)?;
    store::lock(act.tx(), paper)?.ok_or_else(Refusal::not_found)?;
    let mut moves = store::moves(act.tx(), paper)?;
    if moves.iter().all(|there| there.id != id) {
        return Err(Refusal::not_found());
    }
    let last = moves.pop().filter(|last| last.id == id);
    let last = last.ok_or_else(|| Refusal::conflict(t::moved_on()))?;
    if !standing.sits_at(last.to) {
        return Err(Refusal::forbidden());
    }
    if last.confirmed_at.is_some() {
        return Err(Refusal::conflict(t::moved_on()));
    }
    act.record("documents.confirm_original", Subject::new("paper", paper));
    let (by, now) = (act.actor().person, act.now());
    store::confirm_move(act.tx(), id, (by, now))?;
    Ok(())
}
