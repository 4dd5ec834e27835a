//! The list of tasks, the exceptions, the overview, one task, assigning, sources.

mod actions;
mod assign;
mod bulk;
mod exceptions;
mod export;
mod files;
mod forms;
mod import;
mod list;
mod overview;
mod paper;
mod recurring;
mod show;
mod sources;

pub(crate) use paper::beside;

use std::collections::HashMap;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use directions::Desk;
use jiff::civil::Date;
use kernel::{Id, StoreError, Tx};
use people::{Card, Held, House, Place, Post, Role, Unit, Viewer, names};
use rules::{Calendar, Unit as DayUnit};
use ui::{Due, Text, WorkRow};
use words::{Lang, Msg};

use crate::acts::{reach, reach_of};
use crate::model::{
    Bounds, Correctable, DirectiveKind, Grade, Outcome, ProductKind, Reason, SourceKind, Standing, Terms,
};
use crate::store::{self, Filter, Reach, SourceRow, TaskRow};
use crate::{ASSIGN, ENTER, SEE_ALL, t, terms};

/// Rows that Today shows.
const TODAY_ROWS: u32 = 8;
/// Evidence that is sent with one form.
const FORM_MAX: usize = 60 << 20;

/// Every route says who may; acts ask for the task itself.
pub fn routes() -> Router<House> {
    Router::new()
        // tasks.have; whose tasks follows from the parts one has in them
        .route("/tasks", get(list::show))
        .route("/tasks/export.xlsx", get(export::xlsx))
        .route("/tasks/exceptions", get(exceptions::show))
        .route("/tasks/overview", get(overview::show))
        .route("/tasks/recurring", get(recurring::show))
        .route("/tasks/recurring/{id}/endings", post(recurring::stop))
        .route("/tasks/{id}", get(show::show))
        .route("/tasks/{id}/files/{file}", get(files::download))
        // tasks.assign
        .route("/tasks/new", get(assign::show).post(assign::save))
        .route("/tasks/{id}/acceptances", post(actions::accept))
        .route("/tasks/{id}/returns", post(actions::return_))
        .route("/tasks/{id}/reopenings", post(actions::reopen))
        .route("/tasks/{id}/extensions", post(actions::extend))
        .route("/tasks/{id}/reassignments", post(actions::reassign))
        .route("/tasks/{id}/followers", post(actions::follow))
        .route("/tasks/{id}/taken-back", post(actions::take_back))
        .route("/tasks/bulk", get(bulk::choose).post(bulk::run))
        .route("/tasks/bulk/preview", post(bulk::preview))
        .route("/tasks/bulk/undo", post(bulk::undo))
        .route(
            "/tasks/import",
            get(import::start)
                .post(import::upload)
                .layer(DefaultBodyLimit::max(crate::import::LIMITS.file + (1 << 20))),
        )
        .route("/tasks/import/template.xlsx", get(import::template))
        .route("/tasks/import/{id}", get(import::report).post(import::take))
        .route("/tasks/import/{id}/units", post(import::units))
        .route("/tasks/import/{id}/report.xlsx", get(import::report_xlsx))
        // tasks.have: the owner's, the follower's or the superior's, as the act says
        .route("/tasks/{id}/submissions", post(files::submit).layer(DefaultBodyLimit::max(FORM_MAX)))
        .route("/tasks/{id}/withdrawals", post(actions::withdraw))
        .route("/tasks/{id}/directives", post(actions::say))
        .route("/tasks/{id}/replies", post(actions::reply))
        .route("/tasks/{id}/answers", post(actions::answer_directive))
        .route("/tasks/{id}/obstacles", post(actions::obstacle))
        .route("/tasks/{id}/decisions", post(actions::decide))
        .route("/tasks/{id}/corrections", post(actions::correct))
        .route("/tasks/{id}/correction-decisions", post(actions::decide_correction))
        // tasks.enter
        .route("/sources", get(sources::list))
        .route("/sources/new", get(sources::new).post(sources::save))
        .route("/sources/{id}", get(sources::show))
        .route("/sources/{id}/searches", post(sources::searched))
        // the leader whose word it is
        .route("/sources/{id}/confirmations", post(sources::confirm))
}

/// A page with faults in its form is no success.
fn status(filled: &ui::Filled) -> axum::http::StatusCode {
    use axum::http::StatusCode;
    if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// Who enters sources sees them; a leader those of their own word.
pub(crate) fn may_see_source(viewer: &Viewer, source: &SourceRow) -> bool {
    viewer.may(ENTER) || source.said_by.is_some_and(|post| viewer.desks().contains(&post))
}

/// What a page of tasks says of every row.
pub struct Known {
    pub bounds: Bounds,
    pub terms: Terms,
    pub calendar: Calendar,
    units: HashMap<Id<Unit>, String>,
}

impl Known {
    pub fn load(tx: &mut Tx<'_>, day: Date) -> Result<Known, StoreError> {
        let rules = rulebook::rules(tx)?;
        let terms = terms::terms(&rules, day);
        let bounds = Bounds::on(day, &terms, &rules.calendar);
        let units = names::unit_names(tx, day)?.iter().cloned().collect();
        Ok(Known { bounds, terms, calendar: rules.calendar.clone(), units })
    }

    /// A unit's name; one that is there no more is asked for by itself.
    #[must_use]
    pub fn unit(&self, id: Id<Unit>) -> &str {
        self.units.get(&id).map_or("—", String::as_str)
    }

    #[must_use]
    pub fn standing(&self, task: &TaskRow) -> Standing {
        self.bounds.standing(&task.facts())
    }

    #[must_use]
    pub fn reason(&self, task: &TaskRow) -> Reason {
        self.bounds.reason(&task.facts(), &self.terms, &self.calendar)
    }

    /// The chip: how it stands, why when one points at it.
    #[must_use]
    pub fn due(&self, task: &TaskRow, lang: Lang) -> Due {
        let reason = self.reason(task);
        let said = Text::from(reason_short(reason));
        let due = match self.standing(task) {
            Standing::Closed if task.on_time != Some(false) => Due::met(said),
            Standing::DueSoon => Due::soon(said),
            Standing::Overdue | Standing::Special => Due::late(said),
            Standing::Waiting if self.bounds.waits_too_long(&task.facts()) => Due::soon(said),
            _ => Due::plain(said),
        };
        due.why(Text::from(self.why(task, lang)))
    }

    /// Why it stands so, in a sentence.
    #[must_use]
    pub fn why(&self, task: &TaskRow, lang: Lang) -> String {
        let day = vietnamese::format_date;
        match self.reason(task) {
            Reason::Closed { on } => t::reason_closed(day(on)),
            Reason::Correction => t::reason_correction(),
            Reason::Waiting { on, late, decide_by } if late => {
                t::reason_waiting_late(day(decide_by), day(on))
            }
            Reason::Waiting { on, decide_by, .. } => t::reason_waiting(day(decide_by), day(on)),
            Reason::Over { due, days, unit: DayUnit::Working, .. } => t::reason_over_working(days, day(due)),
            Reason::Over { due, days, .. } => t::reason_over(days, day(due)),
            Reason::Left { due, days, unit: DayUnit::Working } => t::reason_left_working(days, day(due)),
            Reason::Left { due, days, .. } => t::reason_left(days, day(due)),
            Reason::Unknown => t::reason_unknown(),
        }
        .say(lang)
    }
}

fn reason_short(reason: Reason) -> Msg {
    match reason {
        Reason::Closed { .. } => t::standing_closed(),
        Reason::Correction => t::standing_correction(),
        Reason::Waiting { .. } => t::standing_waiting(),
        Reason::Over { days, special: true, .. } => t::short_special(days),
        Reason::Over { days, .. } => t::short_over(days),
        Reason::Left { days: 0, .. } => t::short_today(),
        Reason::Left { days, .. } => t::short_left(days),
        Reason::Unknown => t::standing_unjudged(),
    }
}

#[must_use]
pub fn standing_name(standing: Standing) -> Msg {
    match standing {
        Standing::Closed => t::standing_closed(),
        Standing::OnTrack => t::standing_on_track(),
        Standing::DueSoon => t::standing_due_soon(),
        Standing::Waiting => t::standing_waiting(),
        Standing::Overdue => t::standing_overdue(),
        Standing::Special => t::standing_special(),
        Standing::Correction => t::standing_correction(),
        Standing::Unjudged => t::standing_unjudged(),
    }
}

pub(crate) fn source_kind(kind: SourceKind) -> Msg {
    match kind {
        SourceKind::Conclusion => t::source_conclusion(),
        SourceKind::BoardNotice => t::source_board_notice(),
        SourceKind::Resolution => t::source_resolution(),
        SourceKind::Directive => t::source_directive(),
        SourceKind::Programme => t::source_programme(),
        SourceKind::Letter => t::source_letter(),
        SourceKind::Instruction => t::source_instruction(),
        SourceKind::Oral => t::source_oral(),
        SourceKind::Other => t::source_other(),
    }
}

#[must_use]
pub fn product_kind(kind: ProductKind) -> Msg {
    match kind {
        ProductKind::Report => t::product_report(),
        ProductKind::Submission => t::product_submission(),
        ProductKind::Issued => t::product_issued(),
        ProductKind::Draft => t::product_draft(),
        ProductKind::Plan => t::product_plan(),
        ProductKind::Scheme => t::product_scheme(),
        ProductKind::Opinion => t::product_opinion(),
        ProductKind::Figures => t::product_figures(),
        ProductKind::Work => t::product_work(),
        ProductKind::Other => t::product_other(),
    }
}

pub(crate) fn grade_name(grade: Grade) -> Msg {
    match grade {
        Grade::NotMet => t::grade_not_met(),
        Grade::Met => t::grade_met(),
        Grade::Good => t::grade_good(),
        Grade::Excellent => t::grade_excellent(),
    }
}

pub(crate) fn directive_name(kind: DirectiveKind) -> Msg {
    match kind {
        DirectiveKind::Urge => t::directive_urge(),
        DirectiveKind::Extend => t::directive_extend(),
        DirectiveKind::Reassign => t::directive_reassign(),
        DirectiveKind::Evidence => t::directive_evidence(),
        DirectiveKind::Figures => t::directive_figures(),
        DirectiveKind::Opinion => t::directive_opinion(),
        DirectiveKind::Reply => t::directive_reply(),
        DirectiveKind::Board => t::directive_board(),
    }
}

#[must_use]
pub fn outcome_name(outcome: Outcome) -> Msg {
    match outcome {
        Outcome::Waiting => t::outcome_waiting(),
        Outcome::Accepted => t::outcome_accepted(),
        Outcome::Returned => t::outcome_returned(),
        Outcome::Withdrawn => t::outcome_withdrawn(),
        Outcome::Reopened => t::outcome_reopened(),
    }
}

pub(crate) fn correctable_name(what: Correctable) -> Msg {
    match what {
        Correctable::ReceivedOn => t::received_on(),
        Correctable::DueOn => t::deadline(),
        Correctable::OwnerUnit => t::owner(),
        Correctable::Product => t::product(),
        Correctable::Content => t::content(),
    }
}

/// What a desk has to do: tasks of its posts and of the units whose mail it opens.
pub(crate) fn own(desk: &Desk) -> Reach {
    Reach::Parts {
        posts: desk.posts.clone(),
        units: desk.units.iter().chain(&desk.absent).copied().collect(),
    }
}

/// The rail: what is open within reach as the owner's, and how much of it is late.
pub(crate) fn waiting(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<(u64, u64), StoreError> {
    let desk = Desk::of_viewer(tx, viewer)?;
    let bounds = terms::bounds(tx, viewer.today)?;
    let owned = Filter { owned: true, ..Filter::new(own(&desk), bounds) };
    let late = owned.clone().standing(&[Standing::Overdue, Standing::Special]);
    Ok((store::count(tx, &owned)?, store::count(tx, &late)?))
}

/// A task as a row of a list.
#[must_use]
pub fn row(known: &Known, task: &TaskRow, lang: Lang) -> WorkRow {
    let by = format!("{} · {}", known.unit(task.owner_unit), task.product);
    WorkRow::new(task.code.clone(), Text::from(task.content.clone()), format!("/tasks/{}", task.id))
        .by(Text::from(by))
        .due(known.due(task, lang))
}

/// What there is to do with all of a card, said of how many.
type Verb = Option<fn(u64) -> Msg>;

/// What is mine to do, what I have to accept, what I follow; for leaders what is red.
pub(crate) fn today(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Vec<Card>, StoreError> {
    if !viewer.may(crate::HAVE) {
        return Ok(Vec::new());
    }
    let desk = Desk::of_viewer(tx, viewer)?;
    let known = Known::load(tx, viewer.today)?;
    let lang = viewer.lang;
    let late = [Standing::Overdue, Standing::Special];
    let mut cards = Vec::new();
    let mut put = |tx: &mut Tx<'_>,
                   (title, verb): (Msg, Verb),
                   (filter, href): (Filter, &str),
                   place: Place|
     -> Result<(), StoreError> {
        let count = store::count(tx, &filter)?;
        if count == 0 {
            return Ok(());
        }
        // What waits to be accepted is late when it has waited too long.
        let behind = if filter.standing == [Standing::Waiting] {
            Filter { waited: true, ..filter.clone() }
        } else {
            Filter { standing: late.to_vec(), ..filter.clone() }
        };
        let behind = store::count(tx, &behind)?;
        let rows = store::list(tx, &filter, None, TODAY_ROWS)?;
        let rows = rows.iter().map(|task| row(&known, task, lang)).collect();
        let mut card = Card::new(title, href, count).late(behind).rows(rows).place(place);
        if let Some(verb) = verb {
            card = card.verb(verb(count));
        }
        cards.push(card);
        Ok(())
    };
    let todo = Filter { owned: true, unsubmitted: true, ..Filter::new(own(&desk), known.bounds) };
    put(tx, (t::card_mine(), Some(t::verb_mine)), (todo, "/tasks?view=mine"), Place::Work)?;
    let to_accept = Filter {
        assigners: desk.posts.clone(),
        ..Filter::new(reach(&desk), known.bounds).standing(&[Standing::Waiting])
    };
    if viewer.may_in_part(ASSIGN) && !desk.posts.is_empty() {
        put(tx, (t::card_accept(), Some(t::verb_accept)), (to_accept, "/tasks?view=accept"), Place::Work)?;
    }
    if desk.is(Role::Leader) && !desk.posts.is_empty() {
        let given = Filter { assigners: desk.posts.clone(), ..Filter::new(reach(&desk), known.bounds) };
        put(tx, (t::card_given(), None), (given, "/tasks?view=given"), Place::Beside)?;
    }
    if viewer.may(SEE_ALL) {
        let red = Filter::new(Reach::All, known.bounds).standing(&late);
        put(tx, (t::exceptions(), None), (red, "/tasks/exceptions"), Place::Beside)?;
    }
    let words = store::unconfirmed(tx, &leaders_of(&desk))?;
    if !words.is_empty() {
        let count = u64::try_from(words.len()).unwrap_or(0);
        let rows = words.iter().map(|source| {
            WorkRow::new(String::new(), Text::from(source.title.clone()), format!("/sources/{}", source.id))
                .by(Text::from(t::card_confirm_by()))
        });
        let href = words.first().map_or_else(String::new, |source| format!("/sources/{}", source.id));
        cards.push(
            Card::new(t::card_confirm(), href, count).rows(rows.collect()).verb(t::verb_confirm(count)),
        );
    }
    Ok(cards)
}

/// The leaders' posts at this desk.
pub(crate) fn leaders_of(desk: &Desk) -> Vec<Id<Post>> {
    if desk.is(Role::Leader) { desk.posts.clone() } else { Vec::new() }
}

/// What lies on a post, for whoever hands it over.
pub(crate) fn held(tx: &mut Tx<'_>, post: Id<Post>, on: Date) -> Result<Vec<Held>, StoreError> {
    let desk = Desk::of_post(tx, post, on)?;
    let bounds = terms::bounds(tx, on)?;
    let filter = Filter { owned: true, ..Filter::new(own(&desk), bounds) };
    let held = |what: Msg, task: TaskRow| Held {
        what,
        title: format!("{} · {}", task.code, task.content),
        href: format!("/tasks/{}", task.id),
        on: task.due_on,
    };
    let mut found: Vec<Held> =
        store::list(tx, &filter, None, 100)?.into_iter().map(|task| held(t::held_owned(), task)).collect();
    let followed = Filter { followers: vec![post], ..Filter::new(Reach::All, bounds) };
    found.extend(
        store::list(tx, &followed, None, 100)?.into_iter().map(|task| held(t::held_followed(), task)),
    );
    Ok(found)
}

/// Whether a reader may see a task, with the task.
pub(crate) fn seen(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    id: Id<crate::model::Task>,
) -> Result<Option<TaskRow>, StoreError> {
    let Some(task) = store::task(tx, id)? else { return Ok(None) };
    let reach = reach_of(tx, viewer)?;
    // Who was called about it at night sees it, to be able to help.
    let seen = store::reaches(tx, id, &reach)? || calendar::called(tx, viewer.person, id.uuid())?;
    Ok(if seen { Some(task) } else { None })
}
