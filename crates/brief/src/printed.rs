//! The brief on one sheet of paper.

use axum::extract::State;
use axum::response::Response;
use directions::Pressing;
use kernel::Instant;
use people::{House, Viewer, print_foot, refused};
use print::{Block, Column, Report, Row, Sheet, Table};
use words::{Lang, Msg};

use crate::gather::{Brief, LOADS, gather};
use crate::pages::{held, seal};
use crate::{READ, t};

pub async fn print(State(house): State<House>, viewer: Viewer) -> Response {
    if let Err(refusal) = viewer.ask(READ) {
        return refused(&house.page(&viewer).await, &refusal);
    }
    let reader = viewer.clone();
    match house.office().read(move |tx| gather(tx, &reader)).await {
        Ok(brief) => {
            let now = house.office().now();
            let name = t::brief_of(vietnamese::format_date(viewer.today)).say(viewer.lang);
            house.print(&viewer, &name, Sheet::Report(report(&house, &viewer, &brief, now))).await
        }
        Err(fault) => refused(&house.page(&viewer).await, &fault.into()),
    }
}

pub(crate) fn report(house: &House, viewer: &Viewer, brief: &Brief, now: Instant) -> Report {
    let lang = viewer.lang;
    let counts = [
        (t::late(), brief.late.0),
        (t::due_today(), brief.due.0),
        (t::urgent(), brief.urgent.0),
        (t::under_way(), brief.under_way()),
    ];
    let facts = counts.into_iter().map(|(label, count)| (label.say(lang), count.to_string())).collect();
    let mut blocks = vec![Block::Facts { facts }];
    let heading = |msg: Msg| Block::Heading { text: msg.say(lang) };
    for (title, (count, rows)) in
        [(t::late(), &brief.late), (t::due_today(), &brief.due), (t::urgent(), &brief.urgent)]
    {
        if *count > 0 {
            blocks.push(heading(title));
            blocks.push(Block::Table(papers(rows, lang)));
            let shown = u64::try_from(rows.len()).unwrap_or(0);
            if *count > shown {
                blocks.push(Block::Text { text: t::and_more(count - shown).say(lang) });
            }
        }
    }
    blocks.push(heading(t::duty_today()));
    if brief.duty.is_empty() {
        blocks.push(Block::Text { text: t::duty_none().say(lang) });
    } else {
        blocks.push(Block::Table(duty(brief, lang)));
    }
    if !brief.away.is_empty() {
        blocks.push(heading(t::away_today()));
        blocks.push(Block::Table(away(brief, lang)));
    }
    if !brief.loads.is_empty() {
        blocks.push(heading(t::who_has_what()));
        blocks.push(Block::Table(loads(brief, now, lang)));
        if brief.loads.len() > LOADS {
            let more = u64::try_from(brief.loads.len() - LOADS).unwrap_or(0);
            blocks.push(Block::Text { text: t::and_more(more).say(lang) });
        }
    }
    Report {
        lang: lang.code().to_owned(),
        head: house.print_head(viewer, now),
        title: t::brief_heading().say(lang),
        under_title: vec![
            t::as_of(vietnamese::format_date(viewer.today), now.local().strftime("%H:%M").to_string())
                .say(lang),
        ],
        blocks,
        foot: print_foot(viewer, now),
        ..Report::default()
    }
}

fn papers(rows: &[Pressing], lang: Lang) -> Table {
    let columns = [
        Column::new(t::paper().say(lang), 95.0),
        Column::new(t::who().say(lang), 50.0),
        Column::new(t::deadline().say(lang), 25.0).centred(),
    ];
    let rows = rows.iter().map(|row| {
        let code = if row.code.is_empty() { row.number.to_string() } else { row.code.clone() };
        let urgency =
            seal(&row.urgency).map_or_else(String::new, |seal| format!(" ({})", seal.said().say(lang)));
        let deadline = row.deadline.map_or_else(|| "—".to_owned(), vietnamese::format_date);
        let row: Row =
            [format!("{code}{urgency}: {}", row.subject), row.holder.clone(), deadline].into_iter().collect();
        row
    });
    Table { columns: columns.into(), rows: rows.collect(), numbered: false }
}

fn duty(brief: &Brief, lang: Lang) -> Table {
    let columns = [
        Column::new(t::duty_hours().say(lang), 45.0),
        Column::new(t::duty_as().say(lang), 35.0),
        Column::new(t::duty_who().say(lang), 60.0),
        Column::new(t::duty_phone().say(lang), 30.0),
    ];
    let rows = brief.duty.iter().map(|turn| {
        let row: Row = [
            calendar::turn_hours(turn),
            calendar::turn_kind(turn).say(lang),
            turn.name.clone(),
            turn.phone.clone(),
        ]
        .into_iter()
        .collect();
        row
    });
    Table { columns: columns.into(), rows: rows.collect(), numbered: false }
}

fn away(brief: &Brief, lang: Lang) -> Table {
    let columns = [
        Column::new(t::away_who().say(lang), 85.0),
        Column::new(t::away_until().say(lang), 30.0).centred(),
        Column::new(t::away_instead().say(lang), 55.0),
    ];
    let rows = brief.away.iter().map(|one| {
        let instead = one.stands_in.clone().unwrap_or_else(|| t::away_nobody().say(lang));
        let until = vietnamese::format_date(one.until);
        let row: Row = [format!("{}, {}", one.name, one.title), until, instead].into_iter().collect();
        row
    });
    Table { columns: columns.into(), rows: rows.collect(), numbered: false }
}

fn loads(brief: &Brief, now: Instant, lang: Lang) -> Table {
    let columns = [
        Column::new(t::who().say(lang), 95.0),
        Column::new(t::has().say(lang), 22.0).right(),
        Column::new(t::late().say(lang), 22.0).right(),
        Column::new(t::longest().say(lang), 31.0).centred(),
    ];
    let rows = brief.loads.iter().take(LOADS).map(|load| {
        let oldest = load.oldest.map_or_else(|| "—".to_owned(), |at| held(at, now).say(lang));
        let row: Row =
            [load.who.clone(), load.count.to_string(), load.late.to_string(), oldest].into_iter().collect();
        row
    });
    Table { columns: columns.into(), rows: rows.collect(), numbered: false }
}
