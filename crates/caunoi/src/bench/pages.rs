//! Pages through the whole router, and the event streams of open pages.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use askama::Template;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::response::Html;
use axum::response::sse::{Event, Sse};
use axum::routing::get;
use kernel::{Actor, Office};
use people::{House, sessions};
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::WatchStream;
use tower::ServiceExt as _;

use super::{Figure, at, figure, rate};
use crate::{demo, router, sample};

const REQUESTS: usize = 3000;
const STREAMS: usize = 1000;
/// Open pages of one person; the program allows no more at once.
const STREAMS_EACH: usize = 10;

pub fn measure(office: &Office, database: &Path, found: &mut Vec<Figure>) -> anyhow::Result<()> {
    let secret = sign_in(office)?;
    let id = office.read_blocking(|tx| {
        tx.one("SELECT id FROM papers ORDER BY id DESC LIMIT 1", kernel::vals![], |row| {
            row.get::<kernel::Id<documents::Paper>>(0)
        })
    })?;
    let house = House::new(office.clone(), router::functions(), "none".into(), (false, false));
    let app = router::router(house);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let cookie = format!("{}={secret}", sessions::COOKIE);
        let (list, size) = timed(&app, "/papers", &cookie).await?;
        let bare = bare_page(database.to_owned(), size);
        let (bare, _) = timed(&bare, "/", &cookie).await?;
        found.push(figure(
            "register list of 30 rows, pages a second",
            format!("{:.0} ({size} bytes)", list.rate),
            format!("{:.0} → {:.0} %", bare.rate, 100.0 * list.rate / bare.rate),
            "≥ 25 % of bare",
        ));
        let budget = "p50 ≤ 5 ms, p99 ≤ 25 ms";
        let (today, _) = timed(&app, "/", &cookie).await?;
        let (paper, _) = timed(&app, &format!("/papers/{id}"), &cookie).await?;
        for (what, timed) in [
            ("server time of Today, p50 / p99", &today),
            ("server time of the list, p50 / p99", &list),
            ("server time of a paper, p50 / p99", &paper),
        ] {
            let ours = format!("{:.2} / {:.2} ms", at(&timed.times, 0.5), at(&timed.times, 0.99));
            found.push(figure(what, ours, "—".to_owned(), budget));
        }
        anyhow::Ok(())
    })?;
    let told = runtime.block_on(live(office, &app))?;
    let bare = runtime.block_on(bare_live())?;
    found.push(figure(
        "a change reaches the last of 1,000 open pages",
        format!("{:.0} ms", told.as_secs_f64() * 1000.0),
        format!("{:.0} ms", bare.as_secs_f64() * 1000.0),
        "≤ 50 ms",
    ));
    drop(runtime);
    Ok(())
}

fn sign_in(office: &Office) -> anyhow::Result<String> {
    let signed = sessions::sign_in(office, "vanthu", demo::PASSWORD, "bench");
    Ok(signed.map_err(|fault| crate::console::refusal(&fault))?.secret)
}

struct Timed {
    times: Vec<Duration>,
    rate: f64,
}

/// Two at a time; the first requests warm it up. Also the size of the page.
async fn timed(app: &Router, path: &str, cookie: &str) -> anyhow::Result<(Timed, usize)> {
    let size = ask(app, path, cookie).await?;
    for _ in 0..100 {
        ask(app, path, cookie).await?;
    }
    let next = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..2 {
        let (app, path, cookie, next) = (app.clone(), path.to_owned(), cookie.to_owned(), Arc::clone(&next));
        tasks.push(tokio::spawn(async move {
            let mut times = Vec::new();
            while next.fetch_add(1, Ordering::Relaxed) < REQUESTS {
                let begun = Instant::now();
                ask(&app, &path, &cookie).await?;
                times.push(begun.elapsed());
            }
            anyhow::Ok(times)
        }));
    }
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    let rate = rate(times.len() as u64, begun.elapsed());
    times.sort_unstable();
    Ok((Timed { times, rate }, size))
}

async fn ask(app: &Router, path: &str, cookie: &str) -> anyhow::Result<usize> {
    let request = Request::builder().uri(path).header("cookie", cookie).body(Body::empty())?;
    let response = app.clone().oneshot(request).await?;
    anyhow::ensure!(response.status().is_success(), "{path} answered {}", response.status());
    Ok(to_bytes(response.into_body(), 8 << 20).await?.len())
}

#[derive(Template)]
#[template(
    source = "<!doctype html><title>Bare</title><table>{% for r in rows %}<tr><td>{{ r.0 }}</td><td>{{ r.1 }}</td>\
              <td>{{ r.2 }}</td><td>{{ r.3 }}</td></tr>{% endfor %}</table>{{ rest|safe }}",
    ext = "html"
)]
struct Bare<'a> {
    rows: Vec<(i64, String, String, String)>,
    rest: &'a str,
}

thread_local! {
    static CONN: std::cell::RefCell<Option<rusqlite::Connection>> = const { std::cell::RefCell::new(None) };
}

/// One route, one query, one template; as many bytes as the page it is held against.
fn bare_page(database: std::path::PathBuf, size: usize) -> Router {
    let database = Arc::new(database);
    Router::new().route(
        "/",
        get(move || {
            let database = Arc::clone(&database);
            async move {
                let page = CONN.with_borrow_mut(|conn| bare_rows(conn, &database, size));
                page.map(Html)
                    .map_err(|fault| (axum::http::StatusCode::INTERNAL_SERVER_ERROR, fault.to_string()))
            }
        }),
    )
}

fn bare_rows(
    conn: &mut Option<rusqlite::Connection>,
    database: &Path,
    size: usize,
) -> anyhow::Result<String> {
    let conn = match conn {
        Some(conn) => conn,
        None => conn.insert(rusqlite::Connection::open(database)?),
    };
    let mut statement = conn
        // The newest book's newest lines, by the index that the program uses too.
        .prepare_cached(
            "SELECT number, code, issuer, subject FROM papers \
             WHERE book = (SELECT id FROM books ORDER BY year DESC LIMIT 1) ORDER BY number DESC LIMIT 30",
        )?;
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    let said: usize =
        rows.iter().map(|r: &(i64, String, String, String)| r.1.len() + r.2.len() + r.3.len() + 45).sum();
    let rest = "x".repeat(size.saturating_sub(said));
    Ok(Bare { rows, rest: &rest }.render()?)
}

/// From the sending of an act to the last page that was told, the act and its commit included; the median of five.
async fn live(office: &Office, app: &Router) -> anyhow::Result<Duration> {
    let blob = office
        .blobs()
        .put("văn bản thử".as_bytes())
        .map_err(|fault| crate::console::refusal(&fault.into()))?;
    let mut cookies = Vec::new();
    for _ in 0..STREAMS / STREAMS_EACH {
        let office = office.clone();
        let secret = tokio::task::spawn_blocking(move || sign_in(&office)).await??;
        cookies.push(format!("{}={secret}", sessions::COOKIE));
    }
    let mut bodies = Vec::new();
    for n in 0..STREAMS {
        let request = Request::builder()
            .uri("/live")
            .header("cookie", &cookies[n / STREAMS_EACH])
            .body(Body::empty())?;
        let response = app.clone().oneshot(request).await?;
        anyhow::ensure!(response.status().is_success(), "/live answered {}", response.status());
        bodies.push(response.into_body());
    }
    fan_out(bodies, async || {
        let input = sample::receive(blob);
        office
            .act(Actor::system(), office.new_id(), input, incoming::receive)
            .await
            .map(drop)
            .map_err(|fault| crate::console::refusal(&fault))
    })
    .await
}

async fn bare_live() -> anyhow::Result<Duration> {
    let (tell, told) = tokio::sync::watch::channel(0_u64);
    let app = Router::new().route(
        "/live",
        get(move || async move {
            let events = WatchStream::from_changes(told.clone());
            Sse::new(events.map(|n| Ok::<_, std::convert::Infallible>(Event::default().data(n.to_string()))))
        }),
    );
    let mut bodies = Vec::new();
    for _ in 0..STREAMS {
        let request = Request::builder().uri("/live").body(Body::empty())?;
        bodies.push(app.clone().oneshot(request).await?.into_body());
    }
    fan_out(bodies, async || {
        tell.send_modify(|n| *n += 1);
        Ok(())
    })
    .await
}

async fn fan_out(
    bodies: Vec<Body>,
    change: impl AsyncFn() -> anyhow::Result<()>,
) -> anyhow::Result<Duration> {
    let (seen, mut all_seen) = tokio::sync::mpsc::unbounded_channel();
    let mut readers = Vec::new();
    for body in bodies {
        let seen = seen.clone();
        let mut frames = body.into_data_stream();
        readers.push(tokio::spawn(async move {
            while let Some(Ok(_)) = frames.next().await {
                if seen.send(()).is_err() {
                    return;
                }
            }
        }));
    }
    let mut times = Vec::new();
    for _ in 0..5 {
        // Bursts are told once; the next change must not fall into the pause of the one before.
        tokio::time::sleep(Duration::from_millis(700)).await;
        while all_seen.try_recv().is_ok() {}
        let begun = Instant::now();
        change().await?;
        for _ in 0..STREAMS {
            tokio::time::timeout(Duration::from_secs(10), all_seen.recv())
                .await
                .context("an open page was not told")?;
        }
        times.push(begun.elapsed());
    }
    for reader in readers {
        reader.abort();
    }
    times.sort_unstable();
    Ok(times[times.len() / 2])
}
