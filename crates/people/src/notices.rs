//! Notices: that something concerns one, and why. Written inside the act that is the cause, in its transaction.
//!
//! Their table is operational: the fact itself stands in the journal with the act, a notice only points at it;
//! what one has read is one's own affair, and after [`KEPT_DAYS`] a notice goes. It holds no title and no address:
//! both are asked for when it is shown, of the function that knows the subject and who may see it.

use jiff::civil::Date;
use kernel::{Act, Id, Instant, Office, Refusal, StoreError, Subject, Tx};
use uuid::Uuid;

use crate::house::{House, Viewer};
use crate::model::{Person, Post, Role, Unit};
use crate::{names, store};

pub use crate::store::{NoticeRow, told_since, unread_since};

/// Marks keys of notices.
pub struct Notice;

/// Notices are kept so long.
pub const KEPT_DAYS: i64 = 90;
/// The bell counts no further.
pub const BELL_MAX: u32 = 99;

/// Whom it concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum To {
    Person(Id<Person>),
    /// Whoever holds the post now; for an empty post whoever answers for it.
    Post(Id<Post>),
}

/// What to tell.
#[derive(Debug, Clone)]
pub struct News {
    /// Why one gets it: a code that a function's [`crate::Tells::why`] puts in words.
    pub why: &'static str,
    /// The number in those words: which time it is, how many days are left.
    pub nth: i64,
    pub about: Subject,
    pub urgent: bool,
    /// Told once only under this key to each person.
    pub once: Option<String>,
}

impl News {
    #[must_use]
    pub fn new(why: &'static str, about: Subject) -> News {
        News { why, nth: 0, about, urgent: false, once: None }
    }

    #[must_use]
    pub fn nth(mut self, nth: i64) -> News {
        self.nth = nth;
        self
    }

    #[must_use]
    pub fn urgent(mut self) -> News {
        self.urgent = true;
        self
    }

    #[must_use]
    pub fn once(mut self, key: impl Into<String>) -> News {
        self.once = Some(key.into());
        self
    }
}

/// The same by the clock, without an act: nothing has happened but that time went by.
pub fn remind(
    tx: &mut Tx<'_>,
    (id, now): (Id<Notice>, Instant),
    to: To,
    news: &News,
) -> Result<(), StoreError> {
    match person_of(tx, to, now.date())? {
        Some(person) => store::insert_notice(tx, (id, person, now), news),
        None => Ok(()),
    }
}

/// Who is meant now; nobody where a post is empty and nobody answers for it.
pub fn person_of(tx: &mut Tx<'_>, to: To, on: Date) -> Result<Option<Id<Person>>, StoreError> {
    match to {
        To::Person(person) => Ok(Some(person)),
        To::Post(post) => match names::post(tx, post, on)?.and_then(|row| row.holder) {
            Some(holder) => Ok(Some(holder)),
            None => Ok(names::effective_holder(tx, post, on)?.and_then(|row| row.holder)),
        },
    }
}

/// Who opens what is sent to a unit: its head; where there is none, its clerks, else who answers for the unit.
pub fn openers(tx: &mut Tx<'_>, unit: Id<Unit>, on: Date) -> Result<Vec<To>, StoreError> {
    let posts = names::posts_in(tx, unit, on)?;
    for roles in [&[Role::HeadOfSection][..], &[Role::UnitClerk, Role::Agency]] {
        let found: Vec<To> = posts
            .iter()
            .filter(|post| post.roles.iter().any(|role| roles.contains(role)))
            .map(|post| To::Post(post.id))
            .collect();
        if !found.is_empty() {
            return Ok(found);
        }
    }
    // Nobody opens this unit's mail: who answers for it is told.
    let unmanned = names::unmanned(tx, on)?;
    let own = unmanned.iter().find(|row| row.unit == unit);
    Ok(own.and_then(|row| row.answers.as_ref()).map(|post| To::Post(post.id)).into_iter().collect())
}

/// Tells it, inside the act that is the cause. Nobody is told of what they did themselves.
pub fn tell(act: &mut Act<'_>, to: To, news: &News) -> Result<(), Refusal> {
    let today = act.today();
    let person = person_of(act.tx(), to, today)?;
    let Some(person) = person else { return Ok(()) };
    if act.actor().person == Some(person.uuid()) {
        return Ok(());
    }
    let (id, now) = (act.new_id(), act.now());
    store::insert_notice(act.tx(), (id, person, now), news)?;
    Ok(())
}

/// What was told about this subject is settled: nobody has to read it any more.
pub fn settle(act: &mut Act<'_>, about: &Subject) -> Result<(), Refusal> {
    let now = act.now();
    store::read_about(act.tx(), None, about.id, now)?;
    Ok(())
}

/// The same for one person, before newer news about the same thing.
pub fn replace(act: &mut Act<'_>, person: Id<Person>, about: &Subject) -> Result<(), Refusal> {
    let now = act.now();
    store::read_about(act.tx(), Some(person), about.id, now)?;
    Ok(())
}

/// How many this person has not read; the bell counts up to [`BELL_MAX`].
pub fn unread(tx: &mut Tx<'_>, person: Id<Person>) -> Result<u64, StoreError> {
    store::unread_notices(tx, person, BELL_MAX)
}

/// What a thing is called and where it stands, for somebody who may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    pub text: String,
    pub href: String,
}

/// The thing as this reader may know it; `None` when it is not theirs to see, or gone.
pub fn title(
    tx: &mut Tx<'_>,
    house: &House,
    viewer: &Viewer,
    (kind, id): (&str, Uuid),
) -> Result<Option<Title>, StoreError> {
    for titles in house.functions().iter().filter_map(|function| function.tells.title) {
        if let Some(found) = titles(tx, viewer, (kind, id))? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Lets go of what was told longer ago than [`KEPT_DAYS`].
pub fn sweep(office: &Office) -> Result<u64, StoreError> {
    let before = office.now().plus(-KEPT_DAYS * Instant::DAY);
    office.operate(move |tx| store::sweep_notices(tx, before))
}
