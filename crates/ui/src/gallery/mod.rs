//! `/components`: every component with its states, and the pages of the office as they are meant to look. For who
//! builds a page and for the browser tests; all of it is fictional data.

mod office;
mod parts;
mod sample;

use axum::Router;
use axum::extract::{Path, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

use crate::ctx::{Ctx, Journal, NavItem, Who};
use crate::form::{Fault, Field, Form};
use crate::html::Text;
use crate::page::Page;
use crate::parts::Button;
use crate::{error_page, preferences, t};

/// The gallery reads the language and the theme from the request and needs nothing else.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/components", get(|r: Request| async move { parts::page(&context(&r)) }))
        .route("/components/today", get(|r: Request| async move { office::today(&context(&r)) }))
        .route(
            "/components/accept",
            get(|r: Request| async move { office::accept(&context(&r)) }).post(again),
        )
        .route("/components/book", get(|r: Request| async move { office::book(&context(&r)) }))
        .route("/components/sign-in", get(|r: Request| async move { door(context(&r)) }))
        .route("/components/error/{status}", get(error))
        .route("/components/page.svg", get(|| async { ([(CONTENT_TYPE, "image/svg+xml")], sample::PAGE) }))
}

fn door(mut ctx: Ctx) -> Response {
    ctx.who = None;
    let form = Form::post(&ctx, "/components/sign-in")
        .whole_page()
        .put(Field::text("name", sample::ACCOUNT).attr("autocomplete", "username").required().focus())
        .put(
            Field::password("password", sample::PASSWORD).attr("autocomplete", "current-password").required(),
        )
        .button(&Button::submit(t::sign_in()).main())
        .render();
    Page::new(&ctx, t::sign_in()).bare().body(form).into_response()
}

/// What is posted here goes nowhere.
async fn again() -> Redirect {
    Redirect::to("/components/accept")
}

async fn error(Path(status): Path<u16>, request: Request) -> Response {
    let ctx = context(&request);
    let status =
        StatusCode::from_u16(status).ok().filter(|s| s.as_u16() >= 400).unwrap_or(StatusCode::NOT_FOUND);
    let fault = (status == StatusCode::FORBIDDEN).then(|| Fault::new(t::error_403()).source(sample::SOURCE));
    let incident = status.is_server_error().then_some(sample::INCIDENT);
    error_page(&ctx, status, fault.as_ref(), incident)
}

fn context(request: &Request) -> Ctx {
    let headers = request.headers();
    let mut ctx = Ctx::new(preferences::lang(headers), || sample::ACT.to_owned());
    ctx.theme = preferences::theme(headers);
    ctx.path = request.uri().path_and_query().map_or("/", |p| p.as_str()).to_owned();
    ctx.demo = true;
    ctx.house = Text::from(sample::HOUSE);
    ctx.who = Some(Who { name: sample::PERSON.to_owned(), post: sample::POST.to_owned() });
    ctx.bell = 3;
    ctx.journal = Some(Journal { sound: true, at: "17:42".to_owned(), href: "/components".to_owned() });
    let item = |key, href: &str, icon, title, count, late| NavItem {
        key,
        href: href.to_owned(),
        also: &[],
        icon,
        title,
        count,
        late,
    };
    ctx.nav = vec![
        item("t", "/components/today", "home", t::to_today(), 0, 0),
        item("v", "/components/accept", "inbox", t::gallery_drop(), 14, 0),
        item("s", "/components/book", "book", t::gallery_table(), 0, 0),
        item("l", "/components/error/404", "clipboard-check", t::gallery_rows(), 0, 23),
        item("c", "/components", "adjustments-horizontal", t::gallery(), 0, 0),
        item("d", "/components/sign-in", "lock", t::sign_in(), 0, 0),
    ];
    ctx
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_SECURITY_POLICY};
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn every_page_of_the_gallery_is_whole_in_both_languages_and_has_nothing_inline() {
        let app: Router = router().layer(axum::middleware::from_fn(crate::headers::secure));
        for lang in ["vi", "en"] {
            for (path, status) in [
                ("/components", 200),
                ("/components/today", 200),
                ("/components/accept", 200),
                ("/components/book", 200),
                ("/components/sign-in", 200),
                ("/components/error/403", 403),
                ("/components/error/500", 500),
            ] {
                let request =
                    Request::builder().uri(path).header(ACCEPT_LANGUAGE, lang).body(Body::empty()).unwrap();
                let answer = app.clone().oneshot(request).await.unwrap();
                assert_eq!(answer.status().as_u16(), status, "{path}");
                assert!(answer.headers().contains_key(CONTENT_SECURITY_POLICY));
                let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
                let html = String::from_utf8(bytes.to_vec()).unwrap();
                assert!(html.ends_with("</html>\n") || html.ends_with("</html>"), "{path} is cut");
                assert!(html.contains(&format!("<html lang=\"{lang}\"")), "{path}");
                for inline in [" style=\"", "<style", " onclick", "javascript:", "<script>"] {
                    assert!(!html.contains(inline), "{path} has {inline}");
                }
            }
        }
    }
}
