//! What a mail says: counts, why, and a link. Cards of Today and reasons of notices are messages without names or
//! subjects; rows, titles and addresses of papers are never asked for here.

use kernel::{Instant, StoreError, Tx};
use people::notices::NoticeRow;
use people::{Function, Viewer};
use words::{Lang, Msg};

use crate::model::{Kind, Timing, Timings};
use crate::t;

/// A line that a function of the office adds to somebody's first digest of the day: counts only.
pub struct Line {
    pub text: Msg,
    pub href: String,
}

/// Gives nothing to whom it is not for.
pub type Lines = fn(&mut Tx<'_>, &Viewer, Instant) -> Result<Vec<Line>, StoreError>;

/// Subject and text of a mail.
pub type Said = (String, String);

/// How many bodies of one reason, in the words of the function that told it.
fn reasons(functions: &[Function], notices: &[NoticeRow], lang: Lang) -> Vec<String> {
    let mut counted: Vec<(&str, i64, u64)> = Vec::new();
    for notice in notices {
        match counted.iter_mut().find(|(why, _, _)| *why == notice.why) {
            Some((_, nth, count)) => (*nth, *count) = (notice.nth, *count + 1),
            None => counted.push((&notice.why, notice.nth, 1)),
        }
    }
    let said = |why: &str, nth: i64| {
        functions.iter().filter_map(|function| function.tells.why).find_map(|say| say(why, nth))
    };
    let lines = counted.into_iter().map(|(why, nth, count)| {
        let why = said(why, nth).map_or_else(|| t::other_news().say(lang), |msg| msg.say(lang));
        t::line_count(count, why).say(lang)
    });
    lines.collect()
}

fn closing(link: &str, path: &str, lang: Lang) -> String {
    let (open, wishes) = (format!("{link}{path}"), format!("{link}/mail"));
    format!("{}\n{}\n", t::open_office(open).say(lang), t::foot(wishes).say(lang))
}

/// What waits on the reader's desk and what they were told since the last digest; `None` when that is nothing.
pub(crate) fn digest(
    tx: &mut Tx<'_>,
    (functions, lines): (&[Function], &[Lines]),
    viewer: &Viewer,
    (timings, notices): (&Timings, &[NoticeRow]),
    (now, link): (Instant, &str),
) -> Result<Option<Said>, StoreError> {
    let lang = viewer.lang;
    let mut blocks: Vec<Vec<String>> = Vec::new();
    let mut extra = Vec::new();
    for ask in lines {
        extra.extend(
            ask(tx, viewer, now)?
                .into_iter()
                .map(|line| format!("- {}: {link}{}", line.text.say(lang), line.href)),
        );
    }
    if !extra.is_empty() {
        blocks.push(extra);
    }
    let (mut waits, mut late) = (0, 0);
    if timings.of(Kind::Work) != Timing::Off {
        let mut work = Vec::new();
        for today in functions.iter().filter_map(|function| function.today) {
            for card in today(tx, viewer)? {
                let title = card.title.say(lang);
                let line = if card.late > 0 {
                    t::line_late(card.count, card.late, title)
                } else {
                    t::line_count(card.count, title)
                };
                (waits, late) = (waits + card.count, late + card.late);
                work.push(format!("- {}", line.say(lang)));
            }
        }
        if !work.is_empty() {
            work.insert(0, t::waiting().say(lang));
            blocks.push(work);
        }
    }
    let wanted: Vec<NoticeRow> =
        notices.iter().filter(|notice| timings.of(Kind::of(&notice.why)) != Timing::Off).cloned().collect();
    let news = u64::try_from(wanted.len()).unwrap_or(0);
    if news > 0 {
        let mut told = vec![t::told().say(lang)];
        told.extend(reasons(functions, &wanted, lang).into_iter().map(|line| format!("- {line}")));
        blocks.push(told);
    }
    if blocks.is_empty() {
        return Ok(None);
    }
    let subject = if late > 0 { t::digest_late(late, waits) } else { t::digest_subject(news, waits) };
    let at = now.local().strftime("%H:%M %d/%m/%Y").to_string();
    let mut text = format!("{}\n\n", t::greeting(at, viewer.name.clone()).say(lang));
    for block in blocks {
        text.push_str(&block.join("\n"));
        text.push_str("\n\n");
    }
    text.push_str(&closing(link, "/", lang));
    Ok(Some((subject.say(lang), text)))
}

/// What is told at once.
pub(crate) fn now(functions: &[Function], notices: &[NoticeRow], (link, lang): (&str, Lang)) -> Said {
    let count = u64::try_from(notices.len()).unwrap_or(0);
    let urgent = notices.iter().any(|notice| notice.urgent);
    let subject = if urgent { t::now_urgent(count) } else { t::now_subject(count) };
    let lines: Vec<String> =
        reasons(functions, notices, lang).into_iter().map(|line| format!("- {line}")).collect();
    (subject.say(lang), format!("{}\n\n{}", lines.join("\n"), closing(link, "/notices", lang)))
}

pub(crate) fn code(code: &str, lang: Lang) -> Said {
    (t::code_subject().say(lang), format!("{}\n", t::code_text(code.to_owned()).say(lang)))
}

pub(crate) fn trial(link: &str, lang: Lang) -> Said {
    (t::trial_subject().say(lang), format!("{}\n", t::trial_text(link.to_owned()).say(lang)))
}
