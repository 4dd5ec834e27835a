//! Old registers: the list of imports and the upload, one import, a row of it, scans that come later.

mod list;
mod one;
mod row;
mod rows;
mod said;
mod scans;

pub(crate) use list::day as day_of;
pub(crate) use said::{field, problems, scan_state, state};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart};
use axum::response::Response;
use axum::routing::{get, post};
use kernel::Refusal;
use people::House;

use crate::LIMITS;

/// All scans of one form together.
const SCANS_MAX_MB: usize = 250;

/// Every route asks for a viewer and then for `incoming.import`; the acts ask whether the viewer keeps the book.
pub fn routes() -> Router<House> {
    let table = DefaultBodyLimit::max(LIMITS.file + (1 << 20));
    let scans = DefaultBodyLimit::max(SCANS_MAX_MB << 20);
    Router::new()
        .route("/books/imports", get(list::show).post(list::upload).layer(table))
        .route("/books/imports/{id}", get(one::show))
        .route("/books/imports/{id}/columns", post(one::columns))
        .route("/books/imports/{id}/running", post(one::run))
        .route("/books/imports/{id}/pausing", post(one::pause))
        .route("/books/imports/{id}/dropping", post(one::drop_it))
        .route("/books/imports/{id}/report.xlsx", get(one::report))
        .route("/books/imports/{id}/rows/{place}", get(row::show).post(row::correct))
        .route("/books/scans/{book}", get(scans::show).post(scans::upload).layer(scans))
        .route("/books/scans/{book}/report.xlsx", get(scans::report))
        .route("/books/scans/{book}/answers", post(scans::answer))
}

/// What a form with files brought: its fields, and the files within the limit.
pub(super) struct Brought {
    pub fields: Vec<(String, String)>,
    pub files: Vec<(String, Vec<u8>)>,
}

impl Brought {
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }
}

pub(super) async fn brought(mut form: Multipart, most: usize) -> Result<Brought, Refusal> {
    let too_large = || tables::too_large(most);
    let (mut fields, mut files, mut size) = (Vec::new(), Vec::new(), 0);
    while let Some(mut part) = form.next_field().await.map_err(|_| too_large())? {
        let name = part.name().unwrap_or_default().to_owned();
        let Some(file) = part.file_name().map(str::to_owned) else {
            if fields.len() < 200 {
                let text = part.text().await.map_err(|_| too_large())?;
                fields.push((name, text.chars().take(4000).collect()));
            }
            continue;
        };
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(|_| too_large())? {
            size += chunk.len();
            if size > most {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        // A browser sends an empty part where nothing was chosen.
        if !file.is_empty() || !bytes.is_empty() {
            files.push((file, bytes));
        }
    }
    Ok(Brought { fields, files })
}

pub(super) fn table(name: &str, bytes: Vec<u8>) -> Response {
    ui::attachment(tables::MEDIA, name, bytes)
}
