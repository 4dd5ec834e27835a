//! Who is who: the organisation as a tree with dates, posts, persons, who holds what when; accounts,
//! signing in, sessions; who may do what.
//!
//! Rights hang on posts: a post has roles, a permission names the roles that have it, and a person has
//! what the posts held *today* give. Functions above this crate hand the program a [`Function`]; the
//! [`House`] is what their pages share: the office, who is reading ([`Viewer`]), the shell around a page.

pub mod acts;
mod api;
mod function;
pub mod house;
pub mod import;
pub mod model;
pub mod names;
pub mod notices;
pub mod pages;
mod printing;
pub mod rest;
pub mod sessions;
mod standing;
mod store;
pub mod tokens;
mod typed;
mod viewer;

pub use acts::delegation::SUBSTITUTION_ARTICLE;
pub use acts::import as bulk;
pub use acts::{account, delegation, field, organise, reorganise, second};
pub use house::{
    Acting, Alarm, Beside, Card, Command, Dates, DatesOf, Finds, Function, Happening, Held, Holds, House,
    Leaving, Line, Moves, Nav, Palette, Place, SignInCards, Tells, Viewer, When, act_id, faults, may,
    refused,
};
pub use model::{Delegation, Field, Permission, Person, Post, Role, Unit, UnitKind};
pub use names::{
    DelegationRow, FieldRow, PostRow, UnitRow, body_named, delegations, delegations_to, effective_holder,
    fields, responsible, secretaries_of, served_by,
};
pub use pages::Pairs;
pub use printing::print_foot;
pub use rest::Api;
pub use standing::{Behalf, Standing, standing};

words::texts!();

use kernel::{Migration, Part, SubjectKind, SubjectTable};

/// May change the organisation, posts and accounts.
pub const ORGANISE: Permission = Permission::new("people.organise", &[Role::Administrator]);

/// This crate's share of the database.
#[must_use]
pub fn part() -> Part {
    Part {
        name: "people",
        migrations: &[
            Migration { version: 1, name: "people", sql: include_str!("../migrations/001_people.sql") },
            Migration { version: 2, name: "standing", sql: include_str!("../migrations/002_standing.sql") },
            Migration { version: 3, name: "imports", sql: include_str!("../migrations/003_imports.sql") },
            Migration { version: 4, name: "tokens", sql: include_str!("../migrations/004_tokens.sql") },
            Migration { version: 5, name: "notices", sql: include_str!("../migrations/005_notices.sql") },
            Migration {
                version: 6,
                name: "second factor",
                sql: include_str!("../migrations/006_second_factor.sql"),
            },
            Migration {
                version: 7,
                name: "token uses",
                sql: include_str!("../migrations/007_token_uses.sql"),
            },
            Migration { version: 8, name: "acting", sql: include_str!("../migrations/008_acting.sql") },
        ],
        subjects: &[
            SubjectKind {
                name: "api_token",
                tables: &[SubjectTable { table: "api_tokens", key: "id", order: "id" }],
            },
            SubjectKind {
                name: "unit",
                tables: &[
                    SubjectTable { table: "units", key: "id", order: "id" },
                    SubjectTable { table: "unit_former", key: "unit", order: "id" },
                ],
            },
            SubjectKind {
                name: "person",
                tables: &[SubjectTable { table: "persons", key: "id", order: "id" }],
            },
            SubjectKind {
                name: "post",
                tables: &[
                    SubjectTable { table: "posts", key: "id", order: "id" },
                    SubjectTable { table: "holdings", key: "post", order: "id" },
                    SubjectTable { table: "post_fields", key: "post", order: "field" },
                    SubjectTable { table: "post_serves", key: "secretary", order: "leader" },
                    SubjectTable { table: "post_former", key: "post", order: "id" },
                ],
            },
            SubjectKind {
                name: "field",
                tables: &[SubjectTable { table: "fields", key: "id", order: "id" }],
            },
            SubjectKind {
                name: "delegation",
                tables: &[
                    SubjectTable { table: "delegations", key: "id", order: "id" },
                    SubjectTable { table: "delegation_fields", key: "delegation", order: "field" },
                ],
            },
            SubjectKind {
                name: "second_factor",
                tables: &[
                    SubjectTable { table: "second_factors", key: "person", order: "person" },
                    SubjectTable { table: "recovery_codes", key: "person", order: "id" },
                ],
            },
            SubjectKind {
                name: "account",
                tables: &[SubjectTable { table: "accounts", key: "person", order: "person" }],
            },
        ],
        operational: &[
            "sessions",
            "sign_in_failures",
            "imports",
            "notices",
            "second_steps",
            "second_pending",
            "half_sessions",
            "token_uses",
        ],
        checks: &[],
    }
}

/// What the program lists on its one screen.
#[must_use]
pub fn function() -> Function {
    Function {
        name: "people",
        part,
        below: Vec::new,
        permissions: &[ORGANISE],
        routes: pages::routes,
        nav: &[Nav {
            key: "c",
            href: "/people",
            also: &[],
            icon: "users",
            title: t::organisation,
            count: None,
            needs: ORGANISE,
        }],
        today: None,
        holds: None,
        moves: None,
        jobs: Vec::new,
        tells: Tells::NONE,
        finds: None,
        dates: None,
        palette: None,
        periodic: || {
            vec![kernel::Periodic {
                name: "notices",
                every: kernel::Beat::Nightly(3),
                run: |office| Ok(notices::sweep(office).map(drop)?),
            }]
        },
        api: Some(api::api),
    }
}
