//! A letter in the layout of Party or State. Sizes and margins come from the rules of the letter's own date.

use serde::Serialize;

/// Measures of a layout, read from the rule pack: nothing of them is decided here.
#[derive(Debug, Clone, Serialize)]
pub struct Layout {
    /// `party` or `state`: which template.
    pub body: String,
    /// Margins in millimetres: top, bottom, left, right.
    pub margins: [f32; 4],
    /// Sizes in points by the component's name; the template names what it needs.
    pub sizes: std::collections::BTreeMap<String, f32>,
    /// Words of the layout: the motto, "Nơi nhận:", …
    pub words: std::collections::BTreeMap<String, String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Letter {
    pub lang: String,
    pub mark: Option<String>,
    pub layout: Layout,
    pub superior: String,
    pub issuer: String,
    /// As printed: "Số 05-NQ/TU", "Số: 12/UBND-VX".
    pub number: String,
    pub place_and_date: String,
    /// Empty for an official letter (công văn), which prints no name of its kind.
    pub kind: String,
    pub subject: String,
    pub urgency: String,
    pub to: Vec<String>,
    pub bases: Vec<String>,
    pub body: Vec<Paragraph>,
    pub signer: Signer,
    pub recipients: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(tag = "paragraph", rename_all = "snake_case")]
pub enum Paragraph {
    Text {
        text: String,
    },
    /// A part, chapter or article: bold.
    Heading {
        text: String,
    },
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct Signer {
    /// "T/M BAN THƯỜNG VỤ", "KT. CHỦ TỊCH".
    pub capacity: String,
    pub position: String,
    pub name: String,
}
