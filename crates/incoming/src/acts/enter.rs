//! A paper that came to a unit gets a number in the unit's own book.

use documents::Enter;
use kernel::{Act, ActorKind, Id, Refusal};
use people::Viewer;

/// Gives the paper a number of the unit's book. What has not come to this desk is not there for it.
pub fn enter(act: &mut Act<'_>, input: Enter) -> Result<i64, Refusal> {
    let actor = act.actor().clone();
    if let (ActorKind::Person, Some(person)) = (actor.kind, actor.person) {
        people::may(act, documents::KEEP_UNIT)?;
        let today = act.today();
        let delegation = actor.delegation.map(Id::from_uuid);
        let viewer = Viewer::acting(act.tx(), Id::from_uuid(person), delegation, today)?;
        let viewer = viewer.ok_or_else(Refusal::forbidden)?;
        if !directions::may_see(act.tx(), &viewer, input.paper)? {
            return Err(Refusal::not_found());
        }
    }
    documents::enter(act, input)
}
