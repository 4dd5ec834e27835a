//! What the program is made of, on one screen. Taking a line out leaves a working program.

use std::collections::HashMap;

use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use kernel::jobs::Handler;
use kernel::{Beat, Instant, Office, Part, Periodic};
use people::{Api, Function, House};
use tower_http::compression::CompressionLayer;

use crate::{finder, guard, help, live, operation, pages};

/// The functions of the office, in the order of the rail.
pub fn functions() -> Vec<Function> {
    vec![
        incoming::function(),
        oldbooks::function(),
        mailbox::function(),
        directions::function(),
        tasks::function(),
        asking::function(),
        resolutions::function(),
        calendar::function(),
        feeds::function(),
        regulations::function(),
        brief::function(),
        people::function(),
        finding::function(),
        mail::function(),
        rulebook::function(),
        operation::function(),
    ]
}

/// Every part once, each after those it stands on: tables refer to earlier ones.
pub fn parts() -> Vec<Part> {
    let mut parts: Vec<Part> = vec![people::part()];
    for function in functions() {
        for part in (function.below)().into_iter().chain([(function.part)()]) {
            if parts.iter().all(|there| there.name != part.name) {
                parts.push(part);
            }
        }
    }
    parts
}

/// Every act that can be done as JSON.
pub fn api() -> Api {
    functions().iter().filter_map(|function| function.api).fold(Api::new(), |all, api| all.and(api()))
}

/// What functions say in the first digest of a day.
pub const LINES: &[mail::Lines] = &[brief::lines];

/// What does the jobs of each kind.
pub fn handlers() -> HashMap<&'static str, Handler> {
    let of_functions = functions().into_iter().flat_map(|function| (function.jobs)());
    of_functions.chain(mail::jobs(functions, LINES)).collect()
}

/// Work that comes round by the clock.
pub fn periodic() -> Vec<Periodic> {
    let mut all: Vec<_> = functions().iter().flat_map(|function| (function.periodic)()).collect();
    // It asks what all functions give to search.
    all.push(Periodic {
        name: "search-watches",
        every: Beat::Every(30 * Instant::SECOND),
        run: tell_watchers,
    });
    all.push(Periodic { name: "search-sound", every: Beat::Nightly(3), run: finder::look_through });
    all
}

fn tell_watchers(office: &Office) -> anyhow::Result<()> {
    let finds: Vec<_> = functions().iter().filter_map(|function| function.finds).collect();
    finding::tell(office, &finds)
}

/// A form without files is never larger; pages that take files set their own limit.
const BODY_MAX: usize = 2 << 20;

pub fn router(house: House) -> Router {
    let mut app = Router::new();
    for function in functions() {
        app = app.merge((function.routes)());
    }
    let (routes, document) = api().finish();
    let document = Json(document);
    app.merge(routes)
        .route("/api/v1/openapi.json", get(move || async move { document })) // open: tells no data
        .route("/live", get(live::stream)) // anybody signed in
        .route("/help", get(help::index)) // anybody signed in
        .route("/help/{book}", get(help::book)) // anybody signed in
        .route("/help/pictures/{lang}/{name}", get(help::picture)) // open: the same for every installation
        .route("/journal", get(pages::journal)) // anybody signed in
        .route("/health", get(pages::health)) // open: tells nothing but whether the office works
        .merge(ui::assets::router())
        .merge(ui::preferences::router())
        .merge(ui::gallery::router())
        .fallback(pages::nothing_here)
        .with_state(house.clone())
        .layer(Extension(guard::Streams::default()))
        .layer(Extension(live::Live::new()))
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(middleware::from_fn(only_from_here))
        .layer(middleware::from_fn(ui::headers::secure))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(house, guard::guard))
}

/// Forms of other sites cannot act here: browsers say where a request comes from, and the cookie is not enough.
async fn only_from_here(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    // Over HTTP/2 the host stands in the address.
    let host = request.uri().authority().map(ToString::to_string);
    if reads || from_here(request.headers(), host.as_deref()) {
        next.run(request).await
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}

fn from_here(headers: &HeaderMap, authority: Option<&str>) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let host = text("host").or(authority).unwrap_or("");
            origin.split_once("://").is_some_and(|(_, from)| from == host)
        }
        // Programs send neither; they bring no browser's cookie along.
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::from_here;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_form_of_another_site_is_refused() {
        assert!(from_here(&headers(&[("sec-fetch-site", "same-origin")]), None));
        assert!(!from_here(&headers(&[("sec-fetch-site", "cross-site")]), None));
        assert!(!from_here(&headers(&[("sec-fetch-site", "same-site")]), None));
        assert!(from_here(&headers(&[("host", "office.vn"), ("origin", "https://office.vn")]), None));
        assert!(!from_here(&headers(&[("host", "office.vn"), ("origin", "https://office.vn.evil")]), None));
        assert!(!from_here(&headers(&[("host", "office.vn"), ("origin", "null")]), None));
        assert!(from_here(&headers(&[]), None));
        assert!(from_here(&headers(&[("origin", "https://office.vn")]), Some("office.vn")));
    }
}
