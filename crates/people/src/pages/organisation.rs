//! The organisation as a tree with its posts, and the three forms that make it grow.

use axum::Form as Posted;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use kernel::{Id, Refusal, Subject};
use serde::Deserialize;
use ui::form::Choice;
use ui::{Button, Card, Cell, Column, Ctx, Empty, Field, Filled, Form, Html, Page, Table, Text};

use super::pairs::status;
use crate::acts::account::{self, NewAccount};
use crate::acts::organise::{self, Appointment, NewPost, NewUnit};
use crate::house::{House, Viewer, act_id, faults, refused};
use crate::model::{Role, UnitKind};
use crate::names::{PostRow, UnitRow};
use crate::{ORGANISE, names, t};

#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    on: String,
}

pub async fn tree(State(house): State<House>, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    let on = vietnamese::parse_date(&asked.on);
    show(&house, &viewer, &Filled::default(), Shown { slip: None, on }).await
}

#[derive(Default)]
struct Shown {
    /// Sign-in name and one-time password, shown this once.
    slip: Option<(String, String)>,
    /// The organisation of another day: nothing can be changed there.
    on: Option<Date>,
}

async fn show(house: &House, viewer: &Viewer, filled: &Filled, shown: Shown) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(ORGANISE) {
        return refused(&ctx, &refusal);
    }
    let today = house.office().now().date();
    let on = shown.on.unwrap_or(today);
    let (mut units, posts) = match house.office().read(move |tx| names::as_of(tx, on)).await {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    // As an office lists itself: committee, boards, office, advisory boards …; by name within a kind.
    units.sort_by_key(|unit| UnitKind::ALL.iter().position(|kind| kind.code() == unit.kind));
    let mut body = Vec::new();
    if let Some((name, password)) = shown.slip {
        let text = Html::text(&t::slip(name, password).say(ctx.lang));
        body.push(Card::new(t::slip_title(), text).padded().render(ctx.lang));
    }
    let day = Form::get(&ctx, "/people")
        .put(Field::date("on", t::on_day()).value(on.to_string()))
        .button(&Button::submit(t::see()))
        .render();
    body.push(day);
    let top = units.iter().filter(|unit| !units.iter().any(|above| Some(above.id) == unit.parent));
    let tree: String = top.map(|unit| branch(&ctx, (&units, &posts), unit, 0)).collect();
    if units.is_empty() {
        body.push(Empty::new("users", t::no_units()).next(t::no_units_next()).render(ctx.lang));
    } else {
        body.push(Html::trusted(format!("<div class=\"tree\">{tree}</div>")));
    }
    if on == today {
        body.push(forms(&ctx, &units, &posts, filled));
    }
    let lead = if on == today {
        t::organisation_lead(posts.len(), units.len())
    } else {
        t::as_of_lead(vietnamese::format_date(on), posts.len(), units.len())
    };
    let way = |label: words::Msg, href: &str, icon| Button::link(label, href).icon(icon).render(ctx.lang);
    Page::new(&ctx, t::organisation())
        .lead(lead)
        .actions([
            way(t::fields(), "/people/fields", "list-check"),
            way(t::import(), "/people/import", "file-upload"),
            way(t::accounts(), "/people/accounts", "user-plus"),
        ])
        .status(status(filled))
        .body(Html::stack(body))
        .into_response()
}

/// A unit with its posts, and the units below it inside; each can be folded away.
fn branch(ctx: &Ctx, (units, posts): (&[UnitRow], &[PostRow]), unit: &UnitRow, depth: usize) -> String {
    let mine: Vec<&PostRow> = posts.iter().filter(|post| post.unit == unit.id).collect();
    let columns = [t::post(), t::holder(), t::roles(), t::sign_in_name()].map(Column::new);
    let table = mine.iter().fold(Table::new(Text::from(unit.name.clone()), columns), |table, post| {
        let roles: Vec<String> = post.roles.iter().map(|role| role_name(*role).say(ctx.lang)).collect();
        table.row([
            Cell::text(&post.title).strong().href(format!("/people/posts/{}", post.id)),
            Cell::text(&post.holder_name.clone().unwrap_or_else(|| t::vacant().say(ctx.lang))),
            Cell::text(&roles.join(", ")),
            Cell::text(post.account.as_deref().unwrap_or("—")),
        ])
    });
    let table = if mine.is_empty() { String::new() } else { table.render(ctx.lang).into_string() };
    let kind = UnitKind::from_code(&unit.kind).map_or_else(String::new, |kind| kind_name(kind).say(ctx.lang));
    // Deeper than any committee's tree: a circle in the rows ends here.
    let below: String = if depth > 12 {
        String::new()
    } else {
        let below = units.iter().filter(|row| row.parent == Some(unit.id));
        below.map(|row| branch(ctx, (units, posts), row, depth + 1)).collect()
    };
    let open = Button::link(t::unit(), format!("/people/units/{}", unit.id))
        .plain()
        .icon("pencil")
        .attr("aria-label", format!("{}: {}", t::unit().say(ctx.lang), unit.name))
        .render(ctx.lang);
    format!(
        "<div class=\"node\">{open}<details open><summary><span><b>{}</b> <span class=\"quiet\">{} · {}</span></span></summary>\
         {table}{below}</details></div>",
        Html::text(&unit.name),
        Html::text(&kind),
        Html::text(&t::organisation_posts(mine.len()).say(ctx.lang)),
    )
}

fn forms(ctx: &Ctx, units: &[UnitRow], posts: &[PostRow], filled: &Filled) -> Html {
    let unit_choices = || units.iter().map(|u| Choice::new(u.id.to_string(), u.name.as_str()));
    let top = std::iter::once(Choice::new("", t::no_parent()));
    let unit = Form::post(ctx, "/people/units")
        .filled(filled)
        .put(Field::text("name", t::unit_name()).required())
        .row([
            Field::select("kind", t::unit_kind(), UnitKind::ALL.map(|k| Choice::new(k.code(), kind_name(k)))),
            Field::select("parent", t::parent_unit(), top.chain(unit_choices())),
        ])
        .button(&Button::submit(t::create_unit()).icon("plus"))
        .render();
    let post = Form::post(ctx, "/people/posts")
        .filled(filled)
        .put(Field::text("title", t::post()).required())
        .row([
            Field::select("unit", t::unit(), unit_choices()),
            Field::select("role", t::roles(), Role::ALL.map(|r| Choice::new(r.code(), role_name(r)))),
        ])
        .button(&Button::submit(t::create_post()).icon("plus"))
        .render();
    let vacant = posts.iter().filter(|post| post.holder.is_none());
    let vacant = vacant.map(|p| Choice::new(p.id.to_string(), format!("{} · {}", p.title, p.unit_name)));
    // The answer shows a password and is no redirect, so these two go as whole pages.
    let appoint = Form::post(ctx, "/people/appointments")
        .whole_page()
        .filled(filled)
        .put(Field::select("post", t::post(), vacant))
        .row([
            Field::text("full_name", t::full_name()).required(),
            Field::text("sign_in_name", t::sign_in_name()).required(),
        ])
        .button(&Button::submit(t::appoint()).icon("plus"))
        .render();
    let accounts = posts.iter().filter_map(|post| {
        let name = post.account.as_deref()?;
        Some(Choice::new(name, format!("{} · {name}", post.holder_name.as_deref().unwrap_or_default())))
    });
    let slip = Form::post(ctx, "/people/slips")
        .whole_page()
        .filled(filled)
        .put(Field::select("account", t::sign_in_name(), accounts).hint(t::new_slip_hint()))
        .button(&Button::submit(t::new_slip()).icon("plus"))
        .render();
    let held = posts.iter().filter_map(|post| {
        let label = format!("{} · {} · {}", post.holder_name.as_deref()?, post.title, post.unit_name);
        Some(Choice::new(format!("{} {}", post.id, post.holder?), label))
    });
    let leave = Form::post(ctx, "/people/leavings")
        .filled(filled)
        .row([
            Field::select("held", t::holder(), held),
            Field::date("last_day", t::last_day()).required().hint(t::last_day_hint()),
        ])
        .button(&Button::submit(t::leave_post()).icon("logout"))
        .render();
    // Folded away until needed; a form that was refused stands open.
    let open = if filled.faults.is_empty() { "" } else { " open" };
    let fold = |title: words::Msg, form: Html| {
        let title = Html::text(&title.say(ctx.lang));
        format!("<details class=\"fold\"{open}><summary>{title}</summary>{form}</details>")
    };
    let folds = [
        fold(t::create_unit(), unit),
        fold(t::create_post(), post),
        fold(t::appoint(), appoint),
        fold(t::leave_post(), leave),
        fold(t::new_slip(), slip),
    ];
    Card::new(t::changes(), Html::trusted(folds.concat())).padded().render(ctx.lang)
}

pub(crate) fn kind_name(kind: UnitKind) -> words::Msg {
    match kind {
        UnitKind::Committee => t::kind_committee(),
        UnitKind::StandingBoard => t::kind_standing_board(),
        UnitKind::PermanentBoard => t::kind_permanent_board(),
        UnitKind::Office => t::kind_office(),
        UnitKind::Section => t::kind_section(),
        UnitKind::AdvisoryBoard => t::kind_advisory_board(),
        UnitKind::AttachedCommittee => t::kind_attached_committee(),
        UnitKind::CommuneCommittee => t::kind_commune_committee(),
        UnitKind::Agency => t::kind_agency(),
    }
}

pub(crate) fn role_name(role: Role) -> words::Msg {
    match role {
        Role::Administrator => t::role_administrator(),
        Role::Clerk => t::role_clerk(),
        Role::Specialist => t::role_specialist(),
        Role::HeadOfSection => t::role_head_of_section(),
        Role::Chief => t::role_chief(),
        Role::DeputyChief => t::role_deputy_chief(),
        Role::Leader => t::role_leader(),
        Role::Secretary => t::role_secretary(),
        Role::UnitClerk => t::role_unit_clerk(),
        Role::Agency => t::role_agency(),
    }
}

#[derive(Deserialize)]
pub struct UnitForm {
    act_id: String,
    name: String,
    kind: String,
    #[serde(default)]
    parent: String,
}

pub async fn create_unit(
    State(house): State<House>,
    viewer: Viewer,
    Posted(form): Posted<UnitForm>,
) -> Response {
    let typed = [("name", form.name.clone()), ("kind", form.kind.clone()), ("parent", form.parent.clone())];
    let from = house.office().now().date();
    let outcome = async {
        let id = act_id(&form.act_id)?;
        let kind = UnitKind::from_code(&form.kind)
            .ok_or_else(|| Refusal::invalid(t::choose_from_list()).field("kind"))?;
        let parent = optional_id(&form.parent, "parent")?;
        let input = NewUnit { parent, kind, name: form.name, from };
        house.office().act(viewer.actor(), id, input, organise::create_unit).await.map(drop)
    }
    .await;
    answer(&house, &viewer, typed, outcome).await
}

#[derive(Deserialize)]
pub struct PostForm {
    act_id: String,
    title: String,
    unit: String,
    role: String,
}

pub async fn create_post(
    State(house): State<House>,
    viewer: Viewer,
    Posted(form): Posted<PostForm>,
) -> Response {
    let typed = [("title", form.title.clone()), ("unit", form.unit.clone()), ("role", form.role.clone())];
    let from = house.office().now().date();
    let outcome = async {
        let id = act_id(&form.act_id)?;
        let unit = form.unit.parse().map_err(|_| Refusal::invalid(t::choose_from_list()).field("unit"))?;
        let role = Role::from_code(&form.role)
            .ok_or_else(|| Refusal::invalid(t::choose_from_list()).field("role"))?;
        let input = NewPost { unit, title: form.title, roles: vec![role], place: 100, from };
        house.office().act(viewer.actor(), id, input, organise::create_post).await.map(drop)
    }
    .await;
    answer(&house, &viewer, typed, outcome).await
}

fn optional_id<T>(text: &str, field: &'static str) -> Result<Option<Id<T>>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| Refusal::invalid(t::choose_from_list()).field(field))
}

async fn answer<const N: usize>(
    house: &House,
    viewer: &Viewer,
    typed: [(&'static str, String); N],
    outcome: Result<(), Refusal>,
) -> Response {
    match outcome {
        Ok(()) => Redirect::to("/people").into_response(),
        Err(refusal) if refusal.field.is_some() => {
            let filled = Filled::from_pairs(typed).with(faults(&refusal));
            show(house, viewer, &filled, Shown::default()).await
        }
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}

#[derive(Deserialize)]
pub struct AppointForm {
    act_id: String,
    post: String,
    full_name: String,
    sign_in_name: String,
}

/// A new person in a post, with an account whose one-time password is shown once, to be handed over.
pub async fn appoint(
    State(house): State<House>,
    viewer: Viewer,
    Posted(form): Posted<AppointForm>,
) -> Response {
    let typed = [
        ("post", form.post.clone()),
        ("full_name", form.full_name.clone()),
        ("sign_in_name", form.sign_in_name.clone()),
    ];
    match appoint_new(&house, &viewer, form).await {
        Ok(slip) => show(&house, &viewer, &Filled::default(), Shown { slip: Some(slip), on: None }).await,
        Err(refusal) => answer(&house, &viewer, typed, Err(refusal)).await,
    }
}

async fn appoint_new(house: &House, viewer: &Viewer, form: AppointForm) -> Result<(String, String), Refusal> {
    viewer.ask(ORGANISE)?;
    let id = act_id(&form.act_id)?;
    let post = form.post.parse().map_err(|_| Refusal::invalid(t::choose_from_list()).field("post"))?;
    let clock = house.office().clock();
    let hashed = tokio::task::spawn_blocking(move || {
        let (mut code, mut salt) = ([0u8; 12], [0u8; 16]);
        clock.random(&mut code);
        clock.random(&mut salt);
        let password = account::one_time_password(code);
        account::hash_password(&password, &salt).map(|hash| (password, hash))
    });
    let (password, password_hash) = hashed.await.unwrap_or_else(|_| Err(Refusal::not_found()))?;
    let input = NewHolder {
        full_name: form.full_name,
        appointment: (post, house.office().now().date()),
        sign_in_name: form.sign_in_name,
        password_hash,
        sending: house.office().new_id(),
    };
    let sending = input.sending;
    let (name, kept) = house.office().act(viewer.actor(), id, input, new_holder).await?;
    // Sent twice: what was kept is the first password, which only the first answer showed.
    if kept == sending { Ok((name, password)) } else { Err(Refusal::conflict(t::slip_sent_twice())) }
}

#[derive(Deserialize)]
pub struct LeaveForm {
    act_id: String,
    /// The post and who holds it: if somebody else holds it by now, nothing happens.
    held: String,
    last_day: String,
}

pub async fn leave(State(house): State<House>, viewer: Viewer, Posted(form): Posted<LeaveForm>) -> Response {
    let typed = [("held", form.held.clone()), ("last_day", form.last_day.clone())];
    let outcome = async {
        let id = act_id(&form.act_id)?;
        let input = leaving(&form)?;
        house.office().act(viewer.actor(), id, input, organise::leave).await
    }
    .await;
    answer(&house, &viewer, typed, outcome).await
}

fn leaving(form: &LeaveForm) -> Result<Appointment, Refusal> {
    let unchosen = || Refusal::invalid(t::choose_from_list()).field("held");
    let (post, person) = form.held.split_once(' ').ok_or_else(unchosen)?;
    let last_day = vietnamese::parse_date(&form.last_day)
        .ok_or_else(|| Refusal::invalid(t::date_unreadable()).field("last_day"))?;
    Ok(Appointment {
        post: post.parse().map_err(|_| unchosen())?,
        person: person.parse().map_err(|_| unchosen())?,
        from: last_day,
    })
}

#[derive(Deserialize)]
pub struct SlipForm {
    act_id: String,
    account: String,
}

/// A new slip for who forgot the password.
pub async fn new_slip(
    State(house): State<House>,
    viewer: Viewer,
    Posted(form): Posted<SlipForm>,
) -> Response {
    let typed = [("account", form.account.clone())];
    let outcome = async {
        viewer.ask(ORGANISE)?;
        let id = act_id(&form.act_id)?;
        let (office, actor, name) = (house.office().clone(), viewer.actor(), form.account.clone());
        tokio::task::spawn_blocking(move || account::new_slip(&office, actor, id, &name))
            .await
            .unwrap_or_else(|_| Err(Refusal::not_found()))
    }
    .await;
    match outcome {
        Ok(password) => {
            let shown = Shown { slip: Some((form.account, password)), on: None };
            show(&house, &viewer, &Filled::default(), shown).await
        }
        Err(refusal) => answer(&house, &viewer, typed, Err(refusal)).await,
    }
}

#[derive(Clone)]
struct NewHolder {
    full_name: String,
    appointment: (Id<crate::Post>, jiff::civil::Date),
    sign_in_name: String,
    password_hash: String,
    sending: uuid::Uuid,
}

/// Person, holding and account in one act: half of them would be a stranger without a desk.
fn new_holder(act: &mut kernel::Act<'_>, input: NewHolder) -> Result<(String, uuid::Uuid), Refusal> {
    let (post, from) = input.appointment;
    act.record("people.appoint_new", Subject::new("post", post));
    let person = organise::create_person(act, input.full_name)?;
    organise::appoint(act, Appointment { post, person, from })?;
    let sign_in_name = input.sign_in_name.trim().to_lowercase();
    let account = NewAccount {
        person,
        sign_in_name: input.sign_in_name,
        password_hash: input.password_hash,
        must_change: true,
    };
    account::open(act, account)?;
    Ok((sign_in_name, input.sending))
}
