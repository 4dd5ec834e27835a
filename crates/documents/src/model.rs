//! Marks of keys.

pub struct Book;
pub struct Paper;
pub struct PaperFile;
pub struct OriginalMove;
