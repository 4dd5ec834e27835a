//! Two papers whose texts are nearly the same, held against each other.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use documents::text::near::compare;
use kernel::{Id, Refusal, StoreError, Tx};
use people::{House, Viewer, refused};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use ui::{Button, Card, Cell, Column, Crumbs, Ctx, Html, Page, Table};

use crate::model::Receipt;
use crate::near::{self, Sight};
use crate::store::{self, ReceiptRow};
use crate::{REGISTER, t};

/// Words of each text that are held against each other; what differs stands in the first pages of letters.
const WORDS_MOST: usize = 5_000;
/// Words shown on either side of a place that differs.
const AROUND: usize = 12;

/// One of the two: its facts as far as known, and its text.
struct Side {
    title: words::Msg,
    href: String,
    code: String,
    issued_on: String,
    issuer: String,
    kind: String,
    subject: String,
    text: String,
}

fn of_receipt(receipt: &ReceiptRow, title: words::Msg) -> Side {
    let reading = receipt.reading();
    let facts = reading.as_ref().map(|reading| reading.facts.clone()).unwrap_or_default();
    let date = facts.date.as_deref().and_then(|date| date.parse().ok());
    Side {
        title,
        href: format!("/incoming/{}", receipt.id),
        code: facts.code.unwrap_or_default(),
        issued_on: date.map_or_else(String::new, vietnamese::format_date),
        issuer: facts.issuer.unwrap_or_default(),
        kind: facts.kind.unwrap_or_default(),
        subject: facts.subject.unwrap_or_default(),
        text: reading.map_or_else(String::new, |reading| reading.text),
    }
}

fn load(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    (id, other): (Id<Receipt>, &str),
) -> Result<Option<(Side, Side)>, StoreError> {
    let Some(receipt) = store::receipt(tx, id)? else { return Ok(None) };
    let here = of_receipt(&receipt, t::compare_here());
    if let Ok(paper) = other.parse()
        && Sight::Of(viewer).sees(tx, paper)?
        && let Some(row) = documents::paper(tx, paper)?
    {
        let there = Side {
            title: t::which_number(row.number),
            href: format!("/papers/{}", row.id),
            code: row.code,
            issued_on: row.issued_on.map_or_else(String::new, vietnamese::format_date),
            issuer: row.issuer,
            kind: row.kind,
            subject: row.subject,
            text: near::text_of(tx, paper)?,
        };
        return Ok(Some((here, there)));
    }
    let Ok(other) = other.parse::<Id<Receipt>>() else { return Ok(None) };
    let other = store::receipt(tx, other)?.filter(|other| other.state == "waiting");
    Ok(other.map(|other| (here, of_receipt(&other, t::which_waiting()))))
}

pub async fn show(
    State(house): State<House>,
    viewer: Viewer,
    Path((id, other)): Path<(String, String)>,
) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(REGISTER) {
        return refused(&ctx, &refusal);
    }
    let Ok(id) = id.parse::<Id<Receipt>>() else { return refused(&ctx, &Refusal::not_found()) };
    let reader = viewer.clone();
    let found = house
        .office()
        .read(move |tx| {
            let sides = load(tx, &reader, (id, &other))?;
            // The texts may be long, and comparing them is work: it is done where reading is.
            Ok::<_, StoreError>(sides.map(|(here, there)| {
                let percent = compare(&here.text, &there.text).percent;
                let (differs, whole) = marked(&here.text, &there.text);
                (here, there, percent, differs, whole)
            }))
        })
        .await;
    let (here, there, percent, differs, whole) = match found {
        Ok(Some(found)) => found,
        Ok(None) => return refused(&ctx, &Refusal::not_found()),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let mut body = vec![facts(&ctx, &here, &there)];
    let mut text = vec![if differs.is_empty() {
        Html::trusted(format!("<p>{}</p>", ui::html::escape(&t::compare_same_text().say(ctx.lang))))
    } else {
        let legend = ui::html::escape(&t::compare_legend().say(ctx.lang));
        Html::trusted(format!("<p class=\"hint\">{legend}</p><div class=\"compared\">{differs}</div>"))
    }];
    if !whole {
        let said = t::compare_cut(WORDS_MOST).say(ctx.lang);
        text.push(Html::trusted(format!("<p class=\"hint\">{}</p>", ui::html::escape(&said))));
    }
    body.push(Card::new(t::compare_text(u32::from(percent)), Html::join(text)).padded().render(ctx.lang));
    Page::new(&ctx, t::compare_title(there.title.clone()))
        .crumbs(
            Crumbs::new()
                .link(t::incoming(), "/incoming")
                .link(t::compare_here(), here.href)
                .here(t::compare()),
        )
        .actions([Button::link(t::open_other(), there.href).render(ctx.lang)])
        .narrow()
        .body(Html::stack(body))
        .into_response()
}

/// What stands on both heads, the rows that differ in bold.
fn facts(ctx: &Ctx, here: &Side, there: &Side) -> Html {
    let columns =
        [Column::new(t::col_field()), Column::new(here.title.clone()), Column::new(there.title.clone())];
    let rows = [
        (t::code(), &here.code, &there.code),
        (t::issued_on(), &here.issued_on, &there.issued_on),
        (t::issuer(), &here.issuer, &there.issuer),
        (t::kind(), &here.kind, &there.kind),
        (t::subject(), &here.subject, &there.subject),
    ];
    let table = rows.into_iter().fold(Table::new(t::compare(), columns), |table, (name, one, other)| {
        let differ = vietnamese::fold(one) != vietnamese::fold(other);
        let cell = |text: &str| {
            let text = if text.is_empty() { "—".to_owned() } else { ui::html::escape(text) };
            Cell::html(Html::trusted(if differ { format!("<b>{text}</b>") } else { text }))
        };
        table.row([Cell::text(&name.say(ctx.lang)), cell(one), cell(other)])
    });
    Card::new(t::compare(), table.render(ctx.lang)).render(ctx.lang)
}

/// The places that differ, with some words around them; and whether both texts were compared to their ends.
fn marked(here: &str, there: &str) -> (String, bool) {
    let words = |text: &str| -> (Vec<String>, Vec<String>) {
        let all = vietnamese::words(text).take(WORDS_MOST);
        all.map(|word| (word.text.to_owned(), word.folded())).unzip()
    };
    let ((shown_here, keys_here), (shown_there, keys_there)) = (words(here), words(there));
    let whole = shown_here.len() < WORDS_MOST && shown_there.len() < WORDS_MOST;
    let ops = capture_diff_slices(Algorithm::Patience, &keys_there, &keys_here);
    let said = |words: &[String]| ui::html::escape(&words.join(" "));
    let (mut out, last) = (String::new(), ops.len().saturating_sub(1));
    for (at, op) in ops.iter().enumerate() {
        let gone = said(shown_there.get(op.old_range()).unwrap_or_default());
        let new = said(shown_here.get(op.new_range()).unwrap_or_default());
        match op {
            DiffOp::Equal { .. } => {
                let words = shown_here.get(op.new_range()).unwrap_or_default();
                let (first, end) = (at == 0, at == last);
                if words.len() <= 2 * AROUND + 4 && !(first && end) {
                    out += &said(words);
                } else {
                    if !first {
                        out += &said(words.get(..AROUND.min(words.len())).unwrap_or_default());
                    }
                    out += " … ";
                    if !end {
                        let from = words.len().saturating_sub(AROUND);
                        out += &said(words.get(from..).unwrap_or_default());
                    }
                }
            }
            DiffOp::Delete { .. } => out += &format!("<del>{gone}</del>"),
            DiffOp::Insert { .. } => out += &format!("<ins>{new}</ins>"),
            DiffOp::Replace { .. } => out += &format!("<del>{gone}</del> <ins>{new}</ins>"),
        }
        out.push(' ');
    }
    let same = ops.iter().all(|op| matches!(op, DiffOp::Equal { .. }));
    (if same { String::new() } else { out }, whole)
}

#[cfg(test)]
mod tests {
    use super::marked;

    #[test]
    fn what_differs_is_marked_and_nothing_else_is() {
        let there = "Kính mời dự họp lúc 8 giờ ngày 05 tháng 02 tại phòng <A>";
        assert_eq!(marked(there, there), (String::new(), true));
        let (differs, _) = marked(&there.replace("8 giờ", "14 giờ"), there);
        assert_eq!(differs.matches("<del>8</del> <ins>14</ins>").count(), 1, "{differs}");
        assert!(!differs.contains("<A>"), "{differs}");
        let (toned, _) = marked("Ðảng ủy hòa bình", "Đảng uỷ hoà bình");
        assert_eq!(toned, "", "another tone style is no difference");
    }
}
