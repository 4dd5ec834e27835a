//! One file a capability: versions and their articles, confirming, assigning, departing.

mod article;
mod assign;
mod confirm;
mod depart;
mod version;

pub use article::{PutArticle, RemoveArticle, put_article, remove_article};
pub use assign::{Assign, EndAssignment, assign, end_assignment, follow};
pub use confirm::{Confirm, Withdraw, confirm, withdraw};
pub use depart::{Depart, depart};
pub use version::{Begin, NewVersion, Publish, begin, new_version, publish};

use kernel::{Act, Id, Refusal, Subject};
use words::Msg;

use crate::model::{State, Version};
use crate::store::{self, VersionRow};
use crate::t;

/// An article's text; longer ones are more than one article.
const TEXT_MAX: usize = 20_000;
const LINE_MAX: usize = 300;

fn cut(given: &str, field: &'static str, (max, needed): (usize, Option<Msg>)) -> Result<String, Refusal> {
    let text = vietnamese::nfc(given.trim()).into_owned();
    if text.chars().count() > max {
        return Err(Refusal::invalid(t::text_too_long(max)).field(field));
    }
    match needed {
        Some(msg) if text.is_empty() => Err(Refusal::invalid(msg).field(field)),
        _ => Ok(text),
    }
}

fn of_version(id: Id<Version>) -> Subject {
    Subject::new("regulation_version", id)
}

/// The version, locked, while it can still be changed.
fn draft(act: &mut Act<'_>, id: Id<Version>) -> Result<VersionRow, Refusal> {
    let row = store::lock_version(act.tx(), id)?.ok_or_else(Refusal::not_found)?;
    if row.state != State::Draft {
        return Err(Refusal::conflict(t::counts_already()));
    }
    Ok(row)
}
