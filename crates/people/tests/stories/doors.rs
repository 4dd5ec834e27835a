//! Who may open which door: a hand-written table, asked over HTTP.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::testing::On;
use people::{House, sessions};
use tower::ServiceExt as _;

use crate::support::{PASSWORD, fixture};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Answer {
    Open,
    SignIn,
    Refused,
    Missing,
}
use Answer::{Missing, Open, Refused, SignIn};

/// Address, then what a stranger, the clerk and the administrator get. Anything unlisted does not exist.
const DOORS: &[(&str, &str, [Answer; 3])] = &[
    ("GET", "/sign-in", [Open, Open, Open]),
    // Once there are accounts the first run does not exist: 404 for everybody.
    ("GET", "/first-run", [Missing, Missing, Missing]),
    ("GET", "/", [SignIn, Open, Open]),
    ("GET", "/palette", [SignIn, Open, Open]),
    ("GET", "/notices", [SignIn, Open, Open]),
    ("POST", "/notices/readings", [SignIn, Open, Open]),
    // Another's notice is not there.
    ("POST", "/notices/{field}/readings", [SignIn, Missing, Missing]),
    ("GET", "/sessions", [SignIn, Open, Open]),
    ("GET", "/sign-in/code", [Open, Open, Open]),
    // Without a password given before, it leads to the door.
    ("POST", "/sign-in/code", [SignIn, SignIn, SignIn]),
    ("GET", "/second-factor", [SignIn, Open, Open]),
    ("POST", "/second-factor/secret", [SignIn, Open, Open]),
    ("POST", "/second-factor", [SignIn, Open, Open]),
    // It is not on.
    ("POST", "/second-factor/codes", [SignIn, Missing, Missing]),
    ("POST", "/second-factor/ending", [SignIn, Missing, Missing]),
    ("POST", "/people/second-factors", [SignIn, Refused, Missing]),
    ("POST", "/people/second-factor-roles", [SignIn, Refused, Open]),
    ("GET", "/tokens", [SignIn, Open, Open]),
    ("POST", "/tokens", [SignIn, Open, Open]),
    ("GET", "/password", [SignIn, Open, Open]),
    ("POST", "/sessions", [SignIn, Open, Open]),
    ("POST", "/password", [SignIn, Open, Open]),
    ("GET", "/delegations", [SignIn, Open, Open]),
    ("POST", "/delegations", [SignIn, Open, Open]),
    // There is no such delegation.
    ("POST", "/delegations/{field}/ending", [SignIn, Missing, Missing]),
    ("POST", "/acting", [SignIn, Open, Open]),
    ("GET", "/people", [SignIn, Refused, Open]),
    ("POST", "/people/units", [SignIn, Refused, Open]),
    ("POST", "/people/posts", [SignIn, Refused, Open]),
    ("POST", "/people/appointments", [SignIn, Refused, Open]),
    ("POST", "/people/slips", [SignIn, Refused, Open]),
    ("POST", "/people/leavings", [SignIn, Refused, Open]),
    ("GET", "/people/fields", [SignIn, Refused, Open]),
    ("POST", "/people/fields", [SignIn, Refused, Open]),
    ("POST", "/people/fields/{field}", [SignIn, Refused, Open]),
    ("GET", "/people/posts/{post}", [SignIn, Refused, Open]),
    ("GET", "/people/posts/{post}/handover", [SignIn, Refused, Open]),
    ("POST", "/people/posts/{post}/handover", [SignIn, Refused, Open]),
    ("POST", "/people/posts/{post}/holder", [SignIn, Refused, Open]),
    ("POST", "/people/posts/{post}/change", [SignIn, Refused, Open]),
    ("POST", "/people/posts/{post}/ending", [SignIn, Refused, Open]),
    ("GET", "/people/units/{unit}", [SignIn, Refused, Open]),
    ("POST", "/people/units/{unit}", [SignIn, Refused, Open]),
    ("POST", "/people/units/{unit}/ending", [SignIn, Refused, Open]),
    ("GET", "/people?on=2026-01-01", [SignIn, Refused, Open]),
    ("GET", "/people/accounts", [SignIn, Refused, Open]),
    ("POST", "/people/accounts", [SignIn, Refused, Open]),
    ("POST", "/people/idle", [SignIn, Refused, Open]),
    ("GET", "/people/import", [SignIn, Refused, Open]),
    ("GET", "/people/import/template.xlsx", [SignIn, Refused, Open]),
    // Nothing was uploaded under this id.
    ("GET", "/people/import/{field}", [SignIn, Refused, Missing]),
    ("POST", "/people/import/{field}", [SignIn, Refused, Missing]),
    ("GET", "/people/import/{field}/mend.csv", [SignIn, Refused, Missing]),
    ("POST", "/people/posts/{post}/fields", [SignIn, Refused, Open]),
    ("POST", "/people/posts/{post}/service", [SignIn, Refused, Open]),
    ("POST", "/people/posts/{post}/acting", [SignIn, Refused, Open]),
    // Last: it ends the session and leads to the door.
    ("POST", "/sign-out", [SignIn, SignIn, SignIn]),
];

fn form(path: &str, f: &crate::support::Fixture) -> String {
    let id = f.o.office.new_id();
    match path {
        "/people/units" => format!("act_id={id}&name=Ban+A&kind=agency&parent="),
        "/people/posts" => {
            format!("act_id={id}&title=Chuy%C3%AAn+vi%C3%AAn&unit={}&role=specialist", f.office)
        }
        "/people/appointments" => {
            format!("act_id={id}&post={}&full_name=L%C3%AA+B&sign_in_name=leb", f.clerk_post)
        }
        // Before the clerk came: refused by who may, or answered that nobody held it then.
        "/people/leavings" => format!("act_id={id}&held={}+{}&last_day=2001-01-01", f.clerk_post, f.clerk),
        "/delegations" | "/acting" | "/delegations/{field}/ending" => format!("act_id={id}&delegation="),
        "/people/accounts" | "/people/import/{field}" | "/notices/readings" | "/notices/{field}/readings" => {
            format!("act_id={id}")
        }
        "/sign-in/code"
        | "/second-factor"
        | "/second-factor/secret"
        | "/second-factor/codes"
        | "/second-factor/ending" => format!("act_id={id}&code=000000"),
        "/people/second-factors" => format!("act_id={id}&person={}", f.clerk),
        "/people/second-factor-roles" => format!("act_id={id}"),
        "/people/idle" => format!("act_id={id}&minutes=30"),
        "/people/fields" => format!("act_id={id}&name=%C4%90%E1%BA%A5t+{}", id.simple()),
        "/people/fields/{field}" => format!("act_id={id}&do=rename&name=Y+t%E1%BA%BF"),
        "/people/posts/{post}/fields" | "/people/posts/{post}/service" | "/people/posts/{post}/acting" => {
            format!("act_id={id}")
        }
        "/people/slips" => format!("act_id={id}&account=khongco"),
        _ => String::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_door_answers_as_the_table_says() {
    let f = tokio::task::spawn_blocking(|| fixture(On::Sqlite)).await.unwrap();
    let house = House::new(f.o.office.clone(), vec![people::function()], "none".into(), (true, false));
    let app = (people::function().routes)().with_state(house);
    let secrets = [
        None,
        Some(sessions::sign_in(&f.o.office, "anh", PASSWORD, "").unwrap().secret),
        Some(sessions::sign_in(&f.o.office, "quantri", PASSWORD, "").unwrap().secret),
    ];
    let admin = kernel::Actor::person(f.administrator.uuid(), None);
    let name = "Kinh tế".to_owned();
    let field = f.o.office.act(admin, f.o.office.new_id(), name, people::field::create).await.unwrap();
    for (method, path, expected) in DOORS {
        for (secret, expected) in secrets.iter().zip(expected) {
            let uri = path
                .replace("{post}", &f.clerk_post.to_string())
                .replace("{field}", &field.to_string())
                .replace("{unit}", &f.office.to_string());
            let mut request = Request::builder().method(*method).uri(uri);
            if let Some(secret) = secret {
                request = request.header("cookie", format!("{}={secret}", sessions::COOKIE));
            }
            let request = request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(Body::from(form(path, &f)))
                .unwrap();
            let response = app.clone().oneshot(request).await.unwrap();
            let to_sign_in = response
                .headers()
                .get("location")
                .is_some_and(|l| l.to_str().unwrap().starts_with("/sign-in"));
            let answer = match response.status() {
                StatusCode::FORBIDDEN => Refused,
                StatusCode::NOT_FOUND => Missing,
                _ if to_sign_in => SignIn,
                // The clerk's post is taken: 409 and 422 are answers to who may ask.
                StatusCode::OK
                | StatusCode::SEE_OTHER
                | StatusCode::CONFLICT
                | StatusCode::UNPROCESSABLE_ENTITY => Open,
                other => panic!("{method} {path}: {other}"),
            };
            assert_eq!(answer, *expected, "{method} {path}");
        }
    }
}

async fn ask(app: &axum::Router, method: &str, path: &str, cookie: &str, form: &str) -> (StatusCode, String) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("cookie", format!("{}={cookie}", sessions::COOKIE))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(form.to_owned()))
        .unwrap();
    let response = app.clone().oneshot(request).await.unwrap();
    let to = response.headers().get("location").map_or("", |l| l.to_str().unwrap()).to_owned();
    (response.status(), to)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_of_a_slip_opens_only_the_page_of_a_new_one() {
    let f = tokio::task::spawn_blocking(|| fixture(On::Sqlite)).await.unwrap();
    let office = f.o.office.clone();
    let password = people::account::reset(&office, "anh").unwrap();
    let secret = sessions::sign_in(&office, "anh", &password, "").unwrap().secret;
    let house = House::new(office.clone(), vec![people::function()], "none".into(), (false, false));
    let app = (people::function().routes)().with_state(house);
    let away = (StatusCode::SEE_OTHER, "/password".to_owned());
    assert_eq!(ask(&app, "GET", "/", &secret, "").await, away);
    assert_eq!(ask(&app, "GET", "/sessions", &secret, "").await, away);
    assert_eq!(ask(&app, "GET", "/password", &secret, "").await.0, StatusCode::OK);
    let form = format!("act_id={}&old={password}&password=tulipvangno&again=tulipvangno", office.new_id());
    assert_eq!(ask(&app, "POST", "/password", &secret, &form).await, (StatusCode::SEE_OTHER, "/".to_owned()));
    assert_eq!(ask(&app, "GET", "/", &secret, "").await.0, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_run_needs_the_code_and_closes_behind_itself() {
    let o = kernel::testing::office(On::Sqlite, &[people::part()]).unwrap();
    let house = House::new(o.office.clone(), vec![people::function()], "none".into(), (false, false))
        .with_first_code("maconsole".to_owned());
    let app = (people::function().routes)().with_state(house);
    let form = |code: &str| {
        format!("code={code}&office=V%C4%83n+ph%C3%B2ng&name=B&sign_in_name=quantri&password=tulipvangno")
    };
    assert_eq!(ask(&app, "GET", "/first-run", "", "").await.0, StatusCode::OK);
    let wrong = ask(&app, "POST", "/first-run", "", &form("khac")).await;
    assert_eq!(wrong.0, StatusCode::UNPROCESSABLE_ENTITY);
    let right = ask(&app, "POST", "/first-run", "", &form("maconsole")).await;
    assert_eq!(right, (StatusCode::SEE_OTHER, "/sign-in".to_owned()));
    assert!(sessions::sign_in(&o.office, "quantri", "tulipvangno", "").is_ok());
    assert_eq!(ask(&app, "GET", "/first-run", "", "").await.0, StatusCode::NOT_FOUND);
    let again = ask(&app, "POST", "/first-run", "", &form("maconsole")).await;
    assert_eq!(again.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn acting_for_somebody_is_chosen_shown_and_journalled() {
    let f = tokio::task::spawn_blocking(|| fixture(On::Sqlite)).await.unwrap();
    let office = f.o.office.clone();
    let house = House::new(office.clone(), vec![people::function()], "none".into(), (false, false));
    let app = (people::function().routes)().with_state(house);
    let secret = sessions::sign_in(&office, "anh", PASSWORD, "").unwrap().secret;
    let admin = sessions::sign_in(&office, "quantri", PASSWORD, "").unwrap().secret;
    let today = office.now().date();
    let posts = office.read_blocking(|tx| people::names::posts(tx, today)).unwrap();
    let own = posts.iter().find(|post| post.holder == Some(f.administrator)).unwrap();
    // No role ticked: all roles of the post.
    let form = format!(
        "act_id={}&post={}&to_post={}&from=2026-11-23&to=2026-11-25&reason=Ngh%E1%BB%89+ph%C3%A9p",
        office.new_id(),
        own.id,
        f.clerk_post
    );
    assert_eq!(ask(&app, "POST", "/delegations", &admin, &form).await.0, StatusCode::SEE_OTHER);
    assert_eq!(ask(&app, "GET", "/people", &secret, "").await.0, StatusCode::FORBIDDEN, "not yet chosen");
    let given = office.read_blocking(|tx| people::delegations_to(tx, f.clerk, today)).unwrap();
    let form = format!("act_id={}&delegation={}", office.new_id(), given[0].id);
    assert_eq!(ask(&app, "POST", "/acting", &secret, &form).await.0, StatusCode::SEE_OTHER);
    assert_eq!(ask(&app, "GET", "/people", &secret, "").await.0, StatusCode::OK);
    assert_eq!(ask(&app, "POST", "/acting", &admin, &form).await.0, StatusCode::CONFLICT, "not theirs");

    let unit = format!("act_id={}&name=Ban+B&kind=agency&parent=", office.new_id());
    assert_eq!(ask(&app, "POST", "/people/units", &secret, &unit).await.0, StatusCode::SEE_OTHER);
    office.settle_journal().unwrap();
    let entries = office.read_blocking(|tx| kernel::journal::follow(tx, 0, 200)).unwrap();
    let last = String::from_utf8(entries.last().unwrap().1.body().to_vec()).unwrap();
    assert!(last.contains(&format!("\"delegation\":\"{}\"", given[0].id)), "{last}");

    f.o.clock.advance(3 * kernel::Instant::DAY);
    let secret = sessions::sign_in(&office, "anh", PASSWORD, "").unwrap().secret;
    assert_eq!(ask(&app, "POST", "/acting", &secret, &form).await.0, StatusCode::CONFLICT, "it ran out");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_tried_before_it_is_taken_and_only_by_who_sent_it() {
    let f = tokio::task::spawn_blocking(|| fixture(On::Sqlite)).await.unwrap();
    let office = f.o.office.clone();
    let house = House::new(office.clone(), vec![people::function()], "none".into(), (false, false));
    let app = (people::function().routes)().with_state(house);
    let admin = sessions::sign_in(&office, "quantri", PASSWORD, "").unwrap().secret;
    let clerk = sessions::sign_in(&office, "anh", PASSWORD, "").unwrap().secret;
    let form = office.new_id();
    let upload = |secret: String, file: Vec<u8>| {
        let app = app.clone();
        async move {
            let mut body = format!(
                "--x\r\ncontent-disposition: form-data; name=\"act_id\"\r\n\r\n{form}\r\n--x\r\n\
                 content-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n"
            )
            .into_bytes();
            body.extend(file);
            body.extend(b"\r\n--x--\r\n");
            let request = Request::post("/people/import")
                .header("cookie", format!("{}={secret}", sessions::COOKIE))
                .header("content-type", "multipart/form-data; boundary=x")
                .body(Body::from(body))
                .unwrap();
            app.oneshot(request).await.unwrap().status()
        }
    };
    let table = "Đơn vị,Loại đơn vị,Chức danh\nBan C,Cơ quan ngoài,\nBan D,Sai,\n".as_bytes().to_vec();
    assert_eq!(upload(clerk, table.clone()).await, StatusCode::FORBIDDEN);
    assert_eq!(upload(admin.clone(), vec![b'x'; (5 << 20) + 1]).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(upload(admin.clone(), table).await, StatusCode::SEE_OTHER);
    let path = format!("/people/import/{form}");
    assert_eq!(ask(&app, "GET", &path, &admin, "").await.0, StatusCode::OK);
    assert_eq!(ask(&app, "GET", &format!("{path}/mend.csv"), &admin, "").await.0, StatusCode::OK);
    let take = format!("act_id={}", office.new_id());
    let (status, to) = ask(&app, "POST", &path, &admin, &take).await;
    assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("{path}?taken=1")));
}
