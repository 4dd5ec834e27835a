//! Errors for programs: RFC 9457 problem details.

use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use words::Lang;

use crate::form::Fault;

/// Does the caller ask for JSON rather than a page? What is named first in `Accept` decides.
#[must_use]
pub fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    accept.split(',').map(|part| part.split(';').next().unwrap_or_default().trim()).find_map(|media| {
        match media {
            "application/json" | "application/problem+json" => Some(true),
            "text/html" | "text/vnd.turbo-stream.html" | "application/xhtml+xml" => Some(false),
            _ => None,
        }
    }) == Some(true)
}

/// A problem document. `code` is a stable name for programs; the title is for people.
#[must_use]
pub fn problem_json(
    status: StatusCode,
    code: &str,
    title: &str,
    lang: Lang,
    faults: &[Fault],
    incident: Option<&str>,
) -> Response {
    let mut body = Map::new();
    body.insert("type".into(), json!(format!("urn:caunoi:problem:{code}")));
    body.insert("title".into(), json!(title));
    body.insert("status".into(), json!(status.as_u16()));
    if let Some(number) = incident {
        body.insert("incident".into(), json!(number));
    }
    if !faults.is_empty() {
        let list: Vec<Value> = faults
            .iter()
            .map(|f| json!({"field": f.field, "code": f.code, "detail": f.msg.say(lang), "source": f.source}))
            .collect();
        body.insert("errors".into(), Value::Array(list));
    }
    let headers = [(CONTENT_TYPE, "application/problem+json")];
    (status, headers, Value::Object(body).to_string()).into_response()
}
