//! The book as a table of Excel: the columns that Nghị định 30/2020/NĐ-CP, Annex IV, gives the book of incoming papers.

use std::collections::HashMap;

use documents::Paper;
use kernel::{Id, Instant, Refusal, StoreError, Tx};
use tables::{Cell, Frame, Written};
use words::Lang;

use super::list::EXPORT_MAX;
use crate::store::{self, Listed};
use crate::t;

pub(super) struct Sheet {
    pub rows: Vec<Listed>,
    /// To whom, and when it was first sent on.
    pub sent: HashMap<Id<Paper>, (Vec<String>, Instant)>,
    pub signed: HashMap<Id<Paper>, String>,
    cut: bool,
}

/// The kind before the subject, as the book has them in one column.
pub(super) fn what((kind, subject): (&str, &str)) -> String {
    match (kind.is_empty(), subject.is_empty()) {
        (false, false) => format!("{kind}: {subject}"),
        _ => format!("{kind}{subject}"),
    }
}

/// Why a line is void, or for what its number is kept.
pub(super) fn note(line: &Listed) -> Option<words::Msg> {
    match (&line.voided_why, &line.reserved_why) {
        (Some(why), _) => Some(t::voided(why.clone())),
        (None, Some(why)) => Some(t::reserved_line(why.clone())),
        (None, None) => None,
    }
}

/// Papers asked for in one statement.
const TOGETHER: usize = 500;

impl Sheet {
    pub fn load(tx: &mut Tx<'_>, mut rows: Vec<Listed>) -> Result<Sheet, StoreError> {
        let cut = rows.len() > EXPORT_MAX as usize;
        rows.truncate(EXPORT_MAX as usize);
        let mut sent: HashMap<Id<Paper>, (Vec<String>, Instant)> = HashMap::new();
        let mut signed = HashMap::new();
        for some in rows.chunks(TOGETHER) {
            let papers: Vec<_> = some.iter().map(|line| line.paper).collect();
            for (paper, unit, at) in store::sent_to(tx, &papers)? {
                let (units, _) = sent.entry(paper).or_insert_with(|| (Vec::new(), at));
                if !units.contains(&unit) {
                    units.push(unit);
                }
            }
            signed.extend(store::signed_for(tx, &papers)?);
        }
        Ok(Sheet { rows, sent, signed, cut })
    }

    pub fn write(&self, title: &str, lang: Lang) -> Result<Vec<u8>, Refusal> {
        let columns = [
            (t::col_arrived(), 11.0),
            (t::col_number(), 9.0),
            (t::issuer(), 26.0),
            (t::code(), 16.0),
            (t::issued_on(), 11.0),
            (t::kind_and_subject(), 60.0),
            (t::sent_to(), 32.0),
            (t::sent_on(), 11.0),
            (t::signed(), 16.0),
            (t::note(), 30.0),
        ];
        let cut = || t::export_cut(vietnamese::format_integer(i64::from(EXPORT_MAX))).say(lang);
        let frame = Frame {
            name: title.to_owned(),
            title: title.to_owned(),
            note: self.cut.then(cut),
            columns: columns.map(|(name, width)| (name.say(lang), width)).to_vec(),
        };
        let rows = self.rows.iter().map(|line| self.line(line, lang)).collect();
        tables::write(&[Written { frame, rows }])
    }

    fn line(&self, line: &Listed, lang: Lang) -> Vec<Cell> {
        let sent = self.sent.get(&line.paper);
        let note = note(line).or_else(|| super::filter::urgency_note(&line.urgency));
        vec![
            Some(line.arrived_on).into(),
            Cell::Number(line.number),
            line.issuer.as_str().into(),
            line.code.as_str().into(),
            line.issued_on.into(),
            what((&line.kind, &line.subject)).into(),
            sent.map_or_else(String::new, |(units, _)| units.join("; ")).into(),
            sent.map(|(_, at)| at.date()).into(),
            self.signed.get(&line.paper).map_or("", String::as_str).into(),
            note.map_or_else(String::new, |said| said.say(lang)).into(),
        ]
    }
}
