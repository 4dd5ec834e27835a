//! All that the machine proposes for a paper that waits. The person disposes.

use std::collections::HashMap;

use directions::{Along, Offer};
use documents::similar::{About, Learnt, learn};
use documents::{Book, Series};
use jiff::civil::Date;
use kernel::{Id, StoreError, Tx};
use people::Viewer;
use reading::{DOUBTFUL, Facts};

use crate::books::Shelf;
use crate::near::{self, Related, Sight, Twin};
use crate::store::ReceiptRow;
use crate::t;

/// What is proposed, each with its reason.
pub struct Proposals {
    /// Papers of which it is nearly a copy.
    pub twins: Vec<Twin>,
    /// Earlier papers that it answers or names.
    pub related: Vec<Related>,
    /// Where the kind was not read surely.
    pub kind: Option<Offer>,
    /// Where papers like it went into another book than their kind says.
    pub book: Option<Offer>,
    /// To whom it can be sent in the same step.
    pub along: Option<Along>,
}

impl Proposals {
    /// Of a waiting paper of this issuer, as it is written in the book. With `take` what is only offered is filled in.
    pub fn load(
        tx: &mut Tx<'_>,
        viewer: &Viewer,
        (receipt, issuer): (&ReceiptRow, &str),
        (today, take): (Date, bool),
    ) -> Result<Proposals, StoreError> {
        let sight = Sight::Of(viewer);
        let reading = receipt.reading();
        let facts = reading.as_ref().map(|reading| reading.facts.clone()).unwrap_or_default();
        let date = facts.date.as_deref().and_then(|date| date.parse().ok());
        let named = documents::names_of(tx, receipt.id.uuid())?;
        let related = near::related(tx, sight, &named, date.or(Some(today)))?;
        let twins = near::twins(tx, sight, receipt)?;
        let sure_kind = reading
            .as_ref()
            .is_some_and(|read| read.confidence.get("kind").is_none_or(|sure| *sure >= DOUBTFUL));
        let known_kind = facts.kind.as_deref().filter(|_| sure_kind).unwrap_or_default();
        let about = about(&facts, (issuer, known_kind, today));
        let near = documents::similar(tx, &about)?;
        let kind = if known_kind.is_empty() {
            let votes = learn(&near, |one| Some(one.kind.clone()).filter(|kind| !kind.is_empty()));
            votes.first().map(|best| {
                let why = best.why(issuer, t::offer_kind(best.value.clone()));
                let found = offer("kind", t::kind(), best, (best.value.clone(), why));
                // Issuer and words alone say little of the kind; the symbol says it.
                Offer { sure: found.sure && facts.code.is_some(), ..found }
            })
        } else {
            None
        };
        let book = book(tx, viewer, (&near, issuer, known_kind), today)?;
        let along = Along::load(tx, viewer, (&about, near), take)?;
        Ok(Proposals { twins, related, kind, book, along })
    }

    /// All suggestions with their reasons, in the order of the form.
    pub fn offers(&self) -> impl Iterator<Item = &Offer> {
        self.book.iter().chain(&self.kind).chain(self.along.iter().flat_map(Along::offers))
    }
}

fn about<'a>(facts: &'a Facts, (issuer, kind, on): (&'a str, &'a str, Date)) -> About<'a> {
    About {
        issuer,
        kind,
        code: facts.code.as_deref().unwrap_or_default(),
        subject: facts.subject.as_deref().unwrap_or_default(),
        on,
        before: None,
    }
}

fn offer<V: ToString>(
    what: &'static str,
    label: words::Msg,
    best: &Learnt<V>,
    (said, why): (String, words::Msg),
) -> Offer {
    Offer {
        what,
        label,
        value: best.value.to_string(),
        said,
        why,
        sure: best.sure(),
        papers: best.papers.clone(),
    }
}

/// The book that papers like it went into, where it is open to this clerk and not the one that the kind says anyway.
fn book(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    (near, issuer, kind): (&[documents::similar::Neighbour], &str, &str),
    today: Date,
) -> Result<Option<Offer>, StoreError> {
    let mut shelves = crate::books::shelves(tx)?;
    shelves.retain(|shelf| shelf.row.active(today) && shelf.kept_by(viewer));
    if shelves.len() < 2 {
        return Ok(None);
    }
    let usual = crate::books::usual(&shelves, kind, today).map(|shelf| shelf.row.id);
    let series: HashMap<Id<Book>, Id<Series>> =
        documents::books(tx)?.into_iter().filter_map(|book| Some((book.id, book.series?))).collect();
    let open = |id: &Id<Series>| shelves.iter().find(|shelf: &&Shelf| shelf.row.id == *id);
    let votes = learn(near, |one| series.get(&one.book).copied().filter(|id| open(id).is_some()));
    let Some(best) = votes.first().filter(|best| Some(best.value) != usual) else { return Ok(None) };
    let name = open(&best.value).map_or_else(String::new, |shelf| shelf.row.name.clone());
    let why = best.why(issuer, t::offer_book(name.clone()));
    Ok(Some(offer("book", t::into_book(), best, (name, why))))
}
