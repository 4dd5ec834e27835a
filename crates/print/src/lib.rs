//! What an official page, book or label holds, and the trait that sets it.
//!
//! Functions of the office fill these structs with text in the reader's language and hand them to a [`Press`]. They
//! never see what sets the page: only the program links it, so that a function's tests do not build it.
//! Nothing here is markup. Whatever somebody typed is set as typed.

pub mod docx;
mod guide;
mod label;
mod letter;
mod report;
mod stamp;
pub mod testing;

pub use guide::{Guide, Guides};
pub use label::{Label, Labels};
pub use letter::{Appendix, Layout, Letter, Mark, Paragraph, Part, Signer};
pub use report::{Align, Block, Column, Head, Report, Row, Signature, Table};
pub use stamp::{Stamp, StampLine};

use serde::Serialize;

/// One thing to print.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "sheet", rename_all = "snake_case")]
pub enum Sheet {
    /// Books, slips, lists for signature, closing sheets.
    Report(Report),
    /// Labels for envelopes, several on a page.
    Labels(Labels),
    /// Separator sheets and cover slips, a page each.
    Guides(Guides),
    /// The stamp of arrival on the picture of a paper's first page.
    Stamp(Stamp),
    /// A letter in the layout of the Party or of the State.
    Letter(Box<Letter>),
}

impl Sheet {
    /// Printed across every page of it.
    pub fn mark(&mut self, mark: String) {
        let place = match self {
            Sheet::Report(report) => &mut report.mark,
            Sheet::Labels(labels) => &mut labels.mark,
            Sheet::Guides(guides) => &mut guides.mark,
            Sheet::Stamp(stamp) => &mut stamp.mark,
            Sheet::Letter(letter) => &mut letter.mark,
        };
        *place = Some(mark);
    }
}

/// Sets a sheet as PDF. Slow work: never called inside a transaction.
pub trait Press: Send + Sync {
    fn set(&self, sheet: &Sheet) -> Result<Vec<u8>, PressError>;
}

/// Why a page could not be set. The text is for the log: it names places in the template, never what somebody wrote.
#[derive(Debug, thiserror::Error)]
pub enum PressError {
    #[error("the template cannot be set: {0}")]
    Template(String),
    #[error("{rows} rows are more than the {most} that one sheet may hold")]
    TooLong { rows: usize, most: usize },
    #[error("the picture of the page cannot be read")]
    Picture,
}

/// Rows that one sheet may hold over all its tables. A page of a book has some 25.
pub const MOST_ROWS: usize = 20_000;
