//! Scans that came while recognition was not installed. Each waits where it may be kept: in the watched folder, in
//! memory until a clerk answers, or as a receipt that a clerk let pass. When recognition appears they are read by
//! themselves, and the paper goes on as if it had been read when it came.

use std::path::PathBuf;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use kernel::{Actor, BlobHash, Id, Kind, Office, Refusal};
use reading::{Reader, Reading};

use crate::acts::{self, Declare, Reread};
use crate::door::{Checked, Parcel, let_in, whole};
use crate::engine::reader;
use crate::model::{Receipt, Stop};
use crate::packages::said_as_before;
use crate::spool::Spool;
use crate::store;

/// Whether recognition is there is asked this often while something waits for it.
const BEAT: Duration = Duration::from_secs(30);
/// Receipts read again in one round; the rest waits for the next.
const ROUND: u32 = 50;

/// Ends the waiting when it goes.
pub struct Waiting {
    stop: mpsc::Sender<()>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let _ = self.stop.send(());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Reads what waits as soon as it can be read. `program` reads papers in a child process.
pub fn start(office: Office, program: PathBuf, spool: Spool) -> std::io::Result<Waiting> {
    let (stop, stopped) = mpsc::channel();
    let waiting = move || {
        while matches!(stopped.recv_timeout(BEAT), Err(mpsc::RecvTimeoutError::Timeout)) {
            if let Err(fault) = round(&office, &reader(&office, &program), &spool) {
                tracing::warn!(%fault, "scans that wait for recognition could not be looked for");
            }
        }
    };
    let thread = thread::Builder::new().name("scans".to_owned()).spawn(waiting)?;
    Ok(Waiting { stop, thread: Some(thread) })
}

/// One look. Tells how many papers were read that had waited.
pub fn round(office: &Office, reader: &Reader, spool: &Spool) -> anyhow::Result<usize> {
    let held = spool.waiting();
    let receipts = office.read_blocking(|tx| store::scans_waiting(tx, ROUND))?;
    if held.is_empty() && receipts.is_empty() || reader.recognition().is_err() {
        return Ok(0);
    }
    let mut read = 0;
    for (stop, parcel) in held {
        read += usize::from(settled(answer(office, reader, spool, stop, &parcel))?);
    }
    for receipt in receipts {
        read += usize::from(settled(again(office, reader, receipt))?);
    }
    if read > 0 {
        tracing::info!(read, "papers that waited for recognition were read");
    }
    Ok(read)
}

/// Somebody was faster: nothing is left to do. What has no room now is tried in the next round.
fn settled(outcome: Result<(), Refusal>) -> anyhow::Result<bool> {
    match outcome {
        Ok(()) => Ok(true),
        Err(refusal) if matches!(refusal.kind, Kind::Conflict | Kind::NotFound) => Ok(false),
        Err(refusal) => Err(anyhow::anyhow!("{}", refusal.msg.say(words::Lang::En))),
    }
}

/// A paper held in memory: what no clerk has answered yet, its pages answer now.
fn answer(
    office: &Office,
    reader: &Reader,
    spool: &Spool,
    stop: Id<Stop>,
    parcel: &Arc<Parcel>,
) -> Result<(), Refusal> {
    let mut parcel = Parcel::clone(parcel);
    let asked: Vec<(&[u8], &str)> =
        parcel.pieces.iter().map(|piece| (piece.bytes.as_slice(), piece.name.as_str())).collect();
    let readings = reader.read_all_apart(&asked);
    // A file that came alone may turn out to be a stack; of several that are one paper none is.
    let alone = readings.len() == 1;
    for (piece, (reading, parts)) in parcel.pieces.iter_mut().zip(readings) {
        if piece.reading.waits_for_recognition() {
            piece.reading = said_as_before(&piece.reading, reading);
            piece.parts = if alone { parts } else { Vec::new() };
        }
    }
    let (actor, id) = (Actor::system(), office.new_id());
    let Parcel { source, sender, pieces, came_at } = parcel;
    match whole(reader, (&source, sender), pieces, false).from(&source, came_at) {
        Checked::Clear(parcel) => {
            let_in(office, (actor, id), &parcel, Some(stop))?;
            spool.forget(stop);
        }
        Checked::Marked { mark, .. } => {
            tracing::warn!("a paper with a mark of secrecy was stopped at the door");
            office.act_blocking(actor, id, Declare { stop, mark }, acts::classify)?;
            spool.forget(stop);
        }
        // Still a question, for another reason: it is the clerk's.
        Checked::Unchecked(parcel, why) => spool.put(stop, parcel, why),
        Checked::Refused { .. } => {}
    }
    Ok(())
}

/// A receipt: its scans are read again, and what is read of them replaces what could not be.
fn again(office: &Office, reader: &Reader, id: Id<Receipt>) -> Result<(), Refusal> {
    let (receipt, annexes) =
        office.read_blocking(|tx| Ok((store::receipt(tx, id)?, store::annexes(tx, id)?)))?;
    let receipt = receipt.ok_or_else(Refusal::not_found)?;
    let main = receipt.reading().map(|reading| (receipt.blob, receipt.name.clone(), reading));
    let further = annexes.into_iter().filter_map(|annex| {
        let reading = annex.reading()?;
        Some((annex.blob, annex.name, reading))
    });
    let waiting: Vec<(BlobHash, String, Reading)> =
        main.into_iter().chain(further).filter(|(_, _, reading)| reading.waits_for_recognition()).collect();
    let mut bytes = Vec::new();
    for (blob, name, _) in &waiting {
        bytes.push((office.blobs().get(*blob)?, name));
    }
    let asked: Vec<(&[u8], &str)> =
        bytes.iter().map(|(bytes, name)| (bytes.as_slice(), name.as_str())).collect();
    let read = reader.read_all(&asked);
    if read.iter().any(Reading::waits_for_recognition) {
        return Err(Refusal::not_found());
    }
    let files = waiting
        .into_iter()
        .zip(read)
        .map(|((blob, _, before), reading)| {
            let reading = said_as_before(&before, reading);
            (blob, serde_json::to_string(&reading).unwrap_or_default())
        })
        .collect();
    office.act_blocking(Actor::system(), office.new_id(), Reread { receipt: id, files }, acts::reread)
}
