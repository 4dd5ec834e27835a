//! The rules as this office has them: the shipped packs, overlaid by what the office confirmed or decided otherwise,
//! and the days off of each year as announced.
//!
//! Whoever needs a rule or counts days asks [`rules`] inside an act or a read; nobody reads the shipped pack. The
//! overlay is journalled: each decision is a row with its article, dates and reason, and can be taken back.

mod acts;
mod api;
mod current;
pub mod model;
mod pages;
mod store;

pub use acts::{
    AddDay, Announce, Confirm, Exchange, Overrule, RemoveDay, TakeBack, add_day, announce, confirm, exchange,
    overrule, remove_day, take_back,
};
pub use current::{Rulebook, rules, shipped};
pub use model::RuleChange;
pub use store::ChangeRow;

words::texts!();

use kernel::{Migration, Part, SubjectKind, SubjectTable};
use people::{Function, Nav, Permission, Role};

/// May confirm a rule, put the office's own value in its place, and enter days off.
pub const DECIDE: Permission = Permission::new("rules.decide", &[Role::Administrator, Role::Chief]);

/// This crate's share of the database.
#[must_use]
pub fn part() -> Part {
    Part {
        name: "rulebook",
        migrations: &[Migration {
            version: 1,
            name: "rulebook",
            sql: include_str!("../migrations/001_rulebook.sql"),
        }],
        subjects: &[SubjectKind {
            name: "rule_change",
            tables: &[SubjectTable { table: "rule_changes", key: "id", order: "id" }],
        }],
        operational: &[],
        checks: &[],
    }
}

/// What the program lists on its one screen.
#[must_use]
pub fn function() -> Function {
    Function {
        name: "rulebook",
        part,
        below: || vec![people::part()],
        permissions: &[DECIDE],
        routes: pages::routes,
        nav: &[Nav {
            key: "q",
            href: "/rules",
            also: &[],
            icon: "scale",
            title: t::rules_nav,
            count: None,
            needs: DECIDE,
        }],
        today: None,
        holds: None,
        moves: None,
        jobs: Vec::new,
        periodic: Vec::new,
        api: Some(api::api),
        tells: people::Tells::NONE,
        finds: None,
        dates: None,
        palette: None,
    }
}
