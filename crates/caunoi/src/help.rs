//! The handbook inside the program: the same files as in `docs/handbook`, in the reader's language, task by task.

use std::fmt::Write as _;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use people::{House, Role, Viewer, refused};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};
use ui::{Card, Crumbs, Html, Page, Text, WorkList, WorkRow};
use words::{Lang, Msg};

use crate::t;

/// One book of the handbook.
struct Book {
    name: &'static str,
    title: fn() -> Msg,
    about: fn() -> Msg,
    vi: &'static str,
    en: &'static str,
}

macro_rules! book {
    ($name:literal, $title:path, $about:path) => {
        Book {
            name: $name,
            title: $title,
            about: $about,
            vi: include_str!(concat!("../../../docs/handbook/vi/", $name, ".md")),
            en: include_str!(concat!("../../../docs/handbook/en/", $name, ".md")),
        }
    };
}

static BOOKS: [Book; 4] = [
    book!("clerk", t::help_clerk, t::help_clerk_about),
    book!("chief", t::help_chief, t::help_chief_about),
    book!("leader", t::help_leader, t::help_leader_about),
    book!("operator", t::help_operator, t::help_operator_about),
];

// (language/name, bytes) of every picture, made by the build script from docs/handbook/pictures.
include!(concat!(env!("OUT_DIR"), "/pictures.rs"));

impl Book {
    fn text(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Vi => self.vi,
            Lang::En => self.en,
        }
    }

    /// Whether it is written for who reads.
    fn is_for(&self, viewer: &Viewer) -> bool {
        let any = |roles: &[Role]| viewer.roles().iter().any(|role| roles.contains(role));
        match self.name {
            "clerk" => any(&[Role::Clerk, Role::UnitClerk]),
            "chief" => any(&[Role::Chief, Role::DeputyChief, Role::HeadOfSection]),
            "leader" => any(&[Role::Leader, Role::Secretary]),
            _ => any(&[Role::Administrator]),
        }
    }
}

/// The books, that of the reader first.
pub async fn index(State(house): State<House>, viewer: Viewer) -> Response {
    let ctx = house.page(&viewer).await;
    let mut books: Vec<&Book> = BOOKS.iter().collect();
    books.sort_by_key(|book| !book.is_for(&viewer));
    let rows = books.into_iter().map(|book| {
        WorkRow::new("", (book.title)(), format!("/help/{}", book.name)).by(Text::Msg((book.about)()))
    });
    let list = Card::new(t::help_books(), WorkList::new(rows).render(ctx.lang)).render(ctx.lang);
    Page::new(&ctx, t::help()).lead(t::help_lead()).narrow().body(list).into_response()
}

/// One book on one page, with its tasks listed above.
pub async fn book(State(house): State<House>, viewer: Viewer, Path(name): Path<String>) -> Response {
    let ctx = house.page(&viewer).await;
    let Some(book) = BOOKS.iter().find(|book| book.name == name) else {
        return refused(&ctx, &kernel::Refusal::not_found());
    };
    let (tasks, body) = rendered(book.text(ctx.lang), ctx.lang);
    let mut list = String::from("<ol>");
    for (anchor, task) in &tasks {
        let _ = write!(list, "<li><a href=\"#{anchor}\">{}</a></li>", Html::text(task).as_str());
    }
    list.push_str("</ol>");
    let contents = Card::new(t::help_tasks(), Html::trusted(list)).padded().render(ctx.lang);
    let body = Html::trusted(format!("<article class=\"handbook\">{body}</article>"));
    Page::new(&ctx, (book.title)())
        .crumbs(Crumbs::new().link(t::help(), "/help").here((book.title)()))
        .lead((book.about)())
        .narrow()
        .body(Html::stack([contents, body]))
        .into_response()
}

/// A picture of the handbook. They change with the program only.
pub async fn picture(Path((lang, name)): Path<(String, String)>) -> Response {
    let wanted = format!("{lang}/{name}");
    match PICTURES.iter().find(|(name, _)| *name == wanted) {
        Some((_, bytes)) => {
            let head =
                [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "private, max-age=3600")];
            (head, *bytes).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The tasks with their anchors, and the text as HTML. The files are our own; even so, no markup passes but what the
/// text itself makes.
fn rendered(text: &str, lang: Lang) -> (Vec<(String, String)>, String) {
    let mut tasks: Vec<(String, String)> = Vec::new();
    let mut events = Vec::new();
    let (mut title, mut task) = (false, None::<String>);
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            // The page has the title already.
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => title = true,
            Event::End(TagEnd::Heading(HeadingLevel::H1)) => title = false,
            _ if title => {}
            Event::Html(_) | Event::InlineHtml(_) => {}
            Event::Start(Tag::Heading { level: HeadingLevel::H2, classes, attrs, .. }) => {
                let anchor = format!("task-{}", tasks.len() + 1);
                let id = Some(CowStr::from(anchor.clone()));
                tasks.push((anchor, String::new()));
                task = Some(String::new());
                events.push(Event::Start(Tag::Heading { level: HeadingLevel::H2, id, classes, attrs }));
            }
            Event::End(TagEnd::Heading(HeadingLevel::H2)) => {
                if let (Some(last), Some(said)) = (tasks.last_mut(), task.take()) {
                    last.1 = said;
                }
                events.push(Event::End(TagEnd::Heading(HeadingLevel::H2)));
            }
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                // In the sources a picture is ../pictures/vi/name.png; here it has an address of its own.
                let name = dest_url.rsplit('/').next().unwrap_or_default();
                let dest_url = CowStr::from(format!("/help/pictures/{}/{name}", lang.code()));
                events.push(Event::Start(Tag::Image { link_type, dest_url, title, id }));
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = match dest_url.strip_suffix(".md") {
                    Some(book) if !book.contains('/') => CowStr::from(format!("/help/{book}")),
                    _ => dest_url,
                };
                events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            other => {
                if let (Some(task), Event::Text(said) | Event::Code(said)) = (&mut task, &other) {
                    task.push_str(said);
                }
                events.push(other);
            }
        }
    }
    let mut body = String::new();
    html::push_html(&mut body, events.into_iter());
    (tasks, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_book_has_its_tasks_in_both_languages_and_every_picture_is_there() {
        for book in &BOOKS {
            let [vi, en] = Lang::ALL.map(|lang| rendered(book.text(lang), lang));
            assert_eq!(vi.0.len(), en.0.len(), "{}: as many tasks in both languages", book.name);
            assert!(vi.0.len() >= 5 && vi.0.iter().all(|(_, said)| !said.is_empty()), "{}", book.name);
            for (lang, (_, body)) in [("vi", &vi), ("en", &en)] {
                assert!(!body.contains("<h1"), "{}", book.name);
                for part in body.split("src=\"/help/pictures/").skip(1) {
                    let name = part.split('"').next().unwrap_or_default();
                    let found = PICTURES.iter().find(|(known, _)| *known == name);
                    let (_, bytes) =
                        found.unwrap_or_else(|| panic!("{} {lang}: no picture {name}", book.name));
                    assert!(bytes.len() < 150_000, "{name} has {} bytes", bytes.len());
                }
                for part in body.split("href=\"/help/").skip(1) {
                    let name = part.split('"').next().unwrap_or_default();
                    assert!(
                        BOOKS.iter().any(|book| book.name == name),
                        "{} {lang}: no book {name}",
                        book.name
                    );
                }
            }
        }
    }

    #[test]
    fn markup_in_the_text_does_not_pass() {
        let (tasks, body) =
            rendered("# A\n\n## Một <b>việc</b>\n\n<script>alert(1)</script>\n\nchữ", Lang::Vi);
        assert_eq!(tasks.len(), 1);
        assert!(!body.contains("<script") && !body.contains("<b>") && body.contains("chữ"), "{body}");
    }
}
