//! A posted form as its pairs: names that repeat, boxes that are ticked.

use axum::http::StatusCode;
use jiff::civil::Date;
use kernel::{Act, Id, Refusal};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use ui::Filled;

use crate::house::{House, Viewer, act_id, faults};
use crate::model::Permission;
use crate::t;

#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub struct Pairs(pub Vec<(String, String)>);

impl Pairs {
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    pub fn act_id(&self) -> Result<uuid::Uuid, Refusal> {
        act_id(self.get("act_id"))
    }

    pub fn id<T>(&self, name: &'static str) -> Result<Id<T>, Refusal> {
        self.get(name).parse().map_err(|_| Refusal::invalid(t::choose_from_list()).field(name))
    }

    pub fn optional_id<T>(&self, name: &'static str) -> Result<Option<Id<T>>, Refusal> {
        if self.get(name).is_empty() { Ok(None) } else { self.id(name).map(Some) }
    }

    pub fn date(&self, name: &'static str) -> Result<Date, Refusal> {
        vietnamese::parse_date(self.get(name))
            .ok_or_else(|| Refusal::invalid(t::date_unreadable()).field(name))
    }

    /// What stands after the prefix in the names of the ticked boxes.
    pub fn ticked(&self, prefix: &str) -> Vec<&str> {
        self.0
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .filter_map(|(k, _)| k.strip_prefix(prefix))
            .collect()
    }

    pub fn ticked_ids<T>(&self, prefix: &str) -> Vec<Id<T>> {
        self.ticked(prefix).into_iter().filter_map(|text| text.parse().ok()).collect()
    }

    /// Asks whether the reader may at all, reads the form and acts.
    pub async fn act<I, O>(
        &self,
        (house, viewer, may): (&House, &Viewer, Permission),
        input: impl FnOnce(&Pairs) -> Result<I, Refusal>,
        run: impl Fn(&mut Act<'_>, I) -> Result<O, Refusal> + Send + 'static,
    ) -> Result<(), Refusal>
    where
        I: Clone + Send + 'static,
        O: Serialize + DeserializeOwned + Send + 'static,
    {
        viewer.ask(may)?;
        let (id, input) = (self.act_id()?, input(self)?);
        house.office().act(viewer.actor(), id, input, run).await.map(drop)
    }

    /// The form again, as it was sent, with what was wrong.
    pub fn filled(&self, refusal: &Refusal) -> Filled {
        let typed = self.0.iter().filter(|(key, _)| key != "act_id" && key != "csrf").cloned();
        Filled::from_pairs(typed).with(faults(refusal))
    }
}

/// A page with faults in its form is no success.
pub fn status(filled: &Filled) -> StatusCode {
    if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}
