//! A posted form with names that come more than once.

use jiff::civil::Date;
use kernel::{Id, Refusal};
use people::{Post, Unit};
use rules::Unit as DayUnit;

use crate::model::{Role, Term};
use crate::store::Line;
use crate::t;

pub(super) struct Fields(pub Vec<(String, String)>);

impl Fields {
    pub fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    pub fn id<T>(&self, name: &'static str) -> Result<Id<T>, Refusal> {
        self.one(name).parse().map_err(|_| Refusal::invalid(t::choose_one()).field(name))
    }

    pub fn id_or_none<T>(&self, name: &'static str) -> Result<Option<Id<T>>, Refusal> {
        if self.one(name).is_empty() { Ok(None) } else { self.id(name).map(Some) }
    }

    pub fn date(&self, name: &'static str) -> Result<Option<Date>, Refusal> {
        let text = self.one(name).trim();
        if text.is_empty() {
            return Ok(None);
        }
        let read = text.parse().ok().or_else(|| vietnamese::parse_date(text));
        read.map(Some).ok_or_else(|| Refusal::invalid(t::date_shape()).field(name))
    }

    /// The recipients: one lead, further ones. A unit chosen for two parts keeps the weightier one.
    pub fn lines(&self) -> Result<Vec<Line>, Refusal> {
        let mut lines: Vec<Line> = Vec::new();
        for (name, role) in
            [("lead", Role::Lead), ("cooperating", Role::Cooperating), ("informed", Role::Informed)]
        {
            for value in self.all(name) {
                let line = line(value, role).ok_or_else(|| Refusal::invalid(t::choose_one()).field(name))?;
                if !lines.iter().any(|l| (l.unit, l.post) == (line.unit, line.post)) {
                    lines.push(line);
                }
            }
        }
        Ok(lines)
    }

    pub fn term(&self) -> Result<Term, Refusal> {
        match self.one("term") {
            "none" => Ok(Term::None),
            "date" => match self.date("on")? {
                Some(date) => Ok(Term::On(date)),
                None => Err(Refusal::invalid(t::date_needed()).field("on")),
            },
            unit @ ("calendar" | "working") => {
                let days = self.one("days").trim().parse();
                let days = days.map_err(|_| Refusal::invalid(t::days_needed()).field("days"))?;
                let unit = if unit == "calendar" { DayUnit::Calendar } else { DayUnit::Working };
                Ok(Term::Days { days, unit })
            }
            _ => Ok(Term::Rule),
        }
    }
}

/// A choice of a recipient: a unit's id, or a unit's and a post's with a colon between.
fn line(value: &str, role: Role) -> Option<Line> {
    let (unit, post) = match value.split_once(':') {
        Some((unit, post)) => (unit, Some(post.parse::<Id<Post>>().ok()?)),
        None => (value, None),
    };
    Some(Line { role, unit: unit.parse::<Id<Unit>>().ok()?, post })
}

pub(super) fn value_of(line: &Line) -> String {
    match line.post {
        Some(post) => format!("{}:{post}", line.unit),
        None => line.unit.to_string(),
    }
}
