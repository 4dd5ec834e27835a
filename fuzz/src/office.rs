//! The parsers that live in crates with a database below them: they take longest to build.

use search::{Analysed, Question, code_keys, excerpt, marked};

pub type Target = fn(&[u8]);

pub const TARGETS: [(&str, Target); 2] = [("question", question), ("people-sheet", people_sheet)];

fn question(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    for typing in [false, true] {
        let question = Question::parse(&text, typing);
        let _ = (question.is_empty(), question.sentence(), question.folded());
        let _ = marked(&text, &question);
        let _ = excerpt(&text, &question);
    }
    let _ = Analysed::of(&text).words();
    let _ = code_keys(&text);
}

/// Whom an administrator brings in from a table.
fn people_sheet(bytes: &[u8]) {
    let _ = people::import::read(bytes);
}
