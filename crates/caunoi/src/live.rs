//! Live pages: a page names the topics it shows, an act's journal entry says which topics it changed, and whoever shows
//! one of them looks again. Nothing else is told: the names go out sealed, so that a browser knows only those that
//! its own pages were given.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use kernel::journal::{self, Entry};
use kernel::{Id, Office, StoreError, Tx};
use people::{House, Viewer};
use serde_json::{Value as Json, json};
use tokio::sync::{Mutex, broadcast};
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::BroadcastStream;
use uuid::Uuid;

use crate::guard::Streams;

/// Changes that come in a burst are told once.
const PAUSE: Duration = Duration::from_millis(300);
/// Acts of other processes are looked for this often.
const BEAT: Duration = Duration::from_secs(1);
/// On PostgreSQL an entry is numbered a moment after its act: so often and so long it is looked for.
const SOON: (u32, Duration) = (8, Duration::from_millis(15));
const PORTION: u32 = 500;
/// Messages kept for a slow browser. It then looks at everything again.
const BEHIND_MAX: usize = 64;
/// The topic of every page.
const ALL: &str = "*";

/// What Today, the roster and the notices show: everything but what lies at the door and in the book.
const TODAY: &str = "today";

/// What an entry on a subject changes on pages. A subject's kind is a topic by itself.
type Topics = fn(&mut Tx<'_>, Uuid) -> Result<Vec<String>, StoreError>;
const TOPICS: &[(&str, Topics)] = &[
    ("receipt", |_, _| one("incoming")),
    ("door_day", |_, _| one("incoming")),
    ("door_stop", |_, _| one("incoming")),
    ("door_return", |_, _| one("incoming")),
    ("hand_over", |_, _| one("incoming")),
    ("series", |_, _| one("papers")),
    ("book", |_, _| one("papers")),
    ("paper", |_, id| Ok(vec!["papers".to_owned(), format!("paper:{id}")])),
    ("duty_call", |tx, id| {
        let mut topics = calendar::topics(tx, Id::from_uuid(id))?;
        topics.push(TODAY.to_owned());
        Ok(topics)
    }),
    ("task", |_, id| Ok(vec!["tasks".to_owned(), format!("task:{id}"), TODAY.to_owned()])),
    ("board_question", |_, id| Ok(vec!["board".to_owned(), format!("board:{id}"), TODAY.to_owned()])),
    ("task_source", |_, _| Ok(vec!["tasks".to_owned(), TODAY.to_owned()])),
    ("routing", |tx, id| {
        let mut topics = directions::topics(tx, Id::from_uuid(id))?;
        topics.push(TODAY.to_owned());
        Ok(topics)
    }),
];

fn one(topic: &str) -> Result<Vec<String>, StoreError> {
    Ok(vec![topic.to_owned()])
}

/// Follows the journal for all open pages, as long as there are any.
#[derive(Clone)]
pub struct Live(Arc<Inner>);

struct Inner {
    tell: broadcast::Sender<Arc<str>>,
    following: Mutex<bool>,
}

impl Live {
    pub fn new() -> Live {
        Live(Arc::new(Inner { tell: broadcast::channel(BEHIND_MAX).0, following: Mutex::new(false) }))
    }

    /// From the return of this on, no change is missed.
    async fn listen(&self, house: &House) -> Result<broadcast::Receiver<Arc<str>>, StoreError> {
        let heard = self.0.tell.subscribe();
        let mut following = self.0.following.lock().await;
        if !*following {
            let from = house.office().read(journal::size).await?;
            *following = true;
            tokio::spawn(self.clone().follow(house.clone(), from));
        }
        Ok(heard)
    }

    async fn follow(self, house: House, mut from: u64) {
        let office: &Office = house.office();
        let mut committed = office.committed();
        let mut soon = SOON.0;
        loop {
            let found = office.read(move |tx| changes(tx, from)).await;
            let (topics, next) = found.unwrap_or_else(|fault| {
                tracing::warn!(%fault, "changes could not be told; they will be");
                (BTreeSet::new(), from)
            });
            from = next;
            if !topics.is_empty() {
                soon = 0;
                let sealed: Vec<String> = topics.iter().map(|topic| house.seal_topic(topic)).collect();
                // Nobody listening any more is no fault.
                let _ = self.0.tell.send(json!({ "topics": sealed }).to_string().into());
                tokio::time::sleep(PAUSE).await;
            }
            let wait = if soon > 0 { SOON.1 } else { BEAT };
            soon = soon.saturating_sub(1);
            tokio::select! {
                _ = committed.changed() => soon = SOON.0,
                () = tokio::time::sleep(wait) => {}
            }
            let mut following = self.0.following.lock().await;
            if self.0.tell.receiver_count() == 0 {
                *following = false;
                return;
            }
        }
    }
}

/// The topics of the entries from this one on, and the entry to go on with.
fn changes(tx: &mut Tx<'_>, from: u64) -> Result<(BTreeSet<String>, u64), StoreError> {
    let (mut topics, mut next) = (BTreeSet::new(), from);
    for (seq, entry) in journal::follow(tx, from, PORTION)? {
        next = seq + 1;
        for (kind, id) in subjects(&entry) {
            match TOPICS.iter().find(|(named, _)| *named == kind) {
                Some((_, of)) => topics.extend(of(tx, id)?),
                None => {
                    topics.insert(TODAY.to_owned());
                }
            }
            topics.insert(kind);
        }
    }
    Ok((topics, next))
}

fn subjects(entry: &Entry) -> Vec<(String, Uuid)> {
    let body = entry.json();
    let all = body["subjects"].as_array().map_or(&[][..], Vec::as_slice);
    let text = |value: &Json| value.as_str().map(str::to_owned);
    all.iter().filter_map(|s| Some((text(&s["kind"])?, s["id"].as_str()?.parse().ok()?))).collect()
}

/// The event stream of a browser; its pages sort out what is theirs.
pub async fn stream(
    State(house): State<House>,
    Extension(streams): Extension<Streams>,
    Extension(live): Extension<Live>,
    headers: HeaderMap,
    _viewer: Viewer,
) -> Response {
    let session = ui::preferences::cookie(&headers, people::sessions::COOKIE).unwrap_or("");
    // One session cannot use up the program's connections.
    let Some(place) = streams.take(session) else {
        return (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "30")]).into_response();
    };
    let Ok(heard) = live.listen(&house).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let events = BroadcastStream::new(heard).map(move |message| {
        let _held = &place;
        let event = Event::default();
        Ok::<_, Infallible>(match message {
            Ok(message) => event.data(&*message),
            Err(_) => event.data(json!({ "topics": [ALL] }).to_string()),
        })
    });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}
