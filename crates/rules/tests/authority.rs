//! Who may decide or sign, case by case: `golden/authority.txt`, and what holds of every situation.
#![allow(clippy::disallowed_methods, reason = "what ships is what is tested here")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests stand outside the test functions")]

use std::sync::LazyLock;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use rules::regulation::{
    Answer, Article, Ask, Authority, Away, Body, Capacity, Lent, Matter, Post, Provision, Rank, Says, Seat,
    Signer, Situation, Verb, Verdict, When, Who, Why, answer, differences,
};
use rules::{RulePack, Side};

/// Bodies: key, sort, as printed.
const BODIES: [(&str, &str, &str); 11] = [
    ("tu", "committee", "Tỉnh uỷ"),
    ("btv", "standing_board", "Ban Thường vụ"),
    ("tt", "permanent_board", "Thường trực Tỉnh uỷ"),
    ("vp", "office", "Văn phòng"),
    ("pth", "section", "Phòng Tổng hợp"),
    ("btc", "advisory_board", "Ban Tổ chức"),
    ("bnc", "advisory_board", "Ban Nội chính"),
    ("xa", "commune_committee", "Đảng uỷ"),
    ("du", "attached_committee", "Đảng uỷ"),
    ("ubnd", "agency", "Uỷ ban nhân dân"),
    ("so", "agency", "Sở Tài chính"),
];

/// Posts: key, body, rank, as printed, fields.
const POSTS: [(&str, &str, Rank, &str, &str); 17] = [
    ("bithu", "tt", Rank::Head, "Bí thư", ""),
    ("phobithu", "tt", Rank::Deputy, "Phó Bí thư Thường trực", "dang"),
    ("phobithu2", "tt", Rank::Deputy, "Phó Bí thư", "kinhte"),
    ("chanhvp", "vp", Rank::Head, "Chánh Văn phòng", ""),
    ("phovp", "vp", Rank::Deputy, "Phó Chánh Văn phòng", "kinhte"),
    ("phovp2", "vp", Rank::Deputy, "Phó Chánh Văn phòng", "dang"),
    ("truongphong", "pth", Rank::Head, "Trưởng phòng", ""),
    ("truongban", "btc", Rank::Head, "Trưởng ban", ""),
    ("phoban", "btc", Rank::Deputy, "Phó Trưởng ban", ""),
    ("bannc", "bnc", Rank::Head, "Trưởng ban", ""),
    ("bithuxa", "xa", Rank::Head, "Bí thư", ""),
    ("phoxa", "xa", Rank::Deputy, "Phó Bí thư", ""),
    ("duubnd", "du", Rank::Deputy, "Phó Bí thư", ""),
    ("chutich", "ubnd", Rank::Head, "Chủ tịch", ""),
    ("phochutich", "ubnd", Rank::Deputy, "Phó Chủ tịch", ""),
    ("giamdoc", "so", Rank::Head, "Giám đốc", ""),
    ("truongphongso", "pth", Rank::Deputy, "Trưởng phòng", ""),
];

fn office() -> Situation {
    let bodies = BODIES.map(|(key, kind, printed)| Body {
        key: key.into(),
        kind: kind.into(),
        name: printed.into(),
        printed: printed.into(),
    });
    let posts = POSTS.map(|(key, body, rank, printed, field)| Post {
        key: key.into(),
        body: body.into(),
        rank: Some(rank),
        printed: printed.into(),
        holder: Some(format!("người {key}")),
        acting: false,
        fields: if field.is_empty() { vec![] } else { vec![field.into()] },
    });
    Situation { bodies: bodies.into(), posts: posts.into(), away: vec![], lent: vec![] }
}

fn article(key: &str, provisions: Vec<Provision>) -> Article {
    Article { key: key.into(), quote: key.into(), confirmed: false, provisions }
}

fn signer(body: &str, rank: Rank, capacity: Capacity, when: When) -> Signer {
    Signer { seat: Seat { body: body.into(), rank, post: None }, capacity, when }
}

/// The model that ships, read once.
static MODEL: LazyLock<Vec<Article>> = LazyLock::new(|| {
    let rows = RulePack::shipped().unwrap().model;
    rows.into_iter().map(|row| article(&row.value.number, row.value.provisions)).collect()
});

/// The model, and an article of the State's side. From December on a second version lets deputies sign directives.
fn articles(day: Date, confirmed: &str) -> Vec<Article> {
    let mut all = MODEL.clone();
    let by = |by, body: &str, kinds: &[&str]| {
        Provision::Authority(Authority {
            verb: Verb::Sign,
            body: body.into(),
            kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
            side: Side::State,
            by,
            together: None,
            in_writing: false,
            condition: None,
        })
    };
    let board = vec![
        signer("ubnd", Rank::Head, Capacity::OnBehalf, When::Always),
        signer("ubnd", Rank::Deputy, Capacity::ForHead, When::HeadAway),
    ];
    let one = vec![signer("so", Rank::Head, Capacity::Own, When::Always)];
    all.push(article("Điều 20", vec![by(board, "ubnd", &["QĐ"]), by(one, "so", &[])]));
    if day >= date(2026, 12, 1) {
        for one in all.iter_mut().flat_map(|article| &mut article.provisions) {
            if let Provision::Authority(one) = one
                && one.body == "standing_board"
                && one.kinds.iter().any(|kind| kind == "CT")
            {
                one.by.iter_mut().for_each(|signer| signer.when = When::Always);
            }
        }
    }
    for one in &mut all {
        let number = one.key.trim_start_matches("Điều ").to_owned();
        one.confirmed = confirmed == "all" || confirmed.split(',').any(|said| said == number);
    }
    all
}

/// `away:bithu>phobithu@2026-11-25..2026-11-27`, as far as it holds on the day.
fn take(situation: &mut Situation, said: &str, day: Date) {
    let (kind, rest) = said.split_once(':').unwrap();
    let (rest, until) = match rest.split_once('@') {
        Some((rest, days)) => {
            let (from, to) = days.split_once("..").unwrap();
            let (from, to): (Date, Date) = (from.parse().unwrap(), to.parse().unwrap());
            if day < from || to < day {
                return;
            }
            (rest, to)
        }
        None => (rest, date(2026, 12, 31)),
    };
    let (post, to) = rest.split_once('>').map_or((rest, None), |(post, to)| (post, Some(to)));
    let person = |post: &str| format!("người {post}");
    match kind {
        "away" => situation.away.push(Away {
            person: person(post),
            post: None,
            until,
            substitute: to.map(str::to_owned),
        }),
        "lent" => {
            let (to, field) =
                to.unwrap().split_once('/').map_or((to.unwrap(), None), |(to, field)| (to, Some(field)));
            situation.lent.push(Lent {
                post: post.into(),
                to_post: to.into(),
                to_person: person(to),
                fields: field.map(str::to_owned).into_iter().collect(),
            });
        }
        "vacant" => {
            situation.posts.iter_mut().filter(|one| one.key == post).for_each(|one| one.holder = None)
        }
        "acting" => {
            situation.posts.iter_mut().filter(|one| one.key == post).for_each(|one| one.acting = true)
        }
        other => panic!("{other}"),
    }
}

fn why(why: &Why) -> &'static str {
    match why {
        Why::Vacant => "vacant",
        Why::Away { .. } => "away",
        Why::OtherField => "other_field",
        Why::HeadThere => "head_there",
        Why::NotOfBody => "not_of_body",
        Why::NotIssued => "not_issued",
        Why::NotNamed => "not_named",
    }
}

fn verdict(answer: &Answer, post: &str) -> String {
    match answer.verdict(post) {
        Verdict::May(_) => "may".to_owned(),
        Verdict::Warned { why: said, .. } => format!("warned {}", why(&said)),
        Verdict::Refused { why: said, .. } => format!("refused {}", why(&said)),
        Verdict::Silent => "silent".to_owned(),
    }
}

fn said(answer: &Answer, articles: &[Article]) -> String {
    let quote = |at: usize| &articles[at].quote;
    let mut all: Vec<String> = answer
        .may
        .iter()
        .map(|may| format!("{}: {} ({})", may.post, may.form.join(" / "), quote(may.article)))
        .collect();
    if let Some(together) = &answer.together {
        let writing = if together.in_writing { " in_writing" } else { "" };
        all.push(format!("tập thể: {}{writing} ({})", together.majority.code(), quote(together.article)));
    }
    if all.is_empty() { "—".to_owned() } else { all.join("; ") }
}

#[test]
fn every_case_is_answered_as_it_is_written() {
    let text = include_str!("golden/authority.txt");
    let (mut cases, mut wrong) = (0, Vec::new());
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let parts: Vec<&str> = line.split(" | ").collect();
        let [verb, what, body, field, day, state, confirmed, expected, others] = parts[..] else {
            panic!("{line}")
        };
        let day: Date = day.parse().unwrap();
        let mut situation = office();
        state.split(' ').filter(|said| *said != "-").for_each(|said| take(&mut situation, said, day));
        let articles = articles(day, confirmed);
        let field = (field != "-").then_some(field);
        let ask = Ask { verb: Verb::from_code(verb).unwrap(), what, body, field };
        let got = answer(&articles, &situation, &ask);
        if said(&got, &articles) != expected {
            wrong.push(format!("{line}\n    is: {}", said(&got, &articles)));
        }
        for other in others.split(", ").filter(|other| *other != "-") {
            let (post, wanted) = other.split_once('=').unwrap();
            if verdict(&got, post) != wanted {
                wrong.push(format!("{line}\n    {post}: {}", verdict(&got, post)));
            }
        }
        cases += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases >= 60, "{cases} cases");
}

#[test]
fn a_new_version_says_what_changes_for_whom() {
    let (old, new) = (articles(date(2026, 11, 30), ""), articles(date(2026, 12, 1), ""));
    let found = differences(&old, &new);
    // Deputies sign resolutions and directives of the standing board now, whether the secretary is there or not.
    assert_eq!(found.len(), 2, "{found:?}");
    for one in &found {
        let Who::Seat(seat) = &one.who else { panic!("{one:?}") };
        assert_eq!(
            (seat.body.as_str(), seat.rank, one.quote.as_str()),
            ("permanent_board", Rank::Deputy, "Điều 8")
        );
        let when = |says: &Option<Says>| match says {
            Some(Says::Signs { when, .. }) => *when,
            other => panic!("{other:?}"),
        };
        assert_eq!((when(&one.before), when(&one.after)), (When::HeadAway, When::Always));
        assert!(matches!(&one.matter, Matter::Authority { kind, .. } if kind == "NQ" || kind == "CT"));
    }
    assert!(differences(&old, &old).is_empty());
}

#[test]
fn what_cannot_hold_is_found_in_a_provision() {
    let mut by = vec![signer("permanent_board", Rank::Deputy, Capacity::ForHead, When::Always)];
    let row = |by: Vec<Signer>| {
        Provision::Authority(Authority {
            verb: Verb::Sign,
            body: "standing_board".into(),
            kinds: vec![],
            side: Side::Party,
            by,
            together: None,
            in_writing: false,
            condition: None,
        })
    };
    // A committee's deputy never signs K/T.
    assert_eq!(rules::regulation::fault(&row(by.clone())), Some("capacity"));
    by[0].capacity = Capacity::OnBehalf;
    assert_eq!(rules::regulation::fault(&row(by)), None);
    assert_eq!(rules::regulation::fault(&row(vec![])), Some("by"));
}

fn situations() -> impl Strategy<Value = (Situation, Vec<bool>)> {
    let post = 0..POSTS.len();
    let away = proptest::collection::vec((post.clone(), proptest::option::of(post.clone())), 0..8);
    let lent = proptest::collection::vec((post.clone(), post.clone(), any::<bool>()), 0..6);
    let vacant = proptest::collection::vec(post, 0..4);
    (away, lent, vacant, proptest::collection::vec(any::<bool>(), 19)).prop_map(
        |(away, lent, vacant, confirmed)| {
            let mut situation = office();
            let key = |at: usize| POSTS[at].0.to_owned();
            for (who, to) in away {
                situation.away.push(Away {
                    person: format!("người {}", key(who)),
                    post: None,
                    until: date(2026, 12, 31),
                    substitute: to.map(key),
                });
            }
            for (from, to, limited) in lent {
                situation.lent.push(Lent {
                    post: key(from),
                    to_post: key(to),
                    to_person: format!("người {}", key(to)),
                    fields: if limited { vec!["kinhte".into()] } else { vec![] },
                });
            }
            for at in vacant {
                situation.posts[at].holder = None;
            }
            (situation, confirmed)
        },
    )
}

const KINDS: [&str; 8] = ["NQ", "CT", "KL", "TB", "GM", "CV", "QĐ", "việc khác"];

proptest! {
    #[test]
    fn nobody_who_is_away_may_and_nobody_signs_for_a_post_that_is_not_theirs(
        (situation, confirmed) in situations(), kind in 0..8usize, body in 0..11usize, decide in any::<bool>(), field in 0..3usize,
    ) {
        let mut articles = articles(date(2026, 11, 23), "");
        articles.iter_mut().zip(&confirmed).for_each(|(article, confirmed)| article.confirmed = *confirmed);
        let ask = Ask {
            verb: if decide { Verb::Decide } else { Verb::Sign },
            what: KINDS[kind],
            body: BODIES[body].0,
            field: [None, Some("kinhte"), Some("dang")][field],
        };
        let got = answer(&articles, &situation, &ask);
        for may in &got.may {
            prop_assert!(situation.away.iter().all(|away| away.person != may.person), "{may:?}");
            let post = situation.posts.iter().find(|post| post.key == may.post).unwrap();
            prop_assert_eq!(post.holder.as_deref(), Some(may.person.as_str()));
            prop_assert!(got.governing.contains(&may.article));
            // A committee's deputy signs T/M with the own title, never K/T.
            let collective = ["tu", "btv", "tt", "xa", "du"].contains(&BODIES[body].0);
            prop_assert!(!(collective && may.form[0].starts_with("K/T")), "{may:?}");
            // On the Party's side nobody signs TUQ.
            prop_assert!(BODIES[body].1 == "agency" || !may.form[0].starts_with("TUQ."), "{may:?}");
        }
        for cannot in &got.cannot {
            prop_assert!(got.may.iter().all(|may| may.post != cannot.post));
        }
    }

    #[test]
    fn only_confirmed_articles_refuse((situation, confirmed) in situations(), kind in 0..8usize, body in 0..11usize) {
        let mut articles = articles(date(2026, 11, 23), "");
        let ask = Ask { verb: Verb::Sign, what: KINDS[kind], body: BODIES[body].0, field: None };
        let unconfirmed = answer(&articles, &situation, &ask);
        for post in &situation.posts {
            let refused = matches!(unconfirmed.verdict(&post.key), Verdict::Refused { .. });
            prop_assert!(!refused, "{}", post.key);
        }
        articles.iter_mut().zip(&confirmed).for_each(|(article, confirmed)| article.confirmed = *confirmed);
        let got = answer(&articles, &situation, &ask);
        // Confirming changes what follows, never who may.
        prop_assert_eq!(&got.may, &unconfirmed.may);
        for post in &situation.posts {
            if let Verdict::Refused { article, .. } = got.verdict(&post.key) {
                prop_assert!(articles[article].confirmed);
            }
        }
    }
}
