//! The part of another function's form that sends a paper on its way as soon as it stands in the book.

use documents::similar::{About, Neighbour};
use kernel::{Refusal, StoreError, Tx};
use people::Viewer;
use ui::form::Form;

use super::sending::Sending;
use crate::acts::SendTo;
use crate::suggest::Offer;
use crate::{ROUTE, t};

/// What a clerk can choose; loaded for a paper that is not in the book yet.
pub struct Along(Sending);

impl Along {
    /// `near` are the earlier papers most like it. With `take` what is only offered is filled in too. None for who may not send papers on their way, and where nobody is in office who proposes.
    pub fn load(
        tx: &mut Tx<'_>,
        viewer: &Viewer,
        (about, near): (&About<'_>, Vec<Neighbour>),
        take: bool,
    ) -> Result<Option<Along>, StoreError> {
        if !viewer.may(ROUTE) {
            return Ok(None);
        }
        let sending = Sending::load(tx, (about, Some(near), take), viewer.today)?;
        Ok((!sending.nobody()).then_some(Along(sending)))
    }

    /// What is suggested for this paper, and why: who proposes, the field, and what was usually made of such papers.
    #[must_use]
    pub fn offers(&self) -> &[Offer] {
        &self.0.offers
    }

    /// The fields `field` and `to`. Nobody is chosen unless papers like it, or the field, say who.
    #[must_use]
    pub fn put<'a>(&self, form: Form<'a>) -> Form<'a> {
        self.0.put(form, Some(t::send_later()))
    }
}

/// What was chosen in those fields.
pub fn chosen(to: &str, field: &str) -> Result<Option<SendTo>, Refusal> {
    if to.is_empty() {
        return Ok(None);
    }
    let wrong = |name: &'static str| move |_| Refusal::invalid(t::choose_one()).field(name);
    Ok(Some(SendTo {
        to: to.parse().map_err(wrong("to"))?,
        field: if field.is_empty() { None } else { Some(field.parse().map_err(wrong("field"))?) },
    }))
}
