//! Questions to the board as JSON: the same acts as on the pages.

use directions::Desk;
use jiff::civil::Date;
use kernel::{Id, Refusal, Tx};
use people::{Api, Post, Viewer};
use serde::{Deserialize, Serialize};

use crate::acts;
use crate::model::{Question, Reply, State};
use crate::store;

#[must_use]
pub fn api() -> Api {
    Api::new()
        .act("asking.ask", "/board-questions", acts::ask)
        .act("asking.answer", "/board-questions/answers", acts::answer)
        .act("asking.pass", "/board-questions/passes", acts::pass)
        .act("asking.conclude", "/board-questions/conclusions", acts::conclude)
        .act("asking.withdraw", "/board-questions/withdrawals", acts::withdraw)
        .read("asking.one", "/board-questions/{id}", one)
}

#[derive(Deserialize)]
struct One {
    id: Id<Question>,
}

#[derive(Serialize, Deserialize)]
struct Member {
    post: Id<Post>,
    reply: Option<Reply>,
    words: String,
}

/// A question with what was answered.
#[derive(Serialize, Deserialize)]
struct Said {
    id: Id<Question>,
    title: String,
    proposal: String,
    due_on: Option<Date>,
    state: State,
    /// Whose turn it is, or who has to decide.
    turn: Option<Id<Post>>,
    conclusion: Option<String>,
    members: Vec<Member>,
}

fn one(tx: &mut Tx<'_>, viewer: &Viewer, asked: One) -> Result<Said, Refusal> {
    let desk = Desk::of_viewer(tx, viewer)?;
    let question = store::question(tx, asked.id)?.ok_or_else(Refusal::not_found)?;
    let seats = store::seats(tx, asked.id)?;
    if !acts::sees(&desk, &question, &seats) {
        return Err(Refusal::not_found());
    }
    let members =
        seats.into_iter().map(|seat| Member { post: seat.post, reply: seat.reply, words: seat.words });
    Ok(Said {
        id: question.id,
        title: question.title,
        proposal: question.proposal,
        due_on: question.due_on,
        state: question.state,
        turn: question.turn,
        conclusion: question.conclusion,
        members: members.collect(),
    })
}
