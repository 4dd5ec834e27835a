//! Language and theme: two small forms that work without a script and without being signed in.

use axum::Router;
use axum::extract::Form;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Deserialize;
use words::Lang;

use crate::ctx::Theme;

/// The value of a cookie.
#[must_use]
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// The reader's language: what they chose, else what their browser asks for first, else Vietnamese.
#[must_use]
pub fn lang(headers: &HeaderMap) -> Lang {
    if let Some(chosen) = cookie(headers, "lang").and_then(Lang::from_code) {
        return chosen;
    }
    let asked = headers.get(ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    asked.split(',').find_map(|part| Lang::from_code(part.trim())).unwrap_or_default()
}

#[must_use]
pub fn theme(headers: &HeaderMap) -> Theme {
    cookie(headers, "theme").and_then(Theme::from_code).unwrap_or_default()
}

#[derive(Deserialize)]
struct Chosen {
    lang: Option<String>,
    theme: Option<String>,
    back: Option<String>,
}

/// `POST /preferences` sets the cookies and goes back.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/preferences", post(choose))
}

async fn choose(Form(chosen): Form<Chosen>) -> Response {
    let mut headers = HeaderMap::new();
    let lang = chosen.lang.as_deref().and_then(Lang::from_code).map(|l| format!("lang={}", l.code()));
    let theme = chosen.theme.as_deref().and_then(Theme::from_code).map(|t| format!("theme={}", t.code()));
    for pair in [lang, theme].into_iter().flatten() {
        if let Ok(value) = format!("{pair}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly").parse() {
            headers.append(SET_COOKIE, value);
        }
    }
    let back = local(chosen.back.as_deref().unwrap_or("/"));
    headers.insert(LOCATION, back.parse().unwrap_or_else(|_| axum::http::HeaderValue::from_static("/")));
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// An address of this house, never one elsewhere.
#[must_use]
pub fn local(address: &str) -> &str {
    let inside = address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains('\\')
        && !address.contains(|c: char| c.is_control());
    if inside { address } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_choice_comes_before_the_browser_and_vietnamese_is_the_default() {
        let mut headers = HeaderMap::new();
        assert_eq!(lang(&headers), Lang::Vi);
        headers.insert(ACCEPT_LANGUAGE, "fr, en-GB;q=0.8, vi;q=0.5".parse().unwrap());
        assert_eq!(lang(&headers), Lang::En);
        headers.insert(COOKIE, "theme=dark; lang=vi".parse().unwrap());
        assert_eq!(lang(&headers), Lang::Vi);
        assert_eq!(theme(&headers), Theme::Dark);
    }

    #[test]
    fn going_back_never_leaves_the_house() {
        assert_eq!(local("/incoming?page=2"), "/incoming?page=2");
        for bad in ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", ""] {
            assert_eq!(local(bad), "/", "{bad}");
        }
    }
}
