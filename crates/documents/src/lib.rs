//! The nouns that every function hands around: papers, their files, books and their numbers.
//!
//! A book gives its numbers one by one, inside the act that needs one, from a locked counter row; a
//! unique constraint is the second lock. A number, once given, is never given again: a voided one stays
//! in the book with its reason.

pub mod acts;
pub mod model;
pub mod numbering;
pub mod similar;
mod store;
pub mod text;

pub use acts::{
    AddFile, AddFiles, Begin, ConfigureBook, Confirm, Copy, Correct, Enter, Fill, Into, Move, NewPaper,
    OldBook, OldLine, PartPapers, Put, Registered, Relate, Reserve, SetSeries, SetTerms, Typed, VoidEntry,
    WrittenAt, add_file, add_files, begin_book, check_book, close_old_book, configure_book, confirm_original,
    correct, enter, fill_reserved, join_copy, may_keep_series, move_original, open_old_book,
    part as part_papers, put_old_lines, register, register_in, relate, relate_to, reserve_number, set_series,
    set_terms, set_text, void_entry, void_number, write_down,
};
pub use model::{Book, Entry, OriginalMove, Paper, PaperFile, Series, Writing};
pub use store::{
    BookRow, BookState, Checked, CopyRow, CorrectionRow, EntryRow, FileRow, GapRow, Given, INCOMING, MoveRow,
    NearText, OldLineRow, PaperRow, RelationRow, SeriesRow, Wanted, WritingRow, all_series, book,
    book_counted, book_of_year, book_state, books, checked, copies, corrections, delete_marks, entries,
    entry, file, files, gaps, give_marks, given_here_from, given_on, insert_marks, key, missing, moves,
    moves_on, named_by, names_of, names_of_paper, near_texts, numbered, of_codes, old_line, older,
    originals_out, originals_with, page, paper, papers, part_code, relations, same_bytes, same_paper, series,
    series_coded, series_posts, similar, texts, unsigned, wanted, whole_book, writings, written,
};

words::texts!();

use kernel::{Check, Fault, Migration, Part, StoreError, SubjectKind, SubjectTable, Tx};
use people::{Permission, Role};

/// May keep the office's books: reserve and void numbers, correct lines, hand originals over.
pub const KEEP: Permission = Permission::new("documents.keep", &[Role::Clerk]);
/// May keep the book of the own unit.
pub const KEEP_UNIT: Permission = Permission::new("documents.keep_unit", &[Role::UnitClerk]);
/// May set books up: which there are, what their numbers restart with, who keeps them; the terms of office.
pub const CONFIGURE: Permission = Permission::new("documents.configure", &[Role::Administrator, Role::Chief]);

/// This crate's share of the database.
#[must_use]
pub fn part() -> Part {
    Part {
        name: "documents",
        migrations: &[
            Migration { version: 1, name: "documents", sql: include_str!("../migrations/001_documents.sql") },
            Migration { version: 2, name: "keeping", sql: include_str!("../migrations/002_keeping.sql") },
            Migration { version: 3, name: "series", sql: include_str!("../migrations/003_series.sql") },
            Migration { version: 4, name: "signing", sql: include_str!("../migrations/004_signing.sql") },
            Migration { version: 5, name: "near", sql: include_str!("../migrations/005_near.sql") },
            Migration { version: 6, name: "old_books", sql: include_str!("../migrations/006_old_books.sql") },
            Migration { version: 7, name: "writings", sql: include_str!("../migrations/007_writings.sql") },
        ],
        subjects: &[
            SubjectKind {
                name: "series",
                tables: &[
                    SubjectTable { table: "book_series", key: "id", order: "id" },
                    SubjectTable { table: "series_posts", key: "series", order: "post" },
                ],
            },
            SubjectKind {
                name: "book",
                tables: &[
                    SubjectTable { table: "books", key: "id", order: "id" },
                    SubjectTable { table: "book_gaps", key: "book", order: "id" },
                ],
            },
            SubjectKind {
                name: "paper",
                tables: &[
                    SubjectTable { table: "papers", key: "id", order: "id" },
                    SubjectTable { table: "paper_files", key: "paper", order: "id" },
                    SubjectTable { table: "paper_corrections", key: "paper", order: "id" },
                    SubjectTable { table: "paper_copies", key: "paper", order: "id" },
                    SubjectTable { table: "original_moves", key: "paper", order: "id" },
                    SubjectTable { table: "paper_entries", key: "paper", order: "id" },
                    SubjectTable { table: "paper_relations", key: "paper", order: "id" },
                    SubjectTable { table: "paper_writings", key: "paper", order: "id" },
                    SubjectTable { table: "paper_old_lines", key: "paper", order: "paper" },
                ],
            },
        ],
        // The counter follows from the papers; the check below holds it to them, and so does the one asked for. What
        // texts are found again by follows from the texts.
        operational: &[
            "book_counters",
            "book_checks",
            "text_marks",
            "text_bands",
            "text_names",
            "paper_terms",
            "papers_unmarked",
        ],
        checks: &[Check { name: WITHOUT_GAPS, run: without_gaps }],
    }
}

/// The nightly check's name.
pub const WITHOUT_GAPS: &str = "book without gaps";
/// Every book runs from its first number to its counter without a hole.
fn without_gaps(tx: &mut Tx<'_>) -> Result<Vec<Fault>, StoreError> {
    let mut faults = Vec::new();
    for book in store::books(tx)? {
        let state = store::whole_book(tx, &book)?;
        if book.master.is_none() && !state.whole() {
            let missing = store::missing_said(tx, &book)?;
            faults.push(Fault {
                check: WITHOUT_GAPS.to_owned(),
                place: book.name,
                what: format!(
                    "{} papers and {} gaps of an old register from {} to {}, the counter says {}; missing: {}",
                    state.papers, state.gaps, state.first, state.last, state.counter, missing
                ),
            });
        }
    }
    Ok(faults)
}

/// Looks through texts of papers that were registered before that was done, the newest first.
pub fn mark_older(office: &kernel::Office) -> anyhow::Result<()> {
    loop {
        let papers = office.read_blocking(|tx| {
            let ids = store::unmarked(tx, OLDER_AT_ONCE)?;
            let mut found = Vec::new();
            for line in store::papers(tx, &ids)? {
                let file = store::files(tx, line.id)?.into_iter().next();
                let known = store::has_marks(tx, line.id)?;
                let marks = file.filter(|_| !known).map(|file| text::Marks::of(&file.text, &line.code));
                found.push((line.id, line.subject, marks));
            }
            Ok::<_, StoreError>(found)
        })?;
        if papers.is_empty() {
            return Ok(());
        }
        office.operate(move |tx| {
            for (id, subject, marks) in &papers {
                store::insert_terms(tx, *id, subject)?;
                if let Some(marks) = marks {
                    store::insert_marks(tx, (id.uuid(), Some(*id)), marks)?;
                }
                store::marked(tx, *id)?;
            }
            Ok(())
        })?;
    }
}

/// Few at once: acts wait meanwhile.
const OLDER_AT_ONCE: u32 = 50;
