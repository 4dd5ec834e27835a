//! The chief's morning: what is late, urgent and due, who is on duty, who has what; for the chief and nobody else.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use brief::gather;
use calendar::{Kind as Turn, Plan, Shape};
use directions::{Line, Propose, Role, Send, Term, Transfer};
use documents::{NewPaper, Paper};
use kernel::testing::{On, TestOffice, both, office};
use kernel::{Act, Actor, Id, Instant, Refusal};
use people::account::{self, NewAccount};
use people::organise::{self, Appointment, NewPost, NewUnit};
use people::{House, Person, Post, Role as PostRole, Unit, UnitKind, Viewer, sessions};
use tower::ServiceExt as _;
use words::Lang;

const PASSWORD: &str = "mật khẩu đủ dài";
const SUBJECT: &str = "Sạt lở tại hai thôn Tân An";

struct Seat {
    post: Id<Post>,
    unit: Id<Unit>,
    person: Id<Person>,
}

struct Story {
    o: TestOffice,
    seats: HashMap<&'static str, Seat>,
}

type Holders = &'static [(&'static str, PostRole)];

const PEOPLE: &[(&str, UnitKind, Holders)] = &[
    ("Thường trực Tỉnh uỷ", UnitKind::PermanentBoard, &[("bithu", PostRole::Leader)]),
    (
        "Văn phòng Tỉnh uỷ",
        UnitKind::Office,
        &[
            ("chanhvp", PostRole::Chief),
            ("phovp", PostRole::DeputyChief),
            ("vanthu", PostRole::Clerk),
            ("quantri", PostRole::Administrator),
        ],
    ),
    ("Ban Tổ chức Tỉnh uỷ", UnitKind::AdvisoryBoard, &[("bantochuc", PostRole::HeadOfSection)]),
];

fn console<I, O>(o: &TestOffice, input: I, act: fn(&mut Act<'_>, I) -> Result<O, Refusal>) -> O
where
    I: std::marker::Send + Clone + 'static,
    O: serde::Serialize + serde::de::DeserializeOwned + std::marker::Send + 'static,
{
    o.office.act_blocking(Actor::console(), o.office.new_id(), input, act).unwrap()
}

fn story(on: On) -> Story {
    let parts = [
        people::part(),
        rulebook::part(),
        documents::part(),
        directions::part(),
        calendar::part(),
        regulations::part(),
        mail::part(),
    ];
    let o = office(on, &parts).unwrap();
    let from = o.office.now().date();
    let hash = account::hash_password(PASSWORD, &[7; 16]).unwrap();
    let mut seats = HashMap::new();
    for (name, kind, posts) in PEOPLE {
        let unit = NewUnit { parent: None, kind: *kind, name: (*name).to_owned(), from };
        let unit = console(&o, unit, organise::create_unit);
        for (who, role) in *posts {
            let post = NewPost { unit, title: (*who).to_owned(), roles: vec![*role], place: 1, from };
            let post = console(&o, post, organise::create_post);
            let person = console(&o, format!("Đồng chí {who}"), organise::create_person);
            console(&o, Appointment { post, person, from }, organise::appoint);
            let open = NewAccount {
                person,
                sign_in_name: (*who).to_owned(),
                password_hash: hash.clone(),
                must_change: false,
            };
            console(&o, open, account::open);
            seats.insert(*who, Seat { post, unit, person });
        }
    }
    Story { o, seats }
}

impl Story {
    fn act<I, O>(&self, who: &str, input: I, act: fn(&mut Act<'_>, I) -> Result<O, Refusal>) -> O
    where
        I: std::marker::Send + Clone + 'static,
        O: serde::Serialize + serde::de::DeserializeOwned + std::marker::Send + 'static,
    {
        let seat = &self.seats[who];
        self.o.clock.advance(Instant::SECOND);
        let actor = Actor::person(seat.person.uuid(), Some(seat.post.uuid()));
        self.o.office.act_blocking(actor, self.o.office.new_id(), input, act).unwrap()
    }

    fn paper(&self, urgency: &str) -> Id<Paper> {
        let paper = NewPaper {
            code: format!("{}-BC/ĐU", self.o.office.new_id().simple()),
            kind: "Báo cáo".to_owned(),
            issuer: "Đảng uỷ xã Tân An".to_owned(),
            issued_on: None,
            subject: SUBJECT.to_owned(),
            urgency: urgency.to_owned(),
            asked_by: None,
            files: vec![],
        };
        console(&self.o, paper, documents::register).paper
    }

    /// To the chief; and further, to the leader or into the hands of the board.
    fn send(&self, urgency: &str, to: &str) {
        let paper = self.paper(urgency);
        let chief = self.seats["chanhvp"].post;
        let routing = self.act("vanthu", Send { paper, to: chief, field: None }, directions::send);
        if to == "chanhvp" {
            return;
        }
        let lines = vec![Line { role: Role::Lead, unit: self.seats["bantochuc"].unit, post: None }];
        let leader = (to == "bithu").then(|| self.seats["bithu"].post);
        let propose = Propose {
            routing,
            field: None,
            leader,
            text: "Giao Ban Tổ chức".to_owned(),
            lines: lines.clone(),
            term: Term::Rule,
        };
        self.act("chanhvp", propose, directions::propose);
        if to == "bantochuc" {
            self.act("vanthu", Transfer { routing, lines, term: Term::Rule }, directions::transfer);
        }
    }

    fn viewer(&self, who: &str) -> Viewer {
        let (person, today) = (self.seats[who].person, self.o.office.now().date());
        self.o.office.read_blocking(|tx| Viewer::load(tx, person, today)).unwrap().unwrap()
    }

    fn brief(&self, who: &str) -> brief::Brief {
        let viewer = self.viewer(who);
        self.o.office.read_blocking(|tx| gather(tx, &viewer)).unwrap()
    }
}

#[test]
fn the_brief_counts_what_presses_and_says_with_whom_it_lies_and_how_long() {
    for on in both() {
        let s = story(on);
        s.send("", "bantochuc");
        s.send("urgent", "chanhvp");
        s.send("", "bithu");
        let brief = s.brief("chanhvp");
        assert_eq!((brief.late.0, brief.due.0, brief.urgent.0), (0, 0, 1), "{on:?}");
        let due = brief.loads.iter().map(|load| (load.who.clone(), load.count)).collect::<Vec<_>>();
        assert_eq!(due.len(), 3, "{on:?}: {due:?}");
        assert!(due.iter().any(|(who, count)| who == "Ban Tổ chức Tỉnh uỷ" && *count == 1), "{due:?}");
        let deadline = {
            let viewer = s.viewer("chanhvp");
            let far =
                s.o.office
                    .read_blocking(|tx| directions::pressing(tx, &viewer, directions::Press::Urgent, 9))
                    .unwrap();
            assert_eq!(far.1[0].subject, SUBJECT);
            far.1[0].deadline
        };
        assert_eq!(deadline, None, "{on:?}: not proposed yet");
        // After forty days both that have a deadline are late: in the board's hands, and before the leader.
        s.o.clock.advance(40 * Instant::DAY);
        let brief = s.brief("chanhvp");
        assert_eq!(brief.late.0, 2, "{on:?}");
        assert!(brief.late.1.iter().any(|row| row.holder == "Ban Tổ chức Tỉnh uỷ"), "{on:?}");
        assert_eq!(brief.loads.last().unwrap().late, 0, "{on:?}: who has most late comes first");
        let board = brief.loads.iter().find(|load| load.who == "Ban Tổ chức Tỉnh uỷ").unwrap();
        assert_eq!((board.count, board.late), (1, 1), "{on:?}");
        let days = s.o.office.now().since(board.oldest.unwrap()) / Instant::DAY;
        assert_eq!(days, 40, "{on:?}");
        let due = brief.late.1[0].deadline.unwrap();
        // On its very day it is due, not late.
        let s2 = story(on);
        s2.send("", "bantochuc");
        s2.o.clock.advance(Instant::from_local(due.at(9, 0, 0, 0)).since(s2.o.office.now()));
        let brief = s2.brief("chanhvp");
        assert_eq!((brief.late.0, brief.due.0), (0, 1), "{on:?}");
    }
}

#[test]
fn how_long_a_leader_holds_a_paper_is_the_chiefs_to_know_and_not_the_deputys() {
    for on in both() {
        let s = story(on);
        s.send("", "bithu");
        let oldest = |who: &str| s.brief(who).loads[0].oldest;
        assert!(oldest("chanhvp").is_some(), "{on:?}");
        assert!(oldest("phovp").is_none(), "{on:?}");
    }
}

#[test]
fn who_is_on_duty_today_stands_on_it() {
    for on in both() {
        let s = story(on);
        let (today, post) = (s.o.office.now().date(), s.seats["vanthu"].post);
        assert!(s.brief("chanhvp").duty.is_empty(), "{on:?}");
        let plan = Plan {
            kind: Turn::Clerk,
            shape: Shape::Night,
            days: vec![today],
            post,
            phone: "0900 000 001".to_owned(),
        };
        s.act("chanhvp", plan, calendar::plan);
        let duty = s.brief("chanhvp").duty;
        assert_eq!((duty.len(), duty[0].name.as_str()), (1, "Đồng chí vanthu"), "{on:?}");
    }
}

#[test]
fn leaders_who_are_away_stand_on_it_with_who_stands_in() {
    let s = story(On::Sqlite);
    let today = s.o.office.now().date();
    let away = |who: &str| calendar::RecordAbsence {
        person: s.seats[who].person,
        post: None,
        kind: calendar::AbsenceKind::Mission,
        from: today,
        to: today,
        substitute: None,
        note: String::new(),
    };
    let told = || {
        let viewer = s.viewer("chanhvp");
        let found = s.o.office.read_blocking(|tx| brief::gather(tx, &viewer)).unwrap().away;
        found.into_iter().map(|one| (one.name, one.stands_in)).collect::<Vec<_>>()
    };
    assert_eq!(told(), []);
    s.act("chanhvp", away("chanhvp"), calendar::record_absence);
    let chief = "Đồng chí chanhvp".to_owned();
    // By the model regulation, as long as the office has none of its own.
    assert_eq!(told(), [(chief.clone(), Some("Đồng chí phovp".to_owned()))]);
    s.act("phovp", away("phovp"), calendar::record_absence);
    assert_eq!(told(), [(chief, None), ("Đồng chí phovp".to_owned(), None)]);
}

#[test]
fn the_mail_has_its_counts_and_nothing_of_any_paper() {
    let s = story(On::Sqlite);
    s.send("urgent", "chanhvp");
    let now = s.o.office.now();
    let lines = |who: &str| {
        let viewer = s.viewer(who);
        let lines = s.o.office.read_blocking(|tx| brief::lines(tx, &viewer, now)).unwrap();
        lines.into_iter().map(|line| line.text.say(Lang::Vi)).collect::<Vec<_>>()
    };
    let said = lines("chanhvp").join("\n");
    assert!(said.contains("0 quá hạn, 0 đến hạn hôm nay, 1 khẩn, 1 đang giải quyết"), "{said}");
    assert!(!said.contains("Sạt lở") && !said.contains("ĐU"), "{said}");
    assert!(lines("vanthu").is_empty() && lines("bithu").is_empty());
}

/// Name, then what a stranger, the clerk, the leader, the administrator, the deputy and the chief get.
const DOORS: &[(&str, [u16; 6])] =
    &[("/brief", [303, 403, 403, 403, 200, 200]), ("/brief.pdf", [303, 403, 403, 403, 200, 200])];

#[tokio::test(flavor = "multi_thread")]
async fn the_doors_of_the_brief_and_its_sheet() {
    let s = tokio::task::spawn_blocking(|| {
        let s = story(On::Sqlite);
        s.send("urgent", "bantochuc");
        s
    })
    .await
    .unwrap();
    let functions = vec![directions::function(), calendar::function(), brief::function(), people::function()];
    let house = House::new(s.o.office.clone(), functions, "none".into(), (true, false))
        .with_press(Arc::new(print::testing::Plain));
    let app = (brief::function().routes)().with_state(house);
    let secrets: Vec<Option<String>> = std::iter::once(None)
        .chain(
            ["vanthu", "bithu", "quantri", "phovp", "chanhvp"]
                .map(|who| Some(sessions::sign_in(&s.o.office, who, PASSWORD, "").unwrap().secret)),
        )
        .collect();
    for (path, expected) in DOORS {
        for (secret, expected) in secrets.iter().zip(expected) {
            let mut request = Request::get(*path);
            if let Some(secret) = secret {
                request = request.header("cookie", format!("{}={secret}", sessions::COOKIE));
            }
            let response = app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            assert_eq!(response.status(), StatusCode::from_u16(*expected).unwrap(), "{path}");
            if *expected == 200 {
                let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
                let text = String::from_utf8_lossy(&bytes).into_owned();
                assert!(text.contains(SUBJECT), "{path}: {text}");
                let source = if *path == "/brief" { "/papers?state=late" } else { "BẢN TIN SÁNG" };
                assert!(text.contains(source), "{path}: {text}");
            }
        }
    }
}
