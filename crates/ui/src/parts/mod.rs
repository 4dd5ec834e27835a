//! The components. Each is a small builder with `render(lang)`.

mod button;
mod card;
mod crop;
mod due;
mod found;
mod lists;
mod notice;
mod row;
mod seal;
mod sheet;
mod table;
mod trail;
mod ways;

pub use button::{Button, Dialog, Drop};
pub use card::{Card, Facts, Tile, fold, fold_key, frame};
pub use crop::Crop;
pub use due::Due;
pub use found::{FacetList, FacetValue, FoundHit, FoundList, Marked};
pub use lists::{Pager, Step, StepState, Stepper};
pub use notice::{Empty, Notice, Tone};
pub use row::{Slot, WorkList, WorkRow};
pub use seal::{Secrecy, Urgency};
pub use sheet::{Seen, Sheet};
pub use table::{Cell, Column, Table};
pub use trail::{Stop, Trail};
pub use ways::{Chip, Chips, Crumbs, Tab, Tabs};
