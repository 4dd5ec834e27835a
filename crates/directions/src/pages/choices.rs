//! What can be chosen in the forms of the panel: recipients, leaders, who proposes, phrases, fields; what is suggested.

use jiff::civil::Date;
use kernel::{Id, Setting, StoreError, Tx};
use people::{FieldRow, Post, Role as PostRole, Unit};
use words::{Lang, Msg};

use super::settings::PHRASES;
use crate::model::{self, State, Term};
use crate::slip::{Slip, said, vacant_said};
use crate::suggest::{self, Earlier, Suggested};
use crate::t;

/// A choice's value and what it says.
type Options = Vec<(String, String)>;

/// What the panel's forms offer.
pub(super) struct Choices {
    /// Units as recipients: value, name.
    pub units: Options,
    pub leaders: Vec<(Id<Post>, String)>,
    /// Who proposes: the chief of office and the deputies.
    pub proposers: Vec<(Id<Post>, String)>,
    /// Posts that would be chosen and have nobody: who acts instead.
    pub no_proposer: Vec<Msg>,
    pub no_leader: Vec<Msg>,
    pub phrases: Vec<String>,
    /// What was typed of the paper's handwriting: a leader's note may be among it.
    pub written: Vec<String>,
    pub fields: Vec<FieldRow>,
    /// What was done with the papers most like this one.
    pub field: Option<Suggested<Id<people::Field>>>,
    pub lead: Option<Suggested<Id<Unit>>>,
    pub cooperating: Vec<Suggested<Id<Unit>>>,
    pub informed: Vec<Suggested<Id<Unit>>>,
    pub term: Option<Suggested<Term>>,
    /// The leader who answers for the field.
    pub leader: Option<Id<Post>>,
    /// For each assignment on this desk, who in the unit it can be handed to.
    pub within: Vec<(Id<model::Assignment>, Options)>,
}

/// Posts with their holders, and what is said of the posts that have none.
type Proposers = (Vec<(Id<Post>, String)>, Vec<Msg>);

/// The chief of office and the deputies in office today; and of the posts that nobody holds, who acts instead.
pub(super) fn proposers(tx: &mut Tx<'_>, today: Date) -> Result<Proposers, StoreError> {
    let (mut found, mut vacant) = (Vec::new(), Vec::new());
    for role in [PostRole::Chief, PostRole::DeputyChief] {
        for post in people::names::posts_with(tx, role, today)? {
            match post.holder_name {
                Some(holder) => found.push((post.id, format!("{} · {holder}", post.title))),
                None => {
                    let answers = people::effective_holder(tx, post.id, today)?;
                    vacant.push(vacant_said(post.title, answers.as_ref()));
                }
            }
        }
    }
    Ok((found, vacant))
}

/// Units as recipients, those in which nobody opens the mail with who does it instead.
fn units(tx: &mut Tx<'_>, today: Date, lang: Lang) -> Result<Options, StoreError> {
    let unmanned = people::names::unmanned(tx, today)?;
    let units = people::names::units(tx, today)?.into_iter().map(|unit| {
        let said = match unmanned.iter().find(|row| row.unit == unit.id).map(|row| &row.answers) {
            None => unit.name,
            Some(Some(post)) => t::unit_vacant(unit.name, said(post)).say(lang),
            Some(None) => t::unit_vacant_nobody(unit.name).say(lang),
        };
        (unit.id.to_string(), said)
    });
    Ok(units.collect())
}

pub(super) fn phrases(tx: &mut Tx<'_>) -> Result<Vec<String>, StoreError> {
    let own: Option<Vec<String>> = Setting::get(tx, PHRASES)?;
    Ok(own.unwrap_or_else(|| {
        let said = [t::phrase_report(), t::phrase_follow(), t::phrase_meeting(), t::phrase_keep()];
        // Instructions are written in Vietnamese, whatever language the page is read in.
        said.iter().map(|msg| msg.say(Lang::Vi)).collect()
    }))
}

impl Choices {
    pub fn load(tx: &mut Tx<'_>, slip: &Slip, (today, lang): (Date, Lang)) -> Result<Choices, StoreError> {
        let units = units(tx, today, lang)?;
        let open: Vec<_> =
            slip.assignments.iter().filter(|a| a.open() && slip.desk.receives(&a.line)).collect();
        let mut within = Vec::new();
        for assignment in open {
            let mut posts = Vec::new();
            if slip.desk.opens(assignment.line.unit) {
                for post in people::names::posts_in(tx, assignment.line.unit, today)? {
                    if slip.desk.holds(post.id) {
                        continue;
                    }
                    let Some(holder) = post.holder_name else { continue };
                    posts.push((format!("{}:{}", post.unit, post.id), format!("{holder} ({})", post.title)));
                }
            }
            within.push((assignment.id, posts));
        }
        let (leaders, vacant): (Vec<_>, Vec<_>) = people::names::posts_with(tx, PostRole::Leader, today)?
            .into_iter()
            .partition(|post| post.holder.is_some());
        let (proposers, no_proposer) = proposers(tx, today)?;
        let fields = people::fields(tx)?;
        let (mut field, mut lead, mut leader, mut term) = (None, None, None, None);
        let (mut cooperating, mut informed) = (Vec::new(), Vec::new());
        // Asked only where it is offered.
        if slip.routing.state == State::ToPropose {
            let earlier = Earlier::load(tx, &suggest::about(&slip.paper, today))?;
            if slip.routing.field.is_none() {
                field = earlier.field(&fields);
            }
            let there: Vec<(Id<Unit>, String)> =
                people::names::units(tx, today)?.into_iter().map(|unit| (unit.id, unit.name)).collect();
            lead = earlier.lead(&there);
            let led = |one: &Suggested<Id<Unit>>| lead.as_ref().is_none_or(|lead| lead.value != one.value);
            cooperating = earlier.besides(&there, false);
            informed = earlier.besides(&there, true);
            cooperating.retain(led);
            informed.retain(led);
            term = earlier.term();
            let known = field.as_ref().filter(|found| found.sure).map(|found| found.value);
            if let Some(id) = slip.routing.field.or(known) {
                let answers = people::responsible(tx, id, PostRole::Leader, today)?;
                leader = answers.into_iter().find(|post| post.holder.is_some()).map(|post| post.id);
            }
        }
        let written = match slip.routing.state {
            State::ToInstruct => {
                documents::writings(tx, slip.paper.id)?.into_iter().map(|row| row.text).collect()
            }
            _ => Vec::new(),
        };
        Ok(Choices {
            written: written.into_iter().filter(|text: &String| !text.is_empty()).collect(),
            units,
            leaders: leaders.into_iter().map(|post| (post.id, post.title)).collect(),
            proposers,
            no_proposer,
            no_leader: vacant.into_iter().map(|post| t::leader_vacant(post.title)).collect(),
            phrases: phrases(tx)?,
            fields,
            field,
            lead,
            cooperating,
            informed,
            term,
            leader,
            within,
        })
    }
}
