//! The settlement slip of a paper: everything said and done about it, with names, as far as who reads may know.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use documents::{FileRow, Paper, PaperRow};
use jiff::civil::Date;
use kernel::{Id, Instant, StoreError, Tx};
use people::{Person, Post, Role as PostRole, Unit};
use ui::{Due, Text, WorkRow};
use words::Lang;

use crate::desk::Desk;
use crate::lists::View;
use crate::model::{self, Role, Routing, State};
use crate::store::{
    self, AnswerRow, AssignmentRow, DeadlineChange, InstructionRow, Line, ProposalRow, ReadingRow,
    RoutingRow, Standing,
};
use crate::t;

pub(crate) struct Slip {
    pub routing: RoutingRow,
    pub paper: PaperRow,
    pub files: Vec<FileRow>,
    pub proposals: Vec<ProposalRow>,
    pub instructions: Vec<InstructionRow>,
    pub assignments: Vec<AssignmentRow>,
    pub answers: Vec<AnswerRow>,
    pub changes: Vec<DeadlineChange>,
    /// Only for the leader, the secretary and the chief.
    pub readings: Vec<ReadingRow>,
    /// Who has opened it in which post, without when: it decides whether it can still be taken back.
    pub opened: Vec<(Id<Post>, Id<Person>)>,
    /// Whose the work of each vacant post is, in words.
    pub vacant: Vec<words::Msg>,
    pub place: Place,
    pub desk: Desk,
    /// The rules as the office has them.
    pub rules: Arc<rulebook::Rulebook>,
    names: Names,
}

/// Titles and names, each asked once.
#[derive(Default)]
pub(crate) struct Names {
    units: HashMap<Id<Unit>, String>,
    posts: HashMap<Id<Post>, Arc<(String, String)>>,
    persons: HashMap<Id<Person>, String>,
}

impl Names {
    fn learn_unit(&mut self, tx: &mut Tx<'_>, id: Id<Unit>) -> Result<(), StoreError> {
        if let Entry::Vacant(place) = self.units.entry(id) {
            place.insert(people::names::unit(tx, id)?);
        }
        Ok(())
    }
    fn learn_post(&mut self, tx: &mut Tx<'_>, id: Id<Post>, on: Date) -> Result<(), StoreError> {
        if let Entry::Vacant(place) = self.posts.entry(id) {
            let mut name = people::names::on_day(b"post said", on);
            name.extend_from_slice(id.uuid().as_bytes());
            let said = tx.remember(&name, |tx| {
                let post = people::names::post(tx, id, on)?;
                Ok(post.map_or_else(Default::default, |p| (p.title, p.holder_name.unwrap_or_default())))
            })?;
            place.insert(said);
        }
        Ok(())
    }
    fn learn_person(&mut self, tx: &mut Tx<'_>, id: Id<Person>) -> Result<(), StoreError> {
        if let Entry::Vacant(place) = self.persons.entry(id) {
            place.insert(people::names::person(tx, id)?);
        }
        Ok(())
    }
    pub fn unit(&self, id: Id<Unit>) -> &str {
        self.units.get(&id).map_or("", String::as_str)
    }
    pub fn post(&self, id: Id<Post>) -> String {
        self.posts.get(&id).map_or_else(String::new, |said| said.0.clone())
    }
    pub fn person(&self, id: Option<Id<Person>>) -> &str {
        id.and_then(|id| self.persons.get(&id)).map_or("", String::as_str)
    }
    /// A recipient as people say it: the unit, or who in it.
    pub fn line(&self, line: &Line) -> String {
        match line.post.and_then(|post| self.posts.get(&post)).map(|said| &**said) {
            Some((title, holder)) if holder.is_empty() => format!("{title} · {}", self.unit(line.unit)),
            Some((title, holder)) => format!("{holder} ({title})"),
            None => self.unit(line.unit).to_owned(),
        }
    }
}

/// Where a paper is now, and for how long.
#[derive(Debug, Clone)]
pub struct Place {
    pub routing: Id<Routing>,
    pub state: State,
    /// With whom; empty when nobody has to do anything any more.
    pub holder: String,
    /// Since when; hidden where it is a leader's holding time and not for the reader.
    pub since: Option<Instant>,
    pub deadline: Option<Date>,
    pub settled_on: Option<Date>,
}

impl Place {
    #[must_use]
    pub fn step(&self) -> words::Msg {
        state_said(self.state)
    }

    /// How the deadline stands, as a chip.
    #[must_use]
    pub fn due(&self, today: Date) -> Option<Due> {
        let deadline = self.deadline?;
        Some(match self.settled_on {
            Some(day) => Due::ended(i64::from(rules::days_left(deadline, day))),
            None if matches!(self.state, State::Informed | State::TakenBack) => return None,
            None => Due::in_days(i64::from(rules::days_left(deadline, today)), i64::from(rules::SOON_DAYS)),
        })
    }

    /// "2 giờ", "3 ngày".
    #[must_use]
    pub fn held(&self, now: Instant) -> Option<words::Msg> {
        self.since.map(|since| held_for(now, since))
    }
}

pub(crate) fn held_for(now: Instant, since: Instant) -> words::Msg {
    let micros = now.since(since).max(0);
    let whole = |unit: i64| u64::try_from(micros / unit).unwrap_or(0);
    match micros {
        m if m < 2 * Instant::MINUTE => t::just_now(),
        m if m < Instant::HOUR => t::held_minutes(whole(Instant::MINUTE)),
        m if m < Instant::DAY => t::held_hours(whole(Instant::HOUR)),
        _ => t::held_days(whole(Instant::DAY)),
    }
}

pub(crate) fn state_said(state: State) -> words::Msg {
    match state {
        State::TakenBack => t::state_taken_back(),
        State::ToPropose => t::state_to_propose(),
        State::ToInstruct => t::state_to_instruct(),
        State::ToTransfer => t::state_to_transfer(),
        State::InHand => t::state_in_hand(),
        State::Informed => t::state_informed(),
        State::Settled => t::state_settled(),
    }
}

/// Reading and holding times of a leader are for the leader, the secretary and the chief.
pub(crate) fn knows_times(desk: &Desk, leader: Option<Id<Post>>) -> bool {
    desk.is(PostRole::Chief)
        || leader.is_some_and(|leader| desk.holds(leader) || desk.serves.contains(&leader))
}

fn place(
    tx: &mut Tx<'_>,
    names: &mut Names,
    desk: &Desk,
    (routing, assignments): (&Standing, &[AssignmentRow]),
    today: Date,
) -> Result<Place, StoreError> {
    let (holder, since) = match routing.state {
        State::ToPropose => {
            names.learn_post(tx, routing.office_post, today)?;
            (names.post(routing.office_post), Some(routing.held_since))
        }
        State::ToInstruct => {
            let leader = routing.leader_post.unwrap_or(routing.office_post);
            names.learn_post(tx, leader, today)?;
            let since = knows_times(desk, routing.leader_post).then_some(routing.held_since);
            (names.post(leader), since)
        }
        State::ToTransfer => (t::the_clerks().say(Lang::Vi), Some(routing.held_since)),
        State::InHand => {
            let open = |a: &&AssignmentRow| a.open();
            let lead = assignments.iter().filter(open).find(|a| a.line.role == Role::Lead);
            match lead.or_else(|| assignments.iter().find(open)) {
                Some(one) => {
                    names.learn_unit(tx, one.line.unit)?;
                    if let Some(post) = one.line.post {
                        names.learn_post(tx, post, today)?;
                    }
                    (names.line(&one.line), Some(one.sent_at))
                }
                None => (String::new(), None),
            }
        }
        State::TakenBack | State::Informed | State::Settled => (String::new(), None),
    };
    Ok(Place {
        routing: routing.id,
        state: routing.state,
        holder,
        since,
        deadline: routing.deadline,
        settled_on: (routing.state == State::Settled)
            .then(|| routing.settled_at.map(Instant::date))
            .flatten(),
    })
}

/// Where these papers are now; those that are not on their way yet are left out.
pub fn places(
    tx: &mut Tx<'_>,
    viewer: &people::Viewer,
    papers: &[Id<Paper>],
) -> Result<HashMap<Id<Paper>, Place>, StoreError> {
    let Some(desk) = viewer.remember(tx, b"desk", Desk::of_viewer)? else {
        return Ok(HashMap::new());
    };
    let mut names = Names::default();
    let mut found = HashMap::new();
    let standing = store::standing(tx, papers)?;
    let in_hand: Vec<_> =
        standing.iter().filter(|row| row.state == State::InHand).map(|row| row.id).collect();
    let sent = store::assignments_of(tx, &in_hand)?;
    for routing in standing {
        let assignments = sent.get(&routing.id).map_or(&[][..], Vec::as_slice);
        let desk = desk.before(routing.field);
        let place = place(tx, &mut names, desk, (&routing, assignments), viewer.today)?;
        found.insert(routing.paper, place);
    }
    Ok(found)
}

/// What happened to a paper on its way, as far as who reads may know: when, who, what. Oldest first.
pub fn trail(
    tx: &mut Tx<'_>,
    viewer: &people::Viewer,
    routing: Id<Routing>,
    lang: Lang,
) -> Result<Vec<(Instant, String, String)>, StoreError> {
    let Some(routing) = store::routing(tx, routing)? else { return Ok(Vec::new()) };
    Ok(Slip::load(tx, viewer, routing)?.map_or_else(Vec::new, |slip| slip.trail(lang)))
}

/// A row of a list of the desk.
pub(crate) fn row(
    tx: &mut Tx<'_>,
    desk: &Desk,
    routing: &RoutingRow,
    view: View,
    today: Date,
) -> Result<WorkRow, StoreError> {
    let desk = desk.before(routing.field);
    let paper = documents::paper(tx, routing.paper)?;
    let assignments = store::assignments(tx, routing.id)?;
    let place = place(tx, &mut Names::default(), desk, (&routing.into(), &assignments), today)?;
    let href = format!("/routings/{}?view={}", routing.id, view.code());
    let (code, subject, issuer, urgency) = paper.map_or_else(Default::default, |p| {
        let code = if p.code.is_empty() { p.number.to_string() } else { p.code };
        (code, p.subject, p.issuer, p.urgency)
    });
    let mut by = issuer;
    if matches!(view, View::Late | View::Follow) && !place.holder.is_empty() {
        by = format!("{by} · {}", place.holder);
    }
    let fresh = assignments.iter().any(|a| a.open() && a.opened_at.is_none() && desk.receives(&a.line));
    let mut row = WorkRow::new(code, Text::from(subject), href)
        .by(Text::from(by))
        .urgency(seal(&urgency))
        .fresh(fresh && matches!(view, View::Mine | View::Informed));
    if let Some(due) = place.due(today) {
        row = row.due(due);
    }
    Ok(row)
}

/// The seal of an urgency as stored.
pub(crate) fn seal(mark: &str) -> Option<ui::Urgency> {
    match mark {
        "urgent" => Some(ui::Urgency::Urgent),
        "very" => Some(ui::Urgency::VeryUrgent),
        "flash" => Some(ui::Urgency::Flash),
        _ => None,
    }
}

impl Slip {
    /// `None` for what is not there and for what is not to be known by who reads.
    pub fn load(
        tx: &mut Tx<'_>,
        viewer: &people::Viewer,
        routing: RoutingRow,
    ) -> Result<Option<Slip>, StoreError> {
        let (whole, today) = (Desk::of_viewer(tx, viewer)?, viewer.today);
        let desk = whole.before(routing.field).clone();
        let office = desk.may(crate::ROUTE) || desk.may(crate::INSTRUCT);
        if !office && !store::reached(tx, routing.paper, &whole)? {
            return Ok(None);
        }
        let Some(paper) = documents::paper(tx, routing.paper)? else { return Ok(None) };
        let mut names = Names::default();
        let proposals = store::proposals(tx, routing.id)?;
        let instructions = store::instructions(tx, routing.id)?;
        let assignments = store::assignments(tx, routing.id)?;
        let answers = store::answers(tx, routing.id)?;
        let changes = store::changes(tx, routing.id)?;
        let readings = store::readings(tx, routing.id)?;
        let opened = readings.iter().map(|row| (row.post, row.person)).collect();
        let readings = if knows_times(&desk, routing.leader_post) { readings } else { Vec::new() };
        for line in proposals.iter().flat_map(|p| &p.lines).chain(assignments.iter().map(|a| &a.line)) {
            names.learn_unit(tx, line.unit)?;
            if let Some(post) = line.post {
                names.learn_post(tx, post, today)?;
            }
        }
        let posts = [Some(routing.office_post), routing.leader_post]
            .into_iter()
            .flatten()
            .chain(proposals.iter().map(|p| p.post))
            .chain(proposals.iter().filter_map(|p| p.leader_post))
            .chain(instructions.iter().map(|i| i.post))
            .chain(readings.iter().map(|r| r.post));
        for post in posts.collect::<Vec<_>>() {
            names.learn_post(tx, post, today)?;
        }
        let persons = [routing.started_by, routing.prepared_by, routing.settled_by]
            .into_iter()
            .chain(proposals.iter().map(|p| p.person))
            .chain(instructions.iter().flat_map(|i| [i.person, i.entered_by]))
            .chain(assignments.iter().flat_map(|a| [a.sent_by, a.opened_by, a.answered_by]))
            .chain(answers.iter().map(|a| a.person))
            .chain(changes.iter().map(|c| c.person))
            .chain(readings.iter().map(|r| Some(r.person)));
        for person in persons.flatten().collect::<Vec<_>>() {
            names.learn_person(tx, person)?;
        }
        let place = place(tx, &mut names, &desk, (&Standing::from(&routing), &assignments), today)?;
        let lies_on = match routing.state {
            State::ToPropose => vec![routing.office_post],
            State::ToInstruct => routing.leader_post.into_iter().collect(),
            State::InHand | State::Informed => {
                assignments.iter().filter(|a| a.open()).filter_map(|a| a.line.post).collect()
            }
            State::TakenBack | State::ToTransfer | State::Settled => Vec::new(),
        };
        let mut vacant = Vec::new();
        for post in people::names::unheld(tx, &lies_on, today)? {
            let answers = people::effective_holder(tx, post, today)?;
            vacant.push(vacant_said(names.post(post), answers.as_ref()));
        }
        let unmanned = people::names::unmanned(tx, today)?;
        let open = assignments.iter().filter(|a| a.open() && a.line.post.is_none());
        for line in open.map(|a| a.line).filter(|line| line.role != Role::Informed) {
            if let Some(row) = unmanned.iter().find(|row| row.unit == line.unit) {
                vacant.push(vacant_said(names.unit(line.unit).to_owned(), row.answers.as_ref()));
            }
        }
        let files = documents::files(tx, routing.paper)?;
        let rules = rulebook::rules(tx)?;
        Ok(Some(Slip {
            routing,
            paper,
            files,
            proposals,
            instructions,
            assignments,
            answers,
            changes,
            readings,
            opened,
            vacant,
            place,
            desk,
            rules,
            names,
        }))
    }

    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The proposal that stands, or the last one taken back, to begin from.
    pub fn proposal(&self) -> Option<&ProposalRow> {
        self.proposals.first()
    }

    /// The word that stands, notes left aside.
    pub fn word(&self) -> Option<&InstructionRow> {
        self.instructions.iter().find(|i| i.withdrawn_at.is_none() && i.word != model::Word::Note)
    }

    /// How the deadline was counted, line by line, with its source.
    pub fn counted(&self, lang: Lang) -> Vec<String> {
        let Some(deadline) = &self.routing.deadline else { return Vec::new() };
        let (pack, calendar) = (&self.rules.pack, &self.rules.calendar);
        let Some(counted) = model::recount(pack, calendar, deadline) else {
            return vec![t::deadline_chosen().say(lang)];
        };
        let mut lines = counted.explain(lang);
        if counted.deadline != deadline.on {
            // The days off or the rule changed since: the deadline that was set stands until somebody moves it.
            lines.push(t::counted_otherwise(vietnamese::format_date(deadline.on)).say(lang));
        }
        if let Some(row) = pack.deadline(&deadline.basis, deadline.counted_from) {
            let source = row.source.quote();
            let said = if row.confirmed() { t::by_rule(source) } else { t::by_rule_unconfirmed(source) };
            lines.push(said.say(lang));
        }
        lines
    }

    /// What happened, oldest first: when, who, what, and the words used.
    pub fn trail(&self, lang: Lang) -> Vec<(Instant, String, String)> {
        let n = &self.names;
        let mut trail = Vec::new();
        let mut put = |at: Instant, who: &str, what: words::Msg, said: &str| {
            let mut text = what.say(lang);
            if !said.is_empty() {
                text = format!("{text}: {said}");
            }
            trail.push((at, who.to_owned(), text));
        };
        let r = &self.routing;
        put(r.started_at, n.person(r.started_by), t::trail_sent(n.post(r.office_post)), "");
        for p in &self.proposals {
            let what = match p.leader_post {
                Some(leader) => t::trail_proposed(n.post(leader)),
                None => t::trail_decided(),
            };
            put(p.at, n.person(p.person), what, &p.text);
            if let Some(at) = p.taken_back_at {
                put(at, n.person(p.person), t::trail_taken_back(), "");
            }
        }
        let times = knows_times(&self.desk, r.leader_post);
        for i in self.instructions.iter().filter(|i| i.word != model::Word::Decided) {
            let what = match i.word {
                model::Word::Agree => t::trail_agreed(),
                model::Word::Other => t::trail_instructed(),
                model::Word::AskBack => t::trail_asked(),
                model::Word::Note | model::Word::Decided => t::trail_noted(),
            };
            put(i.at, n.person(i.person), what, &i.text);
            if let Some(at) = i.withdrawn_at {
                put(at, n.person(i.person), t::trail_withdrawn(), "");
            }
        }
        if times {
            for reading in &self.readings {
                put(reading.at, n.person(Some(reading.person)), t::trail_read(), "");
            }
        }
        for a in &self.assignments {
            put(a.sent_at, n.person(a.sent_by), role_sent(a.line.role, n.line(&a.line)), "");
            if let Some(at) = a.opened_at {
                put(at, n.person(a.opened_by), t::trail_opened(), "");
            }
        }
        for answer in &self.answers {
            let to = self.assignments.iter().find(|a| a.id == answer.assignment);
            let what = match answer.step {
                model::Step::Sent => continue,
                model::Step::Accepted => t::trail_accepted(),
                model::Step::Forwarded => t::trail_forwarded(),
                model::Step::Returned => t::trail_returned(),
                model::Step::Recalled => t::trail_recalled(to.map_or(String::new(), |a| n.line(&a.line))),
                model::Step::Done => t::trail_done(),
            };
            put(answer.at, n.person(answer.person), what, answer.text.as_deref().unwrap_or(""));
        }
        for c in &self.changes {
            let date = |d: Option<Date>| d.map_or("—".to_owned(), vietnamese::format_date);
            put(c.at, n.person(c.person), t::trail_deadline(date(c.new), date(c.old)), &c.why);
        }
        if let (Some(at), Some(result)) = (r.settled_at, &r.result) {
            put(at, n.person(r.settled_by), t::trail_settled(), result);
        }
        trail.sort_by_key(|(at, _, _)| *at);
        trail
    }
}

/// Nobody holds the post, or nobody opens the unit's mail: who does it instead.
pub(crate) fn vacant_said(whose: String, answers: Option<&people::PostRow>) -> words::Msg {
    match answers {
        Some(post) => t::vacant_with(whose, said(post)),
        None => t::vacant_nobody(whose),
    }
}

/// Who it is, with the post.
pub(crate) fn said(post: &people::PostRow) -> String {
    format!("{} ({})", post.holder_name.as_deref().unwrap_or_default(), post.title)
}

fn role_sent(role: Role, to: String) -> words::Msg {
    match role {
        Role::Lead => t::trail_to_lead(to),
        Role::Cooperating => t::trail_to_cooperating(to),
        Role::Informed => t::trail_to_informed(to),
    }
}
