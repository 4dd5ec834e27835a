//! The organisation as it can be read, by whoever may see its page.

use jiff::civil::Date;
use kernel::{Id, Refusal, Tx};
use serde::{Deserialize, Serialize};

use crate::house::Viewer;
use crate::model::{Person, Post, Unit};
use crate::rest::Api;
use crate::{ORGANISE, names};

#[must_use]
pub fn reads() -> Api {
    Api::new().read("people.me", "/me", me).read("people.units", "/people/units", units).read(
        "people.posts",
        "/people/posts",
        posts,
    )
}

#[derive(Deserialize)]
struct Nothing {}

#[derive(Serialize, Deserialize)]
struct Me {
    person: Id<Person>,
    name: String,
    post: Id<Post>,
    title: String,
    roles: Vec<String>,
}

/// As whom the token acts.
fn me(_: &mut Tx<'_>, viewer: &Viewer, _: Nothing) -> Result<Me, Refusal> {
    Ok(Me {
        person: viewer.person,
        name: viewer.name.clone(),
        post: viewer.post,
        title: viewer.post_title.clone(),
        roles: viewer.roles().iter().map(|role| role.code().to_owned()).collect(),
    })
}

#[derive(Deserialize)]
struct On {
    /// The day asked about; today when left out.
    on: Option<Date>,
}

#[derive(Serialize, Deserialize)]
struct UnitOut {
    id: Id<Unit>,
    parent: Option<Id<Unit>>,
    kind: String,
    name: String,
}

fn units(tx: &mut Tx<'_>, viewer: &Viewer, asked: On) -> Result<Vec<UnitOut>, Refusal> {
    viewer.ask(ORGANISE)?;
    let rows = names::units(tx, asked.on.unwrap_or(viewer.today))?;
    let out = rows.into_iter();
    Ok(out.map(|row| UnitOut { id: row.id, parent: row.parent, kind: row.kind, name: row.name }).collect())
}

#[derive(Serialize, Deserialize)]
struct PostOut {
    id: Id<Post>,
    unit: Id<Unit>,
    unit_name: String,
    title: String,
    roles: Vec<String>,
    person: Option<Id<Person>>,
    person_name: Option<String>,
}

/// Posts with who holds them on the day.
fn posts(tx: &mut Tx<'_>, viewer: &Viewer, asked: On) -> Result<Vec<PostOut>, Refusal> {
    viewer.ask(ORGANISE)?;
    let rows = names::posts(tx, asked.on.unwrap_or(viewer.today))?;
    let out = rows.into_iter().map(|row| PostOut {
        id: row.id,
        unit: row.unit,
        unit_name: row.unit_name,
        title: row.title,
        roles: row.roles.iter().map(|role| role.code().to_owned()).collect(),
        person: row.holder,
        person_name: row.holder_name,
    });
    Ok(out.collect())
}
