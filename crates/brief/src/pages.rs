//! The brief on the screen.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use directions::{Load, Pressing};
use jiff::civil::Date;
use kernel::{Instant, StoreError, Tx};
use mail::Line;
use people::{House, Viewer, refused};
use ui::{Button, Card, Cell, Column, Due, Empty, Html, Page, Table, Tile, Urgency, WorkList, WorkRow};
use words::{Lang, Msg};

use crate::gather::{Brief, LOADS, gather};
use crate::{READ, printed, t};

/// Every route says who may.
pub fn routes() -> Router<House> {
    Router::new()
        // brief.read
        .route("/brief", get(show))
        .route("/brief.pdf", get(printed::print))
}

/// Where each number comes from.
pub(crate) const LATE: &str = "/papers?state=late&sort=deadline";
pub(crate) const UNDER_WAY: &str = "/papers?state=open&sort=deadline";
pub(crate) const URGENT: &str = "/papers?state=open&urgency=any&sort=deadline";

pub async fn show(State(house): State<House>, viewer: Viewer) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(READ) {
        return refused(&ctx, &refusal);
    }
    let (reader, now) = (viewer.clone(), house.office().now());
    let brief = match house.office().read(move |tx| gather(tx, &reader)).await {
        Ok(brief) => brief,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let tiles = [
        Tile::new(brief.late.0, t::late(), LATE),
        Tile::new(brief.due.0, t::due_today(), UNDER_WAY),
        Tile::new(brief.urgent.0, t::urgent(), URGENT),
        Tile::new(brief.under_way(), t::under_way(), UNDER_WAY),
    ];
    let mut body = vec![Tile::line(&tiles, lang)];
    for (title, (count, rows), href) in [
        (t::late(), &brief.late, LATE),
        (t::due_today(), &brief.due, UNDER_WAY),
        (t::urgent(), &brief.urgent, URGENT),
    ] {
        if *count > 0 {
            let list = WorkList::new(rows.iter().map(|row| line(row, viewer.today))).render(lang);
            body.push(Card::new(title, list).count(*count).more(t::all_of_them(), href, None).render(lang));
        }
    }
    body.push(duty(&brief, lang));
    body.extend(away(&brief, lang));
    body.push(loads(&brief.loads, now, lang));
    let title = t::brief_of(vietnamese::format_date(viewer.today));
    Page::new(&ctx, title)
        .lead(t::brief_lead())
        .live(["today"])
        .actions([
            Button::link(t::by_mail(), "/mail").icon("mail").render(lang),
            Button::pdf(t::print(), "/brief.pdf").render(lang),
        ])
        .body(Html::stack(body))
        .into_response()
}

pub(crate) fn seal(mark: &str) -> Option<Urgency> {
    match mark {
        "" => None,
        "very" | "very_urgent" => Some(Urgency::VeryUrgent),
        "flash" => Some(Urgency::Flash),
        _ => Some(Urgency::Urgent),
    }
}

/// How long it has lain there, in days of the calendar.
pub(crate) fn held(since: Instant, now: Instant) -> Msg {
    let days = now.since(since) / Instant::DAY;
    if days < 1 { t::held_today() } else { t::held_days(days) }
}

fn line(row: &Pressing, today: Date) -> WorkRow {
    let mut shown = WorkRow::new(
        row.code.clone(),
        ui::Text::from(row.subject.clone()),
        format!("/routings/{}", row.routing),
    )
    .by(ui::Text::from(row.holder.clone()))
    .urgency(seal(&row.urgency));
    if let Some(deadline) = row.deadline {
        let said = t::deadline_on(vietnamese::format_date(deadline));
        let due = if deadline < today {
            Due::late(said)
        } else if deadline == today {
            Due::soon(said)
        } else {
            Due::plain(said)
        };
        shown = shown.due(due);
    }
    shown
}

fn duty(brief: &Brief, lang: Lang) -> Html {
    let body = if brief.duty.is_empty() {
        Empty::new("phone", t::duty_none()).next(t::duty_none_next()).render(lang)
    } else {
        let columns = [t::duty_hours(), t::duty_as(), t::duty_who(), t::duty_phone()].map(Column::new);
        let mut table = Table::new(t::duty_today(), columns);
        for turn in &brief.duty {
            table = table.row([
                Cell::text(&calendar::turn_hours(turn)),
                Cell::text(&calendar::turn_kind(turn).say(lang)),
                Cell::text(&turn.name).strong().by(turn.title.clone()),
                Cell::text(&turn.phone),
            ]);
        }
        table.render(lang)
    };
    Card::new(t::duty_today(), body).more(t::roster(), "/duty", None).render(lang)
}

/// Nothing where nobody is away.
fn away(brief: &Brief, lang: Lang) -> Option<Html> {
    if brief.away.is_empty() {
        return None;
    }
    let columns = [t::away_who(), t::away_until(), t::away_instead()].map(Column::new);
    let mut table = Table::new(t::away_today(), columns);
    for one in &brief.away {
        let instead = match &one.stands_in {
            Some(name) => Cell::text(name),
            None => Cell::html(Due::late(t::away_nobody()).render(lang)),
        };
        let until = vietnamese::format_date(one.until);
        table =
            table.row([Cell::text(&one.name).strong().by(one.title.clone()), Cell::text(&until), instead]);
    }
    Some(Card::new(t::away_today(), table.render(lang)).more(t::absences(), "/absences", None).render(lang))
}

fn loads(loads: &[Load], now: Instant, lang: Lang) -> Html {
    if loads.is_empty() {
        let empty = Empty::new("check", t::nothing_under_way()).render(lang);
        return Card::new(t::who_has_what(), empty).render(lang);
    }
    let columns = [
        Column::new(t::who()),
        Column::new(t::has()).number(),
        Column::new(t::late()).number(),
        Column::new(t::longest()).narrow(),
    ];
    let mut table = Table::new(t::who_has_what(), columns);
    for load in loads.iter().take(LOADS) {
        let of_unit = |state: &str| match load.unit {
            Some(unit) => format!("/papers?state={state}&unit={unit}&sort=deadline"),
            None => "/papers?state=transfer".to_owned(),
        };
        // The row opens what they have; of it, what is late opens by itself.
        let late = if load.late > 0 {
            let count = Html::text(&t::late_of_them(load.late).say(lang));
            let href = Html::text(&of_unit("late"));
            let link = format!("<a class=\"due late\" href=\"{}\">{}</a>", href.as_str(), count.as_str());
            Cell::html(Html::trusted(link))
        } else {
            Cell::text("0")
        };
        table = table.row([
            Cell::text(&load.who).strong(),
            Cell::text(&load.count.to_string()).href(of_unit("open")),
            late,
            Cell::text(&load.oldest.map_or_else(|| "—".to_owned(), |at| held(at, now).say(lang))),
        ]);
    }
    Card::new(t::who_has_what(), table.render(lang))
        .count(u64::try_from(loads.len()).unwrap_or(0))
        .more(t::all_of_them(), UNDER_WAY, None)
        .render(lang)
}

/// For the first digest of the day, of whoever may read the brief: counts, nothing of any paper.
pub fn lines(tx: &mut Tx<'_>, viewer: &Viewer, _: Instant) -> Result<Vec<Line>, StoreError> {
    if !viewer.may(READ) {
        return Ok(Vec::new());
    }
    let brief = gather(tx, viewer)?;
    let on_duty = u64::try_from(brief.duty.len()).unwrap_or(0);
    let one = |text: Msg, href: &str| Line { text, href: href.to_owned() };
    Ok(vec![
        one(t::mail_counts(brief.under_way(), brief.due.0, brief.late.0, brief.urgent.0), "/brief"),
        one(t::mail_duty(on_duty), "/duty"),
    ])
}
