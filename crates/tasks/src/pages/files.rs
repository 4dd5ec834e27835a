//! Handing in evidence with its files, and giving them out again.

use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Id, Refusal};
use people::{House, Pairs, Viewer, refused};
use reading::{Limits, Reader};

use super::assign::day;
use crate::acts::{self, Evidence, Submit};
use crate::model::Task;
use crate::{HAVE, store, t};

const FILE_MAX_MB: usize = 50;

struct Given {
    name: String,
    bytes: Vec<u8>,
}

/// Reads the form into memory; a file too large is a fault of its field.
async fn posted(form: &mut Multipart) -> Result<(Pairs, Vec<Given>), Refusal> {
    let broken = |_: MultipartError| Refusal::invalid(t::form_broken()).field("files");
    let (mut pairs, mut files) = (Vec::new(), Vec::new());
    while let Some(part) = form.next_field().await.map_err(broken)? {
        let field = part.name().unwrap_or_default().to_owned();
        if field == "files" {
            let name = part.file_name().unwrap_or_default().trim().to_owned();
            let bytes = part.bytes().await.map_err(broken)?;
            if name.is_empty() || bytes.is_empty() {
                continue;
            }
            if bytes.len() > FILE_MAX_MB << 20 {
                return Err(Refusal::invalid(t::file_too_large(FILE_MAX_MB)).field("files"));
            }
            let name = name.rsplit(['/', '\\']).next().unwrap_or_default().chars().take(200).collect();
            files.push(Given { name, bytes: bytes.to_vec() });
        } else if pairs.len() < 50 {
            pairs.push((field, part.text().await.map_err(broken)?));
        }
    }
    Ok((Pairs(pairs), files))
}

pub async fn submit(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Task>>,
    mut multipart: Multipart,
) -> Response {
    let (form, files) = match posted(&mut multipart).await {
        Ok(read) => read,
        Err(refusal) => {
            let form = Pairs(vec![("do".to_owned(), "submit".to_owned())]);
            return super::actions::answer((&house, &viewer, id), &form, Err(refusal)).await;
        }
    };
    let outcome = async {
        viewer.ask(HAVE)?;
        // Nothing is stored for whom the task is not there.
        let reader = viewer.clone();
        let there = house.office().read(move |tx| super::seen(tx, &reader, id)).await?;
        there.ok_or_else(Refusal::not_found)?;
        if files.len() > acts::FILES_MAX {
            return Err(Refusal::invalid(t::files_too_many(acts::FILES_MAX)).field("files"));
        }
        let input = Submit {
            task: id,
            code: form.get("code").to_owned(),
            issued_on: day(&form, "issued_on")?,
            level: form.id("level")?,
            paper: None,
            note: form.get("note").to_owned(),
            files: stored(&house, files).await?,
        };
        house.office().act(viewer.actor(), form.act_id()?, input, acts::submit).await.map(drop)
    };
    let outcome = outcome.await;
    super::actions::answer((&house, &viewer, id), &form, outcome).await
}

/// Each file is read before it is kept: what bears a mark of secrecy, or cannot be looked at, stays outside.
async fn stored(house: &House, files: Vec<Given>) -> Result<Vec<Evidence>, Refusal> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let (office, program) = (house.office().clone(), house.reader().to_owned());
    let work = move || {
        let reader = Reader::new(program, Limits::default());
        let asked: Vec<(&[u8], &str)> =
            files.iter().map(|file| (file.bytes.as_slice(), file.name.as_str())).collect();
        for (reading, file) in reader.read_all(&asked).iter().zip(&files) {
            if reading.facts.secrecy.is_some() {
                return Err(Refusal::invalid(t::file_marked(file.name.clone())).field("files"));
            }
            if reading.problem.is_some() || reading.needs_ocr || reading.text.trim().is_empty() {
                return Err(Refusal::invalid(t::file_unread(file.name.clone())).field("files"));
            }
        }
        let mut kept = Vec::new();
        for file in files {
            kept.push(Evidence {
                name: file.name,
                media: "application/octet-stream".to_owned(),
                bytes: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
                blob: office.blobs().put(&file.bytes)?,
            });
        }
        Ok(kept)
    };
    tokio_blocking(work).await
}

async fn tokio_blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(_) => Err(kernel::StoreError::Busy.into()),
    }
}

/// The file, byte for byte, as a download: a browser must not run what a stranger sent.
pub async fn download(
    State(house): State<House>,
    viewer: Viewer,
    Path((id, file)): Path<(String, String)>,
) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(HAVE) {
        return refused(&ctx, &refusal);
    }
    let (Ok(id), Ok(file)) = (id.parse::<Id<Task>>(), file.parse::<uuid::Uuid>()) else {
        return refused(&ctx, &Refusal::not_found());
    };
    let reader = viewer.clone();
    let found = house
        .office()
        .read(move |tx| {
            if super::seen(tx, &reader, id)?.is_none() {
                return Ok(None);
            }
            Ok(store::files(tx, id)?.into_iter().find(|one| one.id == file))
        })
        .await;
    let row = match found {
        Ok(Some(row)) => row,
        Ok(None) => return refused(&ctx, &Refusal::not_found()),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let office = house.office().clone();
    match tokio::task::spawn_blocking(move || office.blobs().get(row.blob)).await {
        Ok(Ok(bytes)) => {
            let name = format!("attachment; filename=\"{}\"", vietnamese::file_name(&row.name));
            let headers = [(header::CONTENT_TYPE, row.media), (header::CONTENT_DISPOSITION, name)];
            (headers, bytes).into_response()
        }
        Ok(Err(refusal)) => refused(&ctx, &refusal),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
