//! The form of one provision, and what was typed into it.

use kernel::Refusal;
use people::names::PostRow;
use people::{Pairs, names};
use rules::regulation::{
    Authority, Cadence, Capacity, Deadline, Every, Issue, Majority, Provision, Rank, Report, Seat, Signer,
    Step, Substitution, Verb, When,
};
use rules::{Side, Term, Unit};
use ui::form::{Choice, Field, Form};
use ui::{Button, Ctx, Filled, Html, Text};
use words::Msg;

use crate::say::{self, Names, SORTS};
use crate::t;

/// Signers or substitutes in one row of the table.
const ROWS: usize = 4;

/// What can be added to an article.
pub(super) const SORTS_OF: [&str; 8] =
    ["issue", "authority", "deadline", "cadence", "report", "substitution", "assignment", "effect"];

pub(super) fn sort_name(of: &str) -> Msg {
    match of {
        "issue" => t::part_issue(),
        "authority" => t::part_authority(),
        "deadline" => t::part_deadline(),
        "cadence" => t::part_cadence(),
        "report" => t::part_report(),
        "substitution" => t::part_substitution(),
        "assignment" => t::part_assignment(),
        _ => t::part_effect(),
    }
}

pub(super) fn sort_of(provision: &Provision) -> &'static str {
    match provision {
        Provision::Issue(_) => "issue",
        Provision::Authority(_) => "authority",
        Provision::Deadline(_) => "deadline",
        Provision::Cadence(_) => "cadence",
        Provision::Report(_) => "report",
        Provision::Substitution(_) => "substitution",
        Provision::Assignment => "assignment",
        Provision::Effect => "effect",
    }
}

/// What is needed to offer bodies and posts.
pub(super) struct Offer<'a> {
    pub names: &'a Names,
    pub posts: &'a [PostRow],
}

impl Offer<'_> {
    fn bodies(&self, ctx: &Ctx, none: Option<Msg>) -> Vec<Choice> {
        let none = none.map(|msg| Choice::new("", msg));
        let sorts = SORTS.iter().filter_map(|kind| say::sort(kind).map(|msg| Choice::new(*kind, msg)));
        let own =
            self.names.bodies.iter().map(|body| Choice::new(body.key.clone(), Text::from(body.name.clone())));
        let _ = ctx;
        none.into_iter().chain(sorts).chain(own).collect()
    }

    fn seat(&self, ctx: &Ctx, name: &str, (seat, none): (Option<&Seat>, Option<Msg>)) -> Vec<Field> {
        let ranks = Rank::ALL.iter().map(|rank| Choice::new(rank.code(), say::rank(*rank)));
        let rank = seat.map_or(Rank::Head, |seat| seat.rank).code();
        let body = seat.map_or_else(String::new, |seat| seat.body.clone());
        vec![
            Field::select(format!("{name}-body"), t::of_body(), self.bodies(ctx, none)).value(body),
            Field::select(format!("{name}-rank"), t::rank(), ranks).value(rank),
        ]
    }
}

/// The form: `at` is the place of the provision that is changed, none for a new one.
pub(super) fn form(
    ctx: &Ctx,
    offer: &Offer<'_>,
    (action, of, at): (String, &str, Option<usize>),
    (now, filled): (Option<&Provision>, &Filled),
) -> Html {
    let form = Form::post(ctx, action)
        .filled(filled)
        .hidden("of", of)
        .hidden("at", at.map(|at| at.to_string()).unwrap_or_default());
    let choose = || Some(t::choose());
    let form = match of {
        "issue" => {
            let now = match now {
                Some(Provision::Issue(one)) => Some(one),
                _ => None,
            };
            form.put(body_field(ctx, offer, ("body", t::body()), (now.map(|one| one.body.as_str()), None)))
                .put(kinds_field(now.map(|one| one.kinds.as_slice())).required())
        }
        "authority" => authority(form, ctx, offer, now),
        "deadline" => {
            let now = match now {
                Some(Provision::Deadline(one)) => Some(one),
                _ => None,
            };
            let steps = Step::ALL.iter().map(|step| Choice::new(step.code(), say::step(*step)));
            let units =
                [Choice::new("working", t::unit_working()), Choice::new("calendar", t::unit_calendar())];
            let unit = now.is_none_or(|one| one.term.unit == Unit::Working);
            let days = now.map_or_else(String::new, |one| one.term.days.to_string());
            form.put(
                Field::select("step", t::step(), steps).value(now.map_or("papers", |one| one.step.code())),
            )
            .row([
                Field::number("days", t::days()).required().value(days),
                Field::select("unit", t::unit_of_days(), units).value(if unit {
                    "working"
                } else {
                    "calendar"
                }),
            ])
            .put(
                Field::check("moves", t::moves_off_day())
                    .checked(now.is_some_and(|one| one.term.moves_off_day)),
            )
            .put(body_field(
                ctx,
                offer,
                ("body", t::body()),
                (now.and_then(|one| one.body.as_deref()), Some(t::every_body())),
            ))
            .put(kinds_field(now.map(|one| one.kinds.as_slice())).optional())
        }
        "cadence" => {
            let now = match now {
                Some(Provision::Cadence(one)) => Some(one),
                _ => None,
            };
            form.put(body_field(ctx, offer, ("body", t::body()), (now.map(|one| one.body.as_str()), None)))
                .row([
                    every_field(now.map_or(Every::Month, |one| one.every)),
                    Field::number("times", t::times())
                        .required()
                        .value(now.map_or(1, |one| one.times).to_string()),
                ])
        }
        "report" => {
            let now = match now {
                Some(Provision::Report(one)) => Some(one),
                _ => None,
            };
            form.put(
                Field::text("what", t::report())
                    .required()
                    .value(now.map_or_else(String::new, |one| one.what.clone())),
            )
            .row([
                body_field(ctx, offer, ("who", t::who_reports()), (now.map(|one| one.who.as_str()), None)),
                body_field(ctx, offer, ("to", t::to_whom()), (now.map(|one| one.to.as_str()), None)),
            ])
            .row([
                every_field(now.map_or(Every::Month, |one| one.every)),
                Field::number("day", t::report_day())
                    .required()
                    .value(now.map_or(20, |one| one.day).to_string())
                    .hint(t::report_day_hint()),
            ])
        }
        "substitution" => {
            let now = match now {
                Some(Provision::Substitution(one)) => Some(one),
                _ => None,
            };
            let mut form = form.row(offer.seat(ctx, "seat", (now.map(|one| &one.seat), None)));
            for at in 0..ROWS {
                let seat = now.and_then(|one| one.by.get(at));
                form = form.row(offer.seat(ctx, &format!("by-{at}"), (seat, choose())));
            }
            form
        }
        _ => form.html(&super::quiet(&t::nothing_to_fill().say(ctx.lang))),
    };
    form.button(&Button::submit(t::save()).main().icon("check").key("Ctrl+Enter")).render()
}

fn authority<'a>(form: Form<'a>, ctx: &'a Ctx, offer: &Offer<'_>, now: Option<&Provision>) -> Form<'a> {
    let now = match now {
        Some(Provision::Authority(one)) => Some(one),
        _ => None,
    };
    let verbs = Verb::ALL.iter().map(|verb| Choice::new(verb.code(), say::verb(*verb)));
    let sides = [Choice::new("party", t::side_party()), Choice::new("state", t::side_state())];
    let side = now.map_or(Side::Party, |one| one.side);
    let together = std::iter::once(Choice::new("", t::not_together()))
        .chain(Majority::ALL.iter().map(|one| Choice::new(one.code(), say::majority(*one))));
    let mut form = form
        .row([
            Field::select("verb", t::verb(), verbs).value(now.map_or("sign", |one| one.verb.code())),
            body_field(ctx, offer, ("body", t::in_whose_name()), (now.map(|one| one.body.as_str()), None)),
        ])
        .put(kinds_field(now.map(|one| one.kinds.as_slice())).optional().hint(t::kinds_or_matters_hint()))
        .row([
            Field::select("side", t::side(), sides).value(if side == Side::Party {
                "party"
            } else {
                "state"
            }),
            Field::text("condition", t::condition())
                .optional()
                .value(now.and_then(|one| one.condition.clone()).unwrap_or_default()),
        ])
        .row([
            Field::select("together", t::together(), together)
                .value(now.and_then(|one| one.together).map_or("", Majority::code)),
            Field::check("in_writing", t::in_writing()).checked(now.is_some_and(|one| one.in_writing)),
        ]);
    for at in 0..ROWS {
        let signer = now.and_then(|one| one.by.get(at));
        let name = format!("by-{at}");
        let capacities = Capacity::ALL.iter().map(|one| Choice::new(one.code(), say::capacity(*one)));
        let whens = When::ALL.iter().map(|one| Choice::new(one.code(), say::when(*one)));
        let post = signer.and_then(|one| one.seat.post.as_deref());
        let post = offer.posts.iter().find(|row| post.is_some_and(|key| row.id.to_string() == key));
        form = form.row(offer.seat(ctx, &name, (signer.map(|one| &one.seat), Some(t::choose())))).row([
            Field::select(format!("{name}-capacity"), t::capacity(), capacities)
                .value(signer.map_or(Capacity::OnBehalf, |one| one.capacity).code()),
            Field::select(format!("{name}-when"), t::when(), whens)
                .value(signer.map_or(When::Always, |one| one.when).code()),
        ]);
        form = form.put(
            Field::text(format!("{name}-post"), t::one_post())
                .optional()
                .value(post.map(names::label).unwrap_or_default())
                .suggest(offer.posts.iter().filter(|row| row.holder.is_some()).map(|row| {
                    let label = names::label(row);
                    Choice::new(label.clone(), Text::from(label))
                })),
        );
    }
    form
}

fn body_field(
    ctx: &Ctx,
    offer: &Offer<'_>,
    (name, label): (&str, Msg),
    (now, none): (Option<&str>, Option<Msg>),
) -> Field {
    Field::select(name, label, offer.bodies(ctx, none)).value(now.unwrap_or_default())
}

fn kinds_field(now: Option<&[String]>) -> Field {
    Field::text("kinds", t::kinds()).value(now.unwrap_or_default().join(", ")).hint(t::kinds_hint())
}

fn every_field(now: Every) -> Field {
    let choices = Every::ALL.iter().map(|every| Choice::new(every.code(), say::every(*every)));
    Field::select("every", t::every(), choices).value(now.code())
}

fn choose(field: &'static str) -> Refusal {
    Refusal::invalid(t::choose_one()).field(field)
}

/// The names of the rows' fields, so that a fault stands beside its own.
const BODY: [&str; ROWS] = ["by-0-body", "by-1-body", "by-2-body", "by-3-body"];
const POST: [&str; ROWS] = ["by-0-post", "by-1-post", "by-2-post", "by-3-post"];

/// A body as the select offers it: nothing else is taken.
fn body(form: &Pairs, names: &Names, name: &'static str) -> Result<String, Refusal> {
    let given = form.get(name);
    let known = SORTS.contains(&given) || names.bodies.iter().any(|body| body.key == given);
    if known { Ok(given.to_owned()) } else { Err(choose(name)) }
}

fn number(form: &Pairs, name: &'static str) -> Result<u32, Refusal> {
    form.get(name).trim().parse().map_err(|_| Refusal::invalid(t::whole_number()).field(name))
}

/// `NQ, QĐ; CT` one by one.
fn kinds(form: &Pairs) -> Vec<String> {
    let each = form.get("kinds").split([',', ';', '\n']).map(str::trim).filter(|kind| !kind.is_empty());
    each.take(100).map(|kind| kind.chars().take(200).collect()).collect()
}

fn every(form: &Pairs) -> Result<Every, Refusal> {
    Every::from_code(form.get("every")).ok_or_else(|| choose("every"))
}

fn seat(form: &Pairs, offer: &Offer<'_>, at: usize) -> Result<Option<Seat>, Refusal> {
    let (Some(body_name), Some(post_name)) = (BODY.get(at), POST.get(at)) else { return Ok(None) };
    let typed = form.get(post_name).trim();
    let post = if typed.is_empty() { None } else { Some(names::meant(offer.posts, typed, post_name)?) };
    if form.get(body_name).is_empty() && post.is_none() {
        return Ok(None);
    }
    let unit =
        post.and_then(|post| offer.posts.iter().find(|row| row.id == post)).map(|row| row.unit.to_string());
    let body = match unit {
        Some(unit) => unit,
        None => body(form, offer.names, body_name)?,
    };
    let rank = Rank::from_code(form.get(&format!("by-{at}-rank"))).unwrap_or(Rank::Head);
    Ok(Some(Seat { body, rank, post: post.map(|post| post.to_string()) }))
}

/// What was typed, as a provision.
pub(super) fn typed(form: &Pairs, offer: &Offer<'_>) -> Result<Provision, Refusal> {
    let ticked = |name: &str| !form.get(name).is_empty();
    let one = |name| body(form, offer.names, name);
    Ok(match form.get("of") {
        "issue" => Provision::Issue(Issue { body: one("body")?, kinds: kinds(form) }),
        "authority" => {
            let mut by = Vec::new();
            for at in 0..ROWS {
                if let Some(seat) = seat(form, offer, at)? {
                    let code = |what: &str| form.get(&format!("by-{at}-{what}")).to_owned();
                    by.push(Signer {
                        seat,
                        capacity: Capacity::from_code(&code("capacity")).unwrap_or(Capacity::Own),
                        when: When::from_code(&code("when")).unwrap_or(When::Always),
                    });
                }
            }
            let condition = form.get("condition").trim();
            Provision::Authority(Authority {
                verb: Verb::from_code(form.get("verb")).ok_or_else(|| choose("verb"))?,
                body: one("body")?,
                kinds: kinds(form),
                side: if form.get("side") == "state" { Side::State } else { Side::Party },
                by,
                together: Majority::from_code(form.get("together")),
                in_writing: ticked("in_writing"),
                condition: (!condition.is_empty()).then(|| condition.chars().take(300).collect()),
            })
        }
        "deadline" => {
            let unit = if form.get("unit") == "calendar" { Unit::Calendar } else { Unit::Working };
            Provision::Deadline(Deadline {
                step: Step::from_code(form.get("step")).ok_or_else(|| choose("step"))?,
                body: if form.get("body").is_empty() { None } else { Some(one("body")?) },
                kinds: kinds(form),
                term: Term {
                    days: number(form, "days")?,
                    unit,
                    at_once: false,
                    moves_off_day: ticked("moves"),
                },
            })
        }
        "cadence" => Provision::Cadence(Cadence {
            body: one("body")?,
            every: every(form)?,
            times: number(form, "times")?,
        }),
        "report" => {
            let what: String = form.get("what").trim().chars().take(300).collect();
            if what.is_empty() {
                return Err(Refusal::invalid(t::report_missing()).field("what"));
            }
            let day = u8::try_from(number(form, "day")?).unwrap_or(u8::MAX);
            Provision::Report(Report { who: one("who")?, to: one("to")?, what, every: every(form)?, day })
        }
        "substitution" => {
            let rank = Rank::from_code(form.get("seat-rank")).unwrap_or(Rank::Head);
            let of = Seat { body: one("seat-body")?, rank, post: None };
            let mut by = Vec::new();
            for at in 0..ROWS {
                by.extend(seat(form, offer, at)?);
            }
            Provision::Substitution(Substitution { seat: of, by })
        }
        "assignment" => Provision::Assignment,
        "effect" => Provision::Effect,
        _ => return Err(Refusal::not_found()),
    })
}
