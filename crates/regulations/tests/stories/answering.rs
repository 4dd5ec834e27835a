//! Who may today: with absences, delegations and acting posts counted in, each answer with its article.

use jiff::civil::date;
use kernel::testing::both;
use people::Role;
use people::delegation::{self, Delegate};
use people::organise::{self, MarkActing};
use regulations::Question;
use rules::regulation::Verb;

use crate::support::{MONDAY, refused, story};

#[test]
fn as_long_as_nothing_was_confirmed_the_model_answers_and_only_warns() {
    for on in both() {
        let s = story(on);
        assert_eq!(s.signs("NQ", "btv", MONDAY), ["Người bithu: T/M BAN THƯỜNG VỤ / BÍ THƯ"]);
        let said = s.said(&s.question(Verb::Sign, "NQ", "btv", MONDAY), "chanhvp");
        assert!(said.model && said.governed && !said.confirmed);
        let asked = said.asked.unwrap();
        assert_eq!((asked.verdict.as_str(), asked.code.as_deref()), ("warned", Some("not_named")));
        assert_eq!(asked.by.unwrap().article, "Điều 8, Quy chế làm việc mẫu");
        // A directive of the committee: it issues none.
        let said = s.said(&s.question(Verb::Sign, "CT", "tu", MONDAY), "bithu");
        assert_eq!(said.not_issued.unwrap().article, "Điều 2, Quy chế làm việc mẫu");
        assert_eq!(said.asked.unwrap().verdict, "warned");
        let decided = s.said(&s.question(Verb::Decide, "NQ", "btv", MONDAY), "bithu").together.unwrap();
        assert!(decided.in_writing && decided.majority == "over_half");
    }
}

#[test]
fn who_is_away_is_stood_in_for_by_rule_or_by_name() {
    for on in both() {
        let s = story(on);
        let absence = s.away("bithu", 3, None).unwrap();
        let deputies = [
            "Người phobithu: T/M BAN THƯỜNG VỤ / PHÓ BÍ THƯ THƯỜNG TRỰC",
            "Người phobithu2: T/M BAN THƯỜNG VỤ / PHÓ BÍ THƯ",
        ];
        assert_eq!(s.signs("NQ", "btv", MONDAY), deputies);
        assert_eq!(s.signs("NQ", "btv", date(2026, 11, 26)), deputies);
        assert_eq!(s.signs("NQ", "btv", date(2026, 11, 27)), ["Người bithu: T/M BAN THƯỜNG VỤ / BÍ THƯ"]);
        s.act("bithu", absence, calendar::end_absence).unwrap();
        assert_eq!(s.signs("NQ", "btv", MONDAY), ["Người bithu: T/M BAN THƯỜNG VỤ / BÍ THƯ"]);
        // The office: by name, then nobody.
        s.away("chanhvp", 1, Some("phovp")).unwrap();
        assert_eq!(s.signs("CV", "vp", MONDAY), ["Người phovp: K/T CHÁNH VĂN PHÒNG / PHÓ CHÁNH VĂN PHÒNG"]);
        assert_eq!(refused(s.away("phovp", 1, Some("chanhvp"))), "substitute-circle");
        s.away("phovp", 1, None).unwrap();
        assert_eq!(s.signs("CV", "vp", MONDAY), Vec::<String>::new());
        assert!(s.verified());
    }
}

#[test]
fn a_delegation_reaches_as_far_as_its_days_and_fields() {
    for on in both() {
        let s = story(on);
        let lend = |from: &str, to: &str, role, fields: Vec<_>| Delegate {
            post: s.post(from),
            to_post: s.post(to),
            roles: vec![role],
            fields,
            reason: "Quyết định 31-QĐ/VPTU".to_owned(),
            from: MONDAY,
            to: date(2026, 11, 25),
        };
        s.act("bithu", lend("bithu", "phobithu2", Role::Leader, vec![]), delegation::delegate).unwrap();
        let both_sign =
            ["Người bithu: T/M BAN THƯỜNG VỤ / BÍ THƯ", "Người phobithu2: T/M BAN THƯỜNG VỤ / PHÓ BÍ THƯ"];
        assert_eq!(s.signs("CT", "btv", MONDAY), both_sign);
        assert_eq!(s.signs("CT", "btv", date(2026, 11, 26)), both_sign[..1]);
        // The chief lends to a head of section, in one field.
        s.act("chanhvp", lend("chanhvp", "truongphong", Role::Chief, vec![s.economy]), delegation::delegate)
            .unwrap();
        assert_eq!(s.signs("CV", "vp", MONDAY).len(), 1);
        let question = Question { field: Some(s.economy), ..s.question(Verb::Sign, "CV", "vp", MONDAY) };
        let said = s.said(&question, "truongphong");
        assert_eq!(said.asked.unwrap().form, ["T/L CHÁNH VĂN PHÒNG", "TRƯỞNG PHÒNG"]);
        // A circle is refused, with the article once the office has one.
        let back = lend("phobithu2", "bithu", Role::Leader, vec![]);
        let refusal = s.act("phobithu2", back.clone(), delegation::delegate).unwrap_err();
        assert_eq!(
            (refusal.msg.key(), refusal.field, refusal.source),
            ("delegation-circle", Some("to_post"), None)
        );
        let version = s.begin();
        s.publish(version, "05-QC/TU", MONDAY).unwrap();
        let refusal = s.act("phobithu2", back, delegation::delegate).unwrap_err();
        assert_eq!(refusal.source.as_deref(), Some("Điều 10, Quy chế làm việc của Tỉnh uỷ (05-QC/TU)"));
    }
}

#[test]
fn who_holds_a_post_for_the_time_being_signs_with_q() {
    for on in both() {
        let s = story(on);
        s.act("quantri", MarkActing { post: s.post("chanhvp"), acting: true }, organise::mark_acting)
            .unwrap();
        assert_eq!(s.signs("CV", "vp", MONDAY), ["Người chanhvp: Q. CHÁNH VĂN PHÒNG"]);
        s.act("quantri", MarkActing { post: s.post("chanhvp"), acting: false }, organise::mark_acting)
            .unwrap();
        assert_eq!(s.signs("CV", "vp", MONDAY), ["Người chanhvp: CHÁNH VĂN PHÒNG"]);
        let refusal =
            s.act("chanhvp", MarkActing { post: s.post("chanhvp"), acting: true }, organise::mark_acting);
        assert_eq!(refused(refusal), "forbidden");
        assert!(s.verified());
    }
}

#[test]
fn terms_are_counted_from_the_meeting_and_quote_their_article() {
    for on in both() {
        let s = story(on);
        let question = s.question(Verb::Sign, "KL", "btv", MONDAY);
        let post = s.post("bithu");
        let friday = date(2026, 11, 27);
        let said = s.read(move |tx| regulations::said(tx, &question, (Some(post), friday), words::Lang::Vi));
        let papers = said.deadlines.iter().find(|due| due.step == "papers").unwrap();
        // Three working days before, over the day off of 24/11.
        assert_eq!((papers.on, papers.by.article.as_str()), (MONDAY, "Điều 13, Quy chế làm việc mẫu"));
        assert!(papers.explained.iter().any(|line| line.contains("24/11/2026")), "{:?}", papers.explained);
        let notice = said.deadlines.iter().find(|due| due.step == "notice").unwrap();
        assert_eq!(notice.on, date(2026, 12, 2));
    }
}
