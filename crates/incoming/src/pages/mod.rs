//! The door, the accept screen, the ledger, the book, a paper.

mod accept;
mod book;
mod books;
mod choice;
mod compare;
mod copies;
mod desk;
mod door;
mod engine;
mod export;
mod filter;
mod folder;
mod guides;
mod image;
mod keeping;
mod ledger;
mod list;
mod printed;
mod related;
mod series;
mod stops;
mod writing;

pub(crate) use book::may_read;
pub(crate) use filter::{stage_said, urgency_note};

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use axum::{Extension, Router};
use jiff::civil::Date;
use kernel::{Id, StoreError, Tx};
use people::notices::Title;
use people::{Held, House, Post, Viewer};
use ui::{Due, Text, WorkRow};
use words::Lang;

use crate::spool::Spool;
use crate::store::{ReceiptRow, StopRow};
use crate::{REGISTER, store, t};

/// All files of one form together. They stand in memory until the look for marks of secrecy has passed.
const FORM_MAX_MB: usize = 250;

/// Originals of one post in its hand-over record; more than anybody keeps.
const HELD_MOST: u32 = 1000;

/// Every route says who may: all ask for a viewer and then for the permission named.
pub fn routes() -> Router<House> {
    let upload = DefaultBodyLimit::max(FORM_MAX_MB << 20);
    Router::new()
        // incoming.register
        .route("/incoming", get(accept::first))
        .route("/incoming/door", get(door::choose))
        .route("/incoming/door/papers", get(door::show).post(door::receive).layer(upload))
        .route("/incoming/door/envelopes", get(desk::envelope).post(desk::take_envelope))
        .route("/incoming/door/petitions", get(desk::petitions).post(desk::take_petitions))
        .route("/incoming/door/classified", get(desk::classified).post(desk::declare_classified))
        .route("/incoming/door/copies", get(copies::show).post(copies::join))
        .route("/incoming/door/separators", get(guides::separators))
        .route("/incoming/door/separators.pdf", get(guides::print_separators))
        .route("/incoming/stops/{id}/unmarked", post(stops::unmarked))
        .route("/incoming/stops/{id}/classified", post(stops::classified))
        .route("/incoming/stops/{id}/returning", post(stops::drop_held))
        .route("/incoming/stops/{id}/false-alarm", post(stops::false_alarm))
        .route("/incoming/stops/{id}/number", post(stops::number))
        .route("/incoming/stops/{id}/done", post(stops::done))
        .route("/incoming/stops/{id}/pages/{piece}/{n}", get(stops::page_image))
        .route("/incoming/{id}", get(accept::show).post(accept::register))
        .route("/incoming/{id}/returning", post(accept::return_))
        .route("/incoming/{id}/looks", post(accept::look))
        .route("/incoming/{id}/order", post(accept::lift))
        .route("/incoming/{id}/joining", post(accept::join))
        .route("/incoming/{id}/annexing", post(accept::annex))
        .route("/incoming/{id}/splitting", post(accept::split))
        .route("/incoming/{id}/stack", get(accept::stack))
        .route("/incoming/{id}/compare/{other}", get(compare::show))
        .route("/incoming/{id}/pages/{n}", get(accept::page_image))
        .route("/incoming/{id}/annexes/{annex}/pages/{n}", get(accept::annex_image))
        // incoming.ledger
        .route("/incoming/ledger", get(ledger::show))
        .route("/incoming/ledger.pdf", get(printed::closing::show))
        .route("/incoming/stops/{id}", get(stops::show))
        // incoming.folder
        .route("/incoming/folder", get(folder::show).post(folder::set))
        // incoming.recognition
        .route("/incoming/recognition", get(engine::show).post(engine::set))
        // documents.keep or documents.configure
        .route("/books", get(books::show).post(books::begin))
        .route("/books/reservations", post(books::reserve))
        .route("/books/{id}", get(list::of_book).post(books::configure))
        .route("/books/{id}/checks", post(books::check))
        .route("/books/series/{id}", get(series::show).post(series::change))
        // documents.configure
        .route("/books/series", get(series::new).post(series::create))
        .route("/books/terms", get(series::terms).post(series::set_terms))
        // documents.keep, or documents.keep_unit for the unit's lines
        .route("/papers/{id}/corrections", post(keeping::correct))
        .route("/papers/{id}/filling", post(keeping::fill))
        .route("/papers/{id}/voiding", post(keeping::void))
        .route("/papers/{id}/copies", post(keeping::copy))
        .route("/papers/{id}/relations", post(related::relate))
        .route("/papers/{id}/relations/{other}/parting", post(related::part))
        .route("/papers/{id}/originals", post(keeping::hand_over))
        // documents.keep_unit
        .route("/papers/{id}/entries", post(keeping::enter))
        .route("/papers/{id}/entries/{entry}/voiding", post(keeping::void_entry))
        // the receiver of the original
        .route("/papers/{id}/originals/{moved}", post(keeping::confirm))
        // documents.keep or documents.keep_unit
        .route("/papers/receivers", get(keeping::receivers))
        // incoming.read
        .route("/papers/originals", get(keeping::originals))
        .route("/papers/originals.pdf", get(printed::originals::show))
        // incoming.type, of what is there for the reader
        .route("/papers/{id}/writings", post(writing::save))
        // incoming.list; what of it is there for whom, the books say
        .route("/papers", get(list::show))
        .route("/papers/export.xlsx", get(list::export))
        .route("/papers/export.pdf", get(printed::book::show))
        .route("/papers/{id}", get(book::paper))
        .route("/papers/{id}/slip.pdf", get(guides::slip))
        .route("/papers/{id}/stamped.pdf", get(printed::stamp::show))
        .route("/papers/{id}/files/{file}", get(book::original))
        .route("/papers/{id}/files/{file}/pages/{n}", get(book::page_image))
        .layer(Extension(Spool::shared()))
}

/// What a paper or a receipt is called in notices and calls, for whom may read it.
pub(crate) fn title(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    (kind, id): (&str, uuid::Uuid),
) -> Result<Option<Title>, StoreError> {
    let named = |code: &str, subject: &str| match code {
        "" => subject.to_owned(),
        code => format!("{code} · {subject}"),
    };
    match kind {
        "paper" => {
            let id = Id::from_uuid(id);
            if !book::may_read(tx, viewer, id)? {
                return Ok(None);
            }
            let paper = documents::paper(tx, id)?;
            Ok(paper.map(|paper| Title {
                text: named(&paper.code, &paper.subject),
                href: format!("/papers/{}", paper.id),
            }))
        }
        "receipt" if viewer.may(REGISTER) => {
            let Some(receipt) = store::receipt(tx, Id::from_uuid(id))? else { return Ok(None) };
            let facts = receipt.reading().map(|reading| reading.facts).unwrap_or_default();
            let subject = facts.subject.unwrap_or(receipt.name);
            let code = facts.code.unwrap_or_default();
            Ok(Some(Title { text: named(&code, &subject), href: format!("/incoming/{}", receipt.id) }))
        }
        _ => Ok(None),
    }
}

/// Originals on paper that lie with the post, for whoever hands it over.
pub(crate) fn held(tx: &mut Tx<'_>, post: Id<Post>, _: Date) -> Result<Vec<Held>, StoreError> {
    let mut held = Vec::new();
    for row in documents::originals_with(tx, post, HELD_MOST)? {
        let Some(paper) = documents::paper(tx, row.paper)? else { continue };
        held.push(Held {
            what: t::held_original(),
            title: format!("{} · {} · {}", paper.number, paper.code, paper.subject),
            href: format!("/papers/{}", paper.id),
            on: Some(row.moved_on),
        });
    }
    Ok(held)
}

/// The line of facts under a receipt.
fn by(receipt: &ReceiptRow, issuer: &str, pages: u32, lang: Lang) -> Text {
    let at = receipt.received_at.local().strftime("%H:%M").to_string();
    let source = source(&receipt.source).say(lang);
    let pages = t::pages(pages).say(lang);
    let parts = [issuer, &source, &at, &pages];
    Text::from(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "))
}

/// Where a paper came from.
pub(crate) fn source(code: &str) -> words::Msg {
    match code {
        "upload" => t::source_upload(),
        "camera" => t::source_camera(),
        "mail" => t::source_mail(),
        "exchange" => t::source_exchange(),
        "folder" => t::source_folder(),
        "intake" => t::source_intake(),
        "desk" => t::source_desk(),
        "mailbox" => t::source_mailbox(),
        named if named.starts_with("mailbox:") => {
            t::source_mailbox_named(named.trim_start_matches("mailbox:").to_owned())
        }
        _ => t::source_other(),
    }
}

/// New papers that were read well are just new; doubtful ones ask to be looked at.
fn state_chip(doubtful: bool) -> Due {
    if doubtful { Due::soon(t::check_this()) } else { Due::plain(t::fresh()) }
}

/// A receipt in a list.
pub(crate) fn row(receipt: &ReceiptRow, lang: Lang) -> WorkRow {
    let reading = receipt.reading();
    let facts = reading.as_ref().map(|r| r.facts.clone()).unwrap_or_default();
    let what = match facts.subject {
        Some(subject) => Text::from(subject),
        None => Text::from(receipt.name.clone()),
    };
    let doubtful = reading
        .as_ref()
        .is_none_or(|r| r.problem.is_some() || r.facts.code.is_none() || !r.doubtful().is_empty());
    let due = match receipt.slip_of {
        Some(_) => Due::soon(t::slip_chip()),
        None => state_chip(doubtful),
    };
    WorkRow::new(facts.code.unwrap_or_else(|| "—".to_owned()), what, format!("/incoming/{}", receipt.id))
        .by(by(receipt, facts.issuer.as_deref().unwrap_or(""), reading.map_or(0, |r| r.pages), lang))
        .urgency(urgency(facts.urgency.as_deref().unwrap_or("")))
        .due(due)
}

/// A question at the door, in the same list.
pub(crate) fn question_row(stop: &StopRow, lang: Lang) -> WorkRow {
    let at = stop.at.local().strftime("%H:%M").to_string();
    let by = format!("{} · {at}", source(&stop.source).say(lang));
    WorkRow::new("—", t::question_title(), format!("/incoming/stops/{}", stop.id))
        .by(Text::from(by))
        .due(Due::soon(t::question_chip()))
}

/// The seal of an urgency as read or stored.
pub(crate) fn urgency(mark: &str) -> Option<ui::Urgency> {
    match vietnamese::fold(mark).as_str() {
        "khan" | "urgent" => Some(ui::Urgency::Urgent),
        "thuong khan" | "very" => Some(ui::Urgency::VeryUrgent),
        "hoa toc" | "hoa toc hen gio" | "flash" => Some(ui::Urgency::Flash),
        _ => None,
    }
}
