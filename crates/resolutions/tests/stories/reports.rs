//! The report over HTTP: what the page shows, the PDF sets and the document of Word holds is the same; a day that cannot
//! be is said beside the field.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use jiff::civil::date;
use kernel::testing::On;
use people::{House, sessions};
use tower::ServiceExt as _;

use crate::support::{PASSWORD, Story, story};

async fn get(s: &Arc<Story>, who: &'static str, path: String) -> (StatusCode, Vec<u8>) {
    let functions = vec![resolutions::function(), tasks::function(), people::function()];
    let house = House::new(s.o.office.clone(), functions, "none".into(), (false, false))
        .with_press(Arc::new(print::testing::Plain));
    let app = (resolutions::function().routes)().merge((people::function().routes)()).with_state(house);
    let own = Arc::clone(s);
    let secret = tokio::task::spawn_blocking(move || {
        sessions::sign_in(&own.o.office, who, PASSWORD, "").unwrap().secret
    });
    let cookie = format!("{}={}", sessions::COOKIE, secret.await.unwrap());
    let request = Request::builder().uri(path).header("cookie", cookie).body(Body::empty()).unwrap();
    let response = app.oneshot(request).await.unwrap();
    let status = response.status();
    (status, axum::body::to_bytes(response.into_body(), 8 << 20).await.unwrap().to_vec())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_is_a_letter_of_the_party_as_pdf_and_as_a_document_of_word() {
    let (s, id) = tokio::task::spawn_blocking(|| {
        let s = story(On::Sqlite);
        let id = s.resolution();
        let objective = s.objective(id, "Chuẩn hoá đội ngũ cán bộ & công chức");
        let indicator = s.indicator(objective);
        let measure = s.measure(id, Some(objective), "bantochuc");
        s.hand_out(measure, "bantochuc", date(2026, 11, 25));
        s.act("truongban", s.value(indicator, "2026-Q4", "52,5"), resolutions::report_value).unwrap();
        s.clock_at(date(2026, 12, 5));
        (Arc::new(s), id)
    })
    .await
    .unwrap();
    let base = format!("/resolutions/{id}/report");
    let (status, page) = get(&s, "chanhvp", base.clone()).await;
    let page = String::from_utf8(page).unwrap();
    assert_eq!(status, StatusCode::OK);
    for said in ["Chuẩn hoá đội ngũ cán bộ &amp; công chức", "52,5", "NV-1/2026", "1 quá hạn"]
    {
        assert!(page.contains(said), "{said}");
    }
    // The press of tests gives the sheet as it was handed over.
    let (status, sheet) = get(&s, "chanhvp", format!("{base}.pdf?on=30/11/2026")).await;
    assert_eq!(status, StatusCode::OK);
    let sheet: serde_json::Value = serde_json::from_slice(&sheet).unwrap();
    assert_eq!((sheet["sheet"].as_str(), sheet["layout"]["side"].as_str()), (Some("letter"), Some("party")));
    assert!(sheet["subject"].as_str().unwrap().contains("30/11/2026"));

    let (status, file) = get(&s, "chanhvp", format!("{base}.docx?on=05/12/2026")).await;
    assert_eq!(status, StatusCode::OK);
    let again = get(&s, "chanhvp", format!("{base}.docx?on=05/12/2026")).await.1;
    assert!(file == again, "the same state gives the same bytes");
    let read = reading::read_bytes(&file, "bao-cao.docx", &reading::Limits::default());
    assert_eq!(read.problem, None);
    let text = read.text;
    for said in
        ["ĐẢNG CỘNG SẢN VIỆT NAM", "12-NQ/TU", "Chuẩn hoá đội ngũ cán bộ & công chức", "52,5", "NV-1/2026"]
    {
        assert!(text.contains(said), "{said} in\n{text}");
    }

    for (on, status) in [
        ("31/12/2026", StatusCode::UNPROCESSABLE_ENTITY),
        ("01/11/2026", StatusCode::UNPROCESSABLE_ENTITY),
        ("homqua", StatusCode::UNPROCESSABLE_ENTITY),
        ("", StatusCode::OK),
    ] {
        assert_eq!(get(&s, "chanhvp", format!("{base}?on={on}")).await.0, status, "{on}");
    }
    // The commune has no part in it.
    for path in ["", ".pdf", ".docx"] {
        assert_eq!(get(&s, "vttanan", format!("{base}{path}")).await.0, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_one_resolution_hold_together() {
    let (s, id, measure, indicator, task) = tokio::task::spawn_blocking(|| {
        let s = story(On::Sqlite);
        let id = s.resolution();
        let objective = s.objective(id, "Mục tiêu");
        let indicator = s.indicator(objective);
        let measure = s.measure(id, Some(objective), "bantochuc");
        let task = s.hand_out(measure, "bantochuc", date(2026, 12, 25));
        (Arc::new(s), id, measure, indicator, task)
    })
    .await
    .unwrap();
    for (path, parts) in [
        (
            format!("/resolutions/{id}"),
            vec![format!("/resolutions/measures/{measure}"), format!("/resolutions/indicators/{indicator}")],
        ),
        (
            format!("/resolutions/measures/{measure}"),
            vec![format!("/tasks/{task}"), format!("/resolutions/{id}")],
        ),
        (format!("/resolutions/{id}/break-down"), vec![format!("/resolutions/measures/{measure}")]),
        ("/resolutions".to_owned(), vec![format!("/resolutions/{id}"), "0/1".to_owned()]),
    ] {
        let (status, page) = get(&s, "chanhvp", path.clone()).await;
        let page = String::from_utf8(page).unwrap();
        assert_eq!(status, StatusCode::OK, "{path}");
        for part in parts {
            assert!(page.contains(&part), "{path} leads to {part}");
        }
    }
}
