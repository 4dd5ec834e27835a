//! What is suggested, and why: the last choices for papers of the same issuer are counted, nothing else.

use documents::{Paper, PaperRow};
use kernel::{Id, StoreError, Tx};
use people::{Field, FieldRow, Unit};

use crate::{store, t};

/// Earlier papers that are looked at.
const LOOK_BACK: u32 = 10;

/// Something suggested, with the reason in words.
#[derive(Debug, Clone)]
pub(crate) struct Suggested<T> {
    pub id: Id<T>,
    pub why: words::Msg,
}

/// An issuer's name by which its papers are found again, however it was typed.
pub(crate) fn issuer_key(issuer: &str) -> String {
    let folded = vietnamese::fold(issuer);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The one chosen most often, and how often. Of equals the newest, which comes first.
fn most<T>(choices: &[Id<T>]) -> Option<(Id<T>, usize)> {
    let mut best: Option<(Id<T>, usize)> = None;
    for one in choices {
        let count = choices.iter().filter(|other| *other == one).count();
        if best.is_none_or(|(_, most)| count > most) {
            best = Some((*one, count));
        }
    }
    best
}

/// What a suggestion is made from. A paper that is not in the book yet has no id.
pub(crate) struct About<'a> {
    pub issuer: &'a str,
    pub subject: &'a str,
    pub paper: Option<Id<Paper>>,
}

impl<'a> From<&'a PaperRow> for About<'a> {
    fn from(paper: &'a PaperRow) -> About<'a> {
        About { issuer: &paper.issuer, subject: &paper.subject, paper: Some(paper.id) }
    }
}

/// The field of a paper: as for the issuer's last papers, else the one that its subject names.
pub(crate) fn field(
    tx: &mut Tx<'_>,
    paper: &About<'_>,
    fields: &[FieldRow],
) -> Result<Option<Suggested<Field>>, StoreError> {
    let but = paper.paper.unwrap_or_else(|| Id::from_uuid(uuid::Uuid::nil()));
    let earlier = store::earlier_fields(tx, &issuer_key(paper.issuer), but, LOOK_BACK)?;
    let known: Vec<_> = earlier.into_iter().filter(|id| fields.iter().any(|field| field.id == *id)).collect();
    let name = |id| fields.iter().find(|f| f.id == id).map_or_else(String::new, |f| f.name.clone());
    if let Some((id, count)) = most(&known) {
        return Ok(Some(Suggested { id, why: t::suggest_by_issuer(count, name(id)) }));
    }
    let subject = format!(" {} ", issuer_key(paper.subject));
    let named = fields.iter().find(|field| subject.contains(&format!(" {} ", issuer_key(&field.name))));
    Ok(named.map(|field| Suggested { id: field.id, why: t::suggest_by_words(field.name.clone()) }))
}

/// The unit that leads: as for the issuer's last papers.
pub(crate) fn lead(tx: &mut Tx<'_>, paper: &PaperRow) -> Result<Option<Suggested<Unit>>, StoreError> {
    let earlier = store::earlier_leads(tx, &issuer_key(&paper.issuer), paper.id, LOOK_BACK)?;
    let Some((id, count)) = most(&earlier) else { return Ok(None) };
    let name = people::names::unit(tx, id)?;
    Ok(Some(Suggested { id, why: t::suggest_lead(count, name) }))
}
