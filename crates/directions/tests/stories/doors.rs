//! Who may open which door: a hand-written table, asked over HTTP.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::testing::On;
use people::account::{self, NewAccount};
use people::{House, sessions};
use tower::ServiceExt as _;

use crate::support::{Story, story};

/// Whose cookie each column carries; the first has none.
const WHO: [&str; 7] = ["", "vanthu", "chanhvp", "bithu", "thuky", "truongphong", "quantri"];

/// O: the door opens (the answer may be that the paper is elsewhere by now). F: refused. N: does not exist for
/// this person. S: sign in first.
const DOORS: &[(&str, &str, &str)] = &[
    ("GET", "/desk", "SOOOOOF"),
    ("GET", "/routings/{in_hand}", "SOOOOOF"),
    ("GET", "/routings/{before_leader}", "SOOOONF"),
    ("GET", "/routings/{in_hand}/slip.pdf", "SOOOOOF"),
    ("GET", "/routings/{before_leader}/slip.pdf", "SOOOONF"),
    ("GET", "/routings/{in_hand}/labels.pdf", "SOOFFFF"),
    ("GET", "/routings/{before_leader}/labels.pdf", "SNNFFFF"),
    ("GET", "/desk/leader", "SFFOFFF"),
    ("GET", "/desk/leader/batch", "SFFOFFF"),
    ("POST", "/desk/leader/agreements", "SFFOFFF"),
    ("GET", "/desk/settings", "SFOFFFF"),
    ("POST", "/desk/settings", "SFOFFFF"),
    ("POST", "/routings", "SOOFFFF"),
    ("POST", "/routings/{in_hand}/transfers", "SOOFFFF"),
    ("POST", "/routings/{in_hand}/proposers", "SOOFFFF"),
    ("POST", "/routings/{in_hand}/proposals", "SFOFFFF"),
    ("POST", "/routings/{in_hand}/deadlines", "SFOFFFF"),
    ("POST", "/routings/{settled}/reopenings", "SFOFFFF"),
    ("POST", "/routings/{before_leader}/instructions", "SFFOFFF"),
    ("POST", "/routings/{before_leader}/handwritten", "SFFFONF"),
    ("POST", "/routings/{before_leader}/preparations", "SFFFONF"),
    ("POST", "/routings/{in_hand}/openings", "SOOOOOF"),
    ("POST", "/routings/{in_hand}/acceptances", "SNNNNOF"),
    ("POST", "/routings/{in_hand}/returns", "SNNNNOF"),
    ("POST", "/routings/{in_hand}/forwardings", "SNNNNOF"),
    ("POST", "/routings/{in_hand}/contributions", "SNNNNOF"),
    ("POST", "/routings/{in_hand}/recalls", "SOOFFFF"),
    ("POST", "/routings/{in_hand}/settlements", "SFFFFOF"),
    ("POST", "/routings/{settled}/withdrawals", "SOOOOOF"),
    ("POST", "/routings/{before_leader}/retractions", "SFOFFNF"),
];

pub fn sign_in(s: &Story, name: &str) -> String {
    let hash = account::hash_password("tulipvangno", &[7; 16]).unwrap();
    let open = NewAccount {
        person: s.post(name).person,
        sign_in_name: name.to_owned(),
        password_hash: hash,
        must_change: false,
    };
    let o = &s.o.office;
    o.act_blocking(kernel::Actor::console(), o.new_id(), open, account::open).unwrap();
    sessions::sign_in(o, name, "tulipvangno", "").unwrap().secret
}

/// Three papers at three places, and each door's form.
struct Offices {
    s: Story,
    in_hand: String,
    assignment: String,
}

fn form(path: &str, o: &Offices) -> String {
    let id = o.s.o.office.new_id();
    let a = &o.assignment;
    let unit = o.s.post("truongphong").unit;
    let today = o.s.o.office.now().date();
    let rest = match path.rsplit('/').next().unwrap() {
        "settings" => "phrases=a&chief_after_days=2".to_owned(),
        "routings" => format!("paper={}&to={}", o.s.paper, o.s.post("chanhvp").id),
        "transfers" | "proposals" => format!("lead={unit}&text=x&leader=&term=rule"),
        "proposers" => format!("to={}", o.s.post("phovp").id),
        "deadlines" => "term=none&why=".to_owned(),
        "reopenings" => "why=".to_owned(),
        "instructions" => "word=other&text=".to_owned(),
        "handwritten" => format!("word=other&text=&written_on={today}"),
        "acceptances" | "contributions" | "returns" | "recalls" => format!("assignment={a}&text="),
        "forwardings" => format!("assignment={a}&lead={}", o.s.post("vanthu").unit),
        _ => "text=".to_owned(),
    };
    format!("act_id={id}&view=mine&{rest}")
}

/// Another paper of the story, at another place of its way.
pub fn further(s: &Story, code: &str) -> kernel::Id<documents::Paper> {
    let paper = documents::NewPaper {
        code: code.to_owned(),
        kind: String::new(),
        issuer: "Đảng uỷ xã Tân An".to_owned(),
        issued_on: None,
        subject: "việc khác".to_owned(),
        urgency: String::new(),
        asked_by: None,
        files: vec![],
    };
    let o = &s.o.office;
    o.act_blocking(kernel::Actor::system(), o.new_id(), paper, documents::register).unwrap().paper
}

#[tokio::test(flavor = "multi_thread")]
async fn every_door_answers_as_the_table_says() {
    let (offices, ids, secrets) = tokio::task::spawn_blocking(|| {
        let mut s = story(On::Sqlite);
        let in_hand = s.in_hand();
        let assignment = s.assignment(in_hand, directions::Role::Lead).id.to_string();
        let first = s.paper;
        s.paper = further(&s, "2-BC/ĐU");
        let before_leader = s.send();
        s.propose(before_leader).unwrap();
        s.paper = further(&s, "3-BC/ĐU");
        let settled = s.in_hand();
        let done = directions::Settle {
            routing: settled,
            result: "Xong".to_owned(),
            reply_code: String::new(),
            reply_on: None,
        };
        s.act("truongphong", done, directions::settle).unwrap();
        s.paper = first;
        let secrets: Vec<_> = WHO.iter().map(|name| (!name.is_empty()).then(|| sign_in(&s, name))).collect();
        let ids = [
            ("{in_hand}", in_hand.to_string()),
            ("{before_leader}", before_leader.to_string()),
            ("{settled}", settled.to_string()),
        ];
        (Offices { s, in_hand: in_hand.to_string(), assignment }, ids, secrets)
    })
    .await
    .unwrap();
    let functions = vec![directions::function(), people::function()];
    let house = House::new(offices.s.o.office.clone(), functions, "none".into(), (true, false));
    let house = house.with_press(std::sync::Arc::new(print::testing::Plain));
    let app = (directions::function().routes)().with_state(house);
    assert!(!offices.in_hand.is_empty());
    for (method, path, expected) in DOORS {
        for ((who, secret), expected) in WHO.iter().zip(&secrets).zip(expected.chars()) {
            let mut uri = (*path).to_owned();
            for (name, id) in &ids {
                uri = uri.replace(name, id);
            }
            let mut request = Request::builder().method(*method).uri(&uri);
            if let Some(secret) = secret {
                request = request.header("cookie", format!("{}={secret}", sessions::COOKIE));
            }
            let request = request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(Body::from(form(path, &offices)))
                .unwrap();
            let response = app.clone().oneshot(request).await.unwrap();
            let to_sign_in = response
                .headers()
                .get("location")
                .is_some_and(|l| l.to_str().unwrap().starts_with("/sign-in"));
            let answer = match response.status() {
                StatusCode::FORBIDDEN => 'F',
                StatusCode::NOT_FOUND => 'N',
                _ if to_sign_in => 'S',
                StatusCode::OK
                | StatusCode::NO_CONTENT
                | StatusCode::SEE_OTHER
                | StatusCode::CONFLICT
                | StatusCode::UNPROCESSABLE_ENTITY => 'O',
                other => panic!("{method} {path} {who}: {other}"),
            };
            assert_eq!(answer, expected, "{method} {path} asked by {who:?}");
        }
    }
}
