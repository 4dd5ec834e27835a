//! What an index can do. `search-tantivy` is one; functions and pages see only this.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ask::{Ask, Reach};
use crate::entry::{Entry, Facet, Key};

/// How far an index has read. Kept inside it, written in one go with what was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stand {
    /// The entries of the journal below this number have been read.
    pub seq: u64,
    /// The last of them: another journal than the one that was read shows by it.
    pub last: Option<Uuid>,
    /// While the index is filled from the tables.
    pub filling: Option<Filling>,
}

/// How far the filling is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filling {
    /// Which source, and which of its things was put in last.
    pub source: usize,
    pub below: Option<Uuid>,
    pub done: u64,
}

/// The index cannot be used as it is. The text is for the log and never holds what somebody wrote.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the search index cannot be used: {0}")]
pub struct Broken(pub String);

/// What the journal holds and the index has not read: these things are asked themselves.
#[derive(Debug, Clone, Default)]
pub struct Tail {
    /// As they are now; `None` for one that is gone.
    pub things: Vec<(Key, Option<Entry>)>,
    /// There are more than were looked at: what was found is not complete.
    pub more: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    pub key: Key,
    pub score: f32,
    /// Not everything asked for is in it.
    pub near: bool,
}

/// The answer to a question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// How many hold what was asked. What comes only near is not counted.
    pub total: u64,
    pub hits: Vec<Hit>,
    /// The values of each facet, the most frequent first. Each is counted as if it did not narrow the hits itself.
    pub facets: Vec<(Facet, Vec<(String, u64)>)>,
}

impl Found {
    #[must_use]
    pub fn counted(&self, facet: Facet) -> &[(String, u64)] {
        self.facets.iter().find(|(one, _)| *one == facet).map_or(&[], |(_, values)| values)
    }
}

/// An index at one moment: what it holds does not change while it is asked.
pub trait Picture: Send + Sync {
    fn stand(&self) -> &Stand;
    /// Answers; `tail` counts instead of what the index says about the same things.
    fn ask(&self, ask: &Ask, reach: &Reach, tail: &Tail) -> Result<Found, Broken>;
    /// What is about the same matter as this thing, the most alike first; neither the thing itself nor the tail.
    /// Of `ask` only the filter, `skip` and `limit` count.
    fn alike(&self, to: &Entry, ask: &Ask, reach: &Reach, tail: &Tail) -> Result<Vec<Hit>, Broken>;
    /// How many things it holds.
    fn size(&self) -> u64;
}

/// An index that can be asked.
pub trait Index: Send + Sync {
    /// The newest picture; `None` before there is one.
    fn picture(&self) -> Option<Arc<dyn Picture>>;
    /// Whoever found it broken says so; it is made anew.
    fn report(&self, broken: &Broken);
}

/// An index that is being written. One process at a time does.
pub trait Keeper: Send {
    fn stand(&self) -> &Stand;
    /// Puts things in as they are now, or takes them out. Seen by nobody before the commit.
    fn put(&mut self, things: &[(Key, Option<Entry>)]) -> Result<(), Broken>;
    /// What was put in is found from now on.
    fn commit(&mut self, stand: Stand) -> Result<(), Broken>;
}

/// Where indexes are kept.
pub trait Shelf: Send {
    /// Makes sure that nobody else writes here; false while another process does.
    fn claim(&mut self) -> Result<bool, Broken>;
    /// The index to go on with. One that is broken or of another make is thrown away, and an empty one begun.
    fn open(&mut self) -> Result<Box<dyn Keeper>, Broken>;
    /// An empty one, to be filled; until it is full the old one is asked, when there is one that can be.
    fn anew(&mut self) -> Result<Box<dyn Keeper>, Broken>;
    /// What there is belongs to another office: it is not asked any more.
    fn forget(&mut self);
    /// Whether somebody asked for a new one since.
    fn wanted_anew(&mut self) -> bool;
}
