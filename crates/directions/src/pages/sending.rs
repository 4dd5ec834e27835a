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
    pub fn load(tx: &mut Tx<'_>, paper: &documents::PaperRow, today: Date) -> Result<Sending, StoreError> {
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
}

/// Who sends a paper on its way to whom.
pub(super) fn send(ctx: &Ctx, (paper, next): (&str, Option<&str>), sending: &Sending) -> Html {
    let choices =
        sending.proposers.iter().map(|(id, title)| Choice::new(id.to_string(), Text::from(title.clone())));
    let mut to = Field::select("to", t::send_to(), choices);
    if let Some(post) = sending.to {
        to = to.value(post.to_string()).hint(t::answers_for_field());
    }
    let form = Form::post(ctx, "/routings").hidden("paper", paper);
    let form = match next {
        Some(next) => form.hidden("next", next),
        None => form,
    };
    let form = if sending.fields.is_empty() {
        form
    } else {
        form.put(field_choice(&sending.fields, None, sending.field.as_ref()))
    };
    form.put(to)
        .html(&warnings(ctx, &sending.no_proposer))
        .button(&Button::submit(t::do_send()).main().icon("share-2").key("x"))
        .render()
}
