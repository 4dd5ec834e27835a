//! What is taken from a paper's text once, so that it can be found again by it: a signature by which texts that are
//! nearly the same meet, and the papers that it names. Pure.

pub mod names;
pub mod near;

use serde::{Deserialize, Serialize};

pub use names::{How, Named};
pub use near::{Compared, Head, Verdict};

/// What is kept beside a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// Empty where the text is too short to tell it from others.
    pub signature: Vec<u32>,
    pub words: u32,
    /// The papers that it answers, carries out or names.
    pub names: Vec<Named>,
}

impl Marks {
    /// Of a text; `own` is its own number and symbol, which it does not name.
    #[must_use]
    pub fn of(text: &str, own: &str) -> Marks {
        let words = near::hashed(text);
        let count = u32::try_from(words.len()).unwrap_or(u32::MAX);
        Marks { signature: near::signature(&words), words: count, names: names::named(text, own) }
    }
}
