//! Columns, states and reasons in the reader's language.

use words::{Lang, Msg};

use crate::model::{Field, Problem, State};
use crate::t;

pub(crate) fn field(field: Field) -> Msg {
    match field {
        Field::Arrived => t::field_arrived(),
        Field::Number => t::field_number(),
        Field::Issuer => t::field_issuer(),
        Field::Code => t::field_code(),
        Field::Issued => t::field_issued(),
        Field::Kind => t::field_kind(),
        Field::Subject => t::field_subject(),
        Field::Receiver => t::field_receiver(),
        Field::Forwarded => t::field_forwarded(),
        Field::Signed => t::field_signed(),
        Field::Note => t::field_note(),
        Field::Urgency => t::field_urgency(),
        Field::Secrecy => t::field_secrecy(),
        Field::Ignored => t::field_ignored(),
    }
}

pub(crate) fn state(state: State) -> Msg {
    match state {
        State::Ready => t::state_ready(),
        State::Doubtful => t::state_doubtful(),
        State::Wrong => t::state_wrong(),
        State::Imported => t::state_imported(),
        State::Same => t::state_same(),
        State::Left => t::state_left(),
    }
}

pub(crate) fn problem(problem: &Problem) -> Msg {
    use Problem as P;
    match problem {
        P::NoNumber => t::no_number(),
        P::BadNumber(text) => t::bad_number(text.clone()),
        P::NoArrival => t::no_arrival(),
        P::BadArrival(text) => t::bad_arrival(text.clone()),
        P::ArrivalAhead(day) => t::arrival_ahead(day.clone()),
        P::Empty => t::row_empty(),
        P::TooLong(text) => t::cell_too_long(text.clone()),
        P::Doubled(line) => t::doubled(line.clone()),
        P::Taken(number) => t::taken(*number),
        P::GivenHere(number) => t::given_here(*number),
        P::Secret => t::secret(),
        P::OtherYear(day) => t::other_year(day.clone()),
        P::BadIssued(text) => t::bad_issued(text.clone()),
        P::IssuedLater => t::issued_later(),
        P::BadForwarded(text) => t::bad_forwarded(text.clone()),
        P::NoCode => t::no_code(),
        P::NoSubject => t::no_subject(),
        P::NoIssuer => t::no_issuer(),
        P::Jump(number) => t::jump(*number),
        P::FromAbove => t::from_above(),
        P::YearAdded => t::year_added(),
        P::Repeats(line) if line.is_empty() => t::repeats_book(),
        P::Repeats(line) => t::repeats_row(line.clone()),
        P::Heading => t::left_heading(),
        P::Total => t::left_total(),
        P::Title => t::left_title(),
        P::Blank => t::left_blank(),
    }
}

/// All reasons in one line, the weightiest first.
pub(crate) fn problems(list: &[Problem], lang: Lang) -> String {
    let mut sorted: Vec<&Problem> = list.iter().collect();
    sorted.sort_by_key(|one| std::cmp::Reverse(one.weight()));
    sorted.into_iter().map(|one| problem(one).say(lang)).collect::<Vec<_>>().join(" ")
}

pub(crate) fn scan_state(state: &str) -> Msg {
    match state {
        "attached" => t::scan_attached(),
        "asked" => t::scan_asked(),
        "left" => t::scan_left(),
        "no_paper" => t::scan_no_paper(),
        "no_number" => t::scan_no_number(),
        "same" => t::scan_same(),
        "marked" => t::scan_marked(),
        "unchecked" => t::scan_unchecked(),
        _ => t::scan_refused(),
    }
}
