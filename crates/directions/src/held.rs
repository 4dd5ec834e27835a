//! What lies on a post, for whoever hands the post over: all that its desk would show, and what was prepared there.

use jiff::civil::Date;
use kernel::{Id, StoreError, Tx};
use people::{Held, Post, Role as PostRole};
use words::Msg;

use crate::desk::Desk;
use crate::model::Role;
use crate::slip::state_said;
use crate::store::{self, RoutingRow, Which};
use crate::{State, t};

/// More than one post has at a time; what is beyond stands on the desk itself.
const MOST: u32 = 1000;

pub(crate) fn held(tx: &mut Tx<'_>, post: Id<Post>, on: Date) -> Result<Vec<Held>, StoreError> {
    let desk = Desk::of_post(tx, post, on)?;
    let mut held = Vec::new();
    let mut put = |tx: &mut Tx<'_>, which: &Which<'_>, what: &dyn Fn(&mut Tx<'_>, &RoutingRow) -> Said| {
        for routing in store::list(tx, which, MOST)? {
            let what = what(tx, &routing)?;
            held.extend(one(tx, &routing, what)?);
        }
        Ok::<(), StoreError>(())
    };
    let state = |_: &mut Tx<'_>, routing: &RoutingRow| Ok(state_said(routing.state));
    put(tx, &Which::to_propose(&[post], false), &state)?;
    put(tx, &Which::to_instruct(&[post]), &state)?;
    if desk.is(PostRole::Clerk) {
        put(tx, &Which::to_transfer(), &state)?;
    }
    put(tx, &Which::mine(&desk), &|tx, routing| share(tx, &desk, routing))?;
    put(tx, &Which::informed(&desk), &|_, _| Ok(t::informed()))?;
    put(tx, &Which::to_instruct(&desk.serves), &|_, routing| {
        Ok(if routing.prepared.is_some() { t::held_draft() } else { t::held_to_prepare() })
    })?;
    Ok(held)
}

type Said = Result<Msg, StoreError>;

/// As what it lies there: to be led, or worked on.
fn share(tx: &mut Tx<'_>, desk: &Desk, routing: &RoutingRow) -> Said {
    let shares = store::assignments(tx, routing.id)?;
    let leads = |share: &store::AssignmentRow| {
        share.open() && share.line.role == Role::Lead && desk.receives(&share.line)
    };
    Ok(if shares.iter().any(leads) { t::lead() } else { t::cooperating() })
}

fn one(tx: &mut Tx<'_>, routing: &RoutingRow, what: Msg) -> Result<Option<Held>, StoreError> {
    let Some(paper) = documents::paper(tx, routing.paper)? else { return Ok(None) };
    let title = match paper.code.as_str() {
        "" => format!("{} · {}", paper.number, paper.subject),
        code => format!("{code} · {}", paper.subject),
    };
    let on = routing.deadline.as_ref().filter(|_| routing.state == State::InHand).map(|deadline| deadline.on);
    Ok(Some(Held { what, title, href: format!("/routings/{}", routing.id), on }))
}
