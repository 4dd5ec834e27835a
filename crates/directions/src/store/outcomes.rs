//! What was done with earlier papers, read from their own rows: whatever was chosen last is what is learnt.

use std::collections::HashMap;

use documents::Paper;
use kernel::{Id, StoreError, ToValue, Tx};
use people::{Field, Post, Unit};
use rules::Unit as DayUnit;

use super::coded;
use crate::model::{Role, Routing, State, Term};

/// What became of a paper on its way.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Who was to propose.
    pub to: Id<Post>,
    pub field: Option<Id<Field>>,
    pub lead: Option<Id<Unit>>,
    pub cooperating: Vec<Id<Unit>>,
    pub informed: Vec<Id<Unit>>,
    /// How its deadline was set; nothing while nobody has set it, and for a day that somebody chose.
    pub term: Option<Term>,
}

fn term(state: State, basis: Option<&str>) -> Option<Term> {
    let Some(basis) = basis else {
        let decided = !matches!(state, State::TakenBack | State::ToPropose);
        return decided.then_some(Term::None);
    };
    match basis.split_once(':') {
        Some((unit, days)) => {
            let unit = if unit == "calendar" { DayUnit::Calendar } else { DayUnit::Working };
            Some(Term::Days { days: days.parse().ok()?, unit })
        }
        None if basis == "date" => None,
        None => Some(Term::Rule),
    }
}

/// What was done with these papers; those that were never sent are left out.
pub fn outcomes(tx: &mut Tx<'_>, papers: &[Id<Paper>]) -> Result<HashMap<Id<Paper>, Outcome>, StoreError> {
    if papers.is_empty() {
        return Ok(HashMap::new());
    }
    let marks = |count: usize| (1..=count).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ");
    let params: Vec<_> = papers.iter().map(ToValue::to_value).collect();
    let sql = format!(
        "SELECT id, paper, state, office_post, field, basis FROM routings WHERE paper IN ({}) AND state <> 'taken_back'",
        marks(papers.len())
    );
    let mut found: HashMap<Id<Routing>, (Id<Paper>, Outcome)> = HashMap::new();
    tx.each(&sql, &params, |row| {
        let (state, basis): (String, Option<String>) = (row.get(2)?, row.get(5)?);
        let state = coded(&state, State::from_code(&state))?;
        let outcome = Outcome {
            to: row.get(3)?,
            field: row.get(4)?,
            lead: None,
            cooperating: Vec::new(),
            informed: Vec::new(),
            term: term(state, basis.as_deref()),
        };
        found.insert(row.get(0)?, (row.get(1)?, outcome));
        Ok(())
    })?;
    if found.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<_> = found.keys().copied().collect();
    let params: Vec<_> = ids.iter().map(ToValue::to_value).collect();
    let sql = format!(
        "SELECT routing, role, unit FROM assignments WHERE routing IN ({}) AND parent IS NULL \
         AND step NOT IN ('returned', 'recalled') ORDER BY sent_at, id",
        marks(ids.len())
    );
    let mut lines: Vec<(Id<Routing>, String, Id<Unit>)> =
        tx.rows(&sql, &params, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    // Not transferred yet: what the office proposed last.
    let sent: std::collections::HashSet<_> = lines.iter().map(|(routing, _, _)| *routing).collect();
    let unsent: Vec<_> = ids.into_iter().filter(|id| !sent.contains(id)).collect();
    if !unsent.is_empty() {
        let params: Vec<_> = unsent.iter().map(ToValue::to_value).collect();
        let sql = format!(
            "SELECT l.routing, l.role, l.unit FROM proposal_lines l JOIN proposals p ON p.id = l.proposal \
             WHERE l.routing IN ({}) AND p.taken_back_at IS NULL AND NOT EXISTS (SELECT 1 FROM proposals n \
             WHERE n.routing = p.routing AND n.taken_back_at IS NULL AND n.at > p.at) ORDER BY l.id",
            marks(unsent.len())
        );
        lines.extend(tx.rows(&sql, &params, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?);
    }
    for (routing, role, unit) in lines {
        let Some((_, outcome)) = found.get_mut(&routing) else { continue };
        match Role::from_code(&role) {
            Some(Role::Lead) => outcome.lead = Some(unit),
            Some(Role::Cooperating) => outcome.cooperating.push(unit),
            _ => outcome.informed.push(unit),
        }
    }
    // Where nobody was given anything to do, nobody said anything of a deadline.
    for (_, outcome) in found.values_mut() {
        if outcome.lead.is_none() && outcome.term == Some(Term::None) {
            outcome.term = None;
        }
    }
    Ok(found.into_values().collect())
}
