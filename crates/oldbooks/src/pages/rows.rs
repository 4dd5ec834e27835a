//! The rows of a table as they will be stored, with what is to be said of each.

use ui::{Button, Card, Cell, Column, Ctx, Due, Html, Tab, Table, Tabs};

use super::one::{Asked, Found, ROWS};
use crate::model::{Field as Column_, State as RowState, Weight};
use crate::store::Kept;
use crate::t;

pub(super) fn card(ctx: &Ctx, found: &Found, asked: &Asked) -> Html {
    let base = format!("/books/imports/{}", found.import.id);
    let all: u64 = found.counts.iter().map(|(_, count)| *count).sum();
    let mut tabs = vec![Tab::new(t::all_rows(), base.clone(), Some(all), asked.state.is_empty())];
    for (state, count) in found.counts.iter().filter(|(_, count)| *count > 0) {
        let code = state.code();
        tabs.push(Tab::new(
            super::state(*state),
            format!("{base}?state={code}"),
            Some(*count),
            asked.state == code,
        ));
    }
    let columns = [
        Column::new(t::line()).narrow(),
        Column::new(t::field_number()).narrow(),
        Column::new(t::field_arrived()).narrow(),
        Column::new(t::field_code()),
        Column::new(t::field_subject()),
        Column::new(t::outcome()),
    ];
    let several = found.import.sheets.len() > 1;
    let shown = found.rows.iter().take(ROWS as usize);
    let table = shown
        .fold(Table::new(t::rows(), columns), |table, kept| table.row(row_cells(ctx, found, kept, several)));
    let mut parts = vec![Tabs(tabs).render(ctx.lang), table.render(ctx.lang)];
    let mut ways = Vec::new();
    if asked.after > 0 {
        let first = format!("{base}?state={}", asked.state);
        ways.push(Button::link(t::first_rows(), first).icon("chevron-left").render(ctx.lang));
    }
    if found.rows.len() > ROWS as usize
        && let Some(last) = found.rows.get(ROWS as usize - 1)
    {
        let on = format!("{base}?state={}&after={}", asked.state, last.row.place);
        ways.push(Button::link(t::further_rows(), on).icon("chevron-right").render(ctx.lang));
    }
    if !ways.is_empty() {
        parts.push(Html::trusted(format!("<p class=\"import-ways\">{}</p>", Html::join(ways).as_str())));
    }
    Card::new(t::preview(), Html::stack(parts)).render(ctx.lang)
}

fn row_cells(ctx: &Ctx, found: &Found, kept: &Kept, several: bool) -> [Cell; 6] {
    let row = &kept.row;
    let said = |field: Column_| crate::judge::said(&found.import.fields, row, field);
    let href = match (kept.state, kept.paper) {
        (RowState::Imported, Some(paper)) => format!("/papers/{paper}"),
        _ => format!("/books/imports/{}/rows/{}", found.import.id, row.place),
    };
    let mut line = Cell::text(&row.line.to_string()).strong().href(href);
    if several {
        line = line.by(row.sheet.clone());
    }
    let day = |day: Option<jiff::civil::Date>| day.map_or(String::new(), vietnamese::format_date);
    let cells = match &kept.line {
        Some(one) => [
            Cell::text(&one.number.to_string()),
            Cell::text(&day(Some(one.arrived_on))),
            Cell::text(&one.code).by(day(one.issued_on)),
            Cell::text(&one.subject).by([one.kind.as_str(), &one.issuer]
                .into_iter()
                .filter(|s| !s.is_empty())
                .collect::<Vec<_>>()
                .join(" · ")),
        ],
        None => [
            Cell::text(&said(Column_::Number)),
            Cell::text(&said(Column_::Arrived)),
            Cell::text(&said(Column_::Code)).by(said(Column_::Issued)),
            Cell::text(&said(Column_::Subject)).by(said(Column_::Issuer)),
        ],
    };
    let chip = match kept.state {
        RowState::Ready => Due::plain(super::state(kept.state)),
        RowState::Doubtful => Due::soon(super::state(kept.state)),
        RowState::Wrong => Due::late(super::state(kept.state)),
        RowState::Imported => Due::met(super::state(kept.state)),
        RowState::Same | RowState::Left => Due::plain(super::state(kept.state)),
    };
    let told: Vec<_> = kept
        .problems
        .iter()
        .filter(|problem| {
            problem.weight() > Weight::Remark || !matches!(kept.state, RowState::Ready | RowState::Imported)
        })
        .cloned()
        .collect();
    let outcome = Cell::html(chip.render(ctx.lang)).by(super::problems(&told, ctx.lang));
    let [number, arrived, code, subject] = cells;
    [line, number, arrived, code, subject, outcome]
}
