//! Which engine reads scans: the administrator says it, and weights that are none are not taken.

use std::path::PathBuf;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use incoming::engine::{choose, engine, reader};
use kernel::testing::{On, both};
use kernel::{Actor, Kind};
use people::sessions;
use reading::engine::Engine;
use tower::ServiceExt as _;

use crate::door::child;
use crate::doors::{PASSWORD, app, fixture, person};

#[test]
fn nobody_but_the_administrator_chooses_the_engine() {
    for on in both() {
        let f = fixture(on);
        let (_, _, clerk) = person(&f.o, f.admin, "vanthu3", people::Role::Clerk);
        let chosen = Engine::Networks(PathBuf::from("/srv/weights"));
        let by = |who: uuid::Uuid, input: &Engine| {
            f.o.office.act_blocking(Actor::person(who, None), f.o.office.new_id(), input.clone(), choose)
        };
        assert_eq!(by(clerk.uuid(), &chosen).unwrap_err().kind, Kind::Forbidden, "{on:?}");
        let set = || f.o.office.read_blocking(engine).unwrap();
        assert_eq!(set(), Engine::Tesseract, "{on:?}: what is installed reads until somebody chooses");
        for wrong in ["weights", "", "/a\nb"] {
            let refusal = by(f.admin.uuid(), &Engine::Networks(PathBuf::from(wrong))).unwrap_err();
            assert_eq!(refusal.field, Some("folder"), "{on:?}: {wrong}");
        }
        by(f.admin.uuid(), &chosen).unwrap();
        assert_eq!(set(), chosen, "{on:?}");
        // The weights went away: the reader says so, and does not read with something else.
        let problem = reader(&f.o.office, child()).recognition().unwrap_err();
        assert_eq!(problem.code, reading::ProblemCode::WeightsMissing, "{on:?}");
        by(f.admin.uuid(), &Engine::Tesseract).unwrap();
        assert_eq!(reader(&f.o.office, child()).recognition(), Ok(()), "{on:?}");
        assert!(kernel::journal::verify(&f.o.office, None).unwrap().ok, "{on:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_without_weights_is_told_beside_its_field() {
    let (f, secret) = tokio::task::spawn_blocking(|| {
        let f = fixture(On::Sqlite);
        let secret = sessions::sign_in(&f.o.office, "quantri", PASSWORD, "").unwrap().secret;
        (f, secret)
    })
    .await
    .unwrap();
    let app = app(&f);
    let post = async |engine: &str, folder: &str| {
        let form = format!("act_id={}&engine={engine}&folder={folder}", f.o.office.new_id());
        let request = Request::builder()
            .method("POST")
            .uri("/incoming/recognition")
            .header("cookie", format!("{}={secret}", sessions::COOKIE))
            .header("content-type", "application/x-www-form-urlencoded");
        let response = app.clone().oneshot(request.body(Body::from(form)).unwrap()).await.unwrap();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    };
    for (folder, said) in [("nowhere", "đường dẫn đầy đủ"), ("/nowhere/at-all", "caunoi-weights")]
    {
        let (status, page) = post("networks", folder).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{folder}");
        assert!(page.contains(said) && page.contains(&format!("value=\"{folder}\"")), "{folder}: {page}");
    }
    assert_eq!(post("tesseract", "").await.0, StatusCode::SEE_OTHER);
}
