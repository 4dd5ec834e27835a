//! A posted form as its pairs: names that repeat, boxes that are ticked.

use axum::http::StatusCode;
use kernel::{Id, Refusal};
use serde::Deserialize;
use ui::Filled;

use crate::house::{act_id, faults};

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
