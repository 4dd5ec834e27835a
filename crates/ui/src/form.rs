//! Forms: what was typed is never lost, and a fault stands beside the field it belongs to.

use std::collections::BTreeMap;

use words::{Lang, Msg};

use crate::ctx::Ctx;
use crate::html::{Html, Text, escape};
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

/// A choice of a select or of suggestions.
#[derive(Debug, Clone)]
pub struct Choice {
    pub value: String,
    pub label: Text,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<Text>) -> Choice {
        Choice { value: value.into(), label: label.into() }
    }
}

#[derive(Debug, Clone)]
enum Kind {
    Input(&'static str),
    Area(u8),
    Select(Vec<Choice>),
    Radios(Vec<Choice>),
    Combo(String),
    Check,
    Date,
}

/// One field with its label, confidence, hint and fault.
#[derive(Debug, Clone)]
pub struct Field {
    kind: Kind,
    name: String,
    label: Text,
    values: Vec<String>,
    hint: Option<Text>,
    faults: Vec<Fault>,
    sure: Option<(u8, bool)>,
    required: bool,
    optional_said: bool,
    focus: bool,
    seen: bool,
    list: Vec<Choice>,
    attrs: Vec<(&'static str, String)>,
}

impl Field {
    fn new(kind: Kind, name: impl Into<String>, label: impl Into<Text>) -> Field {
        Field {
            kind,
            name: name.into(),
            label: label.into(),
            values: Vec::new(),
            hint: None,
            faults: Vec::new(),
            sure: None,
            required: false,
            optional_said: false,
            focus: false,
            seen: false,
            list: Vec::new(),
            attrs: Vec::new(),
        }
    }

    pub fn text(name: impl Into<String>, label: impl Into<Text>) -> Field {
        Field::new(Kind::Input("text"), name, label)
    }
    pub fn search(name: impl Into<String>, label: impl Into<Text>) -> Field {
        Field::new(Kind::Input("search"), name, label)
    }
    /// A day as it is written here, 23/11/2026, in every browser and language; a calendar opens beside it.
    /// Its value is given as `YYYY-MM-DD` or as typed; handlers read both.
    pub fn date(name: impl Into<String>, label: impl Into<Text>) -> Field {
        Field::new(Kind::Date, name, label)
            .attr("inputmode", "numeric")
            .attr("autocomplete", "off")
            .attr("maxlength", "10")
    }
    pub fn time(name: impl Into<String>, label: impl Into<Text>) -> Field {
        Field::new(Kind::Input("time"), name, label)
    }
    pub fn number(name: impl Into<String>, label: impl Into<Text>) -> Field {
        Field::new(Kind::Input("text"), name, label).attr("inputmode", "numeric")
    }
    pub fn email(name: impl Into<String>, label: impl Into<Text>) -> Field {
        Field::new(Kind::Input("email"), name, label).attr("autocomplete", "email")
    }
    /// Never shows a value again.
    pub fn password(name: impl Into<String>, label: impl Into<Text>) -> Field {
        Field::new(Kind::Input("password"), name, label)
    }
    pub fn file(name: impl Into<String>, label: impl Into<Text>) -> Field {
        Field::new(Kind::Input("file"), name, label)
    }
    pub fn area(name: impl Into<String>, label: impl Into<Text>) -> Field {
        Field::new(Kind::Area(3), name, label)
    }
    pub fn select(
        name: impl Into<String>,
        label: impl Into<Text>,
        choices: impl IntoIterator<Item = Choice>,
    ) -> Field {
        Field::new(Kind::Select(choices.into_iter().collect()), name, label)
    }
    pub fn radios(
        name: impl Into<String>,
        label: impl Into<Text>,
        choices: impl IntoIterator<Item = Choice>,
    ) -> Field {
        Field::new(Kind::Radios(choices.into_iter().collect()), name, label)
    }
    /// Suggestions come from `src?q=…` as `<li role="option" data-autocomplete-value="…">…</li>`; without a
    /// script it is a text field, so the handler takes free text too.
    pub fn combo(name: impl Into<String>, label: impl Into<Text>, src: impl Into<String>) -> Field {
        Field::new(Kind::Combo(src.into()), name, label)
    }
    pub fn check(name: impl Into<String>, label: impl Into<Text>) -> Field {
        Field::new(Kind::Check, name, label)
    }

    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Field {
        self.values = vec![value.into()];
        self
    }
    /// For a check box: it is on.
    #[must_use]
    pub fn checked(self, on: bool) -> Field {
        if on { self.value("on") } else { self }
    }
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Text>) -> Field {
        self.hint = Some(hint.into());
        self
    }
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Field {
        self.faults.push(fault);
        self
    }
    /// How sure the reader program is of the value, in percent, and whether a person has to look.
    #[must_use]
    pub fn sure(mut self, percent: u8, doubtful: bool) -> Field {
        self.sure = Some((percent, doubtful));
        self.seen = true;
        self
    }
    #[must_use]
    pub fn required(mut self) -> Field {
        self.required = true;
        self
    }
    /// Says "optional" beside the label, where most fields of the form are required.
    #[must_use]
    pub fn optional(mut self) -> Field {
        self.optional_said = true;
        self
    }
    #[must_use]
    pub fn focus(mut self) -> Field {
        self.focus = true;
        self
    }
    /// Native suggestions, for short lists.
    #[must_use]
    pub fn suggest(mut self, list: impl IntoIterator<Item = Choice>) -> Field {
        self.list = list.into_iter().collect();
        self
    }
    #[must_use]
    pub fn rows(mut self, rows: u8) -> Field {
        self.kind = Kind::Area(rows);
        self
    }
    /// Any further attribute of the control, for example `("autocomplete", "username")`.
    #[must_use]
    pub fn attr(mut self, name: &'static str, value: impl Into<String>) -> Field {
        self.attrs.push((name, value.into()));
        self
    }
    /// Takes value and faults from what was posted.
    #[must_use]
    pub fn filled(mut self, filled: &Filled) -> Field {
        if !filled.values.is_empty() && !matches!(self.kind, Kind::Input("password" | "file")) {
            self.values = filled.values.get(&self.name).cloned().unwrap_or_default();
        }
        self.faults.extend(filled.faults.iter().filter(|f| f.field.as_deref() == Some(&*self.name)).cloned());
        self
    }

    #[must_use]
    pub fn render(&self, lang: Lang) -> Html {
        let id = format!("f-{}", self.name);
        let (id_e, name) = (escape(&id), escape(&self.name));
        let value = self.values.first().map(|v| escape(v)).unwrap_or_default();
        let mut described = Vec::new();
        let mut below = String::new();
        for (at, fault) in self.faults.iter().enumerate() {
            described.push(format!("{id_e}-fault{at}"));
            below += &format!(
                "<p class=\"fault\" id=\"{id_e}-fault{at}\">{}{}</p>",
                crate::html::icon("alert-triangle"),
                escape(&fault.text(lang))
            );
        }
        if let Some(hint) = &self.hint {
            described.push(format!("{id_e}-hint"));
            below += &format!("<p class=\"hint\" id=\"{id_e}-hint\">{}</p>", escape(&hint.say(lang)));
        }
        let mut attrs = format!(" id=\"{id_e}\" name=\"{name}\"");
        if !described.is_empty() {
            attrs += &format!(" aria-describedby=\"{}\"", described.join(" "));
        }
        if !self.faults.is_empty() {
            attrs += " aria-invalid=\"true\"";
        }
        if self.required {
            attrs += " required";
        }
        if self.focus {
            attrs += " autofocus";
        }
        if self.seen {
            attrs += &format!(" data-accept-target=\"field\" data-box-name=\"{name}\"");
        }
        for (key, value) in &self.attrs {
            attrs += &format!(" {key}=\"{}\"", escape(value));
        }
        let doubt = self.sure.is_some_and(|(_, doubtful)| doubtful);
        let class = format!(
            "field{}{}",
            if doubt { " doubt" } else { "" },
            if self.faults.is_empty() { "" } else { " wrong" }
        );
        let mut label = escape(&self.label.say(lang));
        if self.optional_said {
            label += &format!(" <span class=\"quiet\">{}</span>", escape(&t::optional().say(lang)));
        }
        let sure = self.sure.map_or(String::new(), |(percent, doubtful)| {
            let said = if doubtful { t::doubt(u32::from(percent)) } else { t::sure(u32::from(percent)) };
            format!("<span class=\"sure\">{}</span>", escape(&said.say(lang)))
        });
        let options = |choices: &[Choice], chosen: &[String]| -> String {
            choices
                .iter()
                .map(|c| {
                    format!(
                        "<option value=\"{}\"{}>{}</option>",
                        escape(&c.value),
                        if chosen.contains(&c.value) { " selected" } else { "" },
                        escape(&c.label.say(lang))
                    )
                })
                .collect()
        };
        let control = match &self.kind {
            Kind::Input(kind) => {
                let value = if matches!(*kind, "password" | "file") { "" } else { value.as_str() };
                let list = if self.list.is_empty() {
                    String::new()
                } else {
                    attrs += &format!(" list=\"{id_e}-list\"");
                    format!("<datalist id=\"{id_e}-list\">{}</datalist>", options(&self.list, &[]))
                };
                format!("<input class=\"in\" type=\"{kind}\" value=\"{value}\"{attrs}>{list}")
            }
            Kind::Date => {
                let shape = escape(&t::date_shape().say(lang));
                let pick = escape(&t::pick_date().say(lang));
                format!(
                    "<span class=\"day\" data-controller=\"date\"><input class=\"in\" type=\"text\" value=\"{}\" \
                     placeholder=\"{shape}\" data-date-target=\"typed\"{attrs}><input type=\"date\" class=\"native\" \
                     tabindex=\"-1\" aria-hidden=\"true\" data-date-target=\"native\" data-action=\"change->date#picked\">\
                     <button type=\"button\" class=\"pick\" aria-label=\"{pick}\" data-action=\"date#open\">{}</button></span>",
                    day_first(&value),
                    crate::html::icon("calendar")
                )
            }
            Kind::Area(rows) => format!("<textarea class=\"in\" rows=\"{rows}\"{attrs}>\n{value}</textarea>"),
            Kind::Select(choices) => {
                format!("<select class=\"in\"{attrs}>{}</select>", options(choices, &self.values))
            }
            Kind::Combo(src) => format!(
                "<auto-complete src=\"{}\" for=\"{id_e}-list\"><input class=\"in\" type=\"text\" value=\"{value}\" \
                 autocomplete=\"off\"{attrs}><ul class=\"pop\" id=\"{id_e}-list\"></ul></auto-complete>",
                escape(src)
            ),
            Kind::Check => {
                let on = if value.is_empty() { "" } else { " checked" };
                return Html::trusted(format!(
                    "<div class=\"{class} check\"><label><input type=\"checkbox\" value=\"on\"{on}{attrs}><span>{label}\
                     </span></label>{below}</div>"
                ));
            }
            Kind::Radios(choices) => {
                let each: String = choices
                    .iter()
                    .enumerate()
                    .map(|(at, c)| {
                        let on = self.values.contains(&c.value);
                        format!(
                            "<label><input type=\"radio\" name=\"{name}\" id=\"{id_e}-{at}\" value=\"{}\"{}{}><span>{}\
                             </span></label>",
                            escape(&c.value),
                            if on { " checked" } else { "" },
                            if self.required { " required" } else { "" },
                            escape(&c.label.say(lang))
                        )
                    })
                    .collect();
                let described = if described.is_empty() {
                    String::new()
                } else {
                    format!(" aria-describedby=\"{}\"", described.join(" "))
                };
                return Html::trusted(format!(
                    "<fieldset class=\"{class} radios\" id=\"{id_e}\"{described}><legend>{label}{sure}</legend>\
                     <div class=\"choices\">{each}</div>{below}</fieldset>"
                ));
            }
        };
        Html::trusted(format!(
            "<div class=\"{class}\"><div class=\"label\"><label for=\"{id_e}\">{label}</label>{sure}</div>{control}{below}</div>"
        ))
    }
}

/// `2026-11-23` as it is read here; anything else stays as it was typed.
fn day_first(value: &str) -> String {
    let parts: Vec<&str> = value.split('-').collect();
    match parts.as_slice() {
        [year, month, day]
            if year.len() == 4 && parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit())) =>
        {
            format!("{day}/{month}/{year}")
        }
        _ => value.to_owned(),
    }
}

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

    /// What was typed and what was wrong; give it before the fields.
    #[must_use]
    pub fn filled(mut self, filled: &Filled) -> Form<'a> {
        self.filled = filled.clone();
        self
    }
    #[must_use]
    pub fn hidden(mut self, name: impl Into<String>, value: impl Into<String>) -> Form<'a> {
        self.hidden.push((name.into(), value.into()));
        self
    }
    #[must_use]
    pub fn put(mut self, field: Field) -> Form<'a> {
        let inside = self.field(field);
        self.inside += &inside;
        self
    }
    /// Fields side by side where there is room.
    #[must_use]
    pub fn row(mut self, fields: impl IntoIterator<Item = Field>) -> Form<'a> {
        let inside: String = fields.into_iter().map(|f| self.field(f)).collect();
        self.inside += &format!("<div class=\"two\">{inside}</div>");
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

    fn field(&mut self, field: Field) -> String {
        self.named.push(field.name.clone());
        field.filled(&self.filled).render(self.ctx.lang).into_string()
    }

    #[must_use]
    pub fn render(&self) -> Html {
        let lang = self.ctx.lang;
        let mut out = format!(
            "<form class=\"{}\" method=\"{}\" action=\"{}\"",
            self.class,
            if self.post { "post" } else { "get" },
            escape(&self.action)
        );
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
}
