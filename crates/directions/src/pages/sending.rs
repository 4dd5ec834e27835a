//! The form that sends a paper on its way: its field of work, who proposes.

use jiff::civil::Date;
use kernel::{Id, StoreError, Tx};
use people::{FieldRow, Post, Role as PostRole};
use ui::form::{Choice, Field, Form};
use ui::{Button, Ctx, Html, Text};
use words::Msg;

use super::choices::proposers;
use super::forms::{field_choice, warnings};
use crate::suggest::{self, Suggested};
use crate::t;

/// What the form offers that sends a paper on its way.
pub(super) struct Sending {
    proposers: Vec<(Id<Post>, String)>,
    no_proposer: Vec<Msg>,
    fields: Vec<FieldRow>,
    field: Option<Suggested<people::Field>>,
    /// Who answers for the suggested field.
    to: Option<Id<Post>>,
}

impl Sending {
    pub fn load(tx: &mut Tx<'_>, paper: &suggest::About<'_>, today: Date) -> Result<Sending, StoreError> {
        let fields = people::fields(tx)?;
        let field = suggest::field(tx, paper, &fields)?;
        let (mut proposers, no_proposer) = proposers(tx, today)?;
        for (id, said) in &mut proposers {
            let answers: Vec<_> = people::names::fields_of(tx, *id)?.into_iter().map(|f| f.name).collect();
            if !answers.is_empty() {
                *said = format!("{said} ({})", answers.join(", "));
            }
        }
        let mut to = None;
        if let Some(field) = &field {
            for role in [PostRole::DeputyChief, PostRole::Chief] {
                let answers = people::responsible(tx, field.id, role, today)?;
                to = to.or(answers.into_iter().find(|post| post.holder.is_some()).map(|post| post.id));
            }
        }
        Ok(Sending { proposers, no_proposer, fields, field, to })
    }

    pub fn nobody(&self) -> bool {
        self.proposers.is_empty()
    }

    /// The field of work and who proposes; with `stays` also the choice of sending it to nobody yet.
    pub fn put<'a>(&self, form: Form<'a>, stays: Option<Msg>) -> Form<'a> {
        let posts =
            self.proposers.iter().map(|(id, title)| Choice::new(id.to_string(), Text::from(title.clone())));
        let nobody = stays.map(|said| Choice::new("", said));
        let mut to = Field::select("to", t::send_to(), nobody.into_iter().chain(posts));
        if let Some(post) = self.to {
            to = to.value(post.to_string()).hint(t::answers_for_field());
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
        .button(&Button::submit(t::do_send()).main().icon("share-2").key("x"))
        .render()
}
