//! What is suggested, and why: what was done with the earlier papers most like this one (`documents::similar`). Desks
//! and fields that are no more are not suggested.

use std::collections::HashMap;

use documents::similar::{About, Learnt, Neighbour, learn};
use documents::{Paper, PaperRow};
use jiff::civil::Date;
use kernel::{Id, StoreError, Tx};
use people::{Field, FieldRow, Post, Unit};
use words::Msg;

use crate::model::Term;
use crate::store::{self, Outcome};
use crate::t;

/// So many of the nearest papers are asked what became of them.
const ASKED: usize = 40;

/// Something suggested, with the reason in words and the papers that it rests on.
#[derive(Debug, Clone)]
pub(crate) struct Suggested<V> {
    pub value: V,
    pub why: Msg,
    /// It is filled in; otherwise it is only offered.
    pub sure: bool,
    pub papers: Vec<(Id<Paper>, i64)>,
}

impl<V> Suggested<V> {
    fn of(learnt: &Learnt<V>, why: Msg) -> Suggested<V>
    where
        V: Clone,
    {
        let (value, papers) = (learnt.value.clone(), learnt.papers.clone());
        Suggested { value, why, sure: learnt.sure(), papers }
    }
}

/// A paper of the book as it is asked about: only what was registered before it counts.
pub(crate) fn about(paper: &PaperRow, today: Date) -> About<'_> {
    About {
        issuer: &paper.issuer,
        kind: &paper.kind,
        code: &paper.code,
        subject: &paper.subject,
        on: today,
        before: Some(paper.id),
    }
}

/// The papers most like one, and what was done with each.
pub(crate) struct Earlier {
    near: Vec<Neighbour>,
    done: HashMap<Id<Paper>, Outcome>,
    issuer: String,
    subject: String,
}

impl Earlier {
    pub fn load(tx: &mut Tx<'_>, about: &About<'_>) -> Result<Earlier, StoreError> {
        let near = documents::similar(tx, about)?;
        Earlier::of(tx, about, near)
    }

    /// The same of papers that were looked for already.
    pub fn of(tx: &mut Tx<'_>, about: &About<'_>, near: Vec<Neighbour>) -> Result<Earlier, StoreError> {
        let asked: Vec<_> = near.iter().take(ASKED).map(|one| one.id).collect();
        let done = store::outcomes(tx, &asked)?;
        Ok(Earlier { near, done, issuer: about.issuer.to_owned(), subject: about.subject.to_owned() })
    }

    fn votes<V: PartialEq + Clone>(&self, value: impl Fn(&Outcome) -> Option<V>) -> Vec<Learnt<V>> {
        learn(&self.near, |one| self.done.get(&one.id).and_then(&value))
    }

    /// The strongest that is still there.
    fn best<V: PartialEq + Clone>(
        &self,
        value: impl Fn(&Outcome) -> Option<V>,
        said: impl Fn(&V) -> Option<Msg>,
    ) -> Option<Suggested<V>> {
        let votes = self.votes(value);
        let found = votes.iter().find_map(|one| Some((one, said(&one.value)?)));
        found.map(|(one, said)| Suggested::of(one, one.why(&self.issuer, said)))
    }

    /// Who proposes, of those who may be chosen.
    pub fn to(&self, proposers: &[(Id<Post>, String)]) -> Option<Suggested<Id<Post>>> {
        let name =
            |id: &Id<Post>| proposers.iter().find(|(post, _)| post == id).map(|(_, name)| name.clone());
        self.best(|done| Some(done.to), |id| name(id).map(t::offer_to))
    }

    /// The field: as for papers like it, else the one that its subject names.
    pub fn field(&self, fields: &[FieldRow]) -> Option<Suggested<Id<Field>>> {
        let name =
            |id: &Id<Field>| fields.iter().find(|field| field.id == *id).map(|field| field.name.clone());
        let learnt = self.best(|done| done.field, |id| name(id).map(t::offer_field));
        if learnt.as_ref().is_some_and(|found| found.sure) {
            return learnt;
        }
        let subject = format!(" {} ", plain(&self.subject));
        let named = fields.iter().find(|field| subject.contains(&format!(" {} ", plain(&field.name))));
        let named = named.map(|field| Suggested {
            value: field.id,
            why: t::suggest_by_words(field.name.clone()),
            sure: true,
            papers: Vec::new(),
        });
        named.or(learnt)
    }

    /// The unit that leads.
    pub fn lead(&self, units: &[(Id<Unit>, String)]) -> Option<Suggested<Id<Unit>>> {
        self.best(|done| done.lead, |id| named(units, *id).map(t::offer_lead))
    }

    /// Units that nearly always get it besides: to co-operate, or to know.
    pub fn besides(&self, units: &[(Id<Unit>, String)], informed: bool) -> Vec<Suggested<Id<Unit>>> {
        let of = |done: &Outcome| if informed { done.informed.clone() } else { done.cooperating.clone() };
        let mut all: Vec<Id<Unit>> = self.done.values().flat_map(of).collect();
        all.sort_unstable();
        all.dedup();
        let mut found = Vec::new();
        for unit in all {
            let Some(name) = named(units, unit) else { continue };
            let votes = self.votes(|done| done.lead.map(|_| of(done).contains(&unit)));
            let Some(yes) = votes.iter().find(|one| one.value).filter(|one| one.sure()) else { continue };
            let said = if informed { t::offer_informed(name) } else { t::offer_cooperating(name) };
            found.push(Suggested {
                value: unit,
                why: yes.why(&self.issuer, said),
                sure: true,
                papers: yes.papers.clone(),
            });
        }
        found
    }

    /// How the office set the deadline.
    pub fn term(&self) -> Option<Suggested<Term>> {
        self.best(|done| done.term, |term| Some(term_said(*term)))
    }
}

fn named(units: &[(Id<Unit>, String)], id: Id<Unit>) -> Option<String> {
    units.iter().find(|(unit, _)| *unit == id).map(|(_, name)| name.clone())
}

pub(crate) fn term_said(term: Term) -> Msg {
    match term {
        Term::Days { days, unit: rules::Unit::Working } => t::offer_term_working(days),
        Term::Days { days, .. } => t::offer_term_calendar(days),
        Term::None => t::offer_term_none(),
        Term::Rule | Term::On(_) => t::offer_term_rule(),
    }
}

/// Folded, with single spaces between the words.
fn plain(text: &str) -> String {
    let folded = vietnamese::fold(text);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A suggestion as other functions show it.
#[derive(Debug, Clone)]
pub struct Offer {
    /// `to`, `field`, `lead`, `term`, and what other functions suggest.
    pub what: &'static str,
    /// The label of what is suggested.
    pub label: Msg,
    /// As a form or a program sends it.
    pub value: String,
    /// As it is read.
    pub said: String,
    pub why: Msg,
    pub sure: bool,
    pub papers: Vec<(Id<Paper>, i64)>,
}
