//! Deadlines and states as people write them into tables.

use jiff::civil::Date;
use tables::Day;

use crate::model::Term;

/// The last day of a month.
fn month_end(year: i16, month: i8) -> Option<Date> {
    Date::new(year, month, 1).ok().map(Date::last_of_month)
}

fn roman(text: &str) -> Option<i8> {
    match text {
        "1" | "i" => Some(1),
        "2" | "ii" => Some(2),
        "3" | "iii" => Some(3),
        "4" | "iv" => Some(4),
        _ => None,
    }
}

/// The day that a deadline means: a date anywhere in the text, else the last day of the month, quarter, half year or year
/// that it names. A day without a year is the next one after `from`.
pub fn due(text: &str, from: Option<Date>) -> Option<Date> {
    match tables::day(text) {
        Day::Whole(day) => return Some(day),
        Day::NoYear(day, month) => {
            let from = from?;
            let this = Date::new(from.year(), month, day).ok()?;
            return if this >= from { Some(this) } else { Date::new(from.year() + 1, month, day).ok() };
        }
        Day::Empty => return None,
        Day::Unreadable => {}
    }
    let plain = tables::plain(text);
    let words: Vec<&str> = plain.split(' ').collect();
    let year =
        words.iter().rev().find_map(|word| word.parse::<i16>().ok().filter(|y| (2000..2100).contains(y)));
    let after = |name: &str| words.iter().position(|word| *word == name).and_then(|at| words.get(at + 1));
    let year_or_own = year.or(from.map(Date::year));
    if let Some(quarter) = after("quy").and_then(|word| roman(word)) {
        return month_end(year_or_own?, quarter * 3);
    }
    if plain.contains("6 thang dau nam") {
        return month_end(year_or_own?, 6);
    }
    let month = after("thang").copied().or_else(|| words.iter().find_map(|word| word.strip_prefix('t')));
    if let Some(month) = month.and_then(|word| word.parse::<i8>().ok()).filter(|m| (1..=12).contains(m)) {
        return month_end(year_or_own?, month);
    }
    // "9/2026"
    if let [month, said] = words.as_slice()
        && let (Ok(month), Some(year)) =
            (month.parse::<i8>(), said.parse::<i16>().ok().filter(|y| Some(*y) == year))
    {
        return month_end(year, month);
    }
    // "trong năm 2026", "2026": to its end.
    let bare = words
        .iter()
        .all(|word| word.parse::<i16>().ok() == year || ["trong", "nam", "het", "cuoi"].contains(word));
    year.filter(|_| bare).and_then(|year| month_end(year, 12))
}

/// What kind of date it is, by what the table calls it.
pub fn term(kind: &str, due: Option<Date>) -> Term {
    let kind = tables::plain(kind);
    let has = |words: &[&str]| words.iter().any(|word| kind.contains(word));
    if has(&["dieu kien", "khi co", "sau khi", "phu thuoc"]) {
        return Term::Review;
    }
    if has(&["thuong xuyen", "dinh ky", "lien tuc", "khong thoi han", "khong co thoi han", "chua xac dinh"]) {
        return Term::Unknown;
    }
    if due.is_some() { Term::Deadline } else { Term::Unknown }
}

/// Whether the table says that it is finished.
pub fn is_done(progress: &str) -> bool {
    let plain = tables::plain(progress);
    let open = ["chua", "dang", "khong", "mot phan", "not", "open", "con "];
    let done = [
        "hoan thanh",
        "da thuc hien",
        "da xong",
        "xong",
        "ket thuc",
        "da dong",
        "completed",
        "done",
        "closed",
    ];
    let whole = plain == "100" || plain.starts_with("100 ");
    whole || (done.iter().any(|word| plain.contains(word)) && !open.iter().any(|word| plain.contains(word)))
}

/// Number and symbol of a document named in a text: "Báo cáo số 125-BC/BTC ngày 05/6/2026".
pub fn code(text: &str) -> Option<String> {
    text.split([' ', ',', ';', '(', ')', '\u{a0}'])
        .map(|word| word.trim_matches(['.', ':', '"', '“', '”']))
        .find(|word| {
            let starts = word.chars().next().is_some_and(|c| c.is_ascii_digit());
            starts && word.contains(['-', '/']) && word.chars().any(char::is_alphabetic)
        })
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn deadlines_are_read_as_people_write_them() {
        let from = Some(date(2026, 6, 5));
        for (text, wanted) in [
            ("30/06/2026", Some(date(2026, 6, 30))),
            ("Trước ngày 15/9/2026", Some(date(2026, 9, 15))),
            ("15/9", Some(date(2026, 9, 15))),
            ("15/2", Some(date(2027, 2, 15))),
            ("Quý III/2026", Some(date(2026, 9, 30))),
            ("quý 4 năm 2026", Some(date(2026, 12, 31))),
            ("Tháng 9/2026", Some(date(2026, 9, 30))),
            ("T9/2026", Some(date(2026, 9, 30))),
            ("2/2028", Some(date(2028, 2, 29))),
            ("tháng 11", Some(date(2026, 11, 30))),
            ("6 tháng đầu năm 2027", Some(date(2027, 6, 30))),
            ("Trong năm 2026", Some(date(2026, 12, 31))),
            ("2026", Some(date(2026, 12, 31))),
            ("khi có hướng dẫn của Trung ương", None),
            ("thường xuyên", None),
            ("", None),
            ("31/02/2026", None),
        ] {
            assert_eq!(due(text, from), wanted, "{text}");
        }
    }

    #[test]
    fn states_and_kinds_are_known() {
        for text in ["Hoàn thành", "Đã hoàn thành", "ĐÃ HOÀN THÀNH", "100%", "Done", "đã thực hiện xong"]
        {
            assert!(is_done(text), "{text}");
        }
        for text in
            ["Chưa hoàn thành", "Đang thực hiện", "", "Quá hạn", "Không hoàn thành", "Hoàn thành một phần"]
        {
            assert!(!is_done(text), "{text}");
        }
        assert_eq!(term("Có thời hạn", Some(date(2026, 1, 1))), Term::Deadline);
        assert_eq!(term("Thường xuyên", Some(date(2026, 1, 1))), Term::Unknown);
        assert_eq!(term("Theo điều kiện", None), Term::Review);
        assert_eq!(term("", None), Term::Unknown);
    }

    #[test]
    fn a_document_is_found_in_a_sentence() {
        assert_eq!(code("Báo cáo số 125-BC/BTC ngày 05/6/2026"), Some("125-BC/BTC".to_owned()));
        assert_eq!(code("đã ban hành (12/KH-UBND)"), Some("12/KH-UBND".to_owned()));
        assert_eq!(code("ngày 05/6/2026"), None);
    }
}
