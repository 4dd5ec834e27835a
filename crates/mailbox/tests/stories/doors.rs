//! Who may set the mailbox: the administrator, nobody else.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::testing::On;
use people::account::{self, FirstRun};
use people::{House, sessions};
use tower::ServiceExt as _;

const PASSWORD: &str = "mật khẩu đủ dài";

#[tokio::test(flavor = "multi_thread")]
async fn only_the_administrator_sets_the_mailbox_and_the_secret_is_never_shown() {
    let (o, secret) = tokio::task::spawn_blocking(|| {
        let o = crate::open(On::Sqlite);
        let first = FirstRun {
            office: "Văn phòng Tỉnh uỷ".to_owned(),
            full_name: "Đỗ Thị Quản Trị".to_owned(),
            sign_in_name: "quantri".to_owned(),
            password_hash: account::hash_password(PASSWORD, &[7; 16]).unwrap(),
        };
        account::first_run(&o.office, first).unwrap();
        crate::set(&o, crate::plain(1));
        let secret = sessions::sign_in(&o.office, "quantri", PASSWORD, "").unwrap().secret;
        (o, secret)
    })
    .await
    .unwrap();
    let house = House::new(
        o.office.clone(),
        vec![mailbox::function(), people::function()],
        "none".into(),
        (false, false),
    );
    let app = (mailbox::function().routes)().with_state(house);
    let ask = |method: &str, path: &str, secret: Option<&str>, form: String| {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/x-www-form-urlencoded");
        if let Some(secret) = secret {
            request = request.header("cookie", format!("{}={secret}", sessions::COOKIE));
        }
        app.clone().oneshot(request.body(Body::from(form)).unwrap())
    };
    for (method, path) in [("GET", "/mailbox"), ("POST", "/mailbox"), ("POST", "/mailbox/trial")] {
        let form = || format!("act_id={}", o.office.new_id());
        let stranger = ask(method, path, None, form()).await.unwrap();
        assert!(stranger.headers()["location"].to_str().unwrap().starts_with("/sign-in"), "{method} {path}");
        let answer = ask(method, path, Some(&secret), form()).await.unwrap();
        let open = matches!(answer.status(), StatusCode::OK | StatusCode::UNPROCESSABLE_ENTITY);
        assert!(open, "{method} {path}: {}", answer.status());
        let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        let text = String::from_utf8(body.to_vec()).unwrap();
        assert!(!text.contains("mat-khau-thu"), "{method} {path}");
        if path.ends_with("trial") {
            assert!(text.contains("Không kết nối được máy chủ thư"), "{text}");
        }
    }
    let nobody = kernel::Actor::person(o.office.new_id(), None);
    let refused = tokio::task::spawn_blocking(move || {
        let id = o.office.new_id();
        o.office.act_blocking(nobody, id, crate::plain(1), mailbox::set_mailbox).unwrap_err()
    });
    assert_eq!(refused.await.unwrap().kind, kernel::Kind::Forbidden);
}
