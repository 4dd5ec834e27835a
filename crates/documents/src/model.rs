//! Marks of keys.

/// What opens a new book each year or term: "Sổ văn bản đến", the book of a section.
pub struct Series;
/// One run of numbers: the series in one year or term.
pub struct Book;
pub struct Paper;
pub struct PaperFile;
pub struct OriginalMove;
/// Something written by hand, as it was typed.
pub struct Writing;
/// A paper's line in the book of a unit that it came to.
pub struct Entry;
