//! The three panes of the accept screen.

use reading::{DOUBTFUL, Format, Reading};
use ui::form::{Choice, Field, Filled, Form};
use ui::{Button, Ctx, Empty, Html, Notice, Seen, Sheet, Tab, Tabs, WorkList};

use super::super::{choice, question_row, related, row, urgency, writing};
use super::{Found, apart, twins};
use crate::door::shows_photographs;
use crate::store::{AnnexRow, ReceiptRow};
use crate::t;

/// Pages shown on the accept screen; the letterhead is on the first.
const SHEETS_MAX: u32 = 12;
/// Pages shown of each annex.
const ANNEX_SHEETS_MAX: u32 = 4;

pub(super) fn list(ctx: &Ctx, found: &Found) -> Html {
    let state = found.state;
    let tabs = Tabs(vec![
        Tab::new(
            t::tab_waiting(),
            "/incoming",
            Some(found.waiting + found.questions.len() as u64),
            state == "waiting",
        ),
        Tab::new(t::tab_returned(), "/incoming?state=returned", None, state == "returned"),
        Tab::new(t::tab_registered(), "/incoming?state=registered", None, state == "registered"),
    ]);
    let chosen = found.chosen.as_ref().map(|chosen| chosen.id);
    let rows = found.rows.iter().map(|receipt| {
        let line = row(receipt, ctx.lang).selected(Some(receipt.id) == chosen);
        match found.looks.iter().find(|look| look.receipt == receipt.id) {
            Some(look) => line.due(ui::Due::plain(t::open_with(look.name.clone()))),
            None if found.doubles.contains(&receipt.id) => line.due(ui::Due::soon(t::double_chip())),
            None => line,
        }
    });
    let rows = found.questions.iter().map(|stop| question_row(stop, ctx.lang)).chain(rows);
    let e = found.equation;
    let line = if e.handed == 0 {
        t::equation(e.received, e.registered, e.returned, e.waiting)
    } else {
        t::equation_handed(e.handed, e.received, e.registered, e.returned, e.waiting)
    }
    .say(ctx.lang);
    let mark = ui::icon(if e.holds() { "check" } else { "alert-triangle" });
    let mark = mark.as_str();
    let door = Button::link(t::door(), "/incoming/door").icon("plus").key("n n").render(ctx.lang);
    Html::join([
        tabs.render(ctx.lang),
        WorkList::new(rows).render(ctx.lang),
        Html::trusted(format!(
            "<p class=\"below-list num\"><a href=\"/incoming/ledger\">{}</a>{mark}</p>\
             <div class=\"list-door\">{door}</div>",
            Html::text(&line).as_str()
        )),
    ])
}

pub(super) fn empty(ctx: &Ctx, state: &str) -> Html {
    if state == "waiting" {
        let door = Button::link(t::door(), "/incoming/door").main().icon("upload");
        Empty::new("inbox", t::nothing_waiting())
            .next(t::nothing_waiting_next())
            .button(door)
            .render(ctx.lang)
    } else {
        Empty::new("inbox", t::nothing_here_yet()).render(ctx.lang)
    }
}

/// The paper with the read boxes, then what came with it.
pub(super) fn desk(ctx: &Ctx, receipt: &ReceiptRow, annexes: &[AnnexRow]) -> Html {
    let mut parts = Vec::new();
    if let Some(reading) = receipt.reading() {
        parts.push(main_sheets(ctx, receipt, &reading));
    }
    let files: Vec<Reading> = annexes.iter().filter_map(AnnexRow::reading).collect();
    if shows_photographs(&receipt.name, files.iter()) {
        return Html::join(parts);
    }
    for annex in annexes {
        let (Some(reading), place) = (annex.reading(), annex.place) else { continue };
        let title = t::annex_title(annex.name.clone(), place).say(ctx.lang);
        parts.push(Html::trusted(format!("<h2 class=\"by\">{}</h2>", Html::text(&title).as_str())));
        if images(&reading) > 0 {
            parts.extend((1..=images(&reading).min(ANNEX_SHEETS_MAX)).map(|page| {
                let src = format!("/incoming/{}/annexes/{}/pages/{page}", receipt.id, annex.id);
                Sheet::new(src, page + 1, 1000.0, 1414.0).render(ctx.lang)
            }));
        } else {
            parts.push(text_sheet(&reading.text));
        }
    }
    Html::join(parts)
}

fn main_sheets(ctx: &Ctx, receipt: &ReceiptRow, reading: &Reading) -> Html {
    if images(reading) == 0 {
        return text_sheet(&reading.text);
    }
    let sheets = (1..=images(reading).min(SHEETS_MAX)).map(|page| {
        let seen = reading.boxes.iter().flat_map(|(name, areas)| {
            let doubtful = reading.confidence.get(name).is_some_and(|sure| *sure < DOUBTFUL);
            areas.iter().filter(move |area| area.page == page).map(move |area| Seen {
                name: field_of(name).to_owned(),
                x: units(area.x, 1000.0),
                y: units(area.y, 1414.0),
                width: units(area.w, 1000.0),
                height: units(area.h, 1414.0),
                doubtful,
            })
        });
        Sheet::new(format!("/incoming/{}/pages/{page}", receipt.id), page, 1000.0, 1414.0)
            .seen(seen)
            .render(ctx.lang)
    });
    Html::join(sheets)
}

/// Boxes come in fractions of the page, the sheet is drawn in thousandths of its width.
#[allow(clippy::cast_possible_truncation, reason = "a place on a page needs no more than seven digits")]
fn units(fraction: f64, size: f64) -> f32 {
    (fraction * size) as f32
}

/// The form's field for a fact of the reading.
fn field_of(fact: &str) -> &str {
    match fact {
        "date" => "issued_on",
        "deadline" => "asked_by",
        other => other,
    }
}

/// How many of its pages can be shown as images. A scan that waits for recognition can be looked at all the same: what
/// stands on it is typed by hand.
pub(in crate::pages) fn images(reading: &Reading) -> u32 {
    let waits = reading.waits_for_recognition();
    match reading.format {
        Format::Pdf | Format::Image if waits => reading.pages.max(1),
        Format::Pdf | Format::Image if reading.problem.is_none() => reading.pages,
        _ => 0,
    }
}

pub(in crate::pages) fn text_sheet(text: &str) -> Html {
    Html::trusted(format!("<pre class=\"sheet text\">{}</pre>", Html::text(text).as_str()))
}

/// What every paper has: where it was not read, somebody looks at the paper.
const EXPECTED: [&str; 4] = ["code", "date", "issuer", "subject"];

pub(super) fn form(ctx: &Ctx, receipt: &ReceiptRow, found: &Found, filled: &Filled) -> Html {
    let reading = receipt.reading();
    let facts = reading.as_ref().map(|r| r.facts.clone()).unwrap_or_default();
    let mut above = Vec::new();
    if let Some(look) = found.looks.iter().find(|look| look.receipt == receipt.id) {
        let since = look.at.local().strftime("%H:%M").to_string();
        above.push(Notice::care(t::open_with_since(look.name.clone(), since)).render(ctx.lang));
    }
    if let Some(problem) = reading.as_ref().and_then(|r| r.problem.as_ref()) {
        above.push(Notice::care(t::reading_problem(problem.msg())).render(ctx.lang));
    }
    for note in reading.iter().flat_map(|reading| &reading.notes) {
        above.push(Notice::plain(note.msg()).render(ctx.lang));
    }
    if reading.as_ref().is_some_and(Reading::waits_for_recognition) {
        above.push(Notice::plain(t::reading_waits()).render(ctx.lang));
    }
    // Read later than the clerk let it pass: whoever takes it in looks again.
    if let Some(mark) = facts.secrecy.as_deref().filter(|_| receipt.state == "waiting") {
        above.push(Notice::fault(t::mark_read(mark.to_owned())).render(ctx.lang));
    }
    above.extend(notices(ctx, receipt, found));
    above.extend(writing::cosigners(ctx, reading.as_ref()));
    if receipt.state == "returned" {
        let reason = receipt.reason.clone().unwrap_or_default();
        above.push(Notice::plain(ui::Text::from(reason)).render(ctx.lang));
        return Html::join(above);
    }
    let sure = |field: Field, fact: &str, value: Option<String>| {
        let missing = value.as_deref().unwrap_or_default().is_empty() && EXPECTED.contains(&fact);
        let field = field.value(value.unwrap_or_default());
        match reading.as_ref().and_then(|r| r.confidence.get(fact)) {
            _ if missing && reading.is_some() => field.unread(),
            Some(confidence) => field.sure(percent(*confidence), *confidence < DOUBTFUL),
            None => field,
        }
    };
    let urgencies = [
        Choice::new("", t::urgency_none()),
        Choice::new("urgent", t::urgency_urgent()),
        Choice::new("very", t::urgency_very()),
        Choice::new("flash", t::urgency_flash()),
    ];
    let urgency = match urgency(facts.urgency.as_deref().unwrap_or("")) {
        Some(ui::Urgency::Urgent) => "urgent",
        Some(ui::Urgency::VeryUrgent) => "very",
        Some(_) => "flash",
        None => "",
    };
    let register = Form::post(ctx, format!("/incoming/{}", receipt.id)).filled(filled);
    let mut register = found.books.fields(ctx, register);
    if let Some(arrived_on) = choice::arrival(receipt, found.today) {
        register = register.put(arrived_on);
    }
    register = register
        .row([
            sure(Field::text("code", t::code()), "code", facts.code),
            sure(Field::date("issued_on", t::issued_on()), "date", facts.date),
        ])
        .put(sure(
            Field::text("issuer", t::issuer())
                .required()
                .suggest(found.issuers.iter().map(|name| Choice::new(name.clone(), name.clone()))),
            "issuer",
            found.issuer.clone().or(facts.issuer),
        ))
        .row([
            kind(sure(Field::text("kind", t::kind()), "kind", facts.kind.clone()), facts.kind, found),
            sure(Field::select("urgency", t::urgency(), urgencies), "urgency", Some(urgency.to_owned())),
        ])
        .put(sure(Field::area("subject", t::subject()).required(), "subject", facts.subject))
        .put(
            sure(Field::date("asked_by", t::asked_by()), "deadline", facts.deadline)
                .optional()
                .hint(t::asked_by_hint()),
        );
    if let Some(proposals) = &found.proposals {
        if let Some(along) = &proposals.along {
            register = along.put(register);
        }
        register = register.html(&related::boxes(ctx, &proposals.related, filled));
        let offers: Vec<_> = proposals.offers().cloned().collect();
        register = register.html(&directions::grounds(ctx, &offers));
        // What is only offered is filled in with a key.
        if !found.take
            && offers.iter().any(|offer| !offer.sure && offer.what != "lead" && offer.what != "term")
        {
            let href = format!("/incoming/{}?offers=1", receipt.id);
            let take = Button::link(t::offers_take(), href).plain().icon("checks").key("p");
            register = register.html(&take.render(ctx.lang));
        }
    }
    let register = writing::offered(ctx, register, receipt, reading.as_ref())
        .button(&Button::submit(t::register_next()).main().icon("check").key("Enter"))
        .accept()
        .render();
    let back = Form::post(ctx, format!("/incoming/{}/returning", receipt.id))
        .filled(filled)
        .put(Field::text("reason", t::return_reason()).required())
        .button(&Button::submit(t::return_it()))
        .render();
    above.push(register);
    let refused = filled.faults.iter().any(|fault| fault.field.as_deref() == Some("reason"));
    above.push(ui::fold_key(ctx, (t::return_it(), "r"), &back, refused));
    above.extend(apart::form(ctx, receipt, &found.annexes, filled));
    above.push(Html::trusted(format!(
        "<p class=\"hint\">{}</p>",
        Html::text(&t::accept_keys().say(ctx.lang)).as_str()
    )));
    // Told by the page when it is looked at, so that a colleague does not begin with the same paper.
    above.push(
        Form::post(ctx, format!("/incoming/{}/looks", receipt.id))
            .inline()
            .attr("data-controller", "opening")
            .attr("hidden", "")
            .render(),
    );
    above.extend(order(ctx, receipt, &found.annexes));
    Html::join(above)
}

/// What the clerk should know before registering: doubles with a link to the other paper, how it came.
fn notices(ctx: &Ctx, receipt: &ReceiptRow, found: &Found) -> Vec<Html> {
    let mut said = found.apart.as_ref().map_or_else(Vec::new, |apart| apart::notices(ctx, receipt, apart));
    let to = |href: String| Button::link(t::open_other(), href).render(ctx.lang);
    if let Some((paper, number)) = found.same_bytes {
        said.push(
            Notice::care(t::same_bytes(number)).action(to(format!("/papers/{paper}"))).render(ctx.lang),
        );
    } else if let Some((paper, number)) = found.same_paper {
        said.push(
            Notice::care(t::same_paper(number)).action(to(format!("/papers/{paper}"))).render(ctx.lang),
        );
    }
    if let Some((paper, number)) = found.same_bytes.or(found.same_paper) {
        let join = Form::post(ctx, format!("/incoming/{}/joining", receipt.id))
            .inline()
            .hidden("paper", paper.to_string())
            .button(&Button::submit(t::join_number(number)).icon("git-branch"))
            .render();
        said.push(join);
    }
    said.extend(twins::notices(ctx, receipt, found));
    if let Some(other) = found.waits_too {
        said.push(Notice::care(t::waits_too()).action(to(format!("/incoming/{other}"))).render(ctx.lang));
    }
    if let Some(stop) = receipt.stop {
        said.push(
            Notice::plain(t::declared_unmarked())
                .action(Button::link(t::open_stop(), format!("/incoming/stops/{stop}")).render(ctx.lang))
                .render(ctx.lang),
        );
    }
    if let Some(sender) = &receipt.sender {
        said.push(Notice::plain(t::sent_by(sender.clone())).render(ctx.lang));
    }
    said
}

/// The files of the paper in their order; each annex can go one place up, the first one to be the paper itself.
fn order(ctx: &Ctx, receipt: &ReceiptRow, annexes: &[AnnexRow]) -> Option<Html> {
    if annexes.is_empty() {
        return None;
    }
    let line = |name: &str, way: Html| {
        format!("<li class=\"file-line\"><span>{}</span>{way}</li>", Html::text(name).as_str())
    };
    let mut lines = line(&receipt.name, Html::default());
    for annex in annexes {
        let up = if annex.place == 1 { t::make_main() } else { t::move_up() };
        let way = Form::post(ctx, format!("/incoming/{}/order", receipt.id))
            .inline()
            .hidden("annex", annex.id.to_string())
            .button(&Button::submit(up).plain())
            .render();
        lines += &line(&annex.name, way);
    }
    let title = t::files_in_order().say(ctx.lang);
    Some(Html::trusted(format!(
        "<div><h2>{}</h2><ol class=\"file-lines\">{lines}</ol></div>",
        Html::text(&title).as_str()
    )))
}

/// The kind as it was read, else as papers like it were.
fn kind(field: Field, read: Option<String>, found: &Found) -> Field {
    let Some(offer) = found.proposals.as_ref().and_then(|proposals| proposals.kind.as_ref()) else {
        return field;
    };
    if offer.sure || found.take {
        let field = if read.is_none() || found.take { field.value(offer.value.clone()) } else { field };
        field.hint(offer.why.clone())
    } else {
        field.hint(t::offered(offer.why.clone()))
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0–100 before")]
fn percent(confidence: f64) -> u8 {
    (confidence * 100.0).round().clamp(0.0, 100.0) as u8
}
