//! What Today shows: indicators to report and programmes to hand in, for units; reviews that come due, for who follows.

use kernel::{StoreError, Tx};
use people::{Card, Place, Viewer};
use ui::{Due, Text, WorkRow};

use super::{name, period_name, review_name};
use crate::acts::Seat;
use crate::model::expected;
use crate::store;
use crate::{HAVE, t, terms};

/// Rows that Today shows.
const ROWS: usize = 8;

pub(crate) fn today(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Vec<Card>, StoreError> {
    if !viewer.may(HAVE) {
        return Ok(Vec::new());
    }
    let seat = Seat::of_viewer(tx, viewer)?;
    let mut cards = Vec::new();
    cards.extend(values(tx, viewer, &seat)?);
    cards.extend(programmes(tx, viewer, &seat)?);
    cards.extend(reviews(tx, viewer, &seat)?);
    Ok(cards)
}

fn card(title: words::Msg, href: String, (rows, late): (Vec<WorkRow>, u64)) -> Option<Card> {
    let count = u64::try_from(rows.len()).unwrap_or(0);
    let rows: Vec<_> = rows.into_iter().take(ROWS).collect();
    (count > 0).then(|| Card::new(title, href, count).late(late).rows(rows))
}

/// Indicators of the own units whose last period has no value though its term is over.
fn values(tx: &mut Tx<'_>, viewer: &Viewer, seat: &Seat) -> Result<Option<Card>, StoreError> {
    let units = seat.units();
    let until = terms::at(tx, viewer.today)?.reported_until;
    let mut rows = Vec::new();
    for one in store::indicators_of_units(tx, &units)? {
        let Some(row) = store::resolution(tx, one.resolution)? else { continue };
        let Some(period) = expected(&one, &row.head, until).pop() else { continue };
        if store::has_value(tx, one.id, period)? {
            continue;
        }
        let href = format!("/resolutions/indicators/{}", one.id);
        let by = format!("{} · {}", name(&row.head, viewer.lang), period_name(period).say(viewer.lang));
        rows.push(WorkRow::new(String::new(), Text::from(one.name), href).by(Text::from(by)));
    }
    let count = u64::try_from(rows.len()).unwrap_or(0);
    Ok(card(t::card_values(), "/resolutions".to_owned(), (rows, 0))
        .map(|card| card.verb(t::verb_values(count))))
}

/// Programmes that the own units still owe.
fn programmes(tx: &mut Tx<'_>, viewer: &Viewer, seat: &Seat) -> Result<Option<Card>, StoreError> {
    let units = seat.units();
    let far = viewer.today.checked_add(jiff::Span::new().days(60)).unwrap_or(viewer.today);
    let mut rows = Vec::new();
    let mut late = 0;
    for owed in store::owed(tx, Some(&units), far)? {
        let Some(row) = store::resolution(tx, owed.resolution)? else { continue };
        let day = vietnamese::format_date(owed.due_on);
        let due = if owed.due_on < viewer.today {
            late += 1;
            Due::late(t::due_by(day))
        } else {
            Due::plain(t::due_by(day))
        };
        let href = format!("/resolutions/{}/spread", row.id);
        let what = Text::from(t::programme_of(name(&row.head, viewer.lang)));
        rows.push(WorkRow::new(String::new(), what, href).by(Text::from(row.head.title.clone())).due(due));
    }
    let count = u64::try_from(rows.len()).unwrap_or(0);
    let made = card(t::card_programmes(), "/resolutions".to_owned(), (rows, late));
    Ok(made.map(|card| card.verb(t::verb_programmes(count))))
}

/// Reviews that nobody has held yet, for who follows them; for the office's heads beside.
fn reviews(tx: &mut Tx<'_>, viewer: &Viewer, seat: &Seat) -> Result<Option<Card>, StoreError> {
    if !seat.sees_all() {
        return Ok(None);
    }
    let mut rows = Vec::new();
    let (mut late, mut own) = (0, false);
    for one in store::open_reviews(tx)? {
        let Some(row) = store::resolution(tx, one.resolution)? else { continue };
        let mine = row.head.follower.is_some_and(|post| seat.desk.holds(post));
        if !mine && !seat.enters(&row) {
            continue;
        }
        own |= mine;
        let day = vietnamese::format_date(one.due_on);
        let due = if one.due_on < viewer.today {
            late += 1;
            Due::late(t::due_by(day))
        } else {
            Due::plain(t::due_by(day))
        };
        let what =
            format!("{} · {}", review_name(one.kind, one.nth).say(viewer.lang), name(&row.head, viewer.lang));
        let href = format!("/resolutions/{}/reviews", row.id);
        rows.push(
            WorkRow::new(String::new(), Text::from(what), href)
                .by(Text::from(row.head.title.clone()))
                .due(due),
        );
    }
    let place = if own { Place::Work } else { Place::Beside };
    Ok(card(t::card_reviews(), "/resolutions".to_owned(), (rows, late)).map(|card| card.place(place)))
}
