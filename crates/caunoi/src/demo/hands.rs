//! Many acts at once: what a slot of the day brings is asked together and committed together.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, Ordering};

use kernel::{Act, Actor, Clock, Id, Instant, Office, Refusal, SystemClock};
use people::{Person, Post, Unit};

use crate::console;

/// A clock that walks through the past year; randomness stays the machine's. Each look at it is a little later than
/// the one before, so that acts of one slot follow each other.
#[derive(Debug)]
pub struct Past {
    now: AtomicI64,
    step: AtomicI64,
    machine: SystemClock,
}

impl Past {
    pub fn at(now: Instant) -> Past {
        Past { now: AtomicI64::new(now.0), step: AtomicI64::new(0), machine: SystemClock }
    }

    pub fn go_to(&self, at: Instant) {
        self.walk_from(at, 0);
    }

    /// Goes there, and on by so many microseconds whenever somebody looks.
    pub fn walk_from(&self, at: Instant, step: i64) {
        self.step.store(step, Ordering::SeqCst);
        self.now.store(at.0, Ordering::SeqCst);
    }
}

impl Clock for Past {
    fn now(&self) -> Instant {
        let step = self.step.load(Ordering::SeqCst);
        Instant(if step == 0 {
            self.now.load(Ordering::SeqCst)
        } else {
            self.now.fetch_add(step, Ordering::SeqCst)
        })
    }
    fn random(&self, bytes: &mut [u8]) {
        self.machine.random(bytes);
    }
}

/// Somebody of the province: the post, its unit, who holds it.
#[derive(Debug, Clone, Copy)]
pub struct Who {
    pub post: Id<Post>,
    pub unit: Id<Unit>,
    pub person: Id<Person>,
}

impl Who {
    pub fn actor(&self) -> Actor {
        Actor::person(self.person.uuid(), Some(self.post.uuid()))
    }
}

/// An act that is asked for.
pub type Asked<O> = Pin<Box<dyn Future<Output = Result<O, Refusal>> + Send>>;

/// Asks for an act; nothing happens until it is waited for.
pub fn ask<I, O>(
    office: &Office,
    actor: Actor,
    input: I,
    act: fn(&mut Act<'_>, I) -> Result<O, Refusal>,
) -> Asked<O>
where
    I: Clone + Send + 'static,
    O: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
{
    let office = office.clone();
    Box::pin(async move {
        let id = office.new_id();
        office.act(actor, id, input, act).await
    })
}

/// Waits for acts. On SQLite the one writer takes them in the order in which they were asked and commits them
/// together; PostgreSQL would run them side by side, in no order, so there they are asked one after another.
pub struct Hands {
    runtime: tokio::runtime::Runtime,
    in_turn: bool,
}

/// The writer refuses more than 4,096 that wait.
const AT_ONCE: usize = 2_000;

impl Hands {
    pub fn new(in_turn: bool) -> anyhow::Result<Hands> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Hands { runtime, in_turn })
    }

    /// All of them, with the answers in the same order; the first refusal ends it.
    pub fn all<O: Send + 'static>(&self, asked: Vec<Asked<O>>) -> anyhow::Result<Vec<O>> {
        let mut answers = Vec::with_capacity(asked.len());
        let mut asked = asked.into_iter().peekable();
        while asked.peek().is_some() {
            let some: Vec<_> = asked.by_ref().take(if self.in_turn { 1 } else { AT_ONCE }).collect();
            self.runtime.block_on(async {
                let waiting: Vec<_> = some.into_iter().map(tokio::spawn).collect();
                for one in waiting {
                    answers.push(one.await?.map_err(|refusal| console::refusal(&refusal))?);
                }
                anyhow::Ok(())
            })?;
        }
        Ok(answers)
    }

    pub fn one<O: Send + 'static>(&self, asked: Asked<O>) -> anyhow::Result<O> {
        self.all(vec![asked])?.pop().ok_or_else(|| anyhow::anyhow!("an act without an answer"))
    }
}
