//! The settlement slip on paper, and labels for the envelopes that go out with it.

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Id, Instant, Refusal};
use people::{House, Viewer, print_foot, refused};
use print::{Block, Column, Label, Labels, Report, Row, Sheet, Table};
use ui::Button;
use words::Lang;

use super::panel::{given_by, proposal_text, role_said, step_said, word_said};
use crate::model::{Routing, State as At, Step};
use crate::slip::Slip;
use crate::{DESK, ROUTE, store, t};

/// Labels on a sheet of A4: 2 by 5, each 97 mm by 56 mm.
const ACROSS: u8 = 2;
const DOWN: u8 = 5;
/// Lines to write on by hand, where nothing has been said yet.
const BY_HAND: u8 = 4;

pub(super) fn button(slip: &Slip) -> Button {
    Button::pdf(t::print_slip(), format!("/routings/{}/slip.pdf", slip.routing.id)).plain()
}

async fn load(house: &House, viewer: &Viewer, id: &str) -> Result<Slip, Refusal> {
    crate::desk::ask(viewer, DESK)?;
    let id: Id<Routing> = id.parse().map_err(|_| Refusal::not_found())?;
    let reader = viewer.clone();
    let found = house.office().read(move |tx| match store::routing(tx, id)? {
        Some(routing) => Slip::load(tx, &reader, routing),
        None => Ok(None),
    });
    found.await?.ok_or_else(Refusal::not_found)
}

/// As far as who prints may know it, like the page it is printed from.
pub async fn slip(State(house): State<House>, viewer: Viewer, Path(id): Path<String>) -> Response {
    match load(&house, &viewer, &id).await {
        Ok(slip) => {
            let now = house.office().now();
            let name = t::slip_name(slip.paper.number).say(viewer.lang);
            house.print(&viewer, &name, Sheet::Report(report(&house, &viewer, &slip, now))).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

fn dated(number: &str, on: Option<jiff::civil::Date>, lang: Lang) -> String {
    match (number.is_empty(), on) {
        (true, None) => "—".to_owned(),
        (true, Some(on)) => vietnamese::format_date(on),
        (false, None) => number.to_owned(),
        (false, Some(on)) => t::code_and_date(number.to_owned(), vietnamese::format_date(on)).say(lang),
    }
}

/// What is asked of the paper's form: who decided what, lines to write on where nobody has yet.
fn report(house: &House, viewer: &Viewer, slip: &Slip, now: Instant) -> Report {
    let lang = viewer.lang;
    let mut blocks = vec![Block::Facts { facts: facts(slip, lang) }];
    let heading = |msg: words::Msg| Block::Heading { text: msg.say(lang) };
    let by_hand = || Block::Lines { label: String::new(), lines: BY_HAND };
    let n = slip.names();
    blocks.push(heading(t::office_proposes()));
    match slip.proposal().filter(|proposal| proposal.taken_back_at.is_none()) {
        Some(proposal) => {
            blocks.push(Block::Text { text: proposal_text(lang, slip) });
            let at = proposal.at.local().strftime("%H:%M %d/%m/%Y");
            blocks.push(Block::Said { by: format!("{} · {at}", n.person(proposal.person)) });
        }
        None => blocks.push(by_hand()),
    }
    blocks.push(heading(t::leaders_word()));
    let mut said = false;
    for given in slip.instructions.iter().rev().filter(|given| given.withdrawn_at.is_none()) {
        let Some(title) = word_said(slip, given) else { continue };
        said = true;
        let title = title.say(lang);
        let text = if given.text.is_empty() { title } else { format!("{title}: {}", given.text) };
        blocks.push(Block::Text { text });
        blocks.push(Block::Said { by: given_by(slip, given, lang) });
    }
    if !said {
        blocks.push(by_hand());
    }
    if !slip.assignments.is_empty() {
        blocks.push(heading(t::recipients()));
        blocks.push(Block::Table(recipients(slip, lang)));
    }
    blocks.push(heading(t::result()));
    match &slip.routing.result {
        Some(result) if slip.routing.state == At::Settled => {
            blocks.push(Block::Text { text: result.clone() });
            let mut by = n.person(slip.routing.settled_by).to_owned();
            if let Some(at) = slip.routing.settled_at {
                by = format!("{by} · {}", at.local().strftime("%H:%M %d/%m/%Y"));
            }
            if let (Some(code), Some(on)) = (&slip.routing.reply_code, slip.routing.reply_on) {
                by = format!("{by} · {}", t::replied(code.clone(), vietnamese::format_date(on)).say(lang));
            }
            blocks.push(Block::Said { by });
        }
        _ => blocks.push(by_hand()),
    }
    Report {
        lang: lang.code().to_owned(),
        head: house.print_head(viewer, now),
        title: t::slip_heading().say(lang),
        blocks,
        foot: print_foot(viewer, now),
        ..Report::default()
    }
}

fn facts(slip: &Slip, lang: Lang) -> Vec<(String, String)> {
    let paper = &slip.paper;
    let what = match (paper.kind.is_empty(), paper.subject.is_empty()) {
        (false, false) => format!("{}: {}", paper.kind, paper.subject),
        _ => format!("{}{}", paper.kind, paper.subject),
    };
    let mut facts = vec![
        (t::arrived(), t::number_and_date(vietnamese::format_date(paper.arrived_on), paper.number).say(lang)),
        (t::paper_code(), dated(&paper.code, paper.issued_on, lang)),
        (t::issuer(), paper.issuer.clone()),
        (t::paper_subject(), what),
    ];
    if let Some(seal) = crate::slip::seal(&paper.urgency) {
        facts.push((t::paper_urgency(), seal.said().say(lang)));
    }
    if let Some(asked) = paper.asked_by {
        facts.push((t::asked_by(), vietnamese::format_date(asked)));
    }
    if let Some(deadline) = slip.place.deadline {
        facts.push((t::deadline(), vietnamese::format_date(deadline)));
    }
    facts.into_iter().map(|(label, value)| (label.say(lang), value)).collect()
}

fn recipients(slip: &Slip, lang: Lang) -> Table {
    let columns = [
        Column::new(t::recipient().say(lang), 52.0),
        Column::new(t::part().say(lang), 20.0).centred(),
        Column::new(t::sent_on().say(lang), 23.0).centred(),
        Column::new(t::how_far().say(lang), 25.0).centred(),
        Column::new(t::answer().say(lang), 45.0),
    ];
    let rows = slip.assignments.iter().map(|one| {
        let mut row: Row = [
            slip.names().line(&one.line),
            role_said(one).say(lang),
            one.sent_at.local().strftime("%H:%M %d/%m").to_string(),
            step_said(one).say(lang),
            one.text.clone().unwrap_or_default(),
        ]
        .into_iter()
        .collect();
        row.struck = matches!(one.step, Step::Recalled);
        row
    });
    Table { columns: columns.into(), rows: rows.collect(), numbered: false }
}

/// The units it was sent to, and nobody within them: their own clerk hands it on.
fn sent_out(slip: &Slip) -> impl Iterator<Item = &store::AssignmentRow> {
    slip.assignments.iter().filter(|one| one.parent.is_none() && !matches!(one.step, Step::Recalled))
}

pub(super) fn has_labels(slip: &Slip) -> bool {
    slip.desk.may(ROUTE) && sent_out(slip).next().is_some()
}

/// One label for each recipient. Number and symbol stand on it, never the subject.
pub async fn labels(State(house): State<House>, viewer: Viewer, Path(id): Path<String>) -> Response {
    let loaded = match crate::desk::ask(&viewer, ROUTE) {
        Ok(()) => load(&house, &viewer, &id).await,
        Err(refusal) => Err(refusal),
    };
    let slip = match loaded {
        Ok(slip) if has_labels(&slip) => slip,
        Ok(_) => return refused(&house.page(&viewer).await, &Refusal::not_found()),
        Err(refusal) => return refused(&house.page(&viewer).await, &refusal),
    };
    let lang = viewer.lang;
    let urgency = crate::slip::seal(&slip.paper.urgency);
    let urgency = urgency.map_or_else(String::new, |seal| seal.said().say(lang));
    let labels = sent_out(&slip).map(|one| Label {
        sender: house.name().to_owned(),
        to: t::label_to().say(lang),
        addressee: slip.names().unit(one.line.unit).to_owned(),
        address: one.line.post.map_or_else(String::new, |_| slip.names().line(&one.line)),
        code: t::label_code(slip.paper.code.clone(), slip.paper.number).say(lang),
        urgency: urgency.clone(),
    });
    let labels = Labels {
        lang: lang.code().to_owned(),
        mark: None,
        across: ACROSS,
        down: DOWN,
        labels: labels.collect(),
    };
    let name = t::labels_name(slip.paper.number).say(lang);
    house.print(&viewer, &name, Sheet::Labels(labels)).await
}
