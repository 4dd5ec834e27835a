//! Feeds: what has a day or an hour (deadlines of tasks, turns of duty) as iCalendar, for the calendar that a person
//! already uses on a telephone or a desk.
//!
//! An address is a secret: whoever has it reads the feed, without signing in. It gives what its owner may see on that
//! day and no more; it ends with the owner's post, or when it is taken back. What a thing is about leaves the house only
//! where the owner said so: by default an entry says a code and a kind. What there is to show, the functions say
//! (`people::Dates`); RFC 5545 is written by a library.

mod acts;
mod ics;
mod pages;
mod store;

pub use acts::{EACH_MAX, Feed, NewFeed, end, make};
pub use ics::write;
pub use store::{FeedRow, of};

words::texts!();

use kernel::{Migration, Part, SubjectKind, SubjectTable};
use people::{Function, Tells};

/// This crate's share of the database.
#[must_use]
pub fn part() -> Part {
    Part {
        name: "feeds",
        migrations: &[Migration {
            version: 1,
            name: "feeds",
            sql: include_str!("../migrations/001_feeds.sql"),
        }],
        subjects: &[SubjectKind {
            name: "feed",
            tables: &[SubjectTable { table: "feeds", key: "id", order: "id" }],
        }],
        // When a calendar program last asked.
        operational: &["feed_uses"],
        checks: &[],
    }
}

#[must_use]
pub fn function() -> Function {
    Function {
        name: "feeds",
        part,
        below: || vec![people::part()],
        permissions: &[],
        routes: pages::routes,
        nav: &[],
        today: None,
        holds: None,
        moves: None,
        jobs: Vec::new,
        periodic: Vec::new,
        tells: Tells::NONE,
        finds: None,
        dates: None,
        palette: Some(pages::palette),
        api: Some(pages::api),
    }
}
