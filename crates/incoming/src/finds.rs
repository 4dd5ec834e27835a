//! What papers give to search: their facts and texts, whose they are, how they are shown.
//!
//! A paper's tokens say the same as [`crate::pages::may_read`]: the series of its book, the desks its way has touched,
//! the persons who were called about it. What is found is asked `may_read` again before it is shown.

use std::collections::{HashMap, HashSet};

use documents::{BookRow, Paper, PaperRow};
use kernel::{Id, StoreError, Tx};
use people::{Finds, Line, Viewer};
use search::{Entry, Facet, Source};
use ui::Text;
use uuid::Uuid;

use crate::books::shelves;
use crate::store::Stage;
use crate::{READ, pages, t};

pub(crate) const FINDS: Finds =
    Finds { source: Source { kind: KIND, changed, load, older }, reach, show, names };

const KIND: &str = "paper";
/// The token of papers in books from before there were series.
const NO_SERIES: &str = "s:none";

fn changed(tx: &mut Tx<'_>, kind: &str, id: Uuid) -> Result<Vec<Uuid>, StoreError> {
    let paper = match kind {
        "paper" => Some(id),
        "routing" => directions::paper_of(tx, id)?.map(Id::uuid),
        "duty_call" => calendar::about(tx, id)?,
        _ => None,
    };
    Ok(paper.into_iter().collect())
}

fn older(tx: &mut Tx<'_>, than: Option<Uuid>, limit: u32) -> Result<Vec<Uuid>, StoreError> {
    Ok(documents::older(tx, than.map(Id::from_uuid), limit)?.into_iter().map(Id::uuid).collect())
}

fn load(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<Entry>, StoreError> {
    let papers: Vec<Id<Paper>> = ids.iter().map(|id| Id::from_uuid(*id)).collect();
    let mut texts: HashMap<Id<Paper>, String> = HashMap::new();
    for (paper, text) in documents::texts(tx, &papers)? {
        let body = texts.entry(paper).or_default();
        body.push_str(&text);
        body.push('\n');
    }
    for (paper, text) in documents::written(tx, &papers)? {
        let body = texts.entry(paper).or_default();
        body.push_str(&text);
        body.push('\n');
    }
    let mut ways = directions::ways(tx, &papers)?;
    let mut called: HashMap<Uuid, Vec<String>> = HashMap::new();
    for (about, person) in calendar::called_about(tx, ids)? {
        called.entry(about).or_default().push(format!("c:{person}"));
    }
    let books: HashMap<_, _> = documents::books(tx)?.into_iter().map(|book| (book.id, book)).collect();
    let mut entries = Vec::new();
    for paper in documents::papers(tx, &papers)? {
        let way = ways.remove(&paper.id);
        let mut entry = Entry::new(KIND, paper.id.uuid());
        entry.reach = vec![series_token(books.get(&paper.book))];
        entry.reach.extend(called.remove(&paper.id.uuid()).unwrap_or_default());
        let state = stage(&paper, way.as_ref()).code();
        for (facet, value) in [
            (Facet::Book, paper.book.to_string()),
            (Facet::Kind, kind_value(&paper.kind)),
            (Facet::Issuer, issuer_value(&paper.issuer)),
            (Facet::Urgency, paper.urgency.clone()),
            (Facet::State, state.to_owned()),
        ] {
            if !value.is_empty() {
                entry.facets.push((facet, value));
            }
        }
        if let Some(way) = way {
            entry.facets.extend(way.units.iter().map(|unit| (Facet::Unit, unit.to_string())));
            entry.due = way.due;
            entry.reach.extend(way.reach);
        }
        entry.number = Some(paper.number);
        entry.names = format!("{} {}", paper.kind, paper.issuer);
        entry.arrived = Some(paper.arrived_on);
        entry.issued = paper.issued_on;
        entry.body = texts.remove(&paper.id).unwrap_or_default();
        entry.code = paper.code;
        entry.subject = paper.subject;
        entries.push(entry);
    }
    Ok(entries)
}

fn series_token(book: Option<&BookRow>) -> String {
    book.and_then(|book| book.series).map_or_else(|| NO_SERIES.to_owned(), |id| format!("s:{id}"))
}

/// How far a paper is, in the words of the list of papers.
fn stage(paper: &PaperRow, way: Option<&directions::Way>) -> Stage {
    use directions::State;
    if paper.voided_why.is_some() {
        return Stage::Voided;
    }
    if paper.reserved_why.is_some() {
        return Stage::Reserved;
    }
    match way.map(|way| way.state) {
        None | Some(State::TakenBack) if paper.imported => Stage::Imported,
        None | Some(State::TakenBack) => Stage::Fresh,
        Some(State::ToPropose) => Stage::Office,
        Some(State::ToInstruct) => Stage::Leader,
        Some(State::ToTransfer) => Stage::Transfer,
        Some(State::InHand) => Stage::InWork,
        Some(State::Informed) => Stage::Informed,
        Some(State::Settled) => Stage::Settled,
    }
}

/// "CÔNG VĂN" and "Công văn" are one kind.
fn kind_value(kind: &str) -> String {
    let kind = one_spelling(kind).to_lowercase();
    let mut chars = kind.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// "Tỉnh ủy Bắc Lĩnh" and "Tỉnh uỷ Bắc Lĩnh" are one issuer.
fn issuer_value(issuer: &str) -> String {
    one_spelling(issuer)
}

fn one_spelling(text: &str) -> String {
    vietnamese::unify_tone(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn reach(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Vec<String>, StoreError> {
    let mut tokens = directions::reach(tx, viewer)?;
    tokens.push(format!("c:{}", viewer.person));
    for shelf in shelves(tx)? {
        if shelf.seen_by(viewer) {
            tokens.push(format!("s:{}", shelf.row.id));
        }
    }
    if viewer.may(READ) {
        tokens.push(NO_SERIES.to_owned());
    }
    Ok(tokens)
}

/// Those of these papers that may be read: what [`pages::may_read`] says, with what is the same for all of them asked
/// once.
pub(crate) fn readable(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    papers: &[PaperRow],
) -> Result<HashSet<Id<Paper>>, StoreError> {
    let books: HashMap<_, _> = documents::books(tx)?.into_iter().map(|book| (book.id, book.series)).collect();
    let shelves = shelves(tx)?;
    let of_book = |paper: &PaperRow| match books.get(&paper.book).copied().flatten() {
        Some(id) => shelves.iter().any(|shelf| shelf.row.id == id && shelf.seen_by(viewer)),
        None => viewer.may(READ),
    };
    let (of_books, rest): (Vec<_>, Vec<_>) = papers.iter().partition(|paper| of_book(paper));
    let mut seen: HashSet<_> = of_books.iter().map(|paper| paper.id).collect();
    let rest: Vec<_> = rest.iter().map(|paper| paper.id).collect();
    seen.extend(directions::seen_of(tx, viewer, &rest)?);
    for paper in rest {
        if !seen.contains(&paper) && calendar::called(tx, viewer.person, paper.uuid())? {
            seen.insert(paper);
        }
    }
    Ok(seen)
}

fn show(tx: &mut Tx<'_>, viewer: &Viewer, ids: &[Uuid]) -> Result<Vec<Option<Line>>, StoreError> {
    let papers: Vec<Id<Paper>> = ids.iter().map(|id| Id::from_uuid(*id)).collect();
    let rows = documents::papers(tx, &papers)?;
    let seen = readable(tx, viewer, &rows)?;
    let open: Vec<_> = rows.iter().map(|row| row.id).filter(|id| seen.contains(id)).collect();
    let mut bodies: HashMap<Id<Paper>, String> = HashMap::new();
    for (paper, text) in documents::texts(tx, &open)? {
        let body = bodies.entry(paper).or_default();
        body.push_str(&text);
        body.push('\n');
    }
    for (paper, text) in documents::written(tx, &open)? {
        let body = bodies.entry(paper).or_default();
        body.push_str(&text);
        body.push('\n');
    }
    let places = directions::places(tx, viewer, &open)?;
    let mut lines: HashMap<Uuid, Line> = HashMap::new();
    for row in rows.into_iter().filter(|row| seen.contains(&row.id)) {
        let place = places.get(&row.id);
        let body = bodies.remove(&row.id).unwrap_or_default();
        lines.insert(row.id.uuid(), line(viewer, row, place, body));
    }
    Ok(ids.iter().map(|id| lines.remove(id)).collect())
}

fn line(viewer: &Viewer, row: PaperRow, place: Option<&directions::Place>, body: String) -> Line {
    let mut by = vec![Text::from(t::arrival_number(row.number.to_string()))];
    by.push(Text::from(vietnamese::format_date(row.arrived_on)));
    if !row.issuer.is_empty() {
        by.push(Text::from(row.issuer.clone()));
    }
    if row.imported {
        by.push(Text::from(t::stage_imported()));
    }
    if let Some(place) = place.filter(|place| !place.holder.is_empty()) {
        by.push(Text::from(t::found_with(place.holder.clone())));
    }
    let subject = match (&row.voided_why, &row.reserved_why) {
        (Some(why), _) => t::voided(why.clone()).say(viewer.lang),
        (None, Some(why)) => t::reserved_line(why.clone()).say(viewer.lang),
        (None, None) => row.subject,
    };
    Line {
        code: row.code,
        subject,
        body,
        by,
        arrived: Some(row.arrived_on),
        href: format!("/papers/{}", row.id),
        state: place.and_then(|place| place.due(viewer.today)),
        urgency: pages::urgency(&row.urgency),
    }
}

fn names(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    facet: Facet,
    values: &[String],
) -> Result<Vec<Option<Text>>, StoreError> {
    let said = |text: String| Some(Text::from(text));
    Ok(match facet {
        Facet::Book => {
            let books = documents::books(tx)?;
            let name = |id: &String| books.iter().find(|book| book.id.to_string() == *id);
            values.iter().map(|id| name(id).and_then(|book| said(book.name.clone()))).collect()
        }
        Facet::Unit => {
            let units = people::names::unit_names(tx, viewer.today)?;
            let mut names = Vec::new();
            for value in values {
                let known = units.iter().find(|(id, _)| id.to_string() == *value);
                let name = match known {
                    Some((_, name)) => name.clone(),
                    // A unit that is no more still had papers.
                    None => match value.parse() {
                        Ok(id) => people::names::unit(tx, id)?,
                        Err(_) => String::new(),
                    },
                };
                names.push((!name.is_empty()).then(|| Text::from(name)));
            }
            names
        }
        Facet::State => {
            let stage = |code: &String| Stage::ALL.into_iter().find(|stage| stage.code() == code);
            values.iter().map(|code| stage(code).map(|stage| Text::from(pages::stage_said(stage)))).collect()
        }
        Facet::Urgency => values.iter().map(|code| pages::urgency_note(code).map(Text::from)).collect(),
        Facet::Kind | Facet::Issuer => values.iter().map(|value| said(value.clone())).collect(),
    })
}
