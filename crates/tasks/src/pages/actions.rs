//! What is posted from a task's page: each form one act, the page again with what was wrong.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Act, Id, Refusal};
use people::names::PostRow;
use people::{House, Pairs, Viewer, names, refused};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::assign::post;
use crate::acts;
use crate::model::{Correctable, DirectiveKind, Grade, Task};
use crate::{HAVE, t};

/// Runs the act, then shows the task: as it is now, or with what was wrong beside its field.
async fn run<I, O>(
    (house, viewer, id): (&House, &Viewer, Id<Task>),
    form: &Pairs,
    input: Result<I, Refusal>,
    act: fn(&mut Act<'_>, I) -> Result<O, Refusal>,
) -> Response
where
    I: Clone + Send + 'static,
    O: Serialize + DeserializeOwned + Send + 'static,
{
    let outcome = async {
        viewer.ask(HAVE)?;
        let (act_id, input) = (form.act_id()?, input?);
        house.office().act(viewer.actor(), act_id, input, act).await.map(drop)
    };
    answer((house, viewer, id), form, outcome.await).await
}

pub(super) async fn answer(
    (house, viewer, id): (&House, &Viewer, Id<Task>),
    form: &Pairs,
    outcome: Result<(), Refusal>,
) -> Response {
    match outcome {
        Ok(()) => Redirect::to(&format!("/tasks/{id}")).into_response(),
        Err(refusal) if refusal.field.is_some() => {
            super::show::screen(house, viewer, id, &form.filled(&refusal)).await
        }
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}

fn choose(field: &'static str) -> Refusal {
    Refusal::invalid(t::choose_one()).field(field)
}

async fn held(house: &House, viewer: &Viewer) -> Result<Vec<PostRow>, Refusal> {
    let today = viewer.today;
    let posts = house.office().read(move |tx| names::posts(tx, today)).await?;
    Ok(posts.into_iter().filter(|post| post.holder.is_some()).collect())
}

pub async fn accept(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Task>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let grade = Grade::from_code(form.get("grade")).ok_or_else(|| choose("grade"));
    let input = grade.map(|grade| acts::Accept { task: id, grade, why: form.get("why").to_owned() });
    run((&house, &viewer, id), &form, input, acts::accept).await
}

pub async fn return_(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Task>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = acts::Return { task: id, why: form.get("why").to_owned() };
    run((&house, &viewer, id), &form, Ok(input), acts::return_).await
}

pub async fn reopen(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Task>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = acts::Reopen { task: id, why: form.get("why").to_owned() };
    run((&house, &viewer, id), &form, Ok(input), acts::reopen).await
}

pub async fn withdraw(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Task>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    run((&house, &viewer, id), &form, Ok(id), acts::withdraw).await
}

pub async fn extend(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Task>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = form.date("due").map(|due| acts::Extend { task: id, due, why: form.get("why").to_owned() });
    run((&house, &viewer, id), &form, input, acts::extend).await
}

pub async fn reassign(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Task>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = async {
        let posts = held(&house, &viewer).await?;
        Ok(acts::Reassign {
            task: id,
            owner: form.id("owner")?,
            owner_post: post(&posts, &form, "owner_post")?,
            why: form.get("why").to_owned(),
        })
    };
    let input = input.await;
    run((&house, &viewer, id), &form, input, acts::reassign).await
}

pub async fn follow(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Task>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = async {
        let posts = held(&house, &viewer).await?;
        Ok(acts::SetFollower { task: id, follower: post(&posts, &form, "follower")? })
    };
    let input = input.await;
    run((&house, &viewer, id), &form, input, acts::set_follower).await
}

pub async fn take_back(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Task>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    run((&house, &viewer, id), &form, form.id("directive"), acts::take_back).await
}

pub async fn say(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Task>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let kind = DirectiveKind::from_code(form.get("kind")).ok_or_else(|| choose("kind"));
    let input = kind.map(|kind| acts::Say { task: id, kind, text: form.get("text").to_owned() });
    run((&house, &viewer, id), &form, input, acts::say).await
}

pub async fn reply(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Task>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = acts::Reply { task: id, text: form.get("text").to_owned() };
    run((&house, &viewer, id), &form, Ok(input), acts::reply).await
}

pub async fn answer_directive(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Task>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input =
        form.id("directive").map(|directive| acts::Answer { directive, text: form.get("answer").to_owned() });
    run((&house, &viewer, id), &form, input, acts::answer).await
}

pub async fn obstacle(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Task>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = form.optional_id("decision").map(|decision| acts::RaiseObstacle {
        task: id,
        text: form.get("obstacle").to_owned(),
        decision,
    });
    run((&house, &viewer, id), &form, input, acts::raise_obstacle).await
}

pub async fn decide(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Task>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = form
        .id("obstacle")
        .map(|obstacle| acts::DecideObstacle { obstacle, answer: form.get("answer").to_owned() });
    run((&house, &viewer, id), &form, input, acts::decide_obstacle).await
}

pub async fn correct(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Task>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let what = Correctable::from_code(form.get("what")).ok_or_else(|| choose("what"));
    let input = what.map(|what| acts::ProposeCorrection {
        task: id,
        what,
        new: form.get("new").to_owned(),
        why: form.get("why").to_owned(),
    });
    run((&house, &viewer, id), &form, input, acts::propose_correction).await
}

pub async fn decide_correction(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Task>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = form.id("correction").map(|correction| acts::DecideCorrection {
        correction,
        approved: form.get("approved") == "yes",
        answer: form.get("answer").to_owned(),
    });
    run((&house, &viewer, id), &form, input, acts::decide_correction).await
}
