//! A paper while it is written: its parts so far, and what is true of it.

use jiff::civil::Date;

use crate::dice::Dice;
use crate::words::{self, Kind};
use crate::{Block, Column, Run, Truth, foot, head, text};

/// A paper on the desk: its parts so far and what is true of it.
pub(crate) struct Draft {
    pub dice: Dice,
    pub blocks: Vec<Block>,
    pub truth: Truth,
}

impl Draft {
    pub fn know(&mut self, field: &'static str, value: impl Into<String>) {
        self.truth.insert(field, value.into());
    }

    pub fn put(&mut self, block: Block) {
        self.blocks.push(block);
    }

    pub fn middle(&mut self, runs: Vec<Run>) {
        self.blocks.push(Block::Middle { runs });
    }

    /// A number's line: as its side writes it, at times over two lines, at times missing.
    pub fn number(&mut self, party: bool, old: bool, symbol: &str, year: Option<i16>) -> Vec<String> {
        let number = self.dice.number(1, 1900);
        let number = if number < 10 { format!("0{number}") } else { number.to_string() };
        let (code, shown) = match (party, year) {
            (true, _) if old && self.dice.odds(0.3) => {
                (format!("{number}-{symbol}"), format!("{number} - {symbol}"))
            }
            (true, _) => (format!("{number}-{symbol}"), format!("{number}-{symbol}")),
            (false, Some(year)) => (format!("{number}/{year}/{symbol}"), format!("{number}/{year}/{symbol}")),
            (false, None) if old && self.dice.odds(0.3) => {
                (format!("{number}/{symbol}"), format!("{number} /{symbol}"))
            }
            (false, None) => (format!("{number}/{symbol}"), format!("{number}/{symbol}")),
        };
        let label = match (party, old) {
            (true, false) => "Số",
            (true, true) => self.dice.any(&["Số:", "Số", "Số :"]),
            (false, false) => "Số:",
            (false, true) => self.dice.any(&["Số:", "Số :", "Số"]),
        };
        if self.dice.odds(0.04) {
            return Vec::new();
        }
        self.know("code", code);
        let eth = self.dice.odds(0.12);
        let shown = if eth { shown.replace('Đ', "Ð") } else { shown };
        let split = self.dice.odds(0.10);
        match (split, shown.split_once('/')) {
            (true, Some((front, back))) if shown.len() > 14 => {
                vec![format!("{label} {front}/"), back.to_owned()]
            }
            (true, _) => vec![label.to_owned(), shown],
            _ => vec![format!("{label} {shown}")],
        }
    }

    /// Place and date, at times missing.
    pub fn date(&mut self, place: &str, day: Date) -> Option<String> {
        if self.dice.odds(0.04) {
            return None;
        }
        Some(head::place_and_date(&mut self.dice, place, day, &mut self.truth))
    }

    /// The subject of a letter, under its number.
    pub fn about(&mut self, words: &str, party: bool, old: bool) -> Vec<Run> {
        let matter = self.matter();
        let shown = format!("{words}{matter}");
        // "V/v" is a sign of the form; "về việc" belongs to the subject, as it is registered.
        let kept = words.to_lowercase().starts_with("về");
        self.know("subject", if kept { shown.clone() } else { matter });
        let size = if party || old { 12.0 } else { 13.0 };
        head::broken(&shown, 34).into_iter().map(|l| Run { italic: party, ..Run::new(l, size) }).collect()
    }

    /// What it is about; at times that is another paper.
    pub fn matter(&mut self) -> String {
        let matter = self.dice.pick(&words::MATTERS);
        if self.dice.odds(0.08) {
            let day = self.dice.day(2021, 2024);
            let (cited, _) = text::cite(&mut self.dice, day, true);
            return format!("triển khai thực hiện {cited}");
        }
        matter.to_owned()
    }

    /// Whom it goes to, one or several.
    pub fn addressees(&mut self, label: &str, party: bool) {
        let first = self.dice.pick(&words::ADDRESSEES);
        let mut list = vec![first];
        if self.dice.odds(0.4) {
            for _ in 0..self.dice.number(1, 2) {
                let next = self.dice.pick(&words::ADDRESSEES);
                if !list.contains(&next) {
                    list.push(next);
                }
            }
        }
        self.know("addressee", list.join("; "));
        let runs = match list.as_slice() {
            [one] => {
                let end = self.dice.any(&[".", "", ","]);
                let end = if party || end != "," { end } else { "" };
                vec![Run::new(format!("{label}: {one}{end}"), 14.0)]
            }
            several => {
                let (mark, last) = (if party { "," } else { ";" }, several.len() - 1);
                let items = several.iter().enumerate();
                let items = items.map(|(n, t)| format!("- {t}{}", if n == last { "." } else { mark }));
                let label = Run::new(format!("{label}:"), 14.0);
                std::iter::once(label).chain(items.map(|t| Run::new(t, 14.0))).collect()
            }
        };
        self.middle(runs);
    }

    /// Name of the kind and the subject below it.
    pub fn title(&mut self, kind: &str, subject: &str, party: bool) {
        self.know("kind", first_large(kind));
        let mut runs = vec![Run::new(kind, 15.0).bold()];
        if !subject.is_empty() {
            self.know("subject", subject);
            let lines = head::broken(subject, 62);
            let last = lines.len() - 1;
            for (n, line) in lines.into_iter().enumerate() {
                runs.push(Run { ruled: !party && n == last, ..Run::new(line, 14.0).bold() });
            }
        }
        if party {
            runs.push(Run::new(self.dice.any(&["-----", "-----", "_____", "---"]), 14.0));
        }
        self.middle(runs);
    }

    pub fn body(&mut self, day: Date, party: bool, asks: bool) {
        let dated = self.truth.contains_key("date");
        let blocks = text::body(&mut self.dice, day, dated, party, asks, &mut self.truth);
        self.blocks.extend(blocks);
    }

    pub fn signed(&mut self, kind: Kind, party: bool, old: bool) {
        if self.dice.odds(0.04) {
            let runs = foot::recipients(&mut self.dice, party, &mut self.truth);
            self.put(Block::Row { columns: vec![Column { runs, centred: false, share: 1.0 }] });
            return;
        }
        let signature = foot::sign(&mut self.dice, kind, party, old);
        let foot = foot::foot(&mut self.dice, &signature, party, &mut self.truth);
        self.put(foot);
    }

    /// What an office does to a paper: a stamp of arrival, the mark of an electronic signature.
    pub fn happens(&mut self) {
        let day = self.dice.day(2025, 2027);
        if self.dice.odds(0.15) {
            let stamp = head::arrived(&mut self.dice, day);
            self.blocks.insert(if self.dice.odds(0.5) { 0 } else { 1 }, stamp);
        }
        if self.dice.odds(0.06) {
            let said = match self.dice.below(2) {
                0 => vec![
                    "Người ký: VĂN PHÒNG ĐIỆN TỬ".to_owned(),
                    "Email: vanphong@haison.vi.du".to_owned(),
                    format!(
                        "Thời gian ký: {:02}/{:02}/{} 14:33:02 +07:00",
                        day.day(),
                        day.month(),
                        day.year()
                    ),
                ],
                _ => vec![
                    "Ký bởi: Trung tâm Chữ ký số".to_owned(),
                    format!("Ngày ký: {:02}-{:02}-{} 08:10:15 +07:00", day.day(), day.month(), day.year()),
                ],
            };
            let runs = said.into_iter().map(|t| Run::new(t, 8.0)).collect();
            self.blocks.insert(0, Block::Stamp { runs, x: 118.0, y: 1.0 });
        }
    }
}

/// "NGHỊ QUYẾT" as the kind is called in lists.
pub(crate) fn first_large(name: &str) -> String {
    let lower = name.to_lowercase().replace("thỏa", "thoả").replace("ủy", "uỷ");
    let mut letters = lower.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
