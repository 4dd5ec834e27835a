//! The same word for many tasks: each an act of its own, tried first without being done.

use kernel::{Act, Id, Refusal};
use serde::{Deserialize, Serialize};

use super::{Extend, Reassign, Say, SetFollower, extend, reassign, say, set_follower, take_back};
use crate::model::{Directive, Task};
use crate::{store, t};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum One {
    Urge(Say),
    Extend(Extend),
    Reassign(Reassign),
    Follow(SetFollower),
}

/// How what was done is undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Undo {
    /// What was told cannot be untold.
    Nothing,
    TakeBack(Id<Directive>),
    Follow(Id<Task>, Option<Id<people::Post>>),
}

pub fn one(act: &mut Act<'_>, input: One) -> Result<Undo, Refusal> {
    match input {
        One::Urge(input) => say(act, input).map(|_| Undo::Nothing),
        One::Extend(input) => extend(act, input).map(Undo::TakeBack),
        One::Reassign(input) => reassign(act, input).map(Undo::TakeBack),
        One::Follow(input) => {
            let before = store::task(act.tx(), input.task)?.and_then(|task| task.follower_post);
            let task = input.task;
            set_follower(act, input)?;
            Ok(Undo::Follow(task, before))
        }
    }
}

/// Does it and takes it all back: what a preview says is what will happen. The refusal of what would be done is
/// [`would_be_done`].
pub fn dry(act: &mut Act<'_>, input: One) -> Result<(), Refusal> {
    one(act, input)?;
    Err(Refusal::conflict(t::would_be_done()))
}

#[must_use]
pub fn would_be_done(refusal: &Refusal) -> bool {
    refusal.msg.key() == t::would_be_done().key()
}

pub fn undo(act: &mut Act<'_>, input: Undo) -> Result<(), Refusal> {
    match input {
        Undo::Nothing => Err(Refusal::conflict(t::not_taken_back())),
        Undo::TakeBack(directive) => take_back(act, directive),
        Undo::Follow(task, follower) => set_follower(act, SetFollower { task, follower }),
    }
}
