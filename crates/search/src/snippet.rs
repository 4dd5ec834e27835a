//! Where a question shows in a text: marks in a subject, the place of a body that says most about it.

use vietnamese::Word;

use crate::ask::{Piece, Question, Term};
use crate::meant::one_typo;

/// A piece of text, marked or not.
pub type Run = (String, bool);

/// Words of an excerpt, and how far a body is looked through for the best place, in bytes.
const EXCERPT: usize = 34;
const LOOKED: usize = 200_000;
/// Shorter words have too many neighbours: "báo" is one letter from "bộ" and would be marked wherever nothing else is.
const TYPO_FROM: usize = 5;

struct Found<'a> {
    word: Word<'a>,
    /// Bits of the pieces this word belongs to.
    pieces: u64,
}

/// The text with what was asked for marked. Accents that were typed count, unless nothing holds them.
#[must_use]
pub fn marked(text: &str, question: &Question) -> Vec<Run> {
    let found = find(text, question);
    runs(text, (0, text.len()), &found)
}

/// The part of a text that holds most of what was asked for, marked. Empty when it holds nothing of it.
#[must_use]
pub fn excerpt(text: &str, question: &Question) -> Vec<Run> {
    let text = text.get(..text.floor_char_boundary(LOOKED)).unwrap_or_default();
    let found = find(text, question);
    let hits: Vec<usize> =
        found.iter().enumerate().filter(|(_, word)| word.pieces != 0).map(|(at, _)| at).collect();
    // The window that begins at a hit and holds the most different pieces; then the most hits; then the first.
    let best = hits.iter().enumerate().map(|(n, &from)| {
        let inside = hits[n..].iter().take_while(|at| **at < from + EXCERPT - 6);
        let (pieces, count) =
            inside.fold((0u64, 0usize), |(pieces, count), at| (pieces | found[*at].pieces, count + 1));
        (pieces.count_ones(), count, std::cmp::Reverse(from))
    });
    let Some((_, _, std::cmp::Reverse(from))) = best.max() else { return Vec::new() };
    let first = from.saturating_sub(5);
    let last = (first + EXCERPT).min(found.len()) - 1;
    let (start, end) = (found[first].word.start, found[last].word.end);
    let mut runs = runs(text, (start, end), &found[first..=last]);
    if first > 0
        && let Some((text, _)) = runs.first_mut()
    {
        text.insert_str(0, "… ");
    }
    if last + 1 < found.len() {
        runs.push((" …".to_owned(), false));
    }
    runs
}

fn runs(text: &str, (start, end): (usize, usize), found: &[Found<'_>]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut at = start;
    let mut put = |text: &str, hit: bool| match runs.last_mut() {
        _ if text.is_empty() => {}
        Some((last, marked)) if *marked == hit => last.push_str(text),
        _ => runs.push((text.to_owned(), hit)),
    };
    let mut before = false;
    for one in found {
        let hit = one.pieces != 0;
        let gap = text.get(at..one.word.start).unwrap_or_default();
        // The space between two marked words is marked too: one mark for a phrase.
        put(gap, before && hit && gap.len() <= 3);
        put(one.word.text, hit);
        at = one.word.end;
        before = hit;
    }
    put(text.get(at..end).unwrap_or_default(), false);
    // Lines of a scan are no lines here.
    for (text, _) in &mut runs {
        if text.contains(char::is_control) {
            *text = text.split(char::is_control).collect::<Vec<_>>().join(" ");
        }
    }
    runs
}

fn find<'a>(text: &'a str, question: &Question) -> Vec<Found<'a>> {
    let words: Vec<_> = vietnamese::words(text).map(|word| (Term::of(&word), word)).collect();
    let mut pieces = Vec::new();
    for level in [Level::Marks, Level::Folded, Level::Typos] {
        pieces = search(&words, question, level);
        if pieces.iter().any(|bits| *bits != 0) {
            break;
        }
    }
    words.into_iter().zip(pieces).map(|((_, word), pieces)| Found { word, pieces }).collect()
}

/// How much has to be the same: what comes near is marked as well as what holds it.
#[derive(Clone, Copy, PartialEq)]
enum Level {
    Marks,
    Folded,
    Typos,
}

fn search(words: &[(Term, Word<'_>)], question: &Question, level: Level) -> Vec<u64> {
    let mut bits = vec![0u64; words.len()];
    for (place, piece) in question.pieces.iter().enumerate() {
        let bit = 1u64 << (place % 64);
        let terms = piece.terms();
        let prefix = matches!(piece, Piece::Prefix(_) | Piece::Phrase(_, true));
        for (at, window) in words.windows(terms.len().max(1)).enumerate() {
            let fits = window.iter().zip(terms).enumerate().all(|(n, ((word, _), term))| {
                let begins = prefix && n + 1 == terms.len();
                fits(word, term, begins, level)
            });
            if fits {
                bits[at..at + terms.len()].iter_mut().for_each(|bits| *bits |= bit);
            }
        }
    }
    bits
}

fn fits(word: &Term, term: &Term, begins: bool, level: Level) -> bool {
    let (word, term) = if level == Level::Marks && term.marked() {
        (&word.accented, &term.accented)
    } else {
        (&word.folded, &term.folded)
    };
    if begins && word.starts_with(term.as_str()) {
        return true;
    }
    word == term || (level == Level::Typos && term.chars().count() >= TYPO_FROM && one_typo(word, term))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(runs: &[Run]) -> String {
        runs.iter().map(|(text, hit)| if *hit { format!("[{text}]") } else { text.clone() }).collect()
    }

    #[test]
    fn marks_in_a_subject() {
        for (text, asked, marked_) in [
            ("V/v góp ý dự thảo Kế hoạch", "gop y ke hoach", "V/v [góp ý] dự thảo [Kế hoạch]"),
            ("Tỉnh ủy", "uỷ", "Tỉnh [ủy]"),
            ("bản án, bàn ăn", "bàn", "bản án, [bàn] ăn"),
            ("bản án", "bàn", "[bản] án"),
            ("Trả lời Công văn 25-CV/TU", "25-cv/tu", "Trả lời Công văn [25-CV/TU]"),
            ("chuyển đổi số, đổi mới", "\"chuyển đổi\"", "[chuyển đổi] số, đổi mới"),
            ("Nghị quyết", "ng*", "[Nghị] quyết"),
            ("", "a", ""),
        ] {
            assert_eq!(said(&marked(text, &Question::parse(asked, false))), marked_);
        }
    }

    #[test]
    fn the_best_place_of_a_body() {
        let body = format!("{}Về chuyển đổi số\ntrong cơ quan {}", "và ".repeat(100), "thì ".repeat(100));
        let excerpt = said(&excerpt(&body, &Question::parse("chuyển đổi số", false)));
        assert!(excerpt.starts_with("… và và và và Về [chuyển đổi số] trong cơ quan thì"), "{excerpt}");
        assert!(excerpt.ends_with("thì …"));
        assert!(super::excerpt("không có gì", &Question::parse("máy", false)).is_empty());
    }
}
