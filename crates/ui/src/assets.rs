//! The built assets, inside the program: served under names that carry their hash, so that a browser may keep
//! them for ever, and already compressed.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

#[derive(Debug)]
pub struct Asset {
    /// What the code calls it: `app.css`.
    pub name: &'static str,
    /// What the browser calls it: `app-0123456789ab.css`.
    pub file: &'static str,
    pub media: &'static str,
    pub plain: &'static [u8],
    pub br: Option<&'static [u8]>,
    pub gzip: Option<&'static [u8]>,
}

pub static ASSETS: &[Asset] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The address of an asset by its plain name. A name that was not built gives an address that answers 404.
#[must_use]
pub fn url(name: &str) -> String {
    address(name).into_owned()
}

/// The same without a copy; every icon of a page asks for it.
pub(crate) fn address(name: &str) -> Cow<'static, str> {
    static ADDRESSES: LazyLock<HashMap<&str, String>> =
        LazyLock::new(|| ASSETS.iter().map(|a| (a.name, format!("/assets/{}", a.file))).collect());
    match ADDRESSES.get(name) {
        Some(address) => Cow::Borrowed(address.as_str()),
        None => Cow::Owned(format!("/assets/{name}")),
    }
}

/// Serves `/assets/{file}`.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{file}", get(serve))
}

async fn serve(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|a| a.file == file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let takes = |coding: &str| accepted.split(',').any(|part| part.trim().split(';').next() == Some(coding));
    let common = [
        (CONTENT_TYPE, asset.media),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (VARY, "Accept-Encoding"),
    ];
    match (asset.br.filter(|_| takes("br")), asset.gzip.filter(|_| takes("gzip"))) {
        (Some(bytes), _) => (common, [(CONTENT_ENCODING, "br")], bytes).into_response(),
        (None, Some(bytes)) => (common, [(CONTENT_ENCODING, "gzip")], bytes).into_response(),
        (None, None) => (common, asset.plain).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(name: &str) -> usize {
        let asset = ASSETS.iter().find(|a| a.name == name).unwrap_or_else(|| panic!("{name} was not built"));
        asset.gzip.unwrap_or(asset.plain).len()
    }

    #[test]
    fn the_first_page_is_light() {
        // What a first visit loads: style, script, icons, and the three weights in two subsets. gzip, so the worse
        // of the two codings; 12 kB are set aside for the page itself, the most that a page of ours weighs.
        let mut all = 12_000 + ["app.css", "app.js", "icons.svg", "mark.svg"].map(sent).iter().sum::<usize>();
        for weight in [400, 500, 600] {
            for subset in ["vietnamese", "latin"] {
                all += sent(&format!("be-vietnam-pro-{subset}-{weight}-normal.woff2"));
            }
        }
        assert!(all <= 200_000, "the first page loads {all} bytes; the budget is 200 kB");
    }
}
