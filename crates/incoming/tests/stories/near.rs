//! What comes again is found whatever was put on it, and is the clerk's to decide; what answers an earlier paper is
//! proposed with it and taken in the same act. Of what a clerk may not see nothing is said.

use documents::text::{How, Verdict};
use documents::{Series, SetSeries};
use incoming::acts::{AnnexTo, Relates, annex};
use incoming::near::{Sight, Which, twins};
use incoming::{Receipt, Register, Return, register, return_};
use kernel::testing::both;
use kernel::{Actor, Id, Instant, Kind};
use people::Role;

use crate::doors::{Fixture, fixture, person};
use crate::list::{a_series, get, named, page};
use crate::{at_the_door, form};

/// A letter with its head; what it says follows from its parts.
pub fn letter(code: &str, day: u8, subject: &str, body: &str) -> String {
    format!(
        "ĐẢNG BỘ TỈNH HẢI SƠN                    ĐẢNG CỘNG SẢN VIỆT NAM\n\
         ĐẢNG UỶ XÃ TÂN AN\n\
         *                                      Tân An, ngày {day:02} tháng 11 năm 2026\n\
         Số {code}\n\nBÁO CÁO\n{subject}\n-----\n\n{body}\n\n\
         Nơi nhận:                               T/M ĐẢNG UỶ\n- Ban Thường vụ Tỉnh uỷ,                PHÓ BÍ THƯ\n- Lưu."
    )
}

const STORM: &str = "Từ đêm ngày 20 đến sáng ngày 22 tháng 11, trên địa bàn xã có mưa rất to, lượng mưa đo được 286 mm. \
    Sạt lở taluy dương tại đường liên xã, khối lượng khoảng 3.500 m3; 11 hộ dân trong vùng nguy cơ đã được di dời đến \
    nhà văn hoá thôn; không có thiệt hại về người. Ban Thường vụ Đảng uỷ đã họp khẩn, phân công từng đồng chí phụ trách \
    thôn, huy động 64 dân quân và 9 phương tiện. Đề nghị Ban Thường vụ Tỉnh uỷ xem xét, cho khảo sát địa chất và hỗ trợ \
    kinh phí di dời lâu dài cho các hộ dân thuộc hai thôn.";

fn came(f: &Fixture, text: &str) -> Id<Receipt> {
    f.o.clock.advance(Instant::SECOND);
    at_the_door(&f.o, text.as_bytes())
}

fn put(f: &Fixture, input: Register) -> documents::Registered {
    f.o.office.act_blocking(Actor::system(), f.o.office.new_id(), input, register).unwrap()
}

/// What the receipt is near to: verdict, percent, and whether it is a paper of the book.
fn near(f: &Fixture, receipt: Id<Receipt>) -> Vec<(Verdict, u8, bool)> {
    let found = f.o.office.read_blocking(|tx| {
        let row = incoming::receipt(tx, receipt)?.unwrap();
        twins(tx, Sight::All, &row)
    });
    let found = found.unwrap().into_iter();
    found.map(|t| (t.verdict, t.compared.percent, matches!(t.which, Which::Paper(_)))).collect()
}

#[test]
fn copies_are_found_and_the_clerk_decides() {
    for on in both() {
        let f = fixture(on);
        let original = letter("118-BC/ĐU", 23, "tình hình sạt lở tại hai thôn sau đợt mưa lớn", STORM);
        let first = put(&f, form(came(&f, &original)));
        let copies = [
            format!(
                "VĂN PHÒNG TỈNH UỶ HẢI SƠN\nCÔNG VĂN ĐẾN Số 1 Ngày 24/11/2026\nChuyển: .....\n{original}"
            ),
            format!(
                "Từ: vanthu@tanan.example\nĐã gửi: 24/11/2026 08:10\nChủ đề: FW: Báo cáo sạt lở\n\n{original}"
            ),
            original.replace("uỷ", "ủy").replace("hoá", "hóa"),
            // What recognition makes of a bad scan, without accents.
            vietnamese::fold(&original).replace("khoang", "khoamg").replace("nguy co", "nquy co"),
        ];
        for copy in &copies {
            let receipt = came(&f, copy);
            let found = near(&f, receipt);
            let first = found.first().copied();
            assert!(
                first.is_some_and(|(verdict, percent, paper)| verdict != Verdict::Alike
                    && percent >= 90
                    && paper),
                "{on:?}: {found:?} in {copy}"
            );
            let back = Return { receipt, reason: "Trùng".to_owned() };
            f.o.office.act_blocking(Actor::system(), f.o.office.new_id(), back, return_).unwrap();
        }
        // Returned ones are forgotten: what comes next is near to the paper alone.
        let receipt = came(&f, &copies[0]);
        assert_eq!(near(&f, receipt).len(), 1, "{on:?}");
        let screen = page(&f, "vanthu", &format!("/incoming/{receipt}"));
        for way in ["annexing", "joining", "returning"] {
            assert!(screen.contains(&format!("/incoming/{receipt}/{way}")), "{on:?} {way}: {screen}");
        }
        assert!(screen.contains(&format!("/incoming/{receipt}/compare/{}", first.paper)), "{on:?}");
        let compared = page(&f, "vanthu", &format!("/incoming/{receipt}/compare/{}", first.paper));
        assert!(compared.contains("<ins>") && compared.contains("số đến 1"), "{on:?}: {compared}");
        // The clerk annexes it: no number of its own, counted as registered, the file beside the first one.
        let input = AnnexTo { receipt, paper: first.paper };
        f.o.office.act_blocking(Actor::system(), f.o.office.new_id(), input.clone(), annex).unwrap();
        let again = f.o.office.act_blocking(Actor::system(), f.o.office.new_id(), input, annex).unwrap_err();
        assert_eq!(again.kind, Kind::Conflict, "{on:?}");
        let files = f.o.office.read_blocking(|tx| documents::files(tx, first.paper)).unwrap();
        assert_eq!(files.len(), 2, "{on:?}");
        let today = f.o.office.now().date();
        let e = f.o.office.read_blocking(|tx| incoming::equation(tx, today)).unwrap();
        assert!(e.holds() && e.returned == 4, "{on:?}: {e:?}");
        let report = kernel::journal::verify(&f.o.office, None).unwrap();
        assert!(report.ok, "{on:?}: {report:?}");
        assert_eq!(kernel::testing::unclaimed_tables(&f.o.office).unwrap(), Vec::<String>::new());
    }
}

#[test]
fn another_month_on_the_same_form_is_another_paper() {
    for on in both() {
        let f = fixture(on);
        let body = |rain: u32| STORM.replace("286", &rain.to_string());
        let first = letter("118-BC/ĐU", 3, "tình hình sạt lở tháng 10", &body(286));
        put(&f, form(came(&f, &first)));
        let second = came(&f, &letter("131-BC/ĐU", 20, "tình hình sạt lở tháng 11", &body(91)));
        let found = near(&f, second);
        assert!(found.iter().all(|(verdict, ..)| *verdict == Verdict::Alike), "{on:?}: {found:?}");
        let screen = page(&f, "vanthu", &format!("/incoming/{second}"));
        assert!(screen.contains("nhưng là văn bản khác: số 131-BC/ĐU ↔ 118-BC/ĐU"), "{on:?}: {screen}");
        assert!(!screen.contains("Gần như trùng"), "{on:?}");
    }
}

#[test]
fn two_that_wait_are_told_of_each_other() {
    for on in both() {
        let f = fixture(on);
        let text = letter("118-BC/ĐU", 23, "tình hình sạt lở", STORM);
        let one = came(&f, &text);
        let other = came(&f, &format!("Chuyển tiếp từ hộp thư công vụ\n{text}"));
        assert!(near(&f, other).iter().any(|(_, _, paper)| !paper), "{on:?}");
        assert!(near(&f, one).iter().any(|(_, _, paper)| !paper), "{on:?}");
    }
}

/// A book that only one clerk sees.
fn closed(f: &Fixture) -> Id<Series> {
    let (_, post, _) = person(&f.o, f.admin, "giuso", Role::Clerk);
    a_series(f, SetSeries { posts: vec![post], closed: true, ..named("Sổ đơn thư nội bộ") })
}

#[test]
fn of_what_a_clerk_may_not_see_nothing_is_said() {
    for on in both() {
        let f = fixture(on);
        let book = closed(&f);
        let text = letter("118-BC/ĐU", 23, "tình hình sạt lở", STORM);
        let hidden = Register { book: Some(book), ..form(came(&f, &text)) };
        let hidden = put(&f, Register { issued_on: Some(jiff::civil::date(2026, 11, 23)), ..hidden });
        let answer = letter(
            "130-BC/ĐU",
            24,
            "kết quả khắc phục",
            &format!("Trả lời Báo cáo số 118-BC/ĐU ngày 23/11/2026 của Đảng uỷ xã Tân An. {}", STORM),
        );
        // The very same file, a copy, and one that answers it.
        for text in [text.clone(), format!("Chuyển tiếp\n{text}"), answer] {
            let receipt = came(&f, &text);
            let screen = page(&f, "vanthu", &format!("/incoming/{receipt}"));
            let tells = [&hidden.paper.to_string(), "Gần như trùng", "Có thể trùng", "Cùng mẫu", "Trùng tệp"];
            assert!(tells.iter().all(|told| !screen.contains(*told)), "{on:?}: {screen}");
            let screen = page(&f, "giuso", &format!("/incoming/{receipt}"));
            assert!(screen.contains(&hidden.paper.to_string()), "{on:?}: {screen}");
            let (status, _) = get(&f, "vanthu", &format!("/incoming/{receipt}/compare/{}", hidden.paper));
            assert_eq!(status, 404, "{on:?}");
            // Nor can it be named by who guesses its key.
            let post = crate::accepting::clerk(&f);
            let input = AnnexTo { receipt, paper: hidden.paper };
            let refused =
                f.o.office.act_blocking(post.clone(), f.o.office.new_id(), input, annex).unwrap_err();
            assert_eq!(refused.kind, Kind::NotFound, "{on:?}");
            let relates = vec![Relates { paper: hidden.paper, how: How::Answers }];
            let input = Register { relates, ..form(receipt) };
            let refused = f.o.office.act_blocking(post, f.o.office.new_id(), input, register).unwrap_err();
            assert_eq!(refused.kind, Kind::NotFound, "{on:?}");
            let back = Return { receipt, reason: "xong".to_owned() };
            f.o.office.act_blocking(Actor::system(), f.o.office.new_id(), back, return_).unwrap();
        }
    }
}

#[test]
fn what_a_paper_answers_is_ticked_and_related_in_the_same_act() {
    for on in both() {
        let f = fixture(on);
        let asked = Register {
            code: "402/UBND-TH".to_owned(),
            issuer: "UBND tỉnh".to_owned(),
            kind: "Công văn".to_owned(),
            issued_on: Some(jiff::civil::date(2026, 11, 5)),
            ..form(came(&f, "Uỷ ban nhân dân tỉnh xin ý kiến về phương án di dời dân"))
        };
        let asked = put(&f, asked);
        let answer = letter(
            "118-BC/ĐU",
            23,
            "phương án di dời dân",
            &format!(
                "Phúc đáp Công văn số 402/UBND - TH, ngày 05/11 của UBND tỉnh về di dời dân, Đảng uỷ báo cáo. {STORM}"
            ),
        );
        let receipt = came(&f, &answer);
        let value = format!("value=\"answers:{}\" checked", asked.paper);
        let screen = page(&f, "vanthu", &format!("/incoming/{receipt}"));
        assert!(screen.contains(&value), "{on:?}: {screen}");
        let relates = vec![Relates { paper: asked.paper, how: How::Answers }];
        let done = put(&f, Register { relates, ..form(receipt) });
        let rows = f.o.office.read_blocking(|tx| documents::relations(tx, asked.paper)).unwrap();
        assert_eq!((rows.len(), rows[0].paper, rows[0].how), (1, done.paper, How::Answers), "{on:?}");
        // Walked both ways.
        let older = page(&f, "vanthu", &format!("/papers/{}", asked.paper));
        assert!(older.contains("Được trả lời tại"), "{on:?}: {older}");
        let newer = page(&f, "vanthu", &format!("/papers/{}", done.paper));
        assert!(newer.contains("Trả lời <a href"), "{on:?}: {newer}");
        // Taken off, it is proposed again: what the text says stays.
        let part = documents::PartPapers { paper: done.paper, other: asked.paper };
        let clerk = crate::accepting::clerk(&f);
        f.o.office.act_blocking(clerk, f.o.office.new_id(), part, incoming::acts::part).unwrap();
        let older = page(&f, "vanthu", &format!("/papers/{}", asked.paper));
        assert!(older.contains("Gắn liên quan"), "{on:?}: {older}");
        let reader = page(&f, "bithu", &format!("/papers/{}", asked.paper));
        assert!(!reader.contains("Gắn liên quan"), "{on:?}: only who keeps the book");
        let report = kernel::journal::verify(&f.o.office, None).unwrap();
        assert!(report.ok, "{on:?}: {report:?}");
    }
}
