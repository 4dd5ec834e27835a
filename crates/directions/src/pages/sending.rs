//! The form that sends a paper on its way: its field of work, who proposes.

use documents::similar::{About, Neighbour};
use jiff::civil::Date;
use kernel::{Id, StoreError, Tx};
use people::{FieldRow, Post, Role as PostRole, Unit};
use ui::form::{Choice, Field, Form};
use ui::{Button, Ctx, Html, Text};
use words::{Lang, Msg};

use super::choices::proposers;
use super::forms::{field_choice, warnings};
use super::grounds::{grounds, offer};
use crate::suggest::{Earlier, Offer, Suggested, term_said};
use crate::t;

/// What the form offers that sends a paper on its way.
pub(super) struct Sending {
    proposers: Vec<(Id<Post>, String)>,
    no_proposer: Vec<Msg>,
    fields: Vec<FieldRow>,
    field: Option<Suggested<Id<people::Field>>>,
    /// To whom papers like it were sent.
    learnt: Option<Suggested<Id<Post>>>,
    /// Who answers for the suggested field.
    to: Option<Id<Post>>,
    /// All that is suggested, with its reasons.
    pub offers: Vec<Offer>,
}

impl Sending {
    /// `earlier` are the papers most like it where they are known already. With `take` what is only offered is filled in
    /// too.
    pub fn load(
        tx: &mut Tx<'_>,
        (about, earlier, take): (&About<'_>, Option<Vec<Neighbour>>, bool),
        today: Date,
    ) -> Result<Sending, StoreError> {
        let fields = people::fields(tx)?;
        let earlier = match earlier {
            Some(near) => Earlier::of(tx, about, near)?,
            None => Earlier::load(tx, about)?,
        };
        let mut field = earlier.field(&fields);
        let (mut proposers, no_proposer) = proposers(tx, today)?;
        let mut learnt = earlier.to(&proposers);
        let units: Vec<(Id<Unit>, String)> =
            people::names::units(tx, today)?.into_iter().map(|unit| (unit.id, unit.name)).collect();
        let mut offers = Vec::new();
        let name = |id: &Id<Post>| {
            proposers.iter().find(|(post, _)| post == id).map_or_else(String::new, |(_, name)| name.clone())
        };
        let field_name = |id: &Id<people::Field>| {
            fields.iter().find(|f| f.id == *id).map_or_else(String::new, |f| f.name.clone())
        };
        let unit = |id: &Id<Unit>| {
            units.iter().find(|(unit, _)| unit == id).map_or_else(String::new, |(_, name)| name.clone())
        };
        offers.extend(field.as_ref().map(|one| offer("field", t::field(), one, field_name)));
        offers.extend(learnt.as_ref().map(|one| offer("to", t::send_to(), one, name)));
        // What usually comes of such papers is for the office to say; the clerk sees it coming.
        offers.extend(earlier.lead(&units).map(|one| offer("lead", t::lead(), &one, unit)));
        let said = |term: &crate::model::Term| term_said(*term).say(Lang::Vi);
        offers.extend(earlier.term().map(|one| offer("term", t::deadline(), &one, said)));
        for one in [field.as_mut().map(|f| &mut f.sure), learnt.as_mut().map(|f| &mut f.sure)] {
            if let (Some(sure), true) = (one, take) {
                *sure = true;
            }
        }
        for (id, said) in &mut proposers {
            let answers: Vec<_> = people::names::fields_of(tx, *id)?.into_iter().map(|f| f.name).collect();
            if !answers.is_empty() {
                *said = format!("{said} ({})", answers.join(", "));
            }
        }
        let mut to = None;
        if let Some(field) = field.as_ref().filter(|field| field.sure) {
            for role in [PostRole::DeputyChief, PostRole::Chief] {
                let answers = people::responsible(tx, field.value, role, today)?;
                to = to.or(answers.into_iter().find(|post| post.holder.is_some()).map(|post| post.id));
            }
        }
        Ok(Sending { proposers, no_proposer, fields, field, learnt, to, offers })
    }

    pub fn nobody(&self) -> bool {
        self.proposers.is_empty()
    }

    /// The field of work and who proposes; with `stays` also the choice of sending it to nobody yet. What was done with
    /// papers like it comes before who answers for the field: the clerks knew why.
    pub fn put<'a>(&self, form: Form<'a>, stays: Option<Msg>) -> Form<'a> {
        let posts =
            self.proposers.iter().map(|(id, title)| Choice::new(id.to_string(), Text::from(title.clone())));
        let nobody = stays.map(|said| Choice::new("", said));
        let mut to = Field::select("to", t::send_to(), nobody.into_iter().chain(posts));
        match (&self.learnt, self.to) {
            (Some(learnt), _) if learnt.sure => {
                to = to.value(learnt.value.to_string()).hint(learnt.why.clone());
            }
            (_, Some(post)) => to = to.value(post.to_string()).hint(t::answers_for_field()),
            (Some(learnt), None) => to = to.hint(t::offered(learnt.why.clone())),
            (None, None) => {}
        }
        let form = if self.fields.is_empty() {
            form
        } else {
            form.put(field_choice(&self.fields, None, self.field.as_ref()))
        };
        form.put(to)
    }
}

/// Who sends a paper on its way to whom.
pub(super) fn send(ctx: &Ctx, (paper, next): (&str, Option<&str>), sending: &Sending) -> Html {
    let form = Form::post(ctx, "/routings").hidden("paper", paper);
    let form = match next {
        Some(next) => form.hidden("next", next),
        None => form,
    };
    sending
        .put(form, None)
        .html(&warnings(ctx, &sending.no_proposer))
        .html(&grounds(ctx, &sending.offers))
        .button(&Button::submit(t::do_send()).main().icon("share-2").key("x"))
        .render()
}
