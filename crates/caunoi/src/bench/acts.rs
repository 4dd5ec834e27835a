//! Papers received and registered by many clients, and files taken in at the door.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use incoming::Receipt;
use kernel::{Actor, Id, Office};
use reading::{Limits, Reader};

use super::{CLIENTS, Figure, figure, rate};
use crate::{console, sample};

/// So many files wait at the door afterwards.
pub fn receive(office: &Office, count: u64) -> anyhow::Result<Vec<Id<Receipt>>> {
    let blob =
        office.blobs().put("văn bản thử".as_bytes()).map_err(|fault| console::refusal(&fault.into()))?;
    let made = Mutex::new(Vec::new());
    all(count, |_| {
        let receipt =
            office.act_blocking(Actor::system(), office.new_id(), sample::receive(blob), incoming::receive);
        let receipt = receipt.map_err(|fault| console::refusal(&fault))?;
        made.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(receipt);
        Ok(())
    })?;
    Ok(made.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
}

/// How long it takes to put them all into the book.
pub fn register(office: &Office, receipts: Vec<Id<Receipt>>) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    all(receipts.len() as u64, |n| {
        let receipt = receipts[usize::try_from(n)?];
        let input = sample::register(receipt, n);
        office
            .act_blocking(Actor::system(), office.new_id(), input, incoming::register)
            .map(drop)
            .map_err(|fault| console::refusal(&fault))
    })?;
    Ok(begun.elapsed())
}

/// Runs it `count` times on as many threads as there are clients.
fn all(count: u64, one: impl Fn(u64) -> anyhow::Result<()> + Sync) -> anyhow::Result<()> {
    let (next, first_fault) = (AtomicU64::new(0), Mutex::new(None));
    std::thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= count {
                        return;
                    }
                    if let Err(fault) = one(n) {
                        next.store(count, Ordering::Relaxed);
                        first_fault
                            .lock()
                            .unwrap_or_else(std::sync::PoisonError::into_inner)
                            .get_or_insert(fault);
                    }
                }
            });
        }
    });
    first_fault.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).map_or(Ok(()), Err)
}

const FILES: usize = 200;
const LINES: usize = 45;

/// Text PDFs through the door, two at a time.
pub fn intake(office: &Office, folder: &Path) -> anyhow::Result<Figure> {
    let mut files: Vec<PathBuf> = Vec::new();
    for n in 0..FILES {
        let path = folder.join(format!("{n}.pdf"));
        std::fs::write(&path, pdf(n))?;
        files.push(path);
    }
    let reader = Reader::new(std::env::current_exe()?, Limits::default());
    let (next, refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let lines =
                        incoming::intake::intake(office, &reader, file, incoming::intake::Ways::default());
                    if lines.iter().any(|line| line.outcome == "returned") {
                        refused.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let took = begun.elapsed();
    anyhow::ensure!(refused.into_inner() == 0, "papers were refused at the door");
    Ok(figure(
        "text PDFs taken in at the door a second",
        format!("{:.0}", rate(FILES as u64, took)),
        "—".to_owned(),
        "≥ 40",
    ))
}

/// A page of text as a PDF; the standard font has no Vietnamese letters, so there are none.
fn pdf(n: usize) -> Vec<u8> {
    let mut text = format!(
        "BT /F 11 Tf 60 780 Td 15 TL (So {n}-BC/VPTU) Tj T* (Hai Son, ngay 23 thang 11 nam 2026) Tj T*"
    );
    for line in 0..LINES {
        text += &format!(
            "(Dong {line} cua bao cao so {n}: tinh hinh sat lo, dan cu, giao thong va cong tac khac phuc) Tj T*\n"
        );
    }
    text += " ET";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut out = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(out.len());
        out += &format!("{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    let start = out.len();
    out += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        out += &format!("{place:010} 00000 n \n");
    }
    out += &format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    out.into_bytes()
}
