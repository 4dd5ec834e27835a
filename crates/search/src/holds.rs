//! Whether a thing holds what is asked: the plain meaning of a question, read off the text itself.
//!
//! An index has to find exactly this; the tail of the journal is asked this way, and the tests hold indexes to it.

use crate::analysis::Analysed;
use crate::ask::{Piece, Question, Term};
use crate::entry::Entry;

/// A thing's text, ready to be asked.
pub struct Text {
    parts: Vec<Analysed>,
}

impl Text {
    #[must_use]
    pub fn of(entry: &Entry) -> Text {
        Text { parts: entry.parts().iter().map(|part| Analysed::of(part)).collect() }
    }

    #[must_use]
    pub fn parts(&self) -> &[Analysed] {
        &self.parts
    }

    /// Whether this holds what is asked: every piece, or enough pieces of a sentence.
    #[must_use]
    pub fn holds(&self, question: &Question) -> bool {
        let found = question.pieces.iter().filter(|piece| self.has(piece)).count();
        found >= needed(question)
    }

    fn has(&self, piece: &Piece) -> bool {
        self.parts.iter().any(|part| has(part, piece))
    }
}

/// How many pieces of a question have to be there: all; of a sentence a third.
#[must_use]
pub fn needed(question: &Question) -> usize {
    let pieces = question.pieces.len();
    if question.sentence() { pieces.div_ceil(3) } else { pieces }
}

fn has(part: &Analysed, piece: &Piece) -> bool {
    let folded = || part.folded.split(' ');
    let accented = || part.accented.split(' ');
    match piece {
        Piece::Word(term) if term.marked() => {
            accented().any(|word| word == term.accented)
                || (part.bare && folded().any(|word| word == term.folded))
        }
        Piece::Word(term) => folded().any(|word| word == term.folded),
        Piece::Prefix(term) if term.marked() => {
            accented().any(|word| word.starts_with(&term.accented))
                || (part.bare && folded().any(|word| word.starts_with(&term.folded)))
        }
        Piece::Prefix(term) => folded().any(|word| word.starts_with(&term.folded)),
        Piece::Phrase(terms, prefix) if terms.iter().any(Term::marked) => {
            run(&part.accented, terms, *prefix, |term| &term.accented)
                || (part.bare && run(&part.folded, terms, *prefix, |term| &term.folded))
        }
        Piece::Phrase(terms, prefix) => run(&part.folded, terms, *prefix, |term| &term.folded),
        Piece::Code(terms, _) => run(&part.folded, terms, false, |term| &term.folded),
    }
}

/// Whether the words stand side by side.
fn run(level: &str, terms: &[Term], prefix: bool, key: impl Fn(&Term) -> &String) -> bool {
    let words: Vec<_> = level.split(' ').collect();
    let last = terms.len().saturating_sub(1);
    words.windows(terms.len().max(1)).any(|window| {
        window.iter().zip(terms).enumerate().all(|(at, (word, term))| {
            if prefix && at == last { word.starts_with(key(term)) } else { *word == key(term) }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str, asked: &str) -> bool {
        let mut entry = Entry::new("paper", uuid::Uuid::nil());
        entry.body = text.to_owned();
        Text::of(&entry).holds(&Question::parse(asked, false))
    }

    #[test]
    fn a_typed_mark_counts_and_a_missing_one_is_forgiven() {
        for (text, asked, found) in [
            ("Kế hoạch chuyển đổi số", "ke hoach so", true),
            ("Kế hoạch chuyển đổi số", "KẾ HOẠCH", true),
            ("Kế hoạch chuyển đổi số", "kẻ hoạch", false),
            ("Kế hoạch chuyển đổi số", "ke hoạch", true),
            ("Tỉnh ủy Quảng Ninh", "tỉnh uỷ", true),
            ("Tỉnh uỷ Quảng Ninh", "ti\u{309}nh u\u{309}y", true),
            ("To trinh mua may tinh", "tờ trình máy tính", true),
            ("Tờ trinh mua may tinh", "tờ trình", false),
            ("Công văn số 25-CV/TU ngày 05/9/2026", "25-CV/TU 5/9/2026", true),
            ("Công văn số 25-CV/TU ngày 05/9/2026", "cv/tu", true),
            ("Công văn số 25-CV/TU", "25-TU/CV", false),
            ("Quyết định 15/QĐ-BNV", "15/qd", true),
            ("chuyển đổi số", "\"chuyển đổi\"", true),
            ("chuyển đổi số", "\"chuyển số\"", false),
            ("chuyển đổi số", "chuyển s*", true),
            ("chuyển đổi số", "\"chuyển đ*\"", true),
            ("", "a", false),
        ] {
            assert_eq!(holds(text, asked), found, "{text} ? {asked}");
        }
    }
}
