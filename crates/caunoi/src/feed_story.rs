//! Feeds over HTTP: what is in them, for whom, until when; read by two calendar programs that others wrote.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a story that cannot go on fails")]

use std::process::Command;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use feeds::NewFeed;
use jiff::ToSpan as _;
use kernel::testing::{On, both};
use kernel::{Act, Id, Refusal};
use people::sessions;
use tasks::{Assign, Assignment, NewSource, ProductKind, SourceKind};
use tower::ServiceExt as _;

use crate::find_story::Story;

const CONTENT: &str = "Rà soát, báo cáo các điểm sạt lở; đề xuất phương án (3 cấp), \"khẩn\"";

struct Fed {
    s: Story,
    unit: Id<people::Unit>,
    code: String,
}

fn fed(on: On) -> Fed {
    let s = Story::new(on);
    let today = s.o.office.now().date();
    let unit =
        s.o.office
            .read_blocking(|tx| people::names::unit_of_post(tx, s.people["truongphong"].post))
            .unwrap()
            .unwrap();
    let source = NewSource {
        kind: SourceKind::BoardNotice,
        code: "15-TB/TU".to_owned(),
        title: "Thông báo".to_owned(),
        body: String::new(),
        conference: String::new(),
        issued_on: None,
        received_on: None,
        received_estimated: false,
        paper: None,
        said_by: None,
    };
    let task = Assignment {
        owner: unit,
        owner_post: None,
        product_kind: ProductKind::Report,
        product: CONTENT.to_owned(),
        content: CONTENT.to_owned(),
        due: today.checked_add(5.days()).unwrap(),
        waits_for: String::new(),
        level: None,
        follower: None,
        cooperating: Vec::new(),
        field: None,
        decision: None,
        received_on: None,
        sudden: false,
    };
    let input = Assign { source: None, new_source: Some(source), parent: None, tasks: vec![task] };
    let made = s.o.office.act_blocking(s.actor("chanhvp"), s.next(), input, tasks::assign).unwrap();
    Fed { s, unit, code: made[0].code.clone() }
}

impl Fed {
    fn make(&self, who: &str, secret: &str, unit: Option<Id<people::Unit>>, named: bool) -> Id<feeds::Feed> {
        let input = NewFeed { unit, named, hash: sessions::token(secret) };
        self.act(who, input, feeds::make).unwrap()
    }

    /// The stories wait inside the runtime that asks; PostgreSQL's driver brings one of its own.
    fn act<I, O>(
        &self,
        who: &str,
        input: I,
        act: fn(&mut Act<'_>, I) -> Result<O, Refusal>,
    ) -> Result<O, Refusal>
    where
        I: Clone + Send + 'static,
        O: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        let run = || self.s.o.office.act_blocking(self.s.actor(who), self.s.next(), input, act);
        tokio::task::block_in_place(run)
    }

    async fn ask(&self, secret: &str, tag: Option<&str>) -> (StatusCode, String, Option<String>) {
        let mut request =
            Request::builder().uri(format!("/feeds/{secret}.ics")).header("host", "office.example");
        if let Some(tag) = tag {
            request = request.header("if-none-match", tag);
        }
        let response = self.s.app().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let tag = response.headers().get("etag").map(|tag| tag.to_str().unwrap().to_owned());
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 22).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap(), tag)
    }
}

fn secret(n: u8) -> String {
    format!("{n:02x}").repeat(32)
}

/// Codes only unless its owner said otherwise; nobody else's; gone at once when it is ended.
#[tokio::test(flavor = "multi_thread")]
async fn a_feed_gives_what_its_owner_sees_and_no_more() {
    for on in both() {
        let f = tokio::task::spawn_blocking(move || fed(on)).await.unwrap();
        let (own, named, other) = (secret(1), secret(2), secret(3));
        let first = f.make("truongphong", &own, None, false);
        f.make("truongphong", &named, Some(f.unit), true);
        f.make("vtduubnd", &other, None, true);
        let (status, text, tag) = f.ask(&own, None).await;
        assert_eq!(status, StatusCode::OK, "{on:?}");
        assert!(text.contains(&f.code) && !text.contains("sạt lở"), "{on:?}: {text}");
        let (_, text, _) = f.ask(&named, None).await;
        assert!(text.replace("\r\n ", "").contains("sạt lở"), "{on:?}: {text}");
        let (status, text, _) = f.ask(&other, None).await;
        assert_eq!((status, text.contains(&f.code)), (StatusCode::OK, false), "{on:?}: another unit's clerk");
        // Nothing new: nothing is sent.
        let (status, text, _) = f.ask(&own, tag.as_deref()).await;
        assert_eq!((status, text.as_str()), (StatusCode::NOT_MODIFIED, ""), "{on:?}");
        assert_eq!(f.ask(&secret(9), None).await.0, StatusCode::NOT_FOUND, "{on:?}: no such address");
        assert_eq!(f.ask("x", None).await.0, StatusCode::NOT_FOUND, "{on:?}");

        let end = |who: &str| f.act(who, first, feeds::end).map_err(|r| r.msg.key());
        assert!(end("vtduubnd").is_err(), "{on:?}: another's feed is not there");
        end("truongphong").unwrap();
        assert_eq!(f.ask(&own, None).await.0, StatusCode::NOT_FOUND, "{on:?}: ended");
        // A unit that is not the own one.
        let input = NewFeed { unit: Some(f.unit), named: false, hash: sessions::token("x") };
        let refused = f.act("vtduubnd", input, feeds::make);
        assert_eq!(refused.unwrap_err().msg.key(), "unit-not-yours", "{on:?}");
        for n in 0..feeds::EACH_MAX {
            let input = NewFeed { unit: None, named: false, hash: sessions::token(&format!("many {n}")) };
            let made = f.act("truongphong", input, feeds::make);
            assert_eq!(made.is_ok(), n + 1 < feeds::EACH_MAX, "{on:?} {n}: one is open already");
        }
        // Its database is taken away, which waits too.
        tokio::task::spawn_blocking(move || drop(f)).await.unwrap();
    }
}

fn run(program: &str, args: &[&str]) -> String {
    let done = Command::new(program).args(args).output();
    let done = done.unwrap_or_else(|fault| panic!("{program} is missing ({fault}): bin/test installs it"));
    assert!(done.status.success(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// The `icalendar` package of Python and the calendar program `khal` read a feed as it is meant: whole days stay the same
/// day in every time zone, hours are instants, accents and signs come through.
#[tokio::test(flavor = "multi_thread")]
async fn ordinary_calendar_programs_read_it() {
    let f = tokio::task::spawn_blocking(|| fed(On::Sqlite)).await.unwrap();
    let today = f.s.o.office.now().date();
    // A turn of duty beside the deadline.
    let who = f.s.people["truongphong"];
    let plan = calendar::Plan {
        kind: calendar::Kind::Officer,
        shape: calendar::Shape::Evening,
        days: vec![today.tomorrow().unwrap()],
        post: who.post,
        phone: "0903 000 111".to_owned(),
    };
    f.act("chanhvp", plan, calendar::plan).unwrap();
    f.make("truongphong", &secret(4), None, true);
    let (_, text, _) = f.ask(&secret(4), None).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feed.ics");
    std::fs::write(&file, &text).unwrap();
    let file = file.to_str().unwrap();
    let script = "import sys, icalendar\n\
        calendar = icalendar.Calendar.from_ical(open(sys.argv[1], 'rb').read())\n\
        assert calendar['VERSION'] == '2.0' and calendar['PRODID'] and calendar['METHOD'] == 'PUBLISH'\n\
        for event in calendar.walk('VEVENT'):\n    \
        assert not event.errors, event.errors\n    \
        assert event['UID'] and event['DTSTAMP'].dt and event.get('URL', '').startswith('http')\n    \
        print(event['DTSTART'].dt.isoformat(), event['DTEND'].dt.isoformat(), str(event['SUMMARY']), sep='|')\n";
    let read = run("/usr/bin/python3", &["-c", script, file]);
    let due = today.checked_add(5.days()).unwrap();
    let wanted = format!("{due}|{}|Hạn {}: {CONTENT}", due.tomorrow().unwrap(), f.code);
    assert!(read.lines().any(|line| line == wanted), "{wanted}\n{read}");
    // 17:00 here is 10:00 in UTC.
    let evening = format!("{}T10:00:00+00:00|", today.tomorrow().unwrap());
    assert!(
        read.lines().any(|line| line.starts_with(&evening) && line.contains("Trực:")),
        "{evening}\n{read}"
    );
    let config = folder.path().join("khal.conf");
    let calendars = folder.path().join("calendars");
    std::fs::create_dir(&calendars).unwrap();
    let settings = format!(
        "[calendars]\n[[office]]\npath = {}\n[locale]\nlocal_timezone = Asia/Ho_Chi_Minh\n\
         default_timezone = Asia/Ho_Chi_Minh\ntimeformat = %H:%M\ndateformat = %d/%m/\nlongdateformat = %d/%m/%Y\n\
         datetimeformat = %d/%m/ %H:%M\nlongdatetimeformat = %d/%m/%Y %H:%M\n[sqlite]\npath = {}\n",
        calendars.display(),
        folder.path().join("khal.db").display()
    );
    std::fs::write(&config, settings).unwrap();
    let shown = run(
        "khal",
        &["-c", config.to_str().unwrap(), "printics", "--format", "{start-date-long}|{title}", file],
    );
    let wanted = format!("{}|Hạn {}", vietnamese::format_date(due), f.code);
    assert!(shown.contains(&wanted), "{wanted}\n{shown}");
}
