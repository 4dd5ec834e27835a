//! Who is reading, with the posts held today and for whom they act; how a request is told from whom it comes.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::ACCEPT;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Actor, Id, Office, Refusal, StoreError, Tx};
use ui::Theme;
use uuid::Uuid;
use words::Lang;

use crate::acts::second;
use crate::house::House;
use crate::model::{Delegation, Permission, Person, Post, Role, Unit};
use crate::{names, sessions, standing, store, t};

/// Who is signed in, with the posts held today.
#[derive(Debug, Clone)]
pub struct Viewer {
    pub person: Id<Person>,
    pub post: Id<Post>,
    pub unit: Id<Unit>,
    pub name: String,
    pub post_title: String,
    pub lang: Lang,
    pub theme: Theme,
    pub path: String,
    /// The day for which the posts were looked up.
    pub today: jiff::civil::Date,
    /// For whom this session acts, while the delegation is in force.
    pub acting: Option<Acting>,
    /// The fields of the form that this request sent.
    pub typed: ui::Typed,
    posts: Vec<Id<Post>>,
    roles: Vec<Role>,
    units: Vec<Id<Unit>>,
}

/// For whom a reader acts, and until when.
#[derive(Debug, Clone)]
pub struct Acting {
    pub delegation: Id<Delegation>,
    pub person: Id<Person>,
    pub name: String,
    pub post: Id<Post>,
    pub post_title: String,
    pub from: jiff::civil::Date,
    pub to: jiff::civil::Date,
    /// The roles lent. Limited to fields they open nothing by themselves.
    pub roles: Vec<Role>,
    /// Limited to these fields; none means all.
    pub fields: Vec<Id<crate::Field>>,
}

impl Viewer {
    /// The person with the posts of this day; `None` for somebody who holds none.
    pub fn load(
        tx: &mut Tx<'_>,
        person: Id<Person>,
        on: jiff::civil::Date,
    ) -> Result<Option<Viewer>, StoreError> {
        Viewer::acting(tx, person, None, on)
    }

    /// The same under a delegation: while it is in force, its roles come on top.
    pub fn acting(
        tx: &mut Tx<'_>,
        person: Id<Person>,
        delegation: Option<Id<Delegation>>,
        on: jiff::civil::Date,
    ) -> Result<Option<Viewer>, StoreError> {
        let Some(found) = standing::find(tx, person, delegation, on)? else { return Ok(None) };
        let Some(first) = found.posts.first() else { return Ok(None) };
        let units = names::below(&store::units(tx, on)?, first.unit);
        let acting = found.delegation.map(|(row, fields)| Acting {
            delegation: row.id,
            person: row.person,
            name: row.person_name,
            post: row.post,
            post_title: row.post_title,
            from: row.from,
            to: row.to,
            roles: row.roles,
            fields,
        });
        Ok(Some(Viewer {
            person,
            post: first.id,
            unit: first.unit,
            name: names::person(tx, person)?,
            post_title: first.title.clone(),
            lang: Lang::Vi,
            theme: Theme::Auto,
            path: "/".to_owned(),
            today: on,
            posts: found.posts.iter().map(|post| post.id).collect(),
            roles: found.roles,
            units,
            acting,
            typed: ui::Typed::default(),
        }))
    }

    /// The answer to a question of this reader's, asked anew once anything was committed or the day has changed.
    /// What a reader sees follows from the rows, the person, for whom they act, and the day; the reader handed to
    /// the question stands in the same picture as the rows, and has no language. `None` when they have no post
    /// any more.
    pub async fn remembered<T, F>(
        &self,
        office: &Office,
        what: &[u8],
        ask: F,
    ) -> Result<Option<Arc<T>>, StoreError>
    where
        T: Send + Sync + 'static,
        F: FnOnce(&mut Tx<'_>, &Viewer) -> Result<T, StoreError> + Send + 'static,
    {
        let (name, again) = self.question(what);
        let found = office.remembered(name, move |tx| again.ask(tx, ask));
        Ok(found.await?.as_ref().clone())
    }

    /// The same inside a reading transaction.
    pub fn remember<T: Send + Sync + 'static>(
        &self,
        tx: &mut Tx<'_>,
        what: &[u8],
        ask: impl FnOnce(&mut Tx<'_>, &Viewer) -> Result<T, StoreError>,
    ) -> Result<Option<Arc<T>>, StoreError> {
        let (name, again) = self.question(what);
        Ok(tx.remember(&name, move |tx| again.ask(tx, ask))?.as_ref().clone())
    }

    fn question(&self, what: &[u8]) -> (Vec<u8>, Again) {
        let acting = self.acting.as_ref().map(|acting| acting.delegation);
        let mut name = names::on_day(what, self.today);
        name.extend_from_slice(self.person.uuid().as_bytes());
        name.extend_from_slice(acting.map_or(Uuid::nil(), Id::uuid).as_bytes());
        (name, Again { person: self.person, acting, today: self.today })
    }

    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor {
            delegation: self.acting.as_ref().map(|acting| acting.delegation.uuid()),
            ..Actor::person(self.person.uuid(), Some(self.post.uuid()))
        }
    }

    /// The posts whose work is this reader's now: the own ones, and the one acted for.
    #[must_use]
    pub fn desks(&self) -> Vec<Id<Post>> {
        let lent = self.acting.as_ref().filter(|acting| acting.fields.is_empty());
        self.posts.iter().copied().chain(lent.map(|acting| acting.post)).collect()
    }

    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        permission.granted_by(&self.roles)
    }

    /// Whether it is theirs to do for some matter at least: a delegation limited to fields counts here, and the
    /// act asks for the field of the matter.
    #[must_use]
    pub fn may_in_part(&self, permission: Permission) -> bool {
        self.may(permission)
            || self.acting.as_ref().is_some_and(|acting| permission.granted_by(&acting.roles))
    }

    /// For pages: refused before anything is read.
    pub fn ask(&self, permission: Permission) -> Result<(), Refusal> {
        if self.may(permission) { Ok(()) } else { Err(Refusal::forbidden()) }
    }

    #[must_use]
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// The own unit and all below it.
    #[must_use]
    pub fn units(&self) -> &[Id<Unit>] {
        &self.units
    }
}

/// Enough to find the reader again: a post may have been left since the request began.
struct Again {
    person: Id<Person>,
    acting: Option<Id<Delegation>>,
    today: jiff::civil::Date,
}

impl Again {
    fn ask<T>(
        self,
        tx: &mut Tx<'_>,
        ask: impl FnOnce(&mut Tx<'_>, &Viewer) -> Result<T, StoreError>,
    ) -> Result<Option<Arc<T>>, StoreError> {
        let reader = Viewer::acting(tx, self.person, self.acting, self.today)?;
        reader.map(|reader| ask(tx, &reader).map(Arc::new)).transpose()
    }
}

impl FromRequestParts<House> for Viewer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Viewer, Response> {
        let path = parts.uri.path_and_query().map_or("/", |p| p.as_str()).to_owned();
        let lang = ui::preferences::lang(&parts.headers);
        let away = || {
            if ui::problem::wants_json(&parts.headers) {
                return (StatusCode::UNAUTHORIZED, t::sign_in_first().say(lang)).into_response();
            }
            elsewhere(&parts.headers, &format!("/sign-in?next={}", escape_query(&path)))
        };
        let Some(secret) = ui::preferences::cookie(&parts.headers, sessions::COOKIE).map(str::to_owned)
        else {
            return Err(away());
        };
        let office = house.office();
        let (token, now) = (sessions::token(&secret), office.now());
        let mut name = names::on_day(b"seat", now.date());
        name.extend_from_slice(&token);
        let found = office.remembered(name, move |tx| Seat::load(tx, &token, now.date())).await;
        let found = match found.as_deref() {
            Ok(Some(seat)) if seat.kept.lives(now) => Ok(Some(seat)),
            Ok(_) => Ok(None),
            Err(fault) => Err(fault),
        };
        if let Ok(Some(seat)) = &found
            && seat.kept.to_be_noted(now)
        {
            let office = office.clone();
            // While nothing can be saved, what is only read goes on.
            if let Ok(Err(fault)) = tokio::task::spawn_blocking(move || sessions::note(&office, token)).await
            {
                tracing::debug!(%fault, "a session could not be noted");
            }
        }
        let typed = parts.extensions.get::<ui::Typed>().cloned().unwrap_or_default();
        let theme = ui::preferences::theme(&parts.headers);
        match found {
            // The password of a slip opens nothing but the page where a new one is chosen.
            Ok(Some(seat)) if seat.must_change && !DUE[..2].contains(&parts.uri.path()) => {
                Err(elsewhere(&parts.headers, "/password"))
            }
            // Of whom a second factor is required, nothing is open but the page where it is set up.
            Ok(Some(seat)) if seat.must_enrol && !DUE.contains(&parts.uri.path()) => {
                Err(elsewhere(&parts.headers, "/second-factor"))
            }
            Ok(Some(seat)) => match seat.viewer.clone() {
                Some(viewer) => Ok(Viewer { lang, theme, path, typed, ..viewer }),
                None => Err(away()),
            },
            Ok(None) => Err(away()),
            Err(fault) => {
                tracing::error!(incident = fault.incident(), %fault, "a session could not be looked up");
                let ctx = house.ctx(&parts.headers, &path);
                let refusal = match fault {
                    StoreError::Damaged(text) => StoreError::Damaged(text.clone()).into(),
                    StoreError::Unreadable(text) => StoreError::Unreadable(text.clone()).into(),
                    _ => Refusal::from(StoreError::Busy),
                };
                Err(crate::house::refused(&ctx, &refusal))
            }
        }
    }
}

/// To the page that is due first. A stream of events cannot follow there: it is told to end.
fn elsewhere(headers: &HeaderMap, page: &str) -> Response {
    let accepts = headers.get(ACCEPT).and_then(|accepts| accepts.to_str().ok()).unwrap_or("");
    if accepts.contains("text/event-stream") {
        return StatusCode::NO_CONTENT.into_response();
    }
    Redirect::to(page).into_response()
}

/// Who sits behind a session's cookie on a day: what every request asks first.
struct Seat {
    kept: sessions::Kept,
    /// `None` for somebody who holds no post.
    viewer: Option<Viewer>,
    must_change: bool,
    must_enrol: bool,
}

impl Seat {
    fn load(tx: &mut Tx<'_>, token: &[u8; 32], on: jiff::civil::Date) -> Result<Option<Seat>, StoreError> {
        let Some(kept) = sessions::kept(tx, token)? else { return Ok(None) };
        let must_change = store::must_change(tx, kept.session.person)?;
        let viewer = Viewer::acting(tx, kept.session.person, kept.session.acting, on)?;
        let person = kept.session.person;
        let must_enrol = second::required(tx, person, on)? && !store::has_second_factor(tx, person)?;
        Ok(Some(Seat { kept, viewer, must_change, must_enrol }))
    }
}

/// What can be reached before a second factor that is required has been set up; of these the first two before the
/// password of a slip has been changed.
const DUE: [&str; 4] = ["/password", "/sign-out", "/second-factor", "/second-factor/secret"];

pub(crate) fn escape_query(path: &str) -> String {
    path.replace('%', "%25").replace('&', "%26").replace('#', "%23").replace('+', "%2B")
}
