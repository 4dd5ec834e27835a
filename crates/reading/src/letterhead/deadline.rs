//! By when something is asked for: "trước ngày 15/9", "trong 10 ngày kể từ ngày nhận".

use jiff::ToSpan;
use jiff::civil::Date;
use vietnamese::find_dates;

use super::Found;
use super::piece::{Piece, key};
use crate::{DeadlineFrom, DeadlineRule};

/// Kinds that lay down law: their terms are rules for everybody, not requests to this office.
const LAWS: &[&str] = &[
    "Luật",
    "Bộ luật",
    "Pháp lệnh",
    "Nghị định",
    "Thông tư",
    "Thông tư liên tịch",
    "Hiến pháp",
    "Quy chế",
    "Quy định",
    "Điều lệ",
    "Văn bản hợp nhất",
    "Nghị quyết",
    "Hợp đồng",
];

/// What a request says that a rule does not.
const ASKS: &[&str] = &[
    "gui ",
    "bao cao",
    "de nghi",
    "yeu cau",
    "hoan thanh",
    "gop y",
    "tham gia y kien",
    "nop ",
    "dang ky",
    "cung cap",
    "tra loi",
    "phan hoi",
    "cho y kien",
    "tong hop",
    "trinh ",
    "xong",
    "giai quyet",
    "thong bao ket qua",
    "cu ",
    "chuan bi",
];

/// Reads the term that the text asks for.
pub(super) fn read(pieces: &[Piece], found: &mut Found) {
    if found.facts.kind.as_deref().is_some_and(|k| LAWS.contains(&k)) {
        return;
    }
    let issued: Option<Date> = found.facts.date.as_deref().and_then(|d| d.parse().ok());
    let end = pieces.iter().position(|p| p.key.starts_with("noi nhan")).unwrap_or(pieces.len());
    let mut terms: Vec<(Term, usize)> = Vec::new();
    for (at, sentence) in sentences(pieces.get(..end).unwrap_or(pieces)) {
        let folded = key(&sentence);
        if ASKS.iter().any(|a| folded.contains(a))
            && let Some(term) = by_date(&sentence, &folded, issued).or_else(|| by_days(&sentence, &folded))
            // A day before the paper itself tells of something done.
            && term.date.zip(issued).is_none_or(|(by, issued)| by >= issued)
        {
            terms.push((term, at));
        }
        if terms.len() > 8 {
            break;
        }
    }
    let Some((term, at)) = terms.first() else { return };
    let different = terms.iter().any(|(t, _)| t.date != term.date || t.rule.days != term.rule.days);
    let counted = match (term.rule.from, term.rule.days, issued) {
        (DeadlineFrom::Issue, Some(days), Some(issued)) if !term.rule.working => {
            issued.checked_add(i64::from(days).days()).ok()
        }
        _ => None,
    };
    let date = term.date.or(counted);
    let mut sure: f64 = match (term.date, counted) {
        (Some(_), _) if term.whole => 0.92,
        (Some(_), _) => 0.86,
        (None, Some(_)) => 0.8,
        (None, None) => 0.7,
    };
    if different {
        sure = sure.min(0.6);
    }
    // A sheet of figures or an annex asks nobody for anything.
    if found.facts.kind.is_none() && found.facts.symbol.is_none() && issued.is_none() {
        sure = sure.min(0.6);
    }
    found.facts.deadline = date.map(|d| d.to_string());
    found.facts.deadline_rule = Some(term.rule.clone());
    let seen: Vec<&Piece> = pieces.get(*at).into_iter().collect();
    found.note("deadline", sure, &seen);
}

struct Term {
    date: Option<Date>,
    rule: DeadlineRule,
    /// Day, month and year were all written.
    whole: bool,
}

/// Sentences with the piece in which each begins. A line that ends with a stop ends one.
fn sentences(pieces: &[Piece]) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    let mut text = String::new();
    let mut start = 0;
    for (at, piece) in pieces.iter().enumerate() {
        if text.is_empty() {
            start = at;
        } else {
            text.push(' ');
        }
        text.push_str(&piece.text);
        if piece.text.ends_with(['.', ';', ':']) || text.len() > 2000 {
            // Several sentences may stand in one paragraph; numbers hold stops too.
            for part in text.split_inclusive(". ") {
                out.push((start, part.to_owned()));
            }
            text.clear();
        }
    }
    if !text.is_empty() {
        out.push((start, text));
    }
    out
}

const BEFORE: &[&str] = &[
    "truoc ",
    "cham nhat",
    "muon nhat",
    "het ngay",
    "den het",
    "han cuoi",
    "thoi han gui",
    "thoi han nop",
    "thoi gian gui",
    "thoi gian hoan thanh",
    "xong ",
    "han gui",
    "han nop",
    "khong muon hon",
    "khong cham hon",
    "khong qua ngay",
    "trong ngay",
    "han chot",
];

/// `trước ngày 15/9/2026`, `chậm nhất là 17h00 ngày 15 tháng 9`.
fn by_date(sentence: &str, folded: &str, issued: Option<Date>) -> Option<Term> {
    let (at, word) = BEFORE
        .iter()
        .filter_map(|b| word_at(folded, b).map(|i| (i, *b)))
        // "số liệu tính đến hết ngày …" says how new the figures are.
        .filter(|(i, word)| {
            let before = folded.get(..*i).unwrap_or_default().trim_end();
            !(before.ends_with("tinh den") || *word == "den het" && before.ends_with("tinh"))
        })
        .min()?;
    let rest = folded.get(at..)?;
    let ended =
        |from: usize| rest.get(..from).is_some_and(|g| g.split_whitespace().count() <= 9 && !g.contains(';'));
    let rule = |text: &str| DeadlineRule {
        text: excerpt(sentence, text, word),
        days: None,
        working: false,
        from: DeadlineFrom::Date,
    };
    if let Some((range, date)) = find_dates(rest).into_iter().next()
        && ended(range.start)
    {
        let said = rest.get(..range.end).unwrap_or_default();
        return Some(Term { date: Some(date), rule: rule(said), whole: true });
    }
    // Without a year: the first such day not before the paper.
    let issued = issued?;
    let (start, end, day, month) = day_month(rest)?;
    if !ended(start) {
        return None;
    }
    let this = Date::new(issued.year(), month, day).ok()?;
    let date = if this < issued { Date::new(issued.year() + 1, month, day).ok()? } else { this };
    let said = rest.get(..end).unwrap_or_default();
    Some(Term { date: Some(date), rule: rule(said), whole: false })
}

/// A word at its beginning.
fn word_at(text: &str, word: &str) -> Option<usize> {
    text.match_indices(word)
        .map(|(i, _)| i)
        .find(|i| *i == 0 || text.get(..*i).is_some_and(|b| b.ends_with([' ', '(', ',', '-'])))
}

/// `15/9`, `ngay 15 thang 9` in folded text: place, day, month.
fn day_month(text: &str) -> Option<(usize, usize, i8, i8)> {
    let words: Vec<(usize, &str)> = {
        let mut at = 0;
        text.split(' ')
            .map(|w| {
                let here = at;
                at += w.len() + 1;
                (here, w)
            })
            .collect()
    };
    for (index, (at, word)) in words.iter().enumerate() {
        let bare = word.trim_matches(['.', ',', ';', '(', ')', ':']);
        if let Some((day, month)) = bare.split_once(['/', '-', '.'])
            && let (Ok(day), Ok(month)) = (day.parse(), month.parse())
            && Date::new(2024, month, day).is_ok()
        {
            return Some((*at, at + word.len(), day, month));
        }
        if let (Ok(day), Some((_, "thang")), Some((end, month))) =
            (bare.parse(), words.get(index + 1).copied(), words.get(index + 2).copied())
            && let Ok(month) = month.trim_matches(['.', ',', ';', '(', ')', ':']).parse()
            && Date::new(2024, month, day).is_ok()
        {
            return Some((*at, end + 2, day, month));
        }
    }
    None
}

/// `trong (thời hạn) 10 ngày (làm việc) (kể) từ ngày nhận được`.
fn by_days(sentence: &str, folded: &str) -> Option<Term> {
    let at = ["trong thoi han", "trong vong", "trong thoi gian", "trong ", "cham nhat ", "thoi han ", "sau "]
        .iter()
        .filter_map(|s| word_at(folded, s))
        .min()?;
    let rest = folded.get(at..)?;
    let words: Vec<&str> = rest.split(' ').collect();
    let unit = words.iter().take(10).position(|w| w.trim_matches([',', '.', ';']) == "ngay")?;
    let days: u32 =
        words.get(..unit)?.iter().rev().take(5).find_map(|w| w.trim_matches(['(', ')', ',']).parse().ok())?;
    if days == 0 || days > 400 {
        return None;
    }
    let behind = words.get(unit + 1..(unit + 14).min(words.len()))?.join(" ");
    let working = behind.starts_with("lam viec");
    let from = match () {
        () if behind.contains("nhan") => DeadlineFrom::Receipt,
        () if behind.contains("ngay ky") || behind.contains("ban hanh") => DeadlineFrom::Issue,
        () => DeadlineFrom::Unsaid,
    };
    let said = words.get(..(unit + 8).min(words.len())).map(|w| w.join(" ")).unwrap_or_default();
    let rule = DeadlineRule { text: excerpt(sentence, &said, ""), days: Some(days), working, from };
    Some(Term { date: None, rule, whole: true })
}

/// The words of the sentence that fold to `said`.
fn excerpt(sentence: &str, said: &str, _word: &str) -> String {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let wanted: Vec<&str> = said.split_whitespace().collect();
    let first = wanted.first().copied().unwrap_or_default();
    let length = wanted.len();
    words
        .windows(length.clamp(1, words.len().max(1)))
        .find(|w| {
            w.first().is_some_and(|f| key(f) == first)
                && w.get(1).map(|f| key(f)).as_deref() == wanted.get(1).copied()
        })
        .map_or_else(|| said.to_owned(), |w| tidy_end(&w.join(" ")))
}

fn tidy_end(text: &str) -> String {
    text.trim_end_matches(['.', ',', ';', ' ']).to_owned()
}
