//! Images of pages. They are made on demand in the locked child and kept beside the originals: an original never
//! changes, so neither does its image. What is kept can be thrown away at any time.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{BlobHash, Office};
use people::House;
use reading::{Limits, Reader};

const DPI: u32 = 110;
/// Images kept in each of the 256 folders: a few gigabytes in all.
const KEPT: usize = 64;

/// The image of a page of a stored file.
pub(in crate::pages) async fn image(house: &House, blob: BlobHash, page: u32) -> Response {
    answer(made(house, blob, (page, DPI)).await, "private, max-age=86400, immutable")
}

/// The image's bytes, so fine.
pub(in crate::pages) async fn made(
    house: &House,
    blob: BlobHash,
    (page, dpi): (u32, u32),
) -> Option<Vec<u8>> {
    let (office, program) = (house.office().clone(), house.reader().to_owned());
    let made = tokio::task::spawn_blocking(move || {
        let place = place(&office, blob, (page, dpi));
        if let Some(kept) = fs::read(&place).ok().and_then(whole) {
            return Some(kept);
        }
        let bytes = office.blobs().get(blob).ok()?;
        let made = render(&Reader::new(program, Limits::default()), &bytes, (page, dpi))?;
        keep(&office, &place, &made);
        Some(made)
    })
    .await;
    made.ok().flatten()
}

/// The image of a page that is held in memory. Nothing of it is kept, here or in the browser.
pub(in crate::pages) async fn of_bytes(
    house: &House,
    bytes: impl AsRef<[u8]> + Send + 'static,
    page: u32,
) -> Response {
    let program = house.reader().to_owned();
    let made = tokio::task::spawn_blocking(move || {
        render(&Reader::new(program, Limits::default()), bytes.as_ref(), (page, DPI))
    })
    .await;
    answer(made.ok().flatten(), "no-store")
}

fn render(reader: &Reader, bytes: &[u8], (page, dpi): (u32, u32)) -> Option<Vec<u8>> {
    if kind(bytes).is_some() {
        return (page == 1).then(|| bytes.to_vec());
    }
    reader.page_image_of(bytes, page, dpi).ok()
}

/// Pictures that every browser shows. The type is said by the bytes, and browsers are told not to guess.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

fn answer(made: Option<Vec<u8>>, keep: &'static str) -> Response {
    match made.map(|bytes| (kind(&bytes), bytes)) {
        Some((Some(kind), bytes)) => {
            ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep)], bytes).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// What is kept ends with its own hash: an image that was cut short or altered on the disk is made again.
fn whole(mut kept: Vec<u8>) -> Option<Vec<u8>> {
    let hash = kept.split_off(kept.len().checked_sub(HASH)?);
    (BlobHash::of(&kept).0 == *hash).then_some(kept)
}

const HASH: usize = 32;

fn place(office: &Office, blob: BlobHash, (page, dpi): (u32, u32)) -> PathBuf {
    let name = blob.to_string();
    let folder = office.data().join("renditions").join(name.get(..2).unwrap_or("00"));
    folder.join(format!("{name}-{page}-{dpi}"))
}

/// A full disk, or a folder that is not ours, costs only the time to make the image again.
fn keep(office: &Office, place: &Path, bytes: &[u8]) {
    let Some(folder) = place.parent() else { return };
    let half = folder.join(format!("half-{}", office.new_id()));
    let kept = fs::create_dir_all(folder)
        .and_then(|()| fs::write(&half, [bytes, &BlobHash::of(bytes).0].concat()))
        .and_then(|()| fs::rename(&half, place));
    if kept.is_err() {
        let _ = fs::remove_file(&half);
        return;
    }
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut files: Vec<(SystemTime, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    if files.len() > KEPT {
        files.sort();
        for (_, old) in files.iter().take(KEPT / 2) {
            let _ = fs::remove_file(old);
        }
    }
}
