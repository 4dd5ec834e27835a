//! What the machine proposes for a paper that waits, and which papers belong to one of the book.

use documents::Paper;
use kernel::{Id, Refusal, Tx};
use people::Viewer;
use serde::{Deserialize, Serialize};

use super::seen;
use crate::model::Receipt;
use crate::near::{Related, Which};
use crate::proposals::Proposals;
use crate::{REGISTER, finds, store};

#[derive(Deserialize)]
pub struct OfReceipt {
    id: Id<Receipt>,
}

#[derive(Serialize, Deserialize)]
pub struct NearOut {
    /// A paper of the book, or the receipt of another paper that waits.
    paper: Option<Id<Paper>>,
    number: Option<i64>,
    receipt: Option<Id<Receipt>>,
    /// `same`, `unsure`, or `alike`: another paper on the same form.
    verdict: String,
    percent: u8,
    /// In what they differ, in the language of the caller.
    differs: String,
}

#[derive(Serialize, Deserialize)]
pub struct RelatedOut {
    paper: Id<Paper>,
    number: i64,
    code: String,
    issuer: String,
    /// `answers`, `carries_out`, `cites`, `related`.
    how: String,
    /// Whether the clerk's form has it ticked.
    sure: bool,
}

#[derive(Serialize, Deserialize)]
pub struct OfferOut {
    /// `kind`, `book`, `field`, `to`, `lead`, `term`.
    what: String,
    value: String,
    said: String,
    why: String,
    sure: bool,
    /// The papers that it was learnt from, the nearest first.
    papers: Vec<Id<Paper>>,
}

#[derive(Serialize, Deserialize)]
pub struct ProposalsOut {
    near: Vec<NearOut>,
    related: Vec<RelatedOut>,
    offers: Vec<OfferOut>,
}

fn related_out(one: &Related) -> RelatedOut {
    let Related { paper, how, sure } = one;
    RelatedOut {
        paper: paper.id,
        number: paper.number,
        code: paper.code.clone(),
        issuer: paper.issuer.clone(),
        how: how.code().to_owned(),
        sure: *sure,
    }
}

pub fn proposals(tx: &mut Tx<'_>, viewer: &Viewer, asked: OfReceipt) -> Result<ProposalsOut, Refusal> {
    viewer.ask(REGISTER)?;
    let receipt = store::receipt(tx, asked.id)?.filter(|receipt| receipt.state == "waiting");
    let receipt = receipt.ok_or_else(Refusal::not_found)?;
    let printed = receipt.reading().and_then(|reading| reading.facts.issuer).unwrap_or_default();
    let issuer = match people::names::body_named(tx, &printed, viewer.today)? {
        Some(body) => body.name,
        None => store::issuer_spelling(tx, &printed)?.unwrap_or(printed),
    };
    let found = Proposals::load(tx, viewer, (&receipt, &issuer), (viewer.today, false))?;
    let near = found.twins.iter().map(|twin| {
        let (paper, receipt) = match &twin.which {
            Which::Paper(row) => (Some((row.id, row.number)), None),
            Which::Receipt(id) => (None, Some(*id)),
        };
        NearOut {
            paper: paper.map(|(id, _)| id),
            number: paper.map(|(_, number)| number),
            receipt,
            verdict: twin.verdict.code().to_owned(),
            percent: twin.compared.percent,
            differs: twin.differs(viewer.lang),
        }
    });
    let offers = found.offers().map(|offer| OfferOut {
        what: offer.what.to_owned(),
        value: offer.value.clone(),
        said: offer.said.clone(),
        why: offer.why.say(viewer.lang),
        sure: offer.sure,
        papers: offer.papers.iter().map(|(id, _)| *id).collect(),
    });
    Ok(ProposalsOut {
        near: near.collect(),
        related: found.related.iter().map(related_out).collect(),
        offers: offers.collect(),
    })
}

#[derive(Deserialize)]
pub struct OfPaper {
    id: Id<Paper>,
}

#[derive(Serialize, Deserialize)]
pub struct RelationOut {
    /// The paper that answers, carries out or names; one of the two is the one asked about.
    paper: Id<Paper>,
    other: Id<Paper>,
    how: String,
}

/// The relations of a paper, as far as the other side is there for the caller.
pub fn relations(tx: &mut Tx<'_>, viewer: &Viewer, asked: OfPaper) -> Result<Vec<RelationOut>, Refusal> {
    seen(tx, viewer, asked.id)?;
    let rows = documents::relations(tx, asked.id)?;
    let ids: Vec<_> =
        rows.iter().map(|row| if row.paper == asked.id { row.other } else { row.paper }).collect();
    let lines = documents::papers(tx, &ids)?;
    let open = finds::readable(tx, viewer, &lines)?;
    let shown = rows.into_iter().zip(ids).filter(|(_, id)| open.contains(id));
    Ok(shown
        .map(|(row, _)| RelationOut { paper: row.paper, other: row.other, how: row.how.code().to_owned() })
        .collect())
}
