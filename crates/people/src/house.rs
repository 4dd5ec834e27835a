//! The house as pages see it: the office, the functions in it, who is reading, the shell around a page.

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Act, Actor, ActorKind, Id, Office, Refusal, StoreError, Tx};
use sha2::{Digest as _, Sha256};
use ui::{Ctx, NavItem, Theme, Who};
use uuid::Uuid;
use words::{Lang, Msg};

use crate::model::{Delegation, Permission, Person, Post, Role, Unit};
use crate::notices::{self, Title};
use crate::{names, sessions, standing, store, t};

/// A way in the rail.
#[derive(Clone, Copy)]
pub struct Nav {
    /// Pressed after `g`.
    pub key: &'static str,
    pub href: &'static str,
    pub icon: &'static str,
    pub title: fn() -> Msg,
    /// What waits there, and how many of it are late.
    pub count: Option<Count>,
    pub needs: Permission,
}

pub type Count = fn(&mut Tx<'_>, &Viewer) -> Result<(u64, u64), StoreError>;

/// What a function puts on Today: a tile with a count, and the rows behind it.
pub struct Card {
    pub title: Msg,
    pub href: String,
    pub count: u64,
    pub late: u64,
    pub rows: Vec<ui::WorkRow>,
}

pub type Today = fn(&mut Tx<'_>, &Viewer) -> Result<Vec<Card>, StoreError>;

/// Something that lies on a post now, for whoever hands the post over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub title: String,
    pub href: String,
}

pub type Holds = fn(&mut Tx<'_>, Id<Post>) -> Result<Vec<Held>, StoreError>;

/// What presses so much that every page of the reader says so, and Today first of all.
pub struct Alarm {
    pub banner: ui::Notice,
    pub card: Card,
}

/// How a function speaks of its things where it is not asked itself: in notices, in banners.
#[derive(Clone, Copy)]
pub struct Tells {
    /// What a thing of this kind is called and where it stands, if this reader may see it.
    pub title: Option<TitleOf>,
    /// Why somebody got a notice, by its code and number.
    pub why: Option<fn(&str, i64) -> Option<Msg>>,
    /// What calls the reader now.
    pub alarm: Option<AlarmOf>,
}

pub type AlarmOf = fn(&mut Tx<'_>, &Viewer) -> Result<Option<Alarm>, StoreError>;
pub type TitleOf = fn(&mut Tx<'_>, &Viewer, (&str, Uuid)) -> Result<Option<Title>, StoreError>;

impl Tells {
    pub const NONE: Tells = Tells { title: None, why: None, alarm: None };
}

/// A function of the office, as the program lists it. Taking its line out leaves a working program.
#[derive(Clone, Copy)]
pub struct Function {
    pub name: &'static str,
    pub part: fn() -> kernel::Part,
    /// The parts this function stands on, lowest first: their tables are made before its own.
    pub below: fn() -> Vec<kernel::Part>,
    pub permissions: &'static [Permission],
    pub routes: fn() -> Router<House>,
    pub nav: &'static [Nav],
    pub today: Option<Today>,
    /// What of this function's work lies on a post, most pressing first.
    pub holds: Option<Holds>,
    pub jobs: fn() -> Vec<(&'static str, kernel::jobs::Handler)>,
    /// Work that comes round by the clock; one node at a time does it.
    pub periodic: fn() -> Vec<kernel::Periodic>,
    pub tells: Tells,
    /// Its acts as JSON.
    pub api: Option<fn() -> crate::Api>,
}

/// What all pages share.
#[derive(Clone)]
pub struct House(Arc<Inner>);

struct Inner {
    office: Office,
    functions: Vec<Function>,
    demo: bool,
    /// The program that reads papers in a child process.
    reader: std::path::PathBuf,
    /// Cookies are sent over HTTPS only.
    secure: bool,
    name: String,
    /// Printed on the console of an installation without accounts.
    first_code: Option<String>,
    /// Seals the topics of live pages.
    live: [u8; 32],
    /// Sets official pages; tests of the functions go without.
    press: Option<Arc<dyn print::Press>>,
}

impl House {
    #[must_use]
    pub fn new(
        office: Office,
        functions: Vec<Function>,
        reader: std::path::PathBuf,
        (demo, secure): (bool, bool),
    ) -> House {
        let today = office.now().date();
        let name = office
            .read_blocking(|tx| store::units(tx, today))
            .ok()
            .and_then(|units| units.into_iter().find(|u| u.kind == "office"))
            .map_or_else(String::new, |unit| unit.name);
        let live = office.journal().secret("live");
        let (first_code, press) = (None, None);
        House(Arc::new(Inner { office, functions, demo, reader, secure, name, first_code, live, press }))
    }

    #[must_use]
    pub fn office(&self) -> &Office {
        &self.0.office
    }

    #[must_use]
    pub fn functions(&self) -> &[Function] {
        &self.0.functions
    }

    #[must_use]
    pub fn demo(&self) -> bool {
        self.0.demo
    }

    #[must_use]
    pub fn reader(&self) -> &std::path::Path {
        &self.0.reader
    }

    #[must_use]
    pub fn secure(&self) -> bool {
        self.0.secure
    }

    /// Opens the page where the first administrator is set up, to whoever has this code.
    #[must_use]
    pub fn with_first_code(self, code: String) -> House {
        match Arc::try_unwrap(self.0) {
            Ok(inner) => House(Arc::new(Inner { first_code: Some(code), ..inner })),
            Err(shared) => House(shared),
        }
    }

    /// What sets official pages.
    #[must_use]
    pub fn with_press(self, press: Arc<dyn print::Press>) -> House {
        match Arc::try_unwrap(self.0) {
            Ok(inner) => House(Arc::new(Inner { press: Some(press), ..inner })),
            Err(shared) => House(shared),
        }
    }

    #[must_use]
    pub fn press(&self) -> Option<&Arc<dyn print::Press>> {
        self.0.press.as_ref()
    }

    /// The office's name, as it stands above pages.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    #[must_use]
    pub fn first_code(&self) -> Option<&str> {
        self.0.first_code.as_deref()
    }

    /// A topic's name as browsers see it: who was not given it cannot tell what it stands for.
    #[must_use]
    pub fn seal_topic(&self, topic: &str) -> String {
        let mut hash = Sha256::new_with_prefix(self.0.live);
        hash.update(topic.as_bytes());
        hex::encode(&hash.finalize()[..8])
    }

    /// The context of a page before signing in.
    #[must_use]
    pub fn ctx(&self, headers: &HeaderMap, path: &str) -> Ctx {
        let clock = self.office().clock();
        let mut ctx = Ctx::new(ui::preferences::lang(headers), move || clock.new_id().to_string());
        ctx.theme = ui::preferences::theme(headers);
        ctx.demo = self.demo();
        ctx.path = path.to_owned();
        ctx.house = ui::Text::from(self.0.name.clone());
        ctx
    }

    /// The context of a page for who is signed in: rail with counts, name, the journal's health.
    pub async fn page(&self, viewer: &Viewer) -> Ctx {
        let house = self.clone();
        let filled =
            viewer.remembered(self.office(), b"rail", move |tx, viewer| Rail::load(tx, &house, viewer)).await;
        let clock = self.office().clock();
        let mut ctx = Ctx::new(viewer.lang, move || clock.new_id().to_string());
        ctx.theme = viewer.theme;
        ctx.demo = self.demo();
        ctx.path.clone_from(&viewer.path);
        ctx.house = ui::Text::from(self.0.name.clone());
        let house = self.clone();
        ctx.topics_as(move |topic| house.seal_topic(topic));
        ctx.who = Some(Who { name: viewer.name.clone(), post: viewer.post_title.clone() });
        ctx.nav = vec![NavItem {
            key: "t",
            href: "/".to_owned(),
            icon: "home",
            title: t::today(),
            count: 0,
            late: 0,
        }];
        ctx.acting = viewer.acting.as_ref().map(|acting| {
            let day = vietnamese::format_date;
            t::acting_banner(day(acting.from), acting.post_title.clone(), day(acting.to))
        });
        if let Ok(Some(rail)) = filled {
            ctx.notices.clone_from(&rail.banners);
            ctx.always = vec![format!("alarm:{}", viewer.person)];
            ctx.bell = rail.bell;
            let now = viewer.acting.as_ref().map(|acting| acting.delegation);
            ctx.stand_ins = rail
                .delegations
                .iter()
                .filter(|row| Some(row.id) != now)
                .map(|row| ui::StandIn {
                    value: row.id.to_string(),
                    label: t::act_for(row.post_title.clone()),
                    hint: t::until(vietnamese::format_date(row.to)),
                })
                .collect();
            ctx.nav.extend_from_slice(&rail.nav);
            ctx.journal.clone_from(&rail.journal);
        }
        ctx
    }
}

/// What the shell shows of the house to one reader.
struct Rail {
    nav: Vec<NavItem>,
    /// In force today, to this reader.
    delegations: Vec<store::DelegationRow>,
    journal: Option<ui::Journal>,
    banners: Vec<ui::Notice>,
    bell: u64,
}

impl Rail {
    fn load(tx: &mut Tx<'_>, house: &House, reader: &Viewer) -> Result<Rail, StoreError> {
        let mut nav = Vec::new();
        for function in house.functions() {
            for way in function.nav.iter().filter(|way| reader.may(way.needs)) {
                let (count, late) = way.count.map_or(Ok((0, 0)), |count| count(tx, reader))?;
                nav.push(NavItem {
                    key: way.key,
                    href: way.href.to_owned(),
                    icon: way.icon,
                    title: (way.title)(),
                    count,
                    late,
                });
            }
        }
        let mut delegations = store::delegations_to(tx, reader.person, reader.today)?;
        delegations.retain(|row| row.runs(reader.today));
        let sound = kernel::checks::alarm(tx)?.is_none_or(|faults| faults == 0);
        let journal = kernel::journal::head(tx)?.map(|(_, at)| ui::Journal {
            sound,
            at: at.local().strftime("%H:%M").to_string(),
            href: "/journal".to_owned(),
        });
        let mut banners = Vec::new();
        for alarm in house.functions().iter().filter_map(|function| function.tells.alarm) {
            banners.extend(alarm(tx, reader)?.map(|ringing| ringing.banner));
        }
        let bell = notices::unread(tx, reader.person)?;
        Ok(Rail { nav, delegations, journal, banners, bell })
    }
}

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
            Redirect::to(&format!("/sign-in?next={}", escape_query(&path))).into_response()
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
            Err(_) => Err(()),
        };
        if let Ok(Some(seat)) = found
            && seat.kept.to_be_noted(now)
        {
            let office = office.clone();
            let noted = tokio::task::spawn_blocking(move || sessions::note(&office, token)).await;
            if !matches!(noted, Ok(Ok(()))) {
                return Err(StatusCode::SERVICE_UNAVAILABLE.into_response());
            }
        }
        let theme = ui::preferences::theme(&parts.headers);
        match found {
            // The password of a slip opens nothing but the page where a new one is chosen.
            Ok(Some(seat)) if seat.must_change && !DUE.contains(&parts.uri.path()) => {
                Err(Redirect::to("/password").into_response())
            }
            Ok(Some(seat)) => match seat.viewer.clone() {
                Some(viewer) => Ok(Viewer { lang, theme, path, ..viewer }),
                None => Err(away()),
            },
            Ok(None) => Err(away()),
            Err(()) => Err(StatusCode::SERVICE_UNAVAILABLE.into_response()),
        }
    }
}

/// Who sits behind a session's cookie on a day: what every request asks first.
struct Seat {
    kept: sessions::Kept,
    /// `None` for somebody who holds no post.
    viewer: Option<Viewer>,
    must_change: bool,
}

impl Seat {
    fn load(tx: &mut Tx<'_>, token: &[u8; 32], on: jiff::civil::Date) -> Result<Option<Seat>, StoreError> {
        let Some(kept) = sessions::kept(tx, token)? else { return Ok(None) };
        let must_change = store::must_change(tx, kept.session.person)?;
        let viewer = Viewer::acting(tx, kept.session.person, kept.session.acting, on)?;
        Ok(Some(Seat { kept, viewer, must_change }))
    }
}

/// What can be reached before the password of a slip has been changed.
const DUE: [&str; 2] = ["/password", "/sign-out"];

fn escape_query(path: &str) -> String {
    path.replace('%', "%25").replace('&', "%26").replace('#', "%23").replace('+', "%2B")
}

/// Inside an act: whether the actor's posts of today give this permission.
pub fn may(act: &mut Act<'_>, permission: Permission) -> Result<(), Refusal> {
    if act.actor().kind != ActorKind::Person {
        return Ok(());
    }
    if crate::standing(act)?.may(permission) { Ok(()) } else { Err(Refusal::forbidden()) }
}

/// The act id that a form carries; a form without one cannot be told from a second sending.
pub fn act_id(text: &str) -> Result<Uuid, Refusal> {
    Uuid::parse_str(text).map_err(|_| Refusal::invalid(t::form_without_id()))
}

/// A refusal as the form shows it: each fault beside its field.
#[must_use]
pub fn faults(refusal: &Refusal) -> Vec<ui::Fault> {
    refusal
        .iter()
        .map(|r| {
            let mut fault = ui::Fault::new(r.msg.clone());
            if let Some(field) = r.field {
                fault = fault.field(field);
            }
            match &r.source {
                Some(source) => fault.source(source.as_ref()),
                None => fault,
            }
        })
        .collect()
}

/// A refusal that belongs to no form: a page that helps.
#[must_use]
pub fn refused(ctx: &Ctx, refusal: &Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let incident = refusal.cause.as_ref().map(|cause| cause.incident());
    ui::error_page(ctx, status, faults(refusal).first(), incident.as_deref())
}
