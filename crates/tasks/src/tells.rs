//! Who is told what: of work that is theirs, of what came back, and, level by level, of what is late.

use jiff::civil::Date;
use kernel::{Id, Instant, Office, StoreError, Tx};
use people::notices::{self, News, Title, To};
use people::{Role, Unit, Viewer, names};
use uuid::Uuid;
use words::Msg;

use crate::acts::{of_task, reach_of};
use crate::model::{Level, Standing};
use crate::store::{self, Filter, Reach, TaskRow};
use crate::{t, terms};

/// Tasks looked at in one transaction; acts wait meanwhile.
const AT_ONCE: u32 = 500;
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
            let id = Id::from_uuid(id);
            let reach = reach_of(tx, viewer)?;
            if !store::reaches(tx, id, &reach)? {
                return Ok(None);
            }
            let Some(task) = store::task(tx, id)? else { return Ok(None) };
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
    for (standing, level) in
        Standing::ALL.iter().filter_map(|standing| standing.level().map(|level| (*standing, level.code())))
    {
        let filter = Filter::new(Reach::All, bounds).standing(&[standing]);
        round(office, now, (&filter, level), told_late)?;
    }
    let waited = Filter { waited: true, ..Filter::new(Reach::All, bounds) };
    round(office, now, (&waited, WAITED), told_waited)
}

/// The level of what waits too long to be accepted.
const WAITED: &str = "waited";

type Told = fn(&mut Tx<'_>, &TaskRow, Date) -> Result<Vec<(To, &'static str)>, StoreError>;

fn round(
    office: &Office,
    now: Instant,
    (filter, level): (&Filter, &'static str),
    told: Told,
) -> anyhow::Result<()> {
    let mut after = None;
    for _ in 0..ROUNDS {
        let (filter, clock) = (filter.clone(), office.clone());
        after = office.operate(move |tx| {
            let rows = store::list(tx, &filter, after, AT_ONCE)?;
            for task in &rows {
                let Some(on) = task.submitted_on.filter(|_| level == WAITED).or(task.due_on) else {
                    continue;
                };
                if !store::insert_alert(tx, (task.id, level, on), now)? {
                    continue;
                }
                for (to, why) in told(tx, task, now.date())? {
                    let news = News::new(why, of_task(task.id)).once(format!("{why}:{}:{on}", task.id));
                    notices::remind(tx, (Id::from_uuid(clock.new_id()), now), to, &news)?;
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

fn told_late(tx: &mut Tx<'_>, task: &TaskRow, on: Date) -> Result<Vec<(To, &'static str)>, StoreError> {
    let bounds = terms::bounds(tx, on)?;
    let Some(level) = bounds.standing(&task.facts()).level() else { return Ok(Vec::new()) };
    let why = match level {
        Level::Yellow => "tasks.yellow",
        Level::Red => "tasks.red",
        Level::Special => "tasks.special",
    };
    let mut told: Vec<To> = owners(tx, task, on)?;
    told.extend(task.follower_post.map(To::Post));
    if level >= Level::Red {
        // The direct superior: the head above a person, the level above a unit.
        told.extend(match task.owner_post {
            Some(_) => heads(tx, task.owner_unit, on)?,
            None => heads(tx, task.level_unit, on)?,
        });
        told.extend(task.assigned_post.map(To::Post));
    }
    if level == Level::Special {
        told.extend(names::posts_with(tx, Role::Chief, on)?.into_iter().map(|post| To::Post(post.id)));
    }
    let mut once: Vec<(To, &'static str)> = Vec::new();
    for to in told {
        if !once.iter().any(|(other, _)| *other == to) {
            once.push((to, why));
        }
    }
    Ok(once)
}

fn told_waited(tx: &mut Tx<'_>, task: &TaskRow, on: Date) -> Result<Vec<(To, &'static str)>, StoreError> {
    Ok(acceptors(tx, task, on)?.into_iter().map(|to| (to, "tasks.waited")).collect())
}
