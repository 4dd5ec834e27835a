//! What can be pressed: buttons with the key printed on them, dialogs, the place where files are dropped.

use words::Lang;

use crate::html::{Html, Text, escape, icon};
use crate::t;

#[derive(Debug, Clone)]
enum Does {
    Submit,
    Link(String),
    Dialog(String),
    Print,
}

/// A button or a link that looks like one.
#[derive(Debug, Clone)]
pub struct Button {
    does: Does,
    label: Text,
    icon: Option<&'static str>,
    key: Option<&'static str>,
    class: Vec<&'static str>,
    name_value: Option<(String, String)>,
    attrs: Vec<(&'static str, String)>,
}

impl Button {
    fn new(does: Does, label: impl Into<Text>) -> Button {
        Button {
            does,
            label: label.into(),
            icon: None,
            key: None,
            class: Vec::new(),
            name_value: None,
            attrs: Vec::new(),
        }
    }
    pub fn submit(label: impl Into<Text>) -> Button {
        Button::new(Does::Submit, label)
    }
    pub fn link(label: impl Into<Text>, href: impl Into<String>) -> Button {
        Button::new(Does::Link(href.into()), label)
    }
    /// Opens the [`Dialog`] of this id.
    pub fn dialog(label: impl Into<Text>, id: impl Into<String>) -> Button {
        Button::new(Does::Dialog(id.into()), label)
    }
    pub fn print(label: impl Into<Text>) -> Button {
        Button::new(Does::Print, label).icon("printer")
    }
    /// Opens a printed page beside this one: Turbo would take it for a page of ours.
    pub fn pdf(label: impl Into<Text>, href: impl Into<String>) -> Button {
        Button::link(label, href).icon("printer").attr("target", "_blank").attr("data-turbo", "false")
    }
    /// The one thing that this page is for.
    #[must_use]
    pub fn main(mut self) -> Button {
        self.class.push("do");
        self
    }
    #[must_use]
    pub fn plain(mut self) -> Button {
        self.class.push("plain");
        self
    }
    /// A leader's verb: a big target.
    #[must_use]
    pub fn big(mut self) -> Button {
        self.class.push("big");
        self
    }
    #[must_use]
    pub fn icon(mut self, name: &'static str) -> Button {
        self.icon = Some(name);
        self
    }
    /// The key that does it: `"r"`, `"n v"`, `"Enter"`, `"Ctrl+Enter"`. Printed on the button and listed by `?`.
    #[must_use]
    pub fn key(mut self, key: &'static str) -> Button {
        self.key = Some(key);
        self
    }
    /// Which of several buttons of a form was pressed.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>, value: impl Into<String>) -> Button {
        self.name_value = Some((name.into(), value.into()));
        self
    }
    #[must_use]
    pub fn attr(mut self, name: &'static str, value: impl Into<String>) -> Button {
        self.attrs.push((name, value.into()));
        self
    }

    #[must_use]
    pub fn render(&self, lang: Lang) -> Html {
        let mut attrs = String::new();
        if let Some(key) = self.key {
            attrs += &format!(" data-key=\"{}\"", escape(key));
        }
        if let Some((name, value)) = &self.name_value {
            attrs += &format!(" name=\"{}\" value=\"{}\"", escape(name), escape(value));
        }
        for (name, value) in &self.attrs {
            attrs += &format!(" {name}=\"{}\"", escape(value));
        }
        let mut inside = self.icon.map(|name| icon(name).into_string()).unwrap_or_default();
        inside += &format!("<span>{}</span>", escape(&self.label.say(lang)));
        inside += self.key.map(keycap).unwrap_or_default().as_str();
        let class: String = self.class.iter().map(|c| format!(" {c}")).collect();
        Html::trusted(match &self.does {
            Does::Submit => format!("<button class=\"btn{class}\" type=\"submit\"{attrs}>{inside}</button>"),
            Does::Link(href) => {
                format!("<a class=\"btn{class}\" href=\"{}\"{attrs}>{inside}</a>", escape(href))
            }
            Does::Dialog(id) => format!(
                "<button class=\"btn{class}\" type=\"button\" data-controller=\"opener\" data-action=\"opener#open\" \
                 data-opener-dialog-value=\"{}\"{attrs}>{inside}</button>",
                escape(id)
            ),
            Does::Print => format!(
                "<button class=\"btn{class} needs-script\" type=\"button\" data-controller=\"print\" \
                 data-action=\"print#now\"{attrs}>{inside}</button>"
            ),
        })
    }
}

/// The key as it is printed on a button.
pub(crate) fn keycap(key: &str) -> String {
    let shown = match key {
        "Enter" => "↵".to_owned(),
        other => other.replace("Enter", "↵").replace("Ctrl+", "Ctrl ").replace("Alt+", "Alt "),
    };
    format!("<kbd aria-hidden=\"true\">{}</kbd>", escape(&shown))
}

/// A native dialog. Without a script it stands open at the place where it was put.
#[derive(Debug, Clone)]
pub struct Dialog {
    id: String,
    title: Text,
    body: Html,
}

impl Dialog {
    pub fn new(id: impl Into<String>, title: impl Into<Text>, body: Html) -> Dialog {
        Dialog { id: id.into(), title: title.into(), body }
    }

    #[must_use]
    pub fn render(&self, lang: Lang) -> Html {
        let id = escape(&self.id);
        Html::trusted(format!(
            "<dialog class=\"dialog\" id=\"{id}\" aria-labelledby=\"{id}-title\"><header><h2 id=\"{id}-title\">{}</h2>\
             <form method=\"dialog\"><button class=\"bare\" aria-label=\"{}\">{}</button></form></header>\
             <div class=\"inside\">{}</div></dialog>",
            escape(&self.title.say(lang)),
            escape(&t::close().say(lang)),
            icon("x"),
            self.body
        ))
    }
}

/// Where files are dropped, chosen or photographed: inside a [`Form`](crate::Form) with `.files()`. With a script
/// each file goes by itself with progress and its own result; without one the form is sent as a whole.
///
/// Per file the script posts the same form with one file and `Accept: application/json`, and reads
/// `{"title": …, "detail": …, "href": …, "ok": true|false}`.
#[derive(Debug, Clone)]
pub struct Drop {
    name: String,
    hint: Option<Text>,
    accept: Option<String>,
    camera: bool,
}

impl Drop {
    pub fn new(name: impl Into<String>) -> Drop {
        Drop { name: name.into(), hint: None, accept: None, camera: false }
    }
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Text>) -> Drop {
        self.hint = Some(hint.into());
        self
    }
    /// What the file chooser offers: `.pdf,.docx,.eml`.
    #[must_use]
    pub fn accept(mut self, accept: impl Into<String>) -> Drop {
        self.accept = Some(accept.into());
        self
    }
    /// The device's camera, in a field of its own called `photo`. What it takes is one paper until told otherwise.
    #[must_use]
    pub fn camera(mut self) -> Drop {
        self.camera = true;
        self
    }

    #[must_use]
    pub fn render(&self, lang: Lang) -> Html {
        let name = escape(&self.name);
        let say = |msg: words::Msg| escape(&msg.say(lang));
        let accept = self.accept.as_ref().map_or(String::new(), |a| format!(" accept=\"{}\"", escape(a)));
        let hint = self.hint.as_ref().map_or(String::new(), |h| {
            format!("<p class=\"hint\" id=\"f-{name}-hint\">{}</p>", escape(&h.say(lang)))
        });
        let described =
            if hint.is_empty() { String::new() } else { format!(" aria-describedby=\"f-{name}-hint\"") };
        let camera = if self.camera {
            format!(
                "<label class=\"btn camera\">{}<span>{}</span><input class=\"hidden-input\" type=\"file\" name=\"photo\" multiple \
                 accept=\"image/*\" capture=\"environment\" data-drop-target=\"input\" data-action=\"drop#chosen\"></label>",
                icon("camera"),
                say(t::drop_camera())
            )
        } else {
            String::new()
        };
        Html::trusted(format!(
            "<div class=\"drop\" data-controller=\"drop\" data-action=\"dragover->drop#over dragleave->drop#leave \
             drop->drop#dropped\" data-drop-waiting-value=\"{}\" data-drop-sending-value=\"{}\" data-drop-done-value=\"{}\" \
             data-drop-asks-value=\"{}\" \
             data-drop-failed-value=\"{}\" data-drop-retry-value=\"{}\" data-drop-up-value=\"{}\" data-drop-away-value=\"{}\"><div class=\"zone\">{}<b>{}</b>\
             <label class=\"choose\" for=\"f-{name}\">{}</label><input class=\"in\" type=\"file\" multiple id=\"f-{name}\" \
             name=\"{name}\"{accept}{described} data-drop-target=\"input\" data-action=\"drop#chosen\">{camera}{hint}</div>\
             <ul class=\"results\" aria-live=\"polite\" aria-label=\"{}\" data-drop-target=\"results\"></ul></div>",
            say(t::drop_waiting()),
            say(t::drop_sending()),
            say(t::drop_done()),
            say(t::drop_asks()),
            say(t::drop_failed()),
            say(t::drop_retry()),
            say(t::drop_up()),
            say(t::drop_away()),
            icon("file-upload"),
            say(t::drop()),
            say(t::drop_or()),
            say(t::drop_summary()),
        ))
    }
}
