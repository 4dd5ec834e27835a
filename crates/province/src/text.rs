//! A letter as plain text, in the order in which it is read.

use std::fmt::Write as _;

use print::{Letter, Paragraph};
use rules::Side;

use crate::MARK;

/// The whole letter, under the line that says that it is made up.
#[must_use]
pub fn as_text(letter: &Letter) -> String {
    let part = |name: &str| letter.layout.parts.get(name);
    let word = |name: &str| part(name).map_or("", |part| part.text.as_str());
    let mut out = format!("{MARK}\n\n");
    let mut line = |text: &str| {
        if !text.is_empty() {
            let _ = writeln!(out, "{text}");
        }
    };
    line(&letter.superior.to_uppercase());
    line(&letter.issuers.join(word("joint")).to_uppercase());
    if letter.layout.side == Side::Party {
        line(word("star"));
    }
    line(&format!("{} {}", word("number"), letter.code));
    let official = letter.kind.is_empty();
    if official {
        line(&format!("{} {}", word("about"), letter.subject));
    }
    line(&letter.urgency.as_ref().map_or_else(String::new, |mark| mark.text.to_uppercase()));
    if letter.layout.side == Side::State {
        line(&word("country").to_uppercase());
        line(word("motto"));
    } else {
        line(&word("motto").to_uppercase());
    }
    line(&letter.place_and_date);
    line("\n");
    if !official {
        line(&letter.kind.to_uppercase());
        line(&letter.subject);
        line("\n");
    }
    line(&letter.authority.to_uppercase());
    let to = word(if letter.submitted { "to_submission" } else { "to" });
    match letter.to.as_slice() {
        [] => {}
        [one] => line(&format!("{to} {one}.\n")),
        many => line(&format!("{to}\n- {}.\n", many.join(";\n- "))),
    }
    let between =
        part("base").map(|base| base.between.as_str()).filter(|sign| !sign.is_empty()).unwrap_or(";");
    for (n, base) in letter.bases.iter().enumerate() {
        let end = if n + 1 == letter.bases.len() { "." } else { between };
        line(&format!("{}{base}{end}", word("base")));
    }
    for paragraph in &letter.body {
        match paragraph {
            Paragraph::Text { text } | Paragraph::Heading { text } | Paragraph::Subheading { text } => {
                line(text)
            }
            Paragraph::Chapter { label, title } => line(&format!("{label}\n{}", title.to_uppercase())),
            Paragraph::Article { label, text } => line(&format!("{label} {text}")),
            Paragraph::Table(table) => {
                for row in &table.rows {
                    line(&row.cells.join("; "));
                }
            }
        }
    }
    line("\n");
    line(word("recipients"));
    let between = part("recipient").map_or(",", |recipient| recipient.between.as_str());
    for (n, recipient) in letter.recipients.iter().enumerate() {
        let end = if n + 1 == letter.recipients.len() { "." } else { between };
        line(&format!("- {recipient}{end}"));
    }
    line("\n");
    for signer in &letter.signers {
        for capacity in &signer.capacity {
            line(&capacity.to_uppercase());
        }
        line(&signer.position.to_uppercase());
        line(&format!("\n{}", signer.name));
    }
    out
}
