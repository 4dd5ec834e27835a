//! When a leader read a paper and how long it has lain there is for the leader, the secretary and the chief; asked over
//! HTTP of every page that shows a paper's way.

use kernel::Instant;
use kernel::testing::On;

use crate::doors::sign_in;
use crate::support::story;
use crate::vacant::page;

/// Who knows the leader's times, and who does not: the office, the deputy, another leader, another leader's reader.
const KNOW: [&str; 3] = ["bithu", "thuky", "chanhvp"];
const NOT: [&str; 3] = ["vanthu", "phovp", "phobithu"];

/// Whether the trail says that somebody read it; the button that marks a paper as seen says nothing of the kind.
fn read(page: &str) -> bool {
    page.replace("Đánh dấu đã xem", "").contains("đã xem")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leaders_times_are_shown_to_leader_secretary_and_chief_alone() {
    let (s, routing, secrets) = tokio::task::spawn_blocking(|| {
        let s = story(On::Sqlite);
        let routing = s.send();
        s.propose(routing).unwrap();
        s.act("bithu", routing, directions::open).unwrap();
        s.o.clock.advance(5 * Instant::HOUR);
        let secrets: Vec<_> = KNOW.iter().chain(&NOT).map(|name| (*name, sign_in(&s, name))).collect();
        (s, routing, secrets)
    })
    .await
    .unwrap();
    for (name, secret) in &secrets {
        let printed = page(&s, secret, &format!("/routings/{routing}/slip.pdf")).await;
        assert!(!printed.contains("đã xem"), "a slip goes from hand to hand, for {name}: {printed}");
        let said = page(&s, secret, &format!("/routings/{routing}")).await;
        assert_eq!(read(&said), KNOW.contains(name), "when it was read, for {name}: {said}");
        assert_eq!(said.contains("5 giờ"), KNOW.contains(name), "how long it lies there, for {name}: {said}");
    }
    for (name, secret) in secrets.iter().filter(|(name, _)| ["vanthu", "phovp"].contains(name)) {
        let said = page(&s, secret, "/desk?view=follow").await;
        assert!(!said.contains("5 giờ") && !read(&said), "the list, for {name}: {said}");
    }
    // The unit that gets it in the end finds the instruction, not when it was read.
    let (s, secret) = tokio::task::spawn_blocking(move || {
        s.instruct(routing, directions::Word::Agree, "").unwrap();
        s.transfer(routing).unwrap();
        let secret = sign_in(&s, "truongphong");
        (s, secret)
    })
    .await
    .unwrap();
    let said = page(&s, &secret, &format!("/routings/{routing}")).await;
    assert!(said.contains("đồng ý đề xuất") && !read(&said), "{said}");
}
