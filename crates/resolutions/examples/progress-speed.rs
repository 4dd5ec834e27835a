//! How fast the pages of one resolution are: `progress-speed [TASKS]` (2,000), under 100 measures with 60 indicators, a
//! third of the tasks overdue. Each page is asked after something was committed, so that nothing is remembered.
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
use resolutions::model::{Direction, Every, Kind, Measure, Resolution};
use resolutions::{AddIndicator, AddMeasure, AddObjective, HandOut, NewResolution, NewTarget, ReportValue};
use tasks::{Assignment, ProductKind};
use tower::ServiceExt as _;

const PASSWORD: &str = "mật khẩu đủ dài";
const UNITS: usize = 50;
const MEASURES: usize = 100;
const ROUNDS: u32 = 20;

fn act<I, O>(o: &TestOffice, actor: Actor, input: I, act: fn(&mut Act<'_>, I) -> Result<O, Refusal>) -> O
where
    I: Clone + Send + 'static,
    O: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
{
    o.office.act_blocking(actor, o.office.new_id(), input, act).unwrap()
}

fn somebody(o: &TestOffice, unit: Id<Unit>, name: &str, role: Role) -> (Id<Post>, uuid::Uuid) {
    let (from, console) = (o.office.now().date(), Actor::console);
    let post = NewPost { unit, title: format!("Chức danh {name}"), roles: vec![role], place: 1, from };
    let post = act(o, console(), post, organise::create_post);
    let person = act(o, console(), format!("Người {name}"), organise::create_person);
    act(o, console(), Appointment { post, person, from }, organise::appoint);
    let password_hash = account::hash_password(PASSWORD, &[7; 16]).unwrap();
    let open = NewAccount { person, sign_in_name: name.to_owned(), password_hash, must_change: false };
    act(o, console(), open, account::open);
    (post, person.uuid())
}

fn main() {
    let wanted: usize = std::env::args().nth(1).map_or(2_000, |n| n.parse().expect("a number of tasks"));
    let mut parts = (resolutions::function().below)();
    parts.push(resolutions::part());
    let o = office(On::Sqlite, &parts).unwrap();
    let from = o.office.now().date();
    let unit = |kind, name: String, parent| NewUnit { parent, kind, name, from };
    let top = act(
        &o,
        Actor::console(),
        unit(UnitKind::Committee, "Tỉnh uỷ".to_owned(), None),
        organise::create_unit,
    );
    let (chief, person) = somebody(&o, top, "chanhvp", Role::Chief);
    let mut owners = Vec::new();
    for n in 0..UNITS {
        let body = unit(UnitKind::AdvisoryBoard, format!("Ban số {n}"), Some(top));
        let body = act(&o, Actor::console(), body, organise::create_unit);
        somebody(&o, body, &format!("ban{n}"), Role::HeadOfSection);
        owners.push(body);
    }
    let actor = Actor::person(person, Some(chief.uuid()));
    let begun = Moment::now();
    let (id, measures) = broken_down(&o, &actor, &owners);
    handed_out(&o, &actor, (&measures, &owners), wanted);
    println!("{MEASURES} measures and {wanted} tasks laid down in {:.1} s", begun.elapsed().as_secs_f64());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let board = format!("/resolutions/{id}");
    let measure = format!("/resolutions/measures/{}", measures[0]);
    for who in ["chanhvp", "ban7"] {
        for path in ["/resolutions", &board, &format!("{board}/report"), &measure] {
            if who == "ban7" && path == measure {
                continue;
            }
            let (middle, slowest) = runtime.block_on(ask(&o, who, path));
            println!(
                "{who:<8} {path:<66} p50 {:>7.2} ms, slowest {:>7.2} ms",
                millis(middle),
                millis(slowest)
            );
        }
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn broken_down(o: &TestOffice, actor: &Actor, owners: &[Id<Unit>]) -> (Id<Resolution>, Vec<Id<Measure>>) {
    let today = o.office.now().date();
    let new = NewResolution {
        kind: Kind::Resolution,
        code: "12-NQ/TU".to_owned(),
        title: "Về phát triển kinh tế – xã hội".to_owned(),
        body: "Tỉnh uỷ".to_owned(),
        issued_on: today.checked_sub(30.days()).unwrap(),
        until_on: today.checked_add(4.years()).ok(),
        review_months: 12,
        paper: None,
        parent: None,
        follower: None,
    };
    let id = act(o, actor.clone(), new, resolutions::add);
    let mut objectives = Vec::new();
    for n in 0..10 {
        let new = AddObjective { resolution: id, text: format!("Mục tiêu thứ {n}") };
        objectives.push(act(o, actor.clone(), new, resolutions::add_objective));
    }
    for n in 0..60 {
        let new = AddIndicator {
            objective: objectives[n % objectives.len()],
            name: format!("Chỉ tiêu thứ {n}"),
            measured_in: "%".to_owned(),
            direction: Direction::AtLeast,
            baseline: "10".to_owned(),
            every: Every::Month,
            owner: owners[n % owners.len()],
            targets: vec![NewTarget { period: today.year().to_string(), value: "80".to_owned() }],
        };
        let indicator = act(o, actor.clone(), new, resolutions::add_indicator);
        let value = ReportValue {
            indicator,
            period: format!("{}-{:02}", today.year(), today.month()),
            value: n.to_string(),
            source: "Báo cáo".to_owned(),
            note: String::new(),
        };
        act(o, actor.clone(), value, resolutions::report_value);
    }
    let mut measures = Vec::new();
    for n in 0..MEASURES {
        let new = AddMeasure {
            resolution: id,
            objective: Some(objectives[n % objectives.len()]),
            text: format!("Nhiệm vụ, giải pháp thứ {n}, thực hiện theo nghị quyết"),
            owner: owners[n % owners.len()],
            due_on: today.checked_add(300.days()).ok(),
            milestones: Vec::new(),
        };
        measures.push(act(o, actor.clone(), new, resolutions::add_measure));
    }
    (id, measures)
}

fn handed_out(
    o: &TestOffice,
    actor: &Actor,
    (measures, owners): (&[Id<Measure>], &[Id<Unit>]),
    wanted: usize,
) {
    let today = o.office.now().date();
    let each = wanted.div_ceil(measures.len());
    for (n, measure) in measures.iter().enumerate() {
        let task = |k: usize| Assignment {
            owner: owners[n % owners.len()],
            owner_post: None,
            product_kind: ProductKind::Report,
            product: format!("Báo cáo thứ {k}"),
            content: "Nội dung công việc, thực hiện theo nghị quyết".to_owned(),
            due: today.checked_add(i64::try_from(k % 30 + 1).unwrap().days()).unwrap(),
            waits_for: String::new(),
            level: None,
            follower: None,
            cooperating: Vec::new(),
            field: None,
            decision: None,
            received_on: None,
            sudden: false,
        };
        let input = HandOut { measure: *measure, tasks: (0..each).map(task).collect() };
        act(o, actor.clone(), input, resolutions::hand_out);
    }
    // Ten days later a third of them is late.
    let later = today.checked_add(10.days()).unwrap();
    o.clock.set(kernel::Instant::from_local(later.at(9, 0, 0, 0)));
}

/// The middle and the slowest of some rounds.
async fn ask(o: &TestOffice, who: &str, path: &str) -> (Duration, Duration) {
    let functions = vec![resolutions::function(), tasks::function(), people::function()];
    let house = House::new(o.office.clone(), functions, "none".into(), (true, false));
    let app = (resolutions::function().routes)().merge((people::function().routes)()).with_state(house);
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
