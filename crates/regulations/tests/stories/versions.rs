//! Versions follow each other; drafts change, what counts does not; articles are confirmed one by one.

use jiff::civil::{Date, date};
use kernel::testing::both;
use regulations::{Begin, Confirm, NewVersion, Publish, PutArticle, RemoveArticle, Withdraw, store};
use rules::regulation::{Capacity, Provision, Rank, Seat, Substitution, When};

use crate::support::{MONDAY, Story, refused, story};

fn put(s: &Story, version: kernel::Id<regulations::model::Version>, number: &str) -> PutArticle {
    let row = s.article(version, number);
    PutArticle {
        version,
        article: Some(row.id),
        number: row.number,
        title: row.title,
        text: row.text,
        provisions: row.provisions,
    }
}

#[test]
fn a_version_neither_overlaps_nor_leaves_a_gap() {
    for on in both() {
        let s = story(on);
        let first = s.begin();
        assert_eq!(refused(s.publish(first, " ", MONDAY)), "code-missing");
        s.publish(first, "05-QC/TU", MONDAY).unwrap();
        assert_eq!(refused(s.publish(first, "05-QC/TU", MONDAY)), "counts-already");
        let second = s.act("chanhvp", NewVersion { version: first }, regulations::new_version).unwrap();
        assert_eq!(
            refused(s.act("chanhvp", NewVersion { version: first }, regulations::new_version)),
            "draft-there"
        );
        // The first has no end: said with the article on effect, beside the day.
        let refusal = s.publish(second, "07-QC/TU", date(2026, 12, 15)).unwrap_err();
        assert_eq!((refusal.msg.key(), refusal.field), ("overlaps-open", Some("from")));
        assert_eq!(refusal.source.as_deref(), Some("Điều 18, Quy chế làm việc của Tỉnh uỷ"));
        let input = |from: Date, ends_previous| Publish {
            version: second,
            code: "07-QC/TU".to_owned(),
            signed_on: None,
            from,
            to: None,
            ends_previous,
        };
        // The day on which the first began cannot be the second's.
        assert_eq!(refused(s.act("chanhvp", input(MONDAY, true), regulations::publish)), "overlaps-open");
        let backwards = Publish { to: Some(MONDAY), ..input(date(2026, 12, 15), true) };
        assert_eq!(refused(s.act("chanhvp", backwards, regulations::publish)), "ends-before-it-begins");
        s.act("chanhvp", input(date(2026, 12, 15), true), regulations::publish).unwrap();
        let rows = s.read(store::versions);
        assert_eq!(rows.iter().map(|row| row.nth).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(rows[1].to, Some(date(2026, 12, 14)));
        // A third one that leaves days open.
        let third = s.act("chanhvp", NewVersion { version: second }, regulations::new_version).unwrap();
        let short = Publish {
            version: third,
            code: "01-QC/TU".to_owned(),
            signed_on: None,
            from: date(2026, 11, 1),
            to: Some(date(2026, 11, 10)),
            ends_previous: false,
        };
        let refusal = s.act("chanhvp", short, regulations::publish).unwrap_err();
        assert_eq!((refusal.msg.key(), refusal.field), ("leaves-gap", Some("from")));
        assert!(refusal.msg.say(words::Lang::Vi).contains("11/11/2026"), "{refusal:?}");
        assert!(s.verified());
    }
}

#[test]
fn a_draft_is_changed_and_says_what_cannot_hold() {
    for on in both() {
        let s = story(on);
        let version = s.begin();
        let with = |number: &str, change: fn(&mut PutArticle)| {
            let mut input = put(&s, version, number);
            change(&mut input);
            s.act("chanhvp", input, regulations::put_article)
        };
        assert_eq!(
            refused(s.act("phovp", put(&s, version, "Điều 8"), regulations::put_article)),
            "forbidden"
        );
        assert_eq!(refused(with("Điều 8", |input| input.title = " ".to_owned())), "title-missing");
        assert_eq!(refused(with("Điều 8", |input| input.number = "Điều 9".to_owned())), "number-taken");
        // A deputy secretary never signs K/T for the standing board.
        let refusal = with("Điều 8", |input| {
            for one in &mut input.provisions {
                if let Provision::Authority(one) = one {
                    one.by.iter_mut().for_each(|signer| signer.capacity = Capacity::ForHead);
                }
            }
        })
        .unwrap_err();
        assert_eq!((refusal.msg.key(), refusal.field), ("for-head-of-committee", Some("capacity")));
        assert_eq!(refusal.source.as_deref(), Some("Điều 8, Quy chế làm việc của Tỉnh uỷ"));
        // Deputies stood in for by the head, the head by deputies: a circle.
        let refusal = with("Điều 10", |input| {
            let seat = |rank| Seat { body: "office".to_owned(), rank, post: None };
            let back = Substitution { seat: seat(Rank::Deputy), by: vec![seat(Rank::Head)] };
            input.provisions.push(Provision::Substitution(back));
        })
        .unwrap_err();
        assert_eq!((refusal.msg.key(), refusal.field), ("circle-of-seats", Some("by")));
        // Something that holds, and takes the place of what was confirmed before.
        s.confirm(version, "Điều 8");
        with("Điều 8", |input| input.text = "Phó Bí thư ký như Bí thư.".to_owned()).unwrap();
        assert!(s.article(version, "Điều 8").confirmed.is_none(), "other words are not what was confirmed");
        let new = PutArticle {
            version,
            article: None,
            number: "Điều 19".to_owned(),
            title: "Tổ chức thực hiện".to_owned(),
            text: String::new(),
            provisions: vec![],
        };
        let added = s.act("chanhvp", new, regulations::put_article).unwrap();
        s.act("chanhvp", RemoveArticle { version, article: added }, regulations::remove_article).unwrap();
        s.publish(version, "05-QC/TU", MONDAY).unwrap();
        assert_eq!(refused(with("Điều 8", |_| {})), "counts-already");
        let gone = RemoveArticle { version, article: s.article(version, "Điều 8").id };
        assert_eq!(refused(s.act("chanhvp", gone, regulations::remove_article)), "counts-already");
        assert!(s.verified());
    }
}

#[test]
fn a_new_version_changes_who_may_from_its_day() {
    for on in both() {
        let s = story(on);
        let first = s.begin();
        s.publish(first, "05-QC/TU", MONDAY).unwrap();
        s.confirm(first, "Điều 8");
        assert_eq!(s.verdict("CT", "btv", "phobithu"), "refused");
        assert_eq!(s.verdict("CT", "btv", "bithu"), "may");
        let second = s.act("chanhvp", NewVersion { version: first }, regulations::new_version).unwrap();
        assert!(s.article(second, "Điều 8").confirmed.is_none(), "the signed paper is another");
        let mut input = put(&s, second, "Điều 8");
        for one in &mut input.provisions {
            if let Provision::Authority(one) = one {
                one.by.iter_mut().for_each(|signer| signer.when = When::Always);
            }
        }
        s.act("chanhvp", input, regulations::put_article).unwrap();
        let from = date(2026, 12, 1);
        let publish = Publish {
            version: second,
            code: "07-QC/TU".to_owned(),
            signed_on: None,
            from,
            to: None,
            ends_previous: true,
        };
        s.act("chanhvp", publish, regulations::publish).unwrap();
        assert_eq!(s.signs("CT", "btv", date(2026, 11, 30)).len(), 1);
        assert_eq!(s.signs("CT", "btv", from).len(), 3);
        // Before the first one the model answers.
        assert_eq!(s.signs("CT", "btv", date(2026, 11, 1)).len(), 0, "nobody held a post then");
        // A confirmation can be taken back; what was refused is warned of again.
        let article = s.article(first, "Điều 8").id;
        s.act("chanhvp", Withdraw { version: first, article }, regulations::withdraw).unwrap();
        assert_eq!(s.verdict("CT", "btv", "phobithu"), "warned");
        assert_eq!(
            refused(s.act("chanhvp", Withdraw { version: first, article }, regulations::withdraw)),
            "not-confirmed"
        );
        let lacking = Confirm { version: first, article, code: " ".to_owned(), quoted: " ".to_owned() };
        let refusal = s.act("chanhvp", lacking, regulations::confirm).unwrap_err();
        assert_eq!(refusal.iter().filter_map(|one| one.field).collect::<Vec<_>>(), ["code", "quoted"]);
        assert!(s.verified());
    }
}

#[test]
fn only_who_decides_writes_regulations() {
    for on in both() {
        let s = story(on);
        for who in ["vttanan", "chuyenvien", "vanthu", "phovp", "bithu", "thuky"] {
            let input = Begin { name: "Quy chế".to_owned(), from_model: false };
            assert_eq!(refused(s.act(who, input, regulations::begin)), "forbidden", "{who}");
        }
        let empty = Begin { name: "Quy chế chi tiêu".to_owned(), from_model: false };
        let version = s.act("quantri", empty, regulations::begin).unwrap();
        assert_eq!(refused(s.publish(version, "06-QC/TU", MONDAY)), "no-article");
    }
}
