//! Receive, register, return; what is stopped at the door; what is handed over on paper.

mod annex;
mod desk;
mod enter;
mod receive;
mod register;
mod reread;
mod split;
mod stops;
mod writing;

pub use annex::{AnnexTo, annex, part, relate};
pub use desk::{Envelope, Petitions, take_envelope, take_petitions};
pub use enter::enter;
pub use receive::{FromStack, Lift, NewAnnex, Receive, TurnAway, lift, receive, receive_stack, turn_away};
pub use register::{Join, Register, Relates, Return, join, register, return_};
pub use reread::{Reread, reread};
pub use split::{Pages, Split, split};
pub use stops::{
    Classify, Declare, DropHeld, Hold, NumberFor, StopDone, classify, declare_false_alarm, drop_held,
    found_marked, hold, reserve_number, stop_done,
};
pub use writing::{TypeWriting, type_writing};
