//! A question and where it stands. Pure.

use kernel::Id;
use people::Post;

/// Marks keys of questions.
pub struct Question;
/// Marks keys of seats: a member and what was answered from it.
pub struct Seat;

kernel::codes! {
    State {
        /// With one member after the other.
        Going = "going",
        /// Somebody is of another opinion: the Secretary concludes.
        Differing = "differing",
        Concluded = "concluded",
        Withdrawn = "withdrawn",
    }
}

kernel::codes! {
    /// What came from a member.
    Reply {
        Agree = "agree",
        Other = "other",
        /// Passed over, with the reason: away, or concerned by the matter.
        Passed = "passed",
    }
}

/// A member in the order of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub post: Id<Post>,
    pub reply: Option<Reply>,
}

/// What follows from what was answered so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// This member is asked.
    Ask(Id<Post>),
    /// All who were asked agree.
    Agreed,
    /// Opinions differ, or nobody answered at all: the one who decides concludes.
    Decide,
}

/// The one rule of the order: the first who has not answered is asked; then it is concluded. Who decides is not asked by a
/// seat once opinions differ: their word is the conclusion itself.
#[must_use]
pub fn next(places: &[Place], decider: Id<Post>) -> Next {
    let differs = places.iter().any(|place| place.reply == Some(Reply::Other));
    let open = places.iter().find(|place| place.reply.is_none() && !(differs && place.post == decider));
    match open {
        Some(place) => Next::Ask(place.post),
        None if !differs && places.iter().any(|place| place.reply == Some(Reply::Agree)) => Next::Agreed,
        None => Next::Decide,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn post(n: u128) -> Id<Post> {
        Id::from_uuid(Uuid::from_u128(n))
    }

    fn places(replies: &[Option<Reply>]) -> Vec<Place> {
        (1..).zip(replies).map(|(n, reply)| Place { post: post(n), reply: *reply }).collect()
    }

    /// Every course of three members, of whom the third decides, and of three and a fourth who decides.
    #[test]
    fn every_course_ends_in_one_conclusion() {
        use Reply::{Agree, Other, Passed};
        let cases = [
            (vec![None, None, None], Next::Ask(post(1))),
            (vec![Some(Agree), None, None], Next::Ask(post(2))),
            (vec![Some(Agree), Some(Agree), None], Next::Ask(post(3))),
            (vec![Some(Agree), Some(Agree), Some(Agree)], Next::Agreed),
            (vec![Some(Other), None, None], Next::Ask(post(2))),
            // The Secretary is not asked for an opinion beside others': the conclusion is theirs.
            (vec![Some(Other), Some(Agree), None], Next::Decide),
            (vec![Some(Agree), Some(Other), None], Next::Decide),
            (vec![Some(Agree), Some(Agree), Some(Other)], Next::Decide),
            (vec![Some(Passed), Some(Agree), None], Next::Ask(post(3))),
            (vec![Some(Passed), Some(Agree), Some(Agree)], Next::Agreed),
            (vec![Some(Passed), Some(Passed), Some(Passed)], Next::Decide),
        ];
        for (replies, wanted) in cases {
            assert_eq!(next(&places(&replies), post(3)), wanted, "{replies:?}");
        }
        let all = [None, Some(Agree), Some(Other), Some(Passed)];
        for a in all {
            for b in all {
                for c in all {
                    let places = places(&[a, b, c]);
                    let open = [a, b, c].iter().any(Option::is_none);
                    // Whoever decides has no seat here: everybody with a seat is asked before anything is concluded.
                    assert_eq!(matches!(next(&places, post(9)), Next::Ask(_)), open, "{places:?}");
                }
            }
        }
    }
}
