//! What happens at the door before the act: the paper is read in the locked child, a mark of secrecy ends it
//! there, and only then are its bytes stored. The page and the command line both come through here.

use std::path::Path;

use kernel::{Actor, Id, Office, Refusal};
use reading::{Reader, Reading};

use crate::acts::Receive;
use crate::{Receipt, receive, t};

/// A file's name as it may be shown: no control characters, not without end.
pub(crate) fn tidy(name: &str) -> String {
    vietnamese::nfc(name).chars().filter(|c| !c.is_control()).take(200).collect()
}

/// Reads the bytes and stores them, or refuses them without storing anything.
pub fn examine(
    office: &Office,
    reader: &Reader,
    bytes: &[u8],
    name: &str,
    source: &str,
) -> Result<Receive, Refusal> {
    let reading = reader.read_bytes(bytes, name);
    refuse_secret(&reading)?;
    let blob = office.blobs().put(bytes)?;
    let reading = serde_json::to_string(&reading).unwrap_or_default();
    Ok(Receive { source: source.to_owned(), blob, name: tidy(name), reading })
}

/// A mark of secrecy ends it here, before anything is stored. Nothing of the paper is logged either.
fn refuse_secret(reading: &Reading) -> Result<(), Refusal> {
    if reading.facts.secrecy.is_some() {
        tracing::warn!("a paper with a mark of secrecy was refused at the door");
        return Err(Refusal::invalid(t::classified_found()).field("file"));
    }
    Ok(())
}

/// Takes a file in at the machine's console. It waits for a clerk like any other.
pub fn intake(office: &Office, reader: &Reader, path: &Path) -> Result<Id<Receipt>, Refusal> {
    let size = std::fs::metadata(path).map_err(|_| Refusal::invalid(t::file_unreadable()))?.len();
    if size > (crate::pages::FILE_MAX_MB << 20) as u64 {
        return Err(Refusal::invalid(t::door_too_large(crate::pages::FILE_MAX_MB)));
    }
    let bytes = std::fs::read(path).map_err(|_| Refusal::invalid(t::file_unreadable()))?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let input = examine(office, reader, &bytes, &name, "intake")?;
    office.act_blocking(Actor::console(), office.new_id(), input, receive)
}
