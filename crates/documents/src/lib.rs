//! The nouns that every function hands around: papers, their files, books and their numbers.
//!
//! A book gives its numbers one by one, inside the act that needs one, from a locked counter row; a
//! unique constraint is the second lock. A number, once given, is never given again: a voided one stays
//! in the book with its reason.

pub mod acts;
pub mod model;
mod store;

pub use acts::{
    ConfigureBook, Confirm, Copy, Correct, Fill, Move, NewPaper, Registered, Reserve, begin_book,
    configure_book, confirm_original, correct, fill_reserved, join_copy, move_original, register,
    register_numbered, reserve_number, void_number,
};
pub use model::{Book, OriginalMove, Paper, PaperFile};
pub use store::{
    BookRow, BookState, CopyRow, CorrectionRow, FileRow, MoveRow, PaperRow, book_of_year, book_state, books,
    copies, corrections, file, files, moves, originals_out, page, paper, same_bytes, same_paper,
};

words::texts!();

use kernel::{Check, Fault, Migration, Part, StoreError, SubjectKind, SubjectTable, Tx};
use people::{Permission, Role};

/// May keep a book: where it starts, reserve and void numbers, correct lines, hand originals over.
pub const KEEP: Permission = Permission::new("documents.keep", &[Role::Clerk]);

/// This crate's share of the database.
#[must_use]
pub fn part() -> Part {
    Part {
        name: "documents",
        migrations: &[
            Migration { version: 1, name: "documents", sql: include_str!("../migrations/001_documents.sql") },
            Migration { version: 2, name: "keeping", sql: include_str!("../migrations/002_keeping.sql") },
        ],
        subjects: &[
            SubjectKind { name: "book", tables: &[SubjectTable { table: "books", key: "id", order: "id" }] },
            SubjectKind {
                name: "paper",
                tables: &[
                    SubjectTable { table: "papers", key: "id", order: "id" },
                    SubjectTable { table: "paper_files", key: "paper", order: "id" },
                    SubjectTable { table: "paper_corrections", key: "paper", order: "id" },
                    SubjectTable { table: "paper_copies", key: "paper", order: "id" },
                    SubjectTable { table: "original_moves", key: "paper", order: "id" },
                ],
            },
        ],
        // The counter follows from the papers; the check below holds it to them.
        operational: &["book_counters"],
        checks: &[Check { name: "book without gaps", run: without_gaps }],
    }
}

/// Every book runs from its first number to its counter without a hole.
fn without_gaps(tx: &mut Tx<'_>) -> Result<Vec<Fault>, StoreError> {
    let mut faults = Vec::new();
    for book in store::books(tx)? {
        let state = store::whole_book(tx, &book)?;
        if book.master.is_none() && !state.whole() {
            faults.push(Fault {
                check: "book without gaps".to_owned(),
                place: book.name,
                what: format!(
                    "{} papers from {} to {}, the counter says {}",
                    state.papers, state.first, state.last, state.counter
                ),
            });
        }
    }
    Ok(faults)
}
