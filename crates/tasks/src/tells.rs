//! Who is told what: of work that is theirs, of what came back, and, level by level, of what is late.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use kernel::{Id, Instant, Office, StoreError, Tx};
use people::notices::{self, News, Title, To};
use people::{DatesOf, Happening, Person, Role, Unit, Viewer, When, names};
use uuid::Uuid;
use words::Msg;

use crate::acts::of_task;
use crate::model::{Level, Standing};
use crate::store::{self, Filter, Reach, TaskRow};
use crate::{t, terms};

/// Tasks looked at in one transaction; acts wait meanwhile.
const AT_ONCE: u32 = 1_000;
/// Rounds of one night.
const ROUNDS: usize = 2_000;

/// Why somebody got a notice of ours.
pub(crate) fn why(code: &str, _: i64) -> Option<Msg> {
    Some(match code {
        "tasks.assigned" => t::why_assigned(),
        "tasks.follow" => t::why_follow(),
        "tasks.taken_away" => t::why_taken_away(),
        "tasks.confirm" => t::why_confirm(),
        "tasks.confirmed" => t::why_confirmed(),
        "tasks.declined" => t::why_declined(),
        "tasks.handed_in" => t::why_handed_in(),
        "tasks.accepted" => t::why_accepted(),
        "tasks.returned" => t::why_returned(),
        "tasks.reopened" => t::why_reopened(),
        "tasks.urged" => t::why_urged(),
        "tasks.evidence" => t::why_evidence(),
        "tasks.figures" => t::why_figures(),
        "tasks.opinion" => t::why_opinion(),
        "tasks.board" => t::why_board(),
        "tasks.replied" | "tasks.answered" => t::why_replied(),
        "tasks.taken_back" => t::why_taken_back(),
        "tasks.extended" => t::why_extended(),
        "tasks.obstacle" => t::why_obstacle(),
        "tasks.decided" => t::why_decided(),
        "tasks.correction" => t::why_correction(),
        "tasks.corrected" => t::why_corrected(),
        "tasks.yellow" => t::why_yellow(),
        "tasks.red" => t::why_red(),
        "tasks.special" => t::why_special(),
        "tasks.waited" => t::why_waited(),
        "tasks.unmade" => t::why_unmade(),
        _ => return None,
    })
}

/// A task or a source, for whom may see it.
pub(crate) fn title(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    (kind, id): (&str, Uuid),
) -> Result<Option<Title>, StoreError> {
    match kind {
        "task" => {
            let Some(task) = crate::pages::seen(tx, viewer, Id::from_uuid(id))? else { return Ok(None) };
            let text = format!("{} · {}", task.code, task.content);
            Ok(Some(Title { text, href: format!("/tasks/{id}") }))
        }
        "task_recurrence" => {
            let text = t::recurring().say(viewer.lang);
            Ok(viewer.may(crate::ASSIGN).then(|| Title { text, href: "/tasks/recurring".to_owned() }))
        }
        "task_source" => {
            let Some(source) = store::source(tx, Id::from_uuid(id))? else { return Ok(None) };
            if !crate::pages::may_see_source(viewer, &source) {
                return Ok(None);
            }
            Ok(Some(Title { text: source.title, href: format!("/sources/{}", source.id) }))
        }
        _ => Ok(None),
    }
}

/// The owner: the post that is named, else whoever opens what is sent to the unit.
pub(crate) fn owners(tx: &mut Tx<'_>, task: &TaskRow, on: Date) -> Result<Vec<To>, StoreError> {
    match task.owner_post {
        Some(post) => Ok(vec![To::Post(post)]),
        None => notices::openers(tx, task.owner_unit, on),
    }
}

/// Who opens what is sent to a unit.
pub(crate) fn heads(tx: &mut Tx<'_>, unit: Id<Unit>, on: Date) -> Result<Vec<To>, StoreError> {
    notices::openers(tx, unit, on)
}

/// Who is to accept: whoever assigned it, else the level that receives it.
pub(crate) fn acceptors(tx: &mut Tx<'_>, task: &TaskRow, on: Date) -> Result<Vec<To>, StoreError> {
    match task.assigned_post {
        Some(post) => Ok(vec![To::Post(post)]),
        None => heads(tx, task.level_unit, on),
    }
}

/// Whom it takes to tell, looked up once in a night: names do not change while it runs.
#[derive(Default)]
struct Memo {
    openers: HashMap<Id<Unit>, Vec<To>>,
    persons: HashMap<To, Option<Id<Person>>>,
    chiefs: Option<Vec<To>>,
}

impl Memo {
    fn openers(&mut self, tx: &mut Tx<'_>, unit: Id<Unit>, on: Date) -> Result<Vec<To>, StoreError> {
        if let Some(found) = self.openers.get(&unit) {
            return Ok(found.clone());
        }
        let found = notices::openers(tx, unit, on)?;
        self.openers.insert(unit, found.clone());
        Ok(found)
    }

    fn chiefs(&mut self, tx: &mut Tx<'_>, on: Date) -> Result<Vec<To>, StoreError> {
        if let Some(found) = &self.chiefs {
            return Ok(found.clone());
        }
        let posts = names::posts_with(tx, Role::Chief, on)?;
        let found: Vec<To> = posts.into_iter().map(|post| To::Post(post.id)).collect();
        self.chiefs = Some(found.clone());
        Ok(found)
    }

    /// Each person once, whoever of them it reaches on several ways.
    fn persons(&mut self, tx: &mut Tx<'_>, told: &[To], on: Date) -> Result<Vec<Id<Person>>, StoreError> {
        let mut found = Vec::new();
        for to in told {
            let person = match self.persons.get(to) {
                Some(person) => *person,
                None => {
                    let person = notices::person_of(tx, *to, on)?;
                    self.persons.insert(*to, person);
                    person
                }
            };
            found.extend(person.filter(|person| !found.contains(person)));
        }
        Ok(found)
    }
}

/// Each working morning: what is due soon is told to owner and follower, what is overdue also to the superior, what is
/// specially overdue also to the chief; what waits too long to be accepted to who accepts. Once for each level and
/// deadline, however often it runs and wherever it was stopped.
pub(crate) fn escalate(office: &Office) -> anyhow::Result<()> {
    let now = office.now();
    let (bounds, working) = office.read_blocking(|tx| {
        let working = rulebook::rules(tx)?.calendar.is_working(now.date());
        Ok::<_, StoreError>((terms::bounds(tx, now.date())?, working))
    })?;
    if !working {
        return Ok(());
    }
    let memo = Arc::new(Mutex::new(Memo::default()));
    for (standing, level) in
        Standing::ALL.iter().filter_map(|standing| standing.level().map(|level| (*standing, level)))
    {
        let filter = Filter::new(Reach::All, bounds).standing(&[standing]);
        round(office, (now, &memo), (&filter, Some(level)))?;
    }
    let waited = Filter { waited: true, ..Filter::new(Reach::All, bounds) };
    round(office, (now, &memo), (&waited, None))
}

/// The level of what waits too long to be accepted.
const WAITED: &str = "waited";

/// All tasks of a level; without one, those that wait too long to be accepted.
fn round(
    office: &Office,
    (now, memo): (Instant, &Arc<Mutex<Memo>>),
    (filter, level): (&Filter, Option<Level>),
) -> anyhow::Result<()> {
    let code = level.map_or(WAITED, Level::code);
    let why = match level {
        Some(Level::Yellow) => "tasks.yellow",
        Some(Level::Red) => "tasks.red",
        Some(Level::Special) => "tasks.special",
        None => "tasks.waited",
    };
    let mut after = None;
    for _ in 0..ROUNDS {
        let (filter, clock, memo) = (filter.clone(), office.clone(), Arc::clone(memo));
        after = office.operate(move |tx| {
            let mut memo = memo.lock().unwrap_or_else(PoisonError::into_inner);
            let rows = store::list(tx, &filter, after, AT_ONCE)?;
            for task in &rows {
                let Some(on) = task.submitted_on.filter(|_| level.is_none()).or(task.due_on) else {
                    continue;
                };
                if !store::insert_alert(tx, (task.id, code, on), now)? {
                    continue;
                }
                let told = told(&mut memo, tx, (task, level), now.date())?;
                let news = News::new(why, of_task(task.id)).once(format!("{why}:{}:{on}", task.id));
                for person in memo.persons(tx, &told, now.date())? {
                    let id = Id::from_uuid(clock.new_id());
                    notices::remind(tx, (id, now), To::Person(person), &news)?;
                }
            }
            let full = rows.len() >= usize::try_from(AT_ONCE).unwrap_or(usize::MAX);
            Ok::<_, StoreError>(rows.last().filter(|_| full).map(store::After::of))
        })?;
        if after.is_none() {
            break;
        }
    }
    Ok(())
}

fn told(
    memo: &mut Memo,
    tx: &mut Tx<'_>,
    (task, level): (&TaskRow, Option<Level>),
    on: Date,
) -> Result<Vec<To>, StoreError> {
    let Some(level) = level else {
        return match task.assigned_post {
            Some(post) => Ok(vec![To::Post(post)]),
            None => memo.openers(tx, task.level_unit, on),
        };
    };
    let mut told = match task.owner_post {
        Some(post) => vec![To::Post(post)],
        None => memo.openers(tx, task.owner_unit, on)?,
    };
    told.extend(task.follower_post.map(To::Post));
    if level >= Level::Red {
        // The direct superior: the head above a person, the level above a unit.
        let above = if task.owner_post.is_some() { task.owner_unit } else { task.level_unit };
        told.extend(memo.openers(tx, above, on)?);
        told.extend(task.assigned_post.map(To::Post));
    }
    if level == Level::Special {
        told.extend(memo.chiefs(tx, on)?);
    }
    Ok(told)
}

/// Deadlines of one calendar.
const DATES_MAX: u32 = 2_000;

/// Deadlines of open tasks: of a unit as far as the reader sees its tasks, else of what is the reader's own to do.
pub(crate) fn dates(tx: &mut Tx<'_>, viewer: &Viewer, of: DatesOf) -> Result<Vec<Happening>, StoreError> {
    if !viewer.may(crate::HAVE) {
        return Ok(Vec::new());
    }
    let desk = directions::Desk::of_viewer(tx, viewer)?;
    let bounds = terms::bounds(tx, viewer.today)?;
    let mut filter = match of.unit {
        Some(_) => Filter::new(crate::acts::reach(&desk), bounds),
        None => Filter { owned: true, ..Filter::new(crate::pages::own(&desk), bounds) },
    };
    filter.owner = of.unit;
    filter.due_between = Some((of.from, of.to));
    let rows = store::list(tx, &filter, None, DATES_MAX)?;
    let happening = |task: TaskRow| {
        let title = match task.term {
            crate::model::Term::Review => t::date_review(task.code),
            _ => t::date_due(task.code),
        };
        Some(Happening {
            kind: "task",
            id: task.id.uuid(),
            title: title.say(viewer.lang),
            about: task.content,
            when: When::Day(task.due_on?),
            href: format!("/tasks/{}", task.id),
            changed: task.assigned_at,
        })
    };
    Ok(rows.into_iter().filter_map(happening).collect())
}
