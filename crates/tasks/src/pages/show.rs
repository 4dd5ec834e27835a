//! One task: how it stands and why, what was handed in, what was said, what can be done now.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use directions::Desk;
use kernel::{Id, Instant, Refusal, StoreError, Tx};
use people::names::PostRow;
use people::{House, Person, Post, Unit, Viewer, names, refused};
use ui::form::Filled;
use ui::{Button, Card, Crumbs, Ctx, Facts, Html, Notice, Page, Text, WorkList, fold};
use words::Lang;

use super::forms::Forms;
use super::{
    Known, correctable_name, directive_name, grade_name, outcome_name, product_kind, source_kind,
    standing_name,
};
use crate::acts;
use crate::import;
use crate::model::{DirectiveKind, Outcome, Part, Task, Term};
use crate::store::{
    self, CorrectionRow, DirectiveRow, EvidenceFile, ObstacleRow, PartRow, SourceRow, SubmissionRow, TaskRow,
};
use crate::t;

/// Everything about one task that its page shows.
pub(super) struct Found {
    pub task: TaskRow,
    pub known: Known,
    source: Option<SourceRow>,
    parent: Option<TaskRow>,
    children: Vec<TaskRow>,
    parts: Vec<PartRow>,
    pub submissions: Vec<SubmissionRow>,
    files: Vec<EvidenceFile>,
    pub directives: Vec<DirectiveRow>,
    pub obstacles: Vec<ObstacleRow>,
    pub corrections: Vec<(CorrectionRow, String, String)>,
    people: Vec<(Id<Person>, String)>,
    pub posts: Vec<PostRow>,
    pub units: Vec<(Id<Unit>, String)>,
    /// The receiving level, and those above it.
    pub levels: Vec<Id<Unit>>,
    /// Who reads, and on which day.
    reader: (Id<Person>, jiff::civil::Date),
    /// The row of the table that it came from.
    imported: Vec<(import::Column, String)>,
    pub may: May,
}

/// What this reader can do; each act asks again.
pub(super) struct May {
    pub owns: bool,
    pub directs: bool,
    pub follows: bool,
    pub leads: bool,
    /// Handed it in, or the work is theirs.
    pub worked: bool,
}

pub(super) fn load(tx: &mut Tx<'_>, viewer: &Viewer, id: Id<Task>) -> Result<Option<Found>, StoreError> {
    let Some(task) = super::seen(tx, viewer, id)? else { return Ok(None) };
    let desk = Desk::of_viewer(tx, viewer)?;
    let desk = desk.before(task.field).clone();
    let known = Known::load(tx, viewer.today)?;
    let submissions = store::submissions(tx, id)?;
    let directs = (task.assigned_post.is_some_and(|post| desk.holds(post)) && desk.may(crate::ASSIGN))
        || acts::above(tx, &desk, &task, viewer.today)?;
    let waiting = submissions.iter().find(|one| one.outcome == Outcome::Waiting);
    let own = match task.owner_post {
        Some(post) => desk.holds(post),
        None => {
            let posts = names::posts_of(tx, viewer.person, viewer.today)?;
            posts.iter().any(|post| {
                post.unit == task.owner_unit && post.roles.iter().any(|role| names::OPENS.contains(role))
            })
        }
    };
    let may = May {
        owns: acts::owns(&desk, &task),
        directs,
        follows: task.follower_post.is_some_and(|post| desk.holds(post)),
        leads: desk.is(people::Role::Leader),
        worked: own || waiting.is_some_and(|one| one.person == Some(viewer.person)),
    };
    let source = store::source(tx, task.source)?;
    let parent = match task.parent {
        Some(parent) => store::task(tx, parent)?,
        None => None,
    };
    let (directives, obstacles) = (store::directives(tx, id)?, store::obstacles(tx, id)?);
    let mut corrections = Vec::new();
    for row in store::corrections(tx, id)? {
        let old = match &row.old {
            Some(old) => acts::said(tx, row.what, old)?,
            None => "—".to_owned(),
        };
        let new = acts::said(tx, row.what, &row.new)?;
        corrections.push((row, old, new));
    }
    let mut people: Vec<(Id<Person>, String)> = Vec::new();
    let named = submissions
        .iter()
        .flat_map(|one| [one.person, one.decided_by])
        .chain(directives.iter().flat_map(|one| [one.person, one.answered_by]))
        .chain(obstacles.iter().flat_map(|one| [one.person, one.answered_by]))
        .chain(corrections.iter().flat_map(|(one, ..)| [one.person, one.decided_by]))
        .chain([task.assigned_by])
        .flatten();
    for person in named.collect::<Vec<_>>() {
        if !people.iter().any(|(one, _)| *one == person) {
            people.push((person, names::person(tx, person)?));
        }
    }
    let all = names::units(tx, viewer.today)?;
    let mut levels = Vec::new();
    let mut at = Some(task.level_unit);
    while let Some(unit) = at.filter(|unit| !levels.contains(unit)) {
        levels.push(unit);
        at = all.iter().find(|row| row.id == unit).and_then(|row| row.parent);
    }
    let imported = store::imported(tx, id)?;
    let imported = imported.and_then(|cells| serde_json::from_str(&cells).ok()).unwrap_or_default();
    Ok(Some(Found {
        known,
        source,
        parent,
        children: store::children(tx, id)?,
        parts: store::parts(tx, id)?,
        submissions,
        files: store::files(tx, id)?,
        directives,
        obstacles,
        corrections,
        people,
        posts: names::posts(tx, viewer.today)?.into_iter().filter(|post| post.holder.is_some()).collect(),
        units: names::unit_names(tx, viewer.today)?.iter().cloned().collect(),
        levels,
        reader: (viewer.person, viewer.today),
        imported,
        may,
        task,
    }))
}

impl Found {
    fn person(&self, id: Option<Id<Person>>) -> &str {
        let found = id.and_then(|id| self.people.iter().find(|(one, _)| *one == id));
        found.map_or("", |(_, name)| name.as_str())
    }

    pub fn post(&self, id: Option<Id<Post>>) -> String {
        let found = id.and_then(|id| self.posts.iter().find(|one| one.id == id));
        found.map_or_else(|| "—".to_owned(), names::label)
    }

    /// The reader's own last word, where it can still be taken back.
    pub fn can_take_back(&self) -> Option<&DirectiveRow> {
        let one = self.directives.first()?;
        let moves = matches!(one.kind, DirectiveKind::Extend | DirectiveKind::Reassign);
        let own = one.person == Some(self.reader.0) && one.at.date() == self.reader.1;
        (moves && own && one.taken_back_at.is_none() && self.waiting().is_none()).then_some(one)
    }

    pub fn waiting(&self) -> Option<&SubmissionRow> {
        self.submissions.iter().find(|one| one.outcome == Outcome::Waiting)
    }

    pub fn open(&self) -> bool {
        self.task.closed_on.is_none()
    }
}

pub async fn show(State(house): State<House>, viewer: Viewer, Path(id): Path<String>) -> Response {
    match id.parse() {
        Ok(id) => screen(&house, &viewer, id, &Filled::default()).await,
        Err(_) => refused(&house.page(&viewer).await, &Refusal::not_found()),
    }
}

pub(super) async fn screen(house: &House, viewer: &Viewer, id: Id<Task>, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(crate::HAVE) {
        return refused(&ctx, &refusal);
    }
    let reader = viewer.clone();
    let there = house.clone();
    let found = house.office().read(move |tx| {
        let Some(found) = load(tx, &reader, id)? else { return Ok(None) };
        // What other functions say beside it: the resolution whose measure it is of.
        Ok::<_, StoreError>(Some((found, there.beside(tx, &reader, ("task", id.uuid()))?)))
    });
    let (found, beside) = match found.await {
        Ok(Some(found)) => found,
        Ok(None) => return refused(&ctx, &Refusal::not_found()),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let left = Html::stack([
        product(&ctx, &found),
        handed_in(&ctx, &found),
        chain(&ctx, &found),
        said(&ctx, &found),
        corrected(&ctx, &found),
        from_table(&ctx, &found),
    ]);
    let mut right = vec![facts(&ctx, &found)];
    right.extend(beside.into_iter().map(|beside| beside(&ctx)));
    right.push(Forms { ctx: &ctx, found: &found, filled }.render());
    let right = Html::stack(right);
    Page::new(&ctx, Text::from(found.task.code.clone()))
        .lead(Text::from(found.task.content.clone()))
        .beside(found.known.due(&found.task, lang).render(lang))
        .crumbs(Crumbs::new().link(t::tasks(), "/tasks").here(Text::from(found.task.code.clone())))
        .live(["tasks".to_owned(), format!("task:{id}")])
        .body(Html::columns(left, right))
        .status(super::status(filled))
        .into_response()
}

pub(super) fn when(at: Instant) -> String {
    at.local().strftime("%H:%M %d/%m/%Y").to_string()
}

fn quote(title: &str, text: &str, by: &str, more: &Html) -> Html {
    let esc = ui::html::escape;
    let text = if text.is_empty() { String::new() } else { format!("<p>{}</p>", esc(text)) };
    Html::trusted(format!(
        "<section class=\"said\"><h3>{}</h3>{text}<p class=\"by\">{}</p>{more}</section>",
        esc(title),
        esc(by)
    ))
}

/// What is to be handed in, and how it stands, in a sentence.
fn product(ctx: &Ctx, found: &Found) -> Html {
    let lang = ctx.lang;
    let task = &found.task;
    let mut parts = vec![quote(
        &product_kind(task.product_kind).say(lang),
        &task.product,
        &found.known.why(task, lang),
        &Html::default(),
    )];
    if let Some(waits_for) = &task.waits_for {
        parts.push(Notice::plain(t::waits_for_said(waits_for.clone())).render(lang));
    }
    if let (None, Some(on)) = (task.grade, task.closed_on) {
        parts.push(Notice::done(t::closed_by_table(vietnamese::format_date(on))).render(lang));
    }
    if let Some(grade) = task.grade {
        let on = task.closed_on.map_or_else(String::new, vietnamese::format_date);
        let said = match task.on_time {
            Some(true) => t::closed_on_time(grade_name(grade).say(lang), on),
            Some(false) => t::closed_late(grade_name(grade).say(lang), on),
            None => t::closed_unjudged(grade_name(grade).say(lang), on),
        };
        parts.push(Notice::done(said).render(lang));
    }
    Card::new(t::product(), Html::join(parts)).padded().render(lang)
}

fn facts(ctx: &Ctx, found: &Found) -> Html {
    let lang = ctx.lang;
    let task = &found.task;
    let day = vietnamese::format_date;
    let due = match (task.term, task.due_on) {
        (Term::Review, Some(on)) => t::review_on(day(on)).say(lang),
        (_, Some(on)) => day(on),
        (_, None) => "—".to_owned(),
    };
    let received = match task.received_on {
        Some(on) if task.received_estimated => t::about_day(day(on)).say(lang),
        Some(on) => day(on),
        None => "—".to_owned(),
    };
    let owner = match task.owner_post {
        Some(post) => found.post(Some(post)),
        None => found.known.unit(task.owner_unit).to_owned(),
    };
    let mut facts = Facts::new().text(t::owner(), &owner).text(t::deadline(), &due);
    if let Some(first) = task.first_due_on.filter(|_| task.extensions > 0) {
        facts = facts.text(t::first_due(), &t::first_due_said(task.extensions, day(first)).say(lang));
    }
    facts = facts
        .text(t::standing(), &standing_name(found.known.standing(task)).say(lang))
        .text(t::received_on(), &received)
        .text(t::level(), found.known.unit(task.level_unit));
    let helpers: Vec<&str> = found
        .parts
        .iter()
        .filter(|part| part.part == Part::Cooperating)
        .map(|part| found.known.unit(part.unit))
        .collect();
    if !helpers.is_empty() {
        facts = facts.text(t::cooperating(), &helpers.join(", "));
    }
    if task.follower_post.is_some() {
        facts = facts.text(t::follower(), &found.post(task.follower_post));
    }
    if let Some(unit) = task.decision_unit {
        facts = facts.text(t::decision_needed(), found.known.unit(unit));
    }
    facts = facts.text(
        t::assigned_by(),
        &t::by_at(when(task.assigned_at), found.person(task.assigned_by).to_owned()).say(lang),
    );
    if let Some(days) = task.lead_days {
        facts = facts.text(t::lead_time(), &t::days_count(days).say(lang));
    }
    if let Some(source) = &found.source {
        let label = format!("{} {}", source_kind(source.kind).say(lang), source.code);
        let link = Html::trusted(format!(
            "<a href=\"/sources/{}\">{}</a>",
            source.id,
            ui::html::escape(label.trim())
        ));
        facts = facts.put(t::source(), link);
    }
    if let Some(parent) = &found.parent {
        let link =
            Html::trusted(format!("<a href=\"/tasks/{}\">{}</a>", parent.id, ui::html::escape(&parent.code)));
        facts = facts.put(t::part_of(), link);
    }
    Card::new(t::facts(), facts.render(lang)).padded().render(lang)
}

/// The row of the table that the task was taken from, as it stood there.
fn from_table(ctx: &Ctx, found: &Found) -> Html {
    if found.imported.is_empty() {
        return Html::default();
    }
    let facts = found
        .imported
        .iter()
        .fold(Facts::new(), |facts, (column, text)| facts.text(import::column_name(*column), text));
    fold(ctx, t::from_table(), &facts.render(ctx.lang), false)
}

/// Evidence, the newest first.
fn handed_in(ctx: &Ctx, found: &Found) -> Html {
    let lang = ctx.lang;
    if found.submissions.is_empty() {
        return Html::default();
    }
    let parts = found.submissions.iter().map(|one| {
        let issued = one.issued_on.map_or_else(String::new, vietnamese::format_date);
        let level = found.known.unit(one.level_unit).to_owned();
        let code = match one.code.is_empty() {
            true => t::evidence_file(level),
            false => t::evidence_said(one.code.clone(), issued, level),
        };
        let mut more = vec![];
        for file in found.files.iter().filter(|file| file.submission == one.id) {
            let href = format!("/tasks/{}/files/{}", found.task.id, file.id);
            let button = Button::link(Text::from(file.name.clone()), href);
            more.push(button.icon("download").plain().render(lang));
        }
        if let Some(paper) = one.paper {
            let button = Button::link(t::open_paper(), format!("/papers/{paper}"));
            more.push(button.icon("file-text").plain().render(lang));
        }
        if let Some(by) = one.decided_by {
            let at = one.decided_at.map_or_else(String::new, when);
            let grade = one.grade.map(|grade| format!(" · {}", grade_name(grade).say(lang)));
            let why = one.why.as_deref().map(|why| format!(" · {why}"));
            let decided = t::by_at(at, found.person(Some(by)).to_owned()).say(lang);
            more.push(Html::trusted(format!(
                "<p>{}: {}{}{}</p>",
                ui::html::escape(&outcome_name(one.outcome).say(lang)),
                ui::html::escape(&decided),
                ui::html::escape(&grade.unwrap_or_default()),
                ui::html::escape(&why.unwrap_or_default()),
            )));
        }
        let by = t::handed_in_by(when(one.at), found.person(one.person).to_owned()).say(lang);
        quote(&code.say(lang), &one.note, &by, &Html::join(more))
    });
    Card::new(t::evidence(), Html::join(parts)).padded().render(lang)
}

/// What it is a part of, and its own parts.
fn chain(ctx: &Ctx, found: &Found) -> Html {
    if found.children.is_empty() {
        return Html::default();
    }
    let count = u64::try_from(found.children.len()).unwrap_or(0);
    let rows = found.children.iter().map(|task| super::row(&found.known, task, ctx.lang));
    Card::new(t::children(), WorkList::new(rows).render(ctx.lang)).count(count).render(ctx.lang)
}

/// Directives, replies and obstacles, the newest first.
fn said(ctx: &Ctx, found: &Found) -> Html {
    let lang = ctx.lang;
    let day = vietnamese::format_date;
    let mut all: Vec<(Instant, Html)> = Vec::new();
    for one in &found.directives {
        let mut title = directive_name(one.kind).say(lang);
        if let (Some(old), Some(new)) = (one.old_due, one.new_due) {
            title = format!("{title}: {} → {}", day(old), day(new));
        }
        if let (Some(old), Some(new)) = (one.old_unit, one.new_unit) {
            title = format!("{title}: {} → {}", found.known.unit(old), found.known.unit(new));
        }
        if let Some(by) = one.answer_by.filter(|_| one.answered_at.is_none()) {
            title = format!("{title} · {}", t::answer_by(day(by)).say(lang));
        }
        if one.taken_back_at.is_some() {
            title = format!("{title} · {}", t::was_taken_back().say(lang));
        }
        let by = t::by_at(when(one.at), found.person(one.person).to_owned()).say(lang);
        let more = answered(lang, found, (one.answer.as_deref(), one.answered_by, one.answered_at));
        all.push((one.at, quote(&title, &one.text, &by, &more)));
    }
    for one in &found.obstacles {
        let title = format!("{} · {}", t::obstacle().say(lang), found.known.unit(one.decision_unit));
        let by = t::by_at(when(one.at), found.person(one.person).to_owned()).say(lang);
        let more = answered(lang, found, (one.answer.as_deref(), one.answered_by, one.answered_at));
        all.push((one.at, quote(&title, &one.text, &by, &more)));
    }
    if all.is_empty() {
        return Html::default();
    }
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    Card::new(t::exchange(), Html::join(all.into_iter().map(|(_, html)| html))).padded().render(lang)
}

fn answered(
    lang: Lang,
    found: &Found,
    (text, by, at): (Option<&str>, Option<Id<Person>>, Option<Instant>),
) -> Html {
    let (Some(text), Some(at)) = (text, at) else { return Html::default() };
    let by = t::by_at(when(at), found.person(by).to_owned()).say(lang);
    quote(&t::answer().say(lang), text, &by, &Html::default())
}

fn corrected(ctx: &Ctx, found: &Found) -> Html {
    let lang = ctx.lang;
    if found.corrections.is_empty() {
        return Html::default();
    }
    let parts = found.corrections.iter().map(|(one, old, new)| {
        let title = format!("{}: {old} → {new}", correctable_name(one.what).say(lang));
        let by = t::by_at(when(one.at), found.person(one.person).to_owned()).say(lang);
        let outcome = match one.approved {
            Some(true) => t::correction_approved(),
            Some(false) => t::correction_declined(),
            None => t::correction_waits(),
        };
        let mut line = outcome.say(lang);
        if let Some(at) = one.decided_at {
            let by = t::by_at(when(at), found.person(one.decided_by).to_owned()).say(lang);
            line = format!("{line} · {by}");
        }
        if let Some(answer) = one.answer.as_deref().filter(|answer| !answer.is_empty()) {
            line = format!("{line} · {answer}");
        }
        let more = Html::trusted(format!("<p>{}</p>", ui::html::escape(&line)));
        quote(&title, &one.why, &by, &more)
    });
    Card::new(t::corrections(), Html::join(parts)).padded().render(lang)
}
