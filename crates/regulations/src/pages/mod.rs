//! The regulations, one version with its machine part, editing an article, comparing, asking who may, the balance.

mod article;
mod ask;
mod balance;
mod compare;
mod departures;
mod list;
mod provision;
mod show;
mod version;

use axum::Router;
use axum::routing::{get, post};
use jiff::civil::Date;
use kernel::Refusal;
use people::{House, Pairs};
use ui::{Due, Html, Tab, Tabs};
use words::Lang;

use crate::t;

/// Every route says who may.
pub fn routes() -> Router<House> {
    Router::new()
        // regulations.ask
        .route("/regulations", get(list::show).post(list::begin)) // POST: regulations.decide
        .route("/regulations/model", get(show::model))
        .route("/regulations/ask", get(ask::show))
        .route("/regulations/compare", get(compare::show))
        .route("/regulations/assignments", get(balance::show).post(balance::assign)) // POST: regulations.assign
        .route("/regulations/departures", get(departures::show).post(ask::depart)) // GET: regulations.assign
        .route("/regulations/{version}", get(show::show))
        // regulations.assign
        .route("/regulations/assignments/{id}/ending", post(balance::end))
        // regulations.decide
        .route("/regulations/{version}/versions", post(version::copy))
        .route("/regulations/{version}/publication", post(version::publish))
        .route("/regulations/{version}/articles", post(article::save_new))
        .route("/regulations/{version}/articles/new", get(article::new))
        .route("/regulations/{version}/articles/{article}", get(article::show).post(article::save))
        .route("/regulations/{version}/articles/{article}/provisions", post(article::provision))
        .route("/regulations/{version}/articles/{article}/removal", post(article::remove))
        .route("/regulations/{version}/articles/{article}/confirmation", post(article::confirm))
        .route("/regulations/{version}/articles/{article}/withdrawal", post(article::withdraw))
}

/// The ways between the pages of this function.
fn tabs(here: &str, lang: Lang) -> Html {
    let ways = [
        (t::regulations(), "/regulations"),
        (t::who_may(), "/regulations/ask"),
        (t::assignments(), "/regulations/assignments"),
        (t::absences(), "/absences"),
    ];
    let tabs = ways.into_iter().map(|(title, href)| Tab::new(title, href, None, href == here));
    Tabs(tabs.collect()).render(lang)
}

/// Whether an article was confirmed, in words.
fn chip(confirmed: bool, lang: Lang) -> Html {
    alone(&if confirmed { Due::met(t::confirmed()) } else { Due::plain(t::to_be_confirmed()) }, lang)
}

/// A chip on a line of its own, no wider than its words.
fn alone(chip: &Due, lang: Lang) -> Html {
    Html::trusted(format!("<div>{}</div>", chip.render(lang)))
}

/// From when to when, as chips and tables say it.
fn span(from: Option<Date>, to: Option<Date>, lang: Lang) -> String {
    let day = vietnamese::format_date;
    match (from, to) {
        (None, _) => t::draft().say(lang),
        (Some(from), None) => t::since(day(from)).say(lang),
        (Some(from), Some(to)) => format!("{} – {}", day(from), day(to)),
    }
}

fn lines(lines: &[String]) -> Html {
    let each: String = lines.iter().map(|line| format!("<li>{}</li>", Html::text(line))).collect();
    Html::trusted(format!("<ul>{each}</ul>"))
}

/// A day that may be left out.
fn optional_day(form: &Pairs, name: &'static str) -> Result<Option<Date>, Refusal> {
    if form.get(name).trim().is_empty() { Ok(None) } else { form.date(name).map(Some) }
}

/// A day of an address, as browsers or people write it; today when it cannot be read.
fn day_of(text: &str, today: Date) -> Date {
    vietnamese::parse_date(text).or_else(|| text.parse().ok()).unwrap_or(today)
}

fn para(text: &str) -> Html {
    Html::trusted(format!("<p>{}</p>", Html::text(text)))
}

fn quiet(text: &str) -> Html {
    Html::trusted(format!("<p class=\"by\">{}</p>", Html::text(text)))
}

fn printed(form: &[String], name: &str) -> Html {
    let last = form.len().saturating_sub(1);
    let line = |(at, line): (usize, &String)| {
        let said = Html::text(line);
        // In whose name stands bold, the title does not, the name does.
        if at == last { format!("{said}<br>") } else { format!("<b>{said}</b><br>") }
    };
    let lines: String = form.iter().enumerate().map(line).collect();
    Html::trusted(format!("<p class=\"doc\">{lines}<b>{}</b></p>", Html::text(name)))
}
