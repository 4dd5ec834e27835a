//! What can be asked and found, the analysis of Vietnamese, and the trait of an index.
//!
//! Functions of the office say what of theirs can be found ([`Source`]) and for whom (the tokens of an [`Entry`]'s
//! reach). An index is a projection of the journal: it can be thrown away and is made again. Which library keeps it is
//! nobody's business here: `search-tantivy` does, and only the program links it. See docs/search.md.

mod analysis;
mod ask;
mod entry;
pub mod follow;
mod holds;
mod index;
mod meant;
mod snippet;

pub use analysis::{Analysed, BARE, code_keys};
pub use ask::{Ask, Filter, Order, Piece, Question, Reach, SENTENCE, TYPED_MAX, Term, WORDS_MAX};
pub use entry::{BODY_MAX, Entry, Facet, Key, Source};
pub use follow::tail;
pub use holds::{Text, needed};
pub use index::{Broken, Filling, Found, Hit, Index, Keeper, Picture, Shelf, Stand, Tail};
pub use meant::{meant, one_typo};
pub use snippet::{Run, excerpt, marked};
