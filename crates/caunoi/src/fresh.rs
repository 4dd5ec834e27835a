//! What a reader's pages remember is never old: not the counts in the rail, not a right, not a session.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a story that cannot go on fails")]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use kernel::testing::{TestOffice, both};
use kernel::{Actor, Id};
use people::organise::Appointment;
use people::{House, Person, organise, sessions};
use tower::ServiceExt as _;

use crate::{demo, router, sample};

struct Town {
    o: TestOffice,
    app: Router,
}

impl Town {
    fn on(on: kernel::testing::On) -> Town {
        let o = kernel::testing::office(on, &router::parts()).unwrap();
        demo::fill(&o.office).unwrap();
        let house = House::new(o.office.clone(), router::functions(), "none".into(), (true, false));
        let app = router::router(house);
        Town { o, app }
    }

    fn sign_in(&self, name: &str) -> (String, Id<Person>) {
        let signed = sessions::sign_in(&self.o.office, name, demo::PASSWORD, "").unwrap();
        (signed.secret, signed.person)
    }

    /// Where the page leads instead, or its text.
    fn get(&self, path: &str, secret: &str) -> (StatusCode, String) {
        let request = Request::builder()
            .uri(path)
            .header("cookie", format!("{}={secret}", sessions::COOKIE))
            .body(Body::empty())
            .unwrap();
        let app = self.app.clone();
        tokio::runtime::Handle::current().block_on(async {
            let response = app.oneshot(request).await.unwrap();
            let status = response.status();
            let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
            (status, String::from_utf8(bytes.to_vec()).unwrap())
        })
    }

    /// The number in the rail beside the way to this address.
    fn count(&self, href: &str, secret: &str) -> u64 {
        let (status, page) = self.get("/papers", secret);
        assert_eq!(status, StatusCode::OK);
        let way = page.split("<a ").find(|way| way.starts_with(&format!("href=\"{href}\""))).unwrap();
        let number = way.split("class=\"n\">").nth(1).and_then(|rest| rest.split('<').next());
        number.map_or(0, |number| number.parse().unwrap())
    }

    fn receive(&self) {
        let blob = self.o.office.blobs().put("giấy".as_bytes()).unwrap();
        let (office, input) = (&self.o.office, sample::receive(blob));
        office.act_blocking(Actor::system(), office.new_id(), input, incoming::receive).unwrap();
    }
}

/// One town for each database, since filling it takes longer than all of this. Stories ask over HTTP, and act in
/// between, on a thread that may wait.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_page_remembers_is_never_old() {
    for on in both() {
        let stories = move || {
            let town = Town::on(on);
            what_one_does_stands_in_the_rail_of_anothers_next_page(&town);
            a_right_taken_away_is_gone_with_the_next_request(&town);
            an_ended_session_and_one_that_rested_too_long_open_nothing(&town);
            who_leaves_a_post_reads_until_its_last_day_ends(&town);
        };
        tokio::task::spawn_blocking(stories).await.unwrap();
    }
}

fn what_one_does_stands_in_the_rail_of_anothers_next_page(town: &Town) {
    let (secret, _) = town.sign_in("vanthu");
    let before = town.count("/incoming", &secret);
    for n in 1..=20 {
        town.receive();
        assert_eq!(town.count("/incoming", &secret), before + n);
        assert_eq!(town.count("/incoming", &secret), before + n);
    }
}

fn who_leaves_a_post_reads_until_its_last_day_ends(town: &Town) {
    let (secret, person) = town.sign_in("vanthu");
    let (other, _) = town.sign_in("vanthu2");
    let office = &town.o.office;
    assert_eq!(town.get("/incoming", &secret).0, StatusCode::OK);
    let today = office.now().date();
    let post = office.read_blocking(|tx| people::names::posts_of(tx, person, today)).unwrap()[0].id;
    let input = Appointment { post, person, from: today };
    let left = office.act_blocking(Actor::console(), office.new_id(), input, organise::leave);
    left.unwrap();
    // The last day is a working day; both read on until midnight.
    while office.now().date() == today {
        for secret in [&secret, &other] {
            assert_eq!(town.get("/incoming", secret).0, StatusCode::OK);
        }
        town.o.clock.advance(40 * kernel::Instant::MINUTE);
    }
    let (status, _) = town.get("/incoming", &secret);
    assert_eq!(status, StatusCode::SEE_OTHER, "who holds no post is sent to sign in");
    assert_eq!(town.get("/incoming", &other).0, StatusCode::OK, "the other clerk reads on");
}

fn a_right_taken_away_is_gone_with_the_next_request(town: &Town) {
    let (secret, _) = town.sign_in("vanthu");
    assert_eq!(town.get("/incoming", &secret).0, StatusCode::OK);
    let taken = |roles: &'static str| {
        let sql = "UPDATE posts SET roles = ?1 WHERE title = 'Văn thư'";
        town.o.office.operate(move |tx| tx.exec(sql, kernel::vals![roles])).unwrap()
    };
    assert!(taken("specialist") > 0);
    assert_eq!(town.get("/incoming", &secret).0, StatusCode::FORBIDDEN);
    let rail = town.get("/", &secret).1;
    assert!(!rail.contains("href=\"/incoming\""), "nor does the rail lead there");
    taken("clerk");
    assert_eq!(town.get("/incoming", &secret).0, StatusCode::OK);
}

fn an_ended_session_and_one_that_rested_too_long_open_nothing(town: &Town) {
    let (first, person) = town.sign_in("vanthu");
    let (second, _) = town.sign_in("vanthu");
    for secret in [&first, &second] {
        assert_eq!(town.get("/papers", secret).0, StatusCode::OK);
    }
    sessions::end(&town.o.office, person, sessions::token(&first)).unwrap();
    assert_eq!(town.get("/papers", &first).0, StatusCode::SEE_OTHER);
    assert_eq!(town.get("/papers", &second).0, StatusCode::OK);
    town.o.clock.advance(sessions::IDLE + kernel::Instant::SECOND);
    assert_eq!(town.get("/papers", &second).0, StatusCode::SEE_OTHER, "nothing was committed since");
}
