//! Files that a browser keeps and does not show.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

/// A file of this media type, to be kept under this name.
#[must_use]
pub fn attachment(media: &str, name: &str, bytes: Vec<u8>) -> Response {
    let name = format!("attachment; filename=\"{}\"", vietnamese::file_name(name));
    ([(CONTENT_TYPE, media.to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response()
}
