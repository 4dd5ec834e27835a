//! A page with a head, a title, tables or facts, and places to sign: the book, the slip, the list, the closing sheet.

use serde::Serialize;

#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// Language of the texts, for hyphenation and for readers of the screen: `vi`, `en`.
    pub lang: String,
    /// Printed across every page: what a demonstration shows is no paper of an office.
    pub mark: Option<String>,
    pub landscape: bool,
    pub head: Head,
    pub title: String,
    /// Under the title, each on its own line.
    pub under_title: Vec<String>,
    pub blocks: Vec<Block>,
    pub signatures: Vec<Signature>,
    /// At the foot of every page, left of the page number: from what it was made and when.
    pub foot: String,
}

/// Who issues it, top left, and the second half of a head, top right.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Head {
    pub superior: String,
    pub issuer: String,
    /// Top right: place and date, the number of a slip.
    pub right: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    Heading {
        text: String,
    },
    Text {
        text: String,
    },
    /// Who said what stands above it, and when.
    Said {
        by: String,
    },
    /// A label and what stands beside it.
    Facts {
        facts: Vec<(String, String)>,
    },
    Table(Table),
    /// Dotted lines to write on by hand.
    Lines {
        label: String,
        lines: u8,
    },
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct Table {
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// Small numbers (1), (2), … under the headings, as the forms of the decree have them.
    pub numbered: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct Column {
    pub heading: String,
    /// Share of the width.
    pub share: f32,
    pub align: Align,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct Row {
    pub cells: Vec<String>,
    /// A voided line stays legible, struck through.
    pub struck: bool,
}

#[derive(Debug, Clone, Copy, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    #[default]
    Left,
    Centre,
    Right,
}

/// A place to sign: who, in what words, and the name when it is known.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Signature {
    pub capacity: String,
    pub hint: String,
    pub name: String,
}

impl Column {
    pub fn new(heading: impl Into<String>, share: f32) -> Column {
        Column { heading: heading.into(), share, align: Align::Left }
    }

    #[must_use]
    pub fn centred(self) -> Column {
        Column { align: Align::Centre, ..self }
    }

    #[must_use]
    pub fn right(self) -> Column {
        Column { align: Align::Right, ..self }
    }
}

impl<S: Into<String>> FromIterator<S> for Row {
    fn from_iter<I: IntoIterator<Item = S>>(cells: I) -> Row {
        Row { cells: cells.into_iter().map(Into::into).collect(), struck: false }
    }
}

impl Report {
    /// Rows over all its tables.
    pub fn rows(&self) -> usize {
        self.blocks
            .iter()
            .map(|block| match block {
                Block::Table(table) => table.rows.len(),
                _ => 0,
            })
            .sum()
    }
}
