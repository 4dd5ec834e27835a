//! What a message of the exchange says, laid over what was read in its main paper.

use crate::{Note, NoteCode, Reading};

/// What the message says goes before what was read in its main paper. Where the paper surely says something else, the
/// field is shown as doubtful.
pub fn said_by_message(paper: &mut Reading, own: &Reading) {
    let (read, sure_of) = (std::mem::take(&mut paper.facts), std::mem::take(&mut paper.confidence));
    let mut facts = read.clone();
    let mut sure = sure_of.clone();
    let told = &own.facts;
    let mut put = |field: &str, mine: &mut Option<String>, theirs: &Option<String>| {
        let Some(value) = theirs else { return };
        let same =
            mine.as_ref().is_some_and(|mine| vietnamese::fold(mine).trim() == vietnamese::fold(value).trim());
        let firm = mine.is_some() && sure_of.get(field).is_some_and(|sure| *sure >= crate::DOUBTFUL);
        let differs = firm && !same && matches!(field, "code" | "date");
        sure.insert(field.to_owned(), if differs { DIFFERS } else { 1.0 });
        if !same {
            paper.boxes.remove(field);
        }
        *mine = Some(value.clone());
    };
    put("issuer", &mut facts.issuer, &told.issuer);
    put("superior", &mut facts.superior, &told.superior);
    put("code", &mut facts.code, &told.code);
    put("number", &mut facts.number, &told.number);
    put("symbol", &mut facts.symbol, &told.symbol);
    put("kind", &mut facts.kind, &told.kind);
    put("place", &mut facts.place, &told.place);
    put("date", &mut facts.date, &told.date);
    put("subject", &mut facts.subject, &told.subject);
    put("urgency", &mut facts.urgency, &told.urgency);
    put("addressee", &mut facts.addressee, &told.addressee);
    put("deadline", &mut facts.deadline, &told.deadline);
    put("signer", &mut facts.signer.name, &told.signer.name);
    facts.signer.position = facts.signer.position.or_else(|| told.signer.position.clone());
    facts.signer.form = facts.signer.form.or_else(|| told.signer.form.clone());
    if facts.recipients.is_empty() && !told.recipients.is_empty() {
        facts.recipients.clone_from(&told.recipients);
        sure.insert("recipients".to_owned(), 1.0);
    }
    for cite in &told.cites {
        if !facts.cites.iter().any(|known| known.code == cite.code) {
            facts.cites.push(cite.clone());
        }
    }
    paper.facts = facts;
    paper.confidence = sure;
    paper.message.clone_from(&own.message);
    paper.note(Note::new(NoteCode::FromMessage));
    for note in own.notes.iter().filter(|note| note.code == NoteCode::PartsMissing) {
        paper.note(note.clone());
    }
}

/// The paper and the message say different things: a person has to look.
const DIFFERS: f64 = 0.8;
