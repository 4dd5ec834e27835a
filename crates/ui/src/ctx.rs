//! What every page knows about its reader and its house. The program fills it, a function passes it on.

use std::sync::Arc;

use words::{Lang, Msg};

use crate::html::Text;
use crate::parts::Notice;

/// Light, dark, or as the device says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Theme> {
        match code {
            "auto" => Some(Theme::Auto),
            "light" => Some(Theme::Light),
            "dark" => Some(Theme::Dark),
            _ => None,
        }
    }
}

/// Who is signed in, as the top bar shows them.
#[derive(Debug, Clone, Default)]
pub struct Who {
    pub name: String,
    pub post: String,
}

/// A delegation that can be acted under: posted as `delegation` to `/acting`.
#[derive(Debug, Clone)]
pub struct StandIn {
    pub value: String,
    pub label: Msg,
    pub hint: Msg,
}

/// One part of the house in the rail. `key` is pressed after `g`.
#[derive(Debug, Clone)]
pub struct NavItem {
    pub key: &'static str,
    pub href: String,
    /// Where else its pages begin.
    pub also: &'static [&'static str],
    pub icon: &'static str,
    pub title: Msg,
    /// What waits there; nothing is shown for zero.
    pub count: u64,
    /// How many of these are overdue: the count is then red and says so.
    pub late: u64,
}

/// The journal's health, in the corner of every page.
#[derive(Debug, Clone)]
pub struct Journal {
    pub sound: bool,
    /// The time of the last check as people write it: `17:42`.
    pub at: String,
    pub href: String,
}

/// The fields of the form that was sent, as they were sent. A page that says that nothing was saved gives them back.
#[derive(Clone, Default)]
pub struct Typed(pub Arc<[(String, String)]>);

impl std::fmt::Debug for Typed {
    /// What somebody typed enters no log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} fields", self.0.len())
    }
}

/// The context of a page.
#[derive(Clone)]
pub struct Ctx {
    pub lang: Lang,
    pub theme: Theme,
    /// A house of fictional data: every page says so.
    pub demo: bool,
    /// The token that every form hands back.
    pub csrf: String,
    /// The path with its query, for "back to here".
    pub path: String,
    /// What was asked of search, shown again in its box.
    pub asked: String,
    /// The office whose house this is.
    pub house: Text,
    /// `None` before signing in: then there is no rail.
    pub who: Option<Who>,
    /// "được uỷ quyền điều hành thay … đến …".
    pub acting: Option<Msg>,
    /// Delegations that the reader may switch to, in the account menu.
    pub stand_ins: Vec<StandIn>,
    pub nav: Vec<NavItem>,
    /// Unread notices.
    pub bell: u64,
    pub journal: Option<Journal>,
    /// Topics that every page of this reader follows: what calls somebody must not wait for the next page.
    pub always: Vec<String>,
    /// Shown once, under the top bar.
    pub notices: Vec<Notice>,
    /// What was typed into the form whose answer this page is.
    pub typed: Typed,
    act_id: Arc<dyn Fn() -> String + Send + Sync>,
    topic: Arc<dyn Fn(&str) -> String + Send + Sync>,
}

impl std::fmt::Debug for Ctx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ctx").field("lang", &self.lang).field("path", &self.path).finish_non_exhaustive()
    }
}

impl Ctx {
    /// `act_id` makes a fresh act id for each form; it comes from the kernel's clock.
    pub fn new(lang: Lang, act_id: impl Fn() -> String + Send + Sync + 'static) -> Ctx {
        Ctx {
            lang,
            theme: Theme::Auto,
            demo: false,
            csrf: String::new(),
            path: "/".to_owned(),
            asked: String::new(),
            house: Text::default(),
            who: None,
            acting: None,
            stand_ins: Vec::new(),
            nav: Vec::new(),
            bell: 0,
            journal: None,
            always: Vec::new(),
            notices: Vec::new(),
            typed: Typed::default(),
            act_id: Arc::new(act_id),
            topic: Arc::new(str::to_owned),
        }
    }

    /// How the event stream writes the name of a topic.
    pub fn topics_as(&mut self, name: impl Fn(&str) -> String + Send + Sync + 'static) {
        self.topic = Arc::new(name);
    }

    #[must_use]
    pub(crate) fn topic(&self, name: &str) -> String {
        (self.topic)(name)
    }

    #[must_use]
    pub fn act_id(&self) -> String {
        (self.act_id)()
    }

    #[must_use]
    pub fn say(&self, text: impl Into<Text>) -> String {
        text.into().say(self.lang)
    }

    /// The rail item that this page belongs to: the longest address that begins the path.
    #[must_use]
    pub fn current(&self) -> Option<usize> {
        let path = self.path.split('?').next().unwrap_or("/");
        self.nav
            .iter()
            .enumerate()
            .flat_map(|(at, item)| {
                let begins = std::iter::once(item.href.as_str()).chain(item.also.iter().copied());
                begins.map(move |href| (at, href))
            })
            .filter(|(_, href)| {
                path.strip_prefix(href)
                    .is_some_and(|rest| rest.is_empty() || (*href != "/" && rest.starts_with('/')))
            })
            .max_by_key(|(_, href)| href.len())
            .map(|(at, _)| at)
    }
}
