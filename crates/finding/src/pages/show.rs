//! The page: what was found, marked where it was found, and the ways to narrow it.

use axum::extract::{Query as Asked, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::Id;
use people::{House, Viewer, refused};
use search::{Facet, Question};
use ui::form::{Choice, Field, Filled, Form};
use ui::{
    Button, Card, Chip, Chips, Ctx, Empty, FacetList, FacetValue, FoundHit, FoundList, Html, Notice, Page,
    Pager, Text, fold,
};

use crate::answer::{Answer, Asking, answer};
use crate::model::{SavedSearch, Scope};
use crate::query::{HITS, Query};
use crate::store::{self, SavedRow};
use crate::{FOR_GROUP, FOR_HOUSE, t};

pub async fn page(State(house): State<House>, viewer: Viewer, Asked(query): Asked<Query>) -> Response {
    screen(&house, &viewer, query, &Filled::default()).await
}

/// What the page is made of.
struct Found {
    answer: Option<Answer>,
    saved: Vec<SavedRow>,
    /// Those of them that the reader watches.
    watched: Vec<Id<SavedSearch>>,
}

/// The page; with what was typed into the form that keeps it and refused.
pub(super) async fn screen(house: &House, viewer: &Viewer, query: Query, filled: &Filled) -> Response {
    let mut ctx = house.page(viewer).await;
    ctx.asked = query.q.clone();
    let (reader, asking, asked) = (viewer.clone(), Asking::of(house), query.clone());
    let found = house
        .office()
        .read(move |tx| {
            let saved = store::saved_for(tx, &reader)?;
            let watched = store::watched_by(tx, reader.person)?;
            if asked.is_empty() {
                return Ok(Found { answer: Some(Answer::default()), saved, watched });
            }
            let mut found = answer(tx, &asking, &reader, &asked.ask(reader.today))?;
            if let Some(answer) = &mut found {
                answer.think(&asked);
            }
            Ok(Found { answer: found, saved, watched })
        })
        .await;
    let found = match found {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let status = if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    render(&ctx, viewer, &query, (&found, filled)).status(status).into_response()
}

fn render<'a>(ctx: &'a Ctx, viewer: &Viewer, query: &Query, (found, filled): (&Found, &Filled)) -> Page<'a> {
    let title = if query.q.trim().is_empty() {
        Text::from(t::search())
    } else {
        Text::from(t::found_for(query.q.trim().to_owned()))
    };
    let mut page = Page::new(ctx, title).no_prefetch();
    let Some(answer) = &found.answer else {
        let empty = Empty::new("search", t::not_ready()).next(t::not_ready_next());
        return page.body(empty.button(Button::link(t::to_list(), "/papers").icon("book")).render(ctx.lang));
    };
    if query.is_empty() {
        return page.lead(t::lead_empty()).body(Html::stack([
            saved_chips(ctx, query, &found.saved).unwrap_or_default(),
            how(ctx),
            saved_card(ctx, viewer, query, found).unwrap_or_default(),
        ]));
    }
    let said = vietnamese::format_integer(i64::try_from(answer.total).unwrap_or(i64::MAX));
    page = page.lead(if answer.total == 0 { t::lead_none() } else { t::lead_found(said) });
    if answer.total > 0 {
        let href = format!("/search/export.xlsx?{}", query.first().pairs_said());
        page = page.actions([Button::link(t::export(), href).icon("file-spreadsheet").render(ctx.lang)]);
    }
    let mut main = Vec::new();
    if answer.incomplete {
        main.push(Notice::care(t::incomplete()).render(ctx.lang));
    }
    main.extend(saved_chips(ctx, query, &found.saved));
    main.push(order(ctx, query));
    if answer.total == 0 && query.at() == 1 {
        main.push(nothing(ctx, query, answer));
    }
    main.extend(hits(ctx, query, answer));
    main.push(fold(ctx, t::keep_this(), &keep_form(ctx, viewer, query, filled), !filled.faults.is_empty()));
    main.extend(saved_card(ctx, viewer, query, found));
    let facets = facets(ctx, query, answer);
    page.body(FoundList::columns(&Html::stack(main), &facets))
}

/// Hits that hold everything, then those that come near, under their own heading.
fn hits(ctx: &Ctx, query: &Query, answer: &Answer) -> Vec<Html> {
    let question = query.question(false);
    let (near, whole): (Vec<_>, Vec<_>) = answer.shown.iter().partition(|shown| shown.hit.near);
    let list = |shown: &[&crate::answer::Shown], name: words::Msg| {
        let hits = shown.iter().map(|one| hit(one, &question, ctx));
        FoundList::new(name, hits).render(ctx.lang)
    };
    let mut parts = Vec::new();
    if !whole.is_empty() {
        parts.push(list(&whole, t::papers_found()));
        let from = ((query.at() - 1) * HITS) as u64;
        let to = from + whole.len() as u64;
        if answer.total > to || from > 0 {
            let pager = Pager {
                from: from + 1,
                to,
                total: Some(answer.total),
                previous: query.leaf(query.at() - 1),
                next: if answer.total > to { query.leaf(query.at() + 1) } else { None },
            };
            parts.push(pager.render(ctx.lang));
        }
    }
    if !near.is_empty() {
        parts.push(Html::trusted(format!(
            "<h2 class=\"near\">{}</h2>",
            ui::html::escape(&t::near_hits().say(ctx.lang))
        )));
        parts.push(list(&near, t::near_hits()));
    }
    parts
}

pub(super) fn hit(shown: &crate::answer::Shown, question: &Question, ctx: &Ctx) -> FoundHit {
    let line = &shown.line;
    let by: Vec<String> = line.by.iter().map(|text| text.say(ctx.lang)).collect();
    FoundHit {
        code: search::marked(&line.code, question),
        what: search::marked(&line.subject, question),
        excerpt: search::excerpt(&line.body, question),
        by: by.join(" · "),
        href: line.href.clone(),
        due: line.state.clone(),
        urgency: line.urgency.clone(),
    }
}

fn order(ctx: &Ctx, query: &Query) -> Html {
    let sorted = |sort: &str| Query { sort: sort.to_owned(), ..query.first() }.href();
    let mut chips = Vec::new();
    if !query.question(false).is_empty() {
        chips.push(Chip::new(t::best_first(), sorted("")).on(!query.newest()));
        chips.push(Chip::new(t::newest_first(), sorted("newest")).on(query.newest()));
    }
    let state = |code: &'static str, said: words::Msg| {
        let on = query.state == code;
        Chip::new(said, query.with(Facet::State, if on { "" } else { code }).href()).on(on)
    };
    let mut open = state("open", t::state_open());
    if !chips.is_empty() {
        open = open.apart();
    }
    chips.push(open);
    chips.push(state("late", t::state_late()));
    let day = |text: &str| {
        let date = text.parse().ok().or_else(|| vietnamese::parse_date(text));
        date.map_or_else(|| text.to_owned(), vietnamese::format_date)
    };
    for (value, said, without) in [
        (&query.from, t::since(day(&query.from)), Query { from: String::new(), ..query.first() }),
        (&query.to, t::until(day(&query.to)), Query { to: String::new(), ..query.first() }),
        (
            &query.issued_from,
            t::issued_since(day(&query.issued_from)),
            Query { issued_from: String::new(), ..query.first() },
        ),
        (
            &query.issued_to,
            t::issued_until(day(&query.issued_to)),
            Query { issued_to: String::new(), ..query.first() },
        ),
    ] {
        if !value.is_empty() {
            chips.push(Chip::new(said, without.href()).on(true).icon("x"));
        }
    }
    if query.narrow() && query.wide() != query.first() {
        chips.push(Chip::new(t::filter_none(), query.wide().href()).icon("x"));
    }
    Chips(chips).render(ctx.lang)
}

fn facet_name(facet: Facet) -> words::Msg {
    match facet {
        Facet::Book => t::facet_book(),
        Facet::Kind => t::facet_kind(),
        Facet::Issuer => t::facet_issuer(),
        Facet::Unit => t::facet_unit(),
        Facet::State => t::facet_state(),
        Facet::Urgency => t::facet_urgency(),
    }
}

/// Values of a facet that stand open; the rest unfolds.
const OPEN: usize = 6;

fn facets(ctx: &Ctx, query: &Query, answer: &Answer) -> Html {
    let mut lists = Vec::new();
    let order = [Facet::State, Facet::Kind, Facet::Issuer, Facet::Unit, Facet::Book, Facet::Urgency];
    for facet in order {
        let values =
            answer.facets.iter().find(|(one, _)| *one == facet).map_or(&[][..], |(_, v)| v.as_slice());
        let chosen = query.chosen(facet);
        let mut shown: Vec<FacetValue> = values
            .iter()
            .map(|value| {
                let on = value.value == chosen;
                let href = query.with(facet, if on { "" } else { &value.value }).href();
                FacetValue { name: value.name.clone(), count: value.count, href, on }
            })
            .collect();
        // What is chosen stands first, so that it can be let go.
        shown.sort_by_key(|value| !value.on);
        if shown.len() > 1 || shown.iter().any(|value| value.on) {
            lists.push(
                FacetList { title: Text::from(facet_name(facet)), values: shown, open: OPEN }
                    .render(ctx.lang),
            );
        }
    }
    let dates = Form::get(ctx, "/search")
        .hidden("q", query.q.clone())
        .hidden("book", query.book.clone())
        .hidden("kind", query.kind.clone())
        .hidden("issuer", query.issuer.clone())
        .hidden("unit", query.unit.clone())
        .hidden("state", query.state.clone())
        .hidden("urgency", query.urgency.clone())
        .hidden("sort", query.sort.clone())
        .put(Field::date("from", t::arrived_from()).value(query.from.clone()))
        .put(Field::date("to", t::arrived_to()).value(query.to.clone()))
        .put(Field::date("issued_from", t::issued_from()).value(query.issued_from.clone()))
        .put(Field::date("issued_to", t::issued_to()).value(query.issued_to.clone()))
        .button(&Button::submit(t::filter_it()).icon("filter"))
        .render();
    let days =
        [&query.from, &query.to, &query.issued_from, &query.issued_to].iter().any(|day| !day.is_empty());
    lists.push(fold(ctx, t::facet_days(), &dates, days));
    Html::join(lists)
}

/// Nothing holds all of it: what may help.
fn nothing(ctx: &Ctx, query: &Query, answer: &Answer) -> Html {
    let asked = |q: &str| Query { q: q.to_owned(), ..query.first() }.href();
    let mut empty = Empty::new("search", t::nothing_found());
    let next = if query.narrow() { t::nothing_filtered() } else { t::nothing_next() };
    empty = empty.next(next);
    if let Some(meant) = &answer.meant {
        empty = empty.button(Button::link(t::did_you_mean(meant.clone()), asked(meant)).main());
    }
    if query.narrow() {
        empty = empty.button(Button::link(t::filter_none(), query.wide().href()).icon("x"));
    }
    let question = query.question(false);
    if question.marked() && answer.meant.is_none() {
        let bare = vietnamese::fold(&query.q);
        empty = empty.button(Button::link(t::without_marks(bare.clone()), asked(&bare)));
    }
    for (fewer, count) in &answer.fewer {
        let count = i64::try_from(*count).unwrap_or(i64::MAX);
        let said = t::fewer_words(fewer.clone(), vietnamese::format_integer(count));
        empty = empty.button(Button::link(said, asked(fewer)));
    }
    empty.render(ctx.lang)
}

/// How one can ask, for who has not asked yet.
fn how(ctx: &Ctx) -> Html {
    let forms = [
        ("ke hoach chuyen doi so", t::how_bare()),
        ("kế hoạch chuyển đổi số", t::how_marked()),
        ("25-CV/TU", t::how_code()),
        ("\"phòng, chống tham nhũng\"", t::how_phrase()),
        ("nghị qu*", t::how_prefix()),
        ("05/9/2026", t::how_day()),
    ];
    let rows: String = forms
        .into_iter()
        .map(|(example, said)| {
            let href = Query { q: example.to_owned(), ..Query::default() }.href();
            format!(
                "<div><dt><a href=\"{}\">{}</a></dt><dd>{}</dd></div>",
                ui::html::escape(&href),
                ui::html::escape(example),
                ui::html::escape(&said.say(ctx.lang))
            )
        })
        .collect();
    Card::new(t::how_title(), Html::trusted(format!("<dl class=\"known how\">{rows}</dl>")))
        .padded()
        .render(ctx.lang)
}

fn scope_name(scope: Scope) -> words::Msg {
    match scope {
        Scope::Own => t::scope_own(),
        Scope::Group => t::scope_group(),
        Scope::House => t::scope_house(),
    }
}

fn may_keep(viewer: &Viewer, scope: Scope) -> bool {
    match scope {
        Scope::Own => true,
        Scope::Group => viewer.may(FOR_GROUP),
        Scope::House => viewer.may(FOR_HOUSE),
    }
}

fn saved_chips(ctx: &Ctx, query: &Query, saved: &[SavedRow]) -> Option<Html> {
    let now = query.first().pairs_said();
    let chips = saved.iter().map(|row| {
        Chip::new(Text::from(row.name.clone()), format!("/search?{}", row.query))
            .icon("pin")
            .on(row.query == now)
    });
    let chips: Vec<_> = chips.collect();
    (!chips.is_empty()).then(|| Chips(chips).named(t::saved_searches(), ctx.lang))
}

fn keep_form(ctx: &Ctx, viewer: &Viewer, query: &Query, filled: &Filled) -> Html {
    let scopes = Scope::ALL.into_iter().filter(|scope| may_keep(viewer, *scope));
    let scopes = scopes.map(|scope| Choice::new(scope.code(), scope_name(scope)));
    Form::post(ctx, "/search/saved")
        .filled(filled)
        .hidden("query", query.first().pairs_said())
        .put(Field::text("name", t::name()).value(query.q.clone()).required())
        .put(Field::select("scope", t::scope(), scopes).value(Scope::Own.code()))
        .put(Field::check("watch", t::watch()))
        .button(&Button::submit(t::keep()).icon("device-floppy"))
        .render()
}

/// What is kept, with the ways to watch it and to drop it.
fn saved_card(ctx: &Ctx, viewer: &Viewer, query: &Query, found: &Found) -> Option<Html> {
    if found.saved.is_empty() {
        return None;
    }
    let button = |row: &SavedRow, way: &str, button: Button| {
        Form::post(ctx, format!("/search/saved/{}/{way}", row.id))
            .inline()
            .hidden("back", query.pairs_said())
            .button(&button.plain())
            .render()
    };
    let rows = found.saved.iter().map(|row| {
        let name = || row.name.clone();
        let mut ways = if found.watched.contains(&row.id) {
            let said = ui::html::escape(&t::watched().say(ctx.lang));
            vec![
                Html::trusted(format!("<span class=\"by\">{said}</span>")),
                button(row, "watch-end", Button::submit(t::unwatch_it(name())).icon("x")),
            ]
        } else {
            vec![button(row, "watch", Button::submit(t::watch_it(name())).icon("bell"))]
        };
        if may_keep(viewer, row.scope) {
            ways.push(button(row, "removal", Button::submit(t::drop_it(name())).icon("trash")));
        }
        Html::trusted(format!(
            "<li><a href=\"/search?{}\">{}</a> <span class=\"by\">{}</span>{}</li>",
            ui::html::escape(&row.query),
            ui::html::escape(&row.name),
            ui::html::escape(&scope_name(row.scope).say(ctx.lang)),
            Html::join(ways)
        ))
    });
    let list = Html::trusted(format!("<ul class=\"kept\">{}</ul>", Html::join(rows)));
    Some(fold(ctx, t::saved_manage(), &list, false))
}
