//! One field of a form: its label, its control, what was typed, what was wrong with it.

use std::sync::Arc;

use words::Lang;

use super::{Fault, Filled};
use crate::html::{Html, Text, escape, escape_into};
use crate::t;

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

/// Options written once, for forms that are shown often and offer hundreds of them.
#[derive(Debug, Clone)]
pub struct Options(Arc<str>);

impl Options {
    pub fn of(lang: Lang, choices: impl IntoIterator<Item = Choice>) -> Options {
        let mut out = String::new();
        choices.into_iter().for_each(|choice| option(&mut out, &choice, false, lang));
        Options(out.into())
    }

    /// With the one of this value chosen.
    fn write(&self, out: &mut String, chosen: &str) {
        let mut mark = String::with_capacity(chosen.len() + 16);
        mark.push_str("<option value=\"");
        escape_into(&mut mark, chosen);
        mark.push_str("\">");
        match self.0.find(&mark) {
            Some(at) => {
                let end = at + mark.len() - 1;
                put(out, &[&self.0[..end], " selected", &self.0[end..]]);
            }
            None => out.push_str(&self.0),
        }
    }
}

#[derive(Debug, Clone)]
enum Kind {
    Input(&'static str),
    Area(u8),
    Select(Vec<Choice>),
    Offered(Options),
    Radios(Vec<Choice>),
    Combo(String),
    Check,
    Date,
}

/// One field with its label, confidence, hint and fault.
#[derive(Debug, Clone)]
pub struct Field {
    kind: Kind,
    pub(super) name: String,
    label: Text,
    values: Vec<String>,
    hint: Option<Text>,
    faults: Vec<Fault>,
    sure: Option<(u8, bool)>,
    unread: bool,
    required: bool,
    optional_said: bool,
    focus: bool,
    seen: bool,
    list: Vec<Choice>,
    ready: Option<Options>,
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
            unread: false,
            required: false,
            optional_said: false,
            focus: false,
            seen: false,
            list: Vec::new(),
            ready: None,
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
    /// A select whose options are written already.
    pub fn offered(name: impl Into<String>, label: impl Into<Text>, options: &Options) -> Field {
        Field::new(Kind::Offered(options.clone()), name, label)
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
    /// The reader program looked for it and found nothing: somebody has to look.
    #[must_use]
    pub fn unread(mut self) -> Field {
        self.unread = true;
        self.seen = true;
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
    /// The same, written already.
    #[must_use]
    pub fn suggested(mut self, list: &Options) -> Field {
        self.ready = Some(list.clone());
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
        let mut out = String::with_capacity(512);
        self.write(&mut out, lang);
        Html::trusted(out)
    }

    /// At the end of the form that is being written.
    pub(super) fn write(&self, out: &mut String, lang: Lang) {
        let id = format!("f-{}", escape(&self.name));
        match &self.kind {
            Kind::Check => self.check_box(out, &id, lang),
            Kind::Radios(choices) => self.radio_buttons(out, (&id, choices), lang),
            _ => {
                self.open(out, "div", "");
                out.push_str("<div class=\"label\"><label for=\"");
                out.push_str(&id);
                out.push_str("\">");
                self.label(out, lang);
                out.push_str("</label>");
                self.sureness(out, lang);
                out.push_str("</div>");
                self.control(out, &id, lang);
                self.below(out, &id, lang);
                out.push_str("</div>");
            }
        }
    }

    /// The element around it, its class left open for what follows.
    fn open(&self, out: &mut String, element: &str, class: &str) {
        put(out, &["<", element, " class=\"field"]);
        if self.unread || self.sure.is_some_and(|(_, doubtful)| doubtful) {
            out.push_str(" doubt");
        }
        if !self.faults.is_empty() {
            out.push_str(" wrong");
        }
        out.push_str(class);
        out.push('"');
        if element == "div" {
            out.push('>');
        }
    }

    fn label(&self, out: &mut String, lang: Lang) {
        escape_into(out, &self.label.said(lang));
        if self.optional_said {
            out.push_str(" <span class=\"quiet\">");
            escape_into(out, &t::optional().said(lang));
            out.push_str("</span>");
        }
    }

    fn sureness(&self, out: &mut String, lang: Lang) {
        let said = match self.sure {
            _ if self.unread => t::unread(),
            Some((percent, true)) => t::doubt(u32::from(percent)),
            Some((percent, false)) => t::sure(u32::from(percent)),
            None => return,
        };
        out.push_str("<span class=\"sure\">");
        escape_into(out, &said.said(lang));
        out.push_str("</span>");
    }

    /// Faults and hint under the control.
    fn below(&self, out: &mut String, id: &str, lang: Lang) {
        for (at, fault) in self.faults.iter().enumerate() {
            put(out, &["<p class=\"fault\" id=\"", id, "-fault", &at.to_string(), "\">"]);
            out.push_str(crate::html::icon("alert-triangle").as_str());
            escape_into(out, &fault.text(lang));
            out.push_str("</p>");
        }
        if let Some(hint) = &self.hint {
            put(out, &["<p class=\"hint\" id=\"", id, "-hint\">"]);
            escape_into(out, &hint.said(lang));
            out.push_str("</p>");
        }
    }

    fn described(&self, out: &mut String, id: &str) {
        if self.faults.is_empty() && self.hint.is_none() {
            return;
        }
        out.push_str(" aria-describedby=\"");
        for at in 0..self.faults.len() {
            put(out, &[if at == 0 { "" } else { " " }, id, "-fault", &at.to_string()]);
        }
        if self.hint.is_some() {
            put(out, &[if self.faults.is_empty() { "" } else { " " }, id, "-hint"]);
        }
        out.push('"');
    }

    fn attributes(&self, out: &mut String, id: &str) {
        put(out, &[" id=\"", id, "\" name=\""]);
        escape_into(out, &self.name);
        out.push('"');
        self.described(out, id);
        if !self.faults.is_empty() {
            out.push_str(" aria-invalid=\"true\"");
        }
        if self.required {
            out.push_str(" required");
        }
        if self.focus {
            out.push_str(" autofocus");
        }
        if self.seen {
            out.push_str(" data-accept-target=\"field\" data-box-name=\"");
            escape_into(out, &self.name);
            out.push('"');
        }
        for (key, value) in &self.attrs {
            put(out, &[" ", key, "=\""]);
            escape_into(out, value);
            out.push('"');
        }
    }

    fn first(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    fn control(&self, out: &mut String, id: &str, lang: Lang) {
        match &self.kind {
            Kind::Input(kind) => {
                put(out, &["<input class=\"in\" type=\"", kind, "\" value=\""]);
                if !matches!(*kind, "password" | "file") {
                    escape_into(out, self.first());
                }
                out.push('"');
                self.attributes(out, id);
                if self.list.is_empty() && self.ready.is_none() {
                    out.push('>');
                    return;
                }
                put(out, &[" list=\"", id, "-list\"><datalist id=\"", id, "-list\">"]);
                match &self.ready {
                    Some(ready) => out.push_str(&ready.0),
                    None => options(out, &self.list, &[], lang),
                }
                out.push_str("</datalist>");
            }
            Kind::Date => {
                out.push_str(
                    "<span class=\"day\" data-controller=\"date\"><input class=\"in\" type=\"text\" value=\"",
                );
                escape_into(out, &day_first(self.first()));
                out.push_str("\" placeholder=\"");
                escape_into(out, &t::date_shape().said(lang));
                out.push_str("\" data-date-target=\"typed\"");
                self.attributes(out, id);
                out.push_str(
                    "><input type=\"date\" class=\"native\" tabindex=\"-1\" aria-hidden=\"true\" \
                     data-date-target=\"native\" data-action=\"change->date#picked\">\
                     <button type=\"button\" class=\"pick\" aria-label=\"",
                );
                escape_into(out, &t::pick_date().said(lang));
                put(
                    out,
                    &[
                        "\" data-action=\"date#open\">",
                        crate::html::icon("calendar").as_str(),
                        "</button></span>",
                    ],
                );
            }
            Kind::Area(rows) => {
                put(out, &["<textarea class=\"in\" rows=\"", &rows.to_string(), "\""]);
                self.attributes(out, id);
                out.push_str(">\n");
                escape_into(out, self.first());
                out.push_str("</textarea>");
            }
            Kind::Select(choices) => {
                out.push_str("<select class=\"in\"");
                self.attributes(out, id);
                out.push('>');
                options(out, choices, &self.values, lang);
                out.push_str("</select>");
            }
            Kind::Offered(ready) => {
                out.push_str("<select class=\"in\"");
                self.attributes(out, id);
                out.push('>');
                ready.write(out, self.first());
                out.push_str("</select>");
            }
            Kind::Combo(src) => {
                out.push_str("<auto-complete src=\"");
                escape_into(out, src);
                put(out, &["\" for=\"", id, "-list\"><input class=\"in\" type=\"text\" value=\""]);
                escape_into(out, self.first());
                out.push_str("\" autocomplete=\"off\"");
                self.attributes(out, id);
                put(out, &["><ul class=\"pop\" id=\"", id, "-list\"></ul></auto-complete>"]);
            }
            // These stand without a label beside them.
            Kind::Check | Kind::Radios(_) => {}
        }
    }

    fn check_box(&self, out: &mut String, id: &str, lang: Lang) {
        self.open(out, "div", " check");
        out.push_str("<label><input type=\"checkbox\" value=\"on\"");
        if !self.first().is_empty() {
            out.push_str(" checked");
        }
        self.attributes(out, id);
        out.push_str("><span>");
        self.label(out, lang);
        out.push_str("</span></label>");
        self.below(out, id, lang);
        out.push_str("</div>");
    }

    fn radio_buttons(&self, out: &mut String, (id, choices): (&str, &[Choice]), lang: Lang) {
        self.open(out, "fieldset", " radios");
        put(out, &[" id=\"", id, "\""]);
        self.described(out, id);
        out.push_str("><legend>");
        self.label(out, lang);
        self.sureness(out, lang);
        out.push_str("</legend><div class=\"choices\">");
        for (at, choice) in choices.iter().enumerate() {
            out.push_str("<label><input type=\"radio\" name=\"");
            escape_into(out, &self.name);
            put(out, &["\" id=\"", id, "-", &at.to_string(), "\" value=\""]);
            escape_into(out, &choice.value);
            out.push('"');
            if self.values.contains(&choice.value) {
                out.push_str(" checked");
            }
            if self.required {
                out.push_str(" required");
            }
            out.push_str("><span>");
            escape_into(out, &choice.label.said(lang));
            out.push_str("</span></label>");
        }
        out.push_str("</div>");
        self.below(out, id, lang);
        out.push_str("</fieldset>");
    }
}

fn put(out: &mut String, parts: &[&str]) {
    parts.iter().for_each(|part| out.push_str(part));
}

fn options(out: &mut String, choices: &[Choice], chosen: &[String], lang: Lang) {
    choices.iter().for_each(|choice| option(out, choice, chosen.contains(&choice.value), lang));
}

fn option(out: &mut String, choice: &Choice, chosen: bool, lang: Lang) {
    out.push_str("<option value=\"");
    escape_into(out, &choice.value);
    out.push_str(if chosen { "\" selected>" } else { "\">" });
    escape_into(out, &choice.label.said(lang));
    out.push_str("</option>");
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
