//! A press for tests: the sheet as it was handed over, as JSON, so that functions are tested without what sets pages.

use crate::{Press, PressError, Sheet};

#[derive(Debug, Clone, Copy, Default)]
pub struct Plain;

impl Press for Plain {
    fn set(&self, sheet: &Sheet) -> Result<Vec<u8>, PressError> {
        serde_json::to_vec_pretty(sheet).map_err(|fault| PressError::Template(fault.to_string()))
    }
}
