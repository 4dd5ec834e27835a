//! What is printed of books and papers: sheets of plain text, set by the program's press.

pub(super) mod book;

use kernel::Instant;
use people::{House, Viewer};
use print::Head;
use ui::Button;
use words::{Lang, Msg};

use crate::t;

/// Opens a printed page beside the one it is printed from. Turbo would try to read it as a page.
pub(super) fn button(said: Msg, href: String) -> Button {
    Button::link(said, href).icon("printer").attr("target", "_blank").attr("data-turbo", "false")
}

/// Who prints, above, and the day.
fn head(house: &House, now: Instant, lang: Lang) -> Head {
    let day = now.date();
    let two = |n: i8| format!("{n:02}");
    // As dates are written on papers: days below ten and the first two months with a nought.
    let month = if day.month() < 3 { two(day.month()) } else { day.month().to_string() };
    Head {
        superior: String::new(),
        issuer: house.name().to_owned(),
        right: vec![t::printed_day(two(day.day()), month, day.year().to_string()).say(lang)],
    }
}

/// From what it was printed, when, by whom.
fn foot(viewer: &Viewer, now: Instant) -> String {
    let at = now.local().strftime("%H:%M %d/%m/%Y").to_string();
    t::printed_foot(at, viewer.name.clone()).say(viewer.lang)
}

fn lang_code(lang: Lang) -> String {
    lang.code().to_owned()
}
