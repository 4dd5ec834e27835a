//! One question: what is proposed, what each member said, and the two big buttons of whose turn it is.

use axum::Form as Posted;
use axum::extract::{Path, State as Given};
use axum::response::{IntoResponse, Redirect, Response};
use directions::Desk;
use kernel::{Act, Id, Refusal, StoreError, Tx};
use people::{House, Pairs, Viewer, names, refused};
use serde::Serialize;
use serde::de::DeserializeOwned;
use ui::form::Filled;
use ui::{Button, Card, Crumbs, Ctx, Facts, Field, Form, Html, Notice, Page, Text, fold};

use super::{chip, state_name};
use crate::acts::{self, Answer, Conclude, Pass, Withdraw};
use crate::model::{Question, Reply, State};
use crate::store::{self, QuestionRow, SeatRow};
use crate::{ASK, t};

struct Found {
    question: QuestionRow,
    seats: Vec<(SeatRow, String)>,
    decider: String,
    asked_by: String,
    /// The paper that it is about, if the reader may see it.
    paper: Option<(Id<documents::Paper>, String)>,
    my_turn: bool,
    decides: bool,
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer, id: Id<Question>) -> Result<Option<Found>, StoreError> {
    let Some(question) = super::seen(tx, viewer, id)? else { return Ok(None) };
    let desk = Desk::of_viewer(tx, viewer)?;
    let label = |tx: &mut Tx<'_>, post| {
        Ok::<_, StoreError>(
            names::post(tx, post, viewer.today)?.map_or_else(|| "—".to_owned(), |post| names::label(&post)),
        )
    };
    let mut seats = Vec::new();
    for seat in store::seats(tx, id)? {
        // Who answered stays named, though another holds the post now.
        let name = match seat.person {
            Some(person) => names::person(tx, person)?,
            None => label(tx, seat.post)?,
        };
        seats.push((seat, name));
    }
    let decider = label(tx, question.decider)?;
    let asked_by = match question.person {
        Some(person) => names::person(tx, person)?,
        None => label(tx, question.post)?,
    };
    let paper = match question.paper {
        Some(paper) => {
            let all = viewer.may(directions::ROUTE) || viewer.may(directions::INSTRUCT);
            let there = all || directions::may_see(tx, viewer, paper)?;
            let row = if there { documents::paper(tx, paper)? } else { None };
            row.map(|row| (row.id, format!("{} {}", row.code, row.subject)))
        }
        None => None,
    };
    let turn = question.turn.is_some_and(|post| desk.holds(post));
    Ok(Some(Found {
        my_turn: turn && question.state == State::Going,
        decides: turn && question.state == State::Differing,
        question,
        seats,
        decider,
        asked_by,
        paper,
    }))
}

pub(super) async fn show(Given(house): Given<House>, viewer: Viewer, Path(id): Path<String>) -> Response {
    match id.parse() {
        Ok(id) => screen(&house, &viewer, id, &Filled::default()).await,
        Err(_) => refused(&house.page(&viewer).await, &Refusal::not_found()),
    }
}

async fn screen(house: &House, viewer: &Viewer, id: Id<Question>, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    let reader = viewer.clone();
    let found = match house.office().read(move |tx| load(tx, &reader, id)).await {
        Ok(Some(found)) => found,
        Ok(None) => return refused(&ctx, &Refusal::not_found()),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let left = Html::stack([
        conclusion(&ctx, &found),
        Card::new(t::proposal(), Html::trusted(format!("<p>{}</p>", lines(&found.question.proposal))))
            .padded()
            .render(lang),
        own_word(&ctx, &found, filled),
        opinions(&ctx, &found),
    ]);
    let right = Html::stack([facts(&ctx, &found), office(&ctx, viewer, &found, filled)]);
    Page::new(&ctx, Text::from(found.question.title.clone()))
        .beside(chip(&found.question, viewer.today).render(lang))
        .crumbs(Crumbs::new().link(t::board(), "/board").here(t::question()))
        .live(["board".to_owned(), format!("board:{id}")])
        .body(Html::columns(left, right))
        .no_prefetch()
        .status(super::status(filled))
        .into_response()
}

/// What somebody wrote, with its line breaks.
fn lines(text: &str) -> String {
    ui::html::escape(text).replace('\n', "<br>")
}

fn conclusion(ctx: &Ctx, found: &Found) -> Html {
    let question = &found.question;
    let (Some(text), Some(at)) = (&question.conclusion, question.concluded_at) else {
        return Html::default();
    };
    let on = at.local().strftime("%H:%M %d/%m/%Y").to_string();
    let said = match question.state {
        State::Withdrawn => Notice::plain(t::withdrawn_on(on)).render(ctx.lang),
        _ => Notice::done(t::concluded_on(on)).render(ctx.lang),
    };
    let body = Html::join([said, Html::trusted(format!("<p>{}</p>", lines(text)))]);
    let name = if question.state == State::Withdrawn { t::why() } else { t::conclusion() };
    Card::new(name, body).padded().render(ctx.lang)
}

/// The two big buttons of whose turn it is; or the conclusion of who decides.
fn own_word(ctx: &Ctx, found: &Found, filled: &Filled) -> Html {
    let id = found.question.id;
    if found.my_turn {
        let agree = Form::post(ctx, format!("/board/{id}/answers"))
            .hidden("reply", Reply::Agree.code())
            .button(&Button::submit(t::agree()).main().icon("circle-check").key("a"))
            .render();
        let other = Form::post(ctx, format!("/board/{id}/answers"))
            .filled(filled)
            .hidden("reply", Reply::Other.code())
            .put(Field::area("words", t::other_words()).required().rows(3))
            .button(&Button::submit(t::other()).icon("message-2"))
            .render();
        return Card::new(t::your_word(), Html::stack([agree, other])).padded().render(ctx.lang);
    }
    if found.decides {
        let form = Form::post(ctx, format!("/board/{id}/conclusions"))
            .filled(filled)
            .put(
                Field::area("conclusion", t::conclusion())
                    .required()
                    .rows(4)
                    .hint(t::conclusion_hint())
                    .value(found.question.proposal.clone()),
            )
            .button(&Button::submit(t::conclude()).main().icon("circle-check").key("Ctrl+Enter"))
            .render();
        return Card::new(t::your_decision(), form).padded().render(ctx.lang);
    }
    Html::default()
}

fn reply_name(seat: &SeatRow, found: &Found) -> words::Msg {
    match seat.reply {
        Some(Reply::Agree) => t::said_agree(),
        Some(Reply::Other) => t::said_other(),
        Some(Reply::Passed) => t::said_passed(),
        None if found.question.state == State::Differing => t::said_decides(),
        None if found.question.turn == Some(seat.post) => t::said_turn(),
        None => t::said_nothing(),
    }
}

/// The members in their order, with what each said.
fn opinions(ctx: &Ctx, found: &Found) -> Html {
    let esc = ui::html::escape;
    let parts = (1..).zip(&found.seats).map(|(at, (seat, name))| {
        let said = reply_name(seat, found).say(ctx.lang);
        let on = seat.at.map_or_else(String::new, |at| at.local().strftime(" · %H:%M %d/%m/%Y").to_string());
        let words =
            if seat.words.is_empty() { String::new() } else { format!("<p>{}</p>", lines(&seat.words)) };
        Html::trusted(format!(
            "<section class=\"said\"><h3>{at}. {}</h3>{words}<p class=\"by\">{}{}</p></section>",
            esc(name),
            esc(&said),
            esc(&on)
        ))
    });
    Card::new(t::opinions(), Html::join(parts)).padded().render(ctx.lang)
}

fn facts(ctx: &Ctx, found: &Found) -> Html {
    let lang = ctx.lang;
    let question = &found.question;
    let mut facts = Facts::new()
        .text(t::state(), &state_name(question.state).say(lang))
        .text(t::asked_by(), &found.asked_by)
        .text(t::asked_on(), &question.at.local().strftime("%H:%M %d/%m/%Y").to_string());
    if let Some(due) = question.due_on {
        facts = facts.text(t::due_on(), &vietnamese::format_date(due));
    }
    facts = facts.text(t::decider(), &found.decider);
    if let Some((paper, title)) = &found.paper {
        let link =
            Html::trusted(format!("<a href=\"/papers/{paper}\">{}</a>", ui::html::escape(title.trim())));
        facts = facts.put(t::about_paper(), link);
    }
    Card::new(t::facts(), facts.render(lang)).padded().render(lang)
}

/// What the office can do: pass over who is away, take it back; make a task of what was concluded.
fn office(ctx: &Ctx, viewer: &Viewer, found: &Found, filled: &Filled) -> Html {
    if !viewer.may(ASK) {
        return Html::default();
    }
    let id = found.question.id;
    let asks = |path: &str, name: words::Msg| {
        Form::post(ctx, format!("/board/{id}/{path}"))
            .filled(filled)
            .put(Field::text("why", t::why()).required())
            .button(&Button::submit(name))
            .render()
    };
    let mut parts = Vec::new();
    match found.question.state {
        State::Going => {
            parts.push(fold(ctx, t::pass(), &asks("passes", t::pass()), false));
            parts.push(fold(ctx, t::withdraw(), &asks("withdrawals", t::withdraw()), false));
        }
        State::Differing => parts.push(fold(ctx, t::withdraw(), &asks("withdrawals", t::withdraw()), false)),
        State::Concluded => {
            let href = match &found.paper {
                Some((paper, _)) => format!("/tasks/new?paper={paper}"),
                None => "/sources/new".to_owned(),
            };
            parts.push(Button::link(t::assign(), href).icon("list-check").render(ctx.lang));
        }
        State::Withdrawn => {}
    }
    Html::stack(parts)
}

/// Runs the act, then shows the question: as it is now, or with what was wrong beside its field.
async fn run<I, O>(
    (house, viewer, id): (&House, &Viewer, Id<Question>),
    form: &Pairs,
    input: Result<I, Refusal>,
    act: fn(&mut Act<'_>, I) -> Result<O, Refusal>,
) -> Response
where
    I: Clone + Send + 'static,
    O: Serialize + DeserializeOwned + Send + 'static,
{
    let outcome = async {
        let (act_id, input) = (form.act_id()?, input?);
        house.office().act(viewer.actor(), act_id, input, act).await.map(drop)
    };
    match outcome.await {
        Ok(()) => Redirect::to(&format!("/board/{id}")).into_response(),
        Err(refusal) if refusal.field.is_some() => screen(house, viewer, id, &form.filled(&refusal)).await,
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}

pub(super) async fn answer(
    Given(house): Given<House>,
    viewer: Viewer,
    Path(id): Path<Id<Question>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let reply =
        Reply::from_code(form.get("reply")).ok_or_else(|| Refusal::invalid(t::choose_one()).field("words"));
    let input = reply.map(|reply| Answer { question: id, reply, words: form.get("words").to_owned() });
    run((&house, &viewer, id), &form, input, acts::answer).await
}

pub(super) async fn conclude(
    Given(house): Given<House>,
    viewer: Viewer,
    Path(id): Path<Id<Question>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = Conclude { question: id, conclusion: form.get("conclusion").to_owned() };
    run((&house, &viewer, id), &form, Ok(input), acts::conclude).await
}

pub(super) async fn pass(
    Given(house): Given<House>,
    viewer: Viewer,
    Path(id): Path<Id<Question>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = Pass { question: id, why: form.get("why").to_owned() };
    run((&house, &viewer, id), &form, Ok(input), acts::pass).await
}

pub(super) async fn withdraw(
    Given(house): Given<House>,
    viewer: Viewer,
    Path(id): Path<Id<Question>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = Withdraw { question: id, why: form.get("why").to_owned() };
    run((&house, &viewer, id), &form, Ok(input), acts::withdraw).await
}
