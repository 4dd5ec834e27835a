//! Papers received and registered by many clients, and files taken in at the door.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use incoming::Register;
use kernel::{Actor, Office};
use reading::{Limits, Reader};

use super::papers::{self, Papers};
use super::{CLIENTS, Figure, figure, rate};
use crate::console;

/// So many papers wait at the door afterwards, each with what the clerk will put into the book; and how many letters
/// their texts have, the shortest first.
pub struct Waiting {
    pub papers: Vec<Register>,
    pub letters: Vec<usize>,
}

pub fn receive(office: &Office, papers: &Papers, count: u64) -> anyhow::Result<Waiting> {
    let blob =
        office.blobs().put("văn bản thử".as_bytes()).map_err(|fault| console::refusal(&fault.into()))?;
    let made = Mutex::new(Vec::new());
    let layouts = papers.layouts();
    all(count, |n| {
        let mut written = papers.write(n, &layouts)?;
        let input = papers::receive(blob, std::mem::take(&mut written.reading));
        let receipt = office.act_blocking(Actor::system(), office.new_id(), input, incoming::receive);
        let receipt = receipt.map_err(|fault| console::refusal(&fault))?;
        let letters = written.letters;
        let paper = (n, written.register(receipt), letters);
        made.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(paper);
        Ok(())
    })?;
    let mut made = made.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    made.sort_unstable_by_key(|(n, ..)| *n);
    let mut letters: Vec<_> = made.iter().map(|(_, _, letters)| *letters).collect();
    letters.sort_unstable();
    Ok(Waiting { papers: made.into_iter().map(|(_, register, _)| register).collect(), letters })
}

/// How long it takes to put them all into the book.
pub fn register(office: &Office, papers: Vec<Register>) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    all(papers.len() as u64, |n| {
        let input = papers[usize::try_from(n)?].clone();
        office
            .act_blocking(Actor::system(), office.new_id(), input, incoming::register)
            .map(drop)
            .map_err(|fault| console::refusal(&fault))
    })?;
    Ok(begun.elapsed())
}

/// Runs it `count` times on as many threads as there are clients.
pub(super) fn all(count: u64, one: impl Fn(u64) -> anyhow::Result<()> + Sync) -> anyhow::Result<()> {
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
