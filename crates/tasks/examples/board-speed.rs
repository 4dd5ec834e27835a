//! How fast the pages of tasks are, and the night's escalation: `board-speed [TASKS]` (200,000), all of them open, of 200
//! units, a third overdue. Each page is asked after something was committed, so that nothing is remembered.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement that cannot go on stops"
)]

use std::time::{Duration, Instant as Moment};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use jiff::ToSpan as _;
use kernel::testing::{On, TestOffice, office};
use kernel::{Act, Actor, Id, Refusal};
use people::account::{self, NewAccount};
use people::organise::{self, Appointment, NewPost, NewUnit};
use people::{House, Post, Role, Unit, UnitKind, sessions};
use tasks::model::{Part, ProductKind, Source, Term};
use tasks::store::{self, PartRow, TaskRow};
use tasks::{NewSource, SourceKind};
use tower::ServiceExt as _;

const PASSWORD: &str = "mật khẩu đủ dài";
const UNITS: usize = 200;
const ROUNDS: u32 = 20;

fn console<I, O>(o: &TestOffice, input: I, act: fn(&mut Act<'_>, I) -> Result<O, Refusal>) -> O
where
    I: Clone + Send + 'static,
    O: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
{
    o.office.act_blocking(Actor::console(), o.office.new_id(), input, act).unwrap()
}

fn somebody(o: &TestOffice, unit: Id<Unit>, name: &str, role: Role) -> (Id<Post>, uuid::Uuid) {
    let from = o.office.now().date();
    let post = NewPost { unit, title: format!("Chức danh {name}"), roles: vec![role], place: 1, from };
    let post = console(o, post, organise::create_post);
    let person = console(o, format!("Người {name}"), organise::create_person);
    console(o, Appointment { post, person, from }, organise::appoint);
    let password_hash = account::hash_password(PASSWORD, &[7; 16]).unwrap();
    let open = NewAccount { person, sign_in_name: name.to_owned(), password_hash, must_change: false };
    console(o, open, account::open);
    (post, person.uuid())
}

fn main() {
    let wanted: usize = std::env::args().nth(1).map_or(200_000, |n| n.parse().expect("a number of tasks"));
    let parts = [
        people::part(),
        rulebook::part(),
        calendar::part(),
        documents::part(),
        directions::part(),
        tasks::part(),
    ];
    let o = office(On::Sqlite, &parts).unwrap();
    let from = o.office.now().date();
    let unit = |name: String, parent| NewUnit { parent, kind: UnitKind::AdvisoryBoard, name, from };
    let top = console(&o, unit("Tỉnh uỷ".to_owned(), None), organise::create_unit);
    let (chief, chief_person) = somebody(&o, top, "chanhvp", Role::Chief);
    let mut owners = Vec::new();
    for n in 0..UNITS {
        let body = console(&o, unit(format!("Ban số {n}"), Some(top)), organise::create_unit);
        somebody(&o, body, &format!("ban{n}"), Role::HeadOfSection);
        owners.push(body);
    }
    let source = NewSource {
        kind: SourceKind::Programme,
        code: "1-CTr/TU".to_owned(),
        title: "Chương trình".to_owned(),
        body: String::new(),
        conference: String::new(),
        issued_on: None,
        received_on: None,
        received_estimated: false,
        paper: None,
        said_by: None,
    };
    let actor = Actor::person(chief_person, Some(chief.uuid()));
    let source = o.office.act_blocking(actor, o.office.new_id(), source, tasks::add_source).unwrap();
    let begun = Moment::now();
    fill(&o, (source, chief, top), &owners, wanted);
    println!("{wanted} tasks laid down in {:.1} s", begun.elapsed().as_secs_f64());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for who in ["chanhvp", "ban7"] {
        for path in ["/tasks", "/tasks?standing=overdue", "/tasks/exceptions", "/tasks/overview", "/"] {
            let times = runtime.block_on(ask(&o, who, path));
            println!(
                "{who:<8} {path:<24} p50 {:>7.1} ms, slowest {:>7.1} ms",
                millis(times.0),
                millis(times.1)
            );
        }
    }
    import(&o, (chief_person, chief));
    let night = (tasks::function().periodic)().into_iter().find(|one| one.name == "task-escalation").unwrap();
    for nth in ["first", "second"] {
        let begun = Moment::now();
        (night.run)(&o.office).unwrap();
        println!("escalation, the {nth} time: {:.1} s", begun.elapsed().as_secs_f64());
    }
}

/// A table of 5,000 rows: read, tried dry, taken.
fn import(o: &TestOffice, (person, post): (uuid::Uuid, Id<Post>)) {
    use std::fmt::Write as _;
    let mut text = "Số thông báo;Ngày ban hành;Cơ quan trình;Nội dung;Thời hạn;Tiến độ;Mã\n".to_owned();
    for n in 0..5_000 {
        let _ = writeln!(
            text,
            "{}-TB/TU;05/06/2026;Ban số {};Nội dung việc nhập thứ {n};30/11/2026;;NHAP-{n}",
            n / 10,
            n % UNITS
        );
    }
    let begun = Moment::now();
    let table = tasks::import::read(text.as_bytes()).unwrap();
    let read = begun.elapsed();
    let today = o.office.now().date();
    let rows = o
        .office
        .read_blocking(|tx| {
            let viewer = people::Viewer::load(tx, Id::from_uuid(person), today)?.unwrap();
            let desk = directions::Desk::of_viewer(tx, &viewer)?;
            tasks::acts::tried(tx, &desk, today, &table)
        })
        .unwrap();
    let tried = begun.elapsed() - read;
    let actor = Actor::person(person, Some(post.uuid()));
    let taken = tasks::acts::take_all(&o.office, (&actor, o.office.new_id()), table.lines, &[]).unwrap();
    let new = taken.iter().filter(|one| one.outcome == tasks::acts::Outcome::New).count();
    println!(
        "import of {} rows: read {:.1} s, preview {:.1} s, taken {:.1} s ({new} new)",
        rows.len(),
        read.as_secs_f64(),
        tried.as_secs_f64(),
        (begun.elapsed() - read - tried).as_secs_f64()
    );
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn fill(
    o: &TestOffice,
    (source, chief, top): (Id<Source>, Id<Post>, Id<Unit>),
    owners: &[Id<Unit>],
    wanted: usize,
) {
    let today = o.office.now().date();
    let mut done = 0;
    while done < wanted {
        let some: Vec<(usize, uuid::Uuid, [uuid::Uuid; 3])> = (done..wanted.min(done + 5_000))
            .map(|n| (n, o.office.new_id(), [(); 3].map(|()| o.office.new_id())))
            .collect();
        done += some.len();
        let (now, owners) = (o.office.now(), owners.to_vec());
        o.office
            .operate(move |tx| {
                for &(n, id, parts) in &some {
                    let owner = owners[n % owners.len()];
                    let days = i64::try_from(n * 7 % 90).unwrap_or(0) - 30;
                    let row = TaskRow {
                        id: Id::from_uuid(id),
                        code: format!("NV-{n}/2026"),
                        source,
                        parent: None,
                        content: format!("Nội dung công việc thứ {n}, thực hiện theo chương trình công tác"),
                        product_kind: ProductKind::Report,
                        product: "Báo cáo kết quả thực hiện".to_owned(),
                        owner_unit: owner,
                        owner_post: None,
                        level_unit: top,
                        follower_post: None,
                        field: None,
                        decision_unit: None,
                        assigned_post: Some(chief),
                        assigned_by: None,
                        assigned_at: now,
                        received_on: None,
                        received_estimated: false,
                        term: Term::Deadline,
                        due_on: Some(today.checked_add(days.days()).unwrap()),
                        first_due_on: None,
                        waits_for: None,
                        extensions: 0,
                        submitted_on: None,
                        in_correction: false,
                        obstacles: 0,
                        closed_on: None,
                        grade: None,
                        on_time: None,
                        lead_days: None,
                        reopened: 0,
                        period: None,
                    };
                    store::insert_task(tx, &row, None)?;
                    let sides = [
                        PartRow { part: Part::Owner, unit: owner, post: None },
                        PartRow { part: Part::Level, unit: top, post: None },
                        PartRow { part: Part::Assigner, unit: top, post: Some(chief) },
                    ];
                    for (part, side) in parts.into_iter().zip(sides) {
                        store::insert_part(tx, part, row.id, side)?;
                    }
                }
                Ok::<_, kernel::StoreError>(())
            })
            .unwrap();
    }
}

/// The middle and the slowest of some rounds.
async fn ask(o: &TestOffice, who: &str, path: &str) -> (Duration, Duration) {
    let functions = vec![tasks::function(), people::function()];
    let house = House::new(o.office.clone(), functions, "none".into(), (true, false));
    let app = (tasks::function().routes)().merge((people::function().routes)()).with_state(house);
    let (office, name) = (o.office.clone(), who.to_owned());
    let secret =
        tokio::task::spawn_blocking(move || sessions::sign_in(&office, &name, PASSWORD, "").unwrap().secret)
            .await
            .unwrap();
    let mut times = Vec::new();
    for round in 0..ROUNDS {
        // Something is committed: what was remembered is asked anew.
        let office = o.office.clone();
        tokio::task::spawn_blocking(move || {
            let name = format!("Người mới {round}");
            office.act_blocking(Actor::console(), office.new_id(), name, organise::create_person).unwrap();
        })
        .await
        .unwrap();
        let request = Request::builder().uri(path).header("cookie", format!("{}={secret}", sessions::COOKIE));
        let begun = Moment::now();
        let response = app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    (times[times.len() / 2], *times.last().unwrap())
}
