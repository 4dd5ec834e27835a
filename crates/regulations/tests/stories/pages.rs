//! Pages: the simulator quotes, what was typed stays, a provision goes through its form and means the same.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::testing::On;
use people::{House, sessions};
use regulations::model::Version;
use rules::regulation::Provision;
use tower::ServiceExt as _;

use crate::support::{MONDAY, PASSWORD, Story, story};

struct Browser {
    s: Story,
    app: Router,
    secret: String,
}

impl Browser {
    async fn open(who: &'static str) -> Browser {
        let s = tokio::task::spawn_blocking(|| story(On::Sqlite)).await.unwrap();
        let functions = vec![people::function(), calendar::function(), regulations::function()];
        let house = House::new(s.o.office.clone(), functions, "none".into(), (true, false));
        let app = (regulations::function().routes)()
            .merge((people::function().routes)())
            .merge((calendar::function().routes)())
            .with_state(house);
        let secret = sessions::sign_in(&s.o.office, who, PASSWORD, "").unwrap().secret;
        Browser { s, app, secret }
    }

    async fn send(&self, method: &str, path: &str, form: String) -> (StatusCode, String) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("cookie", format!("{}={}", sessions::COOKIE, self.secret))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(form))
            .unwrap();
        let response = self.app.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 22).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }

    async fn get(&self, path: &str) -> String {
        let (status, text) = self.send("GET", path, String::new()).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        text
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
        let id = self.s.o.office.new_id().to_string();
        let pairs = std::iter::once(("act_id", id.as_str())).chain(fields.iter().copied());
        let form: Vec<String> =
            pairs.map(|(name, value)| format!("{name}={}", ui::html::encode(value))).collect();
        self.send("POST", path, form.join("&")).await
    }
}

async fn version(b: &Browser) -> kernel::Id<Version> {
    let rows = b.s.o.office.read(regulations::store::versions).await.unwrap();
    rows[0].id
}

#[tokio::test(flavor = "multi_thread")]
async fn the_simulator_quotes_and_says_why_not() {
    let b = Browser::open("chuyenvien").await;
    let body = b.s.unit("btv");
    let text = b.get(&format!("/regulations/ask?verb=sign&what=NQ&body={body}&post=phobithu2")).await;
    for said in [
        "T/M BAN THƯỜNG VỤ",
        "Người bithu",
        "Điều 8, Quy chế làm việc mẫu",
        "Chờ xác nhận",
        "Chỉ khi cấp trưởng vắng mặt",
    ] {
        assert!(text.contains(said), "{said}");
    }
    // Terms with how they are counted.
    assert!(text.contains("3 ngày làm việc trước ngày"), "terms");
    let text = b.get(&format!("/regulations/ask?verb=decide&what=NQ&body={body}")).await;
    assert!(text.contains("trên một phần hai tổng số thành viên"));
    let text = b.get("/regulations/ask?what=NQ&body=x&post=kh%C3%B4ng+c%C3%B3+ai").await;
    assert!(text.contains("wrong"), "nobody of this name is said beside the field");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_stays_and_every_provision_goes_through_its_form() {
    let b = Browser::open("chanhvp").await;
    let (status, text) = b.post("/regulations", &[("name", "")]).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && text.contains("Ghi tên quy chế"));
    let (status, _) = b.post("/regulations", &[("name", "Quy chế làm việc"), ("from_model", "on")]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let version = version(&b).await;
    let page = b.get(&format!("/regulations/{version}")).await;
    assert!(page.contains("Điều 8. Ký văn bản của Ban Thường vụ") && page.contains("T/M (thay mặt tập thể)"));
    let articles = b.s.o.office.read(move |tx| regulations::store::articles(tx, version)).await.unwrap();
    for article in &articles {
        let at = format!("/regulations/{version}/articles/{}", article.id);
        for (place, one) in article.provisions.iter().enumerate() {
            let page = b.get(&format!("{at}?provision={place}")).await;
            let fields = filled(&page);
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let (status, text) = b.post(&format!("{at}/provisions"), &fields).await;
            assert_eq!(status, StatusCode::SEE_OTHER, "{} {one:?}: {fields:?} {text}", article.number);
        }
        let id = article.id;
        let after = b.s.o.office.read(move |tx| regulations::store::article(tx, id)).await.unwrap().unwrap();
        assert_eq!(after.provisions, article.provisions, "{}", article.number);
    }
    // What is wrong stands beside its field, with what was typed.
    let article = articles.iter().find(|row| row.number == "Điều 8").unwrap();
    let at = format!("/regulations/{version}/articles/{}", article.id);
    let fields = [
        ("of", "authority"),
        ("at", ""),
        ("verb", "sign"),
        ("body", "standing_board"),
        ("kinds", "NQ, CT"),
        ("condition", "dưới 5 tỉ đồng"),
        ("by-0-body", "permanent_board"),
        ("by-0-rank", "deputy"),
        ("by-0-capacity", "for_head"),
        ("by-0-when", "always"),
    ];
    let (status, text) = b.post(&format!("{at}/provisions"), &fields).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.contains("Phó Bí thư ký T/M") && text.contains("dưới 5 tỉ đồng"), "typed stays");
    assert!(articles.iter().any(|row| row.provisions.contains(&Provision::Effect)));
    assert_eq!(MONDAY, b.s.o.office.now().date());
}

/// Names and values of the provision's form as a browser would send them.
fn filled(page: &str) -> Vec<(String, String)> {
    let form = page.split("<div id=\"provision\">").nth(1).unwrap();
    let form = form.split("</form>").next().unwrap();
    let mut found = Vec::new();
    let attribute = |tag: &str, name: &str| {
        let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
        Some(rest.split('"').next()?.replace("&amp;", "&").replace("&quot;", "\"").replace("&#39;", "'"))
    };
    for part in form.split('<').skip(1) {
        let tag = part.split('>').next().unwrap();
        if tag.starts_with("input") {
            let name = attribute(tag, "name");
            let ticked = !tag.contains("type=\"checkbox\"") || tag.contains(" checked");
            match name {
                Some(name) if ticked && !["act_id", "csrf", "sent"].contains(&name.as_str()) => {
                    found.push((name, attribute(tag, "value").unwrap_or_default()));
                }
                _ => {}
            }
        }
    }
    for part in form.split("<select").skip(1) {
        let name = attribute(part.split('>').next().unwrap(), "name").unwrap();
        let options = part.split("</select>").next().unwrap();
        let chosen =
            options.split("<option").skip(1).find(|one| one.split('>').next().unwrap().contains(" selected"));
        let first = options.split("<option").nth(1);
        let value = chosen.or(first).and_then(|one| attribute(one.split('>').next().unwrap(), "value"));
        found.push((name, value.unwrap_or_default()));
    }
    found
}
