//! What every request gets: a number that stands in the answer and in the log, an end, and a page when a fault has none.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Form;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest as _, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use people::House;
use tracing::Instrument as _;

pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// What takes longer is given up; an act that was begun is finished all the same.
const PATIENCE: Duration = Duration::from_secs(60);
/// A large file over a slow line.
const UPLOAD_PATIENCE: Duration = Duration::from_secs(900);

pub async fn guard(State(house): State<House>, request: Request, next: Next) -> Response {
    let number = hex::encode(&house.office().new_id().as_bytes()[10..]);
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let headers = request.headers().clone();
    let sends_files = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"));
    let patience = if method == Method::POST && sends_files { UPLOAD_PATIENCE } else { PATIENCE };
    // The address of a feed is a secret of its own.
    let told = if path.starts_with("/feeds/") { "/feeds/…" } else { path.as_str() };
    let span = tracing::info_span!("request", number, %method, path = told);
    let answer = async {
        match with_typed(request).await {
            Ok(request) => next.run(request).await,
            Err(broken) => broken,
        }
    };
    let answering = tokio::time::timeout(patience, answer).instrument(span.clone());
    let mut response = answering.await.unwrap_or_else(|_| StatusCode::SERVICE_UNAVAILABLE.into_response());
    let status = response.status();
    if status.is_server_error() {
        span.in_scope(|| tracing::error!(status = status.as_u16(), "a request failed"));
        // A fault that nobody dressed: no empty page, and a number to give to the administrator.
        if !response.headers().contains_key(header::CONTENT_TYPE) {
            response = ui::error_page(&house.ctx(&headers, &path), status, None, Some(&number));
        }
    }
    if let Ok(number) = HeaderValue::from_str(&number) {
        response.headers_mut().insert(REQUEST_ID, number);
    }
    response
}

/// The most that a form of text brings; larger ones are handed on unread.
const TYPED_MAX: usize = 512 << 10;
/// Words in the names of fields whose values are given back to nobody.
const SECRET: [&str; 3] = ["password", "secret", "code"];

/// Keeps what a form sends beside the request, so that a page which says that nothing was saved can give it back.
async fn with_typed(request: Request) -> Result<Request, Response> {
    if !is_typed(&request) {
        return Ok(request);
    }
    let (mut parts, body) = request.into_parts();
    let bytes = to_bytes(body, TYPED_MAX).await.map_err(|_| StatusCode::BAD_REQUEST.into_response())?;
    let copy = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
    if let Ok(Form(pairs)) = Form::<Vec<(String, String)>>::from_request(copy, &()).await
        && !pairs.iter().any(|(name, _)| SECRET.iter().any(|secret| name.contains(secret)))
    {
        parts.extensions.insert(ui::Typed(pairs.into()));
    }
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

fn is_typed(request: &Request) -> bool {
    let header = |name| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let text = header(header::CONTENT_TYPE).is_some_and(|kind| kind.starts_with(FORM));
    let length = header(header::CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
    request.method() == Method::POST && text && length.is_some_and(|length| length <= TYPED_MAX)
}

const FORM: &str = "application/x-www-form-urlencoded";

/// Event streams open for each session. One browser needs one; a few more are another window or a reload.
#[derive(Clone, Default)]
pub struct Streams(Arc<Mutex<HashMap<String, usize>>>);

const STREAMS_MAX: usize = 12;

impl Streams {
    /// A place for one more, or none.
    pub fn take(&self, session: &str) -> Option<Place> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(session.to_owned()).or_default();
        if *count >= STREAMS_MAX {
            return None;
        }
        *count += 1;
        Some(Place { streams: self.clone(), session: session.to_owned() })
    }
}

/// Given back when the stream ends, however it ends.
pub struct Place {
    streams: Streams,
    session: String,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.streams.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.session) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.session);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_holds_a_few_streams_and_gets_them_back() {
        let streams = Streams::default();
        let mut held: Vec<Place> = (0..STREAMS_MAX).filter_map(|_| streams.take("a")).collect();
        assert_eq!(held.len(), STREAMS_MAX);
        assert!(streams.take("a").is_none() && streams.take("b").is_some());
        held.pop();
        assert!(streams.take("a").is_some());
        drop(held);
        assert!(streams.0.lock().unwrap().is_empty());
    }
}
