//! The days off of a year: twelve months to look at, the list, and the forms that change it.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::{Date, Weekday};
use kernel::Refusal;
use people::pages::pairs::{Pairs, status};
use people::{House, Viewer, refused};
use rules::{Calendar, DayKind, HolidayYear, Row, YearDayKind};
use ui::form::Choice;
use ui::{Button, Card, Cell, Column, Crumbs, Ctx, Field, Filled, Form, Html, Notice, Page, Table};
use words::Lang;

use super::one::source_fields;
use super::{Told, history, told};
use crate::acts::{self, AddDay, Announce, Exchange, RemoveDay};
use crate::{DECIDE, current, model, t};

const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;

pub async fn show(State(house): State<House>, viewer: Viewer, Path(year): Path<i16>) -> Response {
    screen(&house, &viewer, year, &Filled::default()).await
}

async fn screen(house: &House, viewer: &Viewer, year: i16, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if !YEARS.contains(&year) {
        return refused(&ctx, &Refusal::not_found());
    }
    let found =
        house.office().read(move |tx| Ok((current::rules(tx)?, told(tx, &model::year_id(year))?))).await;
    let (book, told): (_, Vec<Told>) = match found {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let (list, row) = acts::year(&book, year);
    let lang = ctx.lang;
    let may = viewer.may(DECIDE);
    let mut body = vec![state(&ctx, &list, row.as_ref())];
    body.push(months(&book.calendar, year, house.office().now().date(), lang));
    body.push(Card::new(t::days_listed(), days(&ctx, &list, may)).render(lang));
    if may {
        body.extend(forms(&ctx, &list, filled));
    }
    body.extend(history(&ctx, &told, may));
    let step =
        |year: i16, icon| Button::link(year.to_string(), format!("/rules/years/{year}")).icon(icon).plain();
    Page::new(&ctx, t::year_title(year.to_string()))
        .lead(t::year_lead())
        .crumbs(Crumbs::new().link(t::area_days(), "/rules?area=days").here(year.to_string()))
        .actions([
            step(year - 1, "chevron-left").render(lang),
            step(year + 1, "chevron-right").render(lang),
            Button::print(t::year_title(year.to_string())).render(lang),
        ])
        .status(status(filled))
        .body(Html::stack(body))
        .into_response()
}

fn state(ctx: &Ctx, list: &HolidayYear, row: Option<&Row<HolidayYear>>) -> Html {
    match row {
        Some(row) if list.announced && row.confirmed() => Notice::done(t::year_sure(row.source.quote())),
        Some(row) if list.announced => Notice::care(t::year_unsure(row.source.quote())),
        _ => Notice::care(t::year_estimated()),
    }
    .render(ctx.lang)
}

/// A month is a table of weeks: a day is named by what it is, not by its colour alone.
fn months(calendar: &Calendar, year: i16, today: Date, lang: Lang) -> Html {
    let mut all = String::new();
    for month in 1..=12 {
        let Ok(first) = Date::new(year, month, 1) else { continue };
        let title = t::month(i32::from(month)).say(lang);
        all += &format!("<table class=\"month\"><caption>{}</caption><thead><tr>", Html::text(&title));
        for (short, long) in weekdays(lang) {
            all += &format!("<th scope=\"col\"><abbr title=\"{long}\">{short}</abbr></th>");
        }
        all += "</tr></thead><tbody><tr>";
        for _ in 0..first.weekday().to_monday_zero_offset() {
            all += "<td></td>";
        }
        let mut day = first;
        while day.month() == month {
            if day.weekday() == Weekday::Monday && day != first {
                all += "</tr><tr>";
            }
            all += &cell(calendar, day, today, lang);
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        all += "</tr></tbody></table>";
    }
    let key = [("off", t::key_off()), ("work", t::key_work()), ("weekend", t::key_weekend())];
    let key: String = key
        .into_iter()
        .map(|(class, msg)| format!("<li class=\"{class}\">{}</li>", Html::text(&msg.say(lang))))
        .collect();
    Html::trusted(format!("<div class=\"year\">{all}</div><ul class=\"year-key\">{key}</ul>"))
}

fn cell(calendar: &Calendar, day: Date, today: Date, lang: Lang) -> String {
    let kind = calendar.day(day);
    let class = match kind {
        DayKind::Work => "",
        DayKind::Weekend => "weekend",
        DayKind::Holiday(_) | DayKind::InLieu(_) => "off",
        DayKind::WorkingWeekend(_) => "work",
    };
    let now = if day == today { " aria-current=\"date\"" } else { "" };
    let number = day.day();
    match kind.special() {
        Some(special) => format!(
            "<td class=\"{class}\"{now}><abbr title=\"{}\">{number}</abbr></td>",
            Html::text(special.name.say(lang))
        ),
        None => format!("<td class=\"{class}\"{now}>{number}</td>"),
    }
}

fn weekdays(lang: Lang) -> [(&'static str, &'static str); 7] {
    match lang {
        Lang::Vi => [
            ("T2", "Thứ Hai"),
            ("T3", "Thứ Ba"),
            ("T4", "Thứ Tư"),
            ("T5", "Thứ Năm"),
            ("T6", "Thứ Sáu"),
            ("T7", "Thứ Bảy"),
            ("CN", "Chủ nhật"),
        ],
        Lang::En => [
            ("Mo", "Monday"),
            ("Tu", "Tuesday"),
            ("We", "Wednesday"),
            ("Th", "Thursday"),
            ("Fr", "Friday"),
            ("Sa", "Saturday"),
            ("Su", "Sunday"),
        ],
    }
}

fn kind_name(kind: YearDayKind) -> words::Msg {
    match kind {
        YearDayKind::Holiday => t::kind_holiday(),
        YearDayKind::InLieu => t::kind_in_lieu(),
        YearDayKind::Work => t::kind_work(),
    }
}

fn days(ctx: &Ctx, list: &HolidayYear, may: bool) -> Html {
    let columns = [t::date(), t::day_kind(), t::day_name()].map(Column::new);
    let tail = may.then(|| Column::new(t::change()).narrow());
    let mut table = Table::new(t::days_listed(), columns.into_iter().chain(tail));
    for day in &list.days {
        let weekday = match ctx.lang {
            Lang::Vi => vietnamese::weekday_name(day.date).to_owned(),
            Lang::En => weekdays(Lang::En)
                .get(usize::try_from(day.date.weekday().to_monday_zero_offset()).unwrap_or(0))
                .map_or_else(String::new, |(_, long)| (*long).to_owned()),
        };
        let mut cells = vec![
            Cell::text(&vietnamese::format_date(day.date)).strong().by(weekday),
            Cell::text(&kind_name(day.kind).say(ctx.lang)),
            Cell::text(day.name.say(ctx.lang)),
        ];
        if may {
            let label = t::remove_day(vietnamese::format_date(day.date)).say(ctx.lang);
            let button = Button::submit(t::remove()).plain().attr("aria-label", label);
            let form = Form::post(ctx, format!("/rules/years/{}/removals", list.year))
                .inline()
                .hidden("date", day.date.to_string())
                .button(&button)
                .render();
            cells.push(Cell::html(form));
        }
        table = table.row(cells);
    }
    table.render(ctx.lang)
}

fn forms(ctx: &Ctx, list: &HolidayYear, filled: &Filled) -> Vec<Html> {
    let to = |what: &str| format!("/rules/years/{}/{what}", list.year);
    let exchange = Form::post(ctx, to("exchanges"))
        .whole_page()
        .filled(filled)
        .row([
            Field::date("off", t::exchange_off()).required(),
            Field::date("work", t::exchange_work()).required().hint(t::exchange_work_hint()),
        ])
        .button(&Button::submit(t::exchange()).main().icon("repeat"))
        .render();
    let kinds = [YearDayKind::Holiday, YearDayKind::InLieu, YearDayKind::Work];
    let code = |kind| match kind {
        YearDayKind::Holiday => "holiday",
        YearDayKind::InLieu => "in_lieu",
        YearDayKind::Work => "work",
    };
    let add = Form::post(ctx, to("days"))
        .whole_page()
        .filled(filled)
        .row([
            Field::date("date", t::date()).required(),
            Field::select("kind", t::day_kind(), kinds.map(|kind| Choice::new(code(kind), kind_name(kind)))),
        ])
        .put(Field::text("name", t::day_name()).required())
        .button(&Button::submit(t::add_day()).main().icon("plus"))
        .render();
    let announce = source_fields(Form::post(ctx, to("announcement")).whole_page().filled(filled))
        .button(&Button::submit(t::announce()).main().icon("checks"))
        .render();
    vec![
        Card::new(t::exchange(), exchange).padded().render(ctx.lang),
        Card::new(t::add_day(), add).padded().render(ctx.lang),
        Card::new(t::announce(), announce).padded().render(ctx.lang),
    ]
}

async fn answer(
    house: &House,
    viewer: &Viewer,
    (year, form): (i16, &Pairs),
    outcome: Result<(), Refusal>,
) -> Response {
    match outcome {
        Ok(()) => Redirect::to(&format!("/rules/years/{year}")).into_response(),
        Err(refusal) if refusal.field.is_some() => screen(house, viewer, year, &form.filled(&refusal)).await,
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}

pub async fn add(
    State(house): State<House>,
    viewer: Viewer,
    Path(year): Path<i16>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = |form: &Pairs| {
        let kind = match form.get("kind") {
            "in_lieu" => YearDayKind::InLieu,
            "work" => YearDayKind::Work,
            _ => YearDayKind::Holiday,
        };
        Ok(AddDay { year, date: form.date("date")?, kind, name: form.get("name").to_owned() })
    };
    let outcome = form.act((&house, &viewer, DECIDE), input, acts::add_day).await;
    answer(&house, &viewer, (year, &form), outcome).await
}

pub async fn exchange(
    State(house): State<House>,
    viewer: Viewer,
    Path(year): Path<i16>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = |form: &Pairs| Ok(Exchange { year, off: form.date("off")?, work: form.date("work")? });
    let outcome = form.act((&house, &viewer, DECIDE), input, acts::exchange).await;
    answer(&house, &viewer, (year, &form), outcome).await
}

pub async fn remove(
    State(house): State<House>,
    viewer: Viewer,
    Path(year): Path<i16>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = |form: &Pairs| Ok(RemoveDay { year, date: form.date("date")? });
    let outcome = form.act((&house, &viewer, DECIDE), input, acts::remove_day).await;
    answer(&house, &viewer, (year, &form), outcome).await
}

pub async fn announce(
    State(house): State<House>,
    viewer: Viewer,
    Path(year): Path<i16>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = |form: &Pairs| {
        let text = |name: &str| form.get(name).to_owned();
        Ok(Announce { year, source: text("source"), article: text("article") })
    };
    let outcome = form.act((&house, &viewer, DECIDE), input, acts::announce).await;
    answer(&house, &viewer, (year, &form), outcome).await
}
