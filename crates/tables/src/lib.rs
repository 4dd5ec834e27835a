//! Tables. In: a workbook or a text table of any office program, told apart by its bytes, as rows of text; days however
//! they are written; which column says what. Out: a table of Excel with its heading, ready to print. No meaning yet: that
//! is the caller's.

mod days;
mod heading;
mod read;
mod write;

pub use days::{Day, day};
pub use heading::{Heading, Names, find, plain, repeats};
pub use read::{Limits, Sheet, empty, read, too_large, unreadable};
pub use write::{Cell, Frame, MEDIA, Written, write};

words::texts!();
