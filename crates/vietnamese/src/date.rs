//! Dates as Vietnamese papers write them.

use std::ops::Range;

use jiff::civil::{Date, Weekday};

use crate::text::fold_char;

/// `05/09/2026`.
#[must_use]
pub fn format_date(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

/// `ngày 05 tháng 02 năm 2026`: days below 10 and the months 1 and 2 get a zero, other months do not.
#[must_use]
pub fn format_long(date: Date) -> String {
    let month = if date.month() <= 2 { format!("0{}", date.month()) } else { date.month().to_string() };
    format!("ngày {:02} tháng {month} năm {}", date.day(), date.year())
}

/// `Thứ Hai` … `Chủ nhật`.
#[must_use]
pub fn weekday_name(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "Thứ Hai",
        Weekday::Tuesday => "Thứ Ba",
        Weekday::Wednesday => "Thứ Tư",
        Weekday::Thursday => "Thứ Năm",
        Weekday::Friday => "Thứ Sáu",
        Weekday::Saturday => "Thứ Bảy",
        Weekday::Sunday => "Chủ nhật",
    }
}

/// The first date in the text, however written: `ngày 5 tháng 9 năm 2026`, `05/9/2026`,
/// `5.9.2026`, `5-9-2026`, `2026-09-05`, with the spaces and the O and l that OCR puts into
/// numbers. Accents may be missing. A date that does not exist (31/02) is none.
#[must_use]
pub fn parse_date(text: &str) -> Option<Date> {
    find_dates(text).into_iter().next().map(|(_, date)| date)
}

/// All dates of a text, in order, each with its place in bytes.
#[must_use]
pub fn find_dates(text: &str) -> Vec<(Range<usize>, Date)> {
    // Folding changes lengths, so every folded character remembers where it came from.
    let mut folded = Vec::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        fold_char(c, &mut |f| folded.push((at, f)));
    }
    let mut found = Vec::new();
    let mut at = 0;
    while at < folded.len() {
        let here = Scan { chars: &folded, at };
        // A date starts with a digit or the n of "ngày", at the beginning of a word.
        let starts = matches!(here.peek(), Some('0'..='9' | 'n'))
            && !at.checked_sub(1).and_then(|b| folded.get(b)).is_some_and(|(_, c)| c.is_alphanumeric());
        match if starts { here.long().or_else(|| here.iso()).or_else(|| here.short()) } else { None } {
            Some((end, date)) => {
                let from = folded.get(at).map_or(text.len(), |(byte, _)| *byte);
                let to = folded.get(end).map_or(text.len(), |(byte, _)| *byte);
                found.push((from..to, date));
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// A place in a folded text. Copied for look-ahead.
#[derive(Clone, Copy)]
struct Scan<'a> {
    chars: &'a [(usize, char)],
    at: usize,
}

impl Scan<'_> {
    fn peek(self) -> Option<char> {
        self.chars.get(self.at).map(|(_, c)| *c)
    }

    fn spaces(mut self) -> Self {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        self
    }

    fn word(self, word: &str) -> Option<Self> {
        let mut scan = self.spaces();
        for c in word.chars() {
            if scan.peek()? != c {
                return None;
            }
            scan.at += 1;
        }
        Some(scan)
    }

    /// Up to `most` digits. In `loose` places the words around say that this is a number,
    /// so a space between digits and the letters o, l, i count as what they stand for.
    fn number(self, most: u32, loose: bool) -> Option<(Self, i16)> {
        let mut scan = self.spaces();
        let mut value = 0i16;
        let mut count = 0;
        while count < most {
            let next = if loose && count > 0 { scan.spaces() } else { scan };
            let digit = match next.peek() {
                Some(c @ '0'..='9') => c,
                Some('o') if loose => '0',
                Some('l' | 'i') if loose => '1',
                _ => break,
            };
            value = value * 10 + i16::try_from(digit.to_digit(10)?).ok()?;
            count += 1;
            scan = next;
            scan.at += 1;
        }
        (count > 0).then_some((scan, value))
    }

    fn end_of_number(self) -> bool {
        !self.peek().is_some_and(|c| c.is_ascii_digit())
    }

    /// `ngày 05 tháng 9 năm 2026`; also without the first word, as on some heads.
    fn long(self) -> Option<(usize, Date)> {
        let mut scan = self.word("ngay").unwrap_or(self);
        for word in ["mung", "mong"] {
            scan = scan.word(word).unwrap_or(scan);
        }
        let (scan, day) = scan.number(2, true)?;
        let (scan, month) = scan.word("thang")?.number(2, true)?;
        let (scan, year) = scan.word("nam")?.number(4, true)?;
        Some((scan.at, date(year, month, day).filter(|_| scan.end_of_number())?))
    }

    fn short(self) -> Option<(usize, Date)> {
        let scan = self.word("ngay").unwrap_or(self);
        let (scan, day) = scan.number(2, false)?;
        let (scan, mark) = scan.mark()?;
        let (scan, month) = scan.number(2, false)?;
        let (scan, second) = scan.mark()?;
        let (scan, year) = scan.number(4, false)?;
        // 1/2/2026 yes, 1/2.2026 no; and 5/9/2026/QĐ is a code.
        let clear = mark == second && scan.end_of_number() && !matches!(scan.peek(), Some('/'));
        Some((scan.at, date(year, month, day).filter(|_| clear)?))
    }

    fn iso(self) -> Option<(usize, Date)> {
        let (scan, year) = self.number(4, false)?;
        let (scan, month) = scan.word("-")?.number(2, false)?;
        let (scan, day) = scan.word("-")?.number(2, false)?;
        Some((scan.at, date(year, month, day).filter(|_| scan.end_of_number())?))
    }

    fn mark(self) -> Option<(Self, char)> {
        let mut scan = self.spaces();
        let mark = scan.peek().filter(|c| matches!(c, '/' | '.' | '-'))?;
        scan.at += 1;
        Some((scan, mark))
    }
}

/// Years of papers: anything outside is a misreading.
fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    if !(1900..=2199).contains(&year) {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as d;

    use super::*;

    #[test]
    fn writing() {
        assert_eq!(format_date(d(2026, 9, 5)), "05/09/2026");
        assert_eq!(format_long(d(2026, 2, 5)), "ngày 05 tháng 02 năm 2026");
        assert_eq!(format_long(d(2026, 9, 5)), "ngày 05 tháng 9 năm 2026");
        assert_eq!(format_long(d(2026, 11, 23)), "ngày 23 tháng 11 năm 2026");
        assert_eq!(format_long(d(2026, 1, 10)), "ngày 10 tháng 01 năm 2026");
        assert_eq!(weekday_name(d(2026, 11, 23)), "Thứ Hai");
        assert_eq!(weekday_name(d(2026, 11, 22)), "Chủ nhật");
    }

    #[test]
    fn reading() {
        let fifth = Some(d(2026, 9, 5));
        for text in [
            "ngày 5 tháng 9 năm 2026",
            "Hạ Long, ngày 05 tháng 9 năm 2026",
            "NGÀY 05 THÁNG 09 NĂM 2026",
            "ngày05tháng9năm2026",
            "ngày 0 5 tháng 0 9 năm 2 0 2 6",
            "ngày O5 tháng 9 năm 2O26",
            "ngay 5 thang 9 nam 2026",
            "nga\u{300}y 5 tha\u{301}ng 9 na\u{306}m 2026",
            "ngày mùng 5 tháng 9 năm 2026",
            "05 tháng 9 năm 2026",
            "ngày  05\ntháng 9\nnăm 2026",
            "05/9/2026",
            "5.9.2026",
            "5-9-2026",
            "05 / 09 / 2026",
            "2026-09-05",
            "trước ngày 5/9/2026.",
            "25-CV/TU ngày 05/9/2026 của Tỉnh uỷ",
        ] {
            assert_eq!(parse_date(text), fifth, "{text}");
        }
        assert_eq!(parse_date("ngày l5 tháng l0 năm 2026"), Some(d(2026, 10, 15)));
        assert_eq!(parse_date("29/02/2024"), Some(d(2024, 2, 29)));
        for none in [
            "",
            "31/02/2026",
            "29/02/2025",
            "ngày    tháng 9 năm 2026",
            "109/2025/QH15",
            "05/2025/TT-BCT",
            "1.234.567",
            "5/9/20261",
            "5/9.2026",
            "13/13/2026",
            "0/1/2026",
            "tháng 9 năm 2026",
            "15/9/0026",
            "5/9/2026/QĐ",
        ] {
            assert_eq!(parse_date(none), None, "{none}");
        }
    }

    #[test]
    fn finding_all_with_their_places() {
        let text = "Từ ngày 20/11/2026 đến ngày 22 tháng 11 năm 2026, số 15/QĐ-BNV";
        let found = find_dates(text);
        let seen: Vec<_> = found.iter().map(|(place, date)| (&text[place.clone()], *date)).collect();
        assert_eq!(
            seen,
            [("ngày 20/11/2026", d(2026, 11, 20)), ("ngày 22 tháng 11 năm 2026", d(2026, 11, 22))]
        );
    }
}
