//! Forms: what was typed is never lost, and a fault stands beside the field it belongs to.

mod field;

use std::collections::BTreeMap;

use words::{Lang, Msg};

pub use self::field::{Choice, Field, Options};
use crate::ctx::Ctx;
use crate::html::{Html, escape, escape_into};
use crate::parts::Button;
use crate::t;

/// Why a form was not taken: what to say, the field it belongs to, the rule's source.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    pub msg: Msg,
    pub field: Option<String>,
    pub source: Option<String>,
    /// The stable name for programs; the message's key.
    pub code: &'static str,
}

impl Fault {
    #[must_use]
    pub fn new(msg: Msg) -> Fault {
        Fault { code: msg.key(), msg, field: None, source: None }
    }

    #[must_use]
    pub fn field(mut self, name: impl Into<String>) -> Fault {
        self.field = Some(name.into());
        self
    }

    #[must_use]
    pub fn source(mut self, source: impl Into<String>) -> Fault {
        self.source = Some(source.into());
        self
    }

    fn text(&self, lang: Lang) -> String {
        match &self.source {
            Some(source) => format!("{} ({})", self.msg.say(lang), t::source(source).say(lang)),
            None => self.msg.say(lang),
        }
    }
}

/// What was typed into a form, and what was wrong with it. Empty for a fresh form.
#[derive(Debug, Clone, Default)]
pub struct Filled {
    pub values: BTreeMap<String, Vec<String>>,
    pub faults: Vec<Fault>,
}

impl Filled {
    /// From the pairs of a posted form.
    pub fn from_pairs<K: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (K, V)>) -> Filled {
        let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in pairs {
            values.entry(name.into()).or_default().push(value.into());
        }
        Filled { values, faults: Vec::new() }
    }

    #[must_use]
    pub fn with(mut self, faults: impl IntoIterator<Item = Fault>) -> Filled {
        self.faults.extend(faults);
        self
    }

    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).and_then(|all| all.first()).map(String::as_str)
    }
}

/// Says which form of a page was sent.
const SENT: &str = "sent";

/// A form. POST forms carry the act id (sent twice, the act happens once) and the house's token.
#[derive(Debug)]
pub struct Form<'a> {
    ctx: &'a Ctx,
    post: bool,
    action: String,
    filled: Filled,
    inside: String,
    buttons: String,
    hidden: Vec<(String, String)>,
    named: Vec<String>,
    class: &'static str,
    attrs: Vec<(&'static str, String)>,
    files: bool,
}

impl<'a> Form<'a> {
    pub fn post(ctx: &'a Ctx, action: impl Into<String>) -> Form<'a> {
        Form {
            ctx,
            post: true,
            action: action.into(),
            filled: Filled::default(),
            inside: String::new(),
            buttons: String::new(),
            hidden: Vec::new(),
            named: Vec::new(),
            class: "form",
            attrs: vec![("data-controller", "form".to_owned())],
            files: false,
        }
    }

    /// A filter: it sends itself when something changes.
    pub fn get(ctx: &'a Ctx, action: impl Into<String>) -> Form<'a> {
        let attrs =
            vec![("data-controller", "autosubmit".to_owned()), ("data-turbo-action", "replace".to_owned())];
        Form { post: false, class: "form filter", attrs, ..Form::post(ctx, action) }
    }

    /// What was typed and what was wrong; give it before the fields. Where another form of the page was sent, this one
    /// stays as it was.
    #[must_use]
    pub fn filled(mut self, filled: &Filled) -> Form<'a> {
        if filled.get(SENT).is_none_or(|sent| sent == self.action) {
            self.filled = filled.clone();
        }
        self
    }
    #[must_use]
    pub fn hidden(mut self, name: impl Into<String>, value: impl Into<String>) -> Form<'a> {
        self.hidden.push((name.into(), value.into()));
        self
    }
    #[must_use]
    pub fn put(mut self, field: Field) -> Form<'a> {
        self.field(field);
        self
    }
    /// Fields side by side where there is room.
    #[must_use]
    pub fn row(mut self, fields: impl IntoIterator<Item = Field>) -> Form<'a> {
        self.inside += "<div class=\"two\">";
        fields.into_iter().for_each(|field| self.field(field));
        self.inside += "</div>";
        self
    }
    #[must_use]
    pub fn html(mut self, html: &Html) -> Form<'a> {
        self.inside += html.as_str();
        self
    }
    #[must_use]
    pub fn button(mut self, button: &Button) -> Form<'a> {
        self.buttons += button.render(self.ctx.lang).as_str();
        self
    }
    /// One button in a line of others rather than a form of its own height.
    #[must_use]
    pub fn inline(mut self) -> Form<'a> {
        self.class = "form inline";
        self
    }
    /// Files go with it.
    #[must_use]
    pub fn files(mut self) -> Form<'a> {
        self.files = true;
        self
    }
    /// The accept screen: doubtful fields first, boxes follow the focus, one key accepts.
    #[must_use]
    pub fn accept(self) -> Form<'a> {
        self.attr("data-controller", "form accept")
    }
    /// A full page load instead of Turbo, for signing in and out.
    #[must_use]
    pub fn whole_page(self) -> Form<'a> {
        self.attr("data-turbo", "false")
    }
    #[must_use]
    pub fn attr(mut self, name: &'static str, value: impl Into<String>) -> Form<'a> {
        self.attrs.retain(|(key, _)| *key != name);
        self.attrs.push((name, value.into()));
        self
    }

    fn field(&mut self, field: Field) {
        self.named.push(field.name.clone());
        field.filled(&self.filled).write(&mut self.inside, self.ctx.lang);
    }

    #[must_use]
    pub fn render(&self) -> Html {
        let lang = self.ctx.lang;
        let mut out = String::with_capacity(self.inside.len() + 512);
        for part in ["<form class=\"", self.class, "\" method=\"", if self.post { "post" } else { "get" }] {
            out.push_str(part);
        }
        out.push_str("\" action=\"");
        escape_into(&mut out, &self.action);
        out.push('"');
        if self.files {
            out += " enctype=\"multipart/form-data\"";
        }
        for (name, value) in &self.attrs {
            out += &format!(" {name}=\"{}\"", escape(value));
        }
        out.push('>');
        let mut hidden = |name: &str, value: &str| {
            out += &format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escape(name), escape(value));
        };
        if self.post {
            hidden("act_id", &self.ctx.act_id());
            hidden("csrf", &self.ctx.csrf);
            hidden(SENT, &self.action);
        }
        for (name, value) in &self.hidden {
            hidden(name, value);
        }
        if !self.filled.faults.is_empty() {
            let list: String = self
                .filled
                .faults
                .iter()
                .map(|f| {
                    let said = escape(&f.text(lang));
                    match &f.field {
                        Some(name) if self.named.contains(name) => {
                            format!("<li><a href=\"#f-{}\">{said}</a></li>", escape(name))
                        }
                        _ => format!("<li>{said}</li>"),
                    }
                })
                .collect();
            let title = t::form_faults(self.filled.faults.len()).say(lang);
            out += &format!(
                "<div class=\"faults\" role=\"alert\" tabindex=\"-1\" data-form-target=\"faults\"><b>{}</b><ul>{list}</ul></div>",
                escape(&title)
            );
        }
        out += &self.inside;
        if !self.buttons.is_empty() {
            out += &format!("<div class=\"buttons\">{}</div>", self.buttons);
        }
        out += "</form>";
        Html::trusted(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_form_keeps_what_was_typed_and_says_why_beside_the_field() {
        let mut ctx = Ctx::new(Lang::Vi, || "act-1".to_owned());
        ctx.csrf = "token".to_owned();
        let fault = Fault::new(t::error_422()).field("code").source("Nghị định 30/2020/NĐ-CP, Điều 22");
        let filled = Filled::from_pairs([("code", "25-\"CV\"/TU"), ("secret", "x")]).with([fault]);
        let html = Form::post(&ctx, "/papers")
            .filled(&filled)
            .put(Field::text("code", "Số, ký hiệu").value("before"))
            .put(Field::password("secret", "Mật khẩu"))
            .render()
            .into_string();
        assert!(html.contains("value=\"25-&quot;CV&quot;/TU\""), "{html}");
        assert!(
            html.contains("aria-invalid=\"true\"") && html.contains("aria-describedby=\"f-code-fault0\"")
        );
        assert!(html.contains("Căn cứ: Nghị định 30/2020/NĐ-CP, Điều 22"));
        assert!(
            html.contains("name=\"act_id\" value=\"act-1\"")
                && html.contains("name=\"csrf\" value=\"token\"")
        );
        assert!(!html.contains("value=\"x\""), "a password is never shown again");
    }

    #[test]
    fn a_form_that_was_not_sent_stays_as_it_was() {
        let ctx = Ctx::new(Lang::Vi, || "act-1".to_owned());
        let fault = Fault::new(t::error_422()).field("to");
        let filled = Filled::from_pairs([("sent", "/server/trial"), ("to", "x")]).with([fault]);
        let form = |action| {
            let form = Form::post(&ctx, action).filled(&filled);
            form.put(Field::text("to", "Tới").value("before")).render().into_string()
        };
        let (other, sent) = (form("/server"), form("/server/trial"));
        assert!(other.contains("value=\"before\"") && !other.contains("faults"), "{other}");
        assert!(sent.contains("value=\"x\"") && sent.contains("faults"), "{sent}");
    }
}
