//! Heads: who issues it, number, place and date, the name of Party or State, stamps.

use jiff::civil::Date;
use vietnamese::format_long;

use crate::dice::Dice;
use crate::words;
use crate::{Block, Column, Run, Truth};

/// A head before it is laid out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Head {
    pub party: bool,
    /// Lines of the body above.
    pub superior: Vec<String>,
    /// Lines of each issuing body.
    pub issuers: Vec<Vec<String>>,
    /// Lines under the number: subject of a letter, stamps.
    pub under: Vec<Run>,
    /// The number line or lines; none where it is missing.
    pub number: Vec<String>,
    pub place_and_date: Option<String>,
    /// What stands at the right instead of Party or State.
    pub right: Option<&'static str>,
    /// As older papers have it: the motto with long dashes, other sizes.
    pub old: bool,
}

/// Puts the province and the commune into a name, and breaks it where its writer does.
pub(crate) fn named(name: &str, province: &str, commune: &str) -> Vec<String> {
    let name = name.replace("{P}", &province.to_uppercase()).replace("{C}", &commune.to_uppercase());
    name.split('|').filter(|l| !l.is_empty()).map(str::to_owned).collect()
}

impl Head {
    pub fn know(&self, truth: &mut Truth) {
        if !self.superior.is_empty() {
            truth.insert("superior", self.superior.join(" "));
        }
        let bodies: Vec<String> = self.issuers.iter().map(|lines| lines.join(" ")).collect();
        if !bodies.is_empty() {
            truth.insert("issuer", bodies.join(" - "));
        }
    }

    /// The two rows of the head.
    pub fn blocks(&self, dice: &mut Dice) -> Vec<Block> {
        let mut left: Vec<Run> = self.superior.iter().map(|l| Run::new(l.clone(), 13.0)).collect();
        let last = self.issuers.len().saturating_sub(1);
        for (n, lines) in self.issuers.iter().enumerate() {
            for (at, line) in lines.iter().enumerate() {
                let joins = n < last && at + 1 == lines.len();
                let text = if joins { format!("{line} -") } else { line.clone() };
                let ends = n == last && at + 1 == lines.len();
                left.push(Run { ruled: ends && !self.party, ..Run::new(text, 13.0).bold() });
            }
        }
        if self.party {
            left.push(Run::new(dice.any(&["*", "*", "*", "***"]), 14.0));
        }
        let right = match (self.party, self.right) {
            (_, Some(own)) => vec![Run::new(own, 14.0).bold().ruled()],
            (true, None) => vec![Run::new("ĐẢNG CỘNG SẢN VIỆT NAM", 14.0).bold().ruled()],
            (false, None) => {
                let motto = if self.old && dice.odds(0.5) {
                    "Độc lập – Tự do – Hạnh phúc"
                } else {
                    "Độc lập - Tự do - Hạnh phúc"
                };
                let nation =
                    dice.any(&["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"]);
                vec![Run::new(nation, 13.0).bold(), Run::new(motto, 13.0).bold().ruled()]
            }
        };
        let mut number: Vec<Run> = self.number.iter().map(|l| Run::new(l.clone(), 13.0)).collect();
        number.extend(self.under.iter().cloned());
        let date: Vec<Run> = self.place_and_date.iter().map(|d| Run::new(d.clone(), 13.0).italic()).collect();
        let column = |runs, share| Column { runs, centred: true, share };
        if self.party && dice.odds(0.25) {
            // One row: the number under the star, the date under the Party's name.
            left.extend(number);
            let right = right.into_iter().chain(date).collect();
            return vec![Block::Row { columns: vec![column(left, 1.0), column(right, 1.1)] }];
        }
        vec![
            Block::Row { columns: vec![column(left, 1.0), column(right, 1.25)] },
            Block::Row { columns: vec![column(number, 1.0), column(date, 1.25)] },
        ]
    }
}

/// "Hải Sơn, ngày 05 tháng 02 năm 2026", and the truth about it.
pub(crate) fn place_and_date(dice: &mut Dice, place: &str, day: Date, truth: &mut Truth) -> String {
    truth.insert("date", day.to_string());
    let long = match dice.below(4) {
        0 => format!("ngày {} tháng {} năm {}", day.day(), day.month(), day.year()),
        1 => format!("ngày {:02} tháng {:02} năm {}", day.day(), day.month(), day.year()),
        _ => format_long(day),
    };
    if dice.odds(0.04) {
        return format!("N{}", long.trim_start_matches('n'));
    }
    truth.insert("place", place.to_owned());
    format!("{place}, {long}")
}

/// Breaks a line of some length in two, as a narrow column does.
pub(crate) fn broken(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let length = lines.last().map_or(0, |l| l.chars().count());
        if length > 0 && length + word.chars().count() >= most {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// The stamp of the office that received it: its number and day are not the paper's.
pub(crate) fn arrived(dice: &mut Dice, day: Date) -> Block {
    let number = dice.number(11, 4999);
    let (d, m, y) = (day.day(), day.month(), day.year());
    let day = match dice.below(3) {
        0 => format!("Ngày: {d:02}/{m:02}/{y}"),
        1 => format!("Ngày {d} tháng {m} năm {y}"),
        _ => format!("Ngày: {d}-{m}-{y}"),
    };
    let runs = match dice.below(4) {
        0 => vec!["CÔNG VĂN ĐẾN".to_owned(), format!("Số: {number}"), day],
        1 => vec![
            "VĂN PHÒNG TỈNH UỶ".to_owned(),
            "ĐẾN".to_owned(),
            format!("Số: {number}"),
            day,
            "Chuyển: ............".to_owned(),
        ],
        2 => vec![
            "ĐẾN".to_owned(),
            format!("Số: {number}"),
            day,
            "Chuyển: Phòng Tổng hợp".to_owned(),
            "Số và ký hiệu HS: ......".to_owned(),
        ],
        _ => vec!["VĂN BẢN ĐẾN".to_owned(), format!("Số đến: {number}"), day],
    };
    let runs: Vec<Run> = runs.into_iter().map(|r| Run::new(r, 10.0).red()).collect();
    // Where there is room: the small one beside the addressee or above the head, the large one in the corner.
    let (x, y) = if runs.len() > 3 { (152.0_f32, 1.0_f32) } else { dice.any(&[(22.0, 2.0), (152.0, 2.0)]) };
    Block::Stamp { runs, x, y }
}

/// A mark of urgency or secrecy under the number.
pub(crate) fn mark(dice: &mut Dice, truth: &mut Truth) -> Option<Run> {
    let (text, field, value) = dice.any(&[
        ("KHẨN", "urgency", "khẩn"),
        ("THƯỢNG KHẨN", "urgency", "thượng khẩn"),
        ("HOẢ TỐC", "urgency", "hoả tốc"),
        ("HỎA TỐC", "urgency", "hoả tốc"),
        ("MẬT", "secrecy", "mật"),
        ("TỐI MẬT", "secrecy", "tối mật"),
    ]);
    truth.insert(field, value.to_owned());
    Some(Run::new(text, 13.0).bold().red().boxed())
}

/// One of the bodies, with its place.
pub(crate) struct Issuer {
    pub superior: Vec<String>,
    pub lines: Vec<String>,
    pub letters: &'static str,
    pub kind: words::Kind,
    pub place: &'static str,
}

pub(crate) fn issuer(dice: &mut Dice, bodies: &[words::Body]) -> Issuer {
    let (superior, name, letters, kind) = dice.pick(bodies);
    let (province, commune) = (dice.pick(&words::PROVINCES), dice.pick(&words::COMMUNES));
    let local = name.contains("{C}");
    let central = letters.ends_with("TW") || matches!(kind, words::Kind::Ministry);
    Issuer {
        superior: named(superior, province, commune),
        lines: named(name, province, commune),
        letters,
        kind,
        place: if central {
            "Hà Nội"
        } else if local {
            commune
        } else {
            province
        },
    }
}
