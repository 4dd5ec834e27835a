//! Taking over the rows of a table: each is new, changes what it made before, or stays out with its reason.

use std::collections::{HashMap, HashSet};

use directions::Desk;
use jiff::civil::Date;
use kernel::{Act, Actor, Id, Office, Refusal, StoreError, Subject, Tx};
use people::{Person, Unit, names};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use words::{Lang, Msg};

use super::assign::put_parts;
use super::{may_assign, of_source, of_task, own_post, person};
use crate::import::{Column, Known, Line, Settled, SourceKey, Table, key_of, settle};
use crate::model::{DirectiveKind, Part, Series, Source, Submission, Task, Term};
use crate::store::{self, DirectiveRow, PartRow, SourceRow, SubmissionRow, TaskRow};
use crate::{ASSIGN, t};

/// Rows of one act: each names a task, and a journal entry has its limit.
pub const BATCH: usize = 200;

kernel::codes! {
    /// What becomes of a row.
    Outcome {
        New = "new",
        Updated = "updated",
        Same = "same",
        /// What it speaks of has gone on here: the table changes it no more.
        Left = "left",
        Wrong = "wrong",
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Take {
    /// 200 at most.
    pub lines: Vec<Line>,
    /// Units for names that no unit bears.
    #[serde(default)]
    pub units: Vec<(String, Id<Unit>)>,
}

/// What became of a row.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Taken {
    pub line: u32,
    pub outcome: Outcome,
    pub task: Option<Id<Task>>,
    pub code: String,
    /// What is wrong with it, in Vietnamese.
    pub wrong: Vec<String>,
}

/// What would become of a row, and what there is to say of it.
#[derive(Debug, Clone)]
pub struct Row {
    pub outcome: Outcome,
    pub said: Vec<Msg>,
    /// The name of an owner that no unit bears.
    pub unknown: Option<String>,
}

/// What a row comes to.
enum Plan {
    New(Box<Settled>),
    Update(Box<Settled>, Box<TaskRow>, Vec<Change>),
    Same(Box<TaskRow>),
    Left(Msg),
    Wrong(Vec<Msg>),
}

enum Change {
    Content,
    Product,
    Owner,
    Follower,
    Field,
    Due,
    Done,
}

impl Change {
    fn said(&self) -> Msg {
        match self {
            Change::Content => t::content(),
            Change::Product => t::product(),
            Change::Owner => t::owner(),
            Change::Follower => t::follower(),
            Change::Field => t::field(),
            Change::Due => t::deadline(),
            Change::Done => t::closed_all(),
        }
    }
}

fn known(tx: &mut Tx<'_>, units: &[(String, Id<Unit>)], today: Date) -> Result<Known, StoreError> {
    let mut known = Known::default();
    for (id, name) in names::unit_names(tx, today)?.iter() {
        known.unit(name, *id);
    }
    for (name, id) in units {
        known.unit(name, *id);
    }
    for post in names::posts(tx, today)?.iter().filter(|post| post.holder.is_some()) {
        known.post(&post.title, post.id);
        if let Some(name) = &post.holder_name {
            known.post(name, post.id);
        }
    }
    for field in people::fields(tx)? {
        known.field(&field.name, field.id);
    }
    Ok(known)
}

/// What is stored of a row, and compared when it comes again.
fn cells(line: &Line) -> String {
    serde_json::to_string(&line.cells).unwrap_or_default()
}

/// What is already here of these rows.
struct There {
    by_key: HashMap<String, (TaskRow, String)>,
    /// Codes of tasks that no table made.
    own: HashMap<String, TaskRow>,
}

fn there(tx: &mut Tx<'_>, lines: &[Line]) -> Result<There, StoreError> {
    let keys: Vec<String> = lines.iter().map(key_of).collect();
    let codes: Vec<String> =
        lines.iter().map(|line| line.get(Column::Code).to_owned()).filter(|code| !code.is_empty()).collect();
    let mut there = There { by_key: HashMap::new(), own: HashMap::new() };
    for taken in store::taken(tx, &keys, &codes)? {
        match taken.key {
            Some(key) => {
                there.by_key.insert(key, (taken.task, taken.cells.unwrap_or_default()));
            }
            None => {
                there.own.insert(taken.task.code.clone(), taken.task);
            }
        }
    }
    Ok(there)
}

fn plan(
    tx: &mut Tx<'_>,
    (desk, today): (&Desk, Date),
    (known, there): (&Known, &There),
    line: &Line,
) -> Result<Plan, StoreError> {
    let row = match settle(line, known, today) {
        Ok(row) => row,
        Err(wrong) => return Ok(Plan::Wrong(wrong)),
    };
    if let Some(own) = row.code.as_ref().and_then(|code| there.own.get(code)) {
        return Ok(Plan::Left(t::row_assigned_here(own.code.clone())));
    }
    if let Err(refusal) = may_assign(tx, desk, (row.field, row.owner), today)? {
        return Ok(Plan::Wrong(vec![refusal.msg]));
    }
    let Some((task, before)) = there.by_key.get(&row.key) else { return Ok(Plan::New(Box::new(row))) };
    if *before == cells(line) {
        return Ok(Plan::Same(Box::new(task.clone())));
    }
    if task.closed_on.is_some() {
        return Ok(Plan::Left(t::row_closed_here(task.code.clone())));
    }
    if task.submitted_on.is_some() || task.in_correction || task.reopened > 0 {
        return Ok(Plan::Left(t::row_moved_on(task.code.clone())));
    }
    let changes = changes(&row, task);
    if changes.is_empty() {
        return Ok(Plan::Same(Box::new(task.clone())));
    }
    Ok(Plan::Update(Box::new(row), Box::new(task.clone()), changes))
}

fn changes(row: &Settled, task: &TaskRow) -> Vec<Change> {
    let all = [
        (row.content != task.content, Change::Content),
        (row.product != task.product, Change::Product),
        (row.owner != task.owner_unit, Change::Owner),
        // What the table does not know, it does not take away.
        (row.follower.is_some() && row.follower != task.follower_post, Change::Follower),
        (row.field.is_some() && row.field != task.field, Change::Field),
        ((row.term, row.due) != (task.term, task.due_on) && row.term != Term::Unknown, Change::Due),
        (row.done.is_some(), Change::Done),
    ];
    all.into_iter().filter_map(|(differs, change)| differs.then_some(change)).collect()
}

/// What would become of each row, without doing it.
pub fn tried(tx: &mut Tx<'_>, desk: &Desk, today: Date, table: &Table) -> Result<Vec<Row>, StoreError> {
    let known = known(tx, &table.units, today)?;
    let there = there(tx, &table.lines)?;
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut rows = Vec::with_capacity(table.lines.len());
    for line in &table.lines {
        let plan = plan(tx, (desk, today), (&known, &there), line)?;
        let repeated = match &plan {
            Plan::Wrong(_) => None,
            _ => seen.insert(key_of(line), line.number),
        };
        let (outcome, said) = match (repeated, plan) {
            (Some(first), _) => (Outcome::Wrong, vec![t::row_repeats(first)]),
            (None, Plan::Wrong(wrong)) => (Outcome::Wrong, wrong),
            (None, Plan::New(row)) => (Outcome::New, row.told.iter().map(|told| told.said()).collect()),
            (None, Plan::Update(row, _, changes)) => {
                let said = changes.iter().map(Change::said).chain(row.told.iter().map(|told| told.said()));
                (Outcome::Updated, said.collect())
            }
            (None, Plan::Same(_)) => (Outcome::Same, Vec::new()),
            (None, Plan::Left(why)) => (Outcome::Left, vec![why]),
        };
        let unknown = said.iter().any(|msg: &Msg| msg.key() == t::row_owner_unknown(String::new()).key());
        let name =
            [Column::Owner, Column::Body].map(|column| line.get(column)).into_iter().find(|n| !n.is_empty());
        rows.push(Row { outcome, said, unknown: name.filter(|_| unknown).map(str::to_owned) });
    }
    Ok(rows)
}

/// Takes rows of a table. What is wrong with one stops no other; each says what became of it.
pub fn take(act: &mut Act<'_>, input: Take) -> Result<Vec<Taken>, Refusal> {
    let desk = directions::acting(act)?;
    if !desk.may(ASSIGN) {
        return Err(Refusal::forbidden());
    }
    if input.lines.is_empty() || input.lines.len() > BATCH {
        return Err(Refusal::invalid(t::rows_missing(BATCH)).field("lines"));
    }
    let today = act.today();
    let known = known(act.tx(), &input.units, today)?;
    let there = there(act.tx(), &input.lines)?;
    let parents = names::units(act.tx(), today)?.into_iter().map(|row| (row.id, row.parent)).collect();
    let who = person(act).unwrap_or_else(|| act.new_id::<Person>());
    act.record("tasks.take", Subject::new("person", who));
    let mut taking = Taking { desk: &desk, parents, sources: HashMap::new(), seen: HashSet::new() };
    let mut all = Vec::with_capacity(input.lines.len());
    for line in &input.lines {
        let plan = plan(act.tx(), (&desk, today), (&known, &there), line)?;
        all.push(taking.row(act, line, plan)?);
    }
    let made = all.iter().filter(|one| matches!(one.outcome, Outcome::New | Outcome::Updated)).count();
    act.fact("rows", i64::try_from(made).unwrap_or(i64::MAX));
    Ok(all)
}

/// The id of a part of a longer piece of work: the same each time the work is sent.
fn part_id(whole: Uuid, part: usize) -> Uuid {
    let digest = Sha256::new().chain_update(whole.as_bytes()).chain_update(part.to_be_bytes()).finalize();
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Takes as many rows as there are, in acts of a bearable size. A stop between two of them loses and doubles nothing: the
/// table is sent again.
pub fn take_all(
    office: &Office,
    (actor, whole): (&Actor, Uuid),
    lines: Vec<Line>,
    units: &[(String, Id<Unit>)],
) -> Result<Vec<Taken>, Refusal> {
    let mut all = Vec::with_capacity(lines.len());
    for (at, some) in lines.chunks(BATCH).enumerate() {
        let input = Take { lines: some.to_vec(), units: units.to_vec() };
        all.extend(office.act_blocking(actor.clone(), part_id(whole, at), input, take)?);
    }
    Ok(all)
}

struct Taking<'a> {
    desk: &'a Desk,
    parents: HashMap<Id<Unit>, Option<Id<Unit>>>,
    sources: HashMap<SourceKey, Id<Source>>,
    seen: HashSet<String>,
}

impl Taking<'_> {
    fn row(&mut self, act: &mut Act<'_>, line: &Line, plan: Plan) -> Result<Taken, Refusal> {
        let said = |outcome, task: Option<&TaskRow>, wrong: Vec<Msg>| Taken {
            line: line.number,
            outcome,
            task: task.map(|task| task.id),
            code: task.map_or_else(String::new, |task| task.code.clone()),
            wrong: wrong.iter().map(|msg| msg.say(Lang::Vi)).collect(),
        };
        if !matches!(plan, Plan::Wrong(_)) && !self.seen.insert(key_of(line)) {
            return Ok(said(Outcome::Wrong, None, vec![t::row_repeats(line.number)]));
        }
        match plan {
            Plan::Wrong(wrong) => Ok(said(Outcome::Wrong, None, wrong)),
            Plan::Left(why) => Ok(said(Outcome::Left, None, vec![why])),
            Plan::Same(task) => Ok(said(Outcome::Same, Some(&task), Vec::new())),
            Plan::New(row) => match self.make(act, line, &row)? {
                Some(task) => Ok(said(Outcome::New, Some(&task), Vec::new())),
                None => {
                    let code = row.code.clone().unwrap_or_default();
                    Ok(said(Outcome::Wrong, None, vec![t::code_taken(code)]))
                }
            },
            Plan::Update(row, task, changes) => {
                self.change(act, (line, &row), &task, &changes)?;
                Ok(said(Outcome::Updated, Some(&task), Vec::new()))
            }
        }
    }

    fn level(&self, unit: Id<Unit>) -> Id<Unit> {
        self.parents.get(&unit).copied().flatten().unwrap_or(unit)
    }

    /// The source that the row names: one that is there, else a new one.
    fn source(&mut self, act: &mut Act<'_>, key: &SourceKey) -> Result<Id<Source>, Refusal> {
        if let Some(id) = self.sources.get(key) {
            return Ok(*id);
        }
        let there = store::sources_coded(act.tx(), &key.code, &key.title)?;
        let same = there.into_iter().find(|row| {
            let day = row.issued_on.is_none() || key.issued_on.is_none() || row.issued_on == key.issued_on;
            day && row.conference == key.conference && row.settled()
        });
        let id = match same {
            Some(row) => row.id,
            None => self.enter(act, key)?,
        };
        self.sources.insert(key.clone(), id);
        Ok(id)
    }

    fn enter(&self, act: &mut Act<'_>, key: &SourceKey) -> Result<Id<Source>, Refusal> {
        let (id, now) = (act.new_id(), act.now());
        let row = SourceRow {
            id,
            kind: key.kind,
            code: key.code.clone(),
            title: key.title.clone(),
            body: key.body.clone(),
            conference: key.conference.clone(),
            issued_on: key.issued_on,
            // What the table does not say stays unknown: it is in no lead time.
            received_on: key.received_on,
            received_estimated: false,
            paper: None,
            said_by: None,
            confirmed_at: None,
            declined_why: None,
            expected: None,
            searched_by: None,
            searched_at: None,
            entered_by: person(act),
            entered_at: now,
        };
        act.touch(of_source(id));
        store::insert_source(act.tx(), &row)?;
        Ok(id)
    }

    /// Nothing where its code is somebody else's.
    fn make(&mut self, act: &mut Act<'_>, line: &Line, row: &Settled) -> Result<Option<TaskRow>, Refusal> {
        let source = self.source(act, &row.source)?;
        let code = match &row.code {
            Some(code) => code.clone(),
            None => {
                let year = i64::from(act.today().year());
                let fresh: Id<Series> = act.new_id();
                let (series, number) = store::next_number(act.tx(), year, fresh)?;
                act.touch(Subject::new("task_year", series));
                format!("NV-{number}/{year}")
            }
        };
        let (id, now) = (act.new_id::<Task>(), act.now());
        let task = TaskRow {
            id,
            code,
            source,
            parent: None,
            content: row.content.clone(),
            product_kind: row.product_kind,
            product: row.product.clone(),
            owner_unit: row.owner,
            owner_post: None,
            level_unit: self.level(row.owner),
            follower_post: row.follower,
            field: row.field,
            decision_unit: None,
            assigned_post: own_post(self.desk),
            assigned_by: person(act),
            assigned_at: now,
            received_on: row.source.received_on,
            received_estimated: false,
            term: row.term,
            due_on: row.due,
            first_due_on: None,
            waits_for: row.waits_for.clone(),
            extensions: 0,
            submitted_on: None,
            in_correction: false,
            obstacles: 0,
            closed_on: None,
            grade: None,
            on_time: None,
            lead_days: None,
            reopened: 0,
            period: None,
        };
        act.touch(of_task(id));
        if !store::insert_task(act.tx(), &task, None)? {
            return Ok(None);
        }
        put_parts(act, &task, &[])?;
        store::set_imported(act.tx(), id, &row.key, &cells(line))?;
        self.finish(act, row, &task)?;
        Ok(Some(task))
    }

    /// Finished, as the table says, by the evidence that it names: nobody judges it here.
    fn finish(&self, act: &mut Act<'_>, row: &Settled, task: &TaskRow) -> Result<(), Refusal> {
        let Some(done) = &row.done else { return Ok(()) };
        let now = act.now();
        let submission = SubmissionRow {
            id: act.new_id::<Submission>(),
            task: task.id,
            post: None,
            person: None,
            handed_on: done.on,
            at: now,
            code: done.code.clone(),
            issued_on: done.issued_on,
            level_unit: task.level_unit,
            paper: None,
            note: done.note.clone(),
            outcome: crate::model::Outcome::Accepted,
            decided_by: None,
            decided_at: None,
            why: None,
            grade: None,
        };
        store::insert_submission(act.tx(), &submission)?;
        store::close_unjudged(act.tx(), task.id, (done.on, now))?;
        Ok(())
    }

    fn change(
        &mut self,
        act: &mut Act<'_>,
        (line, row): (&Line, &Settled),
        task: &TaskRow,
        changes: &[Change],
    ) -> Result<(), Refusal> {
        let id = task.id;
        act.touch(of_task(id));
        for change in changes {
            match change {
                Change::Content => store::set_content(act.tx(), id, &row.content)?,
                Change::Product => store::set_product(act.tx(), id, &row.product)?,
                Change::Owner => {
                    let level = self.level(row.owner);
                    store::set_owner(act.tx(), id, (row.owner, None), level)?;
                    self.part(act, id, (Part::Owner, row.owner))?;
                    self.part(act, id, (Part::Level, level))?;
                }
                Change::Follower => {
                    store::set_follower(act.tx(), id, row.follower)?;
                    store::delete_part(act.tx(), id, Part::Follower)?;
                    if let Some(post) = row.follower
                        && let Some(unit) = names::unit_of_post(act.tx(), post)?
                    {
                        let part = PartRow { part: Part::Follower, unit, post: Some(post) };
                        let fresh = act.new_id::<Task>().uuid();
                        store::insert_part(act.tx(), fresh, id, part)?;
                    }
                }
                Change::Field => store::set_field(act.tx(), id, row.field)?,
                Change::Due => self.due(act, (line, row), task)?,
                Change::Done => self.finish(act, row, task)?,
            }
        }
        store::set_imported(act.tx(), id, &row.key, &cells(line))?;
        Ok(())
    }

    fn part(&self, act: &mut Act<'_>, task: Id<Task>, (part, unit): (Part, Id<Unit>)) -> Result<(), Refusal> {
        store::delete_part(act.tx(), task, part)?;
        let fresh = act.new_id::<Task>().uuid();
        store::insert_part(act.tx(), fresh, task, PartRow { part, unit, post: None })?;
        Ok(())
    }

    /// Another deadline is an extension with its reason: the table. One where there was none is only now known.
    fn due(&self, act: &mut Act<'_>, (line, row): (&Line, &Settled), task: &TaskRow) -> Result<(), Refusal> {
        if task.term != row.term || task.due_on.is_none() {
            store::set_term(act.tx(), task.id, (row.term, row.due))?;
            return Ok(());
        }
        store::set_due(act.tx(), task.id, row.due, task.extensions + 1)?;
        let (id, now) = (act.new_id(), act.now());
        let directive = DirectiveRow {
            text: t::extended_by_table(line.number).say(Lang::Vi),
            post: own_post(self.desk),
            person: person(act),
            old_due: task.due_on,
            new_due: row.due,
            ..DirectiveRow::new(id, task.id, DirectiveKind::Extend, now)
        };
        store::insert_directive(act.tx(), &directive)?;
        Ok(())
    }
}
