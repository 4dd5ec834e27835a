//! Scans taken in at the door, beside tesseract alone on the same pictures.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use degrade::{Wear, degrade, jpeg, scanned_pdf};
use incoming::intake::{Ways, intake_all};
use kernel::Office;
use print::{Block, Head, Press as _, Report, Sheet};
use reading::{Limits, page_image_of};

use super::{Figure, figure, rate};

/// Letters of one page.
const LETTERS: u64 = 16;
const QUALITY: u8 = 75;

pub fn measure(office: &Office, folder: &Path) -> anyhow::Result<Figure> {
    let (mut scans, mut pictures): (Vec<PathBuf>, Vec<PathBuf>) = (Vec::new(), Vec::new());
    for n in 0..LETTERS {
        let pdf = print_typst::TypstPress::default().set(&letter(n))?;
        let page =
            page_image_of(&pdf, 1, 300, &Limits::default()).map_err(|problem| anyhow::anyhow!(problem))?;
        let page = image::load_from_memory(&page)?.into_rgb8();
        let worn = degrade(&page, &Wear::light(), n);
        let (scan, picture) = (folder.join(format!("scan-{n}.pdf")), folder.join(format!("scan-{n}.jpg")));
        std::fs::write(&picture, jpeg(&worn, QUALITY))?;
        std::fs::write(&scan, scanned_pdf(&[worn], QUALITY))?;
        scans.push(scan);
        pictures.push(picture);
    }
    // One after the other and back again: who else uses the machine meanwhile troubles both alike.
    let bare = alone(&pictures)?;
    let ours = taken_in(office, &scans)?;
    let ours = ours.min(taken_in(office, &scans)?);
    let bare = bare.min(alone(&pictures)?);
    Ok(figure(
        "intake of scans, pages a second, all cores",
        format!("{:.2}", rate(LETTERS, ours)),
        format!("{:.2} → {:.0} %", rate(LETTERS, bare), 100.0 * bare.as_secs_f64() / ours.as_secs_f64()),
        "≥ 90 % of tesseract alone",
    ))
}

fn taken_in(office: &Office, scans: &[PathBuf]) -> anyhow::Result<Duration> {
    let reader = reading::Reader::new(std::env::current_exe()?, Limits::default());
    let mut refused = 0;
    let begun = Instant::now();
    intake_all(office, &reader, scans, Ways::default(), |line| {
        refused += u32::from(line.outcome == "returned")
    });
    let took = begun.elapsed();
    anyhow::ensure!(refused == 0, "{refused} scans were refused at the door");
    Ok(took)
}

/// One thread a page, a page on every core.
fn alone(pictures: &[PathBuf]) -> anyhow::Result<Duration> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let (next, failed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some(picture) = pictures.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut command = Command::new("tesseract");
                    command.env("OMP_THREAD_LIMIT", "1").arg(picture).args(["stdout", "-l", "vie", "tsv"]);
                    let done = command.output().is_ok_and(|output| output.status.success());
                    failed.fetch_add(usize::from(!done), Ordering::Relaxed);
                }
            });
        }
    });
    let took = begun.elapsed();
    anyhow::ensure!(failed.into_inner() == 0, "tesseract with Vietnamese is needed to measure scans");
    Ok(took)
}

fn letter(n: u64) -> Sheet {
    let text = "Thực hiện Chương trình công tác năm 2026 của Ban Thường vụ Tỉnh uỷ, Đảng uỷ xã báo cáo kết quả rà soát \
                các hộ dân trong vùng có nguy cơ sạt lở, công tác vận động nhân dân di dời đến nơi an toàn, việc bố trí \
                chỗ ở tạm, lương thực, nước sạch và thuốc men cho các hộ phải di dời trong mùa mưa bão.";
    Sheet::Report(Report {
        lang: "vi".to_owned(),
        head: Head {
            superior: "ĐẢNG BỘ TỈNH HẢI SƠN".to_owned(),
            issuer: "ĐẢNG UỶ XÃ TÂN AN".to_owned(),
            right: vec![format!("Số {}-BC/ĐU", 100 + n), "Tân An, ngày 23 tháng 11 năm 2026".to_owned()],
        },
        title: "BÁO CÁO".to_owned(),
        under_title: vec!["tình hình sạt lở và công tác di dời dân".to_owned()],
        blocks: (1..=7).map(|part| Block::Text { text: format!("{part}. {text}") }).collect(),
        ..Report::default()
    })
}
