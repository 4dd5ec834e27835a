//! Asking, answering in turn, concluding.

use directions::Desk;
use documents::Paper;
use jiff::civil::Date;
use kernel::{Act, Id, Refusal, Subject};
use people::notices::{self, News, To};
use people::{Person, Post, Role, names};
use serde::{Deserialize, Serialize};

use crate::model::{Next, Place, Question, Reply, State, next};
use crate::store::{self, QuestionRow, SeatRow};
use crate::{ASK, SEE_ALL, t};

/// Longer texts are attached as papers.
pub const TEXT_MAX: usize = 4000;
/// A board of more members meets instead.
pub const MEMBERS_MAX: usize = 15;

fn subject(id: Id<Question>) -> Subject {
    Subject::new("board_question", id)
}

fn text(given: &str, field: &'static str, needed: bool) -> Result<String, Refusal> {
    let text = vietnamese::nfc(given.trim()).into_owned();
    if text.chars().count() > TEXT_MAX {
        return Err(Refusal::invalid(t::text_too_long(TEXT_MAX)).field(field));
    }
    if needed && text.is_empty() { Err(Refusal::invalid(t::text_missing()).field(field)) } else { Ok(text) }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ask {
    #[serde(default)]
    pub paper: Option<Id<Paper>>,
    pub title: String,
    /// What the office proposes: the conclusion where all agree.
    pub proposal: String,
    #[serde(default)]
    pub due_on: Option<Date>,
    /// Members in the order in which they are asked.
    pub members: Vec<Id<Post>>,
    /// Who concludes where opinions differ: the Secretary.
    pub decider: Id<Post>,
}

/// Puts a question to the board; its first member is told.
pub fn ask(act: &mut Act<'_>, input: Ask) -> Result<Id<Question>, Refusal> {
    let desk = directions::acting(act)?;
    if !desk.may(ASK) {
        return Err(Refusal::forbidden());
    }
    let today = act.today();
    let mut faults = Vec::new();
    let title = text(&input.title, "title", true).map_err(|fault| faults.push(fault)).unwrap_or_default();
    let proposal =
        text(&input.proposal, "proposal", true).map_err(|fault| faults.push(fault)).unwrap_or_default();
    if input.due_on.is_some_and(|on| on < today) {
        faults.push(Refusal::invalid(t::due_past()).field("due_on"));
    }
    let twice = input.members.iter().enumerate().any(|(at, post)| input.members[..at].contains(post));
    if input.members.is_empty() || input.members.len() > MEMBERS_MAX || twice {
        faults.push(Refusal::invalid(t::members_wrong(MEMBERS_MAX)).field("members"));
    }
    for (post, field) in
        input.members.iter().map(|post| (post, "members")).chain([(&input.decider, "decider")])
    {
        let leads = names::post(act.tx(), *post, today)?
            .is_some_and(|row| row.roles.contains(&Role::Leader) && row.holder.is_some());
        if !leads {
            faults.push(Refusal::invalid(t::not_a_leader()).field(field));
            break;
        }
    }
    Refusal::all(faults)?;
    if let Some(paper) = input.paper {
        documents::paper(act.tx(), paper)?.ok_or_else(Refusal::not_found)?;
        let all = desk.may(directions::ROUTE) || desk.may(directions::INSTRUCT);
        if !all && !directions::reached(act.tx(), paper, &desk)? {
            return Err(Refusal::not_found());
        }
    }
    let (id, at) = (act.new_id(), act.now());
    let own = desk.posts.first().copied().ok_or_else(Refusal::forbidden)?;
    let person = act.actor().person.map(Id::<Person>::from_uuid);
    act.record("asking.ask", subject(id));
    act.fact("members", i64::try_from(input.members.len()).unwrap_or(i64::MAX));
    if let Some(paper) = input.paper {
        act.fact("paper", paper);
    }
    let row = QuestionRow {
        id,
        paper: input.paper,
        title,
        proposal,
        due_on: input.due_on,
        post: own,
        person,
        at,
        decider: input.decider,
        state: State::Going,
        turn: None,
        conclusion: None,
        concluded_by: None,
        concluded_at: None,
    };
    store::insert(act.tx(), &row)?;
    for (place, post) in (1..).zip(&input.members) {
        let seat = act.new_id();
        store::insert_seat(act.tx(), (seat, id), (place, *post))?;
    }
    go_on(act, &row)?;
    Ok(id)
}

/// What follows from what was answered: the next member is asked, it is concluded, or the Secretary has to.
fn go_on(act: &mut Act<'_>, question: &QuestionRow) -> Result<(), Refusal> {
    let id = question.id;
    notices::settle(act, &subject(id))?;
    let places: Vec<Place> = store::seats(act.tx(), id)?.iter().map(Place::from).collect();
    match next(&places, question.decider) {
        Next::Ask(post) => {
            store::set_state(act.tx(), id, (State::Going, Some(post)))?;
            notices::tell(act, To::Post(post), &News::new("asking.turn", subject(id)))
        }
        Next::Agreed => concluded(act, question, &question.proposal),
        Next::Decide => {
            store::set_state(act.tx(), id, (State::Differing, Some(question.decider)))?;
            notices::tell(act, To::Post(question.decider), &News::new("asking.differ", subject(id)))
        }
    }
}

fn concluded(act: &mut Act<'_>, question: &QuestionRow, text: &str) -> Result<(), Refusal> {
    let (by, at) = (act.actor().person, act.now());
    store::set_state(act.tx(), question.id, (State::Concluded, None))?;
    store::set_conclusion(act.tx(), question.id, text, (by, at))?;
    notices::settle(act, &subject(question.id))?;
    notices::tell(act, To::Post(question.post), &News::new("asking.concluded", subject(question.id)))
}

/// The question, held, for whom it is there.
fn locked(act: &mut Act<'_>, id: Id<Question>) -> Result<(QuestionRow, Vec<SeatRow>, Desk), Refusal> {
    let desk = directions::acting(act)?;
    let question = store::lock(act.tx(), id)?.ok_or_else(Refusal::not_found)?;
    let seats = store::seats(act.tx(), id)?;
    if !sees(&desk, &question, &seats) {
        return Err(Refusal::not_found());
    }
    Ok((question, seats, desk))
}

/// Whoever asked, has a seat or the decision, and the office's leaders.
pub(crate) fn sees(desk: &Desk, question: &QuestionRow, seats: &[SeatRow]) -> bool {
    desk.may(SEE_ALL)
        || desk.holds(question.post)
        || desk.holds(question.decider)
        || seats.iter().any(|seat| desk.holds(seat.post))
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    pub question: Id<Question>,
    pub reply: Reply,
    /// What the other opinion is.
    #[serde(default)]
    pub words: String,
}

/// The member whose turn it is agrees, or is of another opinion.
pub fn answer(act: &mut Act<'_>, input: Answer) -> Result<(), Refusal> {
    let (question, seats, desk) = locked(act, input.question)?;
    let seat = seats.iter().find(|seat| question.turn == Some(seat.post) && seat.reply.is_none());
    let seat = match seat.filter(|_| question.state == State::Going) {
        Some(seat) if desk.holds(seat.post) => seat,
        Some(_) => return Err(Refusal::forbidden()),
        None => return Err(Refusal::conflict(t::not_your_turn())),
    };
    if input.reply == Reply::Passed {
        return Err(Refusal::invalid(t::choose_one()).field("reply"));
    }
    let words = text(&input.words, "words", input.reply == Reply::Other)?;
    act.record("asking.answer", subject(question.id));
    act.fact("reply", input.reply.code());
    let (by, at) = (act.actor().person, act.now());
    store::set_reply(act.tx(), seat.id, (input.reply, &words), (by, at))?;
    go_on(act, &question)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pass {
    pub question: Id<Question>,
    pub why: String,
}

/// The office passes over the member whose turn it is, with the reason: away, or concerned by the matter.
pub fn pass(act: &mut Act<'_>, input: Pass) -> Result<(), Refusal> {
    let (question, seats, desk) = locked(act, input.question)?;
    if !desk.may(ASK) {
        return Err(Refusal::forbidden());
    }
    let seat = seats.iter().find(|seat| question.turn == Some(seat.post) && seat.reply.is_none());
    let seat = seat
        .filter(|_| question.state == State::Going)
        .ok_or_else(|| Refusal::conflict(t::nobody_asked()))?;
    let why = text(&input.why, "why", true)?;
    act.record("asking.pass", subject(question.id));
    let (by, at) = (act.actor().person, act.now());
    store::set_reply(act.tx(), seat.id, (Reply::Passed, &why), (by, at))?;
    go_on(act, &question)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Conclude {
    pub question: Id<Question>,
    pub conclusion: String,
}

/// Where opinions differ the Secretary concludes.
pub fn conclude(act: &mut Act<'_>, input: Conclude) -> Result<(), Refusal> {
    let (question, _, desk) = locked(act, input.question)?;
    if !desk.holds(question.decider) {
        return Err(Refusal::forbidden());
    }
    if question.state != State::Differing {
        return Err(Refusal::conflict(t::not_to_decide()));
    }
    let text = text(&input.conclusion, "conclusion", true)?;
    act.record("asking.conclude", subject(question.id));
    concluded(act, &question, &text)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Withdraw {
    pub question: Id<Question>,
    pub why: String,
}

/// The office takes the question back, with the reason, before it is concluded. What was answered stays.
pub fn withdraw(act: &mut Act<'_>, input: Withdraw) -> Result<(), Refusal> {
    let (question, _, desk) = locked(act, input.question)?;
    if !desk.may(ASK) {
        return Err(Refusal::forbidden());
    }
    if question.turn.is_none() {
        return Err(Refusal::conflict(t::over_already()));
    }
    let why = text(&input.why, "why", true)?;
    act.record("asking.withdraw", subject(question.id));
    let (by, at) = (act.actor().person, act.now());
    store::set_state(act.tx(), question.id, (State::Withdrawn, None))?;
    store::set_conclusion(act.tx(), question.id, &why, (by, at))?;
    notices::settle(act, &subject(question.id))
}
