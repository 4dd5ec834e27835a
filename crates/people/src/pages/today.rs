//! Today: what waits on me, by my relation to it; and the palette that goes anywhere.

use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use ui::{Button, Empty, Html, Page, Slot, Text, Tile, WorkList};

use crate::house::{Card, House, Place, Viewer, refused};
use crate::{names, t};

/// Rows shown on Today for each relation; the tile opens all of them.
const ROWS_MAX: usize = 7;

pub async fn show(State(house): State<House>, viewer: Viewer) -> Response {
    let ctx = house.page(&viewer).await;
    let (functions, reader) = (house.functions().to_vec(), viewer.clone());
    let cards = house
        .office()
        .read(move |tx| {
            let mut cards = Vec::new();
            // What calls stands above what waits.
            for alarm in functions.iter().filter_map(|function| function.tells.alarm) {
                cards.extend(alarm(tx, &reader)?.map(|ringing| ringing.card));
            }
            for today in functions.iter().filter_map(|function| function.today) {
                cards.extend(today(tx, &reader)?);
            }
            Ok(cards)
        })
        .await;
    let cards = match cards {
        Ok(cards) => cards,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let tiles: Vec<Tile> = cards
        .iter()
        .filter(|card| !matches!(card.place, Place::Day(_)))
        .map(|card| {
            let tile = Tile::new(card.count, card.title.clone(), card.href.clone());
            if card.late > 0 { tile.late(t::late_count(card.late)) } else { tile }
        })
        .collect();
    let mut body = offers(&ctx, &house, &viewer).await;
    if !tiles.is_empty() {
        body.push(Tile::line(&tiles, lang));
    }
    let actions = verbs(&cards, lang);
    let (mut work, mut day, mut beside) = (Vec::new(), Vec::new(), Vec::new());
    for card in cards {
        let (place, rows) = match card.place {
            Place::Day(slots) => {
                let slots = Slot::list(&slots, lang);
                day.push(ui::Card::new(card.title, slots).more(t::see_all(), card.href, None).render(lang));
                continue;
            }
            Place::Work => (&mut work, card.rows),
            Place::Beside => (&mut beside, card.rows),
        };
        if rows.is_empty() {
            continue;
        }
        let rows = WorkList::new(rows.into_iter().take(ROWS_MAX)).render(lang);
        let sheet = ui::Card::new(card.title, rows).count(card.count);
        place.push(sheet.more(t::see_all(), card.href, None).render(lang));
    }
    if work.is_empty() {
        work.push(Empty::new("check", t::nothing_waits()).next(t::nothing_waits_next()).render(lang));
    }
    day.extend(beside);
    if day.is_empty() {
        body.extend(work);
    } else {
        body.push(Html::columns(Html::join(work), Html::join(day)));
    }
    let today = house.office().now().date();
    // What arrives at the door stands on Today for those who take it in.
    let topics: &[&str] =
        if viewer.roles().contains(&crate::Role::Clerk) { &["today", "incoming"] } else { &["today"] };
    let title = format!("{}, {}", weekday(today, lang), vietnamese::format_date(today));
    Page::new(&ctx, Text::from(title))
        .lead(Text::from(vietnamese::lunar_line(today)))
        .actions(actions)
        .live(topics.iter().copied())
        .body(Html::stack(body))
        .into_response()
}

/// What waits first, as the one button of the page, and what waits next beside it.
fn verbs(cards: &[Card], lang: words::Lang) -> Vec<Html> {
    let mut buttons: Vec<Html> = cards
        .iter()
        .filter_map(|card| card.verb.as_ref().map(|verb| Button::link(verb.clone(), &card.href)))
        .zip(["g g", "g h"])
        .enumerate()
        .map(|(at, (button, key))| if at == 0 { button.main().key(key) } else { button.key(key) })
        .map(|button| button.render(lang))
        .collect();
    // The main one stands last, at the edge.
    buttons.reverse();
    buttons
}

/// A delegation in force is offered: acting for somebody is always said, never silent.
async fn offers(ctx: &ui::Ctx, house: &House, viewer: &Viewer) -> Vec<Html> {
    if viewer.acting.is_some() {
        return Vec::new();
    }
    let (person, today) = (viewer.person, house.office().now().date());
    let found = house.office().read(move |tx| names::delegations_to(tx, person, today)).await;
    let runs = found.unwrap_or_default().into_iter().filter(|row| row.runs(today));
    runs.map(|row| {
        let start = ui::Form::post(ctx, "/acting")
            .inline()
            .whole_page()
            .hidden("delegation", row.id.to_string())
            .button(&ui::Button::submit(t::start_acting()))
            .render();
        let day = vietnamese::format_date;
        ui::Notice::plain(t::acting_now_offer(day(row.from), row.post_title.clone(), day(row.to)))
            .action(start)
            .render(ctx.lang)
    })
    .collect()
}

pub(super) fn weekday(date: jiff::civil::Date, lang: words::Lang) -> String {
    match lang {
        words::Lang::Vi => vietnamese::weekday_name(date).to_owned(),
        words::Lang::En => date.strftime("%A").to_string(),
    }
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

#[derive(Serialize)]
pub struct Found {
    title: String,
    href: String,
    group: String,
    icon: &'static str,
    key: String,
    hint: String,
}

/// Longer texts are nothing anybody looks for here.
const TYPED_MAX: usize = 300;

/// Where the rail leads and what functions offer, found by what was typed, with or without accents.
pub async fn palette(
    State(house): State<House>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Json<Vec<Found>> {
    let ctx = house.page(&viewer).await;
    let wanted = vietnamese::fold(&asked.q);
    let group = t::go_to().say(ctx.lang);
    let found = ctx
        .nav
        .iter()
        .map(|way| Found {
            title: way.title.say(ctx.lang),
            href: way.href.clone(),
            group: group.clone(),
            icon: way.icon,
            key: format!("g {}", way.key),
            hint: String::new(),
        })
        .filter(|found| vietnamese::fold(&found.title).contains(&wanted));
    let mut found: Vec<Found> = found.collect();
    let (again, reader, typed) = (house.clone(), viewer.clone(), asked.q);
    let offered = house
        .office()
        .read(move |tx| {
            let typed = typed.get(..typed.floor_char_boundary(TYPED_MAX)).unwrap_or_default();
            let mut offered = Vec::new();
            for palette in again.functions().iter().filter_map(|function| function.palette) {
                offered.extend(palette(tx, &again, &reader, typed)?);
            }
            Ok(offered)
        })
        .await;
    found.extend(offered.unwrap_or_default().into_iter().map(|command| Found {
        title: command.title.say(ctx.lang),
        href: command.href,
        group: command.group.say(ctx.lang),
        icon: command.icon,
        key: String::new(),
        hint: command.hint.say(ctx.lang),
    }));
    Json(found)
}
