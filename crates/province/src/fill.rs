//! Blanks in sentences, filled by chance: numbers that could be true, days around the paper's own.

use jiff::civil::Date;

use crate::chance::Chance;
use crate::land::{COMMUNES, PROJECTS};

/// What the blanks of one paper are filled with. Places and projects stay the same throughout it.
#[derive(Debug)]
pub struct Blanks {
    pub on: Date,
    place: String,
    other: String,
    project: &'static str,
    /// The day that it asks for something by.
    pub by: Date,
}

impl Blanks {
    pub fn new(on: Date, own: Option<&str>, chance: &mut Chance) -> Blanks {
        let mut commune = || chance.pick(&COMMUNES).map_or_else(String::new, crate::land::Commune::full);
        let (place, other) = (own.map_or_else(&mut commune, str::to_owned), commune());
        let by = days(on, chance.between(9, 45));
        Blanks { on, place, other, project: chance.pick(&PROJECTS).copied().unwrap_or(""), by }
    }
}

pub fn days(date: Date, days: i64) -> Date {
    date.checked_add(jiff::Span::new().days(days)).unwrap_or(date)
}

/// `05/02/2026`, `12/3/2026`: days below 10 and months 1 and 2 with a zero, as papers are dated.
pub fn short(date: Date) -> String {
    let month = if date.month() < 3 { format!("{:02}", date.month()) } else { date.month().to_string() };
    format!("{:02}/{month}/{}", date.day(), date.year())
}

/// `ngày 05 tháng 02 năm 2026`.
pub fn long(date: Date) -> String {
    let month = if date.month() < 3 { format!("{:02}", date.month()) } else { date.month().to_string() };
    format!("ngày {:02} tháng {month} năm {}", date.day(), date.year())
}

/// `12.450`.
pub fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

pub fn two(number: i64) -> String {
    if number < 10 { format!("{number:02}") } else { number.to_string() }
}

/// The sentence with its blanks filled.
pub fn fill(sentence: &str, blanks: &Blanks, chance: &mut Chance) -> String {
    let mut out = String::with_capacity(sentence.len() + 32);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((blank, after)) = after.split_once('}') else { break };
        out.push_str(&filled(blank, blanks, chance));
        rest = after;
    }
    out.push_str(rest);
    out
}

fn filled(blank: &str, blanks: &Blanks, chance: &mut Chance) -> String {
    let (name, range) = blank.split_once(':').unwrap_or((blank, ""));
    let (from, to) = range.split_once('-').unwrap_or(("1", "9"));
    let (from, to) = (from.parse().unwrap_or(1), to.parse().unwrap_or(9));
    let on = blanks.on;
    let quarter =
        ["I", "II", "III", "IV"][usize::from(on.month().unsigned_abs().saturating_sub(1) / 3).min(3)];
    match name {
        "n" => {
            let number = chance.between(from, to);
            // Nobody counts thousands to the last one in a report, but some do.
            let rounded = if number > 9_999 && chance.percent(60) { number / 100 * 100 } else { number };
            if rounded < 10 { two(rounded) } else { grouped(rounded) }
        }
        "p" => {
            let whole = chance.between(from, to);
            match chance.between(0, 9) {
                0 if whole < 100 => format!("{whole}%"),
                _ if whole >= 100 => format!("{whole}%"),
                tenth => format!("{whole},{tenth}%"),
            }
        }
        "ty" => {
            let whole = chance.between(from, to);
            let part = chance.between(0, 9);
            if whole < 200 && part > 0 { format!("{},{part}", grouped(whole)) } else { grouped(whole) }
        }
        "tr" => grouped(chance.between(from, to) / 5 * 5),
        "xa" => blanks.place.clone(),
        "xa2" => blanks.other.clone(),
        "duan" => blanks.project.to_owned(),
        "quy" => format!("quý {quarter}"),
        "thang" => on.month().to_string(),
        "nam" => on.year().to_string(),
        "nam-1" => (on.year() - 1).to_string(),
        "nam+1" => (on.year() + 1).to_string(),
        "ngay" => short(days(on, -chance.between(1, 12))),
        "han" => short(days(on, chance.between(12, 75))),
        "vb" => cited(on, chance),
        _ => String::new(),
    }
}

/// A paper of the provincial committee, as others cite it in full.
pub fn cited(on: Date, chance: &mut Chance) -> String {
    const FROM: [(&str, &str, &str); 6] = [
        ("Kế hoạch", "KH", "Ban Thường vụ Tỉnh uỷ"),
        ("Chương trình", "CTr", "Ban Chấp hành Đảng bộ tỉnh"),
        ("Nghị quyết", "NQ", "Ban Thường vụ Tỉnh uỷ"),
        ("Kết luận", "KL", "Ban Thường vụ Tỉnh uỷ"),
        ("Thông báo", "TB", "Thường trực Tỉnh uỷ"),
        ("Công văn", "CV", "Tỉnh uỷ"),
    ];
    let (kind, short_kind, by) = chance.pick(&FROM).copied().unwrap_or(("", "", ""));
    let number = chance.between(3, if short_kind == "CV" { 980 } else { 140 });
    let day = days(on, -chance.between(6, 160));
    format!("{kind} số {}-{short_kind}/TU, ngày {} của {by}", two(number), short(day))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::fields::fields;

    #[test]
    fn every_blank_of_every_sentence_is_filled() {
        for field in fields() {
            let all = [&field.matters, &field.did, &field.lacks, &field.will, &field.asks];
            for (n, sentence) in all.into_iter().flatten().enumerate() {
                let mut chance = Chance::of(7, 1, n as u64);
                let blanks = Blanks::new(date(2026, 5, 4), None, &mut chance);
                let said = fill(sentence, &blanks, &mut chance);
                assert!(!said.contains(['{', '}']) && !said.contains("  "), "{sentence} → {said}");
                assert!(sentence.matches('{').count() == 0 || said != **sentence);
            }
        }
    }

    #[test]
    fn numbers_and_days_are_written_as_papers_write_them() {
        assert_eq!(grouped(1_234_567), "1.234.567");
        assert_eq!(short(date(2026, 2, 5)), "05/02/2026");
        assert_eq!(long(date(2026, 3, 12)), "ngày 12 tháng 3 năm 2026");
    }
}
