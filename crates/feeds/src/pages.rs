//! One's own feeds, and the feeds themselves.

use axum::Form as Posted;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::ToSpan as _;
use kernel::{Id, Instant, StoreError, Tx};
use people::{
    Api, Command, DatesOf, Function, Happening, House, Pairs, Unit, Viewer, When, names, refused, sessions,
};
use sha2::{Digest as _, Sha256};
use ui::form::{Choice, Filled};
use ui::{Button, Card, Cell, Column, Due, Empty, Field, Form, Html, Notice, Page, Table, Text};

use crate::acts::{self, Feed, NewFeed};
use crate::store::{self, FeedRow};
use crate::{ics, t};

/// Days back and ahead that a feed tells of.
const BACK: i64 = 90;
const AHEAD: i64 = 400;
/// Entries of one feed; the earliest are left out.
const MOST: usize = 3_000;

/// Every route says who may.
pub(crate) fn routes() -> Router<House> {
    Router::new()
        // anybody signed in: their own feeds
        .route("/feeds", get(list).post(make))
        .route("/feeds/{id}/ending", post(end))
        // open: whoever has the address
        .route("/feeds/{id}", get(feed))
}

#[must_use]
pub(crate) fn api() -> Api {
    Api::new().act("feeds.end", "/feeds/endings", acts::end)
}

pub(crate) fn palette(
    _: &mut Tx<'_>,
    _: &House,
    viewer: &Viewer,
    typed: &str,
) -> Result<Vec<Command>, StoreError> {
    let title = t::feeds().say(viewer.lang);
    let fits = vietnamese::fold(&title).contains(&vietnamese::fold(typed.trim()));
    Ok(if fits && !typed.trim().is_empty() {
        vec![Command {
            title: Text::from(title),
            hint: Text::from(t::feeds_hint()),
            href: "/feeds".to_owned(),
            group: t::feeds_group(),
            icon: "calendar",
        }]
    } else {
        Vec::new()
    })
}

async fn list(State(house): State<House>, viewer: Viewer) -> Response {
    page(&house, &viewer, &Filled::default(), None).await
}

struct Found {
    feeds: Vec<FeedRow>,
    units: Vec<(Id<Unit>, String)>,
}

async fn page(house: &House, viewer: &Viewer, filled: &Filled, fresh: Option<&str>) -> Response {
    let ctx = house.page(viewer).await;
    let reader = viewer.clone();
    let found = house.office().read(move |tx| {
        let all = names::unit_names(tx, reader.today)?;
        let units = all.iter().filter(|(id, _)| reader.units().contains(id)).cloned().collect();
        Ok::<_, StoreError>(Found { feeds: store::of(tx, reader.person)?, units })
    });
    let found = match found.await {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let mut body = Vec::new();
    if let Some(address) = fresh {
        let shown = format!("<pre class=\"note\">{}</pre>", Html::text(address).as_str());
        body.push(Notice::done(t::made()).render(lang));
        body.push(Card::new(t::address_once(), Html::trusted(shown)).padded().render(lang));
    }
    if found.feeds.is_empty() {
        body.push(Empty::new("calendar", t::no_feeds()).next(t::no_feeds_next()).render(lang));
    } else {
        body.push(table(&ctx, &found));
    }
    let own = std::iter::once(Choice::new("", t::own()));
    let units = found.units.iter().map(|(id, name)| Choice::new(id.to_string(), Text::from(name.clone())));
    // The answer shows the address and is no redirect: only a whole page may be one.
    let form = Form::post(&ctx, "/feeds")
        .whole_page()
        .filled(filled)
        .put(Field::select("unit", t::of_whom(), own.chain(units)))
        .put(Field::check("named", t::named()).hint(t::named_hint()))
        .button(&Button::submit(t::make()).main().icon("plus"))
        .render();
    body.push(Card::new(t::make_title(), form).padded().render(lang));
    let status = if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Page::new(&ctx, t::feeds())
        .lead(t::feeds_lead())
        .narrow()
        .status(status)
        .body(Html::stack(body))
        .into_response()
}

fn table(ctx: &ui::Ctx, found: &Found) -> Html {
    let lang = ctx.lang;
    let columns = [t::of_whom(), t::says(), t::made_on(), t::used(), t::state()].map(Column::new);
    let table = found.feeds.iter().fold(Table::new(t::feeds(), columns), |table, feed| {
        let whose = match feed.unit {
            None => t::own().say(lang),
            Some(unit) => found
                .units
                .iter()
                .find(|(id, _)| *id == unit)
                .map_or("—".to_owned(), |(_, name)| name.clone()),
        };
        let state = if feed.ended_on.is_some() {
            Due::plain(t::ended()).render(lang)
        } else {
            let end = Button::submit(t::end()).icon("x");
            Form::post(ctx, format!("/feeds/{}/ending", feed.id)).inline().button(&end).render()
        };
        let says = if feed.named { t::says_all() } else { t::says_codes() };
        let used = feed
            .used_at
            .map_or_else(|| "—".to_owned(), |at| at.local().strftime("%H:%M %d/%m/%Y").to_string());
        table.row([
            Cell::text(&whose).strong(),
            Cell::text(&says.say(lang)),
            Cell::text(&vietnamese::format_date(feed.made_on)),
            Cell::text(&used),
            Cell::html(state),
        ])
    });
    table.render(lang)
}

/// A fresh secret. What is stored is its hash.
fn secret(house: &House) -> String {
    let mut bytes = [0u8; 32];
    house.office().clock().random(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Where the office answers, as the reader's own program asked.
fn base(house: &House, headers: &HeaderMap) -> Option<String> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    Some(format!("{}://{host}", if house.secure() { "https" } else { "http" }))
}

async fn make(
    State(house): State<House>,
    viewer: Viewer,
    headers: HeaderMap,
    Posted(form): Posted<Pairs>,
) -> Response {
    let secret = secret(&house);
    let outcome = async {
        let input = NewFeed {
            unit: form.optional_id("unit")?,
            named: !form.get("named").is_empty(),
            hash: sessions::token(&secret),
        };
        house.office().act(viewer.actor(), form.act_id()?, input, acts::make).await
    };
    match outcome.await {
        Ok(_) => {
            let address = format!("{}/feeds/{secret}.ics", base(&house, &headers).unwrap_or_default());
            page(&house, &viewer, &Filled::default(), Some(&address)).await
        }
        Err(refusal) if refusal.field.is_some() => page(&house, &viewer, &form.filled(&refusal), None).await,
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

async fn end(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Feed>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let outcome = async { house.office().act(viewer.actor(), form.act_id()?, id, acts::end).await };
    match outcome.await {
        Ok(()) => Redirect::to("/feeds").into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

/// What a feed is called, and what stands in it now.
struct Content {
    id: Id<Feed>,
    name: String,
    named: bool,
    used_at: Option<Instant>,
    happenings: Vec<Happening>,
}

fn content(
    tx: &mut Tx<'_>,
    hash: [u8; 32],
    today: jiff::civil::Date,
    functions: &[Function],
) -> Result<Option<Content>, StoreError> {
    let Some(feed) = store::by_hash(tx, hash)? else { return Ok(None) };
    // Without a post there is nothing to see, and no feed.
    let Some(viewer) = Viewer::load(tx, feed.person, today)? else { return Ok(None) };
    if feed.unit.is_some_and(|unit| !viewer.units().contains(&unit)) {
        return Ok(None);
    }
    let of = DatesOf {
        unit: feed.unit,
        from: today.checked_sub(BACK.days()).unwrap_or(today),
        to: today.checked_add(AHEAD.days()).unwrap_or(today),
    };
    let mut happenings = Vec::new();
    for dates in functions.iter().filter_map(|function| function.dates) {
        happenings.extend(dates(tx, &viewer, of)?);
    }
    let begins = |one: &Happening| match one.when {
        When::Day(on) => Instant::from_local(on.at(0, 0, 0, 0)),
        When::Span(from, _) => from,
    };
    happenings.sort_by_key(|one| (begins(one), one.id));
    let early = happenings.len().saturating_sub(MOST);
    happenings.drain(..early);
    let name = match feed.unit {
        Some(unit) => names::unit(tx, unit)?,
        None => viewer.name.clone(),
    };
    let name = t::feed_name(name).say(viewer.lang);
    Ok(Some(Content { id: feed.id, name, named: feed.named, used_at: feed.used_at, happenings }))
}

/// The feed of an address; there is none for an address that opens nothing.
async fn feed(State(house): State<House>, headers: HeaderMap, Path(file): Path<String>) -> Response {
    let secret = file.strip_suffix(".ics").filter(|secret| secret.len() == 64);
    let Some(secret) = secret else { return StatusCode::NOT_FOUND.into_response() };
    let (office, functions) = (house.office().clone(), house.functions().to_vec());
    let (hash, now) = (sessions::token(secret), office.now());
    let found = match office.read(move |tx| content(tx, hash, now.date(), &functions)).await {
        Ok(Some(found)) => found,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(_) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    if found.used_at.is_none_or(|at| now.since(at) > Instant::HOUR) {
        let (id, office) = (found.id, house.office().clone());
        // A feed is given although its use could not be noted: on a full disk the calendar goes on.
        let note = move || office.operate(move |tx| store::note_use(tx, id, now));
        let _ = tokio::task::spawn_blocking(note).await;
    }
    let base = base(&house, &headers);
    let text = ics::write(&found.name, &found.happenings, (found.named, base.as_deref()));
    let tag: String =
        Sha256::digest(text.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    if headers.get(header::IF_NONE_MATCH).is_some_and(|asked| asked.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
        (header::ETAG, tag),
    ];
    (headers, text).into_response()
}
