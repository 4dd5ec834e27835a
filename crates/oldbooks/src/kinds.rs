//! Kinds of papers, as a register's words and codes name them.

use jiff::civil::Date;
use rules::RulePack;
use vietnamese::{DocumentCode, fold};

/// The names of kinds, and what codes tell of them.
pub struct Kinds<'a> {
    pack: &'a RulePack,
    names: Vec<(Vec<String>, String)>,
}

impl<'a> Kinds<'a> {
    #[must_use]
    pub fn of(pack: &'a RulePack) -> Kinds<'a> {
        let mut names: Vec<(Vec<String>, String)> = Vec::new();
        for row in &pack.kinds {
            let name = row.value.name.vi.split(" (").next().unwrap_or_default();
            let words: Vec<String> = fold(name).split_whitespace().map(str::to_owned).collect();
            if !words.is_empty() && names.iter().all(|(known, _)| *known != words) {
                names.push((words, name.to_owned()));
            }
        }
        // The longest first: "Thông báo kết luận" is no "Thông báo".
        names.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        Kinds { pack, names }
    }

    /// The kind that a text begins with, and what follows it.
    pub(crate) fn leading(&self, text: &str) -> Option<(String, String)> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let bare = |word: &str| fold(word).trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
        let first: Vec<String> = words.iter().take(8).map(|word| bare(word)).collect();
        let (known, name) = self.names.iter().find(|(known, _)| first.starts_with(known))?;
        let rest = words.get(known.len()..)?.join(" ");
        let rest = rest.trim_start_matches([':', '-', '–', '.', ',', ' ']).to_owned();
        (!rest.is_empty()).then(|| (name.clone(), rest))
    }

    /// The kind that the code names, when it names one.
    pub(crate) fn of_code(&self, code: &str, on: Date) -> String {
        let Some(code) = DocumentCode::parse(code) else { return String::new() };
        let found = self.pack.kinds_of_code(&code, on);
        let now: Vec<_> = found.iter().filter(|kind| kind.in_force).collect();
        let one = match (now.as_slice(), found.as_slice()) {
            ([one], _) => *one,
            ([], [one]) => one,
            _ => return String::new(),
        };
        one.row.value.name.vi.split(" (").next().unwrap_or_default().to_owned()
    }
}
