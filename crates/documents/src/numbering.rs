//! Which counter gives a number: by the rule in force, or as the office set it for the series.

use jiff::civil::Date;
use kernel::{Refusal, Setting, StoreError, Tx};
use rulebook::Rulebook;
use rules::{CounterKey, KeyFacts, KeyPart, NumberingFault, TermOfOffice, counter_key};

use crate::store::{BookRow, SeriesRow};
use crate::{store, t};

/// The setting that holds the terms of office.
pub(crate) const TERMS: &str = "documents.terms";

/// What the rule says of books of incoming papers on this day: the parts of the key, the source, and whether it is
/// confirmed.
#[must_use]
pub fn rule(rules: &Rulebook, on: Date) -> Option<(Vec<KeyPart>, String, bool)> {
    let row = rules.pack.numbering("numbering.incoming", on)?;
    Some((row.value.key.clone(), row.source.quote(), row.confirmed()))
}

/// The key a series is numbered by on this day.
#[must_use]
pub fn parts(rules: &Rulebook, series: &SeriesRow, on: Date) -> Vec<KeyPart> {
    if !series.key.is_empty() {
        return series.key.clone();
    }
    // A day before the rule came into force is numbered as the rule says now.
    rule(rules, on).map_or_else(|| vec![KeyPart::Book, KeyPart::Year], |(key, _, _)| key)
}

/// The terms of office as the office entered them, the earliest first.
pub fn terms(tx: &mut Tx<'_>) -> Result<Vec<TermOfOffice>, StoreError> {
    Ok(Setting::get(tx, TERMS)?.unwrap_or_default())
}

/// The counter that a paper of this kind takes its number from on this day, and how its book is called.
pub(crate) fn counter(
    tx: &mut Tx<'_>,
    series: &SeriesRow,
    (kind, date): (&str, Date),
) -> Result<(CounterKey, String), Refusal> {
    let parts = parts(&*rulebook::rules(tx)?, series, date);
    let terms = if parts.contains(&KeyPart::Term) { terms(tx)? } else { Vec::new() };
    let (kind, code) = (kind.trim(), series.code.as_str());
    // Two spellings of one kind are one counter.
    let folded = vietnamese::fold(kind);
    let facts = KeyFacts { book: code, kind: Some(&folded), terms: &terms, date };
    let key = counter_key(&parts, &facts).map_err(|fault| said(&fault))?;
    let mut name = series.name.clone();
    if parts.contains(&KeyPart::Kind) {
        name = format!("{name} · {kind}");
    }
    if parts.contains(&KeyPart::Term) {
        let term = terms.iter().filter(|term| term.starts <= date).max_by_key(|term| term.starts);
        name = format!("{name} {}", term.map_or("", |term| term.name.as_str()));
    }
    if parts.contains(&KeyPart::Year) {
        name = format!("{name} {}", date.year());
    }
    Ok((key, name))
}

/// Whether each kind of paper has numbers of its own in this series.
#[must_use]
pub fn by_kind(rules: &Rulebook, series: &SeriesRow, on: Date) -> bool {
    parts(rules, series, on).contains(&KeyPart::Kind)
}

/// The book that a paper of this kind takes its number from on this day, when it is open already.
pub fn book_for(
    tx: &mut Tx<'_>,
    series: &SeriesRow,
    (kind, date): (&str, Date),
) -> Result<Option<BookRow>, StoreError> {
    match counter(tx, series, (kind, date)) {
        Ok((key, _)) => store::book_counted(tx, key.as_str()),
        // No counter can be named yet: the act says why.
        Err(_) => Ok(None),
    }
}

pub(crate) fn said(fault: &NumberingFault) -> Refusal {
    match fault {
        NumberingFault::NoKind => Refusal::invalid(t::kind_for_number()).field("kind"),
        NumberingFault::NoTerm(on) => {
            Refusal::conflict(t::no_term(vietnamese::format_date(*on))).field("book")
        }
        NumberingFault::NoBook | NumberingFault::Contradiction => {
            Refusal::invalid(t::key_wrong()).field("key")
        }
    }
}
