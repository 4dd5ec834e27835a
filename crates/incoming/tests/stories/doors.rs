//! Who may open which door: a hand-written table, asked over HTTP.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::testing::{On, TestOffice};
use kernel::{Actor, Id};
use people::account::{self, FirstRun, NewAccount};
use people::organise::{self, Appointment, NewPost, NewUnit};
use people::{House, Person, Role, UnitKind, sessions};
use tower::ServiceExt as _;

use crate::{door, open};

pub const PASSWORD: &str = "mật khẩu đủ dài";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Answer {
    Open,
    SignIn,
    Refused,
}
use Answer::{Open, Refused, SignIn};

/// Address, then what a stranger, the clerk, the chief, a leader, a specialist and the administrator get.
const DOORS: &[(&str, &str, [Answer; 6])] = &[
    ("GET", "/incoming", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("GET", "/incoming/door", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("GET", "/incoming/door/papers", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("POST", "/incoming/door/papers", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("GET", "/incoming/door/envelopes", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("POST", "/incoming/door/envelopes", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("GET", "/incoming/door/petitions", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("POST", "/incoming/door/petitions", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("GET", "/incoming/door/classified", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("POST", "/incoming/door/classified", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("GET", "/incoming/door/copies", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("POST", "/incoming/door/copies", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("GET", "/incoming/door/separators", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("GET", "/incoming/door/separators.pdf", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("POST", "/incoming/{receipt}/splitting", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("GET", "/incoming/{receipt}/stack", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("POST", "/incoming/{receipt}/joining", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("POST", "/incoming/{receipt}/annexing", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("GET", "/incoming/{receipt}/compare/{receipt}", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("GET", "/incoming/ledger", [SignIn, Open, Open, Refused, Refused, Refused]),
    ("GET", "/incoming/stops/{stop}", [SignIn, Open, Open, Refused, Refused, Refused]),
    ("POST", "/incoming/stops/{stop}/unmarked", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("POST", "/incoming/stops/{stop}/classified", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("POST", "/incoming/stops/{stop}/returning", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("POST", "/incoming/stops/{stop}/false-alarm", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("POST", "/incoming/stops/{stop}/number", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("POST", "/incoming/stops/{stop}/done", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("GET", "/incoming/stops/{stop}/pages/0/1", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("GET", "/incoming/{receipt}", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("POST", "/incoming/{receipt}", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("POST", "/incoming/{receipt}/returning", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("POST", "/incoming/{receipt}/looks", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("POST", "/incoming/{receipt}/order", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("GET", "/incoming/{receipt}/pages/1", [SignIn, Open, Refused, Refused, Refused, Refused]),
    (
        "GET",
        "/incoming/{receipt}/annexes/{receipt}/pages/1",
        [SignIn, Open, Refused, Refused, Refused, Refused],
    ),
    ("GET", "/incoming/folder", [SignIn, Refused, Refused, Refused, Refused, Open]),
    ("POST", "/incoming/folder", [SignIn, Refused, Refused, Refused, Refused, Open]),
    ("GET", "/incoming/recognition", [SignIn, Refused, Refused, Refused, Refused, Open]),
    ("POST", "/incoming/recognition", [SignIn, Refused, Refused, Refused, Refused, Open]),
    ("GET", "/papers", [SignIn, Open, Open, Open, Refused, Refused]),
    ("GET", "/papers/receivers?q=a", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("GET", "/papers/originals", [SignIn, Open, Open, Open, Refused, Refused]),
    ("GET", "/papers/export.xlsx", [SignIn, Open, Open, Open, Refused, Refused]),
    ("GET", "/papers/originals.pdf", [SignIn, Open, Open, Open, Refused, Refused]),
    ("GET", "/papers/{receipt}/stamped.pdf", [SignIn, Open, Open, Open, Open, Open]),
    ("GET", "/papers/{receipt}/slip.pdf", [SignIn, Open, Open, Open, Open, Open]),
    // Secretaries too, who are not in this table.
    ("POST", "/papers/{receipt}/writings", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("GET", "/incoming/ledger.pdf", [SignIn, Open, Open, Refused, Refused, Refused]),
    ("GET", "/papers/export.pdf", [SignIn, Open, Open, Open, Refused, Refused]),
    // Clerks keep books; the chief and the administrator set them up.
    ("GET", "/books", [SignIn, Open, Open, Refused, Refused, Open]),
    ("POST", "/books", [SignIn, Open, Open, Refused, Refused, Open]),
    ("POST", "/books/reservations", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("GET", "/books/{receipt}", [SignIn, Open, Open, Open, Refused, Refused]),
    ("POST", "/books/{receipt}", [SignIn, Open, Open, Refused, Refused, Open]),
    ("POST", "/books/{receipt}/checks", [SignIn, Open, Open, Refused, Refused, Open]),
    ("GET", "/books/series", [SignIn, Refused, Open, Refused, Refused, Open]),
    ("POST", "/books/series", [SignIn, Refused, Open, Refused, Refused, Open]),
    ("GET", "/books/series/{receipt}", [SignIn, Open, Open, Refused, Refused, Open]),
    ("POST", "/books/series/{receipt}", [SignIn, Refused, Open, Refused, Refused, Open]),
    ("GET", "/books/terms", [SignIn, Refused, Open, Refused, Refused, Open]),
    ("POST", "/books/terms", [SignIn, Refused, Open, Refused, Refused, Open]),
    // The unit's clerk, who is not in this table.
    ("POST", "/papers/{receipt}/entries", [SignIn, Refused, Refused, Refused, Refused, Refused]),
    (
        "POST",
        "/papers/{receipt}/entries/{receipt}/voiding",
        [SignIn, Refused, Refused, Refused, Refused, Refused],
    ),
    ("POST", "/papers/{receipt}/corrections", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("POST", "/papers/{receipt}/filling", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("POST", "/papers/{receipt}/voiding", [SignIn, Open, Refused, Refused, Refused, Refused]),
    ("POST", "/papers/{receipt}/copies", [SignIn, Open, Refused, Refused, Refused, Refused]),
    // What one may not open is not there: nobody is told more.
    ("POST", "/papers/{receipt}/relations", [SignIn, Open, Open, Open, Open, Open]),
    ("POST", "/papers/{receipt}/relations/{receipt}/parting", [SignIn, Open, Open, Open, Open, Open]),
    ("POST", "/papers/{receipt}/originals", [SignIn, Open, Refused, Refused, Refused, Refused]),
    // The act asks whether the original came to this post; here there is none, for anybody.
    ("POST", "/papers/{receipt}/originals/{receipt}", [SignIn, Open, Open, Open, Open, Open]),
];

pub fn person(
    o: &TestOffice,
    admin: Id<Person>,
    name: &str,
    role: Role,
) -> (Id<people::Unit>, Id<people::Post>, Id<Person>) {
    let (from, act) = (o.office.now().date(), || Actor::person(admin.uuid(), None));
    let unit = NewUnit { parent: None, kind: UnitKind::Agency, name: format!("Đơn vị {name}"), from };
    let unit = o.office.act_blocking(act(), o.office.new_id(), unit, organise::create_unit).unwrap();
    let post = NewPost { unit, title: name.to_owned(), roles: vec![role], place: 1, from };
    let post = o.office.act_blocking(act(), o.office.new_id(), post, organise::create_post).unwrap();
    let person =
        o.office.act_blocking(act(), o.office.new_id(), name.to_owned(), organise::create_person).unwrap();
    let held = Appointment { post, person, from };
    o.office.act_blocking(act(), o.office.new_id(), held, organise::appoint).unwrap();
    let open = NewAccount {
        person,
        sign_in_name: name.to_owned(),
        password_hash: account::hash_password(PASSWORD, &[7; 16]).unwrap(),
        must_change: false,
    };
    o.office.act_blocking(act(), o.office.new_id(), open, account::open).unwrap();
    (unit, post, person)
}

pub struct Fixture {
    pub o: TestOffice,
    pub admin: Id<Person>,
    receipt: String,
    stop: String,
}

pub fn fixture(on: On) -> Fixture {
    let o = open(on);
    let first = FirstRun {
        office: "Văn phòng Tỉnh uỷ".to_owned(),
        full_name: "Đỗ Thị Quản Trị".to_owned(),
        sign_in_name: "quantri".to_owned(),
        password_hash: account::hash_password(PASSWORD, &[7; 16]).unwrap(),
    };
    let admin = account::first_run(&o.office, first).unwrap();
    for (name, role) in [
        ("vanthu", Role::Clerk),
        ("vanthu2", Role::Clerk),
        ("chanhvp", Role::Chief),
        ("bithu", Role::Leader),
        ("chuyenvien", Role::Specialist),
    ] {
        person(&o, admin, name, role);
    }
    let receipt = crate::at_the_door(&o, b"mot van ban").to_string();
    let hold = incoming::acts::Hold { source: "upload".to_owned() };
    let stop = o
        .office
        .act_blocking(Actor::system(), o.office.new_id(), hold, incoming::acts::hold)
        .unwrap()
        .to_string();
    Fixture { o, admin, receipt, stop }
}

fn secrets(f: &Fixture) -> [Option<String>; 6] {
    let secret = |name: &str| Some(sessions::sign_in(&f.o.office, name, PASSWORD, "").unwrap().secret);
    [None, secret("vanthu"), secret("chanhvp"), secret("bithu"), secret("chuyenvien"), secret("quantri")]
}

pub fn app(f: &Fixture) -> axum::Router {
    let functions = vec![incoming::function(), people::function()];
    let house = House::new(f.o.office.clone(), functions, door::child(), (false, false));
    let house = house.with_press(std::sync::Arc::new(print::testing::Plain));
    (incoming::function().routes)().with_state(house)
}

fn body(path: &str, id: uuid::Uuid) -> (&'static str, String) {
    if path == "/incoming/door/papers" {
        let part = |name: &str, more: &str, value: &str| {
            format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n")
        };
        let form = part("act_id", "", &id.to_string()) + &part("file", "; filename=\"a.txt\"", "Mot van ban");
        return ("multipart/form-data; boundary=X", form + "--X--\r\n");
    }
    let form = format!(
        "act_id={id}&reason=&mark=&done=&page=&annex=x&paper=x&path=&code=&issued_on=&issuer=&kind=&urgency=&subject=&asked_by="
    );
    ("application/x-www-form-urlencoded", form)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_door_answers_as_the_table_says() {
    let (f, secrets) = tokio::task::spawn_blocking(|| {
        let f = fixture(On::Sqlite);
        let secrets = secrets(&f);
        (f, secrets)
    })
    .await
    .unwrap();
    let app = app(&f);
    for (method, path, expected) in DOORS {
        for (secret, expected) in secrets.iter().zip(expected) {
            let there = path.replace("{receipt}", &f.receipt).replace("{stop}", &f.stop);
            let (kind, body) = body(path, f.o.office.new_id());
            let mut request = Request::builder().method(*method).uri(&there).header("content-type", kind);
            if let Some(secret) = secret {
                request = request.header("cookie", format!("{}={secret}", sessions::COOKIE));
            }
            let response = app.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
            let location = response.headers().get("location").map_or("", |l| l.to_str().unwrap());
            let answer = match response.status() {
                _ if location.starts_with("/sign-in") => SignIn,
                StatusCode::FORBIDDEN => Refused,
                // Not a picture, already settled, not filled in: answers to who may ask.
                StatusCode::OK
                | StatusCode::NO_CONTENT
                | StatusCode::SEE_OTHER
                | StatusCode::NOT_FOUND
                | StatusCode::CONFLICT
                | StatusCode::UNPROCESSABLE_ENTITY => Open,
                other => panic!("{method} {path}: {other}"),
            };
            assert_eq!(answer, *expected, "{method} {path} {secret:?}");
        }
    }
}

async fn post(
    f: &Fixture,
    app: &axum::Router,
    cookie: &str,
    form: String,
    json: bool,
) -> (StatusCode, String, String) {
    let mut request = Request::builder()
        .method("POST")
        .uri("/incoming/door/papers")
        .header("content-type", "multipart/form-data; boundary=X")
        .header("cookie", format!("{}={cookie}", sessions::COOKIE));
    if json {
        request = request.header("accept", "application/json");
    }
    let _ = f;
    let response = app.clone().oneshot(request.body(Body::from(form)).unwrap()).await.unwrap();
    let to = response.headers().get("location").map_or("", |l| l.to_str().unwrap()).to_owned();
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), 4 << 20).await.unwrap();
    (status, to, String::from_utf8_lossy(&bytes).into_owned())
}

fn files(id: uuid::Uuid, files: &[(&str, &str)]) -> String {
    let part = |name: &str, more: &str, value: &str| {
        format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n")
    };
    let mut form = part("act_id", "", &id.to_string());
    for (name, text) in files {
        form += &part("file", &format!("; filename=\"{name}\""), text);
    }
    form + "--X--\r\n"
}

#[tokio::test(flavor = "multi_thread")]
async fn several_files_in_one_form_each_get_their_own_answer() {
    let (f, secrets) = tokio::task::spawn_blocking(|| {
        let f = fixture(On::Sqlite);
        let secrets = secrets(&f);
        (f, secrets)
    })
    .await
    .unwrap();
    let app = app(&f);
    let clerk = secrets[1].clone().unwrap();
    let marked = door::marked();
    let three = [("tot.txt", "Mot van ban tot"), ("rong.txt", " "), ("mat.txt", marked.as_str())];
    let id = f.o.office.new_id();
    let (status, _, page) = post(&f, &app, &clerk, files(id, &three), false).await;
    assert_eq!(status, StatusCode::OK);
    for said in ["tot.txt", "rong.txt", "Đã nhận", "Không nhận", "Dừng lại"] {
        assert!(page.contains(said), "{said}");
    }
    assert!(!page.contains("mat.txt"), "the name of a marked file is not shown again");
    // Sent twice, it happens once: the same form answers the same and counts nothing.
    let today = f.o.office.now().date();
    let received = || f.o.office.read_blocking(|tx| incoming::equation(tx, today)).unwrap().received;
    let before = tokio::task::block_in_place(received);
    let (status, _, _) = post(&f, &app, &clerk, files(id, &three), false).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(tokio::task::block_in_place(received), before);
    // One file: straight to it; as JSON for the page's script.
    let (status, to, _) =
        post(&f, &app, &clerk, files(f.o.office.new_id(), &[("a.txt", "Van ban a")]), false).await;
    assert!(status == StatusCode::SEE_OTHER && to.starts_with("/incoming/"));
    let scan = [("quet.jpg", "\u{7}khong phai anh")];
    let (status, _, said) = post(&f, &app, &clerk, files(f.o.office.new_id(), &scan), true).await;
    assert!(status == StatusCode::OK && said.contains("/incoming/stops/"), "{status} {said}");
    let (status, _, _) = post(&f, &app, &clerk, files(f.o.office.new_id(), &[]), false).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "no file at all");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_false_alarm_and_its_file_sent_twice_are_one() {
    let (f, clerk) = tokio::task::spawn_blocking(|| {
        let f = fixture(On::Sqlite);
        let secret = sessions::sign_in(&f.o.office, "vanthu", PASSWORD, "").unwrap().secret;
        (f, secret)
    })
    .await
    .unwrap();
    let (app, marked) = (app(&f), door::marked());
    let (_, slip, _) = post(&f, &app, &clerk, files(f.o.office.new_id(), &[("a.txt", &marked)]), false).await;
    let declare = |id: uuid::Uuid| {
        let request = Request::builder()
            .method("POST")
            .uri(format!("{slip}/false-alarm"))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", format!("{}={clerk}", sessions::COOKIE))
            .body(Body::from(format!("act_id={id}&reason=ten+rieng")));
        app.clone().oneshot(request.unwrap())
    };
    // The button pressed twice, then once more in another window: each time the slip.
    let id = f.o.office.new_id();
    for id in [id, id, f.o.office.new_id()] {
        let answer = declare(id).await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        assert_eq!(answer.headers()["location"], slip.as_str());
    }
    let stop = slip.rsplit('/').next().unwrap();
    let under = |id: uuid::Uuid, text: &str| {
        let slip = format!("--X\r\nContent-Disposition: form-data; name=\"stop\"\r\n\r\n{stop}\r\n");
        slip + &files(id, &[("a.txt", text)])
    };
    let today = f.o.office.now().date();
    let received = || f.o.office.read_blocking(|tx| incoming::equation(tx, today)).unwrap().received;
    let id = f.o.office.new_id();
    let (status, first, _) = post(&f, &app, &clerk, under(id, &marked), false).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let before = tokio::task::block_in_place(received);
    for id in [id, f.o.office.new_id()] {
        let (status, to, _) = post(&f, &app, &clerk, under(id, &marked), false).await;
        assert_eq!((status, to), (StatusCode::SEE_OTHER, first.clone()), "the same file: where it is");
    }
    assert_eq!(tokio::task::block_in_place(received), before);
    // Another file does not pass under a slip that was used, and nothing of it is kept.
    let other = marked.replace("118", "119");
    let (status, ..) = post(&f, &app, &clerk, under(f.o.office.new_id(), &other), false).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let hash = kernel::BlobHash::of(other.as_bytes());
    assert!(!f.o.office.blobs().place(hash).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_too_large_or_cut_off_is_told_and_counted_and_keeps_nothing() {
    let (f, clerk) = tokio::task::spawn_blocking(|| {
        let f = fixture(On::Sqlite);
        let secret = sessions::sign_in(&f.o.office, "vanthu", PASSWORD, "").unwrap().secret;
        (f, secret)
    })
    .await
    .unwrap();
    let app = app(&f);
    let blobs = || f.o.office.blobs().all().unwrap().len();
    let kept = tokio::task::block_in_place(blobs);
    // 600 MB announced: answered before they come. The body's later part is never asked for.
    let whole = files(f.o.office.new_id(), &[("to.pdf", "%PDF-1.7 va rat nhieu nua")]);
    let request = |form: String, length: Option<usize>| {
        let mut request = Request::builder()
            .method("POST")
            .uri("/incoming/door/papers")
            .header("content-type", "multipart/form-data; boundary=X")
            .header("cookie", format!("{}={clerk}", sessions::COOKIE));
        if let Some(length) = length {
            request = request.header("content-length", length);
        }
        app.clone().oneshot(request.body(Body::from(form)).unwrap())
    };
    let answer = request(whole, Some(600 << 20)).await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let bytes = axum::body::to_bytes(answer.into_body(), 4 << 20).await.unwrap();
    assert!(String::from_utf8_lossy(&bytes).contains("100 MB"));
    // A line that broke in the middle of the file: half a file is no file.
    let half = files(f.o.office.new_id(), &[("dut.txt", "Mot van ban dang gui do dang va")]);
    let half = half[..half.len() - 20].to_owned();
    let answer = request(half, None).await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let today = f.o.office.now().date();
    let e =
        tokio::task::block_in_place(|| f.o.office.read_blocking(|tx| incoming::equation(tx, today)).unwrap());
    assert!(e.holds() && e.returned == 2, "{e:?}");
    assert_eq!(tokio::task::block_in_place(blobs), kept);
}
