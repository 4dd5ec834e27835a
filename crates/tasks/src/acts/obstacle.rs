//! What stands in the owner's way, shown to who must decide.

use kernel::{Act, Id, Refusal};
use people::Unit;
use people::notices::{self, News, To};
use serde::{Deserialize, Serialize};

use super::{directs, locked, of_task, open, own_post, owns, person, text, unit_known};
use crate::model::{Obstacle, Part, Task};
use crate::store::{self, ObstacleRow, PartRow};
use crate::{t, tells};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RaiseObstacle {
    pub task: Id<Task>,
    pub text: String,
    /// Who must decide; else whose decision the task says, else the level that receives it.
    #[serde(default)]
    pub decision: Option<Id<Unit>>,
}

/// The owner asks for a decision. The clock runs on.
pub fn raise_obstacle(act: &mut Act<'_>, input: RaiseObstacle) -> Result<Id<Obstacle>, Refusal> {
    let (task, desk) = open(act, input.task)?;
    if !owns(&desk, &task) {
        return Err(Refusal::forbidden());
    }
    let said = text(&input.text, "obstacle", Some(t::obstacle_missing()))?;
    let decision = input.decision.or(task.decision_unit).unwrap_or(task.level_unit);
    unit_known(act, decision, "decision")?;
    let (id, now) = (act.new_id(), act.now());
    act.record("tasks.raise_obstacle", of_task(task.id));
    act.fact("decision", decision);
    let row = ObstacleRow {
        id,
        task: task.id,
        text: said,
        decision_unit: decision,
        person: person(act),
        at: now,
        answered_at: None,
        answered_by: None,
        answer: None,
    };
    store::insert_obstacle(act.tx(), &row, own_post(&desk))?;
    store::add_obstacles(act.tx(), task.id, 1)?;
    // Who must decide has to see the task.
    let decider = PartRow { part: Part::Decider, unit: decision, post: None };
    if !store::parts(act.tx(), task.id)?.contains(&decider) {
        let part = act.new_id::<Task>().uuid();
        store::insert_part(act.tx(), part, task.id, decider)?;
    }
    let today = act.today();
    for to in tells::heads(act.tx(), decision, today)? {
        notices::tell(act, to, &News::new("tasks.obstacle", of_task(task.id)))?;
    }
    if let Some(post) = task.assigned_post {
        notices::tell(act, To::Post(post), &News::new("tasks.obstacle", of_task(task.id)))?;
    }
    Ok(id)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DecideObstacle {
    pub obstacle: Id<Obstacle>,
    pub answer: String,
}

/// Who must decide says what is decided.
pub fn decide_obstacle(act: &mut Act<'_>, input: DecideObstacle) -> Result<(), Refusal> {
    let row = store::obstacle(act.tx(), input.obstacle)?.ok_or_else(Refusal::not_found)?;
    let (task, desk) = locked(act, row.task)?;
    let decides = desk.opens(row.decision_unit) && desk.may(crate::ASSIGN);
    if !decides && !directs(act, &desk, &task)? {
        return Err(Refusal::forbidden());
    }
    if row.answered_at.is_some() {
        return Err(Refusal::conflict(t::answered_already()));
    }
    let said = text(&input.answer, "answer", Some(t::text_missing()))?;
    act.record("tasks.decide_obstacle", of_task(task.id));
    let (by, now) = (act.actor().person, act.now());
    store::answer_obstacle(act.tx(), row.id, &said, (by, now))?;
    store::add_obstacles(act.tx(), task.id, -1)?;
    match row.person {
        Some(person) => notices::tell(act, To::Person(person), &News::new("tasks.decided", of_task(task.id))),
        None => Ok(()),
    }
}
