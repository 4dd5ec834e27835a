//! What was done with earlier papers is proposed for the next one, with the reason; what a clerk does otherwise is
//! proposed from then on; who is no more is not proposed.

use directions::SendTo;
use documents::SetSeries;
use incoming::{Register, register};
use kernel::testing::both;
use kernel::{Actor, Instant};
use people::organise::{self, Appointment};
use people::reorganise::{self, EndPost};
use people::{Post, Role};

use crate::accepting::clerk;
use crate::doors::{Fixture, fixture, person};
use crate::list::{a_series, named, page};
use crate::near::letter;
use crate::{at_the_door, form};

fn the_next(f: &Fixture, n: u32) -> kernel::Id<incoming::Receipt> {
    f.o.clock.advance(Instant::SECOND);
    let text = letter(
        &format!("{n}-BC/ĐU"),
        23,
        "kết quả giải ngân vốn đầu tư công",
        "Đảng uỷ báo cáo kết quả giải ngân.",
    );
    at_the_door(&f.o, text.as_bytes())
}

fn sent(f: &Fixture, n: u32, to: kernel::Id<Post>, book: Option<kernel::Id<documents::Series>>) {
    let input = Register {
        code: format!("{n}-BC/ĐU"),
        subject: "kết quả giải ngân vốn đầu tư công".to_owned(),
        urgency: String::new(),
        send: Some(SendTo { to, field: None }),
        book,
        ..form(the_next(f, n))
    };
    f.o.office.act_blocking(clerk(f), f.o.office.new_id(), input, register).unwrap();
}

fn chosen(page: &str, post: kernel::Id<Post>) -> bool {
    page.contains(&format!("value=\"{post}\" selected"))
}

#[test]
fn the_next_paper_is_proposed_as_the_last_ones_went_until_the_clerk_does_otherwise() {
    for on in both() {
        let f = fixture(on);
        let (_, first, _) = person(&f.o, f.admin, "phovp", Role::DeputyChief);
        let (_, second, holder) = person(&f.o, f.admin, "phovp2", Role::DeputyChief);
        sent(&f, 1, first, None);
        // Once is no habit: offered with its reason, chosen by nobody.
        let receipt = the_next(&f, 90);
        let screen = page(&f, "vanthu", &format!("/incoming/{receipt}"));
        assert!(
            screen.contains("Gợi ý: như văn bản gần đây của") && !chosen(&screen, first),
            "{on:?}: {screen}"
        );
        // One key fills in what is only offered.
        let taken = page(&f, "vanthu", &format!("/incoming/{receipt}?offers=1"));
        assert!(chosen(&taken, first), "{on:?}: {taken}");
        sent(&f, 2, first, None);
        sent(&f, 3, first, None);
        let screen = page(&f, "vanthu", &format!("/incoming/{receipt}"));
        assert!(
            screen.contains("như 3 văn bản gần đây của Đảng uỷ xã Tân An, đều chuyển phovp"),
            "{on:?}: {screen}"
        );
        assert!(chosen(&screen, first), "{on:?}");
        for n in 1..=3 {
            assert!(screen.contains(&format!(">{n}</a>")), "{on:?}: a link to each paper");
        }
        // The clerk sends the same to somebody else for some weeks: that is proposed then.
        f.o.clock.advance(20 * Instant::DAY);
        for n in 4..=9 {
            sent(&f, n, second, None);
        }
        f.o.clock.advance(300 * Instant::DAY);
        for n in 10..=14 {
            sent(&f, n, second, None);
        }
        let screen = page(&f, "vanthu", &format!("/incoming/{receipt}"));
        assert!(chosen(&screen, second) && !chosen(&screen, first), "{on:?}: {screen}");
        // A post that ended is proposed to nobody.
        let today = f.o.office.now().date();
        f.o.clock.advance(Instant::DAY);
        let admin = || Actor::person(f.admin.uuid(), None);
        let leave = Appointment { post: second, person: holder, from: today };
        f.o.office.act_blocking(admin(), f.o.office.new_id(), leave, organise::leave).unwrap();
        let end = EndPost { post: second, last_day: today };
        f.o.office.act_blocking(admin(), f.o.office.new_id(), end, reorganise::end_post).unwrap();
        f.o.clock.advance(Instant::DAY);
        let screen = page(&f, "vanthu", &format!("/incoming/{receipt}"));
        assert!(!screen.contains(&second.to_string()), "{on:?}: {screen}");
    }
}

#[test]
fn the_book_of_papers_like_it_is_proposed() {
    for on in both() {
        let f = fixture(on);
        let (_, to, _) = person(&f.o, f.admin, "phovp", Role::DeputyChief);
        let other = a_series(&f, SetSeries { kinds: vec![], ..named("Sổ báo cáo") });
        sent(&f, 1, to, None);
        for n in 2..=4 {
            sent(&f, n, to, Some(other));
        }
        let receipt = the_next(&f, 90);
        let screen = page(&f, "vanthu", &format!("/incoming/{receipt}"));
        assert!(screen.contains("văn bản gần đây của Đảng uỷ xã Tân An: vào Sổ báo cáo"), "{on:?}: {screen}");
        assert!(screen.contains(&format!("value=\"{other}\" selected")), "{on:?}: {screen}");
    }
}
