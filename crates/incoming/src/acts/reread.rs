//! What could not be read when it came is read at last.

use kernel::{Act, BlobHash, Id, Refusal, Subject};
use reading::Reading;
use serde::{Deserialize, Serialize};

use crate::model::Receipt;
use crate::{REGISTER, store};

/// Readings of files that waited for recognition.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reread {
    pub receipt: Id<Receipt>,
    /// The file's bytes, and the reading as JSON.
    pub files: Vec<(BlobHash, String)>,
}

/// The receipt gets what was read, and so does the paper when it is in the book already: its line stays as the clerk
/// wrote it, its text can be found from now on.
pub fn reread(act: &mut Act<'_>, input: Reread) -> Result<(), Refusal> {
    people::may(act, REGISTER)?;
    let receipt = store::lock(act.tx(), input.receipt)?.ok_or_else(Refusal::not_found)?;
    act.record("incoming.reread", Subject::new("receipt", receipt.id));
    for (blob, text) in &input.files {
        let Ok(reading) = serde_json::from_str::<Reading>(text) else { continue };
        store::set_reading(act.tx(), receipt.id, *blob, text)?;
        if let Some(paper) = receipt.paper {
            documents::set_text(act, paper, (*blob, reading.pages, &reading.text))?;
        } else if receipt.state == "waiting" && *blob == receipt.blob {
            super::receive::remark(act, receipt.id, Some(&reading))?;
            let Some(mark) = &reading.facts.urgency else { continue };
            calendar::call(act, &Subject::new("receipt", receipt.id), mark)?;
        }
    }
    store::scan_waits_no_more(act.tx(), receipt.id)?;
    Ok(())
}
