//! The papers that a text names, and how: "Phúc đáp Công văn số 25-CV/TU ngày 05/02/2026 của Tỉnh uỷ".

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use vietnamese::{find_codes, find_dates};

/// How one paper stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// It answers the other one.
    Answers,
    /// It does what the other one asked for or decided.
    CarriesOut,
    /// It names the other one.
    Cites,
    /// A clerk says that they belong together.
    Related,
}

impl How {
    pub const ALL: [How; 4] = [How::Answers, How::CarriesOut, How::Cites, How::Related];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            How::Answers => "answers",
            How::CarriesOut => "carries_out",
            How::Cites => "cites",
            How::Related => "related",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<How> {
        How::ALL.into_iter().find(|how| how.code() == code)
    }
}

/// A paper as it is named in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// As written, without spaces.
    pub code: String,
    /// See [`super::near::code_key`].
    pub key: String,
    pub how: How,
    pub issued_on: Option<Date>,
    /// Day and month where the year was left out: `02-05`.
    pub month_day: Option<String>,
    /// "của …", empty where nothing is said.
    pub issuer: String,
}

/// Only the beginning of a text is read for names: annexes of laws name thousands.
const TEXT_MOST: usize = 120_000;
const NAMES_MOST: usize = 24;
/// Bytes before a number that can say how it is named, and behind it that can say date and issuer.
const BEFORE: usize = 170;
const BEHIND: usize = 200;
const ISSUER_MOST: usize = 90;

/// Words that say how the papers after them are named; the last before a number counts.
const CUES: [(&str, How); 22] = [
    ("phuc dap", How::Answers),
    ("tra loi", How::Answers),
    ("hoi dap", How::Answers),
    ("hoi am", How::Answers),
    ("thuc hien", How::CarriesOut),
    ("trien khai", How::CarriesOut),
    ("theo de nghi", How::CarriesOut),
    ("de nghi tai", How::CarriesOut),
    ("theo yeu cau", How::CarriesOut),
    ("yeu cau tai", How::CarriesOut),
    ("theo chi dao", How::CarriesOut),
    ("chi dao tai", How::CarriesOut),
    ("theo y kien", How::CarriesOut),
    ("y kien tai", How::CarriesOut),
    ("theo tinh than", How::CarriesOut),
    ("chap hanh", How::CarriesOut),
    ("can cu", How::Cites),
    ("xet de nghi", How::Cites),
    ("kem theo", How::Cites),
    ("ban hanh", How::Cites),
    ("thay the", How::Cites),
    ("sua doi", How::Cites),
];

/// The papers named, each once, what is answered first.
#[must_use]
pub fn named(text: &str, own: &str) -> Vec<Named> {
    let end = floor(text, TEXT_MOST);
    let text = text.get(..end).unwrap_or_default();
    let text = vietnamese::nfc(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned();
    let own = super::near::code_key(own);
    let codes = find_codes(&text);
    let mut found: Vec<Named> = Vec::new();
    for (at, (range, code)) in codes.iter().enumerate() {
        let capitals = code.symbol.chars().filter(|c| c.is_uppercase()).count();
        if capitals < 2
            || code.year.is_none() && !code.symbol.contains(['-', '/']) && !numbered(&text, range.start)
        {
            continue;
        }
        let key = code.key();
        if key == own {
            continue;
        }
        let how = how(&text, range.start);
        let next = codes.get(at + 1).map_or(text.len(), |(range, _)| range.start);
        let behind = text.get(range.end..floor(&text, next.min(range.end + BEHIND))).unwrap_or_default();
        let behind = behind.split(';').next().unwrap_or_default();
        let (issued_on, month_day) = dated(behind);
        let one = Named { code: code.code.clone(), key, how, issued_on, month_day, issuer: issuer(behind) };
        match found.iter_mut().find(|known| known.key == one.key) {
            // Named again with a better word or more about it.
            Some(known) => {
                if one.how < known.how {
                    known.how = one.how;
                }
                known.issued_on = known.issued_on.or(one.issued_on);
                known.month_day = known.month_day.take().or(one.month_day);
                if known.issuer.is_empty() {
                    known.issuer = one.issuer;
                }
            }
            None => found.push(one),
        }
    }
    found.sort_by_key(|one| one.how);
    found.truncate(NAMES_MOST);
    found
}

/// Whether "số" stands right before it.
fn numbered(text: &str, start: usize) -> bool {
    let before = vietnamese::fold(text.get(floor(text, start.saturating_sub(8))..start).unwrap_or_default());
    before.trim_end_matches([' ', ':']).ends_with("so")
}

/// How the paper at this place is named, by the last cue of its sentence.
fn how(text: &str, start: usize) -> How {
    let before = text.get(floor(text, start.saturating_sub(BEFORE))..start).unwrap_or_default();
    let sentence = before.rsplit([';', '?', '!']).next().unwrap_or(before);
    // A full stop ends a sentence; the ones inside numbers do not.
    let sentence = sentence.rsplit(". ").next().unwrap_or(sentence);
    let folded = vietnamese::fold(sentence);
    let said = CUES.iter().filter_map(|(cue, how)| {
        // "Ban Chấp hành" and "Uỷ ban hành chính" are bodies, not cues.
        let at = folded
            .match_indices(cue)
            .filter(|(at, _)| !folded.get(..*at).is_some_and(|b| b.ends_with("ban ")));
        at.map(|(at, _)| at).last().map(|at| (at, *how))
    });
    said.max_by_key(|(at, _)| *at).map_or(How::Cites, |(_, how)| how)
}

/// The date right behind a number, or day and month where the year was left out.
fn dated(behind: &str) -> (Option<Date>, Option<String>) {
    let near = |gap: &str| gap.split_whitespace().count() <= 3;
    let whole = find_dates(behind).into_iter().next();
    if let Some((_, date)) = whole.filter(|(range, _)| behind.get(..range.start).is_some_and(near)) {
        return (Some(date), None);
    }
    let words: Vec<String> = vietnamese::words(behind).take(6).map(|word| word.folded()).collect();
    let Some(at) = words.iter().position(|word| word == "ngay") else { return (None, None) };
    let mut rest = words.get(at + 1..).unwrap_or_default().iter().filter(|word| *word != "thang");
    let mut number =
        |most: u8| rest.next().and_then(|w| w.parse::<u8>().ok()).filter(|n| (1..=most).contains(n));
    match (number(31), number(12)) {
        (Some(day), Some(month)) => (None, Some(format!("{month:02}-{day:02}"))),
        _ => (None, None),
    }
}

/// The body named behind: "của Tỉnh uỷ về …".
fn issuer(behind: &str) -> String {
    let Some((gap, rest)) = behind.split_once("của ") else { return String::new() };
    if gap.chars().count() > 60 {
        return String::new();
    }
    let end = [",", ";", ".", " về ", " v/v", " và ", " (", ":"]
        .into_iter()
        .filter_map(|mark| rest.find(mark))
        .min()
        .unwrap_or(rest.len())
        .min(floor(rest, ISSUER_MOST));
    rest.get(..end).unwrap_or_default().trim().to_owned()
}

/// The next smaller place between two characters.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}

/// A registered paper that may be the one named.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    pub code: &'a str,
    pub issuer: &'a str,
    pub issued_on: Option<Date>,
}

/// How surely a registered paper is the one that was named; nothing when it cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// The number agrees and nothing speaks against it.
    ByNumber,
    /// The issuer agrees too, or the date.
    ByTwo,
    /// Number, date and issuer.
    ByAll,
}

/// Holds a registered paper against the one that a text names. `before` is the day of the paper that names it: nothing
/// is answered before it is written.
#[must_use]
pub fn matches(named: &Named, paper: &Candidate<'_>, before: Option<Date>) -> Option<Match> {
    if super::near::code_key(paper.code) != named.key {
        return None;
    }
    if let (Some(written), Some(before)) = (paper.issued_on, before)
        && written > before
    {
        return None;
    }
    let dated = match (named.issued_on, &named.month_day, paper.issued_on) {
        (Some(said), _, Some(is)) => Some(said == is),
        (None, Some(said), Some(is)) => Some(*said == format!("{:02}-{:02}", is.month(), is.day())),
        _ => None,
    };
    if dated == Some(false) {
        return None;
    }
    let by = (!named.issuer.is_empty()).then(|| same_body(&named.issuer, paper.issuer));
    match (dated, by) {
        (Some(true), Some(true)) => Some(Match::ByAll),
        // Bodies are called otherwise than they sign: number and day together decide.
        (Some(true), _) => Some(Match::ByTwo),
        (_, Some(true)) => Some(Match::ByTwo),
        (_, Some(false)) => None,
        (_, None) => Some(Match::ByNumber),
    }
}

/// Whether two names can be of one body: every word of the shorter stands in the longer.
fn same_body(one: &str, other: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        let name =
            vietnamese::fold(name).replace("ubnd", "uy ban nhan dan").replace("btv ", "ban thuong vu ");
        name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let (one, other) = (words(one), words(other));
    let (short, long) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    !short.is_empty() && short.iter().all(|word| long.contains(word))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn one(text: &str) -> Named {
        named(text, "118-BC/ĐU").into_iter().next().unwrap_or_else(|| panic!("nothing named in {text}"))
    }

    #[test]
    fn a_text_says_what_it_answers_carries_out_and_cites() {
        let all = named(
            "Số 118-BC/ĐU. Căn cứ Quy định số 45-QĐ/TU, ngày 03/01/2026 của Ban Thường vụ Tỉnh uỷ; phúc đáp Công văn số \
             402/UBND-TH ngày 05/02/2026 của UBND tỉnh về sạt lở; thực hiện Chỉ thị số 07-CT/TU, Đảng uỷ báo cáo.",
            "118-BC/ĐU",
        );
        let said: Vec<_> = all.iter().map(|n| (n.code.as_str(), n.how, n.issuer.as_str())).collect();
        assert_eq!(
            said,
            [
                ("402/UBND-TH", How::Answers, "UBND tỉnh"),
                ("07-CT/TU", How::CarriesOut, ""),
                ("45-QĐ/TU", How::Cites, "Ban Thường vụ Tỉnh uỷ"),
            ]
        );
        assert_eq!(all[0].issued_on, Some(date(2026, 2, 5)));
    }

    #[test]
    fn spellings_of_one_number_meet() {
        for text in [
            "Trả lời Công văn số 25-CV/ĐU ngày 05/02 của Đảng uỷ xã Tân An",
            "Trả lời Công văn số 25 - CV/ÐU, ngày 05 tháng 02 của Đảng ủy xã Tân An",
            "TRẢ LỜI công văn số 025–CV/ĐU (ngày 5/2)",
        ] {
            let named = one(text);
            assert_eq!((named.key.as_str(), named.how), ("25-cv/du", How::Answers), "{text}");
            assert_eq!(named.month_day.as_deref(), Some("02-05"), "{text}");
            let paper = Candidate {
                code: "25-CV/ĐU",
                issuer: "Đảng uỷ xã Tân An",
                issued_on: Some(date(2026, 2, 5)),
            };
            assert!(matches(&named, &paper, Some(date(2026, 3, 1))) >= Some(Match::ByTwo), "{text}");
            let later = Candidate { issued_on: Some(date(2026, 2, 6)), ..paper };
            assert_eq!(matches(&named, &later, None), None, "another day's");
        }
    }

    #[test]
    fn the_same_number_of_another_body_is_not_meant() {
        let named = one("Theo đề nghị tại Tờ trình số 12-TTr/ĐU của Đảng uỷ phường Hải Châu về kinh phí");
        assert_eq!((named.how, named.issuer.as_str()), (How::CarriesOut, "Đảng uỷ phường Hải Châu"));
        let of = |issuer| Candidate { code: "12-TTr/ĐU", issuer, issued_on: Some(date(2026, 2, 5)) };
        assert_eq!(matches(&named, &of("Đảng uỷ phường Hải Châu"), None), Some(Match::ByTwo));
        assert_eq!(matches(&named, &of("Đảng uỷ xã Tân An"), None), None);
        assert_eq!(
            matches(&named, &of("Đảng uỷ phường Hải Châu"), Some(date(2026, 1, 1))),
            None,
            "not before it was written"
        );
    }

    #[test]
    fn a_committee_is_no_cue() {
        let named = one("Báo cáo kết quả năm của Ban Chấp hành Đảng bộ tỉnh tại Nghị quyết số 09-NQ/TU");
        assert_eq!(named.how, How::Cites);
    }

    #[test]
    fn what_names_nothing_names_nothing() {
        assert_eq!(named("Km 4/200, ngày 05/02/2026, tỷ lệ 1/2", ""), []);
        assert_eq!(named("Số 118-BC/ĐU", "118 - BC/ÐU"), [], "its own number");
    }
}
