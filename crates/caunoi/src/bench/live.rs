//! The event streams of open pages: how long a change takes to the last of them.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::response::sse::{Event, Sse};
use axum::routing::get;
use kernel::{Actor, Office};
use people::{House, sessions};
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::WatchStream;
use tower::ServiceExt as _;

use super::pages::sign_in;
use super::{Figure, figure};
use crate::{router, sample};

/// Open pages of one person; the program allows no more at once.
const STREAMS_EACH: usize = 10;

pub fn measure(office: &Office, found: &mut Vec<Figure>) -> anyhow::Result<()> {
    let house = House::new(office.clone(), router::functions(), "none".into(), (false, false));
    let app = router::router(house);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    for (streams, what, budget) in [
        (1000, "a change reaches the last of 1,000 open pages", "≤ 50 ms"),
        (5000, "a change reaches the last of 5,000 open pages", "≤ 250 ms"),
    ] {
        let told = runtime.block_on(live(office, &app, streams))?;
        let bare = runtime.block_on(bare_live(streams))?;
        let ms = |took: Duration| format!("{:.0} ms", took.as_secs_f64() * 1000.0);
        found.push(figure(what, ms(told), ms(bare), budget));
    }
    Ok(())
}

/// From the sending of an act to the last page that was told, the act and its commit included; the median of five.
async fn live(office: &Office, app: &Router, streams: usize) -> anyhow::Result<Duration> {
    let blob = office
        .blobs()
        .put("văn bản thử".as_bytes())
        .map_err(|fault| crate::console::refusal(&fault.into()))?;
    let mut cookies = Vec::new();
    for _ in 0..streams / STREAMS_EACH {
        let office = office.clone();
        let secret = tokio::task::spawn_blocking(move || sign_in(&office)).await??;
        cookies.push(format!("{}={secret}", sessions::COOKIE));
    }
    let mut bodies = Vec::new();
    for n in 0..streams {
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

async fn bare_live(streams: usize) -> anyhow::Result<Duration> {
    let (tell, told) = tokio::sync::watch::channel(0_u64);
    let app = Router::new().route(
        "/live",
        get(move || async move {
            let events = WatchStream::from_changes(told.clone());
            Sse::new(events.map(|n| Ok::<_, std::convert::Infallible>(Event::default().data(n.to_string()))))
        }),
    );
    let mut bodies = Vec::new();
    for _ in 0..streams {
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
    let streams = bodies.len();
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
        for _ in 0..streams {
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
