//! An act: what somebody does, in one transaction with its journal entry and its jobs.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use transparency::Hash;
use uuid::Uuid;

use crate::clock::Instant;
use crate::id::Id;
use crate::office::Inner;
use crate::refusal::Refusal;
use crate::storage::{StoreError, Tx};
use crate::{jobs, journal, seal, vals};

/// Who does it. `people` makes these from sessions; the kernel only writes them down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub kind: ActorKind,
    pub person: Option<Uuid>,
    pub post: Option<Uuid>,
    /// The delegation under which the person acts for somebody else.
    pub delegation: Option<Uuid>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    Person,
    /// Background work: deadlines, closings, retries.
    System,
    /// An administrator at the machine's console.
    Console,
}

impl Actor {
    #[must_use]
    pub fn system() -> Actor {
        Actor { kind: ActorKind::System, person: None, post: None, delegation: None }
    }

    #[must_use]
    pub fn console() -> Actor {
        Actor { kind: ActorKind::Console, ..Actor::system() }
    }

    #[must_use]
    pub fn person(person: Uuid, post: Option<Uuid>) -> Actor {
        Actor { kind: ActorKind::Person, person: Some(person), post, delegation: None }
    }
}

/// Anything that can be pointed at: a kind and an id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    pub kind: &'static str,
    pub id: Uuid,
}

impl Subject {
    #[must_use]
    pub fn new<T>(kind: &'static str, id: Id<T>) -> Subject {
        Subject { kind, id: id.uuid() }
    }
}

/// What a journal entry says beside who, when and on what. Words here are codes and states;
/// what a person wrote or is called goes in sealed.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    Id(Uuid),
    Number(i64),
    Word(String),
    Date(Date),
    Flag(bool),
    List(Vec<Fact>),
    /// A salted commitment: provable while the salt lives, meaningless after.
    Sealed(Hash),
}

impl Fact {
    fn json(&self) -> Json {
        match self {
            Fact::Id(id) => json!(id.to_string()),
            Fact::Number(n) => json!(n),
            Fact::Word(word) => json!(word),
            Fact::Date(date) => json!(date.to_string()),
            Fact::Flag(flag) => json!(flag),
            Fact::List(facts) => Json::Array(facts.iter().map(Fact::json).collect()),
            Fact::Sealed(hash) => json!({ "sealed": hex::encode(hash) }),
        }
    }
}

impl<T> From<Id<T>> for Fact {
    fn from(id: Id<T>) -> Fact {
        Fact::Id(id.uuid())
    }
}
impl From<Uuid> for Fact {
    fn from(id: Uuid) -> Fact {
        Fact::Id(id)
    }
}
impl From<i64> for Fact {
    fn from(n: i64) -> Fact {
        Fact::Number(n)
    }
}
impl From<&str> for Fact {
    fn from(word: &str) -> Fact {
        Fact::Word(word.to_owned())
    }
}
impl From<String> for Fact {
    fn from(word: String) -> Fact {
        Fact::Word(word)
    }
}
impl From<Date> for Fact {
    fn from(date: Date) -> Fact {
        Fact::Date(date)
    }
}
impl From<bool> for Fact {
    fn from(flag: bool) -> Fact {
        Fact::Flag(flag)
    }
}

struct Entry {
    act: &'static str,
    subjects: Vec<Subject>,
    facts: BTreeMap<&'static str, Fact>,
}

/// The transaction, the actor, the time, the randomness and the journal entry being written.
pub struct Act<'t> {
    tx: Tx<'t>,
    inner: &'t Inner,
    actor: &'t Actor,
    id: Uuid,
    now: Instant,
    entry: Option<Entry>,
}

impl<'t> Act<'t> {
    pub(crate) fn new(tx: Tx<'t>, inner: &'t Inner, actor: &'t Actor, id: Uuid, now: Instant) -> Act<'t> {
        Act { tx, inner, actor, id, now, entry: None }
    }

    pub fn tx(&mut self) -> &mut Tx<'t> {
        &mut self.tx
    }

    #[must_use]
    pub fn actor(&self) -> &Actor {
        self.actor
    }

    #[must_use]
    pub fn now(&self) -> Instant {
        self.now
    }

    /// The civil date in the office.
    #[must_use]
    pub fn today(&self) -> Date {
        self.now.date()
    }

    #[must_use]
    pub fn new_id<T>(&self) -> Id<T> {
        Id::from_uuid(self.inner.clock.new_id())
    }

    /// Randomness fit for keys and one-time codes.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0u8; N];
        self.inner.clock.random(&mut bytes);
        bytes
    }

    /// Names the act in the journal and what it touches first. Every act calls it. An act that is made of
    /// smaller ones bears the name of the first; the others' subjects and facts join its entry.
    pub fn record(&mut self, act: &'static str, subject: Subject) {
        if self.entry.is_some() {
            self.touch(subject);
        } else {
            self.entry = Some(Entry { act, subjects: vec![subject], facts: BTreeMap::new() });
        }
    }

    /// A further subject whose rows this act changes.
    pub fn touch(&mut self, subject: Subject) {
        if let Some(entry) = &mut self.entry
            && !entry.subjects.contains(&subject)
        {
            entry.subjects.push(subject);
        }
    }

    /// What the entry says: codes, numbers, ids, dates. Never a name or what somebody wrote.
    pub fn fact(&mut self, name: &'static str, fact: impl Into<Fact>) {
        if let Some(entry) = &mut self.entry {
            entry.facts.insert(name, fact.into());
        }
    }

    /// Commits to a personal or secret value without telling it: only its salted hash enters the log.
    pub fn sealed_fact(&mut self, name: &'static str, value: &str) -> Result<(), Refusal> {
        let salt: [u8; 16] = self.random();
        let hash = transparency::commit(&salt, value.as_bytes());
        let sql = "INSERT INTO journal_salts (owner, name, salt) VALUES (?1, ?2, ?3)";
        self.tx.exec(sql, vals![self.id, name, salt])?;
        self.fact(name, Fact::Sealed(hash));
        Ok(())
    }

    /// A secret of this installation for one purpose, as [`crate::journal::Journal::secret`] gives it.
    #[must_use]
    pub fn secret(&self, purpose: &str) -> [u8; 32] {
        self.inner.journal.secret(purpose)
    }

    /// A secret as it may be stored; [`crate::Office::unseal`] gives it back. `purpose` says whose it is and what for.
    pub fn seal(&self, purpose: &str, text: &str) -> Result<String, Refusal> {
        Ok(seal::seal(&self.inner.journal, self.random(), purpose, text)?)
    }

    /// The secret again, as [`crate::Office::unseal`] gives it.
    #[must_use]
    pub fn unseal(&self, purpose: &str, sealed: &str) -> Option<String> {
        seal::unseal(&self.inner.journal, purpose, sealed)
    }

    /// Work to be done after this act has been committed, and only then.
    pub fn enqueue(&mut self, kind: &'static str, payload: &impl Serialize) -> Result<(), Refusal> {
        self.enqueue_at(kind, payload, self.now)
    }

    pub fn enqueue_at(
        &mut self,
        kind: &'static str,
        payload: &impl Serialize,
        run_at: Instant,
    ) -> Result<(), Refusal> {
        let id = self.inner.clock.new_id();
        jobs::insert(&mut self.tx, id, kind, payload, run_at, self.now)?;
        Ok(())
    }

    /// Writes the entry. Called by the office when the act's function has returned.
    pub(crate) fn finish(mut self, answer: &str) -> Result<(), Refusal> {
        let Some(entry) = self.entry.take() else {
            if self.tx.writes() == 0 {
                return Ok(());
            }
            return Err(StoreError::Other("an act changed rows without a journal entry".to_owned()).into());
        };
        let mut states = Vec::with_capacity(entry.subjects.len());
        for subject in &entry.subjects {
            let salt = journal::subject_salt(&mut self.tx, subject.id, || {
                let mut salt = [0u8; 16];
                self.inner.clock.random(&mut salt);
                salt
            })?;
            let kind = self.inner.subjects.get(subject.kind).ok_or_else(|| {
                StoreError::Other(format!("no part registers the subject kind {}", subject.kind))
            })?;
            states.push(journal::state_hash(&mut self.tx, kind, subject.id, &salt)?);
        }
        let body = self.body(&entry, &states)?;
        let leaf = transparency::leaf_hash(&body);
        self.tx.exec(
            "INSERT INTO journal_entries (id, act, at, person, body, answer) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            vals![self.id, entry.act, self.now, self.actor.person, body, answer],
        )?;
        for (subject, state) in entry.subjects.iter().zip(&states) {
            self.tx.exec(
                "INSERT INTO journal_subjects (subject, kind, entry, state) VALUES (?1, ?2, ?3, ?4)",
                vals![subject.id, subject.kind, self.id, state],
            )?;
        }
        self.tx.exec(
            "INSERT INTO journal_pending (entry, at, hash) VALUES (?1, ?2, ?3)",
            vals![self.id, self.now, leaf],
        )?;
        Ok(())
    }

    /// The canonical bytes that are hashed into the log.
    fn body(&self, entry: &Entry, states: &[Hash]) -> Result<Vec<u8>, StoreError> {
        let mut actor = Map::new();
        actor.insert("kind".to_owned(), json!(self.actor.kind));
        for (name, id) in
            [("person", self.actor.person), ("post", self.actor.post), ("delegation", self.actor.delegation)]
        {
            if let Some(id) = id {
                actor.insert(name.to_owned(), json!(id.to_string()));
            }
        }
        let subjects: Vec<Json> = entry
            .subjects
            .iter()
            .zip(states)
            .map(|(s, state)| json!({ "kind": s.kind, "id": s.id.to_string(), "state": hex::encode(state) }))
            .collect();
        let facts: Map<String, Json> =
            entry.facts.iter().map(|(name, fact)| ((*name).to_owned(), fact.json())).collect();
        let body = json!({
            "v": 1,
            "id": self.id.to_string(),
            "act": entry.act,
            "at": self.now.0,
            "actor": actor,
            "subjects": subjects,
            "facts": facts,
        });
        let bytes = transparency::canonical(&body).map_err(|e| StoreError::Other(e.to_string()))?;
        if bytes.len() > transparency::MAX_ENTRY {
            // A tile could not hold it. An act over thousands of subjects is split by its caller.
            return Err(StoreError::Other(format!("a journal entry of {} bytes is too large", bytes.len())));
        }
        Ok(bytes)
    }
}
