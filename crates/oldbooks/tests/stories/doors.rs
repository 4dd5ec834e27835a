//! Who may open which door: a hand-written table, asked over HTTP about a book of the office.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::testing::{On, TestOffice};
use kernel::{Actor, Id};
use people::account::{self, FirstRun, NewAccount};
use people::organise::{self, Appointment, NewPost, NewUnit};
use people::{House, Person, Role, UnitKind, sessions};
use tower::ServiceExt as _;

const PASSWORD: &str = "mật khẩu đủ dài";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Answer {
    Open,
    SignIn,
    Refused,
    Missing,
}
use Answer::{Missing, Open, Refused, SignIn};

/// Address, then what a stranger, the clerk, a unit's clerk, the chief and the administrator get.
const DOORS: &[(&str, &str, [Answer; 5])] = &[
    ("GET", "/books/imports", [SignIn, Open, Open, Refused, Refused]),
    ("POST", "/books/imports", [SignIn, Open, Open, Refused, Refused]),
    ("GET", "/books/imports/{import}", [SignIn, Open, Missing, Refused, Refused]),
    ("POST", "/books/imports/{import}/columns", [SignIn, Open, Missing, Refused, Refused]),
    ("POST", "/books/imports/{import}/running", [SignIn, Open, Missing, Refused, Refused]),
    ("POST", "/books/imports/{import}/pausing", [SignIn, Open, Missing, Refused, Refused]),
    ("POST", "/books/imports/{import}/dropping", [SignIn, Open, Missing, Refused, Refused]),
    ("GET", "/books/imports/{import}/report.xlsx", [SignIn, Open, Missing, Refused, Refused]),
    ("GET", "/books/imports/{import}/rows/1", [SignIn, Open, Missing, Refused, Refused]),
    ("POST", "/books/imports/{import}/rows/2", [SignIn, Open, Missing, Refused, Refused]),
    ("GET", "/books/scans/{book}", [SignIn, Open, Missing, Refused, Refused]),
    ("POST", "/books/scans/{book}", [SignIn, Open, Missing, Refused, Refused]),
    ("GET", "/books/scans/{book}/report.xlsx", [SignIn, Open, Missing, Refused, Refused]),
    ("POST", "/books/scans/{book}/answers", [SignIn, Missing, Missing, Refused, Refused]),
    (
        "GET",
        "/books/imports/00000000-0000-0000-0000-000000000000",
        [SignIn, Missing, Missing, Refused, Refused],
    ),
];

fn person(o: &TestOffice, admin: Id<Person>, name: &str, role: Role) {
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
}

#[tokio::test(flavor = "multi_thread")]
async fn every_door_answers_as_the_table_says() {
    let (o, secrets, import, book) = tokio::task::spawn_blocking(|| {
        let o = crate::open(On::Sqlite);
        let first = FirstRun {
            office: "Văn phòng Tỉnh uỷ".to_owned(),
            full_name: "Đỗ Thị Quản Trị".to_owned(),
            sign_in_name: "quantri".to_owned(),
            password_hash: account::hash_password(PASSWORD, &[7; 16]).unwrap(),
        };
        let admin = account::first_run(&o.office, first).unwrap();
        for (name, role) in [("vanthu", Role::Clerk), ("vanthudv", Role::UnitClerk), ("chanhvp", Role::Chief)]
        {
            person(&o, admin, name, role);
        }
        let text =
            "Số đến;Ngày đến;Trích yếu;Số ký hiệu;Nơi gửi\n1;05/01/2019;một;1/A;Sở A\n2;;hai;2/A;Sở A\n";
        let import = crate::take_up(&o, "so.csv", text.as_bytes(), 2019);
        crate::begin(&o, import, false);
        crate::finish(&o, import);
        let book = crate::book(&o, import).id;
        let secret = |name: &str| Some(sessions::sign_in(&o.office, name, PASSWORD, "").unwrap().secret);
        let secrets = [None, secret("vanthu"), secret("vanthudv"), secret("chanhvp"), secret("quantri")];
        (o, secrets, import.to_string(), book.to_string())
    })
    .await
    .unwrap();
    let functions = vec![oldbooks::function(), people::function()];
    let house = House::new(o.office.clone(), functions, "none".into(), (false, false));
    let app = (oldbooks::function().routes)().with_state(house);
    for (method, path, expected) in DOORS {
        for (secret, expected) in secrets.iter().zip(expected) {
            let there = path.replace("{import}", &import).replace("{book}", &book);
            let id = o.office.new_id();
            let upload = *method == "POST" && (path.ends_with("imports") || path.ends_with("{book}"));
            let (kind, body) = if upload {
                let part = format!(
                    "--X\r\nContent-Disposition: form-data; name=\"act_id\"\r\n\r\n{id}\r\n--X--\r\n"
                );
                ("multipart/form-data; boundary=X", part)
            } else {
                ("application/x-www-form-urlencoded", format!("act_id={id}&why="))
            };
            let mut request = Request::builder().method(*method).uri(&there).header("content-type", kind);
            if let Some(secret) = secret {
                request = request.header("cookie", format!("{}={secret}", sessions::COOKIE));
            }
            let response = app.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
            let location = response.headers().get("location").map_or("", |l| l.to_str().unwrap());
            let answer = match response.status() {
                _ if location.starts_with("/sign-in") => SignIn,
                StatusCode::FORBIDDEN => Refused,
                StatusCode::NOT_FOUND => Missing,
                StatusCode::OK
                | StatusCode::SEE_OTHER
                | StatusCode::CONFLICT
                | StatusCode::UNPROCESSABLE_ENTITY => Open,
                other => panic!("{method} {path}: {other}"),
            };
            assert_eq!(answer, *expected, "{method} {path} {secret:?}");
        }
    }
}
