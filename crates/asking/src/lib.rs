//! Asking the permanent board (xin ý kiến Thường trực): one question goes to its members one after the other, in an order
//! that is set when it is asked, and ends in one conclusion. Where all agree, the conclusion is what was proposed. Where
//! somebody is of another opinion, all that was said goes to the Secretary, who concludes. The states are drawn in
//! `docs/states/board-question.md`.

pub mod acts;
mod api;
pub mod model;
mod pages;
pub mod store;

pub use acts::{Answer, Ask, Conclude, Pass, answer, ask, conclude, pass, withdraw};
pub use model::{Question, Reply, State};

words::texts!();

use kernel::{Migration, Part, SubjectKind, SubjectTable};
use people::{Function, Permission, Role, Tells};

/// May put a question to the board.
pub const ASK: Permission = Permission::new("asking.ask", &[Role::Chief, Role::DeputyChief]);
/// Sees every question; members see those that are put to them.
pub const SEE_ALL: Permission =
    Permission::new("asking.see_all", &[Role::Chief, Role::DeputyChief, Role::Leader]);

#[must_use]
pub fn part() -> Part {
    Part {
        name: "asking",
        migrations: &[Migration {
            version: 1,
            name: "asking",
            sql: include_str!("../migrations/001_asking.sql"),
        }],
        subjects: &[SubjectKind {
            name: "board_question",
            tables: &[
                SubjectTable { table: "board_questions", key: "id", order: "id" },
                SubjectTable { table: "board_seats", key: "question", order: "id" },
            ],
        }],
        operational: &[],
        checks: &[],
    }
}

#[must_use]
pub fn function() -> Function {
    Function {
        name: "asking",
        part,
        below: || {
            let mut parts = (directions::function().below)();
            parts.push(directions::part());
            parts
        },
        permissions: &[ASK, SEE_ALL],
        routes: pages::routes,
        nav: &[],
        today: Some(pages::today),
        holds: Some(pages::held),
        moves: None,
        jobs: Vec::new,
        periodic: Vec::new,
        tells: Tells {
            title: Some(pages::title),
            why: Some(pages::why),
            alarm: None,
            beside: Some(pages::beside),
        },
        finds: None,
        dates: None,
        palette: Some(pages::palette),
        api: Some(api::api),
    }
}
