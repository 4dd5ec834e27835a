//! The organisation's acts as JSON. Passwords are not among them: they are handed over on slips and chosen on a page.

use crate::acts::{delegation, field, organise, reorganise, second};
use crate::rest::Api;
use crate::tokens;

mod reads;

#[must_use]
pub fn api() -> Api {
    Api::new()
        .act("people.create_unit", "/people/units", organise::create_unit)
        .act("people.change_unit", "/people/unit-changes", reorganise::change_unit)
        .act("people.end_unit", "/people/unit-ends", reorganise::end_unit)
        .act("people.create_post", "/people/posts", organise::create_post)
        .act("people.change_post", "/people/post-changes", reorganise::change_post)
        .act("people.end_post", "/people/post-ends", reorganise::end_post)
        .act("people.create_person", "/people/persons", organise::create_person)
        .act("people.appoint", "/people/appointments", organise::appoint)
        .act("people.leave", "/people/leavings", organise::leave)
        .act_of_house("people.hand_over", "/people/hand-overs", reorganise::hand_over)
        .act("people.assign_secretary", "/people/secretaries", organise::assign_secretary)
        .act("people.mark_acting", "/people/acting-holders", organise::mark_acting)
        .act("people.create_field", "/people/fields", field::create)
        .act("people.rename_field", "/people/field-names", field::rename)
        .act("people.retire_field", "/people/field-ends", field::retire)
        .act("people.post_fields", "/people/post-fields", field::answer_for)
        .act("people.delegate", "/people/delegations", delegation::delegate)
        .act("people.end_delegation", "/people/delegation-ends", delegation::end)
        .act("people.set_idle", "/people/idle-time", crate::account::set_idle)
        .act("people.reset_second_factor", "/people/second-factor-resets", second::reset)
        .act("people.require_second_factor", "/people/second-factor-roles", second::require)
        .act("people.revoke_token", "/people/token-ends", tokens::revoke)
        .and(reads::reads())
}
