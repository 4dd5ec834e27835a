//! Who is away, who records it, who stands in; nobody is put on duty meanwhile.

use calendar::{AbsenceKind, Kind, RecordAbsence, Shape};
use jiff::civil::{Date, date};
use kernel::testing::both;
use kernel::{Id, Refusal};
use people::Role;
use people::delegation::{self, Delegate};

use crate::support::{MONDAY, Story, story};

fn away(s: &Story, who: &str, (from, to): (Date, Date), substitute: Option<&str>) -> RecordAbsence {
    RecordAbsence {
        person: s.person(who),
        post: None,
        kind: AbsenceKind::Leave,
        from,
        to,
        substitute: substitute.map(|name| s.post(name)),
        note: String::new(),
    }
}

fn key<T: std::fmt::Debug>(outcome: Result<T, Refusal>) -> (&'static str, Option<&'static str>) {
    let refusal = outcome.unwrap_err();
    (refusal.msg.key(), refusal.field)
}

const FRIDAY: Date = date(2026, 11, 27);

#[test]
fn oneself_and_the_office_record_others_do_not() {
    for on in both() {
        let s = story(on);
        let record = |by: &str, input| s.act(by, input, calendar::record_absence);
        let own = away(&s, "chuyenvien", (MONDAY, FRIDAY), Some("chuyenvien2"));
        assert_eq!(key(record("chuyenvien2", own.clone())).0, "forbidden");
        let id = record("chuyenvien", own.clone()).unwrap();
        assert_eq!(s.unread("chuyenvien2"), 1, "who stands in is told");
        assert_eq!(key(record("vanthu", own)), ("away-already", Some("from")));
        record("vanthu", away(&s, "chanhvp", (MONDAY, MONDAY), None)).unwrap();
        let there = |day| s.o.office.read_blocking(move |tx| calendar::away_on(tx, day)).unwrap();
        assert_eq!(there(MONDAY).len(), 2);
        assert_eq!(there(FRIDAY).len(), 1);
        assert_eq!(key(s.act("chuyenvien2", id, calendar::end_absence)).0, "forbidden");
        // Back on Wednesday: Tuesday was the last day away.
        s.clock_at(date(2026, 11, 25), 8, 0);
        s.act("chuyenvien", id, calendar::end_absence).unwrap();
        assert_eq!(key(s.act("chuyenvien", id, calendar::end_absence)).0, "absence-over");
        assert_eq!(there(date(2026, 11, 24)).len(), 1);
        assert_eq!(there(date(2026, 11, 25)).len(), 0);
        let nobody: Id<calendar::Absence> = Id::from_uuid(s.o.office.new_id());
        assert_eq!(key(s.act("chanhvp", nobody, calendar::end_absence)).0, "not-found");
        assert!(s.verified());
    }
}

#[test]
fn days_that_cannot_be_are_refused_beside_their_field() {
    for on in both() {
        let s = story(on);
        let record = |days, substitute| {
            s.act("chuyenvien", away(&s, "chuyenvien", days, substitute), calendar::record_absence)
        };
        assert_eq!(key(record((FRIDAY, MONDAY), None)), ("ends-before-it-begins", Some("to")));
        assert_eq!(key(record((MONDAY, date(2028, 1, 1)), None)), ("absence-too-long", Some("to")));
        assert_eq!(key(record((date(2026, 1, 1), date(2026, 1, 5)), None)), ("absence-too-old", Some("to")));
        assert_eq!(
            key(record((MONDAY, FRIDAY), Some("chuyenvien"))),
            ("substitute-another", Some("substitute"))
        );
        let long = RecordAbsence { note: "x".repeat(501), ..away(&s, "chuyenvien", (MONDAY, FRIDAY), None) };
        assert_eq!(key(s.act("chuyenvien", long, calendar::record_absence)), ("too-long", Some("note")));
        let other =
            RecordAbsence { post: Some(s.post("chanhvp")), ..away(&s, "chuyenvien", (MONDAY, FRIDAY), None) };
        assert_eq!(key(s.act("chuyenvien", other, calendar::record_absence)), ("choose-one", Some("post")));
        // Another's substitute who is away as well.
        s.act("vanthu", away(&s, "chuyenvien2", (FRIDAY, FRIDAY), None), calendar::record_absence).unwrap();
        assert_eq!(
            key(record((MONDAY, FRIDAY), Some("chuyenvien2"))),
            ("substitute-away", Some("substitute"))
        );
        record((MONDAY, date(2026, 11, 26)), Some("chuyenvien2")).unwrap();
    }
}

#[test]
fn circles_of_substitutes_are_refused_delegations_counted_in() {
    for on in both() {
        let s = story(on);
        let record = |who: &str, to: &str| {
            s.act(who, away(&s, who, (MONDAY, FRIDAY), Some(to)), calendar::record_absence)
        };
        record("chuyenvien", "chuyenvien2").unwrap();
        let refusal = record("chuyenvien2", "chuyenvien").unwrap_err();
        assert_eq!((refusal.msg.key(), refusal.field), ("substitute-circle", Some("substitute")));
        let said = refusal.msg.say(words::Lang::Vi);
        assert!(said.contains("Người chuyenvien2 → Người chuyenvien → Người chuyenvien2"), "{said}");
        // The chief entrusted the deputy: the deputy cannot name the chief.
        let lend = Delegate {
            post: s.post("chanhvp"),
            to_post: s.post("phovp"),
            roles: vec![Role::Chief],
            fields: vec![],
            reason: "Đi công tác".to_owned(),
            from: MONDAY,
            to: FRIDAY,
        };
        s.act("chanhvp", lend, delegation::delegate).unwrap();
        assert_eq!(key(record("phovp", "chanhvp")).0, "substitute-circle");
    }
}

#[test]
fn nobody_is_put_on_duty_while_they_are_away() {
    for on in both() {
        let s = story(on);
        s.act("chuyenvien", away(&s, "chuyenvien", (MONDAY, FRIDAY), None), calendar::record_absence)
            .unwrap();
        let planned = s.on_duty("chuyenvien", Kind::Officer, Shape::Night, &[FRIDAY]);
        assert_eq!(key(planned), ("away-then", Some("who")));
        s.on_duty("chuyenvien", Kind::Officer, Shape::Night, &[date(2026, 11, 28)]).unwrap();
    }
}
