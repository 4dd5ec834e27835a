//! The committee's working regulations: from the model, in force for a year, some articles confirmed, a second version being
//! prepared; fields of leaders; who is away now.

use calendar::{AbsenceKind, RecordAbsence, record_absence};
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::{Id, Office};
use people::Field;
use regulations::model::Version;
use regulations::{
    Assign, Begin, Confirm, NewVersion, Publish, PutArticle, assign, begin, confirm, new_version, publish,
    put_article, store,
};
use rules::regulation::{Provision, When};

use super::bodies::Cast;
use super::hands::{Hands, ask};

const CODE: &str = "02-QC/TU";
/// Held against the signed paper by now.
const CONFIRMED: [&str; 6] = ["Điều 2", "Điều 5", "Điều 7", "Điều 8", "Điều 9", "Điều 10"];
/// Which fields each leader answers for, by their places in the province's list; one is nobody's.
const FIELDS: [(&str, &[usize]); 3] =
    [("bithu", &[9, 14]), ("phobithu", &[6, 7, 8, 10, 12]), ("phobithu2", &[0, 1, 2, 3, 4, 5, 11, 13])];

/// A year ago: the regulation and the assignments.
pub fn begun(office: &Office, hands: &Hands, cast: &Cast, fields: &[Id<Field>]) -> anyhow::Result<()> {
    let chief = || cast.who("chanhvp").map(|who| who.actor());
    let from = office.now().date();
    let name = "Quy chế làm việc của Tỉnh uỷ, Ban Thường vụ, Thường trực Tỉnh uỷ".to_owned();
    let version = hands.one(ask(office, chief()?, Begin { name, from_model: true }, begin))?;
    let input = Publish {
        version,
        code: CODE.to_owned(),
        signed_on: Some(from),
        from,
        to: None,
        ends_previous: false,
    };
    hands.one(ask(office, chief()?, input, publish))?;
    for article in office.read_blocking(|tx| store::articles(tx, version))? {
        if CONFIRMED.contains(&article.number.as_str()) {
            let input =
                Confirm { version, article: article.id, code: CODE.to_owned(), quoted: article.number };
            hands.one(ask(office, chief()?, input, confirm))?;
        }
    }
    for (who, places) in FIELDS {
        let post = cast.who(who)?.post;
        for field in places.iter().filter_map(|at| fields.get(*at)) {
            let input =
                Assign { post, field: Some(*field), unit: None, code: "09-TB/TU".to_owned(), from, to: None };
            hands.one(ask(office, chief()?, input, assign))?;
        }
    }
    for (who, unit) in [("bithu", "duca"), ("phobithu", "btc"), ("phobithu2", "duubnd")] {
        let Some(unit) = cast.units.get(unit) else { continue };
        let post = cast.who(who)?.post;
        let input =
            Assign { post, field: None, unit: Some(*unit), code: "09-TB/TU".to_owned(), from, to: None };
        hands.one(ask(office, chief()?, input, assign))?;
    }
    Ok(())
}

/// Today: a draft of the next version, and who is away.
pub fn now(office: &Office, hands: &Hands, cast: &Cast, today: Date) -> anyhow::Result<()> {
    let chief = cast.who("chanhvp")?;
    let versions = office.read_blocking(|tx| store::versions_on(tx, today))?;
    let Some(version) = versions.first().map(|row| row.id) else { return Ok(()) };
    let draft = hands.one(ask(office, chief.actor(), NewVersion { version }, new_version))?;
    change(office, hands, cast, draft)?;
    let away = |who: &str, to: Option<&str>, kind, days: i64| {
        let who = cast.who(who)?;
        let input = RecordAbsence {
            person: who.person,
            post: None,
            kind,
            from: today,
            to: today.checked_add(days.days())?,
            substitute: to.map(|name| cast.who(name)).transpose()?.map(|who| who.post),
            note: String::new(),
        };
        anyhow::Ok(ask(office, who.actor(), input, record_absence))
    };
    hands.one(away("phobithu2", Some("phobithu"), AbsenceKind::Mission, 3)?)?;
    hands.one(away("bannoichinh", None, AbsenceKind::Leave, 4)?)?;
    Ok(())
}

/// The draft lets deputy secretaries sign conclusions in every field, and gives papers a day more.
fn change(office: &Office, hands: &Hands, cast: &Cast, draft: Id<Version>) -> anyhow::Result<()> {
    for article in office.read_blocking(|tx| store::articles(tx, draft))? {
        let mut provisions = article.provisions.clone();
        for one in &mut provisions {
            match one {
                Provision::Authority(one)
                    if one.kinds.iter().any(|kind| kind == "KL") && article.number == "Điều 8" =>
                {
                    one.by.iter_mut().for_each(|signer| signer.when = When::Always);
                }
                Provision::Deadline(one)
                    if article.number == "Điều 13" && one.body.as_deref() == Some("standing_board") =>
                {
                    one.term.days += 1;
                }
                _ => {}
            }
        }
        if provisions != article.provisions {
            let input = PutArticle {
                version: draft,
                article: Some(article.id),
                number: article.number,
                title: article.title,
                text: article.text,
                provisions,
            };
            hands.one(ask(office, cast.who("chanhvp")?.actor(), input, put_article))?;
        }
    }
    Ok(())
}
