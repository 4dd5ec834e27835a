//! Who is on duty now, this week, this month; where nobody is.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::{Instant, StoreError, Tx};
use people::{House, Viewer, refused};
use rules::DayKind;
use serde::Deserialize;
use ui::{Button, Card, Cell, Column, Ctx, Facts, Html, Notice, Page, Slot, Table, Text};

use super::{hours_of, kind_name, midnight, monday, plus_days, weekday, when};
use crate::model::{self, Kind};
use crate::settings::{self, Settings};
use crate::store::{self, CallRow, TurnRow};
use crate::{CALLS, SEE, seats, t};

/// Gaps shown at once; more of them say the same.
const GAPS_MAX: usize = 12;

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    week: String,
    #[serde(default)]
    month: String,
}

pub(super) struct Seen {
    turns: Vec<TurnRow>,
    now: Vec<TurnRow>,
    set: Settings,
    rules: Arc<rulebook::Rulebook>,
    missed: Vec<CallRow>,
    planner: bool,
}

/// The days shown: a week from its Monday, or a whole month.
#[derive(Clone, Copy)]
struct Days {
    first: Date,
    count: i64,
    month: bool,
}

impl Days {
    fn asked(asked: &Asked, today: Date) -> Days {
        if let Ok(first) = format!("{}-01", asked.month).parse::<Date>() {
            return Days { first, count: i64::from(first.days_in_month()), month: true };
        }
        let day = asked.week.parse().ok().or_else(|| vietnamese::parse_date(&asked.week)).unwrap_or(today);
        Days { first: monday(day), count: 7, month: false }
    }

    fn span(self) -> (Instant, Instant) {
        (midnight(self.first), midnight(plus_days(self.first, self.count)))
    }

    /// The address of the days before (-1) or after (1).
    fn other(self, way: i64) -> String {
        if self.month {
            let inside = if way < 0 { plus_days(self.first, -1) } else { plus_days(self.first, self.count) };
            format!("/duty?month={}", inside.strftime("%Y-%m"))
        } else {
            format!("/duty?week={}", plus_days(self.first, 7 * way))
        }
    }
}

pub async fn show(State(house): State<House>, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(SEE) {
        return refused(&ctx, &refusal);
    }
    let now = house.office().now();
    let days = Days::asked(&asked, now.date());
    let reader = viewer.clone();
    let found = house.office().read(move |tx| load(tx, &reader, days, now)).await;
    let seen = match found {
        Ok(seen) => seen,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let mut body = Vec::new();
    for row in &seen.missed {
        let open = Button::link(t::open_call(), format!("/duty/calls/{}", row.id)).render(ctx.lang);
        body.push(Notice::fault(t::nobody_called(when(row.began))).action(open).render(ctx.lang));
    }
    body.push(at_present(&ctx, &seen, now));
    if !days.month {
        body.extend(holes(&ctx, &seen, days, now));
    }
    body.push(table(&ctx, &seen, days, now.date()));
    let title = if days.month {
        t::duty_month(days.first.strftime("%m/%Y").to_string())
    } else {
        let day = vietnamese::format_date;
        t::duty_week(day(days.first), day(plus_days(days.first, 6)))
    };
    Page::new(&ctx, title)
        .lead(t::duty_lead())
        .actions(actions(&ctx, &viewer, &seen, days))
        .live(["duty_turn", "duty_call"])
        .body(Html::stack(body))
        .into_response()
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer, days: Days, now: Instant) -> Result<Seen, StoreError> {
    let planner = seats::plans(tx, viewer)?;
    let missed = if planner || viewer.may(CALLS) {
        store::uncovered(tx, now.plus(-7 * Instant::DAY))?
    } else {
        Vec::new()
    };
    Ok(Seen {
        turns: store::turns(tx, days.span())?,
        now: store::on_duty(tx, now)?,
        set: settings::settings(tx)?.0,
        rules: rulebook::rules(tx)?,
        missed,
        planner,
    })
}

fn actions(ctx: &Ctx, viewer: &Viewer, seen: &Seen, days: Days) -> Vec<Html> {
    let mut buttons = vec![
        Button::link(t::earlier(), days.other(-1)).icon("chevron-left").key("["),
        Button::link(t::later(), days.other(1)).icon("chevron-right").key("]"),
    ];
    buttons.push(if days.month {
        Button::link(t::by_week(), "/duty").icon("calendar")
    } else {
        Button::link(t::by_month(), format!("/duty?month={}", days.first.strftime("%Y-%m"))).icon("calendar")
    });
    buttons.push(Button::print(t::print_roster()));
    buttons.push(Button::link(t::absences(), "/absences").icon("calendar"));
    if viewer.may(CALLS) {
        buttons.push(Button::link(t::calls(), "/duty/calls").icon("phone"));
    }
    if seen.planner {
        buttons.push(Button::link(t::settings(), "/duty/settings").icon("adjustments-horizontal"));
        let week = if days.month { String::new() } else { format!("?week={}", days.first) };
        buttons.push(Button::link(t::plan_title(), format!("/duty/plan{week}")).main().icon("pencil"));
    }
    buttons.iter().map(|button| button.render(ctx.lang)).collect()
}

/// The first thing one comes here for: whom to ring up now.
fn at_present(ctx: &Ctx, seen: &Seen, now: Instant) -> Html {
    let lang = ctx.lang;
    let office = seen.set.is_office_time(&seen.rules, now);
    let mut facts = Facts::new();
    for kind in Kind::ALL {
        let who: Vec<Html> =
            seen.now.iter().filter(|turn| turn.kind == kind).map(|turn| person(turn, lang)).collect();
        if !who.is_empty() {
            facts = facts.put(kind_name(kind), Html::join(who));
        }
    }
    let mut body = Vec::new();
    let answered = seen.now.iter().any(|turn| turn.kind.answers());
    if office && !answered {
        body.push(Notice::plain(t::in_office_hours()).render(lang));
    } else if !answered {
        body.push(Notice::fault(t::nobody_now()).render(lang));
    }
    if !seen.now.is_empty() {
        body.push(facts.render(lang));
    }
    let time = now.local().strftime("%H:%M").to_string();
    Card::new(t::on_duty_now(time), Html::stack(body)).padded().render(lang)
}

/// Name, number to ring, until when.
fn person(turn: &TurnRow, lang: words::Lang) -> Html {
    let digits: String = turn.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    let until = t::until(turn.ends.local().strftime("%H:%M %d/%m").to_string()).say(lang);
    let say = |text: &str| Html::text(text);
    Html::trusted(format!(
        "<p><b>{}</b> · <a href=\"tel:{}\">{}</a> · {}</p>",
        say(&turn.name),
        say(&digits),
        say(&turn.phone),
        say(&until)
    ))
}

/// Hours outside the office's that nobody covers, from now on.
fn holes(ctx: &Ctx, seen: &Seen, days: Days, now: Instant) -> Option<Html> {
    let (from, to) = days.span();
    let from = from.max(now);
    if from >= to {
        return None;
    }
    let mut office = Vec::new();
    for date in (0..days.count).map(|n| plus_days(days.first, n)) {
        let hours = seen.set.hours.on(date, &seen.rules.calendar);
        office.extend(hours.iter().map(|hours| model::span(date, *hours)));
    }
    let open = |wanted: fn(Kind) -> bool| {
        let turns = seen.turns.iter().filter(|turn| wanted(turn.kind)).map(|turn| (turn.starts, turn.ends));
        // The lunch break has no turn of its own: whoever is in the house hears the telephone.
        model::gaps((from, to), office.iter().copied().chain(turns).collect())
            .into_iter()
            .filter(|(begins, ends)| ends.since(*begins) > 2 * Instant::HOUR)
            .collect::<Vec<_>>()
    };
    let mut slots = Vec::new();
    for (name, gaps) in
        [(t::gap_answering(), open(Kind::answers)), (t::gap_leader(), open(|kind| kind == Kind::Leader))]
    {
        slots.extend(gaps.into_iter().map(|(begins, ends)| Slot {
            at: weekday(begins.date(), ctx.lang),
            what: Text::from(hours_of(begins, ends)),
            by: Text::from(name.clone()),
            href: seen.planner.then(|| format!("/duty/plan?week={}", days.first)),
        }));
    }
    if slots.is_empty() {
        return Some(Notice::done(t::no_gaps()).render(ctx.lang));
    }
    let count = u64::try_from(slots.len()).unwrap_or(0);
    slots.truncate(GAPS_MAX);
    Some(Card::new(t::gaps(), Slot::list(&slots, ctx.lang)).count(count).render(ctx.lang))
}

fn table(ctx: &Ctx, seen: &Seen, days: Days, today: Date) -> Html {
    let lang = ctx.lang;
    let mut columns = vec![Column::new(t::day()).narrow()];
    columns.extend(Kind::ALL.map(|kind| Column::new(kind_name(kind))));
    let mut table = Table::new(t::roster(), columns);
    for date in (0..days.count).map(|n| plus_days(days.first, n)) {
        let mut day = Cell::text(&format!("{} {}", weekday(date, lang), date.strftime("%d/%m")));
        let special = seen.rules.calendar.day(date);
        let mut notes = Vec::new();
        if date == today {
            day = day.strong();
            notes.push(t::today_mark().say(lang));
        }
        if let kind @ (DayKind::Holiday(_) | DayKind::InLieu(_) | DayKind::WorkingWeekend(_)) = special {
            notes.push(kind.name(lang));
        }
        if !notes.is_empty() {
            day = day.by(notes.join(" · "));
        }
        let mut cells = vec![day];
        cells.extend(Kind::ALL.map(|kind| {
            let slots: Vec<Slot> = seen
                .turns
                .iter()
                .filter(|turn| turn.kind == kind && turn.starts.date() == date)
                .map(|turn| slot(turn, seen.planner))
                .collect();
            if slots.is_empty() { Cell::text("—") } else { Cell::html(Slot::list(&slots, lang)) }
        }));
        table = table.row(cells);
    }
    Card::new(t::roster(), table.render(lang)).render(lang)
}

fn slot(turn: &TurnRow, planner: bool) -> Slot {
    let time = |at: Instant| at.local().strftime("%H:%M").to_string();
    Slot {
        at: format!("{}–{}", time(turn.starts), time(turn.ends)),
        what: Text::from(turn.name.clone()),
        by: Text::from(turn.phone.clone()),
        href: planner.then(|| format!("/duty/turns/{}", turn.id)),
    }
}
