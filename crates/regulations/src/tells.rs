//! How regulations speak elsewhere: titles, Today, the palette, what lies on a post.

use jiff::civil::Date;
use kernel::{Id, StoreError, Tx};
use people::notices::Title;
use people::{Card, Command, Held, House, Post, Viewer, names};
use ui::{Due, Text, WorkRow};
use uuid::Uuid;

use crate::balance::{Gap, balance};
use crate::{ASK, ASSIGN, store, t};

pub(crate) fn title(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    (kind, id): (&str, Uuid),
) -> Result<Option<Title>, StoreError> {
    if !viewer.may(ASK) {
        return Ok(None);
    }
    match kind {
        "regulation_version" => {
            let Some(row) = store::version(tx, Id::from_uuid(id))? else { return Ok(None) };
            let text = t::version_title(row.called(), row.nth).say(viewer.lang);
            Ok(Some(Title { text, href: format!("/regulations/{id}") }))
        }
        "regulation" => {
            let text = t::regulations().say(viewer.lang);
            Ok(Some(Title { text, href: "/regulations".to_owned() }))
        }
        "leader_assignment" => {
            let text = t::assignments().say(viewer.lang);
            Ok(Some(Title { text, href: "/regulations/assignments".to_owned() }))
        }
        "regulation_departure" if viewer.may(ASSIGN) => {
            let text = t::departures().say(viewer.lang);
            Ok(Some(Title { text, href: "/regulations/departures".to_owned() }))
        }
        _ => Ok(None),
    }
}

/// Heads who are away today and for whom nobody stands in: whoever can do something about it is told.
pub(crate) fn today(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Vec<Card>, StoreError> {
    if !viewer.may(ASSIGN) || calendar::away_on(tx, viewer.today)?.is_empty() {
        return Ok(Vec::new());
    }
    let found = balance(tx, viewer.today)?;
    let rows = found.gaps.iter().filter_map(|gap| {
        let Gap::AwayWithout(post, until) = gap else { return None };
        let load = found.loads.iter().find(|load| load.post.id == *post)?;
        let name = load.post.holder_name.clone().unwrap_or_default();
        let until = vietnamese::format_date(*until);
        let row = WorkRow::new(String::new(), Text::from(name), "/absences");
        Some(row.by(Text::from(load.post.title.clone())).due(Due::soon(t::away_until(until))))
    });
    let rows: Vec<WorkRow> = rows.collect();
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let count = u64::try_from(rows.len()).unwrap_or(0);
    Ok(vec![
        Card::new(t::card_uncovered(), "/regulations/assignments", count)
            .rows(rows)
            .verb(t::verb_uncovered(count)),
    ])
}

/// Fields and units of the post, for whoever hands it over.
pub(crate) fn held(tx: &mut Tx<'_>, post: Id<Post>, on: Date) -> Result<Vec<Held>, StoreError> {
    let rows = store::assignments(tx)?.into_iter().filter(|row| row.post == post && row.holds(on));
    let fields = people::fields(tx)?;
    let mut found = Vec::new();
    for row in rows {
        let name = match (row.field, row.unit) {
            (Some(field), _) => fields.iter().find(|own| own.id == field).map(|own| own.name.clone()),
            (None, Some(unit)) => Some(names::unit(tx, unit)?),
            (None, None) => None,
        };
        found.push(Held {
            what: if row.field.is_some() { t::held_field() } else { t::held_unit() },
            title: name.unwrap_or_default(),
            href: "/regulations/assignments".to_owned(),
            on: row.to,
        });
    }
    Ok(found)
}

/// "Ai được ký …": straight to the question.
pub(crate) fn palette(
    _: &mut Tx<'_>,
    _: &House,
    viewer: &Viewer,
    typed: &str,
) -> Result<Vec<Command>, StoreError> {
    if !viewer.may(ASK) {
        return Ok(Vec::new());
    }
    let wanted = vietnamese::fold(typed.trim());
    let ways = [
        (t::who_may(), "/regulations/ask", "user-check"),
        (t::assignments(), "/regulations/assignments", "users-group"),
    ];
    let fits = |title: &words::Msg| vietnamese::fold(&title.say(viewer.lang)).contains(&wanted);
    Ok(ways
        .into_iter()
        .filter(|(title, ..)| fits(title))
        .map(|(title, href, icon)| Command {
            title: Text::from(title),
            hint: Text::from(String::new()),
            href: href.to_owned(),
            group: t::regulations(),
            icon,
        })
        .collect())
}
