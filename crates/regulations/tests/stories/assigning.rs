//! Fields and units of leaders, with dates; what posts answer for follows; gaps are found.

use jiff::civil::{Date, date};
use kernel::testing::both;
use people::names;
use regulations::balance::{Gap, balance};
use regulations::{Assign, EndAssignment};

use crate::support::{MONDAY, Story, refused, story};

fn wanted(s: &Story, who: &str, field: Option<kernel::Id<people::Field>>, from: Date) -> Assign {
    Assign { post: s.post(who), field, unit: None, code: "12-TB/TU".to_owned(), from, to: None }
}

#[test]
fn fields_follow_their_dates() {
    for on in both() {
        let s = story(on);
        let economy = wanted(&s, "phobithu2", Some(s.economy), MONDAY);
        assert_eq!(refused(s.act("chuyenvien", economy.clone(), regulations::assign)), "forbidden");
        let first = s.act("chanhvp", economy.clone(), regulations::assign).unwrap();
        assert_eq!(refused(s.act("chanhvp", economy, regulations::assign)), "assigned-already");
        assert_eq!(
            refused(s.act("chanhvp", wanted(&s, "phobithu", None, MONDAY), regulations::assign)),
            "field-or-unit"
        );
        let clerk = wanted(&s, "vanthu", Some(s.party), MONDAY);
        assert_eq!(refused(s.act("chanhvp", clerk, regulations::assign)), "not-a-leader");
        // What directions and tasks ask is the same.
        let answers = |s: &Story, who: &str| {
            let post = s.post(who);
            s.read(move |tx| names::fields_of(tx, post)).into_iter().map(|row| row.id).collect::<Vec<_>>()
        };
        assert_eq!(answers(&s, "phobithu2"), [s.economy]);
        // From December on it is another's: nothing changes before.
        let end = EndAssignment { assignment: first, last_day: date(2026, 11, 30) };
        s.act("chanhvp", end, regulations::end_assignment).unwrap();
        s.act("chanhvp", wanted(&s, "phobithu", Some(s.economy), date(2026, 12, 1)), regulations::assign)
            .unwrap();
        assert_eq!((answers(&s, "phobithu2"), answers(&s, "phobithu")), (vec![s.economy], vec![]));
        s.clock_at(date(2026, 12, 1), 4);
        regulations::follow(&s.o.office).unwrap();
        regulations::follow(&s.o.office).unwrap();
        assert_eq!((answers(&s, "phobithu2"), answers(&s, "phobithu")), (vec![], vec![s.economy]));
        assert_eq!(
            refused(s.act(
                "chanhvp",
                EndAssignment { assignment: first, last_day: date(2026, 12, 1) },
                regulations::end_assignment
            )),
            "assignment-over"
        );
        assert!(s.verified());
    }
}

#[test]
fn gaps_are_found() {
    for on in both() {
        let s = story(on);
        let gaps = |s: &Story| s.read(|tx| balance(tx, MONDAY)).gaps;
        assert_eq!(gaps(&s), [], "nothing was assigned yet");
        s.act("chanhvp", wanted(&s, "phobithu", Some(s.party), MONDAY), regulations::assign).unwrap();
        assert_eq!(gaps(&s), [Gap::FieldWithout(s.economy)]);
        s.act("chanhvp", wanted(&s, "phobithu2", Some(s.party), MONDAY), regulations::assign).unwrap();
        s.act("chanhvp", wanted(&s, "phobithu2", Some(s.economy), MONDAY), regulations::assign).unwrap();
        assert_eq!(gaps(&s), [Gap::FieldTwice(s.party, s.post("phobithu"), s.post("phobithu2"))]);
        // The chief is away and the deputy too: nobody stands in.
        s.away("chanhvp", 2, None).unwrap();
        let loads = s.read(|tx| balance(tx, MONDAY)).loads;
        let chief = loads.iter().find(|load| load.post.id == s.post("chanhvp")).unwrap();
        assert_eq!(chief.stands_in, Some(s.post("phovp")), "by the regulation");
        s.away("phovp", 2, None).unwrap();
        let gone = |gap: &Gap| matches!(gap, Gap::AwayWithout(post, _) if *post == s.post("chanhvp"));
        assert!(gaps(&s).iter().any(gone));
    }
}
