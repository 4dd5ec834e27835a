//! What is measured with: papers as the fictional province writes them, with their whole text, and people at their posts.

use anyhow::Context as _;
use incoming::{Receipt, Receive, Register};
use kernel::{Actor, BlobHash, Id, Office};
use people::Role;
use people::organise::{self, Appointment, NewPost};
use province::{Head, Issuer, Layouts};
use reading::{Facts, Format, Reading};
use rules::RulePack;

use super::acts::all;
use crate::demo::{Cast, SEED};
use crate::{console, demo};

/// Planned papers, each written when it is asked for.
pub struct Papers {
    issuers: Vec<Issuer>,
    rules: RulePack,
    heads: Vec<Head>,
}

/// A paper's text as the door reads it, and what the clerk puts into the book.
pub struct Written {
    pub reading: String,
    pub letters: usize,
    register: Register,
}

impl Written {
    pub fn register(self, receipt: Id<Receipt>) -> Register {
        Register { receipt, ..self.register }
    }
}

impl Papers {
    pub fn plan(office: &Office, count: u64) -> anyhow::Result<Papers> {
        let rules = office.read_blocking(rulebook::rules)?;
        let issuers = province::issuers();
        let days = demo::working_days(&rules.calendar, office.now().date());
        let heads = province::plan(SEED, count, &days, &issuers);
        Ok(Papers { issuers, rules: rules.pack.clone(), heads })
    }

    pub fn layouts(&self) -> Layouts<'_> {
        Layouts::new(&self.rules)
    }

    pub fn write(&self, n: u64, layouts: &Layouts<'_>) -> anyhow::Result<Written> {
        let head = self.heads.get(usize::try_from(n)?).context("so many papers were planned")?;
        let paper = province::write(SEED, head, &self.issuers, layouts);
        let paper = paper.context("the rules know how a letter of that day looks")?;
        let text = province::as_text(&paper.letter);
        let letters = text.chars().count();
        let facts = Facts {
            issuer: Some(paper.issuer.clone()),
            code: Some(paper.code.clone()),
            kind: Some(paper.kind.to_owned()),
            date: Some(paper.issued.to_string()),
            subject: Some(paper.subject.clone()),
            ..Facts::default()
        };
        let reading = Reading { pages: 1, text, facts, ..Reading::empty(&[], Format::Txt) };
        let register = Register {
            receipt: Id::from_uuid(uuid::Uuid::nil()),
            code: paper.code,
            kind: paper.kind.to_owned(),
            issuer: paper.issuer,
            issued_on: Some(paper.issued),
            subject: paper.subject,
            urgency: paper.urgency.to_owned(),
            asked_by: paper.asked_by,
            given: None,
            book: None,
            arrived_on: None,
            send: None,
            relates: Vec::new(),
            writings: Vec::new(),
        };
        Ok(Written { reading: serde_json::to_string(&reading)?, letters, register })
    }
}

/// One original stands for all: what is stored of a file is measured by intake.
pub fn receive(blob: BlobHash, reading: String) -> Receive {
    Receive { source: "bench".to_owned(), ..Receive::uploaded(blob, "van-ban.txt".to_owned(), reading) }
}

/// So many more people, each at a post of one of the units.
pub fn people(office: &Office, cast: &Cast, count: u64) -> anyhow::Result<()> {
    let mut units: Vec<_> = cast.people.values().map(|who| who.unit).collect();
    units.sort_unstable_by_key(|unit| unit.uuid());
    units.dedup();
    let from = office.now().date();
    let names: Vec<String> = province::people().into_iter().map(|person| person.name).collect();
    let act = |fault| console::refusal(&fault);
    all(count, |n| {
        let unit = units[usize::try_from(n)? % units.len()];
        let roles = vec![Role::Specialist];
        let post = NewPost { unit, title: "Chuyên viên".to_owned(), roles, place: 9, from };
        let id = office.new_id();
        let post = office.act_blocking(Actor::console(), id, post, organise::create_post).map_err(act)?;
        let (id, name) = (office.new_id(), names[usize::try_from(n)? % names.len()].clone());
        let person = office.act_blocking(Actor::console(), id, name, organise::create_person).map_err(act)?;
        let seat = Appointment { post, person, from };
        office.act_blocking(Actor::console(), office.new_id(), seat, organise::appoint).map_err(act)?;
        Ok(())
    })
}
