//! What the tenant sets: name of the office, hours, mode of installation. Each change is an act.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::act::{Act, Subject};
use crate::id::Id;
use crate::refusal::Refusal;
use crate::storage::{StoreError, Tx};
use crate::vals;

/// A setting's row.
pub struct Setting;

impl Setting {
    /// The value, or `None` when nobody has set it.
    pub fn get<T: DeserializeOwned>(tx: &mut Tx<'_>, name: &str) -> Result<Option<T>, StoreError> {
        let sql = "SELECT value FROM settings WHERE name = ?1";
        let value: Option<String> = tx.opt(sql, vals![name], |row| row.get(0))?;
        value
            .map(|v| serde_json::from_str(&v).map_err(|_| StoreError::Shape(format!("the setting {name}"))))
            .transpose()
    }

    /// Sets it inside an act, touching the journal's subject `setting`. The act has called `record` before.
    pub fn set(act: &mut Act<'_>, name: &str, value: &impl Serialize) -> Result<Id<Setting>, Refusal> {
        let value = serde_json::to_string(value).map_err(|e| StoreError::Other(e.to_string()))?;
        let fresh: Id<Setting> = act.new_id();
        let id: Id<Setting> = act.tx().one(
            "INSERT INTO settings (id, name, value) VALUES (?1, ?2, ?3) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value RETURNING id",
            vals![fresh, name, value],
            |row| row.get(0),
        )?;
        act.touch(Subject::new("setting", id));
        Ok(id)
    }
}
