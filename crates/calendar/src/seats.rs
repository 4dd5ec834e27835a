//! Who can be on duty, and who plans the roster.

use jiff::civil::Date;
use kernel::{Act, ActorKind, Id, Refusal, StoreError, Tx};
use people::names::{self, PostRow};
use people::{Permission, Role, Unit, UnitKind, Viewer};

use crate::PLAN;

/// A head of one of the office's own sections plans too (general affairs, administration); heads of other bodies do not.
fn heads_section(tx: &mut Tx<'_>, unit: Id<Unit>, on: Date) -> Result<bool, StoreError> {
    let units = names::units(tx, on)?;
    let own = units.iter().find(|row| row.id == unit);
    let above = own.and_then(|own| units.iter().find(|row| Some(row.id) == own.parent));
    let section = own.is_some_and(|own| own.kind == UnitKind::Section.code());
    Ok(section && above.is_some_and(|above| above.kind == UnitKind::Office.code()))
}

pub(crate) fn plans(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<bool, StoreError> {
    let head = Permission::new("duty.plan", &[Role::HeadOfSection]);
    Ok(viewer.may(PLAN) || (viewer.may(head) && heads_section(tx, viewer.unit, viewer.today)?))
}

/// Inside an act: refused to whoever does not plan.
pub(crate) fn ask(act: &mut Act<'_>) -> Result<(), Refusal> {
    if act.actor().kind != ActorKind::Person {
        return Ok(());
    }
    let standing = people::standing(act)?;
    let today = act.today();
    let head = standing.has(Role::HeadOfSection) && heads_section(act.tx(), standing.unit, today)?;
    if standing.may(PLAN) || head { Ok(()) } else { Err(Refusal::forbidden()) }
}

/// Held posts of the office, its sections and the permanent board: who can be on duty.
pub(crate) fn offered(tx: &mut Tx<'_>, on: Date) -> Result<Vec<PostRow>, StoreError> {
    let mut posts = names::posts(tx, on)?;
    posts.retain(|post| post.holder.is_some() && sits(post));
    Ok(posts)
}

pub(crate) fn sits(post: &PostRow) -> bool {
    let kinds = [UnitKind::Office, UnitKind::Section, UnitKind::PermanentBoard].map(UnitKind::code);
    kinds.contains(&post.unit_kind.as_str())
}
