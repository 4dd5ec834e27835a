//! What somebody may have meant, read off texts that come near: nothing is suggested that these texts do not hold.

use std::collections::HashMap;

use crate::ask::Term;

/// Letters of a text that is looked at, in bytes.
const LOOKED: usize = 100_000;

/// The question with its unknown words as the texts write them; `None` when there is nothing better.
#[must_use]
pub fn meant(typed: &str, texts: &[String]) -> Option<String> {
    let mut known: HashMap<Term, usize> = HashMap::new();
    for text in texts {
        let text = text.get(..text.floor_char_boundary(LOOKED)).unwrap_or_default();
        for word in vietnamese::words(text) {
            *known.entry(Term::of(&word)).or_default() += 1;
        }
    }
    let mut said = String::new();
    let (mut at, mut changed) = (0, false);
    for word in vietnamese::words(typed) {
        said.push_str(typed.get(at..word.start).unwrap_or_default());
        at = word.end;
        let asked = Term::of(&word);
        match better(&asked, &known) {
            Some(term) => {
                said.push_str(&term.accented);
                changed = true;
            }
            None => said.push_str(word.text),
        }
    }
    said.push_str(typed.get(at..).unwrap_or_default());
    changed.then_some(said)
}

fn better<'a>(asked: &Term, known: &'a HashMap<Term, usize>) -> Option<&'a Term> {
    let there = |term: &Term| {
        if asked.marked() { term.accented == asked.accented } else { term.folded == asked.folded }
    };
    if known.keys().any(there) || asked.folded.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let best = |fits: &dyn Fn(&Term) -> bool| {
        let fitting = known.iter().filter(|(term, _)| fits(term));
        fitting
            .max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.accented.cmp(&a.0.accented)))
            .map(|(term, _)| term)
    };
    best(&|term| term.folded == asked.folded).or_else(|| {
        (asked.folded.chars().count() >= 3)
            .then(|| best(&|term| one_typo(&term.folded, &asked.folded)))
            .flatten()
    })
}

/// Whether one letter more, less, other, or two changed places make one word of the other.
#[must_use]
pub fn one_typo(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long.iter()).take_while(|(x, y)| x == y).count();
    let (short_rest, long_rest) = (&short[same..], &long[same..]);
    match (short_rest, long_rest) {
        ([], _) => true,
        _ if short.len() < long.len() => *short_rest == long_rest[1..],
        ([_, x @ ..], [_, y @ ..]) if x == y => true,
        ([a, b, x @ ..], [c, d, y @ ..]) => a == d && b == c && x == y,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_stands_in_the_texts() {
        let texts = ["Kế hoạch chuyển đổi số của Tỉnh uỷ".to_owned()];
        for (typed, said) in [
            ("kế hoặch chuyển đổi", Some("kế hoạch chuyển đổi")),
            ("ke hoahc", Some("ke hoạch")),
            ("ke hoach", None),
            ("kế hoạch", None),
            ("máy bay", None),
            ("\"chuyen dỗi\" 2026", Some("\"chuyen đổi\" 2026")),
        ] {
            assert_eq!(meant(typed, &texts).as_deref(), said, "{typed}");
        }
    }

    #[test]
    fn one_typo_is_one() {
        for (a, b, one) in [
            ("hoach", "hoahc", true),
            ("hoach", "hoac", true),
            ("hoach", "hoach", true),
            ("hoach", "hoatch", true),
            ("hoach", "huach", true),
            ("hoach", "hua", false),
            ("abcd", "badc", false),
            ("", "a", true),
        ] {
            assert_eq!(one_typo(a, b), one, "{a} {b}");
            assert_eq!(one_typo(b, a), one, "{b} {a}");
        }
    }
}
