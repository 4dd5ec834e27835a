//! Many clients at once that register papers and write down what they were answered, until they are killed. Started
//! again on the same notes they first repeat what was never answered, under the same act ids, as a browser would.
//! What the notes say is then held against the database: nothing answered may be missing, nothing may be there twice.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context as _;
use documents::Registered;
use incoming::Receipt;
use kernel::{Actor, BlobHash, Id, Office, Refusal};
use uuid::Uuid;

use crate::{Place, console, sample};

/// One client's notes: an act id when an act is begun, the answer when it is there. A line is one write, so that a
/// killed client leaves at most the last line out.
struct Notes {
    file: File,
    /// A receipt that waits, or was being registered when the client was killed.
    receipt: Option<(Id<Receipt>, Option<Uuid>)>,
    /// A receipt that was being taken in when the client was killed.
    receiving: Option<Uuid>,
}

impl Notes {
    fn open(path: &Path) -> anyhow::Result<Notes> {
        let (mut receipt, mut receiving) = (None, None);
        for line in std::fs::read_to_string(path).unwrap_or_default().lines() {
            let words: Vec<&str> = line.split(' ').collect();
            match words[..] {
                ["receive", id] => receiving = Some(id.parse()?),
                ["received", _, answer] => {
                    receiving = None;
                    receipt = Some((answer.parse()?, None));
                }
                ["register", id] => receipt = receipt.map(|(receipt, _)| (receipt, id.parse().ok())),
                ["registered", ..] => receipt = None,
                // The line that was being written when the client was killed.
                _ => {}
            }
        }
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Notes { file, receipt, receiving })
    }

    fn put(&mut self, line: &str) -> anyhow::Result<()> {
        self.file.write_all(format!("{line}\n").as_bytes()).context("the notes could not be written")
    }
}

/// `papers` for each client; 0 goes on until it is killed.
pub fn run(place: &Place, notes: &Path, clients: usize, papers: u64) -> anyhow::Result<ExitCode> {
    let office = console::open(place)?;
    std::fs::create_dir_all(notes)?;
    let blob =
        office.blobs().put("văn bản thử".as_bytes()).map_err(|fault| console::refusal(&fault.into()))?;
    println!("ready");
    let failed = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for client in 0..clients {
            let (office, failed, path) = (&office, &failed, notes.join(format!("{client}.txt")));
            scope.spawn(move || {
                if let Err(fault) = one_client(office, &path, blob, papers) {
                    failed.fetch_add(1, Ordering::Relaxed);
                    eprintln!("client {client}: {fault:#}");
                }
            });
        }
    });
    Ok(if failed.into_inner() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn one_client(office: &Office, path: &Path, blob: BlobHash, papers: u64) -> anyhow::Result<()> {
    let mut notes = Notes::open(path)?;
    let mut done = 0;
    while papers == 0 || done < papers {
        let (receipt, again) = match notes.receipt.take() {
            Some(known) => known,
            None => (receive(office, &mut notes, blob)?, None),
        };
        let id = again.unwrap_or_else(|| office.new_id());
        if again.is_none() {
            notes.put(&format!("register {id}"))?;
        }
        let registered: Registered = patiently(|| {
            office.act_blocking(Actor::system(), id, sample::register(receipt, done), incoming::register)
        })?;
        notes.put(&format!("registered {id} {}", registered.number))?;
        done += 1;
    }
    Ok(())
}

fn receive(office: &Office, notes: &mut Notes, blob: BlobHash) -> anyhow::Result<Id<Receipt>> {
    let id = match notes.receiving.take() {
        Some(id) => id,
        None => {
            let id = office.new_id();
            notes.put(&format!("receive {id}"))?;
            id
        }
    };
    let receipt =
        patiently(|| office.act_blocking(Actor::system(), id, sample::receive(blob), incoming::receive))?;
    notes.put(&format!("received {id} {receipt}"))?;
    Ok(receipt)
}

/// A busy database is asked again; everything else ends the client.
fn patiently<T>(mut act: impl FnMut() -> Result<T, Refusal>) -> anyhow::Result<T> {
    for _ in 0..200 {
        match act() {
            Err(refusal) if refusal.kind == kernel::Kind::Busy => {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            other => return other.map_err(|fault| console::refusal(&fault)),
        }
    }
    anyhow::bail!("the database stays busy")
}
