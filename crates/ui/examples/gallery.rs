//! Serves the gallery: `cargo run -p ui --example gallery [ADDRESS]`.

use axum::Json;
use axum::Router;
use axum::response::Redirect;
use axum::routing::get;
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8099".to_owned());
    let palette = Json(json!([
        {"title": "Hôm nay", "href": "/components/today", "group": "Đi tới", "icon": "home", "key": "g t"},
        {"title": "Sổ văn bản đến", "href": "/components/book", "group": "Đi tới", "icon": "book", "key": "g s"},
        {"title": "Vào sổ văn bản", "hint": "14 chờ", "href": "/components/accept", "group": "Làm", "icon": "inbox"},
    ]));
    let app: Router = ui::gallery::router()
        .route("/", get(|| async { Redirect::to("/components/today") }))
        .route("/palette", get(|| async { palette }))
        .route("/live", get(|| async { ([("content-type", "text/event-stream")], "retry: 600000\n\n") }))
        .merge(ui::assets::router())
        .merge(ui::preferences::router())
        .layer(axum::middleware::from_fn(ui::headers::secure));
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, app).await
}
