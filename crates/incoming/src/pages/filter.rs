//! The list's filters as they stand in the address, and the form that sets them.

use std::sync::Arc;

use documents::{BookRow, BookState};
use jiff::civil::Date;
use kernel::{Id, StoreError, Tx};
use people::Unit;
use serde::Deserialize;
use ui::form::{Choice, Field, Form, Options};
use ui::{Button, Chip, Chips, Ctx, Html, Text};
use words::Lang;

use super::accept::date;
use crate::books::Shelf;
use crate::store::{Filter, Lines, Place, Side, Sort, Stage};
use crate::t;

/// What the address says. Whatever does not parse narrows nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    pub book: String,
    pub issuer: String,
    pub kind: String,
    pub urgency: String,
    pub arrived_from: String,
    pub arrived_to: String,
    pub issued_from: String,
    pub issued_to: String,
    pub state: String,
    pub unit: String,
    pub code: String,
    pub q: String,
    pub sort: String,
    /// The page: lines beyond this one.
    pub after: String,
    pub before: String,
    /// How many lines stand before the page, to say which part of the list it is.
    pub at: String,
}

/// Longer texts are no filter.
const TYPED_MAX: usize = 200;

impl Query {
    fn pairs(&self) -> [(&'static str, &String); 16] {
        [
            ("book", &self.book),
            ("issuer", &self.issuer),
            ("kind", &self.kind),
            ("urgency", &self.urgency),
            ("arrived_from", &self.arrived_from),
            ("arrived_to", &self.arrived_to),
            ("issued_from", &self.issued_from),
            ("issued_to", &self.issued_to),
            ("state", &self.state),
            ("unit", &self.unit),
            ("code", &self.code),
            ("q", &self.q),
            ("sort", &self.sort),
            ("after", &self.after),
            ("before", &self.before),
            ("at", &self.at),
        ]
    }

    /// The address of this list at `path`, the page with it.
    pub fn href(&self, path: &str) -> String {
        let said: Vec<_> = self
            .pairs()
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", ui::html::encode(value)))
            .collect();
        if said.is_empty() { path.to_owned() } else { format!("{path}?{}", said.join("&")) }
    }

    /// The same list from its first page.
    pub fn first(&self) -> Query {
        Query { after: String::new(), before: String::new(), at: String::new(), ..self.clone() }
    }

    pub fn page(&self, side: &Side, at: u64) -> Query {
        let said = |place: &Place| format!("{}~{}", place.key, place.paper);
        let mut query = self.first();
        match side {
            Side::First | Side::From(_) => return query,
            Side::After(place) => query.after = said(place),
            Side::Before(place) => query.before = said(place),
        }
        if at > 0 {
            query.at = at.to_string();
        }
        query
    }

    pub fn side(&self) -> Side {
        let place = |text: &str| {
            let (key, paper) = text.split_once('~')?;
            Some(Place { key: key.to_owned(), paper: paper.parse().ok()? })
        };
        match (place(&self.after), place(&self.before)) {
            (Some(place), _) => Side::After(place),
            (_, Some(place)) => Side::Before(place),
            _ => Side::First,
        }
    }

    pub fn stage(&self) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.code() == self.state)
    }

    pub fn filter(&self, lines: Lines, today: Date) -> Filter {
        let text = |text: &String| text.trim().chars().take(TYPED_MAX).collect::<String>();
        let day = |text: &str| date(text, "").ok().flatten();
        Filter {
            lines,
            issuer: text(&self.issuer),
            kind: text(&self.kind),
            urgency: text(&self.urgency),
            arrived: (day(&self.arrived_from), day(&self.arrived_to)),
            issued: (day(&self.issued_from), day(&self.issued_to)),
            stage: self.stage(),
            unit: self.unit.parse().ok(),
            code: text(&self.code),
            words: text(&self.q),
            sort: if self.sort == "deadline" { Sort::Deadline } else { Sort::Newest },
            today,
        }
    }
}

/// What the form offers.
pub(super) struct Offered<'a> {
    pub books: &'a [(BookRow, Option<Shelf>)],
    pub chosen: Option<Id<documents::Book>>,
    pub names: &'a Names,
    /// Papers under way and late ones, of the lines shown.
    pub under_way: (u64, u64),
}

/// What the filters are chosen from: units, and kinds of papers as this office's rules name them. The same for
/// everybody until something is committed.
pub(super) struct Names {
    pub units: Arc<people::names::UnitNames>,
    unit_options: Options,
    issuers: Options,
    kinds: Options,
}

impl Names {
    pub fn load(tx: &mut Tx<'_>, lang: Lang, today: Date) -> Result<Arc<Names>, StoreError> {
        let mut name = people::names::on_day(b"filter names", today);
        name.extend_from_slice(lang.code().as_bytes());
        tx.remember(&name, |tx| {
            let units = people::names::unit_names(tx, today)?;
            let mut kinds: Vec<String> =
                rulebook::rules(tx)?.pack.kinds.iter().map(|row| row.value.name.vi.clone()).collect();
            kinds.sort();
            kinds.dedup();
            let said = |name: &String| Choice::new(name.clone(), Text::from(name.clone()));
            let unit =
                |(id, name): &(Id<Unit>, String)| Choice::new(id.to_string(), Text::from(name.clone()));
            let any = std::iter::once(Choice::new("", t::unit_any()));
            Ok(Names {
                unit_options: Options::of(lang, any.chain(units.iter().map(unit))),
                issuers: Options::of(lang, units.iter().map(|(_, name)| said(name))),
                kinds: Options::of(lang, kinds.iter().map(said)),
                units,
            })
        })
    }
}

pub(crate) fn stage_said(stage: Stage) -> words::Msg {
    match stage {
        Stage::Open => t::stage_open(),
        Stage::Fresh => t::stage_fresh(),
        Stage::Office => t::stage_office(),
        Stage::Leader => t::stage_leader(),
        Stage::Transfer => t::stage_transfer(),
        Stage::InWork => t::stage_work(),
        Stage::Late => t::stage_late(),
        Stage::Settled => t::stage_settled(),
        Stage::Informed => t::stage_informed(),
        Stage::Reserved => t::stage_reserved(),
        Stage::Voided => t::stage_voided(),
        Stage::Imported => t::stage_imported(),
    }
}

/// The quick ways to a part of the list, then what it is narrowed to now, each a click away from being dropped.
pub(super) fn chips(ctx: &Ctx, query: &Query, offered: &Offered<'_>) -> Html {
    let plain = query.first();
    let state = |code: &str| Query {
        state: if query.state == code { String::new() } else { code.to_owned() },
        ..plain.clone()
    };
    let counted = |stage: Stage, count: u64| {
        let said = stage_said(stage).say(ctx.lang);
        let count = if count > COUNT_MAX { format!("{COUNT_MAX}+") } else { count.to_string() };
        Chip::new(Text::from(format!("{said} {count}")), state(stage.code()).href("/papers"))
            .on(query.state == stage.code())
    };
    let mut chips =
        vec![counted(Stage::Open, offered.under_way.0), counted(Stage::Late, offered.under_way.1)];
    for stage in [Stage::Fresh, Stage::Settled] {
        chips.push(
            Chip::new(stage_said(stage), state(stage.code()).href("/papers")).on(query.state == stage.code()),
        );
    }
    let said = |text: &str| Text::from(text.to_owned());
    let day =
        |text: &str| date(text, "").ok().flatten().map_or_else(|| text.to_owned(), vietnamese::format_date);
    let unit = offered.names.units.iter().find(|(id, _)| id.to_string() == query.unit);
    let mut set: Vec<(Text, Query)> = Vec::new();
    let mut put = |label: Text, value: &str, without: Query| {
        if !value.is_empty() {
            set.push((label, without));
        }
    };
    put(said(&query.issuer), &query.issuer, Query { issuer: String::new(), ..plain.clone() });
    put(said(&query.kind), &query.kind, Query { kind: String::new(), ..plain.clone() });
    put(
        Text::from(urgency_said(&query.urgency)),
        &query.urgency,
        Query { urgency: String::new(), ..plain.clone() },
    );
    let from = |text: &str| Text::from(t::since_day(day(text)));
    let to = |text: &str| Text::from(t::until_day(day(text)));
    put(
        from(&query.arrived_from),
        &query.arrived_from,
        Query { arrived_from: String::new(), ..plain.clone() },
    );
    put(to(&query.arrived_to), &query.arrived_to, Query { arrived_to: String::new(), ..plain.clone() });
    put(
        Text::from(t::issued_since(day(&query.issued_from))),
        &query.issued_from,
        Query { issued_from: String::new(), ..plain.clone() },
    );
    put(
        Text::from(t::issued_until(day(&query.issued_to))),
        &query.issued_to,
        Query { issued_to: String::new(), ..plain.clone() },
    );
    put(said(unit.map_or("", |(_, name)| name)), &query.unit, Query { unit: String::new(), ..plain.clone() });
    put(said(&query.code), &query.code, Query { code: String::new(), ..plain.clone() });
    put(said(&format!("“{}”", query.q)), &query.q, Query { q: String::new(), ..plain.clone() });
    if let Some(stage) =
        query.stage().filter(|s| !matches!(s, Stage::Open | Stage::Late | Stage::Fresh | Stage::Settled))
    {
        put(Text::from(stage_said(stage)), &query.state, Query { state: String::new(), ..plain.clone() });
    }
    for (at, (label, without)) in set.into_iter().enumerate() {
        let mut chip = Chip::new(label, without.href("/papers")).on(true).icon("x");
        if at == 0 {
            chip = chip.apart();
        }
        chips.push(chip);
    }
    Chips(chips).render(ctx.lang)
}

/// A list longer than this says so instead of being counted.
pub(super) const COUNT_MAX: u64 = 10_000;

fn urgency_said(code: &str) -> words::Msg {
    match code {
        "urgent" => t::urgency_urgent(),
        "very" => t::urgency_very(),
        "flash" => t::urgency_flash(),
        _ => t::urgency_any(),
    }
}

/// The urgency as a note on a line.
pub(crate) fn urgency_note(code: &str) -> Option<words::Msg> {
    (!code.is_empty()).then(|| urgency_said(code))
}

/// Every filter in one form; it needs no script.
pub(super) fn form(ctx: &Ctx, query: &Query, offered: &Offered<'_>) -> Html {
    let chosen = match (&*query.book, offered.chosen) {
        (ALL, _) => ALL.to_owned(),
        (_, Some(id)) => id.to_string(),
        (_, None) => String::new(),
    };
    let books = offered
        .books
        .iter()
        .map(|(book, _)| Choice::new(book.id.to_string(), Text::from(book.name.clone())))
        .chain(std::iter::once(Choice::new(ALL, t::all_books())));
    let states = std::iter::once(Choice::new("", t::stage_any()))
        .chain(Stage::ALL.into_iter().map(|stage| Choice::new(stage.code(), stage_said(stage))));
    let urgencies = ["any", "urgent", "very", "flash"];
    let urgencies = std::iter::once(Choice::new("", t::urgency_all()))
        .chain(urgencies.into_iter().map(|code| Choice::new(code, urgency_said(code))));
    Form::get(ctx, "/papers")
        .hidden("sort", query.sort.clone())
        .put(Field::select("book", t::book_nav(), books).value(chosen))
        .put(Field::select("state", t::stage(), states).value(query.state.clone()))
        .put(Field::search("q", t::words_in_subject()).value(query.q.clone()))
        .put(Field::text("code", t::number_or_code()).value(query.code.clone()))
        .put(Field::text("issuer", t::issuer()).value(query.issuer.clone()).suggested(&offered.names.issuers))
        .put(Field::text("kind", t::kind()).value(query.kind.clone()).suggested(&offered.names.kinds))
        .put(Field::offered("unit", t::unit_with(), &offered.names.unit_options).value(query.unit.clone()))
        .put(Field::select("urgency", t::urgency(), urgencies).value(query.urgency.clone()))
        .put(Field::date("arrived_from", t::arrived_from()).value(query.arrived_from.clone()))
        .put(Field::date("arrived_to", t::arrived_to()).value(query.arrived_to.clone()))
        .put(Field::date("issued_from", t::issued_from()).value(query.issued_from.clone()))
        .put(Field::date("issued_to", t::issued_to()).value(query.issued_to.clone()))
        .button(&Button::submit(t::filter_it()).icon("filter"))
        .button(&Button::link(t::filter_none(), "/papers").plain())
        .render()
}

/// Every book in the address.
pub(super) const ALL: &str = "all";

/// What a book holds, in one line: numbers, voided ones, when it was looked at last.
pub(super) fn book_line(state: &BookState, master: Option<&str>) -> words::Msg {
    let papers = vietnamese::format_integer(state.papers);
    match master {
        Some(_) => t::book_lead_master(papers),
        None => t::book_lead(state.first, state.last, papers, state.voided),
    }
}
