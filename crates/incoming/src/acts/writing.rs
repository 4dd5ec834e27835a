//! What is written by hand on a paper of the book is typed by whoever could read it.

use documents::{Paper, Typed};
use kernel::{Act, Id, Refusal, Subject};
use serde::{Deserialize, Serialize};

use super::annex::seen;
use crate::{TYPE, t};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TypeWriting {
    pub paper: Id<Paper>,
    pub typed: Vec<Typed>,
}

/// Keeps the words with the paper. They are nobody's instruction: a leader's word is entered by its own act.
pub fn type_writing(act: &mut Act<'_>, input: TypeWriting) -> Result<(), Refusal> {
    people::may(act, TYPE)?;
    seen(act, input.paper)?;
    if input.typed.is_empty() {
        return Err(Refusal::invalid(t::writing_empty()));
    }
    act.record("incoming.type_writing", Subject::new("paper", input.paper));
    act.fact("places", i64::try_from(input.typed.len()).unwrap_or(i64::MAX));
    documents::write_down(act, input.paper, &input.typed)
}
