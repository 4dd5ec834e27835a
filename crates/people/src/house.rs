//! The house as pages see it: the office, the functions in it, the shell around a page.

use std::sync::Arc;

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use kernel::{Act, ActorKind, Office, Refusal, StoreError, Tx};
use sha2::{Digest as _, Sha256};
use ui::{Ctx, NavItem, Who};
use uuid::Uuid;

pub use crate::function::{
    Alarm, AlarmOf, Beside, BesideOf, Card, Command, Count, Dates, DatesOf, Finds, Function, Happening, Held,
    Holds, Leaving, Line, Moves, Nav, Palette, Place, Tells, TitleOf, Today, When,
};
use crate::model::Permission;
pub use crate::viewer::{Acting, Viewer};
use crate::{notices, store, t};

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
    /// Whom one can be in a demonstration.
    cards: Option<SignInCards>,
    /// What can be found; tests of the functions go without.
    search: Option<Arc<dyn search::Index>>,
}

/// Whom one can sign in as at the door of a demonstration, where everybody has the same password and no secret.
#[derive(Debug, Clone)]
pub struct SignInCards {
    pub password: String,
    /// What stands on the card, and the sign-in name.
    pub cards: Vec<(String, String)>,
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
        let (first_code, press, cards, search) = (None, None, None, None);
        House(Arc::new(Inner {
            office,
            functions,
            demo,
            reader,
            secure,
            name,
            first_code,
            live,
            press,
            cards,
            search,
        }))
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

    /// Cards at the door of a demonstration.
    #[must_use]
    pub fn with_cards(self, cards: SignInCards) -> House {
        match Arc::try_unwrap(self.0) {
            Ok(inner) => House(Arc::new(Inner { cards: Some(cards), ..inner })),
            Err(shared) => House(shared),
        }
    }

    /// The cards, in a demonstration only.
    #[must_use]
    pub fn cards(&self) -> Option<&SignInCards> {
        self.0.cards.as_ref().filter(|_| self.demo())
    }

    #[must_use]
    pub fn press(&self) -> Option<&Arc<dyn print::Press>> {
        self.0.press.as_ref()
    }

    /// What is asked when somebody searches.
    #[must_use]
    pub fn with_search(self, search: Arc<dyn search::Index>) -> House {
        match Arc::try_unwrap(self.0) {
            Ok(inner) => House(Arc::new(Inner { search: Some(search), ..inner })),
            Err(shared) => House(shared),
        }
    }

    #[must_use]
    pub fn search(&self) -> Option<&Arc<dyn search::Index>> {
        self.0.search.as_ref()
    }

    /// What functions show beside a thing on its page, in their order.
    pub fn beside(
        &self,
        tx: &mut Tx<'_>,
        viewer: &Viewer,
        of: (&str, uuid::Uuid),
    ) -> Result<Vec<crate::function::Beside>, StoreError> {
        let mut found = Vec::new();
        for beside in self.0.functions.iter().filter_map(|function| function.tells.beside) {
            found.extend(beside(tx, viewer, of)?);
        }
        Ok(found)
    }

    /// What the functions give to search.
    #[must_use]
    pub fn finds(&self) -> Vec<Finds> {
        self.0.functions.iter().filter_map(|function| function.finds).collect()
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
        ctx.notices.extend(self.only_read());
        ctx
    }

    /// Said on every page while nothing can be saved.
    fn only_read(&self) -> Option<ui::Notice> {
        let (trouble, since) = self.office().health().trouble()?;
        let since = since.local().strftime("%H:%M").to_string();
        Some(ui::Notice::fault(match trouble {
            kernel::Trouble::Full => t::only_read_full(since),
            kernel::Trouble::Unwritable => t::only_read_faulty(since),
        }))
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
            also: &[],
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
        ctx.typed = viewer.typed.clone();
        ctx.notices.extend(self.only_read());
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
                    also: way.also,
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
