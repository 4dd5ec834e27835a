//! Text as it is indexed and asked for: words at two levels.
//!
//! The accented level is NFC, lower case, one tone placement (uỷ = ủy, hoà = hòa). The folded level has no accents at
//! all (đ is d). Pairs of neighbouring words are made by whoever indexes: both sides take the same words in the same
//! order.

use vietnamese::words;

/// Begins the key of a word in a text that was typed without any accent: such a word may stand for every accented one.
pub const BARE: char = '~';
/// A text shorter than this is not judged: "ban to chuc" is typed without accents, "ban" may be written so.
const BARE_FROM: usize = 3;

/// A text's words at both levels, each level joined by single spaces. Both have the same number of words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Analysed {
    pub accented: String,
    pub folded: String,
    /// Typed without accents: several words, and none of them carries a mark.
    pub bare: bool,
}

impl Analysed {
    #[must_use]
    pub fn of(text: &str) -> Analysed {
        let mut analysed = Analysed::default();
        let (mut letters, mut marked) = (0, false);
        for word in words(text) {
            let (accented, folded) = (word.accented(), word.folded());
            letters += usize::from(folded.chars().all(|c| c.is_ascii_lowercase()));
            marked |= accented != folded;
            for (level, key) in [(&mut analysed.accented, accented), (&mut analysed.folded, folded)] {
                if !level.is_empty() {
                    level.push(' ');
                }
                level.push_str(&key);
            }
        }
        analysed.bare = !marked && letters >= BARE_FROM;
        analysed
    }

    #[must_use]
    pub fn words(&self) -> usize {
        if self.folded.is_empty() { 0 } else { self.folded.split(' ').count() }
    }
}

/// The parts under which a number and symbol is found besides its words: `25-CV/TU` also as `25-cv` and `cv/tu`.
#[must_use]
pub fn code_keys(code: &str) -> Vec<String> {
    let key: String = vietnamese::fold(code).chars().filter(|c| !c.is_whitespace()).collect();
    let key = key.trim_start_matches('0');
    if key.is_empty() {
        return Vec::new();
    }
    let cuts: Vec<usize> = key.match_indices(['/', '-']).map(|(at, _)| at).collect();
    let mut starts = vec![0];
    starts.extend(cuts.iter().map(|at| at + 1));
    let mut keys: Vec<String> = Vec::new();
    for &from in &starts {
        for to in cuts.iter().copied().chain([key.len()]) {
            if let Some(part) = key.get(from..to).filter(|part| !part.is_empty())
                && !keys.iter().any(|there| there == part)
            {
                keys.push(part.to_owned());
            }
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_levels() {
        let one = Analysed::of("V/v góp ý dự thảo, Tỉnh ủy");
        assert_eq!(one.accented, "v v góp ý dự thảo tỉnh uỷ");
        assert_eq!(one.folded, "v v gop y du thao tinh uy");
        assert!(!one.bare);
        assert_eq!(one.words(), 8);
        assert_eq!(Analysed::of("— ").words(), 0);
    }

    #[test]
    fn a_text_without_accents_says_so() {
        assert!(Analysed::of("To trinh ve viec mua xe").bare);
        assert!(!Analysed::of("ban").bare);
        assert!(!Analysed::of("25-CV/TU 2026 15").bare);
        assert!(!Analysed::of("To trinh về việc").bare);
    }

    #[test]
    fn the_parts_of_a_code() {
        assert_eq!(code_keys("09-NQ/ĐU"), ["9", "9-nq", "9-nq/du", "nq", "nq/du", "du"]);
        assert!(code_keys("15/QĐ-BNV").contains(&"qd-bnv".to_owned()));
        assert_eq!(code_keys(" "), Vec::<String>::new());
    }
}
