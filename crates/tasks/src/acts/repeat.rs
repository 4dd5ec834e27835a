//! Recurring work: a rule that makes a task for each period, until it is stopped.

use jiff::civil::Date;
use kernel::{Act, Actor, Id, Office, Refusal, Subject};
use people::notices::{self, News, To};
use rules::Calendar;
use serde::{Deserialize, Serialize};

use super::assign::{Assigned, Assignment, Grounds, insert};
use super::{directs_all, may_assign, of_source, own_post, person, text};
use crate::model::{Due, Recurrence, Series, Source};
use crate::store::{self, RecurrenceRow};
use crate::{ASSIGN, t};

/// A task is assigned no longer ahead of its deadline.
const AHEAD_MAX: u16 = 366;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Repeat {
    pub source: Id<Source>,
    pub rule: Recurrence,
    /// What is assigned each time; its `due` is of no account.
    pub task: Assignment,
}

pub(crate) fn of_recurrence(id: Id<Series>) -> Subject {
    Subject::new("task_recurrence", id)
}

/// Sets recurring work up, and assigns what is due to be assigned already.
pub fn repeat(act: &mut Act<'_>, input: Repeat) -> Result<Id<Series>, Refusal> {
    let desk = directions::acting(act)?;
    if !desk.may(ASSIGN) {
        return Err(Refusal::forbidden());
    }
    let source = store::source(act.tx(), input.source)?.ok_or_else(Refusal::not_found)?;
    if !source.settled() {
        return Err(Refusal::conflict(t::word_unconfirmed()));
    }
    let rule = input.rule;
    let ends = rule.until.is_some_and(|until| until < rule.from);
    if !rule.is_sound() || rule.ahead > AHEAD_MAX || ends {
        return Err(Refusal::invalid(t::rule_wrong()).field("until"));
    }
    let today = act.today();
    may_assign(act.tx(), &desk, (input.task.field, input.task.owner), today)??;
    text(&input.task.product, "product", Some(t::product_missing()))?;
    let template =
        serde_json::to_string(&input.task).map_err(|fault| kernel::StoreError::Other(fault.to_string()))?;
    let said = serde_json::to_string(&rule).map_err(|fault| kernel::StoreError::Other(fault.to_string()))?;
    let (id, now) = (act.new_id(), act.now());
    act.record("tasks.repeat", of_recurrence(id));
    act.touch(of_source(source.id));
    act.fact("owner", input.task.owner);
    let row = RecurrenceRow {
        id,
        source: source.id,
        rule: said,
        template,
        made_until: None,
        stopped_on: None,
        stopped_why: None,
        post: own_post(&desk),
        person: person(act),
        at: now,
    };
    store::insert_recurrence(act.tx(), &row)?;
    make(act, &row)?;
    Ok(id)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StopRepeating {
    pub recurrence: Id<Series>,
    pub why: String,
}

/// Ends recurring work, with the reason. What was assigned stays.
pub fn stop_repeating(act: &mut Act<'_>, input: StopRepeating) -> Result<(), Refusal> {
    let desk = directions::acting(act)?;
    let row = store::lock_recurrence(act.tx(), input.recurrence)?.ok_or_else(Refusal::not_found)?;
    let own = row.post.is_some_and(|post| desk.holds(post)) && desk.may(ASSIGN);
    if !own && !directs_all(&desk) {
        return Err(Refusal::not_found());
    }
    if row.stopped_on.is_some() {
        return Err(Refusal::conflict(t::stopped_already()));
    }
    let why = text(&input.why, "why", Some(t::why_missing()))?;
    act.record("tasks.stop_repeating", of_recurrence(row.id));
    let today = act.today();
    store::stop_recurrence(act.tx(), row.id, today, &why)?;
    Ok(())
}

/// Each night: the tasks of every running rule that are to be assigned by now. Stopped half-way, it goes on where it
/// was; run twice, it makes nothing twice.
pub(crate) fn make_all(office: &Office) -> anyhow::Result<()> {
    let today = office.now().date();
    let running = office.read_blocking(|tx| store::running(tx, today))?;
    for row in running {
        let done = office.act_blocking(Actor::system(), office.new_id(), row.id, make_due);
        if let Err(refusal) = done {
            tracing::warn!(recurrence = %row.id, kind = ?refusal.kind, "recurring work was not assigned");
        }
    }
    Ok(())
}

/// The program's own: the clock says that a period begins.
fn make_due(act: &mut Act<'_>, id: Id<Series>) -> Result<(), Refusal> {
    let row = store::lock_recurrence(act.tx(), id)?.ok_or_else(Refusal::not_found)?;
    act.record("tasks.make_due", of_recurrence(id));
    make(act, &row)
}

fn make(act: &mut Act<'_>, row: &RecurrenceRow) -> Result<(), Refusal> {
    let today = act.today();
    let damaged = |_| kernel::StoreError::Shape("a rule of recurrence".to_owned());
    let rule: Recurrence = serde_json::from_str(&row.rule).map_err(damaged)?;
    let template: Assignment = serde_json::from_str(&row.template).map_err(damaged)?;
    let source = store::source(act.tx(), row.source)?.ok_or_else(Refusal::not_found)?;
    let rules = rulebook::rules(act.tx())?;
    for due in coming(&rule, row.made_until, today, &rules.calendar) {
        let one = Assignment { due: due.due_on, received_on: Some(today), ..template.clone() };
        let from = Grounds { source: &source, parent: None, post: row.post, person: row.person };
        match insert(act, from, &one, Some((row.id, &due.period))) {
            Ok(Some(Assigned { .. })) | Ok(None) => {}
            // The owner is there no more, or a post is empty: who set it up has to look.
            Err(refusal) if refusal.kind == kernel::Kind::Invalid => {
                if let Some(post) = row.post {
                    let news = News::new("tasks.unmade", of_recurrence(row.id))
                        .once(format!("tasks.unmade:{}:{}", row.id, due.period));
                    notices::tell(act, To::Post(post), &news)?;
                }
            }
            Err(refusal) => return Err(refusal),
        }
    }
    store::set_made(act.tx(), row.id, today)?;
    Ok(())
}

/// What is to be assigned now and is not overdue already.
fn coming(rule: &Recurrence, made_until: Option<Date>, today: Date, calendar: &Calendar) -> Vec<Due> {
    let mut found = rule.between(made_until, today, calendar);
    found.retain(|due| due.due_on >= today);
    found
}
