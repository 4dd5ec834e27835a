//! Who may decide or sign this on a day: asked by anybody of the house, answered with its articles.

use axum::Form as Posted;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use kernel::{Id, Refusal, StoreError, Tx};
use people::{Field as Subject, House, Pairs, Post, Unit, Viewer, names, refused};
use rules::Side;
use rules::regulation::{Body, Verb};
use serde::Deserialize;
use ui::form::Choice;
use ui::{Button, Card, Cell, Column, Ctx, Due, Empty, Field, Filled, Form, Html, Notice, Page, Table, Text};

use super::{chip, day_of, lines, printed, quiet, tabs};
use crate::acts::{self, Depart};
use crate::day::{Day, Question};
use crate::guard::Told;
use crate::said::{self, Quoted, Said, VerdictSaid};
use crate::{ASK, say, t};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    verb: String,
    what: String,
    body: String,
    field: String,
    on: String,
    event: String,
    /// The post that is asked about, as it is typed.
    post: String,
    /// A reason was recorded just now.
    recorded: String,
}

struct Seen {
    bodies: Vec<Body>,
    kinds: Vec<(String, String)>,
    fields: Vec<people::FieldRow>,
    posts: Vec<people::PostRow>,
    said: Option<Said>,
    /// What was typed as a post is nobody, or several.
    nobody: Option<Refusal>,
}

fn question(asked: &Asked, today: Date) -> Option<Question> {
    let what = asked.what.trim();
    Some(Question {
        verb: Verb::from_code(&asked.verb).unwrap_or(Verb::Sign),
        what: (!what.is_empty()).then(|| what.chars().take(300).collect())?,
        body: asked.body.parse::<Id<Unit>>().ok()?,
        field: asked.field.parse::<Id<Subject>>().ok(),
        on: day_of(&asked.on, today),
    })
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer, asked: &Asked) -> Result<Seen, StoreError> {
    let on = day_of(&asked.on, viewer.today);
    let day = Day::load(tx, on)?;
    let rules = rulebook::rules(tx)?;
    let mut kinds: Vec<(String, String)> = Vec::new();
    for row in rules.pack.kinds.iter().filter(|row| row.value.side == Side::Party && row.in_force(on)) {
        if let Some(abbr) = &row.value.abbr {
            let name = row.value.name.say(viewer.lang).to_owned();
            match kinds.iter_mut().find(|(there, _)| there == abbr) {
                // One abbreviation may stand for two kinds.
                Some((_, names)) => *names = format!("{names}, {name}"),
                None => kinds.push((abbr.clone(), name)),
            }
        }
    }
    let (post, nobody) = match asked.post.trim() {
        "" => (None, None),
        typed => match names::meant(&day.posts, typed, "post") {
            Ok(post) => (Some(post), None),
            Err(refusal) => (None, Some(refusal)),
        },
    };
    let bodies = day.bodies().into_iter().cloned().collect();
    let (fields, posts) = (day.fields.clone(), day.posts.clone());
    let said = match question(asked, viewer.today) {
        Some(question) => {
            let event = day_of(&asked.event, on);
            let answer = day.answer(&question);
            Some(said::of_told(tx, &Told { day, answer }, &question, (post, event), viewer.lang)?)
        }
        None => None,
    };
    Ok(Seen { bodies, kinds, fields, posts, said, nobody })
}

pub async fn show(State(house): State<House>, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    screen(&house, &viewer, asked, &Filled::default()).await
}

async fn screen(house: &House, viewer: &Viewer, asked: Asked, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(ASK) {
        return refused(&ctx, &refusal);
    }
    let (reader, question) = (viewer.clone(), asked.clone());
    let seen = match house.office().read(move |tx| load(tx, &reader, &question)).await {
        Ok(seen) => seen,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let ask = Card::new(t::question(), form(&ctx, viewer, &asked, &seen)).padded().render(lang);
    let answer = match &seen.said {
        Some(said) => Html::stack(answer(&ctx, viewer, &asked, said, filled)),
        None => {
            let empty = Empty::new("user-check", t::ask_first()).next(t::ask_first_next());
            Card::new(t::answer(), empty.render(lang)).render(lang)
        }
    };
    Page::new(&ctx, t::who_may())
        .lead(t::who_may_lead())
        .status(people::pages::pairs::status(filled))
        .live(["absence", "delegation", "regulation_version"])
        .body(Html::stack([tabs("/regulations/ask", lang), Html::columns(answer, ask)]))
        .into_response()
}

fn form(ctx: &Ctx, viewer: &Viewer, asked: &Asked, seen: &Seen) -> Html {
    let day = vietnamese::format_date;
    let on = day_of(&asked.on, viewer.today);
    let verbs = Verb::ALL.iter().map(|verb| Choice::new(verb.code(), say::verb(*verb)));
    let kinds = seen.kinds.iter().map(|(abbr, name)| Choice::new(abbr.clone(), Text::from(name.clone())));
    let none = |msg| std::iter::once(Choice::new("", msg));
    let bodies = none(t::choose())
        .chain(seen.bodies.iter().map(|body| Choice::new(body.key.clone(), Text::from(body.name.clone()))));
    let fields = none(t::no_field())
        .chain(seen.fields.iter().map(|row| Choice::new(row.id.to_string(), Text::from(row.name.clone()))));
    let posts = seen.posts.iter().filter(|post| post.holder.is_some()).map(|post| {
        let label = names::label(post);
        Choice::new(label.clone(), Text::from(label))
    });
    let mut post = Field::text("post", t::asked_post()).optional().value(asked.post.clone()).suggest(posts);
    if let Some(fault) = seen.nobody.as_ref().and_then(|refusal| people::faults(refusal).into_iter().next()) {
        post = post.fault(fault);
    }
    Form::get(ctx, "/regulations/ask")
        .put(Field::select("verb", t::verb(), verbs).value(asked.verb.clone()))
        .put(
            Field::text("what", t::kind_or_matter())
                .value(asked.what.clone())
                .suggest(kinds)
                .hint(t::kind_or_matter_hint()),
        )
        .put(Field::select("body", t::in_whose_name(), bodies).value(asked.body.clone()))
        .put(Field::select("field", t::field(), fields).value(asked.field.clone()))
        .put(Field::date("on", t::on_day()).value(day(on)))
        .put(
            Field::date("event", t::event_day())
                .value(day(day_of(&asked.event, on)))
                .hint(t::event_day_hint()),
        )
        .put(post)
        .button(&Button::submit(t::ask()).main().icon("search"))
        .render()
}

fn by(quoted: &Quoted, lang: words::Lang) -> Html {
    let said = if quoted.title.is_empty() {
        quoted.article.clone()
    } else {
        format!("{} · {}", quoted.article, quoted.title)
    };
    Html::join([chip(quoted.confirmed, lang), quiet(&said)])
}

fn answer(ctx: &Ctx, viewer: &Viewer, asked: &Asked, said: &Said, filled: &Filled) -> Vec<Html> {
    let lang = ctx.lang;
    let mut all = Vec::new();
    if !asked.recorded.is_empty() {
        all.push(Notice::done(t::reason_recorded()).render(lang));
    }
    if said.model {
        all.push(Notice::care(t::model_answers()).render(lang));
    }
    if let Some(verdict) = &said.asked {
        all.push(asked_about(ctx, viewer, (asked, said), verdict, filled));
    }
    if !said.governed {
        let empty = Empty::new("info-circle", t::silent()).next(t::silent_next());
        all.push(Card::new(t::answer(), empty.render(lang)).render(lang));
    }
    if let Some(article) = &said.not_issued {
        let text = super::para(&t::not_issued_said(said.body_name.clone(), said.what.clone()).say(lang));
        all.push(Card::new(t::answer(), Html::join([text, by(article, lang)])).padded().render(lang));
    }
    if let Some(one) = &said.together {
        let mut text = t::decides_together(said.body_name.clone(), one.said.clone()).say(lang);
        if one.in_writing {
            text = say::or_in_writing(&text, lang);
        }
        let body = Html::join([super::para(&text), by(&one.by, lang)]);
        all.push(Card::new(t::together(), body).padded().render(lang));
    }
    if !said.may.is_empty() {
        let count = u64::try_from(said.may.len()).unwrap_or(0);
        all.push(Card::new(may_title(said), may_table(ctx, said)).count(count).render(lang));
    } else if said.governed && said.not_issued.is_none() && said.together.is_none() {
        let empty = Empty::new("alert-triangle", t::nobody_may()).next(t::nobody_may_next());
        all.push(Card::new(may_title(said), empty.render(lang)).render(lang));
    }
    if !said.cannot.is_empty() {
        all.push(Card::new(t::why_others_not(), cannot_table(ctx, said)).render(lang));
    }
    if !said.deadlines.is_empty() {
        all.push(Card::new(t::by_when(), due_table(ctx, said)).render(lang));
    }
    all
}

fn may_title(said: &Said) -> words::Msg {
    if said.verb == Verb::Decide.code() { t::who_decides() } else { t::who_signs() }
}

fn may_table(ctx: &Ctx, said: &Said) -> Html {
    let lang = ctx.lang;
    let columns = [t::above_signature(), t::post(), t::by_article()].map(Column::new);
    let mut table = Table::new(may_title(said), columns);
    for may in &said.may {
        let way = match (may.way.as_str(), may.instead_of.clone()) {
            ("delegated", Some(post)) => t::way_delegated(post).say(lang),
            ("named", Some(post)) => t::way_named(post).say(lang),
            ("by_rule", Some(post)) => t::way_by_rule(post).say(lang),
            _ => String::new(),
        };
        let mut post = format!("{}, {}", may.post.title, may.post.unit);
        for more in
            [way].into_iter().chain(may.condition.clone().map(|said| t::condition_said(said).say(lang)))
        {
            if !more.is_empty() {
                post = format!("{post} · {more}");
            }
        }
        table = table.row([
            Cell::html(printed(&may.form, &may.post.holder)),
            Cell::text(&may.post.holder).strong().by(post),
            Cell::html(by(&may.by, lang)),
        ]);
    }
    table.render(lang)
}

fn cannot_table(ctx: &Ctx, said: &Said) -> Html {
    let lang = ctx.lang;
    let columns = [t::post(), t::why(), t::by_article()].map(Column::new);
    let mut table = Table::new(t::why_others_not(), columns);
    for one in &said.cannot {
        table = table.row([
            Cell::text(&one.post.holder).by(format!("{}, {}", one.post.title, one.post.unit)),
            Cell::text(&one.why),
            Cell::html(by(&one.by, lang)),
        ]);
    }
    table.render(lang)
}

fn due_table(ctx: &Ctx, said: &Said) -> Html {
    let lang = ctx.lang;
    let columns = [t::step(), t::by_when(), t::by_article()].map(Column::new);
    let mut table = Table::new(t::by_when(), columns);
    for due in &said.deadlines {
        table = table.row([
            Cell::text(&due.said).strong(),
            Cell::html(Html::join([
                Html::trusted(format!("<b>{}</b>", vietnamese::format_date(due.on))),
                lines(&due.explained),
            ])),
            Cell::html(by(&due.by, lang)),
        ]);
    }
    table.render(lang)
}

/// What follows for the post that was asked about; where it is only a warning, and the post is the reader's own, the reason
/// can be recorded.
fn asked_about(
    ctx: &Ctx,
    viewer: &Viewer,
    (asked, said): (&Asked, &Said),
    verdict: &VerdictSaid,
    filled: &Filled,
) -> Html {
    let lang = ctx.lang;
    let chip = match verdict.verdict.as_str() {
        "may" => Due::met(t::verdict_may()),
        "warned" => Due::soon(t::verdict_warned()),
        "refused" => Due::late(t::verdict_refused()),
        _ => Due::plain(t::verdict_silent()),
    };
    let who = format!("{} · {}, {}", verdict.post.holder, verdict.post.title, verdict.post.unit);
    let mut parts = vec![super::para(&who), super::alone(&chip, lang)];
    if !verdict.form.is_empty() {
        parts.push(printed(&verdict.form, &verdict.post.holder));
    }
    parts.extend(verdict.why.as_ref().map(|why| super::para(why)));
    parts.extend(verdict.by.as_ref().map(|quoted| by(quoted, lang)));
    if verdict.verdict == "warned" && verdict.post.id == own(viewer) && said.on == viewer.today {
        let form = Form::post(ctx, "/regulations/departures")
            .filled(filled)
            .hidden("verb", said.verb.clone())
            .hidden("what", said.what.clone())
            .hidden("body", said.body.to_string())
            .hidden("field", said.field.map(|field| field.to_string()).unwrap_or_default())
            .hidden("post", asked.post.clone())
            .put(Field::area("regulation_reason", t::reason()).rows(3).required().hint(t::reason_hint()))
            .button(&Button::submit(t::record_reason()).icon("check"));
        parts.push(form.render());
    }
    Card::new(t::verdict(), Html::stack(parts)).padded().render(lang)
}

fn own(viewer: &Viewer) -> Id<Post> {
    viewer.post
}

pub async fn depart(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let text = |name: &str| form.get(name).to_owned();
    let asked = Asked {
        verb: text("verb"),
        what: text("what"),
        body: text("body"),
        field: text("field"),
        post: text("post"),
        ..Asked::default()
    };
    let outcome = async {
        viewer.ask(ASK)?;
        let input = Depart {
            verb: Verb::from_code(&asked.verb).ok_or_else(Refusal::not_found)?,
            what: asked.what.clone(),
            body: form.id("body").map_err(|_| Refusal::not_found())?,
            field: form.optional_id("field")?,
            on: viewer.today,
            regulation_reason: text("regulation_reason"),
        };
        house.office().act(viewer.actor(), form.act_id()?, input, acts::depart).await
    };
    match outcome.await {
        Ok(()) => {
            let value = |name: &str| ui::html::encode(form.get(name));
            let names = ["verb", "what", "body", "field", "post"];
            let query: Vec<String> = names.iter().map(|name| format!("{name}={}", value(name))).collect();
            Redirect::to(&format!("/regulations/ask?{}&recorded=1", query.join("&"))).into_response()
        }
        Err(refusal) if refusal.field.is_some() => {
            screen(&house, &viewer, asked, &form.filled(&refusal)).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
