//! Who is told what: of measures and indicators that are theirs, of programmes and reviews that come due or are late.

use jiff::civil::Date;
use kernel::{Id, Office, StoreError, Subject, Tx};
use people::notices::{self, News, Title, To};
use people::{Held, Post, Role, Viewer, names};
use uuid::Uuid;
use words::Msg;

use crate::acts::{Seat, of_programme, of_review};
use crate::model::{Measure, Resolution, ResolutionRow};
use crate::store::{self, Scope};
use crate::{pages, t};

/// Why somebody got a notice of ours.
pub(crate) fn why(code: &str, _: i64) -> Option<Msg> {
    Some(match code {
        "resolutions.follow" => t::why_follow(),
        "resolutions.measure" => t::why_measure(),
        "resolutions.indicator" => t::why_indicator(),
        "resolutions.reported" => t::why_reported(),
        "resolutions.programme" => t::why_programme(),
        "resolutions.programme_in" => t::why_programme_in(),
        "resolutions.programme_late" => t::why_programme_late(),
        "resolutions.review" => t::why_review(),
        "resolutions.review_late" => t::why_review_late(),
        _ => return None,
    })
}

/// A resolution, if it reaches this reader.
pub(crate) fn seen(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    id: Id<Resolution>,
) -> Result<Option<(ResolutionRow, Seat)>, StoreError> {
    if !viewer.may(crate::HAVE) {
        return Ok(None);
    }
    let Some(row) = store::resolution(tx, id)? else { return Ok(None) };
    let seat = Seat::of_viewer(tx, viewer)?;
    Ok(store::reaches(tx, id, &seat.scope())?.then_some((row, seat)))
}

/// What a thing of ours is called and where it stands, for whom may see it.
pub(crate) fn title(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    (kind, id): (&str, Uuid),
) -> Result<Option<Title>, StoreError> {
    let (of, unit, rest) = match kind {
        "resolution" => (Some(Id::from_uuid(id)), None, Rest::Itself),
        "resolution_indicator" => match store::indicator(tx, Id::from_uuid(id))? {
            Some(row) => (Some(row.resolution), Some(row.owner), Rest::Indicator(row.id, row.name)),
            None => return Ok(None),
        },
        "resolution_measure" => match store::measure(tx, Id::from_uuid(id))? {
            Some(row) => (Some(row.resolution), Some(row.owner), Rest::Measure(row.id, row.number)),
            None => return Ok(None),
        },
        "resolution_study" => match store::study(tx, Id::from_uuid(id))? {
            Some(row) => (Some(row.resolution), None, Rest::Spread),
            None => return Ok(None),
        },
        "resolution_programme" => match store::programme(tx, Id::from_uuid(id))? {
            Some(row) => (Some(row.resolution), Some(row.unit), Rest::Spread),
            None => return Ok(None),
        },
        "resolution_review" => match store::review(tx, Id::from_uuid(id))? {
            Some(row) => (Some(row.resolution), None, Rest::Reviews),
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    let Some(of) = of else { return Ok(None) };
    let Some((row, seat)) = seen(tx, viewer, of)? else { return Ok(None) };
    let own = seat.sees_all() || unit.is_none_or(|unit| seat.opens(unit));
    if !own || (matches!(rest, Rest::Reviews) && !seat.sees_all()) {
        return Ok(None);
    }
    let name = pages::name(&row.head, viewer.lang);
    let (text, href) = match rest {
        Rest::Itself => (name, format!("/resolutions/{of}")),
        Rest::Spread => (name, format!("/resolutions/{of}/spread")),
        Rest::Reviews => (name, format!("/resolutions/{of}/reviews")),
        Rest::Indicator(id, said) => (format!("{name} · {said}"), format!("/resolutions/indicators/{id}")),
        Rest::Measure(id, number) => {
            let said = t::measure_number(number).say(viewer.lang);
            (format!("{name} · {said}"), format!("/resolutions/measures/{id}"))
        }
    };
    Ok(Some(Title { text, href }))
}

enum Rest {
    Itself,
    Spread,
    Reviews,
    Indicator(Id<crate::model::Indicator>, String),
    Measure(Id<Measure>, i64),
}

/// Each morning what is late is told, once for each: programmes to the unit that owes them and to who follows, reviews to
/// who follows and the chief.
pub(crate) fn remind(office: &Office) -> anyhow::Result<()> {
    let now = office.now();
    let clock = office.clone();
    office.operate(move |tx| {
        let today = now.date();
        let Ok(yesterday) = today.yesterday() else { return Ok(()) };
        let mut all: Vec<(To, &'static str, Subject)> = Vec::new();
        for owed in store::owed(tx, None, yesterday)? {
            let to = notices::openers(tx, owed.unit, today)?;
            let follower = store::resolution(tx, owed.resolution)?.and_then(|row| row.head.follower);
            for to in to.into_iter().chain(follower.map(To::Post)) {
                all.push((to, "resolutions.programme_late", of_programme(owed.id)));
            }
        }
        for late in store::open_reviews(tx)?.into_iter().filter(|row| row.due_on < today) {
            let follower = store::resolution(tx, late.resolution)?.and_then(|row| row.head.follower);
            let chiefs = names::posts_with(tx, Role::Chief, today)?.into_iter().map(|post| post.id);
            for post in follower.into_iter().chain(chiefs) {
                all.push((To::Post(post), "resolutions.review_late", of_review(late.id)));
            }
        }
        for (to, why, about) in all {
            let key = format!("{why}:{}", about.id);
            let news = News::new(why, about).once(key);
            notices::remind(tx, (Id::from_uuid(clock.new_id()), now), to, &news)?;
        }
        Ok::<_, StoreError>(())
    })?;
    Ok(())
}

/// The resolutions that a post follows, for whoever hands it over.
pub(crate) fn held(tx: &mut Tx<'_>, post: Id<Post>, _: Date) -> Result<Vec<Held>, StoreError> {
    let rows = store::register(tx, &Scope::All, false, 5_000)?;
    let followed = rows.into_iter().filter(|row| row.head.follower == Some(post));
    Ok(followed
        .map(|row| Held {
            what: t::held_followed(),
            title: format!("{} · {}", row.head.code, row.head.title),
            href: format!("/resolutions/{}", row.id),
            on: row.head.until_on,
        })
        .collect())
}
