//! A function of the office, as the program lists it: its rows, routes, cards, what lies on a post, how it speaks.

use axum::Router;
use jiff::civil::Date;
use kernel::{Act, Id, Refusal, StoreError, Tx};
use uuid::Uuid;
use words::Msg;

use crate::house::House;
use crate::model::{Permission, Person, Post};
use crate::notices::Title;
use crate::viewer::Viewer;

/// A way in the rail.
#[derive(Clone, Copy)]
pub struct Nav {
    /// Pressed after `g`.
    pub key: &'static str,
    pub href: &'static str,
    /// Where else its pages begin, so that the rail shows where one is.
    pub also: &'static [&'static str],
    pub icon: &'static str,
    pub title: fn() -> Msg,
    /// What waits there, and how many of it are late.
    pub count: Option<Count>,
    pub needs: Permission,
}

pub type Count = fn(&mut Tx<'_>, &Viewer) -> Result<(u64, u64), StoreError>;

/// What a function puts on Today: a tile with a count, and the rows behind it.
pub struct Card {
    pub title: Msg,
    pub href: String,
    pub count: u64,
    pub late: u64,
    pub rows: Vec<ui::WorkRow>,
    pub place: Place,
    /// What there is to do with all of it, as the button on top of Today says it.
    pub verb: Option<Msg>,
}

/// Where a card stands on Today.
#[derive(Debug, Clone)]
pub enum Place {
    /// Waits on the reader: a tile and, on the left, its rows.
    Work,
    /// Only to be known or followed: a tile and, on the right, its rows.
    Beside,
    /// Of the day, by the hour: on the right before all else, without a tile.
    Day(Vec<ui::Slot>),
}

impl Card {
    #[must_use]
    pub fn new(title: Msg, href: impl Into<String>, count: u64) -> Card {
        let (rows, place) = (Vec::new(), Place::Work);
        Card { title, href: href.into(), count, late: 0, rows, place, verb: None }
    }
    #[must_use]
    pub fn late(mut self, late: u64) -> Card {
        self.late = late;
        self
    }
    #[must_use]
    pub fn rows(mut self, rows: Vec<ui::WorkRow>) -> Card {
        self.rows = rows;
        self
    }
    #[must_use]
    pub fn place(mut self, place: Place) -> Card {
        self.place = place;
        self
    }
    #[must_use]
    pub fn verb(mut self, verb: Msg) -> Card {
        self.verb = Some(verb);
        self
    }
}

pub type Today = fn(&mut Tx<'_>, &Viewer) -> Result<Vec<Card>, StoreError>;

/// Something that lies on a post now, for whoever hands the post over.
#[derive(Debug, Clone)]
pub struct Held {
    /// What has to be done with it.
    pub what: Msg,
    pub title: String,
    pub href: String,
    /// The day by which, or the day of a turn.
    pub on: Option<Date>,
}

pub type Holds = fn(&mut Tx<'_>, Id<Post>, Date) -> Result<Vec<Held>, StoreError>;

/// Who leaves which post, and who comes.
#[derive(Debug, Clone, Copy)]
pub struct Leaving {
    pub post: Id<Post>,
    pub person: Id<Person>,
    pub last_day: Date,
    pub successor: Option<Id<Person>>,
}

/// Work hangs on posts and stays there. What names a person beside the post goes to the successor by this, in the act
/// that hands the post over.
pub type Moves = fn(&mut Act<'_>, &Leaving) -> Result<(), Refusal>;

/// What presses so much that every page of the reader says so, and Today first of all.
pub struct Alarm {
    pub banner: ui::Notice,
    pub card: Card,
}

/// How a function speaks of its things where it is not asked itself: in notices, in banners.
#[derive(Clone, Copy)]
pub struct Tells {
    /// What a thing of this kind is called and where it stands, if this reader may see it.
    pub title: Option<TitleOf>,
    /// Why somebody got a notice, by its code and number.
    pub why: Option<fn(&str, i64) -> Option<Msg>>,
    /// What calls the reader now.
    pub alarm: Option<AlarmOf>,
    /// What it shows beside a thing of another function, on that thing's page.
    pub beside: Option<BesideOf>,
}

/// Loaded with the page, rendered when its context is there. The page has asked who may see the thing.
pub type Beside = Box<dyn FnOnce(&ui::Ctx) -> ui::Html + Send>;
pub type BesideOf = fn(&mut Tx<'_>, &Viewer, (&str, Uuid)) -> Result<Option<Beside>, StoreError>;

pub type AlarmOf = fn(&mut Tx<'_>, &Viewer) -> Result<Option<Alarm>, StoreError>;
pub type TitleOf = fn(&mut Tx<'_>, &Viewer, (&str, Uuid)) -> Result<Option<Title>, StoreError>;

/// Something the palette offers for what was typed.
#[derive(Debug, Clone)]
pub struct Command {
    pub title: ui::Text,
    pub hint: ui::Text,
    pub href: String,
    pub group: Msg,
    pub icon: &'static str,
}

pub type Palette = fn(&mut Tx<'_>, &House, &Viewer, &str) -> Result<Vec<Command>, StoreError>;

/// Something with a day or an hour, for a calendar.
#[derive(Debug, Clone)]
pub struct Happening {
    pub kind: &'static str,
    pub id: Uuid,
    /// A code and a kind: what may be seen over somebody's shoulder.
    pub title: String,
    /// What it is about.
    pub about: String,
    pub when: When,
    pub href: String,
    /// When it was last changed, as far as is known.
    pub changed: kernel::Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    Day(Date),
    Span(kernel::Instant, kernel::Instant),
}

/// Which happenings: of a unit, as far as the reader may see them, or else the reader's own.
#[derive(Debug, Clone, Copy)]
pub struct DatesOf {
    pub unit: Option<Id<crate::Unit>>,
    pub from: Date,
    pub to: Date,
}

pub type Dates = fn(&mut Tx<'_>, &Viewer, DatesOf) -> Result<Vec<Happening>, StoreError>;

/// What of a function's things can be found, for whom, and how they are shown.
#[derive(Clone, Copy)]
pub struct Finds {
    pub source: search::Source,
    /// The tokens that open things to this reader.
    pub reach: fn(&mut Tx<'_>, &Viewer) -> Result<Vec<String>, StoreError>,
    /// The things as lines, in this order: `None` for what is not there and for what this reader may not see, asked anew
    /// and not of the index.
    pub show: ShowOf,
    /// What values of a facet are called.
    pub names: NamesOf,
}

/// Each thing as a line, or nothing.
pub type ShowOf = fn(&mut Tx<'_>, &Viewer, &[Uuid]) -> Result<Vec<Option<Line>>, StoreError>;
pub type NamesOf =
    fn(&mut Tx<'_>, &Viewer, search::Facet, &[String]) -> Result<Vec<Option<ui::Text>>, StoreError>;

/// A thing that was found.
#[derive(Debug, Clone)]
pub struct Line {
    pub code: String,
    pub subject: String,
    /// Its text, for the excerpt.
    pub body: String,
    /// The quieter facts: who issued it, when it arrived, its number in the book.
    pub by: Vec<ui::Text>,
    pub arrived: Option<Date>,
    pub href: String,
    pub state: Option<ui::Due>,
    pub urgency: Option<ui::Urgency>,
}

impl Tells {
    pub const NONE: Tells = Tells { title: None, why: None, alarm: None, beside: None };
}

/// A function of the office, as the program lists it. Taking its line out leaves a working program.
#[derive(Clone, Copy)]
pub struct Function {
    pub name: &'static str,
    pub part: fn() -> kernel::Part,
    /// The parts this function stands on, lowest first: their tables are made before its own.
    pub below: fn() -> Vec<kernel::Part>,
    pub permissions: &'static [Permission],
    pub routes: fn() -> Router<House>,
    pub nav: &'static [Nav],
    pub today: Option<Today>,
    /// What of this function's work lies on a post, most pressing first.
    pub holds: Option<Holds>,
    pub moves: Option<Moves>,
    pub jobs: fn() -> Vec<(&'static str, kernel::jobs::Handler)>,
    /// Work that comes round by the clock; one node at a time does it.
    pub periodic: fn() -> Vec<kernel::Periodic>,
    pub tells: Tells,
    pub finds: Option<Finds>,
    /// What it gives to calendars.
    pub dates: Option<Dates>,
    /// What it offers in the palette besides its ways in the rail.
    pub palette: Option<Palette>,
    /// Its acts as JSON.
    pub api: Option<fn() -> crate::Api>,
}
