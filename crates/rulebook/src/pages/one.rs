//! One rule: what holds and since when, why it is sure or not, what the office decided about it.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Id, Refusal, StoreError, Tx};
use people::pages::pairs::{Pairs, status};
use people::{House, Viewer, refused};
use rules::{Change, KeyPart, Numbering, Origin, Term, Unit};
use ui::form::Choice;
use ui::{Button, Card, Crumbs, Ctx, Facts, Field, Filled, Form, Html, Notice, Page};

use super::{Told, history, page_of, say, told};
use crate::acts::{self, Confirm, Overrule, TakeBack};
use crate::model::{self, Rule, RuleChange, Value};
use crate::{DECIDE, current, store, t};

struct Seen {
    versions: Vec<Rule>,
    told: Vec<Told>,
}

fn load(tx: &mut Tx<'_>, id: &str) -> Result<Seen, StoreError> {
    let book = current::rules(tx)?;
    Ok(Seen { versions: model::versions(&book.pack, id), told: told(tx, id)? })
}

pub async fn show(State(house): State<House>, viewer: Viewer, Path(id): Path<String>) -> Response {
    if id.starts_with("holidays.") {
        return Redirect::to(&page_of(&id)).into_response();
    }
    screen(&house, &viewer, id, &Filled::default()).await
}

async fn screen(house: &House, viewer: &Viewer, id: String, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    let found = house.office().read(move |tx| load(tx, &id)).await;
    let seen = match found {
        Ok(seen) => seen,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let today = house.office().now().date();
    let now = seen.versions.iter().find(|rule| rule.in_force(today)).or(seen.versions.first());
    let Some(rule) = now else { return refused(&ctx, &Refusal::not_found()) };
    let lang = ctx.lang;
    let mut body = Vec::new();
    if let Some(why) = say::why_unsure(rule.confidence) {
        body.push(Notice::care(why).render(lang));
    }
    for version in &seen.versions {
        body.push(version_card(&ctx, version));
    }
    let may = viewer.may(DECIDE);
    if may && let Value::Changeable(value) = &rule.value {
        let fields = value_fields(value);
        // Back on the same page the fields show the value that counts now, not what was typed.
        let form = Form::post(&ctx, format!("/rules/{}", rule.id)).whole_page().filled(filled);
        let form = fields.into_iter().fold(form, Form::put);
        let form = source_fields(form)
            .row([
                Field::date("from", t::from_day()).hint(t::from_hint()),
                Field::date("to", t::to_day()).hint(t::to_hint()),
            ])
            .put(Field::text("reason", t::reason()).hint(t::reason_hint()))
            .button(&Button::submit(t::overrule()).main().icon("check").named("do", "overrule"))
            .button(&Button::submit(t::confirm()).icon("checks").named("do", "confirm"))
            .render();
        body.push(Card::new(t::decide(), form).padded().render(lang));
    } else if may {
        let form = source_fields(Form::post(&ctx, format!("/rules/{}", rule.id)).filled(filled))
            .button(&Button::submit(t::confirm()).main().icon("checks").named("do", "confirm"))
            .render();
        body.push(Card::new(t::decide(), form).padded().render(lang));
    }
    body.extend(history(&ctx, &seen.told, may));
    Page::new(&ctx, rule.name.say(lang))
        .lead(say::area(rule.area))
        .crumbs(
            Crumbs::new()
                .link(t::rules(), format!("/rules?area={}", rule.area.code()))
                .here(rule.name.say(lang)),
        )
        .status(status(filled))
        .narrow()
        .body(Html::stack(body))
        .into_response()
}

pub(super) fn source_fields(form: Form<'_>) -> Form<'_> {
    form.row([
        Field::text("source", t::source_number()).hint(t::source_hint()),
        Field::text("article", t::article()).hint(t::article_hint()),
    ])
}

fn version_card(ctx: &Ctx, rule: &Rule) -> Html {
    let lang = ctx.lang;
    let mut facts = Facts::new()
        .text(t::value(), &say::rule(rule, lang))
        .text(t::source(), &rule.source.quote())
        .text(t::in_force(), &say::span(rule.from, rule.to, lang))
        .put(t::sure(), say::sure(rule.confidence, lang));
    if let Some(old) = &rule.replaces {
        facts = facts.text(t::in_place_of(), old);
    }
    if let Some(note) = &rule.note {
        facts = facts.text(t::note(), note.say(lang));
    }
    if rule.origin == Origin::Tenant {
        facts = facts.text(t::given_by(), &t::own_value().say(lang));
    }
    Card::new(say::span(rule.from, rule.to, lang), facts.render(lang)).padded().render(lang)
}

fn value_fields(value: &Change) -> Vec<Field> {
    let list = |texts: &[String]| texts.join("; ");
    match value {
        Change::Deadline(term) => {
            let unit = if term.unit == Unit::Working { "working" } else { "calendar" };
            let units =
                [Choice::new("working", t::unit_working()), Choice::new("calendar", t::unit_calendar())];
            vec![
                Field::number("days", t::days()).value(term.days.to_string()).hint(t::days_hint()),
                Field::select("unit", t::unit_of_days(), units).value(unit),
                Field::check("at_once", t::term_at_once()).checked(term.at_once),
                Field::check("moves_off_day", t::term_moves()).checked(term.moves_off_day),
            ]
        }
        Change::Numbering(numbering) => {
            let has = |part| numbering.key.contains(&part);
            let now = match (has(KeyPart::Kind), has(KeyPart::Term)) {
                (false, false) => "year",
                (false, true) => "term",
                (true, false) => "kind-year",
                (true, true) => "kind-term",
            };
            let restarts = [
                Choice::new("year", t::restart_year()),
                Choice::new("term", t::restart_term()),
                Choice::new("kind-year", t::restart_kind_year()),
                Choice::new("kind-term", t::restart_kind_term()),
            ];
            let secret = match numbering.secret_shares {
                Some(true) => "shared",
                Some(false) => "apart",
                None => "",
            };
            let secrets = [
                Choice::new("", t::secret_unsaid()),
                Choice::new("shared", t::secret_shared()),
                Choice::new("apart", t::secret_apart()),
            ];
            vec![
                Field::select("restarts", t::restarts(), restarts).value(now),
                Field::check("two_digits", t::two_digits_said()).checked(numbering.two_digits),
                Field::select("secret", t::secret_papers(), secrets).value(secret),
            ]
        }
        Change::Urgency(level) => {
            vec![
                Field::text("spellings", t::spellings())
                    .value(list(&level.spellings))
                    .hint(t::spellings_hint()),
            ]
        }
        Change::Secrecy(level) => vec![
            Field::number("years", t::protected_years()).value(level.protected_years.to_string()),
            Field::text("spellings", t::spellings()).value(list(&level.spellings)).hint(t::spellings_hint()),
        ],
        Change::DocumentType(kind) => vec![
            Field::text("abbr", t::abbreviation()).value(kind.abbr.clone().unwrap_or_default()),
            Field::text("spellings", t::spellings()).value(list(&kind.also)).hint(t::spellings_hint()),
        ],
        Change::LetterPart(part) => {
            let size = part.size.map(|size| {
                Field::text("size", t::size())
                    .value(say::measure(size.fixed(), words::Lang::Vi))
                    .hint(t::size_hint(say::measure(size, words::Lang::Vi)))
            });
            let text = Field::text("text", t::printed_words()).value(part.text.clone());
            size.into_iter().chain((!part.text.is_empty()).then_some(text)).collect()
        }
        Change::HolidayYear(_) | Change::Confirm => Vec::new(),
    }
}

/// The value as the form says it; what the form does not show stays as it is.
fn typed(form: &Pairs, now: &Change) -> Result<Change, Refusal> {
    let list = || -> Vec<String> {
        form.get("spellings").split(';').map(|s| s.trim().to_owned()).filter(|s| !s.is_empty()).collect()
    };
    let ticked = |name: &str| !form.get(name).is_empty();
    let days = |name: &'static str| {
        form.get(name).trim().parse::<u32>().map_err(|_| Refusal::invalid(t::whole_number()).field(name))
    };
    Ok(match now {
        Change::Deadline(_) => Change::Deadline(Term {
            days: days("days")?,
            unit: if form.get("unit") == "working" { Unit::Working } else { Unit::Calendar },
            at_once: ticked("at_once"),
            moves_off_day: ticked("moves_off_day"),
        }),
        Change::Numbering(_) => {
            let key = match form.get("restarts") {
                "term" => vec![KeyPart::Book, KeyPart::Term],
                "kind-year" => vec![KeyPart::Book, KeyPart::Kind, KeyPart::Year],
                "kind-term" => vec![KeyPart::Book, KeyPart::Kind, KeyPart::Term],
                _ => vec![KeyPart::Book, KeyPart::Year],
            };
            let secret_shares = match form.get("secret") {
                "shared" => Some(true),
                "apart" => Some(false),
                _ => None,
            };
            Change::Numbering(Numbering { key, two_digits: ticked("two_digits"), secret_shares })
        }
        Change::Urgency(level) => Change::Urgency(rules::UrgencyLevel { spellings: list(), ..level.clone() }),
        Change::Secrecy(level) => {
            let years = u8::try_from(days("years")?);
            let protected_years = years.map_err(|_| Refusal::invalid(t::whole_number()).field("years"))?;
            Change::Secrecy(rules::SecrecyLevel { spellings: list(), protected_years, ..level.clone() })
        }
        Change::DocumentType(kind) => {
            let abbr = Some(form.get("abbr").trim().to_owned()).filter(|abbr| !abbr.is_empty());
            Change::DocumentType(rules::DocumentType { abbr, also: list(), ..kind.clone() })
        }
        Change::LetterPart(part) => {
            let text = match part.text.is_empty() {
                true => String::new(),
                false => form.get("text").trim().to_owned(),
            };
            let Some(size) = part.size else {
                return Ok(Change::LetterPart(rules::LetterPart { text, ..part.clone() }));
            };
            let length = form.get("size").trim().replace(',', ".").parse::<f32>().ok();
            let size = length.and_then(|length| size.set_as(length)).ok_or_else(|| {
                Refusal::invalid(t::size_outside(say::measure(size, words::Lang::Vi))).field("size")
            })?;
            Change::LetterPart(rules::LetterPart { text, size: Some(size), ..part.clone() })
        }
        Change::HolidayYear(_) | Change::Confirm => return Err(Refusal::not_found()),
    })
}

pub async fn decide(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let outcome = async {
        viewer.ask(DECIDE)?;
        let act_id = form.act_id()?;
        let text = |name: &str| form.get(name).to_owned();
        if form.get("do") == "confirm" {
            let input = Confirm {
                rule: id.clone(),
                on: None,
                source: text("source"),
                article: text("article"),
                note: text("reason"),
            };
            return house.office().act(viewer.actor(), act_id, input, acts::confirm).await.map(drop);
        }
        let date =
            |name: &'static str| if form.get(name).is_empty() { Ok(None) } else { form.date(name).map(Some) };
        let (rule, today) = (id.clone(), house.office().now().date());
        let seen = house.office().read(move |tx| load(tx, &rule)).await?;
        let now = seen.versions.iter().find(|rule| rule.in_force(today)).or(seen.versions.first());
        let Some(Value::Changeable(value)) = now.map(|rule| &rule.value) else {
            return Err(Refusal::not_found());
        };
        let input = Overrule {
            rule: id.clone(),
            value: typed(&form, value)?,
            source: text("source"),
            article: text("article"),
            from: date("from")?,
            to: date("to")?,
            reason: text("reason"),
        };
        house.office().act(viewer.actor(), act_id, input, acts::overrule).await.map(drop)
    };
    match outcome.await {
        Ok(()) => Redirect::to(&page_of(&id)).into_response(),
        Err(refusal) if refusal.field.is_some() => screen(&house, &viewer, id, &form.filled(&refusal)).await,
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

pub async fn take_back(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<RuleChange>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let outcome = async {
        viewer.ask(DECIDE)?;
        let row =
            house.office().read(move |tx| store::change(tx, id)).await?.ok_or_else(Refusal::not_found)?;
        let input = TakeBack { change: id, reason: form.get("why").to_owned() };
        house.office().act(viewer.actor(), form.act_id()?, input, acts::take_back).await?;
        Ok(row.rule)
    };
    match outcome.await {
        Ok(rule) => Redirect::to(&page_of(&rule)).into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
