//! A letter in the layout of Party or State. Sizes, margins and words are the rule's of the letter's own date.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rules::{LetterPart, RulePack, Side};
use serde::Serialize;

use crate::Table;

/// A layout as the rules of one day have it: nothing of it is decided here.
#[derive(Debug, Clone, Serialize)]
pub struct Layout {
    /// `party` or `state`.
    pub side: Side,
    /// Margins in millimetres: top, bottom, left, right; and how far the page number stands from the upper edge.
    pub margins: [f32; 5],
    /// Parts by their short name: `motto`, `number`, …
    pub parts: BTreeMap<String, Part>,
}

/// How one part is set.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Part {
    pub text: String,
    pub size: f32,
    pub bold: bool,
    pub italic: bool,
    pub upper: bool,
    pub underlined: bool,
    pub rule: Option<f32>,
    pub line: Option<f32>,
    pub apart: Option<f32>,
    pub indent: Option<f32>,
    pub between: String,
    pub ending: String,
    #[serde(skip)]
    stamps: LetterStamps,
}

/// Sizes of stamps, asked by their words.
#[derive(Debug, Clone, Default, PartialEq)]
struct LetterStamps(Option<LetterPart>);

/// Parts that a letter cannot do without, on either side.
const NEEDED: [&str; 20] = [
    "motto",
    "superior",
    "issuer",
    "joint",
    "number",
    "about",
    "date",
    "kind",
    "subject",
    "body",
    "base",
    "heading",
    "capacity",
    "position",
    "name",
    "recipients",
    "recipient",
    "to",
    "to_submission",
    "page_number",
];

/// Parts that one side has and the other has not, or that few letters use: without them they are set as the body.
const OTHERS: [&str; 9] = [
    "star",
    "country",
    "authority",
    "urgency",
    "circulation",
    "drafter",
    "address",
    "appendix",
    "appendix_with",
];

impl Layout {
    /// The layout of this side on this day. Nothing, when the rules do not know the page or a part of it.
    #[must_use]
    pub fn of(rules: &RulePack, side: Side, date: Date) -> Option<Layout> {
        let rows = rules.letter_layout(side, date);
        let page = rows.get("page")?.value.margins?;
        let margins = [page.top, page.bottom, page.left, page.right, page.number].map(rules::Measure::usual);
        let parts: BTreeMap<String, Part> =
            rows.iter().map(|(name, row)| ((*name).to_owned(), part(&row.value))).collect();
        let mut layout = Layout { side, margins, parts };
        if NEEDED.iter().any(|name| !layout.parts.contains_key(*name)) {
            return None;
        }
        let plain = Part { text: String::new(), line: None, ..layout.part("body") };
        for name in OTHERS {
            layout.parts.entry(name.to_owned()).or_insert_with(|| plain.clone());
        }
        Some(layout)
    }

    /// A part by its short name.
    #[must_use]
    pub fn part(&self, name: &str) -> Part {
        self.parts.get(name).cloned().unwrap_or_default()
    }

    /// A mark of urgency with the size that the rule gives its stamp.
    #[must_use]
    pub fn urgency(&self, words: &str) -> Mark {
        let stamps = self.part("urgency").stamps;
        let size = stamps.0.and_then(|part| part.stamp(words)).map(|side| side.map(f32::from));
        Mark { text: words.to_owned(), size }
    }
}

fn part(from: &LetterPart) -> Part {
    let usual = |measure: Option<rules::Measure>| measure.map(rules::Measure::usual);
    Part {
        text: from.text.clone(),
        size: usual(from.size).unwrap_or_default(),
        bold: from.bold,
        italic: from.italic,
        upper: from.upper,
        underlined: from.underlined,
        rule: usual(from.rule),
        line: usual(from.line),
        apart: usual(from.apart),
        indent: usual(from.indent),
        between: from.between.clone(),
        ending: from.ending.clone(),
        stamps: LetterStamps((!from.boxes.is_empty()).then(|| from.clone())),
    }
}

/// A boxed mark in red.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mark {
    pub text: String,
    /// Width and height in millimetres, where a rule gives them.
    pub size: Option<[f32; 2]>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Letter {
    pub lang: String,
    pub mark: Option<String>,
    pub layout: Layout,
    /// Printed on both sides: back pages have their margins the other way round.
    pub duplex: bool,
    pub superior: String,
    /// More than one: issued together, the leading body first.
    pub issuers: Vec<String>,
    /// `05-NQ/TU`, `12/UBND-VX`. A draft has no number yet and begins with what follows it: `-NQ/TU`.
    pub code: String,
    pub place_and_date: String,
    /// Empty for an official letter (công văn), which prints no name of its kind.
    pub kind: String,
    /// Without the words that stand before it in an official letter.
    pub subject: String,
    /// Who issues a decision or resolution, above its bases: `GIÁM ĐỐC SỞ NỘI VỤ`.
    pub authority: String,
    pub urgency: Option<Mark>,
    /// `TÀI LIỆU HỘI NGHỊ`, `Dự thảo lần 1`, `LƯU HÀNH NỘI BỘ`.
    pub circulation: String,
    pub to: Vec<String>,
    /// Laid before a body above, which has words of its own.
    pub submitted: bool,
    pub bases: Vec<String>,
    pub body: Vec<Paragraph>,
    /// The first signs at the right; of several, each following one to the left of the one before.
    pub signers: Vec<Signer>,
    /// Without what separates them.
    pub recipients: Vec<String>,
    /// `PL.(300)`: who drafted it, and how many copies.
    pub drafter: String,
    /// The issuer's address, at the foot of the first page.
    pub address: String,
    pub appendices: Vec<Appendix>,
}

impl Letter {
    /// A letter with nothing in it yet.
    #[must_use]
    pub fn new(layout: Layout) -> Letter {
        Letter {
            lang: "vi".to_owned(),
            mark: None,
            layout,
            duplex: false,
            superior: String::new(),
            issuers: Vec::new(),
            code: String::new(),
            place_and_date: String::new(),
            kind: String::new(),
            subject: String::new(),
            authority: String::new(),
            urgency: None,
            circulation: String::new(),
            to: Vec::new(),
            submitted: false,
            bases: Vec::new(),
            body: Vec::new(),
            signers: Vec::new(),
            recipients: Vec::new(),
            drafter: String::new(),
            address: String::new(),
            appendices: Vec::new(),
        }
    }

    /// Paragraphs and lines of tables, appendices with them.
    #[must_use]
    pub fn length(&self) -> usize {
        let of = |body: &[Paragraph]| -> usize {
            let one = |paragraph: &Paragraph| match paragraph {
                Paragraph::Table(table) => table.rows.len(),
                _ => 1,
            };
            body.iter().map(one).sum()
        };
        of(&self.body) + self.appendices.iter().map(|appendix| of(&appendix.body)).sum::<usize>()
    }
}

#[derive(Debug, Clone, Serialize)]
#[serde(tag = "paragraph", rename_all = "snake_case")]
pub enum Paragraph {
    Text {
        text: String,
    },
    /// `I- Tình hình chung`, `1. Kết quả`: bold, at the indent.
    Heading {
        text: String,
    },
    /// One step below a heading: `1- Học tập, quán triệt`.
    Subheading {
        text: String,
    },
    /// A part, chapter or section: its label, and its title in capitals, both in the middle.
    Chapter {
        label: String,
        title: String,
    },
    /// `Điều 1.` in bold, and what it says.
    Article {
        label: String,
        text: String,
    },
    Table(Table),
}

impl Paragraph {
    pub fn text(text: impl Into<String>) -> Paragraph {
        Paragraph::Text { text: text.into() }
    }

    pub fn heading(text: impl Into<String>) -> Paragraph {
        Paragraph::Heading { text: text.into() }
    }

    pub fn subheading(text: impl Into<String>) -> Paragraph {
        Paragraph::Subheading { text: text.into() }
    }

    pub fn article(label: impl Into<String>, text: impl Into<String>) -> Paragraph {
        Paragraph::Article { label: label.into(), text: text.into() }
    }
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct Signer {
    /// Each on its own line: `T/M BAN THƯỜNG VỤ`; `TM. UỶ BAN NHÂN DÂN`, `KT. CHỦ TỊCH`.
    pub capacity: Vec<String>,
    pub position: String,
    pub name: String,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct Appendix {
    /// `Phụ lục I`.
    pub label: String,
    pub title: String,
    /// `(Kèm theo Kế hoạch số 12-KH/TU, ngày …)`.
    pub with: String,
    pub body: Vec<Paragraph>,
}
