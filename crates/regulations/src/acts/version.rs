//! A regulation begins from the model or empty; a version is copied from the one before; it counts from a day.

use jiff::civil::Date;
use kernel::{Act, Id, Refusal, Setting, Subject};
use people::may;
use rules::regulation::{Provision, Spell, VersionFault, follows};
use serde::{Deserialize, Serialize};

use super::{LINE_MAX, cut, draft, of_version};
use crate::model::{Regulation, State, Version};
use crate::store::{self, ArticleRow, VersionRow};
use crate::{DECIDE, day, t};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Begin {
    pub name: String,
    /// Copies the model that ships; else it has no article yet.
    pub from_model: bool,
}

/// A regulation with its first version, a draft.
pub fn begin(act: &mut Act<'_>, input: Begin) -> Result<Id<Version>, Refusal> {
    may(act, DECIDE)?;
    let name = cut(&input.name, "name", (LINE_MAX, Some(t::name_missing())))?;
    let (regulation, id): (Id<Regulation>, Id<Version>) = (act.new_id(), act.new_id());
    act.record("regulations.begin", of_version(id));
    act.touch(Subject::new("regulation", regulation));
    let maker = (act.actor().person, act.now());
    store::insert_regulation(act.tx(), regulation, &name, maker)?;
    let row = VersionRow {
        id,
        regulation,
        name,
        nth: 1,
        code: String::new(),
        signed_on: None,
        state: State::Draft,
        from: None,
        to: None,
    };
    store::insert_version(act.tx(), &row, maker)?;
    if input.from_model {
        let rules = rulebook::rules(act.tx())?;
        for (place, model) in (1..).zip(&rules.pack.model) {
            let article = ArticleRow {
                id: act.new_id(),
                version: id,
                place,
                number: model.value.number.clone(),
                title: model.value.title.say(words::Lang::Vi).to_owned(),
                text: model.value.text.clone(),
                provisions: model.value.provisions.clone(),
                source: model.source.quote(),
                confirmed: None,
            };
            store::insert_article(act.tx(), &article)?;
        }
    }
    Ok(id)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewVersion {
    /// The version that it is copied from.
    pub version: Id<Version>,
}

/// A draft with the same articles. Nothing of it is confirmed: the signed paper is another.
pub fn new_version(act: &mut Act<'_>, input: NewVersion) -> Result<Id<Version>, Refusal> {
    may(act, DECIDE)?;
    let old = store::version(act.tx(), input.version)?.ok_or_else(Refusal::not_found)?;
    store::lock_regulation(act.tx(), old.regulation)?.ok_or_else(Refusal::not_found)?;
    let all = store::versions_of(act.tx(), old.regulation)?;
    if all.iter().any(|row| row.state == State::Draft) {
        return Err(Refusal::conflict(t::draft_there()));
    }
    let id: Id<Version> = act.new_id();
    act.record("regulations.new_version", of_version(id));
    act.touch(Subject::new("regulation", old.regulation));
    let nth = all.first().map_or(1, |row| row.nth + 1);
    let row = VersionRow {
        id,
        nth,
        code: String::new(),
        signed_on: None,
        state: State::Draft,
        from: None,
        to: None,
        ..old
    };
    let maker = (act.actor().person, act.now());
    store::insert_version(act.tx(), &row, maker)?;
    for article in store::articles(act.tx(), input.version)? {
        let copy = ArticleRow { id: act.new_id(), version: id, confirmed: None, ..article };
        store::insert_article(act.tx(), &copy)?;
    }
    Ok(id)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Publish {
    pub version: Id<Version>,
    /// Number and symbol of the signed paper.
    pub code: String,
    pub signed_on: Option<Date>,
    pub from: Date,
    pub to: Option<Date>,
    /// The version that counts now ends the day before.
    pub ends_previous: bool,
}

/// From this day on the version counts. It neither overlaps another of its regulation nor leaves a gap behind one.
pub fn publish(act: &mut Act<'_>, input: Publish) -> Result<(), Refusal> {
    may(act, DECIDE)?;
    let row = draft(act, input.version)?;
    store::lock_regulation(act.tx(), row.regulation)?;
    let code = cut(&input.code, "code", (LINE_MAX, Some(t::code_missing())))?;
    let articles = store::articles(act.tx(), row.id)?;
    if articles.is_empty() {
        return Err(Refusal::conflict(t::no_article()));
    }
    let mut others = store::versions_of(act.tx(), row.regulation)?;
    others.retain(|other| other.id != row.id);
    let open = others.iter().find(|other| {
        other
            .spell()
            .is_some_and(|spell| spell.from < input.from && spell.to.is_none_or(|to| to >= input.from))
    });
    let open = open.map(|other| other.id).filter(|_| input.ends_previous);
    let spells: Vec<Spell> = others
        .iter()
        .filter_map(|other| {
            let spell = other.spell()?;
            let ends = Some(other.id) == open;
            Some(if ends { Spell { to: input.from.yesterday().ok(), ..spell } } else { spell })
        })
        .collect();
    let spell = Spell { from: input.from, to: input.to };
    if let Err(fault) = follows(&spells, spell) {
        let effect = articles.iter().find(|article| article.provisions.contains(&Provision::Effect));
        return Err(refused(fault, effect.map(|article| day::quote(&row, article))));
    }
    act.record("regulations.publish", of_version(row.id));
    act.fact("from", input.from);
    let maker = (act.actor().person, act.now());
    store::set_version(act.tx(), row.id, (&code, input.signed_on))?;
    store::publish_version(act.tx(), row.id, spell, maker)?;
    if let Some(open) = open {
        act.touch(of_version(open));
        store::end_version(act.tx(), open, input.from.yesterday().unwrap_or(input.from))?;
    }
    // Delegations and absences that go round in a circle are refused with this article.
    let row = VersionRow { code, ..row };
    let stands_in = |one: &Provision| matches!(one, Provision::Substitution(_));
    if let Some(article) = articles.iter().find(|article| article.provisions.iter().any(stands_in)) {
        Setting::set(act, people::SUBSTITUTION_ARTICLE, &day::quote(&row, article))?;
    }
    Ok(())
}

/// What is wrong, by which article, and what to do.
fn refused(fault: VersionFault, article: Option<String>) -> Refusal {
    let say = vietnamese::format_date;
    let refusal = match fault {
        VersionFault::Overlap { from, to: None } => {
            Refusal::conflict(t::overlaps_open(say(from))).field("from")
        }
        VersionFault::Overlap { from, to: Some(to) } => {
            Refusal::conflict(t::overlaps(say(from), say(to))).field("from")
        }
        VersionFault::Gap { from, to } => Refusal::conflict(t::leaves_gap(say(from), say(to))).field("from"),
        VersionFault::Backwards => Refusal::invalid(t::ends_before_it_begins()).field("to"),
    };
    match article {
        Some(article) => refusal.source(article),
        None => refusal,
    }
}
