//! Finding as JSON: the same answers as the page.

use kernel::{Id, Refusal, Tx};
use people::{Api, House, Viewer};
use serde::{Deserialize, Serialize};

use crate::acts;
use crate::answer::{Asking, answer};
use crate::model::{SavedSearch, Scope};
use crate::query::Query;
use crate::{store, t};

#[must_use]
pub fn api() -> Api {
    Api::new()
        .act("search.save", "/search/saved", acts::save)
        .act("search.remove", "/search/removals", acts::remove)
        .act("search.watch", "/search/watches", acts::watch)
        .act("search.unwatch", "/search/watch-ends", acts::unwatch)
        .look("search.find", "/search", find)
        .read("search.saved", "/search/kept", saved)
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Asked {
    /// What is looked for, as it is typed into the page's box. May be left out when a filter is given.
    q: Option<String>,
    book: Option<String>,
    kind: Option<String>,
    issuer: Option<String>,
    unit: Option<String>,
    /// open, late, fresh, office, leader, transfer, work, settled, informed, reserved, voided.
    state: Option<String>,
    urgency: Option<String>,
    /// Days of arrival, of issue: YYYY-MM-DD.
    from: Option<String>,
    to: Option<String>,
    issued_from: Option<String>,
    issued_to: Option<String>,
    /// newest, or what fits best when left out.
    sort: Option<String>,
    /// From 1; twenty hits each.
    page: Option<String>,
}

impl Asked {
    fn query(self) -> Query {
        let said = |text: Option<String>| text.unwrap_or_default();
        Query {
            q: said(self.q),
            book: said(self.book),
            kind: said(self.kind),
            issuer: said(self.issuer),
            unit: said(self.unit),
            state: said(self.state),
            urgency: said(self.urgency),
            from: said(self.from),
            to: said(self.to),
            issued_from: said(self.issued_from),
            issued_to: said(self.issued_to),
            sort: said(self.sort),
            page: said(self.page),
        }
    }
}

/// A piece of text, and whether it is what was asked for.
#[derive(Serialize, Deserialize)]
struct Piece {
    text: String,
    hit: bool,
}

#[derive(Serialize, Deserialize)]
struct HitOut {
    /// What it is: paper.
    kind: String,
    id: String,
    /// Where its page is.
    href: String,
    code: String,
    subject: Vec<Piece>,
    excerpt: Vec<Piece>,
    /// Not everything asked for is in it.
    near: bool,
}

#[derive(Serialize, Deserialize)]
struct ValueOut {
    value: String,
    name: String,
    count: u64,
}

#[derive(Serialize, Deserialize)]
struct FacetOut {
    facet: String,
    values: Vec<ValueOut>,
}

#[derive(Serialize, Deserialize)]
struct FoundOut {
    /// How many hold all of what was asked.
    total: u64,
    hits: Vec<HitOut>,
    facets: Vec<FacetOut>,
    /// The question as it may have been meant.
    meant: Option<String>,
    /// Not everything has been read into the index yet: there may be more.
    incomplete: bool,
}

fn pieces(runs: Vec<search::Run>) -> Vec<Piece> {
    runs.into_iter().map(|(text, hit)| Piece { text, hit }).collect()
}

fn find(house: &House, tx: &mut Tx<'_>, viewer: &Viewer, asked: Asked) -> Result<FoundOut, Refusal> {
    let query = asked.query();
    if query.is_empty() {
        return Err(Refusal::invalid(t::nothing_asked()).field("q"));
    }
    let ask = query.ask(viewer.today);
    let Some(mut answer) = answer(tx, &Asking::of(house), viewer, &ask)? else {
        return Err(Refusal::new(kernel::Kind::Busy, t::not_ready()));
    };
    answer.think(&query);
    let hits = answer.shown.into_iter().map(|shown| HitOut {
        kind: shown.hit.key.kind.to_owned(),
        id: shown.hit.key.id.to_string(),
        href: shown.line.href,
        code: shown.line.code,
        subject: pieces(search::marked(&shown.line.subject, &ask.question)),
        excerpt: pieces(search::excerpt(&shown.line.body, &ask.question)),
        near: shown.hit.near,
    });
    let facets = answer.facets.into_iter().map(|(facet, values)| FacetOut {
        facet: facet.code().to_owned(),
        values: values
            .into_iter()
            .map(|value| ValueOut {
                value: value.value,
                name: value.name.say(viewer.lang),
                count: value.count,
            })
            .collect(),
    });
    Ok(FoundOut {
        total: answer.total,
        hits: hits.collect(),
        facets: facets.collect(),
        meant: answer.meant,
        incomplete: answer.incomplete,
    })
}

#[derive(Deserialize)]
struct Nothing {}

#[derive(Serialize, Deserialize)]
struct SavedOut {
    id: Id<SavedSearch>,
    scope: Scope,
    name: String,
    /// Ask this of /search.
    query: String,
}

fn saved(tx: &mut Tx<'_>, viewer: &Viewer, _: Nothing) -> Result<Vec<SavedOut>, Refusal> {
    let rows = store::saved_for(tx, viewer)?;
    let rows = rows.into_iter().map(|row| SavedOut {
        id: row.id,
        scope: row.scope,
        name: row.name,
        query: row.query,
    });
    Ok(rows.collect())
}
