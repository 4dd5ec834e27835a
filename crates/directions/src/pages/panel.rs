//! The right pane: where it is, what was said, who has it, what can be done now, the trail.

use kernel::Instant;
use people::Role as PostRole;
use ui::form::Filled;
use ui::{Ctx, Facts, Html, Notice, fold};

use super::choices::Choices;
use super::forms::Forms;
use crate::model::{Role, State, Step, Word};
use crate::slip::Slip;
use crate::store::AssignmentRow;
use crate::{INSTRUCT, PROPOSE, ROUTE, t};

pub(super) fn render(
    ctx: &Ctx,
    slip: &Slip,
    choices: &Choices,
    (view, filled): (&str, &Filled),
    now: Instant,
) -> Html {
    let forms = Forms { ctx, slip, choices, view, filled };
    let mut parts = vec![head(ctx, slip, now)];
    parts.extend(slip.vacant.iter().map(|said| Notice::care(said.clone()).render(ctx.lang)));
    parts.push(said(ctx, slip));
    let actions = actions(ctx, &forms, now);
    if !actions.is_empty() {
        parts.push(actions);
    }
    parts.push(recipients(ctx, &forms));
    parts.push(trail(ctx, slip));
    parts.push(opening(ctx, slip));
    Html::join(parts)
}

fn esc(text: &str) -> String {
    ui::html::escape(text)
}

/// Where it is now and for how long; how its deadline was counted.
fn head(ctx: &Ctx, slip: &Slip, now: Instant) -> Html {
    let lang = ctx.lang;
    let place = &slip.place;
    let code =
        if slip.paper.code.is_empty() { slip.paper.number.to_string() } else { slip.paper.code.clone() };
    let mut facts = Facts::new().text(t::issuer(), &slip.paper.issuer).text(
        t::arrived(),
        &t::number_and_date(vietnamese::format_date(slip.paper.arrived_on), slip.paper.number).say(lang),
    );
    if let Some(asked) = slip.paper.asked_by {
        facts = facts.text(t::asked_by(), &vietnamese::format_date(asked));
    }
    if let Some(deadline) = place.deadline {
        facts = facts.text(t::deadline(), &vietnamese::format_date(deadline));
    }
    let counted: String = slip.counted(lang).iter().map(|line| format!("<li>{}</li>", esc(line))).collect();
    let why = if counted.is_empty() {
        Html::default()
    } else {
        fold(ctx, t::why_deadline(), &Html::trusted(format!("<ul class=\"why\">{counted}</ul>")), false)
    };
    let seal = crate::slip::seal(&slip.paper.urgency).map(|seal| seal.render(lang)).unwrap_or_default();
    Html::join([
        Html::trusted(format!(
            "<div class=\"slip-head\"><h2><a href=\"/papers/{}\">{}</a> {seal}</h2><p>{}</p>{}</div>",
            slip.paper.id,
            esc(&code),
            esc(&slip.paper.subject),
            super::place_line(slip, now, lang),
        )),
        facts.render(lang),
        why,
    ])
}

/// What the office proposed and what was instructed.
fn said(ctx: &Ctx, slip: &Slip) -> Html {
    let lang = ctx.lang;
    let n = slip.names();
    let mut parts = Vec::new();
    if let Some(proposal) = slip.proposal().filter(|proposal| proposal.taken_back_at.is_none()) {
        parts.push(quote(
            ctx,
            t::office_proposes(),
            &proposal_text(ctx.lang, slip),
            n.person(proposal.person),
        ));
    }
    if let Some(text) = &slip.routing.prepared
        && (slip
            .routing
            .leader_post
            .is_some_and(|post| slip.desk.holds(post) || slip.desk.serves.contains(&post)))
    {
        parts.push(quote(ctx, t::prepared(), text, n.person(slip.routing.prepared_by)));
    }
    for given in slip.instructions.iter().rev().filter(|i| i.withdrawn_at.is_none()) {
        let Some(title) = word_said(slip, given) else { continue };
        parts.push(quote(ctx, title, &given.text, &given_by(slip, given, lang)));
    }
    if let Some(result) = &slip.routing.result
        && slip.routing.state == State::Settled
    {
        let mut by = n.person(slip.routing.settled_by).to_owned();
        if let (Some(code), Some(on)) = (&slip.routing.reply_code, slip.routing.reply_on) {
            by = format!("{by} · {}", t::replied(code.clone(), vietnamese::format_date(on)).say(lang));
        }
        parts.push(quote(ctx, t::settled(), result, &by));
    }
    Html::join(parts)
}

fn quote(ctx: &Ctx, title: words::Msg, text: &str, by: &str) -> Html {
    let text = if text.is_empty() { String::new() } else { format!("<p>{}</p>", esc(text)) };
    Html::trusted(format!(
        "<section class=\"said\"><h3>{}</h3>{text}<p class=\"by\">{}</p></section>",
        esc(&title.say(ctx.lang)),
        esc(by)
    ))
}

/// The proposal in words: the text, who leads, who co-operates, by when.
pub(super) fn proposal_text(lang: words::Lang, slip: &Slip) -> String {
    let Some(proposal) = slip.proposal() else { return String::new() };
    let n = slip.names();
    let of = |role: Role| {
        let names: Vec<_> = proposal.lines.iter().filter(|l| l.role == role).map(|l| n.line(l)).collect();
        names.join(", ")
    };
    let mut parts = Vec::new();
    if !proposal.text.is_empty() {
        parts.push(proposal.text.trim_end_matches(['.', ';']).to_owned());
    }
    for (role, msg) in
        [(Role::Lead, t::lead()), (Role::Cooperating, t::cooperating()), (Role::Informed, t::informed())]
    {
        let who = of(role);
        if !who.is_empty() {
            parts.push(format!("{}: {who}", msg.say(lang).to_lowercase()));
        }
    }
    if let Some(deadline) = proposal.deadline {
        parts.push(format!(
            "{}: {}",
            t::deadline().say(lang).to_lowercase(),
            vietnamese::format_date(deadline)
        ));
    }
    parts.join("; ")
}

/// What this desk can do now, the likely thing first.
fn actions(ctx: &Ctx, forms: &Forms<'_>, now: Instant) -> Html {
    let slip = forms.slip;
    let desk = &slip.desk;
    let mut parts = Vec::new();
    match slip.routing.state {
        State::ToPropose => {
            if desk.may(PROPOSE) && (desk.holds(slip.routing.office_post) || desk.is(PostRole::Chief)) {
                parts.push(forms.propose());
            }
            if desk.may(ROUTE) {
                parts.push(forms.pass_on());
                parts.push(forms.put_away());
            }
        }
        State::ToInstruct => {
            let leader = slip.routing.leader_post;
            if desk.may(INSTRUCT) && leader.is_some_and(|post| desk.holds(post)) {
                parts.push(forms.words());
            } else if leader.is_some_and(|post| desk.serves.contains(&post)) {
                parts.push(forms.secretary(now.date()));
            }
        }
        State::ToTransfer => {
            if desk.may(ROUTE) {
                parts.push(forms.transfer());
                parts.push(forms.put_away());
            }
        }
        State::InHand | State::Informed => {
            for one in mine(slip) {
                parts.push(forms.recipient(one));
            }
            if desk.may(PROPOSE) && slip.routing.state == State::InHand {
                parts.push(forms.deadline());
            }
        }
        State::Settled | State::TakenBack => {}
    }
    if matches!(slip.routing.state, State::Settled | State::Informed) && desk.is(PostRole::Chief) {
        parts.push(forms.reopen());
    }
    if can_retract(slip) {
        parts.push(forms.retract());
    }
    if can_withdraw(slip) {
        parts.push(forms.withdraw());
    }
    if parts.is_empty() {
        return Html::default();
    }
    let faults = forms.filled.faults.iter().filter(|fault| fault.field.is_none());
    let notices = Html::join(faults.map(|fault| Notice::fault(fault.msg.clone()).render(ctx.lang)));
    Html::trusted(format!("<div class=\"acts\">{notices}{}</div>", Html::join(parts)))
}

/// Who sent it or proposed takes it back, until the one it lies before has opened it.
fn can_retract(slip: &Slip) -> bool {
    let last = slip.proposals.iter().find(|proposal| proposal.taken_back_at.is_none());
    let (by, before) = match (slip.routing.state, last) {
        (State::ToInstruct, Some(proposal)) => (proposal.person, slip.routing.leader_post),
        (State::ToPropose, None) => (slip.routing.started_by, Some(slip.routing.office_post)),
        _ => return false,
    };
    by.is_some()
        && by == slip.desk.person
        && !slip.opened.iter().any(|(post, person)| Some(*post) == before && Some(*person) != by)
}

fn can_withdraw(slip: &Slip) -> bool {
    let early = match slip.routing.state {
        State::ToTransfer => true,
        State::ToPropose => slip.word().is_some_and(|word| word.word == Word::AskBack),
        _ => false,
    };
    early
        && slip.word().is_some_and(|word| {
            let own = word.person == slip.desk.person;
            match word.word {
                Word::Decided => own || slip.desk.is(PostRole::Chief),
                _ => own && slip.desk.holds(word.post),
            }
        })
}

/// What lies on this desk.
fn mine(slip: &Slip) -> impl Iterator<Item = &AssignmentRow> {
    slip.assignments.iter().filter(|a| a.open() && slip.desk.receives(&a.line))
}

pub(super) fn role_said(one: &AssignmentRow) -> words::Msg {
    match one.line.role {
        Role::Lead => t::lead(),
        Role::Cooperating => t::cooperating(),
        Role::Informed => t::informed(),
    }
}

pub(super) fn step_said(one: &AssignmentRow) -> words::Msg {
    match one.step {
        Step::Sent if one.opened_at.is_some() => t::step_opened(),
        Step::Sent => t::step_sent(),
        Step::Accepted => t::step_accepted(),
        Step::Forwarded => t::step_forwarded(),
        Step::Returned => t::step_returned(),
        Step::Recalled => t::step_recalled(),
        Step::Done => t::step_done(),
    }
}

/// What a word of the leader's is called; nothing for what the office decided itself.
pub(super) fn word_said(slip: &Slip, given: &crate::store::InstructionRow) -> Option<words::Msg> {
    let who = slip.names().post(given.post);
    Some(match given.word {
        Word::Decided => return None,
        Word::Agree => t::said_agree(who),
        Word::Other => t::said_other(who),
        Word::AskBack => t::said_ask(who),
        Word::Note => t::said_note(who),
    })
}

/// Who gave it and when; who entered what was written by hand.
pub(super) fn given_by(slip: &Slip, given: &crate::store::InstructionRow, lang: words::Lang) -> String {
    let n = slip.names();
    match given.written_on {
        Some(on) => {
            let said = t::entered_by(vietnamese::format_date(on), n.person(given.entered_by).to_owned());
            format!("{} · {}", n.person(given.person), said.say(lang))
        }
        None => format!("{} · {}", n.person(given.person), given.at.local().strftime("%H:%M %d/%m/%Y")),
    }
}

/// Who has it, how far each has come; what can still be recalled.
fn recipients(ctx: &Ctx, forms: &Forms<'_>) -> Html {
    let slip = forms.slip;
    if slip.assignments.is_empty() {
        return Html::default();
    }
    let lang = ctx.lang;
    let n = slip.names();
    let rows: String = slip
        .assignments
        .iter()
        .map(|a| {
            let (role, step) = (role_said(a), step_said(a));
            let said = a.text.as_deref().unwrap_or("");
            let text = if said.is_empty() { String::new() } else { format!("<p>{}</p>", esc(said)) };
            format!(
                "<li class=\"{}{}\"><b>{}</b> <span class=\"by\">{} · {}</span>{text}</li>",
                a.step.code(),
                if a.parent.is_some() { " within" } else { "" },
                esc(&n.line(&a.line)),
                esc(&role.say(lang)),
                esc(&step.say(lang)),
            )
        })
        .collect();
    let sender = |a: &&AssignmentRow| {
        a.step == Step::Sent
            && a.opened_at.is_none()
            && match a.parent {
                None => slip.desk.may(ROUTE),
                Some(_) => slip.desk.opens(a.line.unit) || slip.desk.is(PostRole::Chief),
            }
    };
    let recalls = Html::join(slip.assignments.iter().filter(sender).map(|a| forms.recall(a)));
    Html::trusted(format!(
        "<section class=\"has\"><h3>{}</h3><ul class=\"recipients\">{rows}</ul>{recalls}</section>",
        esc(&t::recipients().say(lang))
    ))
}

fn trail(ctx: &Ctx, slip: &Slip) -> Html {
    fold(ctx, t::trail(), &super::trail(ctx, slip), true)
}

/// Whose post it lies before now.
fn before_in_person(slip: &Slip) -> Option<kernel::Id<people::Post>> {
    match slip.routing.state {
        State::ToInstruct => slip.routing.leader_post,
        State::ToPropose => Some(slip.routing.office_post),
        _ => None,
    }
}

/// A page that is looked at says so by itself; reading by GET changes nothing.
fn opening(ctx: &Ctx, slip: &Slip) -> Html {
    let fresh = mine(slip).any(|a| a.opened_at.is_none())
        || before_in_person(slip).is_some_and(|post| slip.desk.holds(post))
            && !slip.opened.iter().any(|(_, person)| Some(*person) == slip.desk.person);
    if !fresh {
        return Html::default();
    }
    ui::Form::post(ctx, format!("/routings/{}/openings", slip.routing.id))
        .inline()
        .attr("data-controller", "opening")
        .button(&ui::Button::submit(t::mark_opened()).plain())
        .render()
}
