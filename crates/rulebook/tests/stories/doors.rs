//! Who may open which door: a hand-written table, asked over HTTP; and what the pages say.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::testing::On;
use people::{House, sessions};
use tower::ServiceExt as _;

use crate::support::{PASSWORD, Story, story};

/// Nobody signed in, the clerk, the chief of office, the administrator. O: opens, or the form is looked at. F: refused.
/// N: does not exist. S: sign in first.
const WHO: [&str; 4] = ["", "vanthu", "chanhvp", "quantri"];
const DOORS: &[(&str, &str, &str)] = &[
    ("GET", "/rules", "SOOO"),
    ("GET", "/rules?area=days", "SOOO"),
    ("GET", "/rules?area=kinds&all=1", "SOOO"),
    ("GET", "/rules/deadline.settle.default", "SOOO"),
    ("GET", "/rules/statutory.tet", "SOOO"),
    ("GET", "/rules/deadline.nowhere", "SNNN"),
    ("GET", "/rules/years/2027", "SOOO"),
    ("GET", "/rules/years/1900", "SNNN"),
    ("POST", "/rules/deadline.settle.default", "SFOO"),
    ("POST", "/rules/years/2027/days", "SFOO"),
    ("POST", "/rules/years/2027/exchanges", "SFOO"),
    ("POST", "/rules/years/2027/removals", "SFOO"),
    ("POST", "/rules/years/2027/announcement", "SFOO"),
    ("POST", "/rules/changes/00000000-0000-0000-0000-000000000000/taking-back", "SFNN"),
];

async fn ask(
    app: &Router,
    method: &str,
    path: &str,
    secret: Option<&str>,
    form: String,
) -> (StatusCode, String) {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(secret) = secret {
        request = request.header("cookie", format!("{}={secret}", sessions::COOKIE));
    }
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let response = app.clone().oneshot(request.body(Body::from(form)).unwrap()).await.unwrap();
    let status = response.status();
    let to = response.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, to.unwrap_or_else(|| String::from_utf8(bytes.to_vec()).unwrap()))
}

fn house() -> (Story, Router, Vec<Option<String>>) {
    let s = story(On::Sqlite);
    let functions = vec![people::function(), rulebook::function()];
    let house = House::new(s.o.office.clone(), functions, "none".into(), (false, false));
    let app = people::pages::routes().merge((rulebook::function().routes)()).with_state(house);
    let secrets = WHO
        .iter()
        .map(|who| {
            (!who.is_empty()).then(|| sessions::sign_in(&s.o.office, who, PASSWORD, "").unwrap().secret)
        })
        .collect();
    (s, app, secrets)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_door_answers_as_the_table_says() {
    let (s, app, secrets) = tokio::task::spawn_blocking(house).await.unwrap();
    for (method, path, expected) in DOORS {
        for (secret, expected) in secrets.iter().zip(expected.chars()) {
            let form = format!("act_id={}&date=x&off=x&work=x", s.o.office.new_id());
            let (status, said) = ask(&app, method, path, secret.as_deref(), form).await;
            let answer = match status {
                StatusCode::FORBIDDEN => 'F',
                StatusCode::NOT_FOUND => 'N',
                _ if said.starts_with("/sign-in") => 'S',
                StatusCode::OK | StatusCode::SEE_OTHER | StatusCode::UNPROCESSABLE_ENTITY => 'O',
                other => panic!("{method} {path}: {other}"),
            };
            assert_eq!(answer, expected, "{method} {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chief_confirms_on_the_page_and_takes_it_back() {
    let (s, app, secrets) = tokio::task::spawn_blocking(house).await.unwrap();
    let chief = secrets[2].as_deref();
    let rule = "/rules/deadline.settle.default";
    let (_, page) = ask(&app, "GET", rule, chief, String::new()).await;
    assert!(page.contains("cần xác nhận") && page.contains("10 ngày, kể cả ngày nghỉ"), "{page}");
    let form = |rest: &str| format!("act_id={}&{rest}", s.o.office.new_id());
    let (status, page) = ask(&app, "POST", rule, chief, form("do=confirm&source=&article=")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("thì mới xác nhận được"));
    let typed = "do=overrule&days=5&unit=working&source=168-QC/TU&article=&reason=Quy+che&from=&to=";
    let (status, _) = ask(&app, "POST", rule, chief, form(typed)).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, page) = ask(&app, "GET", rule, chief, String::new()).await;
    assert!(page.contains("5 ngày làm việc") && page.contains("đã xác nhận") && page.contains("168-QC/TU"));
    let change = page.split("/rules/changes/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let back = format!("/rules/changes/{change}/taking-back");
    let (status, to) = ask(&app, "POST", &back, chief, form("why=Nham")).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, rule));
    let (_, page) = ask(&app, "GET", rule, chief, String::new()).await;
    assert!(page.contains("đã rút") && page.contains("Nham") && page.contains("10 ngày, kể cả ngày nghỉ"));
}
