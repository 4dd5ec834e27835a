//! Bytes in, text and facts out.
//!
//! A file that comes through the door is bytes of which nothing may be believed. [`sniff`] says
//! what it is by its bytes, [`read_bytes`] gives its text, and the [`letterhead`] reader the facts
//! of its head and foot with the place where each was seen and how sure it is. [`Reader`] does the
//! same in a child process with limits on time, memory and output, without network and, where the
//! kernel can, without files. The program that holds this crate calls [`child_main`] when it is
//! started with `read-child`.
//!
//! Nothing here knows the office: no acts, no database, no clock.

words::texts!();

mod child;
mod container;
mod cut;
mod doc;
mod docx;
mod draft;
pub mod engine;
pub mod evaluate;
mod guide;
mod html;
mod layer;
pub mod letterhead;
mod lockdown;
mod model;
mod odt;
mod ole;
mod packed;
mod parts;
mod pdf;
mod placed;
mod pptx;
mod problem;
mod program;
mod read;
mod reader;
mod rtf;
mod scan;
mod sheet;
mod sniff;
mod text;
mod xls;
mod xlsx;

pub use child::{CHILD_COMMAND, child_main, child_main_with};
pub use container::{Attachment, Bundle, Message, Sort, main_paper, open_bundle, said_by_message};
pub use guide::{Guide, PARTS_MOST, SPLIT_CODE, Says, Span, paper_code};
pub use lockdown::Lockdown;
pub use model::{
    Area, Cite, DOUBTFUL, DeadlineFrom, DeadlineRule, Facts, Format, Limits, Reading, Signer, sha256,
};
pub use pdf::page_image_of;
pub use problem::{Note, NoteCode, Problem, ProblemCode};
pub use read::{Part, read_apart, read_bytes};
pub(crate) use reader::cores;
pub use reader::{Reader, page_image};
pub use sniff::sniff;
