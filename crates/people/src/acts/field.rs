//! Fields of work and the posts that answer for them.

use kernel::{Act, Fact, Id, Refusal, Subject};
use serde::{Deserialize, Serialize};

use super::organise::name;
use crate::house::may;
use crate::model::{Field, Post};
use crate::{ORGANISE, store, t};

fn free(act: &mut Act<'_>, name: &str, own: Option<Id<Field>>) -> Result<(), Refusal> {
    match store::field_named(act.tx(), name)? {
        Some(taken) if Some(taken) != own => Err(Refusal::conflict(t::field_taken()).field("name")),
        _ => Ok(()),
    }
}

pub fn create(act: &mut Act<'_>, text: String) -> Result<Id<Field>, Refusal> {
    may(act, ORGANISE)?;
    let text = name(&text, "name")?;
    free(act, &text, None)?;
    let id = act.new_id();
    act.record("people.create_field", Subject::new("field", id));
    let key = vietnamese::sort_key(&text);
    store::insert_field(act.tx(), id, &text, &key)?;
    Ok(id)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rename {
    pub field: Id<Field>,
    pub name: String,
}

pub fn rename(act: &mut Act<'_>, input: Rename) -> Result<(), Refusal> {
    may(act, ORGANISE)?;
    let text = name(&input.name, "name")?;
    free(act, &text, Some(input.field))?;
    act.record("people.rename_field", Subject::new("field", input.field));
    let key = vietnamese::sort_key(&text);
    if store::rename_field(act.tx(), input.field, &text, &key)? { Ok(()) } else { Err(Refusal::not_found()) }
}

/// A retired field stays with the papers that name it; nothing new is routed by it.
pub fn retire(act: &mut Act<'_>, field: Id<Field>) -> Result<(), Refusal> {
    may(act, ORGANISE)?;
    act.record("people.retire_field", Subject::new("field", field));
    if store::retire_field(act.tx(), field)? { Ok(()) } else { Err(Refusal::not_found()) }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Responsibility {
    pub post: Id<Post>,
    /// All fields of this post; those left out are its no longer.
    pub fields: Vec<Id<Field>>,
}

pub fn answer_for(act: &mut Act<'_>, input: Responsibility) -> Result<(), Refusal> {
    may(act, ORGANISE)?;
    let today = act.today();
    store::post(act.tx(), input.post, today)?.ok_or_else(Refusal::not_found)?;
    let known = store::fields(act.tx())?;
    act.record("people.post_fields", Subject::new("post", input.post));
    store::clear_post_fields(act.tx(), input.post)?;
    for field in &input.fields {
        if !known.iter().any(|row| row.id == *field) {
            return Err(Refusal::invalid(t::choose_from_list()).field("fields"));
        }
        store::insert_post_field(act.tx(), input.post, *field)?;
    }
    act.fact("fields", Fact::List(input.fields.iter().map(|id| Fact::from(*id)).collect()));
    Ok(())
}

/// Inside another act, which has asked who may: from now on the post answers for these fields.
pub fn take_over(act: &mut Act<'_>, post: Id<Post>, fields: &[Id<Field>]) -> Result<(), Refusal> {
    act.touch(Subject::new("post", post));
    store::clear_post_fields(act.tx(), post)?;
    for field in fields {
        store::insert_post_field(act.tx(), post, *field)?;
    }
    Ok(())
}
