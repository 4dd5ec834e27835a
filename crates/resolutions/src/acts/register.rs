//! The register of what is followed through: entered, put right, ended, taken up again.

use documents::Paper;
use jiff::civil::Date;
use kernel::{Act, Id, Refusal};
use people::{Post, names};
use serde::{Deserialize, Serialize};

use super::{DEPTH_MAX, Seat, locked, of_resolution, paper_there, person, said, seated, tell_follower, text};
use crate::model::{Head, Kind, Resolution, ResolutionRow};
use crate::{store, t};

/// Months between reviews; more is as good as none.
pub const MONTHS_MAX: i64 = 60;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewResolution {
    pub kind: Kind,
    /// Number and symbol, "12-NQ/TU".
    pub code: String,
    pub title: String,
    /// The body that issued it.
    #[serde(default)]
    pub body: String,
    pub issued_on: Date,
    /// The last day of its time, where it has one: then the final review falls due.
    #[serde(default)]
    pub until_on: Option<Date>,
    /// Months between preliminary reviews; 0: none.
    pub review_months: i64,
    /// The paper itself, where it stands in a book here.
    #[serde(default)]
    pub paper: Option<Id<Paper>>,
    /// What it carries out itself: the resolution of a directive.
    #[serde(default)]
    pub parent: Option<Id<Resolution>>,
    /// Who follows it, by post.
    #[serde(default)]
    pub follower: Option<Id<Post>>,
}

/// What is asked for, checked: every fault beside its field.
fn head(
    act: &mut Act<'_>,
    (seat, own): (&Seat, Option<&ResolutionRow>),
    input: &NewResolution,
) -> Result<Head, Refusal> {
    let today = act.today();
    let mut faults = Vec::new();
    let code = said(&mut faults, &input.code, "code", Some(t::code_missing()));
    let title = said(&mut faults, &input.title, "title", Some(t::title_missing()));
    let body = said(&mut faults, &input.body, "body", None);
    if input.issued_on > today {
        faults.push(Refusal::invalid(t::issued_to_come()).field("issued_on"));
    }
    if input.until_on.is_some_and(|until| until <= input.issued_on) {
        faults.push(Refusal::invalid(t::until_before_issue()).field("until_on"));
    }
    if !(0..=MONTHS_MAX).contains(&input.review_months) {
        faults.push(Refusal::invalid(t::months_wrong(MONTHS_MAX)).field("review_months"));
    }
    if let Some(post) = input.follower {
        let held = names::post(act.tx(), post, today)?.is_some_and(|row| row.holder.is_some());
        if !held {
            faults.push(Refusal::invalid(t::post_gone()).field("follower"));
        }
    }
    if let Some(parent) = input.parent
        && !sound_parent(act, seat, (own.map(|row| row.id), parent))?
    {
        faults.push(Refusal::invalid(t::parent_wrong()).field("parent"));
    }
    let twin = store::twin(act.tx(), (&code, input.issued_on))?;
    if twin.is_some_and(|twin| own.is_none_or(|own| own.id != twin.id)) {
        faults.push(Refusal::conflict(t::followed_already(code.clone())).field("code"));
    }
    Refusal::all(faults)?;
    if let Some(paper) = input.paper
        && own.is_none_or(|own| own.head.paper != Some(paper))
    {
        paper_there(act, seat, paper)?;
    }
    Ok(Head {
        kind: input.kind,
        code,
        title,
        body,
        issued_on: input.issued_on,
        until_on: input.until_on,
        review_months: input.review_months,
        paper: input.paper,
        parent: input.parent,
        follower: input.follower,
        ended_on: None,
        ended_why: None,
    })
}

/// There for this seat, and no chain that comes back to where it began.
fn sound_parent(
    act: &mut Act<'_>,
    seat: &Seat,
    (own, parent): (Option<Id<Resolution>>, Id<Resolution>),
) -> Result<bool, Refusal> {
    if !store::reaches(act.tx(), parent, &seat.scope())? {
        return Ok(false);
    }
    let mut above = Some(parent);
    for _ in 0..DEPTH_MAX {
        let Some(id) = above else { return Ok(true) };
        if own == Some(id) {
            return Ok(false);
        }
        match store::resolution(act.tx(), id)? {
            Some(row) => above = row.head.parent,
            None => return Ok(false),
        }
    }
    Ok(false)
}

/// Takes a resolution or directive under follow-through.
pub fn add(act: &mut Act<'_>, input: NewResolution) -> Result<Id<Resolution>, Refusal> {
    let seat = seated(act)?;
    if !seat.adds() {
        return Err(Refusal::forbidden());
    }
    // A specialist who enters it and names nobody follows it.
    let mut input = input;
    input.follower = input.follower.or_else(|| seat.desk.posts.first().copied());
    let head = head(act, (&seat, None), &input)?;
    let (id, now) = (act.new_id(), act.now());
    let row = ResolutionRow { id, head, source: None, entered_by: person(act), entered_at: now };
    act.record("resolutions.add", of_resolution(id));
    act.fact("kind", row.head.kind.code());
    act.fact("code", row.head.code.as_str());
    act.fact("issued_on", row.head.issued_on);
    if let Some(paper) = row.head.paper {
        act.fact("paper", paper);
    }
    store::insert_resolution(act.tx(), &row)?;
    if !row.head.follower.is_some_and(|post| seat.desk.holds(post)) {
        tell_follower(act, &row, ("resolutions.follow", of_resolution(id)))?;
    }
    Ok(id)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Amend {
    pub resolution: Id<Resolution>,
    pub facts: NewResolution,
    pub why: String,
}

/// Puts the facts right or anew, with the reason. What it was before stays, for the state on earlier days.
pub fn amend(act: &mut Act<'_>, input: Amend) -> Result<(), Refusal> {
    let (row, seat) = super::entering(act, input.resolution)?;
    let new = head(act, (&seat, Some(&row)), &input.facts)?;
    let why = text(&input.why, "why", Some(t::why_missing()))?;
    act.record("resolutions.amend", of_resolution(row.id));
    let follower = new.follower;
    replace(act, &row, new, &why)?;
    if follower != row.head.follower {
        let row = ResolutionRow { head: Head { follower, ..row.head.clone() }, ..row };
        tell_follower(act, &row, ("resolutions.follow", of_resolution(row.id)))?;
    }
    Ok(())
}

fn replace(act: &mut Act<'_>, row: &ResolutionRow, new: Head, why: &str) -> Result<(), Refusal> {
    let former = act.new_id::<Resolution>().uuid();
    let (by, now) = (act.actor().person, act.now());
    store::insert_former(act.tx(), (former, row.id), &row.head, (by, now, why))?;
    store::change(act.tx(), row.id, &new)?;
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct End {
    pub resolution: Id<Resolution>,
    pub why: String,
}

/// Ends the follow-through, with the reason: reviews no longer fall due, nothing more is entered.
pub fn end(act: &mut Act<'_>, input: End) -> Result<(), Refusal> {
    let (row, _) = super::entering(act, input.resolution)?;
    let why = text(&input.why, "why", Some(t::why_missing()))?;
    act.record("resolutions.end", of_resolution(row.id));
    let today = act.today();
    let head = Head { ended_on: Some(today), ended_why: Some(why.clone()), ..row.head.clone() };
    replace(act, &row, head, &why)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Resume {
    pub resolution: Id<Resolution>,
    pub why: String,
}

/// Takes it up again, with the reason.
pub fn resume(act: &mut Act<'_>, input: Resume) -> Result<(), Refusal> {
    let (row, seat) = locked(act, input.resolution)?;
    if !seat.enters(&row) {
        return Err(Refusal::forbidden());
    }
    if row.head.ended_on.is_none() {
        return Err(Refusal::conflict(t::runs_already(row.head.code)));
    }
    let why = text(&input.why, "why", Some(t::why_missing()))?;
    act.record("resolutions.resume", of_resolution(row.id));
    let head = Head { ended_on: None, ended_why: None, ..row.head.clone() };
    replace(act, &row, head, &why)
}
