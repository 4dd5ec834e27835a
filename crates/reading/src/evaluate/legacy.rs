//! Papers in old encodings against their text in Unicode.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::{Limits, read_bytes};

/// How much of one file's text came back.
#[derive(Debug, Clone, Default)]
pub struct Back {
    pub name: String,
    /// Accented letters of the right text, and those in words that came back.
    pub letters: usize,
    pub right: usize,
    /// Words that did not come back, most frequent first.
    pub missing: Vec<(String, usize)>,
    pub problem: Option<String>,
}

impl Back {
    #[must_use]
    pub fn share(&self) -> f64 {
        let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
        if self.letters == 0 { 1.0 } else { count(self.right) / count(self.letters) }
    }
}

/// Reads every file of a folder that has its right text beside it (`name.doc`, `name.truth.txt`).
///
/// A letter is right when the whole word it stands in came back, each word as often as the right text has it. Case is
/// not compared: the right texts were made without knowing which fonts draw capitals.
pub fn evaluate_legacy(folder: &Path) -> std::io::Result<Vec<Back>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    files.sort();
    let mut found = Vec::new();
    for file in files {
        let truth = file.with_extension("truth.txt");
        if file == truth || !truth.exists() {
            continue;
        }
        let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let reading = read_bytes(&std::fs::read(&file)?, &name, &Limits::default());
        let truth = String::from_utf8_lossy(&std::fs::read(&truth)?).into_owned();
        let mut back = compare(&truth, &reading.text);
        back.name = name;
        back.problem = reading.problem.map(|problem| problem.message);
        found.push(back);
    }
    Ok(found)
}

fn compare(truth: &str, read: &str) -> Back {
    let mut there: HashMap<String, usize> = HashMap::new();
    for word in words(read) {
        *there.entry(word).or_default() += 1;
    }
    let mut back = Back::default();
    let mut missing: HashMap<String, usize> = HashMap::new();
    for word in words(truth) {
        let accented = word.chars().filter(|c| !c.is_ascii()).count();
        back.letters += accented;
        match there.get_mut(&word).filter(|left| **left > 0) {
            Some(left) => {
                *left -= 1;
                back.right += accented;
            }
            None if accented > 0 => *missing.entry(word).or_default() += 1,
            None => {}
        }
    }
    back.missing = missing.into_iter().collect();
    back.missing.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    back
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    vietnamese::words(text).map(|word| vietnamese::nfc(word.text).to_lowercase().replace('\u{ad}', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_counts_as_often_as_it_stands_there() {
        let back = compare("Độc lập - Tự do, độc lập", "ĐỘC LẬP tự do doc lập");
        // độc (2 letters), lập (1), tự (1), độc again lost (2), lập again (1).
        assert_eq!((back.right, back.letters), (5, 7));
        assert_eq!(back.missing, [("độc".to_owned(), 1)]);
    }
}
