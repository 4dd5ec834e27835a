//! A page: the house around what a function has rendered.

use std::borrow::Cow;
use std::sync::LazyLock;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::ctx::{Ctx, Journal, NavItem, Theme};
use crate::html::{Html, Text};
use crate::parts::Crumbs;
use crate::{assets, t};

#[derive(Debug)]
enum Inside {
    Body(Html),
    Panes { list: Html, middle: Html, facts: Html },
}

/// Which pane a phone shows first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pane {
    List,
    #[default]
    Middle,
    Facts,
}

#[derive(Debug)]
pub struct Page<'a> {
    ctx: &'a Ctx,
    title: Text,
    lead: Option<Text>,
    actions: Html,
    crumbs: Option<Crumbs>,
    inside: Inside,
    status: StatusCode,
    slim: bool,
    bare: bool,
    narrow: bool,
    prefetch: bool,
    live: Vec<String>,
    pane: Pane,
    beside: Html,
    back: Option<String>,
}

impl<'a> Page<'a> {
    pub fn new(ctx: &'a Ctx, title: impl Into<Text>) -> Page<'a> {
        Page {
            ctx,
            title: title.into(),
            lead: None,
            actions: Html::default(),
            crumbs: None,
            inside: Inside::Body(Html::default()),
            status: StatusCode::OK,
            slim: false,
            bare: false,
            narrow: false,
            prefetch: true,
            live: Vec::new(),
            pane: Pane::default(),
            beside: Html::default(),
            back: None,
        }
    }

    /// The quiet line under the title: what the list holds, when it was checked.
    #[must_use]
    pub fn lead(mut self, lead: impl Into<Text>) -> Page<'a> {
        self.lead = Some(lead.into());
        self
    }
    /// What can be done on this page, at the right of the title; on a phone in thumb reach.
    #[must_use]
    pub fn actions(mut self, actions: impl IntoIterator<Item = Html>) -> Page<'a> {
        self.actions = Html::join(actions);
        self
    }
    #[must_use]
    pub fn crumbs(mut self, crumbs: Crumbs) -> Page<'a> {
        self.crumbs = Some(crumbs);
        self
    }
    /// One column under the title.
    #[must_use]
    pub fn body(mut self, body: Html) -> Page<'a> {
        self.inside = Inside::Body(body);
        self
    }
    /// List left, paper in the middle, facts and actions right; the rail is slim. An empty pane takes no room.
    #[must_use]
    pub fn panes(mut self, list: Html, middle: Html, facts: Html) -> Page<'a> {
        self.inside = Inside::Panes { list, middle, facts };
        self.slim = true;
        self
    }
    /// The pane that a phone shows: the list when nothing is chosen.
    #[must_use]
    pub fn pane(mut self, pane: Pane) -> Page<'a> {
        self.pane = pane;
        self
    }
    /// Beside the title of the right pane: a chip.
    #[must_use]
    pub fn beside(mut self, chip: Html) -> Page<'a> {
        self.beside = chip;
        self
    }
    /// Where "back" on a phone leads from the middle pane: the list.
    #[must_use]
    pub fn back(mut self, href: impl Into<String>) -> Page<'a> {
        self.back = Some(href.into());
        self
    }
    #[must_use]
    pub fn slim(mut self) -> Page<'a> {
        self.slim = true;
        self
    }
    /// Without rail and bar, in the middle of the window: signing in, the first run.
    #[must_use]
    pub fn bare(mut self) -> Page<'a> {
        self.bare = true;
        self
    }
    /// A column for reading and forms.
    #[must_use]
    pub fn narrow(mut self) -> Page<'a> {
        self.narrow = true;
        self
    }
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Page<'a> {
        self.status = status;
        self
    }
    /// No link of this page is fetched before it is followed: hovering must not open a paper.
    #[must_use]
    pub fn no_prefetch(mut self) -> Page<'a> {
        self.prefetch = false;
        self
    }
    /// Refreshes itself when one of these topics changes.
    #[must_use]
    pub fn live<T: Into<String>>(mut self, topics: impl IntoIterator<Item = T>) -> Page<'a> {
        self.live = topics.into_iter().map(Into::into).collect();
        self
    }

    #[must_use]
    pub fn render(&self) -> String {
        let lang = self.ctx.lang;
        let title = self.title.say(lang);
        let (body, list, middle, facts) = match &self.inside {
            Inside::Body(body) => (Some(body), None, None, None),
            Inside::Panes { list, middle, facts } => (None, Some(list), Some(middle), Some(facts)),
        };
        let shell = Shell {
            ctx: self.ctx,
            title: &title,
            lead: self.lead.as_ref().map(|l| l.say(lang)),
            actions: &self.actions,
            crumbs: self.crumbs.as_ref().map(|c| c.render(lang)),
            body,
            list,
            middle,
            facts,
            page: self,
            css: assets::address("app.css"),
            js: assets::address("app.js"),
            mark: assets::address("mark.svg"),
            fonts: &FONTS,
            current: self.ctx.current(),
        };
        // The shell itself is some twelve thousand bytes: nothing of it is moved while the page grows.
        let inside = [body, list, middle, facts].into_iter().flatten().map(|part| part.as_str().len());
        let mut page = String::with_capacity(inside.sum::<usize>() + SHELL);
        if shell.render_into(&mut page).is_err() {
            page.clear();
        }
        page
    }
}

impl IntoResponse for Page<'_> {
    fn into_response(self) -> Response {
        (self.status, axum::response::Html(self.render())).into_response()
    }
}

/// Room for what stands around a page's own part.
const SHELL: usize = 16 << 10;

static FONTS: LazyLock<[String; 4]> = LazyLock::new(|| {
    ["vietnamese-400", "latin-400", "vietnamese-600", "latin-600"]
        .map(|part| assets::url(&format!("be-vietnam-pro-{part}-normal.woff2")))
});

#[derive(Template)]
#[template(path = "shell.html")]
struct Shell<'a> {
    ctx: &'a Ctx,
    title: &'a str,
    lead: Option<String>,
    actions: &'a Html,
    crumbs: Option<Html>,
    body: Option<&'a Html>,
    list: Option<&'a Html>,
    middle: Option<&'a Html>,
    facts: Option<&'a Html>,
    page: &'a Page<'a>,
    css: Cow<'static, str>,
    js: Cow<'static, str>,
    mark: Cow<'static, str>,
    fonts: &'a [String; 4],
    current: Option<usize>,
}

impl Shell<'_> {
    fn say(&self, msg: &words::Msg) -> Cow<'static, str> {
        msg.said(self.ctx.lang)
    }
    fn notices(&self) -> Html {
        Html::join(self.ctx.notices.iter().map(|notice| notice.render(self.ctx.lang)))
    }
    fn house(&self) -> Cow<'_, str> {
        self.ctx.house.said(self.ctx.lang)
    }
    fn late(&self, item: &NavItem) -> Cow<'static, str> {
        self.say(&t::count_late(item.late))
    }
    fn bell(&self) -> Cow<'static, str> {
        self.say(&t::bell_new(self.ctx.bell))
    }
    fn journal(&self, journal: &Journal) -> Cow<'static, str> {
        self.say(&if journal.sound { t::journal_sound(&journal.at) } else { t::journal_broken(&journal.at) })
    }
    fn theme(&self) -> &'static str {
        self.ctx.theme.code()
    }
    fn themes(&self) -> [(Theme, &'static str, words::Msg); 3] {
        [
            (Theme::Auto, "sun-moon", t::theme_auto()),
            (Theme::Light, "sun", t::theme_light()),
            (Theme::Dark, "moon", t::theme_dark()),
        ]
    }
    fn pane(&self) -> &'static str {
        match self.page.pane {
            Pane::List => "list",
            Pane::Middle => "middle",
            Pane::Facts => "facts",
        }
    }
    fn topics(&self) -> String {
        let topics: Vec<String> =
            self.page.live.iter().chain(&self.ctx.always).map(|topic| self.ctx.topic(topic)).collect();
        topics.join(" ")
    }
    fn is_current(&self, at: &usize) -> bool {
        self.current == Some(*at)
    }
}

#[cfg(test)]
mod tests {
    use words::Lang;

    use super::*;
    use crate::ctx::Who;

    #[test]
    fn the_house_stands_around_what_a_function_renders() {
        let mut ctx = Ctx::new(Lang::Vi, String::new);
        ctx.demo = true;
        ctx.path = "/sign/12?x=1".to_owned();
        ctx.who = Some(Who { name: "Trần <Thị> Ba".to_owned(), post: "Văn thư".to_owned() });
        let item = |key, href: &str| NavItem {
            key,
            href: href.to_owned(),
            also: if key == "k" { &["/seals"] } else { &[] },
            icon: "home",
            title: t::sign_in(),
            count: 0,
            late: 0,
        };
        ctx.nav = vec![item("t", "/"), item("k", "/sign"), item("z", "/signature")];
        let html =
            Page::new(&ctx, "Một <trang>").body(Html::trusted("<p>xin chào</p>")).no_prefetch().render();
        assert!(html.contains("<p>xin chào</p>") && html.contains("Một &#60;trang&#62;"), "{html}");
        assert!(
            html.contains("DỮ LIỆU GIẢ ĐỊNH") && html.contains("name=\"turbo-prefetch\" content=\"false\"")
        );
        assert!(!html.contains("<Thị>"));
        assert_eq!(ctx.current(), Some(1));
        ctx.path = "/seals/3".to_owned();
        assert_eq!(ctx.current(), Some(1), "its pages begin elsewhere too");
        ctx.path = "/sealing".to_owned();
        assert_eq!(ctx.current(), None, "not what only begins alike");
        assert!(!html.contains("style=\"") && !html.contains("onclick"), "nothing inline");
    }
}
