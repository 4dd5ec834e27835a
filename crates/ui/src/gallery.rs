//! `/components`: every component with its states, for who builds a page and for the browser tests.

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::ctx::{Ctx, Journal, NavItem, Who};
use crate::html::Html;
use crate::page::Page;
use crate::{preferences, t};

/// The gallery reads the language and the theme from the request and needs nothing else.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/components", get(components))
}

async fn components(request: Request) -> Response {
    let ctx = context(&request);
    Page::new(&ctx, t::product()).body(Html::default()).into_response()
}

fn context(request: &Request) -> Ctx {
    let headers = request.headers();
    let mut ctx = Ctx::new(preferences::lang(headers), || "0".to_owned());
    ctx.theme = preferences::theme(headers);
    ctx.path = request.uri().path().to_owned();
    ctx.demo = true;
    ctx.who = Some(Who { name: "Người xem".to_owned(), post: "Phó Chánh Văn phòng".to_owned() });
    ctx.journal = Some(Journal { sound: true, at: "17:42".to_owned(), href: "/journal".to_owned() });
    ctx.nav = vec![NavItem {
        key: "t",
        href: "/".to_owned(),
        icon: "home",
        title: t::to_today(),
        count: 0,
        late: 0,
    }];
    ctx
}
