//! The settlement slip and the labels, asked over HTTP; the press of the tests hands back what it was given.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use directions::{Settle, Word};
use kernel::testing::On;
use people::{House, sessions};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::doors::sign_in;
use crate::support::{Story, story};

async fn ask(s: &Story, secret: &str, path: &str) -> (StatusCode, Value) {
    let functions = vec![directions::function(), people::function()];
    let house = House::new(s.o.office.clone(), functions, "none".into(), (true, false));
    let house = house.with_press(std::sync::Arc::new(print::testing::Plain));
    let app = (directions::function().routes)().with_state(house);
    let request = Request::builder().uri(path).header("cookie", format!("{}={secret}", sessions::COOKIE));
    let response = app.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), 4 << 20).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

/// The blocks under a heading.
fn under<'a>(sheet: &'a Value, heading: &str) -> Vec<&'a Value> {
    let blocks = sheet["blocks"].as_array().unwrap();
    let from = blocks.iter().position(|block| block["text"] == heading).unwrap();
    blocks[from + 1..].iter().take_while(|block| block["block"] != "heading").collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_slip_holds_what_was_said_and_lines_for_what_was_not() {
    let (s, routing, clerk, chief) = tokio::task::spawn_blocking(|| {
        let s = story(On::Sqlite);
        let routing = s.send();
        let (clerk, chief) = (sign_in(&s, "vanthu"), sign_in(&s, "chanhvp"));
        (s, routing, clerk, chief)
    })
    .await
    .unwrap();
    let path = format!("/routings/{routing}/slip.pdf");
    let (status, fresh) = ask(&s, &chief, &path).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(fresh["mark"], "DỮ LIỆU GIẢ ĐỊNH");
    for heading in ["Văn phòng đề xuất", "Ý kiến chỉ đạo của lãnh đạo", "Kết quả giải quyết"]
    {
        assert_eq!(under(&fresh, heading)[0]["block"], "lines", "{heading}");
    }
    let (status, _) = ask(&s, &clerk, &format!("/routings/{routing}/labels.pdf")).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "it was sent to nobody yet");
    let s = tokio::task::spawn_blocking(move || {
        s.propose(routing).unwrap();
        s.instruct(routing, Word::Other, "Giao Phòng Tổng hợp #tham mưu *ngay*").unwrap();
        s.transfer(routing).unwrap();
        let settle = Settle {
            routing,
            result: "Đã tham mưu công văn trả lời".to_owned(),
            reply_code: String::new(),
            reply_on: None,
        };
        s.act("truongphong", settle, directions::settle).unwrap();
        s
    })
    .await
    .unwrap();
    let (_, slip) = ask(&s, &chief, &path).await;
    let word = under(&slip, "Ý kiến chỉ đạo của lãnh đạo");
    assert!(word[0]["text"].as_str().unwrap().contains("Giao Phòng Tổng hợp #tham mưu *ngay*"), "{word:?}");
    assert_eq!(word[1]["block"], "said");
    assert_eq!(under(&slip, "Kết quả giải quyết")[0]["text"], "Đã tham mưu công văn trả lời");
    assert_eq!(under(&slip, "Nơi nhận")[0]["block"], "table");
    // One label for each unit; a label says no subject.
    let (status, labels) = ask(&s, &clerk, &format!("/routings/{routing}/labels.pdf")).await;
    assert_eq!(status, StatusCode::OK);
    let all = labels["labels"].as_array().unwrap();
    assert!(all.iter().any(|label| label["addressee"] == "Phòng Tổng hợp"), "{all:?}");
    let subject =
        tokio::task::block_in_place(|| s.o.office.read_blocking(|tx| documents::paper(tx, s.paper)).unwrap());
    assert!(!labels.to_string().contains(&subject.unwrap().subject));
}
