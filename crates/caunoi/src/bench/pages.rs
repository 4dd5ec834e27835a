//! Pages through the whole router, and the event streams of open pages.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use askama::Template;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::response::Html;
use axum::routing::get;
use kernel::{Actor, Office};
use people::{House, sessions};
use tower::ServiceExt as _;

use super::{Figure, at, figure, rate};
use crate::{demo, router, sample};

const REQUESTS: usize = 20_000;
/// Fifty a second.
const ACT_EVERY: Duration = Duration::from_millis(20);

pub fn measure(office: &Office, database: &Path, found: &mut Vec<Figure>) -> anyhow::Result<()> {
    let secret = sign_in(office)?;
    send_newest(office)?;
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
        // The first answer shows how much constant text is missing.
        ask(&bare, "/", &cookie).await?;
        let (quiet, bare_size) = timed(&bare, "/", &cookie).await?;
        anyhow::ensure!(
            bare_size.abs_diff(size) * 50 < size,
            "the bare page has {bare_size} bytes, not {size}"
        );
        found.push(figure(
            "register list of 30 rows, pages a second",
            format!("{:.0} ({size} bytes)", list.rate),
            format!("{:.0} → {:.0} %", quiet.rate, 100.0 * list.rate / quiet.rate),
            "≥ 25 % of bare",
        ));
        let (busy, acts) = beside(office, timed(&app, "/papers", &cookie)).await?;
        let (bare, _) = beside(office, timed(&bare, "/", &cookie)).await?.0;
        let busy = busy.0;
        found.push(figure(
            "the same while 50 acts a second are done beside it",
            format!("{:.0} ({acts} acts)", busy.rate),
            format!("{:.0} → {:.0} %", bare.rate, 100.0 * busy.rate / bare.rate),
            "≥ 25 % of bare",
        ));
        let budget = "p50 ≤ 5 ms, p99 ≤ 25 ms";
        let (today, _) = timed(&app, "/", &cookie).await?;
        let (paper, _) = timed(&app, &format!("/papers/{id}"), &cookie).await?;
        for (what, timed) in [
            ("server time of Today, p50 / p99", &today),
            ("server time of the list, p50 / p99", &list),
            ("the same while 50 acts a second are done beside it", &busy),
            ("server time of a paper, p50 / p99", &paper),
        ] {
            let ours = format!("{:.2} / {:.2} ms", at(&timed.times, 0.5), at(&timed.times, 0.99));
            found.push(figure(what, ours, "—".to_owned(), budget));
        }
        anyhow::Ok(())
    })?;
    drop(runtime);
    Ok(())
}

pub(super) fn sign_in(office: &Office) -> anyhow::Result<String> {
    let signed = sessions::sign_in(office, "vanthu", demo::PASSWORD, "bench");
    Ok(signed.map_err(|fault| crate::console::refusal(&fault))?.secret)
}

/// The newest papers lie on the chief's desk, as they do in the morning: the list says where each is.
fn send_newest(office: &Office) -> anyhow::Result<()> {
    let signed = sessions::sign_in(office, "vanthu", demo::PASSWORD, "bench");
    let clerk = signed.map_err(|fault| crate::console::refusal(&fault))?.person;
    let today = office.now().date();
    let (post, to, papers) = office.read_blocking(|tx| {
        let post = people::names::posts_of(tx, clerk, today)?.into_iter().next();
        let to = people::names::posts_with(tx, people::Role::Chief, today)?.into_iter().next();
        let papers = tx.rows("SELECT id FROM papers ORDER BY id DESC LIMIT 60", kernel::vals![], |row| {
            row.get::<kernel::Id<documents::Paper>>(0)
        })?;
        Ok((post, to, papers))
    })?;
    let (post, to) = (post.context("the clerk has no post")?, to.context("there is no chief of office")?);
    let actor = Actor::person(clerk.uuid(), Some(post.id.uuid()));
    for paper in papers {
        let input = directions::Send { paper, to: to.id, field: None };
        office
            .act_blocking(actor.clone(), office.new_id(), input, directions::send)
            .map_err(|fault| crate::console::refusal(&fault))?;
    }
    Ok(())
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
                // As a connection waits for its next request: others get their turn.
                tokio::task::yield_now().await;
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

/// Measures while papers arrive: each act changes what could have been remembered. Also how many there were.
async fn beside<T>(
    office: &Office,
    measured: impl Future<Output = anyhow::Result<T>>,
) -> anyhow::Result<(T, usize)> {
    let blob = office
        .blobs()
        .put("văn bản thử".as_bytes())
        .map_err(|fault| crate::console::refusal(&fault.into()))?;
    let (office, done) = (office.clone(), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&done);
    let acting = tokio::spawn(async move {
        let mut beat = tokio::time::interval(ACT_EVERY);
        loop {
            beat.tick().await;
            let input = sample::receive(blob);
            if office.act(Actor::system(), office.new_id(), input, incoming::receive).await.is_ok() {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    let found = measured.await;
    acting.abort();
    Ok((found?, done.load(Ordering::Relaxed)))
}

/// The columns of a line of the book as the database has them.
struct Line {
    id: String,
    number: i64,
    arrived: String,
    code: String,
    issued: Option<String>,
    subject: String,
    issuer: String,
    holder: Option<String>,
}

#[derive(Template)]
#[template(
    source = "<!doctype html><title>Bare</title><table><tbody>{% for r in rows %}\
              <tr data-walk-target=\"row\"><td class=\"narrow strong\" data-label=\"Số đến\">\
              <a href=\"/papers/{{ r.id }}\">{{ r.number }}</a></td>\
              <td class=\"narrow\" data-label=\"Ngày đến\">{{ r.arrived }}</td>\
              <td class=\"\" data-label=\"Số, ký hiệu\">{{ r.code }}\
              <div class=\"by\">{% if let Some(issued) = r.issued %}{{ issued }}{% endif %}</div></td>\
              <td class=\"\" data-label=\"Trích yếu\">{{ r.subject }}<div class=\"by\">{{ r.issuer }}</div></td>\
              <td class=\"\" data-label=\"Nơi đang xử lý\">{% if let Some(holder) = r.holder %}{{ holder }}{% endif %}\
              <div class=\"by\">Chờ đề xuất</div></td><td class=\"narrow\" data-label=\"Thời gian\">dưới 1 giờ</td>\
              <td class=\"narrow nil\" data-label=\"Hạn\"></td></tr>{% endfor %}</tbody></table>{{ shell|safe }}",
    ext = "html"
)]
struct Bare<'a> {
    rows: Vec<Line>,
    shell: &'a str,
}

thread_local! {
    static CONN: std::cell::RefCell<Option<rusqlite::Connection>> = const { std::cell::RefCell::new(None) };
}

/// One route, one query, one template: the same lines of the same book in the same markup, and around them as much
/// constant text as the page it is held against has.
fn bare_page(database: std::path::PathBuf, size: usize) -> Router {
    let shared = Arc::new((database, OnceLock::new()));
    Router::new().route(
        "/",
        get(move || {
            let shared = Arc::clone(&shared);
            async move {
                let (database, shell) = &*shared;
                let page = CONN.with_borrow_mut(|conn| bare_rows(conn, database, (shell, size)));
                page.map(Html)
                    .map_err(|fault| (axum::http::StatusCode::INTERNAL_SERVER_ERROR, fault.to_string()))
            }
        }),
    )
}

fn bare_rows(
    conn: &mut Option<rusqlite::Connection>,
    database: &Path,
    (shell, size): (&OnceLock<String>, usize),
) -> anyhow::Result<String> {
    let conn = match conn {
        Some(conn) => conn,
        None => {
            let opened = rusqlite::Connection::open(database)?;
            opened.pragma_update(None, "mmap_size", 1_i64 << 30)?;
            conn.insert(opened)
        }
    };
    let mut statement = conn
        // The newest book's newest lines, by the index that the program uses too.
        .prepare_cached(
            "SELECT p.id, p.number, p.arrived_on, p.code, p.issued_on, p.subject, p.issuer, o.title FROM papers p \
             LEFT JOIN routings r ON r.paper = p.id LEFT JOIN posts o ON o.id = r.office_post \
             WHERE p.book = (SELECT id FROM books ORDER BY year DESC LIMIT 1) ORDER BY p.number DESC LIMIT 30",
        )?;
    let rows = statement
        .query_map([], |row| {
            Ok(Line {
                id: uuid::Uuid::from_bytes(row.get(0)?).to_string(),
                number: row.get(1)?,
                arrived: row.get(2)?,
                code: row.get(3)?,
                issued: row.get(4)?,
                subject: row.get(5)?,
                issuer: row.get(6)?,
                holder: row.get(7)?,
            })
        })?
        .collect::<Result<Vec<_>, _>>()?;
    let page = Bare { rows, shell: shell.get().map_or("", String::as_str) }.render()?;
    shell.get_or_init(|| "x".repeat(size.saturating_sub(page.len())));
    Ok(page)
}
